/*
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "check/coverage.h"
#include "exchange/repair.h"
#include "job.h"
#include "name/dns_facts.h"

#define ORG "CN=Contoso,CN=Microsoft Exchange,CN=Services,DC=x"
#define SRV(name)                                        \
	"CN=" name ",CN=Servers,CN=AG,CN=Administrative" \
	" Groups," ORG "\n"
#define SERVER(name, serial)                                   \
	"dn: " SRV(name) "objectClass: msExchExchangeServer\n" \
			 "serialNumber: Version " serial "\n\n"
#define EX07 SERVER("EX", "8.3 (Build 30083.6)")
#define EX10 SERVER("EX", "14.3 (Build 30123.4)")
#define EX13 SERVER("EX", "15.0 (Build 31497.2)")
#define EX16 SERVER("EX", "15.1 (Build 32507.6)")
#define OLD  SERVER("EX", "6.5 (Build 7638.2)")
#define VDIR(cn, class)                            \
	"dn: CN=" cn ",CN=HTTP,CN=Protocols," SRV( \
	    "EX") "objectClass: msExch" class "VirtualDirectory\n"
#define EWS "EWS (Default Web Site)"
#define IN  "msExchInternalHostName: "
#define EX  "msExchExternalHostName: "
#define SCP(cn)                                            \
	"dn: CN=" cn ",CN=Autodiscover,CN=Protocols," SRV( \
	    "EX") "objectClass: serviceConnectionPoint\n"  \
		  "keywords: 77378F46-2C66-4aa9-A6A6-3E7A48B19596\n"
#define BIND "serviceBindingInformation: "
#define POP                                   \
	"dn: CN=1,CN=POP3,CN=Protocols," SRV( \
	    "EX") "objectClass: protocolCfgPOPServer\n"
#define EXT_SETTINGS "msExchPOPIMAPExternalConnectionSettings: "
#define EXPR                               \
	"dn: CN=EXPR,CN=Outlook," ORG "\n" \
	"objectClass: msExchAutoDiscoverConfig\n"
/* a covered use, so that mail.example.com is the namespace */
#define MAIL                                                         \
	"\ndn: CN=owa (Default Web Site),CN=HTTP,CN=Protocols," SRV( \
	    "OK") "objectClass: msExchOWAVirtualDirectory\n" IN      \
		  "https://mail.example.com/owa\n"

static const char *const mail_only[] = {"mail.example.com", NULL};

static enum repair_need
judge(const void *arg, const struct inventory_name *name, const struct use *use)
{
	const struct coverage *coverage = arg;

	switch (coverage_verdict(coverage, name, use)) {
	case COVER_COVERED: return REPAIR_COVERED;
	case COVER_MISSING: return REPAIR_MEND;
	case COVER_PRINCIPAL:
		return coverage_is_principal(coverage, name) ? REPAIR_NOT
							     : REPAIR_MEND;
	default: return REPAIR_NOT;
	}
}

struct made {
	struct job job;
	struct coverage *coverage;
	struct repair *repair;
	const char *names[16];
	char *script, *rollback;
};

static char *
written(const struct repair *repair, const struct repair_form *form)
{
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	assert_non_null(file);
	repair_write(repair, form, file);
	assert_int_equal(fclose(file), 0);
	for (size_t i = 0; i < size; i++)
		assert_true(
		    text[i] == '\n' || (text[i] >= 0x20 && text[i] <= 0x7e));
	return text;
}

static enum repair_doubt
doubt(const void *arg, const struct inventory_name *name, const char **why)
{
	enum cover_why reason = coverage_why(arg, name);

	*why = cover_why_text(reason);
	if (cover_why_cure(reason) == CURE_NAME)
		return REPAIR_FORGOTTEN;
	return cover_why_cure(reason) == CURE_EITHER ? REPAIR_MAYBE
						     : REPAIR_WRONG;
}

static void
made_read(struct made *made, const char *source, const char *text)
{
	struct error err = {0};

	if (job_read_text(&made->job, source, text, strlen(text), &err) !=
	    SANREQ_OK)
		fail_msg("%s", err.text);
}

/* The first name is the common name too. */
static enum sanreq_status
made_finish(struct made *made, const char *const *names, const char *given,
    struct error *err)
{
	struct san_entry entries[16];
	struct certificate_names certificate = {.entries = entries};
	struct repair_input input = {.judge = judge,
	    .doubt = doubt,
	    .certificate = "c.pem",
	    .namespace_host = given};
	enum sanreq_status status;

	for (; names[input.nnames] != NULL; input.nnames++) {
		made->names[input.nnames] = names[input.nnames];
		entries[input.nnames] = (struct san_entry){
		    SAN_DNS, names[input.nnames], strlen(names[input.nnames])};
	}
	certificate.nentries = input.nnames;
	certificate.common_name = input.nnames != 0 ? names[0] : NULL;
	input.common_name = certificate.common_name;
	input.names = made->names;
	assert_int_equal(job_seal(&made->job, err), SANREQ_OK);
	assert_int_equal(coverage_new(&made->coverage, made->job.inventory,
			     &certificate, err),
	    SANREQ_OK);
	input.inventory = made->job.inventory;
	input.arg = made->coverage;
	status = repair_new(&made->repair, &input, err);
	if (status == SANREQ_OK) {
		made->script =
		    written(made->repair, &(struct repair_form){.apply = true});
		made->rollback = written(made->repair,
		    &(struct repair_form){.apply = true, .rollback = true});
	}
	return status;
}

static enum sanreq_status
make(struct made *made, const char *ldif, const char *const *names,
    const char *given, struct error *err)
{
	memset(made, 0, sizeof(*made));
	made_read(made, "t", ldif);
	return made_finish(made, names, given, err);
}

static void
unmake(struct made *made)
{
	free(made->script);
	free(made->rollback);
	repair_free(&made->repair);
	coverage_free(&made->coverage);
	job_release(&made->job);
}

static void
has(const char *text, const char *want)
{
	if (strstr(text, want) == NULL)
		print_error("no \"%s\" in\n%s\n", want, text);
	assert_non_null(strstr(text, want));
}

/* --- what is set, and set back --- */

static void
test_commands(void **state)
{
	static const struct {
		const char *caption, *ldif, *want, *back;
	} cases[] = {
	    {"2007 connection point", EX07 SCP("EX") BIND "https://ex/a.xml\n",
		"\nSet-ClientAccessServer -Identity 'EX' "
		"-AutoDiscoverServiceInternalUri "
		"'https://mail.example.com/a.xml'\n",
		"\nSet-ClientAccessServer -Identity 'EX' "
		"-AutoDiscoverServiceInternalUri 'https://ex/a.xml'\n"},
	    {"2016 connection point", EX16 SCP("EX") BIND "https://ex/a.xml\n",
		"\nSet-ClientAccessService -Identity 'EX' ", NULL},
	    {"both URLs at once",
		EX16 VDIR(EWS, "WebServices") IN "https://ex/EWS\n" EX
						 "https://x.example.com/EWS\n",
		"\nSet-WebServicesVirtualDirectory -Identity 'EX\\" EWS
		"' -InternalUrl 'https://mail.example.com/EWS' -ExternalUrl "
		"'https://mail.example.com/EWS'\n",
		"' -InternalUrl 'https://ex/EWS' -ExternalUrl "
		"'https://x.example.com/EWS'\n"},
	    {"a port is kept, and said",
		EX16 VDIR(EWS, "WebServices") IN "https://ex:8443/EWS?a=b#c\n",
		"\n# InternalUrl was https://ex:8443/EWS?a=b#c (port 8443 is "
		"kept)\nSet-WebServicesVirtualDirectory -Identity 'EX\\" EWS
		"' -InternalUrl 'https://mail.example.com:8443/EWS?a=b#c'\n",
		NULL},
	    {"an address",
		EX16 VDIR(EWS, "WebServices") IN
		"https://[2001:db8::1]:444/EWS\n",
		"'https://mail.example.com:444/EWS'\n",
		"'https://[2001:db8::1]:444/EWS'\n"},
	    {"a quote in the path",
		EX16 VDIR(EWS, "WebServices") IN "HTTPS://EX/a'b$(c)\n",
		"'HTTPS://mail.example.com/a''b$(c)'\n",
		"'HTTPS://EX/a''b$(c)'\n"},
	    {"UM of 2007",
		EX07 VDIR("UnifiedMessaging (x)", "UM") IN "https://ex/u\n",
		"\nSet-UMVirtualDirectory ", NULL},
	    {"MAPI keeps its authentication",
		EX13 VDIR("mapi (x)", "Mapi") IN "https://ex/mapi\n",
		"-InternalUrl 'https://mail.example.com/mapi' "
		"-IISAuthenticationMethods (Get-MapiVirtualDirectory -Identity "
		"'EX\\mapi (x)').IISAuthenticationMethods\n",
		"-InternalUrl 'https://ex/mapi' -IISAuthenticationMethods "
		"(Get-MapiVirtualDirectory"},
	    {"Outlook Anywhere of 2010",
		EX10 VDIR("Rpc (x)", "RpcHttp") EX
		"https://x.example.com/rpc\n",
		"\nSet-OutlookAnywhere -Identity 'EX\\Rpc (x)' "
		"-ExternalHostname 'mail.example.com'\n",
		"-ExternalHostname 'x.example.com'\n"},
	    {"Outlook Anywhere of 2013",
		EX13 VDIR("Rpc (x)", "RpcHttp") IN "https://ex/rpc\n",
		"\nSet-OutlookAnywhere -Identity 'EX\\Rpc (x)' "
		"-InternalHostname 'mail.example.com' "
		"-InternalClientsRequireSsl $true "
		"-InternalClientAuthenticationMethod (Get-OutlookAnywhere "
		"-Identity 'EX\\Rpc (x)').InternalClientAuthenticationMethod\n",
		"-InternalHostname 'ex' -InternalClientsRequireSsl $true"},
	    {"Autodiscover directory of 2010",
		EX10 VDIR("Autodiscover (x)", "AutoDiscover") IN
		"https://ex/a\n",
		"\nSet-AutodiscoverVirtualDirectory ", NULL},
	    {"all settings of POP3, each once",
		EX16 POP "msExchPOPIMAPExternalConnectionSettings: "
			 "a.example.com:995:SSL\n"
			 "msExchPOPIMAPExternalConnectionSettings: "
			 "b.example.com:110:TLS\n"
			 "msExchPOPIMAPExternalConnectionSettings: "
			 "b.example.com:995:SSL\n"
			 "msExchPOPIMAPExternalConnectionSettings: "
			 "c.example.com:111:None\n",
		"\nSet-PopSettings -Server 'EX' -ExternalConnectionSettings "
		"'mail.example.com:995:SSL','mail.example.com:110:TLS',"
		"'c.example.com:111:None'\n",
		"-ExternalConnectionSettings 'a.example.com:995:SSL',"
		"'b.example.com:110:TLS','b.example.com:995:SSL',"
		"'c.example.com:111:None'\n"},
	    {"what is right among the settings stays",
		EX16 POP "msExchPOPIMAPExternalConnectionSettings: "
			 "mail.example.com:995:SSL\n"
			 "msExchPOPIMAPExternalConnectionSettings: "
			 "pop.example.com:110:TLS\n",
		"'mail.example.com:995:SSL','mail.example.com:110:TLS'\n",
		"'mail.example.com:995:SSL','pop.example.com:110:TLS'\n"},
	    {"POP3's certificate",
		EX07 POP "msExchPopImapX509CertificateName: pop.example.com\n",
		"\nSet-PopSettings -Server 'EX' -X509CertificateName "
		"'mail.example.com'\n",
		"-X509CertificateName 'pop.example.com'\n"},
	    {"OWA's URL that POP3 gives",
		EX16 POP "oWAServer: https://ex/owa\n",
		"\nSet-PopSettings -Server 'EX' -OwaServerUrl "
		"'https://mail.example.com/owa'\n",
		NULL},
	    {"the principal name is the common name",
		EXPR "msExchAutoDiscoverCertPrincipalName: "
		     "msstd:x.example.com\n",
		"\nSet-OutlookProvider -Identity 'EXPR' -CertPrincipalName "
		"'msstd:mail.example.com'\n",
		"'msstd:x.example.com'\n"},
	    {"PowerShell from outside",
		EX16 VDIR("PowerShell (x)", "PowerShell") EX
		"https://x.example.com/powershell\n",
		"\nSet-PowerShellVirtualDirectory ", NULL},
	    {"a version that is not known",
		VDIR(EWS, "WebServices") IN "https://ex/EWS\n",
		"\nSet-WebServicesVirtualDirectory ", NULL},
	    {"a web site with quotes",
		EX16 VDIR("EWS (Bob's \xe2\x80\x99 site)", "WebServices") IN
		"https://ex/EWS\n",
		"-Identity ('EX\\EWS (Bob''s ' + [char]0x2019 + ' site)') ",
		NULL},
	    {"a path that is no ASCII",
		EX16 VDIR(EWS, "WebServices") IN "https://ex/\xe2\x80\x98;x\n",
		"('https://mail.example.com/' + [char]0x2018 + ';x')\n",
		"('https://ex/' + [char]0x2018 + ';x')\n"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct error err = {0};
		struct made made;
		char ldif[8192];

		snprintf(ldif, sizeof(ldif), "%s%s", cases[i].ldif, MAIL);
		if (make(&made, ldif, mail_only, NULL, &err) != SANREQ_OK)
			fail_msg("%s: %s", cases[i].caption, err.text);
		has(made.script, cases[i].want);
		if (cases[i].back != NULL)
			has(made.rollback, cases[i].back);
		assert_int_equal(repair_ncommands(made.repair), 1);
		assert_int_equal(repair_nleft(made.repair), 0);
		unmake(&made);
	}
}

/* Inventories, such as Shell output makes: objects as the Shell calls them,
 * properties for attributes. */
static const char inventory_form[] =
    "{'sanreq': 1, 'kind': 'inventory', 'sources': [], 'organization': null, "
    "'servers': [{'name': 'EX', 'product': '2016', 'roles': []}], "
    "'accepted_domains': [], 'findings': [], 'names': ["
    "{'name': 'mail.example.com', 'kind': 'fqdn', 'class': 'public', 'uses': "
    "[{'service': 'owa', 'scope': 'internal', 'audience': 'client', "
    "'source': 's'}]}, "
    "{'name': 'x.example.com', 'kind': 'fqdn', 'class': 'public', 'uses': "
    "[{'service': '%s', 'scope': '%s', 'audience': 'client', 'server': 'EX', "
    "'source': 's', 'value': '%s', 'dn': '%s', 'attribute': '%s'}]}]}";

static void
test_shell(void **state)
{
	static const struct {
		const char *service, *scope, *value, *dn, *attribute, *want;
	} cases[] = {
	    {"ews", "internal", "https://x.example.com/EWS", "EX\\\\" EWS,
		"InternalUrl",
		"\nSet-WebServicesVirtualDirectory -Identity 'EX\\" EWS
		"' -InternalUrl 'https://mail.example.com/EWS'\n"},
	    {"autodiscover", "scp", "https://x.example.com/a", "EX",
		"AutoDiscoverServiceInternalUri",
		"\nSet-ClientAccessService -Identity 'EX' "
		"-AutoDiscoverServiceInternalUri "
		"'https://mail.example.com/a'\n"},
	    {"outlook-anywhere", "external", "x.example.com", "EX\\\\Rpc (x)",
		"ExternalHostname",
		"\nSet-OutlookAnywhere -Identity 'EX\\Rpc (x)' "
		"-ExternalHostname 'mail.example.com' "
		"-ExternalClientsRequireSsl (Get-OutlookAnywhere -Identity "
		"'EX\\Rpc (x)').ExternalClientsRequireSsl "
		"-ExternalClientAuthenticationMethod (Get-OutlookAnywhere "},
	    {"imap4", "internal", "x.example.com", "EX\\\\1",
		"X509CertificateName",
		"\nSet-ImapSettings -Server 'EX' -X509CertificateName "
		"'mail.example.com'\n"},
	    {"outlook-provider", "external", "x.example.com", "EXPR", "Server",
		"\nSet-OutlookProvider -Identity 'EXPR' -Server "
		"'mail.example.com'\n"},
	    {"ews", "internal", "https://x.example.com/EWS", EWS, "InternalUrl",
		"# - InternalUrl of EX (Exchange 2016): "
		"https://x.example.com/EWS\n#   at " EWS
		"\n#   the source does not say whose it is\n"},
	    {"ews", "internal", "https://x.example.com/EWS", "EX\\\\EWS\\\\x",
		"InternalUrl", "look who wrote it"},
	    {"ews", "internal", "https://x.example.com/EWS", "=broken",
		"InternalUrl", "its DN cannot be read"},
	    {"ews", "internal", "https://x.example.com/EWS", "CN=" EWS ",DC=x",
		"InternalUrl", "it belongs to no server"},
	    {"ews", "internal", "https://x.example.com/EWS", "EX\\\\" EWS,
		"Unheard", "no command sets it"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct error err = {0};
		struct made made;
		char form[sizeof(inventory_form)], json[2048];

		for (size_t k = 0; k < sizeof(form); k++)
			form[k] =
			    inventory_form[k] == '\'' ? '"' : inventory_form[k];
		snprintf(json, sizeof(json), form, cases[i].service,
		    cases[i].scope, cases[i].value, cases[i].dn,
		    cases[i].attribute);
		if (make(&made, json, mail_only, NULL, &err) != SANREQ_OK)
			fail_msg("%zu: %s", i, err.text);
		has(made.script, cases[i].want);
		unmake(&made);
	}
}

/* --- what is left alone --- */

static void
test_left(void **state)
{
	static const struct {
		const char *caption, *ldif, *why;
	} cases[] = {
	    {"a second connection point", EX16 SCP("EX2") BIND "https://ex/a\n",
		"called like its server"},
	    {"two values in a connection point",
		EX16 SCP("EX") BIND "https://ex/a\n" BIND "https://ex/b\n",
		"several values"},
	    {"one that could not be read beside it",
		EX16 SCP("EX") BIND "https://ex/a\n" BIND "https://e x/b\n",
		"could not be read"},
	    {"settings with one that makes no sense",
		EX16 POP "msExchPOPIMAPExternalConnectionSettings: "
			 "a.example.com:995:SSL\n"
			 "msExchPOPIMAPExternalConnectionSettings: "
			 "a.example.com:x:SSL\n",
		"could not be read"},
	    {"the directory of 2010 in 2013",
		EX13 VDIR("Autodiscover (x)", "AutoDiscover") IN
		"https://ex/a\n",
		"no parameter for it"},
	    {"UM after 2007",
		EX10 VDIR("UnifiedMessaging (x)", "UM") IN "https://ex/u\n",
		"no parameter for it"},
	    {"ECP in 2007", EX07 VDIR("ecp (x)", "ECP") IN "https://ex/e\n",
		"no parameter for it"},
	    {"internal Outlook Anywhere in 2010",
		EX10 VDIR("Rpc (x)", "RpcHttp") IN "https://ex/rpc\n",
		"no parameter for it"},
	    {"2003", OLD VDIR("owa (x)", "OWA") IN "https://ex/e\n",
		"no Management Shell"},
	    {"another path of Outlook Anywhere",
		EX13 VDIR("Rpc (x)", "RpcHttp") IN "https://ex/RPC\n",
		"not of the form"},
	    {"a port of Outlook Anywhere",
		EX13 VDIR("Rpc (x)", "RpcHttp") IN "https://ex:444/rpc\n",
		"not of the form"},
	    {"Outlook Anywhere of an unknown version",
		VDIR("Rpc (x)", "RpcHttp") EX "https://x.example.com/rpc\n",
		"version, which is not known"},
	    {"a bare host for a URL",
		EX16 VDIR(EWS, "WebServices") IN "ex.example.com\n",
		"mend it by hand"},
	    {"slashes of Windows",
		EX16 VDIR(EWS, "WebServices") IN "https:\\\\ex.example.com/E\n",
		"mend it by hand"},
	    {"the URL of PowerShell inside",
		EX16 VDIR("PowerShell (x)", "PowerShell") IN "https://ex/p\n",
		"Management Shell itself"},
	    {"failback",
		EX16 VDIR("owa (x)",
		    "OWA") "msExchOWAFailbackURL: https://f.example.com/owa\n",
		"must differ"},
	    {"2003's URL",
		EX10 VDIR("owa (x)",
		    "OWA") "msExch2003Url: https://f.example.com/owa\n",
		"in a circle"},
	    {"push notifications",
		EX16 VDIR("PushNotifications (x)", "PushNotifications") IN
		"https://ex/p\n",
		"no command sets it"},
	    {"a name with a star",
		EX16 VDIR("EWS*", "WebServices") IN "https://ex/p\n",
		"look who wrote it"},
	    {"a name with a backslash",
		EX16 VDIR("EWS\\\\x", "WebServices") IN "https://ex/p\n",
		"look who wrote it"},
	    {"a name with a line end",
		EX16 VDIR("EWS\\0Ax", "WebServices") IN "https://ex/p\n",
		"look who wrote it"},
	    {"a name that writes to the left",
		EX16 VDIR("EWS\\E2\\80\\AE", "WebServices") IN "https://ex/p\n",
		"look who wrote it"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct error err = {0};
		struct made made;
		char ldif[8192];

		snprintf(ldif, sizeof(ldif), "%s%s", cases[i].ldif, MAIL);
		if (make(&made, ldif, mail_only, NULL, &err) != SANREQ_OK)
			fail_msg("%s: %s", cases[i].caption, err.text);
		has(made.script, cases[i].why);
		assert_null(strstr(made.script, "\nSet-"));
		assert_int_equal(repair_ncommands(made.repair), 0);
		assert_int_equal(repair_nleft(made.repair), 1);
		assert_null(strstr(made.rollback, "\nSet-"));
		unmake(&made);
	}
}

static void
test_untouched(void **state)
{
	static const char *const ldifs[] = {
	    EX16 VDIR("OAB (x)", "OAB") IN "http://ex/OAB\n",
	    EX16 VDIR(EWS, "WebServices") "msExchInternalNLBBypassHostName: "
					  "https://ex/EWS\n",
	    EX16 VDIR("EWS (Exchange Back End)", "WebServices") IN
	    "https://ex/EWS\n",
	    EX16 VDIR("Rpc (x)", "RpcHttp") IN "http://ex/rpc\n",
	    EX16 VDIR(EWS, "WebServices") IN "https://mail.example.com/EWS\n",
	    EX16
	    "dn: CN=Default EX,CN=SMTP Receive Connectors,CN=Protocols," SRV(
		"EX") "objectClass: msExchSmtpReceiveConnector\n"
		      "msExchSMTPReceiveConnectorFQDN: ex.example.com\n",
	    EX16 POP "msExchPopImapX509CertificateName: EX\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(ldifs) / sizeof(ldifs[0]); i++) {
		struct error err = {0};
		struct made made;
		char ldif[8192];

		snprintf(ldif, sizeof(ldif), "%s%s", ldifs[i], MAIL);
		assert_int_equal(
		    make(&made, ldif, mail_only, NULL, &err), SANREQ_OK);
		has(made.script, "# Nothing to do");
		has(made.rollback, "# Nothing to do");
		assert_int_equal(repair_ncommands(made.repair), 0);
		assert_int_equal(repair_nleft(made.repair), 0);
		assert_null(repair_namespace(made.repair));
		unmake(&made);
	}
}

/* --- the namespace --- */

#define URLS(in, ex)                                                           \
	EX16 VDIR(EWS, "WebServices") IN "https://" in "/e\n" EX "https://" ex \
					 "/e\n\n" VDIR("owa (x)", "OWA") IN    \
	    "https://ex/owa\n"

static void
test_namespace(void **state)
{
	static const struct {
		const char *caption, *ldif, *names[5], *given, *want;
		enum sanreq_status status;
	} cases[] = {
	    {"the one in use", URLS("b.example.com", "b.example.com"),
		{"a.example.com", "b.example.com"}, NULL, "b.example.com",
		SANREQ_OK},
	    {"a tie goes by name", URLS("b.example.com", "a.example.com"),
		{"b.example.com", "a.example.com"}, NULL, "a.example.com",
		SANREQ_OK},
	    {"a public name before internal ones",
		URLS("b.corp.local", "b.corp.local") MAIL,
		{"b.corp.local", "mail.example.com"}, NULL, "mail.example.com",
		SANREQ_OK},
	    {"what a wildcard covers", URLS("w.example.com", "w.example.com"),
		{"*.example.com"}, NULL, "w.example.com", SANREQ_OK},
	    {"the only name", URLS("x.corp.local", "ex"), {"a.example.com"},
		NULL, "a.example.com", SANREQ_OK},
	    {"the only name but for Autodiscover", URLS("x.corp.local", "ex"),
		{"autodiscover.example.com", "b.example.com"}, NULL,
		"b.example.com", SANREQ_OK},
	    {"the given one", URLS("b.example.com", "b.example.com"),
		{"a.example.com", "b.example.com"}, "A.Example.com.",
		"a.example.com", SANREQ_OK},
	    {"the given one, by a wildcard", URLS("x.corp.local", "ex"),
		{"*.example.com"}, "new.example.com", "new.example.com",
		SANREQ_OK},
	    {"given, not covered", URLS("b.example.com", "b.example.com"),
		{"a.example.com", "b.example.com"}, "c.example.com",
		"has a.example.com, b.example.com", SANREQ_POLICY},
	    {"given, a label too deep", URLS("b.example.com", "b.example.com"),
		{"*.example.com"}, "a.b.example.com", "has *.example.com",
		SANREQ_POLICY},
	    {"given, a wildcard", URLS("b.example.com", "b.example.com"),
		{"*.example.com"}, "*.example.com", "no single host",
		SANREQ_USAGE},
	    {"given, an address", URLS("b.example.com", "b.example.com"),
		{"*.example.com"}, "192.0.2.1", "no single host", SANREQ_USAGE},
	    {"given, a URL", URLS("b.example.com", "b.example.com"),
		{"*.example.com"}, "https://b.example.com", "--namespace",
		SANREQ_USAGE},
	    {"given, nothing", URLS("b.example.com", "b.example.com"),
		{"*.example.com"}, "", "--namespace", SANREQ_USAGE},
	    {"a bare wildcard", URLS("x.corp.local", "ex"), {"*.example.com"},
		NULL, "--namespace HOST", SANREQ_POLICY},
	    {"two names, and no use", URLS("x.corp.local", "ex"),
		{"a.example.com", "b.example.com"}, NULL, "--namespace HOST",
		SANREQ_POLICY},
	    {"no name at all", URLS("x.corp.local", "ex"), {NULL}, NULL,
		"no host name at all", SANREQ_POLICY},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct error err = {0};
		struct made made;
		enum sanreq_status status = make(
		    &made, cases[i].ldif, cases[i].names, cases[i].given, &err);

		if (status != cases[i].status)
			fail_msg("%s: %s", cases[i].caption, err.text);
		if (status == SANREQ_OK)
			assert_string_equal(
			    repair_namespace(made.repair), cases[i].want);
		else
			has(err.text, cases[i].want);
		unmake(&made);
	}
}

/* An external URL is not pointed to an internal name unless asked for. */
static void
test_inside(void **state)
{
	static const char ldif[] = EX16 VDIR(EWS, "WebServices") IN
	    "https://m.corp.local/e\n" EX "https://x.example.com/e\n";
	static const char *const names[] = {"m.corp.local", NULL};
	struct error err = {0};
	struct made made;
	size_t n;

	(void)state;
	assert_int_equal(make(&made, ldif, names, NULL, &err), SANREQ_OK);
	has(made.script, "reached from outside");
	assert_int_equal(repair_ncommands(made.repair), 0);
	unmake(&made);
	assert_int_equal(
	    make(&made, ldif, names, "m.corp.local", &err), SANREQ_OK);
	has(made.script, "-ExternalUrl 'https://m.corp.local/e'");
	assert_string_equal(
	    repair_forgotten(made.repair, &n)[0].name, "x.example.com");
	assert_int_equal(n, 1);
	unmake(&made);
}

/* Of two sources that do not agree neither is believed. */
static void
test_sources(void **state)
{
	static const char one[] =
	    EX16 VDIR(EWS, "WebServices") IN "https://ex/one\n" MAIL;
	static const char *const twos[] = {
	    "https://ex/two", "https://ex/one", "https://mail.example.com/e"};

	(void)state;
	for (size_t i = 0; i < sizeof(twos) / sizeof(twos[0]); i++) {
		struct error err = {0};
		struct made made = {0};
		char two[1024];

		snprintf(two, sizeof(two), "%s%s%s\n", VDIR(EWS, "WebServices"),
		    IN, twos[i]);
		made_read(&made, "one", one);
		made_read(&made, "two", two);
		assert_int_equal(
		    made_finish(&made, mail_only, NULL, &err), SANREQ_OK);
		has(made.script,
		    i == 1 ? "\nSet-WebServices" : "sources do not agree");
		assert_int_equal(repair_ncommands(made.repair), i == 1);
		unmake(&made);
	}
}

/* Values that are set together stand in every source, or in none. */
static void
test_sources_of_settings(void **state)
{
	static const char one[] =
	    EX16 POP EXT_SETTINGS "ex.example.com:995:SSL\n" EXT_SETTINGS
				  "ex.example.com:110:TLS\n" MAIL;
	static const struct {
		const char *two;
		const char *want;
	} cases[] = {
	    {POP EXT_SETTINGS "ex.example.com:995:SSL\n" EXT_SETTINGS
			      "ex.example.com:110:TLS\n",
		"-ExternalConnectionSettings 'mail.example.com:110:TLS',"
		"'mail.example.com:995:SSL'\n"},
	    {"Identity : EX\\1\nName : 1\nServer : EX\n"
	     "ProtocolName : POP3\n"
	     "X509CertificateName : mail.example.com\n"
	     "InternalConnectionSettings : {}\n"
	     "ExternalConnectionSettings : {ex.example.com:995:SSL, "
	     "ex.example.com:110:TLS}\n",
		"-ExternalConnectionSettings 'mail.example.com:110:TLS',"
		"'mail.example.com:995:SSL'\n"},
	    {POP EXT_SETTINGS "ex.example.com:995:SSL\n",
		"sources do not agree"},
	    {POP EXT_SETTINGS "ex.example.com:995:SSL\n" EXT_SETTINGS
			      "old.example.com:110:TLS\n",
		"sources do not agree"},
	    {POP EXT_SETTINGS "mail.example.com:995:SSL\n",
		"sources do not agree"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct error err = {0};
		struct made made = {0};

		made_read(&made, "one", one);
		made_read(&made, "two", cases[i].two);
		assert_int_equal(
		    made_finish(&made, mail_only, NULL, &err), SANREQ_OK);
		has(made.script, cases[i].want);
		assert_int_equal(repair_ncommands(made.repair), i < 2);
		unmake(&made);
	}
}

/* What a source that asked DNS says of the namespace. */
static void
test_dns(void **state)
{
	static const struct {
		const char *name;
		enum dns_resolves resolves;
		enum repair_dns dns;
		const char *want;
	} cases[] = {
	    {"x.example.com", RESOLVES_NOT, REPAIR_DNS_UNKNOWN,
		"# DNS was not asked"},
	    {"mail.example.com", RESOLVES_UNKNOWN, REPAIR_DNS_UNKNOWN,
		"or did not answer"},
	    {"mail.example.com", RESOLVES_NO_NAME, REPAIR_DNS_NONE,
		"# WARNING: DNS has no address for the namespace"},
	    {"mail.example.com", RESOLVES_NOT, REPAIR_DNS_NONE,
		"# WARNING: DNS has no address for the namespace"},
	    {"mail.example.com", RESOLVES_YES, REPAIR_DNS_FOUND,
		"# DNS has an address for the namespace"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct dns_facts facts = {.resolves = cases[i].resolves};
		struct error err = {0};
		struct made made = {0};
		struct name name;

		made_read(&made, "t",
		    EX16 VDIR(EWS, "WebServices") IN "https://ex/e\n" MAIL);
		assert_int_equal(name_parse(cases[i].name,
				     strlen(cases[i].name), &name, &err),
		    SANREQ_OK);
		assert_int_equal(
		    inventory_set_dns(made.job.inventory, &name, &facts, &err),
		    SANREQ_OK);
		assert_int_equal(
		    made_finish(&made, mail_only, NULL, &err), SANREQ_OK);
		assert_int_equal(
		    repair_namespace_dns(made.repair), cases[i].dns);
		has(made.script, cases[i].want);
		unmake(&made);
	}
}

/* Without --apply nothing is done, whatever line is pasted. */
static void
test_what_if(void **state)
{
	static const char ldif[] = EX16 SCP("EX") BIND
	    "https://ex/a\n\n" POP
	    "msExchPopImapX509CertificateName: pop.example.com\n" MAIL;
	struct error err = {0};
	struct made made;
	char *text, *line, *rest;
	size_t n = 0;

	(void)state;
	assert_int_equal(make(&made, ldif, mail_only, NULL, &err), SANREQ_OK);
	for (int rollback = 0; rollback < 2; rollback++) {
		text = written(made.repair,
		    &(struct repair_form){.rollback = rollback != 0});
		for (line = strtok_r(text, "\n", &rest); line != NULL;
		     line = strtok_r(NULL, "\n", &rest))
			if (line[0] != '#') {
				has(line, " -WhatIf");
				n++;
			}
		free(text);
	}
	assert_int_equal(n, 8);
	unmake(&made);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_commands),
	    cmocka_unit_test(test_shell),
	    cmocka_unit_test(test_left),
	    cmocka_unit_test(test_untouched),
	    cmocka_unit_test(test_namespace),
	    cmocka_unit_test(test_inside),
	    cmocka_unit_test(test_sources),
	    cmocka_unit_test(test_sources_of_settings),
	    cmocka_unit_test(test_dns),
	    cmocka_unit_test(test_what_if),
	};

	return cmocka_run_group_tests_name("repair", tests, NULL, NULL);
}
