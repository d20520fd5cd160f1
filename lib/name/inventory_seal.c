/*
 * SPDX-License-Identifier: ISC
 *
 * Sorting and merging. Uses are brought to their names, and those of a name
 * sorted by one integer, digit by digit; texts are compared where it is equal.
 * There may be millions: their numbers are sorted, and then they move to their
 * places, while the memory that they leave is given back.
 */
#include <sys/mman.h>

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "name/inventory_private.h"

/* The key of a use of a name, from the top: ranks of service, scope and
 * server. INVENTORY_USES_MAX servers fit. */
#define SCOPE_SHIFT   24
#define SERVICE_SHIFT 28
#define KEY_BITS      33

#define RANK_MASK ((1u << SCOPE_SHIFT) - 1)
#define TWICE     (1u << 31) /* beside the rank: another use is the same */

#define PIECE 16384u /* uses */

#define FEW 32 /* uses of a name that are sorted by comparing alone */

#define NEAR 64 /* texts that come into the cache together */

#define DIGIT_BITS 9 /* of the key, that are sorted by at once */
#define DIGITS     (1u << DIGIT_BITS)

static_assert(INVENTORY_USES_MAX < RANK_MASK, "servers, places");
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
		inv->uses[i].own = to[inv->uses[i].own];
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
	uint32_t rank;
};

static uint32_t
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

/* What uses are sorted with. */
struct sorting {
	struct use *uses; /* own: rank of the server, TWICE */
	struct ranks ranks;
	uint32_t *from; /* numbers of the uses, in order */
	uint32_t *room; /* for as many as one name has */
};

static uint64_t
use_key(const struct sorting *s, uint32_t i)
{
	const struct use *use = &s->uses[i];

	return s->ranks.service[use->service] << SERVICE_SHIFT |
	       s->ranks.scope[use->scope] << SCOPE_SHIFT |
	       (use->own & RANK_MASK);
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

/* Of two that are equal, the second is marked. */
static bool
in_order(const struct sorting *s, uint32_t a, uint32_t b)
{
	uint64_t x = use_key(s, a), y = use_key(s, b);
	int c;

	if (x != y)
		return x < y;
	c = use_order(&s->uses[a], &s->uses[b]);
	if (c == 0)
		s->uses[b].own |= TWICE;
	return c <= 0;
}

/* Texts are far apart in memory and looked at as seldom as can be. Uses that
 * are equal meet: of those in a half, only the first is unmarked. */
static void
sort_texts(const struct sorting *s, uint32_t *from, size_t n)
{
	size_t half = n / 2, i = 0, k = half, out = 0;

	if (n < 2)
		return;
	sort_texts(s, from, half);
	sort_texts(s, from + half, n - half);
	if (in_order(s, from[half - 1], from[half]))
		return;
	memcpy(s->room, from, half * sizeof(*from));
	while (i < half && k < n) {
		bool left = in_order(s, s->room[i], from[k]);

		from[out++] = left ? s->room[i++] : from[k++];
	}
	memcpy(from + out, s->room + i, (half - i) * sizeof(*from));
}

/* Copies the numbers to out, sorted by DIGIT_BITS of the key, in the old order
 * where these are equal. */
static void
sort_digit(const struct sorting *s, const uint32_t *from, size_t n,
    unsigned shift, uint32_t *out)
{
	uint32_t starts[DIGITS] = {0}, sum = 0;

	for (size_t i = 0; i < n; i++)
		starts[use_key(s, from[i]) >> shift & (DIGITS - 1)]++;
	for (size_t i = 0; i < DIGITS; i++) {
		uint32_t count = starts[i];

		starts[i] = sum;
		sum += count;
	}
	for (size_t i = 0; i < n; i++)
		out[starts[use_key(s, from[i]) >> shift & (DIGITS - 1)]++] =
		    from[i];
}

/* Sorts by the bits of the key from low to high. Records mostly come server
 * by server. */
static void
sort_bits(const struct sorting *s, uint32_t *from, size_t n, unsigned low,
    unsigned high)
{
	const uint64_t mask = ((UINT64_C(1) << (high - low)) - 1) << low;
	uint64_t last = 0, all = 0;
	bool sorted = true;

	for (size_t i = 0; i < n; i++) {
		uint64_t key = use_key(s, from[i]) & mask;

		sorted = sorted && last <= key;
		last = key;
		all |= key;
	}
	for (; !sorted && low < high && all >> low != 0; low += DIGIT_BITS) {
		sort_digit(s, from, n, low, s->room);
		memcpy(from, s->room, n * sizeof(*from));
	}
}

/* Has the texts that will be compared first brought near, all at once. */
static void
bring(const struct sorting *s, const uint32_t *from, size_t n)
{
	for (size_t i = 0; i < n && i < NEAR; i++)
		__builtin_prefetch(s->uses[from[i]].dn);
}

/* Sorts the n uses of one name. */
static void
sort_name(const struct sorting *s, uint32_t *from, size_t n)
{
	size_t near = 0;

	if (n <= FEW) {
		bring(s, from, n);
		sort_texts(s, from, n);
		return;
	}
	sort_bits(s, from, n, 0, SCOPE_SHIFT);
	sort_bits(s, from, n, SCOPE_SHIFT, KEY_BITS);
	for (size_t i = 0, end; i < n; i = end) {
		uint64_t key = use_key(s, from[i]);

		if (i >= near) {
			bring(s, from + i, n - i);
			near = i + NEAR;
		}
		for (end = i + 1; end < n && use_key(s, from[end]) == key;)
			end++;
		sort_texts(s, from + i, end - i);
	}
}

/* Counts each name's uses; how many the one with most has. */
static size_t
count_uses(struct inventory *inv)
{
	size_t most = 0;

	for (uint32_t i = 0; i < inv->name_keys.n; i++) {
		inv->names[i].nuses = 0;
		inv->names[i].uses = NULL;
	}
	for (size_t i = 0; i < inv->nuses; i++) {
		size_t n = ++inv->names[inv->uses[i].own].nuses;

		most = n > most ? n : most;
	}
	return most;
}

/* Brings the numbers of each name's uses together, in the old order, and makes
 * the number of the name the rank of the server. */
static void
gather(struct inventory *inv, const struct sorting *s)
{
	struct last_server last = {NULL, 0};
	const struct use *next = inv->uses;

	for (uint32_t i = 0; i < inv->name_keys.n; i++) {
		if (inv->names[i].nuses == 0)
			continue;
		inv->names[i].uses = next;
		next += inv->names[i].nuses;
	}
	for (size_t i = 0; i < inv->nuses; i++) {
		struct use *use = &inv->uses[i];

		s->from[inv->names[use->own].uses++ - inv->uses] = (uint32_t)i;
		use->own = server_rank(&s->ranks, use->server, &last);
	}
}

/* Gives the whole pages between the two back to the system, which takes what
 * is less than a page for one. */
static void
forget(void *from, const void *end, uintptr_t page)
{
	uintptr_t start = ((uintptr_t)from + page - 1) / page * page;
	uintptr_t stop = (uintptr_t)end / page * page;

	if (start < stop)
		(void)!madvise((char *)from + (start - (uintptr_t)from),
		    stop - start, MADV_DONTNEED);
}

/* Moves the uses to sorted, each to the place that its own says. Memory that
 * was read is given back as the other fills, so that both together are mostly
 * as large as one. */
static void
scatter(struct inventory *inv, struct use *sorted)
{
	const long page = sysconf(_SC_PAGESIZE);
	struct use *piece = inv->uses;

	for (size_t i = 0; i < inv->nuses; i++) {
		struct use *use = &inv->uses[i];

		if (i % PIECE == 0 && page > 0) {
			forget(piece, use, (uintptr_t)page);
			piece = use;
		}
		sorted[use->own & RANK_MASK] = *use;
	}
	free(inv->uses);
	inv->uses = sorted;
}

/* One of each, with its name. */
static void
settle(struct inventory *inv)
{
	const struct use *use = inv->uses;
	size_t n = 0;

	for (uint32_t i = 0; i < inv->name_keys.n; i++) {
		struct inventory_name *name = &inv->names[i];
		size_t first = n;

		for (size_t k = 0; k < name->nuses; k++, use++) {
			if ((use->own & TWICE) != 0)
				continue;
			if (use != &inv->uses[n])
				inv->uses[n] = *use;
			inv->uses[n++].own = i;
		}
		if (name->nuses != 0)
			name->uses = inv->uses + first;
		name->nuses = n - first;
	}
	inv->nuses = n;
}

static enum sanreq_status
seal_uses(struct inventory *inv, struct error *err)
{
	size_t most = count_uses(inv), at = 0;
	struct sorting s = {.uses = inv->uses};
	struct use *sorted;
	enum sanreq_status status;

	if (inv->nuses == 0)
		return SANREQ_OK;
	s.from = malloc(inv->nuses * sizeof(*s.from));
	s.room = malloc(most * sizeof(*s.room));
	sorted = malloc(inv->uses_cap * sizeof(*sorted));
	status = ranks_init(&s.ranks, inv, err);
	if (status == SANREQ_OK &&
	    (s.from == NULL || s.room == NULL || sorted == NULL))
		status = error_memory(err);
	if (status == SANREQ_OK) {
		gather(inv, &s);
		for (uint32_t i = 0; i < inv->name_keys.n; i++) {
			sort_name(&s, s.from + at, inv->names[i].nuses);
			at += inv->names[i].nuses;
		}
		for (uint32_t i = 0; i < inv->nuses; i++) {
			struct use *use = &inv->uses[s.from[i]];

			use->own = i | (use->own & TWICE);
		}
		scatter(inv, sorted);
		sorted = NULL; /* the inventory's now */
		settle(inv);
	}
	free(sorted);
	ranks_release(&s.ranks);
	free(s.from);
	free(s.room);
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
