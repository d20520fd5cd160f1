/*
 * SPDX-License-Identifier: ISC
 *
 * search: one search, in pages, and what all the searches of a session share.
 *
 * Calling sequence: search_run() on a bound session does the helper's whole
 * work; the rest is for the searches beside the main one (fetch/probe,
 * fetch/accounts).
 *
 * Never gives less than all without an error: every result code but success
 * is one, also in the middle; pages may be smaller than asked for.
 *
 * Does not: follow references (fetch/chase does, later).
 */
#ifndef FETCH_SEARCH_H
#define FETCH_SEARCH_H

#include "fetch/session.h"

/* below the configurationNamingContext: where services keep their settings */
#define SEARCH_CONTAINER "CN=Services"

typedef enum sanreq_status (*search_entry_fn)(
    struct session *, LDAPMessage *entry, void *arg, struct error *);

struct search_spec {
	const char *base;
	int scope;
	const char *filter;
	char **attributes;        /* NULL-terminated; empty: all */
	LDAPControl *control;     /* one more, or NULL */
	bool references_expected; /* elsewhere is nothing that is wanted */
	search_entry_fn entry;
	void *arg;
};

/* *code: the resultCode that is the error, or -1. */
NODISCARD enum sanreq_status search_do(
    struct session *, const struct search_spec *, int *code, struct error *);

/* The search below the base, written as records; then the probes and the
 * accounts that the options ask for, written as reports and records. */
NODISCARD enum sanreq_status search_run(struct session *, struct error *);

#endif
