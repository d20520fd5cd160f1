/*
 * SPDX-License-Identifier: ISC
 *
 * listing: the children of one object, and what may be read of them; for
 * fetch/probe.
 *
 * Does not: list anything twice.
 */
#ifndef FETCH_LISTING_H
#define FETCH_LISTING_H

#include "fetch/access.h"
#include "fetch/rootdse.h"

#define LISTING_CLASS_MAX 64

enum listing_result {
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
	size_t n, cap;
	size_t unreadable;
	bool cut;    /* there are more */
	bool judged; /* access is known */
	enum access access;
};

struct listings {
	struct session *s;
	const struct rootdse *root;
	struct listing *list;
	size_t n, cap;
	size_t children;
	unsigned left; /* searches */
	int64_t until; /* deadline_now() when there are no more */
};

/* *out is lent until the next call, or NULL: no searches are left. class: less
 * than LISTING_CLASS_MAX bytes; "": any. */
NODISCARD enum sanreq_status listing_get(struct listings *, const char *dn,
    const char *class, struct listing **out, struct error *);

/* May we see children of it, when there are any? For one without. */
NODISCARD enum sanreq_status
listing_access(struct listings *, struct listing *, struct error *);

void listings_release(struct listings *);

#endif
