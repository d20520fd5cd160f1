/*
 * SPDX-License-Identifier: ISC
 *
 * summary: what `sanreq request` made, for people.
 */
#ifndef CSR_SUMMARY_H
#define CSR_SUMMARY_H

#include "manifest.h"
#include "output.h"

void summary_print(const struct output *, const struct cli *,
    const struct manifest *, bool encrypted);

#endif
