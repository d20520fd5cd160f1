/*
 * SPDX-License-Identifier: ISC
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "name/json_text.h"

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

bool
json_text_is_printable(const char *s)
{
	size_t n = strlen(s);
	uint32_t other;

	return text_printable_run(s, n, &other) == n;
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
