/*
 * SPDX-License-Identifier: ISC
 *
 * record: one directory entry as any source gives it: DN, attributes, values.
 *
 * A record and all it points to is lent to the consumer for one call. Values
 * are octets, pointer and length; a value may hold anything.
 */
#ifndef SOURCE_RECORD_H
#define SOURCE_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct bytes {
	const char *p;
	size_t n;
};

/* Without white space (text_is_space()) around it. */
struct bytes bytes_trim(struct bytes);

struct attribute {
	struct bytes name;    /* without options, as spelled */
	struct bytes options; /* "binary", "range=0-1499", or empty */
	struct bytes value;   /* decoded */
};

struct record {
	struct bytes dn; /* decoded, not normalized */
	uint64_t line;   /* of its dn line, from 1; 0 when unknown */
	const struct attribute *attributes; /* in the order of the source */
	size_t nattributes;
};

/* Takes one record. Anything but SANREQ_OK ends the reading. */
typedef enum sanreq_status (*record_fn)(
    void *arg, const struct record *, struct error *);

/* First value of the attribute (name in any case), {NULL, 0} when absent. */
struct bytes record_value(const struct record *, const char *name);

/* The next value after *cursor (start with 0); false at the end. */
bool record_next(const struct record *, const char *name, size_t *cursor,
    struct bytes *value);

#endif
