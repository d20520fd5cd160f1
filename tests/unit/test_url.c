/*
 * SPDX-License-Identifier: ISC
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "name/url.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

struct accept {
	const char *caption;
	const char *in;
	enum url_scheme scheme;
	const char *host;
	unsigned port;
	unsigned flaws;
};

static const struct accept accepts[] = {
    {"as Exchange writes it", "https://mail.contoso.com/owa", URL_HTTPS,
	"mail.contoso.com", 0, 0},
    {"http", "http://ex01.corp.contoso.local/powershell", URL_HTTP,
	"ex01.corp.contoso.local", 0, 0},
    {"no path", "https://mail.contoso.com", URL_HTTPS, "mail.contoso.com", 0,
	0},
    {"NetBIOS host", "https://EX01/Autodiscover/Autodiscover.xml", URL_HTTPS,
	"ex01", 0, 0},
    {"mixed case", "HTTPS://Mail.Contoso.COM/EWS/Exchange.asmx", URL_HTTPS,
	"mail.contoso.com", 0, 0},
    {"its own port", "https://mail.contoso.com:443/owa", URL_HTTPS,
	"mail.contoso.com", 443, 0},
    {"own port of http", "http://mail.contoso.com:80/", URL_HTTP,
	"mail.contoso.com", 80, 0},
    {"port of the back end", "https://ex01.contoso.com:444/owa", URL_HTTPS,
	"ex01.contoso.com", 444, URL_FLAW_PORT},
    {"port 8443", "https://mail.contoso.com:8443/owa", URL_HTTPS,
	"mail.contoso.com", 8443, URL_FLAW_PORT},
    {"http on 443", "http://mail.contoso.com:443/", URL_HTTP,
	"mail.contoso.com", 443, URL_FLAW_PORT},
    {"highest port", "https://mail.contoso.com:65535", URL_HTTPS,
	"mail.contoso.com", 65535, URL_FLAW_PORT},
    {"colon without port", "https://mail.contoso.com:/owa", URL_HTTPS,
	"mail.contoso.com", 0, 0},
    {"query behind the host", "https://mail.contoso.com?x=1", URL_HTTPS,
	"mail.contoso.com", 0, 0},
    {"fragment behind the host", "https://mail.contoso.com#x", URL_HTTPS,
	"mail.contoso.com", 0, 0},
    {"at sign and URL in the query",
	"https://mail.contoso.com/owa?u=https://a@b.example/%2e", URL_HTTPS,
	"mail.contoso.com", 0, 0},
    {"bare host", "mail.contoso.com", URL_NONE, "mail.contoso.com", 0,
	URL_FLAW_NO_SCHEME},
    {"host and path", "mail.contoso.com/ews", URL_NONE, "mail.contoso.com", 0,
	URL_FLAW_NO_SCHEME},
    {"host and port", "mail.contoso.com:443", URL_NONE, "mail.contoso.com", 443,
	URL_FLAW_NO_SCHEME},
    {"host, another port, path", "mail.contoso.com:8443/owa", URL_NONE,
	"mail.contoso.com", 8443, URL_FLAW_NO_SCHEME | URL_FLAW_PORT},
    {"host and lost port", "mail.contoso.com:/owa", URL_NONE,
	"mail.contoso.com", 0, URL_FLAW_NO_SCHEME},
    {"short host and port", "ex01:443", URL_NONE, "ex01", 443,
	URL_FLAW_NO_SCHEME},
    {"scheme left out", "//mail.contoso.com/owa", URL_NONE, "mail.contoso.com",
	0, URL_FLAW_NO_SCHEME},
    {"white space around", "  https://mail.contoso.com/owa\r\n", URL_HTTPS,
	"mail.contoso.com", 0, URL_FLAW_SPACE},
    {"one slash", "https:/mail.contoso.com/owa", URL_HTTPS, "mail.contoso.com",
	0, URL_FLAW_SLASHES},
    {"no slash", "https:mail.contoso.com/owa", URL_HTTPS, "mail.contoso.com", 0,
	URL_FLAW_SLASHES},
    {"three slashes", "https:///mail.contoso.com/owa", URL_HTTPS,
	"mail.contoso.com", 0, URL_FLAW_SLASHES},
    {"backslashes", "https:\\\\mail.contoso.com/owa", URL_HTTPS,
	"mail.contoso.com", 0, URL_FLAW_SLASHES},
    {"root dot", "https://mail.contoso.com./owa", URL_HTTPS, "mail.contoso.com",
	0, URL_FLAW_DOT},
    {"IDN", "https://b\xc3\xbc\x63her.de/owa", URL_HTTPS, "xn--bcher-kva.de", 0,
	URL_FLAW_IDN},
    {"full-width dot", "https://mail\xef\xbc\x8e\x63ontoso.com/", URL_HTTPS,
	"mail.contoso.com", 0, URL_FLAW_IDN},
    {"IPv4", "https://192.0.2.1/ews", URL_HTTPS, "192.0.2.1", 0, URL_FLAW_IP},
    {"IPv6", "https://[fe80::1]/ews", URL_HTTPS, "fe80::1", 0, URL_FLAW_IP},
    {"IPv6 and port", "https://[2001:DB8::1]:8443/ews", URL_HTTPS,
	"2001:db8::1", 8443, URL_FLAW_IP | URL_FLAW_PORT},
    {"bare IPv6", "fe80::1", URL_NONE, "fe80::1", 0,
	URL_FLAW_IP | URL_FLAW_NO_SCHEME},
    {"underscore", "https://mail_1.contoso.com/", URL_HTTPS,
	"mail_1.contoso.com", 0, 0},
    {"pointer to another forest", "LDAP://contoso.com/CN=x,DC=contoso",
	URL_LDAP, "contoso.com", 0, 0},
    {"another scheme", "smtp://mail.contoso.com", URL_OTHER, "mail.contoso.com",
	0, 0},
    {"IRI path", "https://mail.contoso.com/\xc3\xbc", URL_HTTPS,
	"mail.contoso.com", 0, 0},
};

struct refuse {
	const char *caption;
	const char *in;
	size_t n;         /* 0: strlen(in) */
	const char *rule; /* NULL: of none of the catalogue */
	const char *says;
	bool hostile;
};

static const struct refuse refuses[] = {
    {"empty", "", 0, "NAM11", "no host", false},
    {"blank", "  ", 0, "NAM11", "no host", false},
    {"script in the path", "http://f/<script language=\"JScript\">", 0, "NAM09",
	"'<' (U+003C) at offset 9", true},
    {"script behind a space", "http://f/ <script>", 0, "NAM09", "U+0020", true},
    {"script scheme", "javascript:alert(1)", 0, "NAM27", "script", true},
    {"script scheme with a host", "javascript://contoso.com/%0aalert(1)", 0,
	"NAM27", "script", true},
    {"data scheme", "data:text/html,x", 0, "NAM27", "script", true},
    {"control", "https://mail.contoso.com/\x1b[31m", 0, "NAM09", "U+001B",
	true},
    {"NUL", "https://mail.contoso.com\0.evil.example/", 39, "NAM09",
	"U+0000) at offset 24", true},
    {"line end inside", "https://mail.contoso.com/\nSet-X", 0, "NAM09",
	"U+000A", true},
    {"tab in the host", "https://mail\t.contoso.com/", 0, "NAM09", "U+0009",
	true},
    {"invalid UTF-8", "https://mail.contoso.com/\xff", 0, "NAM09", "octet FF",
	false},
    {"C1 control", "https://mail.contoso.com/\xc2\x9b", 0, "NAM09", "", true},
    {"user and password", "https://user:pw@mail.contoso.com/", 0, "NAM27",
	"'@' at offset 15", true},
    {"user", "https://mail.contoso.com@evil.example/", 0, "NAM27",
	"user information", true},
    {"two at signs", "https://a@b@evil.example/", 0, "NAM27",
	"user information", true},
    {"bare e-mail", "admin@contoso.com", 0, "NAM27", "user information", true},
    {"password and an illegal character", "https://user:p w@x.example/", 0,
	"NAM09", "not shown", false},
    {"space in the host", "https://mail contoso.com/owa", 0, "NAM09",
	"U+0020) at offset 12", false},
    {"space behind the scheme", "https:// mail.contoso.com/", 0, "NAM09",
	"offset 8", false},
    {"quotes", "\"https://mail.contoso.com/\"", 0, "NAM09", "offset 0", false},
    {"template", "https://{host}/owa", 0, "NAM09", "'{'", false},
    {"template %s", "https://%s/owa", 0, "NAM09", "'%' at offset 8", false},
    {"template with a domain", "https://%server%.contoso.com/", 0, "NAM09",
	"template", false},
    {"percent-encoded dot", "https://mail%2econtoso.com/", 0, "NAM09",
	"'%' at offset 12", false},
    {"zone of an address", "https://[fe80::1%25eth0]/", 0, "NAM09", "percent",
	false},
    {"caret", "https://mail.contoso.com/^", 0, "NAM09", "'^'", false},
    {"backtick", "https://mail.contoso.com/`", 0, "NAM09", "'`'", false},
    {"bar", "https://mail.contoso.com/|", 0, "NAM09", "'|'", false},
    {"backslash in the path", "https:\\\\host\\x", 0, "NAM09",
	"U+005C) at offset 12", false},
    {"backslash before an at sign", "https://a.example\\@evil.example/", 0,
	"NAM09", "U+005C", false},
    {"UNC", "\\\\ex01\\share", 0, "NAM09", "offset 0", false},
    {"drive", "C:\\inetpub\\wwwroot", 0, "NAM09", "U+005C", false},
    {"doubled scheme", "https://https://x", 0, "NAM27",
	"doubled scheme at offset 8", false},
    {"doubled scheme, both kinds", "http://https://mail.contoso.com/owa", 0,
	"NAM27", "doubled scheme", false},
    {"doubled scheme without colon", "https://https//mail.contoso.com", 0,
	"NAM27", "doubled scheme", false},
    {"doubled scheme without slashes", "https:https:mail.contoso.com", 0,
	"NAM27", "doubled scheme", false},
    {"scheme alone", "https://", 0, "NAM11", "no host at offset 8", false},
    {"scheme and many slashes", "https://///", 0, "NAM11", "no host", false},
    {"port alone", "https://:443/", 0, "NAM11", "no host", false},
    {"path alone", "/ews/exchange.asmx", 0, "NAM11", "no host", false},
    {"ldap without host", "ldap:///DC=contoso,DC=com", 0, "NAM11", "no host",
	false},
    {"empty brackets", "https://[]/", 0, "NAM11", "no host", false},
    {"port 0", "https://mail.contoso.com:0/", 0, "NAM27", "port \"0\"", false},
    {"port 65536", "https://mail.contoso.com:65536/", 0, "NAM27",
	"port \"65536\"", false},
    {"port that overflows", "https://mail.contoso.com:4294967739/", 0, "NAM27",
	"from 1 to 65535", false},
    {"port of letters", "https://mail.contoso.com:owa/", 0, "NAM27",
	"port \"owa\"", false},
    {"signed port", "https://mail.contoso.com:+443/", 0, "NAM27",
	"port \"+443\"", false},
    {"two ports", "https://mail.contoso.com:443:444/", 0, "NAM27",
	"more than one ':'", false},
    {"IPv6 without brackets", "https://fe80::1/ews", 0, "NAM27", "brackets",
	false},
    {"bracket not closed", "https://[fe80::1/ews", 0, "NAM27", "[address]",
	false},
    {"text behind the bracket", "https://[fe80::1]x/", 0, "NAM27", "[address]",
	false},
    {"host in brackets", "https://[mail.contoso.com]/", 0, "NAM27",
	"brackets are for IPv6", false},
    {"IPv4 in brackets", "https://[192.0.2.1]/", 0, "NAM27",
	"brackets are for IPv6", false},
    {"future address", "https://[v1.x]/", 0, "NAM27", "brackets", false},
    {"star", "https://*/", 0, "NAM21", "everything", false},
    {"star for all hosts of a server", "http://*:80/", 0, "NAM21", "*", false},
    {"wildcard", "https://*.contoso.com/owa", 0, "NAM20", "not a wildcard",
	false},
    {"plus for all hosts", "http://+:80/", 0, "NAM09", "'+'", false},
    {"localhost", "https://localhost/owa", 0, NULL, "localhost", false},
    {"localhost in capitals", "https://LOCALHOST./owa", 0, NULL, "LOCALHOST",
	false},
    {"localhost and port", "localhost:8080", 0, NULL, "localhost", false},
    {"below localhost", "https://a.localhost/", 0, NULL, "a.localhost", false},
    {"localhost with a domain", "https://localhost.localdomain/", 0, NULL,
	"localhost", false},
    {"loopback", "https://127.0.0.1/owa", 0, NULL, "127.0.0.1", false},
    {"loopback, another", "https://127.255.255.254/", 0, NULL, "itself", false},
    {"loopback, full-width", "https://\xef\xbc\x91\x32\x37.0.0.1/", 0, NULL,
	"itself", false},
    {"loopback, IPv6", "https://[::1]/", 0, NULL, "::1", false},
    {"loopback, bare IPv6", "::1", 0, NULL, "::1", false},
    {"loopback, mapped", "https://[::ffff:127.0.0.1]/", 0, NULL, "itself",
	false},
    {"this host", "https://0.0.0.0/", 0, NULL, "itself", false},
    {"this host, IPv6", "https://[::]/", 0, NULL, "itself", false},
    {"loopback as a number", "https://2130706433/", 0, "NAM33", "digits",
	false},
    {"loopback, short", "https://127.1/", 0, "NAM33", "digits", false},
    {"empty label", "https://mail..contoso.com/", 0, "NAM11", "offset 5",
	false},
    {"leading dot", "https://.contoso.com/", 0, "NAM11", "empty label", false},
    {"label of 64",
	"https://abcdefghijabcdefghijabcdefghijabcdefghijabcdefghij"
	"abcdefghijabcd.example/",
	0, "NAM13", "64 octets", false},
    {"hyphen", "https://-mail.contoso.com/", 0, "NAM10", "hyphen", false},
    {"A-label not decodable", "https://xn--zzzzzzzz.de/", 0, "NAM17",
	"malformed", false},
    {"several values", "https://a.example,https://b.example", 0, "NAM09",
	"give each name", false},
    {"smuggled names", "a.example,email:x@evil.example,DNS:*.evil.example", 0,
	"NAM27", "user information", true},
    {"comma", "https://a.example,b.example/", 0, "NAM09", "','", false},
    {"mail address as URL", "mailto:admin@contoso.com", 0, "NAM27", "no host",
	false},
    {"full-width slash", "https://evil.example\xef\xbc\x8f.contoso.com/", 0,
	"NAM09", "IDNA", false},
};

static void
test_accepts(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(accepts); i++) {
		const struct accept *t = &accepts[i];
		struct error err = {0};
		struct url url;

		if (url_parse(t->in, strlen(t->in), &url, &err) != SANREQ_OK)
			fail_msg("%s: %s", t->caption, err.text);
		if (strcmp(url.host.text, t->host) != 0 ||
		    url.scheme != t->scheme || url.port != t->port ||
		    url.flaws != t->flaws || url.hostile)
			fail_msg("%s: %s scheme %d port %u flaws %u",
			    t->caption, url.host.text, (int)url.scheme,
			    url.port, url.flaws);
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
		struct url url;

		if (url_parse(t->in, n, &url, &err) != SANREQ_NAME)
			fail_msg("%s: taken as %s", t->caption, url.host.text);
		assert_string_equal(url.host.text, "");
		if ((t->rule == NULL) != (err.rule == NULL) ||
		    (t->rule != NULL && strcmp(err.rule, t->rule) != 0) ||
		    strstr(err.text, t->says) == NULL)
			fail_msg("%s: want %s ... %s, have %s", t->caption,
			    t->rule, t->says, err.text);
		if (url.hostile != t->hostile)
			fail_msg("%s: hostile %d", t->caption, url.hostile);
		for (const char *p = err.text; *p != '\0'; p++)
			if ((unsigned char)*p < 0x20 || *p == 0x7f)
				fail_msg("%s: raw control", t->caption);
	}
}

static void
test_no_password_in_messages(void **state)
{
	static const char *const values[] = {
	    "https://user:S3cret@mail.contoso.com/",
	    "https://user:S3 cret@mail.contoso.com/",
	    "https://user:S3cret<@mail.contoso.com/",
	    "https://user:S3cret%@mail.contoso.com/",
	    "https:user:S3cret@mail.contoso.com/",
	    "user:S3cret@mail.contoso.com",
	    "foo:bar:S3cret@mail.contoso.com",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(values); i++) {
		struct error err = {0};
		struct url url;

		assert_int_equal(
		    url_parse(values[i], strlen(values[i]), &url, &err),
		    SANREQ_NAME);
		if (strstr(err.text, "S3") != NULL)
			fail_msg("%s", err.text);
	}
}

static void
test_huge(void **state)
{
	static char big[1 << 20];
	struct error err = {0};
	struct url url;

	(void)state;
	memset(big, '/', sizeof(big));
	assert_int_equal(url_parse(big, sizeof(big), &url, &err), SANREQ_NAME);
	assert_true(url.hostile);
	error_clear(&err);
	/* no mail server's path is this long, but it is within the bounds */
	memset(big, 'a', 8000);
	memcpy(big, "https://a.example/", 18);
	assert_int_equal(url_parse(big, 8000, &url, &err), SANREQ_OK);
	assert_string_equal(url.host.text, "a.example");
}

/* Whatever is said to be beside a sound URL is read as that one was. */
static void
test_beside(void **state)
{
	static const char *const paths[] = {"", "/", "/ews/a.asmx", "/a b",
	    "/<script>", "/\xc3\xbc", "/a\\b", "/a ", "/@", "?x", ".", ":444/",
	    "/%2e", "\\@evil.example/"};
	char text[200];
	size_t found = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(accepts); i++) {
		const char *other = accepts[i].in;
		size_t nother = strlen(other);
		struct error err = {0};
		struct url known, url;

		assert_int_equal(
		    url_parse(other, nother, &known, &err), SANREQ_OK);
		for (size_t k = 0; k < COUNT(paths) * nother; k++) {
			size_t n = k / COUNT(paths) + 1;
			const char *path = paths[k % COUNT(paths)];

			memcpy(text, other, n);
			memcpy(text + n, path, strlen(path) + 1);
			n = strlen(text);
			if (!url_is_beside(text, n, other, nother))
				continue;
			found++;
			if (url_parse(text, n, &url, &err) != SANREQ_OK ||
			    url.flaws != known.flaws || url.hostile ||
			    url.port != known.port ||
			    url.scheme != known.scheme ||
			    strcmp(url.host.text, known.host.text) != 0)
				fail_msg("%s beside %s", text, other);
		}
	}
	assert_true(found > COUNT(accepts));
	assert_true(url_is_beside(
	    "https://a.example/owa", 21, "https://a.example/ews", 21));
	assert_false(url_is_beside(
	    "https://a.example/owa", 21, "https://b.example/ews", 21));
}

static void
test_flaws_text(void **state)
{
	struct url url = {.port = 8443};
	char text[200], small[8];

	(void)state;
	assert_string_equal(url_flaws_text(&url, text, sizeof(text)), "");
	url.flaws = URL_FLAW_PORT | URL_FLAW_DOT;
	assert_string_equal(url_flaws_text(&url, text, sizeof(text)),
	    "port 8443; root dot removed");
	url.flaws = 127;
	url_flaws_text(&url, text, sizeof(text));
	assert_non_null(strstr(text, "no scheme"));
	assert_non_null(strstr(text, "slashes"));
	assert_non_null(strstr(text, "IP address"));
	assert_non_null(strstr(text, "IDN"));
	assert_true(strlen(text) < sizeof(text) - 1);
	assert_string_equal(
	    url_flaws_text(&url, small, sizeof(small)), "no sche");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_accepts),
	    cmocka_unit_test(test_refuses),
	    cmocka_unit_test(test_no_password_in_messages),
	    cmocka_unit_test(test_huge),
	    cmocka_unit_test(test_beside),
	    cmocka_unit_test(test_flaws_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
