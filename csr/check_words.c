/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "check_words.h"
#include "name/use_words.h"

const char check_warning[] =
    "The name of the security certificate is invalid or does not match the "
    "name of the site.";

const struct check_section check_sections[] = {
    {COVER_DEFAULT, "Not covered, in use only where somebody started them",
	"POP3 and IMAP4 are off unless started; setup gave them the server's "
	"own name.",
	false},
    {COVER_CANDIDATE, "Asked for only if the name leads to this server",
	"They follow from the mail domains; DNS says where they lead.", false},
    {COVER_HTTP_ONLY, "http only",
	"No certificate is asked for. It becomes a question once the URL is "
	"https.",
	false},
    {COVER_PRINCIPAL, "Principal name of OutlookProvider",
	"Old Outlook compares it with the certificate's common name.", false},
    {COVER_SERVER_ONLY, "Between servers",
	"These are not matched against the certificate of the web site.",
	false},
    {COVER_BACK_END, "Back end", "It has a certificate of its own.", false},
    {COVER_CERTIFICATE, "Named by other certificates",
	"A name in a certificate is no use of it.", true},
    {COVER_PEER, "Names of others", "Their certificates are their concern.",
	true},
    {COVER_COUNT, NULL, NULL, false},
};

const char *
check_service(const struct cover_group *group, char dst[WORDS_MAX])
{
	snprintf(dst, WORDS_MAX, "%s%s%s", use_words_service(group->service),
	    use_words_scope_is_plain(group->scope) ? "" : " ",
	    use_words_scope_is_plain(group->scope)
		? ""
		: use_scope_text(group->scope));
	return dst;
}

const char *
check_servers(const struct cover_group *group, char dst[WORDS_MAX])
{
	size_t n = 0;

	dst[0] = '\0';
	for (size_t i = 0; i < group->nservers && n < WORDS_MAX; i++)
		n += (size_t)snprintf(dst + n, WORDS_MAX - n, "%s%s",
		    i == 0 ? "" : ", ", QUOTES(group->servers[i]));
	if (group->more_servers && n < WORDS_MAX)
		snprintf(dst + n, WORDS_MAX - n, " and others");
	return dst;
}

const char *
check_value(const struct cover_group *group, char dst[WORDS_MAX])
{
	if (group->more_names)
		snprintf(dst, WORDS_MAX, "%s and others", group->name->text);
	else if (group->use->value != NULL)
		text_quote(dst, WORDS_MAX, group->use->value,
		    strlen(group->use->value));
	else
		snprintf(dst, WORDS_MAX, "%s", group->name->text);
	return dst;
}

static const char *
plural(long n)
{
	return n == 1 ? "" : "s";
}

const char *
check_days(const struct report *report, char dst[WORDS_MAX])
{
	switch (report->state) {
	case REPORT_VALID:
		snprintf(dst, WORDS_MAX, "%ld day%s left", report->days,
		    plural(report->days));
		break;
	case REPORT_EXPIRED:
		snprintf(dst, WORDS_MAX, "ended %ld day%s ago", -report->days,
		    plural(-report->days));
		break;
	case REPORT_EARLY: snprintf(dst, WORDS_MAX, "not valid yet"); break;
	case REPORT_REQUEST:
		snprintf(dst, WORDS_MAX, "a request: no certificate yet");
		break;
	}
	return dst;
}

const char *
check_dates(const struct report *report, char dst[WORDS_MAX])
{
	const struct decoded *certificate = report->subject.certificate;
	char from[32] = "?", to[32] = "?";
	struct tm tm;

	if (gmtime_r(&certificate->not_before, &tm) != NULL)
		(void)strftime(from, sizeof(from), "%Y-%m-%d", &tm);
	if (gmtime_r(&certificate->not_after, &tm) != NULL)
		(void)strftime(to, sizeof(to), "%Y-%m-%d", &tm);
	snprintf(dst, WORDS_MAX, "%s to %s", from, to);
	return dst;
}

const char *
check_instead(const struct report *report)
{
	return report->most_used != NULL ? report->most_used->text : "no name";
}

const char *
check_cure(const struct report *report, const struct inventory_name *name,
    char dst[WORDS_MAX])
{
	const char *to = check_instead(report);

	if (report->most_used == NULL)
		snprintf(dst, WORDS_MAX,
		    "request a certificate whose subjectAltName has the names "
		    "in use: sanreq request");
	else if (coverage_cure(report->coverage, name) == CURE_URL)
		snprintf(dst, WORDS_MAX,
		    "an internal name: no public CA takes it. Change the URLs "
		    "to a name that the certificate has (%s): sanreq repair "
		    "prints the commands.",
		    to);
	else
		snprintf(dst, WORDS_MAX,
		    "forgotten? Request a certificate that has it (sanreq "
		    "request --add %s). Or change the URLs to a name that this "
		    "one has (%s): sanreq repair prints the commands.",
		    name->text, to);
	return dst;
}

const char *
check_outcome(enum client_outcome outcome)
{
	static const char *const texts[] = {
	    [OUTCOME_NOTHING] = "nothing to ask",
	    [OUTCOME_SKIPPED] = "not asked: a connection point answers before",
	    [OUTCOME_FINE] = "no warning",
	    [OUTCOME_DEPENDS] = "depends",
	    [OUTCOME_WARNS] = "WARNS",
	};

	return texts[outcome];
}

enum sanreq_status
check_sentence(const struct report *report, struct buf *out, struct error *err)
{
	size_t uses = coverage_uses(report->coverage, COVER_MISSING);
	size_t names = coverage_nnames(report->coverage, COVER_MISSING);
	size_t fine = coverage_uses(report->coverage, COVER_COVERED);
	char days[WORDS_MAX];

	if ((report->state == REPORT_EXPIRED ||
		report->state == REPORT_EARLY) &&
	    buf_addf(out, err, "Every client warns: the certificate is %s. ",
		report->state == REPORT_EXPIRED ? check_days(report, days) + 0
						: "not valid yet") !=
		SANREQ_OK)
		return err->status;
	if (uses == 0)
		return buf_addf(out, err,
		    "Every client use is covered (%zu of %zu).", fine, fine);
	return buf_addf(out, err,
	    "%zu client use%s of %zu not covered, by %zu name%s. There "
	    "Outlook says:",
	    uses, uses == 1 ? "" : "s", uses + fine, names,
	    names == 1 ? "" : "s");
}

enum sanreq_status
check_names(const struct report *report, size_t most, struct buf *out,
    struct error *err)
{
	enum sanreq_status status = SANREQ_OK;
	size_t n;
	const struct covering_name *names =
	    coverage_names(report->coverage, &n);

	for (size_t i = 0; status == SANREQ_OK && i < n && i < most; i++)
		status = buf_addf(
		    out, err, "%s%s", i == 0 ? "" : ", ", names[i].text);
	if (status == SANREQ_OK && n > most)
		status = buf_addf(out, err, " and %zu more", n - most);
	if (status == SANREQ_OK && n == 0)
		status = buf_adds(out, "none", err);
	return status;
}

/* --- what a name covers --- */

/* The two differ in nothing but their services. */
static bool
is_alike(const struct cover_group *a, const struct cover_group *b)
{
	if (a->by != b->by || a->scope != b->scope ||
	    a->nservers != b->nservers || a->more_servers != b->more_servers)
		return false;
	for (size_t i = 0; i < a->nservers; i++)
		if (strcmp(a->servers[i], b->servers[i]) != 0)
			return false;
	return true;
}

static bool
is_first_alike(const struct cover_group *groups, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (is_alike(&groups[k], &groups[i]))
			return false;
	return true;
}

static enum sanreq_status
add_alike(const struct cover_group *groups, size_t n, size_t first,
    struct buf *out, struct error *err)
{
	enum sanreq_status status = SANREQ_OK;
	const struct cover_group *group = &groups[first];
	const char *before = out->len == 0 ? "" : "; ";
	char servers[WORDS_MAX];

	for (size_t k = first; status == SANREQ_OK && k < n; k++) {
		if (!is_alike(&groups[k], group))
			continue;
		status = buf_addf(out, err, "%s%s", before,
		    use_words_service(groups[k].service));
		before = ", ";
	}
	if (status == SANREQ_OK && !use_words_scope_is_plain(group->scope))
		status =
		    buf_addf(out, err, " %s", use_scope_text(group->scope));
	if (status == SANREQ_OK && group->nservers != 0)
		status =
		    buf_addf(out, err, " on %s", check_servers(group, servers));
	return status;
}

enum sanreq_status
check_covered(const struct report *report, const struct covering_name *name,
    struct buf *out, struct error *err)
{
	enum sanreq_status status = SANREQ_OK;
	size_t n;
	const struct cover_group *groups =
	    groups_of(report->groups, COVER_COVERED, &n);

	for (size_t i = 0; status == SANREQ_OK && i < n; i++)
		if (groups[i].by == name && is_first_alike(groups, i))
			status = add_alike(groups, n, i, out, err);
	return status;
}

bool
check_is_unused(const struct covering_name *name)
{
	return name->fault == NULL && !name->duplicate && name->nuses == 0;
}

bool
check_is_told(const struct finding *finding)
{
	return strcmp(finding->id, "EXC01") == 0 ||
	       strcmp(finding->id, "EXC04") == 0;
}
