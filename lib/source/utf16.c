/*
 * SPDX-License-Identifier: ISC
 */
#include "source/utf16.h"

#define UTF8_MAX 4 /* bytes of one character */

size_t
utf8_put(char *dst, uint32_t c)
{
	if (c < 0x80) {
		dst[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		dst[0] = (char)(0xc0 | c >> 6);
		dst[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		dst[0] = (char)(0xe0 | c >> 12);
		dst[1] = (char)(0x80 | (c >> 6 & 0x3f));
		dst[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	dst[0] = (char)(0xf0 | c >> 18);
	dst[1] = (char)(0x80 | (c >> 12 & 0x3f));
	dst[2] = (char)(0x80 | (c >> 6 & 0x3f));
	dst[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

static enum sanreq_status
half_pair(unsigned unit, struct error *err)
{
	return error_set(
	    err, SANREQ_INPUT, "half of a UTF-16 surrogate pair (%04X)", unit);
}

enum sanreq_status
utf16_convert(struct utf16 *u, const unsigned char *src, size_t n, size_t *used,
    char *dst, size_t room, size_t *len, struct error *err)
{
	size_t lo = u->big ? 1 : 0, i = 0, out = 0;
	enum sanreq_status status = SANREQ_OK;

	for (; i + 2 <= n && room - out >= UTF8_MAX; i += 2) {
		uint16_t unit =
		    (uint16_t)(src[i + lo] | src[i + (lo ^ 1)] << 8);
		bool is_low = (unit & 0xfc00) == 0xdc00;

		if (is_low != (u->high != 0)) {
			status = half_pair(is_low ? unit : u->high, err);
			break;
		}
		if (is_low) {
			out += utf8_put(
			    dst + out, 0x10000u + ((u->high & 0x3ffu) << 10) +
					   (unit & 0x3ffu));
			u->high = 0;
		} else if ((unit & 0xfc00) == 0xd800) {
			u->high = unit;
		} else {
			out += utf8_put(dst + out, unit);
		}
	}
	*used = i;
	*len = out;
	return status;
}

enum sanreq_status
utf16_finish(const struct utf16 *u, size_t rest, struct error *err)
{
	if (rest != 0)
		return error_set(err, SANREQ_INPUT,
		    "the UTF-16 text ends in the middle of a unit (an odd "
		    "number of bytes)");
	if (u->high != 0)
		return half_pair(u->high, err);
	return SANREQ_OK;
}
