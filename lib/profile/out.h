/*
 * SPDX-License-Identifier: ISC
 *
 * out: a document written piece by piece, as JSON or as YAML: one sequence
 * of calls gives the same document in both, and memory does not grow with it.
 *
 * Lists and maps are BLOCK (each item on a line of its own) or FLOW (all on
 * one line). The first failure stays; out_close() returns it. What the FILE
 * does not take is in its error flag.
 *
 * YAML texts that some reader could take for a number, a date or a boolean
 * are quoted, and all beyond ASCII is escaped.
 */
#ifndef PROFILE_OUT_H
#define PROFILE_OUT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <yaml.h>

#include "base/error.h"

enum out_style {
	OUT_BLOCK,
	OUT_FLOW
};

struct out {
	FILE *file;
	struct error *err;
	bool yaml;
	yaml_emitter_t emitter;
	/* JSON only: */
	unsigned depth;
	bool after_key;
	enum out_style styles[16];
	bool has_items[16];
};

NODISCARD enum sanreq_status
out_open(struct out *, FILE *, bool yaml, struct error *);
NODISCARD enum sanreq_status out_close(struct out *);

void out_map(struct out *, enum out_style);
void out_map_end(struct out *);
void out_list(struct out *, enum out_style);
void out_list_end(struct out *);
void out_key(struct out *, const char *);
void out_text(struct out *, const char *); /* NULL: null */
void out_integer(struct out *, long long);
void out_boolean(struct out *, bool);
/* Key and text; nothing when the text is NULL. */
void out_field(struct out *, const char *key, const char *text);
/* Any value: lists BLOCK, what is in them FLOW. */
void out_json(struct out *, const json_t *, enum out_style);

#endif
