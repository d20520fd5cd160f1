/*
 * SPDX-License-Identifier: ISC
 *
 * What helps, in words: another URL, or another certificate.
 */
#include "check_words.h"

#define CURE_NAMES 20 /* that are told by name */

/* The names that are missing for one reason, parted by ", ". */
static enum sanreq_status
list_names(const struct report *report, const struct inventory *inventory,
    enum cover_why why, size_t *total, struct buf *out, struct error *err)
{
	enum sanreq_status status = SANREQ_OK;
	size_t n, told = 0;
	const struct inventory_name *names = inventory_names(inventory, &n);

	for (size_t i = 0; status == SANREQ_OK && i < n; i++) {
		if (coverage_why(report->coverage, &names[i]) != why)
			continue;
		if (told++ < CURE_NAMES)
			status = buf_addf(out, err, "%s%s",
			    told == 1 ? "" : ", ", names[i].text);
	}
	if (status == SANREQ_OK && told > CURE_NAMES)
		status = buf_addf(out, err, " and %zu more", told - CURE_NAMES);
	*total = told;
	return status;
}

/* Of one name, and of several. */
static const char *const cure_reasons[WHY_COUNT][2] = {
    [WHY_INTERNAL] = {"an internal name, which no public CA takes",
	"internal names, which no public CA takes"},
    [WHY_GIVEN] = {"given as a name in use; it stands in no URL",
	"given as names in use; they stand in no URL"},
    [WHY_APART] = {"its setting must have another host than the namespace",
	"their settings must have other hosts than the namespace"},
    [WHY_NOWHERE] = {"DNS has no address for it: mistyped, or gone",
	"DNS has no address for them: mistyped, or gone"},
    [WHY_SERVER] = {"a server's own name, as setup puts it into URLs",
	"servers' own names, as setup puts them into URLs"},
    [WHY_SIBLING] = {"a server's own name, and the certificate has those of "
		     "other servers",
	"servers' own names, and the certificate has those of other servers"},
    [WHY_AUTODISCOVER] = {"Outlook and phones ask for it by themselves",
	"Outlook and phones ask for them by themselves"},
    [WHY_SHARED] = {"several servers share it",
	"several servers share each of them"},
    [WHY_MOST] = {"most URLs of its server have it",
	"most URLs of their servers have them"},
    [WHY_ODD] = {"most URLs of its server have a name of the certificate "
		 "instead",
	"most URLs of their servers have a name of the certificate instead"},
};

/* " to a name that ...", with whom to ask for the commands. */
static enum sanreq_status
add_target(const struct report *report, const char *whose, struct buf *out,
    struct error *err)
{
	if (report->namespace_host == NULL)
		return buf_addf(out, err,
		    " to a name that %s covers: sanreq repair --namespace HOST "
		    "prints the commands.",
		    whose);
	return buf_addf(out, err,
	    " to a name that %s has (%s): sanreq repair prints the commands.",
	    whose, report->namespace_host);
}

static enum sanreq_status
add_advice(const struct report *report, enum cover_why why, bool one,
    struct buf *out, struct error *err)
{
	const char *it = one ? "it" : "them";
	enum sanreq_status status = SANREQ_OK;

	switch (cover_why_cure(why)) {
	case CURE_URL:
		status = buf_adds(out, ". Change the URLs", err);
		return status != SANREQ_OK
			   ? status
			   : add_target(report, "the certificate", out, err);
	case CURE_NAME:
		if (cover_why_leaves_choice(why)) {
			status = buf_addf(out, err,
			    ". Probably forgotten in the certificate: request "
			    "one that has %s (sanreq request --add).",
			    it);
			break;
		}
		return buf_addf(out, err,
		    ". Request a certificate that has %s (sanreq request "
		    "--add).",
		    it);
	case CURE_EITHER:
		status = buf_addf(out, err,
		    ": if %s forgotten, request a certificate that has %s "
		    "(sanreq request --add).",
		    one ? "it was" : "they were", it);
		break;
	case CURE_NONE: return SANREQ_OK;
	}
	if (status == SANREQ_OK)
		status = buf_adds(out, " Else change the URLs", err);
	return status != SANREQ_OK ? status
				   : add_target(report, "this one", out, err);
}

enum sanreq_status
check_cure(const struct report *report, const struct inventory *inventory,
    enum cover_why why, struct buf *out, struct error *err)
{
	const char *reason;
	size_t n;

	if (why == WHY_NONE ||
	    list_names(report, inventory, why, &n, out, err) != SANREQ_OK ||
	    n == 0)
		return err->status;
	if (report->most_used == NULL)
		return buf_adds(out,
		    ": request a certificate whose subjectAltName has the "
		    "names in use (sanreq request).",
		    err);
	reason = cure_reasons[why][n != 1];
	if (reason != NULL && buf_addf(out, err, ": %s", reason) != SANREQ_OK)
		return err->status;
	return add_advice(report, why, n == 1, out, err);
}
