/*
 * SPDX-License-Identifier: ISC
 *
 * The parent's side of the helper, with shell scripts in the helper's place.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "source/fetch_pipe.h"

#define URL      "ldap://dc1.example.com"
#define FULL     "dn: cn=a\ncn: a\n\ndn: cn=b\ncn: b\n\n"
#define LAST_OK  "dn: cn=sanreq-fetch\nstatus: 0\nentries: 2\n\n"
#define LAST_OK0 "dn: cn=sanreq-fetch\nstatus: 0\nentries: 0\n\n"

struct seen {
	unsigned begun;
	unsigned finished;
	unsigned released;
	unsigned records;
	bool refuse;
	char last_cn[64];
};

/* the consumer's begin has no argument of its own */
static struct seen seen;

static enum sanreq_status
begin(
    void **state, struct inventory *inv, const char *source, struct error *err)
{
	(void)inv;
	(void)err;
	assert_string_equal(source, URL);
	seen.begun++;
	*state = &seen;
	return SANREQ_OK;
}

static enum sanreq_status
record(void *arg, const struct record *r, struct error *err)
{
	struct bytes cn = record_value(r, "cn");

	assert_ptr_equal(arg, &seen);
	seen.records++;
	snprintf(seen.last_cn, sizeof(seen.last_cn), "%.*s", (int)cn.n, cn.p);
	if (seen.refuse)
		return error_set(err, SANREQ_LIMIT, "enough");
	return SANREQ_OK;
}

static enum sanreq_status
finish(void *state, struct error *err)
{
	(void)err;
	assert_ptr_equal(state, &seen);
	seen.finished++;
	return SANREQ_OK;
}

static void
release(void **state)
{
	seen.released++;
	*state = NULL;
}

static const char *const attributes[] = {"cn", "networkAddress", NULL};
static const struct record_consumer consumer = {
    .ldap_filter = "(cn=*)",
    .ldap_attributes = attributes,
    .begin = begin,
    .record = record,
    .finish = finish,
    .release = release,
};

static char dir[] = "/tmp/sanreq-fetch-XXXXXX";
static char helper[64];
static char out[64];

static void
write_helper(const char *script)
{
	FILE *f = fopen(helper, "w");

	assert_non_null(f);
	fprintf(f, "#!/bin/sh\n%s\n", script);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(helper, 0700), 0);
}

static void
read_out(char *text, size_t size)
{
	FILE *f = fopen(out, "r");
	size_t n;

	assert_non_null(f);
	n = fread(text, 1, size - 1, f);
	text[n] = '\0';
	(void)fclose(f);
}

/* Runs script as the helper; the inventory is the caller's. */
static enum sanreq_status
run_with(const char *script, struct source_options *options,
    struct inventory **inv, struct error *err)
{
	memset(err, 0, sizeof(*err));
	assert_int_equal(inventory_new(inv, err), SANREQ_OK);
	write_helper(script);
	if (options->fetch_program == NULL)
		options->fetch_program = helper;
	return fetch_read(*inv, URL, &consumer, options, err);
}

static enum sanreq_status
run(const char *script, struct error *err)
{
	struct source_options options = {.timeout = 10};
	struct inventory *inv = NULL;
	enum sanreq_status status;

	status = run_with(script, &options, &inv, err);
	inventory_free(&inv);
	return status;
}

static int
reset(void **state)
{
	(void)state;
	memset(&seen, 0, sizeof(seen));
	return 0;
}

static void
test_accepts(void **state)
{
	struct source_options options = {.timeout = 10};
	const struct source_info *info;
	struct inventory *inv = NULL;
	struct error err;
	size_t n = 0;

	(void)state;
	assert_int_equal(
	    run_with("printf '# connected\\n" FULL "dn: cn=sanreq-fetch\\n"
		     "status: 0\\nentries: 2\\nunread: a part elsewhere\\n\\n'",
		&options, &inv, &err),
	    SANREQ_OK);
	assert_int_equal(seen.records, 2);
	assert_string_equal(seen.last_cn, "b");
	assert_int_equal(seen.begun, 1);
	assert_int_equal(seen.finished, 1);
	assert_int_equal(seen.released, 1);
	assert_int_equal(inventory_seal(inv, &err), SANREQ_OK);
	info = inventory_sources(inv, &n);
	assert_int_equal(n, 1);
	assert_string_equal(info[0].source, URL);
	assert_string_equal(info[0].type, "ldap");
	assert_int_equal(info[0].records, 2);
	assert_int_equal(info[0].nunread, 1);
	assert_string_equal(info[0].unread[0], "a part elsewhere");
	inventory_free(&inv);
}

static void
test_nothing_found(void **state)
{
	struct error err;

	(void)state;
	assert_int_equal(run("printf '" LAST_OK0 "'", &err), SANREQ_OK);
	assert_int_equal(seen.records, 0);
	assert_int_equal(seen.finished, 1);
}

static const struct {
	const char *caption;
	const char *script;
	enum sanreq_status want;
	const char *text;
} refuses[] = {
    {"the helper's status and message",
	"printf 'dn: cn=sanreq-fetch\\nstatus: -7\\nmessage: " URL
	": bind: invalidCredentials (49)\\n\\n'; exit 1",
	SANREQ_CREDENTIALS, URL ": bind: invalidCredentials (49)"},
    {"records before a failure do not count",
	"printf '" FULL "dn: cn=sanreq-fetch\\nstatus: -6\\n"
	"message: sizeLimitExceeded\\n\\n'",
	SANREQ_DIRECTORY, "sizeLimitExceeded"},
    {"a message with control characters",
	"printf 'dn: cn=sanreq-fetch\\nstatus: -5\\n"
	"message:: G1szMW1yZWQK\\n\\n'",
	SANREQ_NETWORK, "\\x1b[31mred\\x0a"},
    {"no message", "printf 'dn: cn=sanreq-fetch\\nstatus: -5\\n\\n'",
	SANREQ_NETWORK, URL},
    {"nothing at all", "exit 0", SANREQ_INTERNAL, "status 0 before its last"},
    {"an exit status", "exit 3", SANREQ_INTERNAL, "status 3 before its last"},
    {"records and no last one", "printf '" FULL "'", SANREQ_INTERNAL,
	"before its last record"},
    {"killed", "printf '" FULL "'; kill -9 $$", SANREQ_INTERNAL,
	"killed by signal 9"},
    {"killed within a line", "printf 'dn: cn=a\\ncn'; kill -11 $$",
	SANREQ_INTERNAL, "killed by signal 11"},
    {"no LDIF", "echo hello", SANREQ_INTERNAL, "helper: " URL ":1"},
    {"a record after the last", "printf '" LAST_OK0 FULL "'", SANREQ_INTERNAL,
	"after the last"},
    {"two last records", "printf '" LAST_OK0 LAST_OK0 "'", SANREQ_INTERNAL,
	"after the last"},
    {"entries are missing", "printf 'dn: cn=a\\ncn: a\\n\\n" LAST_OK "'",
	SANREQ_INTERNAL, "1 of 2 entries"},
    {"more than were sent", "printf '" FULL LAST_OK0 "'", SANREQ_INTERNAL,
	"2 of 0 entries"},
    {"no status", "printf 'dn: cn=sanreq-fetch\\nentries: 0\\n\\n'",
	SANREQ_INTERNAL, "status \"\""},
    {"a positive status", "printf 'dn: cn=sanreq-fetch\\nstatus: 1\\n\\n'",
	SANREQ_INTERNAL, "status \"1\""},
    {"an unknown status", "printf 'dn: cn=sanreq-fetch\\nstatus: -99\\n\\n'",
	SANREQ_INTERNAL, "status \"-99\""},
    {"a status that is no number",
	"printf 'dn: cn=sanreq-fetch\\nstatus: 0x\\n\\n'", SANREQ_INTERNAL,
	"status \"0x\""},
    {"no entries", "printf 'dn: cn=sanreq-fetch\\nstatus: 0\\n\\n'",
	SANREQ_INTERNAL, "entries \"\""},
};

static void
test_refuses(void **state)
{
	struct error err;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(refuses) / sizeof(refuses[0]); i++) {
		memset(&seen, 0, sizeof(seen));
		if (run(refuses[i].script, &err) != refuses[i].want ||
		    strstr(err.text, refuses[i].text) == NULL)
			fail_msg("%s: status %d, \"%s\"", refuses[i].caption,
			    (int)err.status, err.text);
		if (seen.finished != 0 || seen.released != 1)
			fail_msg("%s: finished %u, released %u",
			    refuses[i].caption, seen.finished, seen.released);
	}
}

static void
test_no_helper(void **state)
{
	struct source_options options = {
	    .timeout = 1, .fetch_program = "/nonexistent/sanreq-fetch"};
	struct inventory *inv = NULL;
	struct error err;

	(void)state;
	assert_int_equal(run_with("", &options, &inv, &err), SANREQ_INTERNAL);
	assert_non_null(strstr(err.text, "/nonexistent/sanreq-fetch: "));
	assert_non_null(strstr(err.text, strerror(ENOENT)));
	inventory_free(&inv);
}

static void
test_consumer_refuses(void **state)
{
	struct error err;

	(void)state;
	seen.refuse = true;
	assert_int_equal(
	    run("printf '" FULL "'; exec sleep 30", &err), SANREQ_LIMIT);
	assert_string_equal(err.text, URL ":1: enough");
	assert_int_equal(seen.records, 1);
	assert_int_equal(seen.finished, 0);
}

/* A silent helper is killed, and leaves no process behind. */
static void
test_silent(void **state)
{
	struct source_options options = {.timeout = 1};
	struct inventory *inv = NULL;
	struct error err;
	time_t began = time(NULL);
	char pid[32], script[200];

	(void)state;
	snprintf(script, sizeof(script), "echo $$ >%s\nexec sleep 60", out);
	assert_int_equal(
	    run_with(script, &options, &inv, &err), SANREQ_NETWORK);
	assert_non_null(strstr(err.text, "said nothing for 6 s"));
	assert_in_range(time(NULL) - began, 5, 10);
	read_out(pid, sizeof(pid));
	assert_int_equal(kill((pid_t)strtol(pid, NULL, 10), 0), -1);
	assert_int_equal(errno, ESRCH);
	inventory_free(&inv);
}

static void
test_arguments(void **state)
{
	static const char want[] = "ldap|--timeout|10|-D|cn=me|--password-fd|3|"
				   "-ZZ|--ca-file|/ca.pem|--base|dc=x|"
				   "--insecure-no-verify|--filter|(cn=*)|"
				   "--attribute|cn|--attribute|networkAddress|"
				   "--|" URL "|";
	char word[] = "pass word", text[1024], script[300];
	struct secret password = {word, sizeof(word) - 1};
	struct source_options options = {.timeout = 10,
	    .ldap = {.bind_dn = "cn=me",
		.bind_password = &password,
		.starttls = 2,
		.ca_file = "/ca.pem",
		.base = "dc=x",
		.insecure_no_verify = true}};
	struct inventory *inv = NULL;
	struct error err;

	(void)state;
	snprintf(script, sizeof(script),
	    "{ printf '%%s|' \"$@\"; cat <&3; } >%s\nprintf '" LAST_OK0 "'",
	    out);
	assert_int_equal(run_with(script, &options, &inv, &err), SANREQ_OK);
	read_out(text, sizeof(text));
	assert_memory_equal(text, want, sizeof(want) - 1);
	assert_string_equal(text + sizeof(want) - 1, "pass word\n");
	inventory_free(&inv);
}

/* A small environment, no descriptor of ours, nothing to read. */
static void
test_surroundings(void **state)
{
	char text[4096], script[300];
	struct error err;

	(void)state;
	assert_int_equal(setenv("SECRET_OF_OURS", "leak", 1), 0);
	assert_int_equal(setenv("LDAPTLS_REQCERT", "never", 1), 0);
	assert_int_equal(setenv("KRB5CCNAME", "MEMORY:x", 1), 0);
	snprintf(script, sizeof(script),
	    "{ env; cat; } >%s\nprintf '" LAST_OK0 "'", out);
	assert_int_equal(run(script, &err), SANREQ_OK);
	read_out(text, sizeof(text));
	assert_null(strstr(text, "SECRET_OF_OURS"));
	assert_null(strstr(text, "LDAPTLS_REQCERT"));
	assert_null(strstr(text, "HOME="));
	assert_non_null(strstr(text, "LDAPNOINIT=1\n"));
	assert_non_null(strstr(text, "KRB5CCNAME=MEMORY:x\n"));
	assert_non_null(strstr(text, "PATH="));
}

static void
test_verbose(void **state)
{
	struct source_options options = {.timeout = 10, .verbose = true};
	struct inventory *inv = NULL;
	struct error err;
	char text[300];

	(void)state;
	options.log = fopen(out, "w");
	assert_non_null(options.log);
	assert_int_equal(
	    run_with("printf 'dn: cn=sanreq-fetch\\nstatus: 0\\nentries: 0\\n"
		     "requests: 4\\nbytes: 1234\\nms: 56\\nnote: open\\n\\n'",
		&options, &inv, &err),
	    SANREQ_OK);
	(void)fclose(options.log);
	read_out(text, sizeof(text));
	assert_string_equal(text,
	    URL ": open\n" URL ": 0 entries, 4 requests, 1234 bytes, 56 ms\n");
	inventory_free(&inv);
}

static int
set_up(void **state)
{
	(void)state;
	if (mkdtemp(dir) == NULL)
		return -1;
	snprintf(helper, sizeof(helper), "%s/helper", dir);
	snprintf(out, sizeof(out), "%s/out", dir);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	(void)unlink(helper);
	(void)unlink(out);
	return rmdir(dir);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(test_accepts, reset),
	    cmocka_unit_test_setup(test_nothing_found, reset),
	    cmocka_unit_test_setup(test_refuses, reset),
	    cmocka_unit_test_setup(test_no_helper, reset),
	    cmocka_unit_test_setup(test_consumer_refuses, reset),
	    cmocka_unit_test_setup(test_silent, reset),
	    cmocka_unit_test_setup(test_arguments, reset),
	    cmocka_unit_test_setup(test_surroundings, reset),
	    cmocka_unit_test_setup(test_verbose, reset),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
