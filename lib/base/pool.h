/*
 * SPDX-License-Identifier: ISC
 *
 * pool: memory that is given back all at once, with a ceiling; and interned
 * strings, so that a text that occurs a million times is held once.
 *
 * Interned strings of one pool are equal exactly when their pointers are.
 * The hash is keyed per pool: whoever writes the directory cannot choose
 * texts that collide.
 */
#ifndef BASE_POOL_H
#define BASE_POOL_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct pool_block;

struct pool_slot {
	const char *text;
	uint32_t len;
	uint32_t hash;
};

struct pool {
	struct pool_block *blocks;
	size_t used; /* bytes given out and kept for bookkeeping */
	size_t max;  /* ceiling of used, in bytes */
	struct pool_slot *slots;
	size_t nslots; /* power of two, or 0 */
	size_t ntexts;
	uint64_t seed; /* both halves are the key of the hash */
	uint64_t seed2;
};

void pool_init(struct pool *, size_t max);
void pool_release(struct pool *);

/* Zeroed memory, aligned for any type, valid until pool_release(). NULL with
 * SANREQ_LIMIT or SANREQ_NO_MEMORY in the error. */
void *pool_alloc(struct pool *, size_t, struct error *);

/* A NUL-terminated copy. */
char *pool_copy(struct pool *, const char *, size_t, struct error *);

/* The one copy of this text in the pool. */
const char *pool_intern(struct pool *, const char *, size_t, struct error *);

#endif
