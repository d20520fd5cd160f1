/*
 * SPDX-License-Identifier: ISC
 *
 * Where two sources disagree: for the same service of the same server, in the
 * same scope, each has a name that the other has not. Two documents of the
 * same source, yesterday's inventory and today's, are two sources. A source
 * that merely knows less (a cmdlet's output beside the directory) does not
 * disagree.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "name/inventory_private.h"

#define CONFLICTS_MAX 100 /* told each; the rest are counted */

/* One use, as far as it can disagree with another's. */
struct sighting {
	const struct use *use;
	const char *name;
	const struct reading *reading; /* NULL: none was begun */
};

enum sanreq_status
inventory_begin_reading(
    struct inventory *inv, const char *operand, struct error *err)
{
	struct reading *reading = pool_alloc(&inv->pool, sizeof(*reading), err);

	if (reading == NULL || (reading->operand = pool_intern(&inv->pool,
				    operand, strlen(operand), err)) == NULL)
		return err->status;
	reading->first = inv->nuses;
	reading->next = inv->readings;
	inv->readings = reading;
	return SANREQ_OK;
}

static bool
can_disagree(const struct use *use)
{
	switch (use->service) {
	case SERVICE_CERTIFICATE:
	case SERVICE_DNS:
	case SERVICE_MANUAL: return false;
	default:
		return use->server != NULL && use->source != NULL &&
		       (use->audience == AUDIENCE_CLIENT ||
			   use->audience == AUDIENCE_SERVER ||
			   use->audience == AUDIENCE_HTTP_ONLY);
	}
}

static int
key_order(const struct use *x, const struct use *y)
{
	int c = text_casecmp(x->server, y->server);

	if (c == 0)
		c = (int)x->service - (int)y->service;
	return c != 0 ? c : (int)x->scope - (int)y->scope;
}

static int
reading_order(const struct reading *x, const struct reading *y)
{
	int c;

	if (x == NULL || y == NULL)
		return (x != NULL) - (y != NULL);
	c = strcmp(x->operand, y->operand);
	return c != 0 ? c : (x->first > y->first) - (x->first < y->first);
}

static int
source_order(const struct sighting *x, const struct sighting *y)
{
	int c = strcmp(x->use->source, y->use->source);

	return c != 0 ? c : reading_order(x->reading, y->reading);
}

static int
sighting_order(const void *a, const void *b)
{
	const struct sighting *x = a, *y = b;
	int c = key_order(x->use, y->use);

	if (c == 0)
		c = source_order(x, y);
	return c != 0 ? c : strcmp(x->name, y->name);
}

static size_t
end_of_key(const struct sighting *s, size_t n)
{
	size_t end = 1;

	while (end < n && key_order(s[0].use, s[end].use) == 0)
		end++;
	return end;
}

static size_t
end_of_source(const struct sighting *s, size_t n)
{
	size_t end = 1;

	while (end < n && source_order(&s[0], &s[end]) == 0)
		end++;
	return end;
}

/* The first of a whose name b has not; both in the order of names. */
static const struct sighting *
lacking(
    const struct sighting *a, size_t na, const struct sighting *b, size_t nb)
{
	for (size_t i = 0, k = 0; i < na; i++) {
		while (k < nb && strcmp(b[k].name, a[i].name) < 0)
			k++;
		if (k == nb || strcmp(b[k].name, a[i].name) != 0)
			return &a[i];
	}
	return NULL;
}

/* " of yesterday.json", where the source alone does not tell which. */
static const char *
which(const struct sighting *s, const struct sighting *other,
    char text[TEXT_QUOTE_MAX])
{
	char operand[TEXT_QUOTE_MAX - 8];

	text[0] = '\0';
	if (strcmp(s->use->source, other->use->source) != 0 ||
	    s->reading == NULL ||
	    strcmp(s->reading->operand, s->use->source) == 0)
		return text;
	text_quote(operand, sizeof(operand), s->reading->operand,
	    strlen(s->reading->operand));
	snprintf(text, TEXT_QUOTE_MAX, " of %s", operand);
	return text;
}

static enum sanreq_status
tell(struct inventory *inv, const struct sighting *a, const struct sighting *b,
    struct error *err)
{
	const struct use *use = b->use;
	char of_a[TEXT_QUOTE_MAX], of_b[TEXT_QUOTE_MAX];

	return inventory_add_finding(inv, INVENTORY_CONFLICT, SEVERITY_WARNING,
	    use->dn, err,
	    "%s, %s (%s): \"%s\" in %s%s, but \"%s\" in %s%s: one of the "
	    "sources is out of date",
	    QUOTES(use->server), use_service_text(use->service),
	    use_scope_text(use->scope), a->name, QUOTES(a->use->source),
	    which(a, b, of_a), b->name, QUOTES(use->source), which(b, a, of_b));
}

/* The sightings of one key: each source against the first. */
static enum sanreq_status
compare_sources(struct inventory *inv, const struct sighting *s, size_t n,
    size_t *conflicts, struct error *err)
{
	size_t first = end_of_source(s, n), at = first, len;

	for (; at < n; at += len) {
		const struct sighting *a, *b;

		len = end_of_source(s + at, n - at);
		a = lacking(s, first, s + at, len);
		b = lacking(s + at, len, s, first);
		if (a == NULL || b == NULL || ++*conflicts > CONFLICTS_MAX)
			continue;
		if (tell(inv, a, b, err) != SANREQ_OK)
			return err->status;
	}
	return SANREQ_OK;
}

enum sanreq_status
inventory_find_conflicts(struct inventory *inv, struct error *err)
{
	struct sighting *all;
	enum sanreq_status status = SANREQ_OK;
	size_t n = 0, conflicts = 0, len;
	const struct reading *reading = inv->readings;

	if (inv->nsources < 2)
		return SANREQ_OK;
	if ((all = malloc((inv->nuses + 1) * sizeof(*all))) == NULL)
		return error_memory(err);
	for (size_t i = inv->nuses; i-- > 0;) {
		while (reading != NULL && reading->first > i)
			reading = reading->next;
		if (can_disagree(&inv->uses[i]))
			all[n++] = (struct sighting){&inv->uses[i],
			    inv->names[inv->uses[i].own].text, reading};
	}
	if (n != 0)
		qsort(all, n, sizeof(*all), sighting_order);
	for (size_t i = 0; i < n && status == SANREQ_OK; i += len) {
		len = end_of_key(all + i, n - i);
		status = compare_sources(inv, all + i, len, &conflicts, err);
	}
	if (status == SANREQ_OK && conflicts > CONFLICTS_MAX)
		status = inventory_add_finding(inv, INVENTORY_CONFLICT,
		    SEVERITY_WARNING, NULL, err,
		    "the sources disagree in %zu more places",
		    conflicts - CONFLICTS_MAX);
	free(all);
	return status;
}
