/*
 * SPDX-License-Identifier: ISC
 */
#include "check/severities.h"

const struct rule catalogue_exc[] = {
    {"EXC01", "name in use is not covered", "KB 940726",
	"Clients of an Exchange service use a host that no name of the "
	"certificate covers. Outlook says that the name of the security "
	"certificate is invalid or does not match the name of the site. "
	"Take the name, or point the service to one that is there (sanreq "
	"repair prints the commands).",
	CA(W, W, W), USES, "--inventory", &rule_exc01},
    {"EXC02", "autodiscover host missing", "Exchange, Autodiscover service",
	"Outlook and phones look for autodiscover.DOMAIN of their user's "
	"mail address. Take the name, or publish the SRV record "
	"_autodiscover._tcp.DOMAIN, or redirect by HTTP to a host that the "
	"certificate has.",
	CA(W, W, W), USES, "--inventory", &rule_exc02},
    {"EXC03", "server's own name", "Exchange, digital certificates",
	"From Exchange 2013 on no client asks for a server by its own name, "
	"and the servers use certificates of their own among themselves. "
	"Leave it out, unless some URL still has it.",
	CA(I, I, I), ANY, "--inventory", &rule_exc03},
    {"EXC04", "internal name in use is not covered", "KB 940726",
	"Clients use a host by an internal name, which no public CA may "
	"certify. Change the URL to a public name that the certificate has "
	"(sanreq repair prints the commands) and let DNS inside answer for "
	"it.",
	CA(W, W, W), USES, "--inventory", &rule_exc04},
    {"EXC05", "hybrid deployment", "Exchange, hybrid certificates",
	"Exchange Online and the organization recognize each other by a "
	"certificate of a public CA that names the transport host. Use the "
	"profile hybrid, or take the name with --add; a private CA cannot "
	"serve here.",
	CA(W, W, W), USES, "--inventory", &rule_exc05},
    {"EXC06", "unified messaging", "Enable-ExchangeCertificate",
	"Unified messaging over TLS wants the server's own full name as "
	"common name, so it needs a certificate of its own, such as the "
	"self-signed one. Do not enable this certificate for UM.",
	CA(W, W, W), ISSUED, "--inventory", &rule_exc06},
    {"EXC07", "wildcard for POP3 or IMAP4", "Enable-ExchangeCertificate",
	"Only a wildcard covers the host of POP3 or IMAP4, and these "
	"services take no wildcard certificate by themselves. Run "
	"Set-PopSettings and Set-ImapSettings with -X509CertificateName "
	"HOST, or take the single name.",
	CA(W, W, W), USES, "--inventory", &rule_exc07},
    {"EXC08", "SMTP connector not covered", "Set-ReceiveConnector",
	"An SMTP connector announces a name that the certificate does not "
	"have, and falls back to a self-signed one in STARTTLS. Where mail "
	"clients or partners verify it, take the name.",
	CA(W, W, W), USES, "--inventory", &rule_exc08},
    {"EXC09", "form of the PFX", "KB 3032024; KB, AES-256 PFX",
	"Windows before Server 2019 (Exchange 2016 and older) cannot import "
	"a PFX that is encrypted with AES and says that the password is "
	"wrong; and without a CSP attribute Windows puts an RSA key into a "
	"CNG provider, with which OWA and ECP log in for ever. Make the PFX "
	"with openssl pkcs12 -export -CSP 'Microsoft RSA SChannel "
	"Cryptographic Provider', for the older ones with -keypbe and "
	"-certpbe PBE-SHA1-3DES and -macalg sha1; or import it with certutil "
	"-csp and that provider, -importpfx. Without --exchange the oldest "
	"server of --inventory counts.",
	CA(W, W, W), JUDGES_PFX, NULL, &rule_exc09},
    {"EXC10", "long friendly name", "New-ExchangeCertificate",
	"Exchange shows 63 characters of a friendly name and refuses longer "
	"ones in its commands. Give the PFX a shorter name.",
	CA(I, I, I), JUDGES_PFX, NULL, &rule_exc10},
    {"EXC11", "name that needs no certificate",
	"Exchange, Autodiscover service",
	"Some names are never looked up in a certificate of a CA: that of a "
	"client access array, for MAPI over RPC does not use TLS names; that "
	"of a database availability group, a cluster; and, with a public CA, "
	"a server's own name where only servers use it, among themselves and "
	"in the receive connectors that setup made (Default SERVER and the "
	"like): they have self-signed certificates for internal transport, "
	"which are not to be replaced. Leave it out. Names that a client "
	"uses, that another connector announces or TlsCertificateName asks "
	"for, and those of hybrid deployments and Edge servers are no such "
	"names.",
	CA(I, I, I), ANY, "--inventory", &rule_exc11},
    {"EXC12", "web server of the mail domain", "KB 3211279",
	"Outlook asks https://DOMAIN before https://autodiscover.DOMAIN. A "
	"web server answers there with a certificate that does not have the "
	"domain's name, and Outlook warns about it. Give that server a "
	"fitting certificate, or close its port 443. Judged where "
	"tls://DOMAIN is a source, and by sanreq plan --probe.",
	CA(W, W, W), USES, "--inventory", &rule_exc12},
    {"EXC13", "lifetime of public certificates", "BR 6.3.2",
	"Public CAs issue for 200 days at most since 2026-03-15, for 100 "
	"days from 2027-03-15 and for 47 days from 2029-03-15. Plan to "
	"renew by program (a script around sanreq request, or ACME). A "
	"certificate is only mentioned "
	"when it is valid for longer than was allowed when it was issued, "
	"which clients may refuse.",
	CA(I, SILENT, SILENT), ISSUED, NULL, &rule_exc13},
};
const size_t catalogue_nexc = COUNT(catalogue_exc);
