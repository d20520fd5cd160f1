/*
 * SPDX-License-Identifier: ISC
 *
 * words: the words that a profile may use for a value, in one place.
 */
#ifndef PROFILE_WORDS_H
#define PROFILE_WORDS_H

#include "profile/profile.h"

struct word {
	const char *text; /* NULL ends a table */
	int value;
};

enum word_set {
	WORDS_CA,
	WORDS_KEY,
	WORDS_SUBJECT,
	WORDS_ROLE,
	WORDS_STATE,
	WORDS_USAGE,
	WORDS_PURPOSE,
	WORDS_OVERRIDE
};

const struct word *words_of(enum word_set);
int word_find(const struct word *, const char *);      /* or -1 */
const char *word_text(const struct word *, int value); /* or NULL */

#endif
