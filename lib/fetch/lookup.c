/*
 * SPDX-License-Identifier: ISC
 */
#include <arpa/inet.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "fetch/deadline.h"
#include "fetch/dns.h"
#include "fetch/lookup.h"

#define BATCH        32 /* questions that go together */
#define TIMEOUTS_MAX 6  /* for all of them */
#define LINE_MAX     512
#define TARGETS_MAX  64 /* of SRV and MX that are looked up themselves */
#define HOPS_MAX     8  /* aliases that the server leaves to us, of one name */

struct lookup {
	struct dns *dns;
	struct out *out;
	struct lookup_counts *counts;
	struct buf *unread;
	int64_t until; /* deadline_now() when it must end */
	const char *where;
	char domain[DNS_NAME_MAX];
	/* where SRV and MX lead, below the domain */
	char targets[TARGETS_MAX][DNS_NAME_MAX];
	size_t ntargets;
	/* hosts first, then the domains above them, each once */
	char (*names)[DNS_NAME_MAX];
	size_t nhosts;
	size_t nnames;
};

static const char *
outcome_word(enum dns_outcome outcome)
{
	switch (outcome) {
	case DNS_FOUND: return "found";
	case DNS_NO_DATA: return "no-data";
	case DNS_NO_NAME: return "no-name";
	default: return "failed";
	}
}

/* Did any server say anything of use? */
static bool
is_answered(enum dns_outcome outcome)
{
	return outcome == DNS_FOUND || outcome == DNS_NO_DATA ||
	       outcome == DNS_NO_NAME;
}

static void
put(struct out *out, const char *name, const char *value, size_t n)
{
	out_value(out, name, strlen(name), value, n);
}

static void
put_text(struct out *out, const char *name, const char *value)
{
	put(out, name, value, strlen(value));
}

static void
put_record(struct out *out, const struct dns_record *r)
{
	char line[LINE_MAX];
	int n;

	switch (r->type) {
	case DNS_CNAME: put_text(out, "alias", r->target); break;
	case DNS_A:
	case DNS_AAAA:
		if (inet_ntop(r->naddress == 4 ? AF_INET : AF_INET6, r->address,
			line, sizeof(line)) != NULL)
			put_text(out, "address", line);
		break;
	case DNS_SRV:
		snprintf(line, sizeof(line), "%u %u %u %s",
		    (unsigned)r->priority, (unsigned)r->weight,
		    (unsigned)r->port, r->target);
		put_text(out, "srv", line);
		break;
	case DNS_MX:
		snprintf(line, sizeof(line), "%u %s", (unsigned)r->priority,
		    r->target);
		put_text(out, "mx", line);
		break;
	case DNS_CAA:
		n = snprintf(line, sizeof(line), "%u %s %.*s",
		    (unsigned)r->flags, r->tag, (int)r->nvalue,
		    r->nvalue != 0 ? r->value : "");
		/* a value with NUL, or longer than any, is cut: it then names
		 * no CA, which is what a CA would make of it too */
		put(out, "caa", line,
		    n < (int)sizeof(line) ? (size_t)n : sizeof(line) - 1);
		break;
	}
}

/* What was answered about one name and type: hops[0] about the name, each
 * other one about the alias that the one before ends with. */
struct trail {
	struct dns_answer hops[HOPS_MAX];
	size_t n;
};

static const struct dns_answer *
end_of(const struct trail *t)
{
	return &t->hops[t->n - 1];
}

static void
put_why(struct lookup *l, const struct trail *t)
{
	char why[TEXT_QUOTE_MAX], text[TEXT_QUOTE_MAX + DNS_NAME_MAX + 16];

	(void)dns_why(l->dns, end_of(t)->outcome, why, sizeof(why));
	snprintf(text, sizeof(text), "%s%s%s%s", t->n > 1 ? "its alias " : "",
	    t->n > 1 ? end_of(t)->name : "", t->n > 1 ? ": " : "", why);
	put_text(l->out, "why", text);
}

/* One record of the answers about one name: one trail, or A and AAAA. */
static void
put_answers(struct lookup *l, const char *kind, const struct trail *t, size_t n)
{
	char dn[DNS_NAME_MAX + 32];
	const struct trail *telling = t;

	for (size_t i = 1; i < n; i++)
		if (end_of(&t[i])->outcome == DNS_FOUND ||
		    !is_answered(end_of(telling)->outcome))
			telling = &t[i];
	snprintf(dn, sizeof(dn), "cn=%s,ou=%s,o=dns", t->hops[0].name, kind);
	out_dn(l->out, dn, strlen(dn));
	put_text(l->out, "name", t->hops[0].name);
	put_text(l->out, "outcome", outcome_word(end_of(telling)->outcome));
	if (!is_answered(end_of(telling)->outcome))
		put_why(l, telling);
	for (size_t i = 0; i < n; i++)
		for (size_t hop = 0; hop < t[i].n; hop++) {
			const struct dns_answer *a = &t[i].hops[hop];

			/* both have the same aliases */
			for (size_t k = &t[i] == telling ? 0 : a->naliases;
			     k < a->n; k++)
				put_record(l->out, &a->records[k]);
		}
	out_end(l->out);
	l->counts->entries++;
}

static enum sanreq_status
ask(struct lookup *l, const struct dns_question *q, size_t n,
    struct dns_answer *a, struct error *err)
{
	(void)deadline_arm();
	l->counts->requests += n;
	if (dns_ask(l->dns, q, n, 0, a, err) != SANREQ_OK)
		return error_prefix(err, "%s", l->where);
	return SANREQ_OK;
}

static void
keep_targets(struct lookup *l, const struct dns_answer *a)
{
	size_t len = strlen(l->domain);

	for (size_t i = a->naliases; i < a->n; i++) {
		const char *target = a->records[i].target;
		size_t n = strlen(target);

		if (l->ntargets < TARGETS_MAX && n > len &&
		    strcmp(target + n - len, l->domain) == 0 &&
		    target[n - len - 1] == '.')
			snprintf(l->targets[l->ntargets++], DNS_NAME_MAX, "%s",
			    target);
	}
}

/* SRV and MX: the first questions, which show whether anybody answers. */
static enum sanreq_status
ask_domain(struct lookup *l, struct error *err)
{
	char srv[DNS_NAME_MAX + 32], why[TEXT_QUOTE_MAX];
	struct trail *t = calloc(2, sizeof(*t));
	struct dns_answer a[2] = {0};
	struct dns_question q[2] = {{.name = srv, .type = DNS_SRV},
	    {.name = l->domain, .type = DNS_MX}};

	if (t == NULL)
		return error_memory(err);
	snprintf(srv, sizeof(srv), "_autodiscover._tcp.%s", l->domain);
	if (ask(l, q, 2, a, err) != SANREQ_OK)
		goto out;
	if (!is_answered(a[0].outcome) && !is_answered(a[1].outcome)) {
		error_set(err, SANREQ_NETWORK, "%s: %s", l->where,
		    dns_why(l->dns, a[1].outcome, why, sizeof(why)));
		goto out;
	}
	if (a[1].outcome == DNS_NO_NAME && a[0].outcome != DNS_FOUND) {
		error_set(err, SANREQ_INPUT,
		    "%s: no such domain in DNS (asked %s): is it spelled "
		    "right, "
		    "and known there? --dns-server asks another server",
		    l->where, dns_servers(l->dns));
		goto out;
	}
	t[0] = (struct trail){{a[0]}, 1};
	t[1] = (struct trail){{a[1]}, 1};
	for (size_t i = 0; i < 2; i++) {
		put_answers(l, i == 0 ? "srv" : "mx", &t[i], 1);
		keep_targets(l, &a[i]);
	}
out:
	free(t);
	dns_answer_release(&a[0]);
	dns_answer_release(&a[1]);
	return err->status;
}

/* An alias that nothing stands behind: the server, as the domain's own does,
 * may know no more than that. NULL: there is none. */
static const char *
loose_end(const struct trail *t)
{
	const struct dns_answer *a = end_of(t);

	if (a->outcome != DNS_NO_DATA || a->naliases == 0)
		return NULL;
	return a->records[a->naliases - 1].target;
}

/* An alias that was met on the way, or one too many. */
static bool
is_astray(const struct trail *t, const char *alias)
{
	for (size_t i = 0; i < t->n; i++)
		if (strcmp(t->hops[i].name, alias) == 0)
			return true;
	return t->n == HOPS_MAX;
}

/* One question more for each of the trails that has a loose end; *more: there
 * was one. */
static enum sanreq_status
ask_hop(
    struct lookup *l, struct trail *t, size_t n, bool *more, struct error *err)
{
	struct dns_question q[BATCH];
	struct dns_answer *a = calloc(BATCH, sizeof(*a));
	size_t which[BATCH], count = 0;

	if (a == NULL)
		return error_memory(err);
	for (size_t i = 0; i < n; i++) {
		const char *alias = loose_end(&t[i]);

		if (alias == NULL)
			continue;
		if (is_astray(&t[i], alias)) {
			t[i].hops[t[i].n - 1].outcome = DNS_NONSENSE;
			continue;
		}
		which[count] = i;
		q[count++] = (struct dns_question){
		    .name = alias, .type = t[i].hops[0].type};
	}
	*more = count != 0;
	if (count != 0)
		(void)ask(l, q, count, a, err);
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

/* The questions, and the aliases behind them. */
static enum sanreq_status
ask_trails(struct lookup *l, const struct dns_question *q, size_t n,
    struct trail *t, struct error *err)
{
	struct dns_answer *a = calloc(BATCH, sizeof(*a));
	bool more = true;

	if (a == NULL)
		return error_memory(err);
	(void)ask(l, q, n, a, err);
	for (size_t i = 0; i < n; i++)
		t[i].hops[t[i].n++] = a[i];
	free(a);
	while (err->status == SANREQ_OK && more) {
		if (deadline_now() > l->until)
			return give_up(t, n);
		(void)ask_hop(l, t, n, &more, err);
	}
	return err->status;
}

static void
release_trails(struct trail *t, size_t n)
{
	for (size_t i = 0; i < n; i++)
		while (t[i].n > 0)
			dns_answer_release(&t[i].hops[--t[i].n]);
	free(t);
}

/* Questions about the names from first to end: per of them each. */
static enum sanreq_status
ask_batch(
    struct lookup *l, size_t first, size_t end, bool hosts, struct error *err)
{
	struct dns_question q[BATCH] = {0};
	struct trail *t = calloc(BATCH, sizeof(*t));
	size_t n = 0, per = hosts ? 2 : 1;

	if (t == NULL)
		return error_memory(err);
	for (size_t i = first; i < end; i++) {
		q[n++] = (struct dns_question){
		    .name = l->names[i], .type = hosts ? DNS_A : DNS_CAA};
		if (hosts)
			q[n++] = (struct dns_question){
			    .name = l->names[i], .type = DNS_AAAA};
	}
	if (ask_trails(l, q, n, t, err) == SANREQ_OK)
		for (size_t i = 0; i < n; i += per)
			put_answers(l, hosts ? "host" : "caa", &t[i], per);
	release_trails(t, BATCH);
	return err->status;
}

static enum sanreq_status
ask_all(struct lookup *l, size_t n, bool hosts, struct error *err)
{
	size_t step = hosts ? BATCH / 2 : BATCH;

	for (size_t i = 0; i < n && err->status == SANREQ_OK; i += step) {
		size_t end = i + step < n ? i + step : n;

		if (deadline_now() > l->until)
			return buf_addf(l->unread, err,
			    "%s%zu %s not looked up: DNS answers too slowly",
			    l->unread->len != 0 ? "; " : "", n - i,
			    hosts ? "names were" : "names' CAA records were");
		if (ask_batch(l, i, end, hosts, err) == SANREQ_OK)
			(void)out_flush(l->out);
	}
	return err->status;
}

static void
add_name(struct lookup *l, const char *name)
{
	for (size_t i = 0; i < l->nnames; i++)
		if (strcmp(l->names[i], name) == 0)
			return;
	snprintf(l->names[l->nnames++], DNS_NAME_MAX, "%s", name);
}

static size_t
count_labels(const char *name)
{
	size_t n = 0;

	for (; name != NULL && *name != '\0'; name = strchr(name + 1, '.'))
		n++;
	return n;
}

/* All that is asked about. A name has at most 127 labels, but those above the
 * domain are the same for all. */
static enum sanreq_status
list_names(struct lookup *l, const struct fetch_options *opt, struct error *err)
{
	char name[DNS_NAME_MAX + 32];
	size_t n = 0, labels = 0;

	while (opt->names[n] != NULL)
		labels += count_labels(opt->names[n++]);
	for (size_t i = 0; i < l->ntargets; i++)
		labels += count_labels(l->targets[i]) + 1;
	l->names = calloc(labels + n + 2 * DNS_NAME_MAX, sizeof(*l->names));
	if (l->names == NULL)
		return error_memory(err);
	add_name(l, l->domain);
	snprintf(name, sizeof(name), "autodiscover.%s", l->domain);
	if (dns_normal(name, name, err) == SANREQ_OK)
		add_name(l, name);
	error_clear(err); /* too long with it: then there is none */
	for (size_t i = 0; i < n; i++) {
		if (dns_normal(name, opt->names[i], err) != SANREQ_OK)
			return error_prefix(err, "--name");
		add_name(l, name);
	}
	for (size_t i = 0; i < l->ntargets; i++)
		add_name(l, l->targets[i]);
	l->nhosts = l->nnames;
	for (size_t i = 0; i < l->nhosts; i++)
		for (const char *dot = strchr(l->names[i], '.');
		     dot != NULL && strchr(dot + 1, '.') != NULL;
		     dot = strchr(dot + 1, '.'))
			add_name(l, dot + 1);
	return SANREQ_OK;
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
		goto out;
	}
	snprintf(where, sizeof(where), "dns:%s", l->domain);
	if (dns_open(&l->dns, opt->dns_servers, opt->timeout, err) ==
		SANREQ_OK &&
	    ask_domain(l, err) == SANREQ_OK &&
	    list_names(l, opt, err) == SANREQ_OK &&
	    ask_all(l, l->nhosts, true, err) == SANREQ_OK)
		(void)ask_all(l, l->nnames, false, err);
out:
	free(l->names);
	dns_close(&l->dns);
	free(l);
	return err->status;
}
