/*
 * SPDX-License-Identifier: ISC
 *
 * clients: what each kind of client will do with a certificate, step by step
 * in the order in which it asks: Autodiscover first, then the URLs that it was
 * given.
 *
 * Autodiscover order (rules.md 4.3; MS-OXDISCO 3.1.5): a computer in the
 * domain takes the service connection points of the directory; all others, and
 * it too where there is none, ask https://<mail domain>, then
 * https://autodiscover.<mail domain>, then the redirection at
 * http://autodiscover.<mail domain>, then the SRV record.
 *
 *	clients_new(&clients, groups, &err);
 *	clients_story(clients, CLIENT_PHONE);
 *	clients_free(&clients);
 *
 * Groups are lent.
 *
 * Does not: ask DNS. Whether autodiscover.<mail domain> leads to the server at
 * hand is not in the directory: such a step depends on it.
 */
#ifndef CHECK_CLIENTS_H
#define CHECK_CLIENTS_H

#include "check/groups.h"

enum client {
	CLIENT_OUTLOOK_INSIDE,  /* on a computer of the domain */
	CLIENT_OUTLOOK_OUTSIDE, /* anywhere else */
	CLIENT_PHONE,
	CLIENT_BROWSER,
	CLIENT_MAIL, /* POP3 and IMAP4 */
	CLIENT_OTHER,
	CLIENT_COUNT
};

/* In the order of their weight. */
enum client_outcome {
	OUTCOME_NOTHING, /* no such URL */
	OUTCOME_SKIPPED, /* not asked: an earlier step answers */
	OUTCOME_FINE,
	OUTCOME_DEPENDS, /* warns if the name leads here, or if the service is
			  * on */
	OUTCOME_WARNS
};

/* "nothing", "skipped", "fine", "depends", "warns". */
const char *client_outcome_text(enum client_outcome);

struct client_step {
	const char *title;
	const char *note; /* what it means when it depends; or NULL */
	enum client_outcome outcome;
	size_t nfine; /* uses that are covered */
	/* groups that are not, the worst first */
	const struct cover_group **groups;
	size_t ngroups;
};

#define CLIENT_STEPS_MAX 4

struct client_story {
	const char *title;
	enum client_outcome outcome; /* the worst of the steps */
	struct client_step steps[CLIENT_STEPS_MAX];
	size_t nsteps;
};

struct clients;

NODISCARD enum sanreq_status
clients_new(struct clients **, const struct groups *, struct error *);
void clients_free(struct clients **);

const struct client_story *clients_story(const struct clients *, enum client);

#endif
