/*
 * SPDX-License-Identifier: ISC
 *
 * A check report as an HTML page, to be attached to a ticket.
 */
#include <string.h>

#include "base/text.h"
#include "check_view.h"
#include "check_words.h"
#include "html_page.h"

#define NAMES_SHOWN        200
#define ROWS_SHOWN         1000 /* of one table, without -v */
#define SERVICE_ROWS_SHOWN 50   /* then: of each service and scope */
#define STEP_SHOWN         5
#define BUF_MAX            65536

struct page {
	FILE *file;
	const struct cli *cli;
	const struct report *report;
	const struct inventory *inventory;
	struct buf text;
};

static size_t
rows_shown(const struct page *p, size_t n)
{
	return p->cli->verbose || n <= ROWS_SHOWN ? n : ROWS_SHOWN;
}

static void
put_rest(const struct page *p, size_t shown, size_t n)
{
	if (shown < n)
		fprintf(p->file,
		    "<p>and %zu more (<code>-v</code> shows them)</p>\n",
		    n - shown);
}

/* A cell; its label is shown where the table is too narrow for a head. */
static void
put_cell(FILE *file, const char *label, const char *text)
{
	fprintf(file, "<td data-label=\"%s\">", label);
	html_url(file, text);
	fputs("</td>", file);
}

static void
put_heading(FILE *file, const char *title, const char *why)
{
	fputs("<h2>", file);
	html_text(file, title);
	fputs("</h2>\n", file);
	if (why == NULL)
		return;
	fputs("<p>", file);
	html_text(file, why);
	fputs("</p>\n", file);
}

static void
open_table(FILE *file, const char *class, const char *const *titles, size_t n)
{
	fprintf(file, "<table class=\"%s\">\n<thead><tr>", class);
	for (size_t i = 0; i < n; i++)
		fprintf(file, "<th>%s</th>", titles[i]);
	fputs("</tr></thead>\n<tbody>\n", file);
}

static void
close_table(FILE *file)
{
	fputs("</tbody>\n</table>\n", file);
}

/* --- the certificate --- */

static void
put_fact(FILE *file, const char *label, const char *text)
{
	fprintf(file, "<dt>%s</dt><dd>", label);
	html_text(file, text);
	fputs("</dd>\n", file);
}

static enum sanreq_status
put_facts(struct page *p, struct error *err)
{
	const struct decoded *c = p->report->subject.certificate;
	bool request = c->kind == DECODED_REQUEST;
	char dates[WORDS_MAX], days[WORDS_MAX], line[2 * WORDS_MAX + 8];

	buf_clear(&p->text);
	if (check_names(p->report, NAMES_SHOWN, &p->text, err) != SANREQ_OK)
		return err->status;
	fputs("<dl>\n", p->file);
	put_fact(p->file, request ? "Request" : "Certificate",
	    QUOTES(p->report->subject.where));
	put_fact(p->file, "Names", buf_text(&p->text));
	put_fact(p->file, "Subject",
	    c->subject_text[0] != '\0' ? c->subject_text : "empty");
	if (!request) {
		put_fact(p->file, "Issuer", c->issuer_text);
		snprintf(line, sizeof(line), "%s: %s",
		    check_dates(p->report, dates), check_days(p->report, days));
		put_fact(p->file, "Valid", line);
		put_fact(p->file, "Serial number", c->serial);
	}
	snprintf(line, sizeof(line), "%s; signature %s", c->key.description,
	    c->signature);
	put_fact(p->file, "Key", line);
	put_fact(p->file, "SHA-256", c->sha256);
	if (check_places(p->report, dates) != NULL)
		put_fact(p->file, "Elsewhere", dates);
	fputs("</dl>\n", p->file);
	return SANREQ_OK;
}

static enum sanreq_status
put_verdict(struct page *p, struct error *err)
{
	buf_clear(&p->text);
	if (check_sentence(p->report, &p->text, err) != SANREQ_OK)
		return err->status;
	fprintf(p->file, "<p class=\"verdict%s\"><b>%s</b> ",
	    p->report->warns ? " bad" : "",
	    p->report->warns ? "Clients will warn." : "Covered.");
	html_text(p->file, buf_text(&p->text));
	if (coverage_uses(p->report->coverage, COVER_MISSING) != 0) {
		fputs(" <q>", p->file);
		html_text(p->file, check_warning);
		fputs("</q>", p->file);
	}
	fputs("</p>\n", p->file);
	return SANREQ_OK;
}

/* --- what is wrong --- */

static void
put_group(const struct page *p, const struct cover_group *group)
{
	bool name = group->verdict == COVER_CANDIDATE;
	char text[WORDS_MAX];

	fputs("<tr>", p->file);
	if (name) {
		put_cell(p->file, "Name", group->name->text);
		put_cell(
		    p->file, "Covered", check_value(p->report, group, text));
		put_cell(p->file, "Why", check_why(group, text));
	} else {
		put_cell(p->file, "Service", check_service(group, text));
		put_cell(p->file, "Server", check_servers(group, text));
		put_cell(p->file, "URL", check_value(p->report, group, text));
	}
	fputs("</tr>\n", p->file);
}

static void
put_groups(const struct page *p, const struct cover_group *groups, size_t n)
{
	static const char *const titles[] = {
	    "Service", "Server", "URL or setting"};
	static const char *const titles_of_names[] = {"Name", "Covered", "Why"};
	bool names = n != 0 && groups[0].verdict == COVER_CANDIDATE;
	size_t most =
	    p->cli->verbose || n <= ROWS_SHOWN ? n : SERVICE_ROWS_SHOWN;
	size_t shown = 0;

	open_table(p->file, names ? "names" : "uses",
	    names ? titles_of_names : titles, 3);
	for (size_t i = 0; i < n; i++)
		if (check_is_shown(groups, i, most)) {
			put_group(p, &groups[i]);
			shown++;
		}
	close_table(p->file);
	put_rest(p, shown, n);
}

static enum sanreq_status
put_cure(struct page *p, enum cover_why why, struct error *err)
{
	buf_clear(&p->text);
	if (check_cure(p->report, p->inventory, why, &p->text, err) !=
	    SANREQ_OK)
		return err->status;
	if (p->text.len != 0) {
		fputs("<p>", p->file);
		html_text(p->file, buf_text(&p->text));
		fputs("</p>\n", p->file);
	}
	return SANREQ_OK;
}

static enum sanreq_status
put_missing(struct page *p, struct error *err)
{
	size_t n;
	const struct cover_group *groups =
	    groups_of(p->report->groups, COVER_MISSING, &n);

	if (n == 0)
		return SANREQ_OK;
	put_heading(p->file, "Not covered", NULL);
	put_groups(p, groups, n);
	put_heading(p->file, "What helps", NULL);
	for (int why = 0; why < WHY_COUNT; why++)
		if (put_cure(p, (enum cover_why)why, err) != SANREQ_OK)
			break;
	return err->status;
}

/* --- the clients --- */

static void
put_step(const struct page *p, const struct client_step *step)
{
	char text[2 * WORDS_MAX];
	size_t shown = step->ngroups < STEP_SHOWN ? step->ngroups : STEP_SHOWN;

	fputs("<li>", p->file);
	html_text(p->file, step->title);
	fprintf(p->file, ": %s%s%s",
	    step->outcome == OUTCOME_WARNS ? "<b>" : "",
	    check_outcome(step->outcome),
	    step->outcome == OUTCOME_WARNS ? "</b>" : "");
	if (step->outcome != OUTCOME_WARNS && step->outcome != OUTCOME_DEPENDS)
		shown = 0;
	if (shown != 0)
		fputs("\n<ul>\n", p->file);
	for (size_t i = 0; i < shown; i++) {
		const struct cover_group *group = step->groups[i];

		fputs("<li>", p->file);
		check_step_line(p->report, group, text);
		html_url(p->file, text);
		fputs("</li>\n", p->file);
	}
	if (shown != 0 && shown < step->ngroups)
		fprintf(
		    p->file, "<li>and %zu more</li>\n", step->ngroups - shown);
	if (shown != 0)
		fputs("</ul>\n", p->file);
	if (step->outcome == OUTCOME_DEPENDS && step->note != NULL) {
		fputs("<span class=\"rule note\">", p->file);
		html_text(p->file, step->note);
		fputs("</span>", p->file);
	}
	fputs("</li>\n", p->file);
}

static void
put_client(const struct page *p, const struct client_story *story)
{
	if (story->outcome == OUTCOME_NOTHING)
		return;
	fputs("<h3>", p->file);
	html_text(p->file, story->title);
	fprintf(p->file, ": %s</h3>\n<ol>\n", check_outcome(story->outcome));
	for (size_t i = 0; i < story->nsteps; i++)
		if (story->steps[i].outcome != OUTCOME_NOTHING)
			put_step(p, &story->steps[i]);
	fputs("</ol>\n", p->file);
}

/* --- the rest --- */

static enum sanreq_status
put_covered(struct page *p, struct error *err)
{
	static const char *const titles[] = {"Name", "Covers"};
	size_t n, slice, told = 0;
	const struct cover_group *groups =
	    groups_of(p->report->groups, COVER_COVERED, &n);

	if (n == 0)
		return SANREQ_OK;
	put_heading(p->file, "Covered", NULL);
	open_table(p->file, "names", titles, 2);
	for (size_t i = 0; i < n; i += slice) {
		slice = check_slice(&groups[i], n - i);
		if (told++ >= ROWS_SHOWN && !p->cli->verbose)
			continue;
		buf_clear(&p->text);
		if (check_covered(&groups[i], slice, &p->text, err) !=
		    SANREQ_OK)
			return err->status;
		fputs("<tr>", p->file);
		put_cell(p->file, "Name", groups[i].by->text);
		put_cell(p->file, "Covers", buf_text(&p->text));
		fputs("</tr>\n", p->file);
	}
	close_table(p->file);
	put_rest(p, rows_shown(p, told), told);
	return SANREQ_OK;
}

static void
put_sections(const struct page *p)
{
	const struct check_section *section = check_sections;

	for (; section->title != NULL; section++) {
		size_t n;
		const struct cover_group *groups =
		    groups_of(p->report->groups, section->verdict, &n);

		if (n == 0 || (section->verbose && !p->cli->verbose))
			continue;
		put_heading(p->file, section->title, section->why);
		put_groups(p, groups, n);
	}
}

static void
put_unused(const struct page *p)
{
	size_t n, told = 0;
	const struct covering_name *names =
	    coverage_names(p->report->coverage, &n);

	for (size_t i = 0; i < n; i++) {
		if (!check_is_unused(&names[i]))
			continue;
		if (told++ == 0) {
			put_heading(p->file,
			    "In the certificate, used by nothing", NULL);
			fputs("<p>", p->file);
		}
		if (told <= ROWS_SHOWN || p->cli->verbose) {
			fputs(told == 1 ? "" : ", ", p->file);
			html_text(p->file, names[i].text);
		}
	}
	if (told != 0)
		fputs("</p>\n", p->file);
	put_rest(p, rows_shown(p, told), told);
}

static enum sanreq_status
put_body(struct page *p, struct error *err)
{
	if (put_verdict(p, err) != SANREQ_OK || put_facts(p, err) != SANREQ_OK)
		return err->status;
	html_unread(p->file, p->inventory);
	if (put_missing(p, err) != SANREQ_OK)
		return err->status;
	put_heading(p->file, check_story_title(p->report), NULL);
	for (int i = 0; i < CLIENT_COUNT; i++)
		put_client(
		    p, clients_story(p->report->clients, (enum client)i));
	if (put_covered(p, err) != SANREQ_OK)
		return err->status;
	put_sections(p);
	put_unused(p);
	html_findings(
	    p->file, p->inventory, p->report->findings, p->report->nfindings);
	return SANREQ_OK;
}

enum sanreq_status
check_view_html(const struct output *output, const struct cli *cli,
    const struct report *report, const struct inventory *inventory,
    struct error *err)
{
	struct page p = {output->file, cli, report, inventory, {0}};
	const char *organization = inventory_organization(inventory);

	buf_init(&p.text, BUF_MAX);
	html_begin(p.file, "Certificate check");
	fputs("<h1>Certificate check", p.file);
	if (organization != NULL) {
		fputs(" for ", p.file);
		html_text(p.file, QUOTES(organization));
	}
	fputs("</h1>\n", p.file);
	(void)put_body(&p, err);
	html_end(p.file);
	buf_release(&p.text);
	return err->status;
}
