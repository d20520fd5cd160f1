/*
 * SPDX-License-Identifier: ISC
 *
 * trail: questions to DNS whose aliases are followed to their end, also where
 * the server does not follow them itself, as the domain's own does not out of
 * its zone.
 *
 *	struct trail *t = trails_new(n, err);
 *	trails_ask(dns, questions, n, until, t, err); ... trails_free(&t, n);
 *
 * Does not: judge answers, keep them beyond trails_free().
 */
#ifndef FETCH_TRAIL_H
#define FETCH_TRAIL_H

#include "fetch/dns.h"

#define TRAIL_HOPS_MAX  8  /* aliases that are left to us, of a name */
#define TRAIL_BATCH_MAX 32 /* questions that go together */

/* What was answered about one name and type: hops[0] about the name, each
 * other one about the alias that the one before ends with. */
struct trail {
	struct dns_answer hops[TRAIL_HOPS_MAX];
	size_t n;
};

/* n empty ones; NULL when memory runs out. */
struct trail *trails_new(size_t n, struct error *);
void trails_free(struct trail **, size_t n);

/* The answers to n questions, at most TRAIL_BATCH_MAX, each in its trail. No
 * alias is begun after until, of deadline_now(); those left then are
 * DNS_TIMEOUT. *requests is counted up. Errors as those of dns_ask(). */
NODISCARD enum sanreq_status
trails_ask(struct dns *, const struct dns_question *, size_t n, int64_t until,
    uint64_t *requests, struct trail *, struct error *);

/* The last answer. */
const struct dns_answer *trail_end(const struct trail *);

/* Did DNS say what there is, or that there is nothing? */
bool trail_is_answered(const struct trail *);

#endif
