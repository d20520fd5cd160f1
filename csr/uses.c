/*
 * SPDX-License-Identifier: ISC
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "name/use_words.h"
#include "uses.h"

#define SHOWN_SERVERS     3
#define NAME_COLUMN_LEAST 16
#define NAME_COLUMN_MOST  34

/* The servers that one audience's use of a service in a scope comes from. */
struct run {
	enum use_audience audience;
	enum use_service service;
	enum use_scope scope;
	const struct use *use; /* the first */
	size_t nservers;       /* distinct */
	uint64_t set;          /* two runs of the same servers have the same */
	const char *last;
	const char *shown[SHOWN_SERVERS];
	bool told;
};

struct runs {
	struct run *items;
	size_t n;
};

/* What is said of one set of servers. */
struct group {
	const struct use *seen[SERVICE_COUNT][SCOPE_COUNT]; /* or NULL */
};

static enum sanreq_status
add_word(
    struct buf *out, const char *before, const char *word, struct error *err)
{
	enum sanreq_status status = buf_adds(out, before, err);

	return status == SANREQ_OK ? buf_adds(out, word, err) : status;
}

static const char *
audience_words(enum use_audience audience)
{
	static const char *const words[AUDIENCE_COUNT] = {
	    "clients", "servers", "http only", "back end", "candidate", "peer"};

	return words[audience];
}

/* Names are unique and uses in order, so servers come in the same order in
 * every run. */
static void
run_add_server(struct run *run, const char *server)
{
	if (server == NULL ||
	    (run->last != NULL &&
		(run->last == server || strcmp(run->last, server) == 0)))
		return;
	if (run->nservers < SHOWN_SERVERS)
		run->shown[run->nservers] = server;
	run->nservers++;
	run->last = server;
	for (; *server != '\0'; server++)
		run->set = (run->set ^ (unsigned char)*server) * 0x100000001b3u;
	run->set = (run->set ^ '/') * 0x100000001b3u;
}

/* Uses of one service and scope stand together. */
static struct run *
runs_find(struct runs *runs, const struct use *use)
{
	for (size_t i = runs->n; i-- > 0;) {
		struct run *run = &runs->items[i];

		if (run->service != use->service || run->scope != use->scope)
			return NULL;
		if (run->audience == use->audience)
			return run;
	}
	return NULL;
}

static enum sanreq_status
runs_add(struct runs *runs, const struct use *use, struct error *err)
{
	struct run *run = runs_find(runs, use), *grown;

	if (run == NULL) {
		if ((runs->n & (runs->n - 1)) == 0) { /* full at powers of 2 */
			grown = realloc(runs->items,
			    (runs->n != 0 ? 2 * runs->n : 1) * sizeof(*run));
			if (grown == NULL)
				return error_memory(err);
			runs->items = grown;
		}
		run = &runs->items[runs->n++];
		*run = (struct run){.audience = use->audience,
		    .service = use->service,
		    .scope = use->scope,
		    .use = use};
	}
	run_add_server(run, use->server);
	return SANREQ_OK;
}

static enum sanreq_status
describe_servers(const struct run *run, struct buf *out, struct error *err)
{
	enum sanreq_status status = SANREQ_OK;

	if (run->nservers > SHOWN_SERVERS)
		return buf_addf(out, err, " on %zu servers", run->nservers);
	for (size_t i = 0; status == SANREQ_OK && i < run->nservers; i++)
		status = add_word(
		    out, i == 0 ? " on " : ", ", QUOTES(run->shown[i]), err);
	return status;
}

/* Scopes of a service as bits, and how they are put in words. */
static unsigned
scopes_of(const struct group *group, int service)
{
	unsigned scopes = 0;

	for (int scope = 0; scope < SCOPE_COUNT; scope++)
		if (group->seen[service][scope] != NULL)
			scopes |= 1u << scope;
	return scopes;
}

static bool
scopes_are_plain(unsigned scopes)
{
	for (int scope = 0; scope < SCOPE_COUNT; scope++)
		if ((scopes & 1u << scope) != 0 &&
		    !use_words_scope_is_plain((enum use_scope)scope))
			return false;
	return true;
}

static enum sanreq_status
describe_scopes(unsigned scopes, struct buf *out, struct error *err)
{
	enum sanreq_status status = SANREQ_OK;
	const char *before = " ";

	for (int scope = 0; scope < SCOPE_COUNT; scope++) {
		if ((scopes & 1u << scope) == 0 || status != SANREQ_OK)
			continue;
		status = add_word(
		    out, before, use_scope_text((enum use_scope)scope), err);
		before = " and ";
	}
	return status;
}

/* Of a service that has one. */
static const struct use *
first_use(const struct group *group, int service)
{
	int scope = 0;

	while (group->seen[service][scope] == NULL)
		scope++;
	return group->seen[service][scope];
}

/* "ews, oab internal and external; pop3 internal": services with the same
 * scopes stand together. */
static enum sanreq_status
describe_services(const struct group *group, struct buf *out, struct error *err)
{
	enum sanreq_status status = SANREQ_OK;
	bool done[SERVICE_COUNT] = {false};
	const char *before = " ";

	for (int first = 0; first < SERVICE_COUNT; first++) {
		unsigned scopes = scopes_of(group, first);

		if (scopes == 0 || done[first])
			continue;
		for (int k = first; k < SERVICE_COUNT; k++) {
			if (scopes_of(group, k) != scopes ||
			    status != SANREQ_OK)
				continue;
			done[k] = true;
			status = add_word(out, before,
			    use_words_service(first_use(group, k)), err);
			before = ", ";
		}
		if (status == SANREQ_OK && !scopes_are_plain(scopes))
			status = describe_scopes(scopes, out, err);
		before = "; ";
	}
	return status;
}

/* One line: what these servers use the name for. */
static enum sanreq_status
describe_set(struct runs *runs, const struct run *first, const char *before,
    struct buf *out, struct error *err)
{
	struct group group = {0};
	enum sanreq_status status;

	for (size_t i = 0; i < runs->n; i++) {
		struct run *run = &runs->items[i];

		if (run->audience != first->audience ||
		    run->nservers != first->nservers || run->set != first->set)
			continue;
		group.seen[run->service][run->scope] = run->use;
		run->told = true;
	}
	status = add_word(out, before, audience_words(first->audience), err);
	if (status == SANREQ_OK)
		status = buf_adds(out, ":", err);
	if (status == SANREQ_OK)
		status = describe_services(&group, out, err);
	return status == SANREQ_OK ? describe_servers(first, out, err) : status;
}

enum sanreq_status
uses_describe(const struct inventory_name *name, bool peers, struct buf *out,
    struct error *err)
{
	enum sanreq_status status = SANREQ_OK;
	struct runs runs = {0};
	size_t nlines = 0;

	for (size_t i = 0; status == SANREQ_OK && i < name->nuses; i++)
		status = runs_add(&runs, &name->uses[i], err);
	for (int a = 0; a < AUDIENCE_COUNT; a++)
		for (size_t i = 0; status == SANREQ_OK && i < runs.n; i++) {
			const struct run *run = &runs.items[i];

			if ((int)run->audience != a || run->told ||
			    (a == AUDIENCE_PEER && !peers))
				continue;
			status = describe_set(
			    &runs, run, nlines++ == 0 ? "" : "\n", out, err);
		}
	free(runs.items);
	return status;
}

bool
uses_are_peers(const struct inventory_name *name)
{
	for (size_t i = 0; i < name->nuses; i++)
		if (name->uses[i].audience != AUDIENCE_PEER)
			return false;
	return name->nuses > 0;
}

unsigned
name_column(const struct inventory *inventory)
{
	size_t n;
	const struct inventory_name *names = inventory_names(inventory, &n);
	unsigned width = NAME_COLUMN_LEAST;

	for (size_t i = 0; i < n; i++) {
		unsigned columns = (unsigned)strlen(names[i].text);

		if (columns > width && columns <= NAME_COLUMN_MOST)
			width = columns;
	}
	return width;
}
