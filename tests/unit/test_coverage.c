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

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define L63      "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk"

static struct name
parsed(const char *text)
{
	struct error err = {0};
	struct name name;

	if (name_parse(text, strlen(text), &name, &err) != SANREQ_OK)
		fail_msg("%s: %s", text, err.text);
	return name;
}

static void
add(struct inventory *inv, const char *text, struct use use)
{
	struct name name = parsed(text);
	struct error err = {0};

	if (use.source == NULL)
		use.source = "test";
	assert_int_equal(inventory_add_use(inv, &name, &use, &err), SANREQ_OK);
}

static struct inventory *
new_inventory(void)
{
	struct inventory *inv = NULL;
	struct error err = {0};

	assert_int_equal(inventory_new(&inv, &err), SANREQ_OK);
	return inv;
}

static struct coverage *
cover(struct inventory *inv, const struct certificate_names *names)
{
	struct coverage *coverage = NULL;
	struct error err = {0};

	assert_int_equal(inventory_seal(inv, &err), SANREQ_OK);
	if (coverage_new(&coverage, inv, names, &err) != SANREQ_OK)
		fail_msg("%s", err.text);
	return coverage;
}

static struct san_entry
dns(const char *text)
{
	return (struct san_entry){SAN_DNS, text, strlen(text)};
}

/* --- what clients make of an entry --- */

struct entry_case {
	const char *caption;
	struct san_entry entry;
	const char *text;  /* normal form, or quoted */
	const char *fault; /* a part of it; NULL: matched */
};

#define DNS(s)                            \
	{                                 \
		SAN_DNS, s, sizeof(s) - 1 \
	}
#define IP(s)                            \
	{                                \
		SAN_IP, s, sizeof(s) - 1 \
	}

static const struct entry_case entries[] = {
    {"plain", DNS("mail.contoso.com"), "mail.contoso.com", NULL},
    {"upper case", DNS("MAIL.Contoso.COM"), "mail.contoso.com", NULL},
    {"single label", DNS("EX01"), "ex01", NULL},
    {"underscore", DNS("ex_01.contoso.com"), "ex_01.contoso.com", NULL},
    {"wildcard", DNS("*.contoso.com"), "*.contoso.com", NULL},
    {"wildcard of an internal domain", DNS("*.contoso.local"),
	"*.contoso.local", NULL},
    {"wildcard over a shared host's suffix", DNS("*.github.io"), "*.github.io",
	NULL},
    {"A-label", DNS("xn--bcher-kva.example"), "xn--bcher-kva.example", NULL},
    {"A-label, upper case", DNS("XN--BCHER-KVA.example"),
	"xn--bcher-kva.example", NULL},
    {"wildcard over an A-label", DNS("*.xn--bcher-kva.example"),
	"*.xn--bcher-kva.example", NULL},
    {"IPv4", IP("\300\000\002\001"), "192.0.2.1", NULL},
    {"IPv6", IP(" \001\r\270\0\0\0\0\0\0\0\0\0\0\0\001"), "2001:db8::1", NULL},
    /* refused */
    {"NUL inside", DNS("mail.contoso.com\0.evil.example"),
	"mail.contoso.com\\x00.evil.example", "NAM09"},
    {"NUL behind", DNS("mail.contoso.com\0"), "mail.contoso.com\\x00", "NAM09"},
    {"bad UTF-8", DNS("m\xff.contoso.com"), "m\\xff.contoso.com", "NAM09"},
    {"U-label", DNS("b\xc3\xbc\x63her.example"), "b\xc3\xbc\x63her.example",
	"A-label"},
    {"bad A-label", DNS("xn--a.example"), "xn--a.example", "NAM17"},
    {"trailing dot", DNS("mail.contoso.com."), "mail.contoso.com.", "dot"},
    {"trailing dot of a wildcard", DNS("*.contoso.com."), "*.contoso.com.",
	"dot"},
    {"leading dot", DNS(".contoso.com"), ".contoso.com", "NAM11"},
    {"empty", DNS(""), "", "NAM11"},
    {"space", DNS(" "), " ", "NAM11"},
    {"space before", DNS(" mail.contoso.com"), " mail.contoso.com",
	"white space"},
    {"space behind", DNS("mail.contoso.com "), "mail.contoso.com ",
	"white space"},
    {"bare star", DNS("*"), "*", "NAM21"},
    {"star of all .com", DNS("*.com"), "*.com", "public suffix"},
    {"star of all .co.uk", DNS("*.co.uk"), "*.co.uk", "public suffix"},
    {"star of all .local", DNS("*.local"), "*.local", "top-level"},
    {"partial wildcard", DNS("m*.contoso.com"), "m*.contoso.com", "NAM20"},
    {"partial wildcard at the end", DNS("*l.contoso.com"), "*l.contoso.com",
	"NAM20"},
    {"wildcard further right", DNS("mail.*.com"), "mail.*.com", "NAM20"},
    {"two wildcards", DNS("*.*.contoso.com"), "*.*.contoso.com", "NAM20"},
    {"wildcard in an A-label", DNS("xn--*.contoso.com"), "xn--*.contoso.com",
	"NAM20"},
    {"address as dNSName", DNS("192.0.2.1"), "192.0.2.1", "iPAddress"},
    {"IPv6 address as dNSName", DNS("2001:db8::1"), "2001:db8::1", "iPAddress"},
    {"URL", DNS("https://mail.contoso.com/"), "https://mail.contoso.com/",
	"NAM27"},
    {"port", DNS("mail.contoso.com:443"), "mail.contoso.com:443", "NAM27"},
    {"long label", DNS(L63 "a.contoso.com"), L63 "a.contoso.com", "NAM13"},
    {"5 octets of address", IP("\1\2\3\4\5"), "\\x01\\x02\\x03\\x04\\x05",
	"4 or 16"},
    {"no octets of address", IP(""), "", "4 or 16"},
    {"text as address", IP("192.0.2.1"), "192.0.2.1", "4 or 16"},
    {"e-mail address", {SAN_OTHER, "a@contoso.com", 13}, "a@contoso.com",
	"neither"},
    {"nothing at all", {SAN_DNS, NULL, 0}, "", "NAM11"},
};

static void
test_entries(void **state)
{
	struct san_entry list[COUNT(entries)];
	struct certificate_names names = {
	    .entries = list, .nentries = COUNT(entries)};
	struct inventory *inv = new_inventory();
	struct coverage *coverage;
	const struct covering_name *got;
	size_t n;

	(void)state;
	for (size_t i = 0; i < COUNT(entries); i++)
		list[i] = entries[i].entry;
	coverage = cover(inv, &names);
	got = coverage_names(coverage, &n);
	assert_int_equal(n, COUNT(entries));
	for (size_t i = 0; i < n; i++) {
		const struct entry_case *want = &entries[i];

		if (strcmp(got[i].text, want->text) != 0)
			fail_msg("%s: text %s", want->caption, got[i].text);
		if ((got[i].fault == NULL) != (want->fault == NULL) ||
		    (want->fault != NULL &&
			strstr(got[i].fault, want->fault) == NULL))
			fail_msg("%s: fault %s", want->caption,
			    got[i].fault != NULL ? got[i].fault : "none");
	}
	coverage_free(&coverage);
	inventory_free(&inv);
}

/* --- which entry covers what --- */

static const struct use client = {
    .service = SERVICE_OWA, .scope = SCOPE_EXTERNAL};

static const struct {
	const char *reference;
	const char *by; /* NULL: nothing */
} pairs[] = {
    {"mail.contoso.com", "mail.contoso.com"},
    {"owa.contoso.com", "*.contoso.com"},
    {"xn--bcher-kva.contoso.com", "*.contoso.com"},
    {"contoso.com", NULL},
    {"a.b.contoso.com", NULL},
    {"mail.fabrikam.com", NULL},
    {"ex01", "ex01"},
    {"ex01.contoso.com", "*.contoso.com"},
    {"ex02", NULL},
    {"192.0.2.1", "192.0.2.1"},
    {"192.0.2.2", NULL},
    {"2001:db8::1", "2001:db8::1"},
    {"::ffff:192.0.2.1", NULL},
    {"*.contoso.com", "*.contoso.com"},
    {"*.fabrikam.com", NULL},
    {"co.uk", NULL},
    {"x.co.uk", NULL},
};

static void
test_by(void **state)
{
	const struct san_entry list[] = {dns("*.contoso.com"),
	    dns("Mail.Contoso.com"), dns("EX01"), dns("*.CONTOSO.com"),
	    dns("*.co.uk"), IP("\300\000\002\001"),
	    IP(" \001\r\270\0\0\0\0\0\0\0\0\0\0\0\001"), dns("unused.test")};
	struct certificate_names names = {
	    .entries = list, .nentries = COUNT(list)};
	struct inventory *inv = new_inventory();
	struct coverage *coverage;
	const struct covering_name *got;
	size_t n;

	(void)state;
	for (size_t i = 0; i < COUNT(pairs); i++)
		add(inv, pairs[i].reference, client);
	coverage = cover(inv, &names);
	for (size_t i = 0; i < COUNT(pairs); i++) {
		const struct inventory_name *ref =
		    inventory_find_name(inv, pairs[i].reference);
		const struct covering_name *by = coverage_by(coverage, ref);

		if ((by == NULL) != (pairs[i].by == NULL) ||
		    (by != NULL && strcmp(by->text, pairs[i].by) != 0))
			fail_msg("%s: by %s", pairs[i].reference,
			    by != NULL ? by->text : "nothing");
		assert_int_equal(coverage_verdict(coverage, ref, &ref->uses[0]),
		    by != NULL ? COVER_COVERED : COVER_MISSING);
	}
	got = coverage_names(coverage, &n);
	assert_int_equal(got[0].nuses, 4);
	assert_int_equal(got[1].nuses, 1);
	assert_true(got[3].duplicate);
	assert_int_equal(got[3].nuses, 0);
	assert_int_equal(got[7].nuses, 0);
	assert_int_equal(coverage_uses(coverage, COVER_COVERED), 8);
	assert_int_equal(coverage_nnames(coverage, COVER_MISSING), 9);
	coverage_free(&coverage);
	inventory_free(&inv);
}

/* Every pair of names, as name_covers() has it. */
static void
test_agrees_with_name_covers(void **state)
{
	static const char *const words[] = {"a.test", "*.a.test", "b.a.test",
	    "c.b.a.test", "*.b.a.test", "ex01", "192.0.2.1", "2001:db8::1",
	    "xn--bcher-kva.a.test", "mail.contoso.com", "*.contoso.com",
	    "contoso.com", "_x.contoso.com", "0.2.1.contoso.com"};

	(void)state;
	for (size_t i = 0; i < COUNT(words); i++) {
		struct san_entry entry = dns(words[i]);
		struct certificate_names names = {
		    .entries = &entry, .nentries = 1};
		struct inventory *inv = new_inventory();
		struct coverage *coverage;

		if (parsed(words[i]).kind == NAME_IP) {
			inventory_free(&inv);
			continue;
		}
		for (size_t k = 0; k < COUNT(words); k++)
			add(inv, words[k], client);
		coverage = cover(inv, &names);
		for (size_t k = 0; k < COUNT(words); k++)
			assert_int_equal(
			    coverage_by(coverage,
				inventory_find_name(inv, words[k])) != NULL,
			    name_covers(words[i], words[k]));
		coverage_free(&coverage);
		inventory_free(&inv);
	}
}

/* --- which uses need it --- */

static const struct {
	const char *name;
	struct use use;
	enum cover_verdict verdict;
} uses[] = {
    {"in.contoso.com", {.service = SERVICE_EWS}, COVER_COVERED},
    {"out.contoso.com", {.service = SERVICE_EWS}, COVER_MISSING},
    {"out.contoso.com",
	{.service = SERVICE_OAB, .audience = AUDIENCE_HTTP_ONLY},
	COVER_HTTP_ONLY},
    {"in.contoso.com", {.service = SERVICE_OAB, .audience = AUDIENCE_HTTP_ONLY},
	COVER_HTTP_ONLY},
    {"out.contoso.com", {.service = SERVICE_EWS, .audience = AUDIENCE_BACK_END},
	COVER_BACK_END},
    {"out.contoso.com", {.service = SERVICE_SMTP, .audience = AUDIENCE_SERVER},
	COVER_SERVER_ONLY},
    {"out.contoso.com", {.service = SERVICE_SMTP, .audience = AUDIENCE_PEER},
	COVER_PEER},
    {"contoso.com",
	{.service = SERVICE_ACCEPTED_DOMAIN, .audience = AUDIENCE_CANDIDATE},
	COVER_CANDIDATE},
    {"in.contoso.com",
	{.service = SERVICE_AUTODISCOVER_DOMAIN,
	    .audience = AUDIENCE_CANDIDATE},
	COVER_CANDIDATE},
    {"in.contoso.com", {.service = SERVICE_CERTIFICATE}, COVER_CERTIFICATE},
    {"out.contoso.com", {.service = SERVICE_CERTIFICATE}, COVER_CERTIFICATE},
    {"out.contoso.com", {.service = SERVICE_MANUAL}, COVER_MISSING},
    /* OutlookProvider: the principal name, and the server */
    {"in.contoso.com",
	{.service = SERVICE_OUTLOOK_PROVIDER, .value = "msstd:in.contoso.com"},
	COVER_PRINCIPAL},
    {"out.contoso.com",
	{.service = SERVICE_OUTLOOK_PROVIDER,
	    .value = "out.contoso.com",
	    .attribute = "msExchAutoDiscoverCertPrincipalName"},
	COVER_PRINCIPAL},
    {"out.contoso.com",
	{.service = SERVICE_OUTLOOK_PROVIDER,
	    .value = "out.contoso.com",
	    .attribute = "msExchAutoDiscoverServer"},
	COVER_MISSING},
    /* POP3 and IMAP4: what setup wrote, and what somebody set */
    {"ex01.corp.test", {.service = SERVICE_POP3, .server = "EX01"},
	COVER_DEFAULT},
    {"ex01.corp.test", {.service = SERVICE_IMAP4, .server = "ex01"},
	COVER_DEFAULT},
    {"ex01", {.service = SERVICE_POP3, .server = "EX01"}, COVER_DEFAULT},
    {"exnb", {.service = SERVICE_POP3, .server = "EX01"}, COVER_DEFAULT},
    {"ex01.corp.test", {.service = SERVICE_POP3, .server = "EX02"},
	COVER_MISSING},
    {"ex01.corp.test", {.service = SERVICE_POP3}, COVER_MISSING},
    {"ex01.corp.test", {.service = SERVICE_EWS, .server = "EX01"},
	COVER_MISSING},
    {"pop.contoso.com", {.service = SERVICE_POP3, .server = "EX01"},
	COVER_MISSING},
    {"in.contoso.com", {.service = SERVICE_POP3, .server = "EX01"},
	COVER_COVERED},
};

static void
test_verdicts(void **state)
{
	static const struct server server = {
	    .name = "EX01", .netbios = "EXNB", .fqdn = "ex01.corp.test"};
	const struct san_entry list[] = {dns("in.contoso.com")};
	struct certificate_names names = {.entries = list, .nentries = 1};
	struct error err = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(uses); i++) {
		struct inventory *inv = new_inventory();
		const struct inventory_name *ref;
		struct coverage *coverage;
		enum cover_verdict got;

		assert_int_equal(
		    inventory_add_server(inv, &server, &err), SANREQ_OK);
		add(inv, uses[i].name, uses[i].use);
		coverage = cover(inv, &names);
		ref = inventory_find_name(inv, uses[i].name);
		got = coverage_verdict(coverage, ref, &ref->uses[0]);
		if (got != uses[i].verdict)
			fail_msg("use %zu: %s, not %s", i,
			    cover_verdict_text(got),
			    cover_verdict_text(uses[i].verdict));
		assert_int_equal(coverage_uses(coverage, got), 1);
		assert_int_equal(coverage_nnames(coverage, got), 1);
		/* peers and other certificates make no use of a name */
		assert_int_equal(coverage_names(coverage, &(size_t){0})->nuses,
		    strcmp(uses[i].name, "in.contoso.com") == 0 &&
			got != COVER_PEER && got != COVER_CERTIFICATE);
		coverage_free(&coverage);
		inventory_free(&inv);
	}
}

static void
test_words(void **state)
{
	(void)state;
	for (int i = 0; i < COVER_COUNT; i++) {
		assert_non_null(cover_verdict_text((enum cover_verdict)i));
		assert_int_equal(cover_is_needed((enum cover_verdict)i),
		    i == COVER_COVERED || i == COVER_MISSING);
	}
}

/* --- what old clients go by, and the cure --- */

static const struct {
	const char *caption;
	const char *common_name;
	const char *entry; /* NULL: no subjectAltName */
	bool by_common_name;
	bool principal;
} olds[] = {
    {"no SAN, the name", "mail.contoso.com", NULL, true, true},
    {"no SAN, any case", "MAIL.Contoso.com", NULL, true, true},
    {"no SAN, a wildcard", "*.contoso.com", NULL, true, false},
    {"no SAN, another", "owa.contoso.com", NULL, false, false},
    {"no SAN, no host name", "Exchange certificate", NULL, false, false},
    {"no SAN, no common name", NULL, NULL, false, false},
    {"another SAN", "mail.contoso.com", "owa.contoso.com", false, true},
    {"a SAN that no client matches", "mail.contoso.com", "a b", false, true},
    {"covered", "mail.contoso.com", "mail.contoso.com", false, true},
    {"covered, another common name", "owa.contoso.com", "mail.contoso.com",
	false, false},
};

static void
test_common_name(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(olds); i++) {
		struct san_entry entry = {0};
		struct certificate_names names = {.entries = &entry,
		    .nentries = olds[i].entry != NULL,
		    .common_name = olds[i].common_name};
		struct inventory *inv = new_inventory();
		const struct inventory_name *ref;
		struct coverage *coverage;

		if (olds[i].entry != NULL)
			entry = dns(olds[i].entry);
		add(inv, "mail.contoso.com", client);
		coverage = cover(inv, &names);
		ref = inventory_find_name(inv, "mail.contoso.com");
		if (coverage_by_common_name(coverage, ref) !=
			olds[i].by_common_name ||
		    coverage_is_principal(coverage, ref) != olds[i].principal)
			fail_msg("%s", olds[i].caption);
		coverage_free(&coverage);
		inventory_free(&inv);
	}
}

static const struct {
	const char *entry;
	bool self_signed;
	const char *reference;
	enum cover_cure cure;
} cures[] = {
    {"mail.contoso.com", false, "mail.contoso.com", CURE_NONE},
    {"mail.contoso.com", false, "owa.contoso.com", CURE_EITHER},
    {"mail.contoso.com", false, "ex01", CURE_URL},
    {"mail.contoso.com", false, "ex01.contoso.local", CURE_URL},
    {"mail.contoso.com", false, "10.0.0.1", CURE_URL},
    {"mail.contoso.com", true, "ex01", CURE_EITHER},
    {"ex02", false, "ex01", CURE_EITHER},
};

static void
test_cures(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cures); i++) {
		struct san_entry entry = dns(cures[i].entry);
		struct certificate_names names = {.entries = &entry,
		    .nentries = 1,
		    .self_signed = cures[i].self_signed};
		struct inventory *inv = new_inventory();
		struct coverage *coverage;

		add(inv, cures[i].reference, client);
		coverage = cover(inv, &names);
		assert_int_equal(
		    coverage_cure(
			coverage, inventory_find_name(inv, cures[i].reference)),
		    cures[i].cure);
		coverage_free(&coverage);
		inventory_free(&inv);
	}
}

/* 10 000 entries, some of them bad, and as many uses. */
static void
test_many(void **state)
{
	enum {
		MANY = 10000
	};
	static char texts[MANY][48];
	static struct san_entry list[MANY];
	struct certificate_names names = {.entries = list, .nentries = MANY};
	struct inventory *inv = new_inventory();
	struct coverage *coverage;

	(void)state;
	for (int i = 0; i < MANY; i++) {
		snprintf(texts[i], sizeof(texts[i]), "%sh%d.contoso.com",
		    i % 10 == 0 ? "*." : "", i);
		list[i] = dns(texts[i]);
		if (i % 10 == 1)
			list[i].n = 0;
		if (i % 10 > 1)
			add(inv, texts[i], client);
	}
	coverage = cover(inv, &names);
	assert_int_equal(coverage_uses(coverage, COVER_COVERED), MANY / 10 * 8);
	assert_int_equal(coverage_uses(coverage, COVER_MISSING), 0);
	coverage_free(&coverage);
	inventory_free(&inv);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_entries),
	    cmocka_unit_test(test_by),
	    cmocka_unit_test(test_agrees_with_name_covers),
	    cmocka_unit_test(test_verdicts),
	    cmocka_unit_test(test_words),
	    cmocka_unit_test(test_common_name),
	    cmocka_unit_test(test_cures),
	    cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
