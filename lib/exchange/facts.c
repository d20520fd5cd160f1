/*
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "exchange/state.h"

#define LOOKUP_NAME_MIN 3

/* Both ends of a name and its length tell it apart; the comparison that
 * follows makes sure. The set of names is ours, so nobody can choose
 * collisions. */
static unsigned
lookup_hash(const char *s, size_t n)
{
	const uint64_t lower = UINT64_C(0x2020202020202020);
	uint64_t first = 0, last = 0;

	if (n >= sizeof(first)) {
		memcpy(&first, s, sizeof(first));
		memcpy(&last, s + n - sizeof(last), sizeof(last));
	} else {
		memcpy(&first, s, LOOKUP_NAME_MIN);
		memcpy(&last, s + n - LOOKUP_NAME_MIN, LOOKUP_NAME_MIN);
	}
	first = ((first | lower) + n) * UINT64_C(0x9e3779b97f4a7c15);
	last = ((last | lower) ^ first) * UINT64_C(0x9fb21c651e98df25);
	return (unsigned)(last >> 40) & (LOOKUP_SLOTS - 1);
}

void
lookup_init(struct lookup *l, const char *const *names, size_t n)
{
	memset(l, 0, sizeof(*l));
	l->names = names;
	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(names[i]);
		unsigned h = lookup_hash(names[i], len);

		while (l->slots[h] != 0)
			h = (h + 1) & (LOOKUP_SLOTS - 1);
		l->slots[h] = (unsigned char)(i + 1);
		l->lens[i] = (unsigned char)len;
	}
}

/* -1 when unknown. */
static int
lookup_find(const struct lookup *l, struct bytes name)
{
	if (name.n < LOOKUP_NAME_MIN)
		return -1;
	for (unsigned h = lookup_hash(name.p, name.n); l->slots[h] != 0;
	     h = (h + 1) & (LOOKUP_SLOTS - 1)) {
		int i = l->slots[h] - 1;

		/* mostly spelled as in the table */
		if (l->lens[i] == name.n &&
		    (memcmp(l->names[i], name.p, name.n) == 0 ||
			text_same(l->names[i], name.n, name.p, name.n)))
			return i;
	}
	return -1;
}

/* The id of a record's attribute i, or -1: mostly that of the record before,
 * for objects of one kind have the same attributes in the same order. */
static int
attribute_find(struct exchange *x, size_t i, struct bytes name)
{
	const struct lookup *l = &x->attributes;
	int *last = i < LAST_IDS ? &x->last_ids[i] : NULL;
	int id;

	if (last != NULL && *last >= 0 && l->lens[*last] == name.n &&
	    memcmp(l->names[*last], name.p, name.n) == 0)
		return *last;
	id = lookup_find(l, name);
	if (last != NULL)
		*last = id;
	return id;
}

enum sanreq_status
fact_add(struct exchange *x, enum exchange_attribute id, struct bytes value,
    struct error *err)
{
	if (x->nfacts == x->facts_cap) {
		size_t cap = x->facts_cap != 0 ? 2 * x->facts_cap : 64;
		struct fact *more = realloc(x->facts, cap * sizeof(*more));

		if (more == NULL)
			return error_memory(err);
		x->facts = more;
		x->facts_cap = cap;
	}
	x->facts[x->nfacts++] = (struct fact){id, value};
	return SANREQ_OK;
}

/* The more derived of two classes of one object. */
static int
class_better(int a, int b)
{
	return a < 0 || a == CLASS_VDIR || a == CLASS_HTTP_2003 ||
		       a == CLASS_SERVER
		   ? b
		   : a;
}

/* "range=0-1499" is a part; the last part ends in "-*". */
static void
range_note(struct bytes options, bool *part, bool *last)
{
	if (!text_starts(options.p, options.n, "range="))
		return;
	if (options.p[options.n - 1] == '*')
		*last = true;
	else
		*part = true;
}

enum sanreq_status
object_collect(struct exchange *x, const struct record *rec, bool *is_ours,
    bool *is_partial, struct error *err)
{
	bool part = false, last = false;
	int class = -1;

	x->nfacts = 0;
	for (size_t i = 0; i < rec->nattributes; i++) {
		const struct attribute *a = &rec->attributes[i];
		int id = attribute_find(x, i, a->name), found;

		if (id < 0)
			continue;
		if (id == ATTR_OBJECT_CLASS) {
			found = lookup_find(&x->classes, a->value);
			if (found >= 0)
				class = class_better(class, found);
			continue;
		}
		if (a->options.n != 0)
			range_note(a->options, &part, &last);
		if (a->value.n != 0 && fact_add(x, (enum exchange_attribute)id,
					   a->value, err) != SANREQ_OK)
			return err->status;
	}
	*is_ours = class >= 0;
	*is_partial = part && !last;
	x->object = (struct object){.class = (enum exchange_class) class,
	    .facts = x->facts,
	    .nfacts = x->nfacts};
	return SANREQ_OK;
}

struct bytes
fact_value(const struct exchange *x, enum exchange_attribute id)
{
	for (size_t i = 0; i < x->object.nfacts; i++)
		if (x->object.facts[i].attribute == id)
			return x->object.facts[i].value;
	return (struct bytes){NULL, 0};
}
