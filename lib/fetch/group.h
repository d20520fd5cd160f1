/*
 * SPDX-License-Identifier: ISC
 *
 * group: the members of the group "Exchange Servers", which every Exchange
 * since 2007 makes in the forest's root domain and keeps all its servers in
 * (reference: Exchange's setup, /PrepareAD). Who may read the group sees its
 * members' names also where they stand in a folder that is closed to him.
 *
 * Calling sequence: group_read(), then the members are an accounts.h of their
 * own, for accounts_release().
 *
 * Does not: read nested groups, or more than the first group of that name;
 * fail for a resultCode.
 */
#ifndef FETCH_GROUP_H
#define FETCH_GROUP_H

#include "fetch/accounts.h"

#define GROUP_MEMBERS_MAX 200000
#define GROUP_STEPS_MAX   1000 /* pieces of the list */

/* *whole: the group was seen, and all its members are there. */
NODISCARD enum sanreq_status group_read(struct session *, const char *base,
    struct accounts *members, bool *whole, struct error *);

#endif
