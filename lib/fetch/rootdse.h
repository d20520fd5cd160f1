/*
 * SPDX-License-Identifier: ISC
 *
 * rootdse: what the server says of itself and of us (RFC 4512 5.1, MS-ADTS
 * 3.1.1.3.2), read once per session, after the bind.
 *
 * Does not: trust any of it with more than the choice of search bases and of
 * words.
 */
#ifndef FETCH_ROOTDSE_H
#define FETCH_ROOTDSE_H

#include "fetch/session.h"

#define ROOTDSE_SIDS_MAX 4096 /* a token of Windows holds 1015 */

struct rootdse {
	char *config;         /* configurationNamingContext, or NULL */
	char *domain;         /* defaultNamingContext, or NULL */
	char *forest;         /* rootDomainNamingContext, or NULL */
	char *server;         /* serverName, its object's DN, or NULL */
	bool catalog;         /* a global catalog (isGlobalCatalogReady) */
	struct berval **sids; /* tokenGroups: our account's; or NULL */
};

NODISCARD enum sanreq_status
rootdse_read(struct session *, struct rootdse *, struct error *);
void rootdse_release(struct rootdse *);

#endif
