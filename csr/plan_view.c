/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "base/text.h"
#include "csv.h"
#include "findings.h"
#include "plan_view.h"
#include "uses.h"

static void
print_heading(const struct output *output, const struct plan *plan)
{
	char line[1024];

	snprintf(line, sizeof(line),
	    "Profile %s: %zu name%s in, %zu stay%s out; common name %s",
	    QUOTES(plan->profile->name), plan->ntaken,
	    plan->ntaken == 1 ? " goes" : "s go",
	    plan->nverdicts - plan->ntaken,
	    plan->nverdicts - plan->ntaken == 1 ? "s" : "",
	    plan->common_name != NULL ? plan->common_name : "none");
	print_wrapped(output, 4, line);
}

/* "reason (rule)", then the uses. */
static enum sanreq_status
describe_verdict(
    const struct verdict *verdict, struct buf *out, struct error *err)
{
	enum sanreq_status status;

	buf_clear(out);
	if (!verdict->take) {
		status = buf_addf(out, err, "%s (%s)%s", verdict->reason,
		    verdict->rule, verdict->name->nuses != 0 ? "\n" : "");
		if (status != SANREQ_OK)
			return status;
	}
	if (verdict->name->nuses == 0 && verdict->take)
		return buf_addf(
		    out, err, "%s (%s)", verdict->reason, verdict->rule);
	return uses_describe(verdict->name, false, out, err);
}

static enum sanreq_status
print_verdicts(const struct output *output, const struct plan *plan, bool take,
    struct error *err)
{
	const unsigned widths[] = {name_column(plan->inventory)};
	enum sanreq_status status = SANREQ_OK;
	struct table table;
	struct buf text;

	table_begin(&table, output, 2, widths);
	buf_init(&text, 65536);
	for (size_t i = 0; status == SANREQ_OK && i < plan->nverdicts; i++) {
		const struct verdict *verdict = &plan->verdicts[i];
		const char *cells[2] = {verdict->name->text, ""};
		enum paint paint = PAINT_PLAIN;

		if (verdict->take != take)
			continue;
		if (take)
			paint = PAINT_GREEN;
		else if (verdict_is_loss(verdict))
			paint = PAINT_YELLOW;
		status = describe_verdict(verdict, &text, err);
		cells[1] = buf_text(&text);
		if (status == SANREQ_OK)
			table_row(&table, paint, cells);
	}
	buf_release(&text);
	return status;
}

/* For the purchase: what the CA validates, and for which names. */
static enum sanreq_status
print_domains(
    const struct output *output, const struct plan *plan, struct error *err)
{
	const unsigned widths[] = {name_column(plan->inventory)};
	enum sanreq_status status = SANREQ_OK;
	struct table table;
	struct buf names;

	if (plan->profile->ca != CA_PUBLIC || plan->ndomains == 0)
		return SANREQ_OK;
	fputc('\n', output->file);
	print_painted(output, PAINT_BOLD, "To be validated by the CA");
	fputc('\n', output->file);
	table_begin(&table, output, 2, widths);
	buf_init(&names, (size_t)1 << 30);
	for (size_t i = 0; status == SANREQ_OK && i < plan->ndomains; i++) {
		const struct plan_domain *domain = &plan->domains[i];
		const char *cells[2] = {domain->domain, ""};

		buf_clear(&names);
		for (size_t k = 0; status == SANREQ_OK && k < domain->nnames;
		     k++)
			status = buf_addf(&names, err, "%s%s",
			    k != 0 ? ", " : "", domain->names[k]);
		cells[1] = buf_text(&names);
		table_row(&table, PAINT_PLAIN, cells);
	}
	buf_release(&names);
	return status;
}

enum sanreq_status
plan_view_table(const struct output *output, const struct cli *cli,
    const struct plan *plan, struct error *err)
{
	enum sanreq_status status = SANREQ_OK;

	print_heading(output, plan);
	if (plan->ntaken != 0) {
		fputc('\n', output->file);
		print_painted(output, PAINT_BOLD, "Goes in");
		fputc('\n', output->file);
		status = print_verdicts(output, plan, true, err);
	}
	if (status == SANREQ_OK && plan->nverdicts != plan->ntaken) {
		fputc('\n', output->file);
		print_painted(output, PAINT_BOLD, "Stays out");
		fputc('\n', output->file);
		status = print_verdicts(output, plan, false, err);
	}
	if (status == SANREQ_OK)
		status = print_domains(output, plan, err);
	incomplete_print(output, plan->inventory);
	if (!cli->quiet)
		findings_print(output, plan->inventory, plan, cli->verbose);
	return status;
}

enum sanreq_status
plan_view_csv(
    const struct output *output, const struct plan *plan, struct error *err)
{
	static const char *const titles[] = {
	    "name", "kind", "class", "verdict", "rule", "reason", "uses"};
	enum sanreq_status status = SANREQ_OK;
	struct buf uses;

	csv_row(output->file, titles, 7);
	buf_init(&uses, 65536);
	for (size_t i = 0; status == SANREQ_OK && i < plan->nverdicts; i++) {
		const struct verdict *verdict = &plan->verdicts[i];
		const char *row[7] = {verdict->name->text,
		    name_kind_text(verdict->name->kind),
		    name_class_text(verdict->name->class),
		    verdict->take ? "take" : "leave", verdict->rule,
		    verdict->reason, ""};

		buf_clear(&uses);
		status = uses_describe(verdict->name, false, &uses, err);
		for (size_t k = 0; k < uses.len; k++)
			if (uses.data[k] == '\n')
				uses.data[k] = ';';
		row[6] = buf_text(&uses);
		csv_row(output->file, row, 7);
	}
	buf_release(&uses);
	return status;
}

void
plan_view_names(const struct output *output, const struct plan *plan)
{
	for (size_t i = 0; i < plan->nverdicts; i++)
		if (plan->verdicts[i].take) {
			fputs(plan->verdicts[i].name->text, output->file);
			fputc('\n', output->file);
		}
}

static void
print_use(const struct output *output, const struct use *use)
{
	FILE *file = output->file;
	char line[2048];

	fprintf(file, "  %s %s (%s)", use_service_text(use->service),
	    use_scope_text(use->scope), use_audience_text(use->audience));
	if (use->server != NULL)
		fprintf(file, " on %s", QUOTES(use->server));
	fputc('\n', file);
	if (use->value != NULL) {
		snprintf(line, sizeof(line), "    %s%s%s", QUOTES(use->value),
		    use->attribute != NULL ? " in " : "",
		    use->attribute != NULL ? QUOTES(use->attribute) : "");
		print_wrapped(output, 6, line);
	}
	if (use->dn != NULL) {
		snprintf(line, sizeof(line), "    of %s",
		    text_quote(
			(char[1024]){0}, 1024, use->dn, strlen(use->dn)));
		print_wrapped(output, 6, line);
	}
	if (use->source != NULL)
		fprintf(file, "    read from %s\n", QUOTES(use->source));
}

/* The names of the plan that a wildcard covers. */
static void
print_covered(
    const struct output *output, const struct plan *plan, const char *wildcard)
{
	size_t n = 0;

	for (size_t i = 0; i < plan->nverdicts; i++) {
		const char *by = plan->verdicts[i].covered_by;

		if (by == NULL || strcmp(by, wildcard) != 0)
			continue;
		if (n++ == 0)
			fprintf(output->file, "\nCovers:\n");
		fprintf(output->file, "  %s\n", plan->verdicts[i].name->text);
	}
}

static void
print_story(const struct output *output, const struct plan *plan,
    const struct verdict *verdict)
{
	const struct inventory_name *name = verdict->name;
	char line[1024];

	snprintf(line, sizeof(line), "%s %s: %s", name->text,
	    verdict->take ? "goes in" : "stays out", verdict->reason);
	print_wrapped(output, 4, line);
	fprintf(output->file, "Decided by: %s (profile %s)\n", verdict->rule,
	    QUOTES(plan->profile->name));
	fprintf(output->file, "Kind and class: %s, %s\n",
	    name_kind_text(name->kind), name_class_text(name->class));
	if (verdict->covered_by != NULL)
		fprintf(output->file, "Covered by: %s\n", verdict->covered_by);
	if (plan->common_name != NULL &&
	    strcmp(plan->common_name, name->text) == 0)
		fprintf(output->file, "It is the common name.\n");
	fprintf(output->file, "\n%zu use%s%s\n", name->nuses,
	    name->nuses == 1 ? "" : "s", name->nuses != 0 ? ":" : "");
	for (size_t i = 0; i < name->nuses; i++)
		print_use(output, &name->uses[i]);
	if (name->kind == NAME_WILDCARD)
		print_covered(output, plan, name->text);
	findings_print_about(output, plan, name->text);
}

enum sanreq_status
plan_view_why(const struct output *output, const struct plan *plan,
    const char *word, struct error *err)
{
	const struct inventory_name *known;
	const struct verdict *verdict;
	enum sanreq_status status;
	struct name name;

	status = name_parse(word, strlen(word), &name, err);
	if (status != SANREQ_OK) {
		if (status == SANREQ_NAME) /* of an option's value */
			err->status = SANREQ_USAGE;
		return error_prefix(err, "--why");
	}
	if ((verdict = plan_find(plan, name.text)) != NULL) {
		print_story(output, plan, verdict);
		return SANREQ_OK;
	}
	known = inventory_find_name(plan->inventory, name.text);
	if (known == NULL)
		return error_set(err, SANREQ_USAGE,
		    "--why: no source uses \"%s\": sanreq discover lists the "
		    "names",
		    name.text);
	fprintf(output->file,
	    "%s belongs to somebody else (a peer): it is never requested\n",
	    name.text);
	for (size_t i = 0; i < known->nuses; i++)
		print_use(output, &known->uses[i]);
	return SANREQ_OK;
}
