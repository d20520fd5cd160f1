/*
 * SPDX-License-Identifier: ISC
 *
 * DNS: which names pass, what is taken from a message, and the order of SRV
 * records.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "fetch/dns_message.h"
#include "fetch/srv.h"

#define T(s) s, sizeof(s) - 1
#define L63                                                            \
	"aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff" \
	"ggg"

static const struct {
	const char *text;
	const char *normal; /* NULL: refused */
} names[] = {
    {"dc1.corp.test", "dc1.corp.test"},
    {"DC1.Corp.TEST.", "dc1.corp.test"},
    {"_ldap._tcp.dc._msdcs.corp.test", "_ldap._tcp.dc._msdcs.corp.test"},
    {"x", "x"},
    {"-odd-.test", "-odd-.test"},
    {L63 ".test", L63 ".test"},
    {L63 "." L63 "." L63 "." L63, NULL},
    {"a" L63 ".test", NULL},
    {"", NULL},
    {".", NULL},
    {"..", NULL},
    {".test", NULL},
    {"a..b", NULL},
    {"a.b..", NULL},
    {"two words.test", NULL},
    {"a\\.b.test", NULL},
    {"a\\000b.test", NULL},
    {"a\nb.test", NULL},
    {"a\x1b[31m.test", NULL},
    {"\xc3\xbc.test", NULL},
    {"*.test", NULL},
    {"a/b", NULL},
    {"a:389", NULL},
};

static void
names_are_made_normal(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct error err = {0};
		char dst[DNS_NAME_MAX];
		bool ok = dns_normal(dst, names[i].text, &err) == SANREQ_OK;

		if (ok != (names[i].normal != NULL) ||
		    (ok && strcmp(dst, names[i].normal) != 0))
			fail_msg("\"%s\"", names[i].text);
		if (!ok && err.status != SANREQ_NAME)
			fail_msg("\"%s\": status", names[i].text);
	}
}

/* --- messages ------------------------------------------------------------- */

/* A header with one question, for x.test, and n answers. */
#define HEAD(n, type)                     \
	"\0\1\x81\x80\0\1\0" n "\0\0\0\0" \
	"\1x\4test\0\0" type "\0\1"
#define OWN   "\xc0\x0c"       /* x.test */
#define FIXED "\0\1\0\0\0\x3c" /* IN, 60 s */
/* No answer to A of x.test, but n records of others. */
#define NONE(flags, n) "\0\1" flags "\0\1\0\0\0" n "\0\0\1x\4test\0\0\1\0\1"
#define NS             OWN "\0\2" FIXED "\0\4\1n\xc0\x0e"
#define SOA                                             \
	"\xc0\x0e\0\6" FIXED "\0\x16\0\0\0\0\0\1\0\0\0" \
	"\1\0\0\0\1\0\0\0\1\0\0\0\1"

static const struct {
	const char *what;
	enum dns_type type;
	const char *p;
	size_t n;
	enum dns_outcome outcome;
	const char *shown; /* of the records, in short */
	size_t nrefused;
} messages[] = {
    {"an address", DNS_A, T(HEAD("\1", "\1") OWN "\0\1" FIXED "\0\4\x7f\0\0\1"),
	DNS_FOUND, "x.test 4", 0},
    {"IPv6", DNS_AAAA,
	T(HEAD("\1", "\x1c") OWN "\0\x1c" FIXED
				 "\0\x10\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1"),
	DNS_FOUND, "x.test 16", 0},
    {"an alias and its address", DNS_A,
	T(HEAD("\2", "\1") OWN "\0\5" FIXED "\0\4\1Y\xc0\x0e"
			       "\1y\4TEST\0\0\1" FIXED "\0\4\x7f\0\0\1"),
	DNS_FOUND, "x.test y.test, y.test 4", 0},
    {"an alias asked for", DNS_CNAME,
	T(HEAD("\1", "\5") OWN "\0\5" FIXED "\0\4\1y\xc0\x0e"), DNS_FOUND,
	"x.test y.test", 0},
    {"an alias without an address", DNS_A,
	T(HEAD("\1", "\1") OWN "\0\5" FIXED "\0\4\1y\xc0\x0e"), DNS_NO_DATA,
	"x.test y.test", 0},
    {"a service", DNS_SRV,
	T(HEAD("\1", "\x21") OWN "\0\x21" FIXED
				 "\0\x0a\0\1\0\2\1\x85\1y\xc0\x0e"),
	DNS_FOUND, "x.test 1 2 389 y.test", 0},
    {"no service", DNS_SRV,
	T(HEAD("\1", "\x21") OWN "\0\x21" FIXED "\0\7\0\1\0\2\1\x85\0"),
	DNS_FOUND, "x.test 1 2 389 .", 0},
    {"mail", DNS_MX,
	T(HEAD("\1", "\x0f") OWN "\0\x0f" FIXED "\0\6\0\x0a\1M\xc0\x0e"),
	DNS_FOUND, "x.test 10 m.test", 0},
    {"authorities", DNS_CAA,
	T("\0\1\x81\x80\0\1\0\1\0\0\0\0\1x\4test\0\1\1\0\1" OWN "\1\1" FIXED
	  "\0\x09\x80\5Issue;\0"),
	DNS_FOUND, "x.test 128 issue 2", 0},
    {"nothing", DNS_A, T(HEAD("\0", "\1")), DNS_NO_DATA, "", 0},
    {"another type", DNS_SRV,
	T(HEAD("\1", "\x21") OWN "\0\1" FIXED "\0\4\x7f\0\0\1"), DNS_NONSENSE,
	"", 1},
    {"another owner", DNS_A,
	T(HEAD("\1", "\1") "\1y\xc0\x0e\0\1" FIXED "\0\4\x7f\0\0\1"),
	DNS_NONSENSE, "", 1},
    {"another class", DNS_A,
	T(HEAD("\1", "\1") OWN "\0\1\0\3\0\0\0\x3c\0\4\x7f\0\0\1"),
	DNS_NONSENSE, "", 1},
    {"an address of five octets", DNS_A,
	T(HEAD("\1", "\1") OWN "\0\1" FIXED "\0\5\x7f\0\0\1\1"), DNS_NONSENSE,
	"", 1},
    {"one good, one broken", DNS_A,
	T(HEAD("\2", "\1") OWN "\0\1" FIXED "\0\3\x7f\0\0" OWN "\0\1" FIXED
			       "\0\4\x7f\0\0\1"),
	DNS_FOUND, "x.test 4", 1},
    {"a service without a target", DNS_SRV,
	T(HEAD("\1", "\x21") OWN "\0\x21" FIXED "\0\6\0\1\0\2\1\x85"),
	DNS_NONSENSE, "", 1},
    {"octets behind the target", DNS_SRV,
	T(HEAD("\1", "\x21") OWN "\0\x21" FIXED
				 "\0\x0b\0\1\0\2\1\x85\1y\xc0\x0e!"),
	DNS_NONSENSE, "", 1},
    {"a target with NUL", DNS_SRV,
	T(HEAD("\1", "\x21") OWN "\0\x21" FIXED
				 "\0\x0c\0\1\0\2\1\x85\3a\0b\xc0\x0e"),
	DNS_NONSENSE, "", 1},
    {"a target with a dot in a label", DNS_MX,
	T(HEAD("\1", "\x0f") OWN "\0\x0f" FIXED "\0\x08\0\x0a\3a.b\xc0\x0e"),
	DNS_NONSENSE, "", 1},
    {"a tag that is none", DNS_CAA,
	T("\0\1\x81\x80\0\1\0\1\0\0\0\0\1x\4test\0\1\1\0\1" OWN "\1\1" FIXED
	  "\0\x09\x80\5is ue;\0"),
	DNS_NONSENSE, "", 1},
    {"an alias of itself", DNS_A,
	T(HEAD("\1", "\1") OWN "\0\5" FIXED "\0\2\xc0\x0c"), DNS_NONSENSE,
	"x.test x.test", 1},
    {"a name that points to itself", DNS_A,
	T(HEAD("\1", "\1") "\xc0\x18\0\1" FIXED "\0\4\x7f\0\0\1"), DNS_NONSENSE,
	"", 0},
    {"a name that points beyond", DNS_A,
	T(HEAD("\1", "\1") "\xff\xff\0\1" FIXED "\0\4\x7f\0\0\1"), DNS_NONSENSE,
	"", 0},
    {"fewer records than it says", DNS_A,
	T(HEAD("\2", "\1") OWN "\0\1" FIXED "\0\4\x7f\0\0\1"), DNS_NONSENSE, "",
	0},
    {"cut", DNS_A, T(HEAD("\1", "\1") OWN "\0\1" FIXED "\0\4\x7f\0\0"),
	DNS_NONSENSE, "", 0},
    {"no question", DNS_A, T("\0\1\x81\x80\0\0\0\0\0\0\0\0......."),
	DNS_NONSENSE, "", 0},
    {"a header alone", DNS_A, T("\0\1\x81\x80\0\1\0\1\0\0\0\0"), DNS_NONSENSE,
	"", 0},
    {"nothing at all", DNS_A, T(""), DNS_NONSENSE, "", 0},
    {"a delegation", DNS_A, T(NONE("\x81\0", "\1") NS), DNS_REFERRAL, "", 0},
    {"a delegation by a resolver", DNS_A, T(NONE("\x81\x80", "\1") NS),
	DNS_REFERRAL, "", 0},
    {"a server that knows of nothing", DNS_A, T(NONE("\x81\0", "\0")),
	DNS_REFERRAL, "", 0},
    {"nothing, by who may say so", DNS_A, T(NONE("\x85\0", "\0")), DNS_NO_DATA,
	"", 0},
    {"nothing, with its name servers", DNS_A, T(NONE("\x85\0", "\1") NS),
	DNS_NO_DATA, "", 0},
    {"nothing, as a cache says it", DNS_A, T(NONE("\x81\0", "\2") NS SOA),
	DNS_NO_DATA, "", 0},
    {"a delegation cut", DNS_A, T(NONE("\x81\0", "\2") NS), DNS_NONSENSE, "",
	0},
    {"a DNAME and its alias", DNS_CAA,
	T("\0\1\x85\0\0\1\0\2\0\0\0\0\1x\4test\0\1\1\0\1" /* x.test */
	  "\xc0\x0e\0\x27" FIXED "\0\4\1z\xc0\x0e" OWN "\0\5" FIXED
	  "\0\4\1y\xc0\x0e"),
	DNS_NO_DATA, "x.test y.test", 0},
    {"an address and its signature", DNS_A,
	T(HEAD("\2", "\1") OWN "\0\1" FIXED "\0\4\x7f\0\0\1" OWN "\0\x2e" FIXED
			       "\0\2zz"),
	DNS_FOUND, "x.test 4", 0},
};

static size_t
show(char *dst, size_t size, const struct dns_record *r)
{
	int n = 0;

	switch (r->type) {
	case DNS_A:
	case DNS_AAAA:
		n = snprintf(dst, size, "%s %zu", r->name, r->naddress);
		break;
	case DNS_CNAME:
		n = snprintf(dst, size, "%s %s", r->name, r->target);
		break;
	case DNS_MX:
		n = snprintf(
		    dst, size, "%s %u %s", r->name, r->priority, r->target);
		break;
	case DNS_SRV:
		n = snprintf(dst, size, "%s %u %u %u %s", r->name, r->priority,
		    r->weight, r->port, r->target);
		break;
	case DNS_CAA:
		n = snprintf(dst, size, "%s %u %s %zu", r->name, r->flags,
		    r->tag, r->nvalue);
		break;
	}
	return (size_t)n;
}

static void
messages_are_taken_apart(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(messages) / sizeof(*messages); i++) {
		struct dns_answer a = {
		    .name = "x.test", .type = messages[i].type};
		struct error err = {0};
		char shown[1000] = "";
		size_t n = 0;

		pool_init(&a.pool, DNS_MEMORY);
		assert_int_equal(
		    dns_message_read(&a, (const unsigned char *)messages[i].p,
			messages[i].n, &err),
		    SANREQ_OK);
		for (size_t k = 0; k < a.n; k++) {
			n += (size_t)snprintf(shown + n, sizeof(shown) - n,
			    "%s", k != 0 ? ", " : "");
			n += show(shown + n, sizeof(shown) - n, &a.records[k]);
		}
		if (a.outcome != messages[i].outcome ||
		    a.nrefused != messages[i].nrefused ||
		    strcmp(shown, messages[i].shown) != 0)
			fail_msg("%s: %d \"%s\", %zu refused", messages[i].what,
			    a.outcome, shown, a.nrefused);
		pool_release(&a.pool);
	}
}

/* Every message of the table, cut anywhere, is read without harm. */
static void
cut_messages_do_no_harm(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(messages) / sizeof(*messages); i++)
		for (size_t n = 0; n < messages[i].n; n++) {
			struct dns_answer a = {
			    .name = "x.test", .type = messages[i].type};
			struct error err = {0};

			pool_init(&a.pool, DNS_MEMORY);
			assert_int_equal(
			    dns_message_read(&a,
				(const unsigned char *)messages[i].p, n, &err),
			    SANREQ_OK);
			assert_int_not_equal(a.outcome, DNS_FOUND);
			pool_release(&a.pool);
		}
}

static void
refused_names_are_quoted(void **state)
{
	static const char message[] = HEAD("\1", "\x21") OWN
	    "\0\x21" FIXED "\0\x0f\0\1\0\2\1\x85\6\x1b\n \"a\\\xc0\x0e";
	struct dns_answer a = {.name = "x.test", .type = DNS_SRV};
	struct error err = {0};

	(void)state;
	pool_init(&a.pool, DNS_MEMORY);
	assert_int_equal(dns_message_read(&a, (const unsigned char *)message,
			     sizeof(message) - 1, &err),
	    SANREQ_OK);
	assert_int_equal(a.nrefused, 1);
	assert_non_null(strstr(a.refused, "no host name: \""));
	for (const char *p = a.refused; *p != '\0'; p++)
		assert_in_range(*p, ' ', '~');
	pool_release(&a.pool);
}

/* --- the order of SRV records --------------------------------------------- */

/* Gives the numbers of a list in turn, never more than asked for. */
struct numbers {
	const uint32_t *next;
	uint32_t most[8]; /* what was asked for */
	size_t n;
};

static uint32_t
next_number(void *arg, uint32_t most)
{
	struct numbers *numbers = arg;

	numbers->most[numbers->n++] = most;
	return *numbers->next++ % (most + 1);
}

static const struct {
	const char *order;
	uint32_t numbers[5];
} orders[] = {
    /* weights: a 0; b 10, c 30, d 60; e has a priority of its own */
    {"abcde", {0, 0, 0, 0, 0}},
    {"bacde", {1, 0, 0, 0, 0}},
    {"bacde", {10, 0, 0, 0, 0}},
    {"cabde", {11, 0, 0, 0, 0}},
    {"cabde", {40, 0, 0, 0, 0}},
    {"dabce", {41, 0, 0, 0, 0}},
    {"dcbae", {100, 40, 10, 0, 0}},
    {"dbcae", {41, 1, 1, 0, 0}},
};

static void
srv_records_are_ordered(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(orders) / sizeof(*orders); i++) {
		struct dns_record r[] = {
		    {.target = "e", .priority = 5, .weight = 65535},
		    {.target = "b", .priority = 1, .weight = 10},
		    {.target = "c", .priority = 1, .weight = 30},
		    {.target = "d", .priority = 1, .weight = 60},
		    {.target = "a", .priority = 1, .weight = 0},
		};
		struct numbers numbers = {.next = orders[i].numbers};
		char got[6] = "";

		srv_order(r, 5, next_number, &numbers);
		for (size_t k = 0; k < 5; k++)
			got[k] = r[k].target[0];
		if (strcmp(got, orders[i].order) != 0)
			fail_msg("%zu: \"%s\"", i, got);
		assert_int_equal(numbers.n, 5);
		assert_int_equal(numbers.most[0], 100);
		assert_int_equal(numbers.most[4], 65535);
	}
}

static void
any_number_of_srv_records(void **state)
{
	static struct dns_record many[5000];
	size_t i;

	(void)state;
	srv_order(many, 0, srv_random, NULL);
	for (i = 0; i < 5000; i++) {
		many[i].weight = 65535;
		many[i].port = (uint16_t)i;
		many[i].priority = (uint16_t)(i % 2);
	}
	srv_order(many, 5000, srv_random, NULL);
	for (i = 0; i < 5000; i++)
		assert_int_equal(many[i].priority, i >= 2500);
	for (i = 0; i < 1000; i++) {
		assert_int_equal(srv_random(NULL, 0), 0);
		assert_in_range(srv_random(NULL, 9), 0, 9);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(names_are_made_normal),
	    cmocka_unit_test(messages_are_taken_apart),
	    cmocka_unit_test(cut_messages_do_no_harm),
	    cmocka_unit_test(refused_names_are_quoted),
	    cmocka_unit_test(srv_records_are_ordered),
	    cmocka_unit_test(any_number_of_srv_records),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
