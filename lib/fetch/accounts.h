/*
 * SPDX-License-Identifier: ISC
 *
 * accounts: looks for the computer accounts of servers, by sAMAccountName, in
 * the domain of the domain controller. When one is not there, the global
 * catalog of the same domain controller (the same host, another port, the same
 * TLS and login) is asked for those of all domains of the forest; and the
 * group of all Exchange servers (fetch/group), since an account that is not
 * seen may be in a folder that is closed to us. One is missing only when the
 * group does not have it either, was read whole, and has an account that was
 * found: that shows it to be the right one.
 *
 * Calling sequence: accounts_add() per server, accounts_run(),
 * accounts_release(). The accounts become records; a report "accounts" names
 * in x-sanreq-asked what was looked for, "accounts-failed" what was looked for
 * in vain: nothing follows of it.
 *
 * Does not: look at other servers; fail for a resultCode, or for a global
 * catalog that cannot be reached.
 */
#ifndef FETCH_ACCOUNTS_H
#define FETCH_ACCOUNTS_H

#include "fetch/rootdse.h"

#define ACCOUNTS_BATCH       100                       /* in one filter */
#define ACCOUNTS_MS(timeout) ((int64_t)(timeout)*1000) /* for all of a server */
#define DOMAIN_SCOPE_OID     "1.2.840.113556.1.4.1339" /* no references */

struct accounts {
	struct session *session;
	char **names;
	char *states; /* accounts_run()'s */
	size_t n, cap;
	bool group_seen; /* and can be believed */
};

/* By the DN's first value. */
NODISCARD enum sanreq_status
accounts_add(struct accounts *, const char *dn, struct error *);
NODISCARD enum sanreq_status
accounts_run(struct accounts *, const struct rootdse *, struct error *);
void accounts_release(struct accounts *);

#endif
