/*
 * SPDX-License-Identifier: ISC
 *
 * source: opens what the user named, recognizes it by its content, and reads
 * it into the inventory.
 *
 * SOURCE is an ldap, ldaps or ldapi URL (read by the helper sanreq-fetch), a
 * file, or "-" for standard input. A file is LDIF, Exchange Management Shell
 * output (Format-List text, CSV, JSON, Clixml), an inventory or a plan that
 * sanreq wrote (JSON; a plan also YAML), certificates or requests (PEM, DER,
 * PKCS#7), or a plain list of names, one a line ('#' begins a comment). Kinds
 * that are known but not read (PFX, Format-Table text) are named in the error.
 * tls, smtp, imap and pop3 URLs are live endpoints, dns:DOMAIN asks DNS.
 *
 * Does not: know what the records mean. The meaning is a consumer that the
 * caller passes in, so that source/ stays above exchange/.
 */
#ifndef SOURCE_SOURCE_H
#define SOURCE_SOURCE_H

#include <stdio.h>

#include "base/secret.h"
#include "name/inventory.h"
#include "source/code_page.h"
#include "source/ldif.h"
#include "source/shell.h"

struct source_options;

/* Who makes sense of records and shell objects; one per source. */
struct record_consumer {
	struct ldif_filter filter;
	const char *ldap_filter;
	const char *const *ldap_attributes;
	/* where what it looks for stands (fetch/probe.h), and of which of it
	 * computer accounts are read, with their attributes; or NULL */
	const char *const *ldap_probes;
	const char *ldap_accounts;
	const char *const *ldap_account_attributes;
	/* what *state is before begin(), for those who want to look at it
	 * later; else NULL */
	void *context;
	/* new state for a source, and its end; begin NULL: context is the
	 * state, and release is not called */
	enum sanreq_status (*begin)(void **state, struct inventory *,
	    const char *source, struct error *);
	record_fn record; /* arg is the state */
	record_fn report; /* the same; what the helper tells beside them */
	shell_fn shell;   /* likewise; NULL: Shell output is refused */
	enum sanreq_status (*finish)(void *state, struct error *);
	void (*release)(void **state);
	/* reads a plan document, whole, JSON or YAML; plan_arg is its arg */
	enum sanreq_status (*plan)(void *plan_arg, struct inventory *,
	    const char *text, size_t n, const char *source, struct error *);
	void *plan_arg;
	/* reads a file of certificates or requests, whole, as it stands; NULL:
	 * refused. *nrecords: how many there are */
	enum sanreq_status (*certificate)(struct inventory *, const char *data,
	    size_t n, const char *source, uint64_t *nrecords, struct error *);
	/* asks a live endpoint (tls://, smtp://, imap://, pop3://); likewise */
	enum sanreq_status (*endpoint)(struct inventory *, const char *url,
	    const struct source_options *, struct error *);
};

struct ldap_options {
	const char *bind_dn;                /* -D, or NULL */
	const struct secret *bind_password; /* or NULL: anonymous */
	const char *sasl_mech;              /* -Y, or NULL: simple */
	int starttls;        /* 0 no, 1 try (-Z), 2 required (-ZZ) */
	const char *ca_file; /* or NULL: the system's */
	const char *base;    /* --base, or NULL: from the rootDSE */
	bool insecure_plain_bind;
	bool insecure_no_verify;
	const char *domain; /* whose controllers ldap:/// means, or NULL */
	const char *site;   /* prefer its controllers, or NULL */
	bool chase;         /* follow continuation references */
	bool no_computers;  /* leave computer accounts unread */
};

#define TIMEOUT_MAX 3600 /* the helper takes no more */

struct source_options {
	unsigned
	    timeout; /* seconds, each network operation; 1 to TIMEOUT_MAX */
	struct ldap_options ldap;
	const char *fetch_program; /* NULL: as installed */
	/* ADDRESS[:PORT] each, NULL-terminated; NULL: the system's */
	const char *const *dns_servers;
	/* of text that is neither UTF-8 nor has a byte order mark; NULL: not
	 * stated (code_page.h) */
	const struct encoding *encoding;
	bool verbose;
	FILE *log; /* for verbose lines, or NULL */
};

/* Errors carry "WHERE: WHAT". Inputs from a file: SANREQ_INPUT (also when it
 * cannot be opened). */
NODISCARD enum sanreq_status source_read(struct inventory *, const char *source,
    const struct record_consumer *, const struct source_options *,
    struct error *);

/* Is it "dns:DOMAIN"? Such a one is to be read after the others, whose names
 * it looks up. */
bool source_is_dns(const char *source);

/* The same of a file's content, n bytes; source stands for its name. */
NODISCARD enum sanreq_status
source_read_text(struct inventory *, const char *source, const char *text,
    size_t n, const struct record_consumer *, const struct source_options *,
    struct error *);

#endif
