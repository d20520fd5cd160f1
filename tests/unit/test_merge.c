/*
 * SPDX-License-Identifier: ISC
 *
 * Inventories made one, and where their sources disagree.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "name/dns_facts.h"
#include "name/inventory.h"
#include "empty.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void
add_source(struct inventory *inv, const char *source)
{
	struct error err = {0};
	size_t index;

	assert_int_equal(
	    inventory_add_source(inv, source, "ldif", &index, &err), SANREQ_OK);
}

static void
read_operand(struct inventory *inv, const char *operand, const char *source)
{
	struct error err = {0};

	assert_int_equal(
	    inventory_begin_reading(inv, operand, &err), SANREQ_OK);
	add_source(inv, source);
}

static void
add(struct inventory *inv, const char *text, struct use use)
{
	struct error err = {0};
	struct name name;

	if (name_parse(text, strlen(text), &name, &err) != SANREQ_OK ||
	    inventory_add_use(inv, &name, &use, &err) != SANREQ_OK)
		fail_msg("%s: %s", text, err.text);
}

static struct use
ews(const char *server, const char *source)
{
	return (struct use){.service = SERVICE_EWS,
	    .scope = SCOPE_INTERNAL,
	    .audience = AUDIENCE_CLIENT,
	    .server = server,
	    .source = source};
}

/* How many disagreements; *message: the first. */
static size_t
conflicts(struct inventory *inv, const char **message)
{
	struct error err = {0};
	const struct finding *f;
	size_t n, count = 0;

	assert_int_equal(inventory_find_conflicts(inv, &err), SANREQ_OK);
	assert_int_equal(inventory_seal(inv, &err), SANREQ_OK);
	f = inventory_findings(inv, &n);
	for (size_t i = 0; i < n; i++)
		if (strcmp(f[i].id, INVENTORY_CONFLICT) == 0 && count++ == 0 &&
		    message != NULL)
			*message = f[i].message;
	return count;
}

/* Uses of two sources, "SOURCE SERVER NAME" each; ends with NULL. */
static const struct {
	const char *caption;
	struct {
		const char *source, *server, *name;
	} uses[6];
	size_t conflicts;
} cases[] = {
    {"the same", {{"a", "EX1", "m.x.com"}, {"b", "EX1", "m.x.com"}}, 0},
    {"another case of the server",
	{{"a", "EX1", "m.x.com"}, {"b", "ex1", "m.x.com"}}, 0},
    {"another case of the name",
	{{"a", "EX1", "M.X.com"}, {"b", "EX1", "m.x.com."}}, 0},
    {"other servers", {{"a", "EX1", "m.x.com"}, {"b", "EX2", "n.x.com"}}, 0},
    {"no server", {{"a", NULL, "m.x.com"}, {"b", NULL, "n.x.com"}}, 0},
    {"one source", {{"a", "EX1", "m.x.com"}, {"a", "EX1", "n.x.com"}}, 0},
    {"two web sites, known to both",
	{{"a", "EX1", "m.x.com"}, {"a", "EX1", "n.x.com"},
	    {"b", "EX1", "n.x.com"}, {"b", "EX1", "m.x.com"}},
	0},
    {"two web sites, one known to b",
	{{"a", "EX1", "m.x.com"}, {"a", "EX1", "n.x.com"},
	    {"b", "EX1", "n.x.com"}},
	0},
    {"a knows nothing of EX2",
	{{"a", "EX1", "m.x.com"}, {"b", "EX1", "m.x.com"},
	    {"b", "EX2", "n.x.com"}},
	0},
    {"another name", {{"a", "EX1", "m.x.com"}, {"b", "EX1", "n.x.com"}}, 1},
    {"another name, server in another case",
	{{"a", "EX1", "m.x.com"}, {"b", "ex1", "n.x.com"}}, 1},
    {"of two web sites one differs",
	{{"a", "EX1", "m.x.com"}, {"a", "EX1", "n.x.com"},
	    {"b", "EX1", "m.x.com"}, {"b", "EX1", "o.x.com"}},
	1},
    {"two servers differ",
	{{"a", "EX1", "m.x.com"}, {"b", "EX1", "n.x.com"},
	    {"a", "EX2", "m.x.com"}, {"b", "EX2", "n.x.com"}},
	2},
    {"three sources, each another",
	{{"a", "EX1", "m.x.com"}, {"b", "EX1", "n.x.com"},
	    {"c", "EX1", "o.x.com"}},
	2},
};

static void
test_conflicts(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		for (int backward = 0; backward < 2; backward++) {
			struct inventory *inv = begin();
			size_t got, k, n = COUNT(cases[i].uses);

			for (k = 0; k < 3; k++)
				add_source(
				    inv, (const char *[]){"a", "b", "c"}[k]);
			for (k = 0; k < n; k++) {
				size_t at = backward ? n - 1 - k : k;

				if (cases[i].uses[at].name != NULL)
					add(inv, cases[i].uses[at].name,
					    ews(cases[i].uses[at].server,
						cases[i].uses[at].source));
			}
			if ((got = conflicts(inv, NULL)) != cases[i].conflicts)
				fail_msg("%s: %zu", cases[i].caption, got);
			inventory_free(&inv);
		}
}

/* Other services, scopes and what cannot disagree. */
static void
test_no_conflict(void **state)
{
	static const struct {
		enum use_service service;
		enum use_scope scope;
		enum use_audience audience;
	} others[] = {
	    {SERVICE_OWA, SCOPE_INTERNAL, AUDIENCE_CLIENT},
	    {SERVICE_EWS, SCOPE_EXTERNAL, AUDIENCE_CLIENT},
	    {SERVICE_EWS, SCOPE_INTERNAL, AUDIENCE_BACK_END},
	    {SERVICE_EWS, SCOPE_INTERNAL, AUDIENCE_PEER},
	    {SERVICE_EWS, SCOPE_INTERNAL, AUDIENCE_CANDIDATE},
	    {SERVICE_CERTIFICATE, SCOPE_PRESENTED, AUDIENCE_CANDIDATE},
	    {SERVICE_DNS, SCOPE_DOMAIN, AUDIENCE_SERVER},
	    {SERVICE_MANUAL, SCOPE_MANUAL, AUDIENCE_CLIENT},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(others); i++) {
		struct inventory *inv = begin();
		struct use use = ews("EX1", "b");

		add_source(inv, "a");
		add_source(inv, "b");
		add(inv, "m.x.com", ews("EX1", "a"));
		use.service = others[i].service;
		use.scope = others[i].scope;
		use.audience = others[i].audience;
		add(inv, "n.x.com", use);
		if (conflicts(inv, NULL) != 0)
			fail_msg("case %zu", i);
		inventory_free(&inv);
	}
}

/* Two documents that were made of the same file, at two times. */
static void
test_same_source(void **state)
{
	const char *message = NULL;
	struct inventory *inv;

	(void)state;
	for (int changed = 0; changed < 2; changed++)
		for (int i = 0; i < 3; i++) {
			static const char *const operands[][2] = {
			    {"old.json", "new.json"}, {"old.json", "org.ldif"},
			    {"org.ldif", "old.json"}};

			inv = begin();
			read_operand(inv, operands[i][0], "org.ldif");
			add(inv, "m.x.com", ews("EX1", "org.ldif"));
			read_operand(inv, operands[i][1], "org.ldif");
			add(inv, changed ? "n.x.com" : "m.x.com",
			    ews("EX1", "org.ldif"));
			assert_int_equal(conflicts(inv, &message), changed);
			if (changed)
				assert_non_null(strstr(
				    message, " in org.ldif of old.json"));
			/* told once */
			assert_int_equal(conflicts(inv, &message), changed);
			inventory_free(&inv);
		}
}

/* Nothing of one is lost in the other, sealed or not. */
static void
test_merge(void **state)
{
	const struct dns_facts facts = {.resolves = RESOLVES_NO_NAME};
	const struct server server = {.name = "EX1", .product = "2019"};
	const struct accepted_domain domain = {
	    "contoso.com", DOMAIN_AUTHORITATIVE, true};
	struct inventory *from = begin(), *to = begin();
	struct error err = {0};
	struct name name;
	size_t n, index;

	(void)state;
	assert_int_equal(name_parse("m.x.com", 7, &name, &err), SANREQ_OK);
	assert_int_equal(
	    inventory_add_source(from, "a", "ldap", &index, &err), SANREQ_OK);
	inventory_set_records(from, index, 7);
	assert_int_equal(
	    inventory_add_unread(from, index, "what", &err), SANREQ_OK);
	add(from, "m.x.com", ews("EX1", "a"));
	assert_int_equal(
	    inventory_set_dns(from, &name, &facts, &err), SANREQ_OK);
	assert_int_equal(
	    inventory_pin(from, &name, PINNED_LEAVE, "rule", "reason", &err),
	    SANREQ_OK);
	assert_int_equal(
	    inventory_note_dns(from, "x.com", &facts, &err), SANREQ_OK);
	assert_int_equal(inventory_ask_dns(from, "y.com", &err), SANREQ_OK);
	assert_int_equal(inventory_add_server(from, &server, &err), SANREQ_OK);
	assert_int_equal(inventory_add_domain(from, &domain, &err), SANREQ_OK);
	assert_int_equal(
	    inventory_set_organization(from, "Contoso", &err), SANREQ_OK);
	assert_int_equal(inventory_add_finding(from, "DSC01", SEVERITY_WARNING,
			     NULL, &err, "%s", "100%"),
	    SANREQ_OK);
	add(to, "m.x.com", ews("EX1", "b"));
	for (int i = 0; i < 2; i++) {
		assert_int_equal(inventory_merge(to, from, &err), SANREQ_OK);
		assert_int_equal(inventory_seal(to, &err), SANREQ_OK);
		assert_int_equal(inventory_seal(from, &err), SANREQ_OK);
		assert_int_equal(inventory_names(to, &n)[0].nuses, 2);
		assert_int_equal(n, 1);
	}
	assert_int_equal(inventory_names(to, &n)[0].pinned, PINNED_LEAVE);
	assert_int_equal(
	    inventory_dns(to, "m.x.com")->resolves, RESOLVES_NO_NAME);
	assert_int_equal(
	    inventory_dns(to, "x.com")->resolves, RESOLVES_NO_NAME);
	assert_null(inventory_dns(to, "y.com"));
	assert_string_equal(inventory_sources(to, &n)[0].unread[0], "what");
	assert_int_equal(inventory_sources(to, &n)[0].records, 7);
	assert_string_equal(inventory_find_server(to, "ex1")->product, "2019");
	assert_true(inventory_find_domain(to, "contoso.com")->is_default);
	assert_string_equal(inventory_organization(to), "Contoso");
	assert_string_equal(inventory_findings(to, &n)[0].message, "100%");
	assert_int_equal(n, 1);
	inventory_free(&from);
	inventory_free(&to);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_conflicts),
	    cmocka_unit_test(test_no_conflict),
	    cmocka_unit_test(test_same_source),
	    cmocka_unit_test(test_merge),
	};

	return cmocka_run_group_tests_name("merge", tests, NULL, NULL);
}
