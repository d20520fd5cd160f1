/*
 * SPDX-License-Identifier: ISC
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "check/rules.h"
#include "profile/plan.h"

#define H "sanreq-profile: 1\n"

/* One name in the inventory, as one use. */
struct fact {
	const char *name;
	enum use_service service;
	enum use_scope scope;
	enum use_audience audience;
	const char *server;
	const char *value;
};

static const struct fact contoso[] = {
    {"mail.contoso.com", SERVICE_EWS, SCOPE_EXTERNAL, AUDIENCE_CLIENT, "EX01",
	NULL},
    {"mail.contoso.com", SERVICE_OWA, SCOPE_EXTERNAL, AUDIENCE_CLIENT, "EX01",
	NULL},
    {"owa.contoso.com", SERVICE_OWA, SCOPE_EXTERNAL, AUDIENCE_CLIENT, "EX02",
	NULL},
    {"ex01", SERVICE_EWS, SCOPE_INTERNAL, AUDIENCE_CLIENT, "EX01", NULL},
    {"ex01", SERVICE_OAB, SCOPE_INTERNAL, AUDIENCE_CLIENT, "EX01", NULL},
    {"ex01.corp.contoso.local", SERVICE_SERVER, SCOPE_SERVER, AUDIENCE_SERVER,
	"EX01", NULL},
    {"ex01.corp.contoso.local", SERVICE_ECP, SCOPE_INTERNAL, AUDIENCE_CLIENT,
	"EX01", NULL},
    {"ex02.corp.contoso.local", SERVICE_SERVER, SCOPE_SERVER, AUDIENCE_SERVER,
	"EX02", NULL},
    {"autodiscover.contoso.com", SERVICE_AUTODISCOVER_DOMAIN, SCOPE_DOMAIN,
	AUDIENCE_CANDIDATE, NULL, "contoso.com"},
    {"autodiscover.relay.contoso.com", SERVICE_AUTODISCOVER_DOMAIN,
	SCOPE_DOMAIN, AUDIENCE_CANDIDATE, NULL, "relay.contoso.com"},
    {"oab.contoso.com", SERVICE_OAB, SCOPE_INTERNAL, AUDIENCE_HTTP_ONLY, "EX01",
	NULL},
    {"smtp.contoso.com", SERVICE_SMTP, SCOPE_CONNECTOR, AUDIENCE_SERVER, "EX01",
	NULL},
    {"fabrikam.com", SERVICE_HYBRID, SCOPE_DOMAIN, AUDIENCE_CANDIDATE, NULL,
	"fabrikam.com"},
    {"autodiscover.fabrikam.com", SERVICE_HYBRID, SCOPE_DOMAIN,
	AUDIENCE_CANDIDATE, NULL, "fabrikam.com"},
    {"mail.fabrikam.com", SERVICE_HYBRID, SCOPE_EXTERNAL, AUDIENCE_PEER, NULL,
	NULL},
};

static void
add_name(struct inventory *inv, const struct fact *f, struct error *err)
{
	struct use use = {f->service, f->scope, f->audience, 0, f->server,
	    f->value, "contoso.ldif", "CN=x", "attribute"};
	struct name name;

	assert_int_equal(
	    name_parse(f->name, strlen(f->name), &name, err), SANREQ_OK);
	assert_int_equal(inventory_add_use(inv, &name, &use, err), SANREQ_OK);
}

static void
add_around(struct inventory *inv, struct error *err)
{
	const struct accepted_domain domains[] = {
	    {"contoso.com", DOMAIN_AUTHORITATIVE, true},
	    {"relay.contoso.com", DOMAIN_EXTERNAL_RELAY, false},
	    {"contoso.local", DOMAIN_AUTHORITATIVE, false}};
	const struct server servers[] = {
	    {"EX01", "EX01", "ex01.corp.contoso.local", "2016", "15.1.2507",
		ROLE_MAILBOX | ROLE_CAFE, "Berlin", SERVER_NOT_KNOWN},
	    {"EX02", "EX02", "ex02.corp.contoso.local", "2007", "8.3.83",
		ROLE_CLIENT_ACCESS, "Oslo", SERVER_NOT_KNOWN}};

	for (size_t i = 0; i < 3; i++)
		assert_int_equal(
		    inventory_add_domain(inv, &domains[i], err), SANREQ_OK);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(
		    inventory_add_server(inv, &servers[i], err), SANREQ_OK);
}

static struct inventory *
make_inventory(void)
{
	struct inventory *inv = NULL;
	struct error err = {0};

	assert_int_equal(inventory_new(&inv, &err), SANREQ_OK);
	for (size_t i = 0; i < sizeof(contoso) / sizeof(contoso[0]); i++)
		add_name(inv, &contoso[i], &err);
	add_around(inv, &err);
	return inv;
}

static void
seal(struct inventory *inv)
{
	struct error err = {0};

	assert_int_equal(inventory_seal(inv, &err), SANREQ_OK);
}

static struct profile *
load(const char *text)
{
	struct profile *p = NULL;
	struct error err = {0};
	enum sanreq_status status =
	    strchr(text, '\n') == NULL
		? profile_load(&p, text, NULL, &err)
		: profile_parse(&p, "t.yaml", text, strlen(text), NULL, &err);

	if (status != SANREQ_OK)
		fail_msg("%s", err.text);
	return p;
}

/* The taken names, joined by spaces. */
static const char *
taken(const struct plan *plan, char *dst, size_t size)
{
	size_t used = 0;

	dst[0] = '\0';
	for (size_t i = 0; i < plan->nverdicts; i++)
		if (plan->verdicts[i].take)
			used += (size_t)snprintf(dst + used, size - used,
			    "%s%s", used == 0 ? "" : " ",
			    plan->verdicts[i].name->text);
	return dst;
}

static const struct {
	const char *caption;
	const char *profile;
	const char *taken;
	const char *common_name;
} cases[] = {
    {"public: client names and autodiscover", "public-ca",
	"autodiscover.contoso.com mail.contoso.com owa.contoso.com",
	"mail.contoso.com"},
    {"lets-encrypt takes the same", "lets-encrypt",
	"autodiscover.contoso.com mail.contoso.com owa.contoso.com",
	"mail.contoso.com"},
    {"private: every client name", "private-ca",
	"autodiscover.contoso.com ex01 ex01.corp.contoso.local "
	"mail.contoso.com owa.contoso.com",
	"mail.contoso.com"},
    {"adcs: as private", "adcs",
	"autodiscover.contoso.com ex01 ex01.corp.contoso.local "
	"mail.contoso.com owa.contoso.com",
	"mail.contoso.com"},
    {"2007: the servers' names too", "exchange-2007",
	"autodiscover.contoso.com ex01 ex01.corp.contoso.local "
	"ex02.corp.contoso.local mail.contoso.com oab.contoso.com "
	"owa.contoso.com smtp.contoso.com",
	"mail.contoso.com"},
    {"hybrid: no host of other connectors", "hybrid",
	"autodiscover.contoso.com autodiscover.fabrikam.com mail.contoso.com "
	"owa.contoso.com",
	"mail.contoso.com"},
    {"wildcard for the level", "wildcard", "*.contoso.com", "*.contoso.com"},
    {"no rule, no name", H, "", NULL},
    {"the first rule that matches decides",
	H "rules:\n  - leave: {name: mail.*}\n  - take: {audience: client, "
	  "class: public}\n",
	"owa.contoso.com", "owa.contoso.com"},
    {"all conditions on one use, not on two",
	H "rules:\n  - take: {service: server, audience: client}\n", "", NULL},
    {"site of the use's server", H "rules:\n  - take: {site: oslo}\n",
	"ex02.corp.contoso.local owa.contoso.com", "owa.contoso.com"},
    {"product", H "rules:\n  - take: {product: 2007}\n",
	"ex02.corp.contoso.local owa.contoso.com", "owa.contoso.com"},
    {"role", H "rules:\n  - take: {role: cafe, class: public}\n",
	"mail.contoso.com oab.contoso.com smtp.contoso.com",
	"mail.contoso.com"},
    {"server glob", H "rules:\n  - take: {server: '?x02'}\n",
	"ex02.corp.contoso.local owa.contoso.com", "owa.contoso.com"},
    {"domain type", H "rules:\n  - take: {domain-type: external-relay}\n",
	"autodiscover.relay.contoso.com", "autodiscover.relay.contoso.com"},
    {"a peer is never taken by a rule", H "rules:\n  - take: {}\n",
	"autodiscover.contoso.com autodiscover.fabrikam.com "
	"autodiscover.relay.contoso.com ex01 "
	"ex01.corp.contoso.local ex02.corp.contoso.local fabrikam.com "
	"mail.contoso.com "
	"oab.contoso.com owa.contoso.com smtp.contoso.com",
	"mail.contoso.com"},
    {"the profile's names", H "names: [legacy.contoso.com, ex01]\n",
	"ex01 legacy.contoso.com", "legacy.contoso.com"},
    {"no common name", H "common-name: none\nnames: [legacy.contoso.com]\n",
	"legacy.contoso.com", NULL},
    {"a given common name",
	H "common-name: b.contoso.com\nnames: [a.contoso.com, "
	  "b.contoso.com]\n",
	"a.contoso.com b.contoso.com", "b.contoso.com"},
    {"too few for a wildcard",
	H "wildcard: {collapse: always, min-names: 3}\nrules:\n"
	  "  - take: {audience: client, class: public}\n",
	"mail.contoso.com owa.contoso.com", "mail.contoso.com"},
    {"no address as common name", H "names: [192.0.2.1]\n", "192.0.2.1", NULL},
};

static void
profiles_choose(void **state)
{
	char text[2048];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct inventory *inv = make_inventory();
		struct profile *p = load(cases[i].profile);
		struct plan *plan = NULL;
		struct error err = {0};
		const char *want = cases[i].common_name;

		seal(inv);
		if (plan_make(&plan, p, inv, NULL, &err) != SANREQ_OK)
			fail_msg("%s: %s", cases[i].caption, err.text);
		if (strcmp(taken(plan, text, sizeof(text)), cases[i].taken))
			fail_msg("%s: took %s", cases[i].caption, text);
		if (strcmp(want == NULL ? "-" : want,
			plan->common_name == NULL ? "-" : plan->common_name))
			fail_msg("%s: common name %s", cases[i].caption,
			    plan->common_name);
		for (size_t v = 0; v < plan->nverdicts; v++) {
			assert_non_null(plan->verdicts[v].rule);
			assert_non_null(plan->verdicts[v].reason);
		}
		plan_free(&plan);
		profile_free(&p);
		inventory_free(&inv);
	}
}

static void
check_verdict(const struct plan *plan, const char *name, bool take,
    const char *rule, const char *reason)
{
	const struct verdict *v = plan_find(plan, name);

	if (v == NULL)
		fail_msg("%s has no verdict", name);
	assert_int_equal(v->take, take);
	assert_string_equal(v->rule, rule);
	assert_string_equal(v->reason, reason);
}

static void
verdicts_name_their_rule_and_reason(void **state)
{
	struct inventory *inv = make_inventory();
	struct profile *p = load("public-ca");
	struct plan *plan = NULL;
	struct error err = {0};

	(void)state;
	seal(inv);
	assert_int_equal(plan_make(&plan, p, inv, NULL, &err), SANREQ_OK);
	check_verdict(plan, "mail.contoso.com", true, "public-ca.yaml:17",
	    "clients use it: ews external, owa external on EX01");
	check_verdict(plan, "ex01", false, "public-ca.yaml:23",
	    "a single label; no public CA issues it (BR 4.2.2)");
	check_verdict(plan, "oab.contoso.com", false, "public-ca.yaml:37",
	    "named only where no certificate is shown (http, mail "
	    "without TLS)");
	assert_null(plan_find(plan, "mail.fabrikam.com"));
	plan_free(&plan);
	assert_null(plan);
	profile_free(&p);
	inventory_free(&inv);
}

/* Only what nobody but a dead server uses stays out, and the plan says so. */
static void
names_of_dead_servers_are_left(void **state)
{
	static const char gone[] = "only servers that are gone use it (no "
				   "computer account, or disabled)";
	struct inventory *inv = make_inventory();
	struct server dead = {.name = "OLD", .state = SERVER_DEAD};
	struct use use = {.service = SERVICE_OWA,
	    .scope = SCOPE_EXTERNAL,
	    .audience = AUDIENCE_CLIENT,
	    .server = "OLD",
	    .source = "x"};
	struct profile *p = load("public-ca");
	struct plan *plan = NULL;
	struct error err = {0};
	struct name name;

	(void)state;
	assert_int_equal(inventory_add_server(inv, &dead, &err), SANREQ_OK);
	assert_int_equal(
	    name_parse("old.contoso.com", 15, &name, &err), SANREQ_OK);
	assert_int_equal(inventory_add_use(inv, &name, &use, &err), SANREQ_OK);
	assert_int_equal(
	    name_parse("mail.contoso.com", 16, &name, &err), SANREQ_OK);
	assert_int_equal(inventory_add_use(inv, &name, &use, &err), SANREQ_OK);
	seal(inv);
	assert_int_equal(plan_make(&plan, p, inv, NULL, &err), SANREQ_OK);
	check_verdict(
	    plan, "old.contoso.com", false, "public-ca.yaml:11", gone);
	assert_true(plan_find(plan, "mail.contoso.com")->take);
	plan_free(&plan);
	profile_free(&p);
	inventory_free(&inv);
}

/* A cluster is no server: no shipped profile takes its name, but where somebody
 * else uses that too. */
static void
names_of_availability_groups_are_left(void **state)
{
	static const char reason[] = "a database availability group's name, "
				     "which no certificate needs";
	const struct use group = {.service = SERVICE_SERVER,
	    .scope = SCOPE_SERVER,
	    .audience = AUDIENCE_SERVER,
	    .value = "DAG1",
	    .source = "x",
	    .attribute = "msExchMDBAvailabilityGroupName"};
	const struct use client = {.service = SERVICE_OWA,
	    .scope = SCOPE_EXTERNAL,
	    .audience = AUDIENCE_CLIENT,
	    .source = "x"};
	static const char *const names[] = {
	    "dag1", "dag1.contoso.com", "dag1.corp.contoso.local", "dag2"};
	size_t n;
	const struct shipped_profile *table = profile_shipped(&n);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		struct inventory *inv = make_inventory();
		struct profile *p = load(table[i].name);
		struct plan *plan = NULL;
		struct error err = {0};
		struct name name;

		for (size_t k = 0; k < 4; k++) {
			assert_int_equal(
			    name_parse(names[k], strlen(names[k]), &name, &err),
			    SANREQ_OK);
			assert_int_equal(
			    inventory_add_use(inv, &name, &group, &err),
			    SANREQ_OK);
		}
		assert_int_equal(
		    inventory_add_use(inv, &name, &client, &err), SANREQ_OK);
		seal(inv);
		assert_int_equal(
		    plan_make(&plan, p, inv, NULL, &err), SANREQ_OK);
		assert_false(plan_find(plan, "dag1")->take);
		assert_false(plan_find(plan, "dag1.corp.contoso.local")->take);
		assert_false(plan_find(plan, "dag1.contoso.com")->take);
		assert_string_equal(
		    plan_find(plan, "dag1.contoso.com")->reason, reason);
		assert_true(
		    plan_find(plan, "dag2")->take == (p->ca == CA_PRIVATE));
		plan_free(&plan);
		profile_free(&p);
		inventory_free(&inv);
	}
}

static void
what_clients_lose_is_told(void **state)
{
	static const char *const drop[] = {
	    "autodiscover.contoso.com", "owa.contoso.com"};
	struct plan_options o = {.drop = drop, .ndrop = 2};
	struct inventory *inv = make_inventory();
	struct profile *p = load("public-ca");
	struct plan *plan = NULL;
	struct error err = {0};
	const struct finding *f;
	enum severity worst;

	(void)state;
	seal(inv);
	assert_int_equal(plan_make(&plan, p, inv, &o, &err), SANREQ_OK);
	assert_int_equal(rules_apply_plan(plan, &worst, &err), SANREQ_OK);
	for (f = plan->findings; strcmp(f->id, "EXC01") != 0; f++)
		assert_true(f < plan->findings + plan->nfindings - 5);
	assert_string_equal(f[0].id, "EXC01");
	assert_non_null(strstr(f[0].message, "\"owa.contoso.com\" stays out"));
	assert_string_equal(f[1].id, "EXC02");
	assert_non_null(strstr(f[1].message, "\"autodiscover.contoso.com\""));
	assert_string_equal(f[2].message,
	    "\"ex01\" stays out, but clients use it (ews internal, oab "
	    "internal "
	    "on EX01): Outlook will warn about the certificate name; point "
	    "them to a name that the certificate has");
	assert_string_equal(f[3].id, "EXC04");
	assert_string_equal(f[3].dn, "CN=x");
	assert_string_equal(f[4].id, "EXC08");
	assert_non_null(strstr(f[4].message, "\"smtp.contoso.com\""));
	assert_true(verdict_is_loss(plan_find(plan, "ex01")));
	assert_false(verdict_is_loss(plan_find(plan, "smtp.contoso.com")));
	assert_false(verdict_is_loss(plan_find(plan, "mail.contoso.com")));
	plan_free(&plan);
	profile_free(&p);
	inventory_free(&inv);
}

static void
findings_follow_the_profile(void **state)
{
	static const struct {
		const char *profile, *id;
		int severity; /* -1: not told */
	} wanted[] = {
	    {H "common-name: mail.contoso.com\n", "DN01", SEVERITY_ERROR},
	    {H "common-name: mail.contoso.com\nseverity: {DN01: info}\n",
		"DN01", SEVERITY_INFO},
	    {H "common-name: mail.contoso.com\n", "DSC54", -1},
	    {H "common-name: mail.contoso.com\nseverity: {DN01: info}\n",
		"DSC54", SEVERITY_ERROR},
	    {H "ca: private\ncommon-name: mail.contoso.com\n", "DN01", -1},
	    {H "ca: private\ncommon-name: mail.contoso.com\n", "DSC54",
		SEVERITY_ERROR},
	    {H "severity: {EXC04: error}\n", "EXC04", SEVERITY_ERROR},
	    {H "severity: {EXC04: ignore}\n", "EXC04", -1},
	    {H, "EXC04", SEVERITY_WARNING},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		struct inventory *inv = make_inventory();
		struct profile *p = load(wanted[i].profile);
		struct plan *plan = NULL;
		struct error err = {0};
		enum severity worst;
		int found = -1;

		seal(inv);
		assert_int_equal(
		    plan_make(&plan, p, inv, NULL, &err), SANREQ_OK);
		assert_int_equal(
		    rules_apply_plan(plan, &worst, &err), SANREQ_OK);
		for (size_t k = 0; k < plan->nfindings; k++)
			if (strcmp(plan->findings[k].id, wanted[i].id) == 0)
				found = (int)plan->findings[k].severity;
		if (found != wanted[i].severity)
			fail_msg("%s: %d", wanted[i].profile, found);
		plan_free(&plan);
		profile_free(&p);
		inventory_free(&inv);
	}
}

static void
a_wildcard_covers_its_level(void **state)
{
	struct inventory *inv = make_inventory();
	struct profile *p = load("wildcard");
	struct plan *plan = NULL;
	struct error err = {0};

	(void)state;
	seal(inv);
	assert_int_equal(plan_make(&plan, p, inv, NULL, &err), SANREQ_OK);
	check_verdict(plan, "*.contoso.com", true, "wildcard.yaml:12",
	    "stands for 3 names of this level");
	check_verdict(plan, "owa.contoso.com", false, "wildcard.yaml:12",
	    "covered by *.contoso.com");
	assert_string_equal(
	    plan_find(plan, "owa.contoso.com")->covered_by, "*.contoso.com");
	assert_string_equal(
	    plan_find(plan, "smtp.contoso.com")->covered_by, "*.contoso.com");
	assert_false(verdict_is_loss(plan_find(plan, "owa.contoso.com")));
	assert_int_equal(plan->ntaken, 1);
	for (size_t i = 0; i < plan->nfindings; i++)
		assert_string_not_equal(plan->findings[i].id, "EXC02");
	plan_free(&plan);
	profile_free(&p);
	inventory_free(&inv);
}

/* *.com, *.co.uk and *.github.io would be other people's names. */
static void
a_wildcard_stays_below_registries(void **state)
{
	const struct fact facts[] = {
	    {"contoso.com", SERVICE_OWA, SCOPE_EXTERNAL, AUDIENCE_CLIENT, NULL,
		NULL},
	    {"fabrikam.com", SERVICE_OWA, SCOPE_EXTERNAL, AUDIENCE_CLIENT, NULL,
		NULL},
	    {"a.co.uk", SERVICE_OWA, SCOPE_EXTERNAL, AUDIENCE_CLIENT, NULL,
		NULL},
	    {"b.co.uk", SERVICE_OWA, SCOPE_EXTERNAL, AUDIENCE_CLIENT, NULL,
		NULL},
	    {"a.github.io", SERVICE_OWA, SCOPE_EXTERNAL, AUDIENCE_CLIENT, NULL,
		NULL},
	    {"b.github.io", SERVICE_OWA, SCOPE_EXTERNAL, AUDIENCE_CLIENT, NULL,
		NULL},
	    {"a.local", SERVICE_OWA, SCOPE_EXTERNAL, AUDIENCE_CLIENT, NULL,
		NULL},
	    {"b.local", SERVICE_OWA, SCOPE_EXTERNAL, AUDIENCE_CLIENT, NULL,
		NULL}};
	struct inventory *inv = NULL;
	struct error err = {0};
	struct profile *p = load(H "ca: private\nwildcard: {collapse: always}\n"
				   "rules: [{take: {}}]\n");
	struct plan *plan = NULL;

	(void)state;
	assert_int_equal(inventory_new(&inv, &err), SANREQ_OK);
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++)
		add_name(inv, &facts[i], &err);
	seal(inv);
	assert_int_equal(plan_make(&plan, p, inv, NULL, &err), SANREQ_OK);
	assert_int_equal(plan->ntaken, sizeof(facts) / sizeof(facts[0]));
	plan_free(&plan);
	profile_free(&p);
	inventory_free(&inv);
}

static void
the_command_line_beats_the_plan_and_the_plan_the_profile(void **state)
{
	static const char *const add[] = {
	    "SMTP.contoso.com", "new.contoso.com", "mail.fabrikam.com"};
	static const char *const drop[] = {"*.contoso.com", "ex01"};
	struct plan_options o = {
	    .add = add, .nadd = 3, .drop = drop, .ndrop = 2};
	struct inventory *inv = make_inventory();
	struct profile *p = load("private-ca");
	struct plan *plan = NULL;
	struct error err = {0};
	struct name name;

	(void)state;
	assert_int_equal(
	    name_parse("ex02.corp.contoso.local", 23, &name, &err), SANREQ_OK);
	assert_int_equal(inventory_pin(inv, &name, PINNED_TAKE, "old.yaml:3",
			     "as before", &err),
	    SANREQ_OK);
	assert_int_equal(name_parse("ex01", 4, &name, &err), SANREQ_OK);
	assert_int_equal(
	    inventory_pin(inv, &name, PINNED_TAKE, "old.yaml:4", "x", &err),
	    SANREQ_OK);
	seal(inv);
	assert_int_equal(plan_make(&plan, p, inv, &o, &err), SANREQ_OK);
	check_verdict(plan, "smtp.contoso.com", true, "--add",
	    "added on the command line");
	check_verdict(plan, "mail.fabrikam.com", true, "--add",
	    "added on the command line");
	check_verdict(plan, "new.contoso.com", true, "--add",
	    "added on the command line");
	check_verdict(plan, "mail.contoso.com", false, "--drop",
	    "dropped on the command line");
	check_verdict(
	    plan, "ex01", false, "--drop", "dropped on the command line");
	check_verdict(
	    plan, "ex02.corp.contoso.local", true, "old.yaml:3", "as before");
	plan_free(&plan);
	o.ignore_pinned = true;
	assert_int_equal(plan_make(&plan, p, inv, &o, &err), SANREQ_OK);
	assert_false(plan_find(plan, "ex02.corp.contoso.local")->take);
	plan_free(&plan);
	profile_free(&p);
	inventory_free(&inv);
}

/* The last entries of both lists are the editor's. */
static void
edits_are_told_from_options(void **state)
{
	static const char *const add[] = {"a.contoso.com", "b.contoso.com"};
	static const char *const drop[] = {"ex01", "owa.contoso.com"};
	struct plan_options o = {.add = add,
	    .nadd = 2,
	    .nadd_edited = 1,
	    .drop = drop,
	    .ndrop = 2,
	    .ndrop_edited = 1};
	struct inventory *inv = make_inventory();
	struct profile *p = load("public-ca");
	struct plan *plan = NULL;
	struct error err = {0};

	(void)state;
	seal(inv);
	assert_int_equal(plan_make(&plan, p, inv, &o, &err), SANREQ_OK);
	check_verdict(
	    plan, "a.contoso.com", true, "--add", "added on the command line");
	check_verdict(
	    plan, "b.contoso.com", true, "--edit", "picked in the editor");
	check_verdict(
	    plan, "ex01", false, "--drop", "dropped on the command line");
	check_verdict(
	    plan, "owa.contoso.com", false, "--edit", "dropped in the editor");
	plan_free(&plan);
	profile_free(&p);
	inventory_free(&inv);
}

/* Each service and scope once, in words. */
static void
reasons_read_well(void **state)
{
	const struct fact facts[] = {
	    {"a.contoso.com", SERVICE_IMAP4, SCOPE_INTERNAL, AUDIENCE_CLIENT,
		"EX01", "1"},
	    {"a.contoso.com", SERVICE_IMAP4, SCOPE_INTERNAL, AUDIENCE_CLIENT,
		"EX01", "2"},
	    {"a.contoso.com", SERVICE_OWA, SCOPE_INTERNAL, AUDIENCE_CLIENT,
		"EX01", NULL},
	    {"a.contoso.com", SERVICE_POP3, SCOPE_INTERNAL, AUDIENCE_CLIENT,
		"EX01", NULL},
	    {"a.contoso.com", SERVICE_POP3, SCOPE_INTERNAL, AUDIENCE_CLIENT,
		"EX02", NULL},
	    {"b.contoso.com", SERVICE_MANUAL, SCOPE_MANUAL, AUDIENCE_CLIENT,
		NULL, NULL},
	    {"c.contoso.com", SERVICE_SERVER, SCOPE_SERVER, AUDIENCE_CLIENT,
		"EX01", NULL}};
	struct profile *p = load(H "rules: [{take: {}}]\n");
	struct inventory *inv = NULL;
	struct plan *plan = NULL;
	struct error err = {0};

	(void)state;
	assert_int_equal(inventory_new(&inv, &err), SANREQ_OK);
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++)
		add_name(inv, &facts[i], &err);
	seal(inv);
	assert_int_equal(plan_make(&plan, p, inv, NULL, &err), SANREQ_OK);
	assert_string_equal(plan_find(plan, "a.contoso.com")->reason,
	    "clients use it: imap4 internal, owa internal on EX01, pop3 "
	    "internal on 2 servers");
	assert_string_equal(plan_find(plan, "b.contoso.com")->reason,
	    "clients use it: given by hand");
	assert_string_equal(plan_find(plan, "c.contoso.com")->reason,
	    "clients use it: the server's own name on EX01");
	plan_free(&plan);
	profile_free(&p);
	inventory_free(&inv);
}

static const struct {
	const char *caption;
	const char *add;
	const char *drop;
	const char *profile;
	enum sanreq_status status;
	const char *want;
} refusals[] = {
    {"--drop of a typo", NULL, "mial.contoso.com", "public-ca", SANREQ_USAGE,
	"did you mean \"mail.contoso.com\"?"},
    {"--drop of nothing", NULL, "nothing.example.org", "public-ca",
	SANREQ_USAGE, "no such name"},
    {"--drop of a pattern without match", NULL, "*.example.org", "public-ca",
	SANREQ_USAGE, "matches no name"},
    {"--drop of no name", NULL, "a b", "public-ca", SANREQ_USAGE, "NAM09"},
    {"--add of a URL", "https://a.contoso.com/", NULL, "public-ca",
	SANREQ_USAGE, "NAM27"},
    {"--add of smuggled names", "a.example,DNS:*.evil.example", NULL,
	"public-ca", SANREQ_USAGE, "NAM"},
    {"--add of an escape", "a\x1b[2J", NULL, "public-ca", SANREQ_USAGE,
	"\\x1b"},
    {"--add of nothing", "", NULL, "public-ca", SANREQ_USAGE, "--add"},
    {"--add and --drop", "a.contoso.com", "A.contoso.com", "public-ca",
	SANREQ_USAGE, "both --add and --drop"},
};

static void
options_are_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		struct inventory *inv = make_inventory();
		struct profile *p = load(refusals[i].profile);
		struct plan_options o = {.add = &refusals[i].add,
		    .nadd = refusals[i].add != NULL,
		    .drop = &refusals[i].drop,
		    .ndrop = refusals[i].drop != NULL};
		struct plan *plan = NULL;
		struct error err = {0};

		seal(inv);
		if (plan_make(&plan, p, inv, &o, &err) != refusals[i].status ||
		    strstr(err.text, refusals[i].want) == NULL)
			fail_msg("%s: %d: %s", refusals[i].caption, err.status,
			    err.text);
		assert_null(plan);
		profile_free(&p);
		inventory_free(&inv);
	}
}

#define LONG "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.de"

/* Of a plan used as source. */
static void
refused_common_names(void **state)
{
	static const struct {
		const char *pinned, *add, *id, *why;
	} wanted[] = {
	    {"ex01", "mail.contoso.com", "DN01", "single label"},
	    {"x.contoso.com", "mail.contoso.com", "DN01", "nothing uses it"},
	    {"a..b", "mail.contoso.com", "DN01", "empty label"},
	    {LONG, LONG, "DN02", "64 characters"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		struct inventory *inv = make_inventory();
		struct profile *p = load("public-ca");
		struct plan_options o = {.add = &wanted[i].add,
		    .nadd = 1,
		    .pinned_common_name = wanted[i].pinned};
		struct plan *plan = NULL;
		struct error err = {0};
		enum severity worst;
		size_t found = 0;

		seal(inv);
		assert_int_equal(plan_make(&plan, p, inv, &o, &err), SANREQ_OK);
		assert_null(plan->common_name);
		assert_string_equal(
		    plan->refused_common_name, wanted[i].pinned);
		if (strstr(plan->refused_why, wanted[i].why) == NULL)
			fail_msg("%s: %s", wanted[i].pinned, plan->refused_why);
		assert_int_equal(
		    rules_apply_plan(plan, &worst, &err), SANREQ_OK);
		assert_int_equal(worst, SEVERITY_ERROR);
		for (size_t k = 0; k < plan->nfindings; k++) {
			found +=
			    strcmp(plan->findings[k].id, wanted[i].id) == 0;
			assert_string_not_equal(plan->findings[k].id, "DSC54");
		}
		assert_int_equal(found, 1);
		plan_free(&plan);
		profile_free(&p);
		inventory_free(&inv);
	}
}

static void
many_findings_are_kept_sorted_and_once(void **state)
{
	struct inventory *inv = make_inventory();
	struct profile *p = load(H);
	struct plan *plan = NULL;
	struct error err = {0};
	size_t before;

	(void)state;
	seal(inv);
	assert_int_equal(plan_make(&plan, p, inv, NULL, &err), SANREQ_OK);
	before = plan->nfindings;
	for (int round = 0; round < 2; round++) {
		for (int i = 99; i >= 0; i--)
			assert_int_equal(
			    plan_add_finding(plan, "NAM23", SEVERITY_INFO, NULL,
				&err, "finding %02d", i),
			    SANREQ_OK);
		plan_sort_findings(plan);
		assert_int_equal(plan->nfindings, before + 100);
	}
	assert_string_equal(
	    plan->findings[plan->nfindings - 1].message, "finding 99");
	plan_free(&plan);
	profile_free(&p);
	inventory_free(&inv);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(profiles_choose),
	    cmocka_unit_test(verdicts_name_their_rule_and_reason),
	    cmocka_unit_test(names_of_dead_servers_are_left),
	    cmocka_unit_test(names_of_availability_groups_are_left),
	    cmocka_unit_test(what_clients_lose_is_told),
	    cmocka_unit_test(findings_follow_the_profile),
	    cmocka_unit_test(a_wildcard_covers_its_level),
	    cmocka_unit_test(a_wildcard_stays_below_registries),
	    cmocka_unit_test(
		the_command_line_beats_the_plan_and_the_plan_the_profile),
	    cmocka_unit_test(edits_are_told_from_options),
	    cmocka_unit_test(reasons_read_well),
	    cmocka_unit_test(options_are_refused),
	    cmocka_unit_test(refused_common_names),
	    cmocka_unit_test(many_findings_are_kept_sorted_and_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
