/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "base/text.h"
#include "exchange/state.h"

#define PORT_BACK_END 444

static enum sanreq_status
flaws_find(struct exchange *x, const struct service_row *row,
    const struct known_url *known, struct bytes v, struct error *err)
{
	const struct url url = {.port = known->port, .flaws = known->flaws};
	char flaws[160];

	return exchange_find(x, DSC03, err, "%s %s: %s; taken as %s",
	    row_attribute(x, row), QUOTE(v.p, v.n),
	    url_flaws_text(&url, flaws, sizeof(flaws)), known->host);
}

/* What is odd about a URL that gave a name. */
static enum sanreq_status
url_findings(struct exchange *x, const struct service_row *row,
    const struct known_url *known, struct bytes v, struct error *err)
{
	bool own_port = known->port == PORT_BACK_END &&
			(x->object.back_end || row->scope == SCOPE_BYPASS);

	/* the back end's own port is no flaw */
	if ((known->flaws & ~(own_port ? (unsigned)URL_FLAW_PORT : 0u)) != 0 &&
	    flaws_find(x, row, known, v, err) != SANREQ_OK)
		return err->status;
	if (row->scope == SCOPE_EXTERNAL && row->audience != AUDIENCE_PEER &&
	    known->kind == NAME_NETBIOS)
		return exchange_find(x, DSC04, err,
		    "%s %s: \"%s\" is a single label in an external URL; set "
		    "it to a public name",
		    row_attribute(x, row), QUOTE(v.p, v.n), known->host);
	return SANREQ_OK;
}

static enum sanreq_status
url_refused(struct exchange *x, const struct service_row *row, bool hostile,
    struct bytes v, const char *why, struct error *err)
{
	if (hostile)
		return exchange_find(x, DSC02, err,
		    "%s %s: %s; this is an indicator of compromise",
		    row_attribute(x, row), QUOTE(v.p, v.n), why);
	if (value_is_guess(x, v))
		return host_guessed(x, row, v, why, err);
	return exchange_find(x, DSC01, err, "%s %s: %s", row_attribute(x, row),
	    QUOTE(v.p, v.n), why);
}

static enum use_audience
url_audience(const struct service_row *row, const struct known_url *known)
{
	if (row->audience == AUDIENCE_PEER)
		return AUDIENCE_PEER;
	if (row->scope == SCOPE_BYPASS && known->port == PORT_BACK_END)
		return AUDIENCE_BACK_END;
	return known->scheme == URL_HTTP ? AUDIENCE_HTTP_ONLY : row->audience;
}

/* Bidirectional and zero-width controls, or octets that are no UTF-8: what a
 * reader sees would not be what the host is. */
static bool
is_deceptive(struct bytes v)
{
	size_t run = text_ascii_run(v.p, v.n);
	uint32_t other;

	/* octets of another encoding hide nothing; they are just wrong */
	return text_is_utf8(v.p, v.n) &&
	       run + text_printable_run(v.p + run, v.n - run, &other) < v.n;
}

/* Why a URL that url_parse() passed gives no name here, or NULL. */
static const char *
url_objection(const struct url *url, struct bytes v)
{
	if (is_deceptive(v))
		return "invisible or bidirectional control characters";
	if (!text_is_utf8(v.p, v.n))
		return "not UTF-8: an ANSI export? export again with "
		       "ldifde -u";
	if (url->scheme == URL_LDAP || url->scheme == URL_OTHER)
		return "the scheme is not http or https";
	if ((url->flaws & URL_FLAW_SLASHES) != 0 &&
	    url->host.kind == NAME_NETBIOS)
		return "no host, only a path";
	return NULL;
}

/* Where the URL is remembered. */
static struct known_url *
known_find(struct exchange *x, struct bytes v)
{
	uint64_t h = v.n, word;
	size_t i = 0;

	for (; v.n - i >= sizeof(word); i += sizeof(word)) {
		memcpy(&word, v.p + i, sizeof(word));
		h = (h ^ word) * UINT64_C(0x9fb21c651e98df25);
		h ^= h >> 35;
	}
	for (; i < v.n; i++)
		h = h * 31 + (unsigned char)v.p[i];
	return &x->urls[(h ^ h >> 16) & (KNOWN_URLS - 1)];
}

/* The URLs of one server mostly differ in nothing but their paths. */
static bool
known_beside(const struct known_url *beside, struct bytes v)
{
	return beside != NULL && beside->value != NULL &&
	       url_is_beside(v.p, v.n, beside->value, beside->n);
}

static enum sanreq_status
known_fill(struct exchange *x, const struct url *url, struct known_url *known,
    struct error *err)
{
	size_t n;

	known->kind = url->host.kind;
	known->fixed = url->host.fixed;
	known->scheme = url->scheme;
	known->port = url->port;
	known->flaws = url->flaws;
	known->is_microsoft = is_microsoft(url->host.text);
	if (inventory_number(x->inventory, &url->host, &known->number, err) !=
	    SANREQ_OK)
		return err->status;
	known->host = inventory_names(x->inventory, &n)[known->number].text;
	return SANREQ_OK;
}

/* Parses a URL. *refused: it gives no name, which was said. */
static enum sanreq_status
known_parse(struct exchange *x, const struct service_row *row, struct bytes v,
    struct known_url *known, bool *refused, struct error *err)
{
	struct error why = {0};
	const char *objection;
	struct url url;

	*refused = true;
	if (url_parse(v.p, v.n, &url, &why) != SANREQ_OK) {
		if (is_own_fault(why.status))
			return error_set(err, why.status, "%s", why.text);
		return url_refused(
		    x, row, url.hostile || is_deceptive(v), v, why.text, err);
	}
	if ((objection = url_objection(&url, v)) != NULL)
		return url_refused(x, row, is_deceptive(v), v, objection, err);
	if (host_is_guess(x, url.host.fixed))
		return host_guessed(x, row, v, NULL, err);
	*refused = false;
	return known_fill(x, &url, known, err);
}

/* Remembers a URL when it gives a name. */
static enum sanreq_status
known_read(struct exchange *x, const struct service_row *row, struct bytes v,
    struct known_url *known, bool *refused, struct error *err)
{
	const struct known_url **beside = &x->beside[row->scope];

	known->value = NULL;
	if (known_beside(*beside, v))
		*known = **beside;
	else if (known_parse(x, row, v, known, refused, err) != SANREQ_OK ||
		 *refused)
		return err->status;
	*beside = known;
	known->n = v.n;
	/* most are new: looking for their likes costs more than it saves */
	known->value = pool_copy(inventory_pool(x->inventory), v.p, v.n, err);
	return known->value != NULL ? SANREQ_OK : err->status;
}

enum sanreq_status
url_value_read(struct exchange *x, const struct service_row *row,
    struct bytes v, struct error *err)
{
	struct known_url *known = known_find(x, v);
	bool refused = false;

	if ((known->value == NULL || known->n != v.n ||
		memcmp(known->value, v.p, v.n) != 0) &&
	    (known_read(x, row, v, known, &refused, err) != SANREQ_OK ||
		refused))
		return err->status;
	if (host_is_guess(x, known->fixed))
		return host_guessed(x, row, v, NULL, err);
	if (url_findings(x, row, known, v, err) != SANREQ_OK)
		return err->status;
	return use_add_kept(x, row, known->number, known->is_microsoft,
	    url_audience(row, known), known->value, err);
}
