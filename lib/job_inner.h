/*
 * SPDX-License-Identifier: ISC
 *
 * job_inner: what the files of job share; for them alone.
 *
 * Does not: hold anything.
 */
#ifndef SANREQ_JOB_INNER_H
#define SANREQ_JOB_INNER_H

#include "job.h"

/* The job's inventory is there from here on. */
NODISCARD enum sanreq_status job_begin(struct job *, struct error *);

/* Reads the source at once, one of dns: too. */
NODISCARD enum sanreq_status
job_read_now(struct job *, const char *source, struct error *);

/* Keeps a source of dns: for job_look_up(). SANREQ_USAGE for what is no
 * domain. */
NODISCARD enum sanreq_status
job_keep_dns(struct job *, const char *source, struct error *);

#endif
