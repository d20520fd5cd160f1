/*
 * SPDX-License-Identifier: ISC
 */
#include <limits.h>
#include <stdbool.h>
#include <string.h>

#include <openssl/asn1.h>
#include <openssl/x509.h>

#include "pkcs10/key_form.h"

static const struct {
	const char *label;
	enum key_form form;
} labels[] = {
    {"PRIVATE KEY", FORM_PKCS8},
    {"ENCRYPTED PRIVATE KEY", FORM_SEALED},
    {"RSA PRIVATE KEY", FORM_RSA},
    {"EC PRIVATE KEY", FORM_EC},
    {"EC PARAMETERS", FORM_PARAMETERS},
    {"PUBLIC KEY", FORM_PUBLIC},
    {"RSA PUBLIC KEY", FORM_PUBLIC},
    {"CERTIFICATE", FORM_CERTIFICATE},
    {"X509 CERTIFICATE", FORM_CERTIFICATE},
    {"TRUSTED CERTIFICATE", FORM_CERTIFICATE},
    {"CERTIFICATE REQUEST", FORM_REQUEST},
    {"NEW CERTIFICATE REQUEST", FORM_REQUEST},
    {"OPENSSH PRIVATE KEY", FORM_OPENSSH},
};

enum key_form
key_form_of_label(const char *label)
{
	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++)
		if (strcmp(labels[i].label, label) == 0)
			return labels[i].form;
	return FORM_UNKNOWN;
}

#define TAGS 3

/* The tags of the first elements in the SEQUENCE that der is, -1 where there
 * is none; and the value of the first, if it is a short INTEGER. */
static bool
outline(const unsigned char *der, size_t n, int tags[TAGS], int *version)
{
	const unsigned char *p = der, *end;
	int tag, class, kind;
	long len;

	*version = -1;
	tags[0] = tags[1] = tags[2] = -1;
	if (n > INT_MAX)
		return false;
	kind = ASN1_get_object(&p, &len, &tag, &class, (long)n);
	if ((kind & 0x80) != 0 || tag != V_ASN1_SEQUENCE || kind == 0x21)
		return false;
	end = p + len;
	for (int i = 0; i < TAGS && p < end; i++) {
		kind = ASN1_get_object(&p, &len, &tag, &class, end - p);
		if ((kind & 0x80) != 0 || kind == 0x21)
			return false;
		tags[i] = class == V_ASN1_UNIVERSAL ? tag : -1;
		if (i == 0 && tag == V_ASN1_INTEGER && len == 1)
			*version = p[0];
		p += len;
	}
	return true;
}

static enum key_form
certificate_or_request(const unsigned char *der, size_t n)
{
	const unsigned char *p = der;
	X509_REQ *req = d2i_X509_REQ(NULL, &p, (long)n);
	enum key_form form = req != NULL ? FORM_REQUEST : FORM_CERTIFICATE;

	X509_REQ_free(req);
	return form;
}

enum key_form
key_form_of_der(const unsigned char *der, size_t n)
{
	int tags[TAGS], version;

	if (!outline(der, n, tags, &version))
		return FORM_UNKNOWN;
	if (tags[0] == V_ASN1_INTEGER) {
		if (tags[1] == V_ASN1_INTEGER && tags[2] == V_ASN1_INTEGER)
			return FORM_RSA;
		if (tags[1] == V_ASN1_OCTET_STRING)
			return FORM_EC;
		if (tags[1] == V_ASN1_SEQUENCE &&
		    tags[2] == V_ASN1_OCTET_STRING)
			return FORM_PKCS8;
		if (tags[1] == V_ASN1_SEQUENCE && version == 3)
			return FORM_PKCS12;
	}
	if (tags[0] == V_ASN1_SEQUENCE) {
		if (tags[1] == V_ASN1_OCTET_STRING)
			return FORM_SEALED;
		if (tags[1] == V_ASN1_BIT_STRING)
			return FORM_PUBLIC;
		if (tags[1] == V_ASN1_SEQUENCE && tags[2] == V_ASN1_BIT_STRING)
			return certificate_or_request(der, n);
	}
	return FORM_UNKNOWN;
}

enum sanreq_status
key_form_refuse(enum key_form form, struct error *err)
{
	const char *what = "not a private key in PEM or DER";

	switch (form) {
	case FORM_PUBLIC: what = "a public key, not a private key"; break;
	case FORM_CERTIFICATE: what = "a certificate, not a private key"; break;
	case FORM_REQUEST:
		what = "a certification request, not a private key";
		break;
	case FORM_PKCS12:
		what = "a PKCS#12 (PFX) file, not a private key; "
		       "openssl pkcs12 -nocerts takes the key out";
		break;
	case FORM_OPENSSH:
		what = "an OpenSSH key; ssh-keygen -p -m PKCS8 converts it";
		break;
	case FORM_PARAMETERS:
		what = "the parameters of a curve, without a private key";
		break;
	default: break;
	}
	return error_set(err, SANREQ_INPUT, "%s", what);
}

bool
key_form_is_private(enum key_form form)
{
	return form == FORM_PKCS8 || form == FORM_SEALED || form == FORM_RSA ||
	       form == FORM_EC || form == FORM_OPENSSH;
}

/* The text from a first line "-----BEGIN " on, or NULL. */
static const char *
find_begin(const char *text, size_t n, size_t *left)
{
	static const char begin[] = "-----BEGIN ";
	const size_t len = sizeof(begin) - 1;
	const char *at = text, *end = text + n;

	while ((at = memchr(at, '-', (size_t)(end - at))) != NULL) {
		if ((size_t)(end - at) < len)
			return NULL;
		if (memcmp(at, begin, len) == 0) {
			*left = (size_t)(end - at) - len;
			return at + len;
		}
		at++;
	}
	return NULL;
}

enum key_form
key_form_of_file(const void *data, size_t n, bool *encrypted)
{
	/* RFC 1421, 4.6.1.1, as libcrypto still writes it */
	static const char proc_type[] = "Proc-Type: 4,ENCRYPTED";
	enum key_form form = key_form_of_der(data, n);
	const char *label;
	char word[40];
	size_t left, len;

	*encrypted = form == FORM_SEALED;
	if (form != FORM_UNKNOWN ||
	    (label = find_begin(data, n, &left)) == NULL)
		return form;
	for (len = 0; len < left && label[len] != '-' && label[len] != '\n';)
		len++;
	if (len == 0 || len >= sizeof(word))
		return FORM_UNKNOWN;
	memcpy(word, label, len);
	word[len] = '\0';
	form = key_form_of_label(word);
	/* the header stands on the line below the label */
	while (len < left &&
	       (label[len] == '-' || label[len] == '\r' || label[len] == '\n'))
		len++;
	*encrypted = form == FORM_SEALED || (left - len >= strlen(proc_type) &&
						memcmp(label + len, proc_type,
						    strlen(proc_type)) == 0);
	return form;
}
