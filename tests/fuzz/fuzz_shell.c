/*
 * SPDX-License-Identifier: ISC
 *
 * Shell output of any content. The first byte says which form: 'l' Format-List
 * text, 'c' CSV, 'x' Clixml, 'j' JSON; 'L' and 'C' likewise, of the encoding
 * that the second byte says; the rest is the text. What is accepted must lie
 * within the ceilings, and goes through what the objects mean.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "exchange/exchange.h"
#include "source/code_page.h"
#include "source/recognise.h"
#include "source/shell_json.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

struct fuzz {
	struct exchange *exchange;
	uint64_t objects;
	unsigned char mix;
};

static void
touch(struct fuzz *f, struct bytes s)
{
	for (size_t i = 0; i < s.n; i++)
		f->mix ^= (unsigned char)s.p[i];
}

static enum sanreq_status
take_object(void *arg, const struct shell_object *o, struct error *err)
{
	struct fuzz *f = arg;
	size_t values = 0;

	f->objects++;
	touch(f, o->noun);
	touch(f, o->type);
	for (size_t i = 0; i < o->nproperties; i++) {
		touch(f, o->properties[i].name);
		for (size_t k = 0; k < o->properties[i].nvalues; k++) {
			struct bytes v = o->properties[i].values[k];

			touch(f, v);
			if (v.n == 0 || (memchr(v.p, '\0', v.n) == NULL &&
					    !text_is_utf8(v.p, v.n)))
				abort();
		}
		values += o->properties[i].nvalues;
	}
	if (values > SHELL_VALUES_MAX || o->nproperties == 0 ||
	    o->nproperties > SHELL_VALUES_MAX)
		abort();
	return exchange_shell(f->exchange, o, err);
}

static enum sanreq_status
take_missing(void *arg, const char *what, struct error *err)
{
	(void)arg;
	(void)err;
	if (!text_is_utf8(what, strlen(what)))
		abort();
	return SANREQ_OK;
}

static enum sanreq_status
read_json(const char *text, size_t n, const struct shell_sink *sink,
    uint64_t *count, struct error *err)
{
	json_error_t why;
	json_t *root = json_loadb(text, n, JSON_REJECT_DUPLICATES, &why);
	enum sanreq_status status;

	*count = 0;
	if (root == NULL)
		return error_set(err, SANREQ_INPUT, "fuzz: %s", why.text);
	status = shell_json_read(root, sink, count, err);
	if (status != SANREQ_OK)
		error_prefix(err, "fuzz");
	json_decref(root);
	return status;
}

/* 'a' to 'g' */
static const struct encoding *
encoding_of(char c)
{
	static const char *const names[] = {"windows-1251", "windows-1255",
	    "windows-1258", "cp932", "cp936", "cp949", "utf-8"};
	const struct encoding *encoding = NULL;
	struct error err = {0};
	size_t n = sizeof(names) / sizeof(*names);

	if (encoding_find(names[(unsigned char)c % n], &encoding, &err) !=
	    SANREQ_OK)
		abort();
	return encoding;
}

static enum sanreq_status
read_form(char form, const char *text, size_t n, const struct shell_sink *sink,
    uint64_t *count, struct error *err)
{
	switch (form) {
	case 'l': return shell_list_read(-1, text, n, "fuzz", sink, count, err);
	case 'c': return shell_csv_read(-1, text, n, "fuzz", sink, count, err);
	case 'x':
		return shell_clixml_read(-1, text, n, "fuzz", sink, count, err);
	default: return read_json(text, n, sink, count, err);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const char *text = (const char *)data;
	char form = n != 0 ? *text : '\0';
	struct inventory *inv = NULL;
	struct fuzz f = {0};
	struct shell_sink sink = {
	    .object = take_object, .missing = take_missing, .arg = &f};
	struct error err = {0};
	uint64_t count;
	size_t index;

	if (n == 0)
		return 0;
	if (inventory_new(&inv, &err) != SANREQ_OK ||
	    inventory_add_source(inv, "fuzz", "csv", &index, &err) !=
		SANREQ_OK ||
	    exchange_new(&f.exchange, inv, "fuzz", &err) != SANREQ_OK)
		abort();
	if ((*text == 'L' || *text == 'C') && n > 1) {
		form = text_lower(*text);
		sink.encoding = encoding_of(text[1]);
		text++;
		n--;
	}
	if (read_form(form, text + 1, n - 1, &sink, &count, &err) ==
	    SANREQ_OK) {
		if (count != f.objects ||
		    exchange_finish(f.exchange, &err) != SANREQ_OK ||
		    inventory_seal(inv, &err) != SANREQ_OK)
			abort();
	} else if (err.status != SANREQ_INPUT ||
		   strncmp(err.text, "fuzz:", 5) != 0) {
		abort();
	}
	exchange_free(&f.exchange);
	inventory_free(&inv);
	(void)source_recognise(
	    text + 1, n - 1 < RECOGNISE_MAX ? n - 1 : RECOGNISE_MAX);
	return 0;
}
