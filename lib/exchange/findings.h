/*
 * SPDX-License-Identifier: ISC
 *
 * findings: what discovery has to say beside the names, each kind with an id
 * that scripts can rely on. Ids are never reused.
 *
 * Does not: say what they mean (check/meanings.h).
 */
#ifndef EXCHANGE_FINDINGS_H
#define EXCHANGE_FINDINGS_H

#include "name/inventory.h"

enum discovery_id {
	DSC01,
	DSC02,
	DSC03,
	DSC04,
	DSC05,
	DSC06,
	DSC07,
	DSC08,
	DSC09,
	DSC10,
	DSC11,
	DSC12,
	DSC13,
	DSC14, /* made by the inventory */
	DSC15,
	DSC16,
	DSC19, /* DSC17 is the sources', DSC18 a plan's */
	DSC20,
	DSC21,
	DSC22,
	DSC41,
	DSC42,
	DSC43,
	DSC44,
	DSC45,
	DISCOVERY_COUNT
};

struct discovery_finding {
	const char *id; /* "DSC01" */
	enum severity severity;
};

/* Sorted by id; DISCOVERY_COUNT of them. */
const struct discovery_finding *discovery_findings(size_t *n);

#endif
