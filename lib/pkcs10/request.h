/*
 * SPDX-License-Identifier: ISC
 *
 * request: the certification request (RFC 2986) for a plan, written and read
 * back.
 *
 * Names become GeneralName values with explicit type and length; nothing is
 * ever parsed as OpenSSL configuration text.
 */
#ifndef PKCS10_REQUEST_H
#define PKCS10_REQUEST_H

#include "base/buf.h"
#include "pkcs10/key.h"

struct request_spec {
	const char *const *names; /* normal form, in output order */
	const enum name_kind *kinds;
	size_t nnames;
	const char *common_name;       /* or NULL */
	const char *const *attributes; /* SUBJECT_COUNT values, each or NULL */
	const struct profile *profile; /* the extensions */
};

/* DER of the signed request; SHA-256, SHA-384 for P-384, SHA-512 for P-521. */
NODISCARD enum sanreq_status request_build(const struct request_spec *,
    const struct key *, struct buf *der, struct error *);

/* Reads the DER back and compares: signature, public key, subject, every
 * name, each extension. SANREQ_CRYPTO names the first difference. */
NODISCARD enum sanreq_status request_verify(const struct request_spec *,
    const struct key *, const void *der, size_t n, struct error *);

/* DER to PEM "CERTIFICATE REQUEST", 64 columns (RFC 7468). */
NODISCARD enum sanreq_status
request_to_pem(const void *der, size_t n, struct buf *pem, struct error *);

/* SHA-256 of any octets, lower-case hex (manifest, sources). */
NODISCARD enum sanreq_status
digest_sha256(const void *, size_t, char hex[65], struct error *);
/* SHA3-256 of any octets (the checksum of an onion address). */
NODISCARD enum sanreq_status
digest_sha3_256(const void *, size_t, unsigned char md[32], struct error *);
/* SHA-256 of a whole file. */
NODISCARD enum sanreq_status
digest_file(const char *path, char hex[65], struct error *);

/* Bytes of the DER value of a subjectAltName with these names. */
size_t
request_san_size(const char *const *names, const enum name_kind *, size_t n);

#endif
