/*
 * SPDX-License-Identifier: ISC
 *
 * url: the host in a URL as Exchange stores it, and what is wrong with it.
 *
 * Values come from a directory that many can write. A URL is either sound,
 * mended (the host is taken, the flaw is reported), or refused (no name is
 * taken from it, and the finding says why). Reference: exchange.md, traps
 * 1 to 3; RFC 3986.
 *
 * Does not: fetch, resolve, decode percent-encoding.
 */
#ifndef NAME_URL_H
#define NAME_URL_H

#include "name/name.h"

enum url_scheme {
	URL_NONE,
	URL_HTTP,
	URL_HTTPS,
	URL_LDAP,
	URL_OTHER
};

/* Flaws that leave a usable host. */
enum {
	URL_FLAW_NO_SCHEME = 1, /* bare host, or host/path */
	URL_FLAW_SPACE = 2,     /* white space around the value */
	URL_FLAW_PORT = 4,      /* a port other than the scheme's own */
	URL_FLAW_IP = 8,        /* an IP literal */
	URL_FLAW_IDN = 16,      /* U-label, converted */
	URL_FLAW_DOT = 32,      /* root dot, removed */
	URL_FLAW_SLASHES = 64   /* "https:/host", "https:///host", "https:\\" */
};

struct url {
	enum url_scheme
	    scheme;       /* known on failure too, as far as it was read */
	struct name host; /* zero when url_parse() failed */
	unsigned port;    /* 0: none given */
	unsigned flaws;
	bool hostile; /* script text, control characters, user info: somebody
	               * may be attacking; set on failure only */
};

/*
 * SANREQ_NAME when no host may be taken from it: empty host, user info,
 * percent-encoding in the host, an illegal character anywhere (space inside,
 * control, < > " \ ^ ` { |), a doubled scheme, a bad port, "*" as host, a
 * template such as %s, localhost and loopback addresses, or a host that
 * name_parse() refuses. The message says what and where in the value.
 */
NODISCARD enum sanreq_status
url_parse(const char *, size_t, struct url *, struct error *);

/*
 * Would url_parse() give for the text what it gave for the other one, which
 * was sound or mended? true: both are http or https with the same bytes up to
 * the path, and nothing in the text needs a second look. false: not known.
 */
bool url_is_beside(const char *, size_t, const char *other, size_t nother);

/* One phrase for the flaws ("port 8443; root dot removed"), into dst. */
char *url_flaws_text(const struct url *, char *dst, size_t size);

#endif
