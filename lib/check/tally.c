/*
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>

#include "check/tally.h"

void
tally_init(struct tally *t, uint64_t seed)
{
	*t = (struct tally){0};
	keyset_init(&t->keys, seed, true);
}

void
tally_release(struct tally *t)
{
	keyset_release(&t->keys);
	free(t->servers);
	t->servers = NULL;
}

void
tally_name(struct tally *t)
{
	t->name++;
	t->last = NULL;
}

static enum sanreq_status
grow(struct tally *t, uint32_t number, struct error *err)
{
	uint32_t cap = t->cap != 0 ? 2 * t->cap : 64;
	struct tally_server *servers;

	if (number < t->cap)
		return SANREQ_OK;
	servers = reallocarray(t->servers, cap, sizeof(*servers));
	if (servers == NULL)
		return error_memory(err);
	for (uint32_t i = t->cap; i < cap; i++)
		servers[i] = (struct tally_server){0};
	t->servers = servers;
	t->cap = cap;
	return SANREQ_OK;
}

static enum sanreq_status
find_server(struct tally *t, const char *server, struct error *err)
{
	uint32_t number = 0;

	if (server != NULL) {
		if (keyset_add(&t->keys, server, &number, err) != SANREQ_OK)
			return err->status;
		number++;
	}
	t->number = number;
	return grow(t, number, err);
}

enum sanreq_status
tally_use(
    struct tally *t, const struct use *use, uint32_t *number, struct error *err)
{
	const struct use *last = t->last;

	if (last == NULL || last->service != use->service ||
	    last->scope != use->scope)
		t->group++;
	if ((last == NULL || last->server != use->server) &&
	    find_server(t, use->server, err) != SANREQ_OK)
		return err->status;
	t->last = use;
	*number = t->number;
	return SANREQ_OK;
}

bool
tally_first(struct tally *t, uint32_t number, unsigned mark)
{
	struct tally_server *server = &t->servers[number];
	uint16_t bit = (uint16_t)(1u << mark);

	if (server->group != t->group) {
		server->group = t->group;
		server->marks = 0;
	}
	if ((server->marks & bit) != 0)
		return false;
	server->marks |= bit;
	return true;
}

bool
tally_first_of_name(struct tally *t, uint32_t number)
{
	if (t->servers[number].name == t->name)
		return false;
	t->servers[number].name = t->name;
	return true;
}
