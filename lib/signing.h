/*
 * SPDX-License-Identifier: ISC
 *
 * signing: the key and the certification request for a plan, made, read back
 * and published as a pair.
 *
 * Order of work (design, section 7): what the rules refuse is refused, then
 * the key's file is created, the key made, the request signed, read back and
 * compared, and both are published.
 *
 *	signing_prepare(), signing_perform(), the fields, signing_release() in
 *	any case
 *
 * Does not: choose paths, ask for passwords, install signal handlers
 * (store_signals() does, for programs).
 */
#ifndef SANREQ_SIGNING_H
#define SANREQ_SIGNING_H

#include "pkcs10/request.h"
#include "profile/plan.h"

struct signing_options {
	const char *key_path;          /* NULL: the key stays in memory */
	const char *request_path;      /* NULL: the request stays in memory */
	const struct secret *key_pass; /* of the key; NULL: none */
	bool reuse_key;                /* the one at key_path */
	bool replace_request;
	bool der;   /* both; else PEM */
	bool guard; /* keep other processes out of this one from then on */
};

struct signing {
	const struct plan *plan;
	struct request_spec spec;
	struct key_text key_text; /* as written; none of a reused key */
	const struct buf *file;   /* the request as written */
	char key_description[64];
	char key_hash[65];     /* of the subjectPublicKeyInfo */
	char request_hash[65]; /* of the file */
	/* the inside */
	const char **names;
	enum name_kind *kinds;
	struct store_pair *pair;
	struct key *key;
	struct buf der;
	struct buf pem;
};

/* What is to be signed. The plan must outlive the signing. SANREQ_POLICY for
 * a plan that the rules refuse or that takes no name. */
NODISCARD enum sanreq_status
signing_prepare(struct signing *, const struct plan *, struct error *);

/* Makes and publishes, once. SANREQ_OUTPUT when a file exists, SANREQ_POLICY
 * for a reused key that the rules refuse. */
NODISCARD enum sanreq_status signing_perform(
    struct signing *, const struct signing_options *, struct error *);

void signing_release(struct signing *);

#endif
