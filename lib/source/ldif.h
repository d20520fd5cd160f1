/*
 * SPDX-License-Identifier: ISC
 *
 * ldif: LDIF content records (RFC 2849) from a file descriptor, streaming.
 *
 * Takes what ldifde (ANSI, or UTF-16 with BOM), ldapsearch and ldbsearch
 * write: folds at any column, base64, comments, "version: 1", CRLF, trailers
 * ("search:", "result:", "# returned", "ref:"), "changetype: add", a comment
 * that ldapsearch broke in the name of a conflict or deleted object.
 *
 * Refuses, with the line: "attr:< url" and "include:" (never followed),
 * modify, delete, modrdn and moddn records, NUL, bad base64, broken UTF-16,
 * a line without colon, an attribute before any dn, a record longer than
 * LDIF_RECORD_MAX or with more than LDIF_VALUES_MAX values.
 *
 * Does not: interpret DNs or attribute values, follow references.
 */
#ifndef SOURCE_LDIF_H
#define SOURCE_LDIF_H

#include "source/record.h"

#define LDIF_RECORD_MAX \
	(8u << 20) /* bytes of one record as it stands in the file */
#define LDIF_VALUES_MAX 65536u

/*
 * Which records are worth handing on. A record is skipped, after its syntax
 * was checked, unless one of its objectClass values is in classes (sorted,
 * lower case, n of them); NULL takes every record. What is skipped still
 * counts in *nrecords.
 */
struct ldif_filter {
	const char *const *classes;
	size_t nclasses;
};

/*
 * Reads fd to its end and hands each record to fn. head, nhead: bytes already
 * read from fd (by content recognition), first in the stream. where names the
 * source in errors: SANREQ_INPUT "where:line: what". *nrecords counts the
 * records seen. Memory: at most twice LDIF_RECORD_MAX and some.
 */
NODISCARD enum sanreq_status ldif_read(int fd, const char *head, size_t nhead,
    const char *where, const struct ldif_filter *, record_fn fn, void *arg,
    uint64_t *nrecords, struct error *);

/* What the search that made the LDIF came to, by its "result:" trailer. */
struct ldif_end {
	int result;          /* resultCode when it is not success, else 0 */
	char text[96];       /* "4 Size limit exceeded", safe to print */
	char reference[256]; /* the first "ref:", which nobody followed */
};

/* As ldif_read(), and fills *ended (given zeroed): the first failed result
 * and the first reference, with which the records cannot be complete. */
NODISCARD enum sanreq_status ldif_read_ended(int fd, const char *head,
    size_t nhead, const char *where, const struct ldif_filter *, record_fn fn,
    void *arg, uint64_t *nrecords, struct ldif_end *ended, struct error *);

#endif
