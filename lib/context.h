/*
 * SPDX-License-Identifier: ISC
 *
 * context: the inside of struct sanreq, for lib/sanreq*.c alone.
 *
 * Calling sequence of a public function with a status:
 *
 *	if (context_enter(s, STEP_...) != SANREQ_OK)
 *		return context_status(s);
 */
#ifndef SANREQ_CONTEXT_H
#define SANREQ_CONTEXT_H

#include "job.h"
#include "signing.h"

struct word_list {
	char **items; /* NULL behind the last, when there is one */
	size_t n;
};

struct sanreq {
	struct error err;
	struct job job;
	bool sealed;
	bool broken; /* a source could not be read: nothing to be made of it */
	bool guard;
	/* what job.options points to */
	char *helper;
	char *bind_dn;
	char *ca_file;
	char *base;
	char *domain;
	char *site;
	struct word_list dns_servers;
	struct word_list ca_domains;
	struct secret bind_password;
	struct word_list add;
	struct word_list drop;
	struct secret key_password;
	struct signing signing;
	bool requested; /* signing is done, and may be shown */
};

/* What must have been, and must not have been, before a function. */
enum step {
	STEP_ANY,
	STEP_SOURCES,    /* nothing is sealed yet */
	STEP_DISCOVERED, /* there is an inventory */
	STEP_PLANNED     /* there is a plan */
};

/* Clears the error. SANREQ_USAGE when the context is NULL or it is not the
 * time for the function. */
NODISCARD enum sanreq_status context_enter(struct sanreq *, enum step);

/* A text that the function needs: SANREQ_USAGE with its name when NULL. */
NODISCARD enum sanreq_status
context_need(struct sanreq *, const char *what, const void *);

/* Ends the request, which rests on the plan. */
void context_forget_request(struct sanreq *);

#endif
