/*
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "check/groups.h"
#include "name/use_words.h"

#define GROUPS_MAX ((uint32_t)1 << 28)
#define NONE       UINT32_MAX
/* Values of one name, service and scope that are told apart; more are not put
 * together. */
#define LOOK_BACK 8

struct groups {
	struct cover_group *items;
	uint32_t n, cap;
	size_t from[COVER_COUNT + 1]; /* after sorting: each verdict's first */
};

/* While they are gathered. */
struct gather {
	struct groups *groups;
	const struct coverage *coverage;
	const struct covering_name *covering;
	uint32_t *first; /* of each covering name: its latest group, ... */
	uint32_t *next;  /* ... and the one before each group */
	uint32_t of[COVER_COUNT][SERVICE_COUNT][SCOPE_COUNT];
	uint32_t dags[COVER_COUNT]; /* likewise, of availability groups */
	uint32_t name_first;        /* the first group of the name at hand */
};

static bool
is_detailed(enum cover_verdict verdict)
{
	return verdict == COVER_MISSING || verdict == COVER_DEFAULT ||
	       verdict == COVER_CANDIDATE || verdict == COVER_HTTP_ONLY ||
	       verdict == COVER_PRINCIPAL;
}

static bool
same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static enum sanreq_status
grow(struct gather *g, struct error *err)
{
	struct groups *groups = g->groups;
	uint32_t cap = groups->cap != 0 ? 2 * groups->cap : 64;
	struct cover_group *items;
	uint32_t *next;

	if (groups->n < groups->cap)
		return SANREQ_OK;
	if (cap > GROUPS_MAX)
		return error_set(err, SANREQ_LIMIT, "too many uses");
	items = reallocarray(groups->items, cap, sizeof(*items));
	if (items == NULL)
		return error_memory(err);
	groups->items = items;
	if ((next = reallocarray(g->next, cap, sizeof(*next))) == NULL)
		return error_memory(err);
	g->next = next;
	groups->cap = cap;
	return SANREQ_OK;
}

/* --- the group that a use belongs to, or NONE --- */

/* A candidate is one group, whatever makes it one. */
static bool
is_detail(const struct cover_group *group, enum cover_verdict verdict,
    const struct use *use)
{
	return group->verdict == verdict &&
	       (verdict == COVER_CANDIDATE ||
		   (group->service == use->service &&
		       group->scope == use->scope &&
		       same_text(group->use->value, use->value)));
}

static uint32_t
find_detailed(
    const struct gather *g, enum cover_verdict verdict, const struct use *use)
{
	uint32_t i = g->groups->n, looked = 0;

	while (i > g->name_first && looked++ < LOOK_BACK)
		if (is_detail(&g->groups->items[--i], verdict, use))
			return i;
	return NONE;
}

static uint32_t
find_covered(const struct gather *g, const struct covering_name *by,
    const struct use *use)
{
	uint32_t i;

	for (i = g->first[by - g->covering]; i != NONE; i = g->next[i])
		if (g->groups->items[i].service == use->service &&
		    g->groups->items[i].scope == use->scope)
			break;
	return i;
}

/* Of what is told by service and scope alone. */
static uint32_t *
find_plain(struct gather *g, enum cover_verdict verdict, const struct use *use)
{
	return use_is_dag(use) ? &g->dags[verdict]
			       : &g->of[verdict][use->service][use->scope];
}

static void
add_server(struct cover_group *group, const char *server)
{
	if (server == NULL || group->more_servers)
		return;
	for (size_t i = group->nservers; i-- > 0;)
		if (same_text(group->servers[i], server))
			return;
	if (group->nservers == GROUP_SERVERS)
		group->more_servers = true;
	else
		group->servers[group->nservers++] = server;
}

static enum sanreq_status
add_group(struct gather *g, const struct cover_group *group, uint32_t *at,
    struct error *err)
{
	enum sanreq_status status = grow(g, err);

	if (status != SANREQ_OK)
		return status;
	*at = g->groups->n++;
	g->groups->items[*at] = *group;
	if (group->verdict == COVER_COVERED) {
		uint32_t *first = &g->first[group->by - g->covering];

		g->next[*at] = *first;
		*first = *at;
	} else if (!is_detailed(group->verdict)) {
		*find_plain(g, group->verdict, group->use) = *at;
	}
	return SANREQ_OK;
}

static enum sanreq_status
add_use(struct gather *g, const struct inventory_name *name,
    const struct use *use, struct error *err)
{
	enum cover_verdict verdict = coverage_verdict(g->coverage, name, use);
	const struct cover_group new = {.verdict = verdict,
	    .service = use->service,
	    .scope = use->scope,
	    .name = name,
	    .by = coverage_by(g->coverage, name),
	    .use = use};
	struct cover_group *group;
	uint32_t at;

	if (verdict == COVER_COVERED)
		at = find_covered(g, new.by, use);
	else if (is_detailed(verdict))
		at = find_detailed(g, verdict, use);
	else
		at = *find_plain(g, verdict, use);
	if (at == NONE && add_group(g, &new, &at, err) != SANREQ_OK)
		return err->status;
	group = &g->groups->items[at];
	group->nuses++;
	group->more_names |= group->name != name;
	add_server(group, use->server);
	return SANREQ_OK;
}

/* --- their order --- */

static int
compare(const void *left, const void *right)
{
	const struct cover_group *a = left, *b = right;
	int c;

	if (a->verdict != b->verdict)
		return a->verdict < b->verdict ? -1 : 1;
	if (a->verdict == COVER_COVERED && a->by != b->by)
		return a->by < b->by ? -1 : 1;
	if (a->verdict == COVER_CANDIDATE)
		return strcmp(a->name->text, b->name->text);
	if (a->service != b->service)
		return a->service < b->service ? -1 : 1;
	if (a->scope != b->scope)
		return a->scope < b->scope ? -1 : 1;
	if ((c = text_order(a->servers[0], b->servers[0])) != 0 ||
	    (c = text_order(a->name->text, b->name->text)) != 0 ||
	    (c = text_order(a->use->value, b->use->value)) != 0)
		return c;
	return a->use < b->use ? -1 : 1; /* lies in the inventory's order */
}

static void
sort(struct groups *groups)
{
	size_t i = 0;

	if (groups->n != 0)
		qsort(
		    groups->items, groups->n, sizeof(*groups->items), compare);
	for (int v = 0; v <= COVER_COUNT; v++) {
		while (i < groups->n && (int)groups->items[i].verdict < v)
			i++;
		groups->from[v] = i;
	}
}

static enum sanreq_status
gather(struct gather *g, const struct inventory *inventory, struct error *err)
{
	enum sanreq_status status = SANREQ_OK;
	const struct inventory_name *names;
	size_t n, ncovering;

	g->covering = coverage_names(g->coverage, &ncovering);
	memset(g->of, 0xff, sizeof(g->of)); /* NONE */
	memset(g->dags, 0xff, sizeof(g->dags));
	g->first = malloc((ncovering + 1) * sizeof(*g->first));
	if (g->first == NULL)
		return error_memory(err);
	memset(g->first, 0xff, (ncovering + 1) * sizeof(*g->first));
	names = inventory_names(inventory, &n);
	for (size_t i = 0; status == SANREQ_OK && i < n; i++) {
		g->name_first = g->groups->n;
		for (size_t k = 0; status == SANREQ_OK && k < names[i].nuses;
		     k++)
			status = add_use(g, &names[i], &names[i].uses[k], err);
	}
	return status;
}

enum sanreq_status
groups_new(struct groups **out, const struct coverage *coverage,
    const struct inventory *inventory, struct error *err)
{
	struct gather *g = calloc(1, sizeof(*g));
	enum sanreq_status status;

	if ((*out = calloc(1, sizeof(**out))) == NULL || g == NULL) {
		status = error_memory(err);
	} else {
		g->groups = *out;
		g->coverage = coverage;
		status = gather(g, inventory, err);
	}
	if (g != NULL) {
		free(g->first);
		free(g->next);
		free(g);
	}
	if (status == SANREQ_OK)
		sort(*out);
	else
		groups_free(out);
	return status;
}

void
groups_free(struct groups **groups)
{
	if (*groups != NULL)
		free((*groups)->items);
	free(*groups);
	*groups = NULL;
}

const struct cover_group *
groups_of(const struct groups *groups, enum cover_verdict verdict, size_t *n)
{
	*n = groups->from[verdict + 1] - groups->from[verdict];
	return groups->items + groups->from[verdict];
}
