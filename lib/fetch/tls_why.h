/*
 * SPDX-License-Identifier: ISC
 *
 * tls_why: says why the server's certificate was refused.
 *
 * Connects anew, takes the certificate and verifies it as the real
 * connection did, only to name the reason. Never binds, never sends anything
 * beside StartTLS; its outcome never lets a connection pass.
 */
#ifndef FETCH_TLS_WHY_H
#define FETCH_TLS_WHY_H

#include "fetch/net.h"

/* Always an error: SANREQ_NETWORK "where: reason". ca_file may be NULL. */
NODISCARD enum sanreq_status tls_why(const struct net_peer *, bool starttls,
    const char *ca_file, unsigned timeout, const char *where, struct error *);

#endif
