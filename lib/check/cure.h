/*
 * SPDX-License-Identifier: ISC
 *
 * cure: was a name that clients use forgotten in the certificate, or does the
 * URL have the wrong one? Private to check/; ask coverage_why().
 *
 * The evidence is what the inventory knows: whose name it is, which servers
 * and services were given it, what their other settings have, and what DNS
 * said. Setup puts a server's own name into URLs; a name that several servers
 * share was put there by a person.
 *
 * Does not: ask anybody.
 */
#ifndef CHECK_CURE_H
#define CHECK_CURE_H

#include "check/coverage.h"
#include "check/tally.h"

/* The name is the server's own, as setup writes it; of a server that no source
 * describes, its name with any domain or none. false for NULL. */
bool
cure_is_own(const struct inventory *, const char *server, const char *name);

/* Fills why[] (enum cover_why) for the names with COVER_MISSING uses, in the
 * order of the inventory. tally->servers[].covered: distinct COVER_COVERED uses
 * of each server, by all names. */
NODISCARD enum sanreq_status cure_find(const struct inventory *,
    const struct coverage *, struct tally *, uint8_t why[], struct error *);

#endif
