/*
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "fetch/out.h"

#define OUT_BUFFER (256u << 10)

struct out {
	int fd;
	bool failed;
	size_t used;
	uint64_t flushed; /* bytes given to the file descriptor */
	char data[OUT_BUFFER];
};

struct out *
out_new(int fd)
{
	struct out *o;

	if ((o = malloc(sizeof(*o))) == NULL)
		return NULL;
	o->fd = fd;
	o->failed = false;
	o->used = 0;
	o->flushed = 0;
	return o;
}

void
out_free(struct out **o)
{
	free(*o);
	*o = NULL;
}

bool
out_flush(struct out *o)
{
	size_t done = 0;
	ssize_t n;

	while (!o->failed && done < o->used) {
		n = write(o->fd, o->data + done, o->used - done);
		if (n > 0)
			done += (size_t)n;
		else if (n == 0 || errno != EINTR)
			o->failed = true;
	}
	o->flushed += done;
	o->used = 0;
	return !o->failed;
}

static void
out_bytes_add(struct out *o, const char *p, size_t n)
{
	size_t room;

	while (n > OUT_BUFFER - o->used) {
		room = OUT_BUFFER - o->used;
		memcpy(o->data + o->used, p, room);
		o->used += room;
		p += room;
		n -= room;
		if (!out_flush(o))
			return;
	}
	if (n != 0)
		memcpy(o->data + o->used, p, n);
	o->used += n;
}

static void
out_base64(struct out *o, const unsigned char *p, size_t n)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	char quad[4];
	unsigned v;

	for (; n != 0; n -= n < 3 ? n : 3, p += 3) {
		v = (unsigned)p[0] << 16;
		if (n > 1)
			v |= (unsigned)p[1] << 8;
		if (n > 2)
			v |= p[2];
		quad[0] = digits[v >> 18];
		quad[1] = digits[v >> 12 & 63];
		quad[2] = n > 1 ? digits[v >> 6 & 63] : '=';
		quad[3] = n > 2 ? digits[v & 63] : '=';
		out_bytes_add(o, quad, sizeof(quad));
	}
}

/* Stricter than RFC 2849's SAFE-STRING: no control character at all. The
 * loop has no early exit, so that it can be vectorised. */
static bool
is_plain(const char *s, size_t n)
{
	unsigned bad = 0;
	size_t i;

	if (n == 0)
		return true;
	if (s[0] == ' ' || s[0] == ':' || s[0] == '<' || s[n - 1] == ' ')
		return false;
	for (i = 0; i < n; i++)
		bad |= (unsigned)((unsigned char)s[i] - 0x20u > 0x5eu);
	return bad == 0;
}

void
out_value(
    struct out *o, const char *name, size_t nname, const char *value, size_t n)
{
	out_bytes_add(o, name, nname);
	if (is_plain(value, n)) {
		out_bytes_add(o, ": ", 2);
		out_bytes_add(o, value, n);
	} else {
		out_bytes_add(o, ":: ", 3);
		out_base64(o, (const unsigned char *)value, n);
	}
	out_bytes_add(o, "\n", 1);
}

void
out_dn(struct out *o, const char *dn, size_t n)
{
	out_value(o, "dn", 2, dn, n);
}

void
out_number(struct out *o, const char *name, int64_t v)
{
	char text[32];
	int n;

	n = snprintf(text, sizeof(text), "%" PRId64, v);
	out_value(o, name, strlen(name), text, (size_t)n);
}

void
out_end(struct out *o)
{
	out_bytes_add(o, "\n", 1);
}

void
out_comment(struct out *o, const char *text)
{
	out_bytes_add(o, "# ", 2);
	out_bytes_add(o, text, strlen(text));
	out_bytes_add(o, "\n", 1);
	(void)out_flush(o);
}

bool
out_failed(const struct out *o)
{
	return o->failed;
}

uint64_t
out_bytes(const struct out *o)
{
	return o->flushed + o->used;
}

bool
out_name_ok(const char *s, size_t n)
{
	const char *chars = "-._;";
	size_t i;

	if (n == 0 || n > 512 || !(text_is_alpha(s[0]) || text_is_digit(s[0])))
		return false;
	for (i = 0; i < n; i++) {
		if (!text_is_alpha(s[i]) && !text_is_digit(s[i]) &&
		    (s[i] == '\0' || strchr(chars, s[i]) == NULL))
			return false;
		if (s[i] == ';')
			chars = "-._;=*"; /* options: "range=1500-*" */
	}
	return true;
}

bool
out_name_taken(const char *s, size_t n)
{
	static const char *const words[] = {"dn", "version", "include",
	    "control", "changetype", "add", "delete", "replace", "increment",
	    "newrdn", "newsuperior", "deleteoldrdn", "search", "result", "ref"};
	const char *semicolon = memchr(s, ';', n);
	size_t i;

	if (text_starts(s, n, "x-sanreq-"))
		return true; /* the helper's own (fetch/report.h) */
	if (semicolon != NULL)
		n = (size_t)(semicolon - s);
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (text_same(s, n, words[i], strlen(words[i])))
			return true;
	}
	return false;
}
