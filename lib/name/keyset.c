/*
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "name/keyset.h"

void
keyset_init(struct keyset *set, uint64_t seed, bool any_case)
{
	memset(set, 0, sizeof(*set));
	set->seed = seed;
	set->any_case = any_case;
}

void
keyset_release(struct keyset *set)
{
	free(set->keys);
	free(set->slots);
	keyset_init(set, set->seed, set->any_case);
}

static size_t
key_hash(const struct keyset *set, const char *key)
{
	uint64_t h = set->seed;

	for (; *key != '\0'; key++) {
		char c = set->any_case ? text_lower(*key) : *key;

		h = (h ^ (unsigned char)c) * 0x9fb21c651e98df25u;
		h ^= h >> 35;
	}
	h *= set->seed | 1;
	return (size_t)(h ^ h >> 32);
}

static bool
key_is(const struct keyset *set, uint32_t number, const char *key)
{
	const char *other = set->keys[number];

	return (set->any_case ? text_casecmp(key, other)
			      : strcmp(key, other)) == 0;
}

static uint32_t *
slot_find(const struct keyset *set, const char *key)
{
	size_t i = key_hash(set, key) & (set->nslots - 1);

	while (set->slots[i] != 0 && !key_is(set, set->slots[i] - 1, key))
		i = (i + 1) & (set->nslots - 1);
	return &set->slots[i];
}

uint32_t
keyset_find(const struct keyset *set, const char *key)
{
	uint32_t *slot;

	if (set->n == 0)
		return KEYSET_NONE;
	slot = slot_find(set, key);
	return *slot != 0 ? *slot - 1 : KEYSET_NONE;
}

static enum sanreq_status
keys_grow(struct keyset *set, struct error *err)
{
	uint32_t cap = set->cap != 0 ? 2 * set->cap : 64;
	const char **keys;

	if (set->n < set->cap)
		return SANREQ_OK;
	if (cap > KEYSET_MAX)
		return error_set(
		    err, SANREQ_LIMIT, "more than %u names", KEYSET_MAX);
	keys = reallocarray(set->keys, cap, sizeof(*keys));
	if (keys == NULL)
		return error_memory(err);
	set->keys = keys;
	set->cap = cap;
	return SANREQ_OK;
}

static enum sanreq_status
slots_grow(struct keyset *set, struct error *err)
{
	size_t nslots = set->nslots != 0 ? 2 * set->nslots : 128;
	uint32_t *slots;

	if (4 * ((size_t)set->n + 1) <= 3 * set->nslots)
		return SANREQ_OK;
	if ((slots = calloc(nslots, sizeof(*slots))) == NULL)
		return error_memory(err);
	free(set->slots);
	set->slots = slots;
	set->nslots = nslots;
	for (uint32_t i = 0; i < set->n; i++)
		*slot_find(set, set->keys[i]) = i + 1;
	return SANREQ_OK;
}

enum sanreq_status
keyset_add(
    struct keyset *set, const char *key, uint32_t *number, struct error *err)
{
	enum sanreq_status status;
	uint32_t *slot;

	if ((status = keys_grow(set, err)) != SANREQ_OK ||
	    (status = slots_grow(set, err)) != SANREQ_OK)
		return status;
	slot = slot_find(set, key);
	if (*slot == 0) {
		set->keys[set->n] = key;
		*slot = ++set->n;
	}
	*number = *slot - 1;
	return SANREQ_OK;
}

void
keyset_renumber(struct keyset *set, uint32_t from[], const uint32_t to[])
{
	for (size_t i = 0; i < set->nslots; i++)
		if (set->slots[i] != 0)
			set->slots[i] = to[set->slots[i] - 1] + 1;
	order_apply(set->keys, sizeof(*set->keys), from, set->n);
}
