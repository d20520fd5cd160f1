/*
 * SPDX-License-Identifier: ISC
 *
 * window: a text of any size, line by line, through one buffer.
 *
 * The window holds the text from base on (the caller moves it: what lies
 * before is forgotten) and grows up to a ceiling. Lines are lent slices of
 * it, without line end; where folded lines are joined, in place.
 *
 * Calling sequence: window_init(); window_line() until a line of p NULL;
 * window_release(). Offsets from base stay valid while base stays; pointers
 * only until the next call.
 *
 * Does not: copy lines, check UTF-8. NUL is refused.
 */
#ifndef SOURCE_WINDOW_H
#define SOURCE_WINDOW_H

#include "source/input.h"
#include "source/record.h"

struct window {
	struct input in;
	const char *where; /* in errors; safe to print */
	const char *unit;  /* what the ceiling is of: "record", "line" */
	bool folds;        /* a line that begins with a space continues */
	bool guess;        /* UTF-16 without byte order mark is taken, too */
	char *buf;         /* one byte more than cap */
	size_t base;       /* text before it is not needed any more */
	size_t pos;        /* next byte that is not in a line yet */
	size_t end;
	size_t cap, max;
	uint64_t line;  /* number of the line given last, from 1 */
	uint64_t lines; /* ended before pos */
	bool eof;
	bool unended; /* the line given last has no line end: the text's last */
};

NODISCARD enum sanreq_status window_init(
    struct window *, int fd, const char *head, size_t nhead, struct error *);
void window_release(struct window *);

/* The next line; p is NULL at the end. SANREQ_INPUT "where:line: what". */
NODISCARD enum sanreq_status
window_line(struct window *, struct bytes *line, struct error *);

/* Puts "where:line: " before the error; its status. */
enum sanreq_status
window_fault(const struct window *, uint64_t line, struct error *);

/* The same, unless the error has a place in this text already. */
enum sanreq_status
window_fault_once(const struct window *, uint64_t line, struct error *);

#endif
