/*
 * SPDX-License-Identifier: ISC
 *
 * range: attributes that Active Directory gives in pieces
 * ("member;range=0-1499", MS-ADTS 3.1.1.3.1.3.3), read to their end.
 *
 * Calling sequence, per entry: range_seen() for each attribute; after the
 * last one, range_finish() asks for the rest and writes it into the record
 * that is open. The pieces are written under the attribute's name without
 * the range option: the reader sees one attribute.
 */
#ifndef FETCH_RANGE_H
#define FETCH_RANGE_H

#include "fetch/session.h"

#define RANGE_OPEN_MAX 16 /* ranged attributes of one entry */

struct range_open {
	char *name; /* without the range option */
	uint64_t next;
};

struct range {
	struct range_open open[RANGE_OPEN_MAX];
	size_t n;
};

/* Is this attribute description a range? Then *plain is its length without
 * the option, and *low and *last what the option says; *last is UINT64_MAX
 * for "*". */
bool range_parse(
    const char *name, size_t n, size_t *plain, uint64_t *low, uint64_t *last);

NODISCARD enum sanreq_status range_seen(struct range *, const char *name,
    size_t plain, uint64_t last, struct error *);
NODISCARD enum sanreq_status
range_finish(struct range *, struct session *, const char *dn, struct error *);
void range_clear(struct range *);

#endif
