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

#define GATHER_PATH_MAX 1088

/* How sources are read; without the bind password. helper keeps the path of
 * sanreq-fetch. */
struct source_options
gather_options(const struct cli *, char helper[GATHER_PATH_MAX]);

/* The inventory alone, sealed: of the operands, beside what the job has
 * already, and of --add where no plan is made. --drop does not touch it. */
NODISCARD enum sanreq_status
gather_inventory(struct job *, const struct cli *, struct error *);

/* Profile, inventory and plan. */
NODISCARD enum sanreq_status
gather_plan(struct job *, const struct cli *, struct error *);

#endif
