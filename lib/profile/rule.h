/*
 * SPDX-License-Identifier: ISC
 *
 * rule: one take or leave rule of a profile, and whether it matches a name.
 *
 * A rule matches when its conditions on the name hold, and one of the uses
 * meets all its conditions on uses. A name without uses meets a rule that
 * asks nothing of them. Uses of audience peer count for leave rules alone:
 * somebody else's name is never requested because a rule says so.
 *
 * server-state is a condition on the name: a name is of dead servers when
 * every use of it, but for those of audience peer, is one of a dead server.
 */
#ifndef PROFILE_RULE_H
#define PROFILE_RULE_H

#include "profile/profile.h"

enum { /* bits of products, in the order of rule_product_words */
	PRODUCT_COUNT = 7
};
extern const char *const rule_product_words[];

/* 0 and NULL: no such condition; masks have bit 1 << value */
struct profile_rule {
	const char *at; /* "file:line" */
	const char *reason;
	bool take;
	unsigned kinds;
	unsigned classes;
	unsigned audiences;
	unsigned services;
	unsigned scopes;
	unsigned domain_types;
	unsigned roles; /* enum server_role */
	unsigned products;
	unsigned states;          /* bit 1 << enum server_state */
	const char *const *names; /* globs, NULL-terminated */
	const char *const *servers;
	const char *const *sites;
};

bool rule_matches(const struct profile_rule *, const struct inventory *,
    const struct inventory_name *);

#endif
