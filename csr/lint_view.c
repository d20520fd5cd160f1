/*
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "lint_view.h"

static const enum paint paints[] = {PAINT_DIM, PAINT_YELLOW, PAINT_RED};

/* --- the findings --------------------------------------------------------- */

void
lint_view_begin(struct lint_view *view)
{
	if (!view->json || out_open(&view->out, view->output->file, false,
			       &view->failure) != SANREQ_OK)
		return;
	out_map(&view->out, OUT_BLOCK);
	out_key(&view->out, "sanreq");
	out_integer(&view->out, 1);
	out_field(&view->out, "kind", "lint");
	out_key(&view->out, "files");
	out_list(&view->out, OUT_BLOCK);
}

static void
put_finding(struct out *out, const struct lint_finding *f)
{
	out_map(out, OUT_FLOW);
	out_field(out, "id", f->rule->id);
	out_field(out, "severity", severity_text(f->severity));
	out_field(out, "place", f->place);
	out_field(out, "dn", f->dn);
	out_field(out, "message", f->message);
	out_field(out, "source", f->rule->source);
	out_map_end(out);
}

static void
put_report(struct out *out, const struct lint_report *report)
{
	size_t i;

	out_map(out, OUT_BLOCK);
	out_field(out, "file", QUOTES(report->file));
	if (report->line != 0) {
		out_key(out, "line");
		out_integer(out, (long long)report->line);
	}
	out_field(out, "type", report->type);
	if (report->decoded != NULL) {
		out_field(out, "subject", report->decoded->subject_text);
		out_field(out, "key", report->decoded->key.description);
	}
	out_key(out, "findings");
	out_list(out, OUT_BLOCK);
	for (i = 0; i < report->nfindings; i++)
		put_finding(out, &report->findings[i]);
	out_list_end(out);
	out_map_end(out);
}

static void
print_heading(const struct output *output, const struct lint_report *report)
{
	const struct decoded *d = report->decoded;
	char head[600];
	size_t n;

	n = (size_t)snprintf(head, sizeof(head), "%s", QUOTES(report->file));
	if (report->line != 0)
		n += (size_t)snprintf(head + n, sizeof(head) - n, ":%ju",
		    (uintmax_t)report->line);
	n += (size_t)snprintf(head + n, sizeof(head) - n, ": %s", report->type);
	if (d != NULL)
		snprintf(head + n, sizeof(head) - n, ", %s, %zu name%s",
		    QUOTES(d->key.description), d->nnames,
		    d->nnames == 1 ? "" : "s");
	print_painted(output, PAINT_BOLD, head);
	fputc('\n', output->file);
}

/* The message, and below it the source. */
static void
print_findings(const struct lint_view *view, const struct lint_report *report)
{
	static const unsigned widths[] = {9, 5};
	char severity[16], text[2048];
	const char *cells[3] = {severity, NULL, text};
	const struct lint_finding *f;
	size_t i, hidden = 0;
	struct table table;

	table_begin(&table, view->output, 3, widths);
	for (i = 0; i < report->nfindings; i++) {
		f = &report->findings[i];
		if (f->severity == SEVERITY_INFO && !view->info) {
			hidden++;
			continue;
		}
		snprintf(severity, sizeof(severity), "  %s",
		    severity_text(f->severity));
		cells[1] = f->rule->id;
		snprintf(text, sizeof(text), "%s (%s)%s%s", f->message,
		    f->rule->source, f->dn != NULL ? "\nat " : "",
		    f->dn != NULL ? f->dn : "");
		table_row(&table, paints[f->severity], cells);
	}
	if (report->nfindings == 0)
		fputs("  keeps every rule\n", view->output->file);
	else if (hidden != 0)
		fprintf(view->output->file,
		    "  %zu finding%s for information%s\n", hidden,
		    hidden == 1 ? "" : "s", ": -v shows them");
}

void
lint_view_report(struct lint_view *view, const struct lint_report *report)
{
	size_t i;

	for (i = 0; i < report->nfindings; i++)
		view->counts[report->findings[i].severity]++;
	if (view->json) {
		put_report(&view->out, report);
	} else if (!view->quiet) {
		if (view->nreports > 0)
			fputc('\n', view->output->file);
		print_heading(view->output, report);
		print_findings(view, report);
	}
	view->nreports++;
}

enum sanreq_status
lint_view_end(struct lint_view *view, bool failed, struct error *err)
{
	if (view->json) {
		out_list_end(&view->out);
		out_map_end(&view->out);
		if (out_close(&view->out) != SANREQ_OK)
			return error_set(err, view->failure.status, "%s",
			    view->failure.text);
		return SANREQ_OK;
	}
	if (!failed && !view->quiet && view->nreports > 1)
		fprintf(view->output->file,
		    "\n%zu files: %zu error%s, %zu warning%s\n", view->nreports,
		    view->counts[SEVERITY_ERROR],
		    view->counts[SEVERITY_ERROR] == 1 ? "" : "s",
		    view->counts[SEVERITY_WARNING],
		    view->counts[SEVERITY_WARNING] == 1 ? "" : "s");
	return SANREQ_OK;
}

/* --- the catalogue -------------------------------------------------------- */

/* In the order of enum rule_ca, less RULE_NONE. */
static const struct {
	enum rule_ca ca;
	const char *word;
} columns[] = {{RULE_PUBLIC, "public"}, {RULE_LETS_ENCRYPT, "lets-encrypt"},
    {RULE_PRIVATE, "private"}, {RULE_ADCS, "adcs"}};

#define COLUMNS (sizeof(columns) / sizeof(columns[0]))

static const struct {
	unsigned bit;
	const char *word;
} subjects[] = {{JUDGES_PLAN, "plan"}, {JUDGES_SPELLING, "name"},
    {JUDGES_REQUEST, "request"}, {JUDGES_CERTIFICATE, "certificate"},
    {JUDGES_PFX, "pfx"}, {JUDGES_KEY_FILE, "private key"}};

#define SUBJECTS (sizeof(subjects) / sizeof(subjects[0]))

static const char *
severity_word(int severity)
{
	return severity < 0 ? "-" : severity_text((enum severity)severity);
}

static void
put_rule(struct out *out, const struct rule *r)
{
	size_t i;

	out_map(out, OUT_FLOW);
	out_field(out, "id", r->id);
	out_field(out, "title", r->title);
	out_key(out, "severity");
	out_map(out, OUT_FLOW);
	for (i = 0; i < COLUMNS; i++)
		if (r->severity[columns[i].ca] >= 0)
			out_field(out, columns[i].word,
			    severity_word(r->severity[columns[i].ca]));
	out_map_end(out);
	out_key(out, "judges");
	out_list(out, OUT_FLOW);
	for (i = 0; i < SUBJECTS; i++)
		if (r->judges & subjects[i].bit)
			out_text(out, subjects[i].word);
	out_list_end(out);
	out_field(out, "needs", r->needs);
	out_field(out, "source", r->source);
	out_field(out, "explanation", r->explain);
	out_map_end(out);
}

static enum sanreq_status
list_json(const struct output *output, struct error *err)
{
	const struct rule *r;
	struct out out;
	size_t i;

	if (out_open(&out, output->file, false, err) != SANREQ_OK)
		return err->status;
	out_map(&out, OUT_BLOCK);
	out_key(&out, "sanreq");
	out_integer(&out, 1);
	out_field(&out, "kind", "rules");
	out_key(&out, "rules");
	out_list(&out, OUT_BLOCK);
	for (i = 0; (r = rules_at(i)) != NULL; i++)
		put_rule(&out, r);
	out_list_end(&out);
	out_map_end(&out);
	return out_close(&out);
}

static void
judged_text(const struct rule *r, char *dst, size_t size)
{
	size_t i, used = 0;

	dst[0] = '\0';
	for (i = 0; i < SUBJECTS && used < size; i++)
		if (r->judges & subjects[i].bit)
			used += (size_t)snprintf(dst + used, size - used,
			    "%s%s", used > 0 ? ", " : "", subjects[i].word);
}

enum sanreq_status
lint_list(const struct output *output, bool json, struct error *err)
{
	static const char *const titles[] = {
	    "RULE", "PUBLIC", "PRIVATE", "CONDITION AND WHAT IT JUDGES"};
	static const unsigned widths[] = {5, 7, 7};
	char judged[80], text[240];
	const struct rule *r;
	struct table table;
	size_t i;

	if (json)
		return list_json(output, err);
	table_begin(&table, output, 4, widths);
	table_row(&table, PAINT_BOLD, titles);
	for (i = 0; (r = rules_at(i)) != NULL; i++) {
		const char *cells[] = {r->id,
		    severity_word(r->severity[RULE_PUBLIC]),
		    severity_word(r->severity[RULE_ADCS]), text};

		judged_text(r, judged, sizeof(judged));
		snprintf(text, sizeof(text), "%s (%s%s%s)", r->title, judged,
		    r->needs != NULL ? "; needs " : "",
		    r->needs != NULL ? r->needs : "");
		table_row(&table, PAINT_PLAIN, cells);
	}
	fputs(
	    "\nsanreq lint --explain RULE tells more of one.\n", output->file);
	return SANREQ_OK;
}

void
lint_rule(const struct output *output, const struct rule *r)
{
	char text[512], judged[80];
	size_t i, used = 0;

	snprintf(text, sizeof(text), "%s: %s", r->id, r->title);
	print_painted(output, PAINT_BOLD, text);
	fputs("\n\n", output->file);
	print_wrapped(output, 0, r->explain);
	for (i = 0; i < COLUMNS; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used,
		    "%s%s %s", i > 0 ? ", " : "", columns[i].word,
		    r->severity[columns[i].ca] < 0
			? "silent"
			: severity_word(r->severity[columns[i].ca]));
	judged_text(r, judged, sizeof(judged));
	fprintf(output->file, "\nSeverity: %s\nJudges:   %s%s%s\n", text,
	    judged, r->needs != NULL ? "; lint needs " : "",
	    r->needs != NULL ? r->needs : "");
	fprintf(output->file, "Source:   %s\n", r->source);
}
