/*
 * SPDX-License-Identifier: ISC
 *
 * The part of a job that waits for the others: DNS is asked about the names
 * that they gave, and about those that the plan will take by itself.
 */
#include <string.h>

#include "job_inner.h"
#include "name/dns_facts.h"
#include "source/dns_source.h"

enum sanreq_status
job_keep_dns(struct job *job, const char *source, struct error *err)
{
	struct job_dns **end = &job->dns, *kept;
	struct pool *pool;

	if (dns_source_check(source, err) != SANREQ_OK ||
	    job_begin(job, err) != SANREQ_OK)
		return err->status;
	pool = inventory_pool(job->inventory);
	if ((kept = pool_alloc(pool, sizeof(*kept), err)) == NULL ||
	    (kept->source = pool_copy(pool, source, strlen(source), err)) ==
		NULL)
		return err->status;
	kept->next = NULL;
	while (*end != NULL)
		end = &(*end)->next;
	*end = kept;
	return SANREQ_OK;
}

/* What is no name is told when the plan is made. */
static enum sanreq_status
ask_about(struct job *job, const char *text, struct error *err)
{
	struct error ignored = {0};
	struct name name;

	if (name_parse(text, strlen(text), &name, &ignored) != SANREQ_OK ||
	    name.kind == NAME_IP)
		return SANREQ_OK;
	return inventory_ask_dns(job->inventory,
	    name.text + (name.kind == NAME_WILDCARD ? 2 : 0), err);
}

enum sanreq_status
job_look_up(
    struct job *job, const char *const *add, size_t nadd, struct error *err)
{
	enum sanreq_status status = SANREQ_OK;
	size_t nnames = job->profile != NULL ? job->profile->nnames : 0;

	if (job->dns == NULL)
		return SANREQ_OK;
	for (size_t i = 0; status == SANREQ_OK && i < nadd; i++)
		status = ask_about(job, add[i], err);
	for (size_t i = 0; status == SANREQ_OK && i < nnames; i++)
		status = ask_about(job, job->profile->names[i].text, err);
	while (status == SANREQ_OK && job->dns != NULL) {
		status = job_read_now(job, job->dns->source, err);
		job->dns = job->dns->next;
	}
	return status;
}
