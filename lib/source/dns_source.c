/*
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "source/dns_answers.h"
#include "source/dns_source.h"
#include "source/fetch_pipe.h"

#define SAME_SHOWN 5 /* names that resolve as any name does */

/* --- what they mean --- */

/* Exchange Online answers for hosts that lead there. */
static const char *
microsoft_alias(const struct dns_facts *facts)
{
	/* the last two are of the clouds of the US government and of China */
	static const char *const theirs[] = {"outlook.com", "office.com",
	    "office365.com", "microsoft.com", "office365.us", "outlook.cn"};

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
take_autodiscover(struct dns_answers *d, struct error *err)
{
	char host[NAME_TEXT_MAX + 16];
	const struct dns_facts *facts;
	const struct asked *asked;
	const char *theirs, *attribute = "CNAME", *value;

	snprintf(host, sizeof(host), "autodiscover.%s", d->domain.text);
	if ((asked = dns_answers_find(d, host)) == NULL ||
	    !leads_on(&asked->facts))
		return SANREQ_OK;
	facts = &asked->facts;
	if ((theirs = microsoft_alias(facts)) != NULL &&
	    inventory_add_finding(d->inv, "DSC33", SEVERITY_INFO, NULL, err,
		"%s leads to %s: Exchange Online answers there, with a "
		"certificate of its own",
		host, theirs) != SANREQ_OK)
		return err->status;
	if (facts->aliases.n != 0) {
		value = facts->aliases.items[facts->aliases.n - 1];
	} else {
		value = facts->addresses.items[0];
		attribute = strchr(value, ':') != NULL ? "AAAA" : "A";
	}
	return dns_answers_add_use(d, host, attribute,
	    theirs != NULL ? AUDIENCE_PEER : AUDIENCE_CANDIDATE, value, err);
}

/* --- names that anybody has --- */

static bool
has_item(const struct dns_list *list, const char *item)
{
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->items[i], item) == 0)
			return true;
	return false;
}

/* Do both names lead to the same? The order says nothing. */
static bool
is_same(const struct dns_facts *a, const struct dns_facts *b)
{
	if (a->resolves != RESOLVES_YES || a->addresses.n != b->addresses.n ||
	    (a->aliases.n == 0) != (b->aliases.n == 0) ||
	    (a->aliases.n != 0 &&
		!has_item(&b->aliases, a->aliases.items[a->aliases.n - 1])))
		return false;
	for (size_t i = 0; i < a->addresses.n; i++)
		if (!has_item(&b->addresses, a->addresses.items[i]))
			return false;
	return true;
}

/* "a.contoso.com, b.contoso.com and 3 more": hosts in the domain that resolve
 * as a name that nobody has. */
static enum sanreq_status
list_same(struct dns_answers *d, const struct asked *domain, struct buf *list,
    struct error *err)
{
	enum sanreq_status status = SANREQ_OK;
	size_t n = 0;

	for (uint32_t i = 0; i < d->keys.n; i++) {
		const struct asked *at = &d->asked[i];
		const char *dot = strchr(at->name, '.');

		if (!at->is_host || dot == NULL ||
		    strcmp(dot + 1, domain->name) != 0 ||
		    !is_same(&at->facts, &domain->any))
			continue;
		if (++n <= SAME_SHOWN && status == SANREQ_OK)
			status = buf_addf(
			    list, err, "%s%s", n > 1 ? ", " : "", at->name);
	}
	if (n > SAME_SHOWN && status == SANREQ_OK)
		status = buf_addf(list, err, " and %zu more", n - SAME_SHOWN);
	return status;
}

static enum sanreq_status
tell_any(struct dns_answers *d, const struct asked *domain, struct error *err)
{
	const struct dns_facts *any = &domain->any;
	enum sanreq_status status;
	struct buf same;

	if (any->resolves != RESOLVES_YES || any->addresses.n == 0)
		return SANREQ_OK;
	buf_init(&same, ERROR_TEXT_MAX * 4);
	if ((status = list_same(d, domain, &same, err)) == SANREQ_OK)
		status = inventory_add_finding(d->inv, "DSC37",
		    SEVERITY_WARNING, NULL, err,
		    "DNS answers for any name below %s (%s): that a name "
		    "resolves there proves nothing, and one spelled wrong goes "
		    "unnoticed%s%s",
		    domain->name, any->addresses.items[0],
		    same.len != 0 ? "; no more than that is known of " : "",
		    buf_text(&same));
	buf_release(&same);
	return status;
}

/* RFC 2782, RFC 2181 10.3: some clients do not look further. */
static enum sanreq_status
tell_alias(struct dns_answers *d, const struct asked *asked, struct error *err)
{
	if (asked->target_of == NULL || asked->facts.aliases.n == 0)
		return SANREQ_OK;
	return inventory_add_finding(d->inv, "DSC38", SEVERITY_WARNING, NULL,
	    err,
	    "%s, which the %s record of %s names, is an alias of %s: %s "
	    "forbids that",
	    asked->name, asked->target_of, d->domain.text,
	    asked->facts.aliases.items[0],
	    strcmp(asked->target_of, "MX") == 0 ? "RFC 2181 (10.3)"
						: "RFC 2782");
}

/* --- CAA, and what is kept --- */

/* The closest CAA records at the name or above it (RFC 8659, section 3). */
static void
find_caa(const struct dns_answers *d, struct asked *asked)
{
	for (const char *at = asked->name; at != NULL; at = strchr(at, '.')) {
		const struct asked *up;

		at += at[0] == '.';
		if ((up = dns_answers_find(d, at)) == NULL || up->caa.n == 0)
			continue;
		asked->facts.caa_domain = up->name;
		asked->facts.caa = up->caa;
		return;
	}
}

static enum sanreq_status
keep_facts(struct dns_answers *d, const struct asked *asked, struct error *err)
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
keep_wildcards(struct dns_answers *d, struct error *err)
{
	size_t n;

	inventory_names(d->known, &n);
	for (size_t i = 0; i < n && err->status == SANREQ_OK; i++) {
		const struct inventory_name *at =
		    &inventory_names(d->known, &n)[i];
		struct name name = {.kind = at->kind, .class = at->class};
		const struct asked *asked;

		if (at->kind != NAME_WILDCARD)
			continue;
		asked = dns_answers_find(d, at->text + 2);
		memcpy(name.text, at->text, strlen(at->text) + 1);
		if (asked != NULL && asked->is_host)
			(void)!inventory_set_dns(
			    d->inv, &name, &asked->facts, err);
	}
	return err->status;
}

static enum sanreq_status
take_record(void *state, const struct record *r, struct error *err)
{
	return dns_answers_take(state, r, err);
}

static enum sanreq_status
finish(void *state, struct error *err)
{
	struct dns_answers *d = state;

	if (take_autodiscover(d, err) != SANREQ_OK)
		return err->status;
	for (uint32_t i = 0; i < d->keys.n; i++) {
		struct asked *asked = &d->asked[i];

		if (tell_any(d, asked, err) != SANREQ_OK ||
		    tell_alias(d, asked, err) != SANREQ_OK)
			return err->status;
		if (!asked->is_host)
			continue;
		find_caa(d, asked);
		if (keep_facts(d, asked, err) != SANREQ_OK)
			return err->status;
	}
	if (dns_answers_untold(d) != 0 &&
	    dns_answers_tell(d, err, "%zu more look-ups failed",
		dns_answers_untold(d)) != SANREQ_OK)
		return err->status;
	return keep_wildcards(d, err);
}

/* --- the call --- */

/* Adds a host below the domain; 1 when there is no room for it. */
static size_t
list_host(const struct dns_answers *d, const char *host, const char **names,
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
list_known(const struct dns_answers *d, const char **names)
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
parse_domain(struct name *domain, const char *source, struct error *err)
{
	const char *text = source + sizeof(DNS_SOURCE_PREFIX) - 1;

	if (name_parse(text, strlen(text), domain, err) == SANREQ_OK &&
	    domain->kind == NAME_FQDN)
		return SANREQ_OK;
	if (err->status == SANREQ_NO_MEMORY)
		return err->status;
	error_clear(err);
	return error_set(err, SANREQ_USAGE,
	    "%s: not a domain: give one as in dns:contoso.com", QUOTES(source));
}

enum sanreq_status
dns_source_check(const char *source, struct error *err)
{
	struct name domain;

	return parse_domain(&domain, source, err);
}

enum sanreq_status
dns_source_read(struct inventory *inv, const struct inventory *known,
    const char *source, const struct source_options *options, struct error *err)
{
	struct dns_answers d = {.inv = inv, .known = known, .source = source};
	const struct record_consumer consumer = {
	    .context = &d, .record = take_record, .finish = finish};
	struct fetch_call call = {.command = "dns"};
	const char **names;
	size_t left_out;

	if (parse_domain(&d.domain, source, err) != SANREQ_OK)
		return err->status;
	dns_answers_init(&d);
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
		err->status = dns_answers_tell(&d, err,
		    "%zu names were not looked up: at most %d are", left_out,
		    DNS_SOURCE_NAMES_MAX);
out:
	free(names);
	dns_answers_release(&d);
	return err->status;
}
