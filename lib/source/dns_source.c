/*
 * SPDX-License-Identifier: ISC
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "name/dns_facts.h"
#include "name/keyset.h"
#include "source/dns_source.h"
#include "source/fetch_pipe.h"
#include "source/incomplete.h"

#define MEMORY_MAX  ((size_t)64 << 20)
#define FAILED_TOLD 10 /* names that failed; more are counted */
#define TEXTS_MAX   64 /* of one record */

/* What was answered about one name. */
struct asked {
	const char *name;
	struct dns_facts facts; /* of a host */
	struct dns_list caa;    /* that stand at the name itself */
	bool is_host;
};

struct dns_source {
	struct inventory *inv;
	const struct inventory *known;
	const char *source;
	struct name domain;
	struct pool pool;
	struct keyset keys; /* numbers asked[] */
	struct asked *asked;
	size_t cap;
	size_t nfailed; /* look-ups */
};

/* --- records of the helper (fetch/lookup.h) --- */

static const char *
text_of(struct dns_source *d, struct bytes v, struct error *err)
{
	char quoted[TEXT_QUOTE_MAX];

	text_quote(quoted, sizeof(quoted), v.p != NULL ? v.p : "", v.n);
	return pool_copy(&d->pool, quoted, strlen(quoted), err);
}

static enum sanreq_status
list_of(struct dns_source *d, const struct record *r, const char *key,
    struct dns_list *list, struct error *err)
{
	const char *items[TEXTS_MAX], **copy;
	size_t cursor = 0, n = 0;
	struct bytes v;

	while (n < TEXTS_MAX && record_next(r, key, &cursor, &v))
		if ((items[n++] = text_of(d, v, err)) == NULL)
			return err->status;
	if ((copy = pool_alloc(&d->pool, (n + 1) * sizeof(*copy), err)) == NULL)
		return err->status;
	memcpy(copy, items, n * sizeof(*copy));
	*list = (struct dns_list){copy, n};
	return SANREQ_OK;
}

static struct asked *
entry_of(struct dns_source *d, const char *name, struct error *err)
{
	struct asked *grown;
	uint32_t number = keyset_find(&d->keys, name);

	if (number != KEYSET_NONE)
		return &d->asked[number];
	if (d->keys.n == d->cap) {
		size_t cap = d->cap != 0 ? 2 * d->cap : 64;

		if ((grown = realloc(d->asked, cap * sizeof(*grown))) == NULL) {
			error_memory(err);
			return NULL;
		}
		d->asked = grown;
		d->cap = cap;
	}
	if (keyset_add(&d->keys, name, &number, err) != SANREQ_OK)
		return NULL;
	d->asked[number] = (struct asked){.name = name};
	return &d->asked[number];
}

/* A host name behind the numbers of an SRV or MX value. */
static const char *
target_of(const char *value)
{
	const char *space = strrchr(value, ' ');

	return space != NULL ? space + 1 : value;
}

/* Is the host the organization's? */
static bool
is_ours(const struct dns_source *d, const char *host)
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

static enum sanreq_status
add_use(struct dns_source *d, const char *host, const char *attribute,
    enum use_audience audience, const char *value, struct error *err)
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

/* SRV and MX: whose targets are names of ours, or a peer's. */
static enum sanreq_status
take_targets(struct dns_source *d, const struct record *r, const char *key,
    const char *attribute, enum use_audience audience, struct error *err)
{
	struct dns_list list;

	if (list_of(d, r, key, &list, err) != SANREQ_OK)
		return err->status;
	for (size_t i = 0; i < list.n; i++) {
		const char *host = target_of(list.items[i]);

		if (strcmp(host, ".") == 0)
			continue; /* no such service, RFC 2782 */
		if (add_use(d, host, attribute,
			is_ours(d, host) ? audience : AUDIENCE_PEER,
			list.items[i], err) != SANREQ_OK)
			return err->status;
	}
	return SANREQ_OK;
}

static enum sanreq_status
take_host(struct dns_source *d, const struct record *r, const char *name,
    struct error *err)
{
	struct asked *asked = entry_of(d, name, err);
	const char *outcome = text_of(d, record_value(r, "outcome"), err);
	int resolves;

	if (asked == NULL || outcome == NULL)
		return err->status;
	if ((resolves = dns_resolves_find(outcome)) < 0)
		return error_set(
		    err, SANREQ_INTERNAL, "outcome \"%s\"", QUOTES(outcome));
	asked->is_host = true;
	asked->facts.resolves = (enum dns_resolves)resolves;
	if (list_of(d, r, "alias", &asked->facts.aliases, err) != SANREQ_OK)
		return err->status;
	return list_of(d, r, "address", &asked->facts.addresses, err);
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

static enum sanreq_status tell_incomplete(
    struct dns_source *d, struct error *err, const char *fmt, ...) FORMAT(3, 4);

/* What was not looked at must not pass for what is not there. */
static enum sanreq_status
tell_incomplete(struct dns_source *d, struct error *err, const char *fmt, ...)
{
	char what[2 * TEXT_QUOTE_MAX];
	size_t nsources;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	inventory_sources(d->inv, &nsources);
	return incomplete_add(d->inv, nsources - 1, d->source, what, err);
}

/* SERVFAIL and the like are no answer. */
static enum sanreq_status
tell_failure(struct dns_source *d, const struct record *r, const char *name,
    struct error *err)
{
	const char *why = text_of(d, record_value(r, "why"), err);

	if (why == NULL)
		return err->status;
	if (d->nfailed++ >= FAILED_TOLD)
		return SANREQ_OK;
	return tell_incomplete(
	    d, err, "%s could not be looked up: %s", name, why);
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
take_record(void *state, const struct record *r, struct error *err)
{
	struct dns_source *d = state;
	const char *name = text_of(d, record_value(r, "name"), err);
	struct bytes outcome = record_value(r, "outcome");
	struct asked *asked;

	if (name == NULL)
		return err->status;
	if (text_same(outcome.p, outcome.n, "failed", 6) &&
	    tell_failure(d, r, name, err) != SANREQ_OK)
		return err->status;
	if (has_kind(r, ",ou=srv,"))
		return take_targets(
		    d, r, "srv", "SRV", AUDIENCE_CANDIDATE, err);
	if (has_kind(r, ",ou=mx,"))
		return take_targets(d, r, "mx", "MX", AUDIENCE_SERVER, err);
	if (has_kind(r, ",ou=host,"))
		return take_host(d, r, name, err);
	if ((asked = entry_of(d, name, err)) == NULL ||
	    list_of(d, r, "caa", &asked->caa, err) != SANREQ_OK)
		return err->status;
	/* the CA may be named by those that were not looked at */
	return count_of(r, "caa") > TEXTS_MAX
		   ? tell_incomplete(d, err,
			 "%zu of %zu CAA records of %s were not looked at",
			 count_of(r, "caa") - TEXTS_MAX, count_of(r, "caa"),
			 name)
		   : SANREQ_OK;
}

/* --- what they mean --- */

/* Exchange Online answers for hosts that lead there. */
static const char *
microsoft_alias(const struct dns_facts *facts)
{
	static const char *const theirs[] = {
	    "outlook.com", "office.com", "office365.com", "microsoft.com"};

	for (size_t i = 0; i < facts->aliases.n; i++)
		for (size_t k = 0; k < sizeof(theirs) / sizeof(*theirs); k++)
			if (name_text_is_below(
				facts->aliases.items[i], theirs[k]))
				return facts->aliases.items[i];
	return NULL;
}

/* Does it lead clients anywhere? An alias does, be it not known where to. */
static bool
leads_on(const struct dns_facts *facts)
{
	switch (facts->resolves) {
	case RESOLVES_YES: return facts->addresses.n != 0;
	case RESOLVES_UNKNOWN: return facts->aliases.n != 0;
	default: return false;
	}
}

/* autodiscover.DOMAIN, when it resolves: clients are sent there. */
static enum sanreq_status
take_autodiscover(struct dns_source *d, struct error *err)
{
	char host[NAME_TEXT_MAX + 16];
	const struct dns_facts *facts;
	const char *theirs;
	uint32_t number;

	snprintf(host, sizeof(host), "autodiscover.%s", d->domain.text);
	number = keyset_find(&d->keys, host);
	if (number == KEYSET_NONE)
		return SANREQ_OK;
	facts = &d->asked[number].facts;
	if (!leads_on(facts))
		return SANREQ_OK;
	if ((theirs = microsoft_alias(facts)) != NULL &&
	    inventory_add_finding(d->inv, "DSC33", SEVERITY_INFO, NULL, err,
		"%s leads to %s: Exchange Online answers there, with a "
		"certificate of its own",
		host, theirs) != SANREQ_OK)
		return err->status;
	return add_use(d, host, facts->aliases.n != 0 ? "CNAME" : "A",
	    theirs != NULL ? AUDIENCE_PEER : AUDIENCE_CANDIDATE,
	    facts->aliases.n != 0 ? facts->aliases.items[facts->aliases.n - 1]
				  : facts->addresses.items[0],
	    err);
}

/* The closest CAA records at the name or above it (RFC 8659, section 3). */
static void
find_caa(const struct dns_source *d, struct asked *asked)
{
	for (const char *at = asked->name; at != NULL; at = strchr(at, '.')) {
		uint32_t number;

		at += at[0] == '.';
		number = keyset_find(&d->keys, at);
		if (number == KEYSET_NONE || d->asked[number].caa.n == 0)
			continue;
		asked->facts.caa_domain = d->asked[number].name;
		asked->facts.caa = d->asked[number].caa;
		return;
	}
}

static enum sanreq_status
keep_facts(struct dns_source *d, const struct asked *asked, struct error *err)
{
	struct error why = {0};
	struct name name;

	if (name_parse(asked->name, strlen(asked->name), &name, &why) !=
	    SANREQ_OK)
		return SANREQ_OK;
	/* facts make no name of one that nothing uses */
	if (inventory_find_name(d->known, name.text) == NULL &&
	    inventory_find_name(d->inv, name.text) == NULL)
		return inventory_note_dns(
		    d->inv, name.text, &asked->facts, err);
	return inventory_set_dns(d->inv, &name, &asked->facts, err);
}

/* Of a wildcard, what was said of the name behind its star: its CAA records
 * are that name's. */
static enum sanreq_status
keep_wildcards(struct dns_source *d, struct error *err)
{
	size_t n;

	inventory_names(d->known, &n);
	for (size_t i = 0; i < n && err->status == SANREQ_OK; i++) {
		const struct inventory_name *at =
		    &inventory_names(d->known, &n)[i];
		struct name name = {.kind = at->kind, .class = at->class};
		uint32_t number;

		if (at->kind != NAME_WILDCARD)
			continue;
		number = keyset_find(&d->keys, at->text + 2);
		memcpy(name.text, at->text, strlen(at->text) + 1);
		if (number != KEYSET_NONE && d->asked[number].is_host)
			(void)!inventory_set_dns(
			    d->inv, &name, &d->asked[number].facts, err);
	}
	return err->status;
}

static enum sanreq_status
finish(void *state, struct error *err)
{
	struct dns_source *d = state;

	if (take_autodiscover(d, err) != SANREQ_OK)
		return err->status;
	for (uint32_t i = 0; i < d->keys.n; i++) {
		struct asked *asked = &d->asked[i];

		if (!asked->is_host)
			continue;
		find_caa(d, asked);
		if (keep_facts(d, asked, err) != SANREQ_OK)
			return err->status;
	}
	if (d->nfailed > FAILED_TOLD &&
	    tell_incomplete(d, err, "%zu more look-ups failed",
		d->nfailed - FAILED_TOLD) != SANREQ_OK)
		return err->status;
	return keep_wildcards(d, err);
}

/* --- the call --- */

/* Adds a host below the domain; 1 when there is no room for it. */
static size_t
list_host(const struct dns_source *d, const char *host, const char **names,
    size_t *count)
{
	if (!name_text_is_below(host, d->domain.text))
		return 0;
	if (*count == DNS_SOURCE_NAMES_MAX)
		return 1;
	names[(*count)++] = host;
	return 0;
}

/* The inventory's names below the domain, and what it is to ask about besides,
 * NULL-terminated; how many more there are. */
static size_t
list_known(const struct dns_source *d, const char **names)
{
	size_t n, count = 0, left_out = 0;
	const struct inventory_name *all = inventory_names(d->known, &n);
	const struct dns_aside *aside = inventory_asides(d->known);

	/* what was asked for comes first */
	for (; aside != NULL; aside = aside->next)
		left_out += list_host(d, aside->host, names, &count);
	for (size_t i = 0; i < n; i++)
		if (all[i].kind != NAME_IP)
			left_out += list_host(d,
			    all[i].text +
				(all[i].kind == NAME_WILDCARD ? 2 : 0),
			    names, &count);
	names[count] = NULL;
	return left_out;
}

static enum sanreq_status
parse_domain(struct dns_source *d, struct error *err)
{
	const char *text = d->source + sizeof(DNS_SOURCE_PREFIX) - 1;

	if (name_parse(text, strlen(text), &d->domain, err) == SANREQ_OK &&
	    d->domain.kind == NAME_FQDN)
		return SANREQ_OK;
	if (err->status == SANREQ_NO_MEMORY)
		return err->status;
	error_clear(err);
	return error_set(err, SANREQ_USAGE,
	    "%s: not a domain: give one as in dns:contoso.com",
	    QUOTES(d->source));
}

enum sanreq_status
dns_source_read(struct inventory *inv, const struct inventory *known,
    const char *source, const struct source_options *options, struct error *err)
{
	struct dns_source d = {.inv = inv, .known = known, .source = source};
	const struct record_consumer consumer = {
	    .context = &d, .record = take_record, .finish = finish};
	struct fetch_call call = {.command = "dns"};
	const char **names;
	size_t left_out;

	if (parse_domain(&d, err) != SANREQ_OK)
		return err->status;
	pool_init(&d.pool, MEMORY_MAX);
	keyset_init(&d.keys, d.pool.seed, false);
	names = calloc(DNS_SOURCE_NAMES_MAX + 1, sizeof(*names));
	if (names == NULL) {
		error_memory(err);
		goto out;
	}
	call.operand = d.domain.text;
	call.names = names;
	left_out = list_known(&d, names);
	if (fetch_call_read(inv, &call, source, "dns", &consumer, options,
		err) == SANREQ_OK &&
	    left_out != 0)
		err->status = tell_incomplete(&d, err,
		    "%zu names were not looked up: at most %d are", left_out,
		    DNS_SOURCE_NAMES_MAX);
out:
	free(names);
	free(d.asked);
	keyset_release(&d.keys);
	pool_release(&d.pool);
	return err->status;
}
