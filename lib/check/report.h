/*
 * SPDX-License-Identifier: ISC
 *
 * report: all that `check` finds: the coverage of an inventory by one
 * certificate (or request), what each client will do, and what is odd about
 * the certificate itself.
 *
 *	report_new(&report, inventory, &subject, &err);
 *	... report->groups, report->clients, report->findings
 *	report_free(&report);
 *
 * The inventory and the certificates are lent.
 *
 * Does not: decide whom to trust. A CA that clients do not know is not seen
 * here; a certificate that is its own issuer is.
 */
#ifndef CHECK_REPORT_H
#define CHECK_REPORT_H

#include "check/clients.h"
#include "pkcs10/decode.h"

/* A place where a certificate was presented: an address of an endpoint. */
struct report_place {
	const char *where; /* as people should read it; quoted already */
	const struct decoded *certificate;
};

struct report_subject {
	const struct decoded *certificate; /* or a request: said so */
	const char *where;                 /* file or URL, raw */
	/* other places that should have the same one */
	const struct report_place *places;
	size_t nplaces;
	/* of the same file, another certificate that issued none, and how many
	 * there are; NULL: none */
	const struct decoded *passed_over;
	size_t npassed_over;
	const struct inventory *probed; /* what endpoints present; or NULL */
	time_t now;
};

enum report_state {
	REPORT_VALID,
	REPORT_EXPIRED,
	REPORT_EARLY,   /* not valid yet */
	REPORT_UNDATED, /* its dates are none */
	REPORT_REQUEST  /* has none */
};

struct report {
	struct report_subject subject;
	enum report_state state;
	long days; /* until it ends; negative: since */
	/* why every client refuses it, whatever its names and dates: "the
	 * certificate " and this; NULL: none does */
	const char *refused;
	struct coverage *coverage;
	struct groups *groups;
	struct clients *clients;
	/* the name of the certificate that most uses have, no wildcard where a
	 * host is in use: what it has "instead" of those it has not; NULL when
	 * no client matches any */
	const struct covering_name *most_used;
	/* the host that repair points URLs to by itself; NULL: it must be told
	 */
	const char *namespace_host;
	struct finding *findings; /* sorted by id */
	size_t nfindings;
	/* Some client would warn: a use is not covered, or the certificate has
	 * ended or not begun, or is refused. */
	bool warns;
	struct pool pool;
	size_t room; /* for findings */
};

NODISCARD enum sanreq_status report_new(struct report **,
    const struct inventory *, const struct report_subject *, struct error *);
void report_free(struct report **);

/* Findings of one kind that are told each; the rest are counted in one more. */
#define REPORT_FINDINGS_MAX 100

/* Private to report*.c: appends a finding; message is quoted text. */
NODISCARD enum sanreq_status
report_find(struct report *, const char *id, enum severity, const char *dn,
    struct error *, const char *fmt, ...) FORMAT(6, 7);
NODISCARD enum sanreq_status
report_certificate(struct report *, struct error *);
/* Private to report*.c: sets refused. */
void report_look_at_extensions(struct report *);
NODISCARD enum sanreq_status
report_uses(struct report *, const struct inventory *, struct error *);

#endif
