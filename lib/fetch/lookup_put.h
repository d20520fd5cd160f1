/*
 * SPDX-License-Identifier: ISC
 *
 * lookup_put: writes what DNS said of one name as a record of fetch/lookup.h.
 *
 * Does not: ask, keep anything.
 */
#ifndef FETCH_LOOKUP_PUT_H
#define FETCH_LOOKUP_PUT_H

#include "fetch/out.h"
#include "fetch/trail.h"

/* kind: "srv", "mx", "host", "any" or "caa"; name: the record's. n: one trail,
 * or those of A and AAAA. SANREQ_NO_MEMORY. */
NODISCARD enum sanreq_status
lookup_put(struct out *, const struct dns *, const char *kind, const char *name,
    const struct trail *, size_t n, struct error *);

#endif
