/*
 * SPDX-License-Identifier: ISC
 *
 * keyset: texts numbered in the order they came, found again by hash; and
 * the sorting of what is numbered so.
 *
 * The keys are lent: they live as long as the set. The hash is seeded, so
 * that who writes the directory cannot choose texts that collide.
 *
 * Does not: copy texts, remove any.
 */
#ifndef NAME_KEYSET_H
#define NAME_KEYSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

#define KEYSET_NONE UINT32_MAX
#define KEYSET_MAX  (1u << 30) /* texts */

struct keyset_slot {
	uint32_t number; /* of the key plus 1; 0: free */
	uint32_t hash;   /* saves looking at keys that differ */
};

struct keyset {
	const char **keys;
	struct keyset_slot *slots;
	size_t nslots; /* power of two, or 0 */
	uint32_t n;
	uint32_t cap;
	uint64_t seed;
	bool any_case; /* "A" and "a" are the same key */
};

void keyset_init(struct keyset *, uint64_t seed, bool any_case);
void keyset_release(struct keyset *);

/* The key's number, or KEYSET_NONE. */
uint32_t keyset_find(const struct keyset *, const char *key);

/* The key's number, which is the old n when it is new. */
NODISCARD enum sanreq_status
keyset_add(struct keyset *, const char *key, uint32_t *number, struct error *);

/* Renumbers: the key at from[i] becomes i; to[] is the inverse of from[]. */
void keyset_renumber(struct keyset *, uint32_t from[], const uint32_t to[]);

/* from[0..n-1] receives the numbers of the texts in strcmp() order. */
NODISCARD enum sanreq_status order_texts(
    const char *const texts[], size_t n, uint32_t from[], struct error *);

/* Puts the element at from[i] at i, in place; size is at most 64 bytes. */
void order_apply(void *base, size_t size, uint32_t from[], size_t n);

#endif
