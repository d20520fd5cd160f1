/*
 * SPDX-License-Identifier: ISC
 *
 * out: writes LDIF records (RFC 2849) to a file descriptor.
 *
 * Calling sequence: out_new(); per record out_dn(), out_value()..., out_end();
 * out_flush(); out_free(). Lines are not folded. Values that are not plain
 * printable ASCII go as base64, so nothing a server sends can forge a line;
 * attribute names are checked by the caller with out_name_ok() and
 * out_name_taken().
 *
 * A write error is kept and told by out_failed(): callers need not test each
 * line.
 */
#ifndef FETCH_OUT_H
#define FETCH_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct out;

struct out *out_new(int fd); /* NULL: out of memory */
void out_free(struct out **);

void out_dn(struct out *, const char *, size_t);
void out_value(
    struct out *, const char *name, size_t nname, const char *value, size_t n);
void out_number(struct out *, const char *name, int64_t);
void out_end(struct out *);
void out_comment(struct out *, const char *); /* and flushes */
bool out_flush(struct out *);

bool out_failed(const struct out *);
uint64_t out_bytes(const struct out *); /* written and waiting */

/* An attribute description (RFC 4512 2.5) that may stand before a colon. */
bool out_name_ok(const char *, size_t);

/* A word that LDIF has a meaning for (RFC 2849; "include" of OpenLDAP, and
 * the lines that ldapsearch ends with): as the name of an attribute it would
 * be read as that. With options too. */
bool out_name_taken(const char *, size_t);

#endif
