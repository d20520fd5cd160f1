/*
 * SPDX-License-Identifier: ISC
 *
 * Look-alikes in internationalized names. The whole of UTS 39 needs data
 * files; the letters that Latin, Cyrillic and Greek share in shape are what
 * is seen in practice, and fit in a table.
 */
#include <stdint.h>
#include <string.h>

#include <idn2.h>

#include "check/judge.h"

enum {
	SCRIPT_LATIN = 1,
	SCRIPT_GREEK = 2,
	SCRIPT_CYRILLIC = 4
};

/* libidn2 gave well-formed UTF-8. */
static uint32_t
next_char(const unsigned char **p)
{
	uint32_t c = *(*p)++;
	int more = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : c >= 0xc0 ? 1 : 0;

	if (more > 0)
		c &= 0x3fu >> more;
	for (; more > 0 && **p != '\0'; more--)
		c = c << 6 | (*(*p)++ & 0x3fu);
	return c;
}

static unsigned
script_of(uint32_t c)
{
	if ((c >= 'a' && c <= 'z') || (c >= 0xdf && c <= 0x24f && c != 0xf7) ||
	    (c >= 0x1e00 && c <= 0x1eff))
		return SCRIPT_LATIN;
	if ((c >= 0x370 && c <= 0x3ff) || (c >= 0x1f00 && c <= 0x1fff))
		return SCRIPT_GREEK;
	if ((c >= 0x400 && c <= 0x52f) || (c >= 0x1c80 && c <= 0x1c8f) ||
	    (c >= 0x2de0 && c <= 0x2dff) || (c >= 0xa640 && c <= 0xa69f))
		return SCRIPT_CYRILLIC;
	return 0;
}

/* The ASCII letter that it looks like, itself when ASCII, else 0. */
static char
ascii_twin(uint32_t c)
{
	static const struct {
		uint32_t c;
		char twin;
	} table[] = {{0x0131, 'i'}, {0x03b1, 'a'}, {0x03b9, 'i'}, {0x03bd, 'v'},
	    {0x03bf, 'o'}, {0x03c1, 'p'}, {0x03c5, 'u'}, {0x03f2, 'c'},
	    {0x03f3, 'j'}, {0x0430, 'a'}, {0x0432, 'b'}, {0x0435, 'e'},
	    {0x043a, 'k'}, {0x043c, 'm'}, {0x043d, 'h'}, {0x043e, 'o'},
	    {0x0440, 'p'}, {0x0441, 'c'}, {0x0442, 't'}, {0x0443, 'y'},
	    {0x0445, 'x'}, {0x0455, 's'}, {0x0456, 'i'}, {0x0458, 'j'},
	    {0x0475, 'v'}, {0x04bb, 'h'}, {0x04cf, 'l'}, {0x0501, 'd'},
	    {0x051b, 'q'}, {0x051d, 'w'}};
	size_t i;

	if (c < 0x80)
		return (char)c;
	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (table[i].c == c)
			return table[i].twin;
	return 0;
}

/* A label has letters of two of the scripts. */
static bool
mixes_scripts(const char *utf8)
{
	const unsigned char *p = (const unsigned char *)utf8;
	unsigned seen = 0;
	uint32_t c;

	while (*p != '\0') {
		c = next_char(&p);
		seen = c == '.' ? 0 : seen | script_of(c);
		if ((seen & (seen - 1)) != 0)
			return true;
	}
	return false;
}

static bool
ascii_form(const char *utf8, char dst[NAME_TEXT_MAX])
{
	const unsigned char *p = (const unsigned char *)utf8;
	size_t n = 0;

	while (*p != '\0' && n + 1 < NAME_TEXT_MAX)
		if ((dst[n++] = ascii_twin(next_char(&p))) == 0)
			return false;
	dst[n] = '\0';
	return *p == '\0';
}

static enum sanreq_status
nam19(struct judge *j, const struct judged_name *n, struct error *err)
{
	char ascii[NAME_TEXT_MAX];
	char *utf8 = NULL;
	enum sanreq_status st = SANREQ_OK;

	if (n->nlabels == 0 || strstr(n->text, "xn--") == NULL ||
	    idn2_to_unicode_8z8z(n->host, &utf8, 0) != IDN2_OK)
		return SANREQ_OK;
	if (mixes_scripts(utf8))
		st = judge_breach(j, n->text, err,
		    "\"%s\" mixes letters of Latin, Greek or Cyrillic in one "
		    "label: a look-alike of another name?",
		    n->text);
	else if (ascii_form(utf8, ascii) && strcmp(ascii, n->host) != 0 &&
		 judge_has_name(j, ascii))
		st = judge_breach(j, n->text, err,
		    "\"%s\" looks like \"%s\" of the same request", n->text,
		    ascii);
	idn2_free(utf8);
	return st;
}
const struct rule_check rule_nam19 = {.name = nam19};
