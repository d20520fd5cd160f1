/*
 * SPDX-License-Identifier: ISC
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "base/text.h"
#include "name/name.h"
#include "pkcs10/request.h"

static struct key *keys[KEY_TYPE_COUNT];

static const char *const names[] = {"mail.contoso.com",
    "autodiscover.contoso.com", "*.contoso.com", "utena", "192.0.2.7",
    "2001:db8::7"};
static const enum name_kind kinds[] = {
    NAME_FQDN, NAME_FQDN, NAME_WILDCARD, NAME_NETBIOS, NAME_IP, NAME_IP};
#define NAMES (sizeof(names) / sizeof(names[0]))

static const char *const attributes[SUBJECT_COUNT] = {"DE", "Bayern",
    "M\xc3\xbcnchen", "80331", "Am Ring 1", "Contoso, Inc.+CN=x", "IT"};
static const char *const no_attributes[SUBJECT_COUNT];

static const struct profile plain = {
    .key_usage = USAGE_BY_KEY, .purposes = PURPOSE_SERVER_AUTH};
static const struct profile full = {.key_usage = USAGE_BY_KEY,
    .purposes = PURPOSE_SERVER_AUTH | PURPOSE_CLIENT_AUTH,
    .basic_constraints = true,
    .must_staple = true,
    .template_name = "WebServer\xc3\xa4",
    .template_oid = "1.3.6.1.4.1.311.21.8.1.2.3"};

static struct request_spec
spec_of(const struct profile *profile)
{
	struct request_spec spec = {.names = names,
	    .kinds = kinds,
	    .nnames = NAMES,
	    .common_name = "mail.contoso.com",
	    .attributes = attributes,
	    .profile = profile};

	return spec;
}

static int
start(void **state)
{
	struct error err = {0};

	(void)state;
	if (key_library_init(&err) != SANREQ_OK)
		return -1;
	for (unsigned i = 0; i < KEY_TYPE_COUNT; i++)
		if (i != KEY_RSA_3072 && i != KEY_RSA_4096 &&
		    key_generate(&keys[i], (enum key_type)i, &err) != SANREQ_OK)
			return -1;
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	for (size_t i = 0; i < KEY_TYPE_COUNT; i++)
		key_free(&keys[i]);
	return 0;
}

static X509_REQ *
decode(const struct buf *der)
{
	const unsigned char *p = (const unsigned char *)der->data;
	X509_REQ *req = d2i_X509_REQ(NULL, &p, (long)der->len);

	assert_non_null(req);
	return req;
}

/* What libcrypto prints of it, as openssl req -text does. */
static void
print(const struct buf *der, char *text, size_t size)
{
	X509_REQ *req = decode(der);
	BIO *bio = BIO_new(BIO_s_mem());
	char *from;
	long n;

	assert_int_equal(X509_REQ_print_ex(bio, req, XN_FLAG_RFC2253,
			     X509_FLAG_NO_PUBKEY | X509_FLAG_NO_SIGDUMP),
	    1);
	n = BIO_get_mem_data(bio, &from);
	assert_true((size_t)n < size);
	memcpy(text, from, (size_t)n);
	text[n] = '\0';
	BIO_free(bio);
	X509_REQ_free(req);
}

static void
writes_for_each_key(void **state)
{
	static const struct {
		enum key_type key;
		int signature;
		const char *usage;
	} cases[] = {
	    {KEY_RSA_2048, NID_sha256WithRSAEncryption,
		"Digital Signature, Key Encipherment\n"},
	    {KEY_P256, NID_ecdsa_with_SHA256, "Digital Signature\n"},
	    {KEY_P384, NID_ecdsa_with_SHA384, "Digital Signature\n"},
	    {KEY_P521, NID_ecdsa_with_SHA512, "Digital Signature\n"},
	    {KEY_ED25519, NID_ED25519, "Digital Signature\n"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct request_spec spec = spec_of(&plain);
		struct key *key = keys[cases[i].key];
		struct error err = {0};
		struct buf der;
		X509_REQ *req;
		char text[4096];

		buf_init(&der, 65536);
		assert_int_equal(
		    request_build(&spec, key, &der, &err), SANREQ_OK);
		assert_int_equal(
		    request_verify(&spec, key, der.data, der.len, &err),
		    SANREQ_OK);
		req = decode(&der);
		assert_int_equal(
		    X509_REQ_get_signature_nid(req), cases[i].signature);
		X509_REQ_free(req);
		print(&der, text, sizeof(text));
		assert_non_null(strstr(text, cases[i].usage));
		buf_release(&der);
	}
}

static void
writes_everything(void **state)
{
	static const char *const wanted[] = {
	    "CN=mail.contoso.com,OU=IT,O=Contoso\\, Inc.\\+CN=x,"
	    "street=Am Ring 1,postalCode=80331,L=M\\C3\\BCnchen,ST=Bayern,C=DE",
	    "Basic Constraints: critical\n                    CA:FALSE",
	    "Key Usage: critical\n",
	    "Extended Key Usage: \n                    TLS Web Server "
	    "Authentication, TLS Web Client Authentication",
	    "Subject Alternative Name: \n                    "
	    "DNS:mail.contoso.com, DNS:autodiscover.contoso.com, "
	    "DNS:*.contoso.com, DNS:utena, IP Address:192.0.2.7, "
	    "IP Address:2001:DB8:0:0:0:0:0:7\n",
	    "status_request",
	    "1.3.6.1.4.1.311.20.2: \n",
	    "1.3.6.1.4.1.311.21.7: \n",
	};
	/* [MS-WCCE]: 1e = BMPString; SEQUENCE of an OBJECT IDENTIFIER */
	static const unsigned char bmp[] = {0x04, 0x16, 0x1e, 0x14, 0, 'W', 0,
	    'e', 0, 'b', 0, 'S', 0, 'e', 0, 'r', 0, 'v', 0, 'e', 0, 'r', 0,
	    0xe4};
	struct request_spec spec = spec_of(&full);
	struct error err = {0};
	struct buf der;
	char text[4096];
	bool found = false;

	(void)state;
	buf_init(&der, 65536);
	assert_int_equal(
	    request_build(&spec, keys[KEY_P256], &der, &err), SANREQ_OK);
	assert_int_equal(
	    request_verify(&spec, keys[KEY_P256], der.data, der.len, &err),
	    SANREQ_OK);
	print(&der, text, sizeof(text));
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		if (strstr(text, wanted[i]) == NULL)
			fail_msg("%s: not in\n%s", wanted[i], text);
	for (size_t i = 0; i + sizeof(bmp) <= der.len; i++)
		found |= memcmp(der.data + i, bmp, sizeof(bmp)) == 0;
	assert_true(found);
	buf_release(&der);
}

static void
empty_subject_makes_san_critical(void **state)
{
	struct request_spec spec = spec_of(&plain);
	struct error err = {0};
	struct buf der;
	char text[4096];

	(void)state;
	spec.common_name = NULL;
	spec.attributes = no_attributes;
	buf_init(&der, 65536);
	assert_int_equal(
	    request_build(&spec, keys[KEY_P256], &der, &err), SANREQ_OK);
	assert_int_equal(
	    request_verify(&spec, keys[KEY_P256], der.data, der.len, &err),
	    SANREQ_OK);
	print(&der, text, sizeof(text));
	assert_non_null(strstr(text, "Alternative Name: critical"));
	buf_release(&der);
}

static void
refuses_to_write(void **state)
{
	static const char *const hostile[] = {
	    "a.example,email:x@evil.example,DNS:*.evil.example",
	    "a.example,dirName:sect", "a.example\nb.example", "",
	    "M\xc3\xbcnchen.example", "UPPER.example", "a b.example",
	    "https://mail.contoso.com"};
	static const struct profile wrong[] = {
	    {.purposes = 1, .template_name = ""},
	    {.purposes = 1, .template_name = "\xff"},
	    {.purposes = 1, .template_name = "\xf0\x9f\x94\x91"},
	    {.purposes = 1, .template_oid = ""},
	    {.purposes = 1, .template_oid = "WebServer"},
	    {.purposes = 1, .template_oid = "1.3.6.1.4.1.x"},
	};
	static const struct {
		int at;
		const char *value;
	} subjects[] = {{SUBJECT_COUNTRY, "D_"}, {SUBJECT_COUNTRY, "\xc3\xa4"},
	    {SUBJECT_STATE, ""}, {SUBJECT_ORGANIZATION, "\xff"},
	    {SUBJECT_ORGANIZATION, "a\xc3"}};
	static const enum name_kind address = NAME_IP;
	const struct key *key = keys[KEY_P256];
	struct buf der;

	(void)state;
	buf_init(&der, 65536);
	for (size_t i = 0; i < 2 * sizeof(hostile) / sizeof(hostile[0]); i++) {
		struct request_spec spec = spec_of(&plain);
		struct error err = {0};

		spec.names = &hostile[i / 2];
		spec.kinds = i % 2 != 0 ? &address : kinds;
		spec.nnames = 1;
		assert_int_equal(
		    request_build(&spec, key, &der, &err), SANREQ_INTERNAL);
	}
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct request_spec spec = spec_of(&wrong[i]);
		struct error err = {0};

		assert_int_equal(
		    request_build(&spec, key, &der, &err), SANREQ_PROFILE);
		assert_memory_equal(err.text, "template", 8);
	}
	for (size_t i = 0; i < sizeof(subjects) / sizeof(subjects[0]); i++) {
		struct request_spec spec = spec_of(&plain);
		const char *values[SUBJECT_COUNT] = {NULL};
		struct error err = {0};

		values[subjects[i].at] = subjects[i].value;
		spec.attributes = values;
		assert_int_equal(
		    request_build(&spec, key, &der, &err), SANREQ_PROFILE);
	}
	assert_int_equal(der.len, 0);
}

static void
refuses_no_names(void **state)
{
	struct request_spec spec = spec_of(&plain);
	struct error err = {0};
	struct buf der;

	(void)state;
	buf_init(&der, 65536);
	spec.nnames = 0;
	assert_int_equal(
	    request_build(&spec, keys[KEY_P256], &der, &err), SANREQ_POLICY);
}

/* One thing differs between what was written and what was meant. */
static void
verify_finds_each_difference(void **state)
{
	static const char *const other_names[] = {"mail.contoso.com",
	    "autodiscover.contoso.com", "*.contoso.com", "utena", "192.0.2.8",
	    "2001:db8::7"};
	static const enum name_kind other_kinds[] = {NAME_FQDN, NAME_FQDN,
	    NAME_WILDCARD, NAME_NETBIOS, NAME_FQDN, NAME_IP};
	static const char *const fewer[SUBJECT_COUNT] = {"DE", "Bayern",
	    "M\xc3\xbcnchen", "80331", "Am Ring 1", "Contoso, Inc.+CN=x", NULL};
	static const char *const changed[SUBJECT_COUNT] = {"DE", "Bayern",
	    "M\xc3\xbcnchen", "80331", "Am Ring 1", "Contoso", "IT"};
	enum {
		CASES = 16
	};
	struct profile profiles[CASES];
	struct request_spec specs[CASES];
	static const char *const wants[CASES] = {"name 5 is not \"192.0.2.8\"",
	    "name 5 is not", "6 names instead of 5", "common name",
	    "8 attributes instead of 7", "common name",
	    "organization is not \"Contoso\"", "keyUsage has another",
	    "extKeyUsage has another", "7 extensions instead of 6",
	    "7 extensions instead of 6", "template name has another",
	    "template OID has another", "7 extensions instead of 6",
	    "7 extensions instead of 6", "7 extensions instead of 6"};
	struct request_spec spec = spec_of(&full);
	struct error err = {0};
	struct buf der;

	(void)state;
	buf_init(&der, 65536);
	assert_int_equal(
	    request_build(&spec, keys[KEY_P256], &der, &err), SANREQ_OK);
	for (size_t i = 0; i < CASES; i++) {
		profiles[i] = full;
		specs[i] = spec_of(&profiles[i]);
	}
	specs[0].names = other_names;
	specs[1].kinds = other_kinds;
	specs[2].nnames--;
	specs[3].common_name = "autodiscover.contoso.com";
	specs[4].common_name = NULL;
	specs[5].attributes = fewer;
	specs[6].attributes = changed;
	profiles[7].key_usage = USAGE_DIGITAL_SIGNATURE | USAGE_KEY_AGREEMENT;
	profiles[8].purposes = PURPOSE_SERVER_AUTH;
	profiles[9].basic_constraints = false;
	profiles[10].must_staple = false;
	profiles[11].template_name = "Webserver";
	profiles[12].template_oid = "1.3.6.1.4.1.311.21.8.1.2.4";
	profiles[13].template_name = NULL;
	profiles[14].key_usage = 0;
	profiles[15].purposes = 0;
	/* a missing last attribute is noticed by the common name after it */
	for (size_t i = 0; i < CASES; i++) {
		error_clear(&err);
		assert_int_equal(request_verify(&specs[i], keys[KEY_P256],
				     der.data, der.len, &err),
		    SANREQ_CRYPTO);
		if (strstr(err.text, wants[i]) == NULL)
			fail_msg("%zu: %s", i, err.text);
	}
	buf_release(&der);
}

static void
verify_misses_nothing_that_was_left_out(void **state)
{
	struct request_spec spec = spec_of(&plain), more = spec_of(&full);
	struct error err = {0};
	struct buf der;

	(void)state;
	buf_init(&der, 65536);
	assert_int_equal(
	    request_build(&spec, keys[KEY_P256], &der, &err), SANREQ_OK);
	assert_int_equal(
	    request_verify(&more, keys[KEY_P256], der.data, der.len, &err),
	    SANREQ_CRYPTO);
	assert_non_null(strstr(err.text, "basicConstraints is not there"));
	error_clear(&err);
	more = spec;
	more.common_name = NULL;
	more.attributes = no_attributes;
	assert_int_equal(
	    request_verify(&more, keys[KEY_P256], der.data, der.len, &err),
	    SANREQ_CRYPTO);
	buf_release(&der);
}

static void
verify_finds_damage(void **state)
{
	struct request_spec spec = spec_of(&plain);
	struct error err = {0};
	struct buf der;

	(void)state;
	buf_init(&der, 65536);
	assert_int_equal(
	    request_build(&spec, keys[KEY_P256], &der, &err), SANREQ_OK);
	assert_int_equal(
	    request_verify(&spec, keys[KEY_P384], der.data, der.len, &err),
	    SANREQ_CRYPTO);
	for (size_t i = 0; i < der.len; i++) {
		error_clear(&err);
		der.data[i] = (char)(der.data[i] ^ 0x20);
		assert_int_equal(request_verify(&spec, keys[KEY_P256], der.data,
				     der.len, &err),
		    SANREQ_CRYPTO);
		error_clear(&err);
		der.data[i] = (char)(der.data[i] ^ 0x20);
		assert_int_equal(
		    request_verify(&spec, keys[KEY_P256], der.data, i, &err),
		    SANREQ_CRYPTO);
	}
	error_clear(&err);
	assert_int_equal(buf_add(&der, "", 1, &err), SANREQ_OK);
	assert_int_equal(
	    request_verify(&spec, keys[KEY_P256], der.data, der.len, &err),
	    SANREQ_CRYPTO);
	assert_non_null(strstr(err.text, "1 bytes follow"));
	buf_release(&der);
}

/* The size that AD CS bounds is the size that is written. */
static void
knows_the_size_of_san(void **state)
{
	static char many[300][32];
	const char *list[300];
	enum name_kind of[300];
	static const size_t counts[] = {1, 2, 6, 7, 13, 14, 300};

	(void)state;
	for (size_t i = 0; i < 300; i++) {
		snprintf(many[i], sizeof(many[i]), "m%zu.contoso.com", i);
		list[i] = many[i];
		of[i] = NAME_FQDN;
	}
	list[1] = "2001:db8::1";
	of[1] = NAME_IP;
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		struct request_spec spec = spec_of(&plain);
		STACK_OF(X509_EXTENSION) * exts;
		struct error err = {0};
		struct buf der;
		X509_REQ *req;
		int at;

		spec.names = list;
		spec.kinds = of;
		spec.nnames = counts[i];
		buf_init(&der, 65536);
		assert_int_equal(
		    request_build(&spec, keys[KEY_P256], &der, &err),
		    SANREQ_OK);
		req = decode(&der);
		exts = X509_REQ_get_extensions(req);
		at = X509v3_get_ext_by_NID(exts, NID_subject_alt_name, -1);
		assert_int_equal(ASN1_STRING_length(X509_EXTENSION_get_data(
				     X509v3_get_ext(exts, at))),
		    request_san_size(list, of, counts[i]));
		sk_X509_EXTENSION_pop_free(exts, X509_EXTENSION_free);
		X509_REQ_free(req);
		buf_release(&der);
	}
}

static void
writes_pem(void **state)
{
	struct request_spec spec = spec_of(&plain);
	struct error err = {0};
	struct buf der, pem;
	BIO *bio;
	X509_REQ *req;
	size_t column = 0;

	(void)state;
	buf_init(&der, 65536);
	buf_init(&pem, 65536);
	assert_int_equal(
	    request_build(&spec, keys[KEY_P256], &der, &err), SANREQ_OK);
	assert_int_equal(
	    request_to_pem(der.data, der.len, &pem, &err), SANREQ_OK);
	assert_memory_equal(
	    pem.data, "-----BEGIN CERTIFICATE REQUEST-----\n", 36);
	for (const char *p = pem.data; *p != '\0'; p++) {
		column = *p == '\n' ? 0 : column + 1;
		assert_true(column <= 64);
	}
	bio = BIO_new_mem_buf(pem.data, (int)pem.len);
	req = PEM_read_bio_X509_REQ(bio, NULL, NULL, NULL);
	assert_non_null(req);
	X509_REQ_free(req);
	BIO_free(bio);
	buf_release(&der);
	buf_release(&pem);
}

static void
bounds_are_kept(void **state)
{
	struct request_spec spec = spec_of(&plain);
	struct error err = {0};
	struct buf der;

	(void)state;
	buf_init(&der, 100);
	assert_int_equal(
	    request_build(&spec, keys[KEY_P256], &der, &err), SANREQ_LIMIT);
	assert_int_equal(der.len, 0);
	buf_release(&der);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(writes_for_each_key),
	    cmocka_unit_test(writes_everything),
	    cmocka_unit_test(empty_subject_makes_san_critical),
	    cmocka_unit_test(refuses_to_write),
	    cmocka_unit_test(refuses_no_names),
	    cmocka_unit_test(verify_finds_each_difference),
	    cmocka_unit_test(verify_misses_nothing_that_was_left_out),
	    cmocka_unit_test(verify_finds_damage),
	    cmocka_unit_test(knows_the_size_of_san),
	    cmocka_unit_test(writes_pem),
	    cmocka_unit_test(bounds_are_kept),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
