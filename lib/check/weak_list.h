/*
 * SPDX-License-Identifier: ISC
 *
 * weak_list: a list of keys that are known to be weak, as --weak-keys gives
 * it: one a line, empty lines and lines that begin with # passed over, in any
 * mixture of
 *
 *	64 hexadecimal digits: SHA-256 of the DER SubjectPublicKeyInfo (as in
 *	the lists of compromised keys that CAs publish, and in sanreq's own
 *	manifests), keys of any kind
 *	20 hexadecimal digits: the mark of an RSA key in Debian's
 *	openssl-blacklist: see pkcs10/rsa_faults.h
 *
 * Does not: read files, compute marks.
 */
#ifndef CHECK_WEAK_LIST_H
#define CHECK_WEAK_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

#define WEAK_LIST_MAX ((size_t)256 << 20) /* bytes of text */

struct weak_list;

/* SANREQ_INPUT with the line of what is none of these; where names the file. */
NODISCARD enum sanreq_status weak_list_read(struct weak_list **,
    const char *text, size_t n, const char *where, struct error *);
void weak_list_free(struct weak_list **);

/* hex: 64 or 20 digits in lower case. Logarithmic. */
bool weak_list_has(const struct weak_list *, const char *hex);
/* There are marks of Debian's kind. */
bool weak_list_has_marks(const struct weak_list *);

#endif
