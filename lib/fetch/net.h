/*
 * SPDX-License-Identifier: ISC
 *
 * net: a connected socket to a server.
 *
 * Does not: speak any protocol on it.
 */
#ifndef FETCH_NET_H
#define FETCH_NET_H

#include <stdbool.h>

#include "fetch/dns.h"

struct net_peer {
	const char *host; /* without brackets; the path of the socket: ldapi */
	unsigned port;
	bool local;      /* ldapi */
	struct dns *dns; /* asked for the host's addresses, or NULL when ... */
	const struct dns_addresses *addresses; /* ... they are known */
};

/* Looks the addresses up, unless they are known, in at most timeout seconds;
 * then tries each in turn, together at most timeout seconds, none so long
 * that the next has no time. fetch/deadline must be set up. *fd is set on
 * success only. SANREQ_NETWORK. */
NODISCARD enum sanreq_status
net_connect(const struct net_peer *, unsigned timeout, int *fd, struct error *);

#endif
