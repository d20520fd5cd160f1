/*
 * SPDX-License-Identifier: ISC
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/text.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void
test_characters(void **state)
{
	(void)state;
	for (int i = -128; i < 128; i++) {
		char c = (char)i;
		bool upper = c >= 'A' && c <= 'Z';
		bool lower = c >= 'a' && c <= 'z';

		assert_int_equal(text_lower(c), upper ? c + 32 : c);
		assert_int_equal(text_is_alpha(c), upper || lower);
		assert_int_equal(text_is_digit(c), c >= '0' && c <= '9');
		assert_int_equal(text_is_space(c),
		    c != '\0' && strchr(" \t\n\v\f\r", c) != NULL);
	}
}

static void
test_compares(void **state)
{
	(void)state;
	assert_true(text_same("AbC", 3, "aBc", 3));
	assert_true(text_same("", 0, "", 0));
	assert_true(text_same(NULL, 0, NULL, 0));
	assert_true(text_same("a\0B", 3, "A\0b", 3));
	assert_false(text_same("a\0b", 3, "a\0c", 3));
	assert_false(text_same("abc", 3, "abcd", 4));
	assert_false(text_same("@", 1, "`", 1));
	assert_false(text_same("[", 1, "{", 1));
	assert_false(text_same("\xc3\x84", 2, "\xc3\xa4", 2));
	assert_int_equal(text_casecmp("ABC", "abc"), 0);
	assert_int_equal(text_casecmp("abc", "abd"), -1);
	assert_int_equal(text_casecmp("abd", "ABC"), 1);
	assert_int_equal(text_casecmp("ab", "abc"), -1);
	assert_int_equal(text_casecmp("", ""), 0);
	assert_int_equal(text_casecmp("\xff", "a"), 1);
	assert_true(text_starts("HTTPS://x", 9, "https:"));
	assert_true(text_starts("x", 1, ""));
	assert_false(text_starts("http", 4, "https"));
	assert_true(text_ends("a.LOCAL", 7, ".local"));
	assert_true(text_ends("", 0, ""));
	assert_false(text_ends("local", 5, ".local"));
	assert_false(text_ends("a.local.", 8, ".local"));
}

static void
test_utf8(void **state)
{
	static const struct {
		const char *caption;
		const char *s;
		size_t n;
		bool want;
	} cases[] = {
	    {"empty", "", 0, true},
	    {"ASCII", "abc\x7f", 4, true},
	    {"2 bytes, least", "\xc2\x80", 2, true},
	    {"2 bytes, most", "\xdf\xbf", 2, true},
	    {"3 bytes, least", "\xe0\xa0\x80", 3, true},
	    {"below the surrogates", "\xed\x9f\xbf", 3, true},
	    {"above the surrogates", "\xee\x80\x80", 3, true},
	    {"4 bytes, least", "\xf0\x90\x80\x80", 4, true},
	    {"last code point", "\xf4\x8f\xbf\xbf", 4, true},
	    {"NUL", "a\0b", 3, false},
	    {"overlong NUL", "\xc0\x80", 2, false},
	    {"overlong, 2 bytes", "\xc1\xbf", 2, false},
	    {"overlong, 3 bytes", "\xe0\x9f\xbf", 3, false},
	    {"overlong, 4 bytes", "\xf0\x8f\xbf\xbf", 4, false},
	    {"first surrogate", "\xed\xa0\x80", 3, false},
	    {"last surrogate", "\xed\xbf\xbf", 3, false},
	    {"above the last", "\xf4\x90\x80\x80", 4, false},
	    {"5 bytes", "\xf8\x88\x80\x80\x80", 5, false},
	    {"0xff", "\xff", 1, false},
	    {"continuation alone", "\x80", 1, false},
	    {"truncated, 2 bytes", "\xc3", 1, false},
	    {"truncated, 3 bytes", "\xe2\x82", 2, false},
	    {"truncated, 4 bytes", "\xf0\x9f\x98", 3, false},
	    {"lead and ASCII", "\xc3(", 2, false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (text_is_utf8(cases[i].s, cases[i].n) != cases[i].want)
			fail_msg("%s", cases[i].caption);
}

static void
test_utf8_char(void **state)
{
	uint32_t cp = 0;

	(void)state;
	assert_int_equal(text_utf8_char("\xe2\x82\xacx", 4, &cp), 3);
	assert_int_equal(cp, 0x20ac);
	assert_int_equal(text_utf8_char("\xf0\x9f\x98\x80", 4, &cp), 4);
	assert_int_equal(cp, 0x1f600);
	assert_int_equal(text_utf8_char("\0", 1, &cp), 1);
	assert_int_equal(cp, 0);
	assert_int_equal(text_utf8_char("\xe2\x82\xac", 2, &cp), 0);
}

static void
test_glob(void **state)
{
	static const struct {
		const char *pattern;
		const char *s;
		bool want;
	} cases[] = {
	    {"", "", true},
	    {"*", "", true},
	    {"*", "anything", true},
	    {"**", "a", true},
	    {"a*c", "abbbc", true},
	    {"a*c", "ac", true},
	    {"*.contoso.com", "A.Contoso.COM", true},
	    {"*.contoso.com", "a.b.contoso.com", true},
	    {"autodiscover.*", "autodiscover.contoso.com", true},
	    {"ex??", "EX01", true},
	    {"*a*b", "xaxbxab", true},
	    {"*aab", "aaab", true},
	    {"a*", "*", false},
	    {"", "a", false},
	    {"?", "", false},
	    {"ex??", "ex1", false},
	    {"ex??", "ex001", false},
	    {"*.contoso.com", "contoso.com", false},
	    {"*.contoso.com", "a.contoso.com.", false},
	    {"a*c", "abd", false},
	    {"a*b*c", "acb", false},
	    {"[ab]", "a", false},
	    {"a\\*", "a*", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (text_glob(cases[i].pattern, cases[i].s) != cases[i].want)
			fail_msg(
			    "\"%s\" over \"%s\"", cases[i].pattern, cases[i].s);
}

/* Would take longer than the universe by plain recursion. */
static void
test_glob_is_not_exponential(void **state)
{
	char pattern[201], s[2001];

	(void)state;
	for (size_t i = 0; i < 200; i += 2)
		memcpy(pattern + i, "a*", 2);
	memcpy(pattern + 198, "*b", 3);
	memset(s, 'a', 2000);
	s[2000] = '\0';
	assert_false(text_glob(pattern, s));
	s[1999] = 'b';
	assert_true(text_glob(pattern, s));
}

static void
test_quote(void **state)
{
	static const struct {
		const char *caption;
		const char *s;
		size_t n;
		const char *want;
	} cases[] = {
	    {"empty", "", 0, ""},
	    {"plain", "mail.contoso.com", 16, "mail.contoso.com"},
	    {"umlaut", "\xc3\xbc", 2, "\xc3\xbc"},
	    {"backslash", "a\\b", 3, "a\\\\b"},
	    {"escape sequence", "\x1b[31m", 5, "\\x1b[31m"},
	    {"NUL", "a\0b", 3, "a\\x00b"},
	    {"line end", "a\r\nb", 4, "a\\x0d\\x0ab"},
	    {"tab", "\t", 1, "\\x09"},
	    {"DEL", "\x7f", 1, "\\x7f"},
	    {"C1 control", "\xc2\x9b", 2, "\\xc2\\x9b"},
	    {"not UTF-8", "\xff\xc3", 2, "\\xff\\xc3"},
	    {"overlong", "\xc0\xaf", 2, "\\xc0\\xaf"},
	    {"soft hyphen", "\xc2\xad", 2, "\\xc2\\xad"},
	    {"right-to-left override", "\xe2\x80\xae", 3, "\\xe2\\x80\\xae"},
	    {"zero width space", "\xe2\x80\x8b", 3, "\\xe2\\x80\\x8b"},
	    {"line separator", "\xe2\x80\xa8", 3, "\\xe2\\x80\\xa8"},
	    {"isolate", "\xe2\x81\xa6", 3, "\\xe2\\x81\\xa6"},
	    {"byte order mark", "\xef\xbb\xbf", 3, "\\xef\\xbb\\xbf"},
	    {"tag character", "\xf3\xa0\x81\x81", 4, "\\xf3\\xa0\\x81\\x81"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char dst[TEXT_QUOTE_MAX];

		text_quote(dst, sizeof(dst), cases[i].s, cases[i].n);
		if (strcmp(dst, cases[i].want) != 0)
			fail_msg("%s: %s", cases[i].caption, dst);
	}
	assert_string_equal(QUOTES("a\n"), "a\\x0a");
}

static void
test_quote_exact_size(void **state)
{
	char dst[16];

	(void)state;
	assert_string_equal(text_quote(dst, 7, "abcdef", 6), "abcdef");
	assert_string_equal(text_quote(dst, 6, "abcdef", 6), "ab...");
	/* a last piece that does not fit is not dropped in silence */
	assert_string_equal(text_quote(dst, 10, "abcdef\n", 7), "abcdef...");
	assert_string_equal(text_quote(dst, 11, "abcdef\n", 7), "abcdef\\x0a");
	assert_string_equal(
	    text_quote(dst, 5, "\xc3\xbc\xc3\xbc\xc3\xbc", 6), "...");
}

/* Every size: stays inside, ends, is UTF-8, tells when it is cut. */
static void
test_quote_every_size(void **state)
{
	static const char s[] = "a\\\x1b\xc3\xbc\xe2\x80\xae\xf0\x9f\x98\x80"
				"\xf3\xa0\x81\x81\xff end";

	(void)state;
	for (size_t n = 0; n < sizeof(s); n++) {
		char whole[200];

		text_quote(whole, sizeof(whole), s, n);
		for (size_t size = 0; size < 80; size++) {
			char dst[90];

			memset(dst, 'Z', sizeof(dst));
			text_quote(dst, size, s, n);
			for (size_t k = size; k < sizeof(dst); k++)
				assert_int_equal(dst[k], 'Z');
			if (size == 0)
				continue;
			assert_non_null(memchr(dst, '\0', size));
			assert_true(text_is_utf8(dst, strlen(dst)));
			if (strlen(whole) < size)
				assert_string_equal(dst, whole);
			else if (size >= 4)
				assert_true(text_ends(dst, strlen(dst), "..."));
		}
	}
}

static void
test_nearest(void **state)
{
	static const char *const words[] = {
	    "subject", "extends", "names", "limits", "key", NULL};
	static const char *const none[] = {NULL};
	char big[200];

	(void)state;
	assert_string_equal(text_nearest("subjetc", words), "subject");
	assert_string_equal(text_nearest("Subject", words), "subject");
	assert_string_equal(text_nearest("extend", words), "extends");
	assert_string_equal(text_nearest("naems", words), "names");
	assert_string_equal(text_nearest("limts", words), "limits");
	assert_string_equal(text_nearest("kye", words), "key");
	assert_null(text_nearest("organization", words));
	assert_null(text_nearest("xyz", words));
	assert_null(text_nearest("", words));
	assert_null(text_nearest("k", words));
	assert_null(text_nearest("names", none));
	memset(big, 'k', sizeof(big) - 1);
	big[sizeof(big) - 1] = '\0';
	assert_null(text_nearest(big, words));
}

static void
test_hex(void **state)
{
	static const char wrong[] = "gG/:@`\xc3 ";
	char hex[9] = "";

	(void)state;
	text_hex(hex, "\x00\xff\x7f\x80", 4);
	assert_string_equal(hex, "00ff7f80");
	text_hex(hex, "", 0);
	assert_string_equal(hex, "");
	for (int i = 0; i < 16; i++) {
		assert_int_equal(text_hex_digit("0123456789abcdef"[i]), i);
		assert_int_equal(text_hex_digit("0123456789ABCDEF"[i]), i);
	}
	for (size_t i = 0; i < sizeof(wrong); i++)
		assert_int_equal(text_hex_digit(wrong[i]), -1);
}

static void
test_order(void **state)
{
	(void)state;
	assert_true(text_order("a", "b") < 0);
	assert_true(text_order("b", "a") > 0);
	assert_int_equal(text_order("a", "a"), 0);
	assert_true(text_order(NULL, "") < 0);
	assert_true(text_order("", NULL) > 0);
	assert_int_equal(text_order(NULL, NULL), 0);
}

static void
test_lines(void **state)
{
	/* '|' between the lines as they are cut and trimmed */
	static const char *const cases[][2] = {{"", ""}, {"a", "a|"},
	    {"a\n", "a|"}, {"\n", "|"}, {"\n\na", "||a|"},
	    {"a\r\n \tb c\v\n", "a|b c|"}, {" \n\f", "||"}};
	char got[32];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *text = cases[i][0], *line;
		size_t n = strlen(text), len, at = 0;

		while (text_cut_line(&text, &n, &line, &len)) {
			text_trim(&line, &len);
			memcpy(got + at, line, len);
			at += len;
			got[at++] = '|';
		}
		got[at] = '\0';
		assert_string_equal(got, cases[i][1]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_hex),
	    cmocka_unit_test(test_order),
	    cmocka_unit_test(test_lines),
	    cmocka_unit_test(test_characters),
	    cmocka_unit_test(test_compares),
	    cmocka_unit_test(test_utf8),
	    cmocka_unit_test(test_utf8_char),
	    cmocka_unit_test(test_glob),
	    cmocka_unit_test(test_glob_is_not_exponential),
	    cmocka_unit_test(test_quote),
	    cmocka_unit_test(test_quote_exact_size),
	    cmocka_unit_test(test_quote_every_size),
	    cmocka_unit_test(test_nearest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
