/*
 * SPDX-License-Identifier: ISC
 *
 * error: what went wrong, where, and by whose fault.
 *
 * Every fallible function takes a struct error, fills it at the place of the
 * fault and returns its status. The first and most specific message wins: a
 * later error_set() on a set error changes nothing; outer layers only prefix,
 * so that the whole reads "WHERE: WHAT" from the outside in.
 *
 *	struct error err = {0};
 *	if (parse(p, n, &err) != SANREQ_OK)
 *		return error_prefix(&err, "%s:%zu", path, line);
 *
 * Does not: allocate, print, translate. Setting an error cannot fail. Text
 * that came from outside must pass through text_quote() before it is given
 * to these functions.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include "sanreq.h"

#define ERROR_TEXT_MAX 1024

#define NODISCARD    __attribute__((warn_unused_result))
#define FORMAT(f, a) __attribute__((format(printf, f, a)))

struct error {
	enum sanreq_status status;
	const char *rule; /* catalogue id ("NAM09") or NULL; static */
	char text[ERROR_TEXT_MAX];
};

/* Sets status and message unless the error is set already. Returns the
 * status that the error has afterwards. */
enum sanreq_status error_set(
    struct error *, enum sanreq_status, const char *fmt, ...) FORMAT(3, 4);

/* As error_set(), with the id of the catalogue rule that was broken; the
 * message starts with it ("NAM09: ..."). rule must be a static string. */
enum sanreq_status error_rule(struct error *, enum sanreq_status,
    const char *rule, const char *fmt, ...) FORMAT(4, 5);

/* As error_set(), followed by ": " and the text of errno. */
enum sanreq_status error_errno(
    struct error *, enum sanreq_status, const char *fmt, ...) FORMAT(3, 4);

/* Out of memory. */
enum sanreq_status error_memory(struct error *);

/* Puts "PREFIX: " before the message. Returns the status. */
enum sanreq_status
error_prefix(struct error *, const char *fmt, ...) FORMAT(2, 3);

/* Makes it an unset error again. */
void error_clear(struct error *);

#endif
