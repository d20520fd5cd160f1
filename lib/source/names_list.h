/*
 * SPDX-License-Identifier: ISC
 *
 * names_list: a plain list of host names, one a line; '#' begins a comment,
 * empty lines are passed over. Each name is a use of service manual.
 *
 * Does not: split lines at commas or white space, take URLs apart.
 */
#ifndef SOURCE_NAMES_LIST_H
#define SOURCE_NAMES_LIST_H

#include "name/inventory.h"
#include "source/code_page.h"

#define NAMES_LINE_MAX (64u << 10) /* bytes */

/* Reads fd, after head (read from it already), to its end. source is as the
 * user named it. encoding: stated for what is not UTF-8; NULL: such names are
 * refused. Errors: SANREQ_INPUT "source:line: NAM09: ...". */
NODISCARD enum sanreq_status names_list_read(struct inventory *, int fd,
    const char *head, size_t nhead, const char *source, const struct encoding *,
    uint64_t *nnames, struct error *);

#endif
