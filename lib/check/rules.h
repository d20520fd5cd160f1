/*
 * SPDX-License-Identifier: ISC
 *
 * rules: the catalogue of what a request must meet (rules.md, section 5).
 * One rule is one function in one place; plan, request and lint share them.
 *
 * Does not: pick names, read certificates. It judges a struct rule_subject,
 * which plans (and, later, requests and certificates) are turned into.
 */
#ifndef CHECK_RULES_H
#define CHECK_RULES_H

#include "profile/plan.h"

struct rule_subject {
	const char *const *names; /* normal form, as they will be encoded */
	const enum name_kind *kinds;
	size_t nnames;
	/* The names did not pass name_parse(): their spelling is judged too,
	 * kinds is not looked at and may be NULL. */
	bool raw;
	const char *common_name;       /* or NULL */
	const char *const *attributes; /* SUBJECT_COUNT values, each or NULL */
	enum ca_kind ca;
	const struct profile *profile;     /* limits; or NULL */
	const struct inventory *inventory; /* who uses what; or NULL */
};

/* Takes one breach of a rule: the place is the name or attribute value it is
 * about (may be NULL). message is quoted text. */
typedef enum sanreq_status (*breach_fn)(void *arg, const char *id,
    enum severity, const char *place, const char *message, struct error *);

/* What a rule can be broken by. */
enum rule_judges {
	JUDGES_PLAN,     /* a planned request */
	JUDGES_SPELLING, /* a name as it was written: name_parse() refuses or
			    mends it, so that no plan breaks the rule */
	JUDGES_FOREIGN,  /* the encoding of a request made elsewhere: ours
			    cannot be encoded so, the rule reports nothing */
	JUDGES_LATER     /* a fact that profiles do not state yet: the rule
			    reports nothing */
};

struct rule {
	const char *id;
	const char *title;   /* the condition, in a few words */
	const char *source;  /* "BR 7.1.2.7.12" */
	const char *explain; /* a paragraph: the rule, why, what to do */
	/* severity under a public, private or no CA; -1: the rule is silent */
	int severity[3];
	enum rule_judges judges;
	/* how it judges: private to check/, NULL when it reports nothing */
	const struct rule_check *check;
};

/* NULL id ends the table; sorted by id. */
const struct rule *rules_catalogue(void);
const struct rule *rules_find(const char *id);
/* The ids alone, NULL-terminated, for profile_load(). */
const char *const *rules_ids(void);

/* Breaches of one rule that are told each; the rest are counted in one more
 * breach without a place. */
#define RULE_BREACHES_MAX 100

/* Applies every rule; severities as the profile overrides them. Time is
 * n log n in the names. */
NODISCARD enum sanreq_status
rules_apply(const struct rule_subject *, breach_fn, void *arg, struct error *);

/* Applies the catalogue to a plan: findings are added and sorted. *worst
 * receives the worst severity met (SEVERITY_INFO when none). */
NODISCARD enum sanreq_status
rules_apply_plan(struct plan *, enum severity *worst, struct error *);

#endif
