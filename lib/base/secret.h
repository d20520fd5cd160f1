/*
 * SPDX-License-Identifier: ISC
 *
 * secret: a password in memory that is locked, left out of core dumps and
 * wiped on release; and where passwords are read from.
 *
 * SECRET sources: "file:PATH" (refused when group or others can read it),
 * "fd:N", "env:VAR", "stdin", "prompt". The first line counts, without its
 * line end. "pass:" and a bare word are refused: a command line is public.
 *
 * Does not: put a secret into an error, a log or an argument.
 */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include <stddef.h>

#include "base/error.h"

#define SECRET_MAX 1024 /* bytes, without the NUL */

struct secret {
	char *data; /* NUL-terminated, or NULL when there is none */
	size_t len;
};

/* Reads the secret that source names. prompt is shown on the terminal for
 * "prompt"; SANREQ_USAGE when there is none or the source's form is wrong,
 * SANREQ_INPUT when it cannot be read. */
NODISCARD enum sanreq_status secret_read(
    const char *source, const char *prompt, struct secret *, struct error *);

/* Reads at most SECRET_MAX bytes of the first line of fd. */
NODISCARD enum sanreq_status
secret_read_fd(int fd, const char *where, struct secret *, struct error *);

/* A copy of n bytes in place of what is there. SANREQ_USAGE when they are no
 * password that could be read in one of the other ways: empty, longer than
 * SECRET_MAX, with a line end or NUL. */
NODISCARD enum sanreq_status
secret_copy(struct secret *, const char *, size_t n, struct error *);

/* Wipes and frees. */
void secret_release(struct secret *);

#endif
