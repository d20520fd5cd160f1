/*
 * SPDX-License-Identifier: ISC
 *
 * gather: the command line as a job (lib/job.h): what discover, plan and
 * request have in common.
 */
#ifndef CSR_GATHER_H
#define CSR_GATHER_H

#include "cli.h"
#include "job.h"

/* The inventory alone, sealed. --add and --drop do not touch it. */
NODISCARD enum sanreq_status
gather_inventory(struct job *, const struct cli *, struct error *);

/* Profile, inventory and plan. */
NODISCARD enum sanreq_status
gather_plan(struct job *, const struct cli *, struct error *);

#endif
