/*
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "profile/plan_build.h"

struct score {
	unsigned tier;     /* 0 first: how fit the kind of name is */
	unsigned services; /* distinct, of clients */
	size_t uses;       /* by clients */
	size_t length;
};

/* A public host, a public wildcard, an internal host, a single label. An
 * address is no common name (DN18). */
static bool
tier_of(const struct inventory_name *name, unsigned *tier)
{
	switch (name->kind) {
	case NAME_FQDN: *tier = name->class == NAME_PUBLIC ? 0 : 2; break;
	case NAME_WILDCARD: *tier = name->class == NAME_PUBLIC ? 1 : 3; break;
	case NAME_NETBIOS: *tier = 4; break;
	case NAME_IP: return false;
	}
	return true;
}

static struct score
score_of(const struct inventory_name *name, unsigned tier)
{
	struct score s = {.tier = tier, .length = strlen(name->text)};
	unsigned mask = 0;
	size_t i;

	for (i = 0; i < name->nuses; i++) {
		if (name->uses[i].audience != AUDIENCE_CLIENT)
			continue;
		mask |= 1u << name->uses[i].service;
		s.uses++;
	}
	for (; mask != 0; mask &= mask - 1)
		s.services++;
	return s;
}

/* The names come in alphabetical order: the first of equals stays. */
static bool
is_better(const struct score *a, const struct score *b)
{
	if (a->tier != b->tier)
		return a->tier < b->tier;
	if (a->services != b->services)
		return a->services > b->services;
	if (a->uses != b->uses)
		return a->uses > b->uses;
	return a->length < b->length;
}

/* A name that a wildcard stands for votes for the wildcard. */
static const char *
most_used(const struct plan_build *b)
{
	struct score best = {.tier = 99}, s;
	const char *found = NULL;
	unsigned tier = 0;
	size_t i;

	for (i = 0; i < b->nverdicts; i++) {
		const struct verdict *v = &b->verdicts[i];
		const char *text = v->take ? v->name->text : v->covered_by;

		if (text == NULL || !tier_of(v->name, &tier))
			continue;
		s = score_of(v->name, tier);
		if (strlen(text) > COMMON_NAME_MAX || !is_better(&s, &best))
			continue;
		best = s;
		found = text;
	}
	return found;
}

static enum sanreq_status
refuse(struct plan *plan, const char *by, const char *text, const char *why,
    struct error *err)
{
	plan->refused_by = by;
	plan->refused_why = pool_copy(&plan->pool, why, strlen(why), err);
	plan->refused_common_name =
	    pool_copy(&plan->pool, text, strlen(text), err);
	return err->status;
}

/* No error: the plan is still worth reading. Whether a CA minds is for the
 * rules to say. */
static enum sanreq_status
choose_given(
    struct plan_build *b, const char *by, const char *text, struct error *err)
{
	struct error why = {0};
	struct name name;
	const struct verdict *v;
	const char *reason = "it has more than 64 characters";

	if (name_parse(text, strlen(text), &name, &why) != SANREQ_OK)
		return why.status == SANREQ_NAME
			   ? refuse(b->plan, by, text, why.text, err)
			   : error_set(err, why.status, "%s", why.text);
	v = plan_find_in(b->verdicts, b->nverdicts, name.text);
	if (v == NULL)
		reason = "nothing uses it";
	else if (!v->take)
		reason = v->reason;
	else if (strlen(name.text) <= COMMON_NAME_MAX) {
		b->plan->common_name = v->name->text;
		return SANREQ_OK;
	}
	return refuse(b->plan, by, name.text, reason, err);
}

enum sanreq_status
plan_refuse_common_name(struct plan *plan, struct error *err)
{
	return plan_add_finding(plan, "DSC54", SEVERITY_ERROR, NULL, err,
	    "%s: the common name \"%s\" is not to be had (%s): add it with "
	    "--add, or choose another, or none",
	    QUOTES(plan->refused_by), QUOTES(plan->refused_common_name),
	    QUOTES(plan->refused_why));
}

enum sanreq_status
plan_choose_common_name(struct plan_build *b, struct error *err)
{
	const char *pinned = b->options->pinned_common_name;

	if (pinned != NULL && plan_drops(b, pinned) == NULL)
		return choose_given(b, "the plan", pinned, err);
	if (b->profile->common_name == COMMON_NAME_GIVEN)
		return choose_given(b, b->profile->common_name_at,
		    b->profile->common_name_given.text, err);
	if (b->profile->common_name == COMMON_NAME_MOST_USED)
		b->plan->common_name = most_used(b);
	return SANREQ_OK;
}
