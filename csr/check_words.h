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
/* Of a name that may lead here: what it follows from, and what covers it where
 * that is not the name itself. */
const char *check_why(const struct cover_group *, char dst[WORDS_MAX]);
/* "EX01, EX02 and others"; "" when no server is known. */
const char *check_servers(const struct cover_group *, char dst[WORDS_MAX]);
/* The value in quotes' clothing, else the name; "ex01 and others"; of names
 * that may lead here, what covers them. */
const char *check_value(
    const struct report *, const struct cover_group *, char dst[WORDS_MAX]);

/* "178 days left", "ended 3 days ago". */
const char *check_days(const struct report *, char dst[WORDS_MAX]);
/* "2026-11-01 to 2027-05-20" */
const char *check_dates(const struct report *, char dst[WORDS_MAX]);

/* The names that are missing for one reason, that, and the cure: a paragraph;
 * nothing where there are none. */
NODISCARD enum sanreq_status check_cure(const struct report *,
    const struct inventory *, enum cover_why, struct buf *, struct error *);

/* What is asked for where and what is got instead, of a group that is not
 * covered: "https://ex01/owa on EX01: asks for ex01, gets mail.contoso.com". */
const char *check_step_line(
    const struct report *, const struct cover_group *, char dst[2 * WORDS_MAX]);

/* The stories of the clients are about names. */
const char *check_story_title(const struct report *);

/* Is a row among the first of its service and scope, of which most are shown?
 * Of candidates, that have none, some more are. */
bool check_is_shown(const struct cover_group *groups, size_t i, size_t most);

/* "warns", "depends", "fine", "not asked: a connection point answers". */
const char *check_outcome(enum client_outcome);

/* "1 of 2 other addresses that were asked presents the same certificate.";
 * NULL when none was. */
const char *check_places(const struct report *, char dst[WORDS_MAX]);

/* The whole in a sentence or two. */
NODISCARD enum sanreq_status
check_sentence(const struct report *, struct buf *, struct error *);

/* The names of the certificate, parted by ", ", at most so many. */
NODISCARD enum sanreq_status
check_names(const struct report *, size_t most, struct buf *, struct error *);

/* How many of the covered groups, n in all, have the same covering name as the
 * first; and what it covers in words: "ews, oab external on EX01; pop3
 * internal on EX02". */
size_t check_slice(const struct cover_group *, size_t n);
NODISCARD enum sanreq_status check_covered(
    const struct cover_group *, size_t n, struct buf *, struct error *);

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
