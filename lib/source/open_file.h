/*
 * SPDX-License-Identifier: ISC
 *
 * open_file: opens what a user named as a file, and helps where there is none
 * because a server was meant.
 *
 * Does not: read, put the name before the error.
 */
#ifndef SOURCE_OPEN_FILE_H
#define SOURCE_OPEN_FILE_H

#include <stdbool.h>

#include "base/error.h"

/* "-" is standard input. certificate: one is wanted, no source. *fd is the
 * caller's to close in any case, unless it is -1 or standard input.
 * SANREQ_INPUT: "cannot be opened: why", "is a directory: ...". */
NODISCARD enum sanreq_status
open_file(const char *path, bool certificate, int *fd, struct error *);

#endif
