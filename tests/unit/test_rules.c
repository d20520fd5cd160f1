/*
 * SPDX-License-Identifier: ISC
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "check/rules.h"

#define NAMES_MAX 8

/* 254 octets, 63 of a label, 64 of a label */
#define A10  "aaaaaaaaaa"
#define A60  A10 A10 A10 A10 A10 A10
#define A63  A60 "aaa"
#define A64  A60 "aaaa"
#define LONG A60 "." A60 "." A60 "." A60 "." A10
/* of the key 00 01 .. 1f */
#define ONION "aaaqeayeaudaocajbifqydiob4ibceqtcqkrmfyydenbwha5dyp3kead"

struct side {
	const char *names[NAMES_MAX];
	bool raw;
	const char *cn;
	const char *attributes[SUBJECT_COUNT];
	unsigned limit_names, limit_san_bytes, limit_labels;
	const char *accepted; /* domain */
	const char *used;     /* by a client */
	const char *server;   /* its own name */
};

/* What breaks differs from what keeps in this one rule, and in "also". */
struct row {
	const char *rule;
	const char *caption;
	enum ca_kind ca;
	int severity;
	struct side keeps;
	struct side breaks;
	const char *also;
};

#define COUNTRY(c)  .attributes[SUBJECT_COUNTRY] = c
#define STATE(c)    .attributes[SUBJECT_STATE] = c
#define LOCALITY(c) .attributes[SUBJECT_LOCALITY] = c
#define ORG(c)      .attributes[SUBJECT_ORGANIZATION] = c
#define UNIT(c)     .attributes[SUBJECT_ORGANIZATIONAL_UNIT] = c
#define NAMES(...)  .names = {__VA_ARGS__}, COUNTRY("DE")
#define RAW(...)    .names = {__VA_ARGS__}, COUNTRY("DE"), .raw = true
#define E           SEVERITY_ERROR
#define W           SEVERITY_WARNING
#define I           SEVERITY_INFO
#define PUB         CA_PUBLIC
#define PRV         CA_PRIVATE
#define MAIL        "mail.contoso.com"

static const struct row rows[] = {
    {"NAM01", "no name", PUB, E, {NAMES(MAIL)}, {COUNTRY("DE")}, NULL},
    {"NAM01", "no name, own CA", PRV, E, {NAMES("m")}, {COUNTRY("DE")}, NULL},
    {"NAM02", ".local", PUB, E, {NAMES(MAIL)}, {NAMES("mail.contoso.local")},
	NULL},
    {"NAM02", "wildcard", PRV, I, {NAMES("*.contoso.com")},
	{NAMES("*.contoso.local")}, NULL},
    {"NAM03", "NetBIOS", PUB, E, {NAMES(MAIL)}, {NAMES("utena")}, NULL},
    {"NAM03", "a TLD is no better", PUB, E, {NAMES(MAIL)}, {NAMES("exchange")},
	NULL},
    {"NAM03", "own CA", PRV, W, {NAMES(MAIL)}, {NAMES("utena")}, NULL},
    {"NAM04", "suffix", PUB, E, {NAMES("contoso.co.uk")}, {NAMES("co.uk")},
	NULL},
    {"NAM04", "not of the private section", PUB, E,
	{NAMES("azurewebsites.net")}, {NAMES("com.au")}, NULL},
    {"NAM05", "example.com", PUB, W, {NAMES("mail.examples.com")},
	{NAMES("mail.example.com")}, NULL},
    {"NAM05", "home.arpa", PRV, W, {NAMES(MAIL)}, {NAMES("mail.home.arpa")},
	NULL},
    {"NAM05", "home.arpa, public CA", PUB, E, {NAMES(MAIL)},
	{NAMES("mail.home.arpa")}, NULL},
    {"NAM06", "IPv4", PUB, E, {NAMES(MAIL)}, {NAMES("2.1.in-addr.arpa")}, NULL},
    {"NAM06", "IPv6", PUB, E, {NAMES("mail.ip6.contoso.com")},
	{NAMES("2.1.ip6.arpa")}, NULL},
    {"NAM07", "unknown domain", PUB, W,
	{NAMES("mail.contoso.exchange"), .accepted = "contoso.exchange"},
	{NAMES("mail.contoso.exchange"), .accepted = "fabrikam.exchange"},
	NULL},
    {"NAM07", "star in an accepted domain", PRV, W,
	{NAMES("*.contoso.dev"), .accepted = "*.contoso.dev"},
	{NAMES("*.contoso.dev"), .accepted = "mail.contoso.dev"}, NULL},
    {"NAM08", "underscore", PUB, E, {NAMES("a-b.contoso.com")},
	{NAMES("a_b.contoso.com")}, NULL},
    {"NAM08", "own CA", PRV, W, {NAMES("ab.contoso.com")},
	{NAMES("ab.con_toso.com")}, NULL},
    {"NAM09", "space", PUB, E, {RAW("ab.contoso.com")},
	{RAW("a b.contoso.com")}, NULL},
    {"NAM09", "line feed", PRV, E, {RAW("ab.contoso.com")},
	{RAW("a\nb.contoso.com")}, NULL},
    {"NAM10", "first", PUB, E, {RAW("a-b.contoso.com")},
	{RAW("-ab.contoso.com")}, NULL},
    {"NAM10", "last", PRV, E, {RAW("a-b.contoso.com")}, {RAW("a.contoso-.com")},
	NULL},
    {"NAM11", "two dots", PUB, E, {RAW("a.contoso.com")},
	{RAW("a..contoso.com")}, NULL},
    {"NAM11", "dot in front", PUB, E, {RAW("a.contoso.com")},
	{RAW(".contoso.com")}, NULL},
    {"NAM12", "root dot", PUB, E, {RAW(MAIL)}, {RAW(MAIL ".")}, NULL},
    {"NAM13", "64 octets", PUB, E, {RAW(A63 ".contoso.com")},
	{RAW(A64 ".contoso.com")}, NULL},
    {"NAM14", "254 octets", PRV, E, {RAW(A60 ".contoso.com")}, {RAW(LONG)},
	NULL},
    {"NAM15", "11 labels", PUB, W, {NAMES("1.2.3.4.5.6.7.8.contoso.com")},
	{NAMES("1.2.3.4.5.6.7.8.9.contoso.com")}, NULL},
    {"NAM15", "the profile's limit", PUB, E, {NAMES(MAIL), .limit_labels = 3},
	{NAMES("a." MAIL), .limit_labels = 3}, NULL},
    {"NAM15", "the profile's limit, own CA", PRV, E,
	{NAMES(MAIL), .limit_labels = 3}, {NAMES("a." MAIL), .limit_labels = 3},
	NULL},
    {"NAM15", "the profile's limit, no CA", CA_NONE, E,
	{NAMES("1.2.3.4.5.6.7.8.9.contoso.com")},
	{NAMES("a." MAIL), .limit_labels = 3}, NULL},
    {"NAM16", "bq--", PUB, E, {NAMES("b--q.contoso.com")},
	{NAMES("bq--x.contoso.com")}, NULL},
    {"NAM16", "later label", PUB, E, {NAMES("mail.con--toso.com")},
	{NAMES("mail.co--ntoso.com")}, NULL},
    {"NAM17", "control character", PUB, E, {RAW("xn--mnchen-3ya.com")},
	{RAW("xn--a.contoso.com")}, NULL},
    {"NAM18", "umlaut", PUB, I, {RAW("munchen.contoso.com")},
	{RAW("m\xc3\xbcnchen.contoso.com")}, NULL},
    {"NAM18", "no A-label", PUB, E, {RAW("munchen.contoso.com")},
	{RAW("\xe2\x98\x83.contoso.com")}, NULL},
    {"NAM19", "Latin and Cyrillic", PUB, W, {NAMES("xn--mnchen-3ya.com")},
	{NAMES("xn--pypal-4ve.com")}, NULL},
    {"NAM19", "reads like another", PRV, W,
	{NAMES("mail.contoso.com", "xn--n1aahb.contoso.com")},
	{NAMES("coco.contoso.com", "xn--n1aahb.contoso.com")}, NULL},
    {"NAM20", "part of a label", PUB, E, {RAW("*.contoso.com")},
	{RAW("mail*.contoso.com")}, NULL},
    {"NAM20", "twice", PUB, E, {RAW("*.contoso.com")}, {RAW("*.*.contoso.com")},
	NULL},
    {"NAM21", "suffix", PUB, E, {NAMES("*.contoso.co.uk")}, {NAMES("*.co.uk")},
	NULL},
    {"NAM21", "TLD", PRV, E, {NAMES("*.contoso.com")}, {NAMES("*.com")}, NULL},
    {"NAM21", "internal TLD", PRV, E, {NAMES("*.contoso.local")},
	{NAMES("*.local")}, NULL},
    {"NAM21", "star alone", PUB, E, {RAW("*.contoso.com")}, {RAW("*")}, NULL},
    {"NAM22", "shared hosting", PUB, W, {NAMES("*.contoso.com")},
	{NAMES("*.azurewebsites.net")}, NULL},
    {"NAM23", "redundant", PUB, I, {NAMES("*.contoso.com", "contoso.com")},
	{NAMES("*.contoso.com", MAIL)}, NULL},
    {"NAM24", "deeper", PUB, W, {NAMES("*.contoso.com"), .used = MAIL},
	{NAMES("*.contoso.com"), .used = "a.mail.contoso.com"}, "EXC01"},
    {"NAM24", "apex", PRV, W,
	{NAMES("*.contoso.com", "contoso.com"), .used = "contoso.com"},
	{NAMES("*.contoso.com"), .used = "contoso.com"}, "EXC01"},
    {"NAM25", "twice", PUB, I, {RAW(MAIL, "www.contoso.com")},
	{RAW(MAIL, "www.contoso.com", MAIL)}, NULL},
    {"NAM26", "upper case", PUB, I, {RAW(MAIL)}, {RAW("Mail.contoso.com")},
	NULL},
    {"NAM27", "URL", PUB, E, {RAW(MAIL)}, {RAW("https://" MAIL "/owa")}, NULL},
    {"NAM27", "port", PRV, E, {RAW(MAIL)}, {RAW(MAIL ":443")}, NULL},
    {"NAM27", "account", PRV, E, {RAW("contoso")}, {RAW("CONTOSO\\utena")},
	NULL},
    {"NAM28", "private address", PUB, E, {NAMES("9.9.9.9")},
	{NAMES("10.0.0.1")}, NULL},
    {"NAM28", "own CA", PRV, W, {NAMES(MAIL)}, {NAMES("fe80::1")}, NULL},
    {"NAM29", "address", PUB, W, {NAMES(MAIL)}, {NAMES("9.9.9.9")}, NULL},
    {"NAM32", "version", PUB, E, {NAMES(ONION ".onion")},
	{NAMES(A10 A10 A10 A10 A10 "aaaaae.onion")}, NULL},
    {"NAM32", "checksum", PUB, E, {NAMES(ONION ".onion")},
	{NAMES(
	    "aaabeayeaudaocajbifqydiob4ibceqtcqkrmfyydenbwha5dyp3kead.onion")},
	NULL},
    {"NAM32", "length", PUB, E, {NAMES("mail." ONION ".onion")},
	{NAMES("a" ONION ".onion")}, NULL},
    {"NAM33", "digits", PUB, E, {RAW(MAIL)}, {RAW("mail.contoso.123")}, NULL},
    {"NAM34", "retired", PUB, W, {NAMES(MAIL)}, {NAMES("mail.contoso.yu")},
	"NAM02"},
    {"NAM35", "domain controller", PUB, I, {NAMES("exchange.contoso.com")},
	{NAMES("dc01.contoso.com")}, NULL},
    {"NAM35", "word alone", PUB, I, {NAMES("sequel.contoso.com")},
	{NAMES("sql.contoso.com")}, NULL},
    {"NAM35", "known as a server's own", PUB, I,
	{NAMES("exse1.ad.contoso.com"), .server = "exse2.ad.contoso.com"},
	{NAMES("exse1.ad.contoso.com"), .server = "exse1.ad.contoso.com"},
	NULL},
    {"NAM35", "not a domain", PUB, I,
	{NAMES("dc1.dev", "sql.com", "ad.contoso.com"), .accepted = "dev"},
	{NAMES("dc1.dev", "sql.com", "ex19a.contoso.com"), .accepted = "dev"},
	NULL},
    {"NAM35", "meant for all", PUB, I, {NAMES(MAIL), .server = MAIL},
	{NAMES("srv-" MAIL), .server = MAIL}, NULL},
    {"CNT01", "the profile's limit", PUB, E,
	{NAMES(MAIL, "www.contoso.com"), .limit_names = 2},
	{NAMES(MAIL, "www.contoso.com"), .limit_names = 1}, NULL},
    {"CNT02", "bytes", PRV, E, {NAMES(MAIL), .limit_san_bytes = 20},
	{NAMES(MAIL), .limit_san_bytes = 19}, NULL},
    {"CNT03", "base domains", PUB, I, {NAMES("mail.contoso.local")},
	{NAMES("mail.contoso.local", MAIL)}, NULL},
    {"CNT04", "wildcard", PUB, I, {NAMES("contoso.com")},
	{NAMES("*.contoso.com")}, NULL},
    {"DN01", "another name", PUB, E, {NAMES(MAIL), .cn = MAIL},
	{NAMES(MAIL), .cn = "www.contoso.com"}, NULL},
    {"DN01", "case", PUB, E, {NAMES(MAIL), .cn = MAIL},
	{NAMES(MAIL), .cn = "Mail.contoso.com"}, NULL},
    {"DN02", "65 characters", PRV, E, {NAMES(A60 ".com"), .cn = A60 ".com"},
	{NAMES(A60 "a.com"), .cn = A60 "a.com"}, NULL},
    {"DN03", "present", PUB, I, {NAMES(MAIL)}, {NAMES(MAIL), .cn = MAIL}, NULL},
    {"DN04", "empty", PUB, W, {NAMES(MAIL)}, {.names = {MAIL}}, NULL},
    {"DN07", "unit", PUB, E, {NAMES(MAIL)}, {NAMES(MAIL), UNIT("IT")}, NULL},
    {"DN07", "own CA", PRV, I, {NAMES(MAIL)}, {NAMES(MAIL), UNIT("IT")}, NULL},
    {"DN08", "state", PUB, W, {NAMES(MAIL)}, {NAMES(MAIL), STATE("Bayern")},
	NULL},
    {"DN09", "no place", PUB, E,
	{NAMES(MAIL), ORG("Contoso"), LOCALITY("Bonn")},
	{NAMES(MAIL), ORG("Contoso")}, NULL},
    {"DN09", "no country", PUB, E,
	{NAMES(MAIL), ORG("Contoso"), LOCALITY("Bonn")},
	{.names = {MAIL}, ORG("Contoso"), LOCALITY("Bonn")}, NULL},
    {"DN11", "UK", PUB, E, {.names = {MAIL}, COUNTRY("GB")},
	{.names = {MAIL}, COUNTRY("UK")}, NULL},
    {"DN11", "lower case", PRV, E, {.names = {MAIL}, COUNTRY("XX")},
	{.names = {MAIL}, COUNTRY("de")}, NULL},
    {"DN12", "65 characters", PRV, E, {NAMES(MAIL), ORG(A64)},
	{NAMES(MAIL), ORG(A64 "a")}, NULL},
    {"DN12", "characters, not octets", PRV, E,
	{NAMES(MAIL), UNIT(A63 "\xc3\xa4")},
	{NAMES(MAIL), UNIT(A63 "\xc3\xa4\xc3\xa4")}, NULL},
    {"DN14", "default of a tool", PRV, W, {NAMES(MAIL), STATE("Saxony")},
	{NAMES(MAIL), STATE("Some-State")}, NULL},
    {"DN14", "hyphen", PRV, W, {NAMES(MAIL), STATE("Saxony")},
	{NAMES(MAIL), STATE(" - ")}, NULL},
    {"DN15", "white space", PRV, W, {NAMES(MAIL), ORG("Contoso")},
	{NAMES(MAIL), ORG("Contoso ")}, NULL},
    {"DN15", "control", PRV, W, {NAMES(MAIL), ORG("Contoso AG")},
	{NAMES(MAIL), ORG("Contoso\tAG")}, NULL},
    {"DN15", "invisible", PRV, W, {NAMES(MAIL), ORG("Contoso AG")},
	{NAMES(MAIL), ORG("Contoso\xe2\x80\x8b AG")}, NULL},
    {"DN15", "entity", PRV, W, {NAMES(MAIL), ORG("Con & Toso;")},
	{NAMES(MAIL), ORG("Con &amp; Toso")}, NULL},
    {"DN15", "encoded twice", PRV, W,
	{NAMES(MAIL), LOCALITY("S\xc3\xa3o M\xc3\xbcnchen")},
	{NAMES(MAIL), LOCALITY("M\xc3\x83\xc2\xbcnchen")}, NULL},
    {"DN18", "address", PUB, E, {NAMES(MAIL, "9.9.9.9"), .cn = MAIL},
	{NAMES(MAIL, "9.9.9.9"), .cn = "9.9.9.9"}, NULL},
};

struct seen {
	size_t n;
	char ids[256][8];
	int severities[256];
	char last[1024];
};

static enum sanreq_status
see(void *arg, const struct breach *b, struct error *err)
{
	struct seen *s = arg;

	(void)err;
	assert_true(s->n < 256);
	assert_true(strlen(b->message) > 0);
	snprintf(s->ids[s->n], sizeof(s->ids[0]), "%s", b->id);
	snprintf(s->last, sizeof(s->last), "%s", b->message);
	s->severities[s->n++] = (int)b->severity;
	return SANREQ_OK;
}

static int
severity_of(const struct seen *s, const char *id)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (strcmp(s->ids[i], id) == 0)
			return s->severities[i];
	return -1;
}

static struct name
parsed(const char *text)
{
	struct name n;
	struct error err = {0};

	if (name_parse(text, strlen(text), &n, &err) != SANREQ_OK)
		fail_msg("%s: %s", text, err.text);
	assert_string_equal(n.text, text);
	return n;
}

static struct inventory *
inventory_of(const struct side *side)
{
	struct accepted_domain d = {.domain = side->accepted};
	struct use u = {.service = SERVICE_EWS, .source = "test"};
	struct inventory *inv = NULL;
	struct error err = {0};
	struct name n;

	assert_int_equal(inventory_new(&inv, &err), SANREQ_OK);
	if (side->accepted != NULL)
		assert_int_equal(
		    inventory_add_domain(inv, &d, &err), SANREQ_OK);
	if (side->used != NULL) {
		n = parsed(side->used);
		assert_int_equal(
		    inventory_add_use(inv, &n, &u, &err), SANREQ_OK);
	}
	if (side->server != NULL) {
		n = parsed(side->server);
		u.service = SERVICE_SERVER;
		u.audience = AUDIENCE_SERVER;
		assert_int_equal(
		    inventory_add_use(inv, &n, &u, &err), SANREQ_OK);
	}
	assert_int_equal(inventory_seal(inv, &err), SANREQ_OK);
	return inv;
}

static void
judge(const struct side *side, enum ca_kind ca, struct seen *seen)
{
	struct profile p = {.ca = ca,
	    .limit_names = side->limit_names,
	    .limit_san_bytes = side->limit_san_bytes,
	    .limit_labels = side->limit_labels};
	struct inventory *inv = inventory_of(side);
	enum name_kind kinds[NAMES_MAX];
	struct rule_subject s = {.names = side->names,
	    .kinds = kinds,
	    .raw = side->raw,
	    .common_name = side->cn,
	    .attributes = side->attributes,
	    .ca = ca,
	    .profile = &p,
	    .inventory = inv};
	struct error err = {0};

	for (; side->names[s.nnames] != NULL; s.nnames++)
		if (!side->raw)
			kinds[s.nnames] = parsed(side->names[s.nnames]).kind;
	seen->n = 0;
	if (rules_apply(&s, see, seen, &err) != SANREQ_OK)
		fail_msg("%s", err.text);
	inventory_free(&inv);
}

static void
test_each_rule_alone(void **state)
{
	struct seen keeps, breaks;
	const struct row *r;
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		r = &rows[i];
		judge(&r->keeps, r->ca, &keeps);
		judge(&r->breaks, r->ca, &breaks);
		if (severity_of(&keeps, r->rule) != -1)
			fail_msg("%s, %s: kept input breaks it: %s", r->rule,
			    r->caption, keeps.last);
		if (severity_of(&breaks, r->rule) != r->severity)
			fail_msg("%s, %s: severity %d, not %d", r->rule,
			    r->caption, severity_of(&breaks, r->rule),
			    r->severity);
		for (k = 0; k < breaks.n; k++)
			if (strcmp(breaks.ids[k], r->rule) != 0 &&
			    severity_of(&keeps, breaks.ids[k]) == -1 &&
			    (r->also == NULL ||
				strcmp(breaks.ids[k], r->also) != 0))
				fail_msg("%s, %s: breaks %s too", r->rule,
				    r->caption, breaks.ids[k]);
	}
}

static bool
has_row(const char *id)
{
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(rows[i].rule, id) == 0)
			return true;
	return false;
}

/* Those that plans and names break; what only files break is tested where
 * files are made (test_lint.c). */
static void
test_every_rule_has_rows(void **state)
{
	const struct rule *r;
	size_t i;

	(void)state;
	for (i = 0; (r = rules_at(i)) != NULL; i++) {
		bool spelled = (r->judges & JUDGES_SPELLING) != 0;
		bool planned = (r->judges & JUDGES_PLAN) != 0 &&
			       strncmp(r->id, "E", 1) != 0 &&
			       strncmp(r->id, "K", 1) != 0;

		if ((planned || spelled) != has_row(r->id))
			fail_msg("%s: %s", r->id,
			    has_row(r->id) ? "judges nothing"
					   : "no row tests it");
		if (!spelled && r->check == NULL)
			fail_msg("%s has no function", r->id);
	}
}

static void
test_catalogue_is_sound(void **state)
{
	const char *const *id = rules_ids();
	const struct rule *r;
	size_t i;

	(void)state;
	for (i = 0; (r = rules_at(i)) != NULL; i++, id++) {
		while (*id != NULL && rules_find(*id) == NULL)
			id++; /* what plans find by themselves */
		assert_non_null(*id);
		assert_string_equal(*id, r->id);
		if (i > 0)
			assert_true(strcmp(rules_at(i - 1)->id, r->id) < 0);
		assert_in_range(strlen(r->title), 6, 40);
		assert_true(strlen(r->source) > 1);
		assert_true(strlen(r->explain) > 80);
		assert_true(r->judges != 0);
		assert_ptr_equal(rules_find(r->id), r);
	}
	assert_null(*id);
	assert_int_equal(i, 103);
	assert_ptr_equal(rules_find("nam02"), rules_find("NAM02"));
	assert_null(rules_find("NAM99"));
	assert_null(rules_find(""));
}

static void
apply_overridden(const char *rule, enum severity_override o, enum ca_kind ca,
    const char *name, struct seen *seen)
{
	struct profile_severity over = {rule, o};
	struct profile p = {.ca = ca, .severities = &over, .nseverities = 1};
	enum name_kind kind = parsed(name).kind;
	struct rule_subject s = {.names = &name,
	    .kinds = &kind,
	    .nnames = 1,
	    .ca = ca,
	    .profile = &p};
	struct error err = {0};

	seen->n = 0;
	assert_int_equal(rules_apply(&s, see, seen, &err), SANREQ_OK);
}

static void
test_profile_overrides(void **state)
{
	struct seen s;

	(void)state;
	apply_overridden("NAM03", OVERRIDE_IGNORE, PUB, "utena", &s);
	assert_int_equal(severity_of(&s, "NAM03"), -1);
	apply_overridden("NAM03", OVERRIDE_INFO, PUB, "utena", &s);
	assert_int_equal(severity_of(&s, "NAM03"), I);
	apply_overridden("NAM03", OVERRIDE_WARNING, PUB, "utena", &s);
	assert_int_equal(severity_of(&s, "NAM03"), W);
	/* silent under a private CA but for the profile's word */
	apply_overridden("NAM29", OVERRIDE_ERROR, PRV, "9.9.9.9", &s);
	assert_int_equal(severity_of(&s, "NAM29"), E);
	apply_overridden("NAM02", OVERRIDE_ERROR, PRV, "9.9.9.9", &s);
	assert_int_equal(severity_of(&s, "NAM29"), -1);
	apply_overridden("NAM02", OVERRIDE_INFO, CA_NONE, "utena", &s);
	assert_int_equal(severity_of(&s, "NAM03"), -1);
}

#define MANY 350

static void
test_breaches_are_capped(void **state)
{
	static char texts[MANY][16];
	const char *names[MANY];
	enum name_kind kinds[MANY];
	struct rule_subject s = {
	    .names = names, .kinds = kinds, .nnames = MANY, .ca = CA_PRIVATE};
	struct seen seen = {0};
	struct error err = {0};
	size_t i;

	(void)state;
	for (i = 0; i < MANY; i++) {
		snprintf(texts[i], sizeof(texts[i]), "host%zu", i);
		names[i] = texts[i];
		kinds[i] = NAME_NETBIOS;
	}
	assert_int_equal(rules_apply(&s, see, &seen, &err), SANREQ_OK);
	/* and one of DN04 */
	assert_int_equal(seen.n, RULE_BREACHES_MAX + 2);
	assert_string_equal(seen.last, "... and 250 more of the same");
	s.ca = CA_PUBLIC;
	seen.n = 0;
	assert_int_equal(rules_apply(&s, see, &seen, &err), SANREQ_OK);
	assert_int_equal(severity_of(&seen, "CNT01"), W);
}

static enum sanreq_status
refuse(void *arg, const struct breach *b, struct error *err)
{
	(void)arg;
	return error_set(err, SANREQ_NO_MEMORY, "%s", b->id);
}

static void
test_receiver_ends_it(void **state)
{
	struct rule_subject s = {.ca = CA_PUBLIC};
	struct error err = {0};

	(void)state;
	assert_int_equal(rules_apply(&s, refuse, NULL, &err), SANREQ_NO_MEMORY);
	assert_string_equal(err.text, "DN04");
}

static size_t
findings_of(const struct plan *p, const char *id, enum severity severity)
{
	size_t i, n = 0;

	for (i = 0; i < p->nfindings; i++)
		if (strcmp(p->findings[i].id, id) == 0 &&
		    p->findings[i].severity == severity)
			n++;
	return n;
}

static void
plan_worst(const char *yaml, const char *name, enum severity want,
    const char *id, size_t findings)
{
	struct profile *profile = NULL;
	struct inventory *inv = NULL;
	struct plan *plan = NULL;
	struct plan_options options = {.add = &name, .nadd = 1};
	struct error err = {0};
	enum severity worst;

	if (profile_parse(&profile, "test.yaml", yaml, strlen(yaml),
		rules_ids(), &err) != SANREQ_OK)
		fail_msg("%s", err.text);
	assert_int_equal(inventory_new(&inv, &err), SANREQ_OK);
	assert_int_equal(inventory_seal(inv, &err), SANREQ_OK);
	if (plan_make(&plan, profile, inv, &options, &err) != SANREQ_OK)
		fail_msg("%s", err.text);
	assert_int_equal(rules_apply_plan(plan, &worst, &err), SANREQ_OK);
	assert_int_equal(worst, want);
	assert_int_equal(findings_of(plan, id, want), findings);
	plan_free(&plan);
	inventory_free(&inv);
	profile_free(&profile);
}

static void
test_plan(void **state)
{
	static const char public[] = "sanreq-profile: 1\nca: public\n"
				     "rules:\n  - leave: {}\n";
	static const char private[] = "sanreq-profile: 1\nca: private\n"
				      "rules:\n  - leave: {}\n";
	static const char lax[] = "sanreq-profile: 1\nca: public\n"
				  "rules:\n  - leave: {}\n"
				  "severity: {NAM02: ignore, DN01: ignore}\n";

	(void)state;
	plan_worst(public, MAIL, I, "CNT03", 1);
	plan_worst(public, "mail.contoso.local", E, "NAM02", 1);
	plan_worst(private, "mail.contoso.local", I, "NAM02", 1);
	plan_worst(private, "utena", W, "NAM03", 1);
	plan_worst(lax, "mail.contoso.local", I, "NAM02", 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_each_rule_alone),
	    cmocka_unit_test(test_every_rule_has_rows),
	    cmocka_unit_test(test_catalogue_is_sound),
	    cmocka_unit_test(test_profile_overrides),
	    cmocka_unit_test(test_breaches_are_capped),
	    cmocka_unit_test(test_receiver_ends_it),
	    cmocka_unit_test(test_plan),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
