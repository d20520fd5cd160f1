/*
 * SPDX-License-Identifier: ISC
 *
 * plan_build: a plan in the making; the stages of plan_make(). Internal to
 * profile/.
 */
#ifndef PROFILE_PLAN_BUILD_H
#define PROFILE_PLAN_BUILD_H

#include "profile/out.h"
#include "profile/plan.h"

#define COMMON_NAME_MAX 64 /* RFC 5280, ub-common-name */

/* A name of --add or of the profile's names: */
struct plan_extra {
	struct name name;
	const char *rule;
	const char *reason;
	bool added; /* by --add or --edit */
};

struct plan_drop {
	const char *text; /* a name or a glob */
	bool edited;      /* by --edit, else by --drop */
};

struct plan_build {
	struct plan *plan;
	const struct profile *profile;
	const struct inventory *inventory;
	const struct plan_options *options;
	struct plan_extra *extras; /* sorted by name, each once */
	size_t nextras;
	struct plan_drop *drops; /* names, sorted */
	size_t ndrops;
	struct plan_drop *drop_globs;
	size_t ndrop_globs;
	struct verdict *verdicts; /* sorted by name */
	bool *by_rule;            /* of each: a rule of the profile decided */
	size_t nverdicts;
};

/* --add, --drop and the profile's names, checked. */
NODISCARD enum sanreq_status
plan_read_options(struct plan_build *, struct error *);
/* The verdict on every name. */
NODISCARD enum sanreq_status plan_decide(struct plan_build *, struct error *);
/* Wildcards for levels with several names; what wildcards cover. */
NODISCARD enum sanreq_status plan_collapse(struct plan_build *, struct error *);
NODISCARD enum sanreq_status plan_cover(struct plan_build *, struct error *);
NODISCARD enum sanreq_status
plan_choose_common_name(struct plan_build *, struct error *);
NODISCARD enum sanreq_status
plan_find_losses(struct plan_build *, struct error *);

NODISCARD enum sanreq_status plan_find_dns(struct plan_build *, struct error *);
NODISCARD enum sanreq_status
plan_find_domains(struct plan_build *, struct error *);

/* The "settings" of a plan document. */
void plan_put_settings(struct out *, const struct plan *);

/* A name that the inventory does not have, in the plan's pool. */
const struct inventory_name *
plan_new_name(struct plan *, const struct name *, struct error *);
/* The verdict on a name in a sorted array, or NULL. */
struct verdict *plan_find_in(struct verdict *, size_t n, const char *name);
/* What drops the name, or NULL. */
const struct plan_drop *plan_drops(const struct plan_build *, const char *name);

#endif
