/*
 * SPDX-License-Identifier: ISC
 */
#include <sys/mman.h>
#include <sys/random.h>

#include <stdalign.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/pool.h"

#define BLOCK_SIZE 65536

/* A pool of some size grows by whole huge pages, which cost one fault each. */
#define HUGE_SIZE ((size_t)2 << 20)
#define HUGE_FROM (4 * HUGE_SIZE) /* so that at most a fifth is unused */

struct pool_block {
	struct pool_block *next;
	size_t used;
	size_t size;
	alignas(max_align_t) char data[];
};

void
pool_init(struct pool *pool, size_t max)
{
	uint64_t key[2];

	memset(pool, 0, sizeof(*pool));
	pool->max = max;
	if (getrandom(key, sizeof(key), GRND_NONBLOCK) !=
	    (ssize_t)sizeof(key)) { /* early boot: addresses will do */
		key[0] = (uint64_t)(uintptr_t)&pool;
		key[1] = (uint64_t)(uintptr_t)pool;
	}
	pool->seed = key[0];
	pool->seed2 = key[1];
}

void
pool_release(struct pool *pool)
{
	while (pool->blocks != NULL) {
		struct pool_block *next = pool->blocks->next;

		free(pool->blocks);
		pool->blocks = next;
	}
	free(pool->slots);
	pool_init(pool, pool->max);
}

static struct pool_block *
huge_block(void)
{
	struct pool_block *block = aligned_alloc(HUGE_SIZE, HUGE_SIZE);

	if (block != NULL) /* where it cannot be had, nothing is lost */
		(void)!madvise(block, HUGE_SIZE, MADV_HUGEPAGE);
	return block;
}

static struct pool_block *
pool_grow(struct pool *pool, size_t n, struct error *err)
{
	bool huge = n <= BLOCK_SIZE / 4 && pool->used >= HUGE_FROM &&
		    pool->max - pool->used >= HUGE_SIZE;
	size_t size = huge ? HUGE_SIZE - sizeof(struct pool_block)
		      : n > BLOCK_SIZE / 4 ? n
					   : BLOCK_SIZE;
	size_t left = pool->max - pool->used;
	struct pool_block *block;

	if (size > left && n <= left)
		size = left; /* a small ceiling is still one to be used */
	if (size > left || size > SIZE_MAX - sizeof(*block)) {
		error_set(err, SANREQ_LIMIT, "more than %zu MiB of data",
		    pool->max >> 20);
		return NULL;
	}
	block = huge ? huge_block() : malloc(sizeof(*block) + size);
	if (block == NULL) {
		error_memory(err);
		return NULL;
	}
	block->used = 0;
	block->size = size;
	pool->used += size;
	if (size == n && pool->blocks != NULL) {
		/* a large piece of its own: go on filling the head block */
		block->next = pool->blocks->next;
		pool->blocks->next = block;
	} else {
		block->next = pool->blocks;
		pool->blocks = block;
	}
	return block;
}

static void *
pool_take(struct pool *pool, size_t n, size_t align, struct error *err)
{
	struct pool_block *block = pool->blocks;
	size_t start;

	if (n > pool->max) {
		error_set(err, SANREQ_LIMIT, "more than %zu MiB of data",
		    pool->max >> 20);
		return NULL;
	}
	start = block != NULL ? (block->used + align - 1) / align * align : 0;
	if (block == NULL || start > block->size || n > block->size - start) {
		if ((block = pool_grow(pool, n, err)) == NULL)
			return NULL;
		start = 0;
	}
	block->used = start + n;
	return block->data + start;
}

void *
pool_alloc(struct pool *pool, size_t n, struct error *err)
{
	void *p = pool_take(pool, n != 0 ? n : 1, alignof(max_align_t), err);

	return p != NULL ? memset(p, 0, n) : NULL;
}

char *
pool_copy(struct pool *pool, const char *s, size_t n, struct error *err)
{
	char *copy;

	if (n >= pool->max || (copy = pool_take(pool, n + 1, 1, err)) == NULL) {
		error_set(err, SANREQ_LIMIT, "more than %zu MiB of data",
		    pool->max >> 20);
		return NULL;
	}
	if (n != 0)
		memcpy(copy, s, n);
	copy[n] = '\0';
	return copy;
}

static uint64_t
rotate(uint64_t x, unsigned bits)
{
	return x << bits | x >> (64 - bits);
}

static void
sip_rounds(uint64_t v[4], unsigned n)
{
	for (; n > 0; n--) {
		v[0] += v[1];
		v[2] += v[3];
		v[1] = rotate(v[1], 13) ^ v[0];
		v[3] = rotate(v[3], 16) ^ v[2];
		v[0] = rotate(v[0], 32);
		v[2] += v[1];
		v[0] += v[3];
		v[1] = rotate(v[1], 17) ^ v[2];
		v[3] = rotate(v[3], 21) ^ v[0];
		v[2] = rotate(v[2], 32);
	}
}

/* SipHash-1-3: in hashes that only multiply, texts can be chosen whose
 * differences cancel out under any seed. */
static uint32_t
hash(const struct pool *pool, const char *s, size_t n)
{
	uint64_t v[4] = {pool->seed ^ 0x736f6d6570736575u,
	    pool->seed2 ^ 0x646f72616e646f6du, pool->seed ^ 0x6c7967656e657261u,
	    pool->seed2 ^ 0x7465646279746573u};
	uint64_t word, last = (uint64_t)n << 56;

	for (; n >= 8; s += 8, n -= 8) {
		memcpy(&word, s, 8);
		v[3] ^= word;
		sip_rounds(v, 1);
		v[0] ^= word;
	}
	word = 0;
	if (n != 0)
		memcpy(&word, s, n);
	last |= word;
	v[3] ^= last;
	sip_rounds(v, 1);
	v[0] ^= last;
	v[2] ^= 0xff;
	sip_rounds(v, 3);
	return (uint32_t)(v[0] ^ v[1] ^ v[2] ^ v[3]);
}

static struct pool_slot *
slot_find(struct pool *pool, const char *s, size_t n, uint32_t h)
{
	size_t i = h & (pool->nslots - 1);

	while (pool->slots[i].text != NULL &&
	       (pool->slots[i].hash != h || pool->slots[i].len != n ||
		   memcmp(pool->slots[i].text, s, n) != 0))
		i = (i + 1) & (pool->nslots - 1);
	return &pool->slots[i];
}

static enum sanreq_status
slots_grow(struct pool *pool, struct error *err)
{
	size_t nold = pool->nslots, n = nold != 0 ? 2 * nold : 256;
	struct pool_slot *old = pool->slots, *slots;

	if ((n - nold) * sizeof(*slots) > pool->max - pool->used)
		return error_set(err, SANREQ_LIMIT, "more than %zu MiB of data",
		    pool->max >> 20);
	if ((slots = calloc(n, sizeof(*slots))) == NULL)
		return error_memory(err);
	pool->used += (n - nold) * sizeof(*slots);
	pool->slots = slots;
	pool->nslots = n;
	for (size_t i = 0; i < nold; i++)
		if (old[i].text != NULL)
			*slot_find(pool, old[i].text, old[i].len, old[i].hash) =
			    old[i];
	free(old);
	return SANREQ_OK;
}

const char *
pool_intern(struct pool *pool, const char *s, size_t n, struct error *err)
{
	struct pool_slot *slot = NULL;
	uint32_t h = hash(pool, s, n);

	if (n > UINT32_MAX) {
		error_set(err, SANREQ_LIMIT, "longer than 4 GiB");
		return NULL;
	}
	if (pool->nslots != 0) {
		slot = slot_find(pool, s, n, h);
		if (slot->text != NULL)
			return slot->text;
	}
	if (4 * (pool->ntexts + 1) > 3 * pool->nslots) {
		if (slots_grow(pool, err) != SANREQ_OK)
			return NULL;
		slot = slot_find(pool, s, n, h);
	}
	if ((slot->text = pool_copy(pool, s, n, err)) == NULL)
		return NULL;
	slot->len = (uint32_t)n;
	slot->hash = h;
	pool->ntexts++;
	return slot->text;
}
