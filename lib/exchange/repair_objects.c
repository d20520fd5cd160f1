/*
 * SPDX-License-Identifier: ISC
 *
 * Objects and their changes, of uses that stand in the order of the script.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "exchange/repair_private.h"

int
repair_compare(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return (a != NULL) - (b != NULL);
	return a == b ? 0 : strcmp(a, b);
}

static enum sanreq_status
change_fill(struct repair *repair, struct repair_change *change,
    const struct repair_item *items, size_t n, struct error *err)
{
	change->row = items[0].row;
	change->parameter = items[0].parameter;
	change->attribute = items[0].use->attribute;
	change->scope = items[0].use->scope;
	change->was = pool_alloc(&repair->pool, n * sizeof(char *), err);
	if (change->was == NULL)
		return err->status;
	for (size_t i = 0; i < n; i++) {
		const char *value = items[i].use->value;

		if (value == NULL)
			value = items[i].name->text;
		if (change->nwas == 0 ||
		    strcmp(change->was[change->nwas - 1], value) != 0)
			change->was[change->nwas++] = value;
	}
	return SANREQ_OK;
}

/* A value that discovery refused is no use, but is there all the same. */
static bool
has_hidden_value(const struct repair *repair, const char *dn,
    const struct repair_change *change)
{
	size_t n;
	const struct finding *findings =
	    inventory_findings(repair->in.inventory, &n);
	size_t length = strlen(change->attribute);

	if (change->row->form != FORM_SETTINGS &&
	    change->row->class != CLASS_SCP)
		return false;
	for (size_t i = 0; i < n; i++)
		if (findings[i].dn != NULL &&
		    (strcmp(findings[i].id, "DSC01") == 0 ||
			strcmp(findings[i].id, "DSC02") == 0 ||
			strcmp(findings[i].id, "DSC13") == 0) &&
		    strcmp(findings[i].dn, dn) == 0 &&
		    strncmp(findings[i].message, change->attribute, length) ==
			0)
			return true;
	return false;
}

/* Why nothing can be said of the values yet, or NULL. */
static const char *
why_left(const struct repair *repair, const struct repair_object *object,
    const struct repair_change *change, const struct inventory_name *name)
{
	const char *why;

	if (change->parameter == NULL)
		return object->product == PRODUCT_2003
			   ? "Exchange 2003 has no Management Shell: change it "
			     "in Internet Information Services"
			   : "no command sets it: change it where it was set";
	if (change->parameter->never != NULL)
		return change->parameter->never;
	why = repair_unavailable(change->parameter, object->product);
	if (why != NULL)
		return why;
	if (change->parameter->companion == COMPANION_RPC_EXTERNAL &&
	    object->product == PRODUCT_UNKNOWN)
		return "what else must be set with it depends on the server's "
		       "version, which is not known: read a source that says "
		       "it";
	if (object->identity == NULL)
		return object->cannot;
	if (has_hidden_value(repair, object->dn, change))
		return "beside it stands a value that could not be read, and "
		       "would be lost: mend that by hand first";
	if (change->scope == SCOPE_EXTERNAL && name->class == NAME_PUBLIC &&
	    repair->namespace_class == NAME_INTERNAL &&
	    repair->in.namespace_host == NULL)
		return "the namespace is an internal name, and this is "
		       "reached from outside: say --namespace HOST";
	return NULL;
}

/* The changes of one object, in items[0] to items[n - 1]. */
static enum sanreq_status
object_fill(struct repair *repair, struct repair_object *object,
    const struct repair_item *items, size_t n, struct error *err)
{
	object->changes =
	    pool_alloc(&repair->pool, n * sizeof(*object->changes), err);
	if (object->changes == NULL)
		return err->status;
	for (size_t i = 0, end; i < n; i = end) {
		struct repair_change *change =
		    &object->changes[object->nchanges++];

		for (end = i + 1;
		     end < n && repair_compare(items[i].use->attribute,
				    items[end].use->attribute) == 0;)
			end++;
		if (change_fill(repair, change, items + i, end - i, err) !=
		    SANREQ_OK)
			return err->status;
		change->left = why_left(repair, object, change, items[i].name);
		if (change->left == NULL &&
		    repair_values(repair, change, err) != SANREQ_OK)
			return err->status;
		if (change->left != NULL)
			repair->nleft++;
		else
			object->nset++;
	}
	return SANREQ_OK;
}

static enum sanreq_status
object_begin(struct repair *repair, struct repair_object *object,
    const struct repair_item *item, struct error *err)
{
	const struct server *server =
	    item->use->server != NULL
		? inventory_find_server(repair->in.inventory, item->use->server)
		: NULL;

	object->server = item->use->server;
	object->computer = server != NULL && server->fqdn != NULL
			       ? server->fqdn
			       : object->server;
	object->product = item->product;
	object->dn = item->use->dn;
	if (item->parameter == NULL)
		return SANREQ_OK;
	object->noun = repair_noun(item->parameter, item->product);
	return repair_identify(
	    repair, object, item->parameter->addressing, err);
}

/* Whether two uses are set by one command. Without a DN each stands alone. */
static bool
is_same_object(const struct repair_item *a, const struct repair_item *b)
{
	return a->use->dn != NULL &&
	       repair_compare(a->use->dn, b->use->dn) == 0 &&
	       a->product == b->product &&
	       repair_compare(a->use->server, b->use->server) == 0 &&
	       (a->parameter == NULL) == (b->parameter == NULL) &&
	       (a->parameter == NULL ||
		   strcmp(a->parameter->noun, b->parameter->noun) == 0);
}

static void
count_object(struct repair *repair, const struct repair_object *object,
    const struct repair_object **last)
{
	if (object->nset == 0)
		return;
	repair->ncommands++;
	if (object->server != NULL &&
	    (*last == NULL ||
		repair_compare((*last)->server, object->server) != 0))
		repair->nservers++;
	if (*last == NULL || (*last)->product != object->product)
		repair->nshells++;
	*last = object;
}

enum sanreq_status
repair_build(
    struct repair *repair, const struct repair_items *items, struct error *err)
{
	const struct repair_object *last = NULL;

	repair->objects = calloc(items->n + 1, sizeof(*repair->objects));
	if (repair->objects == NULL)
		return error_memory(err);
	for (size_t i = 0, end; i < items->n; i = end) {
		struct repair_object *object =
		    &repair->objects[repair->nobjects++];

		for (end = i + 1;
		     end < items->n &&
		     is_same_object(&items->list[i], &items->list[end]);)
			end++;
		if (object_begin(repair, object, &items->list[i], err) !=
			SANREQ_OK ||
		    object_fill(repair, object, items->list + i, end - i,
			err) != SANREQ_OK)
			return err->status;
		count_object(repair, object, &last);
	}
	return SANREQ_OK;
}
