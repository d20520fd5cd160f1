/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include <openssl/x509v3.h>

#include "base/text.h"
#include "pkcs10/extension.h"
#include "pkcs10/ossl.h"

/* [MS-WCCE] 2.2.2.7.7.1 and .2 */
#define OID_TEMPLATE_NAME "1.3.6.1.4.1.311.20.2"
#define OID_TEMPLATE_OID  "1.3.6.1.4.1.311.21.7"
#define OID_TEXT_MAX      128
#define TEMPLATE_NAME_MAX 256

/* An extension whose value libcrypto has no type for. Takes der. */
static X509_EXTENSION *
raw_extension(const char *oid, unsigned char *der, int n, struct error *err)
{
	ASN1_OBJECT *object = OBJ_txt2obj(oid, 1);
	ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new();
	X509_EXTENSION *ext = NULL;

	if (object != NULL && value != NULL && n > 0 &&
	    ASN1_OCTET_STRING_set(value, der, n) == 1)
		ext = X509_EXTENSION_create_by_OBJ(NULL, object, 0, value);
	if (ext == NULL)
		(void)ossl_error(err, SANREQ_CRYPTO, "extension %s", oid);
	ASN1_OCTET_STRING_free(value);
	ASN1_OBJECT_free(object);
	OPENSSL_free(der);
	return ext;
}

static X509_EXTENSION *
typed_extension(int nid, int critical, void *value, struct error *err)
{
	X509_EXTENSION *ext = NULL;

	if (value != NULL)
		ext = X509V3_EXT_i2d(nid, critical, value);
	if (ext == NULL)
		(void)ossl_error(
		    err, SANREQ_CRYPTO, "extension %s", OBJ_nid2sn(nid));
	return ext;
}

/* --- keyUsage: RFC 5280, 4.2.1.3 --- */

static const unsigned usage_bits[] = {
    USAGE_DIGITAL_SIGNATURE, /* bit 0 */
    USAGE_NON_REPUDIATION,
    USAGE_KEY_ENCIPHERMENT,
    USAGE_DATA_ENCIPHERMENT,
    USAGE_KEY_AGREEMENT,
};
#define USAGE_BITS (int)(sizeof(usage_bits) / sizeof(usage_bits[0]))

static unsigned
usage_wanted(const struct extension_in *in)
{
	unsigned usage = in->spec->profile->key_usage;

	if ((usage & USAGE_BY_KEY) == 0)
		return usage;
	return USAGE_DIGITAL_SIGNATURE |
	       (in->rsa ? (unsigned)USAGE_KEY_ENCIPHERMENT : 0U);
}

static bool
wants_usage(const struct extension_in *in)
{
	return usage_wanted(in) != 0;
}

static X509_EXTENSION *
build_usage(const struct extension_in *in, struct error *err)
{
	ASN1_BIT_STRING *bits = ASN1_BIT_STRING_new();
	X509_EXTENSION *ext;

	for (int i = 0; bits != NULL && i < USAGE_BITS; i++)
		if ((usage_wanted(in) & usage_bits[i]) != 0 &&
		    ASN1_BIT_STRING_set_bit(bits, i, 1) != 1) {
			ASN1_BIT_STRING_free(bits);
			bits = NULL;
		}
	ext = typed_extension(NID_key_usage, 1, bits, err);
	ASN1_BIT_STRING_free(bits);
	return ext;
}

static bool
same_usage(const struct extension_in *in, X509_EXTENSION *ext)
{
	ASN1_BIT_STRING *bits = X509V3_EXT_d2i(ext);
	unsigned got = 0;

	for (int i = 0; bits != NULL && i < 16; i++)
		if (ASN1_BIT_STRING_get_bit(bits, i) == 1)
			got |= i < USAGE_BITS ? usage_bits[i] : USAGE_BY_KEY;
	ASN1_BIT_STRING_free(bits);
	return got == usage_wanted(in);
}

/* --- extKeyUsage --- */

static bool
wants_purpose(const struct extension_in *in)
{
	return in->spec->profile->purposes != 0;
}

static int
add_purpose(EXTENDED_KEY_USAGE *list, int nid)
{
	return sk_ASN1_OBJECT_push(list, OBJ_nid2obj(nid)) > 0;
}

static X509_EXTENSION *
build_purpose(const struct extension_in *in, struct error *err)
{
	unsigned want = in->spec->profile->purposes;
	EXTENDED_KEY_USAGE *list = sk_ASN1_OBJECT_new_null();
	X509_EXTENSION *ext;

	if (list != NULL && (((want & PURPOSE_SERVER_AUTH) != 0 &&
				 !add_purpose(list, NID_server_auth)) ||
				((want & PURPOSE_CLIENT_AUTH) != 0 &&
				    !add_purpose(list, NID_client_auth)))) {
		sk_ASN1_OBJECT_free(list);
		list = NULL;
	}
	ext = typed_extension(NID_ext_key_usage, 0, list, err);
	sk_ASN1_OBJECT_free(list); /* the objects are static */
	return ext;
}

static bool
same_purpose(const struct extension_in *in, X509_EXTENSION *ext)
{
	EXTENDED_KEY_USAGE *list = X509V3_EXT_d2i(ext);
	unsigned got = 0, none = ~0U;

	for (int i = 0; list != NULL && i < sk_ASN1_OBJECT_num(list); i++)
		switch (OBJ_obj2nid(sk_ASN1_OBJECT_value(list, i))) {
		case NID_server_auth: got |= PURPOSE_SERVER_AUTH; break;
		case NID_client_auth: got |= PURPOSE_CLIENT_AUTH; break;
		default: got = none; break;
		}
	EXTENDED_KEY_USAGE_free(list);
	return got == in->spec->profile->purposes;
}

/* --- basicConstraints --- */

static bool
wants_constraints(const struct extension_in *in)
{
	return in->spec->profile->basic_constraints;
}

static X509_EXTENSION *
build_constraints(const struct extension_in *in, struct error *err)
{
	BASIC_CONSTRAINTS *none = BASIC_CONSTRAINTS_new(); /* CA: false */
	X509_EXTENSION *ext;

	(void)in;
	ext = typed_extension(NID_basic_constraints, 1, none, err);
	BASIC_CONSTRAINTS_free(none);
	return ext;
}

static bool
same_constraints(const struct extension_in *in, X509_EXTENSION *ext)
{
	BASIC_CONSTRAINTS *got = X509V3_EXT_d2i(ext);
	bool same = got != NULL && got->ca == 0 && got->pathlen == NULL;

	(void)in;
	BASIC_CONSTRAINTS_free(got);
	return same;
}

/* --- TLS feature: RFC 7633 --- */

#define STATUS_REQUEST 5

static bool
wants_staple(const struct extension_in *in)
{
	return in->spec->profile->must_staple;
}

static X509_EXTENSION *
build_staple(const struct extension_in *in, struct error *err)
{
	TLS_FEATURE *features = sk_ASN1_INTEGER_new_null();
	ASN1_INTEGER *one = ASN1_INTEGER_new();
	X509_EXTENSION *ext = NULL;

	(void)in;
	if (features == NULL || one == NULL ||
	    ASN1_INTEGER_set(one, STATUS_REQUEST) != 1 ||
	    sk_ASN1_INTEGER_push(features, one) == 0) {
		(void)error_memory(err);
		goto out;
	}
	one = NULL; /* belongs to features */
	ext = typed_extension(NID_tlsfeature, 0, features, err);
out:
	ASN1_INTEGER_free(one);
	sk_ASN1_INTEGER_pop_free(features, ASN1_INTEGER_free);
	return ext;
}

static bool
same_staple(const struct extension_in *in, X509_EXTENSION *ext)
{
	TLS_FEATURE *got = X509V3_EXT_d2i(ext);
	bool same =
	    got != NULL && sk_ASN1_INTEGER_num(got) == 1 &&
	    ASN1_INTEGER_get(sk_ASN1_INTEGER_value(got, 0)) == STATUS_REQUEST;

	(void)in;
	TLS_FEATURE_free(got);
	return same;
}

/* --- templates of AD CS --- */

static bool
wants_template_name(const struct extension_in *in)
{
	return in->spec->profile->template_name != NULL;
}

/* A bare BMPString, as certreq writes it; the specification says otherwise. */
static X509_EXTENSION *
build_template_name(const struct extension_in *in, struct error *err)
{
	const char *name = in->spec->profile->template_name;
	ASN1_STRING *wide = NULL;
	unsigned char *der = NULL;
	size_t len = strlen(name);
	int n;

	if (len == 0 || len > TEMPLATE_NAME_MAX || !text_is_utf8(name, len) ||
	    ASN1_mbstring_copy(&wide, (const unsigned char *)name, (int)len,
		MBSTRING_UTF8, B_ASN1_BMPSTRING) != V_ASN1_BMPSTRING) {
		ERR_clear_error();
		ASN1_STRING_free(wide);
		(void)error_set(err, SANREQ_PROFILE,
		    "template \"%s\": a BMPString of 1 to %d bytes",
		    QUOTE(name, len), TEMPLATE_NAME_MAX);
		return NULL;
	}
	n = i2d_ASN1_BMPSTRING(wide, &der);
	ASN1_STRING_free(wide);
	return raw_extension(OID_TEMPLATE_NAME, der, n, err);
}

static bool
same_template_name(const struct extension_in *in, X509_EXTENSION *ext)
{
	const char *name = in->spec->profile->template_name;
	const ASN1_OCTET_STRING *value = X509_EXTENSION_get_data(ext);
	const unsigned char *p = ASN1_STRING_get0_data(value);
	const unsigned char *end = p + ASN1_STRING_length(value);
	ASN1_BMPSTRING *wide = d2i_ASN1_BMPSTRING(NULL, &p, end - p);
	unsigned char *utf8 = NULL;
	int n = -1;

	if (wide != NULL && p == end)
		n = ASN1_STRING_to_UTF8(&utf8, wide);
	ASN1_BMPSTRING_free(wide);
	if (n < 0 || (size_t)n != strlen(name) ||
	    memcmp(utf8, name, (size_t)n) != 0)
		n = -1;
	OPENSSL_free(utf8);
	return n >= 0;
}

static bool
wants_template_oid(const struct extension_in *in)
{
	return in->spec->profile->template_oid != NULL;
}

/* SEQUENCE { templateID OBJECT IDENTIFIER }, the versions left out. */
static X509_EXTENSION *
build_template_oid(const struct extension_in *in, struct error *err)
{
	const char *oid = in->spec->profile->template_oid;
	ASN1_OBJECT *object = NULL;
	unsigned char *der = NULL, *p;
	int inner = 0, n = 0;

	if (strlen(oid) <= OID_TEXT_MAX)
		object = OBJ_txt2obj(oid, 1);
	if (object == NULL) {
		ERR_clear_error();
		(void)error_set(err, SANREQ_PROFILE,
		    "template-oid \"%s\": not an object identifier",
		    QUOTES(oid));
		return NULL;
	}
	inner = i2d_ASN1_OBJECT(object, NULL);
	n = ASN1_object_size(1, inner, V_ASN1_SEQUENCE);
	if (inner > 0 && (p = der = OPENSSL_malloc((size_t)n)) != NULL) {
		ASN1_put_object(
		    &p, 1, inner, V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL);
		(void)i2d_ASN1_OBJECT(object, &p);
	}
	ASN1_OBJECT_free(object);
	return raw_extension(OID_TEMPLATE_OID, der, der != NULL ? n : 0, err);
}

static bool
same_template_oid(const struct extension_in *in, X509_EXTENSION *ext)
{
	const ASN1_OCTET_STRING *value = X509_EXTENSION_get_data(ext);
	const unsigned char *p = ASN1_STRING_get0_data(value);
	ASN1_SEQUENCE_ANY *list =
	    d2i_ASN1_SEQUENCE_ANY(NULL, &p, ASN1_STRING_length(value));
	char text[OID_TEXT_MAX + 1] = "";
	const ASN1_TYPE *first;

	if (list != NULL && sk_ASN1_TYPE_num(list) == 1) {
		first = sk_ASN1_TYPE_value(list, 0);
		if (ASN1_TYPE_get(first) == V_ASN1_OBJECT)
			OBJ_obj2txt(text, sizeof(text), first->value.object, 1);
	}
	sk_ASN1_TYPE_pop_free(list, ASN1_TYPE_free);
	return strcmp(text, in->spec->profile->template_oid) == 0;
}

/* --- the table --- */

static bool
always(const struct extension_in *in)
{
	(void)in;
	return true;
}

static const struct extension {
	const char *oid;
	const char *name;
	bool critical; /* subjectAltName: when the subject is empty */
	bool (*wanted)(const struct extension_in *);
	X509_EXTENSION *(*build)(const struct extension_in *, struct error *);
	bool (*same)(const struct extension_in *, X509_EXTENSION *);
} table[] = {
    {"2.5.29.19", "basicConstraints", true, wants_constraints,
	build_constraints, same_constraints},
    {"2.5.29.15", "keyUsage", true, wants_usage, build_usage, same_usage},
    {"2.5.29.37", "extKeyUsage", false, wants_purpose, build_purpose,
	same_purpose},
    {"2.5.29.17", "subjectAltName", false, always, san_build, NULL},
    {"1.3.6.1.5.5.7.1.24", "TLS feature", false, wants_staple, build_staple,
	same_staple},
    {OID_TEMPLATE_NAME, "template name", false, wants_template_name,
	build_template_name, same_template_name},
    {OID_TEMPLATE_OID, "template OID", false, wants_template_oid,
	build_template_oid, same_template_oid},
};
#define EXTENSIONS (sizeof(table) / sizeof(table[0]))

STACK_OF(X509_EXTENSION) *
    extension_build(const struct extension_in *in, struct error *err)
{
	STACK_OF(X509_EXTENSION) *list = sk_X509_EXTENSION_new_null();

	for (size_t i = 0; list != NULL && i < EXTENSIONS; i++) {
		X509_EXTENSION *ext;

		if (!table[i].wanted(in))
			continue;
		ext = table[i].build(in, err);
		if (ext == NULL || sk_X509_EXTENSION_push(list, ext) == 0) {
			X509_EXTENSION_free(ext);
			sk_X509_EXTENSION_pop_free(list, X509_EXTENSION_free);
			list = NULL;
		}
	}
	if (list == NULL)
		(void)error_memory(err);
	return list;
}

/* The one extension with this OID; NULL when there is none or a second. */
static X509_EXTENSION *
find_only(const STACK_OF(X509_EXTENSION) * list, const char *oid)
{
	ASN1_OBJECT *object = OBJ_txt2obj(oid, 1);
	X509_EXTENSION *found = NULL;
	int at = -1;

	if (object != NULL)
		at = X509v3_get_ext_by_OBJ(list, object, -1);
	if (at >= 0 && X509v3_get_ext_by_OBJ(list, object, at) < 0)
		found = X509v3_get_ext(list, at);
	ASN1_OBJECT_free(object);
	return found;
}

static enum sanreq_status
check_one(const struct extension *row, const struct extension_in *in,
    X509_EXTENSION *ext, struct error *err)
{
	bool critical =
	    row->same == NULL ? in->subject_is_empty : row->critical;

	if (ext == NULL)
		return error_set(err, SANREQ_CRYPTO,
		    "extension %s is not there once", row->name);
	if ((X509_EXTENSION_get_critical(ext) != 0) != critical)
		return error_set(err, SANREQ_CRYPTO,
		    "extension %s is %scritical", row->name,
		    critical ? "not " : "");
	if (row->same == NULL)
		return san_check(in, ext, err);
	if (!row->same(in, ext))
		return error_set(err, SANREQ_CRYPTO,
		    "extension %s has another value", row->name);
	return SANREQ_OK;
}

enum sanreq_status
extension_check(const struct extension_in *in,
    const STACK_OF(X509_EXTENSION) * list, struct error *err)
{
	enum sanreq_status status;
	int wanted = 0;

	for (size_t i = 0; i < EXTENSIONS; i++) {
		if (!table[i].wanted(in))
			continue;
		wanted++;
		status = check_one(
		    &table[i], in, find_only(list, table[i].oid), err);
		if (status != SANREQ_OK)
			return status;
	}
	if (X509v3_get_ext_count(list) != wanted)
		return error_set(err, SANREQ_CRYPTO,
		    "%d extensions instead of %d", X509v3_get_ext_count(list),
		    wanted);
	return SANREQ_OK;
}
