/*
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "fetch/accounts.h"
#include "fetch/deadline.h"
#include "fetch/listing.h"
#include "fetch/probe.h"
#include "fetch/report.h"
#include "fetch/search.h"

#define DN_MAX    16384
#define NAMES_MAX 1024 /* between two '*' of a pattern, which is ours */

/* What is left to be done of a probe: the pattern below an object that was
 * seen. It is tried again until all listings that it needs are there. */
struct task {
	const char *base; /* a DN; lent by a listing, as long as that lives */
	const char *rest;
	size_t number; /* of the probe */
};

struct probe {
	struct session *s;
	const struct seen *seen;
	const char *anchor;
	const char *base;          /* of the main search */
	bool lost;                 /* not even the anchor is seen */
	struct accounts *accounts; /* NULL, or: what takes the children */
	struct listings listings;
	struct task *tasks;
	size_t ntasks, cap;
	struct buf dn;
	size_t number; /* of the task that is tried, */
	bool waits;    /* which must be tried again */
};

/* Is lower the same, or somewhere below upper? */
static bool
holds(const char *upper, const char *lower)
{
	size_t n = strlen(upper), all = strlen(lower);

	return n == 0 || (text_ends(lower, all, upper) &&
			     (n == all || lower[all - n - 1] == ','));
}

/* Was it to be read, or something below it? */
static bool
is_wanted(const struct probe *p, const char *dn)
{
	return holds(p->base, dn) || holds(dn, p->base);
}

static void
tell(struct probe *p, const char *dn, const char *outcome)
{
	if (p->accounts == NULL && is_wanted(p, dn))
		report_probe(p->s, dn, p->number, outcome);
}

static enum sanreq_status
add_task(struct probe *p, const char *base, const char *rest, struct error *err)
{
	void *items = p->tasks;

	if (array_grow(&items, &p->cap, sizeof(*p->tasks), p->ntasks + 1,
		err) != SANREQ_OK)
		return err->status;
	p->tasks = items;
	p->tasks[p->ntasks++] = (struct task){base, rest, p->number};
	return SANREQ_OK;
}

/* Why nothing was found below dn, by the listing of it or of an object above,
 * which shows nothing. */
static void
judge(struct probe *p, const char *dn, struct listing *l)
{
	if (l->result == LISTING_ASKED)
		p->waits = true;
	else if (l->result == LISTING_SKIPPED)
		tell(p, dn, "skipped");
	else if (l->result == LISTING_FAILED)
		tell(p, dn, "unknown");
	else if (l->result == LISTING_REFUSED || l->unreadable != 0)
		tell(p, dn, "closed");
	if (l->result != LISTING_DONE || l->n != 0)
		return;
	listing_access(&p->listings, l);
	if (l->own == LISTING_ASKED)
		p->waits = true;
	else if (l->own == LISTING_SKIPPED)
		tell(p, dn, "skipped");
	else if (l->own == LISTING_DONE && l->access == ACCESS_DENIED)
		tell(p, dn, "closed");
	else if (l->own != LISTING_DONE || l->access == ACCESS_UNKNOWN)
		tell(p, dn, "unknown");
}

/* The listing of the nearest object above dn that is seen, in *out; NULL: none
 * is. */
static enum sanreq_status
find_above(
    struct probe *p, const char *dn, struct listing **out, struct error *err)
{
	size_t least = strlen(p->anchor);

	*out = NULL;
	while ((dn = seen_parent_of(dn, strlen(dn))) != NULL &&
	       strlen(dn) >= least) {
		if (listing_get(&p->listings, dn, "", out, err) != SANREQ_OK ||
		    (*out)->result != LISTING_MISSING)
			return err->status;
		*out = NULL;
	}
	return SANREQ_OK;
}

/* dn itself is not there, for our account. */
static enum sanreq_status
judge_missing(struct probe *p, const char *dn, struct error *err)
{
	struct listing *above;

	if (find_above(p, dn, &above, err) != SANREQ_OK)
		return err->status;
	if (above == NULL)
		p->lost = true;
	else if (above->result != LISTING_DONE || above->n == 0)
		judge(p, dn, above);
	return SANREQ_OK;
}

/* Nothing was found below dn, the last of a pattern: by what its parent shows,
 * and only if that shows it, by what it shows itself. */
static enum sanreq_status
judge_last(struct probe *p, const char *dn, struct error *err)
{
	const char *parent = seen_parent_of(dn, strlen(dn));
	struct listing *above, *l;

	if (parent == NULL) /* all of ours are below the anchor */
		return error_set(err, SANREQ_INTERNAL, "a DN without parent");
	if (listing_get(&p->listings, parent, "", &above, err) != SANREQ_OK)
		return err->status;
	if (above->result != LISTING_DONE || above->n == 0)
		return above->result == LISTING_ASKED
			   ? (p->waits = true, SANREQ_OK)
			   : judge_missing(p, dn, err);
	if (!listing_child(above, dn, (size_t)(parent - dn) - 1)) {
		if (above->n != above->kept)
			tell(p, dn, "skipped");
		return SANREQ_OK;
	}
	if (listing_get(&p->listings, dn, "", &l, err) != SANREQ_OK)
		return err->status;
	if (l->result != LISTING_MISSING)
		judge(p, dn, l);
	return SANREQ_OK;
}

/* Each child of base; rest: what is left of the pattern, or NULL. */
static enum sanreq_status
each_child(struct probe *p, const char *base, const char *class,
    const char *rest, struct error *err)
{
	struct listing *l;

	if (listing_get(&p->listings, base, class, &l, err) != SANREQ_OK)
		return err->status;
	if (l->result == LISTING_MISSING)
		return judge_missing(p, base, err);
	if (l->result != LISTING_DONE || l->n == 0) {
		judge(p, base, l);
		return SANREQ_OK;
	}
	if (l->n != l->kept)
		tell(p, base, "skipped");
	for (size_t i = 0; i < l->kept; i++) {
		const struct child *c = &l->children[i];

		if (!c->wanted || !is_wanted(p, c->dn))
			continue;
		if (rest == NULL && !c->readable)
			tell(p, c->dn, "closed");
		if (rest == NULL && p->accounts != NULL &&
		    accounts_add(p->accounts, c->dn, err) != SANREQ_OK)
			return err->status;
		if (rest != NULL && add_task(p, c->dn, rest, err) != SANREQ_OK)
			return err->status;
	}
	return SANREQ_OK;
}

/* Puts the names at the start of the pattern before p->dn; *rest: a '*', or
 * NULL. */
static enum sanreq_status
go_down(struct probe *p, const char **rest, struct error *err)
{
	char names[NAMES_MAX];
	size_t at = sizeof(names) - 1;

	names[at] = '\0';
	while (*rest != NULL && **rest != '*') {
		size_t n = strcspn(*rest, "/");

		if (n + 1 > at)
			return error_set(err, SANREQ_INTERNAL, "a long probe");
		at -= n + 1;
		memcpy(names + at, *rest, n);
		names[at + n] = ',';
		*rest = (*rest)[n] == '/' ? *rest + n + 1 : NULL;
	}
	return buf_adds(&p->dn, names + at, err);
}

static enum sanreq_status
try_task(struct probe *p, const struct task *t, struct error *err)
{
	char class[LISTING_CLASS_MAX];
	const char *rest = t->rest;
	size_t n;

	p->number = t->number;
	p->waits = false;
	buf_clear(&p->dn);
	if (go_down(p, &rest, err) != SANREQ_OK ||
	    buf_adds(&p->dn, t->base, err) != SANREQ_OK)
		return err->status;
	if (rest != NULL) {
		n = strcspn(rest, "/");
		snprintf(class, sizeof(class), "%.*s", (int)n - 1, rest + 1);
		return each_child(p, buf_text(&p->dn), class,
		    rest[n] == '/' ? rest + n + 1 : NULL, err);
	}
	if (p->accounts != NULL || seen_below(p->seen, buf_text(&p->dn)))
		return SANREQ_OK;
	return judge_last(p, buf_text(&p->dn), err);
}

/* Each round needs what only the one before could tell: there are as many as a
 * pattern is long, and few more. */
static enum sanreq_status
run_tasks(struct probe *p, struct error *err)
{
	while (p->ntasks != 0) {
		size_t kept = 0;

		for (size_t i = 0; i < p->ntasks; i++) { /* more are added */
			const struct task t = p->tasks[i];

			if (try_task(p, &t, err) != SANREQ_OK)
				return err->status;
			if (p->waits)
				p->tasks[kept++] = t;
		}
		p->ntasks = kept;
		if (kept != 0 && listings_ask(&p->listings, err) != SANREQ_OK)
			return err->status;
	}
	return SANREQ_OK;
}

static enum sanreq_status
run_all(struct probe *p, const struct rootdse *root, struct error *err)
{
	const struct fetch_options *o = p->s->opt;
	struct accounts accounts = {.session = p->s};

	for (p->number = 0; o->probes[p->number] != NULL; p->number++)
		if (add_task(p, p->anchor, o->probes[p->number], err) !=
		    SANREQ_OK)
			return err->status;
	if (run_tasks(p, err) != SANREQ_OK)
		return err->status;
	if (!p->lost)
		report_write(p->s, p->anchor, "probed");
	if (o->accounts == NULL || root->domain == NULL || root->server == NULL)
		return SANREQ_OK;
	p->accounts = &accounts;
	if (add_task(p, p->anchor, o->accounts, err) == SANREQ_OK &&
	    run_tasks(p, err) == SANREQ_OK)
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
	    .base = base,
	    .listings = {.s = s,
		.root = root,
		.until = deadline_now() + PROBES_MS(s->opt->timeout)}};
	struct buf anchor;

	if (root->config == NULL)
		return SANREQ_OK;
	buf_init(&anchor, DN_MAX);
	buf_init(&p.dn, DN_MAX);
	if (buf_addf(&anchor, err, SEARCH_CONTAINER ",%s", root->config) ==
		SANREQ_OK &&
	    (holds(base, buf_text(&anchor)) ||
		holds(buf_text(&anchor), base))) {
		p.anchor = buf_text(&anchor);
		out_comment(s->out, "probing");
		(void)!run_all(&p, root, err);
	}
	free(p.tasks);
	listings_release(&p.listings);
	buf_release(&p.dn);
	buf_release(&anchor);
	return err->status;
}
