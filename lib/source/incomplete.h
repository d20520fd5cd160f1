/*
 * SPDX-License-Identifier: ISC
 *
 * incomplete: what a source has and could not be read. It is told twice, in
 * the source's unread and as finding DSC17, so that no reader of either takes
 * the inventory for complete.
 */
#ifndef SOURCE_INCOMPLETE_H
#define SOURCE_INCOMPLETE_H

#include "name/inventory.h"

#define INCOMPLETE_ID "DSC17"

/* source as the user named it; what: one line, safe to print. */
NODISCARD enum sanreq_status incomplete_add(struct inventory *, size_t index,
    const char *source, const char *what, struct error *);

#endif
