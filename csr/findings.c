/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "base/text.h"
#include "findings.h"

static void
print_one(const struct table *table, const struct finding *finding)
{
	static const enum paint paints[] = {PAINT_DIM, PAINT_YELLOW, PAINT_RED};
	char text[2048];
	const char *cells[3] = {
	    severity_text(finding->severity), finding->id, text};

	if (finding->dn != NULL && strlen(finding->dn) < 500)
		snprintf(text, sizeof(text), "%s\nat %s", finding->message,
		    finding->dn);
	else
		snprintf(text, sizeof(text), "%s", finding->message);
	table_row(table, paints[finding->severity], cells);
}

void
findings_print(const struct output *output, const struct finding *findings,
    size_t n, bool info)
{
	static const unsigned widths[] = {7, 5};
	size_t left_out = 0, shown = 0;
	struct table table;

	table_begin(&table, output, 3, widths);
	for (int severity = SEVERITY_ERROR; severity >= 0; severity--)
		for (size_t i = 0; i < n; i++) {
			if ((int)findings[i].severity != severity)
				continue;
			if (severity == SEVERITY_INFO && !info) {
				left_out++;
				continue;
			}
			if (shown++ == 0)
				fprintf(output->file, "\nFindings\n");
			print_one(&table, &findings[i]);
		}
	if (left_out != 0)
		fprintf(output->file,
		    "\n%zu finding%s for information: -v shows %s.\n", left_out,
		    left_out == 1 ? "" : "s", left_out == 1 ? "it" : "them");
}
