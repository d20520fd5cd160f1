/*
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "name/json_text.h"
#include "profile/out.h"

#define DEPTH_MAX 16

static bool
failed(const struct out *o)
{
	return o->err->status != SANREQ_OK;
}

/* --- YAML --- */

static void
emit(struct out *o, yaml_event_t *e, int made)
{
	if (!made)
		error_memory(o->err);
	else if (!yaml_emitter_emit(&o->emitter, e) &&
		 o->emitter.error == YAML_MEMORY_ERROR)
		error_memory(o->err);
	/* a write error is in the FILE's flag */
}

static int
write_yaml(void *arg, unsigned char *data, size_t n)
{
	return fwrite(data, 1, n, arg) == n;
}

/* Words that a reader of YAML 1.1 or 1.2 takes for something else. */
static bool
is_reserved(const char *s)
{
	static const char *const words[] = {"true", "false", "yes", "no", "on",
	    "off", "y", "n", "null", "nan", "inf", NULL};
	size_t i;

	for (i = 0; words[i] != NULL; i++)
		if (text_casecmp(words[i], s) == 0)
			return true;
	return false;
}

static bool
may_be_plain(const char *s)
{
	static const char fine[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	    " ./_:@-+()=;'$%";

	return text_is_alpha(s[0]) && s[strspn(s, fine)] == '\0' &&
	       !is_reserved(s);
}

static void
emit_scalar(struct out *o, const char *s, bool plain)
{
	yaml_event_t e;
	unsigned char *copy = NULL;
	size_t n = strlen(s), room = 4 * n + 4;

	if (!text_is_utf8(s, n)) {
		if ((copy = malloc(room)) == NULL) {
			error_memory(o->err);
			return;
		}
		text_quote((char *)copy, room, s, n);
	} else if ((copy = (unsigned char *)strdup(s)) == NULL) {
		error_memory(o->err);
		return;
	}
	emit(o, &e,
	    yaml_scalar_event_initialize(&e, NULL, NULL, copy,
		(int)strlen((char *)copy), plain, 1,
		plain ? YAML_PLAIN_SCALAR_STYLE
		      : YAML_DOUBLE_QUOTED_SCALAR_STYLE));
	free(copy);
}

/* --- JSON --- */

static void
indent(const struct out *o)
{
	unsigned i;

	fputc('\n', o->file);
	for (i = 0; i < o->depth; i++)
		fputs("  ", o->file);
}

/* What stands before a value or a key. */
static void
lead(struct out *o)
{
	if (o->after_key) {
		o->after_key = false;
		return;
	}
	if (o->depth == 0)
		return;
	if (o->has_items[o->depth - 1])
		fputc(',', o->file);
	if (o->styles[o->depth - 1] == OUT_BLOCK)
		indent(o);
	else if (o->has_items[o->depth - 1])
		fputc(' ', o->file);
	o->has_items[o->depth - 1] = true;
}

static void
begin(struct out *o, char c, enum out_style style)
{
	lead(o);
	fputc(c, o->file);
	if (o->depth == DEPTH_MAX) {
		error_set(o->err, SANREQ_INTERNAL, "a document too deep");
		return;
	}
	o->styles[o->depth] = style;
	o->has_items[o->depth++] = false;
}

static void
end(struct out *o, char c)
{
	o->depth--;
	if (o->has_items[o->depth] && o->styles[o->depth] == OUT_BLOCK)
		indent(o);
	fputc(c, o->file);
}

static void
json_string_out(struct out *o, const char *s)
{
	if (json_text_write(s, o->file, o->err) != SANREQ_OK)
		return; /* kept in the error */
}

/* --- both --- */

void
out_map(struct out *o, enum out_style style)
{
	yaml_event_t e;

	if (failed(o))
		return;
	if (!o->yaml)
		begin(o, '{', style);
	else
		emit(o, &e,
		    yaml_mapping_start_event_initialize(&e, NULL, NULL, 1,
			style == OUT_FLOW ? YAML_FLOW_MAPPING_STYLE
					  : YAML_BLOCK_MAPPING_STYLE));
}

void
out_map_end(struct out *o)
{
	yaml_event_t e;

	if (failed(o))
		return;
	if (!o->yaml)
		end(o, '}');
	else
		emit(o, &e, yaml_mapping_end_event_initialize(&e));
}

void
out_list(struct out *o, enum out_style style)
{
	yaml_event_t e;

	if (failed(o))
		return;
	if (!o->yaml)
		begin(o, '[', style);
	else
		emit(o, &e,
		    yaml_sequence_start_event_initialize(&e, NULL, NULL, 1,
			style == OUT_FLOW ? YAML_FLOW_SEQUENCE_STYLE
					  : YAML_BLOCK_SEQUENCE_STYLE));
}

void
out_list_end(struct out *o)
{
	yaml_event_t e;

	if (failed(o))
		return;
	if (!o->yaml)
		end(o, ']');
	else
		emit(o, &e, yaml_sequence_end_event_initialize(&e));
}

void
out_key(struct out *o, const char *key)
{
	out_text(o, key);
	if (o->yaml || failed(o))
		return;
	fputs(": ", o->file);
	o->after_key = true;
}

/* A word that is no string: null, true, a number. */
static void
out_bare(struct out *o, const char *word)
{
	if (failed(o))
		return;
	if (o->yaml) {
		emit_scalar(o, word, true);
		return;
	}
	lead(o);
	fputs(word, o->file);
}

void
out_text(struct out *o, const char *text)
{
	if (text == NULL) {
		out_bare(o, "null");
		return;
	}
	if (failed(o))
		return;
	if (o->yaml) {
		emit_scalar(o, text, may_be_plain(text));
		return;
	}
	lead(o);
	json_string_out(o, text);
}

void
out_integer(struct out *o, long long value)
{
	char text[32];

	snprintf(text, sizeof(text), "%lld", value);
	out_bare(o, text);
}

void
out_boolean(struct out *o, bool value)
{
	out_bare(o, value ? "true" : "false");
}

void
out_field(struct out *o, const char *key, const char *text)
{
	if (text == NULL)
		return;
	out_key(o, key);
	out_text(o, text);
}

static void
out_json_items(struct out *o, const json_t *value, enum out_style style)
{
	size_t i;

	out_list(o, style);
	for (i = 0; i < json_array_size(value); i++)
		out_json(o, json_array_get(value, i), OUT_FLOW);
	out_list_end(o);
}

static void
out_json_map(struct out *o, const json_t *value, enum out_style style)
{
	/* jansson's iterators want a pointer to non-const; nothing changes */
	union {
		const json_t *in;
		json_t *out;
	} map = {.in = value};
	const char *key;
	json_t *item;

	out_map(o, style);
	json_object_foreach(map.out, key, item)
	{
		out_key(o, key);
		out_json(o, item, OUT_FLOW);
	}
	out_map_end(o);
}

void
out_json(struct out *o, const json_t *value, enum out_style style)
{
	switch (json_typeof(value)) {
	case JSON_OBJECT: out_json_map(o, value, style); break;
	case JSON_ARRAY: out_json_items(o, value, style); break;
	case JSON_STRING: out_text(o, json_string_value(value)); break;
	case JSON_INTEGER: out_integer(o, json_integer_value(value)); break;
	case JSON_TRUE: out_bare(o, "true"); break;
	case JSON_FALSE: out_bare(o, "false"); break;
	default: out_bare(o, "null"); break;
	}
}

enum sanreq_status
out_open(struct out *o, FILE *file, bool yaml, struct error *err)
{
	yaml_event_t e;

	memset(o, 0, sizeof(*o));
	o->file = file;
	o->err = err;
	o->yaml = yaml;
	if (!yaml)
		return SANREQ_OK;
	if (!yaml_emitter_initialize(&o->emitter))
		return error_memory(err);
	yaml_emitter_set_output(&o->emitter, write_yaml, file);
	yaml_emitter_set_width(&o->emitter, -1);
	emit(o, &e, yaml_stream_start_event_initialize(&e, YAML_UTF8_ENCODING));
	if (!failed(o))
		emit(o, &e,
		    yaml_document_start_event_initialize(
			&e, NULL, NULL, NULL, 1));
	return err->status;
}

enum sanreq_status
out_close(struct out *o)
{
	yaml_event_t e;

	if (o->yaml && !failed(o))
		emit(o, &e, yaml_document_end_event_initialize(&e, 1));
	if (o->yaml && !failed(o))
		emit(o, &e, yaml_stream_end_event_initialize(&e));
	if (o->yaml)
		yaml_emitter_delete(&o->emitter);
	else if (!failed(o))
		fputc('\n', o->file);
	return o->err->status;
}
