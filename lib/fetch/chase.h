/*
 * SPDX-License-Identifier: ISC
 *
 * chase: what a directory says that another server has. Without --chase it is
 * only told; with it, it is read from there after the searches, under the
 * same rules as the first server:
 *
 *	a host that is a domain means its domain controllers (fetch/locate):
 *	    Active Directory refers to domains, not to servers;
 *	TLS stays: after ldaps:// only ldaps://, after StartTLS only with
 *	    StartTLS that succeeds, and certificates are verified;
 *	credentials go only to hosts below the forest's DNS name, or to the first
 *	    host again: a directory must not choose who is told a password.
 *	    With --insecure-plain-bind or --insecure-no-verify they go nowhere;
 *	CHASE_MAX references in all, none twice, CHASE_HOPS from one to the next.
 *
 * What is not followed, or cannot be read, is left unread, with the reason.
 *
 * Does not: probe there for what is closed, look for accounts there.
 */
#ifndef FETCH_CHASE_H
#define FETCH_CHASE_H

#include "fetch/session.h"

#define CHASE_MAX  16
#define CHASE_HOPS 3

/* Takes the alternatives of one reference. */
NODISCARD enum sanreq_status
chase_note(struct session *, char *const *urls, struct error *);

/* The forest's root domain, a DN, or NULL. */
NODISCARD enum sanreq_status
chase_forest(struct session *, const char *dn, struct error *);

NODISCARD enum sanreq_status
chase_run(struct session *, const struct secret *password, struct error *);
void chase_release(struct session *);

#endif
