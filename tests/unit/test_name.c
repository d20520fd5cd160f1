/*
 * SPDX-License-Identifier: ISC
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "name/name.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define L10      "abcdefghij"
#define L60      L10 L10 L10 L10 L10 L10
#define L63      L60 "abc"
#define L64      L60 "abcd"
#define N253     L63 "." L63 "." L63 "." L60 "a"
#define N254     L63 "." L63 "." L63 "." L60 "ab"
#define ONION    "2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid"

struct accept {
	const char *caption;
	const char *in;
	const char *text;
	enum name_kind kind;
	enum name_class class;
	unsigned fixed;
};

static const struct accept accepts[] = {
    {"plain", "mail.contoso.com", "mail.contoso.com", NAME_FQDN, NAME_PUBLIC,
	0},
    {"upper case", "MAIL.Contoso.COM", "mail.contoso.com", NAME_FQDN,
	NAME_PUBLIC, NAME_FIXED_CASE},
    {"root dot", "mail.contoso.com.", "mail.contoso.com", NAME_FQDN,
	NAME_PUBLIC, NAME_FIXED_DOT},
    {"case and dot", "Mail.Contoso.Com.", "mail.contoso.com", NAME_FQDN,
	NAME_PUBLIC, NAME_FIXED_CASE | NAME_FIXED_DOT},
    {"white space around", " \tmail.contoso.com\r\n", "mail.contoso.com",
	NAME_FQDN, NAME_PUBLIC, NAME_FIXED_SPACE},
    {"wildcard", "*.contoso.com", "*.contoso.com", NAME_WILDCARD, NAME_PUBLIC,
	0},
    {"wildcard of an internal domain", "*.corp.contoso.local",
	"*.corp.contoso.local", NAME_WILDCARD, NAME_INTERNAL, 0},
    {"wildcard of a suffix, left to the rules", "*.com", "*.com", NAME_WILDCARD,
	NAME_PUBLIC, 0},
    {"NetBIOS", "UTENA", "utena", NAME_NETBIOS, NAME_INTERNAL, NAME_FIXED_CASE},
    {"NetBIOS with underscore", "ex_01", "ex_01", NAME_NETBIOS, NAME_INTERNAL,
	0},
    {"NetBIOS that is a TLD", "exchange", "exchange", NAME_NETBIOS,
	NAME_INTERNAL, 0},
    {"single label with root dot", "ex01.", "ex01", NAME_NETBIOS, NAME_INTERNAL,
	NAME_FIXED_DOT},
    {"single label of 63", L63, L63, NAME_NETBIOS, NAME_INTERNAL, 0},
    {"one character", "a", "a", NAME_NETBIOS, NAME_INTERNAL, 0},
    {"underscore in a domain", "_sip._tls.contoso.com", "_sip._tls.contoso.com",
	NAME_FQDN, NAME_PUBLIC, 0},
    {"R-LDH label, left to the rules", "bq--x.contoso.com", "bq--x.contoso.com",
	NAME_FQDN, NAME_PUBLIC, 0},
    {"digits but for the last label", "365.1.contoso.com", "365.1.contoso.com",
	NAME_FQDN, NAME_PUBLIC, 0},
    {"253 octets", N253, N253, NAME_FQDN, NAME_INTERNAL, 0},
    {"253 octets and the root dot", N253 ".", N253, NAME_FQDN, NAME_INTERNAL,
	NAME_FIXED_DOT},
    /* classes */
    {".local", "ex.contoso.local", "ex.contoso.local", NAME_FQDN, NAME_INTERNAL,
	0},
    {".internal", "a.internal", "a.internal", NAME_FQDN, NAME_INTERNAL, 0},
    {".corp", "a.corp", "a.corp", NAME_FQDN, NAME_INTERNAL, 0},
    {".example", "a.example", "a.example", NAME_FQDN, NAME_INTERNAL, 0},
    {"looks internal, is delegated", "ad.contoso.exchange",
	"ad.contoso.exchange", NAME_FQDN, NAME_PUBLIC, 0},
    {"TLD by a rule of form *.ck", "mail.contoso.co.ck", "mail.contoso.co.ck",
	NAME_FQDN, NAME_PUBLIC, 0},
    {"home.arpa", "ex.home.arpa", "ex.home.arpa", NAME_FQDN, NAME_INTERNAL, 0},
    {"home.arpa itself", "home.arpa", "home.arpa", NAME_FQDN, NAME_INTERNAL, 0},
    {"not home.arpa", "xhome.arpa", "xhome.arpa", NAME_FQDN, NAME_PUBLIC, 0},
    {"reverse zone, IPv4", "1.2.0.192.in-addr.arpa", "1.2.0.192.in-addr.arpa",
	NAME_FQDN, NAME_INTERNAL, 0},
    {"reverse zone, IPv6", "8.b.d.0.ip6.arpa", "8.b.d.0.ip6.arpa", NAME_FQDN,
	NAME_INTERNAL, 0},
    {"onion service", ONION ".onion", ONION ".onion", NAME_FQDN, NAME_PUBLIC,
	0},
    {"below an onion service", "mail." ONION ".onion", "mail." ONION ".onion",
	NAME_FQDN, NAME_PUBLIC, 0},
    {"onion, not version 3", "abc.onion", "abc.onion", NAME_FQDN, NAME_INTERNAL,
	0},
    {"onion label too long", "a" ONION ".onion", "a" ONION ".onion", NAME_FQDN,
	NAME_INTERNAL, 0},
    /* IDN */
    {"U-label", "b\xc3\xbc\x63her.de", "xn--bcher-kva.de", NAME_FQDN,
	NAME_PUBLIC, NAME_FIXED_IDN},
    {"U-label, upper case", "B\xc3\x9c\x43HER.de", "xn--bcher-kva.de",
	NAME_FQDN, NAME_PUBLIC, NAME_FIXED_IDN},
    {"sharp s stays (nontransitional)", "fa\xc3\x9f.de", "xn--fa-hia.de",
	NAME_FQDN, NAME_PUBLIC, NAME_FIXED_IDN},
    {"decomposed input is composed", "bu\xcc\x88\x63her.de", "xn--bcher-kva.de",
	NAME_FQDN, NAME_PUBLIC, NAME_FIXED_IDN},
    {"wildcard and U-label", "*.b\xc3\xbc\x63her.de", "*.xn--bcher-kva.de",
	NAME_WILDCARD, NAME_PUBLIC, NAME_FIXED_IDN},
    {"U+FF0E as dot", "mail\xef\xbc\x8e\x63ontoso.com", "mail.contoso.com",
	NAME_FQDN, NAME_PUBLIC, NAME_FIXED_IDN},
    {"U+3002 as dot", "mail\xe3\x80\x82\x63ontoso.com", "mail.contoso.com",
	NAME_FQDN, NAME_PUBLIC, NAME_FIXED_IDN},
    {"A-label", "XN--BCHER-KVA.de", "xn--bcher-kva.de", NAME_FQDN, NAME_PUBLIC,
	NAME_FIXED_CASE},
    {"IDN top-level domain", "xn--e1afmkfd.xn--p1ai", "xn--e1afmkfd.xn--p1ai",
	NAME_FQDN, NAME_PUBLIC, 0},
    {"U-label and underscore", "_x.b\xc3\xbc\x63her.de", "_x.xn--bcher-kva.de",
	NAME_FQDN, NAME_PUBLIC, NAME_FIXED_IDN},
    /* addresses */
    {"IPv4", "1.1.1.1", "1.1.1.1", NAME_IP, NAME_PUBLIC, 0},
    {"IPv4, private", "10.1.2.3", "10.1.2.3", NAME_IP, NAME_INTERNAL, 0},
    {"IPv6", "2606:4700::1", "2606:4700::1", NAME_IP, NAME_PUBLIC, 0},
    {"IPv6 to RFC 5952", "2606:4700:0:0:0:0:0:AB", "2606:4700::ab", NAME_IP,
	NAME_PUBLIC, NAME_FIXED_CASE},
    {"one group of zeros is not shortened", "2606:0:1:1:1:1:1:1",
	"2606:0:1:1:1:1:1:1", NAME_IP, NAME_PUBLIC, 0},
    {"link local", "fe80::1", "fe80::1", NAME_IP, NAME_INTERNAL, 0},
    {"IPv4-mapped", "::FFFF:1.2.3.4", "::ffff:1.2.3.4", NAME_IP, NAME_INTERNAL,
	NAME_FIXED_CASE},
};

struct refuse {
	const char *caption;
	const char *in;
	size_t n; /* 0: strlen(in) */
	const char *rule;
	const char *says;
};

static const struct refuse refuses[] = {
    {"empty", "", 0, "NAM11", "empty name"},
    {"blank", " \t ", 0, "NAM11", "empty name"},
    {"dot", ".", 0, "NAM11", "offset 0"},
    {"two dots", "..", 0, "NAM11", "offset 0"},
    {"leading dot", ".contoso.com", 0, "NAM11", "offset 0"},
    {"empty label", "mail..contoso.com", 0, "NAM11", "offset 5"},
    {"two root dots", "mail.contoso.com..", 0, "NAM11", "offset 17"},
    {"space", "mail contoso.com", 0, "NAM09", "U+0020 at offset 4"},
    {"NUL", "a.example\0.evil.example", 23, "NAM09", "U+0000 at offset 9"},
    {"NUL at the end", "mail.contoso.com\0", 17, "NAM09",
	"U+0000 at offset 16"},
    {"control", "mail\x01.contoso.com", 0, "NAM09", "U+0001 at offset 4"},
    {"line end inside", "a.example\nb.example", 0, "NAM09", "by itself"},
    {"DEL", "mail\x7f.contoso.com", 0, "NAM09", "U+007F"},
    {"comma", "a.example,b.example", 0, "NAM09", "',' (U+002C) at offset 9"},
    {"smuggled names", "a.example,email:x@evil.example,DNS:*.evil.example", 0,
	"NAM09", "',' (U+002C) at offset 9"},
    {"smuggled by a line end", "a.example\nDNS.2=*.evil.example", 0, "NAM09",
	"U+000A at offset 9"},
    {"semicolon", "a.example;b.example", 0, "NAM09", "by itself"},
    {"quote", "\"a.example\"", 0, "NAM09", "offset 0"},
    {"dollar", "$ENV::HOME.example", 0, "NAM09", "'$' (U+0024)"},
    {"section of a configuration", "@section", 0, "NAM09", "'@'"},
    {"question mark", "ma?l.contoso.com", 0, "NAM09", "'?'"},
    {"equals", "a=b.contoso.com", 0, "NAM09", "'='"},
    {"invalid UTF-8", "mail\xff.contoso.com", 0, "NAM09",
	"byte 0xff at offset 4"},
    {"Latin-1", "b\xfc\x63her.de", 0, "NAM09", "byte 0xfc at offset 1"},
    {"overlong UTF-8", "a\xc0\xae\x62.de", 0, "NAM09", "byte 0xc0 at offset 1"},
    {"surrogate", "a\xed\xa0\x80.de", 0, "NAM09", "not UTF-8"},
    {"truncated UTF-8", "a.d\xc3", 0, "NAM09", "offset 3"},
    {"NUL behind a U-label", "b\xc3\xbc.de\0.evil.example", 20, "NAM09",
	"U+0000 at offset 6"},
    {"hyphen first", "-mail.contoso.com", 0, "NAM10", "\"-mail\""},
    {"hyphen last", "mail-.contoso.com", 0, "NAM10", "\"mail-\""},
    {"hyphen in the last label", "mail.contoso.com-", 0, "NAM10", "\"com-\""},
    {"hyphen alone", "-", 0, "NAM10", "hyphen"},
    {"label of 64", L64 ".contoso.com", 0, "NAM13", "64 octets"},
    {"last label of 64", "a." L64, 0, "NAM13", "offset 2 has 64"},
    {"single label of 64", L64, 0, "NAM13", "64 octets"},
    {"name of 254", N254, 0, "NAM14", "(254)"},
    {"name of 254 and the root dot", N254 ".", 0, "NAM14", "253"},
    {"U-label too long as A-label", "\xc3\xbc" L60 "a.de", 0, "NAM13",
	"A-label"},
    {"star last", "mail.*", 0, "NAM20", "offset 5"},
    {"star inside", "mail.*.contoso.com", 0, "NAM20", "offset 5"},
    {"two stars", "*.*.contoso.com", 0, "NAM20", "offset 2"},
    {"part of a label", "f*.contoso.com", 0, "NAM20", "offset 1"},
    {"star and more", "*f.contoso.com", 0, "NAM20", "offset 0"},
    {"star without dot", "**", 0, "NAM20", "offset 0"},
    {"star and U-label in one", "*b\xc3\xbc.de", 0, "NAM20", "offset 0"},
    {"star behind a U-label", "b\xc3\xbc.*", 0, "NAM20", "'*'"},
    {"bare star", "*", 0, "NAM21", "everything"},
    {"bare star with root dot", "*.", 0, "NAM21", "everything"},
    {"star and an empty label", "*..com", 0, "NAM11", "offset 2"},
    {"full-width star", "\xef\xbc\x8a.contoso.com", 0, "NAM09", "IDNA makes"},
    {"full-width slash", "evil.example\xef\xbc\x8f.contoso.com", 0, "NAM09",
	"IDNA makes"},
    {"full-width colons", "fe80\xef\xbc\x9a\xef\xbc\x9a\x31", 0, "NAM09",
	"IDNA makes"},
    {"account sign becomes a/c", "\xe2\x84\x80.contoso.com", 0, "NAM09", "'/'"},
    {"full-width dots make an empty label",
	"mail\xef\xbc\x8e\xef\xbc\x8e\x63ontoso.com", 0, "NAM11",
	"empty label"},
    {"soft hyphen alone", "\xc2\xad", 0, "NAM09", "U+00AD at offset 0"},
    {"soft hyphen within",
	"m\xc2\xad"
	"ail.de",
	0, "NAM09", "invisible"},
    {"wildcard of a soft hyphen", "*.\xc2\xad", 0, "NAM09", "U+00AD"},
    {"symbol", "I\xe2\x9d\xa4.ws", 0, "NAM18", "disallowed"},
    {"hyphen before a U-label", "-\xc3\xbc.de", 0, "NAM18", "hyphen"},
    {"combining mark first", "\xcc\x88\x61.de", 0, "NAM18", ""},
    {"xn-- and nothing", "xn--.de", 0, "NAM10", "\"xn--\""},
    {"xn-- of ASCII", "xn--abc-.de", 0, "NAM10", "\"xn--abc-\""},
    {"xn-- not decodable", "xn--zzzzzzzz.de", 0, "NAM17", "xn--zzzzzzzz"},
    {"xn-- not NFC", "mail.xn--u-ccb.de", 0, "NAM17", "NFC"},
    {"xn-- within xn--", "xn--xn---epa.de", 0, "NAM17", "malformed"},
    {"xn-- of a capital does not round-trip", "xn--bcher-2pa.de", 0, "NAM17",
	"malformed"},
    {"xn-- of a full-width letter", "xn--mi7c.de", 0, "NAM17", "malformed"},
    {"xn-- of a ligature", "xn--fi-3b1n.de", 0, "NAM17", "malformed"},
    {"URL", "https://mail.contoso.com/ews", 0, "NAM27",
	"use the host part \"mail.contoso.com\""},
    {"URL with port", "https://mail.contoso.com:8443/owa", 0, "NAM27",
	"part \"mail.contoso.com\""},
    {"URL of an IDN", "https://b\xc3\xbc\x63her.de/", 0, "NAM27", "is a URL"},
    {"URL with address", "https://[fe80::1]/ews", 0, "NAM27",
	"part \"fe80::1\""},
    {"URL, one slash", "http:/mail.contoso.com", 0, "NAM27",
	"part \"mail.contoso.com\""},
    {"URL with a password", "https://user:pw@mail.contoso.com/", 0, "NAM27",
	"user information"},
    {"URL without host", "https:///", 0, "NAM27", "give the host"},
    {"host and port", "mail.contoso.com:443", 0, "NAM27",
	"port; use the host part \"mail.contoso.com\""},
    {"IDN and port", "b\xc3\xbc\x63her.de:443", 0, "NAM27", "port"},
    {"address and port", "192.0.2.1:443", 0, "NAM27", "part \"192.0.2.1\""},
    {"host and path", "mail.contoso.com/ews", 0, "NAM27",
	"path; use the host part \"mail.contoso.com\""},
    {"e-mail", "admin@contoso.com", 0, "NAM27",
	"e-mail address; use the host part \"contoso.com\""},
    {"proxy address", "SMTP:admin@contoso.com", 0, "NAM27",
	"part \"contoso.com\""},
    {"UNC", "\\\\ex01\\share", 0, "NAM27",
	"UNC path; use the host part \"ex01\""},
    {"UNC without share", "\\\\ex01", 0, "NAM27", "part \"ex01\""},
    {"account", "CONTOSO\\admin", 0, "NAM27", "part \"CONTOSO\""},
    {"DNS: before it", "DNS:mail.contoso.com", 0, "NAM27",
	"part \"mail.contoso.com\""},
    {"address in brackets", "[fe80::1]", 0, "NAM27", "part \"fe80::1\""},
    {"address with zone", "fe80::1%eth0", 0, "NAM27", "part \"fe80::1\""},
    {"percent", "mail%2econtoso.com", 0, "NAM09", "'%' (U+0025) at offset 4"},
    {"script", "http://f/<script>alert(1)</script>", 0, "NAM09", "':'"},
    {"digits alone", "12345", 0, "NAM33", "digits"},
    {"last label of digits", "mail.contoso.1", 0, "NAM33", "digits"},
    {"IPv4 of three", "10.1.2", 0, "NAM33", "no IPv4"},
    {"IPv4 of five", "10.1.2.3.4", 0, "NAM33", "no IPv4"},
    {"IPv4 octet of 256", "10.1.2.256", 0, "NAM33", "no IPv4"},
    {"IPv4 in octal", "010.1.2.3", 0, "NAM33", "no IPv4"},
    {"wildcard of an address", "*.0.0.1", 0, "NAM33", "digits"},
    {"IPv6 of nine groups", "1:2:3:4:5:6:7:8:9", 0, "NAM09", "':'"},
    {"IPv6 with two gaps", "1::2::3", 0, "NAM09", "':'"},
    {"IPv6 group of five", "fe80::12345", 0, "NAM09", "':'"},
};

static void
test_accepts(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(accepts); i++) {
		const struct accept *t = &accepts[i];
		struct error err = {0};
		struct name name;

		if (name_parse(t->in, strlen(t->in), &name, &err) != SANREQ_OK)
			fail_msg("%s: %s", t->caption, err.text);
		if (strcmp(name.text, t->text) != 0 || name.kind != t->kind ||
		    name.class != t->class || name.fixed != t->fixed)
			fail_msg("%s: %s %s %s fixed %u", t->caption, name.text,
			    name_kind_text(name.kind),
			    name_class_text(name.class), name.fixed);
	}
}

/* What passed once passes again and stays as it is. */
static void
test_normal_form_is_stable(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(accepts); i++) {
		const char *text = accepts[i].text;
		struct error err = {0};
		struct name name;

		assert_int_equal(
		    name_parse(text, strlen(text), &name, &err), SANREQ_OK);
		assert_string_equal(name.text, text);
		assert_int_equal(name.kind, accepts[i].kind);
		assert_int_equal(name.class, accepts[i].class);
		assert_int_equal(name.fixed, 0);
	}
}

static void
test_refuses(void **state)
{
	(void)state;
	assert_true(COUNT(refuses) >= COUNT(accepts));
	for (size_t i = 0; i < COUNT(refuses); i++) {
		const struct refuse *t = &refuses[i];
		size_t n = t->n != 0 ? t->n : strlen(t->in);
		struct error err = {0};
		struct name name = {.text = "untouched"};

		if (name_parse(t->in, n, &name, &err) != SANREQ_NAME)
			fail_msg("%s: taken as %s", t->caption, name.text);
		assert_string_equal(name.text, "untouched");
		if (err.rule == NULL || strcmp(err.rule, t->rule) != 0 ||
		    strstr(err.text, t->says) == NULL)
			fail_msg("%s: want %s ... %s, have %s", t->caption,
			    t->rule, t->says, err.text);
		for (const char *p = err.text; *p != '\0'; p++)
			if ((unsigned char)*p < 0x20 || *p == 0x7f)
				fail_msg("%s: raw control", t->caption);
		assert_null(strstr(err.text, "user:pw"));
	}
}

static void
test_huge(void **state)
{
	static char big[2000000];
	struct error err = {0};
	struct name name;

	(void)state;
	memset(big, 'a', sizeof(big));
	assert_int_equal(
	    name_parse(big, sizeof(big), &name, &err), SANREQ_NAME);
	assert_string_equal(err.rule, "NAM14");
	error_clear(&err);
	memset(big, '\xc3', sizeof(big));
	assert_int_equal(
	    name_parse(big, sizeof(big), &name, &err), SANREQ_NAME);
	error_clear(&err);
	memset(big, '@', sizeof(big));
	assert_int_equal(
	    name_parse(big, sizeof(big), &name, &err), SANREQ_NAME);
	assert_string_equal(err.rule, "NAM09");
}

static void
test_words(void **state)
{
	(void)state;
	assert_string_equal(name_kind_text(NAME_WILDCARD), "wildcard");
	assert_string_equal(name_class_text(NAME_INTERNAL), "internal");
}

static void
test_covers(void **state)
{
	static const struct {
		const char *presented;
		const char *reference;
		bool want;
	} cases[] = {
	    {"a.contoso.com", "a.contoso.com", true},
	    {"*.contoso.com", "a.contoso.com", true},
	    {"*.contoso.com", "*.contoso.com", true},
	    {"*.contoso.com", "xn--bcher-kva.contoso.com", true},
	    {"10.1.2.3", "10.1.2.3", true},
	    {"fe80::1", "fe80::1", true},
	    {"ex01", "ex01", true},
	    {"a.contoso.com", "b.contoso.com", false},
	    {"*.contoso.com", "contoso.com", false},
	    {"*.contoso.com", "a.b.contoso.com", false},
	    {"*.contoso.com", "a.xcontoso.com", false},
	    {"*.contoso.com", "*.a.contoso.com", false},
	    {"*.contoso.com", ".contoso.com", false},
	    {"a.contoso.com", "*.contoso.com", false},
	    {"*.2.3.4", "1.2.3.4", false},
	    {"*", "ex01", false},
	    {"contoso.com", "a.contoso.com", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (name_covers(cases[i].presented, cases[i].reference) !=
		    cases[i].want)
			fail_msg("%s over %s", cases[i].presented,
			    cases[i].reference);
}

static void
test_suffix(void **state)
{
	static const struct {
		const char *text;
		enum name_suffix suffix;
		const char *base;
		bool delegated;
	} cases[] = {
	    {"mail.contoso.com", SUFFIX_NONE, "contoso.com", true},
	    {"contoso.com", SUFFIX_NONE, "contoso.com", true},
	    {"com", SUFFIX_ICANN, NULL, false},
	    {"*.com", SUFFIX_ICANN, NULL, true},
	    {"co.uk", SUFFIX_ICANN, NULL, true},
	    {"*.co.uk", SUFFIX_ICANN, NULL, true},
	    {"*.contoso.co.uk", SUFFIX_NONE, "contoso.co.uk", true},
	    {"github.io", SUFFIX_PRIVATE, "github.io", true},
	    {"*.github.io", SUFFIX_PRIVATE, "github.io", true},
	    {"x.github.io", SUFFIX_NONE, "github.io", true},
	    {"uk.com", SUFFIX_PRIVATE, "uk.com", true},
	    {"a.uk.com", SUFFIX_NONE, "uk.com", true},
	    {"foo.ck", SUFFIX_ICANN, NULL, true},
	    {"www.ck", SUFFIX_NONE, "www.ck", true},
	    {"a.b.foo.ck", SUFFIX_NONE, "b.foo.ck", true},
	    {"city.kawasaki.jp", SUFFIX_NONE, "city.kawasaki.jp", true},
	    {"a.xn--p1ai", SUFFIX_NONE, "a.xn--p1ai", true},
	    {"ex.contoso.local", SUFFIX_NONE, NULL, false},
	    {"local", SUFFIX_NONE, NULL, false},
	    {"*.local", SUFFIX_NONE, NULL, false},
	    {"ex01", SUFFIX_NONE, NULL, false},
	    {"home.arpa", SUFFIX_NONE, NULL, true},
	    {"ex.home.arpa", SUFFIX_NONE, NULL, true},
	    {"1.in-addr.arpa", SUFFIX_NONE, NULL, true},
	    {"onion", SUFFIX_NONE, NULL, false},
	    {"abc.onion", SUFFIX_NONE, NULL, false},
	    {"a." ONION ".onion", SUFFIX_NONE, ONION ".onion", false},
	    {"10.1.2.3", SUFFIX_NONE, NULL, false},
	    {"1.1.1.1", SUFFIX_NONE, NULL, false},
	    {"2606:4700::1", SUFFIX_NONE, NULL, false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *base = name_base_domain(cases[i].text);

		if (name_suffix(cases[i].text) != cases[i].suffix)
			fail_msg("suffix of %s", cases[i].text);
		if (name_tld_is_delegated(cases[i].text) != cases[i].delegated)
			fail_msg("TLD of %s", cases[i].text);
		if ((base == NULL) != (cases[i].base == NULL) ||
		    (base != NULL && strcmp(base, cases[i].base) != 0))
			fail_msg("base of %s: %s", cases[i].text,
			    base != NULL ? base : "none");
		if (base != NULL) /* lent from the text itself */
			assert_true(base >= cases[i].text &&
				    base <= cases[i].text + 80);
	}
}

static void
test_reserved(void **state)
{
	/* the first and last address of the blocks, and their neighbors */
	static const struct {
		const char *text;
		const char *block; /* NULL: not reserved */
		const char *rfc;
	} cases[] = {
	    {"0.0.0.0", "0.0.0.0/32", "RFC 1122"},
	    {"0.255.255.255", "0.0.0.0/8", "RFC 791"},
	    {"1.0.0.0", NULL, NULL},
	    {"9.255.255.255", NULL, NULL},
	    {"10.0.0.0", "10.0.0.0/8", "RFC 1918"},
	    {"10.255.255.255", "10.0.0.0/8", "RFC 1918"},
	    {"11.0.0.0", NULL, NULL},
	    {"100.63.255.255", NULL, NULL},
	    {"100.64.0.0", "100.64.0.0/10", "RFC 6598"},
	    {"100.127.255.255", "100.64.0.0/10", "RFC 6598"},
	    {"100.128.0.0", NULL, NULL},
	    {"127.0.0.1", "127.0.0.0/8", "RFC 1122"},
	    {"128.0.0.0", NULL, NULL},
	    {"169.254.1.1", "169.254.0.0/16", "RFC 3927"},
	    {"172.15.255.255", NULL, NULL},
	    {"172.16.0.0", "172.16.0.0/12", "RFC 1918"},
	    {"172.31.255.255", "172.16.0.0/12", "RFC 1918"},
	    {"172.32.0.0", NULL, NULL},
	    {"192.0.0.1", "192.0.0.0/29", "RFC 7335"},
	    {"192.0.0.8", "192.0.0.8/32", "RFC 7600"},
	    {"192.0.0.9", "192.0.0.9/32", "RFC 7723"},
	    {"192.0.0.10", "192.0.0.10/32", "RFC 8155"},
	    {"192.0.0.11", "192.0.0.0/24", "RFC 6890"},
	    {"192.0.0.170", "192.0.0.170/32", "RFC 8880"},
	    {"192.0.0.171", "192.0.0.171/32", "RFC 8880"},
	    {"192.0.1.0", NULL, NULL},
	    {"192.0.2.1", "192.0.2.0/24", "RFC 5737"},
	    {"192.31.196.1", "192.31.196.0/24", "RFC 7535"},
	    {"192.52.193.1", "192.52.193.0/24", "RFC 7450"},
	    {"192.88.99.1", "192.88.99.0/24", "RFC 7526"},
	    {"192.88.99.2", "192.88.99.2/32", "RFC 6751"},
	    {"192.168.255.255", "192.168.0.0/16", "RFC 1918"},
	    {"192.169.0.0", NULL, NULL},
	    {"192.175.48.1", "192.175.48.0/24", "RFC 7534"},
	    {"198.17.255.255", NULL, NULL},
	    {"198.18.0.0", "198.18.0.0/15", "RFC 2544"},
	    {"198.19.255.255", "198.18.0.0/15", "RFC 2544"},
	    {"198.20.0.0", NULL, NULL},
	    {"198.51.100.7", "198.51.100.0/24", "RFC 5737"},
	    {"203.0.113.7", "203.0.113.0/24", "RFC 5737"},
	    {"223.255.255.255", NULL, NULL},
	    {"224.0.0.1", "224.0.0.0/4", "RFC 5771"},
	    {"239.255.255.255", "224.0.0.0/4", "RFC 5771"},
	    {"240.0.0.0", "240.0.0.0/4", "RFC 1112"},
	    {"255.255.255.255", "255.255.255.255/32", "RFC 919"},
	    {"::", "::/128", "RFC 4291"},
	    {"::1", "::1/128", "RFC 4291"},
	    {"::ffff:8.8.8.8", "::ffff:0:0/96", "RFC 4291"},
	    {"64:ff9b::1", "64:ff9b::/96", "RFC 6052"},
	    {"64:ff9b:0:1::", NULL, NULL},
	    {"64:ff9b:1::1", "64:ff9b:1::/48", "RFC 8215"},
	    {"100::1", "100::/64", "RFC 6666"},
	    {"100:0:0:1::1", "100:0:0:1::/64", "RFC 9780"},
	    {"100:0:0:2::", NULL, NULL},
	    {"2001::1", "2001::/32", "RFC 4380"},
	    {"2001:1::1", "2001:1::1/128", "RFC 7723"},
	    {"2001:1::2", "2001:1::2/128", "RFC 8155"},
	    {"2001:1::3", "2001:1::3/128", "RFC 9665"},
	    {"2001:1::4", "2001::/23", "RFC 2928"},
	    {"2001:2::1", "2001:2::/48", "RFC 5180"},
	    {"2001:3::1", "2001:3::/32", "RFC 7450"},
	    {"2001:4:112::1", "2001:4:112::/48", "RFC 7535"},
	    {"2001:10::1", "2001:10::/28", "RFC 4843"},
	    {"2001:2f:ffff::", "2001:20::/28", "RFC 7343"},
	    {"2001:3f::", "2001:30::/28", "RFC 9374"},
	    {"2001:1ff::", "2001::/23", "RFC 2928"},
	    {"2001:200::", NULL, NULL},
	    {"2001:db8::1", "2001:db8::/32", "RFC 3849"},
	    {"2001:db9::", NULL, NULL},
	    {"2002:102:304::1", "2002::/16", "RFC 3056"},
	    {"2003::", NULL, NULL},
	    {"2606:4700::1", NULL, NULL},
	    {"2620:4f:8000::1", "2620:4f:8000::/48", "RFC 7534"},
	    {"3fff:fff::1", "3fff::/20", "RFC 9637"},
	    {"3fff:1000::", NULL, NULL},
	    {"5f00::1", "5f00::/16", "RFC 9602"},
	    {"fbff::", NULL, NULL},
	    {"fc00::1", "fc00::/7", "RFC 4193"},
	    {"fdff::1", "fc00::/7", "RFC 4193"},
	    {"febf::1", "fe80::/10", "RFC 4291"},
	    {"ff02::1", "ff00::/8", "RFC 4291"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *block = NULL, *rfc = NULL;

		if (name_ip_is_reserved(cases[i].text, &block, &rfc) !=
		    (cases[i].block != NULL))
			fail_msg("%s", cases[i].text);
		if (cases[i].block == NULL)
			continue;
		if (strcmp(block, cases[i].block) != 0 ||
		    strcmp(rfc, cases[i].rfc) != 0)
			fail_msg("%s: %s %s", cases[i].text, block, rfc);
		assert_true(name_ip_is_reserved(cases[i].text, NULL, NULL));
	}
	assert_false(name_ip_is_reserved("mail.contoso.com", NULL, NULL));
}

static void
test_octets(void **state)
{
	unsigned char octets[16];

	(void)state;
	assert_int_equal(name_ip_octets("192.0.2.1", octets), 4);
	assert_memory_equal(octets, "\xc0\x00\x02\x01", 4);
	assert_int_equal(name_ip_octets("2001:db8::1", octets), 16);
	assert_memory_equal(
	    octets, "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01", 16);
	assert_int_equal(name_ip_octets("contoso.com", octets), 0);
	assert_int_equal(name_ip_octets("", octets), 0);
}

static void
test_below(void **state)
{
	static const struct {
		const char *text, *domain;
		bool want;
	} cases[] = {
	    {"contoso.com", "contoso.com", true},
	    {"mail.contoso.com", "contoso.com", true},
	    {"*.contoso.com", "contoso.com", true},
	    {"a.b.contoso.com", "contoso.com", true},
	    {"notcontoso.com", "contoso.com", false},
	    {"contoso.com", "mail.contoso.com", false},
	    {"contoso.com.example", "contoso.com", false},
	    {"com", "contoso.com", false},
	    {"", "contoso.com", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		if (name_text_is_below(cases[i].text, cases[i].domain) !=
		    cases[i].want)
			fail_msg("%s below %s", cases[i].text, cases[i].domain);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_below),
	    cmocka_unit_test(test_accepts),
	    cmocka_unit_test(test_normal_form_is_stable),
	    cmocka_unit_test(test_refuses),
	    cmocka_unit_test(test_huge),
	    cmocka_unit_test(test_words),
	    cmocka_unit_test(test_covers),
	    cmocka_unit_test(test_suffix),
	    cmocka_unit_test(test_reserved),
	    cmocka_unit_test(test_octets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
