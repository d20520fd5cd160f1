/*
 * SPDX-License-Identifier: ISC
 *
 * Sorting and merging. Uses are sorted by one integer, digit by digit; texts
 * are compared where it is equal.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "name/inventory_private.h"

/* The key of a use, from the top: number of its name, ranks of service, scope
 * and server. INVENTORY_USES_MAX names and servers fit. */
#define SCOPE_SHIFT   24
#define SERVICE_SHIFT 28
#define OWNER_SHIFT   33
#define KEY_BITS      57

#define RUN_SMALL 16 /* uses with the same key that are sorted by inserting */

#define DIGIT_BITS 9 /* of the key, that are sorted by at once */
#define DIGITS     (1u << DIGIT_BITS)

struct sort_item {
	uint64_t key;
	const struct use *use;
};

static_assert(INVENTORY_USES_MAX < 1 << SCOPE_SHIFT, "servers");
static_assert(SCOPE_COUNT <= 16 && SERVICE_COUNT <= 32, "words");

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
server_rank(
    const struct ranks *ranks, const char *server, struct last_server *last)
{
	if (server != last->server) {
		last->server = server;
		last->rank =
		    server == NULL
			? 0
			: ranks->server[keyset_find(&ranks->servers, server)];
	}
	return last->rank;
}

static void
make_items(const struct inventory *inv, const struct ranks *ranks,
    struct sort_item *items)
{
	struct last_server last = {NULL, 0};

	for (size_t i = 0; i < inv->nuses; i++) {
		const struct use *use = &inv->uses[i];

		items[i].use = use;
		items[i].key = (uint64_t)inv->owners[i] << OWNER_SHIFT |
			       ranks->service[use->service] << SERVICE_SHIFT |
			       ranks->scope[use->scope] << SCOPE_SHIFT |
			       server_rank(ranks, use->server, &last);
	}
}

/* Order of uses with the same key. */
static int
use_order(const struct use *x, const struct use *y)
{
	int c;

	if ((c = text_order(x->dn, y->dn)) != 0 ||
	    (c = text_order(x->attribute, y->attribute)) != 0 ||
	    (c = text_order(x->value, y->value)) != 0 ||
	    (c = text_order(x->source, y->source)) != 0)
		return c;
	return (int)x->audience - (int)y->audience;
}

static int
use_cmp(const void *a, const void *b)
{
	return use_order(a, b);
}

/* Sorts uses with the same key, and keeps one of each. Returns how many.
 * Their texts are far apart in memory and looked at as seldom as can be. */
static size_t
sort_run(struct use *run, size_t n)
{
	size_t kept = 1;

	if (n > RUN_SMALL)
		qsort(run, n, sizeof(*run), use_cmp);
	for (size_t i = 1; i < n; i++) {
		struct use use = run[i];
		size_t at = kept;
		int c = 1;

		while (at > 0 && (c = use_order(&run[at - 1], &use)) > 0)
			at--;
		if (c == 0)
			continue;
		memmove(run + at + 1, run + at, (kept - at) * sizeof(*run));
		run[at] = use;
		kept++;
	}
	return kept;
}

/* Copies the items to out, sorted by DIGIT_BITS of the key, in the old order
 * where these are equal. */
static void
sort_digit(const struct sort_item *items, size_t n, unsigned shift,
    struct sort_item *out)
{
	uint32_t starts[DIGITS] = {0}, sum = 0;

	for (size_t i = 0; i < n; i++)
		starts[items[i].key >> shift & (DIGITS - 1)]++;
	for (size_t i = 0; i < DIGITS; i++) {
		uint32_t count = starts[i];

		starts[i] = sum;
		sum += count;
	}
	for (size_t i = 0; i < n; i++)
		out[starts[items[i].key >> shift & (DIGITS - 1)]++] = items[i];
}

/* Sorts by the bits of the key from low to high; *from and *to change places
 * as often as it takes. Records mostly come server by server. */
static void
sort_bits(struct sort_item **from, struct sort_item **to, size_t n,
    unsigned low, unsigned high)
{
	const uint64_t mask = ((UINT64_C(1) << (high - low)) - 1) << low;
	uint64_t last = 0, all = 0;
	bool sorted = true;

	for (size_t i = 0; i < n; i++) {
		uint64_t key = (*from)[i].key & mask;

		sorted = sorted && last <= key;
		last = key;
		all |= key;
	}
	for (; !sorted && low < high && all >> low != 0; low += DIGIT_BITS) {
		struct sort_item *swap = *from;

		sort_digit(*from, n, low, *to);
		*from = *to;
		*to = swap;
	}
}

/* items: room for 2 n. Returns where the sorted ones are, first half or
 * second. */
static struct sort_item *
sort_items(struct sort_item *items, size_t n)
{
	struct sort_item *from = items, *to = items + n;

	sort_bits(&from, &to, n, 0, SCOPE_SHIFT);
	sort_bits(&from, &to, n, SCOPE_SHIFT, OWNER_SHIFT);
	sort_bits(&from, &to, n, OWNER_SHIFT, KEY_BITS);
	return from;
}

/* Copies the uses to sorted, one of each, and hands the names theirs. Returns
 * how many there are. */
static size_t
settle_uses(
    struct inventory *inv, const struct sort_item *items, struct use *sorted)
{
	size_t n = 0, end;

	for (uint32_t i = 0; i < inv->name_keys.n; i++) {
		inv->names[i].nuses = 0;
		inv->names[i].uses = NULL;
	}
	for (size_t i = 0; i < inv->nuses; i = end) {
		uint32_t owner = (uint32_t)(items[i].key >> OWNER_SHIFT);
		struct inventory_name *name = &inv->names[owner];
		size_t kept;

		for (end = i;
		     end < inv->nuses && items[end].key == items[i].key; end++)
			sorted[n + end - i] = *items[end].use;
		kept = sort_run(sorted + n, end - i);
		if (name->nuses == 0)
			name->uses = sorted + n;
		name->nuses += kept;
		for (size_t k = 0; k < kept; k++)
			inv->owners[n++] = owner;
	}
	return n;
}

static enum sanreq_status
seal_uses(struct inventory *inv, struct error *err)
{
	size_t n = inv->nuses;
	struct sort_item *items = malloc((2 * n + 1) * sizeof(*items));
	struct use *sorted = malloc((inv->uses_cap + 1) * sizeof(*sorted));
	struct ranks ranks;
	enum sanreq_status status;

	if ((status = ranks_init(&ranks, inv, err)) != SANREQ_OK)
		goto out;
	if (items == NULL || sorted == NULL) {
		status = error_memory(err);
		goto out;
	}
	make_items(inv, &ranks, items);
	inv->nuses = settle_uses(inv, sort_items(items, n), sorted);
	free(inv->uses);
	inv->uses = sorted;
	sorted = NULL; /* the inventory's now */
out:
	ranks_release(&ranks);
	free(items);
	free(sorted);
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
	inv->readings = NULL; /* the uses have been sorted */
	seal_findings(inv);
	for (size_t i = 0; i < inv->nsources; i++)
		seal_unread(&inv->sources[i]);
	return SANREQ_OK;
}

const struct use *
inventory_name_use(const struct inventory_name *name, enum use_service service,
    enum use_audience audience)
{
	for (size_t i = 0; i < name->nuses; i++)
		if (name->uses[i].service == service &&
		    name->uses[i].audience == audience)
			return &name->uses[i];
	return NULL;
}
