/*
 * SPDX-License-Identifier: ISC
 *
 * Sorting and merging. Uses are brought together by counting, and then
 * sorted name by name by an integer; texts are compared where all else is
 * equal.
 */
#include <stdlib.h>
#include <string.h>

#include "name/inventory_private.h"

/* One use while its name's uses are sorted. */
struct sort_item {
	uint64_t key; /* ranks of service, scope and server */
	const struct use *use;
};

/* What the integer keys are made of: places in the order of the words. */
struct ranks {
	uint64_t service[SERVICE_COUNT];
	uint64_t scope[SCOPE_COUNT];
	struct keyset servers;
	uint32_t *server; /* by number in servers; from 1, as 0 is none */
};

/* Numbers of all n texts in order, and the inverse. */
static enum sanreq_status
plan_order(const char *const texts[], size_t n, uint32_t **from, uint32_t **to,
    struct error *err)
{
	enum sanreq_status status;

	*from = calloc(n + 1, sizeof(**from));
	*to = calloc(n + 1, sizeof(**to));
	if (*from == NULL || *to == NULL)
		return error_memory(err);
	if ((status = order_texts(texts, n, *from, err)) != SANREQ_OK)
		return status;
	for (uint32_t i = 0; i < n; i++)
		(*to)[(*from)[i]] = i;
	return SANREQ_OK;
}

/* Sorts what keys numbers: n elements of size bytes, each of which begins
 * with its text. to, when not NULL, receives the new numbers. */
static enum sanreq_status
sort_entries(struct keyset *keys, void *entries, size_t size, uint32_t **out,
    struct error *err)
{
	const char **texts = calloc((size_t)keys->n + 1, sizeof(*texts));
	const char *at = entries;
	uint32_t *from = NULL, *to = NULL;
	enum sanreq_status status;

	if (texts == NULL)
		return error_memory(err);
	for (size_t i = 0; i < keys->n; i++)
		memcpy(&texts[i], at + i * size, sizeof(texts[i]));
	if ((status = plan_order(texts, keys->n, &from, &to, err)) != SANREQ_OK)
		goto out;
	order_apply(entries, size, from, keys->n);
	keyset_renumber(keys, from, to);
	if (out != NULL) {
		*out = to;
		to = NULL; /* the caller's now */
	}
out:
	free(texts);
	free(from);
	free(to);
	return status;
}

static enum sanreq_status
seal_names(struct inventory *inv, struct error *err)
{
	enum sanreq_status status;
	uint32_t *to = NULL;

	if ((status = sort_entries(&inv->name_keys, inv->names,
		 sizeof(*inv->names), &to, err)) != SANREQ_OK)
		return status;
	for (size_t i = 0; i < inv->nuses; i++)
		inv->owners[i] = to[inv->owners[i]];
	free(to);
	return SANREQ_OK;
}

/* How many words come before each. */
static void
rank_words(const char *const words[], uint64_t *ranks)
{
	for (size_t i = 0; words[i] != NULL; i++) {
		ranks[i] = 0;
		for (size_t k = 0; words[k] != NULL; k++)
			ranks[i] += strcmp(words[k], words[i]) < 0;
	}
}

static void
ranks_release(struct ranks *ranks)
{
	keyset_release(&ranks->servers);
	free(ranks->server);
}

static enum sanreq_status
ranks_init(struct ranks *ranks, const struct inventory *inv, struct error *err)
{
	struct keyset *servers = &ranks->servers;
	enum sanreq_status status = SANREQ_OK;
	uint32_t *from = NULL, number;
	const char *last = NULL;

	rank_words(use_service_words(), ranks->service);
	rank_words(use_scope_words(), ranks->scope);
	ranks->server = NULL;
	keyset_init(servers, inv->pool.seed, false);
	for (size_t i = 0; i < inv->nuses && status == SANREQ_OK; i++) {
		const char *server = inv->uses[i].server;

		if (server != last && server != NULL)
			status = keyset_add(servers, server, &number, err);
		last = server;
	}
	if (status == SANREQ_OK)
		status = plan_order(
		    servers->keys, servers->n, &from, &ranks->server, err);
	for (uint32_t i = 0; i < servers->n && status == SANREQ_OK; i++)
		ranks->server[i]++;
	free(from);
	return status;
}

/* rank of a server; last keeps that of the use before. */
struct last_server {
	const char *server;
	uint64_t rank;
};

static uint64_t
use_key(
    const struct ranks *ranks, const struct use *use, struct last_server *last)
{
	if (use->server != last->server) {
		last->server = use->server;
		last->rank = use->server == NULL
				 ? 0
				 : ranks->server[keyset_find(
				       &ranks->servers, use->server)];
	}
	return ranks->service[use->service] << 40 |
	       ranks->scope[use->scope] << 32 | last->rank;
}

/* None comes first. Equal texts of one pool are one pointer. */
static int
text_order(const char *a, const char *b)
{
	if (a == b)
		return 0;
	if (a == NULL || b == NULL)
		return a == NULL ? -1 : 1;
	return strcmp(a, b);
}

static int
item_cmp(const void *a, const void *b)
{
	const struct sort_item *x = a, *y = b;
	int c;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	if ((c = text_order(x->use->dn, y->use->dn)) != 0 ||
	    (c = text_order(x->use->attribute, y->use->attribute)) != 0 ||
	    (c = text_order(x->use->value, y->use->value)) != 0 ||
	    (c = text_order(x->use->source, y->use->source)) != 0)
		return c;
	return (int)x->use->audience - (int)y->use->audience;
}

/* starts[i] receives the place of name i's first item, the items in the
 * order of their names. */
static void
gather_items(const struct inventory *inv, const struct ranks *ranks,
    struct sort_item *items, size_t *starts)
{
	struct last_server last = {NULL, 0};
	size_t nnames = inv->name_keys.n, sum = 0;

	for (size_t i = 0; i < inv->nuses; i++)
		starts[inv->owners[i]]++;
	for (size_t i = 0; i <= nnames; i++) {
		size_t n = starts[i];

		starts[i] = sum;
		sum += n;
	}
	for (size_t i = 0; i < inv->nuses; i++) {
		struct sort_item *item = &items[starts[inv->owners[i]]++];

		item->use = &inv->uses[i];
		item->key = use_key(ranks, item->use, &last);
	}
	/* each start has moved on to the next one */
	memmove(starts + 1, starts, nnames * sizeof(*starts));
	starts[0] = 0;
}

static bool
is_same_use(const struct use *a, const struct use *b)
{
	return a->service == b->service && a->scope == b->scope &&
	       a->audience == b->audience && a->server == b->server &&
	       a->value == b->value && a->source == b->source &&
	       a->dn == b->dn && a->attribute == b->attribute;
}

/* Keeps one of each run of equal uses, and hands the names their uses. */
static void
settle_uses(struct inventory *inv, const size_t *starts)
{
	size_t kept = 0;

	for (uint32_t i = 0; i < inv->name_keys.n; i++) {
		size_t first = kept;

		for (size_t k = starts[i]; k < starts[i + 1]; k++) {
			const struct use *use = &inv->uses[k];

			if (kept > first &&
			    is_same_use(&inv->uses[kept - 1], use))
				continue;
			inv->owners[kept] = i;
			inv->uses[kept++] = *use;
		}
		inv->names[i].nuses = kept - first;
		inv->names[i].uses = kept > first ? &inv->uses[first] : NULL;
	}
	inv->nuses = kept;
}

static enum sanreq_status
seal_uses(struct inventory *inv, struct error *err)
{
	size_t nnames = inv->name_keys.n, n = inv->nuses;
	struct sort_item *items = calloc(n + 1, sizeof(*items));
	size_t *starts = calloc(nnames + 2, sizeof(*starts));
	uint32_t *from = calloc(n + 1, sizeof(*from));
	struct ranks ranks;
	enum sanreq_status status;

	if ((status = ranks_init(&ranks, inv, err)) != SANREQ_OK)
		goto out;
	if (items == NULL || starts == NULL || from == NULL) {
		status = error_memory(err);
		goto out;
	}
	gather_items(inv, &ranks, items, starts);
	for (size_t i = 0; i < nnames; i++)
		qsort(items + starts[i], starts[i + 1] - starts[i],
		    sizeof(*items), item_cmp);
	for (size_t i = 0; i < n; i++)
		from[i] = (uint32_t)(items[i].use - inv->uses);
	if (n != 0)
		order_apply(inv->uses, sizeof(*inv->uses), from, n);
	settle_uses(inv, starts);
out:
	ranks_release(&ranks);
	free(items);
	free(starts);
	free(from);
	return status;
}

static int
finding_cmp(const void *a, const void *b)
{
	const struct finding *x = a, *y = b;
	int c;

	if ((c = text_order(x->id, y->id)) != 0 ||
	    (c = text_order(x->dn, y->dn)) != 0 ||
	    (c = text_order(x->message, y->message)) != 0)
		return c;
	return (int)x->severity - (int)y->severity;
}

static void
seal_findings(struct inventory *inv)
{
	size_t kept = 0;

	if (inv->nfindings == 0)
		return;
	qsort(
	    inv->findings, inv->nfindings, sizeof(*inv->findings), finding_cmp);
	for (size_t i = 1; i < inv->nfindings; i++)
		if (finding_cmp(&inv->findings[kept], &inv->findings[i]) != 0)
			inv->findings[++kept] = inv->findings[i];
	inv->nfindings = kept + 1;
}

static int
unread_cmp(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return text_order(*x, *y);
}

static void
seal_unread(struct source_info *info)
{
	size_t kept = 0;

	if (info->nunread == 0)
		return;
	qsort(info->unread, info->nunread, sizeof(*info->unread), unread_cmp);
	for (size_t i = 1; i < info->nunread; i++)
		if (info->unread[i] != info->unread[kept])
			info->unread[++kept] = info->unread[i];
	info->nunread = kept + 1;
}

enum sanreq_status
inventory_seal(struct inventory *inv, struct error *err)
{
	enum sanreq_status status;

	if ((status = seal_names(inv, err)) != SANREQ_OK ||
	    (status = seal_uses(inv, err)) != SANREQ_OK ||
	    (status = sort_entries(&inv->server_keys, inv->servers,
		 sizeof(*inv->servers), NULL, err)) != SANREQ_OK ||
	    (status = sort_entries(&inv->domain_keys, inv->domains,
		 sizeof(*inv->domains), NULL, err)) != SANREQ_OK)
		return status;
	seal_findings(inv);
	for (size_t i = 0; i < inv->nsources; i++)
		seal_unread(&inv->sources[i]);
	return SANREQ_OK;
}
