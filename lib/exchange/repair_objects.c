/*
 * SPDX-License-Identifier: ISC
 *
 * Objects and their changes, of uses that stand in the order of the script.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "exchange/repair_private.h"

#define SOURCES_MAX 64 /* that tell of one attribute with several values */

int
repair_compare(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return (a != NULL) - (b != NULL);
	return a == b ? 0 : strcmp(a, b);
}

int
repair_compare_objects(const struct repair_item *a, const struct repair_item *b)
{
	if (a->identity != NULL && b->identity != NULL)
		return text_casecmp(a->identity, b->identity);
	if ((a->identity != NULL) != (b->identity != NULL))
		return a->identity != NULL ? 1 : -1;
	return repair_compare(a->use->dn, b->use->dn);
}

static const char *
value_of(const struct repair_item *item)
{
	return item->use->value != NULL ? item->use->value : item->name->text;
}

/* "https://HOST/rpc" in the directory is HOST in the Shell. */
static bool
is_same_host(const char *url, const char *host)
{
	static const char before[] = "https://", after[] = "/rpc";
	size_t n = strlen(url), nhost = strlen(host);

	return n == strlen(before) + nhost + strlen(after) &&
	       strncmp(url, before, strlen(before)) == 0 &&
	       strncmp(url + strlen(before), host, nhost) == 0 &&
	       strcmp(url + n - strlen(after), after) == 0;
}

/* Two spellings of one value are the directory's: that says more. */
static void
unite_spellings(struct repair_change *change)
{
	if (change->row == NULL || change->row->class != CLASS_RPC_VDIR ||
	    change->nwas != 2)
		return;
	if (is_same_host(change->was[1], change->was[0]))
		change->was[0] = change->was[1];
	else if (!is_same_host(change->was[0], change->was[1]))
		return;
	change->nwas = 1;
}

/* Does every source know all values? Of one source each stands once. */
static bool
do_sources_agree(const struct repair_change *change,
    const struct repair_item *items, size_t n)
{
	const char *sources[SOURCES_MAX];
	size_t nsources = 0, k;

	for (size_t i = 0; i < n && change->nwas > 1; i++) {
		for (k = 0; k < nsources; k++)
			if (repair_compare(sources[k], items[i].use->source) ==
			    0)
				break;
		if (k == SOURCES_MAX)
			return false;
		if (k == nsources)
			sources[nsources++] = items[i].use->source;
	}
	return change->nwas < 2 || n == nsources * change->nwas;
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
		const char *value = value_of(&items[i]);

		if (change->nwas == 0 ||
		    strcmp(change->was[change->nwas - 1], value) != 0)
			change->was[change->nwas++] = value;
	}
	unite_spellings(change);
	change->agreed = do_sources_agree(change, items, n);
	return SANREQ_OK;
}

static bool
is_hidden_value_of(
    const struct repair_item *item, const struct finding *finding)
{
	return finding->dn != NULL && item->use->attribute != NULL &&
	       (strcmp(finding->id, "DSC01") == 0 ||
		   strcmp(finding->id, "DSC02") == 0 ||
		   strcmp(finding->id, "DSC13") == 0) &&
	       repair_compare(finding->dn, item->use->dn) == 0 &&
	       strncmp(finding->message, item->use->attribute,
		   strlen(item->use->attribute)) == 0;
}

/* A value that discovery refused is no use, but is there all the same. */
static bool
has_hidden_value(const struct repair *repair,
    const struct repair_change *change, const struct repair_item *items,
    size_t nitems)
{
	size_t n;
	const struct finding *findings =
	    inventory_findings(repair->in.inventory, &n);

	if (change->row->form != FORM_SETTINGS &&
	    change->row->class != CLASS_SCP)
		return false;
	for (size_t k = 0; k < nitems; k++) {
		if (k != 0 &&
		    repair_compare(items[k].use->dn, items[k - 1].use->dn) == 0)
			continue;
		for (size_t i = 0; i < n; i++)
			if (is_hidden_value_of(&items[k], &findings[i]))
				return true;
	}
	return false;
}

/* Why nothing can be said of the values yet, or NULL. */
static const char *
why_left(const struct repair *repair, const struct repair_object *object,
    const struct repair_change *change, const struct repair_item *items,
    size_t n)
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
	if (has_hidden_value(repair, change, items, n))
		return "beside it stands a value that could not be read, and "
		       "would be lost: mend that by hand first";
	if (change->scope == SCOPE_EXTERNAL &&
	    items[0].name->class == NAME_PUBLIC &&
	    repair->namespace_class == NAME_INTERNAL &&
	    repair->in.namespace_host == NULL)
		return "the namespace is an internal name, and this is "
		       "reached from outside: say --namespace HOST";
	return NULL;
}

/* A row has one attribute and one property, which mean the same. */
static bool
is_same_change(const struct repair_item *a, const struct repair_item *b)
{
	return a->row == b->row &&
	       (a->row != NULL ||
		   repair_compare(a->use->attribute, b->use->attribute) == 0);
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
		     end < n && is_same_change(&items[i], &items[end]);)
			end++;
		if (change_fill(repair, change, items + i, end - i, err) !=
		    SANREQ_OK)
			return err->status;
		change->left =
		    why_left(repair, object, change, items + i, end - i);
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

static void
object_begin(const struct repair *repair, struct repair_object *object,
    const struct repair_item *item)
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
	object->identity = item->identity;
	object->cannot = item->cannot;
	if (item->parameter != NULL)
		object->noun = repair_noun(item->parameter, item->product);
}

/* Whether two uses are set by one command: of one object, as the Shell calls
 * it. Without a DN each stands alone. */
static bool
is_same_object(const struct repair_item *a, const struct repair_item *b)
{
	return a->use->dn != NULL && b->use->dn != NULL &&
	       repair_compare_objects(a, b) == 0 && a->product == b->product &&
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
		object_begin(repair, object, &items->list[i]);
		if (object_fill(repair, object, items->list + i, end - i,
			err) != SANREQ_OK)
			return err->status;
		count_object(repair, object, &last);
	}
	return SANREQ_OK;
}
