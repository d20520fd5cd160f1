/*
 * SPDX-License-Identifier: ISC
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "check/inside.h"
#include "check/report.h"

#define POOL_MAX ((size_t)64 << 20)
#define DAY      86400

/* --- findings --- */

static size_t
count_id(const struct report *report, const char *id)
{
	size_t n = 0;

	for (size_t i = report->nfindings; i-- > 0;)
		if (strcmp(report->findings[i].id, id) == 0)
			n++;
	return n;
}

static enum sanreq_status
grow(struct report *report, struct error *err)
{
	size_t room = report->room != 0 ? 2 * report->room : 16;
	struct finding *findings;

	if (report->nfindings < report->room)
		return SANREQ_OK;
	findings = reallocarray(report->findings, room, sizeof(*findings));
	if (findings == NULL)
		return error_memory(err);
	report->findings = findings;
	report->room = room;
	return SANREQ_OK;
}

enum sanreq_status
report_find(struct report *report, const char *id, enum severity severity,
    const char *dn, struct error *err, const char *fmt, ...)
{
	struct finding *finding;
	char text[1024];
	va_list ap;
	size_t n = count_id(report, id);

	if (n > REPORT_FINDINGS_MAX)
		return SANREQ_OK;
	if (grow(report, err) != SANREQ_OK)
		return err->status;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (n == REPORT_FINDINGS_MAX) {
		snprintf(text, sizeof(text),
		    "and more of these: only the first %d are told",
		    REPORT_FINDINGS_MAX);
		dn = NULL;
	}
	finding = &report->findings[report->nfindings];
	*finding = (struct finding){.id = id, .severity = severity, .dn = dn};
	finding->message = pool_copy(&report->pool, text, strlen(text), err);
	report->nfindings += finding->message != NULL;
	return err->status;
}

/* --- the parts --- */

static void
look_at_dates(struct report *report)
{
	const struct decoded *certificate = report->subject.certificate;
	time_t now = report->subject.now;
	long long left = (long long)certificate->not_after - (long long)now;

	if (certificate->kind == DECODED_REQUEST) {
		report->state = REPORT_REQUEST;
		return;
	}
	if (certificate->validity_broken) {
		report->state = REPORT_UNDATED;
		return;
	}
	/* its last second belongs to it: RFC 5280, 4.1.2.5 */
	if (left < 0)
		report->state = REPORT_EXPIRED;
	else if (now < certificate->not_before)
		report->state = REPORT_EARLY;
	report->days =
	    (long)(left < 0 ? -((-left + DAY - 1) / DAY) : left / DAY);
}

/* A host that people have heard of goes before a wildcard. */
static bool
is_better(const struct covering_name *a, const struct covering_name *b)
{
	bool a_host = a->kind != NAME_WILDCARD && a->nuses != 0;
	bool b_host = b->kind != NAME_WILDCARD && b->nuses != 0;

	return a_host != b_host ? a_host : a->nuses > b->nuses;
}

static void
find_most_used(struct report *report)
{
	size_t n;
	const struct covering_name *names =
	    coverage_names(report->coverage, &n);

	for (size_t i = 0; i < n; i++)
		if (names[i].fault == NULL &&
		    (report->most_used == NULL ||
			is_better(&names[i], report->most_used)))
			report->most_used = &names[i];
}

/* No use tells: the only host name of the certificate, other than those for
 * Autodiscover. */
static const char *
find_only(const struct report *report, bool autodiscover)
{
	const char *only = NULL;
	size_t n;
	const struct covering_name *names =
	    coverage_names(report->coverage, &n);

	for (size_t i = 0; i < n; i++) {
		const char *name = names[i].text;

		if (names[i].fault != NULL || names[i].duplicate ||
		    (names[i].kind != NAME_FQDN &&
			names[i].kind != NAME_NETBIOS) ||
		    (!autodiscover &&
			text_starts(name, strlen(name), "autodiscover.")))
			continue;
		if (only != NULL)
			return NULL;
		only = name;
	}
	return only;
}

static void
find_namespace(struct report *report)
{
	const struct inventory_name *most =
	    coverage_most_used(report->coverage);

	report->namespace_host =
	    most != NULL ? most->text : find_only(report, false);
	if (report->namespace_host == NULL)
		report->namespace_host = find_only(report, true);
}

/* Those of one id stay in the order in which they were found. */
static void
sort_findings(struct report *report)
{
	for (size_t i = 1; i < report->nfindings; i++) {
		struct finding finding = report->findings[i];
		size_t k = i;

		for (; k > 0 &&
		       strcmp(report->findings[k - 1].id, finding.id) > 0;
		     k--)
			report->findings[k] = report->findings[k - 1];
		report->findings[k] = finding;
	}
}

enum sanreq_status
report_new(struct report **out, const struct inventory *inventory,
    const struct report_subject *subject, struct error *err)
{
	struct report *report = calloc(1, sizeof(*report));

	if ((*out = report) == NULL)
		return error_memory(err);
	pool_init(&report->pool, POOL_MAX);
	report->subject = *subject;
	look_at_dates(report);
	report_look_at_extensions(report);
	if (inside_cover(&report->coverage, inventory, subject->certificate,
		false, err) == SANREQ_OK &&
	    groups_new(&report->groups, report->coverage, inventory, err) ==
		SANREQ_OK &&
	    clients_new(&report->clients, report->groups, err) == SANREQ_OK) {
		find_most_used(report);
		find_namespace(report);
		report->warns =
		    coverage_uses(report->coverage, COVER_MISSING) != 0 ||
		    report->state == REPORT_EXPIRED ||
		    report->state == REPORT_EARLY ||
		    report->state == REPORT_UNDATED || report->refused != NULL;
		if (report_certificate(report, err) == SANREQ_OK &&
		    report_uses(report, inventory, err) == SANREQ_OK)
			sort_findings(report);
	}
	if (err->status != SANREQ_OK)
		report_free(out);
	return err->status;
}

void
report_free(struct report **report)
{
	struct report *r = *report;

	*report = NULL;
	if (r == NULL)
		return;
	clients_free(&r->clients);
	groups_free(&r->groups);
	coverage_free(&r->coverage);
	pool_release(&r->pool);
	free(r->findings);
	free(r);
}
