/*
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "name/inventory_json.h"
#include "name/dns_facts.h"
#include "profile/plan_build.h"

/* The inventory without its names: as a document it is small. */
static enum sanreq_status
copy_sources(
    const struct inventory *from, struct inventory *to, struct error *err)
{
	size_t n, i, u, index = 0;
	const struct source_info *s = inventory_sources(from, &n);

	for (i = 0; i < n; i++, s++) {
		if (inventory_add_source(to, s->source, s->type, &index, err))
			return err->status;
		inventory_set_records(to, index, s->records);
		for (u = 0; u < s->nunread; u++)
			if (inventory_add_unread(to, index, s->unread[u], err))
				return err->status;
	}
	return SANREQ_OK;
}

static enum sanreq_status
copy_around(
    const struct inventory *from, struct inventory *to, struct error *err)
{
	const char *organization = inventory_organization(from);
	size_t n, i;
	const struct server *servers = inventory_servers(from, &n);
	const struct accepted_domain *domains;

	if (copy_sources(from, to, err) != SANREQ_OK)
		return err->status;
	for (i = 0; i < n; i++)
		if (inventory_add_server(to, &servers[i], err) != SANREQ_OK)
			return err->status;
	domains = inventory_domains(from, &n);
	for (i = 0; i < n; i++)
		if (inventory_add_domain(to, &domains[i], err) != SANREQ_OK)
			return err->status;
	if (organization != NULL &&
	    inventory_set_organization(to, organization, err) != SANREQ_OK)
		return err->status;
	return inventory_seal(to, err);
}

/* What stands around the names, in the very form of an inventory document. */
static enum sanreq_status
around_as_json(const struct inventory *inv, json_t **out, struct error *err)
{
	struct inventory *bare = NULL;
	char *text = NULL;
	size_t n = 0;
	FILE *file = NULL;
	bool broken;

	if (inventory_new(&bare, err) != SANREQ_OK ||
	    copy_around(inv, bare, err) != SANREQ_OK)
		goto out;
	if ((file = open_memstream(&text, &n)) == NULL) {
		error_memory(err);
		goto out;
	}
	if (inventory_write_json(bare, false, file, err) != SANREQ_OK)
		goto out;
	broken = ferror(file) != 0;
	broken = fclose(file) != 0 || broken;
	file = NULL;
	if (broken || (*out = json_loadb(text, n, 0, NULL)) == NULL)
		error_memory(err);
out:
	if (file != NULL)
		fclose(file);
	free(text);
	inventory_free(&bare);
	return err->status;
}

static void
put_use(struct out *o, const struct use *use)
{
	out_map(o, OUT_FLOW);
	out_field(o, "service", use_service_text(use->service));
	out_field(o, "scope", use_scope_text(use->scope));
	out_field(o, "audience", use_audience_text(use->audience));
	out_field(o, "server", use->server);
	out_field(o, "value", use->value);
	out_field(o, "source", use->source);
	out_field(o, "dn", use->dn);
	out_field(o, "attribute", use->attribute);
	out_map_end(o);
}

static void
put_dns(struct out *o, const struct dns_facts *facts)
{
	json_t *json;

	if (facts == NULL)
		return;
	if ((json = dns_facts_json(facts)) == NULL) {
		(void)error_memory(o->err);
		return;
	}
	out_key(o, "dns");
	out_json(o, json, OUT_FLOW);
	json_decref(json);
}

static void
put_verdict(struct out *o, const struct verdict *v)
{
	size_t i;

	out_map(o, OUT_BLOCK);
	out_field(o, "name", v->name->text);
	out_field(o, "kind", name_kind_text(v->name->kind));
	out_field(o, "class", name_class_text(v->name->class));
	out_field(o, "verdict", v->take ? "take" : "leave");
	out_field(o, "rule", v->rule);
	out_field(o, "reason", v->reason);
	out_field(o, "covered_by", v->covered_by);
	out_key(o, "uses");
	out_list(o, OUT_BLOCK);
	for (i = 0; i < v->name->nuses; i++)
		if (v->name->uses[i].audience != AUDIENCE_PEER)
			put_use(o, &v->name->uses[i]);
	out_list_end(o);
	put_dns(o, v->name->dns);
	out_map_end(o);
}

static void
put_finding(struct out *o, const struct finding *f)
{
	out_map(o, OUT_FLOW);
	out_field(o, "id", f->id);
	out_field(o, "severity", severity_text(f->severity));
	out_field(o, "message", f->message);
	out_field(o, "dn", f->dn);
	out_map_end(o);
}

/* Those of discovery and those of the plan; "DSC" sorts before "EXC", but
 * not before "CNT" and "DN": so by id, both lists being sorted. */
static void
put_findings(struct out *o, const struct plan *plan)
{
	size_t n, i = 0, p = 0;
	const struct finding *all = inventory_findings(plan->inventory, &n);

	out_key(o, "findings");
	out_list(o, OUT_BLOCK);
	while (i < n || p < plan->nfindings)
		if (p == plan->nfindings ||
		    (i < n && strcmp(all[i].id, plan->findings[p].id) <= 0))
			put_finding(o, &all[i++]);
		else
			put_finding(o, &plan->findings[p++]);
	out_list_end(o);
}

static void
put_domains(struct out *o, const struct plan *plan)
{
	out_key(o, "base_domains");
	out_list(o, OUT_BLOCK);
	for (size_t i = 0; i < plan->ndomains; i++) {
		out_map(o, OUT_FLOW);
		out_field(o, "domain", plan->domains[i].domain);
		out_key(o, "names");
		out_list(o, OUT_FLOW);
		for (size_t k = 0; k < plan->domains[i].nnames; k++)
			out_text(o, plan->domains[i].names[k]);
		out_list_end(o);
		out_map_end(o);
	}
	out_list_end(o);
}

static void
put_around(struct out *o, const json_t *around, const char *key)
{
	const json_t *value = json_object_get(around, key);

	if (value == NULL)
		return;
	out_key(o, key);
	out_json(o, value, OUT_BLOCK);
}

static void
put_plan(struct out *o, const struct plan *plan, const json_t *around)
{
	size_t i;

	out_map(o, OUT_BLOCK);
	out_key(o, "sanreq");
	out_integer(o, 1);
	out_field(o, "kind", "plan");
	out_field(o, "profile", plan->profile->name);
	out_key(o, "common_name");
	out_text(o, plan->common_name);
	plan_put_settings(o, plan);
	put_around(o, around, "organization");
	put_around(o, around, "sources");
	put_around(o, around, "servers");
	put_around(o, around, "accepted_domains");
	out_key(o, "names");
	out_list(o, OUT_BLOCK);
	for (i = 0; i < plan->nverdicts; i++)
		put_verdict(o, &plan->verdicts[i]);
	out_list_end(o);
	put_domains(o, plan);
	put_findings(o, plan);
	out_map_end(o);
}

static enum sanreq_status
write_plan(const struct plan *plan, FILE *file, bool yaml, struct error *err)
{
	json_t *around = NULL;
	struct out o;

	if (around_as_json(plan->inventory, &around, err) != SANREQ_OK)
		goto out;
	if (out_open(&o, file, yaml, err) != SANREQ_OK)
		goto out;
	put_plan(&o, plan, around);
	if (out_close(&o) != SANREQ_OK)
		goto out;
out:
	json_decref(around);
	return err->status;
}

enum sanreq_status
plan_write_json(const struct plan *plan, FILE *file, struct error *err)
{
	return write_plan(plan, file, false, err);
}

enum sanreq_status
plan_write_yaml(const struct plan *plan, FILE *file, struct error *err)
{
	return write_plan(plan, file, true, err);
}
