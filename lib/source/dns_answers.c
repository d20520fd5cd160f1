/*
 * SPDX-License-Identifier: ISC
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "source/dns_answers.h"
#include "source/incomplete.h"

#define MEMORY_MAX  ((size_t)64 << 20)
#define FAILED_TOLD 10 /* look-ups that failed; more are counted */
#define HTTPS_PORT  " 443 "

void
dns_answers_init(struct dns_answers *d)
{
	pool_init(&d->pool, MEMORY_MAX);
	keyset_init(&d->keys, d->pool.seed, false);
}

void
dns_answers_release(struct dns_answers *d)
{
	free(d->asked);
	keyset_release(&d->keys);
	pool_release(&d->pool);
}

enum sanreq_status
dns_answers_tell(struct dns_answers *d, struct error *err, const char *fmt, ...)
{
	char what[ERROR_TEXT_MAX];
	size_t nsources;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	inventory_sources(d->inv, &nsources);
	return incomplete_add(d->inv, nsources - 1, d->source, what, err);
}

size_t
dns_answers_untold(const struct dns_answers *d)
{
	return d->nfailed > FAILED_TOLD ? d->nfailed - FAILED_TOLD : 0;
}

/* Whole, and safe to print. */
static const char *
text_of(struct dns_answers *d, struct bytes v, struct error *err)
{
	size_t size = 4 * v.n + 1; /* each octet as \xNN */
	char small[TEXT_QUOTE_MAX], *quoted = small;
	const char *text;

	if (size > sizeof(small) && (quoted = malloc(size)) == NULL) {
		error_memory(err);
		return NULL;
	}
	text_quote(quoted, size > sizeof(small) ? size : sizeof(small),
	    v.p != NULL ? v.p : "", v.n);
	text = pool_copy(&d->pool, quoted, strlen(quoted), err);
	if (quoted != small)
		free(quoted);
	return text;
}

static size_t
count_of(const struct record *r, const char *key)
{
	size_t cursor = 0, n = 0;
	struct bytes v;

	while (record_next(r, key, &cursor, &v))
		n++;
	return n;
}

static enum sanreq_status
list_of(struct dns_answers *d, const struct record *r, const char *key,
    struct dns_list *list, struct error *err)
{
	size_t cursor = 0, total = count_of(r, key), n = 0;
	size_t most = total < DNS_LIST_MAX ? total : DNS_LIST_MAX;
	const char **items =
	    pool_alloc(&d->pool, (most + 1) * sizeof(*items), err);
	struct bytes v;

	if (items == NULL)
		return err->status;
	while (n < most && record_next(r, key, &cursor, &v))
		if ((items[n++] = text_of(d, v, err)) == NULL)
			return err->status;
	*list = (struct dns_list){items, n};
	/* the CA may be named by those that were not looked at */
	return total == n ? SANREQ_OK
			  : dns_answers_tell(d, err,
				"%zu of %zu %s records of %s were not looked "
				"at: at most %d are",
				total - n, total, key,
				QUOTE(record_value(r, "name").p,
				    record_value(r, "name").n),
				DNS_LIST_MAX);
}

struct asked *
dns_answers_find(const struct dns_answers *d, const char *name)
{
	uint32_t number = keyset_find(&d->keys, name);

	return number != KEYSET_NONE ? &d->asked[number] : NULL;
}

static struct asked *
entry_of(struct dns_answers *d, const char *name, struct error *err)
{
	struct asked *entry = dns_answers_find(d, name);
	void *items = d->asked;
	uint32_t number;

	if (entry != NULL)
		return entry;
	if (array_grow(&items, &d->cap, sizeof(*d->asked), d->keys.n + 1,
		err) != SANREQ_OK)
		return NULL;
	d->asked = items;
	if (keyset_add(&d->keys, name, &number, err) != SANREQ_OK)
		return NULL;
	d->asked[number] = (struct asked){.name = name};
	return &d->asked[number];
}

/* --- SRV and MX --- */

/* A host name behind the numbers of an SRV or MX value. */
static const char *
target_of(const char *value)
{
	const char *space = strrchr(value, ' ');

	return space != NULL ? space + 1 : value;
}

/* Is the host the organization's? */
static bool
is_ours(const struct dns_answers *d, const char *host)
{
	if (name_text_is_below(host, d->domain.text))
		return true;
	for (; host != NULL; host = strchr(host, '.')) {
		host += host[0] == '.';
		if (inventory_find_domain(d->known, host) != NULL)
			return true;
	}
	return false;
}

enum sanreq_status
dns_answers_add_use(struct dns_answers *d, const char *host,
    const char *attribute, enum use_audience audience, const char *value,
    struct error *err)
{
	struct use use = {.service = SERVICE_DNS,
	    .scope = SCOPE_DOMAIN,
	    .audience = audience,
	    .value = value,
	    .source = d->source,
	    .attribute = attribute};
	struct error why = {0};
	struct name name;

	if (name_parse(host, strlen(host), &name, &why) == SANREQ_OK)
		return inventory_add_use(d->inv, &name, &use, err);
	return inventory_add_finding(d->inv, "DSC13", SEVERITY_WARNING, NULL,
	    err, "%s: %s \"%s\": %s", QUOTES(d->source), attribute,
	    QUOTES(value), why.text);
}

/* The root as target (RFC 2782, RFC 7505) says that there is no service. */
static enum sanreq_status
tell_null(struct dns_answers *d, bool srv, struct error *err)
{
	return inventory_add_finding(d->inv, "DSC38", SEVERITY_INFO, NULL, err,
	    srv ? "the SRV record _autodiscover._tcp.%s has the target \".\": "
		  "it says that there is no autodiscover service (RFC 2782)"
		: "the MX record of %s is \".\": it says that the domain takes "
		  "no mail (RFC 7505)",
	    d->domain.text);
}

static enum sanreq_status
take_target(
    struct dns_answers *d, const char *value, bool srv, struct error *err)
{
	const char *host = target_of(value);
	enum use_audience audience = srv ? AUDIENCE_CANDIDATE : AUDIENCE_SERVER;
	struct asked *asked;

	if (strcmp(host, ".") == 0)
		return tell_null(d, srv, err);
	if ((asked = entry_of(d, host, err)) == NULL)
		return err->status;
	asked->target_of = srv ? "SRV" : "MX";
	if (srv && strstr(value, HTTPS_PORT) == NULL &&
	    inventory_add_finding(d->inv, "DSC38", SEVERITY_WARNING, NULL, err,
		"the SRV record _autodiscover._tcp.%s \"%s\" has another port "
		"than 443: clients that look for 443 alone pass over it",
		d->domain.text, value) != SANREQ_OK)
		return err->status;
	return dns_answers_add_use(d, host, asked->target_of,
	    is_ours(d, host) ? audience : AUDIENCE_PEER, value, err);
}

/* All of them: their targets are names of ours, or a peer's. */
static enum sanreq_status
take_targets(
    struct dns_answers *d, const struct record *r, bool srv, struct error *err)
{
	const char *value;
	size_t cursor = 0;
	struct bytes v;

	while (record_next(r, srv ? "srv" : "mx", &cursor, &v))
		if ((value = text_of(d, v, err)) == NULL ||
		    take_target(d, value, srv, err) != SANREQ_OK)
			return err->status;
	return SANREQ_OK;
}

/* --- hosts and CAA --- */

static enum sanreq_status
read_facts(struct dns_answers *d, const struct record *r,
    struct dns_facts *facts, struct error *err)
{
	const char *outcome = text_of(d, record_value(r, "outcome"), err);
	int resolves;

	if (outcome == NULL)
		return err->status;
	if ((resolves = dns_resolves_find(outcome)) < 0)
		return error_set(
		    err, SANREQ_INTERNAL, "outcome \"%s\"", QUOTES(outcome));
	facts->resolves = (enum dns_resolves)resolves;
	if (list_of(d, r, "alias", &facts->aliases, err) != SANREQ_OK)
		return err->status;
	return list_of(d, r, "address", &facts->addresses, err);
}

static bool
has_kind(const struct record *r, const char *kind)
{
	size_t n = strlen(kind);

	for (size_t i = 0; i + n <= r->dn.n; i++)
		if (memcmp(r->dn.p + i, kind, n) == 0)
			return true;
	return false;
}

/* SERVFAIL and the like are no answer, and records left out are not none. */
static enum sanreq_status
tell_failure(struct dns_answers *d, const struct record *r, const char *name,
    struct error *err)
{
	const char *what = has_kind(r, ",ou=srv,")   ? "SRV records of "
			   : has_kind(r, ",ou=mx,")  ? "MX records of "
			   : has_kind(r, ",ou=caa,") ? "CAA records of "
			   : has_kind(r, ",ou=any,") ? "any name below "
						     : "";
	struct bytes why = record_value(r, "why"), left;
	size_t cursor = 0;

	if (why.p != NULL && d->nfailed++ < FAILED_TOLD &&
	    dns_answers_tell(d, err, "%s%s could not be looked up: %.*s", what,
		name, (int)why.n, why.p) != SANREQ_OK)
		return err->status;
	while (record_next(r, "left", &cursor, &left))
		if (d->nfailed++ < FAILED_TOLD &&
		    dns_answers_tell(d, err,
			"%s: left out of the answer of DNS, %.*s", name,
			(int)left.n, left.p) != SANREQ_OK)
			return err->status;
	return SANREQ_OK;
}

enum sanreq_status
dns_answers_take(
    struct dns_answers *d, const struct record *r, struct error *err)
{
	const char *name = text_of(d, record_value(r, "name"), err);
	bool caa = has_kind(r, ",ou=caa,");
	struct asked *asked;

	/* no CA that looks at CAA records issues for an internal name */
	if (name == NULL || (!(caa && d->domain.class != NAME_PUBLIC) &&
				tell_failure(d, r, name, err) != SANREQ_OK))
		return err->status;
	if (has_kind(r, ",ou=srv,") || has_kind(r, ",ou=mx,"))
		return take_targets(d, r, has_kind(r, ",ou=srv,"), err);
	if ((asked = entry_of(d, name, err)) == NULL)
		return err->status;
	if (caa)
		return list_of(d, r, "caa", &asked->caa, err);
	if (has_kind(r, ",ou=any,"))
		return read_facts(d, r, &asked->any, err);
	asked->is_host = true;
	return read_facts(d, r, &asked->facts, err);
}
