/*
 * SPDX-License-Identifier: ISC
 */
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

#include "pkcs10/ossl.h"

enum sanreq_status
ossl_error(struct error *err, enum sanreq_status status, const char *fmt, ...)
{
	unsigned long first = ERR_peek_error(), code;
	const char *reason = NULL;
	char text[ERROR_TEXT_MAX / 2];
	bool memory = false;
	va_list ap;

	if (first != 0)
		reason = ERR_reason_error_string(first);
	while ((code = ERR_get_error()) != 0)
		memory |= ERR_GET_REASON(code) == ERR_R_MALLOC_FAILURE;
	if (memory)
		return error_memory(err);
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (reason == NULL)
		return error_set(err, status, "%s", text);
	return error_set(err, status, "%s: %s", text, reason);
}
