/*
 * SPDX-License-Identifier: ISC
 *
 * bundle: the certificates and requests of one file: PEM (one or many), DER,
 * PKCS#7 (PEM or DER), PKCS#12, and the UTF-16 or code-paged text that the
 * Exchange Management Shell saves.
 *
 * A PKCS#12 whose certificates are sealed with RC2, as Windows does to this
 * day, needs libcrypto's legacy provider, which is loaded for that file alone.
 *
 * Does not: keep private keys (the one in a PKCS#12 is only compared with the
 * certificates; one in PEM beside a certificate is not looked at), follow
 * references, judge.
 */
#ifndef PKCS10_BUNDLE_H
#define PKCS10_BUNDLE_H

#include "base/secret.h"
#include "pkcs10/decode.h"

#define BUNDLE_MAX       DECODE_MAX /* bytes of the file */
#define BUNDLE_ITEMS_MAX 10000

/* How an item was wrapped. */
struct bundle_form {
	bool pem;
	bool utf16;
	bool bom;
	bool crlf;
	bool long_lines; /* above 64 columns in the base64 */
	bool text_before;
	const char *label; /* PEM label, static; NULL for DER */
};

struct bundle_item {
	struct decoded *decoded;
	struct bundle_form form;
	uint64_t line; /* of its BEGIN line, from 1; 0 for DER */
	bool issuer;   /* a CA (basicConstraints), or it issued another one */
};

struct bundle {
	struct bundle_item *items; /* in the order of the file */
	size_t nitems;
	/* index of the request, or of the end-entity certificate: the one whose
	 * key is here; else the first that issued no other and is no CA; else
	 * the first that issued no other; else 0 */
	size_t leaf;
	const char *type; /* "pem", "der", "pkcs7", "pkcs12" */
	bool has_key;     /* PKCS#12: a key, and it belongs to the leaf */
	bool holds_key;   /* a private key is in the file, of whatever form:
			it is to be shown to nobody */
	char *key_sha256; /* of the first key's SPKI, or NULL */
};

/* pass: for PKCS#12, or NULL (an empty password is tried). where names the
 * file in errors and is safe to print; PEM errors have the line of the block.
 * There is at least one item. SANREQ_INPUT with what stands there instead: a
 * private key ("never send it to anybody"), text, nothing; and for a wrong
 * password. SANREQ_LIMIT above BUNDLE_MAX or BUNDLE_ITEMS_MAX. */
NODISCARD enum sanreq_status bundle_read(struct bundle **, const void *, size_t,
    const struct secret *pass, const char *where, struct error *);

/* A bundle of n certificates in DER, as an endpoint presents them; the first
 * is the leaf whatever it is. type: static, "tls" ... */
NODISCARD enum sanreq_status bundle_of(struct bundle **, const struct octets *,
    size_t n, const char *type, struct error *);
void bundle_free(struct bundle **);

#endif
