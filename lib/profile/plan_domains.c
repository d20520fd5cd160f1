/*
 * SPDX-License-Identifier: ISC
 *
 * The base domains of a plan: what a public CA validates, with the names
 * below each, for whoever makes the purchase (BR 1.6.1, 3.2.2.4).
 */
#include <stdlib.h>
#include <string.h>

#include "profile/plan_build.h"

struct based {
	const char *base;
	const char *name;
};

static int
based_cmp(const void *a, const void *b)
{
	const struct based *x = a, *y = b;
	int c = strcmp(x->base, y->base);

	return c != 0 ? c : strcmp(x->name, y->name);
}

static size_t
list_based(const struct plan_build *b, struct based *all)
{
	size_t n = 0;

	for (size_t i = 0; i < b->nverdicts; i++) {
		const char *text = b->verdicts[i].name->text;
		const char *host = text;

		if (b->verdicts[i].name->kind == NAME_WILDCARD)
			host += 2;
		if (!b->verdicts[i].take ||
		    b->verdicts[i].name->kind == NAME_IP ||
		    (all[n].base = name_base_domain(host)) == NULL)
			continue;
		all[n++].name = text;
	}
	return n;
}

/* all: in order, each base with its names. */
static enum sanreq_status
fill(struct plan *plan, const struct based *all, size_t n, struct error *err)
{
	struct plan_domain *domains =
	    pool_alloc(&plan->pool, (n + 1) * sizeof(*domains), err);
	const char **names =
	    pool_alloc(&plan->pool, (n + 1) * sizeof(*names), err);

	if (domains == NULL || names == NULL)
		return err->status;
	plan->domains = domains;
	for (size_t i = 0; i < n; i++) {
		struct plan_domain *domain = domains + plan->ndomains;

		names[i] = all[i].name;
		if (i > 0 && strcmp(all[i - 1].base, all[i].base) == 0) {
			domain[-1].nnames++;
			continue;
		}
		*domain = (struct plan_domain){all[i].base, names + i, 1};
		plan->ndomains++;
	}
	return SANREQ_OK;
}

enum sanreq_status
plan_find_domains(struct plan_build *b, struct error *err)
{
	struct based *all = calloc(b->nverdicts + 1, sizeof(*all));
	enum sanreq_status status;
	size_t n;

	if (all == NULL)
		return error_memory(err);
	n = list_based(b, all);
	if (n != 0)
		qsort(all, n, sizeof(*all), based_cmp);
	status = fill(b->plan, all, n, err);
	free(all);
	return status;
}
