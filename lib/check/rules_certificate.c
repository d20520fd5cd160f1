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

/* The source is tls://DOMAIN, with port 443 or none. */
static bool
is_endpoint(const char *source, const char *domain)
{
	size_t n = strlen(domain);
	const char *rest;

	if (!text_starts(source, strlen(source), "tls://"))
		return false;
	source += strlen("tls://");
	if (!text_starts(source, strlen(source), domain))
		return false;
	rest = source + n;
	return *rest == '\0' || strcmp(rest, "/") == 0 ||
	       strcmp(rest, ":443") == 0;
}

/* A name that the endpoint presented covers the domain. */
static bool
presents(const struct inventory *inv, const char *source, const char *domain)
{
	const struct inventory_name *names;
	size_t i, k, n;

	names = inventory_names(inv, &n);
	for (i = 0; i < n; i++)
		for (k = 0; k < names[i].nuses; k++)
			if (names[i].uses[k].service == SERVICE_CERTIFICATE &&
			    strcmp(names[i].uses[k].source, source) == 0 &&
			    name_covers(names[i].text, domain))
				return true;
	return false;
}

static enum sanreq_status
exc12(struct judge *j, struct error *err)
{
	const struct inventory *inv = j->subject->inventory;
	const struct accepted_domain *domains;
	const struct source_info *sources;
	enum sanreq_status st = SANREQ_OK;
	size_t i, k, n, nsources;

	if (inv == NULL)
		return SANREQ_OK;
	domains = inventory_domains(inv, &n);
	sources = inventory_sources(inv, &nsources);
	for (k = 0; k < nsources; k++)
		for (i = 0; i < n && st == SANREQ_OK; i++) {
			if (!is_endpoint(
				sources[k].source, domains[i].domain) ||
			    presents(inv, sources[k].source, domains[i].domain))
				continue;
			st = judge_breach(j, domains[i].domain, err,
			    "https://%s answers with a certificate that does "
			    "not have that name: Outlook asks there before "
			    "autodiscover.%s, and warns",
			    domains[i].domain, domains[i].domain);
		}
	return st;
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
