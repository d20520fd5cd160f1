/*
 * SPDX-License-Identifier: ISC
 */
#define _GNU_SOURCE /* memmem */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "pkcs10/decode.h"
#include "sample.h"

/* --- DER written by hand: what no program would make --- */

static void
add(struct buf *out, const void *p, size_t n)
{
	struct error err = {0};

	assert_int_equal(buf_add(out, p, n, &err), SANREQ_OK);
}

/* One value; the content may be in out's own tail. */
static void
put(struct buf *out, int tag, const void *p, size_t n)
{
	unsigned char head[6] = {(unsigned char)tag};
	size_t len = 2;

	if (n < 0x80) {
		head[1] = (unsigned char)n;
	} else if (n < 0x10000) {
		head[1] = 0x82;
		head[2] = (unsigned char)(n >> 8);
		head[3] = (unsigned char)n;
		len = 4;
	} else {
		head[1] = 0x83;
		head[2] = (unsigned char)(n >> 16);
		head[3] = (unsigned char)(n >> 8);
		head[4] = (unsigned char)n;
		len = 5;
	}
	add(out, head, len);
	add(out, p, n);
}

/* Takes what is in the buffer as the content of one value. */
static void
wrap(struct buf *b, int tag)
{
	struct buf out;

	buf_init(&out, 1u << 24);
	put(&out, tag, buf_text(b), b->len);
	buf_release(b);
	*b = out;
}

/* A key of P-256 that is no point of the curve, unless said otherwise. */
struct parts {
	const char *version; /* content */
	size_t nversion;
	struct buf subject;    /* content of the Name */
	struct buf attributes; /* content of [0] */
	bool no_attributes;
	struct buf behind; /* octets behind it all */
};

static struct parts
parts(void)
{
	struct parts p = {.version = "", .nversion = 1};

	buf_init(&p.subject, 1u << 24);
	buf_init(&p.attributes, 1u << 24);
	buf_init(&p.behind, 1u << 24);
	return p;
}

static const char spki[] = "\x30\x1b\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02"
			   "\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x03"
			   "\x04\x00\x04\x01\x02";
static const char algorithm[] =
    "\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02";

static enum sanreq_status
decode_parts(struct decoded **dec, struct parts *p, struct error *err)
{
	enum sanreq_status status;
	struct buf b;

	buf_init(&b, 1u << 24);
	put(&b, 2, p->version, p->nversion);
	put(&b, 0x30, buf_text(&p->subject), p->subject.len);
	add(&b, spki, sizeof(spki) - 1);
	if (!p->no_attributes)
		put(&b, 0xa0, buf_text(&p->attributes), p->attributes.len);
	wrap(&b, 0x30);
	add(&b, algorithm, sizeof(algorithm) - 1);
	put(&b, 3, "\0\1", 2);
	wrap(&b, 0x30);
	add(&b, buf_text(&p->behind), p->behind.len);
	status = decode(dec, b.data, b.len, err);
	buf_release(&b);
	buf_release(&p->subject);
	buf_release(&p->attributes);
	buf_release(&p->behind);
	return status;
}

/* RelativeDistinguishedName with one value. */
static void
rdn(struct buf *name, const char *oid, int tag, const void *p, size_t n)
{
	struct buf b;

	buf_init(&b, 1u << 24);
	put(&b, 6, oid, 3);
	put(&b, tag, p, n);
	wrap(&b, 0x30);
	wrap(&b, 0x31);
	add(name, b.data, b.len);
	buf_release(&b);
}

#define CN "\x55\x04\x03"
#define O  "\x55\x04\x0a"

/* An attribute with extensionRequest, whose one extension is a SAN of the
 * GeneralNames given. */
static void
san_attribute(struct buf *attributes, const void *names, size_t n)
{
	struct buf b, attribute;

	buf_init(&b, 1u << 24);
	put(&b, 0x30, names, n);
	wrap(&b, 4);
	buf_init(&attribute, 1u << 24);
	put(&attribute, 6, "\x55\x1d\x11", 3);
	add(&attribute, b.data, b.len);
	wrap(&attribute, 0x30);
	wrap(&attribute, 0x30);
	wrap(&attribute, 0x31);
	buf_clear(&b);
	put(&b, 6, "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x0e", 9);
	add(&b, attribute.data, attribute.len);
	wrap(&b, 0x30);
	add(attributes, b.data, b.len);
	buf_release(&b);
	buf_release(&attribute);
}

static struct decoded *
must(struct parts *p)
{
	struct error err = {0};
	struct decoded *dec;

	if (decode_parts(&dec, p, &err) != SANREQ_OK)
		fail_msg("%s", err.text);
	return dec;
}

/* --- what is well made --- */

static void
check_names(const struct decoded *dec)
{
	static const struct {
		enum general_name_type type;
		const char *value;
	} want[] = {
	    {GN_DNS, "mail.contoso.com"},
	    {GN_DNS, "autodiscover.contoso.com"},
	    {GN_DNS, "*.fabrikam.example"},
	    {GN_IP, "\300\0\2\1"},
	    {GN_DNS, "utena"},
	};

	assert_int_equal(dec->nnames, 5);
	assert_false(dec->san_broken);
	for (size_t i = 0; i < 5; i++) {
		size_t n = want[i].type == GN_IP ? 4 : strlen(want[i].value);

		assert_int_equal(dec->names[i].type, want[i].type);
		assert_int_equal(dec->names[i].value.n, n);
		assert_memory_equal(dec->names[i].value.p, want[i].value, n);
	}
}

static void
reads_a_certificate(void **state)
{
	struct decoded *dec;
	struct error err = {0};
	size_t n = sample("certificates", "leaf.der");

	(void)state;
	assert_int_equal(decode(&dec, bytes, n, &err), SANREQ_OK);
	assert_int_equal(dec->kind, DECODED_CERTIFICATE);
	assert_int_equal(dec->version, 2);
	assert_int_equal(dec->der.n, n);
	assert_int_equal(dec->trailing, 0);
	assert_false(dec->ber);
	assert_string_equal(
	    dec->subject_text, "CN=mail.contoso.com,O=Contoso\\, Ltd.,C=DE");
	assert_string_equal(
	    dec->issuer_text, "CN=Contoso Issuing CA,O=Contoso");
	assert_false(dec->self_issued);
	assert_int_equal(dec->signature_verifies, -1);
	assert_false(dec->signature_differs);
	assert_string_equal(dec->serial, "0102030405");
	assert_true(dec->not_before > 1600000000);
	assert_int_equal(
	    dec->not_after - dec->not_before, (time_t)36500 * 86400);
	assert_false(dec->validity_broken);
	assert_int_equal(dec->key.kind, PUBLIC_RSA);
	assert_int_equal(dec->key.bits, 2048);
	assert_string_equal(dec->key.description, "RSA 2048");
	assert_int_equal(dec->key.modulus.n, 256);
	assert_memory_equal(dec->key.exponent.p, "\1\0\1", 3);
	assert_false(dec->key.broken);
	assert_string_equal(dec->signature_oid, "1.2.840.10045.4.3.2");
	assert_string_equal(dec->signature, "ecdsa-with-SHA256");
	assert_int_equal(dec->nextensions, 5);
	assert_non_null(decoded_extension(dec, "2.5.29.37"));
	assert_null(decoded_extension(dec, "2.5.29.36"));
	check_names(dec);
	decoded_free(&dec);
	assert_null(dec);
}

static void
reads_a_request(void **state)
{
	struct decoded *dec;
	struct error err = {0};
	size_t n = sample("certificates", "request.der");

	(void)state;
	assert_int_equal(decode(&dec, bytes, n, &err), SANREQ_OK);
	assert_int_equal(dec->kind, DECODED_REQUEST);
	assert_int_equal(dec->version, 0);
	assert_int_equal(dec->signature_verifies, 1);
	assert_int_equal(dec->nattributes, 1);
	assert_int_equal(dec->attributes[0].nvalues, 1);
	assert_string_equal(dec->attributes[0].oid, "1.2.840.113549.1.9.14");
	assert_false(dec->attributes_missing);
	assert_int_equal(dec->nsubject, 3);
	assert_string_equal(dec->subject[0].label, "C");
	assert_int_equal(dec->subject[0].tag, DER_PRINTABLE_STRING);
	assert_int_equal(dec->subject[2].tag, DER_UTF8_STRING);
	assert_int_equal(dec->subject[2].rdn, 2);
	assert_null(dec->issuer_text);
	assert_null(dec->serial);
	check_names(dec);
	decoded_free(&dec);
	/* what is signed is no longer what was signed */
	*(char *)memmem(bytes, n, "utena", 5) = 'U';
	assert_int_equal(decode(&dec, bytes, n, &err), SANREQ_OK);
	assert_int_equal(dec->signature_verifies, 0);
	decoded_free(&dec);
}

/* --- what is odd, and reported --- */

static void
keeps_any_octets_in_names(void **state)
{
	static const char names[] = "\x82\x10good.example\0bad"
				    "\x82\x03\xff\xfe\xfd"
				    "\x82\0"
				    "\x87\x03\1\2\3"
				    "\xa0\x05\x06\x03\x55\x04\x03"
				    "\x88\x01\x2a";
	struct parts p = parts();
	struct decoded *dec;

	(void)state;
	san_attribute(&p.attributes, names, sizeof(names) - 1);
	dec = must(&p);
	assert_int_equal(dec->nnames, 6);
	assert_false(dec->san_broken);
	assert_memory_equal(dec->names[0].value.p, "good.example\0bad", 16);
	assert_int_equal(dec->names[1].value.n, 3);
	assert_int_equal(dec->names[2].value.n, 0);
	assert_int_equal(dec->names[3].type, GN_IP);
	assert_int_equal(dec->names[4].type, GN_OTHER);
	assert_int_equal(dec->names[5].type, GN_RID);
	assert_int_equal(dec->signature_verifies, -1); /* no such key */
	assert_true(dec->key.broken);
	assert_string_equal(dec->key.description, "EC P-256");
	decoded_free(&dec);
}

static void
reports_broken_names(void **state)
{
	static const struct {
		const char *p;
		size_t n;
		size_t names;
	} cases[] = {
	    {"", 0, 0}, /* none at all */
	    {"\x82\x01"
	     "a\x82\x09"
	     "b",
		6, 1}, /* the second is cut off */
	    {"\x0c\x01"
	     "a\x82\x01"
	     "b",
		6, 1}, /* no context tag */
	    {"\xa2\x03\x82\x01"
	     "a",
		5, 0}, /* a string in parts */
	    {"\x8f\x01"
	     "a",
		3, 0}, /* no such kind */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct parts p = parts();
		struct decoded *dec;

		print_message("# case %zu\n", i);
		san_attribute(&p.attributes, cases[i].p, cases[i].n);
		dec = must(&p);
		assert_true(dec->san_broken);
		assert_int_equal(dec->nnames, cases[i].names);
		decoded_free(&dec);
	}
}

static void
reports_what_is_repeated_or_missing(void **state)
{
	struct parts p = parts();
	struct decoded *dec;

	(void)state;
	san_attribute(&p.attributes,
	    "\x82\x01"
	    "a",
	    3);
	san_attribute(&p.attributes,
	    "\x82\x01"
	    "b",
	    3);
	put(&p.attributes, 0x30, "\x06\x03\x55\x04\x03\x31\0", 7);
	p.version = "\x05";
	add(&p.behind, "\n\n", 2);
	dec = must(&p);
	assert_int_equal(dec->version, 5);
	assert_int_equal(dec->trailing, 2);
	assert_int_equal(dec->nattributes, 3);
	assert_int_equal(dec->attributes[2].nvalues, 0);
	assert_int_equal(dec->attributes[2].value.n, 0);
	assert_int_equal(dec->nextensions, 2);
	assert_int_equal(dec->extensions[1].attribute, 1);
	assert_int_equal(dec->nnames, 2);
	assert_string_equal(dec->subject_text, "");
	decoded_free(&dec);

	p = parts();
	p.no_attributes = true;
	p.version = "\x80\0\0\0\0\0\0\0\0";
	p.nversion = 9;
	dec = must(&p);
	assert_true(dec->attributes_missing);
	assert_true(dec->version < -1);
	decoded_free(&dec);
}

static void
reports_lists_that_are_none(void **state)
{
	static const char broken[] = /* two values: a NULL, a cut-off list */
	    "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x0e"
	    "\x31\x08\x05\0\x30\x04\x30\x02\x06\x09";
	static const char old[] = /* as old Windows programs write it */
	    "\x06\x0a\x2b\x06\x01\x04\x01\x82\x37\x02\x01\x0e"
	    "\x31\x0e\x30\x0c\x30\x0a\x06\x03\x55\x1d\x13\x01\x01\xff\x04\0";
	struct parts p = parts();
	struct decoded *dec;

	(void)state;
	put(&p.attributes, 0x30, broken, sizeof(broken) - 1);
	put(&p.attributes, 0x30, old, sizeof(old) - 1);
	dec = must(&p);
	assert_true(dec->extensions_broken);
	assert_int_equal(dec->attributes[0].nvalues, 2);
	assert_int_equal(dec->nextensions, 1);
	assert_string_equal(dec->extensions[0].oid, "2.5.29.19");
	assert_true(dec->extensions[0].critical);
	assert_int_equal(dec->extensions[0].value.n, 0);
	decoded_free(&dec);
}

static void
reads_every_kind_of_string(void **state)
{
	static const struct {
		int tag;
		const char *p;
		size_t n;
		const char *utf8;
		const char *text;
	} cases[] = {
	    {12, "M\303\274ller", 7, "M\303\274ller", "CN=M\303\274ller"},
	    {12, "\xff", 1, NULL, "CN=#0c01ff"},
	    {12, "a\0b", 3, NULL, "CN=#0c03610062"},
	    {12, "", 0, "", "CN="},
	    {19, "Contoso", 7, "Contoso", "CN=Contoso"},
	    {19, "\xe4", 1, NULL, "CN=#1301e4"},
	    {20, "\xe4", 1, "\303\244", "CN=\303\244"},
	    {22, "a@b", 3, "a@b", "CN=a@b"},
	    {30, "\0a\0b", 4, "ab", "CN=ab"},
	    {30, "\0a\0", 3, NULL, "CN=#1e03006100"},
	    {28, "\0\0\0a", 4, "a", "CN=a"},
	    {28, "\xff\xff\xff\xff", 4, NULL, "CN=#1c04ffffffff"},
	    {2, "\1", 1, NULL, "CN=#020101"},
	    {12, " a,b+c\"", 7, " a,b+c\"", "CN=\\ a\\,b\\+c\\\""},
	    {12, "#a=b;<>\\ ", 9, "#a=b;<>\\ ", "CN=\\#a=b\\;\\<\\>\\\\\\ "},
	    {12, "a\nb", 3, "a\nb", "CN=a\\0Ab"},
	    {12, "a\342\200\256b", 5, "a\342\200\256b", "CN=a\\E2\\80\\AEb"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct parts p = parts();
		struct decoded *dec;

		print_message("# case %zu\n", i);
		rdn(&p.subject, CN, cases[i].tag, cases[i].p, cases[i].n);
		dec = must(&p);
		assert_int_equal(dec->nsubject, 1);
		assert_int_equal(dec->subject[0].tag, cases[i].tag);
		assert_int_equal(dec->subject[0].raw.n, cases[i].n);
		if (cases[i].utf8 == NULL)
			assert_null(dec->subject[0].utf8);
		else
			assert_string_equal(
			    dec->subject[0].utf8, cases[i].utf8);
		assert_string_equal(dec->subject_text, cases[i].text);
		decoded_free(&dec);
	}
}

static void
keeps_the_shape_of_a_name(void **state)
{
	struct parts p = parts();
	struct decoded *dec;

	(void)state;
	rdn(&p.subject, O, 12, "Contoso", 7);
	add(&p.subject,
	    "\x31\x18\x30\x0a\x06\x03\x55\x04\x03\x0c\x03one\x30\x0a\x06\x03"
	    "\x55\x04\x03\x0c\x03two",
	    26);
	rdn(&p.subject, "\x55\x04\x61", 12, "x", 1);
	dec = must(&p);
	assert_int_equal(dec->nsubject, 4);
	assert_int_equal(dec->subject[1].rdn, 1);
	assert_int_equal(dec->subject[2].rdn, 1);
	assert_int_equal(dec->subject[3].rdn, 2);
	assert_string_equal(dec->subject[3].label, "2.5.4.97");
	assert_string_equal(
	    dec->subject_text, "2.5.4.97=x,CN=one+CN=two,O=Contoso");
	decoded_free(&dec);
}

/* Inside the shipped certificate one value is changed; no length changes. */
static void
reports_odd_certificates(void **state)
{
	struct decoded *dec;
	struct error err = {0};
	size_t n = sample("certificates", "leaf.der");
	char *at;

	(void)state;
	/* the time of notAfter, of 2126: a GeneralizedTime */
	at = memmem(bytes, n,
	    "\x18\x0f"
	    "21",
	    4);
	assert_non_null(at);
	at[6] = 'x';
	/* the algorithm inside what is signed */
	at = memmem(bytes, n, "\xce\x3d\x04\x03\x02", 5);
	assert_non_null(at);
	at[4] = 3;
	assert_int_equal(decode(&dec, bytes, n, &err), SANREQ_OK);
	assert_true(dec->validity_broken);
	assert_int_equal(dec->not_after, 0);
	assert_true(dec->not_before > 0);
	assert_true(dec->signature_differs);
	decoded_free(&dec);
	/* a signature of an algorithm that nobody knows */
	n = sample("certificates", "request.der");
	at = memmem(bytes, n, "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b", 9);
	assert_non_null(at);
	at[8] = 0x7f;
	assert_int_equal(decode(&dec, bytes, n, &err), SANREQ_OK);
	assert_int_equal(dec->signature_verifies, -1);
	assert_string_equal(dec->signature, "1.2.840.113549.1.1.127");
	decoded_free(&dec);
}

/* --- bounds --- */

static void
reads_many_names_fast(void **state)
{
	struct parts p = parts();
	struct decoded *dec;
	struct buf names;
	struct timespec from, to;
	double s;

	(void)state;
	buf_init(&names, 1u << 24);
	for (int i = 0; i < 10000; i++) {
		char name[32];
		int n = snprintf(name, sizeof(name), "n%d.contoso.com", i);

		put(&names, 0x82, name, (size_t)n);
	}
	san_attribute(&p.attributes, names.data, names.len);
	assert_int_equal(clock_gettime(CLOCK_MONOTONIC, &from), 0);
	dec = must(&p);
	assert_int_equal(clock_gettime(CLOCK_MONOTONIC, &to), 0);
	assert_int_equal(dec->nnames, 10000);
	assert_memory_equal(dec->names[9999].value.p, "n9999.contoso.com", 17);
	s = (double)(to.tv_sec - from.tv_sec) +
	    (double)(to.tv_nsec - from.tv_nsec) / 1e9;
	print_message("# %.1f ms\n", s * 1e3);
	assert_true(s < 1); /* it is 2 ms; quadratic would be minutes */
	decoded_free(&dec);
	buf_release(&names);
}

static void
refuses_too_many(void **state)
{
	struct parts p = parts();
	struct decoded *dec;
	struct error err = {0};
	struct buf names;

	(void)state;
	buf_init(&names, 1u << 24);
	for (int i = 0; i <= DECODE_VALUES_MAX; i++)
		add(&names, "\x82", 2);
	san_attribute(&p.attributes, names.data, names.len);
	assert_int_equal(decode_parts(&dec, &p, &err), SANREQ_LIMIT);
	assert_string_equal(err.text, "100001 names; at most 100000 are read");
	assert_null(dec);
	buf_release(&names);
}

static void
refuses_too_large(void **state)
{
	struct decoded *dec;
	struct error err = {0};
	char *large = calloc(1, DECODE_MAX + 1);

	(void)state;
	assert_non_null(large);
	assert_int_equal(
	    decode(&dec, large, DECODE_MAX + 1, &err), SANREQ_LIMIT);
	free(large);
}

static void
refuses(void **state)
{
	static const struct {
		const char *p;
		size_t n;
		const char *want;
	} cases[] = {
	    {"", 0, "empty"},
	    {"hello", 5, "neither a certificate nor a request"},
	    {"\x30", 1, "cut off"},
	    {"\x30\x82\xff\xff", 4, "longer than what holds it (4 octets)"},
	    {"\x30\x88\xff\xff\xff\xff\xff\xff\xff\xff", 10, "longer than"},
	    {"\x30\x89\x01\0\0\0\0\0\0\0\0", 11, "beyond all bounds"},
	    {"\x30\x80\x30", 3, "in the middle of a value"},
	    {"\x30\x80\x30\0", 4, "whose end is never marked"},
	    {"\x3f\xff\xff\xff\xff\xff\x01", 7, "a tag that does not end"},
	    {"\x04\x80\0\0", 4, "without a length"},
	    {"\x30\0", 2, "a value is missing at octet 2"},
	    {"\x30\x03\x02\x01\x01", 5, "another value than there should be"},
	    {"\x31\0", 2, "neither a certificate nor a request"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct decoded *dec;
		struct error err = {0};

		print_message("# case %zu\n", i);
		assert_int_equal(
		    decode(&dec, cases[i].p, cases[i].n, &err), SANREQ_INPUT);
		assert_null(dec);
		if (strstr(err.text, cases[i].want) == NULL)
			fail_msg("%s", err.text);
	}
}

static void
refuses_other_files(void **state)
{
	static const struct {
		const char *file;
		const char *want;
	} cases[] = {
	    {"key.der", "this is a private key: a certificate or a request is "
			"wanted; never send it to anybody"},
	    {"aes.pfx", "PKCS#12"},
	    {"chain.p7b", "neither a certificate nor a request"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct decoded *dec;
		struct error err = {0};
		size_t n = sample("certificates", cases[i].file);

		print_message("# %s\n", cases[i].file);
		assert_int_equal(decode(&dec, bytes, n, &err), SANREQ_INPUT);
		if (strstr(err.text, cases[i].want) == NULL)
			fail_msg("%s", err.text);
	}
}

/* Every prefix is refused; with every changed octet it is refused or read,
 * and nothing is read beyond its end (the sanitizers watch). */
static void
survives_damage(void **state)
{
	static const char *const files[] = {
	    "leaf.der", "request.der", "key.der"};

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		size_t n = sample("certificates", files[i]);

		for (size_t cut = 0; cut < n; cut++) {
			struct decoded *dec;
			struct error err = {0};
			char *part = malloc(n);

			assert_non_null(part);
			memcpy(part, bytes, n);
			part[cut] = (char)(bytes[cut] ^ 0x55);
			if (decode(&dec, part, n, &err) != SANREQ_OK)
				assert_int_equal(err.status, SANREQ_INPUT);
			decoded_free(&dec);
			error_clear(&err);
			part = realloc(part, cut + (cut == 0));
			assert_non_null(part);
			memcpy(part, bytes, cut);
			assert_int_equal(
			    decode(&dec, part, cut, &err), SANREQ_INPUT);
			assert_true(err.text[0] != '\0');
			free(part);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_a_certificate),
	    cmocka_unit_test(reads_a_request),
	    cmocka_unit_test(keeps_any_octets_in_names),
	    cmocka_unit_test(reports_broken_names),
	    cmocka_unit_test(reports_what_is_repeated_or_missing),
	    cmocka_unit_test(reports_lists_that_are_none),
	    cmocka_unit_test(reads_every_kind_of_string),
	    cmocka_unit_test(keeps_the_shape_of_a_name),
	    cmocka_unit_test(reports_odd_certificates),
	    cmocka_unit_test(reads_many_names_fast),
	    cmocka_unit_test(refuses_too_many),
	    cmocka_unit_test(refuses_too_large),
	    cmocka_unit_test(refuses),
	    cmocka_unit_test(refuses_other_files),
	    cmocka_unit_test(survives_damage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
