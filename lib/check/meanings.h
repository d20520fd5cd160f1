/*
 * SPDX-License-Identifier: ISC
 *
 * meanings: what the findings mean that no rule of the catalogue makes: those
 * of discovery and plans (DSC) and of a certificate that is checked (CHK).
 *
 * Does not: know of rules (check/rules.h), make findings.
 */
#ifndef CHECK_MEANINGS_H
#define CHECK_MEANINGS_H

#include <stddef.h>

struct finding_meaning {
	const char *id; /* "DSC01" */
	const char *meaning;
};

/* Sorted by id. */
const struct finding_meaning *finding_meanings(size_t *n);

/* By its id, in any case; NULL when there is none. */
const struct finding_meaning *finding_meaning_find(const char *id);

#endif
