/*
 * SPDX-License-Identifier: ISC
 *
 * access: may our account list the children of an object? Active Directory
 * hides them without a word from who lacks the right List Contents, so an
 * empty answer alone proves nothing; its discretionary ACL (MS-DTYP 2.4.6)
 * and the SIDs of our token (tokenGroups of the rootDSE) do.
 *
 * Does not: ask the server; consider any other right, claims or conditions.
 */
#ifndef FETCH_ACCESS_H
#define FETCH_ACCESS_H

#include <stdbool.h>
#include <stddef.h>

#include <lber.h>

enum access {
	ACCESS_UNKNOWN, /* no descriptor, no SIDs, or what cannot be read */
	ACCESS_GRANTED,
	ACCESS_DENIED
};

/* sids: of our account, NULL-terminated, or NULL. */
enum access access_list_contents(
    const struct berval *descriptor, struct berval *const *sids);

#endif
