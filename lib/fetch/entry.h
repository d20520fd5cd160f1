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

/* The reader takes 65536 values and 8 MiB of one record (source/ldif.h). */
#define ENTRY_VALUES_MAX 65000u
#define ENTRY_BYTES_MAX  (7u << 20)

NODISCARD enum sanreq_status
entry_write(struct session *, LDAPMessage *, struct error *);

/* Values of one attribute into the record that is open. */
NODISCARD enum sanreq_status entry_values(struct session *, const char *name,
    size_t n, const struct berval *values, struct error *);

#endif
