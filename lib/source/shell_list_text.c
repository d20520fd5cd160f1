/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "base/text.h"
#include "source/shell_list_text.h"

#define TAB_STOP 8

/* --- lines -------------------------------------------------------- */

size_t
list_length(struct bytes line)
{
	size_t n = 0;

	while (line.n != 0 && text_is_space(line.p[line.n - 1]))
		line.n--;
	for (size_t i = 0; i < line.n; i++)
		n += (line.p[i] & 0xc0) != 0x80;
	return n;
}

size_t
list_indent(struct bytes line)
{
	size_t n = 0;

	while (n < line.n && line.p[n] == ' ')
		n++;
	return n;
}

/* --- properties -------------------------------------------------------- */

static bool
is_key_char(char c)
{
	return text_is_alpha(c) || text_is_digit(c) || c == '_' || c == '.';
}

/* The column behind the character at at, which is in the column to. */
static size_t
column_next(struct bytes line, size_t at, size_t to)
{
	return line.p[at] == '\t' ? to / TAB_STOP * TAB_STOP + TAB_STOP
				  : to + 1;
}

bool
list_property_parse(struct bytes line, bool is_tabbed, struct list_property *p)
{
	size_t from = 0, to, at;

	p->column = 0;
	for (; from < line.n && text_is_space(line.p[from]); from++)
		p->column = column_next(line, from, p->column);
	for (to = from; to < line.n && is_key_char(line.p[to]); to++)
		p->column++;
	p->is_tabbed = false;
	for (at = to; at < line.n && text_is_space(line.p[at]); at++) {
		p->column = column_next(line, at, p->column);
		p->is_tabbed = p->is_tabbed || line.p[at] == '\t';
	}
	if (to == from || at == line.n || line.p[at] != ':' ||
	    (at + 1 < line.n && !text_is_space(line.p[at + 1])))
		return false;
	if (at + 1 < line.n && line.p[at + 1] == '\t')
		p->is_tabbed = true;
	else if (at == to && (!is_tabbed || at + 1 < line.n))
		return false;
	p->name = (struct bytes){line.p + from, to - from};
	p->width = at - from;
	at += at + 1 < line.n ? 2 : 1;
	p->value = (struct bytes){line.p + at, line.n - at};
	return true;
}

enum sanreq_status
list_again_check(struct bytes first, struct bytes name, struct error *err)
{
	if (text_same(first.p, first.n, name.p, name.n))
		return SANREQ_OK;
	return error_set(err, SANREQ_INPUT,
	    "'%s' again, while the object begins with '%s': with empty lines "
	    "between the properties it cannot be told where one object ends; "
	    "leave them between objects only",
	    QUOTE(name.p, name.n), QUOTE(first.p, first.n));
}

/* --- values -------------------------------------------------------- */

/* Takes the mark of what was left out off, "..." or one character of it. */
static bool
cut_mark(struct bytes *s)
{
	static const char *const marks[] = {"...", "\xe2\x80\xa6"};

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		if (!text_ends(s->p, s->n, marks[i]))
			continue;
		s->n -= strlen(marks[i]);
		*s = bytes_trim(*s);
		return true;
	}
	return false;
}

/* The inside of braces. Elements that are certificate names hold commas of
 * their own, and are left in one piece. */
static enum sanreq_status
elements_add(struct shell_maker *m, struct bytes s, struct error *err)
{
	bool split = memchr(s.p, '<', s.n) == NULL;

	if (cut_mark(&s))
		maker_loss(m, SHELL_CUT);
	while (s.n != 0) {
		const char *comma = split ? memchr(s.p, ',', s.n) : NULL;
		size_t n = comma != NULL ? (size_t)(comma - s.p) : s.n;

		if (maker_value(m, bytes_trim((struct bytes){s.p, n}), err) !=
		    SANREQ_OK)
			return err->status;
		n += comma != NULL;
		s = (struct bytes){s.p + n, s.n - n};
	}
	return SANREQ_OK;
}

enum sanreq_status
list_value_add(struct shell_maker *m, struct bytes text, struct error *err)
{
	struct bytes s = bytes_trim(text);

	if (s.n == 0 || s.p[0] != '{')
		return maker_value(m, s, err);
	if (s.p[s.n - 1] == '}')
		return elements_add(
		    m, bytes_trim((struct bytes){s.p + 1, s.n - 2}), err);
	maker_loss(m, SHELL_CUT); /* the file ends in it */
	return SANREQ_OK;
}
