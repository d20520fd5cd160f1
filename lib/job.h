/*
 * SPDX-License-Identifier: ISC
 *
 * job: one run from a profile and sources to a plan. The programs and the
 * public interface (sanreq.c) share it.
 *
 * Order (design, section 7): the profile is checked whole, then the sources
 * are read and the network closed, then the plan is made; signing.h goes on
 * from there.
 *
 *	struct job job = {.options = {.timeout = 10}};
 *	job_load_profile(); job_read() for each source; job_look_up();
 *	job_seal(); job_plan(); job_release()
 *
 * Sources of dns: wait for job_look_up(), which asks DNS about the names of
 * all the others, in whatever order they came.
 *
 * After a failed job_read(), job_look_up() or job_seal() the job can only be
 * released. With keep_going a source that cannot be read, or a server that
 * fails, is no failure of these: nothing of the source is taken, and the
 * inventory says so (unread, finding DSC32). Wrong usage and defects still
 * fail.
 *
 * Does not: copy the options' texts, ask for passwords, refuse a plan for
 * what the rules found (signing.h does).
 */
#ifndef SANREQ_JOB_H
#define SANREQ_JOB_H

#include "profile/plan.h"
#include "source/source.h"

/* A source that waits for the others. */
struct job_dns {
	const char *source;
	struct job_dns *next;
};

struct job {
	struct source_options options;
	bool keep_going;
	struct profile *profile;
	bool profile_given; /* one was loaded: it beats a plan's own */
	struct inventory *inventory;
	struct inventory *probed; /* of probe.h, sealed; or NULL */
	const char *first_source;
	struct job_dns *dns; /* in the order they came */
	/* keep_going: each source is read into one of its own first, which
	 * lives on, as what plans say lives in it */
	struct inventory **apart;
	size_t napart;
	size_t nfailed;
	struct error failure;      /* the first */
	const char *plans;         /* used as sources; NULL: none */
	struct plan_origin origin; /* of the first plan used as source */
	struct plan *plan;
	const char *const *ca_domains; /* for job_plan(): CAs, as CAA names */
	size_t nca_domains;
	/* of the lists for job_plan(): how many of the last are an edit's */
	size_t nadd_edited;
	size_t ndrop_edited;
};

/* In place of the one before. Without it job_plan() takes the settings that a
 * plan used as source holds, else the profile that it names, else public-ca. */
NODISCARD enum sanreq_status
job_load_profile(struct job *, const char *name, struct error *);
NODISCARD enum sanreq_status job_parse_profile(
    struct job *, const char *name, const char *text, size_t n, struct error *);

/* Adds one source to the inventory: as the user named it, or its text. One of
 * dns: is only kept for job_look_up(). */
NODISCARD enum sanreq_status
job_read(struct job *, const char *source, struct error *);
NODISCARD enum sanreq_status job_read_text(struct job *, const char *source,
    const char *text, size_t n, struct error *);

/* Reads the sources of dns:. DNS is asked about the names of the inventory, of
 * the profile and of the list, which is lent for the call: what is no name in
 * it is passed over, as job_plan() refuses it. */
NODISCARD enum sanreq_status
job_look_up(struct job *, const char *const *add, size_t nadd, struct error *);

/* Ends the reading, and compares the sources with each other. SANREQ_INPUT
 * when the sources hold no name at all; the first failure when none could be
 * read. */
NODISCARD enum sanreq_status job_seal(struct job *, struct error *);

/* The plan with the rules applied, in place of the one before. The lists are
 * lent for the call. */
NODISCARD enum sanreq_status job_plan(struct job *, const char *const *add,
    size_t nadd, const char *const *drop, size_t ndrop, struct error *);

void job_release(struct job *);

#endif
