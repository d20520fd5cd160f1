/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "base/text.h"
#include "csv.h"

#define FIELD_MAX 4000

/* Printable ASCII that begins with a letter or digit and needs no escape:
 * nearly all fields, and there may be millions. Their length, else 0. */
static size_t
plain_length(const char *text)
{
	const char *p = text;

	if (!text_is_alpha(*p) && !text_is_digit(*p))
		return 0;
	while (*p >= ' ' && *p < 0x7f && *p != '"' && *p != '\\')
		p++;
	return *p == '\0' && p - text < FIELD_MAX ? (size_t)(p - text) : 0;
}

static void
csv_field(FILE *file, const char *text)
{
	char safe[FIELD_MAX];
	size_t n = plain_length(text);

	if (n != 0) {
		bool quotes = memchr(text, ',', n) != NULL;

		if (quotes)
			putc('"', file);
		fwrite(text, 1, n, file);
		if (quotes)
			putc('"', file);
		return;
	}
	text_quote(safe, sizeof(safe), text, strlen(text));
	if (safe[0] != '\0' && strchr("=+-@", safe[0]) != NULL)
		fputs("\"'", file);
	else if (strpbrk(safe, "\",") == NULL) {
		fputs(safe, file);
		return;
	} else {
		fputc('"', file);
	}
	for (const char *p = safe;; p += n + 1) {
		n = strcspn(p, "\"");
		fwrite(p, 1, n, file);
		if (p[n] == '\0')
			break;
		fputs("\"\"", file);
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
