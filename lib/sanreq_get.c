/*
 * SPDX-License-Identifier: ISC
 *
 * The public interface: what inventory and plan hold.
 *
 * Beyond an end, before a step and for NULL the answer is 0 or NULL.
 */
#include "context.h"

/* --- the inventory --- */

static const struct inventory *
inventory_of(const struct sanreq *s)
{
	return s != NULL && s->sealed ? s->job.inventory : NULL;
}

static const struct plan *
plan_of(const struct sanreq *s)
{
	return s != NULL ? s->job.plan : NULL;
}

static const struct inventory_name *
name_at(const struct sanreq *s, size_t i)
{
	const struct inventory *inventory = inventory_of(s);
	const struct inventory_name *names;
	size_t n;

	if (inventory == NULL)
		return NULL;
	names = inventory_names(inventory, &n);
	return i < n ? &names[i] : NULL;
}

const char *
sanreq_organization(const struct sanreq *s)
{
	const struct inventory *inventory = inventory_of(s);

	return inventory != NULL ? inventory_organization(inventory) : NULL;
}

/* The i-th of all sources' lists, or NULL with how many there are. */
static const char *
unread_at(const struct sanreq *s, size_t i, size_t *count)
{
	const struct inventory *inventory = inventory_of(s);
	const struct source_info *sources;
	size_t n = 0;

	*count = 0;
	if (inventory == NULL)
		return NULL;
	sources = inventory_sources(inventory, &n);
	for (size_t k = 0; k < n; k++) {
		if (i - *count < sources[k].nunread)
			return sources[k].unread[i - *count];
		*count += sources[k].nunread;
	}
	return NULL;
}

size_t
sanreq_unread_count(const struct sanreq *s)
{
	size_t n;

	(void)unread_at(s, SIZE_MAX, &n);
	return n;
}

const char *
sanreq_unread(const struct sanreq *s, size_t i)
{
	size_t n;

	return unread_at(s, i, &n);
}

size_t
sanreq_name_count(const struct sanreq *s)
{
	const struct inventory *inventory = inventory_of(s);
	size_t n = 0;

	if (inventory != NULL)
		(void)inventory_names(inventory, &n);
	return n;
}

const char *
sanreq_name(const struct sanreq *s, size_t i, enum sanreq_name_field field)
{
	const struct inventory_name *name = name_at(s, i);

	if (name == NULL)
		return NULL;
	switch (field) {
	case SANREQ_NAME_TEXT: return name->text;
	case SANREQ_NAME_KIND: return name_kind_text(name->kind);
	case SANREQ_NAME_CLASS: return name_class_text(name->class);
	}
	return NULL;
}

size_t
sanreq_use_count(const struct sanreq *s, size_t i)
{
	const struct inventory_name *name = name_at(s, i);

	return name != NULL ? name->nuses : 0;
}

const char *
sanreq_use(
    const struct sanreq *s, size_t i, size_t k, enum sanreq_use_field field)
{
	const struct inventory_name *name = name_at(s, i);
	const struct use *use;

	if (name == NULL || k >= name->nuses)
		return NULL;
	use = &name->uses[k];
	switch (field) {
	case SANREQ_USE_SERVICE: return use_service_text(use->service);
	case SANREQ_USE_SCOPE: return use_scope_text(use->scope);
	case SANREQ_USE_AUDIENCE: return use_audience_text(use->audience);
	case SANREQ_USE_SERVER: return use->server;
	case SANREQ_USE_VALUE: return use->value;
	case SANREQ_USE_SOURCE: return use->source;
	case SANREQ_USE_DN: return use->dn;
	case SANREQ_USE_ATTRIBUTE: return use->attribute;
	}
	return NULL;
}

/* --- the plan --- */

static const struct verdict *
verdict_at(const struct sanreq *s, size_t i)
{
	const struct plan *plan = plan_of(s);

	return plan != NULL && i < plan->nverdicts ? &plan->verdicts[i] : NULL;
}

size_t
sanreq_verdict_count(const struct sanreq *s)
{
	const struct plan *plan = plan_of(s);

	return plan != NULL ? plan->nverdicts : 0;
}

const char *
sanreq_verdict(
    const struct sanreq *s, size_t i, enum sanreq_verdict_field field)
{
	const struct verdict *verdict = verdict_at(s, i);

	if (verdict == NULL)
		return NULL;
	switch (field) {
	case SANREQ_VERDICT_NAME: return verdict->name->text;
	case SANREQ_VERDICT_RULE: return verdict->rule;
	case SANREQ_VERDICT_REASON: return verdict->reason;
	case SANREQ_VERDICT_COVERED_BY: return verdict->covered_by;
	}
	return NULL;
}

int
sanreq_verdict_is_take(const struct sanreq *s, size_t i)
{
	const struct verdict *verdict = verdict_at(s, i);

	return verdict != NULL && verdict->take;
}

int
sanreq_verdict_is_loss(const struct sanreq *s, size_t i)
{
	const struct verdict *verdict = verdict_at(s, i);

	return verdict != NULL && verdict_is_loss(verdict);
}

const char *
sanreq_common_name(const struct sanreq *s)
{
	const struct plan *plan = plan_of(s);

	return plan != NULL ? plan->common_name : NULL;
}

/* --- findings of both --- */

static const struct finding *
finding_at(const struct sanreq *s, size_t i, size_t *count)
{
	const struct inventory *inventory = inventory_of(s);
	const struct plan *plan = plan_of(s);
	const struct finding *findings;
	size_t n, nplan = plan != NULL ? plan->nfindings : 0;

	*count = 0;
	if (inventory == NULL)
		return NULL;
	findings = inventory_findings(inventory, &n);
	*count = n + nplan;
	if (i < n)
		return &findings[i];
	return i - n < nplan ? &plan->findings[i - n] : NULL;
}

size_t
sanreq_finding_count(const struct sanreq *s)
{
	size_t n;

	(void)finding_at(s, SIZE_MAX, &n);
	return n;
}

const char *
sanreq_finding(
    const struct sanreq *s, size_t i, enum sanreq_finding_field field)
{
	size_t n;
	const struct finding *finding = finding_at(s, i, &n);

	if (finding == NULL)
		return NULL;
	switch (field) {
	case SANREQ_FINDING_ID: return finding->id;
	case SANREQ_FINDING_SEVERITY: return severity_text(finding->severity);
	case SANREQ_FINDING_MESSAGE: return finding->message;
	case SANREQ_FINDING_DN: return finding->dn;
	}
	return NULL;
}
