/*
 * SPDX-License-Identifier: ISC
 *
 * The library as its users see it: sanreq.h and the shared object alone.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sanreq.h>

#define LDIF "tests/data/classic-2007.ldif"

static char folder[] = "/tmp/sanreq-test-XXXXXX";

static const char *
in_folder(const char *name)
{
	static char paths[4][64];
	static unsigned turn;
	char *path = paths[turn++ % 4];

	snprintf(path, sizeof(paths[0]), "%s/%s", folder, name);
	return path;
}

static const char *
source(const char *name)
{
	static char path[4096];
	const char *src = getenv("SRC");

	snprintf(path, sizeof(path), "%s/%s", src != NULL ? src : ".", name);
	return path;
}

static void
ok(struct sanreq *s, enum sanreq_status status)
{
	if (status != SANREQ_OK)
		print_error("%s\n", sanreq_error(s));
	assert_int_equal(status, SANREQ_OK);
	assert_string_equal(sanreq_error(s), "");
}

static struct sanreq *
begin(void)
{
	struct sanreq *s = NULL;

	assert_int_equal(sanreq_new(&s), SANREQ_OK);
	return s;
}

static struct sanreq *
planned(const char *profile)
{
	struct sanreq *s = begin();

	ok(s, sanreq_load_profile(s, profile));
	ok(s, sanreq_add_source(s, source(LDIF)));
	ok(s, sanreq_discover(s));
	ok(s, sanreq_plan(s));
	return s;
}

static long
find_name(const struct sanreq *s, const char *text)
{
	for (size_t i = 0; i < sanreq_name_count(s); i++)
		if (strcmp(sanreq_name(s, i, SANREQ_NAME_TEXT), text) == 0)
			return (long)i;
	return -1;
}

static long
find_verdict(const struct sanreq *s, const char *text)
{
	for (size_t i = 0; i < sanreq_verdict_count(s); i++)
		if (strcmp(sanreq_verdict(s, i, SANREQ_VERDICT_NAME), text) ==
		    0)
			return (long)i;
	return -1;
}

static void
test_discover(void **state)
{
	struct sanreq *s = planned("public-ca");
	long i = find_name(s, "ex01");
	bool ews = false;

	(void)state;
	assert_string_equal(sanreq_organization(s), "Contoso");
	assert_int_equal(sanreq_unread_count(s), 0);
	assert_null(sanreq_unread(s, 0));
	assert_true(i >= 0);
	assert_string_equal(
	    sanreq_name(s, (size_t)i, SANREQ_NAME_KIND), "netbios");
	assert_string_equal(
	    sanreq_name(s, (size_t)i, SANREQ_NAME_CLASS), "internal");
	for (size_t k = 0; k < sanreq_use_count(s, (size_t)i); k++) {
		const char *service =
		    sanreq_use(s, (size_t)i, k, SANREQ_USE_SERVICE);

		ews |= strcmp(service, "ews") == 0;
		assert_non_null(sanreq_use(s, (size_t)i, k, SANREQ_USE_SCOPE));
		assert_non_null(
		    sanreq_use(s, (size_t)i, k, SANREQ_USE_AUDIENCE));
		assert_string_equal(
		    sanreq_use(s, (size_t)i, k, SANREQ_USE_SOURCE),
		    source(LDIF));
	}
	assert_true(ews);
	assert_null(sanreq_name(s, sanreq_name_count(s), SANREQ_NAME_TEXT));
	assert_null(sanreq_use(
	    s, (size_t)i, sanreq_use_count(s, (size_t)i), SANREQ_USE_VALUE));
	sanreq_free(&s);
	assert_null(s);
	sanreq_free(&s);
	sanreq_free(NULL);
}

static void
test_plan(void **state)
{
	struct sanreq *s = planned("public-ca");
	size_t before = sanreq_finding_count(s);
	bool found = false;
	long i = find_verdict(s, "ex01");

	(void)state;
	assert_true(i >= 0);
	assert_false(sanreq_verdict_is_take(s, (size_t)i));
	assert_true(sanreq_verdict_is_loss(s, (size_t)i));
	assert_non_null(sanreq_verdict(s, (size_t)i, SANREQ_VERDICT_REASON));
	assert_non_null(strstr(
	    sanreq_verdict(s, (size_t)i, SANREQ_VERDICT_RULE), "public-ca"));
	for (size_t k = 0; k < before; k++) {
		assert_non_null(sanreq_finding(s, k, SANREQ_FINDING_SEVERITY));
		assert_non_null(sanreq_finding(s, k, SANREQ_FINDING_MESSAGE));
		found |= strcmp(sanreq_finding(s, k, SANREQ_FINDING_ID),
			     "EXC04") == 0;
	}
	assert_true(found);
	assert_null(sanreq_finding(s, before, SANREQ_FINDING_ID));

	/* words of our own beat the profile, and end the plan there was */
	assert_int_equal(find_verdict(s, "extra.contoso.com"), -1);
	ok(s, sanreq_add_name(s, "Extra.contoso.com"));
	assert_int_equal(sanreq_verdict_count(s), 0);
	assert_null(sanreq_common_name(s));
	ok(s, sanreq_drop_name(s, "autodiscover.*"));
	ok(s, sanreq_plan(s));
	i = find_verdict(s, "extra.contoso.com");
	assert_true(i >= 0 && sanreq_verdict_is_take(s, (size_t)i));
	i = find_verdict(s, "autodiscover.contoso.com");
	assert_true(i >= 0 && !sanreq_verdict_is_take(s, (size_t)i));
	ok(s, sanreq_forget_names(s));
	ok(s, sanreq_plan(s));
	assert_int_equal(find_verdict(s, "extra.contoso.com"), -1);
	assert_int_equal(sanreq_finding_count(s), before);
	sanreq_free(&s);
}

/* What one context writes is a source for the next. */
static void
test_documents(void **state)
{
	struct sanreq *s = planned("private-ca"), *other = begin();
	char *inventory = NULL, *plan = NULL, *again = NULL;
	size_t n = 0, nplan = 0, nagain = 0;

	(void)state;
	ok(s, sanreq_inventory_json(s, &inventory, &n));
	ok(s, sanreq_plan_json(s, &plan, &nplan));
	assert_int_equal(strlen(inventory), n);
	assert_non_null(strstr(plan, "\"kind\": \"plan\""));
	ok(other, sanreq_add_source_text(other, "memory", inventory, n));
	ok(other, sanreq_discover(other));
	ok(other, sanreq_inventory_json(other, &again, &nagain));
	assert_string_equal(inventory, again);
	sanreq_free(&other);

	other = begin();
	ok(other, sanreq_add_source_text(other, "plan.json", plan, nplan));
	ok(other, sanreq_discover(other));
	ok(other, sanreq_plan(other));
	assert_int_equal(sanreq_verdict_count(other), sanreq_verdict_count(s));
	for (size_t i = 0; i < sanreq_verdict_count(s); i++)
		assert_int_equal(sanreq_verdict_is_take(other, i),
		    sanreq_verdict_is_take(s, i));
	assert_string_equal(sanreq_common_name(other), sanreq_common_name(s));
	sanreq_free(&other);
	sanreq_free(&s);
	free(inventory);
	free(plan);
	free(again);
}

static void
test_text_sources(void **state)
{
	static const char yaml[] = "sanreq-profile: 1\nextends: private-ca\n"
				   "key: {type: p-256}\n";
	static const char names[] = "mail.contoso.com\nwww.contoso.com\n";
	struct sanreq *s = begin();

	(void)state;
	ok(s, sanreq_load_profile_text(s, "mine.yaml", yaml, strlen(yaml)));
	ok(s, sanreq_add_source_text(s, "names", names, strlen(names)));
	ok(s, sanreq_discover(s));
	assert_int_equal(sanreq_name_count(s), 2);
	assert_string_equal(sanreq_use(s, 0, 0, SANREQ_USE_SERVICE), "manual");
	assert_null(sanreq_organization(s));
	sanreq_free(&s);
}

static void
test_request_files(void **state)
{
	const char *key = in_folder("mail.key"), *csr = in_folder("mail.csr");
	struct sanreq *s = planned("public-ca");
	struct stat st;
	char first[65];
	size_t n = 1;

	(void)state;
	ok(s, sanreq_set_key_password(s, "correct horse", 13));
	ok(s, sanreq_request(s, key, csr, 0));
	assert_int_equal(stat(key, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(stat(csr, &st), 0);
	assert_non_null(
	    strstr(sanreq_request_data(s, &n), "BEGIN CERTIFICATE REQUEST"));
	assert_int_equal(n, (size_t)st.st_size);
	assert_null(sanreq_key_data(s, &n));
	assert_int_equal(n, 0);
	assert_int_equal(strlen(sanreq_request_sha256(s)), 64);
	snprintf(first, sizeof(first), "%s", sanreq_public_key_sha256(s));

	/* never another key in its place */
	assert_int_equal(
	    sanreq_request(s, key, csr, SANREQ_REPLACE_REQUEST), SANREQ_OUTPUT);
	assert_null(sanreq_request_data(s, NULL));
	assert_int_equal(
	    sanreq_request(s, key, csr, SANREQ_REUSE_KEY), SANREQ_OUTPUT);
	ok(s, sanreq_request(
		  s, key, csr, SANREQ_REUSE_KEY | SANREQ_REPLACE_REQUEST));
	assert_string_equal(sanreq_public_key_sha256(s), first);
	ok(s, sanreq_set_key_password(s, "wrong", 5));
	assert_int_equal(
	    sanreq_request(s, key, NULL, SANREQ_REUSE_KEY), SANREQ_INPUT);
	sanreq_free(&s);
	assert_int_equal(unlink(key), 0);
	assert_int_equal(unlink(csr), 0);
}

static void
test_request_memory(void **state)
{
	struct sanreq *s = planned("public-ca");
	const char *data;
	size_t n = 0;

	(void)state;
	ok(s, sanreq_request(s, NULL, NULL, 0));
	data = sanreq_key_data(s, &n);
	assert_true(
	    n > 27 && memcmp(data, "-----BEGIN PRIVATE KEY-----", 27) == 0);
	ok(s, sanreq_request(s, NULL, NULL, SANREQ_DER));
	data = sanreq_request_data(s, &n);
	assert_true(n > 2 && data[0] == 0x30);
	ok(s, sanreq_plan(s));
	assert_null(sanreq_request_data(s, &n));
	assert_null(sanreq_key_data(s, NULL));
	sanreq_free(&s);
}

/* The options as they reach the helper, and the password, which is none of
 * its arguments. */
static void
test_helper(void **state)
{
	const char *script = in_folder("helper"), *seen = in_folder("seen");
	struct sanreq *s = begin();
	char text[8192] = "";
	FILE *file = fopen(script, "w");

	(void)state;
	assert_non_null(file);
	fprintf(file,
	    "#!/bin/sh\n{ echo \"$@\"; cat <&3; } >%s\n"
	    "printf 'dn: cn=sanreq-fetch\\nstatus: 0\\nentries: 0\\n\\n'\n",
	    seen);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(script, 0700), 0);
	ok(s, sanreq_set_helper(s, script));
	ok(s, sanreq_set_sasl(s, "GSS-SPNEGO"));
	ok(s, sanreq_set_sasl(s, NULL));
	ok(s, sanreq_set_timeout(s, 7));
	ok(s, sanreq_set_bind(s, "cn=reader", "secret", 6));
	ok(s, sanreq_set_ca_file(s, "ca.pem"));
	ok(s, sanreq_set_base(s, "dc=contoso"));
	ok(s, sanreq_set_starttls(s, 1));
	ok(s, sanreq_set_insecure_no_verify(s, 1));
	ok(s, sanreq_set_insecure_no_verify(s, 0));
	ok(s, sanreq_set_insecure_plain_bind(s, 1));
	ok(s, sanreq_set_domain(s, "corp.contoso.com"));
	ok(s, sanreq_set_site(s, "Berlin"));
	ok(s, sanreq_add_dns_server(s, "192.0.2.9"));
	ok(s, sanreq_add_dns_server(s, NULL));
	ok(s, sanreq_add_dns_server(s, "192.0.2.1"));
	ok(s, sanreq_add_dns_server(s, "[2001:db8::1]:5353"));
	ok(s, sanreq_set_chase(s, 1));
	ok(s, sanreq_set_encoding(s, "Windows-1251"));
	ok(s, sanreq_set_encoding(s, NULL));
	assert_int_equal(sanreq_set_encoding(s, "latin"), SANREQ_USAGE);
	ok(s, sanreq_set_no_computers(s, 1));
	ok(s, sanreq_add_source(s, "ldap://dc1.contoso.com/"));
	assert_int_equal(sanreq_discover(s), SANREQ_INPUT);
	assert_non_null((file = fopen(seen, "r")));
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	assert_int_equal(fclose(file), 0);
	assert_non_null(strstr(text,
	    "--timeout 7 --dns-server 192.0.2.1 "
	    "--dns-server [2001:db8::1]:5353 -D cn=reader --password-fd 3 -ZZ "
	    "--ca-file ca.pem --base dc=contoso --insecure-plain-bind "));
	assert_non_null(strstr(text, "-- ldap://dc1.contoso.com/\nsecret\n"));
	assert_non_null(strstr(text, "--domain corp.contoso.com "));
	assert_non_null(strstr(text, "--site Berlin "));
	assert_null(strstr(text, "192.0.2.9"));
	assert_non_null(strstr(text, "--chase "));
	assert_null(strstr(text, "--account"));
	sanreq_free(&s);
	assert_int_equal(unlink(script), 0);
	assert_int_equal(unlink(seen), 0);
}

/* DNS is asked last, and about the names that are added and of the profile,
 * too. */
static void
test_dns(void **state)
{
	static const char *const bad[] = {
	    "localhost", "192.0.2.1:0", "[192.0.2.1]", "::1]", ""};
	static const char yaml[] = "sanreq-profile: 1\nextends: public-ca\n"
				   "names: [profile.contoso.com]\n";
	const char *script = in_folder("helper"), *seen = in_folder("seen");
	struct sanreq *s = begin();
	char text[8192] = "";
	FILE *file = fopen(script, "w");

	(void)state;
	assert_non_null(file);
	fprintf(file,
	    "#!/bin/sh\necho \"$@\" >%s\n"
	    "printf 'dn: cn=sanreq-fetch\\nstatus: 0\\nentries: 0\\n\\n'\n",
	    seen);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(script, 0700), 0);
	ok(s, sanreq_set_helper(s, script));
	assert_int_equal(sanreq_add_source(s, "dns:contoso"), SANREQ_USAGE);
	sanreq_free(&s);
	s = begin();
	ok(s, sanreq_set_helper(s, script));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(
		    sanreq_add_dns_server(s, bad[i]), SANREQ_USAGE);
	ok(s, sanreq_add_source(s, "dns:contoso.com"));
	assert_int_equal(access(seen, F_OK), -1);
	ok(s, sanreq_add_source(s, source(LDIF)));
	ok(s, sanreq_add_name(s, "added.contoso.com"));
	ok(s, sanreq_add_name(s, "*.wild.contoso.com"));
	ok(s, sanreq_load_profile_text(s, "t.yaml", yaml, strlen(yaml)));
	ok(s, sanreq_discover(s));
	assert_non_null((file = fopen(seen, "r")));
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	assert_int_equal(fclose(file), 0);
	assert_non_null(strstr(text, "--name added.contoso.com "));
	assert_non_null(strstr(text, "--name wild.contoso.com "));
	assert_non_null(strstr(text, "--name profile.contoso.com "));
	assert_non_null(strstr(text, "-- contoso.com\n"));
	sanreq_free(&s);
	assert_int_equal(unlink(script), 0);
	assert_int_equal(unlink(seen), 0);
}

/* Past what cannot be read, which the inventory then tells. */
static void
test_keep_going(void **state)
{
	struct sanreq *s = begin();

	(void)state;
	ok(s, sanreq_set_keep_going(s, 1));
	ok(s, sanreq_add_source(s, "/nonexistent/contoso.ldif"));
	ok(s, sanreq_add_source(s, source(LDIF)));
	ok(s, sanreq_discover(s));
	assert_true(sanreq_name_count(s) > 0);
	assert_int_equal(sanreq_unread_count(s), 1);
	sanreq_free(&s);
	s = begin();
	ok(s, sanreq_set_keep_going(s, 1));
	ok(s, sanreq_add_source(s, "/nonexistent/contoso.ldif"));
	assert_int_equal(sanreq_discover(s), SANREQ_INPUT);
	assert_non_null(strstr(sanreq_error(s), "/nonexistent/contoso.ldif"));
	sanreq_free(&s);
	s = begin();
	ok(s, sanreq_set_keep_going(s, 1));
	ok(s, sanreq_set_keep_going(s, 0));
	assert_int_equal(
	    sanreq_add_source(s, "/nonexistent/contoso.ldif"), SANREQ_INPUT);
	sanreq_free(&s);
}

static size_t
count_findings(const struct sanreq *s, const char *id)
{
	size_t n = 0;

	for (size_t i = 0; i < sanreq_finding_count(s); i++)
		n += strcmp(sanreq_finding(s, i, SANREQ_FINDING_ID), id) == 0;
	return n;
}

/* What CAA records say counts for the CAs that are named. */
static void
test_ca_domain(void **state)
{
	static const char inventory[] =
	    "{\"sanreq\": 1, \"kind\": \"inventory\", \"sources\": [],"
	    "\"organization\": null,"
	    "\"servers\": [], \"accepted_domains\": [], \"names\": [{"
	    "\"name\": \"mail.contoso.com\", \"kind\": \"fqdn\","
	    "\"class\": \"public\", \"dns\": {\"outcome\": \"found\","
	    "\"aliases\": [], \"addresses\": [\"192.0.2.1\"],"
	    "\"caa_domain\": \"contoso.com\","
	    "\"caa\": [\"0 issue ca.example\"]}, \"uses\": [{"
	    "\"service\": \"ews\", \"scope\": \"external\","
	    "\"audience\": \"client\", \"source\": \"x\"}]}],"
	    "\"findings\": []}";
	struct sanreq *s = begin();

	(void)state;
	ok(s, sanreq_add_source_text(s, "x", inventory, strlen(inventory)));
	ok(s, sanreq_discover(s));
	ok(s, sanreq_add_ca_domain(s, "other.example"));
	ok(s, sanreq_plan(s));
	assert_int_equal(count_findings(s, "DSC36"), 1);
	ok(s, sanreq_add_ca_domain(s, "ca.example"));
	assert_int_equal(sanreq_verdict_count(s), 0);
	ok(s, sanreq_plan(s));
	assert_int_equal(count_findings(s, "DSC36"), 0);
	ok(s, sanreq_add_ca_domain(s, NULL));
	ok(s, sanreq_plan(s));
	assert_int_equal(count_findings(s, "DSC36"), 0);
	assert_int_equal(count_findings(s, "DSC35"), 1);
	sanreq_free(&s);
}

/* The rules of a public CA refuse what private-ca took. */
static void
test_policy(void **state)
{
	struct sanreq *s = planned("public-ca");

	(void)state;
	ok(s, sanreq_add_name(s, "ex01"));
	ok(s, sanreq_plan(s));
	assert_int_equal(sanreq_request(s, NULL, NULL, 0), SANREQ_POLICY);
	assert_non_null(strstr(sanreq_error(s), "ex01"));
	sanreq_free(&s);
}

/* --- what is refused --- */

struct refusal {
	const char *what;
	enum sanreq_status (*call)(struct sanreq *);
	enum sanreq_status status;
	const char *says;
};

#define CALL(name, ...)                                  \
	static enum sanreq_status name(struct sanreq *s) \
	{                                                \
		return __VA_ARGS__;                      \
	}

static char *nowhere;
static size_t size;

CALL(bad_profile, sanreq_load_profile_text(s, "mine.yaml",
		      "sanreq-profile: 1\nextnds: public-ca\n", 36))
CALL(no_profile, sanreq_load_profile(s, "no-such-profile"))
CALL(null_profile, sanreq_load_profile(s, NULL))
CALL(null_text, sanreq_load_profile_text(s, "x", NULL, 3))
CALL(missing_file, sanreq_add_source(s, "/nonexistent/contoso.ldif"))
CALL(no_such_kind, sanreq_add_source(s, "ftp://contoso.com/"))
CALL(null_source, sanreq_add_source(s, NULL))
CALL(null_source_text, sanreq_add_source_text(s, "x", NULL, 0))
CALL(null_source_name, sanreq_add_source_text(s, NULL, "x", 1))
CALL(empty_text, sanreq_add_source_text(s, "x", "", 0))
CALL(bad_name_line, sanreq_add_source_text(s, "list", "a b.c\n", 6))
CALL(no_helper, sanreq_set_helper(s, "/nonexistent/helper") != SANREQ_OK
		    ? SANREQ_OK
		    : sanreq_add_source(s, "ldap://127.0.0.1:1/"))
CALL(no_discover, sanreq_discover(s))
CALL(early_plan, sanreq_plan(s))
CALL(early_request, sanreq_request(s, NULL, NULL, 0))
CALL(early_json, sanreq_inventory_json(s, &nowhere, &size))
CALL(early_plan_json, sanreq_plan_json(s, &nowhere, &size))
CALL(no_name, sanreq_add_name(s, "a b"))
CALL(null_name, sanreq_add_name(s, NULL))
CALL(null_drop, sanreq_drop_name(s, NULL))
CALL(plain_sasl, sanreq_set_sasl(s, "PLAIN"))
CALL(zero_timeout, sanreq_set_timeout(s, 0))
CALL(long_timeout, sanreq_set_timeout(s, 3601))
CALL(no_password, sanreq_set_bind(s, "cn=x", NULL, 0))
CALL(no_dn, sanreq_set_bind(s, NULL, "x", 1))
CALL(empty_password, sanreq_set_bind(s, "cn=x", "", 0))
CALL(nul_password, sanreq_set_key_password(s, "a\0b", 3))
CALL(line_password, sanreq_set_key_password(s, "a\n", 2))

static const struct refusal refusals[] = {
    {"bad profile", bad_profile, SANREQ_PROFILE, "mine.yaml:2:1: .*extends"},
    {"no profile", no_profile, SANREQ_PROFILE, "no-such-profile"},
    {"NULL profile", null_profile, SANREQ_USAGE, "NULL"},
    {"NULL text", null_text, SANREQ_USAGE, "NULL"},
    {"missing file", missing_file, SANREQ_INPUT, "/nonexistent/contoso.ldif"},
    {"unknown URL", no_such_kind, SANREQ_USAGE, "ldap://"},
    {"NULL source", null_source, SANREQ_USAGE, "NULL"},
    {"NULL source text", null_source_text, SANREQ_USAGE, "NULL"},
    {"NULL source name", null_source_name, SANREQ_USAGE, "NULL"},
    {"empty text", empty_text, SANREQ_INPUT, "empty"},
    {"no name in a list", bad_name_line, SANREQ_INPUT, "list:1: NAM09"},
    {"no helper", no_helper, SANREQ_INTERNAL, "/nonexistent/helper"},
    {"discover without source", no_discover, SANREQ_USAGE, "add_source"},
    {"plan too early", early_plan, SANREQ_USAGE, "sanreq_discover"},
    {"request too early", early_request, SANREQ_USAGE, "sanreq_discover"},
    {"inventory too early", early_json, SANREQ_USAGE, "sanreq_discover"},
    {"plan's text too early", early_plan_json, SANREQ_USAGE, "discover"},
    {"no name", no_name, SANREQ_NAME, "NAM09"},
    {"NULL name", null_name, SANREQ_USAGE, "NULL"},
    {"NULL drop", null_drop, SANREQ_USAGE, "NULL"},
    {"mechanism of a password", plain_sasl, SANREQ_USAGE, "GSSAPI"},
    {"no time", zero_timeout, SANREQ_USAGE, "3600"},
    {"much time", long_timeout, SANREQ_USAGE, "3600"},
    {"DN without password", no_password, SANREQ_USAGE, "password"},
    {"password without DN", no_dn, SANREQ_USAGE, "DN"},
    {"empty password", empty_password, SANREQ_USAGE, "password"},
    {"NUL in a password", nul_password, SANREQ_USAGE, "NUL"},
    {"line in a password", line_password, SANREQ_USAGE, "line end"},
};

/* "A.*B": both, in this order. */
static bool
says(const char *text, const char *want)
{
	const char *gap = strstr(want, ".*");
	char first[80];
	const char *at;

	if (gap == NULL)
		return strstr(text, want) != NULL;
	snprintf(first, sizeof(first), "%.*s", (int)(gap - want), want);
	at = strstr(text, first);
	return at != NULL && strstr(at, gap + 2) != NULL;
}

static void
test_refuses(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		const struct refusal *r = &refusals[i];
		struct sanreq *s = begin();
		enum sanreq_status status = r->call(s);

		if (status != r->status || !says(sanreq_error(s), r->says))
			print_error("%s: %d, %s\n", r->what, (int)status,
			    sanreq_error(s));
		assert_int_equal(status, r->status);
		assert_true(says(sanreq_error(s), r->says));
		/* and without a context it is the caller's fault */
		assert_int_equal(r->call(NULL),
		    r->call == no_helper ? SANREQ_OK : SANREQ_USAGE);
		sanreq_free(&s);
	}
}

static void
test_refuses_late(void **state)
{
	struct sanreq *s = planned("public-ca");

	(void)state;
	assert_int_equal(sanreq_add_source(s, source(LDIF)), SANREQ_USAGE);
	assert_int_equal(sanreq_discover(s), SANREQ_USAGE);
	assert_int_equal(sanreq_request(s, NULL, NULL, 8), SANREQ_USAGE);
	assert_int_equal(
	    sanreq_request(s, NULL, NULL, SANREQ_REUSE_KEY), SANREQ_USAGE);
	assert_int_equal(
	    sanreq_request(s, NULL, in_folder("x.csr"), 0), SANREQ_USAGE);
	assert_int_equal(access(in_folder("x.csr"), F_OK), -1);
	assert_int_equal(sanreq_plan_json(s, NULL, &size), SANREQ_USAGE);
	assert_int_equal(sanreq_plan_json(s, &nowhere, NULL), SANREQ_USAGE);
	ok(s, sanreq_drop_name(s, "nobody.contoso.com"));
	assert_int_equal(sanreq_plan(s), SANREQ_USAGE);
	assert_int_equal(sanreq_request(s, NULL, NULL, 0), SANREQ_USAGE);
	/* a profile that did not load is not replaced by the default */
	ok(s, sanreq_forget_names(s));
	assert_int_equal(sanreq_load_profile(s, "none"), SANREQ_PROFILE);
	assert_int_equal(sanreq_plan(s), SANREQ_USAGE);
	sanreq_free(&s);

	s = begin();
	assert_int_equal(missing_file(s), SANREQ_INPUT);
	assert_int_equal(sanreq_add_source(s, source(LDIF)), SANREQ_USAGE);
	assert_int_equal(sanreq_discover(s), SANREQ_USAGE);
	assert_int_equal(sanreq_name_count(s), 0);
	sanreq_free(&s);
	assert_int_equal(sanreq_new(NULL), SANREQ_USAGE);
	assert_string_equal(sanreq_error(NULL), "");
	assert_null(sanreq_error_rule(NULL));
	assert_int_equal(sanreq_finding_count(NULL), 0);
	assert_int_equal(sanreq_unread_count(NULL), 0);
	assert_null(sanreq_name(NULL, 0, SANREQ_NAME_TEXT));
	assert_null(sanreq_request_sha256(NULL));
}

static void
test_rule_of_an_error(void **state)
{
	struct sanreq *s = begin();

	(void)state;
	assert_int_equal(no_name(s), SANREQ_NAME);
	assert_string_equal(sanreq_error_rule(s), "NAM09");
	ok(s, sanreq_set_timeout(s, 5));
	assert_null(sanreq_error_rule(s));
	sanreq_free(&s);
}

/* --- threads --- */

struct task {
	const char *profile;
	const char *source;
	char key[64];
	char csr[64];
	char *plan;
	bool done;
};

#define ROUNDS 4

static bool
task_once(struct task *task)
{
	struct sanreq *s = NULL;
	size_t n;
	bool done;

	free(task->plan);
	task->plan = NULL;
	(void)unlink(task->key);
	(void)unlink(task->csr);
	done = sanreq_new(&s) == SANREQ_OK &&
	       sanreq_load_profile(s, task->profile) == SANREQ_OK &&
	       sanreq_add_source(s, task->source) == SANREQ_OK &&
	       sanreq_discover(s) == SANREQ_OK && sanreq_plan(s) == SANREQ_OK &&
	       sanreq_plan_json(s, &task->plan, &n) == SANREQ_OK &&
	       sanreq_request(s, task->key, task->csr, 0) == SANREQ_OK;
	if (!done)
		fprintf(stderr, "# %s\n", sanreq_error(s));
	sanreq_free(&s);
	return done;
}

static void *
task_run(void *arg)
{
	struct task *task = arg;

	task->done = true;
	for (int i = 0; task->done && i < ROUNDS; i++)
		task->done = task_once(task);
	return NULL;
}

/* Two contexts at once do what each does alone. */
static void
test_threads(void **state)
{
	struct task tasks[] = {
	    {.profile = "public-ca"}, {.profile = "exchange-2007"}};
	const char *ldif = source(LDIF);
	mode_t mask = umask(027);
	pthread_t threads[2];
	struct stat st;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		tasks[i].source = ldif;
		snprintf(tasks[i].key, sizeof(tasks[i].key), "%s/%zu.key",
		    folder, i);
		snprintf(tasks[i].csr, sizeof(tasks[i].csr), "%s/%zu.csr",
		    folder, i);
		assert_int_equal(
		    pthread_create(&threads[i], NULL, task_run, &tasks[i]), 0);
	}
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(pthread_join(threads[i], NULL), 0);
	for (size_t i = 0; i < 2; i++) {
		struct sanreq *s = planned(tasks[i].profile);
		char *alone = NULL;
		size_t n;

		assert_true(tasks[i].done);
		ok(s, sanreq_plan_json(s, &alone, &n));
		assert_string_equal(tasks[i].plan, alone);
		assert_int_equal(stat(tasks[i].csr, &st), 0);
		assert_int_equal(st.st_mode & 0777, 0640);
		assert_int_equal(unlink(tasks[i].key), 0);
		assert_int_equal(unlink(tasks[i].csr), 0);
		free(alone);
		free(tasks[i].plan);
		sanreq_free(&s);
	}
	assert_int_equal(umask(mask), 027);
}

static int
start(void **state)
{
	(void)state;
	return mkdtemp(folder) != NULL ? 0 : -1;
}

static int
stop(void **state)
{
	(void)state;
	return rmdir(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_discover),
	    cmocka_unit_test(test_plan),
	    cmocka_unit_test(test_documents),
	    cmocka_unit_test(test_text_sources),
	    cmocka_unit_test(test_request_files),
	    cmocka_unit_test(test_request_memory),
	    cmocka_unit_test(test_helper),
	    cmocka_unit_test(test_dns),
	    cmocka_unit_test(test_policy),
	    cmocka_unit_test(test_keep_going),
	    cmocka_unit_test(test_ca_domain),
	    cmocka_unit_test(test_refuses),
	    cmocka_unit_test(test_refuses_late),
	    cmocka_unit_test(test_rule_of_an_error),
	    cmocka_unit_test(test_threads),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
