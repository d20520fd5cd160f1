/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "base/text.h"
#include "source/names_list.h"
#include "source/window.h"

#define WHERE_MAX 512
/* Names that are told to be sent otherwise than written, of one list. */
#define TOLD_MAX 100

/* The name on the line: a comment goes, and white space around it. A '#' in
 * the middle of a word is no comment but a fault for name_parse() to name. */
static struct bytes
name_on_line(struct bytes line)
{
	size_t from = 0, to = 0;

	while (from < line.n && text_is_space(line.p[from]))
		from++;
	for (size_t i = from; i < line.n; i++) {
		if (line.p[i] == '#' &&
		    (i == from || text_is_space(line.p[i - 1])))
			break;
		if (!text_is_space(line.p[i]))
			to = i + 1;
	}
	return (struct bytes){line.p + from, to > from ? to - from : 0};
}

/* Both forms, so that nobody is surprised by the request. */
static enum sanreq_status
tell_idn(struct inventory *inv, const struct name *name, struct bytes text,
    size_t *ntold, struct error *err)
{
	if ((name->fixed & NAME_FIXED_IDN) == 0 || (*ntold)++ >= TOLD_MAX)
		return SANREQ_OK;
	return inventory_add_finding(inv, "DSC46", SEVERITY_INFO, NULL, err,
	    "\"%s\" is sent as its A-label form \"%s\"", QUOTE(text.p, text.n),
	    name->text);
}

/* The name is wrong, but the fault is the file's. */
static enum sanreq_status
name_refused(struct bytes text, struct error *err)
{
	struct error why = *err;

	if (why.status != SANREQ_NAME)
		return why.status;
	error_clear(err);
	error_set(err, SANREQ_INPUT, "%s%s", why.text,
	    text_is_utf8(text.p, text.n)
		? ""
		: " (--encoding names the code page of the list)");
	err->rule = why.rule;
	return err->status;
}

static enum sanreq_status
name_add(struct inventory *inv, struct bytes text, const char *source,
    size_t *ntold, struct error *err)
{
	struct use use = {.service = SERVICE_MANUAL,
	    .scope = SCOPE_MANUAL,
	    .audience = AUDIENCE_CLIENT,
	    .source = source};
	struct name name;
	enum sanreq_status status;

	status = name_parse(text.p, text.n, &name, err);
	if (status != SANREQ_OK)
		return name_refused(text, err);
	if (tell_idn(inv, &name, text, ntold, err) != SANREQ_OK)
		return err->status;
	/* the byte behind it is a line end, a space, or a spare one */
	((char *)(uintptr_t)text.p)[text.n] = '\0';
	use.value = text.p;
	return inventory_add_use(inv, &name, &use, err);
}

/* Lines of a stated code page become UTF-8. */
static enum sanreq_status
line_take(struct inventory *inv, struct code_page *page, struct bytes line,
    const char *source, uint64_t *nnames, size_t *ntold, struct error *err)
{
	struct bytes text;
	bool is_guess;

	if (page->encoding != NULL &&
	    code_page_line(page, &line, &is_guess, err) != SANREQ_OK)
		return err->status;
	text = name_on_line(line);
	if (text.n == 0)
		return SANREQ_OK;
	++*nnames;
	return name_add(inv, text, source, ntold, err);
}

static enum sanreq_status
read_lines(struct inventory *inv, struct window *w, struct code_page *page,
    const char *source, uint64_t *nnames, struct error *err)
{
	enum sanreq_status status;
	struct bytes line;
	size_t ntold = 0;

	for (;;) {
		w->base = w->pos;
		if ((status = window_line(w, &line, err)) != SANREQ_OK)
			return status;
		if (line.p == NULL)
			return SANREQ_OK;
		status =
		    line_take(inv, page, line, source, nnames, &ntold, err);
		if (status != SANREQ_OK)
			return window_fault(w, w->line, err);
	}
}

enum sanreq_status
names_list_read(struct inventory *inv, int fd, const char *head, size_t nhead,
    const char *source, const struct encoding *encoding, uint64_t *nnames,
    struct error *err)
{
	enum sanreq_status status;
	char where[WHERE_MAX];
	struct window w = {
	    .unit = "line", .max = NAMES_LINE_MAX, .guess = true};
	struct code_page page;

	*nnames = 0;
	w.where = text_quote(where, sizeof(where), source, strlen(source));
	code_page_init(&page, encoding, head, nhead);
	status = window_init(&w, fd, head, nhead, err);
	if (status == SANREQ_OK)
		status = read_lines(inv, &w, &page, source, nnames, err);
	code_page_release(&page);
	window_release(&w);
	return status;
}
