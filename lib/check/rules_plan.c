/*
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "check/rules.h"

struct plan_judge {
	struct plan *plan;
	enum severity worst;
	bool refused; /* some rule minds the common name */
};

static enum sanreq_status
add_breach(void *arg, const struct breach *b, struct error *err)
{
	struct plan_judge *j = arg;

	/* every message names the place */
	if (b->severity > j->worst)
		j->worst = b->severity;
	if (b->severity == SEVERITY_ERROR && b->place != NULL &&
	    j->plan->refused_common_name != NULL &&
	    strcmp(b->place, QUOTES(j->plan->refused_common_name)) == 0)
		j->refused = true;
	return plan_add_finding(
	    j->plan, b->id, b->severity, b->dn, err, "%s", b->message);
}

static size_t
taken_names(const struct plan *p, const char **names, enum name_kind *kinds)
{
	size_t i, n = 0;

	for (i = 0; i < p->nverdicts; i++) {
		if (!p->verdicts[i].take)
			continue;
		names[n] = p->verdicts[i].name->text;
		kinds[n++] = p->verdicts[i].name->kind;
	}
	return n;
}

enum sanreq_status
rules_apply_plan(struct plan *p, enum severity *worst, struct error *err)
{
	struct plan_judge j = {.plan = p, .worst = SEVERITY_INFO};
	struct rule_subject s = {.common_name = p->common_name,
	    .common_name_at = p->refused_by,
	    .attributes = p->profile->subject,
	    .ca = p->profile->ca,
	    .terms = rules_terms_of(p->profile),
	    .profile = p->profile,
	    .inventory = p->inventory,
	    .probed = p->probed};
	const char **names = NULL;
	enum name_kind *kinds = NULL;
	enum sanreq_status st;

	names = calloc(p->nverdicts + 1, sizeof(*names));
	kinds = calloc(p->nverdicts + 1, sizeof(*kinds));
	if (names == NULL || kinds == NULL) {
		st = error_memory(err);
		goto out;
	}
	if (p->refused_common_name != NULL)
		s.common_name = p->refused_common_name;
	s.nnames = taken_names(p, names, kinds);
	s.names = names;
	s.kinds = kinds;
	st = rules_apply(&s, add_breach, &j, err);
	if (st == SANREQ_OK && p->refused_common_name != NULL && !j.refused) {
		j.worst = SEVERITY_ERROR;
		st = plan_refuse_common_name(p, err);
	}
	if (st != SANREQ_OK)
		goto out;
	plan_sort_findings(p);
	*worst = j.worst;
out:
	free(names);
	free(kinds);
	return st;
}
