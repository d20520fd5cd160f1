/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "base/text.h"
#include "source/clixml_text.h"
#include "source/utf16.h"

/* "_x000A_" at s; -1 when it is none. */
static int
escape_at(const char *s, size_t n)
{
	int code = 0;

	if (n < 7 || s[0] != '_' || s[1] != 'x' || s[6] != '_')
		return -1;
	for (size_t i = 2; i < 6; i++) {
		if (text_hex_digit(s[i]) < 0)
			return -1;
		code = 16 * code + text_hex_digit(s[i]);
	}
	return code;
}

void
clixml_unescape(struct buf *text)
{
	char *s = text->data;
	size_t out = 0;

	if (text->len == 0 || memchr(s, '_', text->len) == NULL)
		return;
	for (size_t i = 0; i < text->len;) {
		int code = escape_at(s + i, text->len - i), low = -1;

		if (code >= 0xd800 && code < 0xdc00)
			low = escape_at(s + i + 7, text->len - i - 7);
		if (low >= 0xdc00 && low < 0xe000) {
			out += utf8_put(s + out,
			    0x10000u + (((uint32_t)code & 0x3ff) << 10) +
				((uint32_t)low & 0x3ff));
			i += 14;
		} else if (code >= 0 && (code < 0xd800 || code >= 0xe000)) {
			out += utf8_put(s + out, (uint32_t)code);
			i += 7;
		} else {
			s[out++] = s[i++];
		}
	}
	s[out] = '\0';
	text->len = out;
}
