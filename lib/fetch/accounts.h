/*
 * SPDX-License-Identifier: ISC
 *
 * accounts: looks for the computer accounts of servers, by sAMAccountName, in
 * the domain of the domain controller; on a port of the global catalog in all
 * domains of the forest.
 *
 * Calling sequence: accounts_add() per server, accounts_run(),
 * accounts_release(). The accounts become records; a report "accounts" names
 * in x-sanreq-asked what was looked for, "accounts-failed" says that it was in
 * vain.
 *
 * Does not: look into other domains; fail for a resultCode.
 */
#ifndef FETCH_ACCOUNTS_H
#define FETCH_ACCOUNTS_H

#include "fetch/rootdse.h"

#define ACCOUNTS_BATCH 100 /* in one filter */

struct accounts {
	struct session *session;
	char **names;
	size_t n, cap;
};

/* By the DN's first value. */
NODISCARD enum sanreq_status
accounts_add(struct accounts *, const char *dn, struct error *);
NODISCARD enum sanreq_status
accounts_run(struct accounts *, const struct rootdse *, struct error *);
void accounts_release(struct accounts *);

#endif
