/*
 * SPDX-License-Identifier: ISC
 */
#include <stdint.h>
#include <string.h>

#include "base/text.h"
#include "name/parts.h"

/* Whether a host alone could be read there. */
static bool
is_host(const char *s, size_t n)
{
	struct fault fault;
	struct name name;

	return n <= IDNA_INPUT_MAX && name_scan(s, n, &name, &fault);
}

/* The host in the part of a URL behind its slashes; *n is shortened. */
static const char *
authority_host(const char *s, size_t *n)
{
	const char *end = s;
	const char *p;

	while (end < s + *n && strchr("/?#\\", *end) == NULL)
		end++;
	for (p = end; p > s; p--)
		if (p[-1] == '@') {
			s = p;
			break;
		}
	if (s < end && *s == '[') {
		p = memchr(s, ']', (size_t)(end - s));
		*n = p != NULL ? (size_t)(p - s) - 1 : 0;
		return s + 1;
	}
	p = memchr(s, ':', (size_t)(end - s));
	*n = (size_t)((p != NULL ? p : end) - s);
	return s;
}

/* "https://", also with the slashes that people get wrong; its length. */
static size_t
scheme_length(const char *s, size_t n)
{
	size_t i = 0, slashes;

	while (i < n && (text_is_alpha(s[i]) || s[i] == '+'))
		i++;
	if (i == 0 || i == n || s[i++] != ':')
		return 0;
	for (slashes = i; i < n && (s[i] == '/' || s[i] == '\\');)
		i++;
	return i > slashes ? i : 0;
}

static bool
refuse_url(const char *s, size_t n, struct error *err)
{
	size_t skip = scheme_length(s, n), len;
	const char *host;

	if (skip == 0)
		return false;
	len = n - skip;
	host = authority_host(s + skip, &len);
	/* a URL with '@' may hold a password: not to be repeated */
	if (memchr(s, '@', n) != NULL)
		error_rule(err, SANREQ_NAME, "NAM27",
		    "a URL with user information is not a host name; give "
		    "the host alone");
	else if (is_host(host, len))
		error_rule(err, SANREQ_NAME, "NAM27",
		    "\"%s\" is a URL; use the host part \"%s\"", QUOTE(s, n),
		    QUOTE(host, len));
	else
		error_rule(err, SANREQ_NAME, "NAM27",
		    "\"%s\" is a URL; give the host alone", QUOTE(s, n));
	return true;
}

static bool
suggest(const char *s, size_t n, const char *what, const char *host, size_t len,
    struct error *err)
{
	if (!is_host(host, len))
		return false;
	error_rule(err, SANREQ_NAME, "NAM27",
	    "\"%s\" is %s; use the host part \"%s\"", QUOTE(s, n), what,
	    QUOTE(host, len));
	return true;
}

/* What stands before the name in OpenSSL configuration and in the directory's
 * proxyAddresses. */
static bool
refuse_prefix(const char *s, size_t n, struct error *err)
{
	static const char *const prefixes[] = {"DNS:", "IP:", "URI:",
	    "dNSName:", "dNSName=", "iPAddress:", "CN=", NULL};

	for (const char *const *p = prefixes; *p != NULL; p++) {
		size_t len = strlen(*p);

		if (text_starts(s, n, *p) &&
		    suggest(s, n, "a name with its type before it", s + len,
			n - len, err))
			return true;
	}
	return false;
}

static bool
refuse_mail(const char *s, size_t n, struct error *err)
{
	size_t skip = text_starts(s, n, "smtp:") ? 5 : 0, i;

	for (i = skip; i < n && s[i] != '@'; i++)
		if (text_is_space(s[i]) || strchr(",;:\"<>\\", s[i]) != NULL)
			return false;
	return i > skip && i < n &&
	       suggest(s, n, "an e-mail address", s + i + 1, n - i - 1, err);
}

static bool
refuse_backslash(const char *s, size_t n, struct error *err)
{
	size_t skip = text_starts(s, n, "\\\\") ? 2 : 0;
	const char *end = memchr(s + skip, '\\', n - skip);

	if (skip == 0 && end == NULL)
		return false;
	if (end == NULL)
		end = s + n;
	return suggest(s, n, skip != 0 ? "a UNC path" : "a DOMAIN\\user name",
	    s + skip, (size_t)(end - s) - skip, err);
}

/* host:port, host/path, [address], address%zone */
static bool
refuse_tail(const char *s, size_t n, struct error *err)
{
	const char *what = "a host with a path", *host = s;
	size_t len = 0, i;

	while (len < n && strchr(":/[", s[len]) == NULL)
		len++;
	if (len == n)
		return false;
	if (s[len] == '[' || text_starts(s, n, "//")) {
		i = s[len] == '[' ? 0 : 2;
		what = i == 0 ? "an address in brackets" : "a path";
		len = n - i;
		host = authority_host(s + i, &len);
	} else if (s[len] == ':' && memchr(s, '%', n) != NULL) {
		what = "an address with a zone";
		len = (size_t)((const char *)memchr(s, '%', n) - s);
	} else if (s[len] == ':') {
		what = "a host with a port";
		for (i = len + 1; i < n && text_is_digit(s[i]);)
			i++;
		if (i < n && s[i] != '/')
			return false;
	}
	return suggest(s, n, what, host, len, err);
}

/* NAM27: sets the error when the text is a URL, host:port and so on. */
static bool
name_refuse_shape(const char *s, size_t n, struct error *err)
{
	/* hostile texts get the plain answer: which character, where */
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)s[i] < 0x20 || s[i] == 0x7f || s[i] == '<' ||
		    s[i] == '>' || s[i] == ',')
			return false;
	return refuse_url(s, n, err) || refuse_prefix(s, n, err) ||
	       refuse_mail(s, n, err) || refuse_backslash(s, n, err) ||
	       refuse_tail(s, n, err);
}

static enum sanreq_status
refuse_character(
    const char *s, size_t n, const struct fault *fault, struct error *err)
{
	const char *advice = "only letters, digits, \"-\" and \".\" make a "
			     "host name";
	const char *p = s + fault->at;
	unsigned code = (unsigned char)*p;
	uint32_t cp = 0;

	if (fault->nmapped == 0 && code >= 0x80 &&
	    text_utf8_char(p, n - fault->at, &cp) != 0) {
		code = cp;
		advice = "an invisible character: nobody sees what was meant";
	}
	if (*p == ',' || *p == ';' || *p == ' ' || *p == '\n')
		advice = "give each name by itself";
	if (fault->nmapped != 0)
		advice = "that is what IDNA makes of what was given";
	if (code > 0x20 && code < 0x7f)
		return error_rule(err, SANREQ_NAME, "NAM09",
		    "\"%s\": character '%c' (U+%04X) at offset %zu; %s",
		    QUOTE(s, n), *p, code, fault->at, advice);
	return error_rule(err, SANREQ_NAME, "NAM09",
	    "\"%s\": character U+%04X at offset %zu; %s", QUOTE(s, n), code,
	    fault->at, advice);
}

static enum sanreq_status
refuse_label(
    const char *s, size_t n, const struct fault *fault, struct error *err)
{
	const char *label = QUOTE(s + fault->at, fault->len);
	const char *whole = QUOTE(s, n);

	switch (fault->kind) {
	case FAULT_HYPHEN:
		return error_rule(err, SANREQ_NAME, "NAM10",
		    "\"%s\": label \"%s\" begins or ends with a hyphen", whole,
		    label);
	case FAULT_LABEL:
		if (fault->len == 0)
			return error_rule(err, SANREQ_NAME, "NAM13",
			    "\"%s\": a label has more than %d octets as "
			    "A-label",
			    whole, NAME_LABEL_MAX);
		return error_rule(err, SANREQ_NAME, "NAM13",
		    "\"%s\": label at offset %zu has %zu octets (at most %d)",
		    whole, fault->at, fault->len, NAME_LABEL_MAX);
	case FAULT_NUMBER:
		return error_rule(err, SANREQ_NAME, "NAM33",
		    "\"%s\": the last label is all digits, and this is no "
		    "IPv4 address",
		    whole);
	default:
		return error_rule(err, SANREQ_NAME, "NAM17",
		    "\"%s\": malformed A-label \"%s\": %s", whole, label,
		    fault->why);
	}
}

enum sanreq_status
name_refuse(
    const char *s, size_t n, const struct fault *fault, struct error *err)
{
	if (fault->nmapped != 0 && fault->kind != FAULT_MEMORY) {
		s = fault->mapped;
		n = fault->nmapped;
	} else if (fault->kind == FAULT_CHARACTER &&
		   name_refuse_shape(s, n, err)) {
		return err->status;
	}
	switch (fault->kind) {
	case FAULT_NONE: break;
	case FAULT_MEMORY: return error_memory(err);
	case FAULT_CHARACTER: return refuse_character(s, n, fault, err);
	case FAULT_UTF8:
		return error_rule(err, SANREQ_NAME, "NAM09",
		    "\"%s\": byte 0x%02x at offset %zu is not UTF-8",
		    QUOTE(s, n), (unsigned)(unsigned char)s[fault->at],
		    fault->at);
	case FAULT_EMPTY:
		return error_rule(err, SANREQ_NAME, "NAM11",
		    n == 0 ? "\"%s\": empty name"
			   : "\"%s\": empty label at offset %zu",
		    QUOTE(s, n), fault->at);
	case FAULT_LONG:
		if (fault->why != NULL)
			return error_rule(err, SANREQ_NAME, "NAM14",
			    "\"%s\": longer than %d octets as A-labels",
			    QUOTE(s, n), NAME_OCTETS_MAX);
		return error_rule(err, SANREQ_NAME, "NAM14",
		    "\"%s\": the name is longer than %d octets (%zu)",
		    QUOTE(s, n), NAME_OCTETS_MAX, n);
	case FAULT_STAR:
		return error_rule(err, SANREQ_NAME, "NAM20",
		    "\"%s\": '*' at offset %zu; a wildcard is \"*.\" and a "
		    "domain",
		    QUOTE(s, n), fault->at);
	case FAULT_BARE_STAR:
		return error_rule(err, SANREQ_NAME, "NAM21",
		    "\"*\" would cover everything; a wildcard is \"*.\" and a "
		    "domain");
	case FAULT_HYPHEN:
	case FAULT_LABEL:
	case FAULT_NUMBER:
	case FAULT_ALABEL: return refuse_label(s, n, fault, err);
	case FAULT_IDNA:
		return error_rule(err, SANREQ_NAME, "NAM18",
		    "\"%s\": not an internationalized name: %s", QUOTE(s, n),
		    fault->why);
	}
	return error_set(err, SANREQ_INTERNAL, "name refused without a fault");
}
