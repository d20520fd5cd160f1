/*
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "source/shell_refs.h"

enum sanreq_status
refs_init(struct shell_refs *r, struct error *err)
{
	r->last = 0;
	r->refs = calloc(REFS_KEPT, sizeof(*r->refs));
	r->types = calloc(TYPES_KEPT, sizeof(*r->types));
	return r->refs != NULL && r->types != NULL ? SANREQ_OK
						   : error_memory(err);
}

static void
table_release(struct shell_ref *table, size_t n)
{
	for (size_t i = 0; table != NULL && i < n; i++)
		free(table[i].text);
	free(table);
}

void
refs_release(struct shell_refs *r)
{
	table_release(r->refs, REFS_KEPT);
	table_release(r->types, TYPES_KEPT);
	memset(r, 0, sizeof(*r));
}

static struct shell_ref *
slot(struct shell_ref *table, size_t n, uint64_t ref)
{
	return &table[ref & (n - 1)];
}

/* Forgetting a text is no fault: it is told as lost where it is needed. */
static void
text_set(struct shell_ref *s, struct bytes text)
{
	s->n = 0;
	if (text.n == 0 || text.n > REF_MAX)
		return;
	if (s->text == NULL && (s->text = malloc(REF_MAX)) == NULL)
		return;
	memcpy(s->text, text.p, text.n);
	s->n = (unsigned)text.n;
}

enum sanreq_status
refs_open(struct shell_refs *r, uint64_t ref, struct error *err)
{
	struct shell_ref *s = slot(r->refs, REFS_KEPT, ref);

	if (ref == 0)
		return SANREQ_OK;
	if (s->ref == ref)
		return error_set(err, SANREQ_INPUT,
		    "two objects have the RefId %llu",
		    (unsigned long long)ref - 1);
	*s = (struct shell_ref){.ref = ref, .open = true, .text = s->text};
	if (ref > r->last)
		r->last = ref;
	return SANREQ_OK;
}

void
refs_close(struct shell_refs *r, uint64_t ref)
{
	struct shell_ref *s = slot(r->refs, REFS_KEPT, ref);

	if (ref != 0 && s->ref == ref)
		s->open = false;
}

void
refs_set(struct shell_refs *r, uint64_t ref, struct bytes text)
{
	struct shell_ref *s = slot(r->refs, REFS_KEPT, ref);

	if (ref != 0 && s->ref == ref)
		text_set(s, text);
}

enum sanreq_status
refs_get(
    struct shell_refs *r, uint64_t ref, struct bytes *text, struct error *err)
{
	const struct shell_ref *s = slot(r->refs, REFS_KEPT, ref);

	*text = (struct bytes){NULL, 0};
	if (ref == 0)
		return error_set(err, SANREQ_INPUT, "a Ref without a RefId");
	if (s->ref != ref && ref > r->last)
		return error_set(err, SANREQ_INPUT,
		    "a Ref to %llu, which no object before it is",
		    (unsigned long long)ref - 1);
	if (s->ref == ref && s->open)
		return error_set(err, SANREQ_INPUT,
		    "a Ref to %llu stands inside of that object: it loops",
		    (unsigned long long)ref - 1);
	if (s->ref == ref && s->n != 0)
		*text = (struct bytes){s->text, s->n};
	return SANREQ_OK;
}

enum sanreq_status
refs_set_type(
    struct shell_refs *r, uint64_t ref, struct bytes text, struct error *err)
{
	struct shell_ref *s = slot(r->types, TYPES_KEPT, ref);

	if (s->ref == ref)
		return error_set(err, SANREQ_INPUT,
		    "two lists of types have the RefId %llu",
		    (unsigned long long)ref - 1);
	s->ref = ref;
	text_set(s, text);
	return SANREQ_OK;
}

enum sanreq_status
refs_type(
    struct shell_refs *r, uint64_t ref, struct bytes *text, struct error *err)
{
	const struct shell_ref *s = slot(r->types, TYPES_KEPT, ref);

	*text = (struct bytes){NULL, 0};
	if (ref == 0)
		return error_set(err, SANREQ_INPUT, "a TNRef without a RefId");
	if (s->ref == ref)
		*text = (struct bytes){s->text, s->n};
	return SANREQ_OK;
}
