/*
 * SPDX-License-Identifier: ISC
 *
 * Rows of CSV as shell_csv_read() takes them, line by line, beside what libcsv
 * alone makes of the same bytes in one: all rows of a few bytes that matter,
 * and some longer ones.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include <csv.h>

#include "base/buf.h"
#include "source/shell.h"

#define N(table) (sizeof(table) / sizeof(*(table)))

#define HEAD    "A,B\n"
#define COLUMNS 2
#define ROW_MAX 6 /* bytes of the rows that are tried */

/* What was read: "[field][field]\n" a row. */
struct reading {
	struct buf text;
	struct buf row;
	size_t fields;
	bool wrong; /* another number of fields than of columns */
};

static void
reading_init(struct reading *r)
{
	memset(r, 0, sizeof(*r));
	buf_init(&r->text, 1u << 16);
	buf_init(&r->row, 1u << 16);
}

static void
reading_release(struct reading *r)
{
	buf_release(&r->text);
	buf_release(&r->row);
}

static void
add(struct buf *buf, const char *s, size_t n)
{
	struct error err = {0};

	assert_int_equal(buf_add(buf, s, n, &err), SANREQ_OK);
}

static void
add_field(struct reading *r, const char *s, size_t n)
{
	add(&r->row, "[", 1);
	if (n != 0)
		add(&r->row, s, n);
	add(&r->row, "]", 1);
	r->fields++;
}

static void
end_row(struct reading *r)
{
	r->wrong = r->wrong || r->fields != COLUMNS;
	add(&r->text, buf_text(&r->row), r->row.len);
	add(&r->text, "\n", 1);
	buf_clear(&r->row);
	r->fields = 0;
}

static void
bare_field(void *s, size_t n, void *arg)
{
	add_field(arg, s, n);
}

static void
bare_row(int end, void *arg)
{
	(void)end;
	end_row(arg);
}

/* libcsv's reading; false: it refuses the row. */
static bool
bare_read(const char *row, size_t n, struct reading *r)
{
	struct csv_parser parser;
	bool taken;

	assert_int_equal(csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI), 0);
	taken = csv_parse(&parser, row, n, bare_field, bare_row, r) == n &&
		csv_parse(&parser, "\n", 1, bare_field, bare_row, r) == 1 &&
		csv_fini(&parser, bare_field, bare_row, r) == 0;
	csv_free(&parser);
	return taken && !r->wrong;
}

static enum sanreq_status
take_object(void *arg, const struct shell_object *o, struct error *err)
{
	struct reading *r = arg;

	(void)err;
	for (size_t i = 0; i < o->nproperties; i++) {
		const struct shell_property *p = &o->properties[i];

		assert_int_equal(p->loss, SHELL_WHOLE);
		assert_true(p->nvalues <= 1);
		add_field(r, p->nvalues != 0 ? p->values[0].p : NULL,
		    p->nvalues != 0 ? p->values[0].n : 0);
	}
	end_row(r);
	return SANREQ_OK;
}

static enum sanreq_status
take_missing(void *arg, const char *what, struct error *err)
{
	(void)arg;
	(void)err;
	fail_msg("%s", what);
	return SANREQ_OK;
}

static bool
own_read(const char *row, size_t n, struct reading *r)
{
	const struct shell_sink sink = {
	    .object = take_object, .missing = take_missing, .arg = r};
	struct error err = {0};
	char text[200] = HEAD;
	size_t at = sizeof(HEAD) - 1;
	uint64_t count;

	memcpy(text + at, row, n);
	text[at + n] = '\n';
	return shell_csv_read(-1, text, at + n + 1, "f", &sink, &count, &err) ==
	       SANREQ_OK;
}

/* Lines end where the text does, and empty ones are no rows. */
static bool
is_row(const char *row, size_t n)
{
	return n != 0 && row[n - 1] != '\r' && strspn(row, " \t\r") < n;
}

/* Counts the rows that were taken. */
static void
compare(const char *row, size_t n, size_t *taken)
{
	struct reading own, bare;
	bool own_takes, bare_takes;

	reading_init(&own);
	reading_init(&bare);
	own_takes = own_read(row, n, &own);
	bare_takes = bare_read(row, n, &bare);
	if (own_takes != bare_takes ||
	    (own_takes &&
		strcmp(buf_text(&own.text), buf_text(&bare.text)) != 0))
		fail_msg("{%s}: %d {%s}, libcsv %d {%s}", row, own_takes,
		    buf_text(&own.text), bare_takes, buf_text(&bare.text));
	*taken += own_takes;
	reading_release(&own);
	reading_release(&bare);
}

static void
test_all_short_rows(void **state)
{
	static const char bytes[] = {'a', '"', ',', ' ', '\t', '\r'};
	size_t taken = 0, refused = 0;

	(void)state;
	for (size_t n = 1, count = N(bytes); n <= ROW_MAX;
	     n++, count *= N(bytes))
		for (size_t i = 0; i < count; i++) {
			char row[ROW_MAX + 1] = "";
			size_t before = taken;

			for (size_t k = 0, rest = i; k < n;
			     k++, rest /= N(bytes))
				row[k] = bytes[rest % N(bytes)];
			if (!is_row(row, n))
				continue;
			compare(row, n, &taken);
			refused += taken == before;
		}
	assert_in_range(taken, 1000, refused);
}

static void
test_longer_rows(void **state)
{
	static const char *const rows[] = {
	    "\"EX01\\EWS (Default Web Site)\",\"https://a.example/EWS\"",
	    "\"a;b\",\"c,d\"",
	    "\"a\"\"b\",\"\"\"\"",
	    "\"a\" , \"b\"",
	    " \"a\",\"b\"",
	    "\"a\"b,\"c\"",
	    "\"a\rb\",c",
	    "a\rb,c",
	    "a b c,\td",
	    "\"\",\"\"",
	    "\"a\",\"b\",\"c\"",
	    "\"a\",\"b",
	    "#a,#b",
	};
	size_t taken = 0;

	(void)state;
	for (size_t i = 0; i < N(rows); i++)
		compare(rows[i], strlen(rows[i]), &taken);
	assert_int_equal(taken, 9);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_all_short_rows),
	    cmocka_unit_test(test_longer_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
