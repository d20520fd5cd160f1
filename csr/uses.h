/*
 * SPDX-License-Identifier: ISC
 *
 * uses: the uses of one name in words, short enough for a table.
 *
 *	clients: ews, oab internal and external; pop3 internal on EX01
 *	clients: owa external on EX01, EX02
 *	http only: powershell internal on 7 servers
 *
 * One line per audience and set of servers, each service and scope once, at
 * most three servers by name. The work is linear in the uses, whatever their
 * number.
 */
#ifndef CSR_USES_H
#define CSR_USES_H

#include "base/buf.h"
#include "name/inventory.h"

/* Appends the lines, parted by '\n'. peers: with audience peer. */
NODISCARD enum sanreq_status uses_describe(
    const struct inventory_name *, bool peers, struct buf *, struct error *);

/* True when only peers use it: somebody else's name. */
bool uses_are_peers(const struct inventory_name *);

/* Columns for the names of an inventory in a table: the longest name's, in
 * reason. */
unsigned name_column(const struct inventory *);

#endif
