/*
 * SPDX-License-Identifier: ISC
 */
#include <limits.h>
#include <string.h>

#include <openssl/x509v3.h>

#include "base/text.h"
#include "name/name.h"
#include "pkcs10/extension.h"
#include "pkcs10/ossl.h"

static size_t
tlv_size(size_t content)
{
	size_t size = 2 + content;

	if (content >= 128)
		for (size_t left = content; left != 0; left >>= 8)
			size++;
	return size;
}

/* The names without the SEQUENCE around them. */
static size_t
names_size(const char *const *names, const enum name_kind *kinds, size_t n)
{
	unsigned char octets[16];
	size_t size = 0;

	for (size_t i = 0; i < n; i++)
		size += tlv_size(kinds[i] == NAME_IP
				     ? name_ip_octets(names[i], octets)
				     : strlen(names[i]));
	return size;
}

/* Names in normal form consist of these; what got past the gate all the same
 * stops here. */
static bool
is_dns_name(const char *text)
{
	size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-_.*");

	return n != 0 && n < NAME_TEXT_MAX && text[n] == '\0';
}

static enum sanreq_status
put_name(
    unsigned char **p, const char *text, enum name_kind kind, struct error *err)
{
	unsigned char octets[16];
	const void *value = text;
	size_t n = strlen(text);

	if (kind == NAME_IP) {
		n = name_ip_octets(text, octets);
		value = octets;
	}
	if (kind == NAME_IP ? n != 4 && n != 16 : !is_dns_name(text))
		return error_set(err, SANREQ_INTERNAL,
		    "\"%s\" is not in normal form", QUOTES(text));
	ASN1_put_object(p, 0, (int)n, kind == NAME_IP ? GEN_IPADD : GEN_DNS,
	    V_ASN1_CONTEXT_SPECIFIC);
	memcpy(*p, value, n);
	*p += n;
	return SANREQ_OK;
}

/* RFC 5280, 4.2.1.6. Each name is written as a GeneralName with its type and
 * length: no byte of one can make another of it. Octets at once and not a
 * tree of libcrypto's first, whose making and freeing is half the work for
 * ten thousand names; libcrypto reads them back before they are published. */
static unsigned char *
encode_names(const struct request_spec *spec, size_t *size, struct error *err)
{
	size_t content = names_size(spec->names, spec->kinds, spec->nnames);
	unsigned char *der, *p;

	*size = tlv_size(content);
	if (*size > INT_MAX / 2) {
		(void)error_set(
		    err, SANREQ_LIMIT, "%zu bytes of subjectAltName", *size);
		return NULL;
	}
	if ((p = der = OPENSSL_malloc(*size)) == NULL) {
		(void)error_memory(err);
		return NULL;
	}
	ASN1_put_object(&p, 1, (int)content, V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL);
	for (size_t i = 0; i < spec->nnames; i++)
		if (put_name(&p, spec->names[i], spec->kinds[i], err) !=
		    SANREQ_OK) {
			OPENSSL_free(der);
			return NULL;
		}
	return der;
}

X509_EXTENSION *
san_build(const struct extension_in *in, struct error *err)
{
	ASN1_OCTET_STRING *value;
	X509_EXTENSION *ext = NULL;
	unsigned char *der;
	size_t n = 0;

	if (in->spec->nnames == 0) {
		(void)error_set(err, SANREQ_POLICY,
		    "no names: a certificate without names serves nobody");
		return NULL;
	}
	if ((der = encode_names(in->spec, &n, err)) == NULL)
		return NULL;
	if ((value = ASN1_OCTET_STRING_new()) == NULL)
		OPENSSL_free(der);
	else {
		ASN1_STRING_set0(value, der, (int)n);
		ext = X509_EXTENSION_create_by_NID(NULL, NID_subject_alt_name,
		    in->subject_is_empty ? 1 : 0, value);
	}
	if (ext == NULL)
		(void)ossl_error(err, SANREQ_CRYPTO, "subjectAltName");
	ASN1_OCTET_STRING_free(value);
	return ext;
}

static bool
same_name(const char *text, enum name_kind kind, const GENERAL_NAME *got)
{
	const unsigned char *bytes;
	unsigned char octets[16];
	const void *want = text;
	const ASN1_STRING *value;
	size_t n = strlen(text);
	int type;

	value = GENERAL_NAME_get0_value(got, &type);
	if (type != (kind == NAME_IP ? GEN_IPADD : GEN_DNS))
		return false;
	if (kind == NAME_IP) {
		n = name_ip_octets(text, octets);
		want = octets;
	}
	bytes = ASN1_STRING_get0_data(value);
	return (size_t)ASN1_STRING_length(value) == n &&
	       memcmp(bytes, want, n) == 0;
}

enum sanreq_status
san_check(const struct extension_in *in, X509_EXTENSION *ext, struct error *err)
{
	const struct request_spec *spec = in->spec;
	GENERAL_NAMES *names = X509V3_EXT_d2i(ext);
	size_t n = names != NULL ? (size_t)sk_GENERAL_NAME_num(names) : 0;

	for (size_t i = 0; i < spec->nnames && i < n; i++)
		if (!same_name(spec->names[i], spec->kinds[i],
			sk_GENERAL_NAME_value(names, (int)i))) {
			(void)error_set(err, SANREQ_CRYPTO,
			    "name %zu is not \"%s\"", i + 1,
			    QUOTES(spec->names[i]));
			break;
		}
	if (n != spec->nnames)
		(void)error_set(err, SANREQ_CRYPTO, "%zu names instead of %zu",
		    n, spec->nnames);
	GENERAL_NAMES_free(names);
	return err->status;
}

size_t
request_san_size(
    const char *const *names, const enum name_kind *kinds, size_t n)
{
	return tlv_size(names_size(names, kinds, n));
}
