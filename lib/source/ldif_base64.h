/*
 * SPDX-License-Identifier: ISC
 *
 * ldif_base64: the base64 of LDIF values (RFC 4648, section 4): padded, no
 * white space inside.
 *
 * Does not: allocate.
 */
#ifndef SOURCE_LDIF_BASE64_H
#define SOURCE_LDIF_BASE64_H

#include <stdbool.h>
#include <stddef.h>

/* Is it base64? When not, *bad is the offset of the first wrong byte, or n
 * when the length is wrong. */
bool base64_check(const char *, size_t n, size_t *bad);

/* Decodes what base64_check() passed; dst may be src. Returns the length,
 * which is never more than n / 4 * 3. */
size_t base64_decode(char *dst, const char *src, size_t n);

#endif
