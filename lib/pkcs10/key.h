/*
 * SPDX-License-Identifier: ISC
 *
 * key: a private key in OpenSSL's hands: made, read, written as PKCS#8.
 *
 * Encrypted keys are PBES2 (RFC 8018) with PBKDF2-HMAC-SHA256, 600 000 rounds
 * and AES-256-CBC. Written keys live in a secure-heap buffer that is wiped.
 */
#ifndef PKCS10_KEY_H
#define PKCS10_KEY_H

#include "base/secret.h"
#include "profile/profile.h"

struct key;

/* For the process, by programs, once, first of all: secure heap, no
 * configuration file, no core dumps. */
NODISCARD enum sanreq_status key_library_init(struct error *);

/* From now on no other process of this user may look into this one
 * (PR_SET_DUMPABLE). Just before the first key is made or read: it also closes
 * /proc/self, and with it /dev/stdin, /dev/stdout and <(COMMAND), for all but
 * root: open such paths before. */
void key_guard(void);

/* Has libcrypto find and set up what makes such keys, which it does at their
 * first use, and may not survive without memory: before there are files that
 * somebody would have to remove. */
NODISCARD enum sanreq_status key_prepare(enum key_type, struct error *);

NODISCARD enum sanreq_status
key_generate(struct key **, enum key_type, struct error *);

/* PEM or DER, PKCS#8 (encrypted or not) or traditional. where names it in
 * errors. SANREQ_INPUT for what is no key, SANREQ_CREDENTIALS is not used:
 * a wrong password is SANREQ_INPUT too. pass may be NULL; it is not looked at
 * when the key is not encrypted. A bundle with certificates is fine as long
 * as it holds one private key. */
NODISCARD enum sanreq_status key_read(struct key **, const void *, size_t,
    const struct secret *pass, const char *where, struct error *);
void key_free(struct key **);

/* -1 for a type that is none of enum key_type (rsa-1024, p-224 ...). */
int key_type(const struct key *);

/* A phrase such as "RSA 2048", "EC P-256". */
const char *key_description(const struct key *, char *dst, size_t size);

/* PKCS#8 PEM or DER, encrypted when pass is there and not empty; *out is to
 * be given to key_text_free(). */
struct key_text {
	char *data;
	size_t len;
};
NODISCARD enum sanreq_status key_write(const struct key *,
    const struct secret *pass, bool der, struct key_text *, struct error *);
void key_text_free(struct key_text *);

/* SHA-256 of the DER subjectPublicKeyInfo, lower-case hex. */
NODISCARD enum sanreq_status
key_hash(const struct key *, char hex[65], struct error *);

#endif
