/*
 * SPDX-License-Identifier: ISC
 *
 * What is odd about the certificate itself, whoever uses its names.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "check/inside.h"
#include "check/report.h"

#define DAYS_SOON 30

static const char *
date_text(time_t t, char *dst, size_t size)
{
	struct tm tm;

	if (gmtime_r(&t, &tm) == NULL ||
	    strftime(dst, size, "%Y-%m-%d", &tm) == 0)
		snprintf(dst, size, "a date beyond reckoning");
	return dst;
}

static enum sanreq_status
find_dates(struct report *report, struct error *err)
{
	const struct decoded *certificate = report->subject.certificate;
	char from[40], to[40];

	date_text(certificate->not_before, from, sizeof(from));
	date_text(certificate->not_after, to, sizeof(to));
	switch (report->state) {
	case REPORT_EXPIRED:
		return report_find(report, "CHK01", SEVERITY_ERROR, NULL, err,
		    "the certificate ended on %s, %ld day%s ago: every client "
		    "warns; renew it",
		    to, -report->days, report->days == -1 ? "" : "s");
	case REPORT_EARLY:
		return report_find(report, "CHK02", SEVERITY_ERROR, NULL, err,
		    "the certificate is not valid before %s: until then every "
		    "client warns (or the clock here is wrong)",
		    from);
	case REPORT_REQUEST:
		return report_find(report, "CHK03", SEVERITY_INFO, NULL, err,
		    "this is a request, not a certificate: told is what a "
		    "certificate with its names would cover");
	case REPORT_UNDATED:
		return report_find(report, "CHK01", SEVERITY_ERROR, NULL, err,
		    "the certificate's dates cannot be read: every client "
		    "refuses it");
	case REPORT_VALID: break;
	}
	if (report->days > DAYS_SOON)
		return SANREQ_OK;
	return report_find(report, "CHK04", SEVERITY_WARNING, NULL, err,
	    "the certificate ends on %s, in %ld day%s: renew it", to,
	    report->days, report->days == 1 ? "" : "s");
}

/* Those that RFC 5280 4.2 defines and clients process, and a few of others;
 * clients refuse a certificate with any other one that is critical. */
static bool
is_known_extension(const char *oid)
{
	static const char *const known[] = {OID_SUBJECT_ALT_NAME, OID_KEY_USAGE,
	    OID_EXTENDED_KEY_USAGE, OID_BASIC_CONSTRAINTS, OID_TLS_FEATURE,
	    "2.5.29.14",         /* subjectKeyIdentifier */
	    "2.5.29.18",         /* issuerAltName */
	    "2.5.29.30",         /* nameConstraints */
	    "2.5.29.31",         /* cRLDistributionPoints */
	    "2.5.29.32",         /* certificatePolicies */
	    "2.5.29.33",         /* policyMappings */
	    "2.5.29.35",         /* authorityKeyIdentifier */
	    "2.5.29.36",         /* policyConstraints */
	    "2.5.29.46",         /* freshestCRL */
	    "2.5.29.54",         /* inhibitAnyPolicy */
	    "1.3.6.1.5.5.7.1.1", /* authorityInfoAccess */
	    "1.3.6.1.4.1.311.21.10" /* application policies, of Windows */};

	for (size_t i = 0; i < COUNT_OF(known); i++)
		if (strcmp(known[i], oid) == 0)
			return true;
	return false;
}

static const char *
unknown_critical(const struct decoded *certificate)
{
	for (size_t i = 0; i < certificate->nextensions; i++)
		if (certificate->extensions[i].critical &&
		    !is_known_extension(certificate->extensions[i].oid))
			return certificate->extensions[i].oid;
	return NULL;
}

static bool
is_not_for_servers(const struct decoded *certificate)
{
	int purposes = inside_purposes(certificate);

	return purposes != -1 && (purposes & EKU_SERVER) == 0;
}

void
report_look_at_extensions(struct report *report)
{
	const struct decoded *certificate = report->subject.certificate;

	if (certificate->kind != DECODED_CERTIFICATE)
		return;
	if (unknown_critical(certificate) != NULL)
		report->refused =
		    "has a critical extension that they do not know";
	else if (is_not_for_servers(certificate))
		report->refused = "is not for servers";
}

static enum sanreq_status
find_extensions(struct report *report, struct error *err)
{
	const struct decoded *certificate = report->subject.certificate;
	const char *oid = unknown_critical(certificate);

	if (report->refused == NULL)
		return SANREQ_OK;
	if (oid != NULL &&
	    report_find(report, "CHK09", SEVERITY_ERROR, NULL, err,
		"the extension %s is critical: who does not know it must "
		"refuse the certificate (RFC 5280, 4.2), and no client of "
		"Exchange is known to; get one without it%s",
		QUOTES(oid),
		strcmp(oid, "1.3.6.1.4.1.11129.2.4.3") == 0
		    ? " (this is a precertificate, never to be used)"
		    : "") != SANREQ_OK)
		return err->status;
	if (!is_not_for_servers(certificate))
		return SANREQ_OK;
	return report_find(report, "CHK10", SEVERITY_ERROR, NULL, err,
	    "serverAuth is not among the purposes (extendedKeyUsage): every "
	    "client refuses a server that presents it; get one for servers");
}

static enum sanreq_status
find_issuer(struct report *report, struct error *err)
{
	const struct decoded *certificate = report->subject.certificate;

	if (!inside_is_self_signed(certificate))
		return SANREQ_OK;
	return report_find(report, "CHK05", SEVERITY_WARNING, NULL, err,
	    "the certificate is self-signed: clients that were not told to "
	    "trust it warn about the issuer, whatever its names");
}

static enum sanreq_status
find_names(struct report *report, struct error *err)
{
	enum sanreq_status status = SANREQ_OK;
	size_t n;
	const struct covering_name *names =
	    coverage_names(report->coverage, &n);
	const char *cn = coverage_common_name(report->coverage);

	for (size_t i = 0; status == SANREQ_OK && i < n; i++)
		if (names[i].fault != NULL)
			status = report_find(report, "CHK06", SEVERITY_WARNING,
			    NULL, err, "no client matches the name \"%s\": %s",
			    names[i].text, names[i].fault);
	if (status != SANREQ_OK || report->most_used != NULL)
		return status;
	return report_find(report, "CHK07", SEVERITY_ERROR, NULL, err,
	    "%s; browsers, phones and newer Outlook do not look at the common "
	    "name%s%s%s (RFC 9525): they warn at every name",
	    n == 0 ? "the certificate has no subjectAltName"
		   : "no entry of the subjectAltName is a name that a client "
		     "matches",
	    cn != NULL ? " (" : "", cn != NULL ? cn : "",
	    cn != NULL ? ")" : "");
}

static bool
is_same(const struct decoded *a, const struct decoded *b)
{
	return strcmp(a->sha256, b->sha256) == 0;
}

static const char *
subject_of(const struct decoded *certificate)
{
	return certificate->subject_text[0] != '\0' ? certificate->subject_text
						    : "without subject";
}

static enum sanreq_status
find_places(struct report *report, struct error *err)
{
	const struct report_subject *subject = &report->subject;
	enum sanreq_status status = SANREQ_OK;
	char to[40];

	for (size_t i = 0; status == SANREQ_OK && i < subject->nplaces; i++) {
		const struct decoded *other = subject->places[i].certificate;

		if (is_same(subject->certificate, other))
			continue;
		status = report_find(report, "CHK08", SEVERITY_WARNING, NULL,
		    err,
		    "%s presents another certificate: %s, serial number %s, "
		    "until %s",
		    subject->places[i].where, subject_of(other),
		    other->serial != NULL ? other->serial : "unknown",
		    date_text(other->not_after, to, sizeof(to)));
	}
	return status;
}

static enum sanreq_status
find_passed_over(struct report *report, struct error *err)
{
	const struct report_subject *subject = &report->subject;
	char more[40] = "";

	if (subject->passed_over == NULL)
		return SANREQ_OK;
	if (subject->npassed_over > 1)
		snprintf(more, sizeof(more), " and %zu more",
		    subject->npassed_over - 1);
	return report_find(report, "CHK11", SEVERITY_WARNING, NULL, err,
	    "not checked: beside this certificate the file has another one "
	    "(%s%s) that is not its issuer; give each in a file of its own",
	    subject_of(subject->passed_over), more);
}

enum sanreq_status
report_certificate(struct report *report, struct error *err)
{
	enum sanreq_status status;

	if ((status = find_dates(report, err)) == SANREQ_OK &&
	    (status = find_extensions(report, err)) == SANREQ_OK &&
	    (status = find_issuer(report, err)) == SANREQ_OK &&
	    (status = find_names(report, err)) == SANREQ_OK &&
	    (status = find_passed_over(report, err)) == SANREQ_OK)
		status = find_places(report, err);
	return status;
}
