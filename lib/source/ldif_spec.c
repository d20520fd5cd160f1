/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "base/text.h"
#include "source/ldif.h"
#include "source/ldif_base64.h"
#include "source/ldif_spec.h"

/* Letters, digits, "-", ".", "_": a bit for each. Underscores are not in the
 * RFC but in directories. */
static const uint64_t name_chars[4] = {
    0x03ff600000000000, 0x07fffffe87fffffe, 0, 0};
/* "=", "*" and ";" beside them: "range=0-1499;binary", "range=1500-*" */
static const uint64_t option_chars[4] = {
    0x2bff640000000000, 0x07fffffe87fffffe, 0, 0};

static size_t
span(const struct bytes line, size_t i, const uint64_t set[4])
{
	const unsigned char *p = (const unsigned char *)line.p;

	while (i < line.n && (set[p[i] >> 6] >> (p[i] & 63) & 1) != 0)
		i++;
	return i;
}

/* Why there is no attribute at the start of the line; at is how far it went. */
static enum sanreq_status
bad_name(struct bytes line, size_t at, struct error *err)
{
	const char *colon = memchr(line.p, ':', line.n);
	size_t n = colon != NULL ? (size_t)(colon - line.p) : 0;

	if (line.p[0] == ' ')
		return error_set(err, SANREQ_INPUT,
		    "begins with a space, but there is no line before it to "
		    "continue");
	if (colon == NULL)
		return error_set(err, SANREQ_INPUT,
		    "'%s' has no colon: not LDIF", QUOTE(line.p, line.n));
	if (n == 0 || at == n)
		return error_set(
		    err, SANREQ_INPUT, "no attribute before the colon");
	return error_set(err, SANREQ_INPUT,
	    "'%s' in the attribute '%s': only letters, digits, '-' and ';' "
	    "make one",
	    QUOTE(line.p + at, 1), QUOTE(line.p, n));
}

static enum sanreq_status
bad_base64(const struct spec *s, struct bytes name, const char *value,
    size_t bad, struct error *err)
{
	if (bad == s->nvalue)
		return error_set(err, SANREQ_INPUT,
		    "the base64 value of '%s' has %zu characters, which is no "
		    "multiple of 4: cut off?",
		    QUOTE(name.p, name.n), (size_t)s->nvalue);
	return error_set(err, SANREQ_INPUT,
	    "'%s' at offset %zu of the base64 value of '%s'",
	    QUOTE(value + bad, 1), bad, QUOTE(name.p, name.n));
}

static enum sanreq_status
spec_name(struct spec *s, struct bytes line, size_t *at, struct error *err)
{
	size_t i = span(line, 0, name_chars);

	s->nname = (uint32_t)i;
	s->noptions = 0;
	if (i != 0 && i < line.n && line.p[i] == ';') {
		i = span(line, i + 1, option_chars);
		s->noptions = (uint32_t)i - s->nname - 1;
	}
	if (s->nname == 0 || i == line.n || line.p[i] != ':')
		return bad_name(line, i, err);
	*at = i + 1;
	return SANREQ_OK;
}

enum sanreq_status
spec_parse(struct spec *s, struct bytes line, size_t offset, struct error *err)
{
	enum sanreq_status status;
	size_t i = 0, bad;

	if ((status = spec_name(s, line, &i, err)) != SANREQ_OK)
		return status;
	s->is_base64 = i < line.n && line.p[i] == ':';
	if (i < line.n && line.p[i] == '<')
		return error_set(err, SANREQ_INPUT,
		    "'%s' names a URL for its value: never followed; give the "
		    "value itself, in base64",
		    QUOTE(line.p, i + 1));
	if (s->is_base64)
		i++;
	while (i < line.n && line.p[i] == ' ')
		i++;
	s->name = (uint32_t)offset;
	s->value = (uint32_t)(offset + i);
	s->nvalue = (uint32_t)(line.n - i);
	if (s->is_base64 && !base64_check(line.p + i, line.n - i, &bad))
		return bad_base64(
		    s, (struct bytes){line.p, s->nname}, line.p + i, bad, err);
	return SANREQ_OK;
}
