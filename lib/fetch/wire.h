/*
 * SPDX-License-Identifier: ISC
 *
 * wire: bytes and lines on a socket that does not block, until a point in
 * time.
 *
 * Does not: close the socket.
 */
#ifndef FETCH_WIRE_H
#define FETCH_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

#define WIRE_LINE_MAX 3072 /* bytes; RFC 5321 has 512, IMAP no limit */

struct wire {
	int fd;
	int64_t until;    /* deadline_now() of the end */
	unsigned timeout; /* seconds, for messages */
	size_t have;      /* bytes read and not yet given out */
	char data[WIRE_LINE_MAX];
};

/* Waits for events (POLLIN, POLLOUT). SANREQ_NETWORK when the time is over;
 * what: for whom, "the greeting". */
NODISCARD enum sanreq_status
wire_wait(const struct wire *, short events, const char *what, struct error *);

NODISCARD enum sanreq_status
wire_send(struct wire *, const char *text, struct error *);

/* The next line without its end, NUL-terminated, in line of WIRE_LINE_MAX
 * bytes; *n is its length (it may hold NUL). SANREQ_NETWORK: the connection
 * or the time ends, a line that is too long. */
NODISCARD enum sanreq_status wire_line(
    struct wire *, char *line, size_t *n, const char *what, struct error *);

/* Has the other side said more than was read? */
bool wire_has_more(const struct wire *);

#endif
