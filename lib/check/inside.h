/*
 * SPDX-License-Identifier: ISC
 *
 * inside: what several rules read in a decoded request or certificate.
 * Private to check/.
 *
 * Does not: judge.
 */
#ifndef CHECK_INSIDE_H
#define CHECK_INSIDE_H

#include "check/judge.h"
#include "pkcs10/der.h"

#define OID_SUBJECT_ALT_NAME   "2.5.29.17"
#define OID_KEY_USAGE          "2.5.29.15"
#define OID_EXTENDED_KEY_USAGE "2.5.29.37"
#define OID_BASIC_CONSTRAINTS  "2.5.29.19"
#define OID_TLS_FEATURE        "1.3.6.1.5.5.7.1.24"
#define OID_TEMPLATE_NAME      "1.3.6.1.4.1.311.20.2"
#define OID_TEMPLATE           "1.3.6.1.4.1.311.21.7"
#define OID_EXTENSION_REQUEST  "1.2.840.113549.1.9.14"
#define OID_OLD_EXTENSIONS     "1.3.6.1.4.1.311.2.1.14"
#define OID_NAME_VALUE         "1.3.6.1.4.1.311.13.2.1"
#define OID_CSP                "1.3.6.1.4.1.311.13.2.2"
#define OID_OS_VERSION         "1.3.6.1.4.1.311.13.2.3"
#define OID_CLIENT_INFO        "1.3.6.1.4.1.311.21.20"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

/* The subject or the policies are those of extended validation. */
bool inside_is_ev(const struct decoded *);

/* More than the domain was or will be validated: extended validation, or the
 * policies of a certificate whose organization or person was. */
bool inside_is_validated(const struct decoded *);

/* Its own issuer, by name and, as far as it can be told, by signature. */
bool inside_is_self_signed(const struct decoded *);

/* The last common name of the subject, or NULL. */
const char *inside_common_name(const struct decoded *);

/* Of the inventory by the names of a request or certificate. */
NODISCARD enum sanreq_status
inside_cover(struct coverage **, const struct inventory *,
    const struct decoded *, bool own_ca, struct error *);

/* --exchange, else the oldest server of the inventory. */
enum exchange_version inside_exchange(const struct rule_subject *);

/* Bits of keyUsage, bit 0 (digitalSignature) the lowest; -1: absent or
 * broken. */
int inside_key_usage(const struct decoded *);
enum {
	KU_DIGITAL_SIGNATURE = 1,
	KU_KEY_ENCIPHERMENT = 4,
	KU_DATA_ENCIPHERMENT = 8,
	KU_CERT_SIGN = 32,
	KU_CRL_SIGN = 64
};

/* Bits of the purposes in extendedKeyUsage; -1: absent or broken. */
int inside_purposes(const struct decoded *);
enum {
	EKU_SERVER = 1,
	EKU_CLIENT = 2,
	EKU_FOREIGN = 4, /* any, codeSigning, emailProtection, timeStamping,
			    OCSPSigning */
	EKU_OTHER = 8
};

/* keyUsage, extendedKeyUsage or basicConstraints is there and not what it
 * should be. */
bool inside_is_broken(const struct decoded *);

/* basicConstraints says CA. */
bool inside_is_ca(const struct decoded *);

/* The attribute's i-th appearance, or NULL. */
const struct decoded_attribute *
inside_attribute(const struct decoded *, const char *oid, size_t i);

/* A string of any type, as ASCII; what is not becomes '?'. */
char *inside_text(const struct der_value *, char *dst, size_t size);

/* Appends ", WORD" to a text of that size. */
void list_add(char *list, size_t size, const char *word);

#endif
