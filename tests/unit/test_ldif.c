/*
 * SPDX-License-Identifier: ISC
 *
 * Every case is read in many ways: split anywhere between the head and the
 * file, with CRLF, folded at every column, as UTF-16 of either order. All
 * must give the same records, or the same error.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/text.h"
#include "source/ldif.h"

#define DUMP_MAX (1u << 20)

struct outcome {
	struct buf dump; /* what the records were, as text */
	uint64_t nrecords;
	struct ldif_end ended;
	struct error err;
};

/* "DN", then "|name;options=value" for each, and a line end. */
static enum sanreq_status
dump_record(void *arg, const struct record *rec, struct error *err)
{
	struct buf *b = arg;
	enum sanreq_status status;

	status = buf_addf(b, err, "%s", QUOTE(rec->dn.p, rec->dn.n));
	for (size_t i = 0; status == SANREQ_OK && i < rec->nattributes; i++) {
		const struct attribute *a = &rec->attributes[i];

		status = buf_addf(b, err, "|%s%s%s=%s",
		    QUOTE(a->name.p, a->name.n), a->options.n != 0 ? ";" : "",
		    QUOTE(a->options.p, a->options.n),
		    QUOTE(a->value.p, a->value.n));
	}
	return status == SANREQ_OK ? buf_adds(b, "\n", err) : status;
}

static void
outcome_clear(struct outcome *o)
{
	buf_release(&o->dump);
	memset(o, 0, sizeof(*o));
	buf_init(&o->dump, DUMP_MAX);
}

/* Reads text, the first nhead bytes of it as head and the rest by a pipe. */
static enum sanreq_status
read_split(struct outcome *o, const char *text, size_t n, size_t nhead,
    const struct ldif_filter *filter)
{
	enum sanreq_status status;
	int fds[2];

	outcome_clear(o);
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(
	    write(fds[1], text + nhead, n - nhead), (ssize_t)(n - nhead));
	close(fds[1]);
	status = ldif_read_ended(fds[0], text, nhead, "x.ldif", filter,
	    dump_record, &o->dump, &o->nrecords, &o->ended, &o->err);
	close(fds[0]);
	return status;
}

static enum sanreq_status
read_text(struct outcome *o, const char *text, size_t n,
    const struct ldif_filter *filter)
{
	return read_split(o, text, n, 0, filter);
}

/* --- other forms of the same text ----------------------------------- */

static size_t
with_crlf(char *dst, const char *s, size_t n)
{
	size_t out = 0;

	for (size_t i = 0; i < n; i++) {
		if (s[i] == '\n')
			dst[out++] = '\r';
		dst[out++] = s[i];
	}
	return out;
}

/* Breaks every line after width bytes, and each next one likewise. */
static size_t
with_folds(char *dst, const char *s, size_t n, size_t width)
{
	size_t out = 0, column = 0;

	for (size_t i = 0; i < n; i++) {
		if (s[i] == '\n') {
			column = 0;
		} else if (column++ == width) {
			dst[out++] = '\n';
			dst[out++] = ' ';
			column = 1;
		}
		dst[out++] = s[i];
	}
	return out;
}

/* UTF-8 of up to three bytes and pairs; the texts here are well-formed. */
static size_t
with_utf16(char *dst, const char *s, size_t n, bool big)
{
	const unsigned char *p = (const unsigned char *)s;
	size_t out = 0;
	uint32_t units[2], nunits;

	units[0] = 0xfeff;
	nunits = 1;
	for (size_t i = 0;;) {
		for (size_t k = 0; k < nunits; k++) {
			dst[out++] = (char)(big ? units[k] >> 8 : units[k]);
			dst[out++] = (char)(big ? units[k] : units[k] >> 8);
		}
		if (i >= n)
			return out;
		nunits = 1;
		if (p[i] < 0x80) {
			units[0] = p[i++];
		} else if (p[i] < 0xe0) {
			units[0] = (p[i] & 0x1fu) << 6 | (p[i + 1] & 0x3fu);
			i += 2;
		} else if (p[i] < 0xf0) {
			units[0] = (p[i] & 0xfu) << 12 |
				   (p[i + 1] & 0x3fu) << 6 | (p[i + 2] & 0x3fu);
			i += 3;
		} else {
			uint32_t c =
			    (p[i] & 7u) << 18 | (p[i + 1] & 0x3fu) << 12 |
			    (p[i + 2] & 0x3fu) << 6 | (p[i + 3] & 0x3fu);

			units[0] = 0xd800 + ((c - 0x10000) >> 10);
			units[1] = 0xdc00 + ((c - 0x10000) & 0x3ff);
			nunits = 2;
			i += 4;
		}
	}
}

/* --- accepted -------------------------------------------------------- */

struct accept_case {
	const char *caption, *text, *want;
	uint64_t want_records;
};

static const struct accept_case accepts[] = {
    {"one record", "dn: CN=a\ncn: a\n", "CN=a|cn=a\n", 1},
    {"no line end at the end", "dn: CN=a\ncn: a", "CN=a|cn=a\n", 1},
    {"empty lines anywhere", "\n\n\ndn: CN=a\ncn: a\n\n\n\ndn: CN=b\n\n\n",
	"CN=a|cn=a\nCN=b\n", 2},
    {"version and an empty line", "version: 1\n\ndn: CN=a\ncn: a\n",
	"CN=a|cn=a\n", 1},
    {"version without one", "version: 1\ndn: CN=a\ncn: a\n", "CN=a|cn=a\n", 1},
    {"no space after the colon", "dn:CN=a\ncn:a\n", "CN=a|cn=a\n", 1},
    {"many spaces after the colon", "dn:   CN=a\ncn:    a b \n",
	"CN=a|cn=a b \n", 1},
    {"an empty value", "dn: CN=a\ncn:\nsn: \n", "CN=a|cn=|sn=\n", 1},
    {"the root DSE", "dn:\ncn: a\n", "|cn=a\n", 1},
    {"base64 value", "dn: CN=a\ncn:: YWJj\nsn:: YWI=\ng:: YQ==\n",
	"CN=a|cn=abc|sn=ab|g=a\n", 1},
    {"base64 dn", "dn:: Q049w6Q=\ncn: a\n", "CN=\xc3\xa4|cn=a\n", 1},
    {"empty base64", "dn: CN=a\ncn::\nsn:: \n", "CN=a|cn=|sn=\n", 1},
    {"a NUL in base64 is a value", "dn: CN=a\ncn:: YQBi\n", "CN=a|cn=a\\x00b\n",
	1},
    {"every base64 digit",
	"dn: a\nx:: ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	"0123456789+/\n",
	"a|x=\\x00\\x10\\x83\\x10Q\\x87 \\x92\\x8b0\xd3\x8f"
	"A\\x14\\x93QU\\x97a\\x96\\x9bq\xd7\x9f"
	"\\x82\\x18\\xa3\\x92Y\\xa7\\xa2\\x9a\\xab\\xb2\xdb\xaf"
	"\\xc3\\x1c\\xb3\\xd3]\\xb7\xe3\x9e\xbb"
	"\\xf3\xdf\xbf"
	"\n",
	1},
    {"options",
	"dn: a\nc;binary:: YQ==\nm;range=0-1499: x\nd;lang-de: y\n"
	"m;range=1500-*: z\nu;a;b-c: v\n",
	"a|c;binary=a|m;range=0-1499=x|d;lang-de=y|m;range=1500-*=z|u;a;b-c="
	"v\n",
	1},
    {"an OID as attribute", "dn: a\n1.2.840.113556: x\nmsDS-x: y\n",
	"a|1.2.840.113556=x|msDS-x=y\n", 1},
    {"changetype add is not an attribute",
	"dn: a\nchangetype: add\ncn: a\n\ndn: b\nchangeType: ADD\n",
	"a|cn=a\nb\n", 2},
    {"comments, folded ones too",
	"# one\n two\n#three\ndn: a\n# four\n#  five\n  six: no\ncn: a\n",
	"a|cn=a\n", 1},
    {"a comment ends no record", "dn: a\n#\ncn: a\n", "a|cn=a\n", 1},
    {"what ldapsearch writes around",
	"# extended LDIF\n#\n# LDAPv3\n# base <> with scope subtree\n#\n\n"
	"# a\ndn: a\ncn: a\n\n# search reference\nref: ldap://b/dc=b??sub\n\n"
	"# search result\nsearch: 2\nresult: 0 Success\n"
	"control: 1.2.840.113556.1.4.319 false MAUCAQAEAA==\n"
	"pagedresults: cookie=\n\n# numResponses: 3\n# numEntries: 1\n",
	"a|cn=a\n", 1},
    {"what ldapsearch writes above a conflict and a deleted object",
	"# EX1\nCNF:0d4f, Servers, Exchange Adm\n in, contoso\ndn:: YQ==\n"
	"cn: a\n\n# x\nDEL:0d4f, Deleted Objects\ndn: b\ncn: b\n",
	"a|cn=a\nb|cn=b\n", 2},
    {"what ldbsearch writes around",
	"# record 1\ndn: a\ncn: a\n\n# Referral\nref: ldap://b/\n\n"
	"# returned 2 records\n# 1 entries\n# 1 referrals\n",
	"a|cn=a\n", 1},
    {"attribute names in any case", "DN: a\nCN: a\nObJectClass: Top\n",
	"a|CN=a|ObJectClass=Top\n", 1},
    {"colons in the value", "dn: a\nurl: https://a:443/b::c\n",
	"a|url=https://a:443/b::c\n", 1},
    {"'<' in the value but not first", "dn: a\nx: <b>\n", "a|x=<b>\n", 1},
    {"the word include in a value", "dn: a\ninclud: include: x\n",
	"a|includ=include: x\n", 1},
    {"characters of two, three and four bytes",
	"dn: CN=\xc3\xbc,O=\xe2\x82\xac\nx: \xf0\x9f\x94\x91\n",
	"CN=\xc3\xbc,O=\xe2\x82\xac|x=\xf0\x9f\x94\x91\n", 1},
    {"nothing", "", "", 0},
    {"comments alone", "# a\n# b\n", "", 0},
    {"a search that found nothing",
	"version: 1\n\nsearch: 2\nresult: 0 "
	"Success\n",
	"", 0},
};

#define N(table) (sizeof(table) / sizeof(*(table)))

static void
check_accept(
    const struct accept_case *c, const char *form, const char *text, size_t n)
{
	struct outcome o = {0};

	if (read_text(&o, text, n, NULL) != SANREQ_OK)
		fail_msg("%s, %s: %s", c->caption, form, o.err.text);
	if (strcmp(buf_text(&o.dump), c->want) != 0)
		fail_msg(
		    "%s, %s: gave '%s'", c->caption, form, buf_text(&o.dump));
	assert_int_equal(o.nrecords, c->want_records);
	buf_release(&o.dump);
}

static void
test_accepts(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(accepts); i++) {
		const struct accept_case *c = &accepts[i];
		size_t n = strlen(c->text);
		char text[4096];

		check_accept(c, "as it stands", c->text, n);
		check_accept(c, "CRLF", text, with_crlf(text, c->text, n));
		check_accept(
		    c, "UTF-16LE", text, with_utf16(text, c->text, n, false));
		check_accept(
		    c, "UTF-16BE", text, with_utf16(text, c->text, n, true));
		memcpy(text, "\xef\xbb\xbf", 3);
		memcpy(text + 3, c->text, n);
		check_accept(c, "UTF-8 mark", text, n + 3);
	}
}

static void
test_folds(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(accepts); i++) {
		const struct accept_case *c = &accepts[i];
		char folded[4096], text[4096], form[32];

		for (size_t width = 1; width < 80; width++) {
			size_t n =
			    with_folds(folded, c->text, strlen(c->text), width);

			snprintf(form, sizeof(form), "folds at %zu", width);
			check_accept(c, form, folded, n);
			check_accept(c, form, text, with_crlf(text, folded, n));
		}
	}
}

/* A head of any length, the rest from the file. */
static void
test_splits(void **state)
{
	struct outcome o = {0};

	(void)state;
	for (size_t i = 0; i < N(accepts); i++) {
		const struct accept_case *c = &accepts[i];
		char text[4096];
		size_t n =
		    with_utf16(text, c->text, strlen(c->text), i % 2 == 0);

		for (size_t k = 0; k <= n; k++) {
			assert_int_equal(
			    read_split(&o, text, n, k, NULL), SANREQ_OK);
			assert_string_equal(buf_text(&o.dump), c->want);
		}
		for (size_t k = 0; k <= strlen(c->text); k++) {
			assert_int_equal(
			    read_split(&o, c->text, strlen(c->text), k, NULL),
			    SANREQ_OK);
			assert_string_equal(buf_text(&o.dump), c->want);
		}
	}
	buf_release(&o.dump);
}

/* Forms that have no twin in UTF-16 or CRLF. */
static void
test_odd_forms(void **state)
{
	static const struct accept_case cases[] = {
	    {"ANSI passes as it is", "dn: CN=M\xfcller\ncn: \xe4\xf6\n",
		"CN=M\\xfcller|cn=\\xe4\\xf6\n", 1},
	    {"line ends mixed", "dn: a\r\ncn: a\n\r\ndn: b\ncn: b\r\n",
		"a|cn=a\nb|cn=b\n", 2},
	    {"a fold with CRLF before LF", "dn: a\ncn: a\r\n b\n c\r\n",
		"a|cn=abc\n", 1},
	    {"a line of spaces between records", "dn: a\n\n  \ndn: b\n",
		"a\nb\n", 2},
	    {"folds of nothing", "dn: a\ncn: x\n \n \n y\n", "a|cn=xy\n", 1},
	    {"two files in one, each with its mark",
		"\xef\xbb\xbf"
		"dn: a\n\n\xef\xbb\xbf"
		"dn: b\n",
		"a\nb\n", 2},
	    {"only a mark", "\xef\xbb\xbf", "", 0},
	    {"UTF-16 without a character", "\xff\xfe", "", 0},
	};

	(void)state;
	for (size_t i = 0; i < N(cases); i++)
		check_accept(
		    &cases[i], "odd", cases[i].text, strlen(cases[i].text));
}

/* --- refused --------------------------------------------------------- */

struct refuse_case {
	const char *caption, *text;
	size_t n; /* 0: strlen */
	const char *want;
};

#define T(s) s, sizeof(s) - 1

static const struct refuse_case refuses[] = {
    {"a value by URL", T("dn: a\nx:< file:///etc/passwd\n"),
	"x.ldif:2: 'x:<' names a URL for its value: never followed; give the "
	"value itself, in base64"},
    {"a value by URL, with options", T("dn: a\nx;binary:< file:///x\n"),
	"x.ldif:2: 'x;binary:<' names a URL"},
    {"a dn by URL", T("dn:< file:///x\n"), "x.ldif:1: 'dn:<' names a URL"},
    {"a folded URL", T("dn: a\nx:\n < file:///x\n"),
	"x.ldif:2: 'x:<' names a URL"},
    {"include", T("include: file:///etc/passwd\n\ndn: a\n"),
	"x.ldif:1: 'include: file:///etc/passwd' is never followed: give that "
	"file as a source"},
    {"include in a record", T("dn: a\nInclude: file:///x\n"),
	"x.ldif:2: 'include: file:///x' is never followed"},
    {"modify", T("dn: a\nchangetype: modify\nadd: x\nx: 1\n-\n"),
	"x.ldif:2: 'changetype: modify' is a change, not an entry: export the "
	"entries themselves"},
    {"delete", T("\ndn: a\nchangetype: delete\n"),
	"x.ldif:3: 'changetype: delete' is a change"},
    {"modrdn", T("dn: a\nchangetype: modrdn\n"),
	"x.ldif:2: 'changetype: modrdn' is a change"},
    {"moddn", T("dn: a\nChangeType: ModDN\n"),
	"x.ldif:2: 'changetype: ModDN' is a change"},
    {"a change hidden in base64", T("dn: a\nchangetype:: YWRk\n"),
	"x.ldif:2: 'changetype: YWRk' is a change"},
    {"no colon", T("dn: a\ncn a\n"), "x.ldif:2: 'cn a' has no colon"},
    {"a dash of modify", T("dn: a\n-\n"), "x.ldif:2: '-' has no colon"},
    {"no attribute", T("dn: a\n: b\n"),
	"x.ldif:2: no attribute before the colon"},
    {"options without an attribute", T("dn: a\n;binary: b\n"),
	"x.ldif:2: ';' in the attribute ';binary'"},
    {"a space before the colon", T("dn: a\ncn : b\n"),
	"x.ldif:2: ' ' in the attribute 'cn '"},
    {"control characters in the attribute", T("dn: a\n\x1b[2Jcn: b\n"),
	"x.ldif:2: '\\x1b' in the attribute '\\x1b[2Jcn'"},
    {"an attribute before any dn", T("cn: a\n"),
	"x.ldif:1: 'cn' before any dn"},
    {"an attribute after an empty line", T("dn: a\ncn: a\n\nsn: a\n"),
	"x.ldif:4: 'sn' before any dn"},
    {"two dns", T("dn: a\ncn: a\ndn: b\n"),
	"x.ldif:3: a second dn in one record: the empty line before it is "
	"missing"},
    {"a dn with options", T("dn;x: a\n"), "x.ldif:1: a dn has no options"},
    {"a fold of nothing", T(" a: b\n"),
	"x.ldif:1: begins with a space, but there is no line before it"},
    {"a fold of an empty line", T("dn: a\n\n cn: a\n"),
	"x.ldif:3: begins with a space"},
    {"version 2", T("version: 2\n\ndn: a\n"),
	"x.ldif:1: LDIF version '2': only version 1 is known"},
    {"base64: length", T("dn: a\nx:: YWJ\n"),
	"x.ldif:2: the base64 value of 'x' has 3 characters, which is no "
	"multiple of 4"},
    {"base64: alphabet", T("dn: a\nx:: YW-j\n"),
	"x.ldif:2: '-' at offset 2 of the base64 value of 'x'"},
    {"base64: a space inside", T("dn: a\nx:: YW j\n"),
	"x.ldif:2: ' ' at offset 2 of"},
    {"base64: padding inside", T("dn: a\nx:: YQ==YWJj\n"),
	"x.ldif:2: '=' at offset 2 of"},
    {"base64: three pads", T("dn: a\nx:: Y===\n"),
	"x.ldif:2: '=' at offset 1 of"},
    {"base64: pads alone", T("dn: a\nx:: ==\n"),
	"x.ldif:2: the base64 value of 'x' has 2 characters"},
    {"base64: eight bits", T("dn: a\nx:: YW\xe4j\n"),
	"x.ldif:2: '\\xe4' at offset 2 of"},
    {"base64: in a dn", T("dn:: ?\n"), "x.ldif:1: '?' at offset 0 of"},
    {"NUL", T("dn: a\ncn: a\0b\n"), "x.ldif:2: a NUL byte"},
    {"NUL after folds", T("dn: a\ncn: a\n b\n c\n\nd\0n: a\n"),
	"x.ldif:6: a NUL byte"},
    {"UTF-16 without a mark", T("d\0n\0:\0 \0a\0\n\0"), "x.ldif:1: a NUL byte"},
    {"UTF-16: U+0000", T("\xff\xfe\0\0"), "x.ldif:1: a NUL byte"},
    {"UTF-16: half a unit",
	T("\xff\xfe"
	  "d\0n"),
	"x.ldif:1: the UTF-16 text ends in the middle of a unit"},
    {"UTF-16: first half alone",
	T("\xff\xfe\n\0\x3d\xd8"
	  "d\0"),
	"x.ldif:2: half of a UTF-16 surrogate pair (D83D)"},
    {"UTF-16: second half alone", T("\xfe\xff\0\n\0\n\xdd\x11"),
	"x.ldif:3: half of a UTF-16 surrogate pair (DD11)"},
    {"UTF-16: first half at the end", T("\xfe\xff\xd8\x3d"),
	"x.ldif:1: half of a UTF-16 surrogate pair (D83D)"},
};

static void
test_refuses(void **state)
{
	struct outcome o = {0};

	(void)state;
	assert_true(N(refuses) >= N(accepts));
	for (size_t i = 0; i < N(refuses); i++) {
		const struct refuse_case *c = &refuses[i];

		for (size_t k = 0; k <= c->n; k++) {
			enum sanreq_status status =
			    read_split(&o, c->text, c->n, k, NULL);

			if (status != SANREQ_INPUT ||
			    strncmp(o.err.text, c->want, strlen(c->want)) != 0)
				fail_msg("%s: %d '%s'", c->caption, status,
				    o.err.text);
		}
	}
	buf_release(&o.dump);
}

/* --- the filter ------------------------------------------------------ */

static const char *const classes[] = {
    "container", "msexchexchangeserver", "server"};
static const struct ldif_filter filter = {classes, N(classes)};

static void
test_filter(void **state)
{
	static const struct {
		const char *caption, *text;
		bool want;
	} cases[] = {
	    {"first class", "dn: a\nobjectClass: container\n", true},
	    {"last class", "dn: a\nobjectClass: server\n", true},
	    {"any case", "dn: a\nOBJECTCLASS: MSEXCHExchangeServer\n", true},
	    {"the second value",
		"dn: a\nobjectClass: top\nobjectClass: "
		"server\nobjectClass: x\n",
		true},
	    {"base64", "dn: a\nobjectClass:: c2VydmVy\n", true},
	    {"folded", "dn: a\nobjectCl\n ass: ser\n ver\n", true},
	    {"none", "dn: a\n", false},
	    {"another", "dn: a\nobjectClass: user\n", false},
	    {"longer", "dn: a\nobjectClass: servers\n", false},
	    {"shorter", "dn: a\nobjectClass: serve\n", false},
	    {"same ends", "dn: a\nobjectClass: sxxxer\n", false},
	    {"base64 of another", "dn: a\nobjectClass:: dXNlcg==\n", false},
	    {"empty", "dn: a\nobjectClass:\n", false},
	    {"in another attribute", "dn: a\nclass: server\n", false},
	};
	struct outcome o = {0};

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		assert_int_equal(read_text(&o, cases[i].text,
				     strlen(cases[i].text), &filter),
		    SANREQ_OK);
		assert_int_equal(o.nrecords, 1);
		if ((o.dump.len != 0) != cases[i].want)
			fail_msg("%s", cases[i].caption);
	}
	buf_release(&o.dump);
}

/* What the filter drops is checked all the same. */
static void
test_filter_refuses(void **state)
{
	struct outcome o = {0};

	(void)state;
	for (size_t i = 0; i < N(refuses); i++) {
		const struct refuse_case *c = &refuses[i];

		assert_int_equal(
		    read_text(&o, c->text, c->n, &filter), SANREQ_INPUT);
		assert_memory_equal(o.err.text, c->want, strlen(c->want));
	}
	buf_release(&o.dump);
}

/* --- ends, errors, ceilings ------------------------------------------ */

static void
test_ended(void **state)
{
	static const struct {
		const char *text;
		int want;
		const char *want_text;
	} cases[] = {
	    {"dn: a\n\nsearch: 2\nresult: 0 Success\n", 0, ""},
	    {"dn: a\n\nsearch: 2\nresult: 4 Size limit exceeded\n", 4,
		"4 Size limit exceeded"},
	    {"result: 11 A\x1b\n\nresult: 4 B\n", 11, "11 A\\x1b"},
	    {"dn: a\nresult: 4 this is an attribute\n", 0, ""},
	    {"result: none\n", 0, ""},
	};
	static const char ref[] =
	    "dn: a\n\nref: ldap://a/\x1b\n\nref: ldap://b/\n";
	struct outcome o = {0};

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		assert_int_equal(
		    read_text(&o, cases[i].text, strlen(cases[i].text), NULL),
		    SANREQ_OK);
		assert_int_equal(o.ended.result, cases[i].want);
		assert_string_equal(o.ended.text, cases[i].want_text);
	}
	assert_int_equal(read_text(&o, ref, strlen(ref), NULL), SANREQ_OK);
	assert_string_equal(o.ended.reference, "ldap://a/\\x1b");
	buf_release(&o.dump);
}

static enum sanreq_status
refuse_second(void *arg, const struct record *rec, struct error *err)
{
	unsigned *calls = arg;

	(void)rec;
	if (++*calls < 2)
		return SANREQ_OK;
	return error_set(err, SANREQ_LIMIT, "enough");
}

static void
test_callback_error(void **state)
{
	static const char text[] = "dn: a\n\ndn: b\ncn: b\n\ndn: c\n\nbroken\n";
	struct error err = {0};
	unsigned calls = 0;
	uint64_t n;

	(void)state;
	assert_int_equal(ldif_read(-1, text, strlen(text), "x.ldif", NULL,
			     refuse_second, &calls, &n, &err),
	    SANREQ_LIMIT);
	assert_int_equal(calls, 2);
	assert_int_equal(n, 2);
	assert_string_equal(err.text, "x.ldif:3: enough");
}

static enum sanreq_status
sum_record(void *arg, const struct record *rec, struct error *err)
{
	size_t *sum = arg;

	(void)err;
	sum[0]++;
	sum[1] += rec->nattributes;
	for (size_t i = 0; i < rec->nattributes; i++)
		sum[2] += rec->attributes[i].value.n;
	return SANREQ_OK;
}

/* Reads before, then count times piece, then after, from a process that
 * writes it. */
static enum sanreq_status
read_stream(const char *before, const char *piece, size_t count,
    const char *after, size_t sum[3], struct error *err)
{
	enum sanreq_status status;
	uint64_t n;
	int fds[2], code;
	pid_t pid;

	memset(sum, 0, 3 * sizeof(*sum));
	assert_int_equal(pipe(fds), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		FILE *f = fdopen(fds[1], "w");

		signal(SIGPIPE, SIG_DFL);
		close(fds[0]);
		fputs(before, f);
		for (size_t i = 0; i < count; i++)
			fputs(piece, f);
		fputs(after, f);
		fclose(f);
		_exit(0);
	}
	close(fds[1]);
	status =
	    ldif_read(fds[0], "", 0, "x.ldif", NULL, sum_record, sum, &n, err);
	close(fds[0]);
	assert_int_equal(waitpid(pid, &code, 0), pid);
	return status;
}

#define P16  "0123456789abcdef"
#define P256 P16 P16 P16 P16 P16 P16 P16 P16 P16 P16 P16 P16 P16 P16 P16 P16
#define P1K  P256 P256 P256 P256

static void
test_ceilings(void **state)
{
	static const struct {
		const char *caption, *before, *piece;
		size_t count;
		const char *after, *want; /* NULL: accepted */
		size_t want_values, want_bytes;
	} cases[] = {
	    {"a value of 7 MiB", "dn: a\nx: ", P1K, 7168, "\n", NULL, 1,
		7 << 20},
	    {"the same, folded", "dn: a\nx:", " " P1K "\n", 7168, "", NULL, 1,
		7 << 20},
	    {"65536 values", "dn: a\n", "x: y\n", 65536, "", NULL, 65536,
		65536},
	    {"30 MiB of records", "", "dn: a\nx: " P1K "\n\n", 30720, "", NULL,
		30720, 30 << 20},
	    {"30 MiB of comments", "dn: a\n\n", "#" P256 "\n", 122880, "", NULL,
		0, 0},
	    {"a line of 200 MB", "dn: a\nx: ", P1K, 195313, "\n",
		"x.ldif:2: a record longer than 8388608 bytes", 0, 0},
	    {"a dn of 200 MB", "dn: ", P1K, 195313, "\n",
		"x.ldif:1: a record longer than", 0, 0},
	    {"a comment of 200 MB", "\n#", P1K, 195313, "\n",
		"x.ldif:2: a record longer than", 0, 0},
	    {"200 MB without a line end", "", P1K, 195313, "",
		"x.ldif:1: a record longer than", 0, 0},
	    {"folds without end", "dn: a\nx:", " " P256 "\n", 781250, "",
		"x.ldif:2: a record longer than", 0, 0},
	    {"lines of a record without end", "dn: a\n", "x: " P256 "\n",
		781250, "", "x.ldif:", 0, 0},
	    {"a million values", "dn: a\n", "x: y\n", 1000000, "",
		"x.ldif:65538: a record with more than 65536 values", 0, 0},
	};
	size_t sum[3];

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		struct error err = {0};

		enum sanreq_status status = read_stream(cases[i].before,
		    cases[i].piece, cases[i].count, cases[i].after, sum, &err);
		const char *want = cases[i].want;

		if (want != NULL) {
			assert_int_equal(status, SANREQ_INPUT);
			if (strncmp(err.text, want, strlen(want)) != 0)
				fail_msg("%s: %s", cases[i].caption, err.text);
			continue;
		}
		if (status != SANREQ_OK)
			fail_msg("%s: %s", cases[i].caption, err.text);
		assert_int_equal(sum[1], cases[i].want_values);
		assert_int_equal(sum[2], cases[i].want_bytes);
	}
}

/* After the ceilings: nothing of the above took more than twice the longest
 * record. */
static void
test_memory(void **state)
{
#ifndef SANREQ_SANITIZED
	struct rusage usage;

	assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
	assert_true(usage.ru_maxrss < 24 << 10);
#endif
	(void)state;
}

static void
test_unreadable(void **state)
{
	struct error err = {0};
	size_t sum[3] = {0};
	uint64_t n;
	int fds[2];

	(void)state;
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(ldif_read(fds[1], "dn: a\n", 6, "x.ldif", NULL,
			     sum_record, sum, &n, &err),
	    SANREQ_INPUT);
	assert_non_null(strstr(err.text, "cannot be read"));
	close(fds[0]);
	close(fds[1]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_accepts),
	    cmocka_unit_test(test_folds),
	    cmocka_unit_test(test_splits),
	    cmocka_unit_test(test_odd_forms),
	    cmocka_unit_test(test_refuses),
	    cmocka_unit_test(test_filter),
	    cmocka_unit_test(test_filter_refuses),
	    cmocka_unit_test(test_ended),
	    cmocka_unit_test(test_callback_error),
	    cmocka_unit_test(test_ceilings),
	    cmocka_unit_test(test_memory),
	    cmocka_unit_test(test_unreadable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
