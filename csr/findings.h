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

#endif
