/*
 * SPDX-License-Identifier: ISC
 *
 * New values of old ones. A value is only changed when the Shell can set the
 * old one back as it was.
 */
#include <string.h>

#include "base/text.h"
#include "exchange/powershell.h"
#include "exchange/repair_private.h"
#include "name/url.h"

#define FLAWS_NOT_A_URL (URL_FLAW_NO_SCHEME | URL_FLAW_SPACE | URL_FLAW_SLASHES)

static const char not_a_url[] =
    "it is no URL that the Shell would set back as it was: mend it by hand";

/* Where the host stands in a value. */
struct span {
	size_t at, n;
};

/* The host that stands at the beginning, up to a port or path. */
static size_t
host_length(const char *s)
{
	if (*s == '[')
		return strcspn(s, "]") + 1;
	return strcspn(s, ":/?#");
}

/* before + host + after, in pool. */
static const char *
join(struct repair *repair, const char *before, size_t nbefore,
    const char *host, const char *after, struct error *err)
{
	size_t nhost = strlen(host), nafter = strlen(after);
	char *text =
	    pool_alloc(&repair->pool, nbefore + nhost + nafter + 1, err);

	if (text == NULL)
		return NULL;
	memcpy(text, before, nbefore);
	memcpy(text + nbefore, host, nhost);
	memcpy(text + nbefore + nhost, after, nafter);
	return text;
}

/* Is the value a URL as it should be? Finds its host. */
static bool
url_span(const char *value, struct url *url, struct span *span)
{
	struct error ignored = {0};
	const char *slashes = strstr(value, "://");

	if (url_parse(value, strlen(value), url, &ignored) != SANREQ_OK ||
	    (url->flaws & FLAWS_NOT_A_URL) != 0 || slashes == NULL)
		return false;
	span->at = (size_t)(slashes + 3 - value);
	span->n = host_length(slashes + 3);
	return span->n <= strlen(slashes + 3);
}

/* The same URL at another host; *now NULL: it cannot be done. Read again, it
 * must name that host and nothing else. */
static enum sanreq_status
url_moved(struct repair *repair, const char *value, const char **now,
    unsigned *port, struct error *err)
{
	struct span span;
	struct url url, moved;
	const char *text;

	*now = NULL;
	if (!url_span(value, &url, &span) || url.scheme != URL_HTTPS)
		return SANREQ_OK;
	text = join(repair, value, span.at, repair->namespace_host,
	    value + span.at + span.n, err);
	if (text == NULL)
		return err->status;
	if (url_span(text, &moved, &span) && moved.port == url.port &&
	    moved.scheme == url.scheme &&
	    strcmp(moved.host.text, repair->namespace_host) == 0)
		*now = text;
	if ((url.flaws & URL_FLAW_PORT) != 0)
		*port = url.port;
	return SANREQ_OK;
}

static enum sanreq_status
url_values(
    struct repair *repair, struct repair_change *change, struct error *err)
{
	change->back[0] = change->was[0];
	if (url_moved(repair, change->was[0], &change->now[0], &change->port,
		err) == SANREQ_OK &&
	    change->now[0] == NULL)
		change->left = not_a_url;
	return err->status;
}

/* Outlook Anywhere: the Shell takes a host and makes https://HOST/rpc of it.
 * Its own output gives the host alone. */
static enum sanreq_status
rpc_values(
    struct repair *repair, struct repair_change *change, struct error *err)
{
	static const char scheme[] = "https://";
	const char *value = change->was[0], *host = value;
	size_t n;

	if (text_starts(value, strlen(value), scheme)) {
		host += strlen(scheme);
		n = host_length(host);
		if (strncmp(value, scheme, strlen(scheme)) != 0 ||
		    strcmp(host + n, "/rpc") != 0)
			change->left = "it is not of the form https://HOST/rpc,"
				       " the only one that the Shell sets";
	} else if ((n = strlen(host)) != host_length(host)) {
		change->left = not_a_url;
	}
	if (change->left != NULL)
		return SANREQ_OK;
	change->now[0] = repair->namespace_host;
	change->back[0] = pool_copy(&repair->pool, host, n, err);
	return err->status;
}

static bool
is_among(const char *const *list, size_t n, const char *text)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i], text) == 0)
			return true;
	return false;
}

/* Does the value need another host? The certificate's names decide, as of the
 * values beside it some are right. */
static bool
is_covered(const struct repair *repair, const char *host, size_t n)
{
	struct error ignored = {0};
	struct name name;

	if (n >= 2 && host[0] == '[') {
		host++;
		n -= 2;
	}
	if (name_parse(host, n, &name, &ignored) != SANREQ_OK)
		return false;
	for (size_t i = 0; i < repair->in.nnames; i++)
		if (name_covers(repair->in.names[i], name.text))
			return true;
	return false;
}

/* Without encryption no certificate is asked for. */
static bool
is_encrypted(const char *value)
{
	size_t n = strlen(value);

	return text_ends(value, n, ":TLS") || text_ends(value, n, ":SSL") ||
	       value[host_length(value)] == '\0';
}

/* "host:993:SSL": all values are set together, so those that are right must
 * be among them. */
static enum sanreq_status
settings_values(
    struct repair *repair, struct repair_change *change, struct error *err)
{
	change->nnow = 0;
	for (size_t i = 0; i < change->nwas; i++) {
		const char *value = change->was[i];
		size_t n = host_length(value);

		change->back[i] = value;
		if (n > strlen(value) || (value[n] != '\0' && value[n] != ':'))
			change->left = "one of its values is not HOST:PORT:TLS "
				       "or the like: mend it by hand";
		if (change->left != NULL)
			return SANREQ_OK;
		if (is_encrypted(value) && !is_covered(repair, value, n))
			value = join(repair, value, 0, repair->namespace_host,
			    value + n, err);
		if (value == NULL)
			return err->status;
		if (!is_among(change->now, change->nnow, value))
			change->now[change->nnow++] = value;
	}
	return SANREQ_OK;
}

/* Old Outlook compares the principal name with the subject's common name,
 * which may be a wildcard. */
static enum sanreq_status
principal_values(
    struct repair *repair, struct repair_change *change, struct error *err)
{
	const char *name = repair->in.common_name;

	change->back[0] = change->was[0];
	change->now[0] = join(repair, "msstd:", strlen("msstd:"),
	    name != NULL ? name : repair->namespace_host, "", err);
	return err->status;
}

static enum sanreq_status
host_values(struct repair *repair, struct repair_change *change)
{
	change->now[0] = repair->namespace_host;
	change->back[0] = change->was[0];
	return SANREQ_OK;
}

static enum sanreq_status
form_values(
    struct repair *repair, struct repair_change *change, struct error *err)
{
	switch (change->row->form) {
	case FORM_URL:
		return change->row->class == CLASS_RPC_VDIR
			   ? rpc_values(repair, change, err)
			   : url_values(repair, change, err);
	case FORM_SETTINGS: return settings_values(repair, change, err);
	case FORM_MSSTD: return principal_values(repair, change, err);
	case FORM_HOST: return host_values(repair, change);
	default: change->left = "no command sets it"; return SANREQ_OK;
	}
}

enum sanreq_status
repair_values(
    struct repair *repair, struct repair_change *change, struct error *err)
{
	size_t size = change->nwas * sizeof(char *);

	for (size_t i = 0; i < change->nwas; i++)
		if (!powershell_takes(change->was[i], strlen(change->was[i])))
			change->left = "it has characters that no command "
				       "should be given: look who wrote it";
	if (change->left != NULL)
		return SANREQ_OK;
	if (!change->agreed ||
	    (change->nwas > 1 && change->row->form != FORM_SETTINGS)) {
		change->left =
		    change->row->class == CLASS_SCP && change->agreed
			? "it has several values, of which the Shell could set "
			  "back only one: leave one by hand (ADSI Edit)"
			: "the sources do not agree on its value: read one "
			  "that is up to date";
		return SANREQ_OK;
	}
	change->now = pool_alloc(&repair->pool, size, err);
	change->back = pool_alloc(&repair->pool, size, err);
	if (change->now == NULL || change->back == NULL)
		return err->status;
	change->nnow = change->nback = change->nwas;
	return form_values(repair, change, err);
}
