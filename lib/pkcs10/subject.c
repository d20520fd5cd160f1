/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "base/text.h"
#include "pkcs10/ossl.h"
#include "pkcs10/subject.h"

/* A value beyond this is nobody's; the bounds that count are 64 and 128. */
#define VALUE_MAX 4096

#define ENTRIES (SUBJECT_COUNT + 1) /* the common name is the last */

static const struct {
	int nid;
	int type;
	const char *name;
} entries[ENTRIES] = {
    [SUBJECT_COUNTRY] = {NID_countryName, V_ASN1_PRINTABLESTRING, "country"},
    [SUBJECT_STATE] = {NID_stateOrProvinceName, V_ASN1_UTF8STRING, "state"},
    [SUBJECT_LOCALITY] = {NID_localityName, V_ASN1_UTF8STRING, "locality"},
    [SUBJECT_POSTAL_CODE] = {NID_postalCode, V_ASN1_UTF8STRING, "postal-code"},
    [SUBJECT_STREET] = {NID_streetAddress, V_ASN1_UTF8STRING, "street"},
    [SUBJECT_ORGANIZATION] = {NID_organizationName, V_ASN1_UTF8STRING,
	"organization"},
    [SUBJECT_ORGANIZATIONAL_UNIT] = {NID_organizationalUnitName,
	V_ASN1_UTF8STRING, "organizational-unit"},
    [SUBJECT_COUNT] = {NID_commonName, V_ASN1_UTF8STRING, "common name"},
};

static const char *
value_at(const struct request_spec *spec, int i)
{
	if (i == SUBJECT_COUNT)
		return spec->common_name;
	return spec->attributes != NULL ? spec->attributes[i] : NULL;
}

bool
subject_is_empty(const struct request_spec *spec)
{
	for (int i = 0; i < ENTRIES; i++)
		if (value_at(spec, i) != NULL)
			return false;
	return true;
}

/* X.680, 41.4 */
static bool
is_printable(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!text_is_alpha(s[i]) && !text_is_digit(s[i]) &&
		    memchr(" '()+,-./:=?", s[i], 12) == NULL)
			return false;
	return true;
}

static enum sanreq_status
judge_value(int i, const char *value, size_t n, struct error *err)
{
	if (n == 0 || n > VALUE_MAX)
		return error_set(err, SANREQ_PROFILE,
		    "subject: %s: %zu bytes, not 1 to %d", entries[i].name, n,
		    VALUE_MAX);
	if (entries[i].type == V_ASN1_PRINTABLESTRING ? !is_printable(value, n)
						      : !text_is_utf8(value, n))
		return error_set(err, SANREQ_PROFILE,
		    "subject: %s: \"%s\" is not %s", entries[i].name,
		    QUOTE(value, n),
		    entries[i].type == V_ASN1_PRINTABLESTRING
			? "a PrintableString"
			: "UTF-8");
	return SANREQ_OK;
}

enum sanreq_status
subject_build(
    const struct request_spec *spec, X509_NAME *subject, struct error *err)
{
	enum sanreq_status status;

	for (int i = 0; i < ENTRIES; i++) {
		const char *value = value_at(spec, i);
		size_t n = value != NULL ? strlen(value) : 0;

		if (value == NULL)
			continue;
		if ((status = judge_value(i, value, n, err)) != SANREQ_OK)
			return status;
		if (X509_NAME_add_entry_by_NID(subject, entries[i].nid,
			entries[i].type, (const unsigned char *)value, (int)n,
			-1, 0) != 1)
			return ossl_error(
			    err, SANREQ_CRYPTO, "subject: %s", entries[i].name);
	}
	return SANREQ_OK;
}

static bool
same_entry(int i, const char *value, const X509_NAME_ENTRY *got, int rdn)
{
	const ASN1_STRING *text;
	size_t n = strlen(value);

	if (got == NULL || X509_NAME_ENTRY_set(got) != rdn ||
	    OBJ_obj2nid(X509_NAME_ENTRY_get_object(got)) != entries[i].nid)
		return false;
	text = X509_NAME_ENTRY_get_data(got);
	return ASN1_STRING_type(text) == entries[i].type &&
	       (size_t)ASN1_STRING_length(text) == n &&
	       memcmp(ASN1_STRING_get0_data(text), value, n) == 0;
}

enum sanreq_status
subject_check(const struct request_spec *spec, const X509_NAME *subject,
    struct error *err)
{
	int rdn = 0;

	for (int i = 0; i < ENTRIES; i++) {
		const char *value = value_at(spec, i);

		if (value == NULL)
			continue;
		if (!same_entry(
			i, value, X509_NAME_get_entry(subject, rdn), rdn))
			return error_set(err, SANREQ_CRYPTO,
			    "subject: %s is not \"%s\"", entries[i].name,
			    QUOTES(value));
		rdn++;
	}
	if (X509_NAME_entry_count(subject) != rdn)
		return error_set(err, SANREQ_CRYPTO,
		    "subject: %d attributes instead of %d",
		    X509_NAME_entry_count(subject), rdn);
	return SANREQ_OK;
}
