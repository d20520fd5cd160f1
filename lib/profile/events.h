/*
 * SPDX-License-Identifier: ISC
 *
 * events: one YAML document as libyaml's events, with what neither profiles
 * nor plans may contain refused in one place: text that is not UTF-8, tags,
 * a second document, nesting without end.
 *
 *	events_open(&ev, where, status, text, n, err)
 *	while (events_next(&ev, &event, err) == SANREQ_OK) ...
 *	events_close(&ev)
 *
 * The first event is that of the root; after the end of the root stands
 * YAML_STREAM_END_EVENT. Each event is to be deleted by the caller.
 *
 * Does not: build anything, resolve types or aliases.
 */
#ifndef PROFILE_EVENTS_H
#define PROFILE_EVENTS_H

#include <stdbool.h>
#include <yaml.h>

#include "base/error.h"

#define EVENTS_DEPTH_MAX 16

struct events {
	yaml_parser_t parser;
	const char *where; /* safe to print; NULL: the caller prefixes it */
	enum sanreq_status blame; /* status of a mistake in the text */
	unsigned depth;
	bool ended; /* the document's end was met */
};

NODISCARD enum sanreq_status events_open(struct events *, const char *where,
    enum sanreq_status blame, const char *text, size_t n, struct error *);
void events_close(struct events *);
NODISCARD enum sanreq_status
events_next(struct events *, yaml_event_t *, struct error *);

/* "WHERE:LINE:COLUMN: ...", or "line LINE, column COLUMN: ..." */
enum sanreq_status events_fail(const struct events *, yaml_mark_t,
    struct error *, const char *fmt, ...) FORMAT(4, 5);

#endif
