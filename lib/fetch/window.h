/*
 * SPDX-License-Identifier: ISC
 *
 * window: many small searches on one connection, WINDOW_SIZE of them under way
 * at a time, so that what a round trip takes is paid once for so many.
 *
 * Calling sequence: fill in an array of struct window_search, and
 * window_run(). The answers come in any order, and each goes to the search
 * whose messageID it bears.
 *
 * They are made in one piece, without paging: most have few entries, and some
 * servers are much slower with it. One with a resultCode that tells nothing
 * (more entries than the server gives at once, busy) is forgotten, and made
 * once more, alone and in pages.
 *
 * Does not: take longer than it may. At that time those under way are
 * abandoned. Nor take continuation references.
 */
#ifndef FETCH_WINDOW_H
#define FETCH_WINDOW_H

#include "fetch/search.h"

/* slapd ends an anonymous connection with more than 100 that wait */
#define WINDOW_SIZE 64

struct window_search {
	struct search_spec spec;   /* its references_expected is true */
	void (*forget)(void *arg); /* its entries, which come again; or NULL */
	int code;                  /* out: a resultCode, -1: not made */
};

/* What stands in errors, such as "search for accounts"; until: a
 * deadline_now(). A resultCode is no error. */
NODISCARD enum sanreq_status
window_run(struct session *, struct window_search *, size_t n, const char *what,
    int64_t until, struct error *);

#endif
