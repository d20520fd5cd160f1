/*
 * SPDX-License-Identifier: ISC
 *
 * entry: one search result entry, written as an LDIF record.
 */
#ifndef FETCH_ENTRY_H
#define FETCH_ENTRY_H

#include "fetch/session.h"

/* The DN of the helper's own last record: no entry may bear it. */
#define LAST_RECORD_DN "cn=sanreq-fetch"

NODISCARD enum sanreq_status
entry_write(struct session *, LDAPMessage *, struct error *);

#endif
