/*
 * SPDX-License-Identifier: ISC
 *
 * key_form: what a piece of DER or the label of a PEM block is, so that a
 * certificate or a public key given as private key can be named as such.
 *
 * Does not: decode more than the outermost tags.
 */
#ifndef PKCS10_KEY_FORM_H
#define PKCS10_KEY_FORM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum key_form {
	FORM_UNKNOWN,
	FORM_PKCS8,
	FORM_SEALED,     /* encrypted PKCS#8 */
	FORM_RSA,        /* RFC 8017, A.1.2 */
	FORM_EC,         /* RFC 5915 */
	FORM_PARAMETERS, /* EC PARAMETERS, which stand before an EC key */
	FORM_PUBLIC,
	FORM_CERTIFICATE,
	FORM_REQUEST,
	FORM_PKCS12,
	FORM_OPENSSH
};

enum key_form key_form_of_label(const char *label);
enum key_form key_form_of_der(const unsigned char *, size_t);

/* What a whole file begins with: DER, or the label of its first PEM block. For
 * a private key *encrypted says whether a password is needed. */
enum key_form key_form_of_file(const void *, size_t, bool *encrypted);
bool key_form_is_private(enum key_form);

/* SANREQ_INPUT with what stands there instead of a private key. */
enum sanreq_status key_form_refuse(enum key_form, struct error *);

#endif
