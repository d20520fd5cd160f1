/*
 * SPDX-License-Identifier: ISC
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "exchange/repair_private.h"
#include "name/dns_facts.h"

#define MEMORY_MAX ((size_t)1 << 30)

/* --- collecting --- */

static enum sanreq_status
items_add(struct repair_items *items, const struct repair_item *item,
    struct error *err)
{
	if (items->n == items->cap) {
		size_t cap = items->cap != 0 ? 2 * items->cap : 64;
		struct repair_item *more =
		    realloc(items->list, cap * sizeof(*more));

		if (more == NULL)
			return error_memory(err);
		items->list = more;
		items->cap = cap;
	}
	items->list[items->n++] = *item;
	return SANREQ_OK;
}

static void
item_know(const struct repair *repair, struct repair_item *item)
{
	const struct server *server =
	    item->use->server != NULL
		? inventory_find_server(repair->in.inventory, item->use->server)
		: NULL;

	repair_find_parameter(item->use, &item->row, &item->parameter);
	item->product =
	    server != NULL ? repair_product(server->product) : PRODUCT_UNKNOWN;
	if (item->use->server == NULL)
		item->product = PRODUCT_NONE;
}

/* As repair_identify(); the last item is remembered, as the uses of one object
 * often stand together. */
static enum sanreq_status
item_identify(struct repair *repair, struct repair_item *item,
    const struct repair_item *last, struct error *err)
{
	if (last == NULL || last->parameter == NULL ||
	    item->parameter == NULL ||
	    last->parameter->addressing != item->parameter->addressing ||
	    repair_compare(last->use->dn, item->use->dn) != 0)
		return repair_identify(repair, item, err);
	item->identity = last->identity;
	item->cannot = last->cannot;
	return SANREQ_OK;
}

static int
by_object(const void *a, const void *b)
{
	const struct repair_item *x = a, *y = b;

	return repair_compare(x->use->dn, y->use->dn);
}

static enum sanreq_status
items_know(struct repair *repair, struct repair_items *items, struct error *err)
{
	if (items->n != 0)
		qsort(items->list, items->n, sizeof(*items->list), by_object);
	for (size_t i = 0; i < items->n; i++) {
		item_know(repair, &items->list[i]);
		if (item_identify(repair, &items->list[i],
			i != 0 ? &items->list[i - 1] : NULL, err) != SANREQ_OK)
			return err->status;
	}
	return SANREQ_OK;
}

static int
compare_numbers(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

/* One parameter of one server's commands. */
static int
by_parameter(const void *a, const void *b)
{
	const struct repair_item *x = a, *y = b;
	int order = repair_compare(x->use->server, y->use->server);

	return order != 0 ? order
			  : compare_numbers((uintptr_t)x->parameter,
				(uintptr_t)y->parameter);
}

/* One parameter of one command; one attribute where there is none. */
static int
by_place(const void *a, const void *b)
{
	const struct repair_item *x = a, *y = b;
	int order = by_parameter(a, b);

	if (order == 0)
		order = repair_compare_objects(x, y);
	if (order == 0 && x->identity == NULL)
		order = repair_compare(x->use->attribute, y->use->attribute);
	return order;
}

/* Another source or object tells of the use before it. */
static bool
is_repeated(const struct use *use, size_t k)
{
	return k != 0 && use[-1].service == use->service &&
	       use[-1].scope == use->scope &&
	       repair_compare(use[-1].server, use->server) == 0;
}

/* Uses in need; covered ones are noted beside, each once. */
static enum sanreq_status
collect(struct repair *repair, struct repair_items *items, struct error *err)
{
	size_t n, ncovered = 0;
	const struct inventory_name *names =
	    inventory_names(repair->in.inventory, &n);

	for (size_t i = 0; i < n; i++)
		ncovered += names[i].nuses;
	repair->covered = calloc(ncovered + 1, sizeof(*repair->covered));
	if (repair->covered == NULL)
		return error_memory(err);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < names[i].nuses; k++) {
			const struct use *use = &names[i].uses[k];
			const struct repair_item item = {
			    .name = &names[i], .use = use, .mend = true};
			enum repair_need need =
			    repair->in.judge(repair->in.arg, &names[i], use);

			if (need == REPAIR_COVERED && is_repeated(use, k))
				continue;
			if (need == REPAIR_COVERED)
				repair->covered[repair->ncovered++] =
				    (struct covered_use){
					use->server, &names[i]};
			else if (need == REPAIR_MEND &&
				 items_add(items, &item, err) != SANREQ_OK)
				return err->status;
		}
	return SANREQ_OK;
}

/* The other values of attributes in need: a command sets all at once, and what
 * another source says of the same attribute must not differ. */
static enum sanreq_status
collect_beside(
    struct repair *repair, struct repair_items *items, struct error *err)
{
	size_t n, nmend = items->n;
	const struct inventory_name *names =
	    inventory_names(repair->in.inventory, &n);
	struct repair_item last = {0};

	if (nmend != 0)
		qsort(items->list, nmend, sizeof(*items->list), by_place);
	for (size_t i = 0; i < n && nmend != 0; i++)
		for (size_t k = 0; k < names[i].nuses; k++) {
			struct repair_item item = {
			    .name = &names[i], .use = &names[i].uses[k]};

			if (item.use->dn == NULL || item.use->attribute == NULL)
				continue;
			item_know(repair, &item);
			if (bsearch(&item, items->list, nmend, sizeof(item),
				by_parameter) == NULL)
				continue;
			if (item_identify(repair, &item, &last, err) !=
			    SANREQ_OK)
				return err->status;
			last = item;
			if (bsearch(&item, items->list, nmend, sizeof(item),
				by_place) != NULL &&
			    repair->in.judge(repair->in.arg, &names[i],
				item.use) != REPAIR_MEND &&
			    items_add(items, &item, err) != SANREQ_OK)
				return err->status;
		}
	return SANREQ_OK;
}

/* --- in the order of the script --- */

/* By version, for each has a Shell of its own; then by server, command,
 * object, attribute and value. */
static int
by_script(const void *a, const void *b)
{
	const struct repair_item *x = a, *y = b;
	int order;

	if ((order = compare_numbers(x->product, y->product)) != 0 ||
	    (order = repair_compare(x->use->server, y->use->server)) != 0 ||
	    (order = compare_numbers(
		 repair_order(x->row), repair_order(y->row))) != 0 ||
	    (order = repair_compare_objects(x, y)) != 0)
		return order;
	/* as in the table: the internal URL first; without a row at the end */
	if ((x->row == NULL) != (y->row == NULL))
		return x->row == NULL ? 1 : -1;
	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	if (x->row == NULL &&
	    (order = repair_compare(x->use->attribute, y->use->attribute)) != 0)
		return order;
	return repair_compare(x->use->value, y->use->value);
}

/* --- names that were forgotten rather than URLs that are wrong --- */

static bool
is_forgotten(const struct repair *repair, const struct repair_item *item,
    struct repair_forgotten *forgotten)
{
	enum repair_doubt doubt;

	if (!item->mend || item->parameter == NULL ||
	    item->parameter->never != NULL)
		return false;
	*forgotten =
	    (struct repair_forgotten){.name = item->name->text, .nuses = 1};
	doubt = repair->in.doubt(repair->in.arg, item->name, &forgotten->why);
	forgotten->likely = doubt == REPAIR_FORGOTTEN;
	return doubt != REPAIR_WRONG;
}

static int
by_place_and_name(const void *a, const void *b)
{
	const struct repair_item *x = a, *y = b;
	int order = by_place(a, b);

	return order != 0 ? order : strcmp(x->name->text, y->name->text);
}

static int
by_text(const void *a, const void *b)
{
	const struct repair_forgotten *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static enum sanreq_status
find_forgotten(
    struct repair *repair, const struct repair_items *items, struct error *err)
{
	struct repair_forgotten *list = calloc(items->n + 1, sizeof(*list));
	size_t n = 0, kept = 0;

	if ((repair->forgotten = list) == NULL)
		return error_memory(err);
	if (items->n != 0)
		qsort(items->list, items->n, sizeof(*items->list),
		    by_place_and_name);
	for (size_t i = 0; i < items->n; i++) {
		const struct repair_item *item = &items->list[i];

		if (i != 0 && by_place_and_name(item - 1, item) == 0)
			continue; /* another source says so too */
		if (is_forgotten(repair, item, &list[n]))
			n++;
	}
	if (n != 0)
		qsort(list, n, sizeof(*list), by_text);
	for (size_t i = 0; i < n; i++)
		if (kept != 0 && list[kept - 1].name == list[i].name)
			list[kept - 1].nuses++;
		else
			list[kept++] = list[i];
	repair->nforgotten = kept;
	return SANREQ_OK;
}

/* --- public --- */

static enum sanreq_status
make(struct repair *repair, struct repair_items *items, struct error *err)
{
	if (collect(repair, items, err) != SANREQ_OK)
		return err->status;
	if ((items->n != 0 || repair->in.namespace_host != NULL) &&
	    repair_choose_namespace(repair, err) != SANREQ_OK)
		return err->status;
	if (items_know(repair, items, err) != SANREQ_OK ||
	    collect_beside(repair, items, err) != SANREQ_OK)
		return err->status;
	if (find_forgotten(repair, items, err) != SANREQ_OK)
		return err->status;
	if (items->n != 0)
		qsort(items->list, items->n, sizeof(*items->list), by_script);
	return repair_build(repair, items, err);
}

enum sanreq_status
repair_new(
    struct repair **out, const struct repair_input *input, struct error *err)
{
	struct repair *repair = calloc(1, sizeof(*repair));
	struct repair_items items = {0};

	if (repair == NULL)
		return error_memory(err);
	repair->in = *input;
	pool_init(&repair->pool, MEMORY_MAX);
	if (make(repair, &items, err) == SANREQ_OK)
		*out = repair;
	else
		repair_free(&repair);
	free(items.list);
	return err->status;
}

void
repair_free(struct repair **repairp)
{
	struct repair *repair = *repairp;

	if (repair == NULL)
		return;
	free(repair->objects);
	free(repair->covered);
	free(repair->forgotten);
	pool_release(&repair->pool);
	free(repair);
	*repairp = NULL;
}

const char *
repair_namespace(const struct repair *repair)
{
	return repair->namespace_host;
}

enum repair_dns
repair_namespace_dns(const struct repair *repair)
{
	const struct inventory_name *name = NULL;

	if (repair->namespace_host != NULL)
		name = inventory_find_name(
		    repair->in.inventory, repair->namespace_host);
	if (name == NULL || name->dns == NULL ||
	    name->dns->resolves == RESOLVES_UNKNOWN)
		return REPAIR_DNS_UNKNOWN;
	return name->dns->resolves == RESOLVES_YES ? REPAIR_DNS_FOUND
						   : REPAIR_DNS_NONE;
}

size_t
repair_ncommands(const struct repair *repair)
{
	return repair->ncommands;
}

size_t
repair_nservers(const struct repair *repair)
{
	return repair->nservers;
}

size_t
repair_nleft(const struct repair *repair)
{
	return repair->nleft;
}

const struct repair_forgotten *
repair_forgotten(const struct repair *repair, size_t *n)
{
	*n = repair->nforgotten;
	return repair->forgotten;
}
