/*
 * SPDX-License-Identifier: ISC
 *
 * What DNS means for a plan: names that do not resolve, and CAA records
 * (RFC 8659) that keep a CA from issuing. Of names that nobody looked up,
 * nothing is said.
 */
#include <string.h>

#include "base/text.h"
#include "name/dns_facts.h"
#include "name/keyset.h"
#include "profile/plan_build.h"

#define CAA_CRITICAL  128
#define RECORDS_SHOWN 400 /* octets */

/* One record, "FLAGS TAG VALUE", taken apart. */
struct caa {
	unsigned flags;
	struct {
		const char *p;
		size_t n;
	} tag, ca; /* ca: the issuer's domain in the value */
};

static bool
is_alnum(char c)
{
	return text_is_digit(c) || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z');
}

/* How long a label, or the tag of a parameter, is at p: letters and digits,
 * with hyphens between them. */
static size_t
label_length(const char *p)
{
	size_t n = 0;

	while (is_alnum(p[n]) || (n != 0 && p[n] == '-'))
		n++;
	return n != 0 && p[n - 1] == '-' ? 0 : n;
}

static size_t
domain_length(const char *p)
{
	size_t n = label_length(p), more = n;

	while (more != 0 && p[n] == '.') {
		more = label_length(p + n + 1);
		n += 1 + more;
	}
	return more != 0 ? n : 0;
}

static size_t
space(const char *p)
{
	return strspn(p, " \t");
}

/* "name = value; name = value", nothing too. */
static bool
are_parameters(const char *p)
{
	size_t n;

	for (p += space(p); *p != '\0'; p += 1 + space(p + 1)) {
		if ((n = label_length(p)) == 0)
			return false;
		p += n + space(p + n);
		if (*p++ != '=')
			return false;
		p += space(p);
		while (*p > ' ' && *p <= '~' && *p != ';')
			p++;
		p += space(p);
		if (*p == '\0')
			return true;
		/* a semicolon, and another parameter */
		if (*p != ';' || p[1 + space(p + 1)] == '\0')
			return false;
	}
	return true;
}

/* The issuer of an issue-value (section 4.2); one that breaks its grammar
 * counts as one that lets nobody issue. */
static void
parse_issuer(const char *p, struct caa *caa)
{
	size_t n;

	p += space(p);
	n = domain_length(p);
	caa->ca.p = p;
	p += n + space(p + n);
	if (*p == '\0' || (*p == ';' && are_parameters(p + 1)))
		caa->ca.n = n;
}

static bool
caa_parse(const char *text, struct caa *caa)
{
	const char *p = text;

	memset(caa, 0, sizeof(*caa));
	for (; text_is_digit(*p) && p - text < 3; p++)
		caa->flags = caa->flags * 10 + (unsigned)(*p - '0');
	if (p == text || *p++ != ' ')
		return false;
	caa->tag.p = p;
	caa->tag.n = strcspn(p, " ");
	parse_issuer(p + caa->tag.n, caa);
	return caa->tag.n != 0;
}

static bool
has_tag(const struct caa *caa, const char *tag)
{
	return text_same(caa->tag.p, caa->tag.n, tag, strlen(tag));
}

/* Tags whose meaning a CA is sure to know (RFC 8659, 9495, 8657). */
static bool
is_known(const struct caa *caa)
{
	static const char *const tags[] = {"issue", "issuewild", "iodef",
	    "issuemail", "issuevmc", "contactemail", "contactphone"};

	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
		if (has_tag(caa, tags[i]))
			return true;
	return false;
}

static bool
is_asked(const struct plan_options *options, const struct caa *caa)
{
	for (size_t i = 0; caa->ca.n != 0 && i < options->nca_domains; i++)
		if (text_same(caa->ca.p, caa->ca.n, options->ca_domains[i],
			strlen(options->ca_domains[i])))
			return true;
	return false;
}

/* What the records say of one certificate. */
struct caa_say {
	bool restricts;       /* some issue or issuewild record applies */
	bool permits;         /* one of them names a CA that was asked about */
	const char *critical; /* a record that no CA can pass; or NULL */
};

static struct caa_say
caa_judge(const struct dns_list *records, bool wildcard,
    const struct plan_options *options)
{
	struct caa_say say = {0};
	const char *tag = "issue";
	struct caa caa;

	for (size_t i = 0; i < records->n && wildcard; i++)
		if (caa_parse(records->items[i], &caa) &&
		    has_tag(&caa, "issuewild"))
			tag = "issuewild";
	for (size_t i = 0; i < records->n; i++) {
		if (!caa_parse(records->items[i], &caa))
			continue;
		if ((caa.flags & CAA_CRITICAL) != 0 && !is_known(&caa) &&
		    say.critical == NULL)
			say.critical = records->items[i];
		if (!has_tag(&caa, tag))
			continue;
		say.restricts = true;
		say.permits = say.permits || is_asked(options, &caa);
	}
	return say;
}

/* "0 issue ca.example, ...", as many as there is room for. */
static void
join(const struct dns_list *list, char *dst, size_t size)
{
	size_t n = 0;

	dst[0] = '\0';
	for (size_t i = 0; i < list->n; i++) {
		const char *comma = i != 0 ? ", " : "";
		size_t room = size - n - sizeof(", ...");

		if (strlen(comma) + strlen(list->items[i]) > room) {
			snprintf(dst + n, size - n, "%s...", comma);
			return;
		}
		n += (size_t)snprintf(
		    dst + n, size - n, "%s%s", comma, list->items[i]);
	}
}

/* Are the records told about already? */
static enum sanreq_status
note_told(struct plan_build *b, struct keyset *told, const char *domain,
    bool wildcard, bool *again, struct error *err)
{
	char text[NAME_TEXT_MAX + 4];
	uint32_t number, before = told->n;
	const char *key;

	snprintf(text, sizeof(text), "%s%s", wildcard ? "*." : "", domain);
	if ((key = pool_intern(&b->plan->pool, text, strlen(text), err)) ==
		NULL ||
	    keyset_add(told, key, &number, err) != SANREQ_OK)
		return err->status;
	*again = told->n == before;
	return SANREQ_OK;
}

/* Where the records stand: beside an alias there can be none. */
static const char *
place_of(const struct dns_facts *facts, const char *host)
{
	return facts->aliases.n != 0 && strcmp(facts->caa_domain, host) == 0
		   ? facts->aliases.items[facts->aliases.n - 1]
		   : facts->caa_domain;
}

static enum sanreq_status
report_caa(struct plan_build *b, const struct inventory_name *name,
    const struct dns_facts *facts, struct keyset *told, struct error *err)
{
	const struct plan_options *options = b->options;
	bool wildcard = name->kind == NAME_WILDCARD;
	const struct caa_say say = caa_judge(&facts->caa, wildcard, options);
	const char *what = wildcard ? "issuewild" : "issue";
	const char *domain = facts->caa_domain;
	char records[RECORDS_SHOWN];
	bool again = false;

	if ((say.critical == NULL && !say.restricts) ||
	    note_told(b, told, domain, wildcard, &again, err) != SANREQ_OK ||
	    again)
		return err->status;
	join(&facts->caa, records, sizeof(records));
	if (say.critical != NULL) {
		const struct dns_list critical = {&say.critical, 1};

		join(&critical, records, sizeof(records));
		return plan_add_finding(b->plan, "DSC36", SEVERITY_ERROR, NULL,
		    err,
		    "no CA may issue for names at or below %s: its CAA record "
		    "\"%s\" is critical and unknown",
		    domain, records);
	}
	if (options->nca_domains == 0)
		return plan_add_finding(b->plan, "DSC35", SEVERITY_INFO, NULL,
		    err,
		    "CAA of %s lets only some CAs issue%s (%s): --ca-domain "
		    "checks yours",
		    domain, wildcard ? " wildcards" : "", records);
	if (say.permits)
		return SANREQ_OK;
	return plan_add_finding(b->plan, "DSC36", SEVERITY_ERROR, NULL, err,
	    "CAA of %s does not let %s issue%s (%s): choose another CA, or "
	    "publish %s. CAA 0 %s \"%s\"",
	    domain, QUOTES(options->ca_domains[0]),
	    wildcard ? " wildcards" : "", records,
	    place_of(facts, name->text + (wildcard ? 2 : 0)), what,
	    QUOTES(options->ca_domains[0]));
}

static enum sanreq_status
report_resolving(struct plan_build *b, const char *name,
    const struct dns_facts *facts, struct error *err)
{
	if (facts->resolves != RESOLVES_NOT &&
	    facts->resolves != RESOLVES_NO_NAME)
		return SANREQ_OK;
	return plan_add_finding(b->plan, "DSC34", SEVERITY_WARNING, NULL, err,
	    "\"%s\" does not resolve (%s): clients that ask the same DNS "
	    "cannot reach it, and a CA cannot validate it over HTTP",
	    name,
	    facts->resolves == RESOLVES_NO_NAME ? "there is no such name"
						: "it has no address");
}

/* Of a wildcard that nobody looked up: CAA at or above what stands behind
 * its star, which a name below that was looked up with. */
static const struct dns_facts *
wildcard_facts(const struct plan_build *b, const char *base)
{
	for (size_t i = 0; i < b->nverdicts; i++) {
		const struct dns_facts *facts = b->verdicts[i].name->dns;

		if (facts != NULL && facts->caa_domain != NULL &&
		    name_text_is_below(b->verdicts[i].name->text, base) &&
		    name_text_is_below(base, facts->caa_domain))
			return facts;
	}
	return NULL;
}

enum sanreq_status
plan_find_dns(struct plan_build *b, struct error *err)
{
	enum sanreq_status status = SANREQ_OK;
	struct keyset told;

	keyset_init(&told, b->plan->pool.seed, false);
	for (size_t i = 0; status == SANREQ_OK && i < b->nverdicts; i++) {
		const struct verdict *v = &b->verdicts[i];
		bool wildcard = v->name->kind == NAME_WILDCARD;
		const struct dns_facts *facts = v->name->dns;

		if (!v->take)
			continue;
		if (facts == NULL && wildcard)
			facts = wildcard_facts(b, v->name->text + 2);
		if (facts == NULL)
			continue;
		if (!wildcard)
			status = report_resolving(b, v->name->text, facts, err);
		if (status == SANREQ_OK && facts->caa_domain != NULL &&
		    (b->profile->ca == CA_PUBLIC ||
			b->options->nca_domains != 0))
			status = report_caa(b, v->name, facts, &told, err);
	}
	keyset_release(&told);
	return status;
}
