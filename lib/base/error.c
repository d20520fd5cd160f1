/*
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"

/* What was cut off to fit must not end in half a character: the text goes
 * into JSON, too. */
static void
cut_whole(char *text, size_t size)
{
	size_t n = strlen(text), i = n;

	if (n + 1 < size)
		return;
	while (
	    i > 0 && n - i < 3 && ((unsigned char)text[i - 1] & 0xc0) == 0x80)
		i--;
	if (i > 0 && ((unsigned char)text[i - 1] & 0x80) != 0) {
		unsigned char lead = (unsigned char)text[i - 1];
		size_t len = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;

		if (n - i + 1 < len)
			text[i - 1] = '\0';
	}
}

static void
error_vset(struct error *err, enum sanreq_status status, const char *rule,
    const char *fmt, va_list ap)
{
	size_t used = 0;

	if (err->status != SANREQ_OK)
		return;
	err->status = status;
	err->rule = rule;
	if (rule != NULL)
		used = (size_t)snprintf(
		    err->text, sizeof(err->text), "%s: ", rule);
	vsnprintf(err->text + used, sizeof(err->text) - used, fmt, ap);
	cut_whole(err->text, sizeof(err->text));
}

enum sanreq_status
error_set(struct error *err, enum sanreq_status status, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	error_vset(err, status, NULL, fmt, ap);
	va_end(ap);
	return err->status;
}

enum sanreq_status
error_rule(struct error *err, enum sanreq_status status, const char *rule,
    const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	error_vset(err, status, rule, fmt, ap);
	va_end(ap);
	return err->status;
}

enum sanreq_status
error_errno(struct error *err, enum sanreq_status status, const char *fmt, ...)
{
	int saved = errno;
	va_list ap;
	size_t used;

	if (err->status != SANREQ_OK)
		return err->status;
	va_start(ap, fmt);
	error_vset(err, status, NULL, fmt, ap);
	va_end(ap);
	used = strlen(err->text);
	snprintf(err->text + used, sizeof(err->text) - used, ": %s",
	    strerror(saved));
	return err->status;
}

enum sanreq_status
error_memory(struct error *err)
{
	return error_set(err, SANREQ_NO_MEMORY, "out of memory");
}

enum sanreq_status
error_prefix(struct error *err, const char *fmt, ...)
{
	char head[ERROR_TEXT_MAX / 2]; /* leave room for what went wrong */
	size_t used;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(head, sizeof(head) - 2, fmt, ap);
	va_end(ap);
	cut_whole(head, sizeof(head) - 2);
	used = strlen(head);
	head[used++] = ':';
	head[used++] = ' ';
	memmove(err->text + used, err->text, sizeof(err->text) - used);
	memcpy(err->text, head, used);
	err->text[sizeof(err->text) - 1] = '\0';
	cut_whole(err->text, sizeof(err->text));
	return err->status;
}

void
error_clear(struct error *err)
{
	memset(err, 0, sizeof(*err));
}
