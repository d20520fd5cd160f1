/*
 * SPDX-License-Identifier: ISC
 *
 * What DNS said of a name: kept, written, read back, and refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "name/dns_facts.h"
#include "empty.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define NAME     "mail.contoso.com"
#define LISTS    "\"aliases\":[],\"addresses\":[],\"caa\":[]"

static void
parse(struct name *name, const char *text)
{
	struct error err = {0};

	if (name_parse(text, strlen(text), name, &err) != SANREQ_OK)
		fail_msg("%s: %s", text, err.text);
}

static enum sanreq_status
read_text(struct inventory *inv, const char *name, const char *text,
    struct error *err)
{
	const struct json_place place = {NULL, "dns", 0};
	json_t *json = json_loads(text, JSON_DECODE_ANY, NULL);
	struct name parsed;
	enum sanreq_status status;

	if (json == NULL)
		fail_msg("no JSON: %s", text);
	parse(&parsed, name);
	status = dns_facts_read(inv, &parsed, &place, json, err);
	json_decref(json);
	return status;
}

/* What is read is written again, byte for byte. */
static const struct {
	const char *name;
	const char *json;
} good[] = {
    {NAME, "{\"outcome\": \"failed\", \"aliases\": [], \"addresses\": [], "
	   "\"caa\": []}"},
    {NAME, "{\"outcome\": \"found\", \"aliases\": [\"a.example\", "
	   "\"b.example\"], \"addresses\": [\"192.0.2.1\", \"2001:db8::1\"], "
	   "\"caa_domain\": \"contoso.com\", \"caa\": [\"0 issue ;\", "
	   "\"128 issue \\\"x\\\\\\\\y\\\"\"]}"},
    {NAME, "{\"outcome\": \"no-name\", \"aliases\": [], \"addresses\": [], "
	   "\"caa_domain\": \"mail.contoso.com\", \"caa\": [\"\"]}"},
    {NAME, "{\"outcome\": \"no-data\", \"aliases\": [], \"addresses\": [], "
	   "\"caa_domain\": \"com\", \"caa\": [\"0 issue x\"]}"},
    {"*.contoso.com", "{\"outcome\": \"found\", \"aliases\": [], "
		      "\"addresses\": [], \"caa_domain\": \"contoso.com\", "
		      "\"caa\": [\"0 issue x\"]}"},
};

static void
test_round_trip(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(good); i++) {
		struct inventory *inv = begin();
		struct error err = {0};
		char *text;
		json_t *json;

		if (read_text(inv, good[i].name, good[i].json, &err) !=
		    SANREQ_OK)
			fail_msg("%s", err.text);
		json = dns_facts_json(inventory_dns(inv, good[i].name));
		assert_non_null(json);
		text = json_dumps(json, 0);
		assert_string_equal(text, good[i].json);
		free(text);
		json_decref(json);
		inventory_free(&inv);
	}
}

static const struct {
	const char *json;
	const char *part; /* of the message */
} bad[] = {
    {"null", "dns: must be an object"},
    {"[]", "must be an object"},
    {"{}", "\"outcome\" is missing"},
    {"{\"outcome\":\"found\"}", "\"aliases\" is missing"},
    {"{\"outcome\":\"found\",\"aliases\":[],\"addresses\":[]}",
	"\"caa\" is missing"},
    {"{\"outcome\":1," LISTS "}", "must be a string"},
    {"{\"outcome\":\"\"," LISTS "}", "unknown word"},
    {"{\"outcome\":\"Found\"," LISTS "}", "did you mean \"found\""},
    {"{\"outcome\":\"found\",\"more\":1," LISTS "}", "unknown key \"more\""},
    {"{\"outcome\":\"found\",\"aliases\":\"x\",\"addresses\":[],\"caa\":[]}",
	"dns.aliases: must be an array"},
    {"{\"outcome\":\"found\",\"aliases\":[],\"addresses\":[1],\"caa\":[]}",
	"dns.addresses[0]: must be a string"},
    {"{\"outcome\":\"found\",\"aliases\":[],\"addresses\":[],\"caa\":null}",
	"dns.caa: must be an array"},
    /* what a terminal would obey */
    {"{\"outcome\":\"found\",\"aliases\":[\"\\u001b[31m\"],\"addresses\":[],"
     "\"caa\":[]}",
	"dns.aliases[0]: holds control characters: \"\\x1b[31m\""},
    {"{\"outcome\":\"found\",\"aliases\":[],\"addresses\":[\"a\\nb\"],"
     "\"caa\":[]}",
	"dns.addresses[0]: holds control"},
    {"{\"outcome\":\"found\",\"aliases\":[],\"addresses\":[],"
     "\"caa\":[\"0 issue x\",\"0 issue \\u202e\"]}",
	"dns.caa[1]: holds control"},
    {"{\"outcome\":\"found\",\"caa_domain\":\"\\u001b[31m\"," LISTS "}",
	"dns.caa_domain: is neither"},
    /* records that are not the name's */
    {"{\"outcome\":\"found\",\"caa_domain\":\"\"," LISTS "}", "is neither"},
    {"{\"outcome\":\"found\",\"caa_domain\":\"oso.com\"," LISTS "}",
	"is neither \"" NAME "\" nor above it: \"oso.com\""},
    {"{\"outcome\":\"found\",\"caa_domain\":\".com\"," LISTS "}", "is neither"},
    {"{\"outcome\":\"found\",\"caa_domain\":\"x." NAME "\"," LISTS "}",
	"is neither"},
    {"{\"outcome\":\"found\",\"caa_domain\":null," LISTS "}",
	"must be a string"},
};

static void
test_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct inventory *inv = begin();
		struct error err = {0};

		if (read_text(inv, NAME, bad[i].json, &err) != SANREQ_INPUT ||
		    strstr(err.text, bad[i].part) == NULL)
			fail_msg("%s: %s", bad[i].json, err.text);
		assert_null(inventory_dns(inv, NAME));
		inventory_free(&inv);
	}
}

/* DNS_LIST_MAX items of a list are enough; of what DNS says, no more are
 * kept. */
static void
test_long_lists(void **state)
{
	const char *items[DNS_LIST_MAX + 1];
	const struct dns_facts facts = {.addresses = {items, DNS_LIST_MAX + 1}};
	struct inventory *inv = begin();
	struct error err = {0};
	char text[4 * DNS_LIST_MAX + 1024] =
	    "{\"outcome\":\"found\",\"aliases\":[],\"addresses\":[],\"caa\":[";
	struct name name;

	(void)state;
	for (size_t i = 0; i <= DNS_LIST_MAX; i++)
		items[i] = "192.0.2.1";
	parse(&name, NAME);
	assert_int_equal(
	    inventory_set_dns(inv, &name, &facts, &err), SANREQ_OK);
	assert_int_equal(inventory_dns(inv, NAME)->addresses.n, DNS_LIST_MAX);
	for (size_t i = 0; i <= DNS_LIST_MAX; i++)
		strcat(text, i == 0 ? "\"x\"" : ",\"x\"");
	strcat(text, "]}");
	assert_int_equal(
	    read_text(inv, "other.contoso.com", text, &err), SANREQ_INPUT);
	assert_non_null(strstr(err.text, "more than 1000"));
	inventory_free(&inv);
}

/* Of two answers, which stays? */
static void
test_ranks(void **state)
{
	static const struct {
		enum dns_resolves first, second, stays;
	} ranks[] = {
	    {RESOLVES_YES, RESOLVES_NO_NAME, RESOLVES_YES},
	    {RESOLVES_YES, RESOLVES_UNKNOWN, RESOLVES_YES},
	    {RESOLVES_NOT, RESOLVES_YES, RESOLVES_YES},
	    {RESOLVES_NO_NAME, RESOLVES_NOT, RESOLVES_NO_NAME},
	    {RESOLVES_NOT, RESOLVES_UNKNOWN, RESOLVES_NOT},
	    {RESOLVES_UNKNOWN, RESOLVES_NO_NAME, RESOLVES_NO_NAME},
	    {RESOLVES_UNKNOWN, RESOLVES_YES, RESOLVES_YES},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(ranks); i++) {
		struct dns_facts facts = {.resolves = ranks[i].first};
		struct inventory *inv = begin();
		struct error err = {0};
		struct name name;

		parse(&name, NAME);
		assert_int_equal(
		    inventory_set_dns(inv, &name, &facts, &err), SANREQ_OK);
		assert_int_equal(
		    inventory_note_dns(inv, "aside", &facts, &err), SANREQ_OK);
		facts.resolves = ranks[i].second;
		assert_int_equal(
		    inventory_set_dns(inv, &name, &facts, &err), SANREQ_OK);
		assert_int_equal(
		    inventory_note_dns(inv, "aside", &facts, &err), SANREQ_OK);
		assert_int_equal(
		    inventory_dns(inv, NAME)->resolves, ranks[i].stays);
		assert_int_equal(
		    inventory_dns(inv, "aside")->resolves, ranks[i].stays);
		inventory_free(&inv);
	}
}

/* A host that is asked about is no name, until somebody uses it. */
static void
test_asides(void **state)
{
	const struct dns_facts facts = {.resolves = RESOLVES_NOT};
	struct inventory *inv = begin();
	struct error err = {0};
	size_t n;

	(void)state;
	assert_null(inventory_dns(inv, "a.contoso.com"));
	for (int i = 0; i < 2; i++)
		assert_int_equal(
		    inventory_ask_dns(inv, "a.contoso.com", &err), SANREQ_OK);
	assert_null(inventory_dns(inv, "a.contoso.com"));
	assert_null(inventory_asides(inv)->next);
	assert_int_equal(
	    inventory_note_dns(inv, "a.contoso.com", &facts, &err), SANREQ_OK);
	assert_non_null(inventory_dns(inv, "a.contoso.com"));
	assert_ptr_equal(inventory_dns(inv, "*.a.contoso.com"),
	    inventory_dns(inv, "a.contoso.com"));
	assert_null(inventory_dns(inv, "*.contoso.com"));
	assert_null(inventory_dns(inv, "*.*.a.contoso.com"));
	assert_null(inventory_dns(inv, ""));
	inventory_names(inv, &n);
	assert_int_equal(n, 0);
	inventory_free(&inv);
}

static void
test_words(void **state)
{
	static const char *const words[] = {
	    "found", "no-data", "no-name", "failed"};
	static const char *const none[] = {"", "FOUND", "found ", "nodata"};

	(void)state;
	for (int i = RESOLVES_YES; i <= RESOLVES_UNKNOWN; i++)
		assert_int_equal(dns_resolves_find(words[i]), i);
	for (size_t i = 0; i < COUNT(none); i++)
		assert_int_equal(dns_resolves_find(none[i]), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_round_trip),
	    cmocka_unit_test(test_refused),
	    cmocka_unit_test(test_long_lists),
	    cmocka_unit_test(test_ranks),
	    cmocka_unit_test(test_asides),
	    cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests_name("dns_facts", tests, NULL, NULL);
}
