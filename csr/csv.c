/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "base/text.h"
#include "csv.h"

#define FIELD_MAX 4000

static void
csv_field(FILE *file, const char *text)
{
	char safe[FIELD_MAX];

	text_quote(safe, sizeof(safe), text, strlen(text));
	if (safe[0] != '\0' && strchr("=+-@", safe[0]) != NULL)
		fputs("\"'", file);
	else if (strpbrk(safe, "\",") == NULL) {
		fputs(safe, file);
		return;
	} else {
		fputc('"', file);
	}
	for (const char *p = safe; *p != '\0'; p++) {
		if (*p == '"')
			fputc('"', file);
		fputc(*p, file);
	}
	fputc('"', file);
}

void
csv_row(FILE *file, const char *const *fields, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i != 0)
			fputc(',', file);
		if (fields[i] != NULL)
			csv_field(file, fields[i]);
	}
	fputs("\r\n", file);
}
