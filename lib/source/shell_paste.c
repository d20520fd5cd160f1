/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "base/text.h"
#include "source/shell_paste.h"

#define LINE_MAX ((size_t)4 << 20)
#define MARK     "\xef\xbb\xbf" /* U+FEFF */

void
paste_init(struct paste *p)
{
	memset(p, 0, sizeof(*p));
	buf_init(&p->text, LINE_MAX);
}

void
paste_release(struct paste *p)
{
	buf_release(&p->text);
}

size_t
paste_unquote(struct bytes *line, size_t max)
{
	size_t n = 0;

	while (n < max && line->n != 0 && line->p[0] == '>') {
		size_t skip = line->n > 1 && line->p[1] == ' ' ? 2 : 1;

		*line = (struct bytes){line->p + skip, line->n - skip};
		n++;
	}
	return n;
}

bool
paste_mark(struct bytes *line)
{
	if (line->n < 3 || memcmp(line->p, MARK, 3) != 0)
		return false;
	*line = (struct bytes){line->p + 3, line->n - 3};
	return true;
}

static bool
has_mark(struct bytes line)
{
	size_t i = text_ascii_run(line.p, line.n);

	for (; i + 3 <= line.n; i++)
		if (memcmp(line.p + i, MARK, 3) == 0)
			return true;
	return false;
}

enum sanreq_status
paste_mark_check(struct bytes line, struct error *err)
{
	if (!has_mark(line))
		return SANREQ_OK;
	return error_set(err, SANREQ_INPUT,
	    "\"%s\": a byte order mark within a line: two files were put "
	    "together, and the first had no line end; give each by itself",
	    QUOTE(line.p, line.n));
}

/* The first line tells; ">" alone quotes an empty one. */
static enum sanreq_status
quotes_take(struct paste *p, struct bytes *line, struct error *err)
{
	struct bytes whole = *line;
	size_t n;

	if (bytes_trim(whole).n == 0)
		return SANREQ_OK;
	if (!p->has_text) {
		n = paste_unquote(line, PASTE_QUOTES_MAX);
		p->quotes = n;
		p->has_text = bytes_trim(*line).n != 0;
		return SANREQ_OK;
	}
	if (p->quotes == 0 || paste_unquote(line, p->quotes) == p->quotes)
		return SANREQ_OK;
	return error_set(err, SANREQ_INPUT,
	    "\"%s\" does not begin with \">\", as the lines above it do: the "
	    "mail that quotes them has broken a line; send the file itself",
	    QUOTE(whole.p, whole.n));
}

/* Spaces that are none of ASCII's: no-break, of a certain width, of Chinese
 * and Japanese text. */
static bool
is_wide_space(uint32_t c)
{
	return c == 0xa0 || (c >= 0x2000 && c <= 0x200a) || c == 0x202f ||
	       c == 0x205f || c == 0x3000;
}

/* Zero width space, marks of direction, word joiner. */
static bool
is_widthless(uint32_t c)
{
	return c == 0x200b || c == 0x200e || c == 0x200f || c == 0x2060;
}

static bool
ends_word(struct bytes rest)
{
	uint32_t c;

	return rest.n == 0 || text_is_space(rest.p[0]) ||
	       (text_utf8_char(rest.p, rest.n, &c) != 0 &&
		   (is_wide_space(c) || is_widthless(c)));
}

/* Spaces become spaces; what has no width goes at the ends of words. */
static enum sanreq_status
spaces_mend(struct paste *p, struct bytes *line, struct error *err)
{
	buf_clear(&p->text);
	for (size_t i = 0, n; i < line->n; i += n) {
		struct bytes rest = {line->p + i, line->n - i};
		struct bytes put = rest;
		bool begins =
		    p->text.len == 0 || p->text.data[p->text.len - 1] == ' ';
		uint32_t c = 0;

		n = text_utf8_char(rest.p, rest.n, &c);
		if (n == 0)
			n = 1;
		put.n = n;
		if (is_wide_space(c))
			put = (struct bytes){" ", 1};
		else if (is_widthless(c) &&
			 (begins ||
			     ends_word((struct bytes){rest.p + n, rest.n - n})))
			put.n = 0;
		if (buf_add(&p->text, put.p, put.n, err) != SANREQ_OK)
			return err->status;
	}
	*line = (struct bytes){buf_text(&p->text), p->text.len};
	return SANREQ_OK;
}

enum sanreq_status
paste_line(struct paste *p, struct bytes *line, struct error *err)
{
	if (paste_mark(line))
		p->has_text = false;
	if (paste_mark_check(*line, err) != SANREQ_OK)
		return err->status;
	if (text_ascii_run(line->p, line->n) < line->n &&
	    spaces_mend(p, line, err) != SANREQ_OK)
		return err->status;
	return quotes_take(p, line, err);
}
