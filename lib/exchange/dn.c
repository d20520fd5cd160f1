/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "base/text.h"
#include "exchange/dn.h"

#define TYPE_MAX 62

static char
upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - ('a' - 'A')) : c;
}

/* RFC 4514, 2.4: what must be escaped wherever it stands. */
static bool
is_special(char c)
{
	return c == '"' || c == '+' || c == ',' || c == ';' || c == '<' ||
	       c == '>' || c == '\\';
}

/* Printable ASCII but for space and specials, one bit each: DNs are most of
 * what an export holds, and most of their bytes are these. */
static bool
is_plain(char c)
{
	static const uint64_t bits[4] = {
	    UINT64_C(0xa7ffe7fa00000000), UINT64_C(0x7fffffffefffffff), 0, 0};
	unsigned char u = (unsigned char)c;

	return (bits[u >> 6] >> (u & 63) & 1) != 0;
}

/* Bytes of the escape at s, 0 when it is none. Stores the octet. */
static size_t
escape_read(const char *s, size_t n, char *octet)
{
	if (n >= 3 && text_hex_digit(s[1]) >= 0 && text_hex_digit(s[2]) >= 0) {
		*octet =
		    (char)(text_hex_digit(s[1]) << 4 | text_hex_digit(s[2]));
		return 3;
	}
	if (n >= 2 &&
	    (is_special(s[1]) || s[1] == ' ' || s[1] == '#' || s[1] == '=')) {
		*octet = s[1];
		return 2;
	}
	return 0;
}

static enum sanreq_status
bad(struct error *err, size_t at, const char *what)
{
	return error_set(err, SANREQ_INPUT, "DN, byte %zu: %s", at + 1, what);
}

/* Reads a type up to its '='; *at is left behind it. */
static enum sanreq_status
type_parse(const char *s, size_t n, size_t *at, struct dn_part *part,
    struct error *err)
{
	size_t from = *at, to;

	while (from < n && s[from] == ' ')
		from++;
	for (to = from; to < n; to++)
		if (!text_is_alpha(s[to]) && !text_is_digit(s[to]) &&
		    s[to] != '-' && s[to] != '.')
			break;
	part->type = (struct bytes){s + from, to - from};
	while (to < n && s[to] == ' ')
		to++;
	if (part->type.n == 0 || part->type.n > TYPE_MAX)
		return bad(err, from, "no attribute type of 1 to 62 bytes");
	if (to == n || s[to] != '=')
		return bad(err, to, "no '=' after the attribute type");
	*at = to + 1;
	return SANREQ_OK;
}

/* Reads a value up to ',' or '+' or the end, where *at is left. */
static enum sanreq_status
value_parse(const char *s, size_t n, size_t *at, struct dn_part *part,
    struct error *err)
{
	size_t from = *at, to, i, size = 0;
	bool plain = true;

	while (from < n && s[from] == ' ')
		from++;
	for (i = to = from;; size++) {
		size_t run = i, step = 1;
		char octet;

		while (i < n && is_plain(s[i]))
			i++;
		size += i - run;
		if (i > run)
			to = i;
		if (i == n || s[i] == ',' || s[i] == '+')
			break;
		if (s[i] == '\\' &&
		    (step = escape_read(s + i, n - i, &octet)) == 0)
			return bad(err, i, "not an escape");
		if (s[i] == '\0' || s[i] == '"')
			return bad(err, i, "NUL or '\"' without an escape");
		if (s[i] != ' ')
			plain = false;
		i += step;
		if (step > 1 || s[i - 1] != ' ')
			to = i;
	}
	if (size > DN_VALUE_MAX)
		return bad(err, from, "value longer than 512 bytes");
	part->value = (struct bytes){s + from, to - from};
	part->plain = plain;
	*at = i;
	return SANREQ_OK;
}

enum sanreq_status
dn_part_parse(const char *s, size_t n, size_t *at, struct dn_part *part,
    struct error *err)
{
	if (type_parse(s, n, at, part, err) != SANREQ_OK)
		return err->status;
	return value_parse(s, n, at, part, err);
}

enum sanreq_status
dn_parse(const char *s, size_t n, struct dn *dn, struct error *err)
{
	bool joined = false;

	dn->n = 0;
	if (n == 0 || n > DN_TEXT_MAX)
		return error_set(err, SANREQ_INPUT,
		    "a DN of %zu bytes: must be 1 to %d", n, DN_TEXT_MAX);
	for (size_t at = 0;; at++) {
		struct dn_part *part = &dn->parts[dn->n];

		if (dn->n == DN_PARTS_MAX)
			return bad(err, at, "more than 64 parts");
		if (dn_part_parse(s, n, &at, part, err) != SANREQ_OK)
			return err->status;
		part->joined = joined;
		dn->n++;
		if (at == n)
			return SANREQ_OK;
		joined = s[at] == '+';
	}
}

size_t
dn_value(const struct dn_part *part, char dst[DN_VALUE_MAX])
{
	const char *s = part->value.p;
	size_t n = part->value.n, used = 0, step;

	for (size_t i = 0; i < n && used < DN_VALUE_MAX; i += step) {
		dst[used] = s[i];
		step = s[i] == '\\' ? escape_read(s + i, n - i, dst + used) : 1;
		if (step == 0)
			break; /* not one that dn_parse() passed */
		used++;
	}
	return used;
}

bool
dn_is(const struct dn *dn, size_t i, const char *type, const char *value)
{
	char text[DN_VALUE_MAX];
	size_t n;

	if (i >= dn->n || !text_same(dn->parts[i].type.p, dn->parts[i].type.n,
			      type, strlen(type)))
		return false;
	if (dn->parts[i].plain)
		return text_same(dn->parts[i].value.p, dn->parts[i].value.n,
		    value, strlen(value));
	n = dn_value(&dn->parts[i], text);
	return text_same(text, n, value, strlen(value));
}

/* Appends what text_quote() made of a value: its \xNN become hex pairs, and
 * what RFC 4514 wants escaped gets its backslash. */
static enum sanreq_status
quoted_print(const char *q, struct buf *out, struct error *err)
{
	size_t n = strlen(q);

	for (size_t i = 0; i < n && err->status == SANREQ_OK; i++) {
		bool edge = i == 0 || i == n - 1;
		char esc[4] = {'\\', q[i], 0, 0};

		if (q[i] == '\\' && q[i + 1] == 'x') {
			esc[1] = upper(q[i + 2]);
			esc[2] = upper(q[i + 3]);
			i += 3;
			(void)!buf_add(out, esc, 3, err);
		} else if (q[i] == '\\') {
			i++;
			(void)!buf_add(out, esc, 2, err);
		} else if (is_special(q[i]) || (edge && q[i] == ' ') ||
			   (i == 0 && q[i] == '#')) {
			(void)!buf_add(out, esc, 2, err);
		} else {
			(void)!buf_add(out, q + i, 1, err);
		}
	}
	return err->status;
}

static enum sanreq_status
value_print(const struct dn_part *part, struct buf *out, struct error *err)
{
	char text[DN_VALUE_MAX], quoted[4 * DN_VALUE_MAX + 8];
	size_t n;

	/* "#04024869" is an encoded value, not text */
	if (part->plain)
		return buf_add(out, part->value.p, part->value.n, err);
	n = dn_value(part, text);
	return quoted_print(
	    text_quote(quoted, sizeof(quoted), text, n), out, err);
}

enum sanreq_status
dn_part_print(const struct dn_part *part, struct buf *out, struct error *err)
{
	char type[TYPE_MAX + 1];
	size_t n = part->type.n;

	for (size_t k = 0; k < n; k++)
		type[k] = upper(part->type.p[k]);
	type[n] = '=';
	if (buf_add(out, type, n + 1, err) != SANREQ_OK)
		return err->status;
	return value_print(part, out, err);
}

enum sanreq_status
dn_print(const struct dn *dn, size_t from, struct buf *out, struct error *err)
{
	for (size_t i = from; i < dn->n; i++) {
		const char *before = dn->parts[i].joined ? "+" : ",";

		if ((i > from && buf_add(out, before, 1, err) != SANREQ_OK) ||
		    dn_part_print(&dn->parts[i], out, err) != SANREQ_OK)
			return err->status;
	}
	return SANREQ_OK;
}

size_t
dn_server(const struct dn *dn)
{
	size_t found = dn->n;

	/* An organization, a group or a directory may be called Servers, too:
	 * only one stands two below Administrative Groups. */
	for (size_t i = dn->n; i-- > 1;) {
		if (dn->parts[i].value.n != strlen("Servers") ||
		    !dn_is(dn, i, "CN", "Servers"))
			continue;
		if (dn_is(dn, i + 2, "CN", "Administrative Groups"))
			return i - 1;
		if (found == dn->n)
			found = i - 1;
	}
	return found;
}

bool
dn_is_conflict(const struct dn *dn)
{
	for (size_t i = 0; i < dn->n; i++) {
		char text[DN_VALUE_MAX];
		size_t n;

		if (dn->parts[i].plain)
			continue;
		n = dn_value(&dn->parts[i], text);
		for (size_t k = 0; k + 5 <= n; k++)
			if (memcmp(text + k, "\nCNF:", 5) == 0 ||
			    memcmp(text + k, "\nDEL:", 5) == 0)
				return true;
	}
	return false;
}
