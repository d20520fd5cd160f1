/*
 * SPDX-License-Identifier: ISC
 */
#include <sys/random.h>

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include "base/pool.h"

#define BLOCK_SIZE 65536

struct pool_block {
	struct pool_block *next;
	size_t used;
	size_t size;
	alignas(max_align_t) char data[];
};

void
pool_init(struct pool *pool, size_t max)
{
	memset(pool, 0, sizeof(*pool));
	pool->max = max;
	if (getrandom(&pool->seed, sizeof(pool->seed), GRND_NONBLOCK) !=
	    (ssize_t)sizeof(pool->seed)) /* early boot: an address will do */
		pool->seed = (uint64_t)(uintptr_t)&pool ^ 0x9e3779b97f4a7c15u;
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
pool_grow(struct pool *pool, size_t n, struct error *err)
{
	size_t size = n > BLOCK_SIZE / 4 ? n : BLOCK_SIZE;
	struct pool_block *block;

	if (size > pool->max - pool->used) {
		error_set(err, SANREQ_LIMIT, "more than %zu MiB of data",
		    pool->max >> 20);
		return NULL;
	}
	if ((block = calloc(1, sizeof(*block) + size)) == NULL) {
		error_memory(err);
		return NULL;
	}
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
	return pool_take(pool, n != 0 ? n : 1, alignof(max_align_t), err);
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

static uint32_t
hash(uint64_t seed, const char *s, size_t n)
{
	uint64_t h = seed ^ n * 0xff51afd7ed558ccdu, word;

	for (; n >= 8; s += 8, n -= 8) {
		memcpy(&word, s, 8);
		h = (h ^ word) * 0x9fb21c651e98df25u;
		h ^= h >> 29;
	}
	word = 0;
	if (n != 0)
		memcpy(&word, s, n);
	h = (h ^ word) * 0x9fb21c651e98df25u;
	h ^= h >> 32;
	h *= seed | 1;
	return (uint32_t)(h >> 32);
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
	struct pool_slot *slot;
	uint32_t h = hash(pool->seed, s, n);

	if (n > UINT32_MAX) {
		error_set(err, SANREQ_LIMIT, "longer than 4 GiB");
		return NULL;
	}
	if (4 * (pool->ntexts + 1) > 3 * pool->nslots &&
	    slots_grow(pool, err) != SANREQ_OK)
		return NULL;
	slot = slot_find(pool, s, n, h);
	if (slot->text == NULL) {
		if ((slot->text = pool_copy(pool, s, n, err)) == NULL)
			return NULL;
		slot->len = (uint32_t)n;
		slot->hash = h;
		pool->ntexts++;
	}
	return slot->text;
}
