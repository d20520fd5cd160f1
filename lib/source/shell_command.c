/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "base/text.h"
#include "source/shell_command.h"

static size_t
find(struct bytes s, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i + n <= s.n; i++)
		if (text_same(s.p + i, n, word, n))
			return i;
	return s.n;
}

static bool
has(struct bytes s, const char *word)
{
	return find(s, word) < s.n;
}

bool
shell_is_prompt(struct bytes line)
{
	if (text_starts(line.p, line.n, "[PS]") ||
	    text_starts(line.p, line.n, ">>"))
		return true;
	if (text_starts(line.p, line.n, "PS "))
		return memchr(line.p, '>', line.n) != NULL;
	return line.n != 0 && line.p[0] == '[' && has(line, "]: PS ");
}

static bool
is_noun_char(char c)
{
	return text_is_alpha(c) || text_is_digit(c);
}

void
shell_command_noun(struct bytes line, char noun[SHELL_NOUN_MAX])
{
	struct bytes rest = line;
	size_t n = 0;

	if (!text_starts(line.p, line.n, ">>"))
		noun[0] = '\0';
	for (;;) {
		size_t at = find(rest, "Get-");

		if (at == rest.n)
			break;
		at += strlen("Get-");
		rest = (struct bytes){rest.p + at, rest.n - at};
		for (n = 0; n < rest.n && is_noun_char(rest.p[n]);)
			n++;
		if (n >= SHELL_NOUN_MAX)
			n = 0;
		memcpy(noun, rest.p, n);
		noun[n] = '\0';
		/* two commands: whose output is which nobody can tell */
		if (memchr(rest.p, ';', rest.n) != NULL && has(rest, "Get-")) {
			noun[0] = '\0';
			break;
		}
	}
}

bool
shell_command_failed(struct bytes line)
{
	return has(line, " failed: ");
}

/* "Get-OwaVirtualDirectory : The operation ..." */
static bool
is_error_head(struct bytes line)
{
	size_t n = 0, dash = 0;

	for (; n < line.n && (is_noun_char(line.p[n]) || line.p[n] == '-'); n++)
		if (line.p[n] == '-')
			dash = n;
	return dash != 0 && n + 3 <= line.n &&
	       memcmp(line.p + n, " : ", 3) == 0;
}

/* "WARNING:" as Windows in other languages has it, "AVERTISSEMENT :"; and what
 * the Shell says of itself, "VERBOSE: Connecting to EX01". */
static bool
is_warning(struct bytes line)
{
	static const char *const words[] = {"VERBOSE", "DEBUG", "WARNING",
	    "WARNUNG", "AVERTISSEMENT", "ADVERTENCIA", "AVVISO", "AVISO",
	    "WAARSCHUWING", "VARNING", "ADVARSEL", "VAROITUS", "UYARI",
	    "OSTRZE\xc5\xbb"
	    "ENIE",
	    "UPOZORN\xc4\x9a"
	    "N\xc3\x8d",
	    "FIGYELMEZTET\xc3\x89"
	    "S",
	    "\xd0\x9f\xd0\xa0\xd0\x95\xd0\x94\xd0\xa3\xd0\x9f\xd0\xa0"
	    "\xd0\x95\xd0\x96\xd0\x94\xd0\x95\xd0\x9d\xd0\x98\xd0\x95",
	    "\xe8\xad\xa6\xe5\x91\x8a", "\xea\xb2\xbd\xea\xb3\xa0"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		size_t n = strlen(words[i]);

		if (n >= line.n || memcmp(line.p, words[i], n) != 0)
			continue;
		n += line.p[n] == ' ' ? 1 : 0;
		return n < line.n && line.p[n] == ':';
	}
	return false;
}

/* Of a warning; in another language the number and the parameter tell. */
static bool
tells_lack(struct bytes line)
{
	return has(line, "only the first") || has(line, "more results") ||
	       has(line, "ResultSize") || has(line, " 1000 ");
}

enum shell_trouble
shell_trouble_of(struct bytes line)
{
	while (line.n != 0 && line.p[0] == ' ') {
		line.p++;
		line.n--;
	}
	if (is_warning(line))
		return tells_lack(line) ? TROUBLE_LACK : TROUBLE_TALK;
	if (is_error_head(line) ||
	    text_starts(line.p, line.n, "+ FullyQualifiedErrorId"))
		return TROUBLE_LACK;
	if (text_starts(line.p, line.n, "+ CategoryInfo") ||
	    text_starts(line.p, line.n, "+ PSComputerName") ||
	    text_starts(line.p, line.n, "At line:"))
		return TROUBLE_TALK;
	return TROUBLE_NONE;
}

bool
shell_is_table_rule(struct bytes line)
{
	size_t dashes = 0;

	for (size_t i = 0; i < line.n; i++) {
		if (line.p[i] == '-')
			dashes++;
		else if (!text_is_space(line.p[i]))
			return false;
	}
	return dashes >= 3 && line.n != 0;
}
