/*
 * SPDX-License-Identifier: ISC
 *
 * seen: below which objects something was found, by a hash of their DNs.
 *
 * DNs of one server are compared without regard to case, as it spells them.
 *
 * Does not: keep DNs; a collision of 64 bits would pass for the same DN.
 */
#ifndef FETCH_SEEN_H
#define FETCH_SEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct seen;

struct seen *seen_new(struct error *);
void seen_free(struct seen **);

/* Enters the parent of the object. */
NODISCARD enum sanreq_status
seen_parent(struct seen *, const char *dn, size_t n, struct error *);
/* Was something found directly below it? */
bool seen_below(const struct seen *, const char *dn);

/* Of a DN in any case; never 0. */
uint64_t seen_hash(const char *dn, size_t n);

/* What stands behind the first RDN, or NULL. */
const char *seen_parent_of(const char *dn, size_t n);

#endif
