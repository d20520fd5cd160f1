/*
 * SPDX-License-Identifier: ISC
 *
 * sanreq repair: Exchange Management Shell commands that mend what check
 * finds.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "against.h"
#include "base/text.h"
#include "exchange/repair.h"
#include "output.h"

#define TOLD_NAMES 10

static enum repair_need
judge(const void *arg, const struct inventory_name *name, const struct use *use)
{
	const struct coverage *coverage = arg;

	switch (coverage_verdict(coverage, name, use)) {
	case COVER_COVERED: return REPAIR_COVERED;
	case COVER_MISSING: return REPAIR_MEND;
	case COVER_PRINCIPAL:
		return coverage_common_name(coverage) != NULL &&
			       !coverage_is_principal(coverage, name)
			   ? REPAIR_MEND
			   : REPAIR_NOT;
	default: return REPAIR_NOT;
	}
}

static enum repair_doubt
doubt(const void *arg, const struct inventory_name *name, const char **why)
{
	enum cover_why reason = coverage_why(arg, name);

	*why = cover_why_text(reason);
	switch (cover_why_cure(reason)) {
	case CURE_NAME: return REPAIR_FORGOTTEN;
	case CURE_EITHER: return REPAIR_MAYBE;
	case CURE_URL:
	case CURE_NONE: break;
	}
	return REPAIR_WRONG;
}

static void
tell_forgotten(const struct repair_forgotten *f)
{
	if (f->likely)
		fprintf(stderr,
		    "sanreq: %s: probably forgotten in the certificate, not "
		    "wrong in the URLs: %s\n",
		    f->name, f->why);
	else
		fprintf(stderr,
		    "sanreq: %s: not in the certificate: a wrong URL, or a "
		    "forgotten name?\n",
		    f->name);
}

/* What goes to standard error: the answer in short, and what must not be
 * overlooked in a long script. */
static void
tell(const struct repair *repair)
{
	size_t n, ncommands = repair_ncommands(repair),
		  nservers = repair_nservers(repair),
		  nleft = repair_nleft(repair);
	const struct repair_forgotten *forgotten = repair_forgotten(repair, &n);

	if (ncommands == 0 && nleft == 0) {
		fputs("sanreq: nothing to repair\n", stderr);
		return;
	}
	fprintf(stderr, "sanreq: %zu command%s for ", ncommands,
	    ncommands == 1 ? "" : "s");
	if (nservers == 0 && ncommands != 0)
		fputs("the whole organization", stderr);
	else
		fprintf(
		    stderr, "%zu server%s", nservers, nservers == 1 ? "" : "s");
	fprintf(stderr, ", namespace %s\n", repair_namespace(repair));
	if (repair_namespace_dns(repair) == REPAIR_DNS_NONE)
		fprintf(stderr, "sanreq: DNS has no address for %s\n",
		    repair_namespace(repair));
	for (size_t i = 0; i < n && i < TOLD_NAMES; i++)
		tell_forgotten(&forgotten[i]);
	if (n > TOLD_NAMES)
		fprintf(stderr, "sanreq: and %zu more such names\n",
		    n - TOLD_NAMES);
	if (nleft != 0)
		fprintf(stderr,
		    "sanreq: %zu setting%s left alone; the script says why\n",
		    nleft, nleft == 1 ? " is" : "s are");
}

static enum sanreq_status
write_script(
    const struct cli *cli, const struct repair *repair, struct error *err)
{
	const struct repair_form form = {
	    .apply = cli->apply, .rollback = cli->rollback};
	struct output output = {0};
	enum sanreq_status status = output_open(&output, cli, err);

	if (status == SANREQ_OK)
		repair_write(repair, &form, output.file);
	status = output_close(&output, status != SANREQ_OK, err);
	if (status == SANREQ_OK && !cli->quiet)
		tell(repair);
	return status;
}

/* The names of the certificate that clients match, each once. */
static const char **
list_names(const struct coverage *coverage, size_t *nnames)
{
	size_t n;
	const struct covering_name *names = coverage_names(coverage, &n);
	const char **list = calloc(n + 1, sizeof(*list));

	*nnames = 0;
	for (size_t i = 0; list != NULL && i < n; i++)
		if (names[i].fault == NULL && !names[i].duplicate)
			list[(*nnames)++] = names[i].text;
	return list;
}

static enum sanreq_status
repair(const struct cli *cli, const struct against *against,
    const struct report *report, struct error *err)
{
	struct repair_input input = {.inventory = against->job.inventory,
	    .judge = judge,
	    .doubt = doubt,
	    .arg = report->coverage,
	    .common_name = coverage_common_name(report->coverage),
	    .certificate = against->where,
	    .namespace_host = cli->namespace_host};
	const char **names = list_names(report->coverage, &input.nnames);
	struct repair *script = NULL;
	enum sanreq_status status;

	if (names == NULL)
		return error_memory(err);
	input.names = names;
	status = repair_new(&script, &input, err);
	if (status == SANREQ_OK)
		status = write_script(cli, script, err);
	repair_free(&script);
	free(names);
	return status;
}

enum exit_status
repair_run(const struct cli *cli, struct error *err)
{
	struct against against = {0};
	struct report *report = NULL;
	struct report_subject subject = {.now = time(NULL)};
	enum sanreq_status status = SANREQ_OK;

	if (cli->profile != NULL) /* nothing depends on it */
		status = job_load_profile(&against.job, cli->profile, err);
	if (status == SANREQ_OK)
		status = against_read(&against, cli, err);
	subject.certificate = against.certificate;
	subject.where = against.where;
	if (status == SANREQ_OK)
		status =
		    report_new(&report, against.job.inventory, &subject, err);
	if (status == SANREQ_OK)
		status = repair(cli, &against, report, err);
	report_free(&report);
	against_release(&against);
	return exit_status_of(status);
}
