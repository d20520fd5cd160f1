/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "base/text.h"
#include "findings.h"
#include "source/incomplete.h"

/* A DN without what all objects of an organization share. */
static size_t
telling_length(const char *dn)
{
	static const char *const shared[] = {",CN=Servers,",
	    ",CN=Administrative Groups,", ",CN=Microsoft Exchange,",
	    ",CN=Services,"};
	size_t length = strlen(dn);

	for (size_t i = 0; i < sizeof(shared) / sizeof(shared[0]); i++) {
		const char *at = strstr(dn, shared[i]);

		if (at != NULL && (size_t)(at - dn) < length)
			length = (size_t)(at - dn);
	}
	return length;
}

static void
print_one(const struct table *table, const struct finding *finding, bool whole)
{
	static const enum paint paints[] = {PAINT_DIM, PAINT_YELLOW, PAINT_RED};
	char text[2048];
	const char *cells[3] = {
	    severity_text(finding->severity), finding->id, text};

	if (finding->dn != NULL)
		snprintf(text, sizeof(text), "%s\nat %.*s", finding->message,
		    (int)(whole ? strlen(finding->dn)
				: telling_length(finding->dn)),
		    finding->dn);
	else
		snprintf(text, sizeof(text), "%s", finding->message);
	table_row(table, paints[finding->severity], cells);
}

static const struct finding *
next_of_both(const struct inventory *inventory, const struct finding *more,
    size_t nmore, size_t *cursor)
{
	size_t n, i = (*cursor)++;
	const struct finding *findings = inventory_findings(inventory, &n);

	if (i < n)
		return &findings[i];
	return i - n < nmore ? &more[i - n] : NULL;
}

/* The findings of both, one after the other; NULL after the last. */
static const struct finding *
findings_next(
    const struct inventory *inventory, const struct plan *plan, size_t *cursor)
{
	return next_of_both(inventory, plan != NULL ? plan->findings : NULL,
	    plan != NULL ? plan->nfindings : 0, cursor);
}

void
incomplete_print(const struct output *output, const struct inventory *inventory)
{
	size_t n;
	const struct source_info *sources = inventory_sources(inventory, &n);
	char line[1024];

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < sources[i].nunread; k++) {
			snprintf(line, sizeof(line),
			    "Incomplete: %s was not read whole: %s",
			    QUOTES(sources[i].source),
			    QUOTES(sources[i].unread[k]));
			fputc('\n', output->file);
			print_wrapped(output, 4, line);
		}
}

/* incomplete_print() does, even where findings are not wanted. */
static bool
is_told_already(const struct finding *finding)
{
	return strcmp(finding->id, INCOMPLETE_ID) == 0;
}

void
findings_print_more(const struct output *output,
    const struct inventory *inventory, const struct finding *more, size_t n,
    bool info)
{
	static const unsigned widths[] = {7, 5};
	const struct finding *finding;
	size_t left_out = 0, shown = 0;
	struct table table;

	table_begin(&table, output, 3, widths);
	for (int severity = SEVERITY_ERROR; severity >= 0; severity--) {
		size_t i = 0;

		while (
		    (finding = next_of_both(inventory, more, n, &i)) != NULL) {
			if ((int)finding->severity != severity ||
			    is_told_already(finding))
				continue;
			if (severity == SEVERITY_INFO && !info) {
				left_out++;
				continue;
			}
			if (shown++ == 0)
				fprintf(output->file, "\nFindings\n");
			print_one(&table, finding, info);
		}
	}
	if (left_out != 0)
		fprintf(output->file,
		    "\n%zu finding%s for information: -v shows %s.\n", left_out,
		    left_out == 1 ? "" : "s", left_out == 1 ? "it" : "them");
}

void
findings_print(const struct output *output, const struct inventory *inventory,
    const struct plan *plan, bool info)
{
	findings_print_more(output, inventory,
	    plan != NULL ? plan->findings : NULL,
	    plan != NULL ? plan->nfindings : 0, info);
}

void
findings_print_about(
    const struct output *output, const struct plan *plan, const char *name)
{
	static const unsigned widths[] = {7, 5};
	char quoted[NAME_TEXT_MAX + 3];
	const struct finding *finding;
	size_t i = 0, shown = 0;
	struct table table;

	snprintf(quoted, sizeof(quoted), "\"%s\"", name);
	table_begin(&table, output, 3, widths);
	while ((finding = findings_next(plan->inventory, plan, &i)) != NULL) {
		if (strstr(finding->message, quoted) == NULL)
			continue;
		if (shown++ == 0)
			fprintf(output->file, "\nFindings\n");
		print_one(&table, finding, true);
	}
}
