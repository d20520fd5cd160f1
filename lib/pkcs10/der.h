/*
 * SPDX-License-Identifier: ISC
 *
 * der: walks through BER and DER (X.690) one value at a time, without
 * allocating and without recursion.
 *
 *	struct der d = der_of(octets, 0);
 *	while (der_next(&d, &value))
 *		...
 *	if (d.fault != NULL)
 *		... at octet d.at
 *
 * Does not: decode contents, but for small integers.
 */
#ifndef PKCS10_DER_H
#define PKCS10_DER_H

#include <stdbool.h>
#include <stddef.h>

/* Octets lent by whoever says so. */
struct octets {
	const unsigned char *p;
	size_t n;
};

enum der_class {
	DER_UNIVERSAL,
	DER_APPLICATION,
	DER_CONTEXT,
	DER_PRIVATE
};

/* Universal tags (X.680, 8.4). */
enum der_tag {
	DER_BOOLEAN = 1,
	DER_INTEGER = 2,
	DER_BIT_STRING = 3,
	DER_OCTET_STRING = 4,
	DER_NULL = 5,
	DER_OID = 6,
	DER_UTF8_STRING = 12,
	DER_SEQUENCE = 16,
	DER_SET = 17,
	DER_PRINTABLE_STRING = 19,
	DER_TELETEX_STRING = 20,
	DER_IA5_STRING = 22,
	DER_UTC_TIME = 23,
	DER_GENERALIZED_TIME = 24,
	DER_VISIBLE_STRING = 26,
	DER_UNIVERSAL_STRING = 28,
	DER_BMP_STRING = 30
};

struct der_value {
	enum der_class class;
	unsigned tag;
	bool constructed;
	bool indefinite;       /* BER: its end is marked, not counted */
	bool long_length;      /* BER: the length in more octets than needed */
	struct octets whole;   /* with identifier and length */
	struct octets content; /* without the mark of its end */
	size_t at;             /* offset of whole */
};

struct der {
	const unsigned char *p;
	size_t n;
	size_t at;         /* offset of p, for messages */
	const char *fault; /* what is wrong at that offset, or NULL */
};

struct der der_of(struct octets, size_t at);
struct der der_inside(const struct der_value *);

/* The next value; false at the end and at a fault. */
bool der_next(struct der *, struct der_value *);

/* The same, and it must be there and of that tag; else a fault. */
bool der_take(struct der *, enum der_class, unsigned tag, struct der_value *);

/* How many values der_next() would still give. */
size_t der_count(struct der);

bool der_is(const struct der_value *, enum der_class, unsigned tag);

/* INTEGER content as a number; LONG_MAX or LONG_MIN when it has no room. */
long der_long(struct octets);

bool octets_same(struct octets, struct octets);

#endif
