/*
 * SPDX-License-Identifier: ISC
 *
 * What only a plan knows of what its certificate would not fit. Names that
 * stay out though somebody needs them are the catalogue's (check/).
 */
#include <string.h>

#include "base/text.h"
#include "profile/plan_build.h"

/* Old Outlook compares the principal name with the common name (trap 12). */
static enum sanreq_status
report_principal(
    struct plan_build *b, const struct verdict *v, struct error *err)
{
	const char *cn = b->plan->common_name;
	const struct use *use = inventory_name_use(
	    v->name, SERVICE_OUTLOOK_PROVIDER, AUDIENCE_CLIENT);

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

/* Is nothing known but what certificates hold, and none of it taken? */
static bool
has_certificates_alone(const struct plan_build *b)
{
	size_t nuses = 0;

	for (size_t i = 0; i < b->nverdicts; i++) {
		const struct inventory_name *name = b->verdicts[i].name;

		if (b->verdicts[i].take)
			return false;
		for (size_t k = 0; k < name->nuses; k++, nuses++)
			if (name->uses[k].service != SERVICE_CERTIFICATE)
				return false;
	}
	return nuses != 0;
}

enum sanreq_status
plan_find_losses(struct plan_build *b, struct error *err)
{
	enum sanreq_status status = SANREQ_OK;

	for (size_t i = 0; status == SANREQ_OK && i < b->nverdicts; i++)
		status = report_principal(b, &b->verdicts[i], err);
	if (status == SANREQ_OK && has_certificates_alone(b))
		status = plan_add_finding(b->plan, "DSC53", SEVERITY_WARNING,
		    NULL, err,
		    "only certificates were read, which do not say whether "
		    "anybody uses their names: read the directory too, or take "
		    "what is still needed with --add");
	return status;
}
