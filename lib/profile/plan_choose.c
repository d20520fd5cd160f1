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

/* BR 7.1.4.3: the common name is one of the names, char for char. */
static enum sanreq_status
require_taken(
    struct plan_build *b, const char *who, const char *text, struct error *err)
{
	const struct verdict *v = plan_find_in(b->verdicts, b->nverdicts, text);

	if (v == NULL || !v->take)
		return error_rule(err, SANREQ_POLICY, "DN01",
		    "the common name \"%s\" of %s is not among the names taken "
		    "(%s); add it with --add, or choose another",
		    text, who, v == NULL ? "nothing uses it" : v->reason);
	if (strlen(text) > COMMON_NAME_MAX)
		return error_rule(err, SANREQ_POLICY, "DN02",
		    "the common name \"%s\" of %s has more than %d characters",
		    text, who, COMMON_NAME_MAX);
	b->plan->common_name = v->name->text;
	return SANREQ_OK;
}

/* A finding rather than an error: the plan is still worth reading. */
static enum sanreq_status
choose_given(
    struct plan_build *b, const char *who, const char *text, struct error *err)
{
	struct error refused = {0};
	struct name name;

	if (name_parse(text, strlen(text), &name, &refused) == SANREQ_OK)
		(void)require_taken(b, who, name.text, &refused);
	if (refused.status == SANREQ_OK)
		return SANREQ_OK;
	if (refused.rule == NULL)
		return error_set(err, refused.status, "%s", refused.text);
	return plan_add_finding(b->plan, refused.rule, SEVERITY_ERROR, NULL,
	    err, "%s", refused.text + strlen(refused.rule) + 2);
}

enum sanreq_status
plan_choose_common_name(struct plan_build *b, struct error *err)
{
	const char *raw = b->options->common_name;
	const char *pinned = b->options->pinned_common_name;
	struct name name;

	if (raw != NULL) {
		if (name_parse(raw, strlen(raw), &name, err) != SANREQ_OK) {
			if (err->status == SANREQ_NAME)
				err->status = SANREQ_USAGE;
			return error_prefix(
			    err, "--common-name \"%s\"", QUOTES(raw));
		}
		return require_taken(b, "--common-name", name.text, err);
	}
	if (pinned != NULL && plan_drops(b, pinned) == NULL)
		return choose_given(b, "the plan", pinned, err);
	if (b->profile->common_name == COMMON_NAME_GIVEN)
		return choose_given(
		    b, "the profile", b->profile->common_name_given.text, err);
	if (b->profile->common_name == COMMON_NAME_MOST_USED)
		b->plan->common_name = most_used(b);
	return SANREQ_OK;
}
