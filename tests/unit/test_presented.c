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
#include <sys/stat.h>
#include <unistd.h>

#include "presented.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

static char folder[] = "/tmp/presentedXXXXXX";
static char helper[256]; /* a script that plays the helper */

static void
data_path(char *path, size_t size, const char *name)
{
	snprintf(
	    path, size, "%s/tests/data/certificates/%s", getenv("SRC"), name);
}

static enum sanreq_status
read_operand(struct presented **list, const char *operand, const char *password,
    struct error *err)
{
	const struct source_options options = {
	    .timeout = 5, .fetch_program = helper};
	char word[64] = "";
	struct secret pass = {word, 0};

	if (password != NULL) {
		snprintf(word, sizeof(word), "%s", password);
		pass.len = strlen(word);
	}
	return presented_read(
	    list, operand, password != NULL ? &pass : NULL, &options, err);
}

/* The helper writes this. */
static void
helper_says(const char *text)
{
	FILE *f = fopen(helper, "w");

	assert_non_null(f);
	assert_true(fprintf(f, "#!/bin/sh\ncat <<'END'\n%sEND\n", text) > 0);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(helper, 0700), 0);
}

static int
start(void **state)
{
	(void)state;
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(helper, sizeof(helper), "%s/helper", folder);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	(void)unlink(helper);
	return rmdir(folder);
}

static void
reads_files(void **state)
{
	static const struct {
		const char *file;
		const char *pass;
		const char *type;
	} cases[] = {
	    {"leaf.pem", NULL, "pem"},
	    {"chain.p7b", NULL, "pkcs7"},
	    {"request-utf16.txt", NULL, "pem"},
	    {"key-and-leaf.pem", NULL, "pem"},
	    {"aes.pfx", "contoso", "pkcs12"},
	    {"empty.pfx", NULL, "pkcs12"},
	};

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		struct presented *list;
		struct error err = {0};
		char path[512];

		data_path(path, sizeof(path), cases[i].file);
		if (read_operand(&list, path, cases[i].pass, &err) != SANREQ_OK)
			fail_msg("%s", err.text);
		assert_int_equal(list->nitems, 1);
		assert_false(list->live);
		assert_null(list->items[0].address);
		assert_null(list->items[0].protocol);
		assert_null(list->unread);
		assert_string_equal(list->items[0].where, path);
		assert_string_equal(list->items[0].bundle->type, cases[i].type);
		presented_free(&list);
		assert_null(list);
	}
}

static void
refuses_files(void **state)
{
	static const struct {
		const char *file;
		const char *want;
	} cases[] = {
	    {"key.pem", "key.pem: this is a private key"},
	    {"aes.pfx", "aes.pfx: a PKCS#12 (PFX) file with a password"},
	    {"nonexistent", "nonexistent: cannot be opened: No such file"},
	    {"", "is a directory: name the certificate file in it"},
	    {"../keys/empty.pem", "empty.pem: empty"},
	    {"a\x1b.pem", "a\\x1b.pem: cannot be opened"},
	};

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		struct presented *list;
		struct error err = {0};
		char path[512];

		data_path(path, sizeof(path), cases[i].file);
		assert_int_equal(
		    read_operand(&list, path, NULL, &err), SANREQ_INPUT);
		assert_null(list);
		if (strstr(err.text, cases[i].want) == NULL)
			fail_msg("%s", err.text);
	}
}

static void
knows_endpoints(void **state)
{
	(void)state;
	assert_true(presented_is_endpoint("tls://mail.contoso.com"));
	assert_true(presented_is_endpoint("SMTP://mail.contoso.com"));
	assert_true(presented_is_endpoint("imap://[::1]:1"));
	assert_true(presented_is_endpoint("pop3://"));
	assert_false(presented_is_endpoint("tls:mail.contoso.com"));
	assert_false(presented_is_endpoint("tls"));
	assert_false(presented_is_endpoint("ldap://dc1"));
	assert_false(presented_is_endpoint("mail.pem"));
}

static void
refuses_urls(void **state)
{
	static const struct {
		const char *url;
		const char *want;
	} cases[] = {
	    {"tls://", "there is no host"},
	    {"tls://:443", "there is no host"},
	    {"tls://a..b", "NAM11"},
	    {"tls://a b", "NAM09"},
	    {"tls://*.contoso.com", "a wildcard is no host"},
	    {"tls://a:0", "a port is 1 to 65535"},
	    {"tls://a:65536", "a port is 1 to 65535"},
	    {"tls://a:999999", "a port is 1 to 65535"},
	    {"tls://a:", "a port is 1 to 65535"},
	    {"tls://a:+1", "a port is 1 to 65535"},
	    {"tls://a/b", "nothing stands behind"},
	    {"tls://a:1x", "nothing stands behind"},
	    {"tls://a?b", "nothing stands behind"},
	    {"tls://[::1", "a bracket is not closed"},
	    {"tls://[a]", "only an IPv6 address"},
	    {"tls://[127.0.0.1]", "only an IPv6 address"},
	    {"tls://::1", "an IPv6 address stands in brackets"},
	    {"pop3://me:fabrikam@a", "nobody logs in there"},
	    {"https://a", "neither a file nor tls://"},
	};

	(void)state;
	helper_says("");
	for (size_t i = 0; i < N(cases); i++) {
		struct presented *list;
		struct error err = {0};

		assert_int_equal(read_operand(&list, cases[i].url, NULL, &err),
		    SANREQ_USAGE);
		assert_null(list);
		if (strstr(err.text, cases[i].want) == NULL ||
		    strstr(err.text, "fabrikam") != NULL)
			fail_msg("%s: %s", cases[i].url, err.text);
	}
}

/* Ed25519, CN=utena; from self-signed.pem */
static const char *
certificate(void)
{
	static char base64[4096];
	char path[512], line[128];
	FILE *f;

	data_path(path, sizeof(path), "self-signed.pem");
	f = fopen(path, "r");
	assert_non_null(f);
	base64[0] = '\0';
	while (fgets(line, sizeof(line), f) != NULL)
		if (line[0] != '-')
			strncat(base64, line, strcspn(line, "\n"));
	assert_int_equal(fclose(f), 0);
	return base64;
}

#define LAST "dn: cn=sanreq-fetch\nstatus: 0\nentries: %d\n"

static void
reads_what_the_helper_says(void **state)
{
	struct presented *list;
	struct error err = {0};
	char text[16384];

	(void)state;
	snprintf(text, sizeof(text),
	    "dn: cn=[192.0.2.1]:443,cn=endpoint\naddress: 192.0.2.1\n"
	    "port: 443\nserverName: mail.contoso.com\nprotocol: TLSv1.2\n"
	    "userCertificate;binary:: %s\ncACertificate;binary:: %s\n\n"
	    "dn: cn=[2001:db8::1]:443,cn=endpoint\naddress: 2001:db8::1\n"
	    "port: 443x\nprotocol:: YQpi\nuserCertificate;binary:: %s\n\n" LAST
	    "unread: 192.0.2.2: no connection within 5 s\n",
	    certificate(), certificate(), certificate(), 2);
	helper_says(text);
	if (read_operand(&list, "TLS://Mail.contoso.com/", NULL, &err) !=
	    SANREQ_OK)
		fail_msg("%s", err.text);
	assert_true(list->live);
	assert_int_equal(list->nitems, 2);
	assert_string_equal(
	    list->items[0].where, "TLS://Mail.contoso.com/ (192.0.2.1)");
	assert_string_equal(list->items[0].address, "192.0.2.1");
	assert_string_equal(list->items[0].server_name, "mail.contoso.com");
	assert_string_equal(list->items[0].protocol, "TLSv1.2");
	assert_int_equal(list->items[0].port, 443);
	assert_int_equal(list->items[0].bundle->nitems, 2);
	assert_string_equal(list->items[0].bundle->type, "tls");
	assert_string_equal(list->items[1].protocol, "a\\x0ab");
	assert_null(list->items[1].server_name);
	assert_string_equal(
	    list->unread, "192.0.2.2: no connection within 5 s");
	presented_free(&list);
}

static void
refuses_what_the_helper_says(void **state)
{
	static const struct {
		const char *text;
		enum sanreq_status status;
		const char *want;
	} cases[] = {
	    {"dn: cn=sanreq-fetch\nstatus: -5\nmessage: tls://a: no\n",
		SANREQ_NETWORK, "tls://a: no"},
	    {"dn: cn=sanreq-fetch\nstatus: 0\nentries: 0\n", SANREQ_INTERNAL,
		"no certificate"},
	    {"dn: x=y\n\ndn: cn=sanreq-fetch\nstatus: 0\nentries: 1\n",
		SANREQ_INPUT, "no certificate"},
	    {"dn: x=y\nuserCertificate;binary: MAA=\n\n", SANREQ_INPUT,
		"certificate 1"},
	    {"", SANREQ_INTERNAL, "before its last record"},
	};

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		struct presented *list;
		struct error err = {0};

		helper_says(cases[i].text);
		assert_int_equal(read_operand(&list, "tls://a", NULL, &err),
		    cases[i].status);
		assert_null(list);
		if (strstr(err.text, cases[i].want) == NULL)
			fail_msg("%s", err.text);
	}
}

static void
needs_the_helper(void **state)
{
	struct presented *list;
	struct error err = {0};

	(void)state;
	(void)unlink(helper);
	assert_int_equal(
	    read_operand(&list, "tls://a", NULL, &err), SANREQ_INTERNAL);
	if (strstr(err.text, "the helper cannot be started") == NULL)
		fail_msg("%s", err.text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_files),
	    cmocka_unit_test(refuses_files),
	    cmocka_unit_test(knows_endpoints),
	    cmocka_unit_test(refuses_urls),
	    cmocka_unit_test(reads_what_the_helper_says),
	    cmocka_unit_test(refuses_what_the_helper_says),
	    cmocka_unit_test(needs_the_helper),
	};

	return cmocka_run_group_tests(tests, start, end);
}
