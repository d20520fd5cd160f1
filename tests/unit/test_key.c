/*
 * SPDX-License-Identifier: ISC
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <sys/resource.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/x509.h>

#include "pkcs10/key.h"
#include "pkcs10/request.h"
#include "sample.h"

/* lent text, not to be released */
static struct secret
password(char *text)
{
	struct secret secret = {text, text != NULL ? strlen(text) : 0};

	return secret;
}

static int
start(void **state)
{
	struct error err = {0};

	(void)state;
	return key_library_init(&err) == SANREQ_OK ? 0 : -1;
}

static void
library_keeps_secrets(void **state)
{
	struct rlimit limit;
	struct error err = {0};

	(void)state;
	assert_true(CRYPTO_secure_malloc_initialized());
	assert_int_equal(getrlimit(RLIMIT_CORE, &limit), 0);
	assert_true(limit.rlim_max <= 1);
	/* a second time does no harm */
	assert_int_equal(key_library_init(&err), SANREQ_OK);
}

static void
accepts(void **state)
{
	static const struct {
		const char *file;
		int type;
		const char *description;
	} cases[] = {
	    {"rsa-2048.pem", KEY_RSA_2048, "RSA 2048"},
	    {"rsa-3072.pem", KEY_RSA_3072, "RSA 3072"},
	    {"rsa-4096.pem", KEY_RSA_4096, "RSA 4096"},
	    {"rsa-2048-traditional.pem", KEY_RSA_2048, "RSA 2048"},
	    {"rsa-2048-traditional.der", KEY_RSA_2048, "RSA 2048"},
	    {"p-256.pem", KEY_P256, "EC P-256"},
	    {"p-384.pem", KEY_P384, "EC P-384"},
	    {"p-521.pem", KEY_P521, "EC P-521"},
	    {"p-256.der", KEY_P256, "EC P-256"},
	    {"p-256-traditional.pem", KEY_P256, "EC P-256"},
	    {"p-256-explicit.pem", KEY_P256, "EC P-256"},
	    {"ed25519.pem", KEY_ED25519, "Ed25519"},
	    {"p-256-encrypted.pem", KEY_P256, "EC P-256"},
	    {"p-256-encrypted.der", KEY_P256, "EC P-256"},
	    {"p-256-scrypt.pem", KEY_P256, "EC P-256"},
	    {"p-256-traditional-encrypted.pem", KEY_P256, "EC P-256"},
	    {"bundle.pem", KEY_P256, "EC P-256"},
	    {"rsa-1024.pem", -1, "RSA 1024"},
	    {"p-224.pem", -1, "EC secp224r1"},
	};
	char contoso[] = "contoso", text[64];
	struct secret pass = password(contoso);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct key *key = NULL;
		struct error err = {0};
		size_t n = sample("keys", cases[i].file);

		print_message("# %s\n", cases[i].file);
		assert_int_equal(
		    key_read(&key, bytes, n, &pass, cases[i].file, &err),
		    SANREQ_OK);
		assert_int_equal(key_type(key), cases[i].type);
		assert_string_equal(key_description(key, text, sizeof(text)),
		    cases[i].description);
		key_free(&key);
		assert_null(key);
	}
}

static void
refuses(void **state)
{
	static char contoso[] = "contoso", fabrikam[] = "fabrikam";
	static const struct {
		const char *file;
		char *pass;
		const char *want;
	} cases[] = {
	    {"certificate.pem", NULL, "a certificate, not a private key"},
	    {"certificate.der", NULL, "a certificate, not a private key"},
	    {"request.pem", NULL, "a certification request"},
	    {"request.der", NULL, "a certification request"},
	    {"public.pem", NULL, "a public key"},
	    {"openssh.pem", NULL, "an OpenSSH key"},
	    {"bundle.pfx", NULL, "PKCS#12"},
	    {"garbage.bin", NULL, "not a private key"},
	    {"README", NULL, "not a private key"},
	    {"empty.pem", NULL, "empty"},
	    {"damaged.pem", NULL, "PEM text is damaged"},
	    {"cut.der", NULL, "not a private key"},
	    {"trailing.der", NULL, "5 bytes follow the key"},
	    {"two-keys.pem", NULL, "more than one private key"},
	    {"p-256-encrypted.pem", NULL, "--key-pass"},
	    {"p-256-encrypted.der", NULL, "--key-pass"},
	    {"p-256-traditional-encrypted.pem", NULL, "--key-pass"},
	    {"p-256-encrypted.pem", fabrikam, "the password does not open"},
	    {"p-256-encrypted.der", fabrikam, "the password does not open"},
	    {"p-256-scrypt.pem", fabrikam, "the password does not open"},
	    {"p-256-traditional-encrypted.pem", fabrikam,
		"the password does not open"},
	    {"cut-ciphertext.der", contoso, "cannot be decrypted"},
	    {"costly.der", contoso, "too much work"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct secret pass = password(cases[i].pass);
		struct key *key = NULL;
		struct error err = {0};
		size_t n = sample("keys", cases[i].file);

		print_message("# %s\n", cases[i].file);
		assert_int_equal(
		    key_read(&key, bytes, n, pass.data != NULL ? &pass : NULL,
			cases[i].file, &err),
		    SANREQ_INPUT);
		assert_null(key);
		if (strstr(err.text, cases[i].want) == NULL)
			fail_msg("%s", err.text);
		assert_memory_equal(
		    err.text, cases[i].file, strlen(cases[i].file));
		assert_null(strstr(err.text, "fabrikam"));
	}
}

/* Every prefix and every changed byte of a key is refused or is a key; none
 * is read beyond its end (the sanitizers watch). */
static void
survives_damage(void **state)
{
	static const char *const files[] = {
	    "p-256.der", "p-256.pem", "p-256-encrypted.der", "certificate.der"};

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		size_t n = sample("keys", files[i]);

		for (size_t cut = 0; cut < n; cut++) {
			struct key *key = NULL;
			struct error err = {0};
			char *part = malloc(cut + 1);

			assert_non_null(part);
			memcpy(part, bytes, cut);
			part[cut] = (char)(bytes[cut] ^ 0x55);
			if (key_read(&key, part, cut + 1, NULL, "x", &err) !=
			    SANREQ_OK)
				assert_int_equal(err.status, SANREQ_INPUT);
			key_free(&key);
			free(part);
		}
	}
}

static void
makes_and_keeps_each_type(void **state)
{
	static const enum key_type types[] = {
	    KEY_RSA_2048, KEY_P256, KEY_P384, KEY_P521, KEY_ED25519};
	char contoso[] = "contoso";
	struct secret pass = password(contoso);

	(void)state;
	for (size_t i = 0; i < 2 * sizeof(types) / sizeof(types[0]); i++) {
		struct key *key = NULL, *again = NULL;
		struct key_text text = {NULL, 0};
		struct error err = {0};
		char hex[65], hex2[65];
		bool der = i % 2 != 0, sealed = i < 4;

		assert_int_equal(
		    key_generate(&key, types[i / 2], &err), SANREQ_OK);
		assert_int_equal(key_type(key), types[i / 2]);
		assert_int_equal(
		    key_write(key, sealed ? &pass : NULL, der, &text, &err),
		    SANREQ_OK);
		assert_true(CRYPTO_secure_allocated(text.data));
		assert_int_equal(memcmp(text.data, "-----", 5) != 0, der);
		if (sealed)
			assert_int_equal(key_read(&again, text.data, text.len,
					     NULL, "x", &err),
			    SANREQ_INPUT);
		error_clear(&err);
		assert_int_equal(key_read(&again, text.data, text.len,
				     sealed ? &pass : NULL, "x", &err),
		    SANREQ_OK);
		assert_int_equal(key_hash(key, hex, &err), SANREQ_OK);
		assert_int_equal(key_hash(again, hex2, &err), SANREQ_OK);
		assert_string_equal(hex, hex2);
		key_text_free(&text);
		assert_null(text.data);
		key_free(&key);
		key_free(&again);
	}
}

/* openssl pkey -in p-256.pem -pubout -outform DER | sha256sum */
static void
hashes_the_public_key(void **state)
{
	struct key *key = NULL, *other = NULL;
	struct error err = {0};
	char hex[65], hex2[65];
	size_t n = sample("keys", "p-256.pem");

	(void)state;
	assert_int_equal(key_read(&key, bytes, n, NULL, "x", &err), SANREQ_OK);
	assert_int_equal(key_hash(key, hex, &err), SANREQ_OK);
	assert_string_equal(hex, "8fc5279ecaa97db03c980a7af8225d4a"
				 "6dac51856f71a500cece800b2e33c3a6");
	/* explicit parameters and a compressed point are put right */
	n = sample("keys", "p-256-explicit.pem");
	assert_int_equal(
	    key_read(&other, bytes, n, NULL, "x", &err), SANREQ_OK);
	assert_int_equal(key_hash(other, hex2, &err), SANREQ_OK);
	assert_string_equal(hex, hex2);
	key_free(&key);
	key_free(&other);
}

/* However the library encodes it, it must be what libcrypto would. */
static void
hashes_as_libcrypto_encodes(void **state)
{
	static const enum key_type types[] = {
	    KEY_RSA_2048, KEY_P256, KEY_P384, KEY_P521, KEY_ED25519};

	(void)state;
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		struct key_text text = {0};
		struct key *key = NULL;
		struct error err = {0};
		unsigned char *der = NULL;
		const unsigned char *p;
		char hex[65], want[65];
		EVP_PKEY *pkey;
		int n;

		assert_int_equal(key_generate(&key, types[i], &err), SANREQ_OK);
		assert_int_equal(
		    key_write(key, NULL, true, &text, &err), SANREQ_OK);
		p = (const unsigned char *)text.data;
		pkey = d2i_AutoPrivateKey(NULL, &p, (long)text.len);
		assert_non_null(pkey);
		n = i2d_PUBKEY(pkey, &der);
		assert_true(n > 0);
		assert_int_equal(
		    digest_sha256(der, (size_t)n, want, &err), SANREQ_OK);
		assert_int_equal(key_hash(key, hex, &err), SANREQ_OK);
		assert_string_equal(hex, want);
		OPENSSL_free(der);
		EVP_PKEY_free(pkey);
		key_text_free(&text);
		key_free(&key);
	}
}

static void
refuses_unknown_types(void **state)
{
	struct key *key = NULL;
	struct error err = {0};

	(void)state;
	assert_int_equal(
	    key_generate(&key, KEY_TYPE_COUNT, &err), SANREQ_INTERNAL);
	assert_null(key);
	key_free(&key);
	key_free(NULL);
}

static void
digests(void **state)
{
	struct error err = {0};
	char hex[65], path[512];

	(void)state;
	assert_int_equal(digest_sha256("abc", 3, hex, &err), SANREQ_OK);
	assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223"
				 "b00361a396177a9cb410ff61f20015ad");
	snprintf(
	    path, sizeof(path), "%s/tests/data/keys/empty.pem", getenv("SRC"));
	assert_int_equal(digest_file(path, hex, &err), SANREQ_OK);
	assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb924"
				 "27ae41e4649b934ca495991b7852b855");
	assert_int_equal(digest_file("/nonexistent", hex, &err), SANREQ_INPUT);
	error_clear(&err);
	assert_int_equal(digest_file("/tmp", hex, &err), SANREQ_INPUT);
	assert_non_null(strstr(err.text, "not a regular file"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(library_keeps_secrets),
	    cmocka_unit_test(accepts),
	    cmocka_unit_test(refuses),
	    cmocka_unit_test(survives_damage),
	    cmocka_unit_test(makes_and_keeps_each_type),
	    cmocka_unit_test(hashes_the_public_key),
	    cmocka_unit_test(hashes_as_libcrypto_encodes),
	    cmocka_unit_test(refuses_unknown_types),
	    cmocka_unit_test(digests),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}
