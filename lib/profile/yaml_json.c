/*
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "profile/events.h"
#include "profile/yaml_json.h"

static json_t *
read_value(struct events *, const yaml_event_t *, struct error *);

/* -?(0|[1-9][0-9]{0,17}): what fits any 64-bit integer */
static bool
is_integer(const char *s, size_t n)
{
	size_t i = n > 0 && s[0] == '-';

	if (n == i || n - i > 18 || (s[i] == '0' && n - i > 1))
		return false;
	for (; i < n; i++)
		if (!text_is_digit(s[i]))
			return false;
	return true;
}

static json_t *
plain_value(const char *s, size_t n)
{
	if (n == 0 || strcmp(s, "null") == 0 || strcmp(s, "~") == 0)
		return json_null();
	if (strcmp(s, "true") == 0)
		return json_true();
	if (strcmp(s, "false") == 0)
		return json_false();
	if (is_integer(s, n))
		return json_integer(strtoll(s, NULL, 10));
	return json_stringn(s, n);
}

static json_t *
read_scalar(struct events *ev, const yaml_event_t *e, struct error *err)
{
	const char *s = (const char *)e->data.scalar.value;
	size_t n = e->data.scalar.length;
	json_t *value;

	if (memchr(s, '\0', n) != NULL) {
		events_fail(ev, e->start_mark, err, "a NUL in text");
		return NULL;
	}
	value = e->data.scalar.style == YAML_PLAIN_SCALAR_STYLE
		    ? plain_value(s, n)
		    : json_stringn(s, n);
	if (value == NULL)
		error_memory(err);
	return value;
}

static enum sanreq_status
check_key(struct events *ev, const yaml_event_t *e, const json_t *map,
    struct error *err)
{
	const char *key = (const char *)e->data.scalar.value;

	if (e->type != YAML_SCALAR_EVENT ||
	    strlen(key) != e->data.scalar.length)
		return events_fail(
		    ev, e->start_mark, err, "a key must be a single word");
	if (strcmp(key, "<<") == 0)
		return events_fail(
		    ev, e->start_mark, err, "merge keys (\"<<\") are not read");
	if (json_object_get(map, key) != NULL)
		return events_fail(ev, e->start_mark, err,
		    "key \"%s\" stands here again", QUOTES(key));
	return SANREQ_OK;
}

static enum sanreq_status
read_pair(
    struct events *ev, const yaml_event_t *key, json_t *map, struct error *err)
{
	yaml_event_t e;
	json_t *value;

	if (check_key(ev, key, map, err) != SANREQ_OK ||
	    events_next(ev, &e, err) != SANREQ_OK)
		return err->status;
	value = read_value(ev, &e, err);
	yaml_event_delete(&e);
	if (value == NULL)
		return err->status;
	/* the value is the map's, also on failure */
	if (json_object_set_new(
		map, (const char *)key->data.scalar.value, value) != 0)
		return error_memory(err);
	return SANREQ_OK;
}

static enum sanreq_status
read_item(
    struct events *ev, const yaml_event_t *e, json_t *list, struct error *err)
{
	json_t *value = read_value(ev, e, err);

	if (value == NULL)
		return err->status;
	/* the value is the list's, also on failure */
	if (json_array_append_new(list, value) != 0)
		return error_memory(err);
	return SANREQ_OK;
}

static json_t *
read_collection(struct events *ev, bool is_list, struct error *err)
{
	json_t *out = is_list ? json_array() : json_object();
	bool done = false;
	yaml_event_t e;

	if (out == NULL) {
		error_memory(err);
		return NULL;
	}
	while (!done && events_next(ev, &e, err) == SANREQ_OK) {
		done = e.type == YAML_SEQUENCE_END_EVENT ||
		       e.type == YAML_MAPPING_END_EVENT;
		if (!done)
			done = (is_list ? read_item(ev, &e, out, err)
					: read_pair(ev, &e, out, err)) !=
			       SANREQ_OK;
		yaml_event_delete(&e);
	}
	if (err->status == SANREQ_OK)
		return out;
	json_decref(out);
	return NULL;
}

static json_t *
read_value(struct events *ev, const yaml_event_t *e, struct error *err)
{
	switch (e->type) {
	case YAML_SCALAR_EVENT: return read_scalar(ev, e, err);
	case YAML_SEQUENCE_START_EVENT: return read_collection(ev, true, err);
	case YAML_MAPPING_START_EVENT: return read_collection(ev, false, err);
	case YAML_ALIAS_EVENT:
		events_fail(
		    ev, e->start_mark, err, "aliases are not read here");
		return NULL;
	default:
		events_fail(ev, e->start_mark, err, "nothing in it");
		return NULL;
	}
}

enum sanreq_status
yaml_to_json(json_t **out, const char *text, size_t n, struct error *err)
{
	struct events ev;
	json_t *root = NULL;
	yaml_event_t e;

	if (events_open(&ev, NULL, SANREQ_INPUT, text, n, err) != SANREQ_OK)
		return err->status;
	if (events_next(&ev, &e, err) == SANREQ_OK) {
		root = read_value(&ev, &e, err);
		yaml_event_delete(&e);
	}
	/* reads on: what follows the root may be a second document */
	if (root != NULL && events_next(&ev, &e, err) == SANREQ_OK)
		yaml_event_delete(&e);
	events_close(&ev);
	if (err->status != SANREQ_OK) {
		json_decref(root);
		return err->status;
	}
	*out = root;
	return SANREQ_OK;
}
