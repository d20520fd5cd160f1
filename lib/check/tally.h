/*
 * SPDX-License-Identifier: ISC
 *
 * tally: which uses of a name are the same use, told of by several sources or
 * objects: those with the same service, scope and server (in any case).
 * Private to check/.
 *
 *	tally_init(&tally, seed);
 *	for each name: tally_name();
 *		for each of its uses: tally_use() gives the server's number,
 *		and tally_first() says whether it is the first with a mark
 *	tally_release(&tally);
 *
 * Uses come in the order of the sealed inventory; names of servers are lent.
 *
 * Does not: know what the marks mean.
 */
#ifndef CHECK_TALLY_H
#define CHECK_TALLY_H

#include "name/inventory.h"
#include "name/keyset.h"

struct tally_server {
	uint32_t group;   /* the latest in which it was met, ... */
	uint16_t marks;   /* ... and with which marks */
	uint32_t name;    /* the latest name for which it was counted */
	uint32_t covered; /* the caller's */
};

struct tally {
	struct keyset keys;
	struct tally_server *servers; /* 0: uses without one; then as keys */
	uint32_t cap;
	uint32_t group; /* of uses with one name, service and scope */
	uint32_t name;
	const struct use *last; /* of this name, or NULL */
	uint32_t number;        /* of its server */
};

void tally_init(struct tally *, uint64_t seed);
void tally_release(struct tally *);

void tally_name(struct tally *);
NODISCARD enum sanreq_status
tally_use(struct tally *, const struct use *, uint32_t *number, struct error *);

/* Of the uses of the group on that server, the first with the mark (0..15). */
bool tally_first(struct tally *, uint32_t number, unsigned mark);
/* The first time for this name and server. */
bool tally_first_of_name(struct tally *, uint32_t number);

#endif
