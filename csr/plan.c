/*
 * SPDX-License-Identifier: ISC
 *
 * sanreq plan: the verdicts.
 */
#include <stdlib.h>
#include <string.h>

#include "edit.h"
#include "gather.h"
#include "plan_view.h"

static enum sanreq_status
plan_write(const struct output *output, const struct cli *cli,
    const struct plan *plan, struct error *err)
{
	if (cli->why != NULL)
		return plan_view_why(output, plan, cli->why, err);
	switch (cli->format) {
	case FORMAT_JSON: return plan_write_json(plan, output->file, err);
	case FORMAT_YAML: return plan_write_yaml(plan, output->file, err);
	case FORMAT_CSV: return plan_view_csv(output, plan, err);
	case FORMAT_HTML: return plan_view_html(output, plan, err);
	case FORMAT_NAMES: plan_view_names(output, plan); return SANREQ_OK;
	case FORMAT_TABLE: break;
	}
	return plan_view_table(output, cli, plan, err);
}

static bool
same_name(const char *raw, const char *text)
{
	struct error ignored = {0};
	struct name name;

	return name_parse(raw, strlen(raw), &name, &ignored) == SANREQ_OK &&
	       strcmp(name.text, text) == 0;
}

/* What the options said, less what the edit says otherwise, and the edit. */
static enum sanreq_status
join_words(struct words *out, const struct words *options,
    const struct words *edited, const struct words *against, struct error *err)
{
	out->items = calloc(options->n + edited->n + 1, sizeof(*out->items));
	if (out->items == NULL)
		return error_memory(err);
	for (size_t i = 0; i < options->n; i++) {
		bool overruled = false;

		for (size_t k = 0; k < against->n; k++)
			overruled |=
			    same_name(options->items[i], against->items[k]);
		if (!overruled)
			out->items[out->n++] = options->items[i];
	}
	for (size_t i = 0; i < edited->n; i++)
		out->items[out->n++] = edited->items[i];
	return SANREQ_OK;
}

static enum sanreq_status
edit(struct job *job, const struct cli *cli, struct error *err)
{
	struct words add = {0}, drop = {0};
	struct edited edited = {0};
	enum sanreq_status status;

	if ((status = edit_plan(job->plan, &edited, err)) == SANREQ_OK &&
	    (status = join_words(&add, &cli->add, &edited.add, &edited.drop,
		 err)) == SANREQ_OK &&
	    (status = join_words(&drop, &cli->drop, &edited.drop, &edited.add,
		 err)) == SANREQ_OK) {
		job->nadd_edited = edited.add.n;
		job->ndrop_edited = edited.drop.n;
		status =
		    job_plan(job, add.items, add.n, drop.items, drop.n, err);
	}
	free(add.items);
	free(drop.items);
	edited_release(&edited);
	return status;
}

enum exit_status
plan_run(const struct cli *cli, struct error *err)
{
	struct job job = {0};
	struct output output = {0};
	enum sanreq_status status;

	status = gather_plan(&job, cli, err);
	if (status == SANREQ_OK && cli->edit)
		status = edit(&job, cli, err);
	if (status == SANREQ_OK &&
	    (status = output_open(&output, cli, err)) == SANREQ_OK)
		status = plan_write(&output, cli, job.plan, err);
	status = output_close(&output, status != SANREQ_OK, err);
	job_release(&job);
	return exit_status_of(status);
}
