/*
 * SPDX-License-Identifier: ISC
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "profile/reader.h"

#define WORDS_MAX 64 /* words or keys of one table */

enum sanreq_status
reader_fail(const struct reader *rd, const struct node *node, struct error *err,
    const char *fmt, ...)
{
	char text[ERROR_TEXT_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return error_set(err, SANREQ_PROFILE, "%s:%u:%u: %s", rd->where,
	    node->line, node->column, text);
}

const char *
reader_at(const struct reader *rd, const struct node *node, struct error *err)
{
	char text[ERROR_TEXT_MAX];
	int n = snprintf(text, sizeof(text), "%s:%u", rd->where, node->line);

	return pool_intern(&rd->profile->pool, text, (size_t)n, err);
}

static const char *
kind_text(const struct node *node)
{
	switch (node->kind) {
	case NODE_LIST: return "a list";
	case NODE_MAP: return "a map";
	case NODE_TEXT: break;
	}
	return node->len == 0 ? "nothing" : "a single value";
}

/* "a, b or c", as much as fits */
static const char *
join_words(char *dst, size_t size, const char *const *words)
{
	size_t used = 0, i;

	dst[0] = '\0';
	for (i = 0; words[i] != NULL && used < size; i++)
		used += (size_t)snprintf(dst + used, size - used, "%s%s",
		    i == 0                 ? ""
		    : words[i + 1] == NULL ? " or "
					   : ", ",
		    words[i]);
	return dst;
}

/* An unknown word: what was meant, else all that there is. */
static enum sanreq_status
fail_word(const struct reader *rd, const struct node *node, const char *what,
    const char *const *words, struct error *err)
{
	const char *near = NULL;
	char all[512];

	/* digits are no slip of the pen: 2008 is not nearly 2003 */
	if (strspn(node->text, "0123456789") < node->len)
		near = text_nearest(node->text, words);
	if (near != NULL)
		return reader_fail(rd, node, err,
		    "%s: \"%s\" is unknown; did you mean \"%s\"?", what,
		    QUOTE(node->text, node->len), near);
	return reader_fail(rd, node, err, "%s: \"%s\" is none of %s", what,
	    QUOTE(node->text, node->len), join_words(all, sizeof(all), words));
}

/* The key's row; NULL and an error with the nearest key when there is none. */
static const struct key *
find_key(const struct reader *rd, const struct node *node,
    const struct key *keys, const char *what, struct error *err)
{
	const char *names[WORDS_MAX];
	char all[512];
	const char *near;
	size_t i;

	for (i = 0; keys[i].name != NULL && i < WORDS_MAX - 1; i++) {
		if (strcmp(keys[i].name, node->text) == 0)
			return &keys[i];
		names[i] = keys[i].name;
	}
	names[i] = NULL;
	near = text_nearest(node->text, names);
	if (near != NULL)
		reader_fail(rd, node, err,
		    "unknown key \"%s\" in %s; did you mean \"%s\"?",
		    QUOTE(node->text, node->len), what, near);
	else
		reader_fail(rd, node, err,
		    "unknown key \"%s\" in %s; its keys are %s",
		    QUOTE(node->text, node->len), what,
		    join_words(all, sizeof(all), names));
	return NULL;
}

enum sanreq_status
reader_section(struct reader *rd, const struct node *node,
    const struct key *keys, const char *what, struct error *err)
{
	const struct node_link *l;
	const struct key *key;

	if (node->kind != NODE_MAP)
		return reader_fail(rd, node, err,
		    "%s must be a map (\"key: value\"), not %s", what,
		    kind_text(node));
	for (l = node->links; l != NULL; l = l->next) {
		key = find_key(rd, l->key, keys, what, err);
		if (key == NULL || key->read(rd, l->value, err) != SANREQ_OK)
			return err->status;
	}
	return SANREQ_OK;
}

static enum sanreq_status
check_text(struct reader *rd, const struct node *node, const char *what,
    struct error *err)
{
	uint32_t other;

	if (node->kind != NODE_TEXT)
		return reader_fail(rd, node, err,
		    "%s must be a single value, not %s", what, kind_text(node));
	if (node->len == 0)
		return reader_fail(rd, node, err, "%s is empty", what);
	/* it will be shown as it is */
	if (text_printable_run(node->text, node->len, &other) < node->len)
		return reader_fail(rd, node, err,
		    "%s: control or invisible character U+%04X in \"%s\"", what,
		    (unsigned)other, QUOTE(node->text, node->len));
	return SANREQ_OK;
}

enum sanreq_status
reader_text(struct reader *rd, const struct node *node, const char *what,
    const char **out, struct error *err)
{
	if (check_text(rd, node, what, err) != SANREQ_OK)
		return err->status;
	*out = node->text;
	return SANREQ_OK;
}

enum sanreq_status
reader_bool(struct reader *rd, const struct node *node, const char *what,
    bool *out, struct error *err)
{
	if (check_text(rd, node, what, err) != SANREQ_OK)
		return err->status;
	*out = strcmp(node->text, "true") == 0;
	if (!node->plain || (!*out && strcmp(node->text, "false") != 0))
		return reader_fail(rd, node, err,
		    "%s must be true or false (without quotes), not \"%s\"",
		    what, QUOTE(node->text, node->len));
	return SANREQ_OK;
}

enum sanreq_status
reader_number(struct reader *rd, const struct node *node, const char *what,
    unsigned min, unsigned max, unsigned *out, struct error *err)
{
	unsigned long value = 0;
	bool sound;
	size_t i;

	if (check_text(rd, node, what, err) != SANREQ_OK)
		return err->status;
	sound = node->plain && node->len <= 9 &&
		(node->text[0] != '0' || node->len == 1);
	for (i = 0; sound && i < node->len; i++) {
		sound = text_is_digit(node->text[i]);
		value = value * 10 + (unsigned long)(node->text[i] - '0');
	}
	if (!node->plain && strspn(node->text, "0123456789") == node->len)
		return reader_fail(rd, node, err,
		    "%s must be a number, and the quotes make \"%s\" a text: "
		    "leave them out",
		    what, QUOTE(node->text, node->len));
	if (!sound || value < min || value > max)
		return reader_fail(rd, node, err,
		    "%s must be a whole number from %u to %u, not \"%s\"", what,
		    min, max, QUOTE(node->text, node->len));
	*out = (unsigned)value;
	return SANREQ_OK;
}

enum sanreq_status
reader_name(struct reader *rd, const struct node *node, const char *what,
    struct name *out, struct error *err)
{
	if (check_text(rd, node, what, err) != SANREQ_OK)
		return err->status;
	if (name_parse(node->text, node->len, out, err) == SANREQ_OK)
		return SANREQ_OK;
	if (err->status == SANREQ_NAME)
		err->status = SANREQ_PROFILE;
	return error_prefix(
	    err, "%s:%u:%u: %s", rd->where, node->line, node->column, what);
}

enum sanreq_status
reader_word(struct reader *rd, const struct node *node, const char *what,
    const struct word *words, int *out, struct error *err)
{
	const char *texts[WORDS_MAX];
	size_t i;

	if (check_text(rd, node, what, err) != SANREQ_OK)
		return err->status;
	if ((*out = word_find(words, node->text)) >= 0)
		return SANREQ_OK;
	for (i = 0; words[i].text != NULL && i < WORDS_MAX - 1; i++)
		texts[i] = words[i].text;
	texts[i] = NULL;
	return fail_word(rd, node, what, texts, err);
}

enum sanreq_status
reader_mask(struct reader *rd, const struct node *node, const char *what,
    const struct word *words, bool as_bits, unsigned *out, struct error *err)
{
	const struct node_link one = {.value = node};
	const struct node_link *l =
	    node->kind == NODE_LIST ? node->links : &one;
	int value;

	*out = 0;
	for (; l != NULL; l = l->next) {
		if (reader_word(rd, l->value, what, words, &value, err))
			return err->status;
		*out |= as_bits ? 1u << value : (unsigned)value;
	}
	return SANREQ_OK;
}
