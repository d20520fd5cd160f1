/*
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "fetch/deadline.h"
#include "fetch/accounts.h"
#include "fetch/listing.h"
#include "fetch/probe.h"
#include "fetch/report.h"
#include "fetch/search.h"

#define DN_MAX 16384

struct probe {
	struct session *s;
	const struct seen *seen;
	const char *anchor;
	bool lost;                 /* not even the anchor is seen */
	size_t number;             /* of the probe; */
	struct accounts *accounts; /* or instead: what takes the children */
	struct listings listings;
};

static void
tell(struct probe *p, const char *dn, const char *outcome)
{
	if (p->accounts == NULL)
		report_probe(p->s, dn, p->number, outcome);
}

/* Of an object without children that are seen. */
static enum sanreq_status
judge_empty(
    struct probe *p, struct listing *l, const char *dn, struct error *err)
{
	if (listing_access(&p->listings, l, err) != SANREQ_OK)
		return err->status;
	if (l->access == ACCESS_DENIED)
		tell(p, dn, "closed");
	else if (l->access == ACCESS_UNKNOWN)
		tell(p, dn, "unknown");
	return SANREQ_OK;
}

/* The nearest object above that is seen, in *out; NULL: none is, or there are
 * no searches left. */
static enum sanreq_status
find_above(
    struct probe *p, const char *dn, struct listing **out, struct error *err)
{
	size_t least = strlen(p->anchor);

	*out = NULL;
	while (*out == NULL && (dn = seen_parent_of(dn, strlen(dn))) != NULL &&
	       strlen(dn) >= least) {
		if (listing_get(&p->listings, dn, "", out, err) != SANREQ_OK ||
		    *out == NULL)
			return err->status;
		if ((*out)->result == LISTING_MISSING)
			*out = NULL;
	}
	return SANREQ_OK;
}

/* Why nothing was found below dn, when that is not because nothing is there.
 * It makes the listing of dn unless l is that. */
static enum sanreq_status
judge(struct probe *p, const char *dn, struct listing *l, struct error *err)
{
	if (l == NULL &&
	    listing_get(&p->listings, dn, "", &l, err) != SANREQ_OK)
		return err->status;
	if (l != NULL && l->result == LISTING_MISSING &&
	    find_above(p, dn, &l, err) == SANREQ_OK && l != NULL &&
	    l->result == LISTING_DONE && l->n != 0)
		return SANREQ_OK; /* there is no such object */
	if (err->status != SANREQ_OK)
		return err->status;
	if (l == NULL && p->listings.left != 0)
		p->lost = true;
	else if (l == NULL)
		tell(p, dn, "skipped");
	else if (l->result == LISTING_FAILED)
		tell(p, dn, "unknown");
	else if (l->result == LISTING_REFUSED || l->unreadable != 0)
		tell(p, dn, "closed");
	else if (l->n == 0)
		return judge_empty(p, l, dn, err);
	return SANREQ_OK;
}

static enum sanreq_status
walk(struct probe *p, const char *base, const char *rest, struct error *err);

/* Each child; rest: what is left of the pattern, or NULL. */
static enum sanreq_status
each_child(struct probe *p, const char *base, const char *class,
    const char *rest, struct error *err)
{
	struct listing *l;
	size_t which, n;

	if (listing_get(&p->listings, base, class, &l, err) != SANREQ_OK)
		return err->status;
	if (l == NULL || l->result != LISTING_DONE || l->n == 0)
		return judge(p, base, l, err);
	if (l->cut)
		tell(p, base, "skipped");
	which = (size_t)(l - p->listings.list);
	n = l->n;
	for (size_t i = 0; i < n; i++) {
		/* the array may have moved */
		const struct child *c = &p->listings.list[which].children[i];

		if (!c->wanted)
			continue;
		if (rest == NULL && !c->readable)
			tell(p, c->dn, "closed");
		if (rest == NULL && p->accounts != NULL &&
		    accounts_add(p->accounts, c->dn, err) != SANREQ_OK)
			return err->status;
		if (rest != NULL && walk(p, c->dn, rest, err) != SANREQ_OK)
			return err->status;
	}
	return SANREQ_OK;
}

/* As deep as the pattern is long, which is ours. */
static enum sanreq_status
walk(struct probe *p, const char *base, const char *rest, struct error *err)
{
	size_t n = strcspn(rest, "/");
	const char *next = rest[n] == '/' ? rest + n + 1 : NULL;
	char class[LISTING_CLASS_MAX];
	struct buf dn;

	if (rest[0] == '*') {
		snprintf(class, sizeof(class), "%.*s", (int)n - 1, rest + 1);
		return each_child(p, base, class, next, err);
	}
	buf_init(&dn, DN_MAX);
	if (buf_add(&dn, rest, n, err) == SANREQ_OK &&
	    buf_addf(&dn, err, ",%s", base) == SANREQ_OK) {
		if (next != NULL)
			(void)!walk(p, buf_text(&dn), next, err);
		else if (p->accounts == NULL &&
			 !seen_below(p->seen, buf_text(&dn)))
			(void)!judge(p, buf_text(&dn), NULL, err);
	}
	buf_release(&dn);
	return err->status;
}

/* Is it the anchor, or above it? */
static bool
holds_anchor(const char *base, const char *anchor)
{
	size_t n = strlen(base), all = strlen(anchor);

	return n == 0 || (text_ends(anchor, all, base) &&
			     (n == all || anchor[all - n - 1] == ','));
}

static enum sanreq_status
run_all(struct probe *p, const struct rootdse *root, struct error *err)
{
	const struct fetch_options *o = p->s->opt;
	struct accounts accounts = {.session = p->s};

	for (size_t i = 0; o->probes[i] != NULL; i++) {
		p->number = i;
		if (walk(p, p->anchor, o->probes[i], err) != SANREQ_OK)
			return err->status;
	}
	if (!p->lost)
		report_write(p->s, p->anchor, "probed");
	if (o->accounts == NULL || root->domain == NULL || root->server == NULL)
		return SANREQ_OK;
	p->accounts = &accounts;
	if (walk(p, p->anchor, o->accounts, err) == SANREQ_OK)
		(void)!accounts_run(&accounts, root, err);
	accounts_release(&accounts);
	return err->status;
}

enum sanreq_status
probe_run(struct session *s, const struct rootdse *root, const char *base,
    const struct seen *seen, struct error *err)
{
	struct probe p = {.s = s,
	    .seen = seen,
	    .listings = {.s = s,
		.root = root,
		.left = PROBES_MAX,
		.until = deadline_now() + PROBES_MS(s->opt->timeout)}};
	struct buf anchor;

	if (root->config == NULL)
		return SANREQ_OK;
	buf_init(&anchor, DN_MAX);
	if (buf_addf(&anchor, err, SEARCH_CONTAINER ",%s", root->config) ==
		SANREQ_OK &&
	    holds_anchor(base, buf_text(&anchor))) {
		p.anchor = buf_text(&anchor);
		out_comment(s->out, "probing");
		(void)!run_all(&p, root, err);
	}
	listings_release(&p.listings);
	buf_release(&anchor);
	return err->status;
}
