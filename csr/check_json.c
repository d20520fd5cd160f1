/*
 * SPDX-License-Identifier: ISC
 *
 * A check report for programs: JSON as the contract has it (design, section
 * 5), CSV, and the plain list of names that are missing.
 */
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "check_view.h"
#include "check_words.h"
#include "csv.h"
#include "name/inventory_json.h"
#include "name/json_text.h"

static enum sanreq_status
put_member(FILE *file, const char *before, const char *key, const char *text,
    struct error *err)
{
	fprintf(file, "%s\"%s\": ", before, key);
	if (text != NULL)
		return json_text_write(text, file, err);
	fputs("null", file);
	return SANREQ_OK;
}

static enum sanreq_status
put_time(FILE *file, const char *before, const char *key, time_t t,
    struct error *err)
{
	char text[40] = "";
	struct tm tm;

	if (t == 0 || gmtime_r(&t, &tm) == NULL ||
	    strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		return put_member(file, before, key, NULL, err);
	return put_member(file, before, key, text, err);
}

/* "names": [...] of those that a test picks. */
static enum sanreq_status
put_names(
    FILE *file, const struct report *report, bool unused, struct error *err)
{
	enum sanreq_status status = SANREQ_OK;
	size_t n, written = 0;
	const struct covering_name *names =
	    coverage_names(report->coverage, &n);

	fputc('[', file);
	for (size_t i = 0; status == SANREQ_OK && i < n; i++) {
		if (unused && !check_is_unused(&names[i]))
			continue;
		if (written++ != 0)
			fputs(", ", file);
		status = json_text_write(names[i].text, file, err);
	}
	fputc(']', file);
	return status;
}

static enum sanreq_status
put_certificate(FILE *file, const struct report *report, struct error *err)
{
	const struct decoded *c = report->subject.certificate;

	fprintf(file, "  \"certificate\": {\"type\": \"%s\"",
	    c->kind == DECODED_REQUEST ? "request" : "certificate");
	if (put_member(file, ", ", "source", report->subject.where, err) !=
		SANREQ_OK ||
	    put_member(file, ",\n    ", "subject", c->subject_text, err) !=
		SANREQ_OK ||
	    put_member(file, ",\n    ", "issuer", c->issuer_text, err) !=
		SANREQ_OK ||
	    put_member(file, ",\n    ", "serial", c->serial, err) !=
		SANREQ_OK ||
	    put_member(file, ",\n    ", "sha256", c->sha256, err) !=
		SANREQ_OK ||
	    put_member(file, ",\n    ", "key", c->key.description, err) !=
		SANREQ_OK ||
	    put_time(file, ",\n    ", "not_before", c->not_before, err) !=
		SANREQ_OK ||
	    put_time(file, ", ", "not_after", c->not_after, err) != SANREQ_OK)
		return err->status;
	fputs(",\n    \"names\": ", file);
	if (put_names(file, report, false, err) != SANREQ_OK)
		return err->status;
	fputs("},\n", file);
	return SANREQ_OK;
}

static enum sanreq_status
put_use(FILE *file, const struct report *report,
    const struct inventory_name *name, const struct use *use, struct error *err)
{
	static const char *const cures[] = {NULL, "url", "name", "url or name"};
	const struct covering_name *by = coverage_by(report->coverage, name);
	enum cover_verdict verdict =
	    coverage_verdict(report->coverage, name, use);

	if (put_member(file, "    {", "name", name->text, err) != SANREQ_OK)
		return err->status;
	fputs(", ", file);
	if (use_write_json(use, file, err) != SANREQ_OK)
		return err->status;
	if (cover_is_needed(verdict))
		fprintf(file, ", \"covered\": %s",
		    verdict == COVER_COVERED ? "true" : "false");
	fprintf(file, ", \"verdict\": \"%s\"", cover_verdict_text(verdict));
	if (verdict == COVER_MISSING)
		fprintf(file, ", \"cure\": \"%s\", \"why\": \"%s\"",
		    cures[coverage_cure(report->coverage, name)],
		    cover_why_text(coverage_why(report->coverage, name)));
	if (by != NULL &&
	    (verdict == COVER_COVERED || verdict == COVER_CANDIDATE) &&
	    put_member(file, ", ", "by", by->text, err) != SANREQ_OK)
		return err->status;
	fputc('}', file);
	return SANREQ_OK;
}

typedef enum sanreq_status (*use_fn)(void *arg, const struct inventory_name *,
    const struct use *, struct error *);

/* Every use, but for peers' unless they are asked for. */
static enum sanreq_status
for_each_use(const struct inventory *inventory, bool peers, use_fn fn,
    void *arg, struct error *err)
{
	enum sanreq_status status = SANREQ_OK;
	size_t n;
	const struct inventory_name *names = inventory_names(inventory, &n);

	for (size_t i = 0; status == SANREQ_OK && i < n; i++)
		for (size_t k = 0; status == SANREQ_OK && k < names[i].nuses;
		     k++)
			if (peers || names[i].uses[k].audience != AUDIENCE_PEER)
				status =
				    fn(arg, &names[i], &names[i].uses[k], err);
	return status;
}

struct walk {
	const struct output *output;
	const struct report *report;
	size_t n;
};

static enum sanreq_status
json_use(void *arg, const struct inventory_name *name, const struct use *use,
    struct error *err)
{
	struct walk *walk = arg;

	fputs(walk->n++ == 0 ? "\n" : ",\n", walk->output->file);
	return put_use(walk->output->file, walk->report, name, use, err);
}

static enum sanreq_status
put_findings(FILE *file, const struct report *report,
    const struct inventory *inventory, struct error *err)
{
	size_t n;
	const struct finding *findings = inventory_findings(inventory, &n);

	fputs("  \"findings\": [", file);
	if (findings_write_json(findings, n, 0, file, err) != SANREQ_OK ||
	    findings_write_json(
		report->findings, report->nfindings, n, file, err) != SANREQ_OK)
		return err->status;
	fputs(n + report->nfindings == 0 ? "]" : "\n  ]", file);
	return SANREQ_OK;
}

static enum sanreq_status
put_clients(FILE *file, const struct report *report, struct error *err)
{
	enum sanreq_status status = SANREQ_OK;

	fputs("  \"clients\": [", file);
	for (int i = 0; status == SANREQ_OK && i < CLIENT_COUNT; i++) {
		const struct client_story *story =
		    clients_story(report->clients, (enum client)i);

		fputs(i == 0 ? "\n" : ",\n", file);
		status = put_member(file, "    {", "client", story->title, err);
		fprintf(file, ", \"outcome\": \"%s\", \"steps\": [",
		    client_outcome_text(story->outcome));
		for (size_t k = 0; status == SANREQ_OK && k < story->nsteps;
		     k++) {
			status = put_member(file, k == 0 ? "{" : ", {", "step",
			    story->steps[k].title, err);
			fprintf(file, ", \"outcome\": \"%s\"}",
			    client_outcome_text(story->steps[k].outcome));
		}
		fputs("]}", file);
	}
	fputs("\n  ],\n", file);
	return status;
}

enum sanreq_status
check_view_json(const struct output *output, const struct cli *cli,
    const struct report *report, const struct inventory *inventory,
    struct error *err)
{
	struct walk walk = {output, report, 0};
	FILE *file = output->file;

	fputs("{\n  \"sanreq\": 1, \"kind\": \"check\",\n", file);
	if (put_certificate(file, report, err) != SANREQ_OK)
		return err->status;
	fputs("  \"uses\": [", file);
	if (for_each_use(inventory, cli->verbose, json_use, &walk, err) !=
	    SANREQ_OK)
		return err->status;
	fputs(walk.n == 0 ? "],\n" : "\n  ],\n", file);
	fputs("  \"unused\": ", file);
	if (put_names(file, report, true, err) != SANREQ_OK)
		return err->status;
	fputs(",\n", file);
	if (put_clients(file, report, err) != SANREQ_OK ||
	    put_findings(file, report, inventory, err) != SANREQ_OK)
		return err->status;
	fputs("\n}\n", file);
	return SANREQ_OK;
}

static enum sanreq_status
csv_use(void *arg, const struct inventory_name *name, const struct use *use,
    struct error *err)
{
	const struct walk *walk = arg;
	const struct coverage *coverage = walk->report->coverage;
	const struct covering_name *by = coverage_by(coverage, name);
	enum cover_verdict verdict = coverage_verdict(coverage, name, use);
	const char *row[] = {name->text, cover_verdict_text(verdict),
	    by != NULL ? by->text : NULL, use_service_text(use->service),
	    use_scope_text(use->scope), use_audience_text(use->audience),
	    use->server, use->value, use->source, use->dn, use->attribute};

	(void)err;
	csv_row(walk->output->file, row, sizeof(row) / sizeof(row[0]));
	return SANREQ_OK;
}

enum sanreq_status
check_view_csv(const struct output *output, const struct cli *cli,
    const struct report *report, const struct inventory *inventory,
    struct error *err)
{
	static const char *const titles[] = {"name", "verdict", "by", "service",
	    "scope", "audience", "server", "value", "source", "dn",
	    "attribute"};
	struct walk walk = {output, report, 0};

	csv_row(output->file, titles, sizeof(titles) / sizeof(titles[0]));
	return for_each_use(inventory, cli->verbose, csv_use, &walk, err);
}

void
check_view_names(const struct output *output, const struct report *report,
    const struct inventory *inventory)
{
	size_t n;
	const struct inventory_name *names = inventory_names(inventory, &n);

	for (size_t i = 0; i < n; i++)
		if (coverage_has(report->coverage, &names[i], COVER_MISSING))
			fprintf(output->file, "%s\n", names[i].text);
}
