/*
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/buf.h"
#include "base/text.h"
#include "name/inventory_json.h"
#include "source/code_page.h"
#include "source/document.h"
#include "source/input.h"
#include "source/shell_source.h"

#define PIECE     (256u << 10)
#define WHERE_MAX 512
#define HEAD_MAX  4096
/* An inventory's values take up to 11 times its size, as memory_of() says. */
#define OURS_RATIO ((size_t)16)

/* The place, unless whoever set the error gave it already. */
static enum sanreq_status
at_source(const char *source, enum sanreq_status status, struct error *err)
{
	char where[WHERE_MAX];
	size_t n;

	if (status == SANREQ_OK)
		return status;
	text_quote(where, sizeof(where), source, strlen(source));
	n = strlen(where);
	if (strncmp(err->text, where, n) != 0 || err->text[n] != ':')
		error_prefix(err, "%s", where);
	return status;
}

static enum sanreq_status
read_whole(
    int fd, const char *head, size_t nhead, struct buf *text, struct error *err)
{
	enum sanreq_status status;
	struct input in;
	char *piece = malloc(PIECE);
	size_t n;

	if (piece == NULL)
		return error_memory(err);
	input_init(&in, fd, head, nhead);
	in.guess = true;
	do {
		status = input_read(&in, piece, PIECE, &n, err);
		if (status == SANREQ_OK)
			status = buf_add(text, piece, n, err);
	} while (status == SANREQ_OK && n != 0);
	input_release(&in);
	free(piece);
	return status;
}

struct conversion {
	bool is_done;
	bool is_guess; /* from a page that was assumed */
};

/* RFC 8259 wants UTF-8; what is none, and no binary either, is taken for text
 * of a code page. */
static enum sanreq_status
text_convert(struct buf *text, const struct encoding *encoding,
    struct conversion *done, struct error *err)
{
	struct bytes all = {buf_text(text), text->len};
	struct code_page page;
	struct buf converted;

	if (text_is_utf8(all.p, all.n) || memchr(all.p, '\0', all.n) != NULL)
		return SANREQ_OK;
	code_page_init(&page, encoding, all.p, all.n);
	buf_init(&converted, DOCUMENT_MAX);
	done->is_done = true;
	if (code_page_text(&page, all, &converted, &done->is_guess, err) ==
	    SANREQ_OK) {
		buf_release(text);
		*text = converted;
	} else {
		buf_release(&converted);
	}
	code_page_release(&page);
	return err->status;
}

/* A plan of this source; its names are what the consumer makes of them. */
static enum sanreq_status
plan_document(struct inventory *inv, const struct buf *text, const char *source,
    const struct record_consumer *consumer, struct error *err)
{
	enum sanreq_status status;
	size_t index;

	if (consumer->plan == NULL)
		return error_set(
		    err, SANREQ_INPUT, "a plan is not taken as a source here");
	status = inventory_add_source(inv, source, "plan", &index, err);
	if (status == SANREQ_OK)
		inventory_set_records(inv, index, 1); /* the document */
	if (status == SANREQ_OK)
		status = consumer->plan(consumer->plan_arg, inv, buf_text(text),
		    text->len, source, err);
	return status;
}

/* Bytes that the values take once they are read, by and large: an object 240,
 * an array 140, a value and its key 130. */
static size_t
memory_of(const struct buf *text)
{
	size_t sum = 0;
	bool is_string = false;

	for (size_t i = 0; i < text->len; i++) {
		char c = text->data[i];

		if (is_string && c == '\\')
			i++;
		else if (c == '"')
			is_string = !is_string;
		else if (!is_string)
			sum += c == '{'   ? 240
			       : c == '[' ? 140
			       : c == ',' ? 130
					  : 0;
	}
	return sum;
}

/* What sanreq wrote says so at its beginning. */
static bool
is_ours(const struct buf *text)
{
	static const char mark[] = "\"sanreq\"";
	size_t n = text->len < HEAD_MAX ? text->len : HEAD_MAX;

	for (size_t i = 0; i + strlen(mark) <= n; i++)
		if (memcmp(text->data + i, mark, strlen(mark)) == 0)
			return true;
	return false;
}

/* A document is held in memory as a whole: somebody else's is bounded, and one
 * of ours by what an inventory of that size needs. */
static enum sanreq_status
check_size(const struct buf *text, struct error *err)
{
	static const char out[] = ": Export-Clixml has no such bound";
	const bool ours = is_ours(text);
	size_t most = SHELL_JSON_MEMORY;

	if (!ours && text->len > SHELL_JSON_MAX)
		return error_set(err, SANREQ_INPUT,
		    "JSON of more than %zu bytes that sanreq did not write%s",
		    SHELL_JSON_MAX, out);
	if (ours && most / OURS_RATIO < text->len)
		most = OURS_RATIO * text->len;
	if (memory_of(text) > most)
		return error_set(err, SANREQ_INPUT,
		    "JSON whose values need more than %zu bytes of memory%s",
		    most, ours ? ", as no inventory or plan does" : out);
	return SANREQ_OK;
}

static enum sanreq_status
json_document(struct inventory *inv, const json_t *root, const struct buf *text,
    const char *source, const struct record_consumer *consumer,
    const struct conversion *done, struct error *err)
{
	const char *kind = json_string_value(json_object_get(root, "kind"));

	if (json_object_get(root, "sanreq") == NULL && consumer->shell != NULL)
		return shell_source_json(
		    inv, root, source, consumer, done->is_guess, err);
	if (done->is_done)
		return error_set(err, SANREQ_INPUT,
		    "is not UTF-8, which all that sanreq writes is: the file "
		    "was changed");
	if (json_object_get(root, "sanreq") == NULL || kind == NULL)
		return error_set(err, SANREQ_INPUT,
		    "JSON, but neither an inventory nor a plan that sanreq "
		    "wrote (no \"sanreq\" or no \"kind\")");
	/* its own list of sources says where the names are from: reading an
	 * inventory adds none, so that it can be written again unchanged */
	if (strcmp(kind, "inventory") == 0)
		return inventory_read_json(inv, root, source, err);
	if (strcmp(kind, "plan") == 0)
		return plan_document(inv, text, source, consumer, err);
	return error_set(err, SANREQ_INPUT,
	    "a document of kind '%s' is no source: only an inventory or a "
	    "plan is",
	    QUOTES(kind));
}

static enum sanreq_status
json_text(struct inventory *inv, struct buf *text, const char *source,
    const struct record_consumer *consumer, const struct encoding *encoding,
    struct error *err)
{
	struct conversion done = {false, false};
	enum sanreq_status status;
	json_error_t jerr;
	json_t *root;

	if (check_size(text, err) != SANREQ_OK)
		return err->status;
	if (text_convert(text, encoding, &done, err) != SANREQ_OK)
		return err->status;
	root = json_loadb(
	    buf_text(text), text->len, JSON_REJECT_DUPLICATES, &jerr);
	if (root == NULL) {
		char where[WHERE_MAX];

		if (json_error_code(&jerr) == json_error_out_of_memory)
			return error_memory(err);
		error_set(err, SANREQ_INPUT, "JSON: %s", QUOTES(jerr.text));
		text_quote(where, sizeof(where), source, strlen(source));
		return error_prefix(
		    err, "%s:%d:%d", where, jerr.line, jerr.column);
	}
	status = json_document(inv, root, text, source, consumer, &done, err);
	json_decref(root);
	return status;
}

enum sanreq_status
document_read(struct inventory *inv, int fd, const char *head, size_t nhead,
    bool yaml, const char *source, const struct record_consumer *consumer,
    const struct encoding *encoding, struct error *err)
{
	enum sanreq_status status;
	struct buf text;

	buf_init(&text, DOCUMENT_MAX);
	status = read_whole(fd, head, nhead, &text, err);
	if (status == SANREQ_OK)
		status = yaml ? plan_document(inv, &text, source, consumer, err)
			      : json_text(inv, &text, source, consumer,
				    encoding, err);
	buf_release(&text);
	return at_source(source, status, err);
}
