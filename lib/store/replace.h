/*
 * SPDX-License-Identifier: ISC
 *
 * replace: a temporary takes the place of an existing file, unless that has
 * become a private key since it was judged: making a key takes seconds.
 *
 * The two change names in one step, and what came out is looked at before it
 * is removed. Looking first would leave a gap, in which a key could appear
 * and be destroyed.
 *
 * Does not: forget the temporary's slot; a handler that ran between would
 * remove what came out, so temp_publish() does that before.
 */
#ifndef STORE_REPLACE_H
#define STORE_REPLACE_H

#include "store/temp.h"

/* SANREQ_OUTPUT when it has become one, which is then back under its name.
 * *gone: there is no file to replace any more, and nothing was done. */
NODISCARD enum sanreq_status
replace_file(struct temp *, const struct target *, bool *gone, struct error *);

#endif
