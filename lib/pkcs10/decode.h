/*
 * SPDX-License-Identifier: ISC
 *
 * decode: what a certificate (RFC 5280) or a certification request (RFC 2986)
 * says, as plain values without any OpenSSL type, for those who judge it
 * (check/), match names against it, or take names from it.
 *
 * It takes what can be decoded at all and reports the rest: a second
 * extensionRequest, a wrong version or a signature that does not verify are
 * facts here, not errors. A SAN value is octets: it may hold NUL or anything.
 *
 * Does not: judge, match, build chains, trust. Private keys are never decoded.
 */
#ifndef PKCS10_DECODE_H
#define PKCS10_DECODE_H

#include <stdint.h>
#include <time.h>

#include "base/pool.h"
#include "pkcs10/der.h"

/* Values of one kind (names, extensions ...) that are decoded at most. */
#define DECODE_VALUES_MAX 100000
#define DECODE_MAX        (16u << 20) /* octets */

enum decoded_kind {
	DECODED_REQUEST,
	DECODED_CERTIFICATE
};

/* GeneralName ::= CHOICE, RFC 5280 4.2.1.6: the context tags. */
enum general_name_type {
	GN_OTHER = 0,
	GN_RFC822 = 1,
	GN_DNS = 2,
	GN_X400 = 3,
	GN_DIRECTORY = 4,
	GN_EDI = 5,
	GN_URI = 6,
	GN_IP = 7,
	GN_RID = 8
};

struct general_name {
	enum general_name_type type;
	struct octets value; /* content octets */
};

/* One AttributeTypeAndValue. */
struct rdn_value {
	unsigned rdn;      /* which RDN, from 0, as encoded */
	const char *oid;   /* dotted */
	const char *label; /* "CN", "O" ..., or the dotted OID */
	int tag;           /* universal tag of the string: 12 UTF8String ... */
	struct octets raw; /* content octets */
	const char *utf8;  /* converted; NULL when it cannot be, or holds NUL */
};

struct decoded_extension {
	const char *oid; /* dotted */
	bool critical;
	struct octets value; /* DER inside the OCTET STRING */
	unsigned attribute;  /* requests: which attribute it stood in, from 0 */
};

/* Attribute of a request. */
struct decoded_attribute {
	const char *oid; /* dotted */
	unsigned nvalues;
	struct octets value; /* DER of the first value; empty when none */
};

enum decoded_key {
	PUBLIC_RSA,
	PUBLIC_RSA_PSS, /* id-RSASSA-PSS as the key's algorithm */
	PUBLIC_EC,
	PUBLIC_ED25519,
	PUBLIC_ED448,
	PUBLIC_DSA,
	PUBLIC_OTHER
};

struct public_key {
	enum decoded_key kind;
	const char *description; /* "RSA 2048", "EC P-256", or the OID */
	unsigned bits;           /* 0: unknown */
	struct octets spki;      /* DER of subjectPublicKeyInfo */
	const char *sha256;      /* of spki, lower-case hex */
	struct octets algorithm; /* DER of its AlgorithmIdentifier */
	struct octets modulus;   /* RSA: big-endian, no leading zero */
	struct octets exponent;  /* RSA: likewise */
	struct octets point;     /* EC: what the BIT STRING holds */
	bool
	    plain; /* RSA: the numbers are positive, in DER, and all there is */
	const char *curve; /* EC: "P-256" ..., or its OID; NULL: explicit
			      parameters, or no EC key */
	bool explicit_curve;
	bool broken; /* of a kind that is known, but no such key: a point that
		is not on the curve, an RSA key without modulus */
};

struct decoded {
	struct pool pool; /* what the texts and octets live in */
	enum decoded_kind kind;
	struct octets der;  /* of the whole, without what trails */
	size_t trailing;    /* octets behind it */
	bool ber;           /* a length is not as DER wants it (X.690, 10.1) */
	const char *sha256; /* of der, lower-case hex */
	long version;       /* as encoded: 0 in requests, 2 in v3 */
	const struct rdn_value *subject;
	size_t nsubject;
	const char *subject_text;  /* RFC 4514, quoted, "" when empty */
	const char *issuer_text;   /* certificates; else NULL */
	struct octets subject_der; /* the Name */
	struct octets issuer_der;  /* certificates; else empty */
	bool self_issued;
	const char *serial; /* certificates: lower-case hex; else NULL */
	time_t not_before;  /* certificates; else 0 */
	time_t not_after;
	bool validity_broken; /* one of the two is no time, and is 0 */
	struct public_key key;
	const char *signature_oid;         /* dotted */
	const char *signature;             /* "ecdsa-with-SHA256", or dotted */
	struct octets signature_algorithm; /* DER of the AlgorithmIdentifier */
	bool signature_differs; /* certificates: from the one that is signed */
	/* 1 verifies, 0 does not, -1 unknown: a certificate that is not
	 * self-issued, an algorithm that libcrypto does not know, a key that
	 * is broken */
	int signature_verifies;
	const struct decoded_attribute *attributes; /* requests */
	size_t nattributes;
	bool attributes_missing; /* no attributes [0] at all */
	const struct decoded_extension *extensions;
	size_t nextensions;
	bool extensions_broken; /* requests: a list that cannot be decoded */
	const struct general_name *names; /* of all subjectAltNames */
	size_t nnames;
	bool san_broken; /* one that could not be decoded whole */
};

/* DER of one certificate or request; copies what it keeps. SANREQ_INPUT with
 * what is wrong, at which octet where known, or what stands there instead;
 * SANREQ_LIMIT above DECODE_MAX or DECODE_VALUES_MAX. */
NODISCARD enum sanreq_status
decode(struct decoded **, const void *der, size_t n, struct error *);
void decoded_free(struct decoded **);

/* The first extension of that OID, or NULL. */
const struct decoded_extension *
decoded_extension(const struct decoded *, const char *oid);

#endif
