/*
 * SPDX-License-Identifier: ISC
 */
#include "check/severities.h"

const struct rule catalogue_enc[] = {
    {"ENC01", "not proper PKCS#10 or X.509", "RFC 2986 4.1, RFC 5280 4.1",
	"The version is another than 0 (3 for certificates), octets trail "
	"behind the structure, the set of attributes is missing, or an "
	"extension cannot be decoded. Some programs read over it, CAs do "
	"not. Make the request with a current program.",
	CA(E, E, E), ISSUED, NULL, &rule_enc01},
    {"ENC02", "form of the file", "RFC 7468; New-ExchangeCertificate",
	"The Exchange Management Shell saves requests as UTF-16 text, other "
	"programs add a byte order mark, say NEW CERTIFICATE REQUEST, write "
	"long lines, or put text before the first line. sanreq reads all of "
	"these; OpenSSL and most CAs do not read UTF-16, and some CAs' forms "
	"none of them. Line ends of Windows are information alone. Save the "
	"file as plain ASCII "
	"text that begins with -----BEGIN CERTIFICATE REQUEST-----, for "
	"instance with Notepad, Save as, ANSI.",
	CA(W, W, W), ISSUED, NULL, &rule_enc02},
    {"ENC03", "old Microsoft extension request", "WCCE 2.2.2.7; RFC 2985 5.4.2",
	"The wanted extensions stand only in Microsoft's older attribute "
	"1.3.6.1.4.1.311.2.1.14. Some CAs look at extensionRequest "
	"(1.2.840.113549.1.9.14) alone and would issue a certificate "
	"without your names. Make the request with a program that writes "
	"the latter, as sanreq does.",
	CA(W, W, W), JUDGES_REQUEST, NULL, &rule_enc03},
    {"ENC04", "not what the file claims to be", "RFC 7468; common practice",
	"The file is a private key, alone or beside the request; or it is "
	"labeled or named as a request and holds a certificate, or the "
	"reverse. A CA needs the request alone. Never send a private key to "
	"anybody: if it left this machine, make a new one.",
	CA(E, E, E), ISSUED | JUDGES_PFX | JUDGES_KEY_FILE, NULL, &rule_enc04},
};
const size_t catalogue_nenc = COUNT(catalogue_enc);

const struct rule catalogue_ext[] = {
    {"EXT01", "extension twice", "RFC 5280 4.2, RFC 2985 5.4.2",
	"Each extension may stand there once, and the request for "
	"extensions too. Which of two counts differs from program to "
	"program, so that a CA may issue other names than it checked. Make "
	"the request anew with all names in one subjectAltName.",
	CA(E, E, E), ISSUED, NULL, &rule_ext01},
    {"EXT02", "client authentication", "CRP 1.3.2; LE",
	"The extended key usage asks for clientAuth too. Chrome trusts no "
	"new public certificate with it from 2027-03-15 on, and Let's "
	"Encrypt has left it out since 2026. Exchange needs serverAuth "
	"alone; a server that also acts as a TLS client (SMTP with mutual "
	"TLS) may need a private CA for that.",
	CA(W, SILENT, SILENT), ANY, NULL, &rule_ext02},
    {"EXT03", "extended key usage", "BR 7.1.2.7.10",
	"A server certificate needs serverAuth, and must not have "
	"anyExtendedKeyUsage, codeSigning, emailProtection, timeStamping or "
	"OCSPSigning beside it. Ask for serverAuth alone.",
	CA(E, E, E), ISSUED, NULL, &rule_ext03},
    {"EXT04", "request for a CA", "BR 7.1.2.7.8, 7.1.2.7.11",
	"basicConstraints says CA, or keyUsage has keyCertSign or cRLSign: "
	"this would be the certificate of a CA. No CA issues that for a "
	"server. Remove both; openssl.cnf's v3_ca section is the usual "
	"source.",
	CA(E, E, E), ISSUED, NULL, &rule_ext04},
    {"EXT05", "key usage of an elliptic key", "BR 7.1.2.7.11",
	"An elliptic key signs: keyUsage must have digitalSignature, and "
	"must not have keyEncipherment or dataEncipherment, which only RSA "
	"keys can do. Ask for digitalSignature alone.",
	CA(E, E, E), ISSUED, NULL, &rule_ext05},
    {"EXT06", "key usage of an RSA key", "Exchange, digital certificates",
	"Without keyEncipherment Windows offers no TLS 1.2 cipher suites "
	"with RSA key exchange, which old devices may still want; "
	"dataEncipherment serves nothing. Exchange's own certificates have "
	"digitalSignature and keyEncipherment: ask for both.",
	CA(I, I, I), ISSUED, NULL, &rule_ext06},
    {"EXT07", "must-staple", "RFC 7633",
	"The certificate would only be valid with a stapled OCSP response. "
	"IIS staples, but each failure of the CA's responder becomes one of "
	"yours, and most CAs have given up OCSP (Let's Encrypt in 2025). "
	"Leave it out.",
	CA(W, W, W), ANY, NULL, &rule_ext07},
    {"EXT08", "no certificate template", "WCCE 2.2.2.7",
	"An enterprise CA of Active Directory issues by template and "
	"answers 0x80094801 when none is named. Name one in the request "
	"(extensions: template in a profile), or submit it with certreq "
	"-submit -attrib CertificateTemplate:WebServer.",
	CAS(SILENT, SILENT, SILENT, W, SILENT), JUDGES_PLAN | JUDGES_REQUEST,
	NULL, &rule_ext08},
    {"EXT09", "tells the CA about the inside", "WCCE 2.2.2.7",
	"The request has what Windows adds for its own CAs: template, "
	"version of the system, cryptographic provider, and the machine, "
	"account and program that made it. A public CA needs nothing of it, "
	"and may keep it. Make the request with sanreq, or mind what the "
	"names tell.",
	CA(W, SILENT, SILENT), JUDGES_PLAN | JUDGES_REQUEST, NULL, &rule_ext09},
    {"EXT10", "challenge password", "RFC 2985 5.4.1",
	"The request has a challengePassword, which everybody can read who "
	"sees the request. CAs ignore it. Make the request without one, and "
	"do not use that password elsewhere.",
	CA(W, W, W), JUDGES_REQUEST, NULL, &rule_ext10},
    {"EXT11", "extension that the CA sets", "BR 7.1.2.7.6",
	"Certificate transparency data, authority information access, "
	"revocation lists, policies and the subject key identifier are the "
	"CA's to set. It ignores the wish, or refuses the request. Leave "
	"them out.",
	CA(W, W, W), JUDGES_REQUEST, NULL, &rule_ext11},
    {"EXT12", "names in a request attribute", "KB 931351; ESC6",
	"Names are asked for by an attribute SAN:dns=... instead of the "
	"extension. AD CS takes that only with "
	"EDITF_ATTRIBUTESUBJECTALTNAME2, which lets everybody who may "
	"request a certificate become a domain administrator. Put the names "
	"into the subjectAltName extension, and leave that flag off.",
	CA(SILENT, W, SILENT), JUDGES_REQUEST, NULL, &rule_ext12},
};
const size_t catalogue_next = COUNT(catalogue_ext);
