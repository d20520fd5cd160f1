/*
 * SPDX-License-Identifier: ISC
 *
 * edit: the plan as a list of pick and drop lines in the user's editor, as
 * git rebase -i does it.
 */
#ifndef CSR_EDIT_H
#define CSR_EDIT_H

#include "cli.h"
#include "profile/plan.h"

struct edited {
	struct words add;  /* names that were not taken and now are */
	struct words drop; /* names that were taken and now are not */
	struct pool pool;
};

/* Runs $VISUAL, else $EDITOR, else vi on the plan and reads the answer.
 * SANREQ_USAGE for a line that makes no sense or an empty list (nothing is
 * changed then). */
NODISCARD enum sanreq_status
edit_plan(const struct plan *, struct edited *, struct error *);
void edited_release(struct edited *);

#endif
