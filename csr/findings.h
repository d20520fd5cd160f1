/*
 * SPDX-License-Identifier: ISC
 *
 * findings: the list of findings below a table.
 */
#ifndef CSR_FINDINGS_H
#define CSR_FINDINGS_H

#include "name/inventory.h"
#include "table.h"

/* Errors first, then warnings, then information (with info only). */
void findings_print(
    const struct output *, const struct finding *, size_t n, bool info);

/* A line for each part of a source that could not be read: none of the tables
 * may pass for complete then. */
void incomplete_print(const struct output *, const struct inventory *);

#endif
