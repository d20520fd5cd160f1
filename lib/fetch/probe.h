/*
 * SPDX-License-Identifier: ISC
 *
 * probe: what in a directory is closed to our account and what is empty.
 *
 * A probe is the place of a container, RDNs from the top down between '/',
 * below the container of the search (exchange/containers.c has them). '*'
 * stands for every child that is seen, "*CLASS" for those of that objectClass,
 * or whose class may not be read. It is made only where the main search found
 * nothing directly below: the children of the object above are listed, which
 * tells of all containers there at once,
 *
 *	and the container is not among them: there is none;
 *	it is: its own children are listed. When some have no objectClass, they
 *	    are closed to us: "closed";
 *	neither it nor any other: by our rights in the ACL of the object that
 *	    has no children, or hasSubordinates (OpenLDAP), it is empty or
 *	    "closed"; without either, "unknown";
 *	not even the object above is there: the same of what is above that.
 *
 * A last '*' is always listed: a server of which nothing may be read would
 * else be missed. Each listing is made once; all those that can be known to be
 * needed are under way together (fetch/window). After the time limit and two
 * seconds more the rest is "skipped". With a base below the container of the
 * search, what is not below that base is not told; with one elsewhere nothing
 * is probed.
 *
 * Does not: tell single attributes that are closed from absent ones, nor a
 * closed object from none in a container where others of the kind were read.
 */
#ifndef FETCH_PROBE_H
#define FETCH_PROBE_H

#include "fetch/rootdse.h"
#include "fetch/seen.h"

#define PROBES_MS(timeout) \
	(2000 + (int64_t)(timeout)*1000) /* for all of them */

/* Makes the probes and looks for the accounts of the options (fetch/accounts),
 * and writes what they tell (fetch/report). */
NODISCARD enum sanreq_status probe_run(struct session *, const struct rootdse *,
    const char *base, const struct seen *, struct error *);

#endif
