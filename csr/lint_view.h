/*
 * SPDX-License-Identifier: ISC
 *
 * lint_view: what lint found, and the catalogue, as people and programs read
 * them.
 */
#ifndef CSR_LINT_VIEW_H
#define CSR_LINT_VIEW_H

#include "check/rules.h"
#include "profile/out.h"
#include "table.h"

struct lint_finding {
	const struct rule *rule;
	enum severity severity;
	const char *place; /* or NULL */
	const char *dn;    /* or NULL */
	const char *message;
};

/* One file, or one request of several in it. */
struct lint_report {
	const char *file;              /* as the user named it */
	uint64_t line;                 /* 0: not told */
	const char *type;              /* "request" ... */
	const struct decoded *decoded; /* NULL for a key */
	struct lint_finding *findings; /* errors first */
	size_t nfindings;
	struct pool pool; /* of the texts */
};

/* The view of a run. Text goes out as it is made. */
struct lint_view {
	const struct output *output;
	bool json;
	bool info;  /* findings for information too */
	bool quiet; /* nothing but JSON */
	struct out out;
	struct error failure; /* of writing: one of reading must not end it */
	size_t nreports;
	size_t counts[SEVERITY_ERROR + 1];
};

void lint_view_begin(struct lint_view *);
void lint_view_report(struct lint_view *, const struct lint_report *);
/* Also after a failure. */
NODISCARD enum sanreq_status
lint_view_end(struct lint_view *, bool failed, struct error *);

NODISCARD enum sanreq_status
lint_list(const struct output *, bool json, struct error *);
void lint_rule(const struct output *, const struct rule *);

/* lint_explain.c: what is known of a rule's or a finding's id, in any case. */
NODISCARD enum sanreq_status
lint_explain(const struct output *, const char *id, struct error *);

#endif
