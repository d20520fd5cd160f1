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

static uint32_t
key_hash(const struct keyset *set, const char *key)
{
	uint64_t h = set->seed;

	for (; *key != '\0'; key++) {
		char c = set->any_case ? text_lower(*key) : *key;

		h = (h ^ (unsigned char)c) * 0x9fb21c651e98df25u;
		h ^= h >> 35;
	}
	h *= set->seed | 1;
	return (uint32_t)(h ^ h >> 32);
}

static bool
is_key(const struct keyset *set, const struct keyset_slot *slot, uint32_t hash,
    const char *key)
{
	const char *other;

	if (slot->hash != hash)
		return false;
	other = set->keys[slot->number - 1];
	return (set->any_case ? text_casecmp(key, other)
			      : strcmp(key, other)) == 0;
}

/* The key's slot, or the free one that it would have. */
static struct keyset_slot *
slot_find(const struct keyset *set, uint32_t hash, const char *key)
{
	size_t i = hash & (set->nslots - 1);

	while (set->slots[i].number != 0 &&
	       !is_key(set, &set->slots[i], hash, key))
		i = (i + 1) & (set->nslots - 1);
	return &set->slots[i];
}

uint32_t
keyset_find(const struct keyset *set, const char *key)
{
	const struct keyset_slot *slot;

	if (set->n == 0)
		return KEYSET_NONE;
	slot = slot_find(set, key_hash(set, key), key);
	return slot->number != 0 ? slot->number - 1 : KEYSET_NONE;
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

/* Slots are moved by their hash alone: the keys are known to differ. */
static enum sanreq_status
slots_grow(struct keyset *set, struct error *err)
{
	size_t nslots = set->nslots != 0 ? 2 * set->nslots : 128;
	struct keyset_slot *slots;

	if (4 * ((size_t)set->n + 1) <= 3 * set->nslots)
		return SANREQ_OK;
	if ((slots = calloc(nslots, sizeof(*slots))) == NULL)
		return error_memory(err);
	for (size_t i = 0; i < set->nslots; i++) {
		size_t k = set->slots[i].hash & (nslots - 1);

		if (set->slots[i].number == 0)
			continue;
		while (slots[k].number != 0)
			k = (k + 1) & (nslots - 1);
		slots[k] = set->slots[i];
	}
	free(set->slots);
	set->slots = slots;
	set->nslots = nslots;
	return SANREQ_OK;
}

enum sanreq_status
keyset_add(
    struct keyset *set, const char *key, uint32_t *number, struct error *err)
{
	uint32_t hash = key_hash(set, key);
	struct keyset_slot *slot;
	enum sanreq_status status;

	if ((status = keys_grow(set, err)) != SANREQ_OK ||
	    (status = slots_grow(set, err)) != SANREQ_OK)
		return status;
	slot = slot_find(set, hash, key);
	if (slot->number == 0) {
		set->keys[set->n] = key;
		slot->hash = hash;
		slot->number = ++set->n;
	}
	*number = slot->number - 1;
	return SANREQ_OK;
}

void
keyset_renumber(struct keyset *set, uint32_t from[], const uint32_t to[])
{
	for (size_t i = 0; i < set->nslots; i++)
		if (set->slots[i].number != 0)
			set->slots[i].number = to[set->slots[i].number - 1] + 1;
	order_apply(set->keys, sizeof(*set->keys), from, set->n);
}
