/*
 * SPDX-License-Identifier: ISC
 *
 * starttls: the words before TLS in SMTP (RFC 3207), IMAP (RFC 3501, 6.2.1)
 * and POP3 (RFC 2595, 4).
 *
 * An answer has at most STARTTLS_LINES lines. What the server says beyond its
 * answer to STARTTLS, before TLS, is refused: anybody in between could have
 * put it there.
 *
 * Does not: log in, name this machine but for the address that the server
 * sees anyway.
 */
#ifndef FETCH_STARTTLS_H
#define FETCH_STARTTLS_H

#include "fetch/wire.h"

#define STARTTLS_LINES 100

/* scheme: "smtp", "imap" or "pop3". SANREQ_NETWORK. */
NODISCARD enum sanreq_status
starttls_ask(struct wire *, const char *scheme, struct error *);

#endif
