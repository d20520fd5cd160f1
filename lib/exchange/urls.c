/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "base/text.h"
#include "exchange/state.h"

#define PORT_BACK_END 444

static const char *
attribute_name(const struct service_row *row)
{
	return exchange_attribute_name(row->attribute);
}

/* Parses a URL. All servers behind one name have the same ones, so the last
 * sound ones are kept. */
static enum sanreq_status
url_recall(struct exchange *x, struct bytes v, const struct url **url,
    struct error *why)
{
	size_t h = v.n * 31 + (unsigned char)v.p[v.n / 2] * 7u +
		   (unsigned char)v.p[v.n - 1];
	struct known_url *known = &x->urls[h % KNOWN_URLS];

	*url = &known->url;
	if (known->n == v.n && memcmp(known->text, v.p, v.n) == 0)
		return SANREQ_OK;
	known->n = 0;
	memset(&known->url, 0, sizeof(known->url));
	if (url_parse(v.p, v.n, &known->url, why) != SANREQ_OK)
		return why->status;
	if (v.n <= sizeof(known->text)) {
		memcpy(known->text, v.p, v.n);
		known->n = v.n;
	}
	return SANREQ_OK;
}

/* What is odd about a URL that gave a name. */
static enum sanreq_status
url_findings(struct exchange *x, const struct service_row *row,
    const struct url *url, struct bytes v, struct error *err)
{
	bool own_port = x->object.back_end || url->port == PORT_BACK_END;
	char flaws[160];

	/* the back end's own port is no flaw */
	if ((url->flaws & ~(own_port ? (unsigned)URL_FLAW_PORT : 0u)) != 0 &&
	    exchange_find(x, DSC03, err, "%s %s: %s; taken as %s",
		attribute_name(row), QUOTE(v.p, v.n),
		url_flaws_text(url, flaws, sizeof(flaws)),
		url->host.text) != SANREQ_OK)
		return err->status;
	if (row->scope == SCOPE_EXTERNAL && row->audience != AUDIENCE_PEER &&
	    url->host.kind == NAME_NETBIOS)
		return exchange_find(x, DSC04, err,
		    "%s %s: \"%s\" is a single label in an external URL; set "
		    "it to a public name",
		    attribute_name(row), QUOTE(v.p, v.n), url->host.text);
	return SANREQ_OK;
}

static enum sanreq_status
url_refused(struct exchange *x, const struct service_row *row, bool hostile,
    struct bytes v, const char *why, struct error *err)
{
	if (hostile)
		return exchange_find(x, DSC02, err,
		    "%s %s: %s; this is an indicator of compromise",
		    attribute_name(row), QUOTE(v.p, v.n), why);
	return exchange_find(x, DSC01, err, "%s %s: %s", attribute_name(row),
	    QUOTE(v.p, v.n), why);
}

static enum use_audience
url_audience(const struct service_row *row, const struct url *url)
{
	if (row->audience == AUDIENCE_PEER)
		return AUDIENCE_PEER;
	if (row->scope == SCOPE_BYPASS && url->port == PORT_BACK_END)
		return AUDIENCE_BACK_END;
	return url->scheme == URL_HTTP ? AUDIENCE_HTTP_ONLY : row->audience;
}

/* Bidirectional and zero-width controls, or octets that are no UTF-8: what a
 * reader sees would not be what the host is. */
static bool
is_deceptive(struct bytes v)
{
	for (size_t i = 0; i < v.n; i++) {
		unsigned char c = (unsigned char)v.p[i];
		size_t len = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;

		if (len == 1)
			continue;
		if (len > v.n - i || QUOTE(v.p + i, len)[0] == '\\')
			return true;
		i += len - 1;
	}
	return false;
}

/* Why a URL that url_parse() passed gives no name here, or NULL. */
static const char *
url_objection(const struct url *url, struct bytes v)
{
	if (is_deceptive(v))
		return "invisible or bidirectional control characters";
	if (!text_is_utf8(v.p, v.n))
		return "not UTF-8";
	if (url->scheme == URL_LDAP || url->scheme == URL_OTHER)
		return "the scheme is not http or https";
	if ((url->flaws & URL_FLAW_SLASHES) != 0 &&
	    url->host.kind == NAME_NETBIOS)
		return "no host, only a path";
	return NULL;
}

enum sanreq_status
url_value_read(struct exchange *x, const struct service_row *row,
    struct bytes v, struct error *err)
{
	const char *objection;
	struct error why = {0};
	const struct url *url;

	if (url_recall(x, v, &url, &why) != SANREQ_OK) {
		if (is_own_fault(why.status))
			return error_set(err, why.status, "%s", why.text);
		return url_refused(x, row, url->hostile, v, why.text, err);
	}
	objection = url_objection(url, v);
	if (objection != NULL)
		return url_refused(x, row, is_deceptive(v), v, objection, err);
	if (url_findings(x, row, url, v, err) != SANREQ_OK)
		return err->status;
	return use_add(x, row, &url->host, url_audience(row, url), v, err);
}
