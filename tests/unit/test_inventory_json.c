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

#include "name/inventory_json.h"
#include "name/json_read.h"
#include "name/json_text.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void
add_use(struct inventory *inv, const char *text, const struct use *use)
{
	struct error err = {0};
	struct name name;

	if (name_parse(text, strlen(text), &name, &err) != SANREQ_OK ||
	    inventory_add_use(inv, &name, use, &err) != SANREQ_OK)
		fail_msg("%s: %s", text, err.text);
}

/* Texts that a document must carry unharmed, or made safe. */
static const char *const values[] = {
    "https://mail.contoso.com/EWS/Exchange.asmx",
    "",
    "\"quoted\" \\ and / solidus",
    "line\nfeed\ttab\x01\x1b[31m",
    "K\xc3\xb6ln \xe4\xbd\xa0 \xf0\x9f\x94\x91",
    "\xc2\x9b"
    "31m a C1 control",
    "\xe2\x80\xae"
    "turned round",
    "not UTF-8: \xff\xfe \\",
    "overlong: \xc0\xaf",
    "cut: \xe4\xbd",
};

static void
add_names(struct inventory *inv)
{
	struct use use = {SERVICE_EWS, SCOPE_INTERNAL, AUDIENCE_CLIENT, 0,
	    "EX1", NULL, "contoso.ldif", "CN=EWS,CN=EX1",
	    "msExchInternalHostName"};
	struct use peer = {SERVICE_SMTP, SCOPE_CONNECTOR, AUDIENCE_PEER, 0,
	    NULL, "fabrikam.com", "contoso.ldif", "CN=Out",
	    "msExchSmtpSmartHost"};

	for (size_t i = 0; i < COUNT(values); i++) {
		use.value = values[i];
		use.audience = (enum use_audience)(i % AUDIENCE_PEER);
		use.service = (enum use_service)(i * 7 % SERVICE_COUNT);
		use.scope = (enum use_scope)(i % SCOPE_COUNT);
		add_use(inv, "mail.contoso.com", &use);
	}
	add_use(inv, "mail.contoso.com", &peer);
	add_use(inv, "mx.fabrikam.com", &peer);
	memset(&use, 0, sizeof(use));
	use.service = SERVICE_MANUAL;
	use.scope = SCOPE_MANUAL;
	use.source = "names.txt";
	add_use(inv, "*.contoso.com", &use);
	add_use(inv, "utena", &use);
	add_use(inv, "192.0.2.7", &use);
	add_use(inv, "xn--kln-sna.example", &use);
}

static void
add_surroundings(struct inventory *inv)
{
	static const struct server server = {"UTENA", "UTENA",
	    "utena.corp.contoso.local", "2007", "8.3.83", 54 | 1 | 64 | 16384,
	    "Default-First-Site-Name", SERVER_DEAD};
	static const struct server bare = {.name = "\xc3\x84\xff"};
	static const struct accepted_domain all = {
	    "*", DOMAIN_EXTERNAL_RELAY, false};
	static const struct accepted_domain main_domain = {
	    "contoso.com", DOMAIN_AUTHORITATIVE, true};
	struct error err = {0};
	size_t ldif, names;

	assert_int_equal(
	    inventory_add_source(inv, "contoso.ldif", "ldif", &ldif, &err) |
		inventory_add_source(inv, "names.txt", "names", &names, &err) |
		inventory_add_unread(inv, ldif, "CN=Servers", &err) |
		inventory_add_unread(inv, ldif, "CN=\"x\"", &err) |
		inventory_set_organization(inv, "Cont\xc3\xb6so", &err) |
		inventory_add_server(inv, &server, &err) |
		inventory_add_server(inv, &bare, &err) |
		inventory_add_domain(inv, &all, &err) |
		inventory_add_domain(inv, &main_domain, &err) |
		inventory_add_finding(inv, "EXC04", SEVERITY_WARNING, "CN=x",
		    &err, "odd: \"%s\"", "\\x1b") |
		inventory_add_finding(
		    inv, "DSC01", SEVERITY_ERROR, NULL, &err, "closed"),
	    0);
	inventory_set_records(inv, ldif, 812);
}

static struct inventory *
rich_inventory(void)
{
	struct inventory *inv = NULL;
	struct error err = {0};

	assert_int_equal(inventory_new(&inv, &err), SANREQ_OK);
	add_names(inv);
	add_surroundings(inv);
	assert_int_equal(inventory_seal(inv, &err), SANREQ_OK);
	return inv;
}

/* The document as text; free it. */
static char *
written(const struct inventory *inv, bool peers)
{
	struct error err = {0};
	char *text = NULL;
	size_t n = 0;
	FILE *out = open_memstream(&text, &n);

	assert_non_null(out);
	assert_int_equal(
	    inventory_write_json(inv, peers, out, &err), SANREQ_OK);
	assert_int_equal(fclose(out), 0);
	return text;
}

static json_t *
loaded(const char *text)
{
	json_error_t why;
	json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, &why);

	if (root == NULL)
		fail_msg("line %d: %s\n%s", why.line, why.text, text);
	return root;
}

/* Reads text into a new inventory, which is NULL on failure. */
static struct inventory *
read_back(const char *text, struct error *err)
{
	struct inventory *inv = NULL;
	json_t *root = loaded(text);

	assert_int_equal(inventory_new(&inv, err), SANREQ_OK);
	if (inventory_read_json(inv, root, "doc.json", err) != SANREQ_OK ||
	    inventory_seal(inv, err) != SANREQ_OK)
		inventory_free(&inv);
	json_decref(root);
	return inv;
}

static void
test_empty(void **state)
{
	static const char want[] = "{\n"
				   "  \"sanreq\": 1, \"kind\": \"inventory\",\n"
				   "  \"sources\": [],\n"
				   "  \"organization\": null,\n"
				   "  \"servers\": [],\n"
				   "  \"accepted_domains\": [],\n"
				   "  \"names\": [],\n"
				   "  \"findings\": []\n"
				   "}\n";
	struct inventory *inv = NULL;
	struct error err = {0};
	char *text;

	(void)state;
	assert_int_equal(inventory_new(&inv, &err), SANREQ_OK);
	text = written(inv, true);
	assert_string_equal(text, want);
	inventory_free(&inv);
	inv = read_back(text, &err);
	assert_non_null(inv);
	inventory_free(&inv);
	free(text);
}

static const char example[] =
    "{\n"
    "  \"sanreq\": 1, \"kind\": \"inventory\",\n"
    "  \"sources\": [\n"
    "    {\"source\": \"contoso.ldif\", \"type\": \"ldif\", \"records\": 812, "
    "\"unread\": []}\n"
    "  ],\n"
    "  \"organization\": \"Contoso\",\n"
    "  \"servers\": [\n"
    "    {\"name\": \"UTENA\", \"netbios\": \"UTENA\", \"fqdn\": "
    "\"utena.corp.contoso.local\", \"product\": \"2007\", \"version\": "
    "\"8.3.83\", \"roles\": [\"mailbox\", \"client-access\", "
    "\"hub-transport\", \"um\"], \"site\": \"Default-First-Site-Name\"}\n"
    "  ],\n"
    "  \"accepted_domains\": [\n"
    "    {\"domain\": \"contoso.com\", \"type\": \"authoritative\", "
    "\"default\": true}\n"
    "  ],\n"
    "  \"names\": [\n"
    "    {\"name\": \"utena\", \"kind\": \"netbios\", \"class\": "
    "\"internal\",\n"
    "     \"uses\": [\n"
    "       {\"service\": \"ews\", \"scope\": \"internal\", \"audience\": "
    "\"client\", \"server\": \"UTENA\", \"value\": "
    "\"https://utena/EWS/Exchange.asmx\", \"source\": \"contoso.ldif\", "
    "\"dn\": \"CN=EWS (Default Web Site)\", \"attribute\": "
    "\"msExchInternalHostName\"}\n"
    "     ]}\n"
    "  ],\n"
    "  \"findings\": [\n"
    "    {\"id\": \"EXC04\", \"severity\": \"warning\", \"message\": \"x\", "
    "\"dn\": \"CN=y\"}\n"
    "  ]\n"
    "}\n";

/* The example of the contract, byte for byte. */
static void
test_example(void **state)
{
	struct error err = {0};
	struct inventory *inv = read_back(example, &err);
	const struct server *server;
	char *text;

	(void)state;
	if (inv == NULL)
		fail_msg("%s", err.text);
	server = inventory_find_server(inv, "UTENA");
	assert_non_null(server);
	assert_int_equal(server->roles, 54);
	text = written(inv, false);
	assert_string_equal(text, example);
	free(text);
	inventory_free(&inv);
}

static void
test_round_trip(void **state)
{
	struct inventory *inv = rich_inventory();
	struct error err = {0};

	(void)state;
	for (int peers = 0; peers < 2; peers++) {
		char *first = written(inv, peers != 0), *second;
		struct inventory *copy = read_back(first, &err);

		if (copy == NULL)
			fail_msg("%s", err.text);
		second = written(copy, true);
		assert_string_equal(second, first);
		inventory_free(&copy);
		free(first);
		free(second);
	}
	inventory_free(&inv);
}

/* What is valid UTF-8 comes back unchanged; nothing steers a terminal. */
static void
test_values_survive(void **state)
{
	struct inventory *inv = rich_inventory(), *copy;
	const struct inventory_name *name;
	struct error err = {0};
	char *text = written(inv, true);
	size_t found = 0;

	(void)state;
	for (const char *p = text; *p != '\0'; p++)
		assert_true((unsigned char)*p >= 0x20 || *p == '\n');
	assert_null(strstr(text, "\xc2\x9b"));
	assert_null(strstr(text, "\xe2\x80\xae"));
	assert_non_null(strstr(text, "K\xc3\xb6ln"));
	assert_non_null(strstr(text, "not UTF-8: \\\\xff\\\\xfe"));
	copy = read_back(text, &err);
	assert_non_null(copy);
	name = inventory_find_name(copy, "mail.contoso.com");
	assert_non_null(name);
	for (size_t i = 0; i < 7; i++)
		for (size_t k = 0; k < name->nuses; k++)
			if (name->uses[k].value != NULL &&
			    strcmp(name->uses[k].value, values[i]) == 0)
				found++;
	assert_int_equal(found, 7);
	inventory_free(&inv);
	inventory_free(&copy);
	free(text);
}

static void
test_peers(void **state)
{
	struct inventory *inv = rich_inventory();
	char *without = written(inv, false), *with = written(inv, true);

	(void)state;
	assert_null(strstr(without, "peer"));
	assert_null(strstr(without, "fabrikam.com"));
	assert_non_null(strstr(without, "\"mail.contoso.com\""));
	assert_non_null(strstr(with, "\"mx.fabrikam.com\""));
	assert_non_null(strstr(with, "\"audience\": \"peer\""));
	json_decref(loaded(without));
	inventory_free(&inv);
	free(without);
	free(with);
}

static void
test_printable(void **state)
{
	static const char *const yes[] = {
	    "", "plain", "back\\slash\\", "K\xc3\xb6ln", "\\x1b"};
	static const char *const no[] = {"\x1b", "a\nb", "\x7f", "\xff",
	    "\xc2\x85", "\xe2\x80\xae", "\xef\xbb\xbf"};

	(void)state;
	for (size_t i = 0; i < COUNT(yes); i++)
		assert_true(json_text_is_printable(yes[i]));
	for (size_t i = 0; i < COUNT(no); i++)
		assert_false(json_text_is_printable(no[i]));
	for (size_t i = 0; i < 200; i++) { /* wherever it is cut in pieces */
		char text[400];

		memset(text, 'a', i);
		memcpy(text + i, "\xf0\x9f\x94\x91\xe4\xbd\xa0\\", 9);
		assert_true(json_text_is_printable(text));
		text[i + 6] = 'b';
		assert_false(json_text_is_printable(text));
	}
}

/* A document with the parts of one case in place of the plain ones. */
struct parts {
	const char *caption;
	const char *key;  /* "names", or "" for a further key */
	const char *json; /* its value; NULL: the key is left out */
	const char *want; /* in the error */
};

static char *
document(const struct parts *p)
{
	static const char *const keys[][2] = {{"sanreq", "1"},
	    {"kind", "\"inventory\""}, {"sources", "[]"},
	    {"organization", "null"}, {"servers", "[]"},
	    {"accepted_domains", "[]"}, {"names", "[]"}, {"findings", "[]"}};
	const char *comma = "";
	char *text = NULL;
	size_t n;
	FILE *out = open_memstream(&text, &n);

	fputs("{", out);
	for (size_t i = 0; i < COUNT(keys); i++) {
		bool here = strcmp(keys[i][0], p->key) == 0;

		if (here && p->json == NULL)
			continue;
		fprintf(out, "%s\"%s\": %s", comma, keys[i][0],
		    here ? p->json : keys[i][1]);
		comma = ", ";
	}
	if (p->key[0] == '\0')
		fprintf(out, ", %s", p->json);
	fputs("}", out);
	assert_int_equal(fclose(out), 0);
	return text;
}

#define NAME(n, k, c, u)                                              \
	"[{\"name\": \"" n "\", \"kind\": \"" k "\", \"class\": \"" c \
	"\", \"uses\": " u "}]"
#define MAIL(u) NAME("mail.contoso.com", "fqdn", "public", u)
#define USE(more)                                                              \
	MAIL("[{\"service\": \"ews\", \"scope\": \"internal\", \"audience\": " \
	     "\"client\"" more "}]")

static const struct parts accepted[] = {
    {"null organization", "organization", "null", NULL},
    {"organization", "organization", "\"Contoso\"", NULL},
    {"name without uses", "names", MAIL("[]"), NULL},
    {"use with the least", "names", USE(""), NULL},
    {"use with all", "names",
	USE(", \"server\": \"A\", \"value\": \"v\", \"source\": \"s\", "
	    "\"dn\": \"d\", \"attribute\": \"a\""),
	NULL},
    {"wildcard", "names", NAME("*.contoso.com", "wildcard", "public", "[]"),
	NULL},
    {"server with the least", "servers", "[{\"name\": \"A\", \"roles\": []}]",
	NULL},
    {"finding of no object", "findings",
	"[{\"id\": \"DSC01\", \"severity\": \"info\", \"message\": \"m\"}]",
	NULL},
    {"star as accepted domain", "accepted_domains",
	"[{\"domain\": \"*\", \"type\": \"authoritative\", \"default\": "
	"false}]",
	NULL},
    {"unread", "sources",
	"[{\"source\": \"s\", \"type\": \"ldap\", \"records\": 0, \"unread\": "
	"[\"CN=x\"]}]",
	NULL},
};

static const struct parts refused[] = {
    {"version 2", "sanreq", "2", "sanreq: version 2"},
    {"version as text", "sanreq", "\"1\"", "sanreq: must be a number"},
    {"version below 0", "sanreq", "-1", "sanreq: must not be negative"},
    {"version as real", "sanreq", "1.0", "sanreq: must be"},
    {"no version", "sanreq", NULL, "\"sanreq\" is missing"},
    {"a plan", "kind", "\"plan\"", "kind: is \"plan\""},
    {"no kind", "kind", NULL, "\"kind\" is missing"},
    {"key too many", "", "\"note\": 1", "unknown key \"note\""},
    {"key misspelled", "", "\"finding\": []",
	"unknown key \"finding\"; did you mean \"findings\"?"},
    {"no sources", "sources", NULL, "\"sources\" is missing"},
    {"no organization", "organization", NULL, "\"organization\" is missing"},
    {"no names", "names", NULL, "\"names\" is missing"},
    {"no findings", "findings", NULL, "\"findings\" is missing"},
    {"organization as number", "organization", "1",
	"organization: must be a string, is a number"},
    {"names as object", "names", "{}", "names: must be an array"},
    {"name as text", "names", "[\"mail.contoso.com\"]",
	"names[0]: must be an object, is a string"},
    {"name in capitals", "names",
	NAME("Mail.contoso.com", "fqdn", "public", "[]"),
	"names[0].name: \"Mail.contoso.com\" is not in normal form, which is "
	"\"mail.contoso.com\""},
    {"name with root dot", "names",
	NAME("mail.contoso.com.", "fqdn", "public", "[]"),
	"names[0].name: \"mail.contoso.com.\" is not in normal form"},
    {"name that smuggles", "names",
	NAME("a.example,DNS:*.evil.example", "fqdn", "public", "[]"),
	"names[0].name: NAM"},
    {"empty name", "names", NAME("", "fqdn", "public", "[]"),
	"names[0].name: "},
    {"bare star", "names", NAME("*", "wildcard", "public", "[]"),
	"names[0].name: NAM21"},
    {"wrong kind", "names", NAME("mail.contoso.com", "netbios", "public", "[]"),
	"names[0].kind: is \"netbios\", but the name is \"fqdn\""},
    {"wrong class", "names", NAME("utena", "netbios", "public", "[]"),
	"names[0].class: is \"public\", but the name is \"internal\""},
    {"no uses", "names",
	"[{\"name\": \"utena\", \"kind\": \"netbios\", \"class\": "
	"\"internal\"}]",
	"names[0]: \"uses\" is missing"},
    {"use as number", "names", MAIL("[7]"), "names[0].uses[0]: must be"},
    {"use of nothing", "names", MAIL("[{}]"),
	"names[0].uses[0]: \"service\" is missing"},
    {"unknown service", "names", MAIL("[{\"service\": \"ewss\"}]"),
	"names[0].uses[0].service: unknown word \"ewss\"; did you mean "
	"\"ews\"?"},
    {"hostile word", "names", MAIL("[{\"service\": \"\\u001b[31m\"}]"),
	"names[0].uses[0].service: unknown word \"\\x1b[31m\""},
    {"key too many in a use", "names", USE(", \"covered\": true"),
	"names[0].uses[0]: unknown key \"covered\""},
    {"null server", "names", USE(", \"server\": null"),
	"names[0].uses[0].server: must be a string, is null"},
    {"list as value", "names", USE(", \"value\": []"),
	"names[0].uses[0].value: must be a string, is an array"},
    {"negative records", "sources",
	"[{\"source\": \"s\", \"type\": \"ldap\", \"records\": -1, "
	"\"unread\": []}]",
	"sources[0].records: must not be negative"},
    {"unread as number", "sources",
	"[{\"source\": \"s\", \"type\": \"ldap\", \"records\": 1, "
	"\"unread\": [\"a\", 1]}]",
	"sources[0].unread[1]: must be a string"},
    {"server without roles", "servers", "[{\"name\": \"A\"}]",
	"servers[0]: \"roles\" is missing"},
    {"unknown role", "servers",
	"[{\"name\": \"A\", \"roles\": [\"um\", \"mail\"]}]",
	"servers[0].roles[1]: unknown role \"mail\""},
    {"domain type", "accepted_domains",
	"[{\"domain\": \"contoso.com\", \"type\": \"relay\", \"default\": "
	"true}]",
	"accepted_domains[0].type: unknown word \"relay\""},
    {"default as number", "accepted_domains",
	"[{\"domain\": \"contoso.com\", \"type\": \"authoritative\", "
	"\"default\": 1}]",
	"accepted_domains[0].default: must be true or false, is a number"},
    {"domain that is no name", "accepted_domains",
	"[{\"domain\": \"contoso com\", \"type\": \"authoritative\", "
	"\"default\": true}]",
	"accepted_domains[0].domain: "},
    {"severity", "findings",
	"[{\"id\": \"DSC01\", \"severity\": \"fatal\", \"message\": \"m\"}]",
	"findings[0].severity: unknown word \"fatal\""},
    {"finding with control", "findings",
	"[{\"id\": \"DSC01\", \"severity\": \"info\", \"message\": "
	"\"a\\nb\"}]",
	"findings[0].message: holds control characters"},
    {"finding id", "findings",
	"[{\"id\": \"DSC 01\", \"severity\": \"info\", \"message\": \"m\"}]",
	"findings[0].id: \"DSC 01\""},
};

static void
test_accepts(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(accepted); i++) {
		char *text = document(&accepted[i]);
		struct error err = {0};
		struct inventory *inv = read_back(text, &err);

		if (inv == NULL)
			fail_msg("%s: %s", accepted[i].caption, err.text);
		inventory_free(&inv);
		free(text);
	}
}

static void
test_refuses(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(refused); i++) {
		const struct parts *p = &refused[i];
		char *text = document(p);
		struct error err = {0};

		if (read_back(text, &err) != NULL)
			fail_msg("%s: accepted", p->caption);
		if (err.status != SANREQ_INPUT ||
		    strncmp(err.text, p->want, strlen(p->want)) != 0)
			fail_msg("%s: %d %s", p->caption, err.status, err.text);
		free(text);
	}
}

/* Who loads may have let it pass: a C string would end at it. */
static void
test_refuses_nul(void **state)
{
	static const struct parts plain = {"", "names", USE(""), NULL};
	struct inventory *inv = NULL;
	struct error err = {0};
	char *text = document(&plain);
	json_t *root = json_loads(text, 0, NULL), *use;

	(void)state;
	use = json_array_get(json_object_get(root, "names"), 0);
	use = json_array_get(json_object_get(use, "uses"), 0);
	assert_int_equal(
	    json_object_set_new(use, "value", json_stringn("a\0b", 3)), 0);
	assert_int_equal(inventory_new(&inv, &err), SANREQ_OK);
	assert_int_equal(
	    inventory_read_json(inv, root, "x", &err), SANREQ_INPUT);
	assert_non_null(
	    strstr(err.text, "names[0].uses[0].value: holds a NUL character"));
	inventory_free(&inv);
	json_decref(root);
	free(text);
}

static void
test_source_stands_in(void **state)
{
	static const struct parts plain = {"", "names", USE(""), NULL};
	const struct inventory_name *name;
	char *text = document(&plain);
	struct error err = {0};
	struct inventory *inv = read_back(text, &err);
	size_t n;

	(void)state;
	assert_non_null(inv);
	name = inventory_find_name(inv, "mail.contoso.com");
	assert_non_null(name);
	assert_string_equal(name->uses[0].source, "doc.json");
	inventory_sources(inv, &n);
	assert_int_equal(n, 0);
	inventory_free(&inv);
	free(text);
}

/* Two documents of one organization are one inventory. */
static void
test_reads_two(void **state)
{
	struct inventory *inv = read_back(example, &(struct error){0});
	json_t *root = loaded(example);
	struct error err = {0};
	size_t n;

	(void)state;
	assert_non_null(inv);
	assert_int_equal(
	    inventory_read_json(inv, root, "again.json", &err), SANREQ_OK);
	assert_int_equal(inventory_seal(inv, &err), SANREQ_OK);
	inventory_names(inv, &n);
	assert_int_equal(n, 1);
	assert_int_equal(inventory_find_name(inv, "utena")->nuses, 1);
	inventory_findings(inv, &n);
	assert_int_equal(n, 1);
	json_decref(root);
	inventory_free(&inv);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_empty),
	    cmocka_unit_test(test_example),
	    cmocka_unit_test(test_round_trip),
	    cmocka_unit_test(test_values_survive),
	    cmocka_unit_test(test_peers),
	    cmocka_unit_test(test_printable),
	    cmocka_unit_test(test_accepts),
	    cmocka_unit_test(test_refuses),
	    cmocka_unit_test(test_refuses_nul),
	    cmocka_unit_test(test_source_stands_in),
	    cmocka_unit_test(test_reads_two),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
