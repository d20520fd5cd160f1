/*
 * SPDX-License-Identifier: ISC
 */
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "name/json_read.h"

const char *
json_place_text(const struct json_place *place, char dst[JSON_PATH_MAX])
{
	size_t used;

	dst[0] = '\0';
	if (place == NULL)
		return dst;
	json_place_text(place->up, dst);
	used = strlen(dst);
	if (place->key == NULL)
		snprintf(
		    dst + used, JSON_PATH_MAX - used, "[%zu]", place->index);
	else
		snprintf(dst + used, JSON_PATH_MAX - used, "%s%s",
		    used != 0 ? "." : "", place->key);
	return dst;
}

enum sanreq_status
json_wrong(const struct json_place *up, const char *key, struct error *err,
    const char *fmt, ...)
{
	struct json_place place = {up, key, 0};
	char path[JSON_PATH_MAX], message[ERROR_TEXT_MAX / 2];
	va_list ap;

	json_place_text(key != NULL ? &place : up, path);
	va_start(ap, fmt);
	vsnprintf(message, sizeof(message), fmt, ap);
	va_end(ap);
	if (path[0] == '\0')
		return error_set(err, SANREQ_INPUT, "%s", message);
	return error_set(err, SANREQ_INPUT, "%s: %s", path, message);
}

static const char *
type_text(const json_t *json)
{
	switch (json != NULL ? json_typeof(json) : JSON_NULL) {
	case JSON_OBJECT: return "an object";
	case JSON_ARRAY: return "an array";
	case JSON_STRING: return "a string";
	case JSON_INTEGER:
	case JSON_REAL: return "a number";
	case JSON_TRUE:
	case JSON_FALSE: return "true or false";
	case JSON_NULL: break;
	}
	return "null";
}

static bool
is_word(const char *const *words, const char *s)
{
	for (; *words != NULL; words++)
		if (strcmp(*words, s) == 0)
			return true;
	return false;
}

static enum sanreq_status
unknown(const struct json_place *place, const char *key, const char *what,
    const char *s, const char *const *words, struct error *err)
{
	const char *near = text_nearest(s, words);

	return json_wrong(place, key, err, "unknown %s \"%s\"%s%s%s", what,
	    QUOTES(s), near != NULL ? "; did you mean \"" : "",
	    near != NULL ? near : "", near != NULL ? "\"?" : "");
}

enum sanreq_status
json_get_object(const struct json_place *place, const json_t *json,
    const char *const *keys, struct error *err)
{
	void *iter;

	if (!json_is_object(json))
		return json_wrong(place, NULL, err, "must be an object, is %s",
		    type_text(json));
	/* jansson iterates over what it does not change without const */
	for (iter = json_object_iter((json_t *)(uintptr_t)json); iter != NULL;
	     iter = json_object_iter_next((json_t *)(uintptr_t)json, iter)) {
		const char *key = json_object_iter_key(iter);

		if (!is_word(keys, key))
			return unknown(place, NULL, "key", key, keys, err);
	}
	return SANREQ_OK;
}

/* The field, of the type that is wanted. */
static enum sanreq_status
field(const struct json_place *place, const json_t *object, const char *key,
    json_type type, const json_t **out, struct error *err)
{
	const json_t *json = json_object_get(object, key);
	const json_t sample = {.type = type};

	if (json == NULL)
		return json_wrong(place, NULL, err, "\"%s\" is missing", key);
	if (json_typeof(json) != type &&
	    !(type == JSON_TRUE && json_is_false(json)))
		return json_wrong(place, key, err, "must be %s, is %s",
		    type_text(&sample), type_text(json));
	*out = json;
	return SANREQ_OK;
}

enum sanreq_status
json_as_text(const struct json_place *place, const char *key,
    const json_t *json, const char **out, struct error *err)
{
	const char *s = json_string_value(json);

	if (s == NULL)
		return json_wrong(place, key, err, "must be a string, is %s",
		    type_text(json));
	if (strlen(s) != json_string_length(json))
		return json_wrong(place, key, err, "holds a NUL character");
	*out = s;
	return SANREQ_OK;
}

enum sanreq_status
json_get_optional(const struct json_place *place, const json_t *object,
    const char *key, const char **out, struct error *err)
{
	const json_t *json = json_object_get(object, key);

	*out = NULL;
	return json == NULL ? SANREQ_OK
			    : json_as_text(place, key, json, out, err);
}

enum sanreq_status
json_get_text(const struct json_place *place, const json_t *object,
    const char *key, const char **out, struct error *err)
{
	const json_t *json = NULL;
	enum sanreq_status status;

	if ((status = field(place, object, key, JSON_STRING, &json, err)) !=
	    SANREQ_OK)
		return status;
	return json_as_text(place, key, json, out, err);
}

enum sanreq_status
json_get_array(const struct json_place *place, const json_t *object,
    const char *key, const json_t **out, struct error *err)
{
	return field(place, object, key, JSON_ARRAY, out, err);
}

enum sanreq_status
json_get_bool(const struct json_place *place, const json_t *object,
    const char *key, bool *out, struct error *err)
{
	const json_t *json = NULL;
	enum sanreq_status status;

	if ((status = field(place, object, key, JSON_TRUE, &json, err)) ==
	    SANREQ_OK)
		*out = json_is_true(json);
	return status;
}

enum sanreq_status
json_get_count(const struct json_place *place, const json_t *object,
    const char *key, uint64_t *out, struct error *err)
{
	const json_t *json = NULL;
	enum sanreq_status status;

	if ((status = field(place, object, key, JSON_INTEGER, &json, err)) !=
	    SANREQ_OK)
		return status;
	if (json_integer_value(json) < 0)
		return json_wrong(place, key, err, "must not be negative");
	*out = (uint64_t)json_integer_value(json);
	return SANREQ_OK;
}

enum sanreq_status
json_get_word(const struct json_place *place, const json_t *object,
    const char *key, const char *const *words, int *out, struct error *err)
{
	enum sanreq_status status;
	const char *s = NULL;

	if ((status = json_get_text(place, object, key, &s, err)) != SANREQ_OK)
		return status;
	for (int i = 0; words[i] != NULL; i++) {
		if (strcmp(words[i], s) == 0) {
			*out = i;
			return SANREQ_OK;
		}
	}
	return unknown(place, key, "word", s, words, err);
}
