/*
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "name/use_words.h"
#include "uses.h"

#define SHOWN_SERVERS     3
#define NAME_COLUMN_LEAST 16
#define NAME_COLUMN_MOST  34

/* What one audience does with a name. */
struct group {
	bool seen[SERVICE_COUNT][SCOPE_COUNT];
	const char *shown[SHOWN_SERVERS + 1]; /* the first ones, distinct */
	size_t nshown;
	size_t nuses;
};

static const char *
audience_words(enum use_audience audience)
{
	static const char *const words[AUDIENCE_COUNT] = {
	    "clients", "servers", "http only", "back end", "candidate", "peer"};

	return words[audience];
}

static bool
same_server(const char *a, const char *b)
{
	return a == b || strcmp(a, b) == 0;
}

static void
group_add(struct group *group, const struct use *use)
{
	size_t i;

	group->seen[use->service][use->scope] = true;
	group->nuses++;
	if (use->server == NULL || group->nshown > SHOWN_SERVERS)
		return;
	for (i = 0; i < group->nshown; i++)
		if (same_server(group->shown[i], use->server))
			return;
	group->shown[group->nshown++] = use->server;
}

static int
compare_texts(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return *x == *y ? 0 : strcmp(*x, *y);
}

/* Distinct servers, when there are more than are shown. */
static enum sanreq_status
count_servers(const struct inventory_name *name, enum use_audience audience,
    size_t *count, struct error *err)
{
	const char **servers = calloc(name->nuses, sizeof(*servers));
	size_t n = 0;

	if (servers == NULL)
		return error_memory(err);
	for (size_t i = 0; i < name->nuses; i++) {
		const struct use *use = &name->uses[i];

		/* neighbours are often of one server */
		if (use->audience == audience && use->server != NULL &&
		    (n == 0 || servers[n - 1] != use->server))
			servers[n++] = use->server;
	}
	qsort(servers, n, sizeof(*servers), compare_texts);
	*count = 0;
	for (size_t i = 0; i < n; i++)
		if (i == 0 || !same_server(servers[i], servers[i - 1]))
			(*count)++;
	free(servers);
	return SANREQ_OK;
}

static enum sanreq_status
describe_servers(const struct group *group, const struct inventory_name *name,
    enum use_audience audience, struct buf *out, struct error *err)
{
	enum sanreq_status status = SANREQ_OK;
	size_t count = 0;

	if (group->nshown > SHOWN_SERVERS) {
		status = count_servers(name, audience, &count, err);
		if (status == SANREQ_OK)
			status = buf_addf(out, err, " on %zu servers", count);
		return status;
	}
	for (size_t i = 0; status == SANREQ_OK && i < group->nshown; i++)
		status = buf_addf(out, err, "%s%s", i == 0 ? " on " : ", ",
		    QUOTES(group->shown[i]));
	return status;
}

/* Scopes of a service as bits, and how they are put in words. */
static unsigned
scopes_of(const struct group *group, int service)
{
	unsigned scopes = 0;

	for (int scope = 0; scope < SCOPE_COUNT; scope++)
		if (group->seen[service][scope])
			scopes |= 1u << scope;
	return scopes;
}

/* Where the service alone says all, its scope does not follow. */
static bool
scope_is_plain(unsigned scopes)
{
	for (int scope = 0; scope < SCOPE_COUNT; scope++)
		if (scopes == 1u << scope)
			return use_words_scope_is_plain((enum use_scope)scope);
	return false;
}

static enum sanreq_status
describe_scopes(unsigned scopes, struct buf *out, struct error *err)
{
	enum sanreq_status status = SANREQ_OK;
	const char *before = " ";

	for (int scope = 0; scope < SCOPE_COUNT; scope++) {
		if ((scopes & 1u << scope) == 0 || status != SANREQ_OK)
			continue;
		status = buf_addf(out, err, "%s%s", before,
		    use_scope_text((enum use_scope)scope));
		before = " and ";
	}
	return status;
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
			status = buf_addf(out, err, "%s%s", before,
			    use_words_service((enum use_service)k));
			before = ", ";
		}
		if (status == SANREQ_OK && !scope_is_plain(scopes))
			status = describe_scopes(scopes, out, err);
		before = "; ";
	}
	return status;
}

enum sanreq_status
uses_describe(const struct inventory_name *name, bool peers, struct buf *out,
    struct error *err)
{
	struct group groups[AUDIENCE_COUNT] = {0};
	enum sanreq_status status = SANREQ_OK;
	bool first = true;

	for (size_t i = 0; i < name->nuses; i++)
		group_add(&groups[name->uses[i].audience], &name->uses[i]);
	for (int a = 0; status == SANREQ_OK && a < AUDIENCE_COUNT; a++) {
		if (groups[a].nuses == 0 || (a == AUDIENCE_PEER && !peers))
			continue;
		status = buf_addf(out, err, "%s%s:", first ? "" : "\n",
		    audience_words((enum use_audience)a));
		if (status == SANREQ_OK)
			status = describe_services(&groups[a], out, err);
		if (status == SANREQ_OK)
			status = describe_servers(
			    &groups[a], name, (enum use_audience)a, out, err);
		first = false;
	}
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
