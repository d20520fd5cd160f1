/*
 * SPDX-License-Identifier: ISC
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/text.h"
#include "check/meanings.h"
#include "exchange/exchange.h"
#include "exchange/findings.h"
#include "exchange/services.h"
#include "name/inventory_json.h"
#include "source/ldif.h"

#define ORG   "CN=Contoso,CN=Microsoft Exchange,CN=Services"
#define SRV   "CN=EX1,CN=Servers,CN=AG,CN=Administrative Groups," ORG
#define HTTP  ",CN=HTTP,CN=Protocols," SRV
#define OWA   "dn=CN=owa (Default Web Site)" HTTP "\n" C("OWAVirtual")
#define C(x)  "objectClass=msExch" x "Directory\n"
#define IN    "msExchInternalHostName="
#define EX    "msExchExternalHostName="
#define SCP   "dn=CN=EX1,CN=Autodiscover,CN=Protocols," SRV "\n" SCPC
#define SCPC  "objectClass=serviceConnectionPoint\n"
#define URL_K "keywords=77378f46-2c66-4aa9-a6a6-3e7a48b19596\n"
#define BIND  "serviceBindingInformation="
#define RC                                                           \
	"dn=CN=Default,CN=SMTP Receive Connectors,CN=Protocols," SRV \
	"\nobjectClass=msExchSmtpReceiveConnector\n"
#define POP                                 \
	"dn=CN=1,CN=POP3,CN=Protocols," SRV \
	"\nobjectClass=protocolCfgPOPServer\n"
#define DOM                                \
	"dn=CN=d,CN=Accepted Domains," ORG \
	"\nobjectClass=msExchAcceptedDomain\n"
#define SEND                          \
	"dn=CN=s,CN=Connections," ORG \
	"\nobjectClass=msExchRoutingSMTPConnector\n"
#define EXPR                                          \
	"dn=CN=EXPR,CN=Outlook," ORG "\nobjectClass=" \
	"msExchAutoDiscoverConfig\n"
#define SERVER                             \
	"dn=" SRV "\nobjectClass=server\n" \
	"objectClass=msExchExchangeServer\n"

struct run {
	struct inventory *inv;
	struct exchange *x;
	struct error err;
};

static void
run_open(struct run *r)
{
	memset(r, 0, sizeof(*r));
	assert_int_equal(inventory_new(&r->inv, &r->err), SANREQ_OK);
	assert_int_equal(
	    exchange_new(&r->x, r->inv, "test", &r->err), SANREQ_OK);
}

static void
run_close(struct run *r)
{
	exchange_free(&r->x);
	inventory_free(&r->inv);
}

static void
run_seal(struct run *r)
{
	assert_int_equal(exchange_finish(r->x, &r->err), SANREQ_OK);
	assert_int_equal(inventory_seal(r->inv, &r->err), SANREQ_OK);
}

/* Hands on "dn=...", then lines of attribute[;option]=value. "\v" in a value
 * stands for a line end, "\f" for NUL. */
static void
feed(struct run *r, const char *text)
{
	static char copy[16384];
	struct attribute attrs[32];
	struct record rec = {.attributes = attrs};
	char *line = copy, *end;

	assert_true(strlen(text) < sizeof(copy));
	memcpy(copy, text, strlen(text) + 1);
	for (; *line != '\0'; line = end + 1) {
		char *eq = strchr(line, '='), *semi = strchr(line, ';');
		struct attribute *a = &attrs[rec.nattributes];

		end = strchr(line, '\n');
		if (eq != NULL && semi != NULL && semi < eq)
			eq = strchr(eq + 1, '='); /* ";range=0-*=" */
		assert_true(eq != NULL && end != NULL && eq < end);
		for (char *p = eq; p < end; p++)
			*p = *p == '\v' ? '\n' : *p == '\f' ? '\0' : *p;
		if (strncmp(line, "dn=", 3) == 0) {
			rec.dn = (struct bytes){eq + 1, (size_t)(end - eq - 1)};
			continue;
		}
		memset(a, 0, sizeof(*a));
		a->name = (struct bytes){line, (size_t)(eq - line)};
		if (semi != NULL && semi < eq) {
			a->name.n = (size_t)(semi - line);
			a->options =
			    (struct bytes){semi + 1, (size_t)(eq - semi - 1)};
		}
		a->value = (struct bytes){eq + 1, (size_t)(end - eq - 1)};
		rec.nattributes++;
	}
	assert_int_equal(exchange_record(r->x, &rec, &r->err), SANREQ_OK);
}

/* "name service/scope/audience" of every use, but for the server's own. */
static void
uses_text(const struct run *r, struct buf *out)
{
	size_t n;
	const struct inventory_name *names = inventory_names(r->inv, &n);
	struct error err = {0};

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < names[i].nuses; k++) {
			const struct use *u = &names[i].uses[k];

			assert_string_equal(u->source, "test");
			assert_non_null(u->dn);
			assert_int_equal(
			    buf_addf(out, &err, "%s %s/%s/%s\n", names[i].text,
				use_service_text(u->service),
				use_scope_text(u->scope),
				use_audience_text(u->audience)),
			    SANREQ_OK);
		}
}

/* Ids of the findings; DSC07 is left out where the server is none's matter. */
static void
findings_text(const struct run *r, struct buf *out)
{
	size_t n;
	const struct finding *f = inventory_findings(r->inv, &n);
	struct error err = {0};

	for (size_t i = 0; i < n; i++)
		if (strcmp(f[i].id, "DSC07") != 0)
			assert_int_equal(
			    buf_addf(out, &err, "%s ", f[i].id), SANREQ_OK);
}

struct example {
	const char *caption, *record, *uses, *findings;
};

static void
check_examples(const struct example *t, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct buf uses, findings;
		struct run r;

		print_message("# %s\n", t[i].caption);
		buf_init(&uses, 65536);
		buf_init(&findings, 65536);
		run_open(&r);
		feed(&r, t[i].record);
		run_seal(&r);
		uses_text(&r, &uses);
		findings_text(&r, &findings);
		assert_string_equal(buf_text(&uses), t[i].uses);
		assert_string_equal(buf_text(&findings), t[i].findings);
		buf_release(&uses);
		buf_release(&findings);
		run_close(&r);
	}
}

#define CERT "msExchSmtpTLSCertificate="
#define A    "mail.contoso.com "
#define DAG                                               \
	"dn=CN=DAG1,CN=Database Availability Groups," ORG \
	"\nobjectClass=msExchMDBAvailabilityGroup\n"
#define DAG_NAME "msExchMDBAvailabilityGroupName=DAG1\n"
#define DIR(class, url) \
	"dn=CN=x" HTTP "\n" C("VirtualX") C(class "Virtual") IN url "\n"

static void
takes_names(void **state)
{
	static const struct example t[] = {
	    {"OWA, both URLs",
		OWA IN "https://in.contoso.com/owa\n" EX
		       "https://mail.contoso.com/owa\n",
		"in.contoso.com owa/internal/client\n" A
		"owa/external/client\n",
		""},
	    {"no URLs", OWA, "", ""},
	    {"class in another case",
		"dn=CN=x" HTTP "\nOBJECTCLASS=MSEXCHAUTODISCOVERVIRTUAL"
		"DIRECTORY\nMSEXCHINTERNALHOSTNAME=https://a.contoso.com/\n",
		"a.contoso.com autodiscover/internal/client\n", ""},
	    {"EWS", DIR("WebServices", "https://mail.contoso.com/EWS"),
		A "ews/internal/client\n", ""},
	    {"OAB over http", DIR("OAB", "http://mail.contoso.com/OAB"),
		A "oab/internal/http-only\n", ""},
	    {"unified messaging", DIR("UM", "https://mail.contoso.com/UM"),
		A "um/internal/client\n", ""},
	    {"ECP", DIR("ECP", "https://mail.contoso.com/ecp"),
		A "ecp/internal/client\n", ""},
	    {"MAPI", DIR("Mapi", "https://mail.contoso.com/mapi"),
		A "mapi/internal/client\n", ""},
	    {"PowerShell", DIR("PowerShell", "http://mail.contoso.com/p"),
		A "powershell/internal/http-only\n", ""},
	    {"ActiveSync", DIR("Mobile", "https://mail.contoso.com/m"),
		A "activesync/internal/client\n", ""},
	    {"Outlook Anywhere", DIR("RpcHttp", "https://mail.contoso.com/rpc"),
		A "outlook-anywhere/internal/client\n", ""},
	    {"Outlook Anywhere without TLS",
		DIR("RpcHttp", "http://mail.contoso.com/rpc"),
		A "outlook-anywhere/internal/http-only\n", ""},
	    {"2003 URL and fail-back",
		OWA "msExch2003Url=https://legacy.contoso.com/exchange\n"
		    "msExchOWAFailbackURL=https://mail.contoso.com/owa\n",
		"legacy.contoso.com owa/external/client\n" A
		"owa/external/client\n",
		""},
	    {"NLB bypass",
		"dn=CN=EWS" HTTP
		"\n" C("WebServicesVirtual") "msExchInternalNLBBypassHostName="
					     "https://mail.contoso.com/E\n",
		A "ews/bypass/server\n", ""},
	    {"NLB bypass of the back end",
		"dn=CN=EWS" HTTP
		"\n" C("WebServicesVirtual") "msExchInternalNLBBypassHostName="
					     "https://mail.contoso.com:444"
					     "/E\n",
		A "ews/bypass/back-end\n", ""},
	    {"back end by web site 2",
		OWA IN "https://mail.contoso.com:444/owa\n"
		       "msExchMetabasePath=IIS://ex1/W3SVC/2/ROOT/owa\n",
		A "owa/internal/back-end\n", ""},
	    {"web site 22 is none",
		OWA IN "https://mail.contoso.com/owa\n"
		       "msExchMetabasePath=IIS://ex1/W3SVC/22/ROOT/owa\n",
		A "owa/internal/client\n", ""},
	    {"back end by name",
		"dn=CN=owa (Exchange Back End)" HTTP "\n" C("OWAVirtual") IN
		"http://mail.contoso.com/owa\n",
		A "owa/internal/back-end\n", ""},
	    {"URL connection point",
		SCP URL_K BIND "https://mail.contoso.com/A\n",
		A "autodiscover/scp/client\n", ""},
	    {"POP3 settings",
		POP "msExchPOPIMAPInternalConnectionSettings=in.contoso.com:"
		    "110:TLS\nmsExchPOPIMAPExternalConnectionSettings="
		    "mail.contoso.com:995:SSL\n",
		"in.contoso.com pop3/internal/client\n" A
		"pop3/external/client\n",
		""},
	    {"POP3 without TLS",
		POP "msExchPOPIMAPInternalConnectionSettings="
		    "mail.contoso.com:110\n",
		A "pop3/internal/http-only\n", ""},
	    {"POP3, bare host",
		POP "msExchPOPIMAPInternalConnectionSettings="
		    "mail.contoso.com\n",
		A "pop3/internal/client\n", ""},
	    {"IMAP4 certificate name",
		"dn=CN=1\nobjectClass=protocolCfgIMAPServer\n"
		"msExchPopImapX509CertificateName=mail.contoso.com\n",
		A "imap4/internal/client\n", ""},
	    {"receive connector",
		RC "msExchSMTPReceiveConnectorFQDN=mail.contoso.com\n"
		   "msExchSmtpReceiveAdvertisedDomain=b.contoso.com\n",
		"b.contoso.com smtp/connector/server\n" A
		"smtp/connector/server\n",
		""},
	    {"certificate of a connector",
		RC CERT "<i>CN=CA, O=X<s>O=Contoso, cn=mail.contoso.com, C=F\n",
		A "smtp/connector/server\n", ""},
	    {"wildcard certificate of a connector",
		RC CERT "<S>CN=*.contoso.com\n",
		"*.contoso.com smtp/connector/server\n", ""},
	    {"send connector with others' names",
		SEND "msExchSMTPSendConnectorFQDN=mail.contoso.com\n"
		     "msExchSmtpSmartHost=[192.0.2.1], mx.fabrikam.com\n"
		     "msExchSmtpSendTlsDomain=fabrikam.com\n",
		"192.0.2.1 smtp/connector/peer\n"
		"fabrikam.com smtp/connector/peer\n" A
		"smtp/connector/server\nmx.fabrikam.com smtp/connector/peer\n",
		""},
	    {"client access array",
		"dn=CN=a,CN=Arrays," ORG "\nobjectClass=msExchExchangeServer\n"
		"objectClass=msExchClientAccessArray\n"
		"networkAddress=ncacn_ip_tcp:mail.contoso.com\n"
		"networkAddress=netbios:MAIL\n",
		A "cas-array/internal/server\n", ""},
	    {"availability group",
		DAG DAG_NAME
		"msExchStartedMailboxServers=EX01.corp.contoso.com\n"
		"msExchStoppedMailboxServers=ex02.corp.contoso.com\n"
		"msExchFileShareWitness=fs.corp.contoso.com\n",
		"dag1 server/server/server\n"
		"dag1.corp.contoso.com server/server/server\n",
		""},
	    {"availability group, servers not known", DAG DAG_NAME,
		"dag1 server/server/server\n", ""},
	    {"availability group, by its CN", DAG,
		"dag1 server/server/server\n", ""},
	    {"availability group, without an access point",
		DAG DAG_NAME "msExchStartedMailboxServers=ex01.contoso.com\n"
			     "msExchMDBAvailabilityGroupIPv4Addresses="
			     "255.255.255.255\n",
		"dag1 server/server/server\n", ""},
	    {"availability group, two domains",
		DAG DAG_NAME "msExchStartedMailboxServers=ex01.contoso.com\n"
			     "msExchStartedMailboxServers=ex02.fabrikam.com\n",
		"dag1 server/server/server\n", ""},
	    {"availability group, servers without a domain",
		DAG DAG_NAME "msExchStartedMailboxServers=EX01\n"
			     "msExchStartedMailboxServers=a b\n"
			     "msExchStoppedMailboxServers=192.0.2.1\n",
		"dag1 server/server/server\n", ""},
	    {"availability group called as a host",
		DAG "msExchMDBAvailabilityGroupName=dag1.contoso.com\n", "",
		"DSC13 "},
	    {"availability group, a wildcard",
		DAG "msExchMDBAvailabilityGroupName=*.contoso.com\n", "",
		"DSC13 "},
	    {"availability group, no name at all",
		DAG "msExchMDBAvailabilityGroupName=a,email:x@y\n", "",
		"DSC13 "},
	    {"container of availability groups",
		"dn=CN=Database Availability Groups," ORG
		"\nobjectClass=msExchMDBAvailabilityGroupContainer\n" DAG_NAME,
		"", "DSC11 "},
	    {"Outlook provider",
		EXPR "msExchAutoDiscoverCertPrincipalName="
		     "msstd:mail.contoso.com\n",
		A "outlook-provider/external/client\n", ""},
	    {"Outlook provider, inside, wildcard",
		"dn=CN=EXCH\nobjectClass=msExchAutoDiscoverConfig\n"
		"msExchAutoDiscoverCertPrincipalName=msstd:*.contoso.com\n",
		"*.contoso.com outlook-provider/internal/client\n", ""},
	    {"Outlook provider, no check",
		EXPR "msExchAutoDiscoverCertPrincipalName=none\n", "", ""},
	    {"default accepted domain",
		DOM "msExchAcceptedDomainName=contoso.com\n"
		    "msExchAcceptedDomainFlags=4\n",
		"autodiscover.contoso.com "
		"autodiscover-domain/domain/candidate\n"
		"contoso.com accepted-domain/domain/candidate\n",
		""},
	    {"internal relay",
		DOM "msExchAcceptedDomainName=contoso.com\n"
		    "msExchAcceptedDomainFlags=2\n",
		"autodiscover.contoso.com "
		"autodiscover-domain/domain/candidate\n"
		"contoso.com accepted-domain/domain/candidate\n",
		""},
	    {"hybrid",
		"dn=CN=h\nobjectClass=msExchCoexistenceRelationship\n"
		"msExchCoexistenceOnPremisesSmartHost=mail.contoso.com\n"
		"msExchCoexistenceDomains=autod:contoso.com\n"
		"msExchCoexistenceSecureMailCertificateThumbprint="
		"00112233445566778899aabbccddeeff00112233\n",
		"autodiscover.contoso.com hybrid/domain/candidate\n"
		"contoso.com hybrid/domain/candidate\n" A
		"hybrid/external/server\n",
		""},
	    {"2003 host header",
		"dn=CN=x\nobjectClass=protocolCfgHTTPServer\n"
		"objectClass=msExchProtocolCfgHTTPVirtualDirectory\n"
		"msExchServerBindings=192.0.2.1:80:mail.contoso.com\n",
		A "owa/internal/http-only\n", ""},
	    {"legacy SMTP",
		"dn=CN=1\nobjectClass=protocolCfgSMTPServer\n"
		"msExchSmtpFullyQualifiedDomainName=mail.contoso.com\n",
		A "smtp/connector/server\n", ""},
	    {"unified messaging call router",
		"dn=CN=SIP\nobjectClass=msExchProtocolCfgSIPFEServer\n"
		"networkAddress=ncacn_ip_tcp:ex1.contoso.com\n"
		"msExchUMLoadBalancerFqdn=mail.contoso.com\n",
		A "um/external/server\n", ""},
	    {"a partner",
		"dn=CN=p\nobjectClass=msExchFedSharingRelationship\n"
		"msExchFedTargetOwaURL=https://mail.fabrikam.com/owa\n"
		"msExchFedDomainNames=fabrikam.com\n",
		"fabrikam.com autodiscover-domain/domain/peer\n"
		"mail.fabrikam.com owa/external/peer\n",
		""},
	    {"telephone gateway",
		"dn=CN=g\nobjectClass=msExchUMIPGateway\n"
		"msExchUMIPGatewayAddress=192.0.2.9\n",
		"192.0.2.9 um/connector/peer\n", ""},
	    {"Microsoft's host is a peer",
		OWA EX "https://outlook.office365.com/owa\n",
		"outlook.office365.com owa/external/peer\n", ""},
	    {"several values of one attribute",
		SCP URL_K BIND "https://a.contoso.com/A\n" BIND
			       "https://b.contoso.com/A\n",
		"a.contoso.com autodiscover/scp/client\n"
		"b.contoso.com autodiscover/scp/client\n",
		""},
	    {"last range of values",
		POP "msExchPOPIMAPInternalConnectionSettings;range=0-*="
		    "mail.contoso.com:995:SSL\n",
		A "pop3/internal/client\n", ""},
	};

	(void)state;
	check_examples(t, sizeof(t) / sizeof(t[0]));
}

#define X64 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"

static void
reports_and_refuses(void **state)
{
	static const struct example t[] = {
	    {"not Exchange", "dn=CN=x\nobjectClass=user\n", "", "DSC11 "},
	    {"no class", "dn=CN=x\n" IN "https://mail.contoso.com\n", "",
		"DSC11 "},
	    {"another product's connection point",
		SCP "keywords=x\n" BIND "https://drs.contoso.com/\n", "",
		"DSC11 "},
	    {"connection point without keywords",
		SCP BIND "https://drs.contoso.com/\n", "", "DSC11 "},
	    {"trusted hoster",
		SCP "keywords=D3614C7C-D214-4F1F-BD4C-00D91C67F93F\n" BIND
		    "*.outlook.com\n",
		"", ""},
	    {"domain to application URI",
		SCP "keywords=E1AA5F5E-2341-4FCB-8560-E3AB6F081468\n" BIND
		    "https://x.contoso.com\n",
		"", ""},
	    {"pointer to a forest",
		SCP "keywords=67661D7F-8FC4-4FA7-BFAC-E1D7794C1F68\n" BIND
		    "LDAP://fabrikam.example\n",
		"", "DSC06 "},
	    {"space in a URL", OWA IN "https://a b.contoso.com/\n", "",
		"DSC01 "},
	    {"no host", OWA IN "https:///owa\n", "", "DSC01 "},
	    {"doubled scheme", OWA IN "https://https://a.contoso.com/\n", "",
		"DSC01 "},
	    {"wildcard in a URL", OWA IN "https://*.contoso.com/\n", "",
		"DSC01 "},
	    {"loopback", OWA IN "https://localhost/owa\n", "", "DSC01 "},
	    {"template", OWA IN "https://%s/owa\n", "", "DSC01 "},
	    {"LDAP URL", OWA IN "ldap://a.contoso.com/\n", "", "DSC01 "},
	    {"label of 64 octets", OWA IN "https://" X64 ".contoso.com/\n", "",
		"DSC01 "},
	    {"script", OWA EX "http://f/<script>x</script>\n", "", "DSC02 "},
	    {"user info", OWA EX "https://a.contoso.com@evil.example/\n", "",
		"DSC02 "},
	    {"smuggled names",
		OWA EX "a.example,email:x@evil.example,DNS:*.evil.example\n",
		"", "DSC02 "},
	    {"line ends", OWA EX "https://a.contoso.com/\vHost: b\n", "",
		"DSC02 "},
	    {"NUL", OWA EX "https://a.contoso.com\f.evil.example/\n", "",
		"DSC02 "},
	    {"bidirectional control",
		OWA EX "https://a.contoso.com/\xe2\x80\xaegnp.exe\n", "",
		"DSC02 "},
	    {"zero-width space", OWA EX "https://a\xe2\x80\x8b.contoso.com\n",
		"", "DSC02 "},
	    {"bare host", OWA IN "mail.contoso.com\n",
		A "owa/internal/client\n", "DSC03 "},
	    {"odd port", OWA IN "https://mail.contoso.com:8443/owa\n",
		A "owa/internal/client\n", "DSC03 "},
	    {"root dot", OWA IN "https://mail.contoso.com./owa\n",
		A "owa/internal/client\n", "DSC03 "},
	    {"root dot of a connector",
		RC "msExchSMTPReceiveConnectorFQDN=mail.contoso.com.\n",
		A "smtp/connector/server\n", "DSC03 "},
	    {"single label outside", OWA EX "https://ex1/owa\n",
		"ex1 owa/external/client\n", "DSC04 "},
	    {"single label inside is common", OWA IN "https://EX1/owa\n",
		"ex1 owa/internal/client\n", ""},
	    {"conflict object",
		"dn=CN=owa\\0ACNF:12" HTTP "\n" C("OWAVirtual") IN
		"https://a.contoso.com/\n",
		"", "DSC05 "},
	    {"below a deleted object",
		"dn=CN=owa,CN=HTTP\\0ADEL:12,CN=x\n" C("OWAVirtual") IN
		"https://a.contoso.com/\n",
		"", "DSC05 "},
	    {"part of a range",
		POP "msExchPOPIMAPInternalConnectionSettings;range=0-1499="
		    "mail.contoso.com:995:SSL\n",
		A "pop3/internal/client\n", "DSC09 "},
	    {"XML",
		OWA "msExchConfigurationXML=<a xmlns=\"http://www.w3.org/\">"
		    "15.2.1748 download.contoso.com</a>\n",
		"", "DSC12 "},
	    {"XML without hosts",
		OWA "msExchConfigurationXML=<a>15.2.1748.10 x</a>\n", "", ""},
	    {"connector named by text",
		RC "msExchSMTPReceiveConnectorFQDN=not a host\n", "", "DSC13 "},
	    {"connector with a smuggled name",
		RC "msExchSMTPReceiveConnectorFQDN=x.example,DNS:y.example\n",
		"", "DSC13 "},
	    {"connector with NUL",
		RC "msExchSMTPReceiveConnectorFQDN=x.example\fy\n", "",
		"DSC13 "},
	    {"connector of octets", RC "msExchSMTPReceiveConnectorFQDN=\xff\n",
		"", "DSC13 "},
	    {"certificate without subject", RC CERT "CN=a.contoso.com\n", "",
		"DSC13 "},
	    {"certificate without common name", RC CERT "<S>O=Contoso\n", "",
		"DSC13 "},
	    {"subject cut short", RC CERT "<S\n", "", "DSC13 "},
	    {"localhost certificate",
		RC CERT "<I>CN=localhost<S>CN=localhost\n", "", "DSC13 "},
	    {"POP3 settings of a URL",
		POP "msExchPOPIMAPInternalConnectionSettings="
		    "https://a.contoso.com:995:SSL\n",
		"", "DSC13 "},
	    {"domain of text", DOM "msExchAcceptedDomainName=a b\n", "",
		"DSC13 "},
	    {"every domain",
		DOM "msExchAcceptedDomainName=*\n"
		    "msExchAcceptedDomainFlags=2\n",
		"", ""},
	    {"all subdomains", DOM "msExchAcceptedDomainName=*.contoso.com\n",
		"", ""},
	    {"external relay",
		DOM "msExchAcceptedDomainName=contoso.com\n"
		    "msExchAcceptedDomainFlags=1\n",
		"", ""},
	    {"X.400",
		DOM "msExchAcceptedDomainName=contoso.com\n"
		    "msExchAcceptedDomainFlags=17\n",
		"", ""},
	    {"pending removal",
		DOM "msExchAcceptedDomainName=contoso.com\n"
		    "msExchAcceptedDomainFlags=64\n",
		"", ""},
	    {"Microsoft's domain",
		DOM "msExchAcceptedDomainName=contoso.mail.onmicrosoft.com\n",
		"", ""},
	    {"disabled connector",
		SEND "msExchSmtpSendEnabled=FALSE\n"
		     "msExchSMTPSendConnectorFQDN=mail.contoso.com\n",
		A "smtp/connector/server\n", "DSC15 "},
	    {"no DN", "dn=\n" C("OWAVirtual"), "", "DSC16 "},
	    {"DN of text", "dn=owa\n" C("OWAVirtual"), "", "DSC16 "},
	    {"transport copy of a server",
		"dn=CN=Mailbox,CN=Transport Configuration," SRV "\n"
		"objectClass=msExchExchangeServer\n"
		"objectClass=msExchExchangeTransportServer\n"
		"networkAddress=ncacn_ip_tcp:ex1.contoso.com\n",
		"", ""},
	    {"server elsewhere",
		"dn=CN=Mailbox,CN=Transport Configuration," SRV "\n"
		"objectClass=msExchExchangeServer\n"
		"networkAddress=ncacn_ip_tcp:ex1.contoso.com\n",
		"", ""},
	    {"server without version",
		SERVER "networkAddress=ncacn_ip_tcp:ex1.contoso.com\n",
		"ex1 server/server/server\n"
		"ex1.contoso.com server/server/server\n",
		"DSC08 "},
	    {"server of a broken name",
		SERVER "networkAddress=ncacn_ip_tcp:a b\n"
		       "networkAddress=netbios:EX1\nversionNumber=7638\n",
		"ex1 server/server/server\n", "DSC13 "},
	};

	(void)state;
	check_examples(t, sizeof(t) / sizeof(t[0]));
}

static void
reads_versions(void **state)
{
	static const struct {
		const char *attributes, *product, *version;
	} t[] = {
	    {"serialNumber=Version 6.5 (Build 7638.2: Service Pack 2)\n",
		"2003", "6.5.7638"},
	    {"versionNumber=7638\n", "2003", "6.5.7638"},
	    {"serialNumber=Version 8.3 (Build 30083.6)\n", "2007", "8.3.83"},
	    {"serialNumber=Version 8.3 (Build 83.6)\n", "2007", "8.3.83"},
	    {"versionNumber=1912832083\n", "2007", "8.3.83"},
	    {"serialNumber=Version 14.3 (Build 30123.4)\n", "2010", "14.3.123"},
	    {"serialNumber=Version 15.0 (Build 31497.2)\n", "2013",
		"15.0.1497"},
	    {"serialNumber=Version 15.1 (Build 32507.6)\n", "2016",
		"15.1.2507"},
	    {"serialNumber=Version 15.2 (Build 32561.1)\n", "2019",
		"15.2.2561"},
	    {"serialNumber=Version 15.2 (Build 32562.17)\n", "SE", "15.2.2562"},
	    {"serialNumber=Version 15.3 (Build 30001.1)\n", NULL, "15.3.1"},
	    {"serialNumber=Version 16.0 (Build 30001.1)\n", NULL, "16.0.1"},
	    {"serialNumber=Version 6.0 (Build 4417.5)\n", NULL, "6.0.4417"},
	    {"serialNumber=Version 15\n", NULL, NULL},
	    {"serialNumber=Version 15.x (Build 1.1)\n", NULL, NULL},
	    {"serialNumber=Version 15.1 (Build \n", NULL, NULL},
	    {"serialNumber=Version 99999999999.1 (Build 1.1)\n", NULL, NULL},
	    {"versionNumber=-1\n", NULL, NULL},
	    {"versionNumber=99999999999999999999\n", NULL, NULL},
	    {"versionNumber=12x\n", NULL, NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		char text[1024];
		const struct server *s;
		struct run r;

		print_message("# %s", t[i].attributes);
		run_open(&r);
		snprintf(text, sizeof(text), "%s%s", SERVER, t[i].attributes);
		feed(&r, text);
		run_seal(&r);
		s = inventory_find_server(r.inv, "ex1");
		assert_non_null(s);
		assert_true((s->product == NULL) == (t[i].product == NULL));
		assert_true((s->version == NULL) == (t[i].version == NULL));
		if (t[i].product != NULL)
			assert_string_equal(s->product, t[i].product);
		if (t[i].version != NULL)
			assert_string_equal(s->version, t[i].version);
		run_close(&r);
	}
}

static void
knows_servers(void **state)
{
	struct run r;
	const struct server *s;
	struct buf text;

	(void)state;
	run_open(&r);
	buf_init(&text, 4096);
	feed(&r, OWA IN "https://mail.contoso.com/owa\n");
	feed(&r, SERVER "networkAddress=netbios:EX1\n"
			"networkAddress=ncacn_ip_tcp:EX1.contoso.local\n"
			"msExchCurrentServerRoles=16439\n"
			"msExchServerSite=CN=Paris\\, Nord,CN=Sites,DC=x\n"
			"serialNumber=Version 15.1 (Build 32507.6)\n");
	run_seal(&r);
	s = inventory_find_server(r.inv, "EX1");
	assert_non_null(s);
	assert_string_equal(s->fqdn, "ex1.contoso.local");
	assert_string_equal(s->netbios, "EX1");
	assert_string_equal(s->site, "Paris, Nord");
	assert_int_equal(s->roles, 16439);
	findings_text(&r, &text);
	assert_string_equal(buf_text(&text), "DSC10 ");
	assert_string_equal(
	    inventory_find_name(r.inv, "mail.contoso.com")->uses[0].server,
	    "EX1");
	buf_release(&text);
	run_close(&r);
}

static void
misses_servers_once_each(void **state)
{
	struct run r;
	const struct finding *f;
	size_t n;

	(void)state;
	run_open(&r);
	feed(&r, OWA IN "https://a.contoso.com/owa\n");
	feed(&r, DIR("ECP", "https://a.contoso.com/ecp"));
	run_seal(&r);
	f = inventory_findings(r.inv, &n);
	assert_int_equal(n, 1);
	assert_string_equal(f[0].id, "DSC07");
	assert_string_equal(f[0].dn, SRV);
	assert_non_null(strstr(f[0].message, "EX1"));
	run_close(&r);
}

/* Records of several servers whose names, URLs and DNs have much in common,
 * flawed and hostile ones among them. */
static const char *const mixed[] = {
    SERVER "networkAddress=ncacn_ip_tcp:ex1.corp.contoso.local\n",
    OWA IN "https://ex1.corp.contoso.local/owa\n" EX
	   "https://mail.contoso.com/owa\n",
    OWA IN "https://ex1.corp.contoso.local/owa \n" EX
	   "https://mail.contoso.com/<x>\n",
    "dn=CN=ecp" HTTP "\n" C("EcpVirtual") IN
    "https://ex1.corp.contoso.local/ecp\n" EX "https://mail.contoso.com/ecp\n",
    "dn=CN=EWS" HTTP "\n" C("WebServicesVirtual") IN
    "https://ex1.corp.contoso.local/a b\n" EX
    "https://mail.contoso.com:444/e\n",
    "dn=CN=OAB (Exchange Back End)" HTTP "\n" C("OABVirtual") IN
    "https://ex1.corp.contoso.local:444/OAB\n" EX
    "http://mail.contoso.com/OAB\n",
    "dn=CN=a\\0ACNF:1" HTTP "\n" C("EcpVirtual") IN "https://ex9/ecp\n",
    "dn=CN=owa,CN=HTTP,CN=Protocols,CN=EX2,CN=Servers,CN=AG,CN=Administrative "
    "Groups," ORG "\n" C("OWAVirtual") IN
    "https://ex2.corp.contoso.local/owa\n" EX "https://mail.contoso.com/owa\n",
    "dn=CN=owa,CN=HTTP,CN=Protocols,CN=EX2,CN=Servers,CN=AG,CN=Administrative "
    "Groups," ORG "\n" C("OWAVirtual") IN
    "https://ex1.corp.contoso.local/<owa\n",
    "dn=CN=EXPR"
    ",CN=Outlook," ORG "\nobjectClass=msExchAutoDiscoverConfig\n"
    "msExchAutoDiscoverServer=mail.contoso.com\n",
    DOM "msExchAcceptedDomainName=contoso.com\n",
    POP "msExchPOPIMAPExternalConnectionSettings=mail.contoso.com:995:SSL\n",
};

static char *
mixed_json(const size_t *order, size_t n)
{
	char *text = NULL;
	size_t size = 0;
	struct run r;
	FILE *file;

	run_open(&r);
	for (size_t i = 0; i < n; i++)
		feed(&r, mixed[order[i]]);
	run_seal(&r);
	file = open_memstream(&text, &size);
	assert_non_null(file);
	assert_int_equal(
	    inventory_write_json(r.inv, true, file, &r.err), SANREQ_OK);
	assert_int_equal(fclose(file), 0);
	run_close(&r);
	return text;
}

/* What is remembered from one record to the next must not show. */
static void
order_does_not_matter(void **state)
{
	size_t n = sizeof(mixed) / sizeof(mixed[0]);
	size_t order[sizeof(mixed) / sizeof(mixed[0])];
	unsigned random = 1;
	char *first, *other;

	(void)state;
	for (size_t i = 0; i < n; i++)
		order[i] = i;
	first = mixed_json(order, n);
	for (int round = 0; round < 300; round++) {
		for (size_t i = n; i-- > 1;) {
			size_t k, swap = order[i];

			random = random * 1103515245u + 12345u;
			k = random / 65536u % (i + 1);
			order[i] = order[k];
			order[k] = swap;
		}
		other = mixed_json(order, n);
		assert_string_equal(other, first);
		free(other);
	}
	assert_non_null(strstr(first, "back-end"));
	assert_non_null(strstr(first, "DSC02"));
	free(first);
}

static void
does_not_flood(void **state)
{
	struct run r;
	const struct finding *f;
	size_t n, listed = 0, more = 0;

	(void)state;
	run_open(&r);
	for (int i = 0; i < 2500; i++) {
		char text[512];

		snprintf(
		    text, sizeof(text), "%s%shttps://a b%d/\n", OWA, IN, i);
		feed(&r, text);
	}
	run_seal(&r);
	f = inventory_findings(r.inv, &n);
	for (size_t i = 0; i < n; i++) {
		if (strcmp(f[i].id, "DSC01") != 0)
			continue;
		listed++;
		more += strstr(f[i].message, "1500 more") != NULL;
	}
	assert_int_equal(listed, 1001);
	assert_int_equal(more, 1);
	run_close(&r);
}

static void
tables_are_sound(void **state)
{
	size_t nclasses, nrows, nfindings;
	const char *const *classes = exchange_classes(&nclasses);
	const struct service_row *rows = exchange_rows(&nrows);
	const struct discovery_finding *f = discovery_findings(&nfindings);

	(void)state;
	for (size_t i = 0; i < nclasses; i++) {
		char term[128];

		assert_true(i == 0 || strcmp(classes[i - 1], classes[i]) < 0);
		for (const char *p = classes[i]; *p != '\0'; p++)
			assert_int_equal(*p, text_lower(*p));
		snprintf(term, sizeof(term), "(objectClass=%s)", classes[i]);
		/* computers are looked for elsewhere */
		assert_int_equal(strstr(exchange_ldap_filter(), term) == NULL,
		    i == CLASS_COMPUTER);
	}
	assert_null(classes[nclasses]);
	assert_null(exchange_attribute_names()[ATTR_COUNT]);
	assert_null(exchange_ldap_attributes()[ATTR_ACCOUNT_NAME]);
	for (size_t i = 0; i < nrows; i++) {
		assert_true(i == 0 || rows[i - 1].class <= rows[i].class);
		assert_true(
		    (rows[i].noun == NULL) == (rows[i].property == NULL));
	}
	for (size_t i = 0; i < nfindings; i++) {
		assert_int_equal(strlen(f[i].id), strlen("DSC01"));
		assert_memory_equal(f[i].id, "DSC", 3);
		assert_true(i == 0 || strcmp(f[i - 1].id, f[i].id) < 0);
		assert_non_null(finding_meaning_find(f[i].id));
	}
}

/* --- the sample organizations --- */

static void
sample_path(char *dst, size_t size, const char *name, const char *suffix)
{
	const char *src = getenv("SRC");

	assert_non_null(src);
	snprintf(dst, size, "%s/tests/data/%s%s", src, name, suffix);
}

static enum sanreq_status
hand_on(void *x, const struct record *rec, struct error *err)
{
	return exchange_record(x, rec, err);
}

static void
sample_read(struct run *r, const char *name)
{
	struct ldif_filter filter;
	uint64_t nrecords = 0;
	char path[1024];
	int fd;

	filter.classes = exchange_classes(&filter.nclasses);
	sample_path(path, sizeof(path), name, ".ldif");
	fd = open(path, O_RDONLY);
	assert_true(fd >= 0);
	assert_int_equal(ldif_read(fd, NULL, 0, path, &filter, hand_on, r->x,
			     &nrecords, &r->err),
	    SANREQ_OK);
	close(fd);
	assert_true(nrecords > 30);
	run_seal(r);
}

/* "name kind class audience[,audience]" of each name */
static void
names_text(const struct run *r, struct buf *out)
{
	size_t n;
	const struct inventory_name *names = inventory_names(r->inv, &n);
	struct error err = {0};

	for (size_t i = 0; i < n; i++) {
		const char *sep = " ";

		(void)!buf_addf(out, &err, "%s %s %s", names[i].text,
		    name_kind_text(names[i].kind),
		    name_class_text(names[i].class));
		for (int a = 0; a < AUDIENCE_COUNT; a++)
			for (size_t k = 0; k < names[i].nuses; k++) {
				if ((int)names[i].uses[k].audience != a)
					continue;
				(void)!buf_addf(out, &err, "%s%s", sep,
				    use_audience_text((enum use_audience)a));
				sep = ",";
				break;
			}
		(void)!buf_adds(out, "\n", &err);
	}
	assert_int_equal(err.status, SANREQ_OK);
}

static void
samples_give_the_expected_names(void **state)
{
	static const char *const samples[] = {
	    "classic-2007", "coexistence-2010-2016", "hybrid-2019", "hostile"};

	(void)state;
	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
		static char want[65536];
		char path[1024];
		static struct run r;
		struct buf got;
		FILE *f;
		size_t n;

		print_message("# %s\n", samples[i]);
		sample_path(path, sizeof(path), samples[i], ".expected-names");
		f = fopen(path, "r");
		assert_non_null(f);
		n = fread(want, 1, sizeof(want) - 1, f);
		want[n] = '\0';
		fclose(f);
		buf_init(&got, sizeof(want));
		run_open(&r);
		sample_read(&r, samples[i]);
		names_text(&r, &got);
		assert_string_equal(buf_text(&got), want);
		buf_release(&got);
		run_close(&r);
	}
}

/* What the hostile sample says, once for each thing wrong in it. */
static void
hostile_sample_is_reported(void **state)
{
	static const struct {
		const char *id;
		size_t count;
	} t[] = {
	    {"DSC01", 13},
	    {"DSC02", 9},
	    {"DSC03", 5},
	    {"DSC04", 1},
	    {"DSC05", 1},
	    {"DSC06", 1},
	    {"DSC07", 1},
	    {"DSC08", 1},
	    {"DSC10", 1},
	    {"DSC13", 5},
	    {"DSC15", 1},
	};
	const struct finding *f;
	struct run r;
	size_t n, sum = 0;

	(void)state;
	run_open(&r);
	sample_read(&r, "hostile");
	f = inventory_findings(r.inv, &n);
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		size_t count = 0;

		for (size_t k = 0; k < n; k++)
			count += strcmp(f[k].id, t[i].id) == 0;
		print_message("# %s\n", t[i].id);
		assert_int_equal(count, t[i].count);
		sum += count;
	}
	assert_int_equal(sum, n);
	run_close(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(takes_names),
	    cmocka_unit_test(reports_and_refuses),
	    cmocka_unit_test(reads_versions),
	    cmocka_unit_test(knows_servers),
	    cmocka_unit_test(misses_servers_once_each),
	    cmocka_unit_test(order_does_not_matter),
	    cmocka_unit_test(does_not_flood),
	    cmocka_unit_test(tables_are_sound),
	    cmocka_unit_test(samples_give_the_expected_names),
	    cmocka_unit_test(hostile_sample_is_reported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
