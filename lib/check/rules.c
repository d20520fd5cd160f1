/*
 * SPDX-License-Identifier: ISC
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "check/judge.h"

/* --- telling breaches -------------------------------------------------- */

static size_t
rule_at(const struct judge *j)
{
	return (size_t)(j->rule - rules_catalogue());
}

static enum sanreq_status
breach(struct judge *j, enum severity severity, const char *place,
    const char *message, struct error *err)
{
	if (++j->breaches[rule_at(j)] > RULE_BREACHES_MAX)
		return SANREQ_OK;
	return j->fn(j->arg, j->rule->id, severity, place, message, err);
}

enum sanreq_status
judge_breach(
    struct judge *j, const char *place, struct error *err, const char *fmt, ...)
{
	char message[ERROR_TEXT_MAX];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(message, sizeof(message), fmt, ap);
	va_end(ap);
	return breach(
	    j, (enum severity)j->severity[rule_at(j)], place, message, err);
}

enum sanreq_status
judge_breach_as(struct judge *j, enum severity severity, const char *place,
    struct error *err, const char *fmt, ...)
{
	char message[ERROR_TEXT_MAX];
	va_list ap;

	if (j->overridden[rule_at(j)])
		severity = (enum severity)j->severity[rule_at(j)];
	va_start(ap, fmt);
	(void)vsnprintf(message, sizeof(message), fmt, ap);
	va_end(ap);
	return breach(j, severity, place, message, err);
}

/* One more breach for those beyond the ceiling, of each rule. */
static enum sanreq_status
tell_rest(struct judge *j, struct error *err)
{
	char message[128];
	const struct rule *r;
	enum sanreq_status st;
	size_t i, more;

	for (i = 0, r = rules_catalogue(); r->id != NULL; i++, r++) {
		if (j->breaches[i] <= RULE_BREACHES_MAX)
			continue;
		more = j->breaches[i] - RULE_BREACHES_MAX;
		/* sorts behind the messages that begin with a quoted name */
		(void)snprintf(message, sizeof(message),
		    "... and %zu more of the same", more);
		st = j->fn(j->arg, r->id, (enum severity)j->severity[i], NULL,
		    message, err);
		if (st != SANREQ_OK)
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

static void
set_severities(struct judge *j)
{
	const struct profile *p = j->subject->profile;
	const struct rule *r;
	size_t i, k;

	for (i = 0, r = rules_catalogue(); r->id != NULL; i++, r++) {
		j->severity[i] = r->severity[j->subject->ca];
		for (k = 0; p != NULL && k < p->nseverities; k++) {
			if (strcmp(p->severities[k].rule, r->id) != 0)
				continue;
			j->severity[i] =
			    overridden_severity(p->severities[k].severity);
			j->overridden[i] = true;
		}
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
	const struct rule *r, *active[RULES_MAX];
	struct judged_name n = {0};
	enum sanreq_status st;
	size_t i, k, nactive = 0;

	for (i = 0, r = rules_catalogue(); r->id != NULL; i++, r++)
		if (j->severity[i] >= 0 && r->check != NULL &&
		    r->check->name != NULL)
			active[nactive++] = r;
	for (i = 0; i < s->nnames; i++) {
		look_at(s->names[i], s->kinds[i], &n);
		if (n.base != NULL)
			j->bases[j->nbases++] = n.base;
		for (k = 0; k < nactive; k++) {
			j->rule = active[k];
			st = active[k]->check->name(j, &n, err);
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

	for (i = 0, r = rules_catalogue(); r->id != NULL; i++, r++) {
		if (j->severity[i] < 0 || r->check == NULL ||
		    r->check->whole == NULL)
			continue;
		j->rule = r;
		st = r->check->whole(j, err);
		if (st != SANREQ_OK)
			return st;
	}
	return SANREQ_OK;
}

enum sanreq_status
rules_apply(
    const struct rule_subject *s, breach_fn fn, void *arg, struct error *err)
{
	struct judge j = {
	    .subject = s, .ngiven = s->nnames, .fn = fn, .arg = arg};
	struct raw_names raw = {0};
	enum sanreq_status st = SANREQ_OK;

	set_severities(&j);
	if (s->raw)
		st = judge_spelling(&j, &raw, err);
	if (st == SANREQ_OK)
		st = build_lists(&j, err);
	if (st == SANREQ_OK)
		st = apply_to_names(&j, err);
	if (st == SANREQ_OK)
		st = apply_to_whole(&j, err);
	if (st == SANREQ_OK)
		st = tell_rest(&j, err);
	free(j.sorted);
	free(j.wildcards);
	free(j.bases);
	raw_names_release(&raw);
	return st;
}
