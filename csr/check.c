/*
 * SPDX-License-Identifier: ISC
 *
 * sanreq check: is every use covered by this certificate?
 */
#include <string.h>
#include <time.h>

#include "against.h"
#include "check_view.h"

static enum sanreq_status
check_write(const struct output *output, const struct cli *cli,
    const struct report *report, const struct inventory *inventory,
    struct error *err)
{
	switch (cli->format) {
	case FORMAT_JSON:
		return check_view_json(output, cli, report, inventory, err);
	case FORMAT_CSV:
		return check_view_csv(output, cli, report, inventory, err);
	case FORMAT_NAMES:
		check_view_names(output, report, inventory);
		return SANREQ_OK;
	case FORMAT_HTML:
		return check_view_html(output, cli, report, inventory, err);
	case FORMAT_YAML:
	case FORMAT_TABLE: break;
	}
	return check_view_table(output, cli, report, inventory, err);
}

static enum sanreq_status
check(const struct cli *cli, struct against *against, bool *warns,
    struct error *err)
{
	struct output output = {0};
	struct report *report = NULL;
	struct report_subject subject = {.now = time(NULL)};
	enum sanreq_status status;

	if (cli->profile != NULL && /* nothing depends on it */
	    (status = job_load_profile(&against->job, cli->profile, err)) !=
		SANREQ_OK)
		return status;
	if ((status = against_read(against, cli, err)) != SANREQ_OK)
		return status;
	subject.certificate = against->certificate;
	subject.where = against->where;
	subject.places = against->places;
	subject.nplaces = against->nplaces;
	subject.passed_over = against->passed_over;
	subject.npassed_over = against->npassed_over;
	subject.probed = against->job.probed;
	status = report_new(&report, against->job.inventory, &subject, err);
	if (status == SANREQ_OK &&
	    (status = output_open(&output, cli, err)) == SANREQ_OK)
		status = check_write(
		    &output, cli, report, against->job.inventory, err);
	status = output_close(&output, status != SANREQ_OK, err);
	*warns = report != NULL && report->warns;
	report_free(&report);
	return status;
}

enum exit_status
check_run(const struct cli *cli, struct error *err)
{
	struct against against = {0};
	enum sanreq_status status;
	bool warns = false;

	status = check(cli, &against, &warns, err);
	against_release(&against);
	if (status == SANREQ_OK && warns)
		return EXIT_NO;
	return exit_status_of(status);
}
