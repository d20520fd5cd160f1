/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include <openssl/x509v3.h>

#include "base/text.h"
#include "name/name.h"
#include "pkcs10/extension.h"
#include "pkcs10/ossl.h"

/* RFC 5280, 4.2.1.6. Type and length are explicit: no byte of a name can
 * make another name of it. */
static GENERAL_NAME *
general_name(int kind, const void *bytes, size_t n)
{
	ASN1_STRING *value;
	GENERAL_NAME *name = NULL;

	value = ASN1_STRING_type_new(
	    kind == GEN_DNS ? V_ASN1_IA5STRING : V_ASN1_OCTET_STRING);
	if (value == NULL || ASN1_STRING_set(value, bytes, (int)n) != 1 ||
	    (name = GENERAL_NAME_new()) == NULL) {
		ASN1_STRING_free(value);
		return NULL;
	}
	GENERAL_NAME_set0_value(name, kind, value);
	return name;
}

/* Names in normal form consist of these; what got past the gate all the same
 * stops here. */
static bool
is_dns_name(const char *text)
{
	size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-_.*");

	return n != 0 && n < NAME_TEXT_MAX && text[n] == '\0';
}

static GENERAL_NAME *
encode_name(const char *text, enum name_kind kind, struct error *err)
{
	GENERAL_NAME *name = NULL;
	unsigned char octets[16];
	size_t n = 0;

	if (kind == NAME_IP)
		n = name_ip_octets(text, octets);
	if (kind == NAME_IP ? n != 4 && n != 16 : !is_dns_name(text)) {
		(void)error_set(err, SANREQ_INTERNAL,
		    "\"%s\" is not in normal form", QUOTES(text));
		return NULL;
	}
	if (kind == NAME_IP)
		name = general_name(GEN_IPADD, octets, n);
	else
		name = general_name(GEN_DNS, text, strlen(text));
	if (name == NULL)
		(void)error_memory(err);
	return name;
}

static GENERAL_NAMES *
encode_names(const struct request_spec *spec, struct error *err)
{
	GENERAL_NAMES *names = sk_GENERAL_NAME_new_reserve(
	    NULL, spec->nnames <= 1000000 ? (int)spec->nnames : 0);

	for (size_t i = 0; names != NULL && i < spec->nnames; i++) {
		GENERAL_NAME *name =
		    encode_name(spec->names[i], spec->kinds[i], err);

		if (name == NULL || sk_GENERAL_NAME_push(names, name) == 0) {
			GENERAL_NAME_free(name);
			sk_GENERAL_NAME_pop_free(names, GENERAL_NAME_free);
			names = NULL;
		}
	}
	if (names == NULL)
		(void)error_memory(err);
	return names;
}

X509_EXTENSION *
san_build(const struct extension_in *in, struct error *err)
{
	X509_EXTENSION *ext;
	GENERAL_NAMES *names;

	if (in->spec->nnames == 0) {
		(void)error_set(err, SANREQ_POLICY,
		    "no names: a certificate without names serves nobody");
		return NULL;
	}
	if ((names = encode_names(in->spec, err)) == NULL)
		return NULL;
	ext = X509V3_EXT_i2d(
	    NID_subject_alt_name, in->subject_is_empty ? 1 : 0, names);
	if (ext == NULL)
		(void)ossl_error(err, SANREQ_CRYPTO, "subjectAltName");
	GENERAL_NAMES_free(names);
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

static size_t
tlv_size(size_t content)
{
	size_t size = 2 + content;

	if (content >= 128)
		for (size_t left = content; left != 0; left >>= 8)
			size++;
	return size;
}

size_t
request_san_size(
    const char *const *names, const enum name_kind *kinds, size_t n)
{
	unsigned char octets[16];
	size_t size = 0;

	for (size_t i = 0; i < n; i++)
		size += tlv_size(kinds[i] == NAME_IP
				     ? name_ip_octets(names[i], octets)
				     : strlen(names[i]));
	return tlv_size(size);
}
