/*
 * SPDX-License-Identifier: ISC
 *
 * covering: one subjectAltName entry as clients match it, or why they do not.
 *
 * Does not: know who uses the name (coverage.h does).
 */
#ifndef CHECK_COVERING_H
#define CHECK_COVERING_H

#include "base/pool.h"
#include "check/coverage.h"

/* Fills text, fault, kind and class; texts live in the pool or are static.
 * Entries that break RFC 9525, RFC 9549 or RFC 5280 get a fault, which is no
 * error: SANREQ_NO_MEMORY and SANREQ_LIMIT only. */
NODISCARD enum sanreq_status covering_read(struct covering_name *,
    const struct san_entry *, struct pool *, struct error *);

#endif
