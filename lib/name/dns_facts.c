/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "base/text.h"
#include "name/dns_facts.h"
#include "name/inventory_private.h"
#include "name/json_text.h"

static const char *const words[] = {
    "found", "no-data", "no-name", "failed", NULL};

int
dns_resolves_find(const char *word)
{
	for (int i = 0; words[i] != NULL; i++)
		if (strcmp(words[i], word) == 0)
			return i;
	return -1;
}

static enum sanreq_status
keep_list(struct inventory *inv, const struct dns_list *list,
    struct dns_list *copy, struct error *err)
{
	size_t n = list->n < DNS_LIST_MAX ? list->n : DNS_LIST_MAX;
	const char **items;

	*copy = (struct dns_list){NULL, 0};
	if (n == 0)
		return SANREQ_OK;
	if ((items = pool_alloc(&inv->pool, n * sizeof(*items), err)) == NULL)
		return err->status;
	for (size_t i = 0; i < n; i++)
		if (inventory_keep(inv, list->items[i], strlen(list->items[i]),
			&items[i], err) != SANREQ_OK)
			return err->status;
	*copy = (struct dns_list){items, n};
	return SANREQ_OK;
}

/* Which of two answers about one name counts. */
static int
rank(const struct dns_facts *facts)
{
	switch (facts->resolves) {
	case RESOLVES_YES: return 2;
	case RESOLVES_UNKNOWN: return 0;
	default: return 1;
	}
}

/* *kept: a copy of the facts, unless what it was before counts more. */
static enum sanreq_status
keep_facts(struct inventory *inv, const struct dns_facts **kept,
    const struct dns_facts *facts, struct error *err)
{
	struct dns_facts *copy;

	if (*kept != NULL && rank(*kept) >= rank(facts))
		return SANREQ_OK;
	if ((copy = pool_alloc(&inv->pool, sizeof(*copy), err)) == NULL)
		return err->status;
	copy->resolves = facts->resolves;
	copy->caa_domain = NULL;
	if (keep_list(inv, &facts->aliases, &copy->aliases, err) != SANREQ_OK ||
	    keep_list(inv, &facts->addresses, &copy->addresses, err) !=
		SANREQ_OK ||
	    keep_list(inv, &facts->caa, &copy->caa, err) != SANREQ_OK)
		return err->status;
	if (facts->caa_domain != NULL &&
	    inventory_keep(inv, facts->caa_domain, strlen(facts->caa_domain),
		&copy->caa_domain, err) != SANREQ_OK)
		return err->status;
	*kept = copy;
	return SANREQ_OK;
}

enum sanreq_status
inventory_set_dns(struct inventory *inv, const struct name *name,
    const struct dns_facts *facts, struct error *err)
{
	uint32_t number;

	if (inventory_number(inv, name, &number, err) != SANREQ_OK)
		return err->status;
	return keep_facts(inv, &inv->names[number].dns, facts, err);
}

static struct dns_aside *
find_aside(const struct inventory *inv, const char *host)
{
	struct dns_aside *aside = inv->asides;

	while (aside != NULL && strcmp(aside->host, host) != 0)
		aside = aside->next;
	return aside;
}

enum sanreq_status
inventory_ask_dns(struct inventory *inv, const char *host, struct error *err)
{
	struct dns_aside *aside;

	if (find_aside(inv, host) != NULL)
		return SANREQ_OK;
	if ((aside = pool_alloc(&inv->pool, sizeof(*aside), err)) == NULL ||
	    (aside->host = pool_intern(&inv->pool, host, strlen(host), err)) ==
		NULL)
		return err->status;
	aside->facts = NULL;
	aside->next = inv->asides;
	inv->asides = aside;
	return SANREQ_OK;
}

enum sanreq_status
inventory_note_dns(struct inventory *inv, const char *host,
    const struct dns_facts *facts, struct error *err)
{
	if (inventory_ask_dns(inv, host, err) != SANREQ_OK)
		return err->status;
	return keep_facts(inv, &find_aside(inv, host)->facts, facts, err);
}

const struct dns_aside *
inventory_asides(const struct inventory *inv)
{
	return inv->asides;
}

const struct dns_facts *
inventory_dns(const struct inventory *inv, const char *name)
{
	const char *host = name + (strncmp(name, "*.", 2) == 0 ? 2 : 0);
	const struct inventory_name *entry = inventory_find_name(inv, name);
	const struct dns_aside *aside;

	if (entry == NULL || entry->dns == NULL)
		entry = inventory_find_name(inv, host);
	if (entry != NULL && entry->dns != NULL)
		return entry->dns;
	aside = find_aside(inv, host);
	return aside != NULL ? aside->facts : NULL;
}

/* False when memory runs out. */
static bool
put_list(json_t *object, const char *key, const struct dns_list *list)
{
	json_t *array = json_array();

	for (size_t i = 0; array != NULL && i < list->n; i++)
		if (json_array_append_new(
			array, json_text_new(list->items[i])) != 0) {
			json_decref(array);
			return false;
		}
	return json_object_set_new(object, key, array) == 0;
}

json_t *
dns_facts_json(const struct dns_facts *facts)
{
	json_t *json = json_object();

	if (json != NULL &&
	    json_object_set_new(
		json, "outcome", json_string(words[facts->resolves])) == 0 &&
	    put_list(json, "aliases", &facts->aliases) &&
	    put_list(json, "addresses", &facts->addresses) &&
	    (facts->caa_domain == NULL ||
		json_object_set_new(json, "caa_domain",
		    json_text_new(facts->caa_domain)) == 0) &&
	    put_list(json, "caa", &facts->caa))
		return json;
	json_decref(json);
	return NULL;
}

enum sanreq_status
dns_facts_write(const struct dns_facts *facts, FILE *file, struct error *err)
{
	json_t *json = dns_facts_json(facts);

	if (json == NULL)
		return error_memory(err);
	(void)json_dumpf(json, file, 0); /* the FILE keeps its error */
	json_decref(json);
	return SANREQ_OK;
}

static enum sanreq_status
read_list(struct inventory *inv, const struct json_place *place,
    const json_t *json, const char *key, struct dns_list *list,
    struct error *err)
{
	struct json_place at = {place, key, 0}, item = {&at, NULL, 0};
	const json_t *array = NULL;
	const char **items;

	if (json_get_array(place, json, key, &array, err) != SANREQ_OK)
		return err->status;
	if (json_array_size(array) > DNS_LIST_MAX)
		return json_wrong(
		    place, key, err, "has more than %d items", DNS_LIST_MAX);
	items = pool_alloc(
	    &inv->pool, (json_array_size(array) + 1) * sizeof(*items), err);
	if (items == NULL)
		return err->status;
	for (; item.index < json_array_size(array); item.index++)
		if (json_as_text(&item, NULL, json_array_get(array, item.index),
			&items[item.index], err) != SANREQ_OK)
			return err->status;
		else if (!json_text_is_printable(items[item.index]))
			return json_wrong(&item, NULL, err,
			    "holds control characters: \"%s\"",
			    QUOTES(items[item.index]));
	*list = (struct dns_list){items, json_array_size(array)};
	return SANREQ_OK;
}

static bool
is_at_or_above(const char *domain, const char *name)
{
	size_t n = strlen(name), len = strlen(domain);

	return len != 0 && n >= len && strcmp(name + n - len, domain) == 0 &&
	       (n == len || name[n - len - 1] == '.');
}

enum sanreq_status
dns_facts_read(struct inventory *inv, const struct name *name,
    const struct json_place *place, const json_t *json, struct error *err)
{
	static const char *const keys[] = {
	    "outcome", "aliases", "addresses", "caa_domain", "caa", NULL};
	struct dns_facts facts = {0};
	int resolves = 0;

	if (json_get_object(place, json, keys, err) != SANREQ_OK ||
	    json_get_word(place, json, "outcome", words, &resolves, err) !=
		SANREQ_OK ||
	    json_get_optional(
		place, json, "caa_domain", &facts.caa_domain, err) != SANREQ_OK)
		return err->status;
	facts.resolves = (enum dns_resolves)resolves;
	if (read_list(inv, place, json, "aliases", &facts.aliases, err) !=
		SANREQ_OK ||
	    read_list(inv, place, json, "addresses", &facts.addresses, err) !=
		SANREQ_OK ||
	    read_list(inv, place, json, "caa", &facts.caa, err) != SANREQ_OK)
		return err->status;
	if (facts.caa_domain != NULL &&
	    !is_at_or_above(facts.caa_domain, name->text))
		return json_wrong(place, "caa_domain", err,
		    "is neither \"%s\" nor above it: \"%s\"", name->text,
		    QUOTES(facts.caa_domain));
	return inventory_set_dns(inv, name, &facts, err);
}
