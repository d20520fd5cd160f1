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

#include "name/inventory.h"
#include "name/keyset.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct inventory *
new_inventory(void)
{
	struct inventory *inv = NULL;
	struct error err = {0};

	assert_int_equal(inventory_new(&inv, &err), SANREQ_OK);
	return inv;
}

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
add(struct inventory *inv, const char *text, const struct use *use)
{
	struct name name = parsed(text);
	struct error err = {0};

	assert_int_equal(inventory_add_use(inv, &name, use, &err), SANREQ_OK);
}

static void
seal(struct inventory *inv)
{
	struct error err = {0};

	assert_int_equal(inventory_seal(inv, &err), SANREQ_OK);
}

static void
test_words(void **state)
{
	(void)state;
	for (int i = 0; i < SERVICE_COUNT; i++)
		assert_string_equal(use_service_words()[i],
		    use_service_text((enum use_service)i));
	for (int i = 0; i < SCOPE_COUNT; i++)
		assert_string_equal(
		    use_scope_words()[i], use_scope_text((enum use_scope)i));
	for (int i = 0; i < AUDIENCE_COUNT; i++)
		assert_string_equal(use_audience_words()[i],
		    use_audience_text((enum use_audience)i));
	for (int i = 0; i <= SEVERITY_ERROR; i++)
		assert_string_equal(
		    severity_words()[i], severity_text((enum severity)i));
	for (int i = 0; i <= DOMAIN_INTERNAL_RELAY; i++)
		assert_string_equal(domain_type_words()[i],
		    domain_type_text((enum domain_type)i));
	assert_null(use_service_words()[SERVICE_COUNT]);
	assert_null(use_scope_words()[SCOPE_COUNT]);
	assert_null(use_audience_words()[AUDIENCE_COUNT]);
	assert_null(severity_words()[SEVERITY_ERROR + 1]);
	assert_null(domain_type_words()[DOMAIN_INTERNAL_RELAY + 1]);
	assert_string_equal(
	    use_service_text(SERVICE_OUTLOOK_ANYWHERE), "outlook-anywhere");
	assert_string_equal(use_audience_text(AUDIENCE_HTTP_ONLY), "http-only");
}

static void
test_words_unknown(void **state)
{
	static const char *const words[] = {
	    "", "EWS", "ews ", "outlook_anywhere", "none", "publik"};

	(void)state;
	for (size_t i = 0; i < COUNT(words); i++) {
		assert_int_equal(server_role_find(words[i]), 0);
	}
}

static void
test_role_words(void **state)
{
	const char *const *words = server_role_words();
	unsigned all = 0;
	size_t n = 0;

	(void)state;
	for (; words[n] != NULL; n++)
		all |= server_role_find(words[n]);
	assert_int_equal(n, 7);
	assert_int_equal(all, 1 + 2 + 4 + 16 + 32 + 64 + 16384);
	assert_string_equal(words[0], "mailbox");
	assert_int_equal(server_role_find("cafe"), ROLE_CAFE);
	assert_int_equal(server_role_find("um"), ROLE_UM);
}

/* Uses of one name in the order that the seal must give. */
static const struct use sorted_uses[] = {
    /* by the words of services, not by their numbers */
    {SERVICE_ACTIVESYNC, SCOPE_INTERNAL, AUDIENCE_CLIENT, 0, "EX2", NULL, "a",
	NULL, NULL},
    {SERVICE_AUTODISCOVER, SCOPE_INTERNAL, AUDIENCE_CLIENT, 0, NULL, NULL, "a",
	NULL, NULL},
    {SERVICE_AUTODISCOVER, SCOPE_SCP, AUDIENCE_CLIENT, 0, "EX1", NULL, "a",
	NULL, NULL},
    {SERVICE_EWS, SCOPE_EXTERNAL, AUDIENCE_CLIENT, 0, "EX1", NULL, "a", NULL,
	NULL},
    {SERVICE_EWS, SCOPE_INTERNAL, AUDIENCE_CLIENT, 0, NULL, NULL, "a", "CN=z",
	NULL},
    /* by server, without one first; "EX1" before "ex0" */
    {SERVICE_EWS, SCOPE_INTERNAL, AUDIENCE_CLIENT, 0, "EX1", NULL, "a", NULL,
	NULL},
    {SERVICE_EWS, SCOPE_INTERNAL, AUDIENCE_CLIENT, 0, "EX10", NULL, "a", NULL,
	NULL},
    {SERVICE_EWS, SCOPE_INTERNAL, AUDIENCE_CLIENT, 0, "EX2", "u", "a", "CN=a",
	"x"},
    {SERVICE_EWS, SCOPE_INTERNAL, AUDIENCE_CLIENT, 0, "EX2", "t", "a", "CN=b",
	NULL},
    {SERVICE_EWS, SCOPE_INTERNAL, AUDIENCE_CLIENT, 0, "EX2", "t", "a", "CN=b",
	"w"},
    /* the rest: value, source, audience */
    {SERVICE_EWS, SCOPE_INTERNAL, AUDIENCE_CLIENT, 0, "EX2", "s", "a", "CN=b",
	"x"},
    {SERVICE_EWS, SCOPE_INTERNAL, AUDIENCE_CLIENT, 0, "EX2", "t", "a", "CN=b",
	"x"},
    {SERVICE_EWS, SCOPE_INTERNAL, AUDIENCE_HTTP_ONLY, 0, "EX2", "t", "a",
	"CN=b", "x"},
    {SERVICE_EWS, SCOPE_INTERNAL, AUDIENCE_CLIENT, 0, "EX2", "t", "b", "CN=b",
	"x"},
    {SERVICE_EWS, SCOPE_INTERNAL, AUDIENCE_CLIENT, 0, "ex0", NULL, "a", NULL,
	NULL},
};

static bool
same_text(const char *a, const char *b)
{
	return (a == NULL || b == NULL) ? a == b : strcmp(a, b) == 0;
}

static bool
same_use(const struct use *a, const struct use *b)
{
	return a->service == b->service && a->scope == b->scope &&
	       a->audience == b->audience && same_text(a->server, b->server) &&
	       same_text(a->value, b->value) &&
	       same_text(a->source, b->source) && same_text(a->dn, b->dn) &&
	       same_text(a->attribute, b->attribute);
}

/* Whatever the order, and however often the same is said. */
static void
test_uses_sorted_once(void **state)
{
	static const size_t strides[] = {1, 2, 4, 7, 8, 11, 13, 14};
	const struct inventory_name *name;
	size_t n = COUNT(sorted_uses);

	(void)state;
	for (size_t s = 0; s < COUNT(strides); s++) {
		struct inventory *inv = new_inventory();

		for (size_t i = 0; i < 3 * n; i++)
			add(inv, "mail.contoso.com",
			    &sorted_uses[i * strides[s] % n]);
		seal(inv);
		name = inventory_find_name(inv, "mail.contoso.com");
		assert_non_null(name);
		assert_int_equal(name->nuses, n);
		for (size_t i = 0; i < n; i++)
			if (!same_use(&name->uses[i], &sorted_uses[i]))
				fail_msg("stride %zu: use %zu", strides[s], i);
		inventory_free(&inv);
		assert_null(inv);
	}
}

/* Hundreds of uses that differ in the last text only, each said thrice. */
static void
test_long_runs(void **state)
{
	struct inventory *inv = new_inventory();
	const struct inventory_name *name;
	char text[16];

	(void)state;
	for (unsigned i = 0; i < 3 * 500; i++) {
		const struct use use = {.value = text, .source = "a"};

		snprintf(text, sizeof(text), "%03u", i * 7 % 500);
		add(inv, "mail.contoso.com", &use);
		if (i < 3)
			add(inv, "www.contoso.com", &use);
	}
	seal(inv);
	name = inventory_find_name(inv, "mail.contoso.com");
	assert_int_equal(name->nuses, 500);
	for (unsigned i = 0; i < 500; i++) {
		snprintf(text, sizeof(text), "%03u", i);
		assert_string_equal(name->uses[i].value, text);
	}
	assert_int_equal(inventory_find_name(inv, "www.contoso.com")->nuses, 3);
	inventory_free(&inv);
}

static const char *const sorted_names[] = {"*.contoso.com", "192.0.2.1",
    "autodiscover.contoso.com", "mail", "mail.contoso.com",
    "mail.contoso.com.au", "mail1.contoso.com", "mail10.contoso.com",
    "mail2.contoso.com", "mailbox-a.corp.contoso.local",
    "mailbox-b.corp.contoso.local"};

static void
test_names_sorted(void **state)
{
	struct use use = {.source = "list.txt"};
	const struct inventory_name *names;
	struct inventory *inv = new_inventory();
	size_t n, count = COUNT(sorted_names);

	(void)state;
	for (size_t i = 0; i < count; i++) {
		add(inv, sorted_names[i * 4 % count], &use);
		use.value = sorted_names[i]; /* a use more for each */
		add(inv, sorted_names[i], &use);
		use.value = NULL;
	}
	seal(inv);
	names = inventory_names(inv, &n);
	assert_int_equal(n, count);
	for (size_t i = 0; i < n; i++) {
		assert_string_equal(names[i].text, sorted_names[i]);
		assert_int_equal(names[i].nuses, 2);
		assert_null(names[i].uses[0].value);
		assert_string_equal(names[i].uses[1].value, sorted_names[i]);
		assert_ptr_equal(
		    inventory_find_name(inv, sorted_names[i]), &names[i]);
	}
	assert_int_equal(names[0].kind, NAME_WILDCARD);
	assert_int_equal(names[3].kind, NAME_NETBIOS);
	inventory_free(&inv);
}

/* Adding after the seal, and sealing again. */
static void
test_seal_again(void **state)
{
	struct use a = {.source = "a"}, b = {.source = "b"};
	struct inventory *inv = new_inventory();
	const struct inventory_name *names;
	size_t n;

	(void)state;
	add(inv, "b.contoso.com", &a);
	add(inv, "d.contoso.com", &a);
	seal(inv);
	add(inv, "a.contoso.com", &a);
	add(inv, "d.contoso.com", &b);
	add(inv, "c.contoso.com", &a);
	add(inv, "b.contoso.com", &a);
	seal(inv);
	seal(inv);
	names = inventory_names(inv, &n);
	assert_int_equal(n, 4);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(names[i].text[0], "abcd"[i]);
		assert_int_equal(names[i].nuses, i == 3 ? 2 : 1);
		assert_string_equal(names[i].uses[0].source, "a");
	}
	assert_string_equal(names[3].uses[1].source, "b");
	inventory_free(&inv);
}

static void
test_empty(void **state)
{
	struct inventory *inv = new_inventory();
	size_t n = 1;

	(void)state;
	seal(inv);
	inventory_names(inv, &n);
	assert_int_equal(n, 0);
	inventory_servers(inv, &n);
	assert_int_equal(n, 0);
	inventory_findings(inv, &n);
	assert_int_equal(n, 0);
	inventory_sources(inv, &n);
	assert_int_equal(n, 0);
	assert_null(inventory_organization(inv));
	assert_null(inventory_find_name(inv, "mail.contoso.com"));
	assert_null(inventory_find_server(inv, "EX1"));
	assert_null(inventory_find_domain(inv, "contoso.com"));
	inventory_free(&inv);
	inventory_free(&inv);
}

static void
test_use_refused(void **state)
{
	static const struct use uses[] = {
	    {.service = SERVICE_COUNT},
	    {.scope = SCOPE_COUNT},
	    {.audience = AUDIENCE_COUNT},
	};
	struct inventory *inv = new_inventory();
	struct name name = parsed("mail.contoso.com");

	(void)state;
	for (size_t i = 0; i < COUNT(uses); i++) {
		struct error err = {0};

		assert_int_equal(inventory_add_use(inv, &name, &uses[i], &err),
		    SANREQ_USAGE);
	}
	assert_null(inventory_find_name(inv, "mail.contoso.com"));
	inventory_free(&inv);
}

/* The ceiling is an error, not a crash, and counts the arrays too. */
static void
test_ceiling(void **state)
{
	struct inventory *inv = new_inventory();
	struct use use = {.source = "list.txt"};
	struct name name = parsed("mail.contoso.com");
	struct error err = {0};
	size_t n = 0;

	(void)state;
	inventory_pool(inv)->max = 1 << 20;
	while (n < 100000 &&
	       inventory_add_use(inv, &name, &use, &err) == SANREQ_OK)
		n++;
	assert_int_equal(err.status, SANREQ_LIMIT);
	assert_non_null(strstr(err.text, "1 MiB"));
	assert_true(n > 1000 && n < 20000);
	inventory_free(&inv);
}

static void
test_servers_merged(void **state)
{
	static const struct server parts[] = {
	    {.name = "utena", .fqdn = "utena.corp.contoso.local"},
	    {.name = "UTENA", .netbios = "UTENA", .roles = ROLE_MAILBOX},
	    {.name = "UTENA", .product = "2007", .site = "Vilnius"},
	    {.name = "Utena", .version = "8.3.83", .roles = ROLE_UM},
	    {.name = "ALYTUS"},
	    {.name = "UTENA", .version = "8.3.100"},
	};
	size_t n, count = COUNT(parts);
	const struct server *all, *s;
	struct error err = {0};

	(void)state;
	for (size_t first = 0; first < count; first++) {
		struct inventory *inv = new_inventory();

		for (size_t i = 0; i < count; i++)
			assert_int_equal(inventory_add_server(inv,
					     &parts[(first + i) % count], &err),
			    SANREQ_OK);
		seal(inv);
		all = inventory_servers(inv, &n);
		assert_int_equal(n, 2);
		assert_string_equal(all[0].name, "ALYTUS");
		s = inventory_find_server(inv, "uTeNa");
		assert_ptr_equal(s, &all[1]);
		assert_string_equal(s->name, "UTENA");
		assert_string_equal(s->netbios, "UTENA");
		assert_string_equal(s->fqdn, "utena.corp.contoso.local");
		assert_string_equal(s->product, "2007");
		assert_string_equal(s->version, "8.3.100");
		assert_string_equal(s->site, "Vilnius");
		assert_int_equal(s->roles, ROLE_MAILBOX | ROLE_UM);
		inventory_free(&inv);
	}
}

static void
test_domains_merged(void **state)
{
	static const struct accepted_domain parts[] = {
	    {"fabrikam.com", DOMAIN_INTERNAL_RELAY, false},
	    {"contoso.com", DOMAIN_AUTHORITATIVE, true},
	    {"fabrikam.com", DOMAIN_EXTERNAL_RELAY, false},
	    {"contoso.com", DOMAIN_AUTHORITATIVE, false},
	    {"*.contoso.com", DOMAIN_AUTHORITATIVE, false},
	};
	struct inventory *inv = new_inventory();
	const struct accepted_domain *all;
	struct error err = {0};
	size_t n;

	(void)state;
	for (size_t i = 0; i < COUNT(parts); i++)
		assert_int_equal(
		    inventory_add_domain(inv, &parts[i], &err), SANREQ_OK);
	seal(inv);
	all = inventory_domains(inv, &n);
	assert_int_equal(n, 3);
	assert_string_equal(all[0].domain, "*.contoso.com");
	assert_string_equal(all[1].domain, "contoso.com");
	assert_true(all[1].is_default);
	assert_false(all[2].is_default);
	assert_int_equal(all[2].type, DOMAIN_EXTERNAL_RELAY);
	assert_ptr_equal(inventory_find_domain(inv, "CONTOSO.com"), &all[1]);
	inventory_free(&inv);
}

static void
test_findings(void **state)
{
	static const struct {
		const char *id, *dn, *message;
	} want[] = {
	    {"DSC01", NULL, "first"},
	    {"DSC02", NULL, "z"},
	    {"DSC02", "CN=a", "b"},
	    {"DSC02", "CN=a", "c"},
	    {"DSC02", "CN=b", "a"},
	};
	struct inventory *inv = new_inventory();
	const struct finding *all;
	struct error err = {0};
	size_t n, count = COUNT(want);

	(void)state;
	for (size_t i = 0; i < 2 * count; i++) {
		size_t k = i * 3 % count;

		assert_int_equal(
		    inventory_add_finding(inv, want[k].id, SEVERITY_INFO,
			want[k].dn, &err, "%s", want[k].message),
		    SANREQ_OK);
	}
	seal(inv);
	all = inventory_findings(inv, &n);
	assert_int_equal(n, count);
	for (size_t i = 0; i < n; i++) {
		assert_string_equal(all[i].id, want[i].id);
		assert_string_equal(all[i].message, want[i].message);
		assert_true(same_text(all[i].dn, want[i].dn));
	}
	inventory_free(&inv);
}

static void
test_organization(void **state)
{
	struct inventory *inv = new_inventory();
	const struct finding *all;
	struct error err = {0};
	size_t n;

	(void)state;
	assert_int_equal(
	    inventory_set_organization(inv, "Contoso", &err), SANREQ_OK);
	assert_int_equal(
	    inventory_set_organization(inv, "Contoso", &err), SANREQ_OK);
	inventory_findings(inv, &n);
	assert_int_equal(n, 0);
	assert_int_equal(
	    inventory_set_organization(inv, "Fabri\x1bkam", &err), SANREQ_OK);
	seal(inv);
	assert_string_equal(inventory_organization(inv), "Contoso");
	all = inventory_findings(inv, &n);
	assert_int_equal(n, 1);
	assert_string_equal(all[0].id, "DSC14");
	assert_int_equal(all[0].severity, SEVERITY_WARNING);
	assert_non_null(strstr(all[0].message, "\"Fabri\\x1bkam\""));
	inventory_free(&inv);
}

static void
test_sources(void **state)
{
	struct inventory *inv = new_inventory();
	const struct source_info *all;
	struct error err = {0};
	size_t first, second, n;
	char what[32];

	(void)state;
	assert_int_equal(
	    inventory_add_source(inv, "z.ldif", "ldif", &first, &err),
	    SANREQ_OK);
	assert_int_equal(
	    inventory_add_source(inv, "a.txt", "names", &second, &err),
	    SANREQ_OK);
	inventory_set_records(inv, first, 812);
	for (int i = 0; i < 100; i++) { /* every one twice */
		snprintf(what, sizeof(what), "CN=%02d", i * 7 % 50);
		assert_int_equal(
		    inventory_add_unread(inv, first, what, &err), SANREQ_OK);
	}
	seal(inv);
	all = inventory_sources(inv, &n);
	assert_int_equal(n, 2);
	assert_string_equal(all[first].source, "z.ldif");
	assert_int_equal(all[first].records, 812);
	assert_int_equal(all[first].nunread, 50);
	assert_string_equal(all[first].unread[49], "CN=49");
	assert_int_equal(all[second].nunread, 0);
	assert_int_equal(
	    inventory_add_unread(inv, 2, "CN=x", &err), SANREQ_USAGE);
	inventory_free(&inv);
}

static void
test_pins(void **state)
{
	struct inventory *inv = new_inventory();
	struct name name = parsed("mail.contoso.com");
	const struct inventory_name *entry;
	struct error err = {0};

	(void)state;
	assert_int_equal(
	    inventory_pin(inv, &name, PINNED_LEAVE, "a:1", "no", &err),
	    SANREQ_OK);
	assert_int_equal(
	    inventory_pin(inv, &name, PINNED_TAKE, "b:2", NULL, &err),
	    SANREQ_OK);
	assert_int_equal(
	    inventory_pin(inv, &name, PINNED_LEAVE, "c:3", "no", &err),
	    SANREQ_OK);
	seal(inv);
	entry = inventory_find_name(inv, "MAIL.contoso.com");
	assert_non_null(entry);
	assert_int_equal(entry->pinned, PINNED_TAKE);
	assert_string_equal(entry->pinned_rule, "b:2");
	assert_null(entry->pinned_reason);
	assert_int_equal(entry->nuses, 0);
	inventory_free(&inv);
}

static int
by_text(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

/* Texts that agree for longer than the sorting looks at integers. */
static void
test_order_long_texts(void **state)
{
	static char texts[64][400];
	const char *list[64], *want[64];
	uint32_t from[64];
	struct error err = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(list); i++) {
		size_t same = i % 4 * 120;

		memset(texts[i], 'a', same);
		snprintf(texts[i] + same, sizeof(texts[i]) - same, "%c%u",
		    (char)(i % 3 == 0 ? '\xe9' : 'b'),
		    (unsigned)(i * 2654435761u % 97));
		list[i] = want[i] = texts[i];
	}
	qsort(want, COUNT(want), sizeof(want[0]), by_text);
	assert_int_equal(order_texts(list, COUNT(list), from, &err), SANREQ_OK);
	for (size_t i = 0; i < COUNT(list); i++)
		assert_string_equal(list[from[i]], want[i]);
	order_apply(list, sizeof(list[0]), from, COUNT(list));
	for (size_t i = 0; i < COUNT(list); i++)
		assert_string_equal(list[i], want[i]);
}

static void
test_keyset(void **state)
{
	static char texts[5000][8];
	struct keyset exact, loose;
	struct error err = {0};
	uint32_t number = 0;

	(void)state;
	keyset_init(&exact, 12345, false);
	keyset_init(&loose, 12345, true);
	assert_int_equal(keyset_find(&exact, "k1"), KEYSET_NONE);
	for (uint32_t i = 0; i < COUNT(texts); i++) {
		snprintf(texts[i], sizeof(texts[i]), "K%u", i);
		assert_int_equal(
		    keyset_add(&exact, texts[i], &number, &err), SANREQ_OK);
		assert_int_equal(number, i);
		assert_int_equal(
		    keyset_add(&loose, texts[i], &number, &err), SANREQ_OK);
	}
	assert_int_equal(keyset_add(&exact, "K77", &number, &err), SANREQ_OK);
	assert_int_equal(number, 77);
	assert_int_equal(keyset_find(&exact, "k4711"), KEYSET_NONE);
	assert_int_equal(keyset_find(&loose, "k4711"), 4711);
	assert_int_equal(keyset_find(&loose, "k5000"), KEYSET_NONE);
	keyset_release(&exact);
	keyset_release(&loose);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_words),
	    cmocka_unit_test(test_words_unknown),
	    cmocka_unit_test(test_role_words),
	    cmocka_unit_test(test_uses_sorted_once),
	    cmocka_unit_test(test_long_runs),
	    cmocka_unit_test(test_names_sorted),
	    cmocka_unit_test(test_seal_again),
	    cmocka_unit_test(test_empty),
	    cmocka_unit_test(test_use_refused),
	    cmocka_unit_test(test_ceiling),
	    cmocka_unit_test(test_servers_merged),
	    cmocka_unit_test(test_domains_merged),
	    cmocka_unit_test(test_findings),
	    cmocka_unit_test(test_organization),
	    cmocka_unit_test(test_sources),
	    cmocka_unit_test(test_pins),
	    cmocka_unit_test(test_order_long_texts),
	    cmocka_unit_test(test_keyset),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
