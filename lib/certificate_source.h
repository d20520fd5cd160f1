/*
 * SPDX-License-Identifier: ISC
 *
 * certificate_source: certificates, requests and what endpoints present, as
 * sources of an inventory.
 *
 * Each dNSName and iPAddress of a subjectAltName, and each common name that is
 * a host name, becomes a use of service certificate and scope presented, with
 * the subject as dn and "subjectAltName" or "CN" as attribute. The audience is
 * candidate: that a certificate has a name does not show that anybody uses it.
 * CA certificates beside the others are passed over, unless their
 * subjectAltName has hosts. Of an endpoint each address is a source of its own.
 *
 * Findings: DSC51, a name that is no host name; DSC52, addresses of one
 * endpoint with different certificates.
 *
 * Does not: judge (check/ does), open PKCS#12.
 */
#ifndef SANREQ_CERTIFICATE_SOURCE_H
#define SANREQ_CERTIFICATE_SOURCE_H

#include "presented.h"

/* A file's content; source as the user named it. *nrecords: certificates and
 * requests in it. Errors carry the source. */
NODISCARD enum sanreq_status
certificate_source_file(struct inventory *, const char *data, size_t n,
    const char *source, uint64_t *nrecords, struct error *);

NODISCARD enum sanreq_status certificate_source_endpoint(struct inventory *,
    const char *url, const struct source_options *, struct error *);

/* The same of what was read already. */
NODISCARD enum sanreq_status certificate_source_presented(struct inventory *,
    const struct presented *, const char *url, struct error *);

#endif
