/*
 * SPDX-License-Identifier: ISC
 *
 * result: an LDAP resultCode as an error of ours, with its name, its
 * diagnosticMessage and the way out where there is one.
 */
#ifndef FETCH_RESULT_H
#define FETCH_RESULT_H

#include "fetch/session.h"

/* Takes apart a result message (which it frees) and turns all but success
 * into an error: SANREQ_CREDENTIALS for what another account or TLS would
 * cure, else SANREQ_DIRECTORY. ctrls: the response controls, owned by the
 * caller, or NULL. what: the operation. */
NODISCARD enum sanreq_status result_check(struct session *, LDAPMessage *,
    const char *what, LDAPControl ***ctrls, int *code, struct error *);

/* The error for a resultCode other than success, with the server's
 * diagnosticMessage (or NULL). */
enum sanreq_status result_refused(struct session *, int code, const char *diag,
    const char *what, struct error *);

/* Name of a resultCode (RFC 4511 4.1.9), or "unknown". */
const char *result_name(int code);

#endif
