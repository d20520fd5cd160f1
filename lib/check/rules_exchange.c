/*
 * SPDX-License-Identifier: ISC
 *
 * What a certificate would leave people with: names that are not in it though
 * somebody needs them, and settings that it would not fit.
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "check/judge.h"
#include "name/use_words.h"

static const struct use *
first_client_use(const struct inventory_name *name)
{
	for (size_t i = 0; i < name->nuses; i++)
		if (name->uses[i].audience == AUDIENCE_CLIENT)
			return &name->uses[i];
	return NULL;
}

static bool
is_covered(const struct judge *j, const struct inventory_name *name)
{
	return coverage_by(j->coverage, name) != NULL;
}

/* A wildcard alone covers the name. */
static bool
is_under_wildcard(const struct judge *j, const struct inventory_name *name)
{
	const struct covering_name *by = coverage_by(j->coverage, name);

	return by != NULL && by->kind == NAME_WILDCARD;
}

static const char *
absent(const struct judge *j)
{
	if (j->kind & JUDGES_PLAN)
		return "stays out";
	return j->kind & (JUDGES_CERTIFICATE | JUDGES_USES)
		   ? "is not in the certificate"
		   : "is not in the request";
}

static const char *
take_it(const struct judge *j)
{
	if (j->kind & JUDGES_USES)
		return "request a certificate that has it (sanreq request "
		       "--add)";
	return j->kind & JUDGES_PLAN ? "take it with --add" : "ask for it";
}

/* Where there is a certificate, the commands can be printed. */
static const char *
by_repair(const struct judge *j)
{
	return j->kind & JUDGES_USES ? " (sanreq repair prints the commands)"
				     : "";
}

static const char *
of_old_outlook(const struct judge *j, const struct inventory_name *name)
{
	return coverage_by_common_name(j->coverage, name)
		   ? " (old Outlook is content with the common name)"
		   : "";
}

/* Calls a function for each name of the inventory. */
static enum sanreq_status
each_name(struct judge *j,
    enum sanreq_status (*fn)(
	struct judge *, const struct inventory_name *, struct error *),
    struct error *err)
{
	const struct inventory_name *names;
	enum sanreq_status st = SANREQ_OK;
	size_t i, n;

	if (j->subject->inventory == NULL)
		return SANREQ_OK;
	names = inventory_names(j->subject->inventory, &n);
	for (i = 0; i < n && st == SANREQ_OK; i++)
		st = fn(j, &names[i], err);
	return st;
}

/* --- clients -------------------------------------------------------------- */

/* The first use by clients that would warn, or NULL. */
static const struct use *
find_loss(const struct judge *j, const struct inventory_name *name)
{
	if (!coverage_has(j->coverage, name, COVER_MISSING))
		return NULL;
	for (size_t i = 0; i < name->nuses; i++)
		if (coverage_verdict(j->coverage, name, &name->uses[i]) ==
		    COVER_MISSING)
			return &name->uses[i];
	return NULL;
}

static const char *
describe_cure(
    const struct judge *j, enum cover_why why, char *cure, size_t size)
{
	static const char point[] =
	    "point them to a name that the certificate has";

	if (cover_why_cure(why) == CURE_URL)
		snprintf(cure, size, "%s: %s%s", point, cover_why_text(why),
		    by_repair(j));
	else if (cover_why_leaves_choice(why))
		snprintf(
		    cure, size, "%s, or %s%s", take_it(j), point, by_repair(j));
	else
		snprintf(cure, size, "%s: %s", take_it(j), cover_why_text(why));
	return cure;
}

static enum sanreq_status
lost_public(
    struct judge *j, const struct inventory_name *name, struct error *err)
{
	const struct use *use = find_loss(j, name);
	enum cover_why why;
	char uses[512], cure[512];

	if (use == NULL || coverage_is_beyond_cas(j->coverage, name) ||
	    judge_passes_over(j))
		return SANREQ_OK;
	why = coverage_why(j->coverage, name);
	plan_uses_text(name, 1u << AUDIENCE_CLIENT, uses, sizeof(uses));
	return judge_breach_at(j, name->text, use->dn, err,
	    "\"%s\" %s, but clients use it (%s): they will warn about the "
	    "certificate name; %s%s",
	    name->text, absent(j), uses,
	    describe_cure(j, why, cure, sizeof(cure)), of_old_outlook(j, name));
}

static enum sanreq_status
exc01(struct judge *j, struct error *err)
{
	return each_name(j, lost_public, err);
}
const struct rule_check rule_exc01 = {.whole = exc01, .all = true};

static enum sanreq_status
lost_internal(
    struct judge *j, const struct inventory_name *name, struct error *err)
{
	const struct use *use = find_loss(j, name);
	char uses[512];

	if (use == NULL || !coverage_is_beyond_cas(j->coverage, name) ||
	    judge_passes_over(j))
		return SANREQ_OK;
	plan_uses_text(name, 1u << AUDIENCE_CLIENT, uses, sizeof(uses));
	return judge_breach_at(j, name->text, use->dn, err,
	    "\"%s\" %s, but clients use it (%s): Outlook will warn about the "
	    "certificate name; point them to a name that the certificate "
	    "has%s%s",
	    name->text, absent(j), uses, by_repair(j), of_old_outlook(j, name));
}

static enum sanreq_status
exc04(struct judge *j, struct error *err)
{
	return each_name(j, lost_internal, err);
}
const struct rule_check rule_exc04 = {.whole = exc04, .all = true};

/* Clients ask autodiscover.<domain of the address>. An internal domain is in
 * nobody's address, and no public CA could help; where discovery made no
 * candidate, the domain is not served here (contoso.onmicrosoft.com). */
static enum sanreq_status
judge_domain(
    struct judge *j, const struct accepted_domain *d, struct error *err)
{
	char host[NAME_TEXT_MAX];
	struct name name;
	struct error ignored = {0};
	const struct inventory_name *known;
	const struct use *use;
	int n = snprintf(host, sizeof(host), "autodiscover.%s", d->domain);

	if (d->type == DOMAIN_EXTERNAL_RELAY || d->domain[0] == '*' || n < 0 ||
	    (size_t)n >= sizeof(host) ||
	    name_parse(host, (size_t)n, &name, &ignored) != SANREQ_OK)
		return SANREQ_OK;
	if (name.class == NAME_INTERNAL && judge_is_public(j))
		return SANREQ_OK;
	known = inventory_find_name(j->subject->inventory, name.text);
	if (known == NULL || is_covered(j, known) ||
	    coverage_leads_nowhere(known))
		return SANREQ_OK;
	use = inventory_name_use(
	    known, SERVICE_AUTODISCOVER_DOMAIN, AUDIENCE_CANDIDATE);
	return judge_breach_at(j, name.text, use != NULL ? use->dn : NULL, err,
	    "\"%s\" %s: Outlook and phones of %s users look there, and warn "
	    "if the name leads here; %s, or publish the SRV record "
	    "_autodiscover._tcp.%s instead of the name",
	    name.text, absent(j), name.text + strlen("autodiscover."),
	    take_it(j), name.text + strlen("autodiscover."));
}

static enum sanreq_status
exc02(struct judge *j, struct error *err)
{
	const struct accepted_domain *domains;
	enum sanreq_status st = SANREQ_OK;
	size_t i, n;

	if (j->subject->inventory == NULL)
		return SANREQ_OK;
	domains = inventory_domains(j->subject->inventory, &n);
	for (i = 0; i < n && st == SANREQ_OK; i++)
		st = judge_domain(j, &domains[i], err);
	return st;
}
const struct rule_check rule_exc02 = {.whole = exc02, .all = true};

static enum sanreq_status
mail_wildcard(
    struct judge *j, const struct inventory_name *name, struct error *err)
{
	const struct use *use =
	    inventory_name_use(name, SERVICE_POP3, AUDIENCE_CLIENT);

	if (use == NULL)
		use = inventory_name_use(name, SERVICE_IMAP4, AUDIENCE_CLIENT);
	if (use == NULL || !is_under_wildcard(j, name))
		return SANREQ_OK;
	return judge_breach_at(j, name->text, use->dn, err,
	    "\"%s\" is covered by \"*%s\" alone, and POP3 and IMAP4 take no "
	    "wildcard certificate by themselves: run Set-PopSettings and "
	    "Set-ImapSettings with -X509CertificateName %s, or %s",
	    name->text, strchr(name->text, '.'), name->text,
	    j->kind & JUDGES_PLAN ? "take the name with --add"
				  : "ask for the name");
}

static enum sanreq_status
exc07(struct judge *j, struct error *err)
{
	return each_name(j, mail_wildcard, err);
}
const struct rule_check rule_exc07 = {.whole = exc07, .all = true};

/* --- servers -------------------------------------------------------------- */

/* Exchange Online asks for the transport host's certificate by name, and
 * wants a public CA's. */
static enum sanreq_status
hybrid(struct judge *j, const struct inventory_name *name, struct error *err)
{
	const struct use *use =
	    inventory_name_use(name, SERVICE_HYBRID, AUDIENCE_SERVER);

	if (use == NULL)
		return SANREQ_OK;
	if (!is_covered(j, name))
		return judge_breach_at(j, name->text, use->dn, err,
		    "\"%s\" %s, but Exchange Online expects it in the "
		    "certificate of the hybrid connectors: %s%s",
		    name->text, absent(j),
		    j->kind & JUDGES_PLAN ? "use the profile hybrid, or " : "",
		    take_it(j));
	if ((j->kind & JUDGES_PLAN) || judge_is_public(j))
		return SANREQ_OK;
	return judge_breach_at(j, name->text, use->dn, err,
	    "\"%s\" is the host of the hybrid connectors: Exchange Online "
	    "takes the certificate of a public CA there, not of your own",
	    name->text);
}

static enum sanreq_status
exc05(struct judge *j, struct error *err)
{
	return each_name(j, hybrid, err);
}
const struct rule_check rule_exc05 = {.whole = exc05, .all = true};

/* A server's; not that of a database availability group. */
static bool
is_own_name(const struct inventory_name *name)
{
	for (size_t i = 0; i < name->nuses; i++)
		if (name->uses[i].service == SERVICE_SERVER &&
		    !use_is_dag(&name->uses[i]))
			return true;
	return false;
}

/* Connectors that present a name of their own; the default ones present the
 * server's name, with the server's own certificate. */
static enum sanreq_status
connector(struct judge *j, const struct inventory_name *name, struct error *err)
{
	const struct use *use =
	    inventory_name_use(name, SERVICE_SMTP, AUDIENCE_SERVER);

	if (use == NULL || is_covered(j, name) || is_own_name(name) ||
	    inventory_name_use(name, SERVICE_HYBRID, AUDIENCE_SERVER) != NULL ||
	    (name->class == NAME_INTERNAL && judge_is_public(j)))
		return SANREQ_OK;
	return judge_breach_at(j, name->text, use->dn, err,
	    "\"%s\" %s: the SMTP connector that announces it falls back to a "
	    "self-signed certificate in STARTTLS; where mail clients or "
	    "partners verify it, %s",
	    name->text, absent(j), take_it(j));
}

static enum sanreq_status
exc08(struct judge *j, struct error *err)
{
	return each_name(j, connector, err);
}
const struct rule_check rule_exc08 = {.whole = exc08, .all = true};

/* A server of the name, whose clients never use that name. */
static enum sanreq_status
own_name(struct judge *j, const struct server *s, const char *text,
    struct error *err)
{
	const struct inventory_name *name;

	if (text == NULL || !judge_has_name(j, text))
		return SANREQ_OK;
	name = inventory_find_name(j->subject->inventory, text);
	if (name != NULL && first_client_use(name) != NULL)
		return SANREQ_OK;
	return judge_breach(j, text, err,
	    "\"%s\" is the name of the server %s itself, which no client of "
	    "Exchange %s asks for: leave it out",
	    text, QUOTES(s->name), s->product);
}

static enum sanreq_status
exc03(struct judge *j, struct error *err)
{
	const struct inventory *inv = j->subject->inventory;
	const struct server *servers;
	char netbios[NAME_TEXT_MAX];
	enum sanreq_status st = SANREQ_OK;
	size_t i, k, n;

	if (inv == NULL)
		return SANREQ_OK;
	servers = inventory_servers(inv, &n);
	for (i = 0; i < n && st == SANREQ_OK; i++) {
		if (exchange_version_find(servers[i].product) < EXCHANGE_2013)
			continue;
		st = own_name(j, &servers[i], servers[i].fqdn, err);
		if (servers[i].netbios == NULL || st != SANREQ_OK)
			continue;
		for (k = 0;
		     servers[i].netbios[k] != '\0' && k + 1 < sizeof(netbios);
		     k++)
			netbios[k] = text_lower(servers[i].netbios[k]);
		netbios[k] = '\0';
		st = own_name(j, &servers[i], netbios, err);
	}
	return st;
}
const struct rule_check rule_exc03 = {.whole = exc03};

static enum sanreq_status
exc06(struct judge *j, struct error *err)
{
	const struct inventory *inv = j->subject->inventory;
	const char *cn = j->subject->common_name, *um = NULL;
	const struct server *servers;
	size_t i, n;

	if (inv == NULL)
		return SANREQ_OK;
	servers = inventory_servers(inv, &n);
	for (i = 0; i < n; i++) {
		/* there is none from 2019 on */
		if ((servers[i].roles & ROLE_UM) == 0 ||
		    servers[i].fqdn == NULL ||
		    exchange_version_find(servers[i].product) > EXCHANGE_2016)
			continue;
		if (cn != NULL && strcmp(cn, servers[i].fqdn) == 0)
			return SANREQ_OK;
		if (um == NULL)
			um = servers[i].fqdn;
	}
	if (um == NULL)
		return SANREQ_OK;
	return judge_breach(j, cn, err,
	    "the common name is not a unified messaging server's own name "
	    "(%s): do not enable this certificate for UM",
	    um);
}
const struct rule_check rule_exc06 = {.whole = exc06};
