/*
 * SPDX-License-Identifier: ISC
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "source/record.h"

#define B(s)                     \
	{                        \
		s, sizeof(s) - 1 \
	}

static const struct attribute attributes[] = {
    {B("objectClass"), {NULL, 0}, B("top")},
    {B("cn"), {NULL, 0}, B("EX1")},
    {B("OBJECTCLASS"), {NULL, 0}, B("msExchExchangeServer")},
    {B("networkAddress"), {NULL, 0}, B("netbios:EX1")},
    {B("member"), B("range=0-1499"), B("a")},
    {B("cnx"), {NULL, 0}, B("no")},
    {B("empty"), {NULL, 0}, B("")},
};

static const struct record rec = {
    B("CN=EX1"), 1, attributes, sizeof(attributes) / sizeof(*attributes)};

static void
test_value(void **state)
{
	static const struct {
		const char *name, *want;
	} cases[] = {
	    {"cn", "EX1"},
	    {"CN", "EX1"},
	    {"objectclass", "top"},
	    {"member", "a"},
	    {"empty", ""},
	    /* absent */
	    {"c", NULL},
	    {"cnxx", NULL},
	    {"", NULL},
	    {"member;range=0-1499", NULL},
	    {"dn", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct bytes v = record_value(&rec, cases[i].name);

		if (cases[i].want == NULL) {
			assert_null(v.p);
			assert_int_equal(v.n, 0);
			continue;
		}
		assert_int_equal(v.n, strlen(cases[i].want));
		assert_memory_equal(v.p, cases[i].want, v.n);
	}
}

static void
test_next(void **state)
{
	size_t cursor = 0;
	struct bytes v;

	(void)state;
	assert_true(record_next(&rec, "objectClass", &cursor, &v));
	assert_int_equal(v.n, 3);
	assert_true(record_next(&rec, "objectClass", &cursor, &v));
	assert_int_equal(v.n, strlen("msExchExchangeServer"));
	assert_false(record_next(&rec, "objectClass", &cursor, &v));
	assert_false(record_next(&rec, "objectClass", &cursor, &v));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_value),
	    cmocka_unit_test(test_next),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
