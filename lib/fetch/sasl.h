/*
 * SPDX-License-Identifier: ISC
 *
 * sasl: binds with the Kerberos ticket or keytab of whoever runs the program
 * (RFC 4752: GSSAPI; RFC 4178: GSS-SPNEGO), and says in words why Kerberos
 * will not.
 *
 * Without TLS the connection is signed, and encrypted where the server can;
 * inside TLS, where Active Directory takes neither, it is bound to the
 * server's certificate instead (RFC 5929, tls-server-end-point).
 *
 * Does not: ask for anything, take a password, get a ticket-granting ticket
 * but by KRB5_CLIENT_KTNAME, look the server's name up in reverse.
 */
#ifndef FETCH_SASL_H
#define FETCH_SASL_H

#include "fetch/session.h"

/* SANREQ_CREDENTIALS for what another account or ticket would cure;
 * SANREQ_NETWORK when no KDC answers. */
NODISCARD enum sanreq_status sasl_bind(struct session *, struct error *);

#endif
