/*
 * SPDX-License-Identifier: ISC
 *
 * handshake: TLS only so far that the server has shown its certificates.
 *
 * Does not: verify, send application data.
 */
#ifndef FETCH_HANDSHAKE_H
#define FETCH_HANDSHAKE_H

#include <openssl/x509.h>

#include "fetch/wire.h"

struct handshake {
	STACK_OF(X509) * chain; /* as sent, the server's own first */
	const char *protocol;   /* "TLSv1.2", static */
};

/* server_name: sent as SNI, or NULL. SANREQ_NETWORK. A server that breaks the
 * handshake off when it has presented a certificate has presented it. */
NODISCARD enum sanreq_status handshake_run(
    struct handshake *, struct wire *, const char *server_name, struct error *);
void handshake_release(struct handshake *);

#endif
