/*
 * SPDX-License-Identifier: ISC
 *
 * node: a small YAML document as a tree whose every node knows its line and
 * column, for people who must mend it.
 *
 * Aliases share the node of their anchor. Bounds, so that a short file cannot
 * become a large document: at most NODE_ALIASES_MAX aliases, and NODE_MAX
 * nodes once they are expanded. Duplicate keys, keys that are no words, merge
 * keys ("<<") and aliases inside their own anchor are refused.
 *
 * Does not: know what the keys mean.
 */
#ifndef PROFILE_NODE_H
#define PROFILE_NODE_H

#include <stdbool.h>

#include "base/pool.h"

#define NODE_ALIASES_MAX 100
#define NODE_MAX         10000

enum node_kind {
	NODE_TEXT,
	NODE_LIST,
	NODE_MAP
};

struct node;

struct node_link {
	const struct node *key; /* NULL in a list */
	const struct node *value;
	struct node_link *next;
};

struct node {
	enum node_kind kind;
	bool plain; /* text without quotes */
	unsigned line;
	unsigned column;
	const char *text; /* UTF-8 without NUL */
	size_t len;
	struct node_link *links; /* in the order of the file */
	size_t nlinks;
	size_t weight; /* nodes in this tree, aliases expanded */
};

/* where: safe to print. SANREQ_PROFILE with "where:line:column: what". */
NODISCARD enum sanreq_status node_parse(const struct node **, struct pool *,
    const char *where, const char *text, size_t n, struct error *);

#endif
