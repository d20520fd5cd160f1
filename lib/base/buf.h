/*
 * SPDX-License-Identifier: ISC
 *
 * buf: a growable byte buffer with a ceiling named at init; and how arrays
 * grow, whose owner has the ceiling.
 *
 * The data is always followed by a NUL that does not count, so that text can
 * be lent as a C string. buf_release() wipes nothing: secrets live in
 * base/secret.h.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stddef.h>

#include "base/error.h"

struct buf {
	char *data; /* NULL while nothing was added */
	size_t len;
	size_t cap;
	size_t max; /* ceiling of len, in bytes */
};

void buf_init(struct buf *, size_t max);
void buf_release(struct buf *);
void buf_clear(struct buf *); /* keeps the memory */

/* SANREQ_LIMIT above the ceiling, SANREQ_NO_MEMORY; the buffer is unchanged
 * on failure. */
NODISCARD enum sanreq_status
buf_add(struct buf *, const void *, size_t, struct error *);
NODISCARD enum sanreq_status
buf_adds(struct buf *, const char *, struct error *);
NODISCARD enum sanreq_status
buf_addf(struct buf *, struct error *, const char *fmt, ...) FORMAT(3, 4);

/* Room in a heap array for want items of size bytes each: *cap at least
 * doubles, from 64. The items stay where they are or move; on failure nothing
 * changes. */
NODISCARD enum sanreq_status
array_grow(void **items, size_t *cap, size_t size, size_t want, struct error *);

/* The text so far, "" when empty. Lent until the next change. */
const char *buf_text(const struct buf *);

#endif
