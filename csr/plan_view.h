/*
 * SPDX-License-Identifier: ISC
 *
 * plan_view: a plan as people read it: table, CSV, names, HTML, and the story
 * of one name (--why).
 */
#ifndef CSR_PLAN_VIEW_H
#define CSR_PLAN_VIEW_H

#include "output.h"
#include "profile/plan.h"

NODISCARD enum sanreq_status plan_view_table(const struct output *,
    const struct cli *, const struct plan *, struct error *);
NODISCARD enum sanreq_status
plan_view_csv(const struct output *, const struct plan *, struct error *);
void plan_view_names(const struct output *, const struct plan *);
NODISCARD enum sanreq_status
plan_view_html(const struct output *, const struct plan *, struct error *);
/* SANREQ_USAGE when no source knows the name. */
NODISCARD enum sanreq_status plan_view_why(const struct output *,
    const struct plan *, const char *name, struct error *);

#endif
