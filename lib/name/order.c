/*
 * SPDX-License-Identifier: ISC
 *
 * Texts are sorted eight bytes at a time as integers, which touches each text
 * seldom: a million strcmp() sorts spend their time in cache misses.
 */
#include <stdlib.h>
#include <string.h>

#include "name/keyset.h"

#define DEPTH_MAX   32 /* times eight bytes in common, then strcmp() */
#define DONE        (1u << 31)
#define ELEMENT_MAX 64

struct item {
	uint64_t key;     /* the next eight bytes, the first one highest */
	const char *rest; /* where they stand */
	uint32_t number;
};

static uint64_t
next_key(const char *s)
{
	uint64_t key = 0;
	int i;

	for (i = 0; i < 8 && s[i] != '\0'; i++)
		key = key << 8 | (unsigned char)s[i];
	return i == 0 ? 0 : key << 8 * (8 - i);
}

static int
key_cmp(const void *a, const void *b)
{
	const struct item *x = a, *y = b;

	return x->key < y->key ? -1 : x->key > y->key;
}

static int
rest_cmp(const void *a, const void *b)
{
	const struct item *x = a, *y = b;

	return strcmp(x->rest, y->rest);
}

static bool
is_sorted(const struct item *items, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (items[i - 1].key > items[i].key)
			return false;
	return true;
}

static void
sort_items(struct item *items, size_t n, int depth)
{
	if (depth == DEPTH_MAX) {
		qsort(items, n, sizeof(*items), rest_cmp);
		return;
	}
	for (size_t i = 0; i < n; i++)
		items[i].key = next_key(items[i].rest);
	if (!is_sorted(items, n))
		qsort(items, n, sizeof(*items), key_cmp);
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && items[end].key == items[i].key;)
			end++;
		if (end == i + 1 || (items[i].key & 0xff) == 0)
			continue; /* alone, or the texts end here */
		for (size_t k = i; k < end; k++)
			items[k].rest += 8;
		sort_items(items + i, end - i, depth + 1);
	}
}

enum sanreq_status
order_texts(
    const char *const texts[], size_t n, uint32_t from[], struct error *err)
{
	struct item *items = calloc(n + 1, sizeof(*items));

	if (items == NULL)
		return error_memory(err);
	for (size_t i = 0; i < n; i++) {
		items[i].rest = texts[i];
		items[i].number = (uint32_t)i;
	}
	sort_items(items, n, 0);
	for (size_t i = 0; i < n; i++)
		from[i] = items[i].number;
	free(items);
	return SANREQ_OK;
}

void
order_apply(void *base, size_t size, uint32_t from[], size_t n)
{
	char *at = base, first[ELEMENT_MAX];

	for (size_t i = 0; i < n; i++) {
		size_t hole = i, next;

		if ((from[i] & DONE) != 0 || from[i] == i)
			continue;
		memcpy(first, at + i * size, size);
		for (; (next = from[hole]) != i; hole = next) {
			memcpy(at + hole * size, at + next * size, size);
			from[hole] |= DONE;
		}
		memcpy(at + hole * size, first, size);
		from[hole] |= DONE;
	}
	for (size_t i = 0; i < n; i++)
		from[i] &= ~DONE;
}
