/*
 * SPDX-License-Identifier: ISC
 *
 * Every name of one list in a certificate against every reference of another:
 * what coverage.h says beside X509_check_host(). Where the two differ, a list
 * says why.
 *
 * With MATCHING_DIR set it also leaves there the certificates (N.pem) and the
 * table (pairs: N, reference, 0 or 1, name of the certificate) for
 * matching.t, which asks other programs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "base/text.h"
#include "check/coverage.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define DNS(s)                            \
	{                                 \
		SAN_DNS, s, sizeof(s) - 1 \
	}
#define IP(s)                            \
	{                                \
		SAN_IP, s, sizeof(s) - 1 \
	}

static const struct san_entry presented[] = {
    DNS("mail.contoso.com"),
    DNS("MAIL.Contoso.COM"),
    DNS("contoso.com"),
    DNS("*.contoso.com"),
    DNS("*.CONTOSO.com"),
    DNS("*.corp.contoso.com"),
    DNS("*.com"),
    DNS("*.co.uk"),
    DNS("*.local"),
    DNS("*"),
    DNS("*.*.contoso.com"),
    DNS("mail.*.com"),
    DNS("m*.contoso.com"),
    DNS("*l.contoso.com"),
    DNS("*mail.contoso.com"),
    DNS("mail.contoso.com."),
    DNS("*.contoso.com."),
    DNS(".contoso.com"),
    DNS("ex01"),
    DNS("EX01"),
    DNS("ex01.corp.contoso.local"),
    DNS("*.corp.contoso.local"),
    DNS("ex_01.contoso.com"),
    DNS("xn--bcher-kva.example"),
    DNS("XN--BCHER-KVA.example"),
    DNS("*.xn--bcher-kva.example"),
    DNS("xn--*.contoso.com"),
    DNS("b\xc3\xbc\x63her.example"),
    DNS("mail.contoso.com\0.evil.example"),
    DNS("mail.contoso.com\0"),
    DNS("192.0.2.1"),
    DNS("2001:db8::1"),
    DNS("*.0.2.1"),
    DNS(" mail.contoso.com"),
    DNS("mail.contoso.com "),
    DNS("https://mail.contoso.com"),
    IP("\300\000\002\001"),
    IP(" \001\r\270\0\0\0\0\0\0\0\0\0\0\0\001"),
    IP("\0\0\0\0\0\0\0\0\0\0\377\377\300\000\002\001"),
};

static const char *const references[] = {"mail.contoso.com", "MAIL.CONTOSO.com",
    "contoso.com", "www.contoso.com", "a.b.contoso.com", "l.contoso.com",
    "ex01.corp.contoso.com", "ex_01.contoso.com", "xn--bcher-kva.contoso.com",
    "xn--bcher-kva.example", "mail.xn--bcher-kva.example", "ex01", "ex02",
    "ex01.corp.contoso.local", "corp.contoso.local", "x.local", "com",
    "x.co.uk", "mail.contoso.org", "mail.contoso.com.evil.example", "192.0.2.1",
    "192.0.2.2", "2001:db8::1", "2001:db8::2", "::ffff:192.0.2.1"};

/* Where X509_check_host() answers otherwise, and why ours stands. */
static const struct exception {
	const char *presented;
	const char *reference;
	bool ours;
	const char *why;
} exceptions[] = {
    {"*.co.uk", "x.co.uk", false,
	"a public suffix: browsers refuse it, libcrypto has no list of them"},
    {"*.contoso.com", "ex_01.contoso.com", true,
	"libcrypto's \"*\" stands for letters, digits and hyphens alone; RFC "
	"9525 has any one label, and Exchange servers have such names"},
    {"*.CONTOSO.com", "ex_01.contoso.com", true, "likewise"},
};

/* --- what the two say --- */

static bool
ours(const struct san_entry *entry, const char *reference)
{
	const struct certificate_names names = {.entries = entry,
	    .nentries = 1,
	    .common_name = "unrelated.example"};
	const struct use use = {.service = SERVICE_OWA, .source = "test"};
	struct inventory *inventory = NULL;
	struct coverage *coverage = NULL;
	struct error err = {0};
	struct name name;
	bool covered;

	if (inventory_new(&inventory, &err) != SANREQ_OK ||
	    name_parse(reference, strlen(reference), &name, &err) !=
		SANREQ_OK ||
	    inventory_add_use(inventory, &name, &use, &err) != SANREQ_OK ||
	    inventory_seal(inventory, &err) != SANREQ_OK ||
	    coverage_new(&coverage, inventory, &names, &err) != SANREQ_OK)
		fail_msg("%s", err.text);
	covered = coverage_uses(coverage, COVER_COVERED) == 1;
	coverage_free(&coverage);
	inventory_free(&inventory);
	return covered;
}

static bool
is_ip(const char *reference)
{
	struct error err = {0};
	struct name name;

	return name_parse(reference, strlen(reference), &name, &err) ==
		   SANREQ_OK &&
	       name.kind == NAME_IP;
}

static bool
theirs(X509 *certificate, const char *reference)
{
	if (is_ip(reference))
		return X509_check_ip_asc(certificate, reference, 0) == 1;
	return X509_check_host(certificate, reference, strlen(reference),
		   X509_CHECK_FLAG_NEVER_CHECK_SUBJECT |
		       X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS,
		   NULL) == 1;
}

/* --- certificates --- */

static GENERAL_NAME *
new_name(const struct san_entry *entry)
{
	GENERAL_NAME *name = GENERAL_NAME_new();
	ASN1_STRING *value = entry->kind == SAN_IP ? ASN1_OCTET_STRING_new()
						   : ASN1_IA5STRING_new();

	assert_non_null(name);
	assert_int_equal(
	    ASN1_STRING_set(value, entry->octets, (int)entry->n), 1);
	GENERAL_NAME_set0_value(
	    name, entry->kind == SAN_IP ? GEN_IPADD : GEN_DNS, value);
	return name;
}

/* The only certificate of its own issuer: nothing but its name is judged. */
static X509 *
new_certificate(const struct san_entry *entry, EVP_PKEY *key, long serial)
{
	GENERAL_NAMES *names = sk_GENERAL_NAME_new_null();
	BASIC_CONSTRAINTS *ca = BASIC_CONSTRAINTS_new();
	X509 *x = X509_new();
	X509_NAME *subject = X509_get_subject_name(x);

	ca->ca = 1;
	sk_GENERAL_NAME_push(names, new_name(entry));
	X509_set_version(x, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(x), serial + 1);
	X509_gmtime_adj(X509_getm_notBefore(x), -86400);
	X509_gmtime_adj(X509_getm_notAfter(x), 86400);
	X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
	    (const unsigned char *)"unrelated.example", -1, -1, 0);
	X509_set_issuer_name(x, subject);
	X509_set_pubkey(x, key);
	X509_add1_ext_i2d(x, NID_basic_constraints, ca, 1, 0);
	X509_add1_ext_i2d(x, NID_subject_alt_name, names, 0, 0);
	assert_true(X509_sign(x, key, EVP_sha256()) > 0);
	GENERAL_NAMES_free(names);
	BASIC_CONSTRAINTS_free(ca);
	return x;
}

static void
leave(const char *dir, size_t i, X509 *certificate)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%zu.pem", dir, i);
	assert_non_null(file = fopen(path, "w"));
	assert_int_equal(PEM_write_X509(file, certificate), 1);
	assert_int_equal(fclose(file), 0);
}

static FILE *
open_pairs(const char *dir)
{
	char path[4096];
	FILE *file;

	if (dir == NULL)
		return NULL;
	snprintf(path, sizeof(path), "%s/pairs", dir);
	assert_non_null(file = fopen(path, "w"));
	return file;
}

static size_t
find_exception(const struct san_entry *entry, const char *reference)
{
	for (size_t i = 0; i < COUNT(exceptions); i++)
		if (entry->n == strlen(exceptions[i].presented) &&
		    memcmp(entry->octets, exceptions[i].presented, entry->n) ==
			0 &&
		    strcmp(reference, exceptions[i].reference) == 0)
			return i;
	return COUNT(exceptions);
}

static void
test_pairs(void **state)
{
	const char *dir = getenv("MATCHING_DIR");
	EVP_PKEY *key = EVP_EC_gen("P-256");
	bool used[COUNT(exceptions)] = {false};
	FILE *pairs = open_pairs(dir);
	size_t npairs = 0, ncovered = 0;

	(void)state;
	assert_non_null(key);
	for (size_t i = 0; i < COUNT(presented); i++) {
		const struct san_entry *entry = &presented[i];
		X509 *certificate = new_certificate(entry, key, (long)i);
		char text[200];

		text_quote(text, sizeof(text), entry->octets, entry->n);
		if (dir != NULL)
			leave(dir, i, certificate);
		for (size_t k = 0; k < COUNT(references); k++) {
			bool we = ours(entry, references[k]);
			bool they = theirs(certificate, references[k]);
			size_t e = find_exception(entry, references[k]);

			npairs++;
			ncovered += we;
			if (e < COUNT(exceptions)) {
				used[e] = true;
				assert_int_equal(we, exceptions[e].ours);
				assert_int_equal(they, !exceptions[e].ours);
			} else if (we != they) {
				fail_msg("\"%s\" and \"%s\": ours %d, "
					 "X509_check_host %d",
				    text, references[k], we, they);
			}
			if (pairs != NULL)
				fprintf(pairs, "%zu\t%s\t%d\t%s\t%s\n", i,
				    references[k], we,
				    entry->kind == SAN_IP ? "IP" : "DNS", text);
		}
		X509_free(certificate);
	}
	for (size_t e = 0; e < COUNT(exceptions); e++)
		assert_true(used[e]);
	assert_true(npairs >= 300);
	assert_true(ncovered >= 20);
	if (pairs != NULL)
		assert_int_equal(fclose(pairs), 0);
	EVP_PKEY_free(key);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_pairs)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
