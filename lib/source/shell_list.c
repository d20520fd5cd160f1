/*
 * SPDX-License-Identifier: ISC
 *
 * Format-List text, as a file or copied from a console. A property is
 * "Name : value"; what does not fit the console goes on in the next line,
 * indented to where the value began.
 *
 * PowerShell ends an object with an empty line and puts none between its
 * properties; mail programs may put one behind each line. So an empty line
 * ends an object, but where all properties so far stand apart and are of one
 * object for certain: PowerShell sets the colons by the longest name of the
 * object, and what has none so long is only a part of one. Then the same name
 * again, another column of the colon or more empty lines begin the next one.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "source/code_page.h"
#include "source/shell_command.h"
#include "source/shell_list_text.h"
#include "source/shell_paste.h"
#include "source/window.h"

#define WHERE_MAX 512
#define LINE_MAX  (1u << 20)
#define LOOSE_MAX 8 /* properties that may be objects of their own */

/* What may stand between objects beside empty lines. */
enum free_text {
	FREE_NONE,    /* nothing */
	FREE_COMMAND, /* the rest of a command, up to an empty line */
	FREE_TROUBLE, /* the rest of an error, up to an empty line */
	FREE_BANNER   /* anything, up to the first prompt */
};

struct list {
	struct window w;
	struct code_page page;
	struct paste paste;
	struct shell_maker maker;
	char where[WHERE_MAX];
	enum free_text free;
	char noun[SHELL_NOUN_MAX]; /* of the command that was typed last */
	bool told;                 /* the error that is being passed over */
	bool is_collected;         /* written by the script of sanreq collect */
	bool is_ended;             /* which says where its end is */
	bool tabs;                 /* there are tabs around colons */
	struct error doubt;        /* of the line before: heads of a table? */

	/* the object */
	bool open;
	bool is_tight;  /* two of its properties stand in adjacent lines */
	bool is_tabbed; /* tabs stand around its colons */
	bool is_guess;  /* some of its text was of an assumed code page */
	size_t column;  /* of its colons */
	size_t width;   /* from its names to its colons */
	size_t gap;     /* most empty lines between its properties */
	size_t blanks;  /* empty lines since the last text */
	size_t before;  /* properties before its last empty line */
	uint64_t
	    lines[LOOSE_MAX]; /* of its properties, while they stand apart */

	/* the property */
	bool pending;
	size_t value_column;
	struct buf value;
	size_t last;   /* length of its last line */
	size_t widest; /* line that went on, of all */
};

/* --- values ----------------------------------------------------------- */

static enum sanreq_status
property_end(struct list *l, struct error *err)
{
	if (!l->pending)
		return SANREQ_OK;
	l->pending = false;
	return list_value_add(
	    &l->maker, (struct bytes){buf_text(&l->value), l->value.len}, err);
}

static enum sanreq_status
value_add(struct list *l, struct bytes s, struct error *err)
{
	if (buf_add(&l->value, s.p, s.n, err) == SANREQ_LIMIT)
		err->status = SANREQ_INPUT;
	return err->status;
}

/* A console breaks lines at its width or, later, between words; who copies
 * loses the space that stood there. */
static enum sanreq_status
value_continue(struct list *l, struct bytes line, struct error *err)
{
	struct bytes s = line;
	size_t skip = list_indent(line);
	bool is_short = l->last < l->widest;
	char last = '\0';

	if (skip > l->value_column)
		skip = l->value_column;
	s.p += skip;
	s.n -= skip;
	while (l->is_tabbed && s.n != 0 && text_is_space(s.p[0]))
		s = (struct bytes){s.p + 1, s.n - 1};
	if (l->value.len != 0)
		last = l->value.data[l->value.len - 1];
	if (!is_short)
		l->widest = l->last;
	else if (last != ' ' && last != '\0' && s.n != 0 && s.p[0] != ' ' &&
		 value_add(l, (struct bytes){" ", 1}, err) != SANREQ_OK)
		return err->status;
	l->last = list_length(line);
	return value_add(l, s, err);
}

/* --- objects ---------------------------------------------------------- */

/* Are the first n properties, which stand apart, those of one object? Else
 * each of them may be one. */
static bool
is_one(const struct list *l, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (maker_name(&l->maker, i).n + 1 != l->width)
			return true;
	return false;
}

/* Hands over the first n properties. */
static enum sanreq_status
objects_hand(struct list *l, size_t n, uint64_t next, struct error *err)
{
	bool apart = !l->is_tight && n > 1 && !is_one(l, n);
	uint64_t first = l->maker.line;

	l->maker.is_ansi = l->is_guess;
	for (size_t i = 1; apart && i < n; i++)
		if (maker_hand_part(&l->maker, 1, l->lines[i], err) !=
		    SANREQ_OK)
			return window_fault(&l->w, first, err);
	if (maker_hand_part(&l->maker, apart ? 1 : n, next, err) != SANREQ_OK)
		return window_fault(&l->w, first, err);
	return SANREQ_OK;
}

static enum sanreq_status
object_end(struct list *l, struct error *err)
{
	if (property_end(l, err) != SANREQ_OK)
		return err->status;
	if (!l->open)
		return SANREQ_OK;
	l->open = false;
	return objects_hand(l, l->maker.nproperties, 0, err);
}

/* The property comes behind an empty line. */
static enum sanreq_status
begins_behind(const struct list *l, const struct list_property *p, bool *begins,
    struct error *err)
{
	*begins = true;
	if (p->column != l->column || l->is_tight || l->is_tabbed ||
	    p->is_tabbed || l->blanks > (l->gap > 1 ? l->gap : 1))
		return SANREQ_OK;
	if (maker_has(&l->maker, p->name))
		return list_again_check(maker_name(&l->maker, 0), p->name, err);
	*begins = l->maker.nproperties == LOOSE_MAX &&
		  !is_one(l, l->maker.nproperties);
	return SANREQ_OK;
}

/* In the line below another property: the object of both began behind the
 * last empty line. */
static enum sanreq_status
begins_below(struct list *l, const struct list_property *p, bool *begins,
    struct error *err)
{
	if (l->gap != 0 &&
	    objects_hand(l, l->before, l->lines[l->before % LOOSE_MAX], err) !=
		SANREQ_OK)
		return err->status;
	l->gap = 0;
	*begins = maker_has(&l->maker, p->name);
	l->is_tight = !*begins;
	return SANREQ_OK;
}

/* Begins an object with the property, or goes on with it. */
static enum sanreq_status
object_begin(struct list *l, const struct list_property *p, struct error *err)
{
	bool begins = true;

	if (l->open && l->blanks != 0 &&
	    begins_behind(l, p, &begins, err) != SANREQ_OK)
		return err->status;
	if (l->open && l->blanks == 0 &&
	    begins_below(l, p, &begins, err) != SANREQ_OK)
		return err->status;
	if (!begins) {
		if (l->blanks != 0)
			l->before = l->maker.nproperties;
		if (l->blanks > l->gap)
			l->gap = l->blanks;
		return SANREQ_OK;
	}
	if (object_end(l, err) != SANREQ_OK)
		return err->status;
	maker_begin(&l->maker, l->w.line);
	l->open = true;
	l->is_tight = l->is_tabbed = l->is_guess = false;
	l->gap = l->before = 0;
	return maker_noun(
	    &l->maker, (struct bytes){l->noun, strlen(l->noun)}, err);
}

static enum sanreq_status
property_begin(struct list *l, struct bytes line, const struct list_property *p,
    struct error *err)
{
	if (property_end(l, err) != SANREQ_OK ||
	    object_begin(l, p, err) != SANREQ_OK)
		return err->status;
	l->column = p->column;
	l->width = p->width;
	l->is_tabbed = l->is_tabbed || p->is_tabbed;
	l->tabs = l->tabs || p->is_tabbed;
	l->blanks = 0;
	l->free = FREE_NONE;
	l->lines[l->maker.nproperties % LOOSE_MAX] = l->w.line;
	if (maker_property(&l->maker, p->name, err) != SANREQ_OK)
		return err->status;
	l->pending = true;
	l->value_column = p->column + 2;
	l->last = list_length(line);
	buf_clear(&l->value);
	return value_add(l, p->value, err);
}

/* --- what is no property ------------------------------------------------ */

static enum sanreq_status
prompt_take(struct list *l, struct bytes line, struct error *err)
{
	if (object_end(l, err) != SANREQ_OK)
		return err->status;
	shell_command_noun(line, l->noun);
	l->free = FREE_COMMAND;
	l->blanks = 0;
	return SANREQ_OK;
}

/* "# Get-X" and "# Get-X failed: why", by which sanreq collect says whose
 * output follows. */
static enum sanreq_status
comment_take(struct list *l, struct bytes line, struct error *err)
{
	struct bytes s = bytes_trim((struct bytes){line.p + 1, line.n - 1});
	char what[256];

	if (object_end(l, err) != SANREQ_OK)
		return err->status;
	l->blanks = 0;
	if (text_starts(s.p, s.n, "sanreq collect")) {
		l->is_ended = text_ends(s.p, s.n, ": end");
		l->is_collected = true;
	}
	if (!text_starts(s.p, s.n, "Get-"))
		return SANREQ_OK;
	shell_command_noun(s, l->noun);
	if (!shell_command_failed(s))
		return SANREQ_OK;
	return l->maker.sink->missing(
	    l->maker.sink->arg, text_quote(what, sizeof(what), s.p, s.n), err);
}

/* An error or a warning among the output. What it says is told once. */
static enum sanreq_status
trouble_take(struct list *l, struct bytes line, bool is_lack, struct error *err)
{
	struct bytes s = bytes_trim(line);
	char what[256];

	if (object_end(l, err) != SANREQ_OK)
		return err->status;
	if (l->free != FREE_TROUBLE)
		l->told = false;
	l->free = FREE_TROUBLE;
	l->blanks = 0;
	if (!is_lack || l->told)
		return SANREQ_OK;
	l->told = true;
	return l->maker.sink->missing(
	    l->maker.sink->arg, text_quote(what, sizeof(what), s.p, s.n), err);
}

static enum sanreq_status
table_refused(struct error *err)
{
	return error_set(err, SANREQ_INPUT,
	    "a table (Format-Table), which leaves out what does not fit: write "
	    "'| Format-List' at the end of the command");
}

/* Unless the next line makes it the heads of a table. */
static enum sanreq_status
line_doubt(struct list *l, struct bytes line, struct error *err)
{
	if (shell_is_table_rule(line))
		return table_refused(err);
	error_set(&l->doubt, SANREQ_INPUT,
	    "'%s' is neither a property (Name : value) of Format-List text "
	    "nor the rest of one: %s",
	    QUOTE(line.p, line.n),
	    code_page_is_assumed(&l->page)
		? "is it of another code page, which --encoding names?"
		: "give other formats in files of their own");
	(void)window_fault(&l->w, l->w.line, &l->doubt);
	return SANREQ_OK;
}

static enum sanreq_status
doubt_refused(struct list *l, struct bytes line, struct error *err)
{
	if (shell_is_table_rule(line))
		return table_refused(err);
	*err = l->doubt;
	return err->status;
}

static enum sanreq_status
other_line(struct list *l, struct bytes line, struct error *err)
{
	enum shell_trouble trouble = shell_trouble_of(line);

	if (trouble != TROUBLE_NONE)
		return trouble_take(l, line, trouble == TROUBLE_LACK, err);
	if (l->pending && l->blanks == 0 &&
	    (list_indent(line) != 0 || (l->is_tabbed && line.p[0] == '\t')))
		return value_continue(l, line, err);
	if (l->free == FREE_NONE || shell_is_table_rule(line))
		return line_doubt(l, line, err);
	return SANREQ_OK;
}

/* An empty line of a value of several lines is indented as the others are. The
 * value goes on behind any empty line if the next one is. */
static enum sanreq_status
blank_line(struct list *l, struct bytes line, struct error *err)
{
	if (l->pending && l->blanks == 0 && line.n == l->value_column &&
	    list_indent(line) == line.n)
		return value_continue(l, line, err);
	l->blanks++;
	if (l->free == FREE_COMMAND || l->free == FREE_TROUBLE)
		l->free = FREE_NONE;
	return SANREQ_OK;
}

/* The line stands where values do. */
static enum sanreq_status
deep_line(struct list *l, struct bytes line, struct error *err)
{
	struct list_property p;

	if (l->blanks != 0 && list_property_parse(line, l->tabs, &p))
		return error_set(err, SANREQ_INPUT,
		    "\"%s\" stands behind an empty line where values do: it "
		    "cannot be told whether it is a property or text of the "
		    "value above; let properties stand in the first column, or "
		    "leave out the one with such text",
		    QUOTE(line.p, line.n));
	l->blanks = 0;
	return value_continue(l, line, err);
}

static enum sanreq_status
take_line(struct list *l, struct bytes line, struct error *err)
{
	struct list_property p;

	if (l->doubt.status != SANREQ_OK)
		return doubt_refused(l, line, err);
	if (bytes_trim(line).n == 0)
		return blank_line(l, line, err);
	if (shell_is_prompt(line))
		return prompt_take(l, line, err);
	if (line.p[0] == '#')
		return comment_take(l, line, err);
	if (l->pending && list_indent(line) >= l->value_column &&
	    (l->blanks == 0 || shell_trouble_of(line) == TROUBLE_NONE))
		return deep_line(l, line, err);
	if (l->free != FREE_BANNER && list_property_parse(line, l->tabs, &p) &&
	    shell_trouble_of(line) == TROUBLE_NONE)
		return property_begin(l, line, &p, err);
	return other_line(l, line, err);
}

/* The text ends within a line, or in one as long as those that went on. */
static enum sanreq_status
last_line_check(struct list *l, struct error *err)
{
	bool is_full = l->widest != 0 && l->last >= l->widest;

	if (!l->pending || l->blanks != 0 || (!is_full && !l->w.unended))
		return SANREQ_OK;
	return l->maker.sink->missing(l->maker.sink->arg,
	    is_full ? "the last value may be cut: its line is as long as those "
		      "that go on in the next"
		    : "the last value may be cut: its line has no end",
	    err);
}

static enum sanreq_status
text_end(struct list *l, struct error *err)
{
	if (last_line_check(l, err) != SANREQ_OK)
		return err->status;
	if (l->free != FREE_BANNER) {
		if (object_end(l, err) != SANREQ_OK || !l->is_collected ||
		    l->is_ended)
			return err->status;
		return l->maker.sink->missing(l->maker.sink->arg,
		    "the file of sanreq collect is cut: its last line is not "
		    "there",
		    err);
	}
	error_set(err, SANREQ_INPUT,
	    "neither a property (Name : value) nor a prompt: not the output of "
	    "Format-List");
	return window_fault(&l->w, 1, err);
}

/* As the window has it, made UTF-8 and freed of what copying did to it. */
static enum sanreq_status
next_line(struct list *l, struct bytes *line, bool *is_guess, struct error *err)
{
	l->w.base = l->w.pos;
	*is_guess = false;
	if (window_line(&l->w, line, err) != SANREQ_OK || line->p == NULL)
		return err->status;
	if (code_page_line(&l->page, line, is_guess, err) != SANREQ_OK ||
	    paste_line(&l->paste, line, err) != SANREQ_OK)
		return window_fault(&l->w, l->w.line, err);
	return SANREQ_OK;
}

static enum sanreq_status
read_all(struct list *l, struct error *err)
{
	struct bytes line;
	struct list_property p;
	bool is_first = true, is_guess;

	for (;;) {
		if (next_line(l, &line, &is_guess, err) != SANREQ_OK)
			return err->status;
		if (line.p == NULL && l->doubt.status != SANREQ_OK)
			return doubt_refused(l, line, err);
		if (line.p == NULL)
			return text_end(l, err);
		/* what greets above the first prompt */
		if (is_first && bytes_trim(line).n != 0) {
			is_first = false;
			if (line.p[0] != '#' &&
			    shell_trouble_of(line) == TROUBLE_NONE &&
			    !list_property_parse(line, false, &p))
				l->free = FREE_BANNER;
		}
		if (take_line(l, line, err) != SANREQ_OK)
			return window_fault_once(&l->w, l->w.line, err);
		l->is_guess = l->is_guess || is_guess;
	}
}

enum sanreq_status
shell_list_read(int fd, const char *head, size_t nhead, const char *where,
    const struct shell_sink *sink, uint64_t *n, struct error *err)
{
	struct list l = {.w = {.unit = "line", .max = LINE_MAX, .guess = true}};

	maker_init(&l.maker, sink);
	buf_init(&l.value, LINE_MAX);
	code_page_init(&l.page, sink->encoding, head, nhead);
	paste_init(&l.paste);
	l.w.where = text_quote(l.where, sizeof(l.where), where, strlen(where));
	if (window_init(&l.w, fd, head, nhead, err) == SANREQ_OK)
		(void)read_all(&l, err);
	*n = l.maker.nobjects;
	window_release(&l.w);
	paste_release(&l.paste);
	code_page_release(&l.page);
	buf_release(&l.value);
	maker_release(&l.maker);
	return err->status;
}
