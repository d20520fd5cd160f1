/*
 * SPDX-License-Identifier: ISC
 *
 * What concerns Exchange and its clients beside the names: how long, in what
 * file, next to which other server.
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "check/inside.h"

static enum sanreq_status
exc09(struct judge *j, struct error *err)
{
	const struct rule_subject *s = j->subject;
	const struct pfx_facts *pfx = s->pfx;
	enum exchange_version v = inside_exchange(s);

	if (pfx == NULL)
		return SANREQ_OK;
	if (pfx->modern && v != EXCHANGE_UNKNOWN && v <= EXCHANGE_2016)
		return judge_breach(j, NULL, err,
		    "the PFX is encrypted with %s (MAC %s), which the Windows "
		    "of Exchange %s cannot open, and says that the password is "
		    "wrong: make it with 3DES and SHA-1",
		    pfx->encryption[0] != '\0' ? pfx->encryption : "AES",
		    pfx->mac[0] != '\0' ? pfx->mac : "none",
		    exchange_version_text(v));
	if (!pfx->has_key || s->decoded->key.kind != PUBLIC_RSA ||
	    text_starts(pfx->csp, strlen(pfx->csp),
		"Microsoft RSA SChannel Cryptographic Provider"))
		return SANREQ_OK;
	return judge_breach(j, NULL, err,
	    "the PFX names %s%s%s for its RSA key: Windows takes a CNG "
	    "provider, and OWA and ECP ask for the password for ever; import "
	    "it with certutil -csp",
	    pfx->csp[0] != '\0' ? "\"" : "",
	    pfx->csp[0] != '\0' ? QUOTES(pfx->csp) : "no provider",
	    pfx->csp[0] != '\0' ? "\"" : "");
}
const struct rule_check rule_exc09 = {.whole = exc09};

static enum sanreq_status
exc10(struct judge *j, struct error *err)
{
	const struct pfx_facts *pfx = j->subject->pfx;

	if (pfx == NULL || pfx->friendly_name < 64)
		return SANREQ_OK;
	return judge_breach(j, NULL, err,
	    "the friendly name has %zu characters, Exchange takes 63: give a "
	    "shorter one",
	    pfx->friendly_name);
}
const struct rule_check rule_exc10 = {.whole = exc10};

/* --- the web server of the mail domain ------------------------------------ */

/* The host of tls://HOST, with port 443 or none, and perhaps the address that
 * answered: "tls://contoso.com (192.0.2.1)"; "": of anything else. */
static const char *
web_host(const char *source, char dst[NAME_TEXT_MAX])
{
	static const char scheme[] = "tls://";
	size_t n;

	dst[0] = '\0';
	if (!text_starts(source, strlen(source), scheme))
		return dst;
	source += strlen(scheme);
	n = strcspn(source, ":/ ");
	if (n >= NAME_TEXT_MAX)
		return dst;
	for (size_t i = 0; i < n; i++)
		dst[i] = text_lower(source[i]);
	dst[n] = '\0';
	source += n;
	if (strncmp(source, ":443", 4) == 0)
		source += 4;
	if (*source == '/')
		source++;
	if (*source != '\0' && strncmp(source, " (", 2) != 0)
		dst[0] = '\0';
	return dst;
}

/* Users have addresses in it, or somebody asked DNS about it, as one does. */
static bool
is_mail_domain(const struct inventory *inv, const char *host)
{
	const struct accepted_domain *d = inventory_find_domain(inv, host);
	const struct source_info *sources;
	size_t n;

	if (d != NULL)
		return d->type != DOMAIN_EXTERNAL_RELAY;
	sources = inventory_sources(inv, &n);
	for (size_t i = 0; i < n; i++)
		if (strcmp(sources[i].type, "dns") == 0 &&
		    text_starts(
			sources[i].source, strlen(sources[i].source), "dns:") &&
		    text_casecmp(sources[i].source + strlen("dns:"), host) == 0)
			return true;
	return false;
}

/* A name that the endpoint presented covers the host. *subject: of its
 * certificate, or NULL. */
static bool
presents(const struct inventory *seen, const char *source, const char *host,
    const char **subject)
{
	const struct inventory_name *names;
	size_t n;

	names = inventory_names(seen, &n);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < names[i].nuses; k++) {
			const struct use *use = &names[i].uses[k];

			if (use->service != SERVICE_CERTIFICATE ||
			    strcmp(use->source, source) != 0)
				continue;
			*subject = use->dn;
			/* no client looks at the common name */
			if ((use->attribute == NULL ||
				strcmp(use->attribute, "CN") != 0) &&
			    name_covers(names[i].text, host))
				return true;
		}
	return false;
}

static enum sanreq_status
web_server(struct judge *j, const struct inventory *seen, const char *source,
    struct error *err)
{
	char host[NAME_TEXT_MAX];
	const char *at, *subject = NULL;

	if (web_host(source, host)[0] == '\0' ||
	    !is_mail_domain(j->subject->inventory, host) ||
	    presents(seen, source, host, &subject))
		return SANREQ_OK;
	at = strstr(source, " (");
	return judge_breach(j, host, err,
	    "https://%s answers%s%s with a certificate%s%s%s that does not "
	    "have that name: Outlook asks there before autodiscover.%s, and "
	    "warns",
	    QUOTES(host), at != NULL ? " at " : "",
	    at != NULL ? QUOTE(at + 2, strcspn(at + 2, ")")) : "",
	    subject != NULL ? " of \"" : "",
	    subject != NULL ? QUOTES(subject) : "", subject != NULL ? "\"" : "",
	    QUOTES(host));
}

/* "endpoint": it was asked, and its names are not in that inventory. */
static enum sanreq_status
web_servers(struct judge *j, const struct inventory *seen, struct error *err)
{
	enum sanreq_status st = SANREQ_OK;
	const struct source_info *sources;
	size_t n = 0;

	sources = seen != NULL ? inventory_sources(seen, &n) : NULL;
	for (size_t i = 0; i < n && st == SANREQ_OK; i++)
		if (strcmp(sources[i].type, "endpoint") != 0)
			st = web_server(j, seen, sources[i].source, err);
	return st;
}

static enum sanreq_status
exc12(struct judge *j, struct error *err)
{
	const struct rule_subject *s = j->subject;

	if (s->inventory == NULL)
		return SANREQ_OK;
	if (web_servers(j, s->inventory, err) != SANREQ_OK)
		return err->status;
	return web_servers(j, s->probed, err);
}
const struct rule_check rule_exc12 = {.whole = exc12};

/* --- lifetime ------------------------------------------------------------- */

#define DAY 86400

/* BR 6.3.2: the most days for a certificate of that date. */
static int
days_allowed(time_t when)
{
	static const struct {
		time_t until; /* UTC */
		int days;
	} table[] = {
	    {1598918400, 825}, /* 2020-09-01 */
	    {1773532800, 398}, /* 2026-03-15 */
	    {1805068800, 200}, /* 2027-03-15 */
	    {1868227200, 100}, /* 2029-03-15 */
	};
	size_t i;

	for (i = 0; i < COUNT_OF(table); i++)
		if (when < table[i].until)
			return table[i].days;
	return 47;
}

static enum sanreq_status
exc13(struct judge *j, struct error *err)
{
	const struct rule_subject *s = j->subject;
	const struct decoded *d = s->decoded;
	long long days;

	if (d->kind == DECODED_REQUEST)
		return judge_breach(j, NULL, err,
		    "public CAs issue for %d days at most now (100 from "
		    "2027-03-15, 47 from 2029-03-15): plan to renew by program",
		    days_allowed(s->now));
	/* any second more counts as another day */
	days = ((long long)d->not_after - d->not_before + DAY) / DAY;
	if (d->not_after < d->not_before || days <= days_allowed(d->not_before))
		return SANREQ_OK;
	return judge_breach(j, NULL, err,
	    "valid for %lld days; at its date public CAs could issue for %d: "
	    "clients may refuse it",
	    days, days_allowed(d->not_before));
}
const struct rule_check rule_exc13 = {.whole = exc13};
