/*
 * SPDX-License-Identifier: ISC
 *
 * The helper's LDIF: what a server sends comes back as it was, and no name or
 * value of an attribute can be read as something else.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "fetch/out.h"
#include "source/ldif.h"

#define T(s) s, sizeof(s) - 1

static const char *const names_ok[] = {"cn", "CN", "msExchInternalHostName",
    "userCertificate;binary", "networkAddress;range=0-1499", "2.5.4.3", "x-y"};

static const char *const names_refused[] = {"", "c n", "cn:", "cn\n", "cn\r",
    "c\x1b", "cn<", "cn\\", "c\xc3\xbc", ";binary", "cn=x", "c*n"};

static const char *const names_taken[] = {"x-sanreq-report", "dn", "DN",
    "changetype", "version", "include", "control", "search", "result", "ref",
    "dn;binary"};

static void
names_are_judged(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(names_ok) / sizeof(*names_ok); i++)
		if (!out_name_ok(names_ok[i], strlen(names_ok[i])) ||
		    out_name_taken(names_ok[i], strlen(names_ok[i])))
			fail_msg("\"%s\" is refused", names_ok[i]);
	for (size_t i = 0; i < sizeof(names_refused) / sizeof(*names_refused);
	     i++)
		if (out_name_ok(names_refused[i], strlen(names_refused[i])))
			fail_msg("\"%s\" passes", names_refused[i]);
	assert_false(out_name_ok(T("c\0n")));
	for (size_t i = 0; i < sizeof(names_taken) / sizeof(*names_taken); i++)
		if (!out_name_taken(names_taken[i], strlen(names_taken[i])))
			fail_msg("\"%s\" is free", names_taken[i]);
}

static const struct {
	const char *value;
	size_t n;
} values[] = {
    {T("https://mail.contoso.com/ews")},
    {T("")},
    {T(" leading")},
    {T("trailing ")},
    {T(":colon")},
    {T("< file:///etc/passwd")},
    {T("line\nend")},
    {T("\ndn: CN=forged\n")},
    {T("\r\n\r\ndn: CN=forged")},
    {T("nul\0within")},
    {T("\xc3\xbc")},
    {T("\xff\xfe\x1b[2J")},
};

static enum sanreq_status
compare(void *arg, const struct record *record, struct error *err)
{
	size_t nvalues = sizeof(values) / sizeof(*values);

	(void)err;
	++*(int *)arg;
	assert_int_equal(record->dn.n, sizeof("CN=a\nb,DC=\xc3\xbc") - 1);
	assert_memory_equal(record->dn.p, "CN=a\nb,DC=\xc3\xbc", record->dn.n);
	assert_int_equal(record->nattributes, nvalues + 1);
	for (size_t i = 0; i < nvalues; i++) {
		const struct attribute *a = &record->attributes[i];

		assert_int_equal(a->name.n, 3);
		assert_memory_equal(a->name.p, "url", 3);
		assert_int_equal(a->value.n, values[i].n);
		if (values[i].n != 0)
			assert_memory_equal(
			    a->value.p, values[i].value, values[i].n);
	}
	assert_memory_equal(record->attributes[nvalues].value.p, "-7", 2);
	return SANREQ_OK;
}

static void
what_is_written_is_read(void **state)
{
	const struct ldif_filter all = {0};
	FILE *file = tmpfile();
	struct error err = {0};
	uint64_t records = 0;
	struct out *out;
	int seen = 0;

	(void)state;
	assert_non_null(file);
	assert_non_null(out = out_new(fileno(file)));
	out_comment(out, "a comment");
	out_dn(out, T("CN=a\nb,DC=\xc3\xbc"));
	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++)
		out_value(out, T("url"), values[i].value, values[i].n);
	out_number(out, "number", -7);
	out_end(out);
	assert_true(out_flush(out));
	assert_false(out_failed(out));
	assert_int_equal(
	    out_bytes(out), (uint64_t)lseek(fileno(file), 0, SEEK_CUR));
	out_free(&out);
	assert_null(out);
	assert_int_equal(lseek(fileno(file), 0, SEEK_SET), 0);
	if (ldif_read(fileno(file), NULL, 0, "pipe", &all, compare, &seen,
		&records, &err) != SANREQ_OK)
		fail_msg("%s", err.text);
	assert_int_equal(seen, 1);
	assert_int_equal(records, 1);
	fclose(file);
}

static void
a_write_error_is_kept(void **state)
{
	FILE *full = fopen("/dev/full", "w");
	struct out *out;

	(void)state;
	assert_non_null(full);
	assert_non_null(out = out_new(fileno(full)));
	out_dn(out, T("CN=a"));
	out_end(out);
	assert_false(out_flush(out));
	assert_true(out_failed(out));
	out_free(&out);
	fclose(full);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(names_are_judged),
	    cmocka_unit_test(what_is_written_is_read),
	    cmocka_unit_test(a_write_error_is_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
