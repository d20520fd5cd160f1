/*
 * SPDX-License-Identifier: ISC
 *
 * args: the command line of the helper, `sanreq-fetch COMMAND [options]
 * OPERAND`.
 *
 * Does not: read the password (it names its file descriptor), contact
 * anything. What the options refuse together is refused here, before any
 * byte leaves the machine.
 */
#ifndef FETCH_ARGS_H
#define FETCH_ARGS_H

#include <stdbool.h>

#include "base/error.h"

#define ARGS_ATTRIBUTES_MAX 256
#define ARGS_TIMEOUT_MAX    3600u

#define ARGS_SERVERS_MAX 16
#define ARGS_NAMES_MAX   1000

struct fetch_options {
	const char *command; /* one of fetch_commands[] */
	const char *url;     /* the operand */
	unsigned timeout;    /* seconds, each network operation */
	const char *bind_dn;
	int password_fd;       /* or -1 */
	const char *sasl_mech; /* or NULL */
	int starttls;          /* 0 no, 1 try, 2 required */
	const char *ca_file;   /* or NULL: the system's */
	const char *base;      /* or NULL */
	const char *filter;
	char *attributes[ARGS_ATTRIBUTES_MAX + 1]; /* NULL-terminated */
	bool insecure_plain_bind;
	bool insecure_no_verify;
	const char *domain; /* or NULL */
	const char *site;   /* or NULL */
	bool chase;
	const char *dns_servers[ARGS_SERVERS_MAX + 1]; /* NULL-terminated */
	const char *names[ARGS_NAMES_MAX + 1]; /* likewise: to look up */
};

/* NULL-terminated. */
extern const char *const fetch_commands[];

/* Everything lent from argv. SANREQ_USAGE. */
NODISCARD enum sanreq_status
args_parse(struct fetch_options *, int argc, char **argv, struct error *);

#endif
