/*
 * SPDX-License-Identifier: ISC
 *
 * probe: does a web server on the bare mail domain get in Outlook's way?
 *
 * Outlook asks https://DOMAIN before https://autodiscover.DOMAIN (KB 3211279,
 * rule EXC12). Each authoritative public accepted domain, and the domain of
 * each dns: source, is asked for the certificate that it presents on port 443;
 * one that does not have the domain's name becomes a finding of the inventory.
 *
 * Does not: run unless asked for, send anything beside the TLS handshake,
 * take names from what it sees, mind domains that do not answer.
 */
#ifndef SANREQ_PROBE_H
#define SANREQ_PROBE_H

#include "source/source.h"

#define PROBE_DOMAINS_MAX 20 /* asked; more are told in a finding */

/* Before the seal. Errors: SANREQ_NO_MEMORY, SANREQ_INTERNAL. */
NODISCARD enum sanreq_status probe_domains(
    struct inventory *, const struct source_options *, struct error *);

#endif
