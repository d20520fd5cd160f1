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

#include <openssl/x509.h>

#include "base/secret.h"

/* SANREQ_INPUT: damaged, too costly, no password, wrong password. */
NODISCARD enum sanreq_status
key_unseal(PKCS8_PRIV_KEY_INFO **, const unsigned char *der, size_t n,
    const struct secret *pass, struct error *);

/* The same two messages for the encryption of traditional PEM. */
enum sanreq_status key_needs_password(struct error *);
enum sanreq_status key_wrong_password(struct error *);

#endif
