/*
 * SPDX-License-Identifier: ISC
 *
 * json_text: outside text as a JSON string.
 *
 * Text that is not UTF-8 is written as text_quote() shows it; text that holds
 * controls a terminal could be led astray with, in ASCII with \u escapes; all
 * else as it is.
 *
 * Does not: check whether the writing succeeded (the FILE's error flag).
 */
#ifndef NAME_JSON_TEXT_H
#define NAME_JSON_TEXT_H

#include <stdbool.h>
#include <stdio.h>
#include <jansson.h>

#include "base/error.h"

/* With the quotation marks. SANREQ_NO_MEMORY only. */
NODISCARD enum sanreq_status
json_text_write(const char *, FILE *, struct error *);

/* Printable ASCII that needs no escape: true of nearly all that a directory
 * holds, and json_text_write() only puts it in quotation marks. */
bool json_text_is_plain(const char *, size_t);

/* The same text as a value: new reference, NULL when out of memory. */
json_t *json_text_new(const char *);

/* text_quote() would change nothing but '\'. */
bool json_text_is_printable(const char *);

#endif
