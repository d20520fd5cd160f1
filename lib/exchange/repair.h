/*
 * SPDX-License-Identifier: ISC
 *
 * repair: Exchange Management Shell commands that point every URL which a
 * certificate does not cover to a name that it has, as Microsoft's KB 940726
 * does by hand; and those that bring the old values back.
 *
 *	repair_new(&repair, &input, &err);
 *	repair_write(repair, &form, file);
 *	repair_free(&repair);
 *
 * The script is printable ASCII, one command a line, and does the same pasted
 * into a shell and run as a file. What it cannot set safely, or could not set
 * back exactly, it names in a comment and leaves alone.
 *
 * It never touches what servers use among themselves (receive connectors, the
 * internal transport certificate, InternalNLBBypassUrl), nor what holds no
 * value yet. Reference: rules.md 4.3, exchange.md 1.
 *
 * Does not: judge what is covered (the caller does), run anything, ask DNS.
 */
#ifndef EXCHANGE_REPAIR_H
#define EXCHANGE_REPAIR_H

#include <stdio.h>

#include "name/inventory.h"

enum repair_need {
	REPAIR_NOT,     /* not the certificate's business */
	REPAIR_COVERED, /* clients use it, and the certificate has the name */
	REPAIR_MEND     /* clients use it, and will warn */
};

typedef enum repair_need (*repair_judge)(
    const void *arg, const struct inventory_name *, const struct use *);

/* Of a name that commands take out of URLs: was it forgotten in the certificate
 * rather than wrong in them? */
enum repair_doubt {
	REPAIR_WRONG, /* the URLs are */
	REPAIR_MAYBE, /* nothing tells */
	REPAIR_FORGOTTEN
};

/* *why: the reason in words about "it", static. */
typedef enum repair_doubt (*repair_doubt_fn)(
    const void *arg, const struct inventory_name *, const char **why);

struct repair_input {
	const struct inventory *inventory; /* sealed; lent while repair lives */
	repair_judge judge;
	repair_doubt_fn doubt; /* of names that a use in need has */
	const void *arg;
	/* of the certificate, in normal form: what clients match */
	const char *const *names;
	size_t nnames;
	const char *common_name;    /* in normal form, or NULL */
	const char *certificate;    /* as the user named it */
	const char *namespace_host; /* the user's, or NULL: choose */
};

struct repair_form {
	bool apply;    /* without -WhatIf */
	bool rollback; /* the other direction */
};

/* Whether DNS has addresses of the namespace, as far as a dns: source said. */
enum repair_dns {
	REPAIR_DNS_UNKNOWN, /* not asked, or no answer */
	REPAIR_DNS_FOUND,
	REPAIR_DNS_NONE
};

/* A name that the certificate lacks and the commands replace, though it may be
 * the certificate that is wrong, not the URLs. */
struct repair_forgotten {
	const char *name;
	const char *why; /* "several servers share it" */
	bool likely;     /* more so than not */
	size_t nuses;
};

struct repair;

/*
 * Chooses the namespace when something is to be mended: the one given, else
 * the covered host that most covered client uses share, public names before
 * internal ones, ties by name; else the only name that the certificate has.
 * SANREQ_USAGE: the one given is no host name. SANREQ_POLICY: the certificate
 * does not cover it, or has no name that could be chosen; the message lists
 * what it has. Copies nothing of the input but its texts' pointers.
 */
NODISCARD enum sanreq_status
repair_new(struct repair **, const struct repair_input *, struct error *);
void repair_free(struct repair **);

/* The caller looks for errors of the file. */
void
repair_write(const struct repair *, const struct repair_form *, FILE *file);

/* The setting must have another host than the namespace (attachments' host,
 * failback, Exchange 2003): repair never changes it. */
bool repair_is_apart(const struct use *);

/* --- what is in it --- */

const char *repair_namespace(const struct repair *); /* NULL: none needed */
enum repair_dns repair_namespace_dns(const struct repair *);
size_t repair_ncommands(const struct repair *);
size_t repair_nservers(const struct repair *); /* that commands change */
/* Settings that need mending and are left alone; the script says why. */
size_t repair_nleft(const struct repair *);
const struct repair_forgotten *
repair_forgotten(const struct repair *, size_t *n);

#endif
