/*
 * SPDX-License-Identifier: ISC
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "fetch/seen.h"

#define SEEN_FIRST 1024 /* slots; a power of two */

struct seen {
	uint64_t *slots; /* 0: free */
	size_t nslots;
	size_t n;
	uint64_t last; /* objects of one parent come one after the other */
};

struct seen *
seen_new(struct error *err)
{
	struct seen *s = calloc(1, sizeof(*s));

	if (s != NULL) {
		s->nslots = SEEN_FIRST;
		s->slots = calloc(s->nslots, sizeof(*s->slots));
	}
	if (s == NULL || s->slots == NULL) {
		free(s);
		(void)error_memory(err);
		return NULL;
	}
	return s;
}

void
seen_free(struct seen **s)
{
	if (*s != NULL)
		free((*s)->slots);
	free(*s);
	*s = NULL;
}

/* FNV-1a */
uint64_t
seen_hash(const char *dn, size_t n)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)text_lower(dn[i])) *
		    UINT64_C(0x100000001b3);
	return h | 1;
}

static size_t
slot_of(const struct seen *s, uint64_t h)
{
	size_t i = (size_t)(h >> 20) & (s->nslots - 1);

	while (s->slots[i] != 0 && s->slots[i] != h)
		i = (i + 1) & (s->nslots - 1);
	return i;
}

static enum sanreq_status
grow(struct seen *s, struct error *err)
{
	struct seen more = {.nslots = 2 * s->nslots};

	more.slots = calloc(more.nslots, sizeof(*more.slots));
	if (more.slots == NULL)
		return error_memory(err);
	for (size_t i = 0; i < s->nslots; i++)
		if (s->slots[i] != 0)
			more.slots[slot_of(&more, s->slots[i])] = s->slots[i];
	free(s->slots);
	s->slots = more.slots;
	s->nslots = more.nslots;
	return SANREQ_OK;
}

const char *
seen_parent_of(const char *dn, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (dn[i] == '\\')
			i++;
		else if (dn[i] == ',')
			return dn + i + 1;
	}
	return NULL;
}

enum sanreq_status
seen_parent(struct seen *s, const char *dn, size_t n, struct error *err)
{
	const char *parent = seen_parent_of(dn, n);
	uint64_t h;
	size_t i;

	if (parent == NULL)
		return SANREQ_OK;
	h = seen_hash(parent, n - (size_t)(parent - dn));
	if (h == s->last)
		return SANREQ_OK;
	s->last = h;
	i = slot_of(s, h);
	if (s->slots[i] == h)
		return SANREQ_OK;
	s->slots[i] = h;
	s->n++;
	return 2 * s->n > s->nslots ? grow(s, err) : SANREQ_OK;
}

bool
seen_below(const struct seen *s, const char *dn)
{
	uint64_t h = seen_hash(dn, strlen(dn));

	return s->slots[slot_of(s, h)] == h;
}
