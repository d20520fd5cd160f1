/*
 * SPDX-License-Identifier: ISC
 *
 * input: the bytes of a source without byte order mark, and UTF-16 as UTF-8.
 *
 * Calling sequence: input_init(), input_read() until it gives 0 bytes,
 * input_release(). The file descriptor stays the caller's.
 *
 * Does not: check UTF-8 (ldifde writes ANSI), look at the text.
 */
#ifndef SOURCE_INPUT_H
#define SOURCE_INPUT_H

#include "source/utf16.h"

#define INPUT_ROOM_MIN 4 /* least room to give input_read() */

/* Do the first bytes look like UTF-16, mostly of ASCII? *big: big-endian. */
bool input_looks_wide(const char *head, size_t n, bool *big);

struct input {
	int fd;           /* -1: there is only the head */
	const char *head; /* read from fd already, lent; not yet given out */
	size_t nhead;
	unsigned char lead[4]; /* looked at for a byte order mark */
	size_t lead_at, lead_end;
	bool started;
	bool guess; /* UTF-16 by its zeros, without byte order mark; of the
	             * head alone */
	bool looks_wide, looks_big; /* what that gave */
	bool is_utf16;
	struct utf16 utf16;
	unsigned char *raw; /* UTF-16 before conversion */
	size_t raw_at, raw_end;
};

void input_init(struct input *, int fd, const char *head, size_t nhead);
void input_release(struct input *);

/* Up to room bytes into dst; *n is 0 at the end only. After an error *n bytes
 * before the fault are in dst. SANREQ_INPUT: read error, broken UTF-16. */
NODISCARD enum sanreq_status
input_read(struct input *, char *dst, size_t room, size_t *n, struct error *);

/* read() that goes on after a signal. *n is 0 at the end. */
NODISCARD enum sanreq_status
input_read_fd(int fd, void *dst, size_t room, size_t *n, struct error *);

#endif
