/*
 * SPDX-License-Identifier: ISC
 *
 * judge: what the functions of the rules share while one subject is judged.
 * Private to check/.
 *
 * Calling sequence: rules_apply() fills a struct judge, looks at each name
 * once and gives it to all rules about single names; then the rules about the
 * whole are called. A rule tells a breach by judge_breach().
 *
 * Does not: decide severities, which belong to the catalogue and the profile.
 */
#ifndef CHECK_JUDGE_H
#define CHECK_JUDGE_H

#include "check/rules.h"

#define RULES_MAX 128 /* more than the catalogue has */

/* What several rules want to know of one name, found out once. */
struct judged_name {
	const char *text;
	enum name_kind kind;
	const char *host; /* without the "*." of a wildcard */
	const char *tld;  /* last label; NULL for addresses */
	const char
	    *base;      /* base domain; NULL for internal names and suffixes */
	size_t nlabels; /* 0 for addresses */
	bool delegated; /* the last label is a delegated TLD */
};

struct judge {
	const struct rule_subject *subject;
	const struct rule *rule; /* at work */
	size_t ngiven;           /* names, those that are none included */
	/* names in strcmp() order, duplicates kept; and what stands behind
	 * the "*." of the wildcards, likewise */
	const char **sorted;
	size_t nsorted;
	const char **wildcards;
	size_t nwildcards;
	const char **bases; /* base domain of each name that has one */
	size_t nbases;
	int severity[RULES_MAX]; /* -1: silent */
	bool overridden[RULES_MAX];
	size_t breaches[RULES_MAX];
	breach_fn fn;
	void *arg;
};

struct rule_check {
	/* one of the two */
	enum sanreq_status (*name)(
	    struct judge *, const struct judged_name *, struct error *);
	enum sanreq_status (*whole)(struct judge *, struct error *);
};

/* Tells a breach of the rule at work. Arguments from outside are quoted
 * already; names in normal form need no quoting. */
NODISCARD enum sanreq_status judge_breach(struct judge *, const char *place,
    struct error *, const char *fmt, ...) FORMAT(4, 5);

/* As judge_breach(), with a severity other than the catalogue's; the
 * profile's word still beats it. */
NODISCARD enum sanreq_status judge_breach_as(struct judge *, enum severity,
    const char *place, struct error *, const char *fmt, ...) FORMAT(5, 6);

/* Exact, logarithmic. */
bool judge_has_name(const struct judge *, const char *text);
bool judge_has_wildcard(const struct judge *, const char *domain);

/* Names that did not pass name_parse(), in the form that did. */
struct raw_names {
	struct pool pool;
	const char **names;
	enum name_kind *kinds;
	struct rule_subject subject; /* of those that name_parse() takes */
};

/* Puts the subject's raw names through name_parse(), tells what it refuses
 * and mends, and sets j->subject to one of what is left. */
NODISCARD enum sanreq_status
judge_spelling(struct judge *, struct raw_names *, struct error *);
void raw_names_release(struct raw_names *);

/* The rules of rules_names.c, rules_counts.c and rules_subject.c. */
extern const struct rule_check rule_nam01, rule_nam02, rule_nam03, rule_nam04,
    rule_nam05, rule_nam06, rule_nam07, rule_nam08, rule_nam15, rule_nam16,
    rule_nam19, rule_nam21, rule_nam22, rule_nam23, rule_nam24, rule_nam25,
    rule_nam28, rule_nam29, rule_nam32, rule_nam34, rule_nam35;
extern const struct rule_check rule_cnt01, rule_cnt02, rule_cnt03;
extern const struct rule_check rule_dn01, rule_dn02, rule_dn03, rule_dn04,
    rule_dn07, rule_dn08, rule_dn09, rule_dn11, rule_dn12, rule_dn14, rule_dn15,
    rule_dn18;

#endif
