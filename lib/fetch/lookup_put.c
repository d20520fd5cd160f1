/*
 * SPDX-License-Identifier: ISC
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fetch/lookup_put.h"

#define LINE_MAX 512

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

/* "FLAGS TAG VALUE", whole: a value that is cut may be another one. */
static void
put_caa(struct out *out, const struct dns_record *r, struct error *err)
{
	char head[LINE_MAX], *line;
	size_t n = (size_t)snprintf(
	    head, sizeof(head), "%u %s ", (unsigned)r->flags, r->tag);

	if ((line = malloc(n + r->nvalue)) == NULL) {
		error_memory(err);
		return;
	}
	memcpy(line, head, n);
	if (r->nvalue != 0)
		memcpy(line + n, r->value, r->nvalue);
	put(out, "caa", line, n + r->nvalue);
	free(line);
}

static void
put_record(struct out *out, const struct dns_record *r, struct error *err)
{
	char line[LINE_MAX];

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
	case DNS_CAA: put_caa(out, r, err); break;
	}
}

static const char *
type_word(enum dns_type type)
{
	switch (type) {
	case DNS_A: return "A";
	case DNS_AAAA: return "AAAA";
	case DNS_CNAME: return "CNAME";
	case DNS_MX: return "MX";
	case DNS_SRV: return "SRV";
	case DNS_CAA: break;
	}
	return "CAA";
}

/* How well the trail tells what the name is: a name that is not there has
 * nothing of another type either, one that is may have. */
static int
weight(const struct trail *t)
{
	switch (trail_end(t)->outcome) {
	case DNS_FOUND: return 3;
	case DNS_NO_NAME: return 2;
	case DNS_NO_DATA: return 0;
	default: return 1;
	}
}

static const char *
outcome_word(const struct trail *t)
{
	static const char *const words[] = {
	    "no-data", "failed", "no-name", "found"};

	return words[weight(t)];
}

/* Why the first of those that failed did; of which type, when others did
 * not. */
static void
put_why(struct out *out, const struct dns *dns, const struct trail *t, size_t n)
{
	char why[DNS_WHY_MAX], text[DNS_WHY_MAX + DNS_NAME_MAX + 32];
	const struct trail *first = NULL;
	const struct dns_answer *end;
	size_t nfailed = 0;
	bool alias;

	for (size_t i = n; i-- > 0;)
		if (!trail_is_answered(&t[i])) {
			first = &t[i];
			nfailed++;
		}
	if (first == NULL)
		return;
	end = trail_end(first);
	alias = first->n > 1;
	(void)dns_answer_why(dns, end, why, sizeof(why));
	snprintf(text, sizeof(text), "%s%s%s%s%s%s",
	    nfailed < n ? type_word(end->type) : "", nfailed < n ? ": " : "",
	    alias ? "its alias " : "", alias ? end->name : "",
	    alias ? ": " : "", why);
	put_text(out, "why", text);
}

/* Records that were in answers and are not among these. */
static void
put_left(struct out *out, const struct trail *t)
{
	char text[TEXT_QUOTE_MAX + 64];

	for (size_t i = 0; i < t->n; i++) {
		const struct dns_answer *a = &t->hops[i];

		/* else it is the reason of the failure */
		if (a->nrefused == 0 || a->outcome == DNS_NONSENSE)
			continue;
		snprintf(text, sizeof(text), "%zu %s: %s", a->nrefused,
		    type_word(a->type), a->refused);
		put_text(out, "left", text);
	}
}

enum sanreq_status
lookup_put(struct out *out, const struct dns *dns, const char *kind,
    const char *name, const struct trail *t, size_t n, struct error *err)
{
	char dn[DNS_NAME_MAX + 32];
	const struct trail *telling = t;

	for (size_t i = 1; i < n; i++)
		if (weight(&t[i]) > weight(telling))
			telling = &t[i];
	snprintf(dn, sizeof(dn), "cn=%s,ou=%s,o=dns", name, kind);
	out_dn(out, dn, strlen(dn));
	put_text(out, "name", name);
	put_text(out, "outcome", outcome_word(telling));
	/* who is not there has nothing that could be missed */
	if (trail_end(telling)->outcome != DNS_NO_NAME)
		put_why(out, dns, t, n);
	for (size_t i = 0; i < n; i++) {
		put_left(out, &t[i]);
		for (size_t hop = 0; hop < t[i].n; hop++) {
			const struct dns_answer *a = &t[i].hops[hop];

			/* both have the same aliases */
			for (size_t k = &t[i] == telling ? 0 : a->naliases;
			     k < a->n; k++)
				put_record(out, &a->records[k], err);
		}
	}
	out_end(out);
	return err->status;
}
