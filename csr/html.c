/*
 * SPDX-License-Identifier: ISC
 *
 * A plan as an HTML page.
 */
#include <string.h>

#include "base/text.h"
#include "html_page.h"
#include "plan_view.h"
#include "uses.h"

static void
html_head(FILE *file, const struct plan *plan)
{
	const char *organization = inventory_organization(plan->inventory);

	html_begin(file, "Certificate plan");
	fputs("<h1>Certificate plan", file);
	if (organization != NULL) {
		fputs(" for ", file);
		html_text(file, QUOTES(organization));
	}
	fputs("</h1>\n<p>Profile <b>", file);
	html_text(file, QUOTES(plan->profile->name));
	fprintf(file,
	    "</b>. Names that go in: <b>%zu</b>; that stay out: <b>%zu</b>. "
	    "Common name: <b>%s</b>.</p>\n",
	    plan->ntaken, plan->nverdicts - plan->ntaken,
	    plan->common_name != NULL ? plan->common_name : "none");
}

static enum sanreq_status
html_verdict(FILE *file, const struct verdict *verdict, struct buf *uses,
    struct error *err)
{
	enum sanreq_status status;

	buf_clear(uses);
	status = uses_describe(verdict->name, false, uses, err);
	fputs("<tr><td>", file);
	html_text(file, verdict->name->text);
	fputs("</td><td>", file);
	if (verdict_is_loss(verdict))
		fputs("<span class=\"mark\">Clients will warn.</span> ", file);
	html_text(file, verdict->reason);
	fputs("<br><span class=\"rule\">", file);
	html_text(file, verdict->rule);
	fputs("</span></td><td>", file);
	html_text(file, buf_text(uses));
	fputs("</td></tr>\n", file);
	return status;
}

static enum sanreq_status
html_verdicts(FILE *file, const struct plan *plan, bool take, struct error *err)
{
	enum sanreq_status status = SANREQ_OK;
	struct buf uses;

	fprintf(file,
	    "<h2>%s</h2>\n<table>\n<thead><tr><th>Name</th><th>Why</th>"
	    "<th>Used by</th></tr></thead>\n<tbody>\n",
	    take ? "Goes in" : "Stays out");
	buf_init(&uses, 65536);
	for (size_t i = 0; status == SANREQ_OK && i < plan->nverdicts; i++)
		if (plan->verdicts[i].take == take)
			status =
			    html_verdict(file, &plan->verdicts[i], &uses, err);
	buf_release(&uses);
	fputs("</tbody>\n</table>\n", file);
	return status;
}

enum sanreq_status
plan_view_html(
    const struct output *output, const struct plan *plan, struct error *err)
{
	enum sanreq_status status = SANREQ_OK;

	html_head(output->file, plan);
	if (plan->ntaken != 0)
		status = html_verdicts(output->file, plan, true, err);
	if (status == SANREQ_OK && plan->ntaken != plan->nverdicts)
		status = html_verdicts(output->file, plan, false, err);
	html_unread(output->file, plan->inventory);
	html_findings(
	    output->file, plan->inventory, plan->findings, plan->nfindings);
	html_end(output->file);
	return status;
}
