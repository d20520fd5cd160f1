/*
 * SPDX-License-Identifier: ISC
 *
 * ossl: what the files of pkcs10/ share: the key's inside, and libcrypto's
 * error queue turned into our error.
 *
 * Calling sequence: ERR_clear_error() where a public function begins, then
 * ossl_error() where libcrypto failed, which empties the queue.
 *
 * Does not: leave this folder.
 */
#ifndef PKCS10_OSSL_H
#define PKCS10_OSSL_H

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "pkcs10/key.h"

struct public_key;

/* Beyond this one verification takes minutes; libcrypto's own limit too. */
#define KEY_LOADED_BITS_MAX 16384

struct key {
	EVP_PKEY *pkey;
};

/* Sets "MESSAGE: REASON", the reason being the first in libcrypto's queue;
 * out of memory when that is why. Empties the queue. */
enum sanreq_status ossl_error(
    struct error *, enum sanreq_status, const char *fmt, ...) FORMAT(3, 4);

/* Takes pkey, also on failure. */
NODISCARD enum sanreq_status
key_wrap(struct key **, EVP_PKEY *, struct error *);

/* Writes an elliptic key's public half into spki as it stands: libcrypto's own
 * way searches all of its encoders, and then its decoders, each time, which
 * is a tenth of a run. False for the other kinds, which spki is left to. */
bool spki_set(X509_PUBKEY *spki, const struct key *);

/* DER of the public key, as i2d_PUBKEY(). */
int spki_encode(const struct key *, unsigned char **der);

/* A decoded public key in libcrypto's hands, the caller's; NULL when it does
 * not take it, or should not. */
EVP_PKEY *key_load(const struct public_key *);

/* The hash that goes with the key, NULL where the key brings its own. */
const EVP_MD *key_digest(const struct key *);

#endif
