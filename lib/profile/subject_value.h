/*
 * SPDX-License-Identifier: ISC
 *
 * subject_value: what a value of the subject may be: how long, and which
 * countries there are. Profiles are held to it as they are read, requests by
 * the rules DN11 and DN12.
 */
#ifndef PROFILE_SUBJECT_VALUE_H
#define PROFILE_SUBJECT_VALUE_H

#include "profile/profile.h"

/* Characters of UTF-8 text, not octets. */
size_t subject_value_length(const char *);
/* Upper bound in characters (RFC 5280 A.1; BR 7.1.4.2). */
size_t subject_value_max(enum subject_attribute);

/* A code of ISO 3166-1, or XX (none) of the Baseline Requirements. */
bool country_is_code(const char *);
/* Two upper-case letters, whether or not they are a country's. */
bool country_has_form(const char *);
/* The code that was probably meant, or NULL. */
const char *country_meant(const char *, char upper[3]);

#endif
