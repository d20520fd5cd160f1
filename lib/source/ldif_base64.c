/*
 * SPDX-License-Identifier: ISC
 */
#include <stdint.h>

#include "source/ldif_base64.h"

#define BAD 64 /* the one bit that no digit has */

/* The six bits of each character. */
/* clang-format off */
static const unsigned char digit[256] = {
	64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
	64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
	64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 62, 64, 64, 64, 63,
	52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 64, 64, 64, 64, 64, 64,
	64,  0,  1,  2,  3,  4,  5,  6,  7,  8,  9, 10, 11, 12, 13, 14,
	15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 64, 64, 64, 64, 64,
	64, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40,
	41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 64, 64, 64, 64, 64,
	64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
	64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
	64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
	64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
	64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
	64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
	64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
	64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
};
/* clang-format on */

static size_t
unpadded(const char *s, size_t n)
{
	if (n != 0 && s[n - 1] == '=')
		n--;
	if (n != 0 && s[n - 1] == '=')
		n--;
	return n;
}

bool
base64_check(const char *s, size_t n, size_t *bad)
{
	const unsigned char *p = (const unsigned char *)s;
	size_t digits = unpadded(s, n), i = 0;
	unsigned all = 0;

	for (; i + 4 <= digits; i += 4)
		all |= digit[p[i]] | digit[p[i + 1]] | digit[p[i + 2]] |
		       digit[p[i + 3]];
	for (; i < digits; i++)
		all |= digit[p[i]];
	if ((all & BAD) == 0) {
		*bad = n;
		return n % 4 == 0;
	}
	for (i = 0; (digit[p[i]] & BAD) == 0; i++)
		;
	*bad = i;
	return false;
}

size_t
base64_decode(char *dst, const char *src, size_t n)
{
	const unsigned char *p = (const unsigned char *)src;
	size_t digits = unpadded(src, n), i = 0, out = 0;
	uint32_t v;

	for (; i + 4 <= digits; i += 4) {
		v = (uint32_t)digit[p[i]] << 18 |
		    (uint32_t)digit[p[i + 1]] << 12 |
		    (uint32_t)digit[p[i + 2]] << 6 | digit[p[i + 3]];
		dst[out++] = (char)(v >> 16);
		dst[out++] = (char)(v >> 8 & 0xff);
		dst[out++] = (char)(v & 0xff);
	}
	if (digits - i >= 2)
		dst[out++] =
		    (char)((digit[p[i]] << 2 | digit[p[i + 1]] >> 4) & 0xff);
	if (digits - i == 3)
		dst[out++] =
		    (char)((digit[p[i + 1]] << 4 | digit[p[i + 2]] >> 2) &
			   0xff);
	return out;
}
