/*
 * SPDX-License-Identifier: ISC
 *
 * One pass over the text: each line is split and checked once, as offsets
 * into the window; only at the end of a record that is wanted do the offsets
 * become attributes, and base64 is decoded in place.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "source/ldif.h"
#include "source/ldif_base64.h"
#include "source/ldif_class.h"
#include "source/ldif_spec.h"
#include "source/window.h"

#define WHERE_MAX 512

struct reader {
	struct window w;
	struct class_set classes;
	record_fn fn;
	void *arg;
	char where[WHERE_MAX];
	uint64_t nrecords;
	struct ldif_end *ended;

	/* the record that is being read */
	bool open;    /* had its dn */
	bool comment; /* between records, right behind a comment */
	bool wanted;
	bool ask; /* an objectClass in base64: only decoding tells */
	uint64_t line;
	struct spec dn;
	struct spec *specs;
	size_t nspecs, specs_cap;
	struct attribute *attributes;
	size_t attributes_cap;
};

static bool
is_word(struct bytes s, const char *word, size_t n)
{
	return s.n == n &&
	       (memcmp(s.p, word, n) == 0 || text_same(s.p, n, word, n));
}

#define IS(s, word) is_word(s, word, sizeof(word) - 1)

static struct bytes
bytes_at(const struct reader *r, size_t offset, size_t n)
{
	return (struct bytes){r->w.buf + r->w.base + offset, n};
}

/* The value, decoded in place: what was base64 is not needed any more. */
static struct bytes
spec_value(struct reader *r, const struct spec *s)
{
	char *p = r->w.buf + r->w.base + s->value;

	if (!s->is_base64)
		return (struct bytes){p, s->nvalue};
	return (struct bytes){p, base64_decode(p, p, s->nvalue)};
}

static enum sanreq_status
record_make(struct reader *r, struct record *rec, struct error *err)
{
	enum sanreq_status status;
	void *items = r->attributes;

	status = array_grow(
	    &items, &r->attributes_cap, sizeof(*r->attributes), r->nspecs, err);
	if (status != SANREQ_OK)
		return status;
	r->attributes = items;
	for (size_t i = 0; i < r->nspecs; i++) {
		const struct spec *s = &r->specs[i];
		struct attribute *a = &r->attributes[i];

		a->name = bytes_at(r, s->name, s->nname);
		a->options =
		    s->noptions == 0
			? (struct bytes){NULL, 0}
			: bytes_at(r, s->name + s->nname + 1, s->noptions);
		a->value = spec_value(r, s);
	}
	rec->dn = spec_value(r, &r->dn);
	rec->line = r->line;
	rec->attributes = r->attributes;
	rec->nattributes = r->nspecs;
	return SANREQ_OK;
}

static bool
has_wanted_class(struct reader *r, const struct record *rec)
{
	struct bytes value;
	size_t cursor = 0;

	while (record_next(rec, "objectClass", &cursor, &value))
		if (class_set_has(&r->classes, value.p, value.n))
			return true;
	return false;
}

static enum sanreq_status
record_hand_on(struct reader *r, struct error *err)
{
	enum sanreq_status status;
	struct record rec;

	if ((status = record_make(r, &rec, err)) != SANREQ_OK)
		return status;
	if (!r->wanted && !has_wanted_class(r, &rec))
		return SANREQ_OK;
	status = r->fn(r->arg, &rec, err);
	if (status != SANREQ_OK)
		window_fault(&r->w, r->line, err);
	return status;
}

static enum sanreq_status
record_end(struct reader *r, struct error *err)
{
	enum sanreq_status status = SANREQ_OK;

	if (r->open) {
		r->nrecords++;
		if (r->wanted || r->ask)
			status = record_hand_on(r, err);
		r->open = false;
		r->wanted = r->ask = false;
		r->nspecs = 0;
	}
	r->w.base = r->w.pos;
	return status;
}

static enum sanreq_status
record_begin(struct reader *r, const struct spec *s, struct error *err)
{
	if (s->noptions != 0)
		return error_set(err, SANREQ_INPUT, "a dn has no options");
	r->open = true;
	r->wanted = r->classes.filter == NULL;
	r->line = r->w.line;
	r->dn = *s;
	return SANREQ_OK;
}

/* "result: 4 Size limit exceeded" behind what ldapsearch found. */
static void
take_result(struct reader *r, struct bytes value)
{
	struct ldif_end *e = r->ended;
	size_t i = 0;
	int code = 0;

	for (; i < value.n && i < 4 && text_is_digit(value.p[i]); i++)
		code = 10 * code + (value.p[i] - '0');
	if (e == NULL || code == 0 || e->result != 0)
		return;
	e->result = code;
	text_quote(e->text, sizeof(e->text), value.p, value.n);
}

/* "ref: ldap://child..." among what ldapsearch found: a part that another
 * server has. */
static void
take_reference(struct reader *r, struct bytes value)
{
	struct ldif_end *e = r->ended;

	if (e != NULL && e->reference[0] == '\0')
		text_quote(
		    e->reference, sizeof(e->reference), value.p, value.n);
}

/* A line outside of records: dn, the version, or what the programs that
 * search write around their records. */
static enum sanreq_status
outer_line(struct reader *r, const struct spec *s, struct error *err)
{
	static const char *const trailers[] = {"search", "control", "text",
	    "matchedDN", "pagedresults", "extended"};
	struct bytes name = bytes_at(r, s->name, s->nname);
	struct bytes value = bytes_at(r, s->value, s->nvalue);

	if (IS(name, "dn"))
		return record_begin(r, s, err);
	if (IS(name, "include"))
		return error_set(err, SANREQ_INPUT,
		    "'include: %s' is never followed: give that file as a "
		    "source",
		    QUOTE(value.p, value.n));
	if (IS(name, "version")) {
		if (value.n == 1 && value.p[0] == '1')
			return SANREQ_OK;
		return error_set(err, SANREQ_INPUT,
		    "LDIF version '%s': only version 1 is known",
		    QUOTE(value.p, value.n));
	}
	if (IS(name, "result")) {
		take_result(r, value);
		return SANREQ_OK;
	}
	if (IS(name, "ref")) {
		take_reference(r, value);
		return SANREQ_OK;
	}
	for (size_t i = 0; i < sizeof(trailers) / sizeof(*trailers); i++)
		if (is_word(name, trailers[i], strlen(trailers[i])))
			return SANREQ_OK;
	return error_set(
	    err, SANREQ_INPUT, "'%s' before any dn", QUOTE(name.p, name.n));
}

static enum sanreq_status
check_changetype(
    const struct reader *r, const struct spec *s, struct error *err)
{
	struct bytes value = bytes_at(r, s->value, s->nvalue);

	if (!s->is_base64 && IS(value, "add"))
		return SANREQ_OK;
	return error_set(err, SANREQ_INPUT,
	    "'changetype: %s' is a change, not an entry: export the entries "
	    "themselves",
	    QUOTE(value.p, value.n));
}

/* A line of a record. *keep: it is an attribute. Names are told apart by
 * their length first: this runs for every line. */
static enum sanreq_status
inner_line(
    struct reader *r, const struct spec *s, bool *keep, struct error *err)
{
	struct bytes name = bytes_at(r, s->name, s->nname);

	*keep = true;
	switch (s->nname) {
	case 2:
		if (IS(name, "dn"))
			return error_set(err, SANREQ_INPUT,
			    "a second dn in one record: the empty line before "
			    "it is missing");
		break;
	case 7:
		if (IS(name, "include"))
			return outer_line(r, s, err);
		break;
	case 10:
		if (IS(name, "changetype")) {
			*keep = false;
			return check_changetype(r, s, err);
		}
		break;
	case 11:
		if (r->wanted || !IS(name, "objectClass"))
			break;
		if (s->is_base64)
			r->ask = true;
		else
			r->wanted = class_set_has(&r->classes,
			    r->w.buf + r->w.base + s->value, s->nvalue);
		break;
	default: break;
	}
	return SANREQ_OK;
}

static enum sanreq_status
next_spec(struct reader *r, struct error *err)
{
	enum sanreq_status status;
	void *items = r->specs;

	if (r->nspecs < r->specs_cap)
		return SANREQ_OK;
	if (r->nspecs >= LDIF_VALUES_MAX)
		return error_set(err, SANREQ_INPUT,
		    "a record with more than %u values", LDIF_VALUES_MAX);
	status = array_grow(
	    &items, &r->specs_cap, sizeof(*r->specs), r->nspecs + 1, err);
	r->specs = items;
	return status;
}

static enum sanreq_status
attribute_line(struct reader *r, struct bytes line, struct error *err)
{
	size_t offset = (size_t)(line.p - (r->w.buf + r->w.base));
	enum sanreq_status status;
	struct spec *s;
	bool keep;

	if ((status = next_spec(r, err)) != SANREQ_OK)
		return status;
	s = &r->specs[r->nspecs];
	if ((status = spec_parse(s, line, offset, err)) != SANREQ_OK)
		return status;
	if (!r->open) {
		status = outer_line(r, s, err);
		if (!r->open)
			r->w.base = r->w.pos;
		return status;
	}
	status = inner_line(r, s, &keep, err);
	r->nspecs += keep;
	return status;
}

/* Files that were put together may have a byte order mark further on; and a
 * line of spaces between records looks empty to who made it. */
static struct bytes
outer_trim(struct bytes line)
{
	size_t n = 0;

	if (line.n >= 3 && memcmp(line.p, "\xef\xbb\xbf", 3) == 0) {
		line.p += 3;
		line.n -= 3;
	}
	while (n < line.n && line.p[n] == ' ')
		n++;
	if (n == line.n)
		line.n = 0;
	return line;
}

/* ldapsearch writes an entry's name into a comment, and lets the line end in
 * the name of a replication conflict or a deleted object break it. */
static bool
ends_comment(const struct reader *r, struct bytes line)
{
	return r->comment && (text_starts(line.p, line.n, "CNF:") ||
				 text_starts(line.p, line.n, "DEL:"));
}

/* A line between records that may be passed over. */
static bool
is_outer_comment(struct reader *r, struct bytes line)
{
	r->comment = line.n != 0 && (line.p[0] == '#' || ends_comment(r, line));
	if (r->comment)
		r->w.base = r->w.pos;
	return r->comment;
}

static enum sanreq_status
take_line(struct reader *r, struct bytes line, struct error *err)
{
	enum sanreq_status status;

	if (!r->open) {
		line = outer_trim(line);
		if (is_outer_comment(r, line))
			return SANREQ_OK;
	}
	if (line.n == 0)
		return record_end(r, err);
	if (line.p[0] == '#')
		return SANREQ_OK;
	status = attribute_line(r, line, err);
	if (status != SANREQ_OK)
		window_fault(&r->w, r->w.line, err);
	return status;
}

static enum sanreq_status
read_all(struct reader *r, struct error *err)
{
	enum sanreq_status status;
	struct bytes line;

	for (;;) {
		status = window_line(&r->w, &line, err);
		if (status != SANREQ_OK)
			return status;
		if (line.p == NULL)
			return record_end(r, err);
		if ((status = take_line(r, line, err)) != SANREQ_OK)
			return status;
	}
}

enum sanreq_status
ldif_read_ended(int fd, const char *head, size_t nhead, const char *where,
    const struct ldif_filter *filter, record_fn fn, void *arg,
    uint64_t *nrecords, struct ldif_end *ended, struct error *err)
{
	enum sanreq_status status;
	struct reader r = {.fn = fn, .arg = arg, .ended = ended};

	class_set_init(&r.classes, filter);
	r.w.where = text_quote(r.where, sizeof(r.where), where, strlen(where));
	r.w.unit = "record";
	r.w.folds = true;
	r.w.max = LDIF_RECORD_MAX;
	status = window_init(&r.w, fd, head, nhead, err);
	if (status == SANREQ_OK)
		status = read_all(&r, err);
	*nrecords = r.nrecords;
	window_release(&r.w);
	free(r.specs);
	free(r.attributes);
	return status;
}

enum sanreq_status
ldif_read(int fd, const char *head, size_t nhead, const char *where,
    const struct ldif_filter *filter, record_fn fn, void *arg,
    uint64_t *nrecords, struct error *err)
{
	return ldif_read_ended(
	    fd, head, nhead, where, filter, fn, arg, nrecords, NULL, err);
}
