/*
 * SPDX-License-Identifier: ISC
 *
 * net: a connected socket for an LDAP URL.
 *
 * Does not: speak any protocol on it.
 */
#ifndef FETCH_NET_H
#define FETCH_NET_H

#include <stdbool.h>

#include "base/error.h"

struct net_peer {
	const char *host; /* without brackets; the path of the socket: ldapi */
	unsigned port;
	bool local; /* ldapi */
};

/* Tries each address in turn, together at most timeout seconds; name
 * resolution is bounded by fetch/deadline, which must be set up. *fd is set
 * on success only. SANREQ_NETWORK. */
NODISCARD enum sanreq_status
net_connect(const struct net_peer *, unsigned timeout, int *fd, struct error *);

#endif
