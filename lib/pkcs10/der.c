/*
 * SPDX-License-Identifier: ISC
 */
#include <limits.h>
#include <stdint.h>
#include <string.h>

#include "pkcs10/der.h"

#define TAG_OCTETS_MAX 4 /* behind the first one: X.690, 8.1.2.4 */

struct der
der_of(struct octets octets, size_t at)
{
	return (struct der){octets.p, octets.n, at, NULL};
}

struct der
der_inside(const struct der_value *v)
{
	return der_of(v->content, v->at + (size_t)(v->content.p - v->whole.p));
}

static bool
fault(struct der *d, const char *what)
{
	if (d->fault == NULL)
		d->fault = what;
	d->n = 0;
	return false;
}

/* X.690, 8.1.2 */
static bool
identifier(struct der *d, size_t *used, struct der_value *v)
{
	unsigned char first = d->p[0];

	v->class = (enum der_class)(first >> 6);
	v->constructed = (first & 0x20) != 0;
	v->tag = first & 0x1fu;
	*used = 1;
	if (v->tag != 0x1f)
		return true;
	v->tag = 0;
	for (size_t i = 1; i <= TAG_OCTETS_MAX && i < d->n; i++) {
		v->tag = v->tag << 7 | (d->p[i] & 0x7fu);
		*used = i + 1;
		if ((d->p[i] & 0x80) == 0)
			return true;
	}
	return fault(d, "a tag that does not end");
}

/* X.690, 8.1.3 */
static bool
length(struct der *d, size_t *used, struct der_value *v, size_t *len)
{
	size_t i = *used, count;

	if (i == d->n)
		return fault(d, "the data end in the middle of a value");
	*len = d->p[i++];
	if (*len >= 0x80) {
		count = *len & 0x7f;
		v->indefinite = count == 0;
		*len = 0;
		if (count > d->n - i)
			return fault(
			    d, "the data end in the middle of a value");
		if (count != 0)
			v->long_length = d->p[i] == 0;
		for (; count != 0; count--) {
			if (*len > SIZE_MAX >> 8)
				return fault(d, "a length beyond all bounds");
			*len = *len << 8 | d->p[i++];
		}
		v->long_length |= !v->indefinite && *len < 0x80;
	}
	*used = i;
	return true;
}

static bool
header(struct der *d, size_t *used, struct der_value *v, size_t *len)
{
	memset(v, 0, sizeof(*v));
	if (!identifier(d, used, v) || !length(d, used, v, len))
		return false;
	if (v->indefinite && !v->constructed)
		return fault(d, "a value without parts and without a length");
	if (*len > d->n - *used)
		return fault(d, "a value is longer than what holds it");
	return true;
}

/* Where the contents of indefinite length end that begin at offset from
 * (X.690, 8.1.5): values of a known length are jumped over. */
static bool
find_end(struct der *d, size_t from, size_t *len)
{
	struct der in = {d->p + from, d->n - from, d->at + from, NULL};
	struct der_value v;
	size_t open = 1, used, n;

	for (;;) {
		if (in.n == 0)
			return fault(d, "a value whose end is never marked");
		if (in.n >= 2 && in.p[0] == 0 && in.p[1] == 0) {
			if (--open == 0)
				break;
			used = 2;
			n = 0;
		} else {
			if (!header(&in, &used, &v, &n)) {
				d->at = in.at;
				return fault(d, in.fault);
			}
			open += v.indefinite;
		}
		in.p += used + n;
		in.n -= used + n;
		in.at += used + n;
	}
	*len = (size_t)(in.p - (d->p + from));
	return true;
}

bool
der_next(struct der *d, struct der_value *v)
{
	size_t used, len, end = 0;

	if (d->n == 0 || d->fault != NULL)
		return false;
	if (!header(d, &used, v, &len))
		return false;
	if (v->indefinite) {
		if (!find_end(d, used, &len))
			return false;
		end = 2;
	}
	v->at = d->at;
	v->whole = (struct octets){d->p, used + len + end};
	v->content = (struct octets){d->p + used, len};
	d->p += v->whole.n;
	d->n -= v->whole.n;
	d->at += v->whole.n;
	return true;
}

bool
der_is(const struct der_value *v, enum der_class class, unsigned tag)
{
	return v->class == class && v->tag == tag;
}

bool
der_take(struct der *d, enum der_class class, unsigned tag, struct der_value *v)
{
	if (!der_next(d, v))
		return fault(d, "a value is missing");
	if (!der_is(v, class, tag) ||
	    (class == DER_UNIVERSAL &&
		v->constructed != (tag == DER_SEQUENCE || tag == DER_SET))) {
		d->at = v->at;
		return fault(d, "another value than there should be");
	}
	return true;
}

size_t
der_count(struct der d)
{
	struct der_value v;
	size_t n = 0;

	while (der_next(&d, &v))
		n++;
	return n;
}

long
der_long(struct octets in)
{
	bool negative = in.n != 0 && (in.p[0] & 0x80) != 0;
	unsigned long value = negative ? ULONG_MAX : 0;
	unsigned char pad = negative ? 0xff : 0;

	while (in.n > 1 && in.p[0] == pad && (in.p[1] & 0x80) == (pad & 0x80)) {
		in.p++;
		in.n--;
	}
	if (in.n > sizeof(value))
		return negative ? LONG_MIN : LONG_MAX;
	for (size_t i = 0; i < in.n; i++)
		value = value << 8 | in.p[i];
	return (long)value;
}

bool
octets_same(struct octets a, struct octets b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}
