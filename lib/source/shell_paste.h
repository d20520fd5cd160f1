/*
 * SPDX-License-Identifier: ISC
 *
 * shell_paste: what copying and mailing does to lines of Format-List text,
 * undone: "> " of a mail that quotes them, no-break spaces for spaces, marks
 * without width, and the byte order mark of a file that was put behind
 * another.
 *
 *	struct paste p = {0};
 *	paste_init(&p);
 *	for each line, UTF-8: paste_line(&p, &line, &err);
 *	paste_release(&p);
 *
 * Does not: touch what stands inside of a word, where a mark without width
 * may be an attempt to deceive.
 */
#ifndef SOURCE_SHELL_PASTE_H
#define SOURCE_SHELL_PASTE_H

#include "base/buf.h"
#include "source/record.h"

#define PASTE_QUOTES_MAX 16 /* of a mail that was answered again and again */

struct paste {
	bool has_text; /* the first line that is not empty has been seen */
	size_t quotes; /* each line begins with so many ">" */
	struct buf text;
};

void paste_init(struct paste *);
void paste_release(struct paste *);

/* Lent until the next call. SANREQ_INPUT: a line that the mail does not
 * quote, as it does the others; a byte order mark within a line. */
NODISCARD enum sanreq_status
paste_line(struct paste *, struct bytes *line, struct error *);

/* Takes ">" off the front, one space behind each; at most max. */
size_t paste_unquote(struct bytes *line, size_t max);

/* A byte order mark at the front of a line begins the text of another file;
 * true when there was one, which is taken off. */
bool paste_mark(struct bytes *line);
/* SANREQ_INPUT for one within the line. */
NODISCARD enum sanreq_status paste_mark_check(struct bytes, struct error *);

#endif
