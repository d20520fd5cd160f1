/*
 * SPDX-License-Identifier: ISC
 *
 * Export-Csv, and CSV that scripts write: libcsv takes the fields apart, fed
 * line by line so that every row has its number. The first row names the
 * columns and tells, by its separators, what separates.
 */
#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "name/name.h"
#include "source/code_page.h"
#include "source/shell_maker.h"
#include "source/shell_paste.h"
#include "source/window.h"

#define WHERE_MAX 512
#define LINE_MAX  ((size_t)1 << 20)
#define FIELD_MAX ((size_t)1 << 20) /* bytes of a field of many lines */

struct csv_reader {
	struct window w;
	struct code_page page;
	struct csv_parser parser;
	struct shell_maker maker;
	struct buf heads; /* names of the columns, one behind another */
	struct maker_value *names; /* where each is in heads */
	size_t nnames, names_cap;
	char type[512]; /* of the line #TYPE */
	size_t ntype;
	size_t field;            /* of the row that is being read */
	uint64_t row_line;       /* where it began; 0: none is begun */
	unsigned char separator; /* as stated above the columns; 0: not */
	bool has_heads;
	bool is_bare;   /* no quotation mark ends the last line */
	bool is_guess;  /* a line of the row was of an assumed code page */
	struct buf top; /* the line of the heads */
	struct error *err;
	char where[WHERE_MAX];
};

/* --- the first row ------------------------------------------------------ */

static void
head_add(struct csv_reader *r, struct bytes name)
{
	if (r->field == 1) {
		maker_begin(&r->maker, r->row_line);
		if (maker_type(&r->maker, (struct bytes){r->type, r->ntype},
			r->err) != SANREQ_OK)
			return;
	}
	if (name.n != 0 && maker_has(&r->maker, name))
		error_set(r->err, SANREQ_INPUT, "two columns are named '%s'",
		    QUOTE(name.p, name.n));
	else
		(void)!maker_property(&r->maker, name, r->err);
}

static void
heads_check(struct csv_reader *r)
{
	struct bytes first = maker_name(&r->maker, 0);
	struct error why = {0};
	struct name name;

	r->has_heads = true;
	if (name_parse(first.p, first.n, &name, &why) == SANREQ_OK &&
	    name.kind != NAME_NETBIOS)
		error_set(r->err, SANREQ_INPUT,
		    "\"%s\" is a host, not the name of a column: give a list "
		    "of names one a line, without commas",
		    name.text);
}

/* What separates the columns of the first row. */
static unsigned char
separator_of(struct bytes line)
{
	static const char separators[] = {',', ';', '\t'};
	size_t counts[3] = {0}, best = 0;
	bool quoted = false;

	for (size_t i = 0; i < line.n; i++) {
		quoted = quoted != (line.p[i] == '"');
		for (size_t k = 0; k < 3 && !quoted; k++)
			counts[k] += line.p[i] == separators[k];
	}
	for (size_t k = 1; k < 3; k++)
		if (counts[k] > counts[best])
			best = k;
	return (unsigned char)separators[best];
}

/* --- rows -------------------------------------------------------------- */

/* libcsv has the whole field; the error ends the reading after the line. */
static void
take_field(void *field, size_t n, void *arg)
{
	struct csv_reader *r = arg;
	struct bytes s = {field, n};
	size_t i = r->field++;

	if (r->err->status != SANREQ_OK)
		return;
	if (!r->has_heads) {
		head_add(r, s);
		return;
	}
	if (i >= r->maker.nproperties)
		return;
	if (i == 0)
		maker_again(&r->maker, r->row_line);
	maker_next(&r->maker);
	(void)!maker_value(&r->maker, s, r->err);
}

static void
row_hand(struct csv_reader *r)
{
	r->maker.is_ansi = r->is_guess;
	(void)!maker_hand(&r->maker, r->err);
}

static void
take_row(int end, void *arg)
{
	struct csv_reader *r = arg;
	size_t n = r->field;

	(void)end;
	r->field = 0;
	if (r->err->status != SANREQ_OK)
		return;
	if (!r->has_heads)
		heads_check(r);
	else if (n != r->maker.nproperties)
		error_set(r->err, SANREQ_INPUT,
		    "a row of %zu fields under %zu columns: the file is "
		    "damaged, or two were put together",
		    n, r->maker.nproperties);
	else
		row_hand(r);
	r->row_line = 0;
	r->is_guess = false;
}

static enum sanreq_status
parser_fault(struct csv_reader *r)
{
	if (r->err->status != SANREQ_OK)
		return r->err->status;
	if (csv_error(&r->parser) == CSV_ENOMEM)
		return error_memory(r->err);
	return error_set(r->err, SANREQ_INPUT,
	    "a quotation mark inside of a field: it must be doubled");
}

static enum sanreq_status
feed(struct csv_reader *r, struct bytes line)
{
	if (r->row_line == 0)
		r->row_line = r->w.line;
	if (csv_parse(&r->parser, line.p, line.n, take_field, take_row, r) !=
		line.n ||
	    csv_parse(&r->parser, "\n", 1, take_field, take_row, r) != 1)
		return parser_fault(r);
	if (r->err->status == SANREQ_OK && r->row_line != 0 &&
	    csv_get_buffer_size(&r->parser) > FIELD_MAX)
		error_set(r->err, SANREQ_INPUT,
		    "a field longer than %zu bytes: is a quotation mark never "
		    "closed?",
		    FIELD_MAX);
	return r->err->status;
}

/* "#TYPE Selected.Microsoft.Exchange..." above the columns. */
static enum sanreq_status
type_line(struct csv_reader *r, struct bytes line)
{
	static const size_t skip = sizeof("#TYPE ") - 1;

	line = (struct bytes){line.p + skip, line.n - skip};
	if (line.n > sizeof(r->type))
		return error_set(r->err, SANREQ_INPUT, "#TYPE: too long");
	memcpy(r->type, line.p, line.n);
	r->ntype = line.n;
	return SANREQ_OK;
}

/* "sep=;" above the columns, which Excel goes by. */
static bool
is_separator_line(struct bytes line)
{
	return line.n == 5 && text_starts(line.p, line.n, "sep=");
}

static enum sanreq_status
separator_line(struct csv_reader *r, struct bytes line)
{
	if (line.p[4] != ',' && line.p[4] != ';' && line.p[4] != '\t')
		return error_set(r->err, SANREQ_INPUT,
		    "columns separated by \"%s\": only a comma, a semicolon "
		    "or a tab may",
		    QUOTE(line.p + 4, 1));
	r->separator = (unsigned char)line.p[4];
	return SANREQ_OK;
}

/* Files appended with Export-Csv -Append or copied together. */
static bool
begins_anew(const struct csv_reader *r, struct bytes *line)
{
	bool marked = paste_mark(line);

	return r->has_heads && r->row_line == 0 &&
	       (marked || text_starts(line->p, line->n, "#TYPE ") ||
		   (line->n == r->top.len && line->n != 0 &&
		       memcmp(line->p, r->top.data, line->n) == 0));
}

/* Word puts them for quotation marks, which then enclose nothing. */
static enum sanreq_status
quotes_check(struct csv_reader *r, struct bytes line)
{
	static const char *const marks[] = {
	    "\xe2\x80\x9c", "\xe2\x80\x9d", "\xe2\x80\x9e"};

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		if (text_starts(line.p, line.n, marks[i]))
			return error_set(r->err, SANREQ_INPUT,
			    "the columns stand in typographic quotation marks "
			    "(\xe2\x80\x9c): a mail or word processor has "
			    "changed "
			    "the text; send the file itself");
	return SANREQ_OK;
}

static enum sanreq_status
heads_line(struct csv_reader *r, struct bytes line)
{
	if (quotes_check(r, line) != SANREQ_OK)
		return r->err->status;
	buf_clear(&r->top);
	if (buf_add(&r->top, line.p, line.n, r->err) != SANREQ_OK)
		return r->err->status;
	csv_set_delim(
	    &r->parser, r->separator != 0 ? r->separator : separator_of(line));
	return feed(r, line);
}

static enum sanreq_status
take_line(struct csv_reader *r, struct bytes line)
{
	if (begins_anew(r, &line))
		r->has_heads = false;
	if (r->has_heads || r->row_line != 0) {
		if (r->row_line == 0 && bytes_trim(line).n == 0)
			return SANREQ_OK;
		return feed(r, line);
	}
	if (bytes_trim(line).n == 0)
		return SANREQ_OK;
	if (text_starts(line.p, line.n, "#TYPE "))
		return type_line(r, line);
	if (is_separator_line(line))
		return separator_line(r, line);
	if (line.p[0] == '#')
		return SANREQ_OK;
	return heads_line(r, line);
}

/* Makes a line UTF-8. */
static enum sanreq_status
line_convert(struct csv_reader *r, struct bytes *line)
{
	struct bytes rest;
	bool is_guess;

	if (text_ascii_run(line->p, line->n) == line->n)
		return SANREQ_OK;
	if (code_page_line(&r->page, line, &is_guess, r->err) != SANREQ_OK)
		return r->err->status;
	r->is_guess = r->is_guess || is_guess;
	rest = *line;
	(void)paste_mark(&rest);
	return paste_mark_check(rest, r->err);
}

static enum sanreq_status
text_end(struct csv_reader *r)
{
	if (r->row_line != 0 ||
	    csv_fini(&r->parser, take_field, take_row, r) != 0) {
		error_set(r->err, SANREQ_INPUT,
		    "the quotation mark of a field is never closed: the file "
		    "is damaged or cut");
		return window_fault(
		    &r->w, r->row_line != 0 ? r->row_line : r->w.line, r->err);
	}
	if (!r->w.unended || !r->is_bare)
		return r->err->status;
	return r->maker.sink->missing(r->maker.sink->arg,
	    "the last row may be cut: its line has no end", r->err);
}

static enum sanreq_status
read_all(struct csv_reader *r)
{
	uint64_t began;
	struct bytes line;

	for (;;) {
		r->w.base = r->w.pos;
		if (window_line(&r->w, &line, r->err) != SANREQ_OK)
			return r->err->status;
		if (line.p == NULL)
			return text_end(r);
		began = r->row_line != 0 ? r->row_line : r->w.line;
		r->is_bare = line.n != 0 && line.p[line.n - 1] != '"';
		if (line_convert(r, &line) != SANREQ_OK ||
		    take_line(r, line) != SANREQ_OK)
			return window_fault_once(&r->w, began, r->err);
	}
}

/* White space around a value is told of by who reads it: the parser takes
 * none off inside of quotation marks, and all outside. */
enum sanreq_status
shell_csv_read(int fd, const char *head, size_t nhead, const char *where,
    const struct shell_sink *sink, uint64_t *n, struct error *err)
{
	struct csv_reader r = {
	    .w = {.unit = "line", .max = LINE_MAX, .guess = true}, .err = err};

	maker_init(&r.maker, sink);
	buf_init(&r.top, LINE_MAX * 4);
	code_page_init(&r.page, sink->encoding, head, nhead);
	r.w.where = text_quote(r.where, sizeof(r.where), where, strlen(where));
	*n = 0;
	if (csv_init(&r.parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
		code_page_release(&r.page);
		return error_memory(err);
	}
	csv_set_blk_size(&r.parser, 64u << 10);
	if (window_init(&r.w, fd, head, nhead, err) == SANREQ_OK)
		(void)!read_all(&r);
	*n = r.maker.nobjects;
	window_release(&r.w);
	csv_free(&r.parser);
	code_page_release(&r.page);
	buf_release(&r.top);
	maker_release(&r.maker);
	return err->status;
}
