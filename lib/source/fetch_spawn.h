/*
 * SPDX-License-Identifier: ISC
 *
 * fetch_spawn: starts and ends the helper process.
 *
 * Calling sequence: fetch_spawn(), read from fd, fetch_reap().
 */
#ifndef SOURCE_FETCH_SPAWN_H
#define SOURCE_FETCH_SPAWN_H

#include <sys/types.h>

#include "source/source.h"

struct fetch_child {
	pid_t pid; /* 0: not running */
	int fd;    /* its standard output; reads time out; -1: closed */
};

/* What the helper is asked for. */
struct fetch_call {
	const char *command;           /* "ldap" ... */
	const char *operand;           /* a URL */
	const char *filter;            /* or NULL */
	const char *const *attributes; /* NULL-terminated, or NULL */
	const char *const *names;      /* to look up; likewise */
	const char *const *probes;     /* likewise */
	const char *accounts;          /* or NULL */
	const char *const *account_attributes;
};

/* Filter, attributes, probes and accounts as in struct record_consumer.
 * silence: seconds after which a read from fd fails with EAGAIN. */
NODISCARD enum sanreq_status
fetch_spawn(struct fetch_child *, const struct fetch_call *,
    const struct source_options *, unsigned silence, struct error *);

/* Closes fd and waits for the end; kills when told to, or when the end does
 * not come by itself soon. Returns what waitpid() gave, -1 when nothing is
 * known. */
int fetch_reap(struct fetch_child *, bool kill_it);

#endif
