/*
 * SPDX-License-Identifier: ISC
 *
 * dns_answers: what the helper's records (fetch/lookup.h) say of a mail domain
 * and of names below it, gathered for dns_source, whose inside this is. Of SRV
 * and MX the uses go into the inventory at once.
 *
 * Calling sequence: dns_answers_init(); dns_answers_take() of each record;
 * dns_answers_find(); dns_answers_release().
 *
 * What DNS did not answer, or what was left out of its answers, makes the
 * inventory incomplete.
 *
 * Does not: judge what hosts lead to.
 */
#ifndef SOURCE_DNS_ANSWERS_H
#define SOURCE_DNS_ANSWERS_H

#include "name/dns_facts.h"
#include "name/keyset.h"
#include "source/record.h"

/* What was answered about one name. */
struct asked {
	const char *name;
	struct dns_facts facts; /* of a host */
	struct dns_facts any;   /* of a name below it that nobody has */
	struct dns_list caa;    /* that stand at the name itself */
	const char *target_of;  /* "SRV" or "MX"; NULL: of none */
	bool is_host;
};

struct dns_answers {
	struct inventory *inv;
	const struct inventory *known;
	const char *source;
	struct name domain;
	struct pool pool;
	struct keyset keys; /* numbers asked[] */
	struct asked *asked;
	size_t cap;
	size_t nfailed; /* look-ups */
};

void dns_answers_init(struct dns_answers *);
void dns_answers_release(struct dns_answers *);

NODISCARD enum sanreq_status
dns_answers_take(struct dns_answers *, const struct record *, struct error *);

/* NULL: nothing was asked about the name. */
struct asked *dns_answers_find(const struct dns_answers *, const char *name);

/* A use of a host that the attribute ("SRV", "MX", "A" ...) names. */
NODISCARD enum sanreq_status dns_answers_add_use(struct dns_answers *,
    const char *host, const char *attribute, enum use_audience,
    const char *value, struct error *);

/* What was not looked at must not pass for what is not there. */
NODISCARD enum sanreq_status dns_answers_tell(
    struct dns_answers *, struct error *, const char *fmt, ...) FORMAT(3, 4);

/* How many failures and omissions there were beyond those told. */
size_t dns_answers_untold(const struct dns_answers *);

#endif
