/*
 * SPDX-License-Identifier: ISC
 *
 * plan: the verdict of a profile on every name of an inventory.
 *
 * Order of precedence: --add and --drop, then verdicts pinned by a plan used
 * as source (unless ignored), then the profile's names, then its rules.
 *
 * Does not: apply the CA's rules (check/rules.h does, and adds findings).
 */
#ifndef PROFILE_PLAN_H
#define PROFILE_PLAN_H

#include <jansson.h>
#include <stdio.h>

#include "profile/profile.h"

struct verdict {
	const struct inventory_name
	    *name; /* uses may be none for added names */
	bool take;
	const char *rule;       /* "public-ca.yaml:14", "--add", "--edit" */
	const char *reason;     /* one line */
	const char *covered_by; /* taken wildcard that stands for it, or NULL */
};

/* What a public CA validates: a base domain, with the names below it. */
struct plan_domain {
	const char *domain;
	const char *const *names; /* of taken names, sorted */
	size_t nnames;
};

struct plan {
	const struct profile *profile;
	const struct inventory *inventory;
	const struct inventory *probed; /* as in the options */
	const char *common_name;        /* text of a taken name, or NULL */
	/* one that the profile or a plan gives and that cannot be had, who
	 * gives it, and why not; or NULL */
	const char *refused_common_name;
	const char *refused_by; /* "mine.yaml:3", "the plan" */
	const char *refused_why;
	const struct verdict *verdicts; /* sorted by name */
	size_t nverdicts;
	size_t ntaken;
	const struct plan_domain *domains; /* sorted */
	size_t ndomains;
	struct finding *findings; /* sorted by (id, dn, message) */
	size_t nfindings;
	struct pool pool;
};

struct plan_options {
	const char *const *add; /* raw names */
	size_t nadd;
	const char *const *drop; /* names or globs */
	size_t ndrop;
	/* what endpoints present (sealed), beside the inventory; or NULL */
	const struct inventory *probed;
	/* CAs that will be asked, as plan_check_ca_domain() takes them */
	const char *const *ca_domains;
	size_t nca_domains;
	/* how many of the last entries of each list the editor made */
	size_t nadd_edited;
	size_t ndrop_edited;
	bool ignore_pinned; /* -p was given: judge anew */
	/* of a plan used as source: beats the profile's, unless dropped */
	const char *pinned_common_name;
};

/* A domain by which CAA records (RFC 8659) may name a CA, in the letters that
 * stand in DNS; any case. SANREQ_USAGE. */
NODISCARD enum sanreq_status plan_check_ca_domain(const char *, struct error *);

/*
 * inventory must be sealed, and it and the profile outlive the plan.
 * SANREQ_USAGE: --add of what is no name, --drop of what is not there.
 *
 * Findings: DSC18, and DSC34 to DSC36 for what DNS said of taken names;
 * rules_apply_plan() adds those of the catalogue.
 */
NODISCARD enum sanreq_status plan_make(struct plan **, const struct profile *,
    struct inventory *, const struct plan_options *, struct error *);
void plan_free(struct plan **);

/* message is quoted text. */
NODISCARD enum sanreq_status
plan_add_finding(struct plan *, const char *id, enum severity, const char *dn,
    struct error *, const char *fmt, ...) FORMAT(6, 7);
/* DSC54, for a refused common name that no rule of the catalogue minds: sanreq
 * makes no request for it all the same. */
NODISCARD enum sanreq_status
plan_refuse_common_name(struct plan *, struct error *);
/* Sorts the findings. */
void plan_sort_findings(struct plan *);

const struct verdict *plan_find(const struct plan *, const char *name);

/* "ews internal, oab internal on EX01 and 3 more": uses whose audience is in
 * the mask (bit 1 << audience). Safe to print; returns dst. */
char *plan_uses_text(
    const struct inventory_name *, unsigned audiences, char *dst, size_t size);

/* Uses of names left out that clients match against the certificate: what a
 * person must be told (design, section 6). */
bool verdict_is_loss(const struct verdict *);

/*
 * The plan as JSON or YAML document (design, section 5), streamed. Beside
 * the fixed fields it has the inventory's "organization", "sources",
 * "servers", "accepted_domains" and findings of discovery, "covered_by" of a
 * name: so it is a source to plan anew from; and "settings": so it can be
 * signed where its profile is not. Write errors: the FILE's
 * error flag.
 */
NODISCARD enum sanreq_status
plan_write_json(const struct plan *, FILE *, struct error *);
NODISCARD enum sanreq_status
plan_write_yaml(const struct plan *, FILE *, struct error *);

/* How a plan document was made; texts in the inventory's pool. */
struct plan_origin {
	/* in: the plans read before, which this one must not contradict; or
	 * NULL */
	const char *before;
	const char *profile;     /* its profile's name */
	const char *common_name; /* or NULL: none was chosen */
	const char *settings;    /* what of the profile a request needs, as a
	                          * profile; NULL: the document has none */
};

/* Adds all of a plan document, JSON or YAML, to the inventory; verdicts
 * become pinned. SANREQ_INPUT with line and column, or with the path in the
 * document ("names[3].verdict"); unknown and duplicate keys, a name that
 * stands twice, and a verdict other than that of a plan before are refused. */
NODISCARD enum sanreq_status plan_read(struct inventory *, const char *text,
    size_t n, const char *source, struct plan_origin *, struct error *);

#endif
