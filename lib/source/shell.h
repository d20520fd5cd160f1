/*
 * SPDX-License-Identifier: ISC
 *
 * shell: objects of Exchange Management Shell output, the same from each of
 * its forms: Format-List text, Export-Csv, ConvertTo-Json, Export-Clixml.
 *
 * The readers are shell_list_read(), shell_csv_read(), shell_json_read() and
 * shell_clixml_read(): each hands its objects one by one to a function, in
 * the order of the source. An object and all it points to is lent for one
 * call. Values are UTF-8 (code pages are converted: code_page.h), but may hold
 * anything, NUL too.
 *
 * Refused with "where:line: what": what is damaged, or two formats in one
 * file; an object longer than SHELL_OBJECT_MAX or with more than
 * SHELL_VALUES_MAX values or SHELL_PROPERTIES_MAX properties.
 *
 * Does not: know cmdlets, classes or properties (exchange/ does).
 */
#ifndef SOURCE_SHELL_H
#define SOURCE_SHELL_H

#include "source/record.h"

#define SHELL_OBJECT_MAX     ((size_t)4 << 20) /* bytes of names and values */
#define SHELL_VALUES_MAX     65536u
#define SHELL_PROPERTIES_MAX 1024u
#define SHELL_JSON_MAX       ((size_t)64 << 20)  /* bytes of one document */
#define SHELL_JSON_MEMORY    ((size_t)512 << 20) /* of its values */
#define SHELL_DEPTH_MAX      64                  /* of elements, or of braces */

enum shell_loss {
	SHELL_WHOLE,
	SHELL_CUT, /* a list that ends in "...": $FormatEnumerationLimit */
	SHELL_LOST /* only the name of a type was written, or less */
};

struct encoding; /* code_page.h */

struct shell_property {
	struct bytes name; /* as spelled */
	const struct bytes *values;
	size_t nvalues; /* 0: null, or an empty list */
	enum shell_loss loss;
};

struct shell_object {
	struct bytes noun; /* of the cmdlet that gave it, or empty */
	struct bytes type; /* full name of its type, or empty */
	uint64_t line;     /* where it begins, from 1; 0 when unknown */
	const struct shell_property *properties; /* in the source's order */
	size_t nproperties;
	bool is_ansi; /* was no UTF-8, and read by an assumed code page */
};

typedef enum sanreq_status (*shell_fn)(
    void *arg, const struct shell_object *, struct error *);

/* Where objects go, and what a source says that it could not give: one line,
 * safe to print. */
struct shell_sink {
	shell_fn object;
	enum sanreq_status (*missing)(
	    void *arg, const char *what, struct error *);
	void *arg;
	const struct encoding *encoding; /* stated for the source, or NULL */
	bool is_ansi; /* JSON: was read by an assumed code page */
};

/* Read fd to its end. head, nhead: bytes already read from fd, first in the
 * stream. where names the source in errors. *n counts the objects. */
NODISCARD enum sanreq_status
shell_list_read(int fd, const char *head, size_t nhead, const char *where,
    const struct shell_sink *, uint64_t *n, struct error *);
NODISCARD enum sanreq_status
shell_csv_read(int fd, const char *head, size_t nhead, const char *where,
    const struct shell_sink *, uint64_t *n, struct error *);
NODISCARD enum sanreq_status
shell_clixml_read(int fd, const char *head, size_t nhead, const char *where,
    const struct shell_sink *, uint64_t *n, struct error *);

/* First value of the property (name in any case), {NULL, 0} when absent. */
struct bytes shell_value(const struct shell_object *, const char *name);
const struct shell_property *
shell_property(const struct shell_object *, const char *name);

#endif
