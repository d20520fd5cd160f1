/*
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "name/url.h"

#define URL_MAX  8192 /* bytes; no directory attribute of Exchange has more */
#define PORT_MAX 65535

/* A stretch of the value, and where in the value it starts. */
struct part {
	const char *s;
	size_t n;
	size_t at;
};

static void
part_skip(struct part *part, size_t n)
{
	part->s += n;
	part->n -= n;
	part->at += n;
}

/* The value for a message; what is before '@' may be a password. */
static const char *
shown(const struct part *value, char dst[TEXT_QUOTE_MAX])
{
	if (memchr(value->s, '@', value->n) != NULL)
		return "(not shown: '@' inside)";
	return text_quote(dst, TEXT_QUOTE_MAX, value->s, value->n);
}

/* How many bytes at the start need no second look: printable ASCII that may
 * stand in a URL, a bit for each. */
static size_t
plain_run(const struct part *value)
{
	static const uint64_t bits[4] = {
	    UINT64_C(0xaffffffa00000000), UINT64_C(0x47fffffeafffffff), 0, 0};
	size_t i = 0;

	for (; i < value->n; i++) {
		unsigned char c = (unsigned char)value->s[i];

		if ((bits[c >> 6] >> (c & 63) & 1) == 0)
			break;
	}
	return i;
}

static bool
is_slash(char c)
{
	return c == '/' || c == '\\';
}

static bool
is_authority_end(char c)
{
	return is_slash(c) || c == '?' || c == '#' || c == '\0';
}

static enum sanreq_status
refuse_octet(const struct part *value, size_t i, struct error *err)
{
	unsigned c = (unsigned char)value->s[i];
	char text[TEXT_QUOTE_MAX], octet[8] = "";

	if (c > 0x20 && c < 0x7f)
		snprintf(octet, sizeof(octet), "'%c' ", (char)c);
	return error_rule(err, SANREQ_NAME, "NAM09",
	    "\"%s\": illegal character %s(U+%04X) at offset %zu of the URL",
	    shown(value, text), octet, c, i);
}

/* Bytes that no slip of the hand puts into a URL. */
static bool
is_hostile(const struct part *value, size_t plain)
{
	uint32_t cp;
	size_t len;

	for (size_t i = plain; i < value->n; i += len) {
		len = text_utf8_char(value->s + i, value->n - i, &cp);
		if (len == 0) { /* another encoding: wrong, but no attack */
			len = 1;
			continue;
		}
		if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || cp == '<' ||
		    cp == '>')
			return true;
	}
	return text_starts(value->s, value->n, "javascript:") ||
	       text_starts(value->s, value->n, "vbscript:") ||
	       text_starts(value->s, value->n, "data:");
}

/* RFC 3986, 2; characters above ASCII are for IDNA to judge in the host and
 * do not matter behind it. */
static enum sanreq_status
check_octets(
    const struct part *value, size_t plain, size_t scheme, struct error *err)
{
	uint32_t cp;
	size_t len;

	for (size_t i = plain; i < value->n; i += len) {
		char c = value->s[i];

		len = text_utf8_char(value->s + i, value->n - i, &cp);
		if (len == 0)
			return error_rule(err, SANREQ_NAME, "NAM09",
			    "octet %02X at offset %zu is no UTF-8: an ANSI "
			    "export? export again with ldifde -u",
			    (unsigned)(unsigned char)c, i);
		if (c == '\\' && scheme != 0 && i >= scheme && i < scheme + 2)
			continue; /* "https:\\host": mended */
		if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0) ||
		    strchr(" \"<>\\^`{|}", c) != NULL)
			return refuse_octet(value, i, err);
	}
	return SANREQ_OK;
}

static const struct {
	const char *word;
	enum url_scheme scheme;
} schemes[] = {
    {"http", URL_HTTP},
    {"https", URL_HTTPS},
    {"ldap", URL_LDAP},
    {"ldaps", URL_LDAP},
};

static enum url_scheme
scheme_find(const char *s, size_t n)
{
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (text_same(s, n, schemes[i].word, strlen(schemes[i].word)))
			return schemes[i].scheme;
	return URL_OTHER;
}

/* The length of "scheme:", 0 when there is none: "host:443" has none. RFC 3986
 * allows a dot too, but here that is a host in front of a lost port. */
static size_t
scheme_length(const struct part *value, enum url_scheme *scheme)
{
	const char *s = value->s;
	size_t i = 0;

	*scheme = URL_NONE;
	if (value->n == 0 || !text_is_alpha(s[0]))
		return 0;
	while (i < value->n && (text_is_alpha(s[i]) || text_is_digit(s[i]) ||
				   s[i] == '+' || s[i] == '-'))
		i++;
	if (i == value->n || s[i] != ':')
		return 0;
	*scheme = scheme_find(s, i);
	if (*scheme == URL_OTHER && i + 1 < value->n && text_is_digit(s[i + 1]))
		*scheme = URL_NONE;
	return *scheme != URL_NONE ? i + 1 : 0;
}

static enum sanreq_status
skip_scheme(
    struct part *rest, size_t length, struct url *url, struct error *err)
{
	struct part value = *rest;
	char text[TEXT_QUOTE_MAX];
	size_t slashes = 0;
	bool straight = true;

	part_skip(rest, length);
	while (slashes < rest->n && is_slash(rest->s[slashes])) {
		straight = straight && rest->s[slashes] == '/';
		slashes++;
		if (slashes == 2 && url->scheme != URL_HTTP &&
		    url->scheme != URL_HTTPS)
			break; /* ldap:///base has no host */
	}
	if (length == 0) {
		url->flaws |= URL_FLAW_NO_SCHEME;
		slashes = slashes >= 2 ? 2 : 0;
	} else if (slashes < 2 && url->scheme == URL_OTHER) {
		return error_rule(err, SANREQ_NAME, "NAM27",
		    "\"%s\": a URL of this scheme has no host",
		    shown(&value, text));
	} else if (slashes != 2 || !straight) {
		url->flaws |= URL_FLAW_SLASHES;
	}
	part_skip(rest, slashes);
	return SANREQ_OK;
}

/* User information hides the real host from the eye, and may hold a password,
 * which no message repeats. */
static enum sanreq_status
check_authority(const struct part *value, const struct part *auth,
    struct url *url, struct error *err)
{
	const char *p;

	if (memchr(auth->s, '@', auth->n) != NULL) {
		url->hostile = true;
		return error_rule(err, SANREQ_NAME, "NAM27",
		    "user information before '@' at offset %zu of the URL; "
		    "the host stands behind it, write the URL without",
		    (size_t)((const char *)memchr(auth->s, '@', auth->n) -
			     auth->s) +
			auth->at);
	}
	p = memchr(auth->s, '%', auth->n);
	if (p != NULL)
		return error_rule(err, SANREQ_NAME, "NAM09",
		    "\"%s\": '%%' at offset %zu: a host has no "
		    "percent-encoding and no template",
		    QUOTE(value->s, value->n),
		    (size_t)(p - auth->s) + auth->at);
	return SANREQ_OK;
}

static enum sanreq_status
parse_port(const struct part *port, struct url *url, struct error *err)
{
	unsigned value = 0;

	for (size_t i = 0; i < port->n; i++) {
		if (!text_is_digit(port->s[i]) || value > PORT_MAX) {
			value = PORT_MAX + 1;
			break;
		}
		value = 10 * value + (unsigned)(port->s[i] - '0');
	}
	if (port->n != 0 && memchr(port->s, ':', port->n) != NULL)
		return error_rule(err, SANREQ_NAME, "NAM27",
		    "more than one ':' at offset %zu of the URL; an IPv6 "
		    "address stands in brackets",
		    port->at);
	if (value > PORT_MAX || (value == 0 && port->n != 0))
		return error_rule(err, SANREQ_NAME, "NAM27",
		    "port \"%s\" at offset %zu of the URL is not a number "
		    "from 1 to %d",
		    QUOTE(port->s, port->n), port->at, PORT_MAX);
	url->port = value;
	return SANREQ_OK;
}

static bool
port_is_own(const struct url *url)
{
	switch (url->scheme) {
	case URL_HTTP: return url->port == 80;
	case URL_NONE:
	case URL_HTTPS: return url->port == 443;
	case URL_LDAP: return url->port == 389 || url->port == 636;
	case URL_OTHER: break;
	}
	return false;
}

/* Splits "host:port" or "[address]:port". */
static enum sanreq_status
split_port(struct part *auth, struct part *port, struct error *err)
{
	size_t n = auth->n;
	const char *end;

	memset(port, 0, sizeof(*port));
	if (n != 0 && auth->s[0] == '[') {
		end = memchr(auth->s, ']', n);
		if (end == NULL || (end + 1 < auth->s + n && end[1] != ':'))
			return error_rule(err, SANREQ_NAME, "NAM27",
			    "\"%s\" at offset %zu of the URL: no \"[address]\" "
			    "or \"[address]:port\"",
			    QUOTE(auth->s, n), auth->at);
		*port = *auth;
		part_skip(port, (size_t)(end - auth->s) + 1);
		part_skip(auth, 1);
		auth->n = (size_t)(end - auth->s);
	} else {
		end = memchr(auth->s, ':', n);
		if (end == NULL)
			return SANREQ_OK;
		*port = *auth;
		part_skip(port, (size_t)(end - auth->s));
		auth->n = (size_t)(end - auth->s);
	}
	if (port->n != 0)
		part_skip(port, 1);
	return SANREQ_OK;
}

static bool
is_local(const struct name *host)
{
	unsigned char ip[16];
	static const unsigned char mapped[12] = {[10] = 0xff, 0xff};
	static const unsigned char zero[16];

	if (host->kind != NAME_IP)
		return strcmp(host->text, "localhost") == 0 ||
		       strcmp(host->text, "localhost.localdomain") == 0 ||
		       text_ends(host->text, strlen(host->text), ".localhost");
	if (name_ip_octets(host->text, ip) == 4)
		return ip[0] == 127 || ip[0] == 0;
	if (memcmp(ip, mapped, sizeof(mapped)) == 0)
		return ip[12] == 127 || ip[12] == 0;
	return memcmp(ip, zero, 15) == 0 && ip[15] <= 1;
}

static enum sanreq_status
check_host(const struct part *auth, const struct name *host, bool brackets,
    struct error *err)
{
	if (brackets != (strchr(host->text, ':') != NULL))
		return error_rule(err, SANREQ_NAME, "NAM27",
		    "\"%s\" at offset %zu of the URL: brackets are for IPv6 "
		    "addresses",
		    QUOTE(auth->s, auth->n), auth->at);
	if (host->kind == NAME_WILDCARD)
		return error_rule(err, SANREQ_NAME, "NAM20",
		    "\"%s\" at offset %zu of the URL: a URL names one host, "
		    "not a wildcard",
		    QUOTE(auth->s, auth->n), auth->at);
	if (is_local(host))
		return error_set(err, SANREQ_NAME,
		    "\"%s\" at offset %zu of the URL is each machine itself; "
		    "no certificate is for it",
		    QUOTE(auth->s, auth->n), auth->at);
	return SANREQ_OK;
}

static enum sanreq_status
parse_host(struct part *auth, struct url *url, struct error *err)
{
	bool brackets = auth->n != 0 && auth->s[0] == '[';
	enum sanreq_status status;
	struct part port;

	if ((status = split_port(auth, &port, err)) != SANREQ_OK)
		return status;
	if (auth->n == 0)
		return error_rule(err, SANREQ_NAME, "NAM11",
		    "no host at offset %zu of the URL", auth->at);
	if (text_same(auth->s, auth->n, "http", 4) ||
	    text_same(auth->s, auth->n, "https", 5))
		return error_rule(err, SANREQ_NAME, "NAM27",
		    "doubled scheme at offset %zu of the URL", auth->at);
	if ((status = parse_port(&port, url, err)) != SANREQ_OK)
		return status;
	if (url->port != 0 && !port_is_own(url))
		url->flaws |= URL_FLAW_PORT;
	status = name_parse(auth->s, auth->n, &url->host, err);
	if (status != SANREQ_OK)
		return error_prefix(err, "host in the URL");
	return check_host(auth, &url->host, brackets, err);
}

static bool
is_bare_ip(const struct part *value)
{
	unsigned char octets[16];
	char text[64];

	/* "https" begins with neither digit nor colon */
	if (value->n >= sizeof(text) || value->n == 0 ||
	    strchr("0123456789abcdefABCDEF:", value->s[0]) == NULL ||
	    memchr(value->s, ':', value->n) == NULL ||
	    memchr(value->s, '\0', value->n) != NULL)
		return false;
	memcpy(text, value->s, value->n);
	text[value->n] = '\0';
	return name_ip_octets(text, octets) == 16;
}

static enum sanreq_status
parse_trimmed(const struct part *value, struct url *url, struct error *err)
{
	struct part rest = *value, auth;
	enum sanreq_status status;
	size_t length, plain;

	if (is_bare_ip(value)) { /* "fe80::1" has no port and no scheme */
		url->flaws |= URL_FLAW_NO_SCHEME;
		status = name_parse(value->s, value->n, &url->host, err);
		return status != SANREQ_OK
			   ? status
			   : check_host(value, &url->host, true, err);
	}
	length = scheme_length(value, &url->scheme);
	plain = plain_run(value);
	url->hostile = is_hostile(value, plain);
	status = check_octets(value, plain, length, err);
	if (status != SANREQ_OK)
		return status;
	if (url->hostile) /* "javascript://host/..." has a host, too */
		return error_rule(err, SANREQ_NAME, "NAM27",
		    "the URL is a script, not a place");
	if ((status = skip_scheme(&rest, length, url, err)) != SANREQ_OK)
		return status;
	auth = rest;
	auth.n = 0;
	while (auth.n < rest.n && !is_authority_end(rest.s[auth.n]))
		auth.n++;
	status = check_authority(value, &auth, url, err);
	return status == SANREQ_OK ? parse_host(&auth, url, err) : status;
}

enum sanreq_status
url_parse(const char *s, size_t n, struct url *url, struct error *err)
{
	struct part value = {s, n, 0};
	enum sanreq_status status;

	memset(url, 0, sizeof(*url));
	if (n > URL_MAX) {
		url->hostile = true;
		return error_rule(err, SANREQ_NAME, "NAM14",
		    "a URL of %zu bytes (at most %d)", n, URL_MAX);
	}
	while (value.n > 0 && text_is_space(value.s[0]))
		part_skip(&value, 1);
	while (value.n > 0 && text_is_space(value.s[value.n - 1]))
		value.n--;
	if (value.n != n)
		url->flaws |= URL_FLAW_SPACE;
	value.at = 0; /* offsets count in what the messages quote */
	if ((status = parse_trimmed(&value, url, err)) != SANREQ_OK) {
		memset(&url->host, 0, sizeof(url->host));
		return status;
	}
	if (url->host.kind == NAME_IP)
		url->flaws |= URL_FLAW_IP;
	if ((url->host.fixed & NAME_FIXED_IDN) != 0)
		url->flaws |= URL_FLAW_IDN;
	if ((url->host.fixed & NAME_FIXED_DOT) != 0)
		url->flaws |= URL_FLAW_DOT;
	return SANREQ_OK;
}

bool
url_is_beside(const char *s, size_t n, const char *other, size_t nother)
{
	const struct part value = {s, n, 0};
	const char *host, *path;

	/* white space behind the other one is a flaw of its own */
	if (n < strlen("https://") || n > URL_MAX || nother == 0 ||
	    text_is_space(other[nother - 1]) ||
	    (host = memchr(s, '/', 8)) == NULL || host == s ||
	    host[-1] != ':' || host[1] != '/')
		return false;
	host += 2;
	path = memchr(host, '/', n - (size_t)(host - s));
	return path != NULL && path != host && (size_t)(path - s) < nother &&
	       memcmp(s, other, (size_t)(path - s) + 1) == 0 &&
	       plain_run(&value) == n;
}

char *
url_flaws_text(const struct url *url, char *dst, size_t size)
{
	static const struct {
		unsigned flaw;
		const char *text;
	} texts[] = {
	    {URL_FLAW_NO_SCHEME, "no scheme"},
	    {URL_FLAW_SPACE, "white space around it"},
	    {URL_FLAW_SLASHES, "wrong slashes behind the scheme"},
	    {URL_FLAW_PORT, "port"},
	    {URL_FLAW_IP, "an IP address"},
	    {URL_FLAW_IDN, "IDN converted to A-labels"},
	    {URL_FLAW_DOT, "root dot removed"},
	};
	size_t used = 0;

	if (size != 0)
		dst[0] = '\0';
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if ((url->flaws & texts[i].flaw) == 0 || used >= size)
			continue;
		used += (size_t)snprintf(dst + used, size - used, "%s%s",
		    used != 0 ? "; " : "", texts[i].text);
		if (texts[i].flaw == URL_FLAW_PORT && used < size)
			used += (size_t)snprintf(
			    dst + used, size - used, " %u", url->port);
	}
	return dst;
}
