/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "pkcs10/bundle_private.h"

/* 1.2.840.113549.1.7: .2 is signedData, .3 envelopedData ... */
static const unsigned char pkcs7[] = {
    0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07};
#define SIGNED_DATA 2

static enum sanreq_status
damaged(const struct der *d, struct error *err)
{
	return error_set(err, SANREQ_INPUT,
	    "the PKCS#7 file is damaged at octet %zu: %s", d->at,
	    d->fault != NULL ? d->fault : "a value is missing");
}

/* The content, behind the type that says what it is (RFC 2315, 7). */
static enum sanreq_status
content_of(struct octets in, struct der_value *content, struct error *err)
{
	struct der d = der_of(in, 0), inner;
	struct der_value whole, v;

	if (!der_take(&d, DER_UNIVERSAL, DER_SEQUENCE, &whole))
		return damaged(&d, err);
	inner = der_inside(&whole);
	if (!der_take(&inner, DER_UNIVERSAL, DER_OID, &v))
		return damaged(&inner, err);
	if (v.content.n != sizeof(pkcs7) + 1 ||
	    memcmp(v.content.p, pkcs7, sizeof(pkcs7)) != 0 ||
	    v.content.p[sizeof(pkcs7)] != SIGNED_DATA)
		return error_set(err, SANREQ_INPUT,
		    "not the kind of PKCS#7 that carries certificates "
		    "(signedData)");
	if (!der_take(&inner, DER_CONTEXT, 0, &v))
		return damaged(&inner, err);
	inner = der_inside(&v);
	return der_take(&inner, DER_UNIVERSAL, DER_SEQUENCE, content)
		   ? SANREQ_OK
		   : damaged(&inner, err);
}

static enum sanreq_status
take_certificates(struct bundle *bundle, const struct der_value *set,
    const struct bundle_form *form, uint64_t line, struct error *err)
{
	struct der in = der_inside(set);
	struct der_value v;

	while (der_next(&in, &v)) {
		if (!der_is(&v, DER_UNIVERSAL, DER_SEQUENCE))
			continue; /* attribute certificates and such */
		if (bundle_add(bundle, v.whole.p, v.whole.n, form, line, err) !=
		    SANREQ_OK)
			return error_prefix(err, "certificate %zu of PKCS#7",
			    bundle->nitems + 1);
	}
	return in.fault == NULL ? SANREQ_OK : damaged(&in, err);
}

/* RFC 2315, 9.1: version, digests, content, [0] certificates ... */
enum sanreq_status
bundle_pkcs7(struct bundle *bundle, struct octets octets,
    const struct bundle_form *form, uint64_t line, struct error *err)
{
	size_t had = bundle->nitems;
	struct der_value content, v;
	struct der in;

	if (content_of(octets, &content, err) != SANREQ_OK)
		return err->status;
	in = der_inside(&content);
	if (!der_take(&in, DER_UNIVERSAL, DER_INTEGER, &v) ||
	    !der_take(&in, DER_UNIVERSAL, DER_SET, &v) ||
	    !der_take(&in, DER_UNIVERSAL, DER_SEQUENCE, &v))
		return damaged(&in, err);
	if (der_next(&in, &v) && der_is(&v, DER_CONTEXT, 0) &&
	    take_certificates(bundle, &v, form, line, err) != SANREQ_OK)
		return err->status;
	if (in.fault != NULL)
		return damaged(&in, err);
	if (bundle->nitems == had)
		return error_set(
		    err, SANREQ_INPUT, "a PKCS#7 file without certificates");
	return SANREQ_OK;
}
