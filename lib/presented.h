/*
 * SPDX-License-Identifier: ISC
 *
 * presented: the certificates behind a CERT operand: a file (any form that
 * pkcs10/bundle reads), "-" for standard input, or a live endpoint,
 *	tls://HOST[:PORT]    443, TLS at once
 *	smtp://HOST[:PORT]   25, STARTTLS (RFC 3207)
 *	imap://HOST[:PORT]   143, STARTTLS (RFC 3501, 6.2.1)
 *	pop3://HOST[:PORT]   110, STLS (RFC 2595, 4)
 * which is asked at each of its addresses through the helper sanreq-fetch.
 *
 *	struct presented *list;
 *	presented_read(&list, "tls://mail.contoso.com", NULL, &options, err);
 *	... list->items[0].bundle->items[...leaf] ...
 *	presented_free(&list);
 *
 * Does not: verify, match names, write to an inventory.
 */
#ifndef SANREQ_PRESENTED_H
#define SANREQ_PRESENTED_H

#include "pkcs10/bundle.h"
#include "source/source.h"

/* What one file holds, or one address presents. */
struct presentation {
	const char *where;       /* safe to print: "mail.pem", the URL, or
			       "tls://mail.contoso.com (192.0.2.1)" */
	const char *address;     /* "192.0.2.1", or NULL: a file */
	unsigned port;           /* or 0 */
	const char *server_name; /* sent as SNI; NULL: none, or a file */
	const char *protocol;    /* "TLSv1.3", or NULL: a file */
	struct bundle *bundle;   /* from the wire the first is the leaf */
};

struct presented {
	struct presentation *items; /* addresses in the order of the answers */
	size_t nitems;              /* at least one */
	/* what could not be asked though another address answered: one line,
	 * safe to print; else NULL */
	const char *unread;
	bool live; /* an endpoint */
	/* the inside */
	struct pool pool;
};

/* Is it one of the four URLs? */
bool presented_is_endpoint(const char *operand);

/* pass: of a PKCS#12, or NULL. SANREQ_INPUT: a file that cannot be read or
 * holds no certificate; SANREQ_USAGE: a URL that is none of the four, or
 * broken; SANREQ_NETWORK: no address gave a certificate, and why the first
 * did not. */
NODISCARD enum sanreq_status
presented_read(struct presented **, const char *operand, const struct secret *,
    const struct source_options *, struct error *);
void presented_free(struct presented **);

#endif
