/*
 * SPDX-License-Identifier: ISC
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"

static void
test_grows(void **state)
{
	struct error err = {0};
	struct buf buf;

	(void)state;
	buf_init(&buf, 1000);
	assert_string_equal(buf_text(&buf), "");
	for (size_t i = 0; i < 1000; i++) {
		assert_int_equal(buf_add(&buf, "x", 1, &err), SANREQ_OK);
		assert_int_equal(buf.len, i + 1);
		assert_int_equal(strlen(buf_text(&buf)), i + 1);
	}
	buf_release(&buf);
	assert_null(buf.data);
	assert_string_equal(buf_text(&buf), "");
}

static void
test_ceiling(void **state)
{
	static const size_t over[] = {6, 7, 100, SIZE_MAX - 5, SIZE_MAX};
	struct error err = {0};
	struct buf buf;

	(void)state;
	buf_init(&buf, 10);
	assert_int_equal(buf_adds(&buf, "12345", &err), SANREQ_OK);
	for (size_t i = 0; i < sizeof(over) / sizeof(over[0]); i++) {
		assert_int_equal(
		    buf_add(&buf, "never read", over[i], &err), SANREQ_LIMIT);
		assert_non_null(strstr(err.text, "10 bytes"));
		assert_string_equal(buf_text(&buf), "12345");
		error_clear(&err);
	}
	assert_int_equal(buf_addf(&buf, &err, "%s", "678901"), SANREQ_LIMIT);
	assert_string_equal(buf_text(&buf), "12345");
	error_clear(&err);
	assert_int_equal(buf_addf(&buf, &err, "%d", 67890), SANREQ_OK);
	assert_string_equal(buf_text(&buf), "1234567890");
	assert_int_equal(buf_add(&buf, "x", 1, &err), SANREQ_LIMIT);
	error_clear(&err);
	assert_int_equal(buf_add(&buf, NULL, 0, &err), SANREQ_OK);
	buf_release(&buf);
}

/* Without a ceiling a length that cannot be must still end. */
static void
test_no_ceiling(void **state)
{
	struct error err = {0};
	struct buf buf;

	(void)state;
	buf_init(&buf, SIZE_MAX);
	assert_int_equal(buf_adds(&buf, "x", &err), SANREQ_OK);
	assert_int_equal(
	    buf_add(&buf, "never read", SIZE_MAX - 1, &err), SANREQ_LIMIT);
	assert_string_equal(buf_text(&buf), "x");
	buf_release(&buf);
}

static void
test_clear_and_nul(void **state)
{
	struct error err = {0};
	struct buf buf;

	(void)state;
	buf_init(&buf, 100);
	buf_clear(&buf);
	assert_int_equal(buf_add(&buf, "a\0b", 3, &err), SANREQ_OK);
	assert_int_equal(buf.len, 3);
	assert_memory_equal(buf.data, "a\0b", 4);
	buf_clear(&buf);
	assert_int_equal(buf.len, 0);
	assert_string_equal(buf_text(&buf), "");
	assert_int_equal(buf_addf(&buf, &err, "%s-%d", "a", 1), SANREQ_OK);
	assert_string_equal(buf_text(&buf), "a-1");
	buf_release(&buf);
}

static void
test_first_error_wins(void **state)
{
	struct error err = {0};

	(void)state;
	assert_int_equal(
	    error_rule(&err, SANREQ_NAME, "NAM09", "bad %d", 1), SANREQ_NAME);
	assert_string_equal(err.text, "NAM09: bad 1");
	assert_string_equal(err.rule, "NAM09");
	assert_int_equal(error_set(&err, SANREQ_INPUT, "later"), SANREQ_NAME);
	assert_int_equal(
	    error_errno(&err, SANREQ_OUTPUT, "later"), SANREQ_NAME);
	assert_int_equal(error_memory(&err), SANREQ_NAME);
	assert_string_equal(err.text, "NAM09: bad 1");
	assert_int_equal(error_prefix(&err, "%s:%d", "f", 3), SANREQ_NAME);
	assert_int_equal(error_prefix(&err, "outer"), SANREQ_NAME);
	assert_string_equal(err.text, "outer: f:3: NAM09: bad 1");
	error_clear(&err);
	assert_int_equal(err.status, SANREQ_OK);
	assert_null(err.rule);
	assert_string_equal(err.text, "");
}

static void
test_errno(void **state)
{
	struct error err = {0};

	(void)state;
	errno = ENOENT;
	assert_int_equal(
	    error_errno(&err, SANREQ_OUTPUT, "x.csr"), SANREQ_OUTPUT);
	assert_string_equal(err.text, "x.csr: No such file or directory");
}

/* Long messages are cut, at a whole character, and keep both their ends. */
static void
test_long_messages(void **state)
{
	char text[2 * ERROR_TEXT_MAX + 1];

	(void)state;
	for (size_t lead = 0; lead < 4; lead++) {
		static const char *const fill[] = {
		    "\xc3\xbc", "\xe2\x82\xac", "\xf0\x9f\x98\x80"};

		for (size_t f = 0; f < 3; f++) {
			struct error err = {0};
			size_t n = lead, len = strlen(fill[f]);

			memset(text, 'x', lead);
			for (; n + len < sizeof(text); n += len)
				memcpy(text + n, fill[f], len);
			text[n] = '\0';
			error_set(&err, SANREQ_INPUT, "%s", text);
			n = strlen(err.text);
			assert_in_range(
			    n, ERROR_TEXT_MAX - 4, ERROR_TEXT_MAX - 1);
			assert_true(text_is_utf8(err.text, n));
			error_prefix(&err, "%s", text);
			n = strlen(err.text);
			assert_true(n < ERROR_TEXT_MAX);
			assert_true(text_is_utf8(err.text, n));
			assert_non_null(strstr(err.text, ": "));
		}
	}
}

static void
test_long_prefix_keeps_message(void **state)
{
	struct error err = {0};
	char text[3000];

	(void)state;
	memset(text, 'p', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	error_set(&err, SANREQ_INPUT, "the cause");
	error_prefix(&err, "%s", text);
	error_prefix(&err, "near");
	assert_non_null(strstr(err.text, "p: the cause"));
	assert_int_equal(strncmp(err.text, "near: p", 7), 0);
}

static void
test_array(void **state)
{
	struct error err = {0};
	void *items = NULL;
	size_t cap = 0;

	(void)state;
	assert_int_equal(array_grow(&items, &cap, 4, 1, &err), SANREQ_OK);
	assert_int_equal(cap, 64);
	memset(items, 7, 4 * cap);
	assert_int_equal(array_grow(&items, &cap, 4, 64, &err), SANREQ_OK);
	assert_int_equal(cap, 64);
	assert_int_equal(array_grow(&items, &cap, 4, 200, &err), SANREQ_OK);
	assert_int_equal(cap, 256);
	assert_int_equal(((char *)items)[255], 7);
	assert_int_equal(
	    array_grow(&items, &cap, SIZE_MAX / 512 + 1, 300, &err),
	    SANREQ_NO_MEMORY);
	assert_int_equal(cap, 256);
	free(items);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_array),
	    cmocka_unit_test(test_grows),
	    cmocka_unit_test(test_ceiling),
	    cmocka_unit_test(test_no_ceiling),
	    cmocka_unit_test(test_clear_and_nul),
	    cmocka_unit_test(test_first_error_wins),
	    cmocka_unit_test(test_errno),
	    cmocka_unit_test(test_long_messages),
	    cmocka_unit_test(test_long_prefix_keeps_message),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
