/*
 * SPDX-License-Identifier: ISC
 *
 * dn_memory: the DN of the record that is being read, parsed and printed,
 * kept for the next one.
 *
 * Objects of one server come one after the other, so of most DNs only the
 * first parts are new and the rest is taken over. In any other order the
 * result is the same, only slower.
 *
 * Does not: remember more than one DN.
 */
#ifndef EXCHANGE_DN_MEMORY_H
#define EXCHANGE_DN_MEMORY_H

#include "exchange/dn.h"

struct dn_memory {
	struct dn dn;     /* of a copy of the text */
	const char *text; /* as dn_print() writes it */
	size_t ntext;
	/* Both texts stand at the end of their room: what two DNs have in
	 * common stays where it is. */
	char *given;
	size_t ngiven; /* 0: nothing is remembered */
	char *printed;
	size_t tails[DN_PARTS_MAX]; /* bytes from each part on, printed */
	size_t server;              /* dn_server() */
	struct buf head;            /* the new parts, printed */
};

NODISCARD enum sanreq_status dn_memory_init(struct dn_memory *, struct error *);
void dn_memory_release(struct dn_memory *);

/* dn_parse() and dn_print(); what they give is lent until the next call.
 * SANREQ_INPUT: as dn_parse(). */
NODISCARD enum sanreq_status
dn_memory_read(struct dn_memory *, const char *, size_t, struct error *);

#endif
