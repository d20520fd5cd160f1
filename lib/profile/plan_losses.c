/*
 * SPDX-License-Identifier: ISC
 *
 * What a certificate by this plan would leave people with: names that stay
 * out though somebody needs them, and settings that it would not fit.
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "profile/plan_build.h"

/* The first use of this service and audience, or NULL. */
static const struct use *
find_use(const struct inventory_name *name, enum use_service service,
    enum use_audience audience)
{
	for (size_t i = 0; i < name->nuses; i++)
		if (name->uses[i].service == service &&
		    name->uses[i].audience == audience)
			return &name->uses[i];
	return NULL;
}

static const struct use *
first_client_use(const struct inventory_name *name)
{
	size_t i;

	for (i = 0; i < name->nuses; i++)
		if (name->uses[i].audience == AUDIENCE_CLIENT)
			return &name->uses[i];
	return NULL;
}

static enum sanreq_status
report_loss(struct plan_build *b, const struct verdict *v, struct error *err)
{
	const char *dn = first_client_use(v->name)->dn;
	const char *name = v->name->text;
	char uses[512];

	plan_uses_text(v->name, 1u << AUDIENCE_CLIENT, uses, sizeof(uses));
	if (v->name->class == NAME_INTERNAL)
		return plan_add_finding(b->plan, "EXC04", SEVERITY_WARNING, dn,
		    err,
		    "\"%s\" stays out, but clients use it (%s): Outlook will "
		    "warn about the certificate name; point them to a name "
		    "that the certificate has",
		    name, uses);
	return plan_add_finding(b->plan, "EXC01", SEVERITY_WARNING, dn, err,
	    "\"%s\" stays out, but clients use it (%s): they will warn about "
	    "the certificate name; take it with --add, or point them to a name "
	    "that "
	    "the certificate has",
	    name, uses);
}

/* Clients ask autodiscover.<domain of the address>. An internal domain is in
 * nobody's address, and no public CA could help; where discovery made no
 * candidate, the domain is not served here (contoso.onmicrosoft.com). */
static enum sanreq_status
report_domain(
    struct plan_build *b, const struct accepted_domain *d, struct error *err)
{
	char host[NAME_TEXT_MAX];
	struct name name;
	struct error ignored = {0};
	const struct verdict *v;
	int n = snprintf(host, sizeof(host), "autodiscover.%s", d->domain);

	if (d->type != DOMAIN_AUTHORITATIVE || d->domain[0] == '*' || n < 0 ||
	    (size_t)n >= sizeof(host) ||
	    name_parse(host, (size_t)n, &name, &ignored) != SANREQ_OK)
		return SANREQ_OK;
	if (name.class == NAME_INTERNAL && b->profile->ca == CA_PUBLIC)
		return SANREQ_OK;
	v = plan_find_in(b->verdicts, b->nverdicts, name.text);
	if (v == NULL || v->take || v->covered_by != NULL)
		return SANREQ_OK;
	return plan_add_finding(b->plan, "EXC02", SEVERITY_WARNING, NULL, err,
	    "\"%s\" stays out: Outlook and phones of %s users look there "
	    "first; take it with --add, or publish the SRV record "
	    "_autodiscover._tcp.%s",
	    name.text, name.text + strlen("autodiscover."),
	    name.text + strlen("autodiscover."));
}

/* Exchange Online asks for the transport host's certificate by name. */
static enum sanreq_status
report_hybrid(struct plan_build *b, const struct verdict *v, struct error *err)
{
	const struct use *use =
	    find_use(v->name, SERVICE_HYBRID, AUDIENCE_SERVER);

	if (use == NULL || v->take || v->covered_by != NULL)
		return SANREQ_OK;
	return plan_add_finding(b->plan, "EXC05", SEVERITY_WARNING, use->dn,
	    err,
	    "\"%s\" stays out, but Exchange Online expects it in the "
	    "certificate of the hybrid connectors: use the profile hybrid, or "
	    "take it with --add",
	    v->name->text);
}

/* Connectors that present a name of their own; the default ones present the
 * server's name, with the server's own certificate (trap 18). */
static enum sanreq_status
report_connector(
    struct plan_build *b, const struct verdict *v, struct error *err)
{
	const struct use *use =
	    find_use(v->name, SERVICE_SMTP, AUDIENCE_SERVER);

	if (use == NULL || v->take || v->covered_by != NULL ||
	    find_use(v->name, SERVICE_SERVER, AUDIENCE_SERVER) != NULL ||
	    find_use(v->name, SERVICE_HYBRID, AUDIENCE_SERVER) != NULL ||
	    (v->name->class == NAME_INTERNAL && b->profile->ca == CA_PUBLIC))
		return SANREQ_OK;
	return plan_add_finding(b->plan, "EXC08", SEVERITY_WARNING, use->dn,
	    err,
	    "\"%s\" stays out: the SMTP connector that announces it falls back "
	    "to a self-signed certificate in STARTTLS; where mail clients or "
	    "partners verify it, take it with --add",
	    v->name->text);
}

static enum sanreq_status
report_mail_wildcard(
    struct plan_build *b, const struct verdict *v, struct error *err)
{
	const struct use *use =
	    find_use(v->name, SERVICE_POP3, AUDIENCE_CLIENT);

	if (use == NULL)
		use = find_use(v->name, SERVICE_IMAP4, AUDIENCE_CLIENT);
	if (use == NULL || v->covered_by == NULL)
		return SANREQ_OK;
	return plan_add_finding(b->plan, "EXC07", SEVERITY_WARNING, use->dn,
	    err,
	    "\"%s\" is covered by \"%s\" alone, and POP3 and IMAP4 take no "
	    "wildcard certificate by themselves: run Set-PopSettings and "
	    "Set-ImapSettings with -X509CertificateName %s, or take the name "
	    "with --add",
	    v->name->text, v->covered_by, v->name->text);
}

/* Old Outlook compares the principal name with the common name (trap 12). */
static enum sanreq_status
report_principal(
    struct plan_build *b, const struct verdict *v, struct error *err)
{
	const char *cn = b->plan->common_name;
	const struct use *use =
	    find_use(v->name, SERVICE_OUTLOOK_PROVIDER, AUDIENCE_CLIENT);

	if (use == NULL || use->value == NULL || cn == NULL ||
	    !text_starts(use->value, strlen(use->value), "msstd:") ||
	    strcmp(cn, v->name->text) == 0)
		return SANREQ_OK;
	return plan_add_finding(b->plan, "DSC18", SEVERITY_WARNING, use->dn,
	    err,
	    "OutlookProvider expects the principal name \"%s\", but the common "
	    "name will be \"%s\": old Outlook refuses that; with the new "
	    "certificate run Set-OutlookProvider with -CertPrincipalName "
	    "msstd:%s",
	    v->name->text, cn, cn);
}

static enum sanreq_status
report_name(struct plan_build *b, const struct verdict *v, struct error *err)
{
	enum sanreq_status status = SANREQ_OK;

	if (verdict_is_loss(v))
		status = report_loss(b, v, err);
	if (status == SANREQ_OK)
		status = report_hybrid(b, v, err);
	if (status == SANREQ_OK)
		status = report_connector(b, v, err);
	if (status == SANREQ_OK)
		status = report_mail_wildcard(b, v, err);
	if (status == SANREQ_OK)
		status = report_principal(b, v, err);
	return status;
}

enum sanreq_status
plan_find_losses(struct plan_build *b, struct error *err)
{
	enum sanreq_status status = SANREQ_OK;
	size_t n;
	const struct accepted_domain *domains =
	    inventory_domains(b->inventory, &n);

	for (size_t i = 0; status == SANREQ_OK && i < n; i++)
		status = report_domain(b, &domains[i], err);
	for (size_t i = 0; status == SANREQ_OK && i < b->nverdicts; i++)
		status = report_name(b, &b->verdicts[i], err);
	return status;
}
