/*
 * SPDX-License-Identifier: ISC
 *
 * A plan as one self-contained HTML page: no script, no outside resource,
 * readable on paper and without colour.
 */
#include <string.h>

#include "base/text.h"
#include "findings.h"
#include "plan_view.h"
#include "uses.h"

static const char style[] =
    "body{font:16px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:60rem;"
    "padding:0 1rem;color:#1a1a1a;background:#fff}\n"
    "h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}\n"
    "table{border-collapse:collapse;width:100%}\n"
    "th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;"
    "border-bottom:1px solid #ccc;overflow-wrap:break-word}\n"
    "table{table-layout:fixed}th:first-child{width:32%}\n"
    ".findings th:first-child{width:5rem}"
    ".findings th:nth-child(2){width:6rem}\n"
    "td:first-child{font-family:ui-monospace,monospace;font-size:.92em}\n"
    ".rule{color:#555;font-size:.85em}.mark{font-weight:bold}\n"
    "@media print{body{margin:0;max-width:none;font-size:11pt}"
    "tr{break-inside:avoid}}\n"
    "@media(max-width:40rem){thead{display:none}"
    "tr,td{display:block;border:0}tr{border-bottom:1px solid #ccc}}\n";

static void
html_text(FILE *file, const char *text)
{
	for (; *text != '\0'; text++)
		switch (*text) {
		case '<': fputs("&lt;", file); break;
		case '>': fputs("&gt;", file); break;
		case '&': fputs("&amp;", file); break;
		case '"': fputs("&quot;", file); break;
		case '\n': fputs("<br>", file); break;
		default: fputc(*text, file);
		}
}

static void
html_head(FILE *file, const struct plan *plan)
{
	const char *organization = inventory_organization(plan->inventory);

	fprintf(file,
	    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
	    "<meta charset=\"utf-8\">\n"
	    "<meta name=\"viewport\" content=\"width=device-width\">\n"
	    "<title>Certificate plan</title>\n<style>\n%s</style>\n</head>\n"
	    "<body>\n<h1>Certificate plan",
	    style);
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

static void
html_finding(FILE *file, const struct finding *finding)
{
	fprintf(file, "<tr><td>%s</td><td>%s</td><td>", finding->id,
	    severity_text(finding->severity));
	html_text(file, finding->message);
	if (finding->dn != NULL) {
		fputs("<br><span class=\"rule\">", file);
		html_text(file, finding->dn);
		fputs("</span>", file);
	}
	fputs("</td></tr>\n", file);
}

static void
html_unread(FILE *file, const struct inventory *inventory)
{
	size_t n;
	const struct source_info *sources = inventory_sources(inventory, &n);

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < sources[i].nunread; k++) {
			fputs("<p><b>Incomplete: ", file);
			html_text(file, QUOTES(sources[i].source));
			fputs(" was not read whole:</b> ", file);
			html_text(file, QUOTES(sources[i].unread[k]));
			fputs("</p>\n", file);
		}
}

static void
html_findings(FILE *file, const struct plan *plan)
{
	const struct finding *finding;
	size_t cursor = 0;

	html_unread(file, plan->inventory);
	finding = findings_next(plan->inventory, plan, &cursor);
	if (finding == NULL)
		return;
	fputs("<h2>Findings</h2>\n<table class=\"findings\">\n<thead><tr>"
	      "<th>Id</th><th>Severity</th><th>What</th></tr></thead>\n"
	      "<tbody>\n",
	    file);
	for (; finding != NULL;
	     finding = findings_next(plan->inventory, plan, &cursor))
		html_finding(file, finding);
	fputs("</tbody>\n</table>\n", file);
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
	html_findings(output->file, plan);
	fputs("</body>\n</html>\n", output->file);
	return status;
}
