/*
 * SPDX-License-Identifier: ISC
 *
 * Objects are written field by field, not as trees: an organization has
 * hundreds of thousands of uses, and a tree for each is ten times slower.
 */
#include <inttypes.h>
#include <string.h>

#include "name/dns_facts.h"
#include "name/inventory_json.h"
#include "name/json_text.h"

#define TEXT_MAX 2048 /* bytes gathered before they go to the FILE */

/* One object or array that is being written. The first failure stays. */
struct writer {
	FILE *out;
	struct error *err;
	enum sanreq_status status;
	bool has_items; /* a comma must come first */
	size_t n;
	char text[TEXT_MAX];
};

static void
writer_init(struct writer *w, FILE *out, struct error *err)
{
	w->out = out;
	w->err = err;
	w->status = SANREQ_OK;
	w->has_items = false;
	w->n = 0;
}

static void
writer_flush(struct writer *w)
{
	fwrite(w->text, 1, w->n, w->out);
	w->n = 0;
}

static enum sanreq_status
writer_finish(struct writer *w)
{
	writer_flush(w);
	return w->status;
}

static void
put_bytes(struct writer *w, const char *s, size_t n)
{
	if (n > TEXT_MAX - w->n)
		writer_flush(w);
	if (n > TEXT_MAX) {
		fwrite(s, 1, n, w->out);
		return;
	}
	memcpy(w->text + w->n, s, n);
	w->n += n;
}

static void
put(struct writer *w, const char *s)
{
	put_bytes(w, s, strlen(s));
}

static void
put_text(struct writer *w, const char *s)
{
	size_t n = strlen(s);

	if (w->status != SANREQ_OK)
		return;
	if (json_text_is_plain(s, n)) {
		put_bytes(w, "\"", 1);
		put_bytes(w, s, n);
		put_bytes(w, "\"", 1);
		return;
	}
	writer_flush(w);
	w->status = json_text_write(s, w->out, w->err);
}

static void
put_open(struct writer *w, const char *s)
{
	put(w, s);
	w->has_items = false;
}

static void
put_comma(struct writer *w, const char *s)
{
	if (w->has_items)
		put(w, s);
	w->has_items = true;
}

static void
put_key(struct writer *w, const char *key)
{
	put_comma(w, ", ");
	put(w, "\"");
	put(w, key);
	put(w, "\": ");
}

/* Nothing when the text is unknown. */
static void
put_field(struct writer *w, const char *key, const char *s)
{
	if (s == NULL)
		return;
	put_key(w, key);
	put_text(w, s);
}

/* Begins item i of a list whose items stand on lines of their own. */
static void
put_item(struct writer *w, size_t i, const char *indent)
{
	put(w, i == 0 ? "\n" : ",\n");
	put(w, indent);
	w->has_items = false;
}

static void
put_list_end(struct writer *w, size_t n)
{
	put(w, n == 0 ? "]" : "\n  ]");
}

static void
put_use_fields(struct writer *w, const struct use *use)
{
	put_field(w, "service", use_service_text(use->service));
	put_field(w, "scope", use_scope_text(use->scope));
	put_field(w, "audience", use_audience_text(use->audience));
	put_field(w, "server", use->server);
	put_field(w, "value", use->value);
	put_field(w, "source", use->source);
	put_field(w, "dn", use->dn);
	put_field(w, "attribute", use->attribute);
}

static void
put_use(struct writer *w, const struct use *use)
{
	put_open(w, "{");
	put_use_fields(w, use);
	put(w, "}");
}

static void
put_finding(struct writer *w, const struct finding *finding)
{
	put_open(w, "{");
	put_field(w, "id", finding->id);
	put_field(w, "severity", severity_text(finding->severity));
	put_field(w, "message", finding->message);
	put_field(w, "dn", finding->dn);
	put(w, "}");
}

static void
put_source(struct writer *w, const struct source_info *info)
{
	char number[24];

	put_open(w, "{");
	put_field(w, "source", info->source);
	put_field(w, "type", info->type);
	put_key(w, "records");
	snprintf(number, sizeof(number), "%" PRIu64, info->records);
	put(w, number);
	put_key(w, "unread");
	put_open(w, "[");
	for (size_t i = 0; i < info->nunread; i++) {
		put_comma(w, ", ");
		put_text(w, info->unread[i]);
	}
	put(w, "]}");
}

static void
put_roles(struct writer *w, unsigned roles)
{
	const char *const *words = server_role_words();

	put_key(w, "roles");
	put_open(w, "[");
	for (size_t i = 0; words[i] != NULL; i++) {
		if ((roles & server_role_find(words[i])) == 0)
			continue;
		put_comma(w, ", ");
		put_text(w, words[i]);
	}
	put(w, "]");
	w->has_items = true;
}

static void
put_server(struct writer *w, const struct server *server)
{
	put_open(w, "{");
	put_field(w, "name", server->name);
	put_field(w, "netbios", server->netbios);
	put_field(w, "fqdn", server->fqdn);
	put_field(w, "product", server->product);
	put_field(w, "version", server->version);
	put_roles(w, server->roles);
	put_field(w, "site", server->site);
	put_field(w, "state", server_state_text(server->state));
	put(w, "}");
}

static void
put_domain(struct writer *w, const struct accepted_domain *domain)
{
	put_open(w, "{");
	put_field(w, "domain", domain->domain);
	put_field(w, "type", domain_type_text(domain->type));
	put_key(w, "default");
	put(w, domain->is_default ? "true" : "false");
	put(w, "}");
}

/* Uses that are somebody else's concern are left out unless asked for. */
static bool
is_wanted(const struct use *use, bool peers)
{
	return peers || use->audience != AUDIENCE_PEER;
}

static bool
has_wanted(const struct inventory_name *name, bool peers)
{
	for (size_t i = 0; i < name->nuses; i++)
		if (is_wanted(&name->uses[i], peers))
			return true;
	return name->nuses == 0;
}

static void
put_name(struct writer *w, const struct inventory_name *name, bool peers)
{
	size_t n = 0;

	put_open(w, "{");
	put_field(w, "name", name->text);
	put_field(w, "kind", name_kind_text(name->kind));
	put_field(w, "class", name_class_text(name->class));
	put(w, ",\n     \"uses\": [");
	for (size_t i = 0; i < name->nuses && w->status == SANREQ_OK; i++) {
		if (!is_wanted(&name->uses[i], peers))
			continue;
		put_item(w, n++, "       ");
		put_use(w, &name->uses[i]);
	}
	put(w, n == 0 ? "]" : "\n     ]");
	if (name->dns != NULL && w->status == SANREQ_OK) {
		put(w, ",\n     \"dns\": ");
		writer_flush(w);
		w->status = dns_facts_write(name->dns, w->out, w->err);
	}
	put(w, "}");
}

static void
put_sources(struct writer *w, const struct inventory *inv)
{
	const struct source_info *sources;
	size_t n;

	sources = inventory_sources(inv, &n);
	put(w, "  \"sources\": [");
	for (size_t i = 0; i < n && w->status == SANREQ_OK; i++) {
		put_item(w, i, "    ");
		put_source(w, &sources[i]);
	}
	put_list_end(w, n);
}

static void
put_servers(struct writer *w, const struct inventory *inv)
{
	const struct server *servers;
	size_t n;

	servers = inventory_servers(inv, &n);
	put(w, ",\n  \"servers\": [");
	for (size_t i = 0; i < n && w->status == SANREQ_OK; i++) {
		put_item(w, i, "    ");
		put_server(w, &servers[i]);
	}
	put_list_end(w, n);
}

static void
put_domains(struct writer *w, const struct inventory *inv)
{
	const struct accepted_domain *domains;
	size_t n;

	domains = inventory_domains(inv, &n);
	put(w, ",\n  \"accepted_domains\": [");
	for (size_t i = 0; i < n && w->status == SANREQ_OK; i++) {
		put_item(w, i, "    ");
		put_domain(w, &domains[i]);
	}
	put_list_end(w, n);
}

static void
put_names(struct writer *w, const struct inventory *inv, bool peers)
{
	const struct inventory_name *names;
	size_t n, written = 0;

	names = inventory_names(inv, &n);
	put(w, ",\n  \"names\": [");
	for (size_t i = 0; i < n && w->status == SANREQ_OK; i++) {
		if (!has_wanted(&names[i], peers))
			continue;
		put_item(w, written++, "    ");
		put_name(w, &names[i], peers);
	}
	put_list_end(w, written);
}

static void
put_findings(struct writer *w, const struct inventory *inv)
{
	const struct finding *findings;
	size_t n;

	findings = inventory_findings(inv, &n);
	put(w, ",\n  \"findings\": [");
	for (size_t i = 0; i < n && w->status == SANREQ_OK; i++) {
		put_item(w, i, "    ");
		put_finding(w, &findings[i]);
	}
	put_list_end(w, n);
}

enum sanreq_status
use_write_json(const struct use *use, FILE *out, struct error *err)
{
	struct writer w;

	writer_init(&w, out, err);
	put_use_fields(&w, use);
	return writer_finish(&w);
}

enum sanreq_status
findings_write_json(const struct finding *findings, size_t n, size_t n_before,
    FILE *out, struct error *err)
{
	struct writer w;

	writer_init(&w, out, err);
	for (size_t i = 0; i < n && w.status == SANREQ_OK; i++) {
		put_item(&w, n_before + i, "    ");
		put_finding(&w, &findings[i]);
	}
	return writer_finish(&w);
}

enum sanreq_status
inventory_write_json(
    const struct inventory *inv, bool peers, FILE *out, struct error *err)
{
	struct writer w;

	writer_init(&w, out, err);
	put(&w, "{\n  \"sanreq\": 1, \"kind\": \"inventory\",\n");
	put_sources(&w, inv);
	put(&w, ",\n  \"organization\": ");
	if (inventory_organization(inv) != NULL)
		put_text(&w, inventory_organization(inv));
	else
		put(&w, "null");
	put_servers(&w, inv);
	put_domains(&w, inv);
	put_names(&w, inv, peers);
	put_findings(&w, inv);
	put(&w, "\n}\n");
	return writer_finish(&w);
}
