/*
 * SPDX-License-Identifier: ISC
 *
 * A check report as tables: what is wrong first, then the rest.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "check_view.h"
#include "check_words.h"
#include "findings.h"
#include "table.h"

#define NAMES_SHOWN   40
#define ROWS_SHOWN    200 /* of one table, without -v */
#define GROUPS_SHOWN  50  /* likewise, of one by service and server; else ... */
#define SERVICE_SHOWN 5   /* ... so many of each service and scope */
#define STEP_SHOWN    3   /* uses of a step that are not covered */
#define SERVERS_WIDTH 20
#define BUF_MAX       65536

struct view {
	const struct output *output;
	const struct cli *cli;
	const struct report *report;
	const struct inventory *inventory;
	struct buf text;
};

static void
heading(const struct view *v, const char *title)
{
	fputc('\n', v->output->file);
	print_painted(v->output, PAINT_BOLD, title);
	fputc('\n', v->output->file);
}

static void
print_rest(const struct view *v, size_t shown, size_t n)
{
	if (shown < n)
		fprintf(v->output->file, "  and %zu more: -v shows them\n",
		    n - shown);
}

/* --- the certificate --- */

static void
print_fact(const struct view *v, const char *label, const char *text)
{
	static const unsigned widths[] = {10};
	const char *cells[] = {label, text};
	struct table table;

	table_begin(&table, v->output, 2, widths);
	table_row(&table, PAINT_PLAIN, cells);
}

static enum sanreq_status
print_certificate(struct view *v, struct error *err)
{
	const struct decoded *c = v->report->subject.certificate;
	bool request = c->kind == DECODED_REQUEST;
	char dates[WORDS_MAX], days[WORDS_MAX], line[2 * WORDS_MAX];

	snprintf(line, sizeof(line), "%s %s",
	    request ? "Request" : "Certificate",
	    QUOTES(v->report->subject.where));
	print_wrapped(v->output, 4, line);
	buf_clear(&v->text);
	if (check_names(v->report, NAMES_SHOWN, &v->text, err) != SANREQ_OK)
		return err->status;
	print_fact(v, "  Names", buf_text(&v->text));
	print_fact(v, "  Subject",
	    c->subject_text[0] != '\0' ? c->subject_text : "empty");
	snprintf(line, sizeof(line), "%s; signature %s", c->key.description,
	    c->signature);
	if (!request) {
		print_fact(v, "  Issuer", c->issuer_text);
		print_fact(v, "  Key", line);
		snprintf(line, sizeof(line), "%s: %s",
		    check_dates(v->report, dates), check_days(v->report, days));
		print_fact(v, "  Valid", line);
	} else {
		print_fact(v, "  Key", line);
	}
	return SANREQ_OK;
}

/* --- what is wrong --- */

static enum sanreq_status
print_sentence(struct view *v, struct error *err)
{
	buf_clear(&v->text);
	if (check_sentence(v->report, &v->text, err) != SANREQ_OK)
		return err->status;
	fputc('\n', v->output->file);
	print_wrapped(v->output, 0, buf_text(&v->text));
	if (coverage_uses(v->report->coverage, COVER_MISSING) == 0)
		return SANREQ_OK;
	fputs("  ", v->output->file);
	print_wrapped(v->output, 2, check_warning);
	return SANREQ_OK;
}

static unsigned
widest(unsigned width, const char *text, unsigned most)
{
	unsigned columns = text_columns(text);

	if (columns > most)
		columns = most;
	return columns > width ? columns : width;
}

/* The three cells of a row. Names that may lead here belong to no server. */
struct cells {
	char first[WORDS_MAX + 2];
	char second[WORDS_MAX];
	char third[WORDS_MAX];
};

static void
fill_cells(
    const struct view *v, const struct cover_group *group, struct cells *cells)
{
	cells->first[0] = cells->first[1] = ' ';
	if (group->verdict == COVER_CANDIDATE) {
		snprintf(cells->first + 2, WORDS_MAX, "%s", group->name->text);
		check_value(v->report, group, cells->second);
		check_why(group, cells->third);
		return;
	}
	check_service(group, cells->first + 2);
	check_servers(group, cells->second);
	if (text_columns(cells->second) > SERVERS_WIDTH)
		snprintf(cells->second, sizeof(cells->second), "%s, ...",
		    QUOTES(group->servers[0]));
	check_value(v->report, group, cells->third);
}

static void
print_groups(const struct view *v, const struct cover_group *groups, size_t n)
{
	bool names = n != 0 && groups[0].verdict == COVER_CANDIDATE;
	const char *titles[] = {names ? "  NAME" : "  SERVICE",
	    names ? "COVERED" : "SERVER", names ? "WHY" : "URL OR SETTING"};
	unsigned widths[] = {9, 7};
	struct cells cells;
	const char *row[] = {cells.first, cells.second, cells.third};
	size_t most = v->cli->verbose || n <= GROUPS_SHOWN ? n : SERVICE_SHOWN;
	size_t shown = 0;
	struct table table;

	for (size_t i = 0; i < n; i++) {
		if (!check_is_shown(groups, i, most))
			continue;
		fill_cells(v, &groups[i], &cells);
		widths[0] = widest(widths[0], cells.first, 36);
		widths[1] = widest(widths[1], cells.second, SERVERS_WIDTH);
	}
	table_begin(&table, v->output, 3, widths);
	table_row(&table, PAINT_DIM, titles);
	for (size_t i = 0; i < n; i++) {
		if (!check_is_shown(groups, i, most))
			continue;
		fill_cells(v, &groups[i], &cells);
		table_row(&table, PAINT_PLAIN, row);
		shown++;
	}
	print_rest(v, shown, n);
}

static enum sanreq_status
print_cure(struct view *v, enum cover_why why, struct error *err)
{
	buf_clear(&v->text);
	if (check_cure(v->report, v->inventory, why, &v->text, err) !=
	    SANREQ_OK)
		return err->status;
	if (v->text.len != 0) {
		fputs("  ", v->output->file);
		print_wrapped(v->output, 4, buf_text(&v->text));
	}
	return SANREQ_OK;
}

static enum sanreq_status
print_missing(struct view *v, struct error *err)
{
	size_t n;
	const struct cover_group *groups =
	    groups_of(v->report->groups, COVER_MISSING, &n);

	if (n == 0)
		return SANREQ_OK;
	heading(v, "Not covered");
	print_groups(v, groups, n);
	heading(v, "What helps");
	for (int why = 0; why < WHY_COUNT; why++)
		if (print_cure(v, (enum cover_why)why, err) != SANREQ_OK)
			break;
	return err->status;
}

/* --- the clients --- */

static void
print_step_groups(const struct view *v, const struct client_step *step)
{
	char line[2 * WORDS_MAX];
	size_t shown = step->ngroups < STEP_SHOWN ? step->ngroups : STEP_SHOWN;

	for (size_t i = 0; i < shown; i++) {
		check_step_line(v->report, step->groups[i], line);
		fputs("       ", v->output->file);
		print_wrapped(v->output, 9, line);
	}
	if (step->ngroups > shown)
		fprintf(v->output->file, "       and %zu more\n",
		    step->ngroups - shown);
	if (step->outcome == OUTCOME_DEPENDS && step->note != NULL) {
		snprintf(line, sizeof(line), "(%s)", step->note);
		fputs("       ", v->output->file);
		print_wrapped(v->output, 8, line);
	}
}

static void
print_client(const struct view *v, const struct client_story *story)
{
	static const enum paint paints[] = {
	    PAINT_DIM, PAINT_DIM, PAINT_GREEN, PAINT_PLAIN, PAINT_YELLOW};
	size_t number = 0;

	if (story->outcome == OUTCOME_NOTHING)
		return;
	fprintf(v->output->file, "  %s: ", story->title);
	print_painted(
	    v->output, paints[story->outcome], check_outcome(story->outcome));
	fputc('\n', v->output->file);
	for (size_t i = 0; i < story->nsteps; i++) {
		const struct client_step *step = &story->steps[i];

		if (step->outcome == OUTCOME_NOTHING)
			continue;
		fprintf(
		    v->output->file, "    %zu. %s: ", ++number, step->title);
		print_painted(v->output, paints[step->outcome],
		    check_outcome(step->outcome));
		fputc('\n', v->output->file);
		if (step->outcome == OUTCOME_WARNS ||
		    step->outcome == OUTCOME_DEPENDS)
			print_step_groups(v, step);
	}
}

static void
print_clients(const struct view *v)
{
	heading(v, check_story_title(v->report));
	for (int i = 0; i < CLIENT_COUNT; i++)
		print_client(
		    v, clients_story(v->report->clients, (enum client)i));
}

/* --- the rest --- */

static enum sanreq_status
print_covered(struct view *v, struct error *err)
{
	static const unsigned widths[] = {26};
	size_t n, slice, told = 0;
	const struct cover_group *groups =
	    groups_of(v->report->groups, COVER_COVERED, &n);
	char name[NAME_TEXT_MAX + 2] = "  ";
	struct table table;

	if (n != 0)
		heading(v, "Covered");
	table_begin(&table, v->output, 2, widths);
	for (size_t i = 0; i < n; i += slice) {
		const char *cells[] = {name, NULL};

		slice = check_slice(&groups[i], n - i);
		if (told++ >= ROWS_SHOWN && !v->cli->verbose)
			continue;
		buf_clear(&v->text);
		if (check_covered(&groups[i], slice, &v->text, err) !=
		    SANREQ_OK)
			return err->status;
		snprintf(name + 2, sizeof(name) - 2, "%s", groups[i].by->text);
		cells[1] = buf_text(&v->text);
		table_row(&table, PAINT_GREEN, cells);
	}
	print_rest(
	    v, v->cli->verbose || told < ROWS_SHOWN ? told : ROWS_SHOWN, told);
	return SANREQ_OK;
}

static void
print_sections(const struct view *v)
{
	const struct check_section *section = check_sections;

	for (; section->title != NULL; section++) {
		size_t n;
		const struct cover_group *groups =
		    groups_of(v->report->groups, section->verdict, &n);

		if (n == 0 || (section->verbose && !v->cli->verbose))
			continue;
		heading(v, section->title);
		fputs("  ", v->output->file);
		print_wrapped(v->output, 2, section->why);
		print_groups(v, groups, n);
	}
}

static void
print_unused(const struct view *v)
{
	size_t n, told = 0;
	const struct covering_name *names =
	    coverage_names(v->report->coverage, &n);

	for (size_t i = 0; i < n; i++) {
		if (!check_is_unused(&names[i]))
			continue;
		if (told++ == 0)
			heading(v, "In the certificate, used by nothing");
		if (told <= ROWS_SHOWN || v->cli->verbose)
			fprintf(v->output->file, "  %s\n", names[i].text);
	}
	print_rest(
	    v, v->cli->verbose || told < ROWS_SHOWN ? told : ROWS_SHOWN, told);
}

static void
print_places(const struct view *v)
{
	char text[WORDS_MAX];

	if (check_places(v->report, text) != NULL) {
		fputc('\n', v->output->file);
		print_wrapped(v->output, 0, text);
	}
}

/* But for those that have a section of their own above. */
static enum sanreq_status
print_findings(const struct view *v, struct error *err)
{
	const struct report *report = v->report;
	struct finding *more;
	size_t n = 0;

	more = calloc(report->nfindings + 1, sizeof(*more));
	if (more == NULL)
		return error_memory(err);
	for (size_t i = 0; i < report->nfindings; i++)
		if (!check_is_told(&report->findings[i]))
			more[n++] = report->findings[i];
	findings_print_more(v->output, v->inventory, more, n, v->cli->verbose);
	free(more);
	return SANREQ_OK;
}

enum sanreq_status
check_view_table(const struct output *output, const struct cli *cli,
    const struct report *report, const struct inventory *inventory,
    struct error *err)
{
	struct view v = {output, cli, report, inventory, {0}};

	buf_init(&v.text, BUF_MAX);
	if (print_certificate(&v, err) == SANREQ_OK &&
	    print_sentence(&v, err) == SANREQ_OK) {
		print_places(&v);
		if (print_missing(&v, err) == SANREQ_OK)
			print_clients(&v);
		if (err->status == SANREQ_OK &&
		    print_covered(&v, err) == SANREQ_OK) {
			print_sections(&v);
			print_unused(&v);
		}
	}
	buf_release(&v.text);
	if (err->status != SANREQ_OK)
		return err->status;
	incomplete_print(output, inventory);
	return cli->quiet ? SANREQ_OK : print_findings(&v, err);
}
