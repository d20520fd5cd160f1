/*
 * SPDX-License-Identifier: ISC
 *
 * recognise: what a source is, by its first bytes; never by its name.
 *
 * Does not: read; promise that the rest of the file is of that kind.
 */
#ifndef SOURCE_RECOGNISE_H
#define SOURCE_RECOGNISE_H

#include <stdbool.h>
#include <stddef.h>

enum source_kind {
	/* read */
	KIND_LDIF,
	KIND_JSON, /* an inventory or a plan, or somebody else's */
	KIND_YAML, /* begins with "sanreq:" */
	KIND_NAMES,
	KIND_PEM_CERTIFICATE,
	KIND_PEM_REQUEST,
	KIND_PEM_OTHER, /* PKCS#7, or nothing of ours */
	KIND_DER,       /* certificate, request or PKCS#7 */
	KIND_FORMAT_LIST,
	KIND_CSV,
	KIND_XML,
	/* known, and refused by name */
	KIND_EMPTY,
	KIND_KEY,
	KIND_PKCS12,
	KIND_FORMAT_TABLE,
	KIND_PACKED,
	KIND_BINARY
};

/* How much of the file is worth reading ahead for source_recognise(). */
#define RECOGNISE_MAX (64u << 10)

/* head: the first n bytes, as they stand in the file, byte order mark and
 * all; whole when there are no more. */
enum source_kind source_recognise(const char *head, size_t n);

/* For kinds that are not read: what it is, and the way out. */
const char *source_kind_refusal(enum source_kind);

#endif
