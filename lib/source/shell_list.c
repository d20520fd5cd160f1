/*
 * SPDX-License-Identifier: ISC
 *
 * Format-List text, as a file or copied from a console. A property is
 * "Name : value"; what does not fit the console goes on in the next line,
 * indented to where the value began. Nothing marks the end of an object: the
 * same name again (then it began at the empty line before), another column of
 * the colon, or more empty lines than there are between the properties begin
 * the next one.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "source/shell_command.h"
#include "source/shell_maker.h"
#include "source/window.h"

#define WHERE_MAX 512
#define LINE_MAX  (1u << 20)

/* What may stand between objects beside empty lines. */
enum free_text {
	FREE_NONE,    /* nothing */
	FREE_COMMAND, /* the rest of a command, up to an empty line */
	FREE_TROUBLE, /* the rest of an error, up to an empty line */
	FREE_BANNER   /* anything, up to the first prompt */
};

struct list {
	struct window w;
	struct shell_maker maker;
	char where[WHERE_MAX];
	enum free_text free;
	char noun[SHELL_NOUN_MAX]; /* of the command that was typed last */
	bool told;                 /* the error that is being passed over */
	bool is_collected;         /* written by the script of sanreq collect */
	bool is_ended;             /* which says where its end is */
	struct error doubt;        /* of the line before: heads of a table? */

	/* the object */
	bool open;
	size_t column; /* of its colons */
	size_t gap;    /* most empty lines between its properties */
	size_t blanks; /* empty lines since the last text */
	size_t before; /* properties before its first empty line, 0: none */
	uint64_t line; /* that follows it */

	/* the property */
	bool pending;
	size_t value_column;
	struct buf value;
	size_t last;   /* length of its last line */
	size_t widest; /* line that went on, of all */
};

static bool
is_key_char(char c)
{
	return text_is_alpha(c) || text_is_digit(c) || c == '_' || c == '.';
}

/* Without the spaces at its end. */
static size_t
length_of(struct bytes line)
{
	while (line.n != 0 && text_is_space(line.p[line.n - 1]))
		line.n--;
	return line.n;
}

static size_t
indent_of(struct bytes line)
{
	size_t n = 0;

	while (n < line.n && line.p[n] == ' ')
		n++;
	return n;
}

/* "Name : value". *column is that of the colon. */
static bool
property_parse(struct bytes line, struct bytes *name, size_t *column)
{
	size_t from = 0, to, at;

	while (from < line.n && text_is_space(line.p[from]))
		from++;
	for (to = from; to < line.n && is_key_char(line.p[to]);)
		to++;
	for (at = to; at < line.n && text_is_space(line.p[at]);)
		at++;
	if (to == from || at == to || at == line.n || line.p[at] != ':' ||
	    (at + 1 < line.n && !text_is_space(line.p[at + 1])))
		return false;
	*name = (struct bytes){line.p + from, to - from};
	*column = at;
	return true;
}

/* --- values ----------------------------------------------------------- */

static struct bytes
trim(struct bytes s)
{
	while (s.n != 0 && text_is_space(s.p[0])) {
		s.p++;
		s.n--;
	}
	while (s.n != 0 && text_is_space(s.p[s.n - 1]))
		s.n--;
	return s;
}

/* Takes the mark of what was left out off, "..." or one character of it. */
static bool
cut_mark(struct bytes *s)
{
	static const char *const marks[] = {"...", "\xe2\x80\xa6", "\x85"};

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		if (!text_ends(s->p, s->n, marks[i]))
			continue;
		s->n -= strlen(marks[i]);
		*s = trim(*s);
		return true;
	}
	return false;
}

/* The inside of braces. Elements that are certificate names hold commas of
 * their own, and are left in one piece. */
static enum sanreq_status
elements_add(struct list *l, struct bytes s, struct error *err)
{
	bool split = memchr(s.p, '<', s.n) == NULL;

	if (cut_mark(&s))
		maker_loss(&l->maker, SHELL_CUT);
	while (s.n != 0) {
		const char *comma = split ? memchr(s.p, ',', s.n) : NULL;
		size_t n = comma != NULL ? (size_t)(comma - s.p) : s.n;

		if (maker_value(&l->maker, trim((struct bytes){s.p, n}), err) !=
		    SANREQ_OK)
			return err->status;
		n += comma != NULL;
		s = (struct bytes){s.p + n, s.n - n};
	}
	return SANREQ_OK;
}

static enum sanreq_status
property_end(struct list *l, struct error *err)
{
	struct bytes s;

	if (!l->pending)
		return SANREQ_OK;
	l->pending = false;
	s = trim((struct bytes){buf_text(&l->value), l->value.len});
	if (s.n == 0 || s.p[0] != '{')
		return maker_value(&l->maker, s, err);
	if (s.p[s.n - 1] == '}')
		return elements_add(
		    l, trim((struct bytes){s.p + 1, s.n - 2}), err);
	maker_loss(&l->maker, SHELL_CUT); /* the file ends in it */
	return SANREQ_OK;
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
	size_t skip = indent_of(line);
	bool is_short = l->last < l->widest;
	char last = '\0';

	if (skip > l->value_column)
		skip = l->value_column;
	s.p += skip;
	s.n -= skip;
	if (l->value.len != 0)
		last = l->value.data[l->value.len - 1];
	if (!is_short)
		l->widest = l->last;
	else if (last != ' ' && last != '\0' && s.n != 0 && s.p[0] != ' ' &&
		 value_add(l, (struct bytes){" ", 1}, err) != SANREQ_OK)
		return err->status;
	l->last = length_of(line);
	return value_add(l, s, err);
}

/* --- objects ---------------------------------------------------------- */

static enum sanreq_status
object_end(struct list *l, struct error *err)
{
	if (property_end(l, err) != SANREQ_OK)
		return err->status;
	if (!l->open)
		return SANREQ_OK;
	l->open = false;
	if (maker_hand(&l->maker, err) != SANREQ_OK)
		return window_fault(&l->w, l->maker.line, err);
	return SANREQ_OK;
}

static bool
begins_object(const struct list *l, struct bytes name, size_t column)
{
	if (!l->open || maker_has(&l->maker, name))
		return true;
	if (l->blanks == 0)
		return false;
	return column != l->column || l->blanks > (l->gap > 1 ? l->gap : 1);
}

/* A name for the second time, without an empty line in front: the object began
 * at the empty line before. */
static enum sanreq_status
object_split(struct list *l, struct bytes name, struct error *err)
{
	size_t i = 0;

	while (i < l->before && !text_same(maker_name(&l->maker, i).p,
				    maker_name(&l->maker, i).n, name.p, name.n))
		i++;
	if (!l->open || l->blanks != 0 || i == l->before)
		return SANREQ_OK;
	if (maker_hand_part(&l->maker, l->before, l->line, err) != SANREQ_OK)
		return window_fault(&l->w, l->maker.line, err);
	l->before = l->gap = 0;
	return SANREQ_OK;
}

static enum sanreq_status
property_begin(struct list *l, struct bytes line, struct bytes name,
    size_t column, struct error *err)
{
	size_t from = column + 1;

	if (property_end(l, err) != SANREQ_OK ||
	    object_split(l, name, err) != SANREQ_OK)
		return err->status;
	if (begins_object(l, name, column)) {
		if (object_end(l, err) != SANREQ_OK)
			return err->status;
		maker_begin(&l->maker, l->w.line);
		if (maker_noun(&l->maker,
			(struct bytes){l->noun, strlen(l->noun)},
			err) != SANREQ_OK)
			return err->status;
		l->open = true;
		l->gap = l->before = 0;
	} else if (l->blanks > l->gap) {
		if (l->gap == 0) {
			l->before = l->maker.nproperties;
			l->line = l->w.line;
		}
		l->gap = l->blanks;
	}
	l->column = column;
	l->blanks = 0;
	l->free = FREE_NONE;
	if (maker_property(&l->maker, name, err) != SANREQ_OK)
		return err->status;
	l->pending = true;
	from += from < line.n;
	l->value_column = column + 2;
	l->last = length_of(line);
	buf_clear(&l->value);
	return value_add(l, (struct bytes){line.p + from, line.n - from}, err);
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
	struct bytes s = trim((struct bytes){line.p + 1, line.n - 1});
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
	struct bytes s = trim(line);
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
	    "nor the rest of one: give other formats in files of their own",
	    QUOTE(line.p, line.n));
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
	if (l->pending && l->blanks == 0 && indent_of(line) != 0)
		return value_continue(l, line, err);
	if (l->free == FREE_NONE || shell_is_table_rule(line))
		return line_doubt(l, line, err);
	return SANREQ_OK;
}

static enum sanreq_status
blank_line(struct list *l, struct error *err)
{
	l->blanks++;
	if (l->free == FREE_COMMAND || l->free == FREE_TROUBLE)
		l->free = FREE_NONE;
	return property_end(l, err);
}

static enum sanreq_status
take_line(struct list *l, struct bytes line, struct error *err)
{
	struct bytes name;
	size_t column;

	if (l->doubt.status != SANREQ_OK)
		return doubt_refused(l, line, err);
	if (trim(line).n == 0)
		return blank_line(l, err);
	if (shell_is_prompt(line))
		return prompt_take(l, line, err);
	if (line.p[0] == '#')
		return comment_take(l, line, err);
	if (l->pending && l->blanks == 0 && indent_of(line) >= l->value_column)
		return value_continue(l, line, err);
	if (l->free != FREE_BANNER && property_parse(line, &name, &column) &&
	    shell_trouble_of(line) == TROUBLE_NONE)
		return property_begin(l, line, name, column, err);
	return other_line(l, line, err);
}

/* The file ends in a line as long as those that went on: so may this. */
static enum sanreq_status
last_line_check(struct list *l, struct error *err)
{
	if (!l->pending || l->widest == 0 || l->last < l->widest)
		return SANREQ_OK;
	return l->maker.sink->missing(l->maker.sink->arg,
	    "the last value may be cut: its line is as long as those that go "
	    "on in the next",
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

static enum sanreq_status
read_all(struct list *l, struct error *err)
{
	struct bytes line, name;
	size_t column;
	bool is_first = true;

	for (;;) {
		l->w.base = l->w.pos;
		if (window_line(&l->w, &line, err) != SANREQ_OK)
			return err->status;
		if (line.p == NULL && l->doubt.status != SANREQ_OK)
			return doubt_refused(l, line, err);
		if (line.p == NULL)
			return text_end(l, err);
		/* what greets above the first prompt */
		if (is_first && trim(line).n != 0) {
			is_first = false;
			if (line.p[0] != '#' &&
			    shell_trouble_of(line) == TROUBLE_NONE &&
			    !property_parse(line, &name, &column))
				l->free = FREE_BANNER;
		}
		if (take_line(l, line, err) != SANREQ_OK)
			return window_fault_once(&l->w, l->w.line, err);
	}
}

enum sanreq_status
shell_list_read(int fd, const char *head, size_t nhead, const char *where,
    const struct shell_sink *sink, uint64_t *n, struct error *err)
{
	struct list l = {.w = {.unit = "line", .max = LINE_MAX, .guess = true}};

	maker_init(&l.maker, sink);
	buf_init(&l.value, LINE_MAX);
	l.w.where = text_quote(l.where, sizeof(l.where), where, strlen(where));
	if (window_init(&l.w, fd, head, nhead, err) == SANREQ_OK)
		(void)read_all(&l, err);
	*n = l.maker.nobjects;
	window_release(&l.w);
	buf_release(&l.value);
	maker_release(&l.maker);
	return err->status;
}
