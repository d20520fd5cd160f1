/*
 * SPDX-License-Identifier: ISC
 *
 * dns_inner: what the files of dns share; for them alone.
 */
#ifndef FETCH_DNS_INNER_H
#define FETCH_DNS_INNER_H

#include <ares.h>

#include "fetch/dns.h"

#define CLASS_IN 1

struct dns {
	ares_channel channel;
	ares_channel stream; /* TCP, for what is too long for UDP */
	ares_channel blunt;  /* without EDNS, and a refusal as it came */
	unsigned seconds;
	bool system; /* no servers were given: as the system is set up */
	size_t ndomains;
	const char *domains[DNS_DOMAINS_MAX];
	char domain_text[DNS_DOMAINS_MAX][DNS_NAME_MAX];
	char servers[256];
};

#endif
