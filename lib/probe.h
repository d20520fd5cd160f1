/*
 * SPDX-License-Identifier: ISC
 *
 * probe: what do web servers on the bare mail domains present?
 *
 * Outlook asks https://DOMAIN before https://autodiscover.DOMAIN (KB 3211279).
 * Each authoritative public accepted domain, and the domain of each dns:
 * source, is asked for the certificate that it presents on port 443, as if
 * tls://DOMAIN were a source of an inventory apart. Finding: DSC39, domains
 * that were not asked or gave no certificate, and why.
 *
 * Does not: run unless asked for, send anything beside the TLS handshake,
 * judge (rule EXC12 does), fail for domains that do not answer.
 */
#ifndef SANREQ_PROBE_H
#define SANREQ_PROBE_H

#include "source/source.h"

#define PROBE_DOMAINS_MAX 20 /* asked; more are told in a finding */

/* Before the seal. *seen: what they present, sealed; the caller's. Errors:
 * SANREQ_NO_MEMORY, SANREQ_INTERNAL. */
NODISCARD enum sanreq_status probe_domains(struct inventory *,
    struct inventory **seen, const struct source_options *, struct error *);

#endif
