/*
 * SPDX-License-Identifier: ISC
 *
 * bundle: the certificates and requests of one file: PEM (one or many), DER,
 * PKCS#7 (PEM or DER), PKCS#12, and the UTF-16 or code-paged text that the
 * Exchange Management Shell saves.
 *
 * Does not: keep private keys (the one in a PKCS#12 is only compared with the
 * certificates), follow references, judge.
 */
#ifndef PKCS10_BUNDLE_H
#define PKCS10_BUNDLE_H

#include "base/secret.h"
#include "pkcs10/decode.h"

/* How an item was wrapped. */
struct bundle_form {
	bool pem;
	bool utf16;
	bool bom;
	bool crlf;
	bool long_lines; /* above 64 columns in the base64 */
	bool text_before;
	const char *label; /* PEM label; NULL for DER */
};

struct bundle_item {
	struct decoded *decoded;
	struct bundle_form form;
	uint64_t line; /* of its BEGIN line, from 1; 0 for DER */
};

struct bundle {
	struct bundle_item *items; /* in the order of the file */
	size_t nitems;
	size_t leaf;      /* index of the end-entity certificate, or of the
			request; the first when several could be */
	const char *type; /* "pem", "der", "pkcs7", "pkcs12" */
	bool has_key;     /* PKCS#12: a key, and it belongs to the leaf */
	const char *key_sha256; /* of that key's SPKI, or NULL */
};

/* pass: for PKCS#12, or NULL (an empty password is tried). where names the
 * file in errors. SANREQ_INPUT with what stands there instead: a private key
 * ("never send it to anybody"), a key pair, text, nothing; SANREQ_LIMIT above
 * 16 MiB or 10 000 items. */
NODISCARD enum sanreq_status bundle_read(struct bundle **, const void *, size_t,
    const struct secret *pass, const char *where, struct error *);
void bundle_free(struct bundle **);

#endif
