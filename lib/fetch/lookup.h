/*
 * SPDX-License-Identifier: ISC
 *
 * lookup: `sanreq-fetch dns [--name NAME]... DOMAIN`: what DNS says of a mail
 * domain and of names below it, as records.
 *
 * Asked for: SRV _autodiscover._tcp and MX of the domain; A and AAAA, with
 * the chain of aliases, of the domain, of its autodiscover host, of where
 * SRV and MX lead below the domain, and of each NAME; A and AAAA of a name
 * that nobody has, in each domain where one of these has an address; CAA of
 * all of these and, where they have none, of the domains above them up to the
 * top-level one (RFC 8659 3).
 *
 * Records, in this order; texts are checked (fetch/dns.h) and safe to print:
 *	dn: cn=NAME,ou=srv|mx|host|any|caa,o=dns
 *	name: NAME		as asked for, in normal form; of "any" the
 *				domain below which any name was asked for
 *	outcome: found | no-data | no-name | failed
 *	why: ...		what failed of it, in words
 *	left: N TYPE: ...	records of the answer left out, and why
 *	alias: NAME		the chain, in its order; may repeat
 *	address: ADDRESS	of a host
 *	srv: PRIORITY WEIGHT PORT TARGET
 *	mx: PREFERENCE TARGET
 *	caa: FLAGS TAG VALUE	value: octets
 *
 * All of it ends within TIMEOUTS_MAX + 1 time limits; what was not asked by
 * then is told as unread.
 *
 * Does not: judge any of it, ask for reverse names, contact a host.
 */
#ifndef FETCH_LOOKUP_H
#define FETCH_LOOKUP_H

#include "base/buf.h"
#include "fetch/args.h"
#include "fetch/out.h"

struct lookup_counts {
	uint64_t entries;  /* records written */
	uint64_t requests; /* questions */
};

/* SANREQ_NETWORK when no server answers at all, SANREQ_INPUT when there is no
 * such domain, SANREQ_USAGE for what is no domain. */
NODISCARD enum sanreq_status lookup_run(const struct fetch_options *,
    struct out *, struct lookup_counts *, struct buf *unread, struct error *);

#endif
