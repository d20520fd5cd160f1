/*
 * SPDX-License-Identifier: ISC
 *
 * What objects of Shell output mean, written as Format-List text.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/buf.h"
#include "exchange/exchange.h"
#include "exchange/shell_state.h"

#define N(table) (sizeof(table) / sizeof(*(table)))

static enum sanreq_status
take(void *arg, const struct shell_object *o, struct error *err)
{
	return exchange_shell(arg, o, err);
}

static enum sanreq_status
miss(void *arg, const char *what, struct error *err)
{
	(void)arg;
	(void)what;
	return error_set(err, SANREQ_INTERNAL, "nothing is missing here");
}

/* "name service/scope/audience@server;" and " +FINDING" */
static void
print_inventory(struct buf *out, const struct inventory *inv)
{
	struct error err = {0};
	size_t nnames, nfindings;
	const struct inventory_name *names = inventory_names(inv, &nnames);
	const struct finding *findings = inventory_findings(inv, &nfindings);

	for (size_t i = 0; i < nnames; i++)
		for (size_t k = 0; k < names[i].nuses; k++) {
			const struct use *u = &names[i].uses[k];

			assert_int_equal(
			    buf_addf(out, &err, "%s %s/%s/%s@%s;",
				names[i].text, use_service_text(u->service),
				use_scope_text(u->scope),
				use_audience_text(u->audience),
				u->server != NULL ? u->server : ""),
			    SANREQ_OK);
		}
	for (size_t i = 0; i < nfindings; i++)
		assert_int_equal(
		    buf_addf(out, &err, " +%s", findings[i].id), SANREQ_OK);
}

/* The inventory of the text, or the error. */
static void
read_text(const char *text, struct buf *out, struct error *err)
{
	struct inventory *inv = NULL;
	struct exchange *x = NULL;
	struct shell_sink sink = {.object = take, .missing = miss};
	uint64_t n;
	size_t index;

	buf_init(out, 1u << 20);
	assert_int_equal(inventory_new(&inv, err), SANREQ_OK);
	assert_int_equal(
	    inventory_add_source(inv, "s", "format-list", &index, err),
	    SANREQ_OK);
	assert_int_equal(exchange_new(&x, inv, "s", err), SANREQ_OK);
	sink.arg = x;
	if (shell_list_read(-1, text, strlen(text), "s", &sink, &n, err) ==
		SANREQ_OK &&
	    exchange_finish(x, err) == SANREQ_OK &&
	    inventory_seal(inv, err) == SANREQ_OK)
		print_inventory(out, inv);
	exchange_free(&x);
	inventory_free(&inv);
}

#define E_DN                                                                \
	",CN=E,CN=Servers,CN=x,CN=Administrative Groups,CN=y,CN=Microsoft " \
	"Exchange,CN=Services,CN=Configuration,DC=b,DC=com\n"
#define EWS "Identity : E\\EWS (Default Web Site)\n"

static const struct {
	const char *text, *want;
} cases[] = {
    /* whose it is */
    {EWS "InternalUrl : https://a.b.com/x\n", "a.b.com ews/internal/client@E;"},
    {"Name : EWS (Default Web Site)\nServer : E\nExternalUrl : https://m/x\n",
	"m ews/external/client@E; +DSC04"},
    {"Name : EWS (Exchange Back End)\nServer : E\n"
     "InternalNLBBypassUrl : https://e.b.com:444/x\n",
	"e.b.com ews/bypass/back-end@E;"},
    {"[PS] C:\\>Get-EcpVirtualDirectory\n\nServer : E\n"
     "InternalUrl : https://a.b.com/\n",
	"a.b.com ecp/internal/client@E;"},
    {"ObjectClass : {top, msExchVirtualDirectory, "
     "msExchMapiVirtualDirectory}\nServer : E\nInternalUrl : "
     "https://a.b.com/\n",
	"a.b.com mapi/internal/client@E;"},
    {"[PS] C:\\>Get-OutlookAnywhere\n\nDistinguishedName : CN=Rpc (Default Web "
     "Site),CN=HTTP,CN=Protocols,CN=E2,CN=Servers,CN=x,CN=Administrative "
     "Groups,CN=y\nInternalHostname : a.b.com\n",
	"a.b.com outlook-anywhere/internal/client@E2;"},
    {"[PS] C:\\>Get-EcpVirtualDirectory\n\nInternalUrl : https://a.b.com/\n",
	"a.b.com ecp/internal/client@; +DSC42"},
    {"Identity : x\nInternalUrl : https://a.b.com/\n", " +DSC11 +DSC42"},
    {"Identity : x\nDisplayName : y\n", " +DSC11"},
    {"Identity : E\\owa (OWA 2)\nInternalUrl : https://a.b.com/\n"
     "ExternalDownloadHostName : d.b.com\nInternalDownloadHostName : "
     "e.b.com\n",
	"a.b.com owa/internal/client@E;d.b.com owa/external/client@E;"
	"e.b.com owa/internal/client@E;"},
    {"Identity : E\\PowerShell (Default Web Site)\nInternalUrl : "
     "http://e.b.com/powershell\n",
	"e.b.com powershell/internal/http-only@E;"},
    {"Identity : E\\Rpc (Default Web Site)\nExternalHostname : a.b.com\n"
     "ExternalClientsRequireSsl : False\n",
	"a.b.com outlook-anywhere/external/http-only@E;"},
    {"Identity : E\\owa (Exchange Back End)\nInternalUrl : https://a.b.com/\n",
	"a.b.com owa/internal/back-end@E;"},
    {"Identity : E\\OAB (Default Web Site)\nMetabasePath : "
     "IIS://e.b.com/W3SVC/2/ROOT/OAB\nInternalUrl : https://a.b.com/\n",
	"a.b.com oab/internal/back-end@E;"},
    /* properties that only one cmdlet has */
    {"Name : E\nAutoDiscoverServiceInternalUri : https://a.b.com/x\n",
	"a.b.com autodiscover/scp/client@E;"},
    {"Server : E\nX509CertificateName : a.b.com\nProtocolName : POP3\n",
	"a.b.com pop3/internal/client@E;"},
    {"Server : E\nInternalConnectionSettings : {a.b.com:143:TLS}\n",
	"a.b.com imap4/internal/client@E;"},
    {"Server : E\nX509CertificateName : a.b.com\n", " +DSC11 +DSC42"},
    {"Identity : E\\Default E\nFqdn : a.b.com\n", " +DSC11 +DSC42"},
    {"Name : c\nTlsCertificateName : <I>CN=i<S>CN=a.b.com\n", " +DSC11 +DSC42"},
    {"Identity : x\nFqdn : a.b.com\n", " +DSC11"},
    {"Identity : E\\x\nFqdn :\nTlsCertificateName :\n", " +DSC11"},
    {"Name : x\nDomainName : b.com\nDomainType : InternalRelay\n",
	"autodiscover.b.com autodiscover-domain/domain/candidate@;"
	"b.com accepted-domain/domain/candidate@;"},
    {"Name : x\nDomainName : b.com\nDomainType : ExternalRelay\n", ""},
    {"Name : x\nDomainName : b.com\nDomainType : Authoritative\n"
     "X400AddressType : True\n",
	""},
    {"Name : E\nFqdn : e.b.com\nServerRole : Mailbox\n"
     "AdminDisplayVersion : Version 15.1 (Build 1531.3)\n",
	"e server/server/server@E;e.b.com server/server/server@E;"},
    {"Name : E\nFqdn : e.b.com\nServerRole : Edge\n",
	"e server/server/server@E;e.b.com server/server/server@E;"},
    {"Name : a\nFqdn : arr.b.com\nMembers : {E, F}\n",
	"arr.b.com cas-array/internal/server@;"},
    {"Name : DAG1\nServers : {E, F}\nStartedMailboxServers : {E.b.com, "
     "F.b.com}\nWitnessServer : fs.b.com\n",
	"dag1 server/server/server@;dag1.b.com server/server/server@;"},
    {"[PS] C:\\>Get-DatabaseAvailabilityGroup\n\nIdentity : DAG1\n"
     "StoppedMailboxServers : {E.b.com}\n",
	"dag1 server/server/server@;dag1.b.com server/server/server@;"},
    {"Name : DAG1\nDatabaseAvailabilityGroupIpAddresses : "
     "{255.255.255.255}\nStartedMailboxServers : {E.b.com}\n",
	"dag1 server/server/server@;"},
    {"Name : DAG1\nStartedMailboxServers : {E.b.com, F.b.com...}\n"
     "DatabaseAvailabilityGroupIpv4Addresses : {192.0.2.1}\n",
	"dag1 server/server/server@;dag1.b.com server/server/server@;"},
    {"Name : DAG1\nWitnessServer : x\nStartedMailboxServers : {E.b.com...}\n",
	"dag1 server/server/server@;"},
    {"Name : dag1.b.com\nWitnessServer : fs.b.com\n", " +DSC13"},
    {"[PS] C:\\>Get-DatabaseAvailabilityGroup\n\nServers : {E}\n", ""},
    {"Name : E\nDatabaseAvailabilityGroup : DAG1\nServerRole : Mailbox\n",
	"e server/server/server@E;"},
    {"Identity : EXPR\nCertPrincipalName : msstd:*.b.com\n",
	"*.b.com outlook-provider/external/client@;"},
    {"Identity : EXCH\nCertPrincipalName : none\n", ""},
    {"SmartHosts : {[192.0.2.1], s.b.com}\nFqdn : f.b.com\n",
	"192.0.2.1 smtp/connector/peer@;f.b.com smtp/connector/server@;"
	"s.b.com smtp/connector/peer@;"},
    {"OnPremisesSmartHost : h.b.com\nDomains : {autod:b.com}\n",
	"autodiscover.b.com hybrid/domain/candidate@;"
	"b.com hybrid/domain/candidate@;h.b.com hybrid/external/server@;"},
    {"Thumbprint : AB\nCertificateDomains : {a.b.com, *.c.com}\nServices : "
     "IIS\n",
	"*.c.com certificate/presented/candidate@;"
	"a.b.com certificate/presented/candidate@; +DSC44"},
    {"[PS] C:\\>Get-ReceiveConnector\n\nIdentity : E\\Default E\nEnabled : "
     "False\nFqdn : e.b.com\n",
	"e.b.com smtp/connector/server@E; +DSC15"},
    {"[PS] C:\\>Get-MailboxServer\n\nName : E\n", ""},
    {"[PS] C:\\>Get-UMService\n\nName : E\nExternalHostFqdn : u.b.com\n",
	"u.b.com um/external/server@E;"},
    {"Name : E\nFqdn : e.b.com\nAutoDiscoverServiceInternalUri : "
     "https://a.b.com/x\nObjectClass : {top, server, msExchExchangeServer}\n",
	"a.b.com autodiscover/scp/client@E;"},
    {"Name : E\nFqdn : e.b.com\nExternalHostFqdn : u.b.com\n"
     "ObjectClass : {top, server, msExchExchangeServer}\n",
	"u.b.com um/external/server@E;"},
    /* an identity that is a DN */
    {"Identity : CN=EWS (Default Web Site),CN=HTTP,CN=Protocols" E_DN
     "InternalUrl : https://a.b.com/\n",
	"a.b.com ews/internal/client@E;"},
    {"Identity : CN=Default E,CN=SMTP Receive Connectors,CN=Protocols" E_DN
     "Fqdn : e.b.com\n",
	"e.b.com smtp/connector/server@E;"},
    {"Name : EWS (x)\nServer : CN=E,CN=Servers,CN=y,DC=b,DC=com\n"
     "InternalUrl : https://a.b.com/\n",
	"a.b.com ews/internal/client@E;"},
    {"Identity : CN=\nInternalUrl : https://a.b.com/\n", " +DSC11 +DSC42"},
    {"Identity : CN=a,CN=b\nInternalUrl : https://a.b.com/\n",
	" +DSC11 +DSC42"},
    /* values that nobody should believe */
    {EWS "ExternalUrl : http://f/<script src=x></script>\n", " +DSC02"},
    {EWS "ExternalUrl : https://a b.com/\n", " +DSC01"},
    {EWS "ExternalUrl : https://u:p@a.b.com/\n", " +DSC02"},
    {EWS "ExternalUrl : System.Uri[]\n", " +DSC17 +DSC41"},
    {"Identity : E\\1\nX509CertificateName : b_.c.com'; x\nProtocolName : "
     "POP3\n",
	" +DSC13"},
    {"Identity : a,b+c=d\\EWS (x)\nInternalUrl : https://a.b.com/\n",
	"a.b.com ews/internal/client@a,b+c=d;"},
    {"Identity : E\\EWS (M\xfcller)\nInternalUrl : https://m\xfc.com/\n",
	" +DSC43 +DSC45"},
    /* a name that the assumed code page made, or broke */
    {EWS "InternalUrl : https://a.b.com/\xfc\n",
	"a.b.com ews/internal/client@E; +DSC43"},
    {EWS "InternalUrl : https://m\xc3\xbc.com/\n",
	"xn--m-eha.com ews/internal/client@E; +DSC03"},
    {EWS "InternalUrl : https://m\x81.com/\n", " +DSC43 +DSC45"},
    {"Name : x\nDomainName : \xfc.com\nDomainType : Authoritative\n",
	" +DSC43 +DSC45"},
    {"OnPremisesSmartHost : h.b.com\nDomains : {\xfc.com}\n",
	"h.b.com hybrid/external/server@; +DSC43 +DSC45"},
    {"Identity : E\\1\nProtocolName : POP3\nX509CertificateName : "
     "m\xfc.com\n",
	" +DSC43 +DSC45"},
    {"Name : M\xfc\nFqdn : e.b.com\nServerRole : Edge\n",
	"e.b.com server/server/server@M\xc3\xbc; +DSC43 +DSC45"},
    /* Identity and Server of two objects */
    {EWS "Server : F\nInternalUrl : https://a.b.com/\n",
	"a.b.com ews/internal/client@; +DSC42"},
    {EWS "Server : e.b.com\nInternalUrl : https://a.b.com/\n",
	"a.b.com ews/internal/client@E;"},
    /* whose certificate */
    {"Identity : e.b.com\\AB\nThumbprint : AB\nCertificateDomains : "
     "{a.b.com}\n",
	"a.b.com certificate/presented/candidate@e; +DSC44"},
    {"Server : E\nThumbprint : AB\nCertificateDomains : {a.b.com}\n",
	"a.b.com certificate/presented/candidate@E; +DSC44"},
    {"PSComputerName : e.b.com\nThumbprint : AB\nCertificateDomains : "
     "{a.b.com}\n",
	"a.b.com certificate/presented/candidate@e; +DSC44"},
    {"PSComputerName : f\nIdentity : E\\AB\nCertificateDomains : {a.b.com}\n",
	"a.b.com certificate/presented/candidate@E; +DSC44"},
    /* of directories the session's server says nothing */
    {"[PS] C:\\>Get-EcpVirtualDirectory\n\nPSComputerName : F\nInternalUrl : "
     "https://a.b.com/\n",
	"a.b.com ecp/internal/client@; +DSC42"},
    /* one row for each service of a server */
    {"Server : E\nService : EWS\nInternalUrl : https://a.b.com/\n"
     "ExternalUrl : https://c.b.com/\n",
	"a.b.com ews/internal/client@E;c.b.com ews/external/client@E;"},
    {"ServerName : e.b.com\nVirtualDirectory : OAB (Default Web Site)\n"
     "Internal : https://a.b.com/\n",
	"a.b.com oab/internal/client@e;"},
    {"Computer : E\nType : Microsoft-Server-ActiveSync\nUrlExternal : "
     "https://a.b.com/\n",
	"a.b.com activesync/external/client@E;"},
    {"Server : E\nName : Outlook Anywhere\nExternalUrl : a.b.com\n",
	"a.b.com outlook-anywhere/external/client@E;"},
    {"Server : E\nName : Rpc (Default Web Site)\nInternalUrl : a.b.com\n",
	"a.b.com outlook-anywhere/internal/client@E;"},
    {"Name : E\nService : Get-OwaVirtualDirectory\nUrl : https://a.b.com/\n"
     "Direction : external\n",
	"a.b.com owa/external/client@E;"},
    {"Server : E\nService : OWA\nType : Internal\nValue : https://a.b.com/\n",
	"a.b.com owa/internal/client@E;"},
    {"Server : E\nService : Internal EWS\nUrl : https://a.b.com/\n",
	"a.b.com ews/internal/client@E;"},
    {"Server : E\nService : Autodiscover\nUri : https://a.b.com/\n",
	"a.b.com autodiscover/scp/client@E;"},
    {"Server : E\nService : EWS\nInternalNLBBypassUrl : https://a.b.com/\n",
	"a.b.com ews/bypass/server@E;"},
    {"Service : E\\EWS (Exchange Back End)\nInternalUrl : https://a.b.com/\n",
	"a.b.com ews/internal/back-end@E;"},
    {"Server : E\nService : EWS\nUrl : https://a.b.com/\n", " +DSC42"},
    {"Server : E\nService : Printer\nInternalUrl : https://a.b.com/\n",
	" +DSC42"},
    {"Server : E\nService :\nInternalUrl : https://a.b.com/\n", " +DSC42"},
    {"Server : E\nService : SCP\nExternalUrl : https://a.b.com/\n", " +DSC42"},
    {"Service : EWS\nInternalUrl : https://a.b.com/\n",
	"a.b.com ews/internal/client@; +DSC42"},
    {"Server : E\nService : EWS\nInternalUrl : System.Uri[]\n",
	" +DSC17 +DSC41"},
    {"Server : E\nService : Printer\nInternalUrl :\n", ""},
    {"DistinguishedName : CN=EWS\\0ACNF:x,CN=Servers\nInternalUrl : "
     "https://a.b.com/\nObjectClass : msExchWebServicesVirtualDirectory\n"
     "Identity : E\\EWS (x)\n",
	" +DSC05"},
};

static void
test_meaning(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		struct error err = {0};
		struct buf out;

		read_text(cases[i].text, &out, &err);
		if (err.status != SANREQ_OK)
			fail_msg("%s\nof %s", err.text, cases[i].text);
		if (strcmp(buf_text(&out), cases[i].want) != 0)
			fail_msg("%s\nnot %s\nof %s", buf_text(&out),
			    cases[i].want, cases[i].text);
		buf_release(&out);
	}
}

/* A list that was cut is an error where it names hosts, and only there. */
static void
test_cut(void **state)
{
	static const char *const refused[] = {
	    "CertificateDomains : {a.b.com, ...}\n",
	    "SmartHosts : {a.b.com, c.b.com...}\n",
	    "Name : E\nNetworkAddress : {netbios:E, ncacn_np:E...}\n",
	    "Server : E\nInternalConnectionSettings : {a:110:TLS, b...}\n",
	    "OnPremisesSmartHost : a.b.com\nDomains : {a.com, b.com\n",
	};
	struct error err = {0};
	struct buf out;

	(void)state;
	for (size_t i = 0; i < N(refused); i++) {
		err = (struct error){0};
		read_text(refused[i], &out, &err);
		assert_int_equal(err.status, SANREQ_INPUT);
		assert_memory_equal(err.text, "s:1: ", 5);
		assert_non_null(
		    strstr(err.text, "$FormatEnumerationLimit = -1"));
		buf_release(&out);
	}
	err = (struct error){0};
	read_text(EWS "InternalUrl : https://a.b.com/\nWords : {a, b...}\n",
	    &out, &err);
	assert_int_equal(err.status, SANREQ_OK);
	assert_string_equal(buf_text(&out), "a.b.com ews/internal/client@E;");
	buf_release(&out);
}

/* Every noun of the table is one that objects are known by. */
static void
test_nouns(void **state)
{
	size_t n;
	const struct service_row *rows = exchange_rows(&n);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		const struct shell_kind *kind;

		if (rows[i].noun == NULL)
			continue;
		kind = shell_kind_find(
		    (struct bytes){rows[i].noun, strlen(rows[i].noun)});
		assert_non_null(kind);
		assert_string_equal(kind->noun, rows[i].noun);
		/* arrays have two classes and one cmdlet */
		assert_true(kind->class == rows[i].class ||
			    rows[i].class == CLASS_CAS_ARRAY_LEGACY);
	}
}

/* --- CSV of scripts ------------------------------------------------------- */

static const struct {
	const char *head, *value, *want;
} columns[] = {
    {"EWSInternalURL", "https://a.b.com/", "ews/internal"},
    {"EWS-ExternalURL", "https://a.b.com/", "ews/external"},
    {"External OWA Url", "https://a.b.com/", "owa/external"},
    {"OABExernalURL", "https://a.b.com/", "oab/external"},
    {"eas_int_url", "https://a.b.com/", "activesync/internal"},
    {"ActiveSync Internal URL", "https://a.b.com/", "activesync/internal"},
    {"ECPVirtualDirectoryInternalUrl", "https://a.b.com/", "ecp/internal"},
    {"MAPIExternal", "https://a.b.com/", "mapi/external"},
    {"OutlookAnywhere-InternalHostName(NoURL)", "a.b.com",
	"outlook-anywhere/internal"},
    {"OAExternalHostname", "a.b.com", "outlook-anywhere/external"},
    {"AutoDiscURI", "https://a.b.com/", "autodiscover/scp"},
    {"Autodiscover", "https://a.b.com/", "autodiscover/scp"},
    {"AutodiscoverInternalUrl", "https://a.b.com/", "autodiscover/internal"},
    {"SCP", "https://a.b.com/", "autodiscover/scp"},
    {"PSInternalUrl", "https://a.b.com/", "powershell/internal"},
    /* nothing of ours */
    {"EWSInternalAuth", "https://a.b.com/", NULL},
    {"EAS-vDirName", "https://a.b.com/", NULL},
    {"OWAVersion", "https://a.b.com/", NULL},
    {"OWA", "https://a.b.com/", NULL},
    {"URL", "https://a.b.com/", NULL},
    {"InternalUrl", "https://a.b.com/", NULL},
    {"Umbrella", "https://a.b.com/", NULL},
};

static void
read_row(const char *head, const char *value, struct buf *out)
{
	struct inventory *inv = NULL;
	struct exchange *x = NULL;
	struct error err = {0};
	const struct bytes server = {"E.b.com", 7}, v = {value, strlen(value)};
	const struct shell_property properties[] = {
	    {.name = {"ServerName", 10}, .values = &server, .nvalues = 1},
	    {.name = {head, strlen(head)}, .values = &v, .nvalues = 1}};
	const struct shell_object o = {
	    .line = 2, .properties = properties, .nproperties = 2};
	size_t index;

	buf_init(out, 1u << 20);
	assert_int_equal(inventory_new(&inv, &err), SANREQ_OK);
	assert_int_equal(
	    inventory_add_source(inv, "s", "csv", &index, &err), SANREQ_OK);
	assert_int_equal(exchange_new(&x, inv, "s", &err), SANREQ_OK);
	/* the second row finds the column known */
	for (int i = 0; i < 2; i++)
		assert_int_equal(exchange_shell(x, &o, &err), SANREQ_OK);
	assert_int_equal(exchange_finish(x, &err), SANREQ_OK);
	assert_int_equal(inventory_seal(inv, &err), SANREQ_OK);
	print_inventory(out, inv);
	exchange_free(&x);
	inventory_free(&inv);
}

static void
test_columns(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(columns); i++) {
		char want[200] = "";
		struct buf out;

		read_row(columns[i].head, columns[i].value, &out);
		if (columns[i].want != NULL)
			snprintf(want, sizeof(want), "a.b.com %s/client@E;",
			    columns[i].want);
		if (columns[i].want != NULL
			? strcmp(buf_text(&out), want) != 0
			: strchr(buf_text(&out), '@') != NULL)
			fail_msg("%s: %s", columns[i].head, buf_text(&out));
		buf_release(&out);
	}
}

static const struct {
	struct bytes (*words)(struct bytes, char[SHELL_WORDS_MAX]);
	const char *value, *want;
} words[] = {
    {shell_services, "0", "None"},
    {shell_services, "9", "IMAP, IIS"},
    {shell_services, "127",
	"IMAP, POP, UM, IIS, SMTP, Federation, UMCallRouter"},
    {shell_services, "IIS, SMTP", "IIS, SMTP"},
    {shell_services, "128", "128"},
    {shell_services, "9999999999", "9999999999"},
    {shell_services, "-1", "-1"},
    {shell_services, "", ""},
    {shell_date, "/Date(0)/", "1970-01-01 00:00 UTC"},
    {shell_date, "/Date(1809215999000)/", "2027-05-01 23:59 UTC"},
    {shell_date, "2027-05-01T16:59:59-07:00", "2027-05-01T16:59:59-07:00"},
    {shell_date, "/Date()/", "/Date()/"},
    {shell_date, "/Date(-1)/", "/Date(-1)/"},
    {shell_date, "/Date(99999999999999999999)/",
	"/Date(99999999999999999999)/"},
    {shell_date, "/Date(1)", "/Date(1)"},
    {shell_date, "/Date(", "/Date("},
    {shell_date, "", ""},
};

static void
test_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(words); i++) {
		char text[SHELL_WORDS_MAX];
		struct bytes v = {words[i].value, strlen(words[i].value)};

		v = words[i].words(v, text);
		assert_int_equal(v.n, strlen(words[i].want));
		assert_memory_equal(v.p, words[i].want, v.n);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_meaning),
	    cmocka_unit_test(test_cut),
	    cmocka_unit_test(test_nouns),
	    cmocka_unit_test(test_columns),
	    cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
