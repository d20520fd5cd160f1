/*
 * SPDX-License-Identifier: ISC
 *
 * locate: the domain controllers of a domain, by DNS (MS-ADTS 6.3.6).
 *
 * A URL without a host (ldap:///) means the domain of --domain, else that of
 * Kerberos' default realm, else the first of the resolver's search domains
 * that has domain controllers. A URL with a host means its domain controllers
 * when it has any in DNS, else the host itself. IP addresses, single labels
 * and names of the hosts file are always servers: nothing is asked.
 *
 * With a site, its domain controllers come before the others.
 *
 * Where a certificate is to tell who the server is, only domain controllers
 * below the domain's own name are taken: DNS may be forged.
 *
 * Does not: contact any of them (fetch/failover does).
 */
#ifndef FETCH_LOCATE_H
#define FETCH_LOCATE_H

#include "fetch/session.h"

#define CONTROLLERS_MAX 1000

struct controller {
	const char *host; /* normal form */
	unsigned port;
};

struct locate {
	char domain[DNS_NAME_MAX];
	struct controller *list;        /* in the order to try them */
	size_t n;                       /* 0: the URL's host is the server */
	struct dns_addresses addresses; /* of that host, if known */
	char foreign[DNS_NAME_MAX];     /* the first that is not trusted */
	size_t nforeign;
	struct pool pool;
};

/* Looks for domain controllers. SANREQ_USAGE for a domain or site that is
 * none, or when no domain is known; SANREQ_NETWORK when DNS has none. To be
 * released in any case. */
NODISCARD enum sanreq_status
locate_find(struct locate *, struct session *, struct error *);
void locate_release(struct locate *);

#endif
