/*
 * SPDX-License-Identifier: ISC
 *
 * shell_json: shell objects in a document that jansson has read: one object,
 * an array of them, or what Windows PowerShell makes of an array that was
 * extended, {"value": [...], "Count": n}.
 *
 * Does not: parse (duplicate keys, lone surrogates and depth are for who
 * calls json_loadb()).
 */
#ifndef SOURCE_SHELL_JSON_H
#define SOURCE_SHELL_JSON_H

#include <jansson.h>

#include "source/shell.h"

/* Errors carry no place. *n counts the objects. */
NODISCARD enum sanreq_status shell_json_read(
    const json_t *root, const struct shell_sink *, uint64_t *n, struct error *);

#endif
