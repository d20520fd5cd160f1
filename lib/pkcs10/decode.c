/*
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/asn1.h>

#include "base/text.h"
#include "pkcs10/decode_private.h"
#include "pkcs10/key_form.h"
#include "pkcs10/ossl.h"
#include "pkcs10/request.h"

/* What one of 16 MiB takes, copies and values and texts: a text is at most
 * three times its octets, a value at least two octets and a struct. */
#define POOL_MAX ((size_t)512 << 20)

enum sanreq_status
decode_fault(const struct der *d, const char *what, struct error *err)
{
	return error_set(err, SANREQ_INPUT, "%s is damaged at octet %zu: %s",
	    what, d->at,
	    d->fault != NULL ? d->fault : "more data than there should be");
}

enum sanreq_status
decode_room(struct decoded *dec, void *p, size_t n, size_t size,
    const char *what, struct error *err)
{
	void *room = NULL;

	if (n > DECODE_VALUES_MAX)
		return error_set(err, SANREQ_LIMIT,
		    "%zu %s; at most %d are read", n, what, DECODE_VALUES_MAX);
	if (n != 0 && (room = pool_alloc(&dec->pool, n * size, err)) == NULL)
		return err->status;
	memcpy(p, &room, sizeof(room));
	return SANREQ_OK;
}

static enum sanreq_status
hex_text(
    struct decoded *dec, struct octets in, const char **text, struct error *err)
{
	char *hex;

	if ((hex = pool_alloc(&dec->pool, 2 * in.n + 1, err)) == NULL)
		return err->status;
	text_hex(hex, in.p, in.n);
	*text = hex;
	return SANREQ_OK;
}

static enum sanreq_status
decode_serial(struct decoded *dec, struct octets serial, struct error *err)
{
	if (serial.n > 1 && serial.p[0] == 0) {
		serial.p++;
		serial.n--;
	}
	return hex_text(dec, serial, &dec->serial, err);
}

/* X.509 has UTCTime and GeneralizedTime (RFC 5280, 4.1.2.5). */
static time_t
decode_time(const struct der_value *v, bool *broken)
{
	const unsigned char *p = v->whole.p;
	ASN1_TIME *when = NULL;
	struct tm tm;
	time_t t = 0;

	if (v->class != DER_UNIVERSAL || v->whole.n > 64 ||
	    (when = d2i_ASN1_TIME(NULL, &p, (long)v->whole.n)) == NULL ||
	    ASN1_TIME_to_tm(when, &tm) != 1)
		*broken = true;
	else
		t = timegm(&tm);
	ASN1_TIME_free(when);
	ERR_clear_error();
	return t;
}

static enum sanreq_status
decode_validity(
    struct decoded *dec, const struct der_value *validity, struct error *err)
{
	struct der in = der_inside(validity);
	struct der_value from, to;

	if (!der_next(&in, &from) || !der_next(&in, &to) || in.n != 0)
		return decode_fault(&in, "the validity", err);
	dec->not_before = decode_time(&from, &dec->validity_broken);
	dec->not_after = decode_time(&to, &dec->validity_broken);
	return SANREQ_OK;
}

static enum sanreq_status
request_info(
    struct decoded *dec, const struct der_value *info, struct error *err)
{
	struct der in = der_inside(info);
	struct der_value v;

	if (!der_take(&in, DER_UNIVERSAL, DER_INTEGER, &v))
		return decode_fault(&in, "the version", err);
	dec->version = der_long(v.content);
	if (!der_take(&in, DER_UNIVERSAL, DER_SEQUENCE, &v))
		return decode_fault(&in, "the subject", err);
	dec->subject_der = v.whole;
	if (decode_name(dec, &v, &dec->subject, &dec->nsubject,
		&dec->subject_text, err) != SANREQ_OK)
		return err->status;
	if (!der_take(&in, DER_UNIVERSAL, DER_SEQUENCE, &v))
		return decode_fault(&in, "the public key", err);
	if (decode_key(dec, &v, err) != SANREQ_OK)
		return err->status;
	dec->attributes_missing = in.n == 0;
	if (in.n != 0 && (!der_take(&in, DER_CONTEXT, 0, &v) || in.n != 0))
		return decode_fault(&in, "the list of attributes", err);
	return dec->attributes_missing ? SANREQ_OK
				       : decode_attributes(dec, &v, err);
}

/* What stands before the issuer. */
static enum sanreq_status
certificate_head(struct decoded *dec, struct der *in,
    const struct der_value *algorithm, struct error *err)
{
	struct der_value v, number;
	struct der inner;

	if (!der_next(in, &v))
		return decode_fault(in, "the certificate", err);
	if (der_is(&v, DER_CONTEXT, 0)) {
		inner = der_inside(&v);
		if (!der_take(&inner, DER_UNIVERSAL, DER_INTEGER, &number))
			return decode_fault(&inner, "the version", err);
		dec->version = der_long(number.content);
		if (!der_next(in, &v))
			return decode_fault(in, "the serial number", err);
	}
	if (!der_is(&v, DER_UNIVERSAL, DER_INTEGER))
		return error_set(err, SANREQ_INPUT,
		    "the serial number is missing at octet %zu", v.at);
	if (decode_serial(dec, v.content, err) != SANREQ_OK)
		return err->status;
	if (!der_take(in, DER_UNIVERSAL, DER_SEQUENCE, &v))
		return decode_fault(in, "the signature's algorithm", err);
	dec->signature_differs = !octets_same(v.whole, algorithm->whole);
	return SANREQ_OK;
}

static enum sanreq_status
certificate_middle(struct decoded *dec, struct der *in, struct error *err)
{
	struct der_value v;

	if (!der_take(in, DER_UNIVERSAL, DER_SEQUENCE, &v))
		return decode_fault(in, "the issuer", err);
	dec->issuer_der = v.whole;
	if (decode_name(dec, &v, NULL, NULL, &dec->issuer_text, err) !=
	    SANREQ_OK)
		return err->status;
	if (!der_take(in, DER_UNIVERSAL, DER_SEQUENCE, &v))
		return decode_fault(in, "the validity", err);
	if (decode_validity(dec, &v, err) != SANREQ_OK)
		return err->status;
	if (!der_take(in, DER_UNIVERSAL, DER_SEQUENCE, &v))
		return decode_fault(in, "the subject", err);
	dec->subject_der = v.whole;
	dec->self_issued = octets_same(dec->subject_der, dec->issuer_der);
	if (decode_name(dec, &v, &dec->subject, &dec->nsubject,
		&dec->subject_text, err) != SANREQ_OK)
		return err->status;
	if (!der_take(in, DER_UNIVERSAL, DER_SEQUENCE, &v))
		return decode_fault(in, "the public key", err);
	return decode_key(dec, &v, err);
}

/* RFC 5280, 4.1 */
static enum sanreq_status
certificate_info(struct decoded *dec, const struct der_value *info,
    const struct der_value *algorithm, struct error *err)
{
	struct der in = der_inside(info);
	struct der_value v;

	if (certificate_head(dec, &in, algorithm, err) != SANREQ_OK ||
	    certificate_middle(dec, &in, err) != SANREQ_OK)
		return err->status;
	while (der_next(&in, &v)) {
		struct der inner = der_inside(&v);
		struct der_value list;

		if (!der_is(&v, DER_CONTEXT, 3))
			continue; /* unique identifiers, or what nobody knows */
		if (!der_take(&inner, DER_UNIVERSAL, DER_SEQUENCE, &list))
			return decode_fault(&inner, "the extensions", err);
		if (decode_extensions(dec, &list, err) != SANREQ_OK)
			return err->status;
	}
	return in.fault == NULL ? SANREQ_OK
				: decode_fault(&in, "the certificate", err);
}

/* A request has version, subject, key and attributes; a certificate two
 * values more before the key, with or without version. */
static bool
is_certificate(const struct der_value *info)
{
	struct der in = der_inside(info);
	struct der_value v;

	if (!der_next(&in, &v))
		return false;
	if (der_is(&v, DER_CONTEXT, 0))
		return true;
	for (int i = 0; i < 3; i++)
		if (!der_next(&in, &v) ||
		    !der_is(&v, DER_UNIVERSAL, DER_SEQUENCE))
			return false;
	return true;
}

static enum sanreq_status
refuse_form(const struct decoded *dec, const struct der *at, struct error *err)
{
	switch (key_form_of_der(dec->der.p, dec->der.n)) {
	case FORM_PKCS8:
	case FORM_SEALED:
	case FORM_RSA:
	case FORM_EC:
		return error_set(err, SANREQ_INPUT,
		    "this is a private key: a certificate or a request is "
		    "wanted; never send it to anybody");
	case FORM_PUBLIC:
		return error_set(err, SANREQ_INPUT,
		    "a public key, not a certificate or a request");
	case FORM_PKCS12:
		return error_set(err, SANREQ_INPUT,
		    "a PKCS#12 (PFX) file, not a single certificate or "
		    "request");
	default:
		return error_set(err, SANREQ_INPUT,
		    "neither a certificate nor a request: %s at octet %zu",
		    at->fault != NULL ? at->fault : "more than there should be",
		    at->at);
	}
}

static enum sanreq_status
decode_whole(struct decoded *dec, struct octets all, struct error *err)
{
	struct der in = der_of(all, 0), inner;
	struct der_value whole, info, algorithm, signature;
	bool certificate;

	if (!der_next(&in, &whole))
		return error_set(err, SANREQ_INPUT,
		    "neither a certificate nor a request, or cut off: %s (%zu "
		    "octets)",
		    in.fault, all.n);
	dec->der = whole.whole;
	dec->trailing = in.n;
	dec->ber = whole.indefinite || whole.long_length;
	inner = der_inside(&whole);
	if (!der_is(&whole, DER_UNIVERSAL, DER_SEQUENCE) ||
	    !der_take(&inner, DER_UNIVERSAL, DER_SEQUENCE, &info) ||
	    !der_take(&inner, DER_UNIVERSAL, DER_SEQUENCE, &algorithm) ||
	    !der_take(&inner, DER_UNIVERSAL, DER_BIT_STRING, &signature) ||
	    inner.n != 0)
		return refuse_form(dec, &inner, err);
	dec->ber |= info.indefinite || info.long_length;
	certificate = is_certificate(&info);
	dec->kind = certificate ? DECODED_CERTIFICATE : DECODED_REQUEST;
	if ((certificate ? certificate_info(dec, &info, &algorithm, err)
			 : request_info(dec, &info, err)) != SANREQ_OK)
		return err->status;
	return decode_signature(dec, &info, &algorithm, &signature, err);
}

static enum sanreq_status
decode_hash(struct decoded *dec, struct error *err)
{
	char hex[65];

	if (digest_sha256(dec->der.p, dec->der.n, hex, err) != SANREQ_OK)
		return err->status;
	dec->sha256 = pool_copy(&dec->pool, hex, 64, err);
	return err->status;
}

enum sanreq_status
decode(struct decoded **out, const void *der, size_t n, struct error *err)
{
	struct decoded *dec;
	char *copy;

	*out = NULL;
	if (n == 0)
		return error_set(err, SANREQ_INPUT, "empty");
	if (n > DECODE_MAX)
		return error_set(err, SANREQ_LIMIT,
		    "%zu octets; a certificate or request has at most %u", n,
		    DECODE_MAX);
	if ((dec = calloc(1, sizeof(*dec))) == NULL)
		return error_memory(err);
	pool_init(&dec->pool, POOL_MAX);
	ERR_clear_error();
	if ((copy = pool_copy(&dec->pool, der, n, err)) != NULL &&
	    decode_whole(dec, (struct octets){(unsigned char *)copy, n}, err) ==
		SANREQ_OK)
		(void)decode_hash(dec, err);
	ERR_clear_error();
	if (err->status != SANREQ_OK)
		decoded_free(&dec);
	*out = dec;
	return err->status;
}

void
decoded_free(struct decoded **dec)
{
	if (*dec == NULL)
		return;
	pool_release(&(*dec)->pool);
	free(*dec);
	*dec = NULL;
}

const struct decoded_extension *
decoded_extension(const struct decoded *dec, const char *oid)
{
	for (size_t i = 0; i < dec->nextensions; i++)
		if (strcmp(dec->extensions[i].oid, oid) == 0)
			return &dec->extensions[i];
	return NULL;
}
