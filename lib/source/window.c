/*
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "source/window.h"

#define WINDOW_MIN (256u << 10) /* fits the second-level cache */

enum sanreq_status
window_fault(const struct window *w, uint64_t line, struct error *err)
{
	return error_prefix(err, "%s:%" PRIu64, w->where, line);
}

enum sanreq_status
window_fault_once(const struct window *w, uint64_t line, struct error *err)
{
	size_t n = strlen(w->where);

	if (strncmp(err->text, w->where, n) == 0 && err->text[n] == ':')
		return err->status;
	return window_fault(w, line, err);
}

enum sanreq_status
window_init(
    struct window *w, int fd, const char *head, size_t nhead, struct error *err)
{
	input_init(&w->in, fd, head, nhead);
	w->in.guess = w->guess;
	w->cap = w->max < WINDOW_MIN ? w->max : WINDOW_MIN;
	if ((w->buf = malloc(w->cap + 1)) == NULL)
		return error_memory(err);
	return SANREQ_OK;
}

void
window_release(struct window *w)
{
	input_release(&w->in);
	free(w->buf);
	w->buf = NULL;
}

/* The number of the line that the byte at offset to belongs to. */
static uint64_t
line_of(const struct window *w, size_t to)
{
	const char *s = w->buf + w->pos, *end = w->buf + to;
	uint64_t line = w->lines + 1;

	while (s < end && (s = memchr(s, '\n', (size_t)(end - s))) != NULL) {
		line++;
		s++;
	}
	return line;
}

/* Makes room behind the text: forgets, then grows. */
static enum sanreq_status
make_room(struct window *w, struct error *err)
{
	size_t cap = w->cap;
	char *buf;

	if (w->base != 0) {
		memmove(w->buf, w->buf + w->base, w->end - w->base);
		w->pos -= w->base;
		w->end -= w->base;
		w->base = 0;
	}
	if (cap - w->end >= cap / 4)
		return SANREQ_OK;
	if (cap == w->max) {
		if (cap - w->end >= INPUT_ROOM_MIN)
			return SANREQ_OK;
		error_set(err, SANREQ_INPUT, "a %s longer than %zu bytes",
		    w->unit, w->max);
		return window_fault(w, w->line != 0 ? w->line : 1, err);
	}
	cap = cap < w->max / 2 ? 2 * cap : w->max;
	if ((buf = realloc(w->buf, cap + 1)) == NULL)
		return error_memory(err);
	w->buf = buf;
	w->cap = cap;
	return SANREQ_OK;
}

static enum sanreq_status
window_fill(struct window *w, struct error *err)
{
	enum sanreq_status status;
	const char *nul;
	size_t n;

	if ((status = make_room(w, err)) != SANREQ_OK)
		return status;
	status = input_read(&w->in, w->buf + w->end, w->cap - w->end, &n, err);
	if (status != SANREQ_OK)
		return window_fault(w, line_of(w, w->end + n), err);
	if (n == 0) {
		w->eof = true;
		return SANREQ_OK;
	}
	nul = memchr(w->buf + w->end, '\0', n);
	if (nul != NULL) {
		error_set(err, SANREQ_INPUT,
		    "a NUL byte: this is no text (UTF-16 needs its byte order "
		    "mark)");
		return window_fault(w, line_of(w, (size_t)(nul - w->buf)), err);
	}
	w->end += n;
	return SANREQ_OK;
}

/* The length of the line at pos without its line end. Returns with the byte
 * behind the line end in the window, or at the end of the text. */
static enum sanreq_status
physical_line(struct window *w, size_t *n, size_t *next, struct error *err)
{
	enum sanreq_status status;
	const char *nl = NULL;
	size_t seen = 0;

	for (;;) {
		const char *s = w->buf + w->pos;
		size_t have = w->end - w->pos;

		if (nl == NULL)
			nl = memchr(s + seen, '\n', have - seen);
		*n = nl != NULL ? (size_t)(nl - s) : have;
		*next = w->pos + (nl != NULL ? *n + 1 : *n);
		if (w->eof || (nl != NULL && *next < w->end))
			break;
		seen = *n;
		nl = NULL; /* the fill may move the text */
		if ((status = window_fill(w, err)) != SANREQ_OK)
			return status;
	}
	w->unended = nl == NULL;
	if (*n != 0 && w->buf[w->pos + *n - 1] == '\r')
		(*n)--;
	return SANREQ_OK;
}

/* Joins the lines that continue the one at pos, in place. */
static enum sanreq_status
joined_line(struct window *w, struct bytes *line, struct error *err)
{
	enum sanreq_status status;
	size_t start = w->pos - w->base, len = 0, n, next;

	w->line = w->lines + 1;
	for (;;) {
		if ((status = physical_line(w, &n, &next, err)) != SANREQ_OK)
			return status;
		memmove(w->buf + w->base + start + len, w->buf + w->pos, n);
		len += n;
		w->lines++;
		w->pos = next;
		if (!w->folds || len == 0 || w->pos == w->end ||
		    w->buf[w->pos] != ' ')
			break;
		w->pos++;
	}
	line->p = w->buf + w->base + start;
	line->n = len;
	return SANREQ_OK;
}

enum sanreq_status
window_line(struct window *w, struct bytes *line, struct error *err)
{
	const char *s = w->buf + w->pos, *end = w->buf + w->end, *nl;
	enum sanreq_status status;

	nl = memchr(s, '\n', (size_t)(end - s));
	if (nl != NULL && nl + 1 < end && nl[1] != ' ') {
		w->pos += (size_t)(nl - s) + 1;
		w->line = ++w->lines;
		if (nl != s && nl[-1] == '\r')
			nl--;
		line->p = s;
		line->n = (size_t)(nl - s);
		return SANREQ_OK;
	}
	while (w->pos == w->end && !w->eof)
		if ((status = window_fill(w, err)) != SANREQ_OK)
			return status;
	if (w->pos == w->end) {
		line->p = NULL;
		line->n = 0;
		return SANREQ_OK;
	}
	return joined_line(w, line, err);
}
