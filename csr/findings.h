/*
 * SPDX-License-Identifier: ISC
 *
 * findings: what discovery and planning met, below a table.
 */
#ifndef CSR_FINDINGS_H
#define CSR_FINDINGS_H

#include "profile/plan.h"
#include "table.h"

/* What could not be read of the sources; never left out. */
void incomplete_print(const struct output *, const struct inventory *);

/* Errors first, then warnings, then information (with info only). plan is
 * NULL where only discovery took place. */
void findings_print(const struct output *, const struct inventory *,
    const struct plan *, bool info);

/* The same of an inventory's and of n more. */
void findings_print_more(const struct output *, const struct inventory *,
    const struct finding *more, size_t n, bool info);

/* Those whose message names this host. */
void findings_print_about(
    const struct output *, const struct plan *, const char *name);

#endif
