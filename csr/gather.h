/*
 * SPDX-License-Identifier: ISC
 *
 * gather: what discover, plan and request have in common: the profile, the
 * sources read into one inventory, the plan with the rules applied.
 *
 * Order (design, section 7): the profile is checked whole, then the sources
 * are read and the network closed, then the plan is made.
 */
#ifndef CSR_GATHER_H
#define CSR_GATHER_H

#include "check/rules.h"
#include "cli.h"
#include "profile/plan.h"

struct gathered {
	struct profile *profile;
	struct inventory *inventory;
	struct plan *plan;
	enum severity worst;      /* of the rules */
	const char *plan_profile; /* named by a plan used as source, or NULL */
};

/* The inventory alone, sealed. --add and --drop do not touch it. */
NODISCARD enum sanreq_status
gather_inventory(struct gathered *, const struct cli *, struct error *);

/* Profile, inventory and plan. */
NODISCARD enum sanreq_status
gather_plan(struct gathered *, const struct cli *, struct error *);

/* Makes the plan anew with other --add and --drop lists. */
NODISCARD enum sanreq_status
gather_replan(struct gathered *, const struct cli *, const struct words *add,
    const struct words *drop, struct error *);

void gathered_release(struct gathered *);

#endif
