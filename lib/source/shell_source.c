/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "base/text.h"
#include "source/incomplete.h"
#include "source/shell_json.h"
#include "source/shell_source.h"

#define WHERE_MAX 512

struct shell_source {
	struct inventory *inventory;
	const char *source;
	size_t index;
	const struct record_consumer *consumer;
	void *state;
};

static enum sanreq_status
take_object(void *arg, const struct shell_object *object, struct error *err)
{
	struct shell_source *s = arg;

	return s->consumer->shell(s->state, object, err);
}

static enum sanreq_status
take_missing(void *arg, const char *what, struct error *err)
{
	struct shell_source *s = arg;

	return incomplete_add(s->inventory, s->index, s->source, what, err);
}

static enum sanreq_status
source_begin(struct shell_source *s, const char *type, struct error *err)
{
	if (s->consumer->shell == NULL)
		return error_set(err, SANREQ_INPUT,
		    "Exchange Management Shell output is not taken as a source "
		    "here");
	if (inventory_add_source(
		s->inventory, s->source, type, &s->index, err) != SANREQ_OK)
		return err->status;
	return s->consumer->begin(&s->state, s->inventory, s->source, err);
}

static enum sanreq_status
source_end(struct shell_source *s, uint64_t n, struct error *err)
{
	if (err->status == SANREQ_OK) {
		inventory_set_records(s->inventory, s->index, n);
		(void)!s->consumer->finish(s->state, err);
	}
	if (s->state != NULL)
		s->consumer->release(&s->state);
	return err->status;
}

enum sanreq_status
shell_source_read(struct inventory *inv, enum source_kind kind, int fd,
    const char *head, size_t nhead, const char *source,
    const struct record_consumer *consumer, const struct encoding *encoding,
    uint64_t *n, struct error *err)
{
	static const struct {
		const char *type;
		enum sanreq_status (*read)(int, const char *, size_t,
		    const char *, const struct shell_sink *, uint64_t *,
		    struct error *);
	} forms[] = {
	    [KIND_FORMAT_LIST] = {"format-list", shell_list_read},
	    [KIND_CSV] = {"csv", shell_csv_read},
	    [KIND_XML] = {"clixml", shell_clixml_read},
	};
	struct shell_source s = {
	    .inventory = inv, .source = source, .consumer = consumer};
	const struct shell_sink sink = {
	    take_object, take_missing, &s, encoding, false};
	char where[WHERE_MAX];

	*n = 0;
	if (source_begin(&s, forms[kind].type, err) == SANREQ_OK)
		(void)!forms[kind].read(fd, head, nhead, source, &sink, n, err);
	else
		error_prefix(err, "%s",
		    text_quote(where, sizeof(where), source, strlen(source)));
	return source_end(&s, *n, err);
}

enum sanreq_status
shell_source_json(struct inventory *inv, const json_t *root, const char *source,
    const struct record_consumer *consumer, bool is_ansi, struct error *err)
{
	struct shell_source s = {
	    .inventory = inv, .source = source, .consumer = consumer};
	const struct shell_sink sink = {
	    take_object, take_missing, &s, NULL, is_ansi};
	uint64_t n = 0;

	if (source_begin(&s, "json", err) == SANREQ_OK)
		(void)!shell_json_read(root, &sink, &n, err);
	return source_end(&s, n, err);
}
