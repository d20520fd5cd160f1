/*
 * SPDX-License-Identifier: ISC
 *
 * json_read: strict reading of parsed JSON, with the path in every error
 * ("names[3].uses[0].service: ...").
 *
 * A place is built on the stack on the way in, and turned into text only
 * when something is wrong. All errors are SANREQ_INPUT.
 *
 * Does not: parse text.
 */
#ifndef NAME_JSON_READ_H
#define NAME_JSON_READ_H

#include <stdbool.h>
#include <jansson.h>

#include "base/error.h"

#define JSON_PATH_MAX 256

struct json_place {
	const struct json_place *up; /* NULL: the outermost */
	const char *key;             /* NULL: an item of an array */
	size_t index;
};

/* The path as text, in dst. */
const char *json_place_text(const struct json_place *, char dst[JSON_PATH_MAX]);

/* "PATH.KEY: MESSAGE"; key may be NULL. */
enum sanreq_status json_wrong(const struct json_place *, const char *key,
    struct error *, const char *fmt, ...) FORMAT(4, 5);

/* An object that has no keys but these (NULL-terminated). */
NODISCARD enum sanreq_status json_get_object(const struct json_place *,
    const json_t *, const char *const *keys, struct error *);

/* Fields of an object. Texts are lent by the JSON, and free of NUL. */
NODISCARD enum sanreq_status json_get_text(const struct json_place *,
    const json_t *, const char *key, const char **, struct error *);
/* NULL when there is none */
NODISCARD enum sanreq_status json_get_optional(const struct json_place *,
    const json_t *, const char *key, const char **, struct error *);
NODISCARD enum sanreq_status json_get_array(const struct json_place *,
    const json_t *, const char *key, const json_t **, struct error *);
NODISCARD enum sanreq_status json_get_bool(const struct json_place *,
    const json_t *, const char *key, bool *, struct error *);
NODISCARD enum sanreq_status json_get_count(const struct json_place *,
    const json_t *, const char *key, uint64_t *, struct error *);
/* The place of the text among words (NULL-terminated). */
NODISCARD enum sanreq_status
json_get_word(const struct json_place *, const json_t *, const char *key,
    const char *const *words, int *, struct error *);
/* A value that is a text, such as an item of an array. */
NODISCARD enum sanreq_status json_as_text(const struct json_place *,
    const char *key, const json_t *, const char **, struct error *);

#endif
