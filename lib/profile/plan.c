/*
 * SPDX-License-Identifier: ISC
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "name/dns_facts.h"
#include "profile/plan_build.h"

#define POOL_MAX    ((size_t)4 << 30)
#define MESSAGE_MAX 1024

/* n when there is none */
static size_t
find_index(const struct verdict *v, size_t n, const char *name)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int order = strcmp(name, v[mid].name->text);

		if (order == 0)
			return mid;
		if (order < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return n;
}

struct verdict *
plan_find_in(struct verdict *v, size_t n, const char *name)
{
	size_t i = find_index(v, n, name);

	return i == n ? NULL : &v[i];
}

const struct verdict *
plan_find(const struct plan *plan, const char *name)
{
	size_t i = find_index(plan->verdicts, plan->nverdicts, name);

	return i == plan->nverdicts ? NULL : &plan->verdicts[i];
}

bool
verdict_is_loss(const struct verdict *v)
{
	size_t i;

	/* a wildcard comes from OutlookProvider alone, which wants the common
	 * name, not a host */
	if (v->take || v->covered_by != NULL || v->name->kind == NAME_WILDCARD)
		return false;
	for (i = 0; i < v->name->nuses; i++)
		if (v->name->uses[i].audience == AUDIENCE_CLIENT)
			return true;
	return false;
}

const struct inventory_name *
plan_new_name(struct plan *plan, const struct name *name, struct error *err)
{
	struct inventory_name *out = pool_alloc(&plan->pool, sizeof(*out), err);

	if (out == NULL)
		return NULL;
	out->kind = name->kind;
	out->class = name->class;
	out->text = pool_copy(&plan->pool, name->text, strlen(name->text), err);
	out->dns = inventory_dns(plan->inventory, name->text);
	return out->text == NULL ? NULL : out;
}

/* Room is doubled whenever the count is a power of two. */
static struct finding *
finding_new(struct plan *plan, struct error *err)
{
	size_t n = plan->nfindings;
	struct finding *grown;

	if ((n & (n - 1)) == 0) {
		grown = realloc(
		    plan->findings, (n == 0 ? 1 : 2 * n) * sizeof(*grown));
		if (grown == NULL) {
			error_memory(err);
			return NULL;
		}
		plan->findings = grown;
	}
	return &plan->findings[n];
}

/* False when the profile wants to hear nothing of the rule. */
static bool
severity_wanted(
    const struct plan *plan, const char *id, enum severity *severity)
{
	const struct profile *profile = plan->profile;

	for (size_t i = 0; profile != NULL && i < profile->nseverities; i++) {
		if (strcmp(profile->severities[i].rule, id) != 0)
			continue;
		switch (profile->severities[i].severity) {
		case OVERRIDE_INFO: *severity = SEVERITY_INFO; break;
		case OVERRIDE_WARNING: *severity = SEVERITY_WARNING; break;
		case OVERRIDE_ERROR: *severity = SEVERITY_ERROR; break;
		case OVERRIDE_IGNORE: return false;
		}
	}
	return true;
}

enum sanreq_status
plan_add_finding(struct plan *plan, const char *id, enum severity severity,
    const char *dn, struct error *err, const char *fmt, ...)
{
	char text[MESSAGE_MAX];
	struct finding *f;
	va_list ap;

	if (!severity_wanted(plan, id, &severity))
		return SANREQ_OK;
	if ((f = finding_new(plan, err)) == NULL)
		return err->status;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	memset(f, 0, sizeof(*f));
	f->severity = severity;
	f->id = pool_intern(&plan->pool, id, strlen(id), err);
	f->message = pool_copy(&plan->pool, text, strlen(text), err);
	if (dn != NULL)
		f->dn = pool_intern(&plan->pool, dn, strlen(dn), err);
	if (err->status == SANREQ_OK)
		plan->nfindings++;
	return err->status;
}

static int
finding_order(const void *va, const void *vb)
{
	const struct finding *a = va, *b = vb;
	int order = strcmp(a->id, b->id);

	if (order == 0)
		order = strcmp(
		    a->dn == NULL ? "" : a->dn, b->dn == NULL ? "" : b->dn);
	return order != 0 ? order : strcmp(a->message, b->message);
}

void
plan_sort_findings(struct plan *plan)
{
	size_t i, kept = 0;

	if (plan->nfindings == 0)
		return;
	qsort(plan->findings, plan->nfindings, sizeof(*plan->findings),
	    finding_order);
	for (i = 1; i < plan->nfindings; i++)
		if (finding_order(&plan->findings[kept], &plan->findings[i]) !=
		    0)
			plan->findings[++kept] = plan->findings[i];
	/* the room is at least a power of two above, so growing still holds */
	plan->nfindings = kept + 1;
}

static enum sanreq_status
plan_new(struct plan **out, struct plan_build *b, struct error *err)
{
	struct plan *plan = calloc(1, sizeof(*plan));

	if (plan == NULL)
		return error_memory(err);
	pool_init(&plan->pool, POOL_MAX);
	plan->profile = b->profile;
	plan->inventory = b->inventory;
	plan->probed = b->options->probed;
	*out = b->plan = plan;
	return SANREQ_OK;
}

static void
plan_finish(struct plan_build *b)
{
	struct plan *plan = b->plan;
	size_t i;

	plan->verdicts = b->verdicts;
	plan->nverdicts = b->nverdicts;
	for (i = 0; i < b->nverdicts; i++)
		plan->ntaken += b->verdicts[i].take;
	plan_sort_findings(plan);
}

enum sanreq_status
plan_make(struct plan **out, const struct profile *profile,
    struct inventory *inventory, const struct plan_options *options,
    struct error *err)
{
	static const struct plan_options none;
	struct plan_build b = {.profile = profile, .inventory = inventory};
	struct plan *plan = NULL;

	b.options = options == NULL ? &none : options;
	if (plan_new(&plan, &b, err) != SANREQ_OK ||
	    plan_read_options(&b, err) != SANREQ_OK ||
	    plan_decide(&b, err) != SANREQ_OK ||
	    plan_collapse(&b, err) != SANREQ_OK ||
	    plan_cover(&b, err) != SANREQ_OK ||
	    plan_choose_common_name(&b, err) != SANREQ_OK ||
	    plan_find_losses(&b, err) != SANREQ_OK ||
	    plan_find_dns(&b, err) != SANREQ_OK ||
	    plan_find_domains(&b, err) != SANREQ_OK) {
		plan_free(&plan);
		return err->status;
	}
	plan_finish(&b);
	*out = plan;
	return SANREQ_OK;
}

void
plan_free(struct plan **plan)
{
	if (*plan == NULL)
		return;
	pool_release(&(*plan)->pool);
	free((*plan)->findings);
	free(*plan);
	*plan = NULL;
}
