/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "check_words.h"
#include "name/use_words.h"

#define CANDIDATES_SHOWN 200

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
	snprintf(dst, WORDS_MAX, "%s%s%s", use_words_service(group->use),
	    use_words_scope_is_plain(group->scope) ? "" : " ",
	    use_words_scope_is_plain(group->scope)
		? ""
		: use_scope_text(group->scope));
	return dst;
}

const char *
check_why(const struct cover_group *group, char dst[WORDS_MAX])
{
	bool by = group->by != NULL &&
		  strcmp(group->by->text, group->name->text) != 0;

	snprintf(dst, WORDS_MAX, "%s%s%s%s", use_words_service(group->use),
	    by ? "; by " : "", by ? group->by->text : "",
	    coverage_leads_nowhere(group->name) ? "; does not resolve" : "");
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

static void
quote_value(const struct cover_group *group, char *dst, size_t size)
{
	if (group->use->value != NULL)
		text_quote(
		    dst, size, group->use->value, strlen(group->use->value));
	else
		snprintf(dst, size, "%s", group->name->text);
}

const char *
check_value(const struct report *report, const struct cover_group *group,
    char dst[WORDS_MAX])
{
	const char *cn = coverage_common_name(report->coverage);
	bool same = coverage_is_principal(report->coverage, group->name);
	char value[WORDS_MAX / 2];

	if (group->verdict == COVER_SERVER_ONLY && !group->more_names) {
		snprintf(dst, WORDS_MAX, "%s", group->name->text);
	} else if (group->more_names) {
		snprintf(dst, WORDS_MAX, "%s and others", group->name->text);
	} else if (group->verdict == COVER_CANDIDATE) {
		snprintf(dst, WORDS_MAX, "%s",
		    group->by != NULL ? "covered" : "not covered");
	} else if (group->verdict == COVER_PRINCIPAL) {
		quote_value(group, value, sizeof(value));
		snprintf(dst, WORDS_MAX, "%s: the common name is %s%s%s", value,
		    same ? "the same" : "", !same && cn == NULL ? "none" : "",
		    !same && cn != NULL ? cn : "");
	} else {
		quote_value(group, dst, WORDS_MAX);
	}
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
	case REPORT_UNDATED: snprintf(dst, WORDS_MAX, "no dates"); break;
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

/* What the certificate has instead: "mail.contoso.com", or "no name". */
static const char *
check_instead(const struct report *report)
{
	return report->most_used != NULL ? report->most_used->text : "no name";
}

bool
check_is_shown(const struct cover_group *groups, size_t i, size_t most)
{
	return groups[i].verdict == COVER_CANDIDATE
		   ? i < (most < CANDIDATES_SHOWN ? CANDIDATES_SHOWN : most)
		   : i < most ||
			 groups[i - most].service != groups[i].service ||
			 groups[i - most].scope != groups[i].scope;
}

const char *
check_outcome(enum client_outcome outcome)
{
	static const char *const texts[] = {
	    [OUTCOME_NOTHING] = "nothing there",
	    [OUTCOME_SKIPPED] = "not asked: the SCP answers",
	    [OUTCOME_FINE] = "no warning",
	    [OUTCOME_DEPENDS] = "depends",
	    [OUTCOME_WARNS] = "WARNS",
	};

	return texts[outcome];
}

static bool
depends(const struct report *report)
{
	for (int i = 0; i < CLIENT_COUNT; i++)
		if (clients_story(report->clients, (enum client)i)->outcome ==
		    OUTCOME_DEPENDS)
			return true;
	return false;
}

const char *
check_places(const struct report *report, char dst[WORDS_MAX])
{
	const struct report_subject *subject = &report->subject;
	size_t same = 0, n = subject->nplaces;

	for (size_t i = 0; i < n; i++)
		same += strcmp(subject->places[i].certificate->sha256,
			    subject->certificate->sha256) == 0;
	snprintf(dst, WORDS_MAX,
	    "%zu of %zu other address%s that %s asked present%s the same "
	    "certificate.",
	    same, n, n == 1 ? "" : "es", n == 1 ? "was" : "were",
	    same == 1 ? "s" : "");
	return n != 0 ? dst : NULL;
}

static bool
is_out_of_date(const struct report *report)
{
	return report->state == REPORT_EXPIRED ||
	       report->state == REPORT_EARLY || report->state == REPORT_UNDATED;
}

const char *
check_story_title(const struct report *report)
{
	return is_out_of_date(report) || report->refused != NULL
		   ? "What clients would do, if it were for the names alone"
		   : "What clients will do";
}

enum sanreq_status
check_sentence(const struct report *report, struct buf *out, struct error *err)
{
	size_t uses = coverage_uses(report->coverage, COVER_MISSING);
	size_t names = coverage_nnames(report->coverage, COVER_MISSING);
	size_t fine = coverage_uses(report->coverage, COVER_COVERED);
	char days[WORDS_MAX];

	if (is_out_of_date(report) &&
	    buf_addf(out, err, "Every client warns: the certificate %s%s. ",
		report->state == REPORT_EARLY     ? "is "
		: report->state == REPORT_UNDATED ? "has "
						  : "",
		check_days(report, days)) != SANREQ_OK)
		return err->status;
	if (report->refused != NULL &&
	    buf_addf(out, err, "Every client refuses it: the certificate %s. ",
		report->refused) != SANREQ_OK)
		return err->status;
	if (uses == 0)
		return buf_addf(out, err,
		    "Every client use is covered (%zu of %zu).%s", fine, fine,
		    depends(report)
			? " Some clients may warn all the same: that depends "
			  "on DNS, or on what runs; see below."
			: "");
	return buf_addf(out, err,
	    "%zu of %zu client use%s %s not covered (%zu name%s). Outlook "
	    "says there:",
	    uses, uses + fine, uses + fine == 1 ? "" : "s",
	    uses == 1 ? "is" : "are", names, names == 1 ? "" : "s");
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

const char *
check_step_line(const struct report *report, const struct cover_group *group,
    char dst[2 * WORDS_MAX])
{
	char value[WORDS_MAX], servers[WORDS_MAX];

	if (group->verdict == COVER_CANDIDATE) {
		snprintf(
		    dst, 2 * WORDS_MAX, "%s: not covered", group->name->text);
		return dst;
	}
	check_servers(group, servers);
	snprintf(dst, 2 * WORDS_MAX, "%s%s%s: asks for %s, gets %s",
	    check_value(report, group, value), servers[0] != '\0' ? " on " : "",
	    servers, group->name->text, check_instead(report));
	return dst;
}

/* --- what a name covers --- */

/* The two differ in nothing but their services. */
static bool
is_alike(const struct cover_group *a, const struct cover_group *b)
{
	if (a->scope != b->scope || a->nservers != b->nservers ||
	    a->more_servers != b->more_servers)
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
		status = buf_addf(
		    out, err, "%s%s", before, use_words_service(groups[k].use));
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

size_t
check_slice(const struct cover_group *groups, size_t n)
{
	size_t i = 0;

	while (i < n && groups[i].by == groups[0].by)
		i++;
	return i;
}

enum sanreq_status
check_covered(const struct cover_group *groups, size_t n, struct buf *out,
    struct error *err)
{
	enum sanreq_status status = SANREQ_OK;

	for (size_t i = 0; status == SANREQ_OK && i < n; i++)
		if (is_first_alike(groups, i))
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
