/*
 * SPDX-License-Identifier: ISC
 *
 * decode_private: what the files of decode share.
 *
 * Does not: leave them.
 */
#ifndef PKCS10_DECODE_PRIVATE_H
#define PKCS10_DECODE_PRIVATE_H

#include "pkcs10/decode.h"

/* SANREQ_INPUT "WHAT is damaged at octet N: REASON"; what ended a walk. */
enum sanreq_status
decode_fault(const struct der *, const char *what, struct error *);

/* Zeroed room for n values of size bytes; SANREQ_LIMIT when they are more than
 * DECODE_VALUES_MAX. *p stays NULL when n is 0. */
NODISCARD enum sanreq_status decode_room(struct decoded *, void *p, size_t n,
    size_t size, const char *what, struct error *);

/* Dotted text of an OBJECT IDENTIFIER's content, once for each in the pool. */
NODISCARD enum sanreq_status decode_oid(struct decoded *, struct octets,
    const char **dotted, const char **label, struct error *);

/* A Name's values; *text is as RFC 4514 has it. values may be NULL. */
NODISCARD enum sanreq_status decode_name(struct decoded *,
    const struct der_value *name, const struct rdn_value **values, size_t *n,
    const char **text, struct error *);

/* subjectPublicKeyInfo. */
NODISCARD enum sanreq_status
decode_key(struct decoded *, const struct der_value *spki, struct error *);

/* The signature: over the octets signed, with the BIT STRING given. */
NODISCARD enum sanreq_status decode_signature(struct decoded *,
    const struct der_value *inside, const struct der_value *algorithm,
    const struct der_value *signature, struct error *);

/* Attributes of a request, or extensions of a certificate; then the names. */
NODISCARD enum sanreq_status decode_attributes(
    struct decoded *, const struct der_value *attributes, struct error *);
NODISCARD enum sanreq_status decode_extensions(
    struct decoded *, const struct der_value *extensions, struct error *);

#endif
