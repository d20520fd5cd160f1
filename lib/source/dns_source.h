/*
 * SPDX-License-Identifier: ISC
 *
 * dns_source: "dns:DOMAIN", what DNS says of a mail domain: where its
 * autodiscover host and SRV record send clients, where its mail goes; and for
 * each name of the inventory below the domain, whether it resolves and which
 * CAA records bind its certificate.
 *
 * Read it after the other sources, whose names it looks up.
 *
 * Does not: speak DNS (the helper does), follow where an alias leads.
 */
#ifndef SOURCE_DNS_SOURCE_H
#define SOURCE_DNS_SOURCE_H

#include "source/source.h"

#define DNS_SOURCE_PREFIX    "dns:"
#define DNS_SOURCE_NAMES_MAX 1000 /* looked up; more are told as unread */

/* Is it a domain? SANREQ_USAGE. */
NODISCARD enum sanreq_status
dns_source_check(const char *source, struct error *);

/* known: whose names are looked up; may be the inventory that is added to.
 * SANREQ_USAGE for what is no domain. */
NODISCARD enum sanreq_status
dns_source_read(struct inventory *, const struct inventory *known,
    const char *source, const struct source_options *, struct error *);

#endif
