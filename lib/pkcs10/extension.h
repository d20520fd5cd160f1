/*
 * SPDX-License-Identifier: ISC
 *
 * extension: the extensions of a request, one row of a table each: whether
 * the specification wants it, whether it is critical, how it is encoded, and
 * how what came back is compared.
 *
 * extension_check() reads the decoded extension with libcrypto's own types
 * and does not encode anew: a fault of the encoder is not repeated there.
 */
#ifndef PKCS10_EXTENSION_H
#define PKCS10_EXTENSION_H

#include <stdbool.h>

#include <openssl/x509.h>

#include "pkcs10/request.h"

/* What the request is made of, and what depends on the key. */
struct extension_in {
	const struct request_spec *spec;
	bool rsa;
	bool subject_is_empty;
};

/* All that the specification wants, in the order of the table; to be freed
 * with sk_X509_EXTENSION_pop_free(). NULL with the error set. */
STACK_OF(X509_EXTENSION) *
    extension_build(const struct extension_in *, struct error *);

/* Each is there once, equal, and none beside them. */
NODISCARD enum sanreq_status extension_check(const struct extension_in *,
    const STACK_OF(X509_EXTENSION) *, struct error *);

/* --- subjectAltName (san.c) --- */

/* NULL with the error set. */
X509_EXTENSION *san_build(const struct extension_in *, struct error *);
NODISCARD enum sanreq_status
san_check(const struct extension_in *, X509_EXTENSION *, struct error *);

#endif
