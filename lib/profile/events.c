/*
 * SPDX-License-Identifier: ISC
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "profile/events.h"

enum sanreq_status
events_fail(const struct events *ev, yaml_mark_t mark, struct error *err,
    const char *fmt, ...)
{
	char text[ERROR_TEXT_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (ev->where == NULL)
		return error_set(err, ev->blame, "line %zu, column %zu: %s",
		    mark.line + 1, mark.column + 1, text);
	return error_set(err, ev->blame, "%s:%zu:%zu: %s", ev->where,
	    mark.line + 1, mark.column + 1, text);
}

/* libyaml would say "invalid leading octet" and only an offset. */
static enum sanreq_status
check_encoding(
    const struct events *ev, const char *text, size_t n, struct error *err)
{
	yaml_mark_t mark = {0, 0, 0};
	size_t start = 0;

	if (text_is_utf8(text, n))
		return SANREQ_OK;
	while (start < n) {
		const char *nl = memchr(text + start, '\n', n - start);
		size_t len =
		    nl == NULL ? n - start : (size_t)(nl - text) - start;

		if (!text_is_utf8(text + start, len))
			break;
		start += len + 1;
		mark.line++;
	}
	return events_fail(ev, mark, err, "not UTF-8 text, or a NUL in it");
}

static enum sanreq_status
parser_failed(const struct events *ev, struct error *err)
{
	const yaml_parser_t *p = &ev->parser;

	if (p->error == YAML_MEMORY_ERROR)
		return error_memory(err);
	if (p->error == YAML_READER_ERROR)
		return events_fail(ev, p->mark, err,
		    "%s (U+%04X) in or after this line", p->problem,
		    (unsigned)p->problem_value);
	return events_fail(ev, p->problem_mark, err, "not YAML: %s%s%s",
	    p->context == NULL ? "" : p->context,
	    p->context == NULL ? "" : ", ",
	    p->problem == NULL ? "?" : p->problem);
}

static bool
event_has_tag(const yaml_event_t *e)
{
	switch (e->type) {
	case YAML_SCALAR_EVENT: return e->data.scalar.tag != NULL;
	case YAML_SEQUENCE_START_EVENT:
		return e->data.sequence_start.tag != NULL;
	case YAML_MAPPING_START_EVENT: return e->data.mapping_start.tag != NULL;
	default: return false;
	}
}

/* Depth and tags; the document's own events are passed over. */
static enum sanreq_status
check_event(
    struct events *ev, const yaml_event_t *e, bool *skip, struct error *err)
{
	*skip = false;
	if (event_has_tag(e))
		return events_fail(ev, e->start_mark, err,
		    "tags (\"!...\") are not used here");
	switch (e->type) {
	case YAML_DOCUMENT_START_EVENT:
		if (ev->ended)
			return events_fail(ev, e->start_mark, err,
			    "a second document; one file holds one");
		*skip = true;
		break;
	case YAML_DOCUMENT_END_EVENT:
		ev->ended = true;
		*skip = true;
		break;
	case YAML_SEQUENCE_START_EVENT:
	case YAML_MAPPING_START_EVENT:
		if (++ev->depth > EVENTS_DEPTH_MAX)
			return events_fail(ev, e->start_mark, err,
			    "nested deeper than %d levels", EVENTS_DEPTH_MAX);
		break;
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT: ev->depth--; break;
	default: break;
	}
	return SANREQ_OK;
}

enum sanreq_status
events_next(struct events *ev, yaml_event_t *e, struct error *err)
{
	bool skip;

	do {
		if (!yaml_parser_parse(&ev->parser, e))
			return parser_failed(ev, err);
		if (check_event(ev, e, &skip, err) != SANREQ_OK) {
			yaml_event_delete(e);
			return err->status;
		}
		if (skip)
			yaml_event_delete(e);
	} while (skip);
	return SANREQ_OK;
}

enum sanreq_status
events_open(struct events *ev, const char *where, enum sanreq_status blame,
    const char *text, size_t n, struct error *err)
{
	yaml_event_t e;

	memset(ev, 0, sizeof(*ev));
	ev->where = where;
	ev->blame = blame;
	if (check_encoding(ev, text, n, err) != SANREQ_OK)
		return err->status;
	if (!yaml_parser_initialize(&ev->parser))
		return error_memory(err);
	yaml_parser_set_encoding(&ev->parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(
	    &ev->parser, (const unsigned char *)text, n);
	if (events_next(ev, &e, err) != SANREQ_OK) {
		events_close(ev);
		return err->status;
	}
	yaml_event_delete(&e); /* the start of the stream */
	return SANREQ_OK;
}

void
events_close(struct events *ev)
{
	yaml_parser_delete(&ev->parser);
}
