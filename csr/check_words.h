/*
 * SPDX-License-Identifier: ISC
 *
 * check_words: a check report's parts in words, as its table and its page
 * share them.
 */
#ifndef CSR_CHECK_WORDS_H
#define CSR_CHECK_WORDS_H

#include <stdio.h>

#include "base/buf.h"
#include "check/report.h"

#define WORDS_MAX 512

/* What people see in Outlook. */
extern const char check_warning[];

/* "ews internal"; lent in dst. */
const char *check_service(const struct cover_group *, char dst[WORDS_MAX]);
/* "EX01, EX02 and others"; "" when no server is known. */
const char *check_servers(const struct cover_group *, char dst[WORDS_MAX]);
/* The value in quotes' clothing, else the name; "ex01 and others". */
const char *check_value(const struct cover_group *, char dst[WORDS_MAX]);

/* "178 days left", "ended 3 days ago". */
const char *check_days(const struct report *, char dst[WORDS_MAX]);
/* "2026-11-01 to 2027-05-20" */
const char *check_dates(const struct report *, char dst[WORDS_MAX]);

/* What to do about a name that is not covered. */
const char *check_cure(
    const struct report *, const struct inventory_name *, char dst[WORDS_MAX]);

/* What the certificate has instead: "mail.contoso.com", or "no name". */
const char *check_instead(const struct report *);

/* "warns", "depends", "fine", "not asked: a connection point answers". */
const char *check_outcome(enum client_outcome);

/* The whole in a sentence or two. */
NODISCARD enum sanreq_status
check_sentence(const struct report *, struct buf *, struct error *);

/* The names of the certificate, parted by ", ", at most so many. */
NODISCARD enum sanreq_status check_names(
    const struct report *, size_t most, struct buf *, struct error *);

/* "ews, oab external on EX01; pop3 internal on EX02": all that this name
 * covers; nothing when it covers nothing. */
NODISCARD enum sanreq_status check_covered(const struct report *,
    const struct covering_name *, struct buf *, struct error *);

/* Without a fault, no duplicate, and no use covered. */
bool check_is_unused(const struct covering_name *);

/* The finding is told by a section of its own. */
bool check_is_told(const struct finding *);

/* How one verdict's uses are headed, and in which order they come: NULL ends
 * the table. */
struct check_section {
	enum cover_verdict verdict;
	const char *title;
	const char *why;
	bool verbose; /* with -v only */
};
extern const struct check_section check_sections[];

#endif
