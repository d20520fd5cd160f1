/*
 * SPDX-License-Identifier: ISC
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "name/json_text.h"

#define PIECE_MAX 64 /* bytes that are looked at together */

#define ONES UINT64_C(0x0101010101010101)
#define TOPS (ONES << 7)

/* Eight bytes at a time: a byte that is zero has its top bit set. */
static uint64_t
zero_bytes(uint64_t word)
{
	return (word - ONES) & ~word & TOPS;
}

bool
json_text_is_plain(const char *s, size_t n)
{
	uint64_t word, odd = 0;
	size_t i = 0;

	for (; n - i >= sizeof(word) && odd == 0; i += sizeof(word)) {
		memcpy(&word, s + i, sizeof(word));
		odd = ((word - ' ' * ONES) & ~word & TOPS) | (word & TOPS) |
		      zero_bytes(word ^ '"' * ONES) |
		      zero_bytes(word ^ '\\' * ONES) |
		      zero_bytes(word ^ 0x7f * ONES);
	}
	while (i < n && odd == 0 && s[i] >= ' ' && s[i] < 0x7f && s[i] != '"' &&
	       s[i] != '\\')
		i++;
	return i == n && odd == 0;
}

/* NULL when out of memory. */
static char *
quoted(const char *s, size_t n)
{
	size_t size = 4 * n + 5; /* every byte as \xNN, and some slack */
	char *dst = n < SIZE_MAX / 8 ? malloc(size) : NULL;

	return dst != NULL ? text_quote(dst, size, s, n) : NULL;
}

/* Bytes of a piece that cuts no character of well-formed text in two. */
static size_t
piece_length(const char *s, size_t n)
{
	size_t len = n < PIECE_MAX ? n : PIECE_MAX;

	while (len < n && len > PIECE_MAX - 4 && (s[len] & 0xc0) == 0x80)
		len--;
	return len;
}

bool
json_text_is_printable(const char *s)
{
	char other[4 * PIECE_MAX + 5];
	size_t n = strlen(s), len;

	for (; n > 0; s += len, n -= len) {
		size_t want = len = piece_length(s, n);

		for (size_t i = 0; i < len; i++)
			want += s[i] == '\\'; /* doubled; all else more */
		text_quote(other, sizeof(other), s, len);
		if (strlen(other) != want)
			return false;
	}
	return true;
}

json_t *
json_text_new(const char *s)
{
	size_t n = strlen(s);
	json_t *json;
	char *safe;

	if (text_is_utf8(s, n))
		return json_stringn(s, n);
	safe = quoted(s, n);
	json = safe != NULL ? json_string(safe) : NULL;
	free(safe);
	return json;
}

enum sanreq_status
json_text_write(const char *s, FILE *out, struct error *err)
{
	size_t flags = JSON_ENCODE_ANY, n = strlen(s);
	json_t *json;

	if (json_text_is_plain(s, n)) {
		putc('"', out);
		fwrite(s, 1, n, out);
		putc('"', out);
		return SANREQ_OK;
	}
	if ((json = json_text_new(s)) == NULL)
		return error_memory(err);
	if (!json_text_is_printable(json_string_value(json)))
		flags |= JSON_ENSURE_ASCII;
	/* a failure to write is kept in the FILE */
	(void)json_dumpf(json, out, flags);
	json_decref(json);
	return SANREQ_OK;
}
