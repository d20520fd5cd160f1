/*
 * SPDX-License-Identifier: ISC
 *
 * What is odd about the certificate itself, whoever uses its names.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
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

static enum sanreq_status
find_issuer(struct report *report, struct error *err)
{
	const struct decoded *certificate = report->subject.certificate;

	if (!report_is_self_signed(certificate))
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
		    subject->places[i].where,
		    other->subject_text[0] != '\0' ? other->subject_text
						   : "without subject",
		    other->serial != NULL ? other->serial : "unknown",
		    date_text(other->not_after, to, sizeof(to)));
	}
	return status;
}

enum sanreq_status
report_certificate(struct report *report, struct error *err)
{
	enum sanreq_status status;

	if ((status = find_dates(report, err)) == SANREQ_OK &&
	    (status = find_issuer(report, err)) == SANREQ_OK &&
	    (status = find_names(report, err)) == SANREQ_OK)
		status = find_places(report, err);
	return status;
}
