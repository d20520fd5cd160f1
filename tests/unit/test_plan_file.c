/*
 * SPDX-License-Identifier: ISC
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "job.h"
#include "name/inventory_json.h"
#include "profile/plan.h"

#define PROFILE "public-ca"

typedef enum sanreq_status (*write_fn)(
    const struct plan *, FILE *, struct error *);

static void
add_use(struct inventory *inv, const char *host, enum use_service service,
    enum use_audience audience, const char *value)
{
	struct use use = {service, SCOPE_INTERNAL, audience, 0, "EX01", value,
	    "contoso.ldif", "CN=x,DC=contoso", "msExchInternalHostName"};
	struct error err = {0};
	struct name name;

	assert_int_equal(
	    name_parse(host, strlen(host), &name, &err), SANREQ_OK);
	assert_int_equal(inventory_add_use(inv, &name, &use, &err), SANREQ_OK);
}

/* Names and values that YAML could take for something else, too. */
static struct inventory *
make_inventory(void)
{
	const struct accepted_domain domain = {
	    "contoso.com", DOMAIN_AUTHORITATIVE, true};
	const struct server server = {"EX01", "EX01", "ex01.corp.contoso.local",
	    "2016", "15.1.2507", ROLE_MAILBOX | ROLE_CAFE, "Berlin: \"#1\"",
	    SERVER_NOT_KNOWN};
	struct inventory *inv = NULL;
	struct error err = {0};
	size_t index = 0;

	assert_int_equal(inventory_new(&inv, &err), SANREQ_OK);
	assert_int_equal(
	    inventory_add_source(inv, "contoso.ldif", "ldif", &index, &err),
	    SANREQ_OK);
	inventory_set_records(inv, index, 812);
	assert_int_equal(
	    inventory_add_unread(inv, index, "CN=Closed", &err), SANREQ_OK);
	assert_int_equal(
	    inventory_set_organization(inv, "Contoso", &err), SANREQ_OK);
	assert_int_equal(inventory_add_server(inv, &server, &err), SANREQ_OK);
	assert_int_equal(inventory_add_domain(inv, &domain, &err), SANREQ_OK);
	assert_int_equal(inventory_add_finding(inv, "DSC01", SEVERITY_WARNING,
			     "CN=Closed", &err, "closed to this account"),
	    SANREQ_OK);
	add_use(inv, "mail.contoso.com", SERVICE_EWS, AUDIENCE_CLIENT,
	    "https://mail.contoso.com/EWS/Exchange.asmx");
	add_use(inv, "mail.contoso.com", SERVICE_OWA, AUDIENCE_CLIENT,
	    "https://MAIL.contoso.com/owa # \xc3\xbc \xe2\x80\xae");
	add_use(inv, "no", SERVICE_OWA, AUDIENCE_CLIENT, "- no: \"\\\n");
	add_use(inv, "true", SERVICE_OWA, AUDIENCE_CLIENT, "");
	add_use(inv, "*.contoso.com", SERVICE_CERTIFICATE, AUDIENCE_CLIENT,
	    "*.contoso.com");
	add_use(inv, "192.0.2.1", SERVICE_OWA, AUDIENCE_SERVER, "192.0.2.1");
	add_use(inv, "peer.example.com", SERVICE_SMTP, AUDIENCE_PEER, NULL);
	assert_int_equal(inventory_seal(inv, &err), SANREQ_OK);
	return inv;
}

static char *
plan_text(struct inventory *inv, const struct plan_options *o, write_fn fn)
{
	struct profile *p = NULL;
	struct plan *plan = NULL;
	struct error err = {0};
	char *text = NULL;
	size_t n;
	FILE *f;

	assert_int_equal(profile_load(&p, PROFILE, NULL, &err), SANREQ_OK);
	if (plan_make(&plan, p, inv, o, &err) != SANREQ_OK)
		fail_msg("%s", err.text);
	assert_non_null(f = open_memstream(&text, &n));
	assert_int_equal(fn(plan, f, &err), SANREQ_OK);
	assert_int_equal(fclose(f), 0);
	plan_free(&plan);
	profile_free(&p);
	return text;
}

static struct inventory *
read_back(const char *text)
{
	struct inventory *inv = NULL;
	struct error err = {0};
	struct plan_origin origin = {0};

	assert_int_equal(inventory_new(&inv, &err), SANREQ_OK);
	if (plan_read(inv, text, strlen(text), "plan.x", &origin, &err) !=
	    SANREQ_OK)
		fail_msg("%s\n%s", err.text, text);
	assert_string_equal(origin.profile, PROFILE);
	assert_int_equal(inventory_seal(inv, &err), SANREQ_OK);
	return inv;
}

/* The same plan, with its options, comes out of what was written. */
static void
check_round_trip(write_fn fn)
{
	static const char *const add[] = {"legacy.contoso.com"};
	static const char *const drop[] = {"\x2a.contoso.com"};
	struct plan_options o = {
	    .add = add, .nadd = 1, .drop = drop, .ndrop = 1};
	struct inventory *inv = make_inventory(), *again;
	char *first = plan_text(inv, &o, fn), *second;

	again = read_back(first);
	second = plan_text(again, NULL, fn);
	assert_string_equal(first, second);
	free(first);
	free(second);
	inventory_free(&again);
	inventory_free(&inv);
}

static void
json_comes_back_the_same(void **state)
{
	(void)state;
	check_round_trip(plan_write_json);
}

static void
yaml_comes_back_the_same(void **state)
{
	(void)state;
	check_round_trip(plan_write_yaml);
}

/* Both forms say the same: judged anew, they give the same document. */
static void
json_and_yaml_say_the_same(void **state)
{
	struct inventory *inv = make_inventory(), *a, *b;
	char *json = plan_text(inv, NULL, plan_write_json);
	char *yaml = plan_text(inv, NULL, plan_write_yaml), *ja, *jb;
	struct plan_options anew = {.ignore_pinned = true};

	(void)state;
	a = read_back(json);
	b = read_back(yaml);
	ja = plan_text(a, &anew, plan_write_json);
	jb = plan_text(b, &anew, plan_write_json);
	assert_string_equal(ja, jb);
	assert_string_equal(ja, json);
	free(ja);
	free(jb);
	free(json);
	free(yaml);
	inventory_free(&a);
	inventory_free(&b);
	inventory_free(&inv);
}

static void
json_has_the_fields_of_the_contract(void **state)
{
	static const char *const keys[] = {"sanreq", "kind", "profile",
	    "common_name", "names", "findings", "sources", "organization",
	    "servers", "accepted_domains"};
	static const char *const name_keys[] = {
	    "name", "kind", "class", "verdict", "rule", "reason", "uses"};
	struct inventory *inv = make_inventory();
	char *text = plan_text(inv, NULL, plan_write_json);
	json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, NULL), *names;

	(void)state;
	assert_non_null(root);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		assert_non_null(json_object_get(root, keys[i]));
	names = json_object_get(root, "names");
	assert_int_equal(json_array_size(names), 5);
	for (size_t i = 0; i < json_array_size(names); i++)
		for (size_t k = 0; k < 7; k++)
			assert_non_null(json_object_get(
			    json_array_get(names, i), name_keys[k]));
	assert_null(strstr(text, "peer.example.com"));
	json_decref(root);
	free(text);
	inventory_free(&inv);
}

#define NAME                                                                \
	"{\"name\": \"mail.contoso.com\", \"kind\": \"fqdn\", "             \
	"\"class\": \"public\", \"verdict\": \"take\", \"rule\": \"x:1\", " \
	"\"reason\": \"y\", \"uses\": []}"
#define PLAN(names)                                                        \
	"{\"sanreq\": 1, \"kind\": \"plan\", \"profile\": \"public-ca\", " \
	"\"common_name\": null, \"names\": [" names "], \"findings\": []}"

static void
the_smallest_plan_is_read(void **state)
{
	const char *yaml =
	    "# by hand\nsanreq: 1\nkind: plan\nprofile: public-ca\nnames:\n"
	    "- name: mail.contoso.com\n  kind: fqdn\n  class: public\n"
	    "  verdict: leave\n  uses: []\n";
	struct inventory *inv = read_back(PLAN(NAME));
	const struct inventory_name *name =
	    inventory_find_name(inv, "mail.contoso.com");

	(void)state;
	assert_non_null(name);
	assert_int_equal(name->pinned, PINNED_TAKE);
	assert_string_equal(name->pinned_rule, "x:1");
	assert_string_equal(name->pinned_reason, "y");
	inventory_free(&inv);
	inv = read_back(yaml);
	name = inventory_find_name(inv, "mail.contoso.com");
	assert_non_null(name);
	assert_int_equal(name->pinned, PINNED_LEAVE);
	assert_string_equal(name->pinned_rule, "plan.x");
	assert_null(name->pinned_reason);
	inventory_free(&inv);
}

#define WITH(field, value)                                           \
	PLAN("{\"name\": \"mail.contoso.com\", \"kind\": \"fqdn\", " \
	     "\"class\": \"public\", \"uses\": [], \"" field "\": " value "}")

static const struct {
	const char *caption;
	const char *text;
	const char *want;
} refusals[] = {
    {"nothing", "", "nothing in it"},
    {"cut off", "{\"sanreq\": 1, ", "not JSON"},
    {"an array", "[]", "not a plan"},
    {"an inventory", "{\"sanreq\": 1, \"kind\": \"inventory\"}", "not a plan"},
    {"version 2", "{\"sanreq\": 2, \"kind\": \"plan\"}", "not version 1"},
    {"version as text", "{\"sanreq\": \"1\", \"kind\": \"plan\"}",
	"not version 1"},
    {"no profile", "{\"sanreq\": 1, \"kind\": \"plan\", \"names\": []}",
	"profile:"},
    {"names no array",
	"{\"sanreq\": 1, \"kind\": \"plan\", \"profile\": \"x\", "
	"\"names\": {}}",
	"names: must be an array"},
    {"duplicate key", "{\"sanreq\": 1, \"sanreq\": 1}", "not JSON: duplicate"},
    {"a name that is none", PLAN("7"), "names[0]: must be an object"},
    {"no verdict", PLAN("{\"name\": \"a.contoso.com\"}"),
	"names[0].verdict: must be take or leave"},
    {"an unknown verdict", WITH("verdict", "\"maybe\""),
	"names[0].verdict: must be take or leave, not \"maybe\""},
    {"a verdict that is no text", WITH("verdict", "true"),
	"names[0].verdict: must be a text"},
    {"no name", PLAN(NAME ", {\"verdict\": \"take\"}"), "names[1].name"},
    {"a smuggled name",
	PLAN("{\"name\": \"a.example,DNS:*.evil.example\", \"verdict\": "
	     "\"take\"}"),
	"names[0].name: NAM"},
    {"not in normal form",
	PLAN("{\"name\": \"MAIL.contoso.com\", \"verdict\": \"take\"}"),
	"write \"mail.contoso.com\""},
    {"an escape in the reason",
	PLAN("{\"name\": \"a.contoso.com\", \"verdict\": \"take\", "
	     "\"reason\": \"\\u001b[2J\"}"),
	"names[0].reason: control or invisible character U+001B in "
	"\"\\x1b[2J\""},
    {"a line end in the rule",
	PLAN("{\"name\": \"a.contoso.com\", \"verdict\": \"take\", "
	     "\"rule\": \"a\\nb\"}"),
	"names[0].rule: control or invisible character U+000A"},
    {"a right-to-left override in the reason",
	PLAN("{\"name\": \"a.contoso.com\", \"verdict\": \"take\", "
	     "\"reason\": \"\\u202e\"}"),
	"names[0].reason: control or invisible character U+202E"},
    {"a name twice", PLAN(NAME ", " NAME),
	"names[1].name: \"mail.contoso.com\" stands here again; first in "
	"names[0]"},
    {"settings that extend",
	"{\"sanreq\": 1, \"kind\": \"plan\", \"profile\": \"x\", "
	"\"settings\": {\"extends\": \"./x.yaml\"}, \"names\": []}",
	"settings.extends:"},
    {"an unknown field",
	PLAN("{\"name\": \"mail.contoso.com\", \"kind\": \"fqdn\", "
	     "\"class\": \"public\", \"verdict\": \"take\", \"uses\": [], "
	     "\"verdct\": 1}"),
	"names[0]"},
    {"a wrong class",
	PLAN("{\"name\": \"mail.contoso.com\", \"kind\": \"fqdn\", "
	     "\"class\": \"internal\", \"verdict\": \"take\", \"uses\": []}"),
	"names[0].class"},
    {"a use that is none",
	PLAN("{\"name\": \"mail.contoso.com\", \"kind\": \"fqdn\", "
	     "\"class\": \"public\", \"verdict\": \"take\", \"uses\": [{}]}"),
	"names[0].uses[0]"},
    {"YAML: alias", "sanreq: 1\nkind: &a plan\nprofile: *a\n",
	"line 3, column 10: aliases are not read here"},
    {"YAML: duplicate key", "sanreq: 1\nsanreq: 1\n",
	"line 2, column 1: key \"sanreq\" stands here again"},
    {"YAML: merge key", "<<: {sanreq: 1}\n", "merge keys"},
    {"YAML: two documents", "sanreq: 1\n---\nsanreq: 1\n", "second document"},
    {"YAML: tag", "sanreq: !!int 1\n", "tags"},
    {"YAML: deep", "[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]", "nested deeper"},
    {"YAML: key list", "? [a]\n: b\n", "a key must be a single word"},
    {"YAML: no UTF-8", "sanreq: \xff\n", "not UTF-8"},
    {"YAML: NUL", "sanreq: \"\\0\"\n", "a NUL in text"},
    {"YAML: octal version", "sanreq: 01\nkind: plan\n", "not version 1"},
};

static void
broken_plans_are_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		struct inventory *inv = NULL;
		struct error err = {0};
		struct plan_origin origin = {0};

		assert_int_equal(inventory_new(&inv, &err), SANREQ_OK);
		if (plan_read(inv, refusals[i].text, strlen(refusals[i].text),
			"p", &origin, &err) != SANREQ_INPUT ||
		    strstr(err.text, refusals[i].want) == NULL)
			fail_msg("%s: %d: %s", refusals[i].caption, err.status,
			    err.text);
		inventory_free(&inv);
	}
}

/* Of two plans in one run. */
static void
plans_must_agree(void **state)
{
	const char *take = PLAN(NAME), *leave = WITH("verdict", "\"leave\"");
	struct plan_origin origin = {0}, second = {.before = "a.json"};
	struct plan_origin anew = {0};
	struct inventory *inv = NULL;
	struct error err = {0};

	(void)state;
	assert_int_equal(inventory_new(&inv, &err), SANREQ_OK);
	assert_int_equal(
	    plan_read(inv, take, strlen(take), "a.json", &origin, &err),
	    SANREQ_OK);
	assert_int_equal(
	    plan_read(inv, take, strlen(take), "b.json", &second, &err),
	    SANREQ_OK);
	assert_int_equal(
	    plan_read(inv, leave, strlen(leave), "b.json", &anew, &err),
	    SANREQ_OK);
	assert_int_equal(
	    plan_read(inv, leave, strlen(leave), "b.json", &second, &err),
	    SANREQ_INPUT);
	assert_non_null(strstr(err.text,
	    "names[0].verdict: \"mail.contoso.com\" is to be left here, but "
	    "taken by a.json"));
	inventory_free(&inv);
}

#define OF_PROFILE(name)                                                  \
	"{\"sanreq\": 1, \"kind\": \"plan\", \"profile\": \"" name "\", " \
	"\"common_name\": null, \"names\": [" NAME "], \"findings\": []}"

static enum sanreq_status
plan_of(const char *text, struct error *err)
{
	struct job job = {.options = {.timeout = 1}};
	enum sanreq_status status =
	    job_read_text(&job, "p.json", text, strlen(text), err);

	if (status == SANREQ_OK)
		status = job_seal(&job, err);
	if (status == SANREQ_OK)
		status = job_plan(&job, NULL, 0, NULL, 0, err);
	job_release(&job);
	return status;
}

/* A plan must not bring a file that lifts rules. */
static void
a_plan_names_no_file_as_profile(void **state)
{
	static const char *const texts[] = {OF_PROFILE("./lax.yaml"),
	    OF_PROFILE("lax.yaml"), OF_PROFILE("/lax"), OF_PROFILE("tmp")};
	struct error err = {0};

	(void)state;
	assert_int_equal(chdir("/"), 0); /* where "tmp" is */
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		error_clear(&err);
		assert_int_equal(plan_of(texts[i], &err), SANREQ_INPUT);
		assert_non_null(strstr(err.text, "give -p FILE"));
	}
	error_clear(&err);
	assert_int_equal(plan_of(OF_PROFILE("private-ca"), &err), SANREQ_OK);
	assert_int_equal(
	    plan_of(OF_PROFILE("privat-ca"), &err), SANREQ_PROFILE);
	assert_non_null(strstr(err.text, "did you mean \"private-ca\"?"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(json_comes_back_the_same),
	    cmocka_unit_test(yaml_comes_back_the_same),
	    cmocka_unit_test(json_and_yaml_say_the_same),
	    cmocka_unit_test(json_has_the_fields_of_the_contract),
	    cmocka_unit_test(the_smallest_plan_is_read),
	    cmocka_unit_test(broken_plans_are_refused),
	    cmocka_unit_test(plans_must_agree),
	    cmocka_unit_test(a_plan_names_no_file_as_profile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
