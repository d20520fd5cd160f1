/*
 * SPDX-License-Identifier: ISC
 *
 * What the certificate leaves people with: the catalogue's rules about uses,
 * and the principal name of OutlookProvider.
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "check/report.h"
#include "check/rules.h"

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
add_breach(void *arg, const struct breach *b, struct error *err)
{
	return report_find(
	    arg, b->id, b->severity, b->dn, err, "%s", b->message);
}

enum sanreq_status
report_uses(
    struct report *report, const struct inventory *inventory, struct error *err)
{
	/* on the terms of a public CA: what it takes, others do too */
	const struct rule_subject subject = {.kind = JUDGES_USES,
	    .ca = CA_PUBLIC,
	    .inventory = inventory,
	    .probed = report->subject.probed,
	    .coverage = report->coverage};
	enum sanreq_status status =
	    rules_apply(&subject, add_breach, report, err);
	size_t n;
	const struct inventory_name *names = inventory_names(inventory, &n);

	for (size_t i = 0; status == SANREQ_OK && i < n; i++)
		status = find_principal(report, &names[i], err);
	return status;
}
