/*
 * SPDX-License-Identifier: ISC
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "check/inside.h"

/* --- telling breaches -------------------------------------------------- */

static enum sanreq_status
breach(struct judge *j, enum severity severity, const char *place,
    const char *dn, const char *message, struct error *err)
{
	const struct breach b = {.id = j->rule->id,
	    .severity = severity,
	    .place = place == NULL ? NULL : QUOTES(place),
	    .dn = dn,
	    .message = message};

	j->breaches[j->at]++;
	return j->fn(j->arg, &b, err);
}

bool
judge_passes_over(struct judge *j)
{
	bool all = j->rule->check != NULL && j->rule->check->all &&
		   (j->kind & JUDGES_USES) == 0;

	if (all || j->breaches[j->at] < RULE_BREACHES_MAX)
		return false;
	j->breaches[j->at]++;
	return true;
}

enum sanreq_status
judge_breach(
    struct judge *j, const char *place, struct error *err, const char *fmt, ...)
{
	char message[ERROR_TEXT_MAX];
	va_list ap;

	if (judge_passes_over(j))
		return SANREQ_OK;
	va_start(ap, fmt);
	(void)vsnprintf(message, sizeof(message), fmt, ap);
	va_end(ap);
	return breach(
	    j, (enum severity)j->severity[j->at], place, NULL, message, err);
}

enum sanreq_status
judge_breach_as(struct judge *j, enum severity severity, const char *place,
    struct error *err, const char *fmt, ...)
{
	char message[ERROR_TEXT_MAX];
	va_list ap;

	if (judge_passes_over(j))
		return SANREQ_OK;
	if (j->overridden[j->at])
		severity = (enum severity)j->severity[j->at];
	va_start(ap, fmt);
	(void)vsnprintf(message, sizeof(message), fmt, ap);
	va_end(ap);
	return breach(j, severity, place, NULL, message, err);
}

enum sanreq_status
judge_breach_at(struct judge *j, const char *place, const char *dn,
    struct error *err, const char *fmt, ...)
{
	char message[ERROR_TEXT_MAX];
	va_list ap;

	if (judge_passes_over(j))
		return SANREQ_OK;
	va_start(ap, fmt);
	(void)vsnprintf(message, sizeof(message), fmt, ap);
	va_end(ap);
	return breach(
	    j, (enum severity)j->severity[j->at], place, dn, message, err);
}

/* One more breach for those beyond the ceiling, of each rule. */
static enum sanreq_status
tell_rest(struct judge *j, struct error *err)
{
	char message[128];
	struct breach b = {.message = message};
	const struct rule *r;
	enum sanreq_status st;
	size_t i;

	for (i = 0; (r = rules_at(i)) != NULL; i++) {
		if (j->breaches[i] <= RULE_BREACHES_MAX ||
		    (r->check != NULL && r->check->all &&
			(j->kind & JUDGES_USES) == 0))
			continue;
		/* sorts behind the messages that begin with a quoted name */
		(void)snprintf(message, sizeof(message),
		    "... and %zu more of the same",
		    j->breaches[i] - RULE_BREACHES_MAX);
		b.id = r->id;
		b.severity = (enum severity)j->severity[i];
		if ((st = j->fn(j->arg, &b, err)) != SANREQ_OK)
			return st;
	}
	return SANREQ_OK;
}

/* --- the sorted lists -------------------------------------------------- */

static int
compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void
sort(const char **v, size_t n)
{
	size_t i;

	/* plans come sorted */
	for (i = 1; i < n; i++)
		if (strcmp(v[i - 1], v[i]) > 0)
			break;
	if (i < n)
		qsort(v, n, sizeof(*v), compare);
}

static bool
has(const char **v, size_t n, const char *text)
{
	return n > 0 && bsearch(&text, v, n, sizeof(*v), compare) != NULL;
}

bool
judge_has_name(const struct judge *j, const char *text)
{
	return has(j->sorted, j->nsorted, text);
}

bool
judge_has_wildcard(const struct judge *j, const char *domain)
{
	return has(j->wildcards, j->nwildcards, domain);
}

bool
judge_covers(const struct judge *j, const char *text)
{
	const char *parent = strchr(text, '.');

	return j->nwildcards != 0 && parent != NULL &&
	       strncmp(text, "*.", 2) != 0 && judge_has_wildcard(j, parent + 1);
}

/* --- what messages need ------------------------------------------------ */

const char *
judge_noun(const struct judge *j)
{
	return j->kind & JUDGES_CERTIFICATE ? "the certificate" : "the request";
}

bool
judge_terms(const struct judge *j, enum ca_terms terms)
{
	return j->subject->terms == terms;
}

bool
judge_is_public(const struct judge *j)
{
	return j->subject->ca == CA_PUBLIC;
}

const char *
judge_attribute(const struct judge *j, enum subject_attribute attribute)
{
	size_t i;

	for (i = 0; i < j->nvalues; i++)
		if (j->values[i].attribute == (int)attribute)
			return j->values[i].text;
	return NULL;
}

static enum sanreq_status
build_lists(struct judge *j, struct error *err)
{
	const struct rule_subject *s = j->subject;
	size_t i, n = s->nnames;

	j->sorted = calloc(n + 1, sizeof(*j->sorted));
	j->wildcards = calloc(n + 1, sizeof(*j->wildcards));
	j->bases = calloc(n + 1, sizeof(*j->bases));
	if (j->sorted == NULL || j->wildcards == NULL || j->bases == NULL)
		return error_memory(err);
	for (i = 0; i < n; i++)
		j->sorted[i] = s->names[i];
	j->nsorted = n;
	sort(j->sorted, n);
	for (i = 0; i < n; i++)
		if (strncmp(j->sorted[i], "*.", 2) == 0)
			j->wildcards[j->nwildcards++] = j->sorted[i] + 2;
	return SANREQ_OK;
}

/* --- who will find which name -------------------------------------------- */

/* Of names in normal form, as they will be encoded. */
static enum sanreq_status
cover_names(struct judge *j, struct coverage **coverage, struct error *err)
{
	const struct rule_subject *s = j->subject;
	struct san_entry *entries = calloc(s->nnames + 1, sizeof(*entries));
	unsigned char(*ip)[16] = calloc(s->nnames + 1, sizeof(*ip));
	const struct certificate_names names = {.entries = entries,
	    .nentries = s->nnames,
	    .common_name = s->common_name,
	    .own_ca = s->ca == CA_PRIVATE};

	if (entries == NULL || ip == NULL)
		error_memory(err);
	for (size_t i = 0; err->status == SANREQ_OK && i < s->nnames; i++)
		if (s->kinds[i] == NAME_IP)
			entries[i] = (struct san_entry){
			    SAN_IP, ip[i], name_ip_octets(s->names[i], ip[i])};
		else
			entries[i] = (struct san_entry){
			    SAN_DNS, s->names[i], strlen(s->names[i])};
	if (err->status == SANREQ_OK)
		(void)!coverage_new(coverage, s->inventory, &names, err);
	free(entries);
	free(ip);
	return err->status;
}

/* *own: made here, the caller's to free. */
static enum sanreq_status
cover(struct judge *j, struct coverage **own, struct error *err)
{
	const struct rule_subject *s = j->subject;

	j->coverage = s->coverage;
	if (s->inventory == NULL || s->coverage != NULL ||
	    (j->kind & (JUDGES_PLAN | JUDGES_REQUEST | JUDGES_CERTIFICATE)) ==
		0)
		return SANREQ_OK;
	if (s->decoded != NULL)
		(void)!inside_cover(
		    own, s->inventory, s->decoded, s->ca == CA_PRIVATE, err);
	else
		(void)!cover_names(j, own, err);
	j->coverage = *own;
	return err->status;
}

/* --- severities -------------------------------------------------------- */

static int
overridden_severity(enum severity_override o)
{
	switch (o) {
	case OVERRIDE_INFO: return SEVERITY_INFO;
	case OVERRIDE_WARNING: return SEVERITY_WARNING;
	case OVERRIDE_ERROR: return SEVERITY_ERROR;
	case OVERRIDE_IGNORE: break;
	}
	return -1;
}

static enum rule_ca
column(const struct rule_subject *s)
{
	switch (s->terms) {
	case TERMS_ADCS: return RULE_ADCS;
	case TERMS_LETS_ENCRYPT: return RULE_LETS_ENCRYPT;
	case TERMS_COMMON: break;
	}
	return (enum rule_ca)s->ca; /* the first columns are the kinds */
}

static void
set_severities(struct judge *j)
{
	const struct profile *p = j->subject->profile;
	const struct rule *r;
	size_t i, k;

	for (i = 0; (r = rules_at(i)) != NULL; i++) {
		j->severity[i] = r->severity[column(j->subject)];
		for (k = 0; p != NULL && k < p->nseverities; k++) {
			if (strcmp(p->severities[k].rule, r->id) != 0)
				continue;
			j->severity[i] =
			    overridden_severity(p->severities[k].severity);
			j->overridden[i] = true;
		}
		if ((r->judges & j->kind) == 0)
			j->severity[i] = -1;
	}
}

/* --- judging ----------------------------------------------------------- */

static void
look_at(const char *text, enum name_kind kind, struct judged_name *n)
{
	const char *beside = n->text, *beside_base = n->base, *p;

	*n = (struct judged_name){.text = text, .kind = kind, .host = text};
	if (kind == NAME_IP)
		return;
	if (kind == NAME_WILDCARD && strncmp(text, "*.", 2) == 0)
		n->host = text + 2;
	n->tld = text;
	n->nlabels = 1;
	for (p = text; *p != '\0'; p++)
		if (*p == '.') {
			n->tld = p + 1;
			n->nlabels++;
		}
	if (kind == NAME_NETBIOS)
		return;
	n->base = beside_base != NULL
		      ? name_base_domain_beside(text, beside, beside_base)
		      : name_base_domain(text);
	n->delegated = n->base != NULL || name_tld_is_delegated(text);
}

static enum sanreq_status
apply_to_names(struct judge *j, struct error *err)
{
	const struct rule_subject *s = j->subject;
	const struct rule *r;
	size_t active[RULES_MAX], i, k, nactive = 0;
	struct judged_name n = {0};
	enum sanreq_status st;

	for (i = 0; (r = rules_at(i)) != NULL; i++)
		if (j->severity[i] >= 0 && r->check != NULL &&
		    r->check->name != NULL)
			active[nactive++] = i;
	for (i = 0; i < s->nnames; i++) {
		look_at(s->names[i], s->kinds[i], &n);
		if (n.base != NULL)
			j->bases[j->nbases++] = n.base;
		for (k = 0; k < nactive; k++) {
			j->at = active[k];
			j->rule = rules_at(j->at);
			st = j->rule->check->name(j, &n, err);
			if (st != SANREQ_OK)
				return st;
		}
	}
	sort(j->bases, j->nbases);
	return SANREQ_OK;
}

static enum sanreq_status
apply_to_whole(struct judge *j, struct error *err)
{
	const struct rule *r;
	enum sanreq_status st;
	size_t i;

	for (i = 0; (r = rules_at(i)) != NULL; i++) {
		if (j->severity[i] < 0 || r->check == NULL ||
		    r->check->whole == NULL)
			continue;
		j->at = i;
		j->rule = r;
		st = r->check->whole(j, err);
		if (st != SANREQ_OK)
			return st;
	}
	return SANREQ_OK;
}

static enum sanreq_status
judge_all(struct judge *j, struct raw_names *raw, struct coverage **own,
    struct error *err)
{
	enum sanreq_status st = SANREQ_OK;

	if (j->subject->raw)
		st = judge_spelling(j, raw, err);
	if (st == SANREQ_OK)
		st = build_lists(j, err);
	if (st == SANREQ_OK)
		st = cover(j, own, err);
	if (st == SANREQ_OK)
		st = judge_values(j, err);
	if (st == SANREQ_OK)
		st = apply_to_names(j, err);
	if (st == SANREQ_OK)
		st = apply_to_whole(j, err);
	if (st == SANREQ_OK)
		st = tell_rest(j, err);
	return st;
}

enum sanreq_status
rules_apply(
    const struct rule_subject *s, breach_fn fn, void *arg, struct error *err)
{
	struct judge j = {.given = s,
	    .subject = s,
	    .kind = s->kind != 0 ? s->kind : JUDGES_PLAN,
	    .ngiven = s->nnames,
	    .fn = fn,
	    .arg = arg};
	struct raw_names raw = {0};
	struct coverage *own = NULL;
	enum sanreq_status st;

	if (s->raw)
		j.kind |= JUDGES_SPELLING;
	set_severities(&j);
	st = judge_all(&j, &raw, &own, err);
	coverage_free(&own);
	free(j.sorted);
	free(j.wildcards);
	free(j.bases);
	free(j.values);
	raw_names_release(&raw);
	return st;
}
