/*
 * SPDX-License-Identifier: ISC
 *
 * sanreq lint --explain: a rule of the catalogue, or a finding that no rule
 * makes.
 */
#include <string.h>

#include "base/text.h"
#include "check/meanings.h"
#include "lint_view.h"

#define IDS_MAX 256

static void
explain_finding(const struct output *output, const struct finding_meaning *f)
{
	char text[64];

	snprintf(
	    text, sizeof(text), "%s: a finding, not a rule of lint", f->id);
	print_painted(output, PAINT_BOLD, text);
	fputs("\n\n", output->file);
	print_wrapped(output, 0, f->meaning);
	fputs("\nManual:   sanreq(1), FINDINGS\n", output->file);
}

/* The id of a rule or finding that may have been meant, or NULL. */
static const char *
nearest(const char *id)
{
	const char *ids[IDS_MAX] = {NULL};
	const char *const *rules = rules_ids();
	size_t n = 0, nfindings;
	const struct finding_meaning *findings = finding_meanings(&nfindings);
	char upper[16];
	size_t i;

	while (*rules != NULL && n + 1 < IDS_MAX)
		ids[n++] = *rules++;
	for (i = 0; i < nfindings && n + 1 < IDS_MAX; i++)
		ids[n++] = findings[i].id;
	for (i = 0; id[i] != '\0' && i + 1 < sizeof(upper); i++)
		upper[i] = id[i] >= 'a' && id[i] <= 'z'
			       ? (char)(id[i] - 'a' + 'A')
			       : id[i];
	upper[i] = '\0';
	return text_nearest(upper, ids);
}

enum sanreq_status
lint_explain(const struct output *output, const char *id, struct error *err)
{
	const struct rule *rule = rules_find(id);
	const struct finding_meaning *finding = finding_meaning_find(id);
	const char *near;

	if (rule != NULL) {
		lint_rule(output, rule);
		return SANREQ_OK;
	}
	if (finding != NULL) {
		explain_finding(output, finding);
		return SANREQ_OK;
	}
	near = nearest(id);
	return error_set(err, SANREQ_USAGE,
	    "--explain: no rule or finding \"%s\"%s%s%s", QUOTES(id),
	    near != NULL ? ": did you mean " : "", near != NULL ? near : "",
	    near != NULL ? "?"
			 : "; sanreq lint --list shows the rules, and "
			   "sanreq(1), FINDINGS, the findings");
}
