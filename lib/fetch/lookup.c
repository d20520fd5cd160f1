/*
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/text.h"
#include "fetch/deadline.h"
#include "fetch/lookup.h"
#include "fetch/lookup_put.h"

#define TIMEOUTS_MAX 6    /* for all of them, but for the last batch */
#define TARGETS_MAX  1000 /* of SRV and MX that are looked up themselves */
#define ANY_OCTETS   8    /* of a name that nobody has */

struct lookup {
	struct dns *dns;
	struct out *out;
	struct lookup_counts *counts;
	struct buf *unread;
	int64_t until; /* deadline_now() when it must end */
	const char *where;
	char domain[DNS_NAME_MAX];
	/* hosts first, then the domains above them, each once */
	char (*names)[DNS_NAME_MAX];
	size_t nhosts;
	size_t nnames;
	size_t cap;
	size_t ntargets, nleft; /* of SRV and MX, and those too many */
	/* domains in which some host has an address, each once */
	char (*parents)[DNS_NAME_MAX];
	size_t nparents;
	char any[2 * ANY_OCTETS + 16]; /* a label */
};

/* --- the names to ask about --- */

static enum sanreq_status
add_name(struct lookup *l, const char *name, struct error *err)
{
	void *names = l->names;

	for (size_t i = 0; i < l->nnames; i++)
		if (strcmp(l->names[i], name) == 0)
			return SANREQ_OK;
	if (array_grow(&names, &l->cap, sizeof(*l->names), l->nnames + 1,
		err) != SANREQ_OK)
		return err->status;
	l->names = names;
	snprintf(l->names[l->nnames++], DNS_NAME_MAX, "%s", name);
	return SANREQ_OK;
}

static bool
is_below(const char *name, const char *domain)
{
	size_t n = strlen(name), len = strlen(domain);

	return n > len && strcmp(name + n - len, domain) == 0 &&
	       name[n - len - 1] == '.';
}

static enum sanreq_status
add_targets(struct lookup *l, const struct dns_answer *a, struct error *err)
{
	for (size_t i = a->naliases; i < a->n; i++) {
		const char *target = a->records[i].target;

		if (!is_below(target, l->domain))
			continue;
		if (l->ntargets == TARGETS_MAX)
			l->nleft++;
		else if (l->ntargets++, add_name(l, target, err) != SANREQ_OK)
			return err->status;
	}
	return SANREQ_OK;
}

static enum sanreq_status
add_hosts(struct lookup *l, const char *const *names, struct error *err)
{
	char name[DNS_NAME_MAX + 32];

	if (add_name(l, l->domain, err) != SANREQ_OK)
		return err->status;
	snprintf(name, sizeof(name), "autodiscover.%s", l->domain);
	/* too long with it: then there is none */
	if (strlen(name) < DNS_NAME_MAX && add_name(l, name, err) != SANREQ_OK)
		return err->status;
	for (size_t i = 0; names[i] != NULL; i++) {
		if (dns_normal(name, names[i], err) != SANREQ_OK)
			return error_prefix(err, "--name");
		if (add_name(l, name, err) != SANREQ_OK)
			return err->status;
	}
	return SANREQ_OK;
}

/* --- asking --- */

static enum sanreq_status
ask(struct lookup *l, const struct dns_question *q, size_t n, struct trail *t,
    struct error *err)
{
	if (trails_ask(l->dns, q, n, l->until, &l->counts->requests, t, err) !=
	    SANREQ_OK)
		return error_prefix(err, "%s", l->where);
	return SANREQ_OK;
}

static enum sanreq_status
put(struct lookup *l, const char *kind, const char *name, const struct trail *t,
    size_t n, struct error *err)
{
	l->counts->entries++;
	return lookup_put(l->out, l->dns, kind, name, t, n, err);
}

/* SRV and MX: the first questions, which show whether anybody answers. */
static enum sanreq_status
check_domain(struct lookup *l, const struct trail t[2], struct error *err)
{
	char why[DNS_WHY_MAX];

	if (!trail_is_answered(&t[0]) && !trail_is_answered(&t[1]))
		return error_set(err, SANREQ_NETWORK, "%s: %s", l->where,
		    dns_answer_why(l->dns, trail_end(&t[1]), why, sizeof(why)));
	if (t[1].hops[0].outcome == DNS_NO_NAME && t[1].hops[0].naliases == 0 &&
	    t[0].hops[0].outcome != DNS_FOUND)
		return error_set(err, SANREQ_INPUT,
		    "%s: no such domain in DNS (asked %s): is it spelled "
		    "right, and known there? --dns-server asks another server",
		    l->where, dns_servers(l->dns));
	return SANREQ_OK;
}

static enum sanreq_status
ask_domain(struct lookup *l, struct error *err)
{
	char srv[DNS_NAME_MAX + 32];
	struct dns_question q[2] = {{.name = srv, .type = DNS_SRV},
	    {.name = l->domain, .type = DNS_MX}};
	struct trail *t = trails_new(2, err);

	snprintf(srv, sizeof(srv), "_autodiscover._tcp.%s", l->domain);
	if (t != NULL && ask(l, q, 2, t, err) == SANREQ_OK &&
	    check_domain(l, t, err) == SANREQ_OK)
		for (size_t i = 0; i < 2 && err->status == SANREQ_OK; i++)
			if (put(l, i == 0 ? "srv" : "mx", t[i].hops[0].name,
				&t[i], 1, err) == SANREQ_OK)
				(void)!add_targets(l, trail_end(&t[i]), err);
	trails_free(&t, 2);
	return err->status;
}

/* The domain that a host with an address is in, for ask_any(). */
static void
note_parent(struct lookup *l, const char *host, const struct trail t[2])
{
	const char *parent;

	if ((trail_end(&t[0])->outcome != DNS_FOUND &&
		trail_end(&t[1])->outcome != DNS_FOUND) ||
	    !is_below(host, l->domain))
		return;
	parent = strchr(host, '.') + 1;
	for (size_t i = 0; i < l->nparents; i++)
		if (strcmp(l->parents[i], parent) == 0)
			return;
	snprintf(l->parents[l->nparents++], DNS_NAME_MAX, "%s", parent);
}

static bool
is_late(const struct lookup *l)
{
	return deadline_now() > l->until;
}

static enum sanreq_status
tell_late(struct lookup *l, size_t n, const char *what, struct error *err)
{
	return buf_addf(l->unread, err,
	    "%s%zu %s not looked up: DNS answers too slowly, a longer "
	    "--timeout gives it more time",
	    l->unread->len != 0 ? "; " : "", n, what);
}

/* A and AAAA of n names, at most half of TRAIL_BATCH_MAX; label: put before
 * each, or NULL. */
static enum sanreq_status
ask_addresses(struct lookup *l, char (*names)[DNS_NAME_MAX], size_t n,
    const char *label, struct error *err)
{
	struct dns_question q[TRAIL_BATCH_MAX];
	char(*text)[DNS_NAME_MAX] = calloc(n, sizeof(*text));
	struct trail *t = trails_new(TRAIL_BATCH_MAX, err);

	if (text == NULL)
		error_memory(err);
	for (size_t i = 0; i < n && err->status == SANREQ_OK; i++) {
		snprintf(text[i], sizeof(*text), "%s%.253s",
		    label != NULL ? label : "", names[i]);
		q[2 * i] = (struct dns_question){text[i], DNS_A, false};
		q[2 * i + 1] = (struct dns_question){text[i], DNS_AAAA, false};
	}
	if (err->status == SANREQ_OK)
		(void)!ask(l, q, 2 * n, t, err);
	for (size_t i = 0; i < n && err->status == SANREQ_OK; i++) {
		if (label == NULL)
			note_parent(l, names[i], &t[2 * i]);
		(void)!put(l, label != NULL ? "any" : "host", names[i],
		    &t[2 * i], 2, err);
	}
	trails_free(&t, TRAIL_BATCH_MAX);
	free(text);
	return err->status;
}

static enum sanreq_status
ask_hosts(struct lookup *l, struct error *err)
{
	size_t n;

	l->nhosts = l->nnames;
	if ((l->parents = calloc(l->nhosts, sizeof(*l->parents))) == NULL)
		return error_memory(err);
	for (size_t i = 0; i < l->nhosts && err->status == SANREQ_OK; i += n) {
		n = l->nhosts - i;
		if (is_late(l))
			return tell_late(l, n, "names were", err);
		if (n > TRAIL_BATCH_MAX / 2)
			n = TRAIL_BATCH_MAX / 2;
		if (ask_addresses(l, l->names + i, n, NULL, err) == SANREQ_OK)
			(void)out_flush(l->out);
	}
	return err->status;
}

/* Has a name that nobody has an address too? */
static enum sanreq_status
ask_any(struct lookup *l, struct error *err)
{
	unsigned char random[ANY_OCTETS] = {0};
	size_t n;

	/* without chance it is a name that nobody has, too */
	(void)!getrandom(random, sizeof(random), 0);
	memcpy(l->any, "sanreq-", 7);
	text_hex(l->any + 7, random, sizeof(random));
	memcpy(l->any + strlen(l->any), ".", 2);
	for (size_t i = 0; i < l->nparents;) /* no room for the label */
		if (strlen(l->parents[i]) + strlen(l->any) < DNS_NAME_MAX)
			i++;
		else
			memcpy(l->parents[i], l->parents[--l->nparents],
			    DNS_NAME_MAX);
	for (size_t i = 0; i < l->nparents && err->status == SANREQ_OK;
	     i += n) {
		n = l->nparents - i;
		if (is_late(l))
			return tell_late(
			    l, n, "domains' wildcard records were", err);
		if (n > TRAIL_BATCH_MAX / 2)
			n = TRAIL_BATCH_MAX / 2;
		(void)!ask_addresses(l, l->parents + i, n, l->any, err);
	}
	return err->status;
}

/* CAA of the names, and of the domain above each that has none, up to the
 * top-level one (RFC 8659 3). */
static enum sanreq_status
ask_caa(struct lookup *l, size_t first, size_t n, struct error *err)
{
	struct dns_question q[TRAIL_BATCH_MAX];
	struct trail *t = trails_new(TRAIL_BATCH_MAX, err);

	for (size_t i = 0; i < n; i++)
		q[i] =
		    (struct dns_question){l->names[first + i], DNS_CAA, false};
	if (t != NULL)
		(void)!ask(l, q, n, t, err);
	for (size_t i = 0; i < n && err->status == SANREQ_OK; i++) {
		const char *name = t[i].hops[0].name;
		const char *dot = strchr(name, '.');

		if (put(l, "caa", name, &t[i], 1, err) == SANREQ_OK &&
		    dot != NULL && trail_end(&t[i])->outcome != DNS_FOUND)
			(void)!add_name(l, dot + 1, err);
	}
	trails_free(&t, TRAIL_BATCH_MAX);
	return err->status;
}

static enum sanreq_status
climb(struct lookup *l, struct error *err)
{
	size_t n;

	/* it grows while it is gone through */
	for (size_t i = 0; i < l->nnames && err->status == SANREQ_OK; i += n) {
		n = l->nnames - i;
		if (is_late(l))
			return tell_late(l, n, "names' CAA records were", err);
		if (n > TRAIL_BATCH_MAX)
			n = TRAIL_BATCH_MAX;
		if (ask_caa(l, i, n, err) == SANREQ_OK)
			(void)out_flush(l->out);
	}
	return err->status;
}

static enum sanreq_status
ask_all(struct lookup *l, const struct fetch_options *opt, struct error *err)
{
	if (dns_open(&l->dns, opt->dns_servers, opt->timeout, err) !=
		SANREQ_OK ||
	    add_hosts(l, opt->names, err) != SANREQ_OK ||
	    ask_domain(l, err) != SANREQ_OK || ask_hosts(l, err) != SANREQ_OK ||
	    ask_any(l, err) != SANREQ_OK || climb(l, err) != SANREQ_OK)
		return err->status;
	return l->nleft == 0 ? SANREQ_OK
			     : buf_addf(l->unread, err,
				   "%s%zu targets of SRV and MX were not "
				   "looked up: at most %d are",
				   l->unread->len != 0 ? "; " : "", l->nleft,
				   TARGETS_MAX);
}

enum sanreq_status
lookup_run(const struct fetch_options *opt, struct out *out,
    struct lookup_counts *counts, struct buf *unread, struct error *err)
{
	char where[DNS_NAME_MAX + 8];
	struct lookup *l = calloc(1, sizeof(*l)); /* large for a frame */

	if (l == NULL)
		return error_memory(err);
	l->out = out;
	l->counts = counts;
	l->unread = unread;
	l->where = where;
	l->until = deadline_now() + (int64_t)opt->timeout * 1000 * TIMEOUTS_MAX;
	if (dns_normal(l->domain, opt->url, err) != SANREQ_OK) {
		err->status = SANREQ_USAGE;
		(void)error_prefix(err, "dns:%s", QUOTES(opt->url));
	} else {
		snprintf(where, sizeof(where), "dns:%s", l->domain);
		(void)!ask_all(l, opt, err);
	}
	free(l->names);
	free(l->parents);
	dns_close(&l->dns);
	free(l);
	return err->status;
}
