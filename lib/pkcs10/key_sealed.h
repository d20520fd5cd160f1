/*
 * SPDX-License-Identifier: ISC
 *
 * key_sealed: EncryptedPrivateKeyInfo (RFC 5958) opened with a password.
 *
 * The work that the file asks for is bounded before it is done: whoever wrote
 * the file could otherwise keep the program busy for hours.
 */
#ifndef PKCS10_KEY_SEALED_H
#define PKCS10_KEY_SEALED_H

#include <stdbool.h>
#include <stdint.h>

#include <openssl/x509.h>

#include "base/secret.h"

/* SANREQ_INPUT: damaged, too costly, no password, wrong password. */
NODISCARD enum sanreq_status
key_unseal(PKCS8_PRIV_KEY_INFO **, const unsigned char *der, size_t n,
    const struct secret *pass, struct error *);

/* What a file may still ask for: rounds of key derivation, of scrypt
 * N * r * p. */
#define SEALED_WORK_MAX (UINT64_C(1) << 24)

struct sealed_work {
	const char *what; /* "the key's encryption" */
	uint64_t left;    /* SEALED_WORK_MAX at first */
};

/* May this be done? SANREQ_INPUT: too much work, none at all, an algorithm
 * that is not known. */
NODISCARD enum sanreq_status
sealed_judge(struct sealed_work *, const X509_ALGOR *, struct error *);
NODISCARD enum sanreq_status /* NULL: one round */
sealed_rounds(struct sealed_work *, const ASN1_INTEGER *, struct error *);

/* Is what libcrypto says last what a wrong password gives? */
bool sealed_looks_like_password(void);

/* The same two messages for the encryption of traditional PEM. */
enum sanreq_status key_needs_password(struct error *);
enum sanreq_status key_wrong_password(struct error *);

#endif
