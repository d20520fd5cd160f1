/*
 * SPDX-License-Identifier: ISC
 *
 * dns_facts: what DNS says of one name: whether it resolves, to what, and
 * whose CAA records bind its certificate (RFC 8659).
 *
 * Does not: ask DNS (the helper does), hold anything of names that nobody
 * asked about.
 */
#ifndef NAME_DNS_FACTS_H
#define NAME_DNS_FACTS_H

#include <jansson.h>
#include <stdio.h>

#include "name/inventory.h"
#include "name/json_read.h"

#define DNS_LIST_MAX 1000 /* aliases, addresses or records of a name */

enum dns_resolves {
	RESOLVES_YES,     /* it has addresses */
	RESOLVES_NOT,     /* the name is there, without addresses */
	RESOLVES_NO_NAME, /* there is no such name */
	RESOLVES_UNKNOWN  /* no answer */
};

struct dns_list {
	const char *const *items;
	size_t n;
};

struct dns_facts {
	enum dns_resolves resolves;
	struct dns_list aliases; /* CNAME chain, in its order */
	struct dns_list addresses;
	const char *caa_domain; /* that the CAA records stand at; NULL: none */
	struct dns_list caa;    /* "0 issue ca.example", safe to print */
};

/* Of "found", "no-data", "no-name", "failed", words of the inventory; -1 for
 * another. */
int dns_resolves_find(const char *);

/* Copies. Of two, the one that resolves stays, else the first that is an
 * answer. */
NODISCARD enum sanreq_status inventory_set_dns(struct inventory *,
    const struct name *, const struct dns_facts *, struct error *);

/* A host whose name nothing uses, but that a plan may take, or that stands
 * behind the star of a wildcard. It is in no listing of names, and in no
 * document. */
struct dns_aside {
	const char *host;
	const struct dns_facts *facts; /* NULL: not asked yet */
	struct dns_aside *next;
};

/* To be asked about when DNS is a source; what was said. Copies; of two
 * answers as inventory_set_dns(). */
NODISCARD enum sanreq_status
inventory_ask_dns(struct inventory *, const char *host, struct error *);
NODISCARD enum sanreq_status inventory_note_dns(struct inventory *,
    const char *host, const struct dns_facts *, struct error *);
const struct dns_aside *inventory_asides(const struct inventory *);

/* What is known of a host, a name of the inventory or not; of a wildcard, what
 * is known of the name behind its star. NULL: nothing. */
const struct dns_facts *
inventory_dns(const struct inventory *, const char *name);

/* The JSON object of names[].dns in inventories and plans: a new reference,
 * NULL when out of memory; written on one line; read. */
json_t *dns_facts_json(const struct dns_facts *);
NODISCARD enum sanreq_status
dns_facts_write(const struct dns_facts *, FILE *, struct error *);
NODISCARD enum sanreq_status
dns_facts_read(struct inventory *, const struct name *,
    const struct json_place *, const json_t *, struct error *);

#endif
