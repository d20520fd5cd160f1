/*
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "exchange/dn_memory.h"

#define GROUP "CN=AG,CN=Administrative Groups,CN=Org,DC=contoso,DC=local"
#define S8    "aaaaaaaa"
#define S64   S8 S8 S8 S8 S8 S8 S8 S8
#define S512  S64 S64 S64 S64 S64 S64 S64 S64

static void
prints(void **state)
{
	static const struct {
		const char *caption, *in, *out;
	} t[] = {
	    {"Active Directory's spelling", "CN=owa (Default Web Site),DC=x",
		"CN=owa (Default Web Site),DC=x"},
	    {"OpenLDAP's spelling", "cn=EX01,cn=Servers,dc=corp",
		"CN=EX01,CN=Servers,DC=corp"},
	    {"space around separators", "CN = a , OU = b b ,DC=c ",
		"CN=a,OU=b b,DC=c"},
	    {"comma escaped by backslash", "CN=a\\, b,DC=c", "CN=a\\, b,DC=c"},
	    {"comma escaped as hex", "cn=a\\2C b,dc=c", "CN=a\\, b,DC=c"},
	    {"needless escape goes", "CN=a\\=b,DC=c", "CN=a=b,DC=c"},
	    {"line end", "CN=EX1\\0ACNF:12,DC=c", "CN=EX1\\0ACNF:12,DC=c"},
	    {"line end, raw", "CN=EX1\nCNF:12,DC=c", "CN=EX1\\0ACNF:12,DC=c"},
	    {"NUL as hex", "CN=a\\00b", "CN=a\\00b"},
	    {"UTF-8 stays", "CN=b\xc3\xbc", "CN=b\xc3\xbc"},
	    {"UTF-8 as hex", "CN=b\\C3\\BC", "CN=b\xc3\xbc"},
	    {"bidirectional control", "CN=a\xe2\x80\xae", "CN=a\\E2\\80\\AE"},
	    {"not UTF-8", "CN=a\xff", "CN=a\\FF"},
	    {"space at the edges", "CN=\\ a\\ ,DC=c", "CN=\\ a\\ ,DC=c"},
	    {"number sign first", "CN=\\#a", "CN=\\#a"},
	    {"backslash", "CN=a\\\\b", "CN=a\\\\b"},
	    {"several attributes in one RDN", "cn=a + sn=b,dc=c",
		"CN=a+SN=b,DC=c"},
	    {"object identifier", "2.5.4.3=a", "2.5.4.3=a"},
	    {"empty value", "CN=,DC=c", "CN=,DC=c"},
	    {"longest value", "CN=" S512, "CN=" S512},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		static struct dn dn;
		struct buf buf;
		struct error err = {0};

		buf_init(&buf, 65536);
		print_message("# %s\n", t[i].caption);
		assert_int_equal(
		    dn_parse(t[i].in, strlen(t[i].in), &dn, &err), SANREQ_OK);
		assert_int_equal(dn_print(&dn, 0, &buf, &err), SANREQ_OK);
		assert_string_equal(buf_text(&buf), t[i].out);
		buf_release(&buf);
	}
}

static void
refuses(void **state)
{
	static char many[65 * 4 + 1], huge[DN_TEXT_MAX + 2];
	static struct dn nul;
	const struct {
		const char *caption, *in, *why;
	} t[] = {
	    {"empty", "", "a DN of 0 bytes"},
	    {"too long", huge, "a DN of 8193 bytes"},
	    {"too many parts", many, "more than 64 parts"},
	    {"value too long", "CN=b" S512, "value longer than 512"},
	    {"no equals sign", "CN", "no '='"},
	    {"no type", "=a", "no attribute type"},
	    {"no part between commas", "CN=a,,DC=c", "no attribute type"},
	    {"comma last", "CN=a,", "no attribute type"},
	    {"plus last", "CN=a+", "no attribute type"},
	    {"type of too many bytes", S64 "=a", "no attribute type"},
	    {"space inside the type", "C N=a", "no '='"},
	    {"character in the type", "C_N=a", "no '='"},
	    {"backslash last", "CN=a\\", "not an escape"},
	    {"half a hex escape", "CN=a\\0", "not an escape"},
	    {"not hex", "CN=a\\0g", "not an escape"},
	    {"escape of a letter", "CN=a\\z", "not an escape"},
	    {"quoted, RFC 1779", "CN=\"a, b\",DC=c", "without an escape"},
	    {"quote inside", "CN=a\"b", "without an escape"},
	    {"only spaces", "   ", "no attribute type"},
	    {"a URL", "https://mail.contoso.com/", "no '='"},
	};

	(void)state;
	for (size_t i = 0; i < 65; i++)
		memcpy(many + 4 * i, "C=a,", 4);
	memset(huge, 'a', sizeof(huge) - 1);
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		static struct dn dn;
		struct error err = {0};

		print_message("# %s\n", t[i].caption);
		assert_int_equal(dn_parse(t[i].in, strlen(t[i].in), &dn, &err),
		    SANREQ_INPUT);
		assert_non_null(strstr(err.text, t[i].why));
	}
	assert_int_equal(
	    dn_parse("CN=a\0b", 6, &nul, &(struct error){0}), SANREQ_INPUT);
}

static void
finds_the_server(void **state)
{
	static const struct {
		const char *caption, *in, *server; /* NULL: none */
	} t[] = {
	    {"a directory's",
		"CN=EWS,CN=HTTP,CN=Protocols,CN=EX1,CN=Servers," GROUP, "EX1"},
	    {"the server itself", "CN=EX1,CN=Servers," GROUP, "EX1"},
	    {"in any case", "cn=x,cn=ex1,cn=servers," GROUP, "ex1"},
	    {"an escaped comma", "CN=x,CN=EX\\,1,CN=Servers," GROUP, "EX,1"},
	    {"a directory called Servers",
		"CN=a,CN=Servers,CN=EX1,CN=Servers," GROUP, "EX1"},
	    {"a group called Servers",
		"CN=EX1,CN=Servers,CN=Servers,CN=Administrative Groups,CN=O",
		"EX1"},
	    {"an organization called Servers",
		"CN=x,CN=EX1,CN=Servers,CN=AG,CN=Administrative Groups,"
		"CN=Servers,CN=Microsoft Exchange",
		"EX1"},
	    {"not below an administrative group", "CN=x,CN=E,CN=Servers,DC=c",
		"E"},
	    {"none", "CN=a,CN=Accepted Domains,DC=c", NULL},
	    {"only in a value", "CN=a CN=Servers,DC=c", NULL},
	    {"escaped into one value", "CN=a\\,CN=Servers,DC=c", NULL},
	    {"the container itself", "CN=Servers,DC=c", NULL},
	    {"an OU", "CN=a,OU=Servers,DC=c", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		static struct dn dn;
		struct error err = {0};
		char value[DN_VALUE_MAX];
		size_t part, n;

		print_message("# %s\n", t[i].caption);
		assert_int_equal(
		    dn_parse(t[i].in, strlen(t[i].in), &dn, &err), SANREQ_OK);
		part = dn_server(&dn);
		if (t[i].server == NULL) {
			assert_int_equal(part, dn.n);
			continue;
		}
		assert_true(part < dn.n);
		n = dn_value(&dn.parts[part], value);
		assert_int_equal(n, strlen(t[i].server));
		assert_memory_equal(value, t[i].server, n);
	}
}

static void
sees_conflicts(void **state)
{
	static const struct {
		const char *in;
		bool is;
	} t[] = {
	    {"CN=EX1\\0ACNF:0d4f,DC=c", true},
	    {"CN=EX1\nCNF:0d4f,DC=c", true},
	    {"CN=EX1\\0ADEL:0d4f,CN=Deleted Objects,DC=c", true},
	    {"CN=EWS,CN=EX1\\0aCNF:0d4f,DC=c", true},
	    {"CN=EX1 CNF:0d4f,DC=c", false},
	    {"CN=EX1\\0AXYZ:0d4f,DC=c", false},
	    {"CN=EX1\\5C0ACNF:0d4f,DC=c", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		static struct dn dn;
		struct error err = {0};

		print_message("# %zu\n", i);
		assert_int_equal(
		    dn_parse(t[i].in, strlen(t[i].in), &dn, &err), SANREQ_OK);
		assert_int_equal(dn_is_conflict(&dn), t[i].is);
	}
}

/* Each DN after each other one: parts, text, server and faults are those of a
 * DN that is read alone. */
static void
remembers(void **state)
{
	static const char *const dns[] = {
	    "CN=owa (Site 0),CN=HTTP,CN=Protocols,CN=EX1,CN=Servers," GROUP,
	    "CN=ecp (Site 0),CN=HTTP,CN=Protocols,CN=EX1,CN=Servers," GROUP,
	    "CN=ecp (Site 0),CN=HTTP,CN=Protocols,CN=EX2,CN=Servers," GROUP,
	    "cn=a , cn=HTTP , CN=Protocols,CN=EX2,CN=Servers," GROUP,
	    "CN=EX1,CN=Servers," GROUP,
	    "CN=Servers," GROUP,
	    "CN=x\\,CN=EX1,CN=Servers," GROUP,
	    "CN=x+CN=EX1,CN=Servers," GROUP,
	    "CN=x\\\\,CN=EX1,CN=Servers," GROUP,
	    "CN=EX3,CN=Servers,CN=EX1,CN=Servers," GROUP,
	    "CN=a,CN=Servers,CN=b,CN=Servers,DC=contoso,DC=local",
	    "CN=b,CN=Servers,DC=contoso,DC=local",
	    "DC=contoso,DC=local",
	    " DC=local",
	    "DC=local",
	    "CN=a\xff,CN=\\00,DC=contoso,DC=local",
	    "CN=a\"b,DC=contoso,DC=local",
	    "no DN,DC=contoso,DC=local",
	    ",DC=contoso,DC=local",
	    "",
	};
	const size_t n = sizeof(dns) / sizeof(dns[0]);
	static struct dn dn;
	static struct dn_memory m;
	struct buf buf;

	(void)state;
	buf_init(&buf, DN_PRINT_MAX);
	assert_int_equal(dn_memory_init(&m, &(struct error){0}), SANREQ_OK);
	for (size_t i = 0; i < n * n * n; i++) {
		const size_t at[] = {i / n / n, i / n % n, i % n};
		const char *s = dns[at[2]];
		struct error want = {0}, have = {0};

		for (size_t k = 0; k < 2; k++)
			(void)!dn_memory_read(&m, dns[at[k]],
			    strlen(dns[at[k]]), &(struct error){0});
		assert_int_equal(dn_memory_read(&m, s, strlen(s), &have),
		    dn_parse(s, strlen(s), &dn, &want));
		assert_string_equal(have.text, want.text);
		if (want.status != SANREQ_OK)
			continue;
		buf_clear(&buf);
		assert_int_equal(dn_print(&dn, 0, &buf, &want), SANREQ_OK);
		assert_string_equal(m.text, buf_text(&buf));
		assert_int_equal(m.ntext, buf.len);
		assert_int_equal(m.dn.n, dn.n);
		assert_int_equal(m.server, dn_server(&dn));
		for (size_t k = 0; k < dn.n; k++) {
			assert_int_equal(
			    m.dn.parts[k].joined, dn.parts[k].joined);
			assert_int_equal(
			    m.dn.parts[k].value.n, dn.parts[k].value.n);
			assert_memory_equal(m.dn.parts[k].value.p,
			    dn.parts[k].value.p, dn.parts[k].value.n);
		}
	}
	dn_memory_release(&m);
	buf_release(&buf);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(prints),
	    cmocka_unit_test(remembers),
	    cmocka_unit_test(refuses),
	    cmocka_unit_test(finds_the_server),
	    cmocka_unit_test(sees_conflicts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
