/*
 * SPDX-License-Identifier: ISC
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

/* The capital letters among eight bytes as small ones. */
static uint64_t
lower_word(uint64_t word)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones << 7;
	uint64_t low = word & ~tops;
	uint64_t from_a = low + (0x80 - 'A') * ones;
	uint64_t behind_z = low + (0x80 - 'Z' - 1) * ones;

	return word | (((from_a ^ behind_z) & ~word & tops) >> 2);
}

static bool
same_word(const char *a, const char *b)
{
	uint64_t x, y;

	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	return x == y || lower_word(x) == lower_word(y);
}

void
text_hex(char *hex, const void *data, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *p = data;

	for (size_t i = 0; i < n; i++) {
		hex[2 * i] = digits[p[i] >> 4];
		hex[2 * i + 1] = digits[p[i] & 15];
	}
	hex[2 * n] = '\0';
}

bool
text_same(const char *a, size_t an, const char *b, size_t bn)
{
	if (an != bn)
		return false;
	if (an >= 8) { /* the last words may overlap */
		for (size_t i = 0; i + 8 < an; i += 8)
			if (!same_word(a + i, b + i))
				return false;
		return same_word(a + an - 8, b + an - 8);
	}
	for (size_t i = 0; i < an; i++)
		if (text_lower(a[i]) != text_lower(b[i]))
			return false;
	return true;
}

int
text_casecmp(const char *a, const char *b)
{
	for (;; a++, b++) {
		unsigned char x = (unsigned char)text_lower(*a);
		unsigned char y = (unsigned char)text_lower(*b);

		if (x != y)
			return x < y ? -1 : 1;
		if (x == '\0')
			return 0;
	}
}

bool
text_starts(const char *s, size_t n, const char *prefix)
{
	size_t len = strlen(prefix);

	return n >= len && text_same(s, len, prefix, len);
}

bool
text_ends(const char *s, size_t n, const char *suffix)
{
	size_t len = strlen(suffix);

	return n >= len && text_same(s + n - len, len, suffix, len);
}

void
text_trim(const char **s, size_t *n)
{
	for (; *n != 0 && text_is_space(**s); --*n)
		++*s;
	while (*n != 0 && text_is_space((*s)[*n - 1]))
		--*n;
}

bool
text_cut_line(const char **text, size_t *n, const char **line, size_t *len)
{
	const char *nl;

	if (*n == 0)
		return false;
	nl = memchr(*text, '\n', *n);
	*line = *text;
	*len = nl != NULL ? (size_t)(nl - *text) : *n;
	*text += *len + (nl != NULL);
	*n -= *len + (nl != NULL);
	return true;
}

/* Unicode 15, table 3-7. */
size_t
text_utf8_char(const char *s, size_t n, uint32_t *cp)
{
	const unsigned char *p = (const unsigned char *)s;
	uint32_t c = p[0], min;
	size_t len;

	if (c < 0x80) {
		*cp = c;
		return 1;
	}
	if (c >= 0xc2 && c < 0xe0) {
		len = 2;
		c &= 0x1f;
		min = 0x80;
	} else if (c >= 0xe0 && c < 0xf0) {
		len = 3;
		c &= 0x0f;
		min = 0x800;
	} else if (c >= 0xf0 && c < 0xf5) {
		len = 4;
		c &= 0x07;
		min = 0x10000;
	} else {
		return 0;
	}
	if (n < len)
		return 0;
	for (size_t i = 1; i < len; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (p[i] & 0x3f);
	}
	if (c < min || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return 0;
	*cp = c;
	return len;
}

/* Eight bytes at a time: nearly all text is ASCII. A byte below 0x01 borrows
 * from its top bit; a borrow from a neighbor only ends the run early. */
/* Are the eight bytes ASCII, and none of them NUL? */
static inline bool
is_ascii_word(const char *s)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones << 7;
	uint64_t word;

	memcpy(&word, s, sizeof(word));
	return ((word | (word - ones)) & tops) == 0;
}

size_t
text_ascii_run(const char *s, size_t n)
{
	size_t i = 0;

	while (n - i >= 8 && is_ascii_word(s + i))
		i += 8;
	if (n >= 8 && n - i < 8 && is_ascii_word(s + n - 8))
		return n; /* the rest at once, with some bytes before it */
	while (i < n && s[i] != '\0' && ((unsigned char)s[i] & 0x80) == 0)
		i++;
	return i;
}

bool
text_is_utf8(const char *s, size_t n)
{
	uint32_t cp;
	size_t len;

	for (size_t i = text_ascii_run(s, n); i < n; i += len)
		if (s[i] == '\0' ||
		    (len = text_utf8_char(s + i, n - i, &cp)) == 0)
			return false;
	return true;
}

bool
text_glob(const char *pat, const char *s)
{
	const char *star = NULL, *mark = NULL;

	while (*s != '\0') {
		if (*pat == '*') {
			star = pat++;
			mark = s;
		} else if (*pat == '?' || text_lower(*pat) == text_lower(*s)) {
			pat++;
			s++;
		} else if (star != NULL) {
			pat = star + 1;
			s = ++mark;
		} else {
			return false;
		}
	}
	while (*pat == '*')
		pat++;
	return *pat == '\0';
}

/* Characters that a terminal or a reader could be led astray with. */
static bool
is_unprintable(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || cp == 0xad ||
	       cp == 0x61c || (cp >= 0x200b && cp <= 0x200f) ||
	       (cp >= 0x2028 && cp <= 0x202e) ||
	       (cp >= 0x2060 && cp <= 0x206f) || cp == 0xfeff ||
	       (cp >= 0xfff9 && cp <= 0xfffb) ||
	       (cp >= 0xe0000 && cp <= 0xe007f);
}

size_t
text_printable_run(const char *s, size_t n, uint32_t *other)
{
	size_t i = 0, len;

	for (*other = 0; i < n; i += len) {
		len = text_utf8_char(s + i, n - i, other);
		if (len == 0 || is_unprintable(*other))
			return i;
	}
	*other = 0;
	return n;
}

char *
text_quote(char *dst, size_t size, const char *s, size_t n)
{
	size_t used = 0, mark = 0;

	if (size == 0)
		return dst;
	for (size_t i = 0, len; i < n; i += len) {
		char piece[4 * 4 + 1];
		size_t want;
		uint32_t cp = 0;

		len = text_utf8_char(s + i, n - i, &cp);
		if (len == 1 && cp == '\\') {
			memcpy(piece, "\\\\", 2);
			want = 2;
		} else if (len != 0 && !is_unprintable(cp)) {
			memcpy(piece, s + i, len);
			want = len;
		} else {
			len = len != 0 ? len : 1;
			for (size_t k = 0; k < len; k++)
				snprintf(piece + 4 * k, 5, "\\x%02x",
				    (unsigned)(unsigned char)s[i + k]);
			want = 4 * len;
		}
		if (used + want + 1 > size) {
			used = mark;
			want = used + 4 <= size ? 3 : 0;
			memcpy(dst + used, "...", want);
			used += want;
			break;
		}
		memcpy(dst + used, piece, want);
		used += want;
		if (used + 4 <= size) /* "..." has room behind it */
			mark = used;
	}
	dst[used] = '\0';
	return dst;
}

#define WORD_MAX 64

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Optimal string alignment distance, any case. */
static size_t
distance(const char *a, const char *b)
{
	size_t row[3][WORD_MAX + 1], an = strlen(a), bn = strlen(b);

	if (an > WORD_MAX || bn > WORD_MAX)
		return WORD_MAX;
	for (size_t j = 0; j <= bn; j++)
		row[0][j] = j;
	for (size_t i = 1; i <= an; i++) {
		size_t *cur = row[i % 3], *prev = row[(i + 2) % 3];
		size_t *prev2 = row[(i + 1) % 3];

		cur[0] = i;
		for (size_t j = 1; j <= bn; j++) {
			bool same =
			    text_lower(a[i - 1]) == text_lower(b[j - 1]);

			cur[j] = least(least(prev[j], cur[j - 1]) + 1,
			    prev[j - 1] + (same ? 0 : 1));
			if (i > 1 && j > 1 &&
			    text_lower(a[i - 1]) == text_lower(b[j - 2]) &&
			    text_lower(a[i - 2]) == text_lower(b[j - 1]))
				cur[j] = least(cur[j], prev2[j - 2] + 1);
		}
	}
	return row[an % 3][bn];
}

const char *
text_nearest(const char *word, const char *const *candidates)
{
	const char *best = NULL;
	size_t best_d = 3;

	for (; *candidates != NULL; candidates++) {
		size_t d = distance(word, *candidates);

		if (d < best_d && 2 * d < strlen(word)) {
			best = *candidates;
			best_d = d;
		}
	}
	return best;
}
