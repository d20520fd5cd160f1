/*
 * SPDX-License-Identifier: ISC
 *
 * inventory_json: the inventory as JSON (design, section 5) and back.
 *
 * Writing streams: memory does not grow with the inventory. Reading takes
 * what discover wrote, whole, and nothing looser: unknown "sanreq" versions,
 * unknown or missing keys, wrong types and names that name_parse() would
 * not give back unchanged are SANREQ_INPUT with the JSON path
 * ("names[3].uses[0].service").
 */
#ifndef NAME_INVENTORY_JSON_H
#define NAME_INVENTORY_JSON_H

#include <stdio.h>
#include <jansson.h>

#include "name/inventory.h"

/* Where write errors go: the FILE's error flag, checked by the caller. With
 * peers: uses of audience peer are written too. */
NODISCARD enum sanreq_status inventory_write_json(
    const struct inventory *, bool peers, FILE *, struct error *);

/* The members of a use ("service": "ews", ...) without the braces; of a list
 * of findings without the brackets, one a line, n_before of which were written.
 * For documents that hold such. */
NODISCARD enum sanreq_status
use_write_json(const struct use *, FILE *, struct error *);
NODISCARD enum sanreq_status findings_write_json(
    const struct finding *, size_t n, size_t n_before, FILE *, struct error *);

/* Adds all of an inventory document to inv. source replaces nothing: each
 * use keeps the source that the document gives, and source stands in for
 * uses without one. The document's sources become sources of inv; it is none
 * itself. The loader must have refused duplicate keys. */
NODISCARD enum sanreq_status inventory_read_json(
    struct inventory *, const json_t *root, const char *source, struct error *);

#endif
