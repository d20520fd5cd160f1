/*
 * SPDX-License-Identifier: ISC
 */
#include "exchange/powershell.h"
#include "base/text.h"

bool
powershell_takes(const char *s, size_t n)
{
	uint32_t other;

	return text_printable_run(s, n, &other) == n;
}

static void
put_unit(FILE *file, uint32_t unit)
{
	fprintf(file, "[char]0x%04X", (unsigned)unit);
}

/* A character as UTF-16 code units: there is no [char] above U+FFFF. */
static void
put_char(FILE *file, uint32_t cp)
{
	if (cp < 0x10000) {
		put_unit(file, cp);
		return;
	}
	put_unit(file, 0xd800 + ((cp - 0x10000) >> 10));
	fputs(" + ", file);
	put_unit(file, 0xdc00 + ((cp - 0x10000) & 0x3ff));
}

static void
put_quoted(FILE *file, const char *s, size_t n)
{
	fputc('\'', file);
	for (size_t i = 0; i < n; i++) {
		if (s[i] == '\'')
			fputc('\'', file);
		fputc(s[i], file);
	}
	fputc('\'', file);
}

void
powershell_string(FILE *file, const char *s, size_t n)
{
	size_t run = text_ascii_run(s, n), len;
	uint32_t cp;

	if (run == n) {
		put_quoted(file, s, n);
		return;
	}
	/* it begins with a string, be it empty: [char] + [char] is none */
	fputc('(', file);
	put_quoted(file, s, run);
	for (size_t i = run; i < n;) {
		fputs(" + ", file);
		run = text_ascii_run(s + i, n - i);
		if (run != 0) {
			put_quoted(file, s + i, run);
			i += run;
			continue;
		}
		len = text_utf8_char(s + i, n - i, &cp);
		put_char(file, len != 0 ? cp : 0xfffd);
		i += len != 0 ? len : 1;
	}
	fputc(')', file);
}

void
powershell_remark(FILE *file, const char *s, size_t n)
{
	for (size_t i = 0, len; i < n; i += len) {
		uint32_t cp = 0;

		len = text_utf8_char(s + i, n - i, &cp);
		if (len == 0) {
			fprintf(file, "\\x%02X", (unsigned)(unsigned char)s[i]);
			len = 1;
		} else if (cp < 0x20 || cp > 0x7e) {
			fprintf(file, "\\u{%04X}", (unsigned)cp);
		} else if (cp == '\\' && i + 1 < n &&
			   (s[i + 1] == 'u' || s[i + 1] == 'x' ||
			       s[i + 1] == '\\')) {
			fputs("\\\\", file);
		} else {
			fputc((int)cp, file);
		}
	}
}
