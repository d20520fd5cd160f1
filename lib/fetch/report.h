/*
 * SPDX-License-Identifier: ISC
 *
 * report: what the helper tells beside the records, as records of its own:
 *
 *	dn: OBJECT
 *	x-sanreq-report: WHAT
 *	x-sanreq-probe: NUMBER      of the --probe, from 0
 *	x-sanreq-outcome: OUTCOME
 *
 * WHAT: "probe", where something may be closed to the account; "probed", when
 * all probes were made; "accounts", when the computer accounts were searched
 * for in the domain OBJECT, and "accounts-failed", when that was in vain. The
 * last two lines are those of "probe" alone.
 *
 * Reports do not count as entries. No attribute of a directory's may be called
 * so (fetch/out.h).
 */
#ifndef FETCH_REPORT_H
#define FETCH_REPORT_H

#include "fetch/session.h"

void report_write(struct session *, const char *dn, const char *what);
void report_probe(
    struct session *, const char *dn, size_t probe, const char *outcome);

#endif
