/*
 * SPDX-License-Identifier: ISC
 *
 * endpoint: which certificates a server presents, at each of its addresses.
 *
 * The operand is SCHEME://HOST[:PORT], HOST a name in A-labels, an IPv4
 * address or an IPv6 address in brackets, with the schemes tls, smtp, imap and
 * pop3 (fetch/starttls.h). The name is sent as SNI (RFC 6066, 3); an address
 * is not. TLS 1.0 to 1.3 with any cipher that has certificates, because old
 * servers are to be looked at too.
 *
 * For each address that presents a certificate one record:
 *	dn: cn=[192.0.2.1]:443,cn=endpoint
 *	address: 192.0.2.1
 *	port: 443
 *	serverName: mail.contoso.com		unless it is an address
 *	protocol: TLSv1.3
 *	userCertificate;binary:: ...		what the server calls its own
 *	cACertificate;binary:: ...		the others, in the order sent
 *
 * All addresses are connected to at once, within one timeout; then each is
 * spoken to for at most one timeout, however it drips.
 *
 * Does not: verify anything, send anything after the handshake but its end.
 */
#ifndef FETCH_ENDPOINT_H
#define FETCH_ENDPOINT_H

#include <stdint.h>

#include "base/buf.h"
#include "fetch/args.h"
#include "fetch/dns.h"
#include "fetch/out.h"

#define ENDPOINT_CHAIN_MAX        (1u << 20) /* bytes */
#define ENDPOINT_CERTIFICATES_MAX 100
#define ENDPOINT_UNREAD_MAX       600 /* bytes of reasons, and one more */
#define ENDPOINT_TEXT_MAX         (4u << 10) /* of them at the very most */

struct endpoint_counts {
	uint64_t entries;  /* records written */
	uint64_t requests; /* addresses asked */
};

/* Is it one of the helper's commands that are an endpoint's scheme? */
bool endpoint_is(const char *command);

/* unread: a line about the addresses that gave nothing, while another did.
 * SANREQ_USAGE: the operand; SANREQ_NETWORK: no address gave a certificate,
 * with the reason of each, "URL: ADDRESS: WHAT; ADDRESS: WHAT". fetch/deadline
 * must be set up. */
NODISCARD enum sanreq_status endpoint_run(const struct fetch_options *,
    struct out *, struct endpoint_counts *, struct buf *unread, struct error *);

#endif
