/*
 * SPDX-License-Identifier: ISC
 *
 * What the certificate leaves people with: one finding for each name that it
 * lacks, and settings that do not fit it. The ids are the catalogue's.
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "check/report.h"
#include "profile/plan_build.h"

/* The first use with this verdict, or NULL. */
static const struct use *
find_verdict(const struct report *report, const struct inventory_name *name,
    enum cover_verdict verdict)
{
	for (size_t i = 0; i < name->nuses; i++)
		if (coverage_verdict(report->coverage, name, &name->uses[i]) ==
		    verdict)
			return &name->uses[i];
	return NULL;
}

static enum sanreq_status
find_missing(
    struct report *report, const struct inventory_name *name, struct error *err)
{
	const struct use *use = find_verdict(report, name, COVER_MISSING);
	bool old = coverage_by_common_name(report->coverage, name);
	bool url = coverage_cure(report->coverage, name) == CURE_URL;
	char uses[512];

	if (use == NULL || !report_wants(report, url ? "EXC04" : "EXC01"))
		return SANREQ_OK;
	plan_uses_text(name, 1u << AUDIENCE_CLIENT, uses, sizeof(uses));
	if (url)
		return report_find(report, "EXC04", SEVERITY_WARNING, use->dn,
		    err,
		    "\"%s\" is not in the certificate, and no public CA takes "
		    "an internal name, but clients use it (%s): point them to "
		    "a name that the certificate has; sanreq repair prints the "
		    "commands%s",
		    name->text, uses,
		    old ? " (old Outlook is content with the common name)"
			: "");
	return report_find(report, "EXC01", SEVERITY_WARNING, use->dn, err,
	    "\"%s\" is not in the certificate, but clients use it (%s): "
	    "request a certificate that has it (sanreq request --add), or "
	    "point them to a name that this one has (sanreq repair)%s",
	    name->text, uses,
	    old ? " (old Outlook is content with the common name)" : "");
}

static enum sanreq_status
find_autodiscover(
    struct report *report, const struct inventory_name *name, struct error *err)
{
	const char *domain = name->text + strlen("autodiscover.");
	const struct use *use = inventory_name_use(
	    name, SERVICE_AUTODISCOVER_DOMAIN, AUDIENCE_CANDIDATE);

	/* an internal domain is in nobody's address */
	if (use == NULL || name->class == NAME_INTERNAL ||
	    coverage_leads_nowhere(name) ||
	    coverage_by(report->coverage, name) != NULL)
		return SANREQ_OK;
	return report_find(report, "EXC02", SEVERITY_WARNING, use->dn, err,
	    "\"%s\" is not in the certificate: Outlook and phones of %s users "
	    "ask there, and warn if the name leads here; request a "
	    "certificate that has it, or publish the SRV record "
	    "_autodiscover._tcp.%s instead of the name",
	    name->text, domain, domain);
}

static enum sanreq_status
find_transport(
    struct report *report, const struct inventory_name *name, struct error *err)
{
	const struct use *use;

	if (!coverage_has(report->coverage, name, COVER_SERVER_ONLY) ||
	    coverage_by(report->coverage, name) != NULL)
		return SANREQ_OK;
	if ((use = inventory_name_use(name, SERVICE_HYBRID, AUDIENCE_SERVER)) !=
	    NULL)
		return report_find(report, "EXC05", SEVERITY_WARNING, use->dn,
		    err,
		    "\"%s\" is not in this certificate, and Exchange Online "
		    "expects it in the one of the hybrid connectors",
		    name->text);
	use = inventory_name_use(name, SERVICE_SMTP, AUDIENCE_SERVER);
	/* a default connector presents the server's own certificate */
	if (use == NULL || name->class == NAME_INTERNAL ||
	    inventory_name_use(name, SERVICE_SERVER, AUDIENCE_SERVER) != NULL)
		return SANREQ_OK;
	return report_find(report, "EXC08", SEVERITY_WARNING, use->dn, err,
	    "\"%s\" is not in this certificate: the SMTP connector that "
	    "announces it presents another one in STARTTLS",
	    name->text);
}

static enum sanreq_status
find_mail_wildcard(
    struct report *report, const struct inventory_name *name, struct error *err)
{
	const struct covering_name *by = coverage_by(report->coverage, name);
	const struct use *use;

	if (by == NULL || by->kind != NAME_WILDCARD)
		return SANREQ_OK;
	use = inventory_name_use(name, SERVICE_POP3, AUDIENCE_CLIENT);
	if (use == NULL)
		use = inventory_name_use(name, SERVICE_IMAP4, AUDIENCE_CLIENT);
	if (use == NULL)
		return SANREQ_OK;
	return report_find(report, "EXC07", SEVERITY_WARNING, use->dn, err,
	    "\"%s\" is covered by \"%s\" alone, and POP3 and IMAP4 take no "
	    "wildcard certificate by themselves: run Set-PopSettings and "
	    "Set-ImapSettings with -X509CertificateName %s",
	    name->text, by->text, name->text);
}

/* exchange.md, trap 12 */
static enum sanreq_status
find_principal(
    struct report *report, const struct inventory_name *name, struct error *err)
{
	const char *cn = coverage_common_name(report->coverage);
	const struct use *use = find_verdict(report, name, COVER_PRINCIPAL);

	if (use == NULL || coverage_is_principal(report->coverage, name))
		return SANREQ_OK;
	if (cn == NULL)
		return report_find(report, "DSC18", SEVERITY_WARNING, use->dn,
		    err,
		    "OutlookProvider expects the principal name \"%s\", but "
		    "the certificate has no common name that is a host name: "
		    "Outlook before Windows Vista SP1 refuses that",
		    name->text);
	return report_find(report, "DSC18", SEVERITY_WARNING, use->dn, err,
	    "OutlookProvider expects the principal name \"%s\", but the "
	    "certificate's common name is \"%s\": old Outlook (before Windows "
	    "Vista SP1) refuses that; run Set-OutlookProvider with "
	    "-CertPrincipalName msstd:%s",
	    name->text, cn, cn);
}

static enum sanreq_status
find_name(
    struct report *report, const struct inventory_name *name, struct error *err)
{
	enum sanreq_status status;

	if ((status = find_missing(report, name, err)) == SANREQ_OK &&
	    (status = find_autodiscover(report, name, err)) == SANREQ_OK &&
	    (status = find_transport(report, name, err)) == SANREQ_OK &&
	    (status = find_mail_wildcard(report, name, err)) == SANREQ_OK)
		status = find_principal(report, name, err);
	return status;
}

enum sanreq_status
report_uses(
    struct report *report, const struct inventory *inventory, struct error *err)
{
	enum sanreq_status status = SANREQ_OK;
	size_t n;
	const struct inventory_name *names = inventory_names(inventory, &n);

	for (size_t i = 0; status == SANREQ_OK && i < n; i++)
		status = find_name(report, &names[i], err);
	return status;
}
