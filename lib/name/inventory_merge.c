/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "name/dns_facts.h"
#include "name/inventory_private.h"

static enum sanreq_status
merge_sources(
    struct inventory *to, const struct inventory *from, struct error *err)
{
	size_t index;

	for (size_t i = 0; i < from->nsources; i++) {
		const struct source_info *info = &from->sources[i];

		if (inventory_add_source(
			to, info->source, info->type, &index, err) != SANREQ_OK)
			return err->status;
		inventory_set_records(to, index, info->records);
		for (size_t k = 0; k < info->nunread; k++)
			if (inventory_add_unread(
				to, index, info->unread[k], err) != SANREQ_OK)
				return err->status;
	}
	return SANREQ_OK;
}

static enum sanreq_status
merge_names(
    struct inventory *to, const struct inventory *from, struct error *err)
{
	for (size_t i = 0; i < from->nuses + from->name_keys.n; i++) {
		bool use = i < from->nuses;
		const struct inventory_name *entry =
		    &from->names[use ? from->uses[i].own : i - from->nuses];
		struct name name = {.kind = entry->kind, .class = entry->class};

		memcpy(name.text, entry->text, strlen(entry->text) + 1);
		if (use && inventory_add_use(to, &name, &from->uses[i], err) !=
			       SANREQ_OK)
			return err->status;
		if (!use && entry->pinned != PINNED_NOT &&
		    inventory_pin(to, &name, entry->pinned, entry->pinned_rule,
			entry->pinned_reason, err) != SANREQ_OK)
			return err->status;
		if (!use && entry->dns != NULL &&
		    inventory_set_dns(to, &name, entry->dns, err) != SANREQ_OK)
			return err->status;
	}
	return SANREQ_OK;
}

static enum sanreq_status
merge_asides(
    struct inventory *to, const struct inventory *from, struct error *err)
{
	const struct dns_aside *aside = inventory_asides(from);

	for (; aside != NULL; aside = aside->next)
		if (aside->facts == NULL
			? inventory_ask_dns(to, aside->host, err) != SANREQ_OK
			: inventory_note_dns(
			      to, aside->host, aside->facts, err) != SANREQ_OK)
			return err->status;
	return SANREQ_OK;
}

static enum sanreq_status
merge_findings(
    struct inventory *to, const struct inventory *from, struct error *err)
{
	for (size_t i = 0; i < from->nfindings; i++) {
		const struct finding *f = &from->findings[i];

		if (inventory_add_finding(to, f->id, f->severity, f->dn, err,
			"%s", f->message) != SANREQ_OK)
			return err->status;
	}
	return SANREQ_OK;
}

enum sanreq_status
inventory_merge(
    struct inventory *to, const struct inventory *from, struct error *err)
{
	if (merge_sources(to, from, err) != SANREQ_OK ||
	    merge_names(to, from, err) != SANREQ_OK ||
	    merge_asides(to, from, err) != SANREQ_OK)
		return err->status;
	for (uint32_t i = 0; i < from->server_keys.n; i++)
		if (inventory_add_server(to, &from->servers[i], err) !=
		    SANREQ_OK)
			return err->status;
	for (uint32_t i = 0; i < from->domain_keys.n; i++)
		if (inventory_add_domain(to, &from->domains[i], err) !=
		    SANREQ_OK)
			return err->status;
	if (from->organization != NULL &&
	    inventory_set_organization(to, from->organization, err) !=
		SANREQ_OK)
		return err->status;
	return merge_findings(to, from, err);
}
