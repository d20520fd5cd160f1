/*
 * SPDX-License-Identifier: ISC
 *
 * yaml_json: a YAML document as a JSON value: what a plan written as YAML
 * says, for the reader of plans.
 *
 * Plain null, true, false and whole numbers are such; all else is text.
 * Aliases, tags, duplicate keys and keys that are no words are SANREQ_INPUT
 * with line and column. Memory grows with the text alone.
 */
#ifndef PROFILE_YAML_JSON_H
#define PROFILE_YAML_JSON_H

#include <jansson.h>

#include "base/error.h"

NODISCARD enum sanreq_status
yaml_to_json(json_t **, const char *text, size_t n, struct error *);

#endif
