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

#include "exchange/powershell.h"

typedef void (*put_fn)(FILE *, const char *, size_t);

/* What the function writes must be this, on one line of printable ASCII. */
static void
writes(put_fn put, const char *s, size_t n, const char *want)
{
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	assert_non_null(file);
	put(file, s, n);
	assert_int_equal(fclose(file), 0);
	assert_string_equal(text, want);
	for (size_t i = 0; i < size; i++)
		assert_true(text[i] >= 0x20 && text[i] <= 0x7e);
	free(text);
}

static void
test_string(void **state)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
	    {"", "''"},
	    {"EX01\\EWS (Default Web Site)", "'EX01\\EWS (Default Web Site)'"},
	    {"'", "''''"},
	    {"''", "''''''"},
	    {"a'; Remove-Mailbox x; '", "'a''; Remove-Mailbox x; '''"},
	    {"$(calc)`n\"#>", "'$(calc)`n\"#>'"},
	    {"$env:x ${y} @(z) & | ; # c", "'$env:x ${y} @(z) & | ; # c'"},
	    {"\xe2\x80\x98", "('' + [char]0x2018)"},
	    {"\xe2\x80\x99; calc", "('' + [char]0x2019 + '; calc')"},
	    {"a\xe2\x80\x9a'", "('a' + [char]0x201A + '''')"},
	    {"\xe2\x80\x9b\xe2\x80\x9b", "('' + [char]0x201B + [char]0x201B)"},
	    {"b\xc3\xbc"
	     "cher",
		"('b' + [char]0x00FC + 'cher')"},
	    {"\xf0\x9f\x98\x80", "('' + [char]0xD83D + [char]0xDE00)"},
	    {"x\xf4\x8f\xbf\xbf", "('x' + [char]0xDBFF + [char]0xDFFF)"},
	    {"\xef\xbf\xbf", "('' + [char]0xFFFF)"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t n = strlen(cases[i].text);

		assert_true(powershell_takes(cases[i].text, n));
		writes(powershell_string, cases[i].text, n, cases[i].want);
	}
}

#define BYTES(s) s, sizeof(s) - 1

static void
test_refused(void **state)
{
	static const struct {
		const char *text;
		size_t n;
	} cases[] = {
	    {BYTES("a\nb")},
	    {BYTES("a\rb")},
	    {BYTES("a\0b")},
	    {BYTES("\t")},
	    {BYTES("\x1b[2J")},
	    {BYTES("\x7f")},
	    {BYTES("\xc2\x85")},     /* next line */
	    {BYTES("\xe2\x80\xa8")}, /* line separator */
	    {BYTES("\xe2\x80\xa9")}, /* paragraph separator */
	    {BYTES("\xe2\x80\xae")}, /* right to left override */
	    {BYTES("\xe2\x81\xa6")}, /* left to right isolate */
	    {BYTES("\xe2\x80\x8b")}, /* zero width space */
	    {BYTES("\xef\xbb\xbf")}, /* byte order mark */
	    {BYTES("\xc2\xad")},     /* soft hyphen */
	    {BYTES("\xff")},         /* no UTF-8 at all */
	    {BYTES("\xe2\x80")},     /* cut */
	    {BYTES("\xc0\xa7")},     /* overlong quote */
	    {BYTES("\xed\xa0\x80")}, /* surrogate */
	    {BYTES("\xf4\x90\x80\x80")},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_false(powershell_takes(cases[i].text, cases[i].n));
}

static void
test_remark(void **state)
{
	static const struct {
		const char *text;
		size_t n;
		const char *want;
	} cases[] = {
	    {BYTES("https://ex01/owa"), "https://ex01/owa"},
	    {BYTES("a\nRemove-Mailbox x"), "a\\u{000A}Remove-Mailbox x"},
	    {BYTES("a\r\0\t"), "a\\u{000D}\\u{0000}\\u{0009}"},
	    {BYTES("\xe2\x80\xa8"
		   "b"),
		"\\u{2028}b"},
	    {BYTES("\xe2\x80\x99"), "\\u{2019}"},
	    {BYTES("\xf0\x9f\x98\x80"), "\\u{1F600}"},
	    {BYTES("\xff\xfe"), "\\xFF\\xFE"},
	    {BYTES("#> $(x) `"), "#> $(x) `"},
	    {BYTES("EX01\\EWS"), "EX01\\EWS"},
	    {BYTES("\\u{000A}"), "\\\\u{000A}"},
	    {BYTES("\\x41\\\\"), "\\\\x41\\\\\\"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		writes(powershell_remark, cases[i].text, cases[i].n,
		    cases[i].want);
}

/* Every character, each at the beginning, in the middle and at the end. */
static void
test_all(void **state)
{
	(void)state;
	for (uint32_t cp = 0; cp < 0x110000; cp += cp < 0x3000 ? 1 : 7) {
		char utf8[4], text[16], *out = NULL;
		size_t n = 0, size;
		FILE *file;

		if (cp < 0x80)
			utf8[n++] = (char)cp;
		else if (cp < 0x800)
			utf8[n++] = (char)(0xc0 | cp >> 6);
		else if (cp < 0x10000)
			utf8[n++] = (char)(0xe0 | cp >> 12);
		else
			utf8[n++] = (char)(0xf0 | cp >> 18);
		if (cp >= 0x10000)
			utf8[n++] = (char)(0x80 | (cp >> 12 & 0x3f));
		if (cp >= 0x800)
			utf8[n++] = (char)(0x80 | (cp >> 6 & 0x3f));
		if (cp >= 0x80)
			utf8[n++] = (char)(0x80 | (cp & 0x3f));
		memcpy(text, utf8, n);
		text[n] = 'a';
		memcpy(text + n + 1, utf8, n);
		if (!powershell_takes(text, 2 * n + 1))
			continue;
		file = open_memstream(&out, &size);
		assert_non_null(file);
		powershell_string(file, text, 2 * n + 1);
		assert_int_equal(fclose(file), 0);
		for (size_t i = 0; i < size; i++)
			assert_true(out[i] >= 0x20 && out[i] <= 0x7e);
		free(out);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_string),
	    cmocka_unit_test(test_refused),
	    cmocka_unit_test(test_remark),
	    cmocka_unit_test(test_all),
	};

	return cmocka_run_group_tests_name("powershell", tests, NULL, NULL);
}
