/*
 * SPDX-License-Identifier: ISC
 *
 * against: the operands of the verbs that hold an inventory against a
 * certificate: CERT SOURCE... An endpoint among the sources is asked for its
 * certificate, which should be the same; its host is a name in use.
 *
 *	against_read(&against, cli, &err);
 *	against.certificate, against.job.inventory, against.places
 *	against_release(&against);
 */
#ifndef CSR_AGAINST_H
#define CSR_AGAINST_H

#include "check/report.h"
#include "gather.h"
#include "presented.h"

struct against {
	struct job job;               /* its inventory is sealed */
	struct presented **presented; /* of CERT, then of endpoint sources */
	size_t npresented;
	const struct decoded *certificate; /* the leaf of CERT, or a request */
	const char *where;                 /* CERT, as it was given */
	/* every other address of CERT, and all addresses of the others */
	struct report_place *places;
	size_t nplaces;
	/* end-entity certificates beside it, which are not looked at: the first
	 * and how many there are; NULL: none */
	const struct decoded *passed_over;
	size_t npassed_over;
};

NODISCARD enum sanreq_status
against_read(struct against *, const struct cli *, struct error *);
void against_release(struct against *);

#endif
