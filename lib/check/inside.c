/*
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "check/inside.h"

int
inside_key_usage(const struct decoded *d)
{
	const struct decoded_extension *e = decoded_extension(d, OID_KEY_USAGE);
	struct der_value bits;
	struct der in;
	int usage = 0;
	size_t i;

	if (e == NULL)
		return -1;
	in = der_of(e->value, 0);
	if (!der_take(&in, DER_UNIVERSAL, DER_BIT_STRING, &bits) ||
	    bits.content.n < 1)
		return -1;
	/* the first octet counts the unused bits; bit 0 is the highest */
	for (i = 0; i < 8 && bits.content.n > 1; i++)
		if (bits.content.p[1] & (0x80u >> i))
			usage |= 1 << i;
	return usage;
}

static int
purpose(struct octets oid)
{
	static const unsigned char pkix[] = {
	    0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03};
	static const unsigned char any[] = {0x55, 0x1d, 0x25, 0x00};

	if (oid.n == sizeof(any) && memcmp(oid.p, any, sizeof(any)) == 0)
		return EKU_FOREIGN;
	if (oid.n != sizeof(pkix) + 1 || memcmp(oid.p, pkix, sizeof(pkix)) != 0)
		return EKU_OTHER;
	switch (oid.p[sizeof(pkix)]) {
	case 1: return EKU_SERVER;
	case 2: return EKU_CLIENT;
	case 3:
	case 4:
	case 8:
	case 9: return EKU_FOREIGN;
	default: return EKU_OTHER;
	}
}

int
inside_purposes(const struct decoded *d)
{
	const struct decoded_extension *e =
	    decoded_extension(d, OID_EXTENDED_KEY_USAGE);
	struct der_value list, oid;
	struct der in;
	int bits = 0;

	if (e == NULL)
		return -1;
	in = der_of(e->value, 0);
	if (!der_take(&in, DER_UNIVERSAL, DER_SEQUENCE, &list))
		return -1;
	in = der_inside(&list);
	while (der_next(&in, &oid))
		if (der_is(&oid, DER_UNIVERSAL, DER_OID))
			bits |= purpose(oid.content);
	return in.fault == NULL ? bits : -1;
}

/* One value of that tag and nothing else. */
static bool
is_one(const struct decoded_extension *e, unsigned tag)
{
	struct der in = der_of(e->value, 0);
	struct der_value v;

	return der_take(&in, DER_UNIVERSAL, tag, &v) && in.n == 0;
}

bool
inside_is_broken(const struct decoded *d)
{
	const struct decoded_extension *usage, *purposes, *constraints;

	usage = decoded_extension(d, OID_KEY_USAGE);
	purposes = decoded_extension(d, OID_EXTENDED_KEY_USAGE);
	constraints = decoded_extension(d, OID_BASIC_CONSTRAINTS);
	return (usage != NULL && (!is_one(usage, DER_BIT_STRING) ||
				     inside_key_usage(d) == -1)) ||
	       (purposes != NULL && (!is_one(purposes, DER_SEQUENCE) ||
					inside_purposes(d) == -1)) ||
	       (constraints != NULL && !is_one(constraints, DER_SEQUENCE));
}

bool
inside_is_ca(const struct decoded *d)
{
	const struct decoded_extension *e =
	    decoded_extension(d, OID_BASIC_CONSTRAINTS);
	struct der_value sequence, flag;
	struct der in;

	if (e == NULL)
		return false;
	in = der_of(e->value, 0);
	if (!der_take(&in, DER_UNIVERSAL, DER_SEQUENCE, &sequence))
		return false;
	in = der_inside(&sequence);
	return der_next(&in, &flag) &&
	       der_is(&flag, DER_UNIVERSAL, DER_BOOLEAN) &&
	       flag.content.n == 1 && flag.content.p[0] != 0;
}

const struct decoded_attribute *
inside_attribute(const struct decoded *d, const char *oid, size_t i)
{
	size_t k;

	for (k = 0; k < d->nattributes; k++)
		if (strcmp(d->attributes[k].oid, oid) == 0 && i-- == 0)
			return &d->attributes[k];
	return NULL;
}

char *
inside_text(const struct der_value *v, char *dst, size_t size)
{
	size_t step = der_is(v, DER_UNIVERSAL, DER_BMP_STRING) ? 2 : 1;
	size_t i, n = 0;

	for (i = step - 1; i < v->content.n && n + 1 < size; i += step) {
		unsigned char c = v->content.p[i];

		if (step == 2 && v->content.p[i - 1] != 0)
			c = '?';
		dst[n++] = c >= 0x20 && c < 0x7f ? (char)c : '?';
	}
	dst[n] = '\0';
	return dst;
}

void
list_add(char *list, size_t size, const char *word)
{
	size_t used = strlen(list);

	(void)snprintf(
	    list + used, size - used, "%s%s", used > 0 ? ", " : "", word);
}
