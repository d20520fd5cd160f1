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

#include "base/buf.h"
#include "pkcs10/bundle.h"
#include "sample.h"

/* lent text, not to be released */
static enum sanreq_status
read_file(struct bundle **bundle, const char *name, const char *password,
    struct error *err)
{
	char word[64] = "";
	struct secret pass = {word, 0};

	if (password != NULL) {
		snprintf(word, sizeof(word), "%s", password);
		pass.len = strlen(word);
	}
	return bundle_read(bundle, bytes, sample("certificates", name),
	    password != NULL ? &pass : NULL, name, err);
}

static void
accepts(void **state)
{
	static const struct {
		const char *file;
		const char *pass;
		const char *type;
		size_t nitems;
		size_t leaf;
		bool has_key;
		bool holds_key;
	} cases[] = {
	    {"leaf.pem", NULL, "pem", 1, 0, false, false},
	    {"leaf.der", NULL, "der", 1, 0, false, false},
	    {"chain.pem", NULL, "pem", 3, 2, false, false},
	    {"chain.p7b", NULL, "pkcs7", 3, 2, false, false},
	    {"chain.p7b.pem", NULL, "pkcs7", 3, 2, false, false},
	    {"chain-ber.p7b", NULL, "pkcs7", 3, 2, false, false},
	    {"request.pem", NULL, "pem", 1, 0, false, false},
	    {"request.der", NULL, "der", 1, 0, false, false},
	    {"request-utf16.txt", NULL, "pem", 1, 0, false, false},
	    {"request-utf16-bom.txt", NULL, "pem", 1, 0, false, false},
	    {"key-and-leaf.pem", NULL, "pem", 1, 0, false, true},
	    {"self-signed.pem", NULL, "pem", 1, 0, false, false},
	    {"explicit.pem", NULL, "pem", 1, 0, false, false},
	    {"aes.pfx", "contoso", "pkcs12", 2, 0, true, true},
	    {"3des.pfx", "contoso", "pkcs12", 2, 0, true, true},
	    {"rc2.pfx", "contoso", "pkcs12", 2, 0, true, true},
	    {"open.pfx", "contoso", "pkcs12", 2, 0, true, true},
	    {"nokey.pfx", "contoso", "pkcs12", 1, 0, false, false},
	    {"empty.pfx", NULL, "pkcs12", 2, 0, true, true},
	    {"empty.pfx", "", "pkcs12", 2, 0, true, true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct bundle *bundle;
		struct error err = {0};
		const struct decoded *leaf;

		print_message("# %s\n", cases[i].file);
		if (read_file(&bundle, cases[i].file, cases[i].pass, &err) !=
		    SANREQ_OK)
			fail_msg("%s", err.text);
		assert_string_equal(bundle->type, cases[i].type);
		assert_int_equal(bundle->nitems, cases[i].nitems);
		assert_int_equal(bundle->leaf, cases[i].leaf);
		assert_int_equal(bundle->has_key, cases[i].has_key);
		assert_int_equal(bundle->holds_key, cases[i].holds_key);
		leaf = bundle->items[bundle->leaf].decoded;
		if (cases[i].has_key)
			assert_string_equal(
			    bundle->key_sha256, leaf->key.sha256);
		else
			assert_null(bundle->key_sha256);
		bundle_free(&bundle);
		assert_null(bundle);
	}
}

static void
tells_the_form(void **state)
{
	struct bundle *bundle;
	const struct bundle_item *item;
	struct error err = {0};

	(void)state;
	assert_int_equal(
	    read_file(&bundle, "request-utf16.txt", NULL, &err), SANREQ_OK);
	item = bundle->items;
	assert_true(item->form.pem);
	assert_true(item->form.utf16);
	assert_false(item->form.bom);
	assert_true(item->form.crlf);
	assert_false(item->form.long_lines);
	assert_false(item->form.text_before);
	assert_string_equal(item->form.label, "NEW CERTIFICATE REQUEST");
	assert_int_equal(item->line, 1);
	bundle_free(&bundle);
	assert_int_equal(
	    read_file(&bundle, "request-utf16-bom.txt", NULL, &err), SANREQ_OK);
	assert_true(bundle->items[0].form.bom);
	bundle_free(&bundle);
	assert_int_equal(
	    read_file(&bundle, "chain.pem", NULL, &err), SANREQ_OK);
	item = bundle->items;
	assert_false(item->form.utf16);
	assert_false(item->form.crlf);
	assert_true(item->form.text_before);
	assert_true(item->line > 1);
	assert_true(bundle->items[1].line > item->line);
	bundle_free(&bundle);
	assert_int_equal(read_file(&bundle, "leaf.der", NULL, &err), SANREQ_OK);
	assert_false(bundle->items[0].form.pem);
	assert_null(bundle->items[0].form.label);
	assert_int_equal(bundle->items[0].line, 0);
	bundle_free(&bundle);
}

/* The request with everything that a mail program may do to it. */
static void
reads_what_was_sent_about(void **state)
{
	struct bundle *bundle;
	struct error err = {0};
	struct buf b;
	size_t n = sample("certificates", "request.pem"), column = 0;

	(void)state;
	buf_init(&b, 1u << 20);
	assert_int_equal(buf_adds(&b,
			     "\xef\xbb\xbf"
			     "Hello,\nM\xfcller wants:\n\n",
			     &err),
	    SANREQ_OK);
	for (size_t i = 0; i < n; i++) {
		bool last = bytes[i] == '\n' && column++ % 2 == 0 && i > 40 &&
			    i + 80 < n;

		/* every second line end is lost, the others have a CR */
		if (!last)
			assert_int_equal(
			    buf_adds(&b,
				bytes[i] == '\n' ? "  \r\n\t"
						 : (char[]){bytes[i], 0},
				&err),
			    SANREQ_OK);
	}
	assert_int_equal(
	    bundle_read(&bundle, b.data, b.len, NULL, "mail", &err), SANREQ_OK);
	assert_true(bundle->items[0].form.bom);
	assert_true(bundle->items[0].form.crlf);
	assert_true(bundle->items[0].form.long_lines);
	assert_true(bundle->items[0].form.text_before);
	assert_int_equal(bundle->items[0].line, 4);
	assert_int_equal(bundle->items[0].decoded->signature_verifies, 1);
	bundle_free(&bundle);
	buf_release(&b);
}

static void
refuses(void **state)
{
	static const char key[] = "this is a private key: a certificate or a "
				  "request is wanted; never send it to anybody";
	static const struct {
		const char *file;
		const char *pass;
		const char *want;
	} cases[] = {
	    {"key.pem", NULL, key},
	    {"key.der", NULL, key},
	    {"key-sealed.pem", NULL, key},
	    {"make.sh", NULL, "neither a certificate nor a request"},
	    {"aes.pfx", NULL, "give it with --cert-pass"},
	    {"aes.pfx", "", "does not open"},
	    {"aes.pfx", "fabrikam", "does not open"},
	    {"3des.pfx", "fabrikam", "does not open"},
	    {"rc2.pfx", "fabrikam", "does not open"},
	    {"empty.pfx", "fabrikam", "does not open"},
	    {"open.pfx", NULL, "give it with --cert-pass"},
	    {"nocert.pfx", "contoso", "without a certificate"},
	    {"costly.pfx", "contoso", "too much work"},
	    {"../keys/public.pem", NULL, "\"PUBLIC KEY\" in line 1"},
	    {"../keys/openssh.pem", NULL, key},
	    {"../keys/empty.pem", NULL, "empty"},
	    {"../keys/garbage.bin", NULL, "neither a certificate"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct bundle *bundle;
		struct error err = {0};

		print_message("# %s\n", cases[i].file);
		assert_int_equal(
		    read_file(&bundle, cases[i].file, cases[i].pass, &err),
		    SANREQ_INPUT);
		assert_null(bundle);
		if (strstr(err.text, cases[i].want) == NULL)
			fail_msg("%s", err.text);
		assert_memory_equal(
		    err.text, cases[i].file, strlen(cases[i].file));
		assert_null(strstr(err.text, "fabrikam"));
	}
}

/* Without the provider that has RC2 the error says so. */
static void
names_rc2(void **state)
{
	const char *modules = getenv("OPENSSL_MODULES");
	struct bundle *bundle;
	struct error err = {0};

	(void)state;
	assert_null(modules);
	assert_int_equal(setenv("OPENSSL_MODULES", "/nonexistent", 1), 0);
	assert_int_equal(
	    read_file(&bundle, "rc2.pfx", "contoso", &err), SANREQ_INPUT);
	assert_int_equal(unsetenv("OPENSSL_MODULES"), 0);
	if (strstr(err.text, "encrypted with RC2") == NULL)
		fail_msg("%s", err.text);
}

static void
refuses_texts(void **state)
{
	static const char begin[] = "-----BEGIN CERTIFICATE-----\n";
	static const struct {
		const char *text;
		const char *want;
	} cases[] = {
	    {"", "x:3: the PEM block has no END line: it is cut off"},
	    {"-----END CERTIFICATE-----\n", "x:3: an empty PEM block"},
	    {"!\n-----END CERTIFICATE-----\n", "x:3: the PEM text is damaged"},
	    {"AAA\n-----END CERTIFICATE-----\n", "x:3: the PEM text is"},
	    {"AAAA\n-----END CERTIFICATE-----\n", "x:3: neither a cert"},
	    {"AAAA\n-----END PKCS7-----\n", "x:5: the END line is of another"},
	    {"AAAA\n-----BEGIN PKCS7-----\n", "x:5: a PEM block begins before"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct bundle *bundle;
		struct error err = {0};
		char text[256];
		int n = snprintf(
		    text, sizeof(text), "Hello\n\n%s%s", begin, cases[i].text);

		assert_int_equal(
		    bundle_read(&bundle, text, (size_t)n, NULL, "x", &err),
		    SANREQ_INPUT);
		if (strncmp(err.text, cases[i].want, strlen(cases[i].want)) !=
		    0)
			fail_msg("%s", err.text);
	}
}

static void
refuses_too_much(void **state)
{
	struct bundle *bundle;
	struct error err = {0};
	size_t n = sample("certificates", "self-signed.pem");
	char *large = calloc(1, BUNDLE_MAX + 1);
	struct buf b;

	(void)state;
	assert_non_null(large);
	assert_int_equal(
	    bundle_read(&bundle, large, BUNDLE_MAX + 1, NULL, "x", &err),
	    SANREQ_LIMIT);
	free(large);
	error_clear(&err);
	buf_init(&b, 1u << 23);
	for (int i = 0; i <= BUNDLE_ITEMS_MAX; i++)
		assert_int_equal(buf_add(&b, bytes, n, &err), SANREQ_OK);
	assert_int_equal(
	    bundle_read(&bundle, b.data, b.len, NULL, "x", &err), SANREQ_LIMIT);
	if (strstr(err.text, "more than 10000 certificates") == NULL)
		fail_msg("%s", err.text);
	buf_release(&b);
}

/* Every prefix and every changed byte is refused or read; none is read beyond
 * its end (the sanitizers watch). */
static void
survives_damage(void **state)
{
	static const char *const files[] = {"self-signed.pem", "chain.p7b",
	    "chain-ber.p7b", "request-utf16.txt", "open.pfx", "empty.pfx"};

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		/* key derivation costs: each octet of the short ones */
		size_t n = sample("certificates", files[i]),
		       step = i < 4 ? 1 : 23;

		for (size_t cut = 0; cut < n; cut += step) {
			struct bundle *bundle;
			struct error err = {0};
			char *part = malloc(n);

			assert_non_null(part);
			memcpy(part, bytes, n);
			part[cut] = (char)(bytes[cut] ^ 0x15);
			if (bundle_read(&bundle, part, n, NULL, "x", &err) !=
			    SANREQ_OK)
				assert_int_equal(err.status, SANREQ_INPUT);
			bundle_free(&bundle);
			error_clear(&err);
			part = realloc(part, cut + (cut == 0));
			assert_non_null(part);
			memcpy(part, bytes, cut);
			/* the last line end may be missing */
			if (bundle_read(&bundle, part, cut, NULL, "x", &err) ==
			    SANREQ_OK)
				assert_true(i < 4 && cut + 5 >= n);
			else
				assert_int_equal(err.status, SANREQ_INPUT);
			bundle_free(&bundle);
			free(part);
		}
	}
}

static void
bundles_what_is_presented(void **state)
{
	struct bundle *bundle;
	struct error err = {0};
	size_t n = sample("certificates", "leaf.der");
	const struct octets chain[] = {
	    {(const unsigned char *)bytes, n},
	    {(const unsigned char *)bytes, n - 1},
	};

	(void)state;
	assert_int_equal(bundle_of(&bundle, chain, 1, "tls", &err), SANREQ_OK);
	assert_string_equal(bundle->type, "tls");
	assert_int_equal(bundle->leaf, 0);
	bundle_free(&bundle);
	assert_int_equal(
	    bundle_of(&bundle, chain, 2, "tls", &err), SANREQ_INPUT);
	assert_null(bundle);
	assert_memory_equal(err.text, "certificate 2: ", 15);
	error_clear(&err);
	assert_int_equal(
	    bundle_of(&bundle, chain, 0, "tls", &err), SANREQ_INPUT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(accepts),
	    cmocka_unit_test(tells_the_form),
	    cmocka_unit_test(reads_what_was_sent_about),
	    cmocka_unit_test(refuses),
	    cmocka_unit_test(names_rc2),
	    cmocka_unit_test(refuses_texts),
	    cmocka_unit_test(refuses_too_much),
	    cmocka_unit_test(survives_damage),
	    cmocka_unit_test(bundles_what_is_presented),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
