/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "base/text.h"
#include "profile/events.h"
#include "profile/node.h"

struct anchor {
	const char *name;
	const struct node *node; /* NULL while it is being read */
	struct anchor *next;
};

struct loader {
	struct events ev;
	struct pool *pool;
	struct anchor *anchors; /* the latest first: it hides older ones */
	unsigned naliases;
};

static enum sanreq_status load_node(struct loader *, const yaml_event_t *,
    const struct node **, struct error *);

static struct node *
node_new(struct loader *ld, const yaml_event_t *e, enum node_kind kind,
    struct error *err)
{
	struct node *node = pool_alloc(ld->pool, sizeof(*node), err);

	if (node == NULL)
		return NULL;
	node->kind = kind;
	node->line = (unsigned)e->start_mark.line + 1;
	node->column = (unsigned)e->start_mark.column + 1;
	node->weight = 1;
	return node;
}

static enum sanreq_status
anchor_add(struct loader *ld, const yaml_char_t *name, struct anchor **out,
    struct error *err)
{
	const char *text = (const char *)name;
	struct anchor *a;

	*out = NULL;
	if (name == NULL)
		return SANREQ_OK;
	if ((a = pool_alloc(ld->pool, sizeof(*a), err)) == NULL)
		return err->status;
	a->name = pool_copy(ld->pool, text, strlen(text), err);
	if (a->name == NULL)
		return err->status;
	a->next = ld->anchors;
	ld->anchors = *out = a;
	return SANREQ_OK;
}

static enum sanreq_status
load_alias(struct loader *ld, const yaml_event_t *e, const struct node **out,
    struct error *err)
{
	const char *name = (const char *)e->data.alias.anchor;
	const struct anchor *a = ld->anchors;

	while (a != NULL && strcmp(a->name, name) != 0)
		a = a->next;
	if (a == NULL)
		return events_fail(&ld->ev, e->start_mark, err,
		    "alias \"*%s\" has no anchor before it", QUOTES(name));
	if (a->node == NULL)
		return events_fail(&ld->ev, e->start_mark, err,
		    "alias \"*%s\" stands inside its own anchor", QUOTES(name));
	if (++ld->naliases > NODE_ALIASES_MAX)
		return events_fail(&ld->ev, e->start_mark, err,
		    "more than %d aliases", NODE_ALIASES_MAX);
	*out = a->node;
	return SANREQ_OK;
}

static enum sanreq_status
load_text(struct loader *ld, const yaml_event_t *e, const struct node **out,
    struct error *err)
{
	const char *text = (const char *)e->data.scalar.value;
	size_t n = e->data.scalar.length;
	struct node *node;

	/* "\0" in a double-quoted text */
	if (memchr(text, '\0', n) != NULL)
		return events_fail(
		    &ld->ev, e->start_mark, err, "a NUL in text");
	if ((node = node_new(ld, e, NODE_TEXT, err)) == NULL)
		return err->status;
	if ((node->text = pool_copy(ld->pool, text, n, err)) == NULL)
		return err->status;
	node->len = n;
	node->plain = e->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	*out = node;
	return SANREQ_OK;
}

static enum sanreq_status
check_key(struct loader *ld, const yaml_event_t *e, const struct node *map,
    struct error *err)
{
	const char *text = (const char *)e->data.scalar.value;
	size_t n = e->data.scalar.length;
	const struct node_link *l;

	if (e->type != YAML_SCALAR_EVENT)
		return events_fail(
		    &ld->ev, e->start_mark, err, "a key must be a single word");
	if (n == 2 && memcmp(text, "<<", 2) == 0)
		return events_fail(&ld->ev, e->start_mark, err,
		    "merge keys (\"<<\") are not read: write the keys out, or "
		    "use \"extends\"");
	for (l = map->links; l != NULL; l = l->next) {
		if (l->key->len != n || memcmp(l->key->text, text, n) != 0)
			continue;
		return events_fail(&ld->ev, e->start_mark, err,
		    "key \"%s\" stands here again; first in line %u",
		    QUOTE(text, n), l->key->line);
	}
	return SANREQ_OK;
}

/* Reads the next node, whose first event is e, behind the key if any. */
static enum sanreq_status
load_link(struct loader *ld, struct node *parent, struct node_link ***tail,
    const yaml_event_t *e, struct error *err)
{
	struct node_link *l = pool_alloc(ld->pool, sizeof(*l), err);
	yaml_event_t value;

	if (l == NULL)
		return err->status;
	if (parent->kind == NODE_LIST) {
		if (load_node(ld, e, &l->value, err) != SANREQ_OK)
			return err->status;
	} else {
		if (check_key(ld, e, parent, err) != SANREQ_OK ||
		    load_node(ld, e, &l->key, err) != SANREQ_OK ||
		    events_next(&ld->ev, &value, err) != SANREQ_OK)
			return err->status;
		(void)load_node(ld, &value, &l->value, err);
		yaml_event_delete(&value);
		if (err->status != SANREQ_OK)
			return err->status;
		parent->weight += l->key->weight;
	}
	parent->weight += l->value->weight;
	if (parent->weight > NODE_MAX)
		return events_fail(&ld->ev, e->start_mark, err,
		    "more than %d values, aliases expanded", NODE_MAX);
	parent->nlinks++;
	**tail = l;
	*tail = &l->next;
	return SANREQ_OK;
}

static enum sanreq_status
load_links(struct loader *ld, const yaml_event_t *start,
    const struct node **out, struct error *err)
{
	bool list = start->type == YAML_SEQUENCE_START_EVENT;
	struct node *node =
	    node_new(ld, start, list ? NODE_LIST : NODE_MAP, err);
	struct node_link **tail;
	yaml_event_t e;
	bool done = false;

	if (node == NULL)
		return err->status;
	tail = &node->links;
	while (!done) {
		if (events_next(&ld->ev, &e, err) != SANREQ_OK)
			return err->status;
		done = e.type == YAML_SEQUENCE_END_EVENT ||
		       e.type == YAML_MAPPING_END_EVENT;
		if (!done)
			(void)load_link(ld, node, &tail, &e, err);
		yaml_event_delete(&e);
		if (err->status != SANREQ_OK)
			return err->status;
	}
	*out = node;
	return SANREQ_OK;
}

static enum sanreq_status
load_node(struct loader *ld, const yaml_event_t *e, const struct node **out,
    struct error *err)
{
	struct anchor *a = NULL;

	switch (e->type) {
	case YAML_ALIAS_EVENT: return load_alias(ld, e, out, err);
	case YAML_SCALAR_EVENT:
		if (anchor_add(ld, e->data.scalar.anchor, &a, err) ||
		    load_text(ld, e, out, err))
			return err->status;
		break;
	case YAML_SEQUENCE_START_EVENT:
	case YAML_MAPPING_START_EVENT:
		if (anchor_add(ld,
			e->type == YAML_SEQUENCE_START_EVENT
			    ? e->data.sequence_start.anchor
			    : e->data.mapping_start.anchor,
			&a, err) ||
		    load_links(ld, e, out, err))
			return err->status;
		break;
	default:
		return events_fail(
		    &ld->ev, e->start_mark, err, "nothing in it");
	}
	if (a != NULL)
		a->node = *out;
	return SANREQ_OK;
}

enum sanreq_status
node_parse(const struct node **out, struct pool *pool, const char *where,
    const char *text, size_t n, struct error *err)
{
	struct loader ld = {.pool = pool};
	yaml_event_t e;

	if (events_open(&ld.ev, where, SANREQ_PROFILE, text, n, err))
		return err->status;
	if (events_next(&ld.ev, &e, err) == SANREQ_OK) {
		(void)load_node(&ld, &e, out, err);
		yaml_event_delete(&e);
	}
	/* reads on: what follows the root may be a second document */
	if (err->status == SANREQ_OK &&
	    events_next(&ld.ev, &e, err) == SANREQ_OK)
		yaml_event_delete(&e);
	events_close(&ld.ev);
	return err->status;
}
