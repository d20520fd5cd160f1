/*
 * SPDX-License-Identifier: ISC
 *
 * subject: the subject of a request: one value per RDN, in the order that the
 * Baseline Requirements fix (7.1.4.2), country as PrintableString and the
 * rest as UTF8String.
 *
 * Does not: judge lengths or contents (check/ does).
 */
#ifndef PKCS10_SUBJECT_H
#define PKCS10_SUBJECT_H

#include <stdbool.h>

#include <openssl/x509.h>

#include "pkcs10/request.h"

bool subject_is_empty(const struct request_spec *);

NODISCARD enum sanreq_status
subject_build(const struct request_spec *, X509_NAME *, struct error *);
NODISCARD enum sanreq_status
subject_check(const struct request_spec *, const X509_NAME *, struct error *);

#endif
