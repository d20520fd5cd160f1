/*
 * SPDX-License-Identifier: ISC
 *
 * Small moduli whose answers can be worked out by hand or by bc(1), and the
 * list of weak keys. Real keys are in tests/integration/lint_rules.py.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "check/weak_list.h"
#include "pkcs10/rsa_faults.h"

static struct octets
from_hex(const char *hex, unsigned char *room)
{
	size_t n = strlen(hex) / 2;
	unsigned byte;

	for (size_t i = 0; i < n; i++) {
		assert_int_equal(sscanf(hex + 2 * i, "%2x", &byte), 1);
		room[i] = (unsigned char)byte;
	}
	return (struct octets){room, n};
}

static void
faults_are_found(void **state)
{
	static const struct {
		const char *caption, *hex;
		unsigned factor;
		bool close;
	} table[] = {
	    {"1009 * 1013", "0f98a5", 0, true},
	    {"1009 squared", "0f88e1", 0, true},
	    /* 504 rounds away */
	    {"1000003 * 1064471", "f7d79b2e05", 0, false},
	    {"even", "0f98a4", 2, false},
	    {"3", "03", 3, false},
	    {"751 * 1000003", "2cc3628d", 751, false},
	    {"757 * 1000003", "2d1ef01f", 0, false},
	    {"nothing", "", 0, false},
	    {"1", "01", 0, true},
	};
	unsigned char room[64];
	struct rsa_faults f;
	struct error err = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		assert_int_equal(
		    rsa_examine(from_hex(table[i].hex, room), &f, &err),
		    SANREQ_OK);
		if (f.factor != table[i].factor ||
		    f.close_primes != table[i].close)
			fail_msg("%s: factor %u, close %d", table[i].caption,
			    f.factor, f.close_primes);
	}
}

/* 65537^e modulo the product of the first 39 primes, and one more. */
static void
roca_is_told_from_chance(void **state)
{
	/* 65537^12345 mod 2 * 3 * 5 * ... * 167 (bc) */
	static const char power[] =
	    "075cd6488033300e075e9ce5239b30880aee198f9e73962c699ab7fb";
	unsigned char room[64];
	struct octets n = from_hex(power, room);
	struct rsa_faults f;
	struct error err = {0};

	(void)state;
	assert_int_equal(rsa_examine(n, &f, &err), SANREQ_OK);
	assert_true(f.roca);
	assert_int_equal(f.roca_primes, 39);
	room[n.n - 1] = (unsigned char)(room[n.n - 1] + 2);
	assert_int_equal(rsa_examine(n, &f, &err), SANREQ_OK);
	assert_false(f.roca);
	assert_in_range(f.roca_primes, 0, 38);
}

/* Each residue is a power of 65537, but not of the same exponent. */
static void
roca_exponents_must_agree(void **state)
{
	static const char mixed[] =
	    "085bbedf0a66f6d31f7073236daaa58ea370ded987480ca01062eaab";
	unsigned char room[64];
	struct rsa_faults f;
	struct error err = {0};

	(void)state;
	assert_int_equal(
	    rsa_examine(from_hex(mixed, room), &f, &err), SANREQ_OK);
	assert_false(f.roca);
}

static void
huge_moduli_are_left_alone(void **state)
{
	static unsigned char many[1 << 20];
	struct rsa_faults f;
	struct error err = {0};
	char hex[21];

	(void)state;
	memset(many, 0xff, sizeof(many));
	assert_int_equal(
	    rsa_examine((struct octets){many, sizeof(many)}, &f, &err),
	    SANREQ_OK);
	assert_int_equal(f.factor, 0);
	assert_int_equal(
	    rsa_debian_mark((struct octets){many, sizeof(many)}, hex, &err),
	    SANREQ_OK);
	assert_string_equal(hex, "");
}

static void
debian_marks(void **state)
{
	unsigned char room[8];
	struct error err = {0};
	char hex[21];

	(void)state;
	/* printf 'Modulus=F98A5\n' | sha1sum | cut -c 21-40 */
	assert_int_equal(
	    rsa_debian_mark(from_hex("0f98a5", room), hex, &err), SANREQ_OK);
	assert_string_equal(hex, "52f0f527d0b9bb3745eb");
}

#define HASH "00112233445566778899AABBCCDDEEFF00112233445566778899aabbccddeeff"
#define MARK "0123456789abcdef0123"

static void
lists_are_read(void **state)
{
	static const char text[] =
	    "# a list\r\n\r\n" HASH "\n" MARK "\r\n  \n" MARK;
	struct weak_list *list = NULL;
	struct error err = {0};

	(void)state;
	assert_int_equal(
	    weak_list_read(&list, text, sizeof(text) - 1, "x", &err),
	    SANREQ_OK);
	assert_true(weak_list_has(list, HASH));
	assert_true(weak_list_has(list, MARK));
	assert_true(weak_list_has_marks(list));
	assert_false(weak_list_has(list, "1123456789abcdef0123"));
	assert_false(weak_list_has(list, ""));
	assert_false(weak_list_has(list, "0123"));
	weak_list_free(&list);
	assert_null(list);
	weak_list_free(&list);
}

static void
lists_are_refused(void **state)
{
	static const struct {
		const char *text, *why;
	} table[] = {
	    {"", "x: no weak key is listed"},
	    {"# none\n\n", "x: no weak key is listed"},
	    {HASH "\n123\n", "x:2: \"123\""},
	    {"0123456789abcdef012g\n", "x:1: \"0123456789abcdef012g\""},
	    {" " MARK "\n", "x:1: \""},
	    {MARK "0\n", "x:1: \""},
	    {"-----BEGIN PUBLIC KEY-----\n", "x:1: \"-----BEGIN"},
	    {"caf\xc3\xa9\xff\n", "x:1: \"caf"},
	};
	struct weak_list *list = NULL;

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct error err = {0};

		assert_int_equal(weak_list_read(&list, table[i].text,
				     strlen(table[i].text), "x", &err),
		    SANREQ_INPUT);
		assert_null(list);
		if (strncmp(err.text, table[i].why, strlen(table[i].why)) != 0)
			fail_msg("%s", err.text);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(faults_are_found),
	    cmocka_unit_test(roca_is_told_from_chance),
	    cmocka_unit_test(roca_exponents_must_agree),
	    cmocka_unit_test(huge_moduli_are_left_alone),
	    cmocka_unit_test(debian_marks),
	    cmocka_unit_test(lists_are_read),
	    cmocka_unit_test(lists_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
