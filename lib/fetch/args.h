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

#include "base/dns_server.h"
#include "base/error.h"

#define ARGS_ATTRIBUTES_MAX 256
#define ARGS_TIMEOUT_MAX    3600u

#define ARGS_NAMES_MAX  1000
#define ARGS_PROBES_MAX 32

struct fetch_options {
	const char *command; /* ldap, dns, tls, smtp, imap, pop3 */
	const char *url;     /* the operand */
	unsigned timeout;    /* seconds, each network operation */
	const char *bind_dn;
	int password_fd;       /* or -1 */
	const char *sasl_mech; /* or NULL; as spelled here */
	/* -O, libldap's security properties, or NULL: what fits; no option
	 * of sanreq */
	const char *sasl_props;
	int starttls;        /* 0 no, 1 try, 2 required */
	const char *ca_file; /* or NULL: the system's */
	const char *base;    /* or NULL */
	const char *filter;
	const char *attributes[ARGS_ATTRIBUTES_MAX + 1]; /* NULL-terminated */
	/* beside the search of filter and attributes, in the same session:
	 * what looks for closed containers (fetch/probe), and the place, in the
	 * same words, of those whose computer accounts are wanted
	 * (fetch/accounts), with these attributes */
	const char *probes[ARGS_PROBES_MAX + 1]; /* NULL-terminated */
	const char *accounts;                    /* or NULL */
	const char *account_attributes[ARGS_PROBES_MAX + 1];
	bool insecure_plain_bind;
	bool insecure_no_verify;
	const char *domain; /* or NULL */
	const char *site;   /* or NULL */
	bool chase;
	const char *dns_servers[DNS_SERVERS_MAX + 1]; /* NULL-terminated */
	const char *names[ARGS_NAMES_MAX + 1];        /* likewise: to look up */
};

/* SASL by what ldapi knows of the process; the others are Kerberos. */
#define ARGS_SASL_LOCAL "EXTERNAL"

/* Everything lent from argv. SANREQ_USAGE. */
NODISCARD enum sanreq_status
args_parse(struct fetch_options *, int argc, char **argv, struct error *);

#endif
