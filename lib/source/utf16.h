/*
 * SPDX-License-Identifier: ISC
 *
 * utf16: UTF-16 to UTF-8, piece by piece.
 *
 *	struct utf16 u = {.big = false};
 *	while (more) utf16_convert(&u, src, n, &used, dst, room, &len, &err);
 *	utf16_finish(&u, rest, &err);
 *
 * Does not: look for a byte order mark; replace what is broken.
 */
#ifndef SOURCE_UTF16_H
#define SOURCE_UTF16_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* Writes the character as UTF-8, at most 4 bytes; returns how many. */
size_t utf8_put(char *dst, uint32_t c);

struct utf16 {
	bool big;      /* big-endian */
	uint16_t high; /* first half of a pair whose second is due, or 0 */
};

/*
 * Converts whole units of src while at least four bytes of room are left.
 * *used and *len say how far it came, after an error too. SANREQ_INPUT at
 * half a surrogate pair.
 */
NODISCARD enum sanreq_status
utf16_convert(struct utf16 *, const unsigned char *src, size_t n, size_t *used,
    char *dst, size_t room, size_t *len, struct error *);

/* The end of the text, with rest bytes that make no unit. */
NODISCARD enum sanreq_status
utf16_finish(const struct utf16 *, size_t rest, struct error *);

#endif
