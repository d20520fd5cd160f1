/*
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "exchange/repair_private.h"

#define MEMORY_MAX ((size_t)1 << 30)

/* A use that needs mending, or one beside it in the same attribute. */
struct item {
	const struct inventory_name *name;
	const struct use *use;
	const struct service_row *row;
	const struct repair_parameter *parameter;
	enum product product;
	bool mend;
};

struct items {
	struct item *list;
	size_t n, cap;
};

/* --- collecting --- */

static enum sanreq_status
items_add(struct items *items, const struct inventory_name *name,
    const struct use *use, bool mend, struct error *err)
{
	if (items->n == items->cap) {
		size_t cap = items->cap != 0 ? 2 * items->cap : 64;
		struct item *more = realloc(items->list, cap * sizeof(*more));

		if (more == NULL)
			return error_memory(err);
		items->list = more;
		items->cap = cap;
	}
	items->list[items->n++] =
	    (struct item){.name = name, .use = use, .mend = mend};
	return SANREQ_OK;
}

static int
compare_texts(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return (a != NULL) - (b != NULL);
	return a == b ? 0 : strcmp(a, b);
}

static int
compare_places(const struct use *a, const struct use *b)
{
	int order = compare_texts(a->dn, b->dn);

	return order != 0 ? order : compare_texts(a->attribute, b->attribute);
}

static int
by_place(const void *a, const void *b)
{
	const struct item *x = a, *y = b;

	return compare_places(x->use, y->use);
}

/* Uses in need, by place; covered ones are noted beside. */
static enum sanreq_status
collect(struct repair *repair, struct items *items, struct error *err)
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
			enum repair_need need =
			    repair->in.judge(repair->in.arg, &names[i], use);

			if (need == REPAIR_COVERED)
				repair->covered[repair->ncovered++] =
				    (struct covered_use){
					use->server, &names[i]};
			else if (need == REPAIR_MEND &&
				 items_add(items, &names[i], use, true, err) !=
				     SANREQ_OK)
				return err->status;
		}
	if (items->n != 0)
		qsort(items->list, items->n, sizeof(*items->list), by_place);
	return SANREQ_OK;
}

/* The other values of attributes in need: a command sets all at once, and what
 * another source says of the same attribute must not differ. */
static enum sanreq_status
collect_beside(struct repair *repair, struct items *items, struct error *err)
{
	size_t n, nmend = items->n;
	const struct inventory_name *names =
	    inventory_names(repair->in.inventory, &n);

	for (size_t i = 0; i < n && nmend != 0; i++)
		for (size_t k = 0; k < names[i].nuses; k++) {
			const struct use *use = &names[i].uses[k];
			struct item key = {.use = use};

			if (use->dn == NULL || use->attribute == NULL ||
			    bsearch(&key, items->list, nmend,
				sizeof(*items->list), by_place) == NULL ||
			    repair->in.judge(repair->in.arg, &names[i], use) ==
				REPAIR_MEND)
				continue;
			if (items_add(items, &names[i], use, false, err) !=
			    SANREQ_OK)
				return err->status;
		}
	return SANREQ_OK;
}

/* --- in the order of the script --- */

static void
item_know(const struct repair *repair, struct item *item)
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

static int
compare_numbers(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

/* By version, for each has a Shell of its own; then by server, command,
 * object, attribute and value. */
static int
by_script(const void *a, const void *b)
{
	const struct item *x = a, *y = b;
	int order;

	if ((order = compare_numbers(x->product, y->product)) != 0 ||
	    (order = compare_texts(x->use->server, y->use->server)) != 0 ||
	    (order = compare_numbers(
		 repair_order(x->row), repair_order(y->row))) != 0 ||
	    (order = compare_texts(x->use->dn, y->use->dn)) != 0)
		return order;
	/* as in the table: the internal URL first; without a row at the end */
	if ((x->row == NULL) != (y->row == NULL))
		return x->row == NULL ? 1 : -1;
	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	if ((order = compare_texts(x->use->attribute, y->use->attribute)) != 0)
		return order;
	return compare_texts(x->use->value, y->use->value);
}

/* --- objects and changes --- */

static enum sanreq_status
change_fill(struct repair *repair, struct repair_change *change,
    const struct item *items, size_t n, struct error *err)
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
    const struct item *items, size_t n, struct error *err)
{
	object->changes =
	    pool_alloc(&repair->pool, n * sizeof(*object->changes), err);
	if (object->changes == NULL)
		return err->status;
	for (size_t i = 0, end; i < n; i = end) {
		struct repair_change *change =
		    &object->changes[object->nchanges++];

		for (end = i + 1;
		     end < n && compare_texts(items[i].use->attribute,
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
    const struct item *item, struct error *err)
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
is_same_object(const struct item *a, const struct item *b)
{
	return a->use->dn != NULL &&
	       compare_texts(a->use->dn, b->use->dn) == 0 &&
	       a->product == b->product &&
	       compare_texts(a->use->server, b->use->server) == 0 &&
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
		compare_texts((*last)->server, object->server) != 0))
		repair->nservers++;
	if (*last == NULL || (*last)->product != object->product)
		repair->nshells++;
	*last = object;
}

static enum sanreq_status
build(struct repair *repair, const struct items *items, struct error *err)
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

/* --- names that were forgotten rather than URLs that are wrong --- */

static bool
is_forgotten(const struct item *item)
{
	return item->mend && item->parameter != NULL &&
	       item->parameter->never == NULL &&
	       item->use->scope == SCOPE_EXTERNAL &&
	       item->name->class == NAME_PUBLIC &&
	       item->name->kind != NAME_WILDCARD;
}

static int
by_text(const void *a, const void *b)
{
	const struct repair_forgotten *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static enum sanreq_status
find_forgotten(
    struct repair *repair, const struct items *items, struct error *err)
{
	struct repair_forgotten *list = calloc(items->n + 1, sizeof(*list));
	size_t n = 0, kept = 0;

	if ((repair->forgotten = list) == NULL)
		return error_memory(err);
	for (size_t i = 0; i < items->n; i++)
		if (is_forgotten(&items->list[i]))
			list[n++] = (struct repair_forgotten){
			    items->list[i].name->text, 1};
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
make(struct repair *repair, struct items *items, struct error *err)
{
	if (collect(repair, items, err) != SANREQ_OK)
		return err->status;
	if ((items->n != 0 || repair->in.namespace_host != NULL) &&
	    repair_choose_namespace(repair, err) != SANREQ_OK)
		return err->status;
	if (collect_beside(repair, items, err) != SANREQ_OK)
		return err->status;
	for (size_t i = 0; i < items->n; i++)
		item_know(repair, &items->list[i]);
	if (find_forgotten(repair, items, err) != SANREQ_OK)
		return err->status;
	if (items->n != 0)
		qsort(items->list, items->n, sizeof(*items->list), by_script);
	return build(repair, items, err);
}

enum sanreq_status
repair_new(
    struct repair **out, const struct repair_input *input, struct error *err)
{
	struct repair *repair = calloc(1, sizeof(*repair));
	struct items items = {0};

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
	const struct inventory *inventory = repair->in.inventory;
	const struct inventory_name *name;
	enum repair_dns dns = REPAIR_DNS_NOT_ASKED;
	size_t n;
	const struct source_info *sources = inventory_sources(inventory, &n);

	if (repair->namespace_host == NULL)
		return dns;
	for (size_t i = 0; i < n; i++)
		if (strcmp(sources[i].type, "dns") == 0)
			dns = REPAIR_DNS_NONE;
	name = inventory_find_name(inventory, repair->namespace_host);
	for (size_t i = 0; name != NULL && i < name->nuses; i++)
		if (name->uses[i].service == SERVICE_DNS)
			return REPAIR_DNS_FOUND;
	return dns;
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
