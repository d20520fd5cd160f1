/*
 * SPDX-License-Identifier: ISC
 *
 * listing: the children of objects, and what may be read of them; for
 * fetch/probe.
 *
 * Calling sequence: listing_get() and listing_access() for whatever is wanted
 * to be known; what is not known yet is asked for by the next
 * listings_ask(), all at once. Each is asked for once. Zero-initialized but
 * for the first members; listings_release().
 *
 * Does not: ask more than LISTINGS_MAX searches, or later than until; keep
 * more than CHILDREN_MAX children or CHILDREN_BYTES of their DNs, or one
 * whose DN is longer than CHILD_DN_MAX, or not below the object's, or there
 * already: whatever a server answers, no object is met by two paths.
 */
#ifndef FETCH_LISTING_H
#define FETCH_LISTING_H

#include "fetch/access.h"
#include "fetch/rootdse.h"

#define LISTING_CLASS_MAX 64
#define LISTINGS_MAX      100000 /* searches */
#define CHILDREN_MAX      500000
#define CHILDREN_BYTES    (64u << 20)
#define CHILD_DN_MAX      8192 /* of one; bytes */

enum listing_result {
	LISTING_ASKED,   /* not known before listings_ask() */
	LISTING_SKIPPED, /* nor will it be */
	LISTING_DONE,
	LISTING_MISSING, /* no such object, for our account */
	LISTING_REFUSED, /* insufficientAccessRights */
	LISTING_FAILED   /* another resultCode */
};

struct child {
	char *dn;
	bool readable; /* its objectClass is */
	bool wanted;
};

struct listing {
	char *dn;
	char class[LISTING_CLASS_MAX]; /* that children must have, or "" */
	enum listing_result result;
	struct child *children;
	size_t kept, cap;
	size_t n; /* more than are kept when some were not to be */
	size_t unreadable;
	bool judged;             /* the object itself was asked for; */
	enum listing_result own; /* this came of it, */
	enum access access;      /* once DONE */
};

struct listings {
	struct session *s;
	const struct rootdse *root;
	int64_t until; /* deadline_now() when there are no more */
	struct listing **list;
	size_t n, cap;
	uint32_t *slots; /* by DN: position + 1; 0: free */
	size_t nslots;   /* a power of two */
	size_t children, bytes;
	size_t searches;
	size_t asked; /* those that wait for listings_ask() */
};

/* *out is lent. class: less than LISTING_CLASS_MAX bytes; "": any. */
NODISCARD enum sanreq_status listing_get(struct listings *, const char *dn,
    const char *class, struct listing **out, struct error *);

/* May we see children of it, when there are any? For one without: sets own and
 * access. */
void listing_access(struct listings *, struct listing *);

/* The child of this RDN, in any case, or NULL. */
const struct child *
listing_child(const struct listing *, const char *rdn, size_t n);

NODISCARD enum sanreq_status listings_ask(struct listings *, struct error *);

void listings_release(struct listings *);

#endif
