/*
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profile/plan_build.h"

static const char *
parent_of(const char *name)
{
	return strchr(name, '.') + 1; /* an fqdn has a dot */
}

static int
parent_order(const void *va, const void *vb)
{
	const struct verdict *const *a = va, *const *b = vb;

	return strcmp(parent_of((*a)->name->text), parent_of((*b)->name->text));
}

/* A wildcard must stay below what one organization registers (BR 3.2.2.6);
 * internal parents need two labels at least. */
static bool
may_be_wildcard(const char *parent, enum name_class class)
{
	if (strchr(parent, '.') == NULL || name_suffix(parent) != SUFFIX_NONE)
		return false;
	return class == NAME_INTERNAL || name_base_domain(parent) != NULL;
}

/* The taken singles that a rule took, by parent. */
static enum sanreq_status
collect_singles(struct plan_build *b, struct verdict ***out, size_t *nout,
    struct error *err)
{
	struct verdict **list;
	size_t i, n = 0;

	list = pool_alloc(
	    &b->plan->pool, (b->nverdicts + 1) * sizeof(struct verdict *), err);
	if (list == NULL)
		return err->status;
	for (i = 0; i < b->nverdicts; i++)
		if (b->verdicts[i].take && b->by_rule[i] &&
		    b->verdicts[i].name->kind == NAME_FQDN)
			list[n++] = &b->verdicts[i];
	if (n > 1)
		qsort(list, n, sizeof(struct verdict *), parent_order);
	*out = list;
	*nout = n;
	return SANREQ_OK;
}

/* The verdict on "*.parent": found, or new and not yet among the others.
 * NULL without an error when the name would be too long. */
static struct verdict *
wildcard_verdict(struct plan_build *b, const char *parent,
    enum name_class class, struct verdict *fresh, struct error *err)
{
	struct name name = {.kind = NAME_WILDCARD, .class = class};
	struct verdict *v;
	int n = snprintf(name.text, sizeof(name.text), "*.%s", parent);

	if (n < 0 || (size_t)n >= sizeof(name.text))
		return NULL;
	v = plan_find_in(b->verdicts, b->nverdicts, name.text);
	if (v != NULL)
		return v;
	memset(fresh, 0, sizeof(*fresh));
	fresh->name = plan_new_name(b->plan, &name, err);
	return fresh->name == NULL ? NULL : fresh;
}

static enum sanreq_status
cover_singles(struct plan_build *b, struct verdict **group, size_t n,
    const char *wildcard, struct error *err)
{
	char text[NAME_TEXT_MAX + 16];
	int len = snprintf(text, sizeof(text), "covered by %s", wildcard);
	const char *reason = pool_copy(&b->plan->pool, text, (size_t)len, err);
	size_t i;

	for (i = 0; i < n && reason != NULL; i++) {
		group[i]->take = false;
		group[i]->rule = b->profile->wildcard_at;
		group[i]->reason = reason;
		group[i]->covered_by = wildcard;
	}
	return err->status;
}

/* *added tells whether fresh was used. */
static enum sanreq_status
collapse_group(struct plan_build *b, struct verdict **group, size_t n,
    struct verdict *fresh, bool *added, struct error *err)
{
	const struct inventory_name *first = group[0]->name;
	const char *parent = parent_of(first->text);
	struct verdict *v;
	char text[64];
	int len;

	*added = false;
	if (!may_be_wildcard(parent, first->class))
		return SANREQ_OK;
	v = wildcard_verdict(b, parent, first->class, fresh, err);
	if (v == NULL)
		return err->status;
	if (!v->take) {
		/* left on purpose: by --drop or by a plan */
		if (n < b->profile->wildcard_min_names ||
		    (v != fresh && !b->by_rule[v - b->verdicts]))
			return SANREQ_OK;
		len = snprintf(text, sizeof(text),
		    "stands for %zu names of this level", n);
		v->take = true;
		v->rule = b->profile->wildcard_at;
		v->reason = pool_copy(&b->plan->pool, text, (size_t)len, err);
		*added = v == fresh;
	}
	return cover_singles(b, group, n, v->name->text, err);
}

/* Both sorted. The new array has by_rule no more: nothing after needs it. */
static enum sanreq_status
merge(struct plan_build *b, const struct verdict *fresh, size_t nfresh,
    struct error *err)
{
	size_t n = b->nverdicts + nfresh, i = 0, f = 0, o = 0;
	struct verdict *out;

	if (nfresh == 0)
		return SANREQ_OK;
	out = pool_alloc(&b->plan->pool, n * sizeof(*out), err);
	if (out == NULL)
		return err->status;
	while (o < n)
		if (f == nfresh ||
		    (i < b->nverdicts && strcmp(b->verdicts[i].name->text,
					     fresh[f].name->text) < 0))
			out[o++] = b->verdicts[i++];
		else
			out[o++] = fresh[f++];
	b->verdicts = out;
	b->nverdicts = n;
	b->by_rule = NULL;
	return SANREQ_OK;
}

enum sanreq_status
plan_collapse(struct plan_build *b, struct error *err)
{
	struct verdict **singles = NULL, *fresh;
	size_t n = 0, i, end, nfresh = 0;
	bool added;

	if (!b->profile->wildcard_collapse)
		return SANREQ_OK;
	if (collect_singles(b, &singles, &n, err) != SANREQ_OK || n == 0)
		return err->status;
	fresh = pool_alloc(&b->plan->pool, n * sizeof(*fresh), err);
	if (fresh == NULL)
		return err->status;
	for (i = 0; i < n; i = end) {
		for (end = i + 1;
		     end < n && parent_order(&singles[i], &singles[end]) == 0;
		     end++)
			;
		if (collapse_group(b, singles + i, end - i, &fresh[nfresh],
			&added, err) != SANREQ_OK)
			return err->status;
		nfresh += added;
	}
	return merge(b, fresh, nfresh, err);
}

static int
covers_order(const void *key, const void *element)
{
	const char *const *wildcard = element;

	return strcmp(key, *wildcard + 2);
}

/* The order of the verdicts is that of the parents, too. */
enum sanreq_status
plan_cover(struct plan_build *b, struct error *err)
{
	const char **wildcards, *const *found;
	size_t i, n = 0;

	for (i = 0; i < b->nverdicts; i++)
		n += b->verdicts[i].take &&
		     b->verdicts[i].name->kind == NAME_WILDCARD;
	if (n == 0)
		return SANREQ_OK;
	wildcards = pool_alloc(&b->plan->pool, n * sizeof(*wildcards), err);
	if (wildcards == NULL)
		return err->status;
	for (i = n = 0; i < b->nverdicts; i++)
		if (b->verdicts[i].take &&
		    b->verdicts[i].name->kind == NAME_WILDCARD)
			wildcards[n++] = b->verdicts[i].name->text;
	for (i = 0; i < b->nverdicts; i++) {
		struct verdict *v = &b->verdicts[i];

		if (v->take || v->name->kind != NAME_FQDN)
			continue;
		found = bsearch(parent_of(v->name->text), wildcards, n,
		    sizeof(*wildcards), covers_order);
		if (found != NULL)
			v->covered_by = *found;
	}
	return SANREQ_OK;
}
