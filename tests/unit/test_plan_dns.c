/*
 * SPDX-License-Identifier: ISC
 *
 * What DNS adds to a plan: CAA records (RFC 8659), names that do not resolve,
 * base domains.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "name/dns_facts.h"
#include "profile/plan.h"
#include "empty.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define ALL      "sanreq-profile: 1\nca: public\nrules:\n  - take: {}\n"
#define PRIVATE  "sanreq-profile: 1\nca: private\nrules:\n  - take: {}\n"

static const char *const asked[] = {"ca.example", "other-ca.example"};

static void
parse(struct name *name, const char *text)
{
	struct error err = {0};

	if (name_parse(text, strlen(text), name, &err) != SANREQ_OK)
		fail_msg("%s: %s", text, err.text);
}

static void
use(struct inventory *inv, const char *text)
{
	const struct use use = {.service = SERVICE_EWS,
	    .scope = SCOPE_EXTERNAL,
	    .audience = AUDIENCE_CLIENT,
	    .server = "EX1",
	    .source = "a.ldif"};
	struct error err = {0};
	struct name name;

	parse(&name, text);
	assert_int_equal(inventory_add_use(inv, &name, &use, &err), SANREQ_OK);
}

static void
set(struct inventory *inv, const char *text, enum dns_resolves resolves,
    const char *caa_domain, const char *const *caa, size_t ncaa)
{
	struct dns_facts facts = {
	    .resolves = resolves, .caa_domain = caa_domain, .caa = {caa, ncaa}};
	struct error err = {0};
	struct name name;

	parse(&name, text);
	assert_int_equal(
	    inventory_set_dns(inv, &name, &facts, &err), SANREQ_OK);
}

/* Seals, plans; both are to be freed. */
static struct plan *
make(struct inventory *inv, const char *text, const struct plan_options *o,
    struct profile **p)
{
	struct plan *plan = NULL;
	struct error err = {0};

	if (profile_parse(p, "t.yaml", text, strlen(text), NULL, &err) !=
		SANREQ_OK ||
	    inventory_seal(inv, &err) != SANREQ_OK ||
	    plan_make(&plan, *p, inv, o, &err) != SANREQ_OK)
		fail_msg("%s", err.text);
	return plan;
}

static size_t
count(const struct plan *plan, const char *id, const char *part)
{
	size_t n = 0;

	for (size_t i = 0; i < plan->nfindings; i++)
		n += strcmp(plan->findings[i].id, id) == 0 &&
		     strstr(plan->findings[i].message, part) != NULL;
	return n;
}

/* The ids of what is said of one name with these records, joined. */
static const char *
judge(const char *text, const char *profile, const char *const *caa, size_t n,
    const struct plan_options *o, char dst[64])
{
	struct inventory *inv = begin();
	struct profile *p = NULL;
	struct plan *plan;

	use(inv, text);
	set(inv, text, RESOLVES_YES, "contoso.com", caa, n);
	plan = make(inv, profile, o, &p);
	snprintf(dst, 64, "%s%s%s", count(plan, "DSC34", "") ? "DSC34" : "",
	    count(plan, "DSC35", "") ? "DSC35" : "",
	    count(plan, "DSC36", "") ? "DSC36" : "");
	plan_free(&plan);
	profile_free(&p);
	inventory_free(&inv);
	return dst;
}

/* One record, or two; what is said when ca.example is asked. */
static const struct {
	const char *first;
	const char *second; /* or NULL */
	bool host;          /* may ca.example issue for a host name? */
	bool wildcard;
} records[] = {
    {"0 issue ca.example", NULL, true, true},
    {"0 issue other.example", "0 issue ca.example", true, true},
    {"0 issue CA.Example", NULL, true, true},
    {"0 ISSUE ca.example", NULL, true, true},
    {"128 issue ca.example", NULL, true, true},
    {"255 issue ca.example", NULL, true, true},
    {"0 issue   \tca.example \t", NULL, true, true},
    {"0 issue ca.example;", NULL, true, true},
    {"0 issue ca.example ; ", NULL, true, true},
    {"0 issue ca.example; account=230123", NULL, true, true},
    {"0 issue ca.example; a = b ; validation-methods=dns-01,http-01", NULL,
	true, true},
    {"0 issue ca.example;a=", NULL, true, true},
    {"0 issue ca.example; uri=https://x/\"'%", NULL, true, true},
    {"0 issuewild ca.example", NULL, true, true},
    {"0 iodef mailto:a@b.example", NULL, true, true},
    {"128 iodef mailto:a@b.example", NULL, true, true},
    {"0 issuemail ;", NULL, true, true},
    {"0 tomorrow x", NULL, true, true},
    {"0 issue ca.example", "0 tomorrow x", true, true},
    {"0 issue ca.example", "0 issuewild ;", true, false},
    {"0 issue ;", "0 issuewild ca.example", false, true},
    {"0 issuewild ;", NULL, true, false},
    {"0 issuewild other.example", NULL, true, false},
    /* nobody */
    {"0 issue ;", NULL, false, false},
    {"0 issue ", NULL, false, false},
    {"0 issue", NULL, false, false},
    {"0 issue %%%%%", NULL, false, false},
    /* others */
    {"0 issue other.example", NULL, false, false},
    {"0 issue xca.example", NULL, false, false},
    {"0 issue ca.example.net", NULL, false, false},
    {"0 issue www.ca.example", NULL, false, false},
    {"0 issue other.example; ca.example", NULL, false, false},
    {"0 issue other.example ca.example", NULL, false, false},
    /* what breaks the grammar lets nobody issue */
    {"0 issue ca.example other.example", NULL, false, false},
    {"0 issue ca.example,", NULL, false, false},
    {"0 issue ca.example.", NULL, false, false},
    {"0 issue ca..example", NULL, false, false},
    {"0 issue .ca.example", NULL, false, false},
    {"0 issue ca.example-", NULL, false, false},
    {"0 issue \"ca.example\"", NULL, false, false},
    {"0 issue ca.example\\x00", NULL, false, false},
    {"0 issue ca.example; account", NULL, false, false},
    {"0 issue ca.example; =x", NULL, false, false},
    {"0 issue ca.example; -a=x", NULL, false, false},
    {"0 issue ca.example; a=x y", NULL, false, false},
    {"0 issue ca.example; a=x;", NULL, false, false},
    {"0 issue ca.example; a=x;;b=y", NULL, false, false},
    {"0 issue ca.example;;", NULL, false, false},
    /* critical and unknown */
    {"128 tomorrow x", NULL, false, false},
    {"128 tomorrow ca.example", "0 issue ca.example", false, false},
    {"129 x x", NULL, false, false},
    /* no records at all */
    {"", NULL, true, true},
    {"issue ca.example", NULL, true, true},
    {"x issue other.example", NULL, true, true},
    {"0", NULL, true, true},
    {"0 ", NULL, true, true},
    {"00000000000000000000128 tomorrow x", NULL, true, true},
};

static void
test_records(void **state)
{
	const struct plan_options o = {.ca_domains = asked, .nca_domains = 1};
	char said[64];

	(void)state;
	for (size_t i = 0; i < COUNT(records); i++) {
		const char *caa[] = {records[i].first, records[i].second};
		size_t n = records[i].second != NULL ? 2 : 1;
		bool host =
		    judge("mail.contoso.com", ALL, caa, n, &o, said)[0] == '\0';
		bool wildcard =
		    judge("*.contoso.com", ALL, caa, n, &o, said)[0] == '\0';

		if (host != records[i].host || wildcard != records[i].wildcard)
			fail_msg("%s | %s: host %d, wildcard %d",
			    records[i].first, n == 2 ? records[i].second : "",
			    host, wildcard);
	}
}

static void
test_many_records(void **state)
{
	const struct plan_options o = {.ca_domains = asked, .nca_domains = 1};
	const char *caa[100];
	char said[64];

	(void)state;
	for (size_t i = 0; i < 100; i++)
		caa[i] = "0 issue a-name-that-is-long.other.example";
	caa[63] = "0 issue ca.example";
	assert_string_equal(
	    judge("mail.contoso.com", ALL, caa, 100, &o, said), "");
	caa[63] = caa[0];
	assert_string_equal(
	    judge("mail.contoso.com", ALL, caa, 100, &o, said), "DSC36");
}

static void
test_who_is_asked(void **state)
{
	const char *one[] = {"0 issue other-ca.example"};
	struct plan_options o = {.ca_domains = asked, .nca_domains = 2};
	char said[64];

	(void)state;
	/* one of two suffices */
	assert_string_equal(
	    judge("mail.contoso.com", ALL, one, 1, &o, said), "");
	o.nca_domains = 1;
	assert_string_equal(
	    judge("mail.contoso.com", ALL, one, 1, &o, said), "DSC36");
	assert_string_equal(
	    judge("mail.contoso.com", PRIVATE, one, 1, &o, said), "DSC36");
	o.nca_domains = 0;
	assert_string_equal(
	    judge("mail.contoso.com", ALL, one, 1, &o, said), "DSC35");
	/* a private CA does not look at them */
	assert_string_equal(
	    judge("mail.contoso.com", PRIVATE, one, 1, &o, said), "");
}

static void
test_bad_ca_domains(void **state)
{
	static const char *const bad[] = {"", " ", "digicert", "ca.example.",
	    "*.ca.example", "192.0.2.1", "ca example.com", "\"ca.example\"",
	    "https://ca.example", "ca.example;", "m\xc3\xbcller.example",
	    "ca.example\x1b[31m"};
	static const char *const good[] = {
	    "digicert.com", "LetsEncrypt.ORG", "xn--mller-kva.example"};

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct error err = {0};

		if (plan_check_ca_domain(bad[i], &err) != SANREQ_USAGE)
			fail_msg("%s: %s", bad[i], err.text);
		assert_null(strchr(err.text, '\x1b'));
	}
	for (size_t i = 0; i < COUNT(good); i++) {
		struct error err = {0};

		if (plan_check_ca_domain(good[i], &err) != SANREQ_OK)
			fail_msg("%s: %s", good[i], err.text);
	}
}

/* Once for a domain, whatever is below it; not for names that stay out. */
static void
test_told_once(void **state)
{
	const struct plan_options o = {.ca_domains = asked, .nca_domains = 1};
	const char *caa[] = {"0 issue other.example"};
	struct inventory *inv = begin();
	struct profile *p = NULL;
	struct plan *plan;
	char text[64];

	(void)state;
	for (int i = 0; i < 200; i++) {
		snprintf(text, sizeof(text), "h%d.contoso.com", i);
		use(inv, text);
		set(inv, text, (enum dns_resolves)(i % 4), "contoso.com", caa,
		    1);
	}
	plan = make(inv, ALL, &o, &p);
	assert_int_equal(count(plan, "DSC36", "CAA of contoso.com does"), 1);
	/* of a name that DNS did not answer about, nothing is said */
	assert_int_equal(count(plan, "DSC34", "does not resolve"), 100);
	assert_int_equal(count(plan, "DSC34", "there is no such name"), 50);
	plan_free(&plan);
	profile_free(&p);
	inventory_free(&inv);
}

/* However many domains there are. */
static void
test_many_told_once(void **state)
{
	const struct plan_options o = {.ca_domains = asked, .nca_domains = 1};
	const char *caa[] = {"0 issue other.example"};
	struct inventory *inv = begin();
	struct profile *p = NULL;
	struct plan *plan;
	char text[64], domain[32];

	(void)state;
	for (int i = 0; i < 600; i++) {
		snprintf(domain, sizeof(domain), "d%d.com", i % 200);
		snprintf(text, sizeof(text), "h%d.%s", i / 200, domain);
		use(inv, text);
		set(inv, text, RESOLVES_YES, domain, caa, 1);
	}
	plan = make(inv, ALL, &o, &p);
	assert_int_equal(count(plan, "DSC36", "CAA of "), 200);
	plan_free(&plan);
	profile_free(&p);
	inventory_free(&inv);
}

/* Names that nothing uses, but that the plan takes. */
static void
test_asides(void **state)
{
	static const char *const add[] = {
	    "added.contoso.com", "*.wild.contoso.com", "other.contoso.com"};
	const struct plan_options o = {
	    .add = add, .nadd = 3, .ca_domains = asked, .nca_domains = 1};
	const char *caa[] = {"0 issuewild ;"};
	const struct dns_facts none = {.resolves = RESOLVES_NO_NAME};
	const struct dns_facts wild = {.resolves = RESOLVES_NOT,
	    .caa_domain = "wild.contoso.com",
	    .caa = {caa, 1}};
	struct inventory *inv = begin();
	struct profile *p = NULL;
	struct plan *plan;
	struct error err = {0};

	(void)state;
	use(inv, "mail.contoso.com");
	assert_int_equal(
	    inventory_ask_dns(inv, "other.contoso.com", &err), SANREQ_OK);
	assert_int_equal(
	    inventory_note_dns(inv, "added.contoso.com", &none, &err),
	    SANREQ_OK);
	assert_int_equal(
	    inventory_note_dns(inv, "wild.contoso.com", &wild, &err),
	    SANREQ_OK);
	plan = make(inv, ALL, &o, &p);
	assert_int_equal(plan->nverdicts, 4);
	assert_int_equal(count(plan, "DSC34", ""), 1);
	assert_int_equal(count(plan, "DSC34", "added.contoso.com"), 1);
	assert_int_equal(count(plan, "DSC36", ""), 1);
	assert_int_equal(count(plan, "DSC36", "issue wildcards"), 1);
	plan_free(&plan);
	profile_free(&p);
	inventory_free(&inv);
}

static void
test_base_domains(void **state)
{
	static const char *const names[] = {"mail.contoso.com", "contoso.com",
	    "*.contoso.com", "a.b.contoso.com", "mail.fabrikam.co.uk",
	    /* of these, no CA validates a domain */
	    "192.0.2.7", "ex01", "ex01.corp.local", "2001:db8::1"};
	static const char *const below[] = {"*.contoso.com", "a.b.contoso.com",
	    "contoso.com", "mail.contoso.com"};
	struct inventory *inv = begin();
	struct profile *p = NULL;
	struct plan *plan;

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++)
		use(inv, names[i]);
	plan = make(inv, ALL, NULL, &p);
	assert_int_equal(plan->ndomains, 2);
	assert_string_equal(plan->domains[0].domain, "contoso.com");
	assert_int_equal(plan->domains[0].nnames, COUNT(below));
	for (size_t i = 0; i < COUNT(below); i++)
		assert_string_equal(plan->domains[0].names[i], below[i]);
	assert_string_equal(plan->domains[1].domain, "fabrikam.co.uk");
	assert_int_equal(plan->domains[1].nnames, 1);
	plan_free(&plan);
	profile_free(&p);
	inventory_free(&inv);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_records),
	    cmocka_unit_test(test_many_records),
	    cmocka_unit_test(test_who_is_asked),
	    cmocka_unit_test(test_bad_ca_domains),
	    cmocka_unit_test(test_told_once),
	    cmocka_unit_test(test_many_told_once),
	    cmocka_unit_test(test_asides),
	    cmocka_unit_test(test_base_domains),
	};

	return cmocka_run_group_tests_name("plan_dns", tests, NULL, NULL);
}
