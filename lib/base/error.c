/*
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"

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
	char head[ERROR_TEXT_MAX];
	size_t used;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(head, sizeof(head) - 2, fmt, ap);
	va_end(ap);
	used = strlen(head);
	head[used++] = ':';
	head[used++] = ' ';
	if (used > sizeof(err->text) / 2) /* leave room for what went wrong */
		used = sizeof(err->text) / 2;
	memmove(err->text + used, err->text, sizeof(err->text) - used);
	memcpy(err->text, head, used);
	err->text[sizeof(err->text) - 1] = '\0';
	return err->status;
}

void
error_clear(struct error *err)
{
	memset(err, 0, sizeof(*err));
}
