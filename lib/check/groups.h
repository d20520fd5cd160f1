/*
 * SPDX-License-Identifier: ISC
 *
 * groups: the uses of an inventory by what a certificate means to them, put
 * together as far as a reader wants them together.
 *
 * What is not covered (and http, principal names) is one group for each name,
 * service, scope and value, with its servers; a candidate is one for each
 * name; what is covered, one for each covering name, service and scope; all
 * else, one for each service and scope (database availability groups, which
 * have those of servers, for themselves).
 *
 *	groups_new(&groups, coverage, inventory, &err);
 *	groups_of(groups, COVER_MISSING, &n);
 *	groups_free(&groups);
 *
 * Texts are lent by the inventory and the coverage.
 */
#ifndef CHECK_GROUPS_H
#define CHECK_GROUPS_H

#include "check/coverage.h"

#define GROUP_SERVERS 3 /* that a group tells by name */

struct cover_group {
	enum cover_verdict verdict;
	enum use_service service;
	enum use_scope scope;
	const struct inventory_name *name; /* the first, where there are many */
	const struct covering_name *by;    /* or NULL */
	const struct use *use;             /* the first */
	const char *servers[GROUP_SERVERS];
	size_t nservers;   /* of these */
	bool more_servers; /* than these */
	bool more_names;   /* than the first */
	size_t nuses;
};

struct groups;

NODISCARD enum sanreq_status groups_new(struct groups **,
    const struct coverage *, const struct inventory *, struct error *);
void groups_free(struct groups **);

/* Sorted by service and scope as their enums have them, server, name, value;
 * candidates by name; covered ones by the covering name first, as the
 * certificate has them. */
const struct cover_group *
groups_of(const struct groups *, enum cover_verdict, size_t *n);

#endif
