/*
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fetch/deadline.h"
#include "fetch/trail.h"

struct trail *
trails_new(size_t n, struct error *err)
{
	struct trail *t = calloc(n, sizeof(*t));

	if (t == NULL)
		error_memory(err);
	return t;
}

void
trails_free(struct trail **trails, size_t n)
{
	for (size_t i = 0; *trails != NULL && i < n; i++)
		while ((*trails)[i].n > 0)
			dns_answer_release(
			    &(*trails)[i].hops[--(*trails)[i].n]);
	free(*trails);
	*trails = NULL;
}

const struct dns_answer *
trail_end(const struct trail *t)
{
	return &t->hops[t->n - 1];
}

bool
trail_is_answered(const struct trail *t)
{
	enum dns_outcome outcome = trail_end(t)->outcome;

	return outcome == DNS_FOUND || outcome == DNS_NO_DATA ||
	       outcome == DNS_NO_NAME;
}

static enum sanreq_status
ask(struct dns *dns, const struct dns_question *q, size_t n, uint64_t *requests,
    struct dns_answer *a, struct error *err)
{
	(void)deadline_arm();
	*requests += n;
	return dns_ask(dns, q, n, 0, a, err);
}

/* An alias that nothing stands behind: the server may know no more than that.
 * NULL: there is none. */
static const char *
loose_end(const struct trail *t)
{
	const struct dns_answer *a = trail_end(t);

	if (a->outcome != DNS_NO_DATA || a->naliases == 0)
		return NULL;
	return a->records[a->naliases - 1].target;
}

/* An alias that was met on the way, or one too many. */
static bool
is_astray(struct trail *t, const char *alias)
{
	struct dns_answer *end = &t->hops[t->n - 1];
	const char *what = t->n == TRAIL_HOPS_MAX ? "too many aliases" : NULL;

	for (size_t i = 0; i < t->n; i++)
		if (strcmp(t->hops[i].name, alias) == 0)
			what = "aliases in a loop";
	if (what == NULL)
		return false;
	end->outcome = DNS_NONSENSE;
	if (end->nrefused++ == 0)
		snprintf(end->refused, sizeof(end->refused), "%s: \"%.150s\"",
		    what, alias);
	return true;
}

/* One question more for each of the trails that has a loose end; *more: there
 * was one. */
static enum sanreq_status
ask_hop(struct dns *dns, struct trail *t, size_t n, uint64_t *requests,
    bool *more, struct error *err)
{
	struct dns_question q[TRAIL_BATCH_MAX];
	struct dns_answer *a = calloc(TRAIL_BATCH_MAX, sizeof(*a));
	size_t which[TRAIL_BATCH_MAX], count = 0;

	if (a == NULL)
		return error_memory(err);
	for (size_t i = 0; i < n; i++) {
		const char *alias = loose_end(&t[i]);

		if (alias == NULL || is_astray(&t[i], alias))
			continue;
		which[count] = i;
		q[count++] = (struct dns_question){
		    .name = alias, .type = t[i].hops[0].type};
	}
	*more = count != 0;
	if (count != 0)
		(void)!ask(dns, q, count, requests, a, err);
	for (size_t i = 0; i < count; i++)
		t[which[i]].hops[t[which[i]].n++] = a[i];
	free(a);
	return err->status;
}

/* No time is left for aliases. */
static enum sanreq_status
give_up(struct trail *t, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (loose_end(&t[i]) != NULL)
			t[i].hops[t[i].n - 1].outcome = DNS_TIMEOUT;
	return SANREQ_OK;
}

enum sanreq_status
trails_ask(struct dns *dns, const struct dns_question *q, size_t n,
    int64_t until, uint64_t *requests, struct trail *t, struct error *err)
{
	struct dns_answer *a = calloc(TRAIL_BATCH_MAX, sizeof(*a));
	bool more = true;

	if (a == NULL)
		return error_memory(err);
	(void)!ask(dns, q, n, requests, a, err);
	for (size_t i = 0; i < n; i++)
		t[i].hops[t[i].n++] = a[i];
	free(a);
	while (err->status == SANREQ_OK && more) {
		if (deadline_now() > until)
			return give_up(t, n);
		(void)!ask_hop(dns, t, n, requests, &more, err);
	}
	return err->status;
}
