/*
 * SPDX-License-Identifier: ISC
 *
 * bundle_private: what the files of bundle share.
 *
 * Does not: leave them.
 */
#ifndef PKCS10_BUNDLE_PRIVATE_H
#define PKCS10_BUNDLE_PRIVATE_H

#include "pkcs10/bundle.h"

/* Decodes one more item. SANREQ_LIMIT above BUNDLE_ITEMS_MAX. */
NODISCARD enum sanreq_status bundle_add(struct bundle *, const void *der,
    size_t n, const struct bundle_form *, uint64_t line, struct error *);

/* Every PEM block of a text. */
NODISCARD enum sanreq_status bundle_pem(
    struct bundle *, const char *, size_t, const char *where, struct error *);

/* The certificates of a ContentInfo (RFC 2315, 7), BER or DER. */
NODISCARD enum sanreq_status bundle_pkcs7(struct bundle *, struct octets,
    const struct bundle_form *, uint64_t line, struct error *);

/* RFC 7292. The leaf is the certificate of the key, if there is one. */
NODISCARD enum sanreq_status bundle_pfx(
    struct bundle *, struct octets, const struct secret *pass, struct error *);

/* "this is a private key ..." */
enum sanreq_status bundle_refuse_key(struct error *);

#endif
