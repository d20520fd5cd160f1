/*
 * SPDX-License-Identifier: ISC
 *
 * dns_server: how a user names a DNS server: "192.0.2.1", "192.0.2.1:5353",
 * "2001:db8::1", "[2001:db8::1]:5353".
 *
 * Does not: take host names (who would look them up?), contact the server.
 */
#ifndef BASE_DNS_SERVER_H
#define BASE_DNS_SERVER_H

#include <stdbool.h>

#include "base/error.h"

#define DNS_SERVERS_MAX 16
#define DNS_PORT        53

struct dns_server {
	bool v6;
	unsigned char address[16]; /* network order; 4 of IPv4 */
	int port;
};

/* SANREQ_USAGE, which tells the forms. */
NODISCARD enum sanreq_status
dns_server_parse(struct dns_server *, const char *text, struct error *);

/* One more server for a list that has n: SANREQ_USAGE, for a server that is
 * none or one too many. */
NODISCARD enum sanreq_status
dns_server_check(const char *text, size_t n, struct error *);

#endif
