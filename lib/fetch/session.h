/*
 * SPDX-License-Identifier: ISC
 *
 * session: one LDAP connection of the helper: connect, TLS, bind, search.
 *
 * Calling sequence: session_begin(); then session_connect(), session_bind(),
 * search_run(), and when that fails perhaps session_drop() and the same with
 * another server (fetch/failover); session_close(). Each operation ends within the timeout (fetch/deadline),
 * and all of them together within TIMEOUTS_MAX timeouts and ANSWER_MS for
 * each entry and each request: a server that is slow but whole keeps that,
 * one that sends an entry now and then to be let live does not.
 *
 * Does not: chase referrals, read any ldap.conf or ldaprc (the program sets
 * LDAPNOINIT), send a password without TLS unless told to.
 */
#ifndef FETCH_SESSION_H
#define FETCH_SESSION_H

#include <stdint.h>

#include <lber.h>
#include <ldap.h>

#include "base/buf.h"
#include "base/secret.h"
#include "fetch/args.h"
#include "fetch/net.h"
#include "fetch/out.h"

#define TIMEOUTS_MAX     10
#define ANSWER_MS        20
#define CATALOG_PORT     3268 /* MS-ADTS 3.1.1.3.1.10 */
#define CATALOG_TLS_PORT 3269
#define DETAIL_MAX       (16u << 10) /* bytes of lines for -v */

struct session {
	const struct fetch_options *opt;
	struct out *out;
	LDAP *ld;
	LDAPURLDesc *url;
	struct dns *dns;
	struct net_peer peer;
	bool port_given; /* in the URL */
	unsigned connect_seconds;
	const char *ca_file;
	const char *where; /* the URL, safe to print; before every message */
	const char *late;  /* last words for fetch/deadline */
	const char *late_kerberos; /* the same while Kerberos is asked */
	bool tls;                  /* ldaps, or StartTLS done */
	bool tls_failed;           /* tls_why() has spoken of this server */
	int code;                  /* resultCode of the last answer, or -1 */
	struct buf context;        /* configurationNamingContext, once known */
	struct buf note;   /* what the user should know beside the records */
	struct buf detail; /* what he may want to: lines for -v */
	struct buf unread; /* what the records leave out */
	uint64_t requests;
	uint64_t entries;
	uint64_t entry_values; /* of the record that is open */
	uint64_t entry_bytes;
	uint64_t pages;
	uint64_t references;
	int64_t waited;      /* for the server, in all; milliseconds */
	struct chase *chase; /* references to follow (fetch/chase), or NULL */
	const struct secret *password; /* of session_bind(), lent */
};

/* Parses and checks the URL, sets up DNS. Nothing is sent. */
NODISCARD enum sanreq_status session_begin(struct session *, struct error *);

/* Connects to the peer, starts TLS. */
NODISCARD enum sanreq_status session_connect(struct session *, struct error *);

/* Ends the connection, so that another can be made. */
void session_drop(struct session *);
void session_close(struct session *);

/* Adds a line for -v; what does not fit is left out. */
void session_detail(struct session *, const char *fmt, ...) FORMAT(2, 3);

/* The text of an error without session.where before it. */
const char *session_without_where(const struct session *, const char *text);

/* On a port of the global catalog? */
bool session_is_catalog(const struct session *);

/* Anonymous, simple, or SASL. */
NODISCARD enum sanreq_status
session_bind(struct session *, const struct secret *, struct error *);

/* Waits for the next message of msgid (or its whole answer), *msg owned by
 * the caller. what names the operation in the error. */
NODISCARD enum sanreq_status session_wait(struct session *, int msgid, int all,
    const char *what, LDAPMessage **msg, struct error *);

/* A failed libldap call that got no answer: time limit, or a broken
 * connection. */
enum sanreq_status
session_lost(struct session *, const char *what, struct error *);

#endif
