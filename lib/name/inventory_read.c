/*
 * SPDX-License-Identifier: ISC
 *
 * An inventory document back into an inventory: as strict as a parser of
 * what others may have written must be, for its names become requests.
 */
#include <string.h>

#include "base/text.h"
#include "name/dns_facts.h"
#include "name/inventory_json.h"
#include "name/json_read.h"
#include "name/json_text.h"

#define FINDING_ID_MAX 16

static const char *const document_keys[] = {"sanreq", "kind", "sources",
    "organization", "servers", "accepted_domains", "names", "findings", NULL};
static const char *const source_keys[] = {
    "source", "type", "records", "unread", NULL};
static const char *const server_keys[] = {"name", "netbios", "fqdn", "product",
    "version", "roles", "site", "state", NULL};
static const char *const domain_keys[] = {"domain", "type", "default", NULL};
static const char *const name_keys[] = {
    "name", "kind", "class", "uses", "dns", NULL};
static const char *const use_keys[] = {"service", "scope", "audience", "server",
    "value", "source", "dn", "attribute", NULL};
static const char *const finding_keys[] = {
    "id", "severity", "message", "dn", NULL};

/* What an item reader works with. */
struct reader {
	struct inventory *inv;
	const char *source; /* for uses that name none */
	struct error *err;
};

typedef enum sanreq_status (*item_fn)(
    const struct reader *, const struct json_place *, const json_t *);

/* Hands every item of the array to read. */
static enum sanreq_status
each_item(const struct reader *r, const struct json_place *up,
    const json_t *object, const char *key, item_fn read)
{
	struct json_place array = {up, key, 0}, item = {&array, NULL, 0};
	enum sanreq_status status;
	const json_t *list = NULL;
	size_t n;

	if ((status = json_get_array(up, object, key, &list, r->err)) !=
	    SANREQ_OK)
		return status;
	n = json_array_size(list);
	for (; item.index < n && status == SANREQ_OK; item.index++)
		status = read(r, &item, json_array_get(list, item.index));
	return status;
}

/* Says where an adder failed. */
static enum sanreq_status
placed(const struct json_place *place, enum sanreq_status status,
    struct error *err)
{
	char path[JSON_PATH_MAX];

	if (status == SANREQ_OK)
		return status;
	return error_prefix(err, "%s", json_place_text(place, path));
}

static enum sanreq_status
use_words(const struct json_place *place, const json_t *json, struct use *use,
    struct error *err)
{
	int service = 0, scope = 0, audience = 0;
	enum sanreq_status status;

	if ((status = json_get_word(place, json, "service", use_service_words(),
		 &service, err)) != SANREQ_OK ||
	    (status = json_get_word(place, json, "scope", use_scope_words(),
		 &scope, err)) != SANREQ_OK ||
	    (status = json_get_word(place, json, "audience",
		 use_audience_words(), &audience, err)) != SANREQ_OK)
		return status;
	use->service = (enum use_service)service;
	use->scope = (enum use_scope)scope;
	use->audience = (enum use_audience)audience;
	return SANREQ_OK;
}

static enum sanreq_status
read_use_at(const struct json_place *place, const json_t *json, struct use *use,
    struct error *err)
{
	enum sanreq_status status;

	memset(use, 0, sizeof(*use));
	if ((status = json_get_object(place, json, use_keys, err)) !=
		SANREQ_OK ||
	    (status = use_words(place, json, use, err)) != SANREQ_OK ||
	    (status = json_get_optional(
		 place, json, "server", &use->server, err)) != SANREQ_OK ||
	    (status = json_get_optional(
		 place, json, "value", &use->value, err)) != SANREQ_OK ||
	    (status = json_get_optional(
		 place, json, "source", &use->source, err)) != SANREQ_OK ||
	    (status = json_get_optional(place, json, "dn", &use->dn, err)) !=
		SANREQ_OK)
		return status;
	return json_get_optional(
	    place, json, "attribute", &use->attribute, err);
}

static enum sanreq_status
read_source(
    const struct reader *r, const struct json_place *place, const json_t *json)
{
	struct json_place list = {place, "unread", 0}, item = {&list, NULL, 0};
	const char *source = NULL, *type = NULL, *what = NULL;
	const json_t *unread = NULL;
	enum sanreq_status status;
	uint64_t records = 0;
	size_t index = 0;

	if ((status = json_get_object(place, json, source_keys, r->err)) !=
		SANREQ_OK ||
	    (status = json_get_text(place, json, "source", &source, r->err)) !=
		SANREQ_OK ||
	    (status = json_get_text(place, json, "type", &type, r->err)) !=
		SANREQ_OK ||
	    (status = json_get_count(
		 place, json, "records", &records, r->err)) != SANREQ_OK ||
	    (status = json_get_array(place, json, "unread", &unread, r->err)) !=
		SANREQ_OK)
		return status;
	if ((status = inventory_add_source(
		 r->inv, source, type, &index, r->err)) != SANREQ_OK)
		return placed(place, status, r->err);
	inventory_set_records(r->inv, index, records);
	for (; item.index < json_array_size(unread) && status == SANREQ_OK;
	     item.index++) {
		status = json_as_text(&item, NULL,
		    json_array_get(unread, item.index), &what, r->err);
		if (status == SANREQ_OK)
			status = placed(place,
			    inventory_add_unread(r->inv, index, what, r->err),
			    r->err);
	}
	return status;
}

static enum sanreq_status
read_roles(const struct reader *r, const struct json_place *place,
    const json_t *json, unsigned *roles)
{
	struct json_place list = {place, "roles", 0}, item = {&list, NULL, 0};
	const json_t *words = NULL;
	enum sanreq_status status;
	const char *word = NULL;
	unsigned bit;

	status = json_get_array(place, json, "roles", &words, r->err);
	for (; status == SANREQ_OK && item.index < json_array_size(words);
	     item.index++) {
		if ((status = json_as_text(&item, NULL,
			 json_array_get(words, item.index), &word, r->err)) !=
		    SANREQ_OK)
			return status;
		if ((bit = server_role_find(word)) == 0)
			return json_wrong(&item, NULL, r->err,
			    "unknown role \"%s\"", QUOTES(word));
		*roles |= bit;
	}
	return status;
}

static enum sanreq_status
read_state(const struct json_place *place, const json_t *json,
    enum server_state *state, struct error *err)
{
	const char *word = NULL;

	if (json_get_optional(place, json, "state", &word, err) != SANREQ_OK ||
	    word == NULL)
		return err->status;
	*state = server_state_find(word);
	if (*state == SERVER_NOT_KNOWN)
		return json_wrong(
		    place, "state", err, "unknown state \"%s\"", QUOTES(word));
	return SANREQ_OK;
}

static enum sanreq_status
read_server(
    const struct reader *r, const struct json_place *place, const json_t *json)
{
	struct server server = {0};
	struct error *err = r->err;
	enum sanreq_status status;

	if ((status = json_get_object(place, json, server_keys, err)) !=
		SANREQ_OK ||
	    (status = json_get_text(place, json, "name", &server.name, err)) !=
		SANREQ_OK ||
	    (status = json_get_optional(
		 place, json, "netbios", &server.netbios, err)) != SANREQ_OK ||
	    (status = json_get_optional(
		 place, json, "fqdn", &server.fqdn, err)) != SANREQ_OK ||
	    (status = json_get_optional(
		 place, json, "product", &server.product, err)) != SANREQ_OK ||
	    (status = json_get_optional(
		 place, json, "version", &server.version, err)) != SANREQ_OK ||
	    (status = read_roles(r, place, json, &server.roles)) != SANREQ_OK ||
	    (status = json_get_optional(
		 place, json, "site", &server.site, err)) != SANREQ_OK ||
	    (status = read_state(place, json, &server.state, err)) != SANREQ_OK)
		return status;
	return placed(place, inventory_add_server(r->inv, &server, err), err);
}

/* The name, which must be as name_parse() gives it. */
static enum sanreq_status
read_normal(const struct json_place *place, const char *key, const char *text,
    struct name *name, struct error *err)
{
	struct error why = {0};

	if (name_parse(text, strlen(text), name, &why) != SANREQ_OK) {
		if (why.status == SANREQ_NO_MEMORY)
			return error_memory(err);
		return json_wrong(place, key, err, "%s", why.text);
	}
	if (strcmp(name->text, text) != 0)
		return json_wrong(place, key, err,
		    "\"%s\" is not in normal form, which is \"%s\"",
		    QUOTES(text), name->text);
	return SANREQ_OK;
}

static enum sanreq_status
read_domain(
    const struct reader *r, const struct json_place *place, const json_t *json)
{
	struct accepted_domain domain = {0};
	struct error *err = r->err;
	enum sanreq_status status;
	struct name name;
	int type = 0;

	if ((status = json_get_object(place, json, domain_keys, err)) !=
		SANREQ_OK ||
	    (status = json_get_text(
		 place, json, "domain", &domain.domain, err)) != SANREQ_OK ||
	    (status = json_get_word(place, json, "type", domain_type_words(),
		 &type, err)) != SANREQ_OK ||
	    (status = json_get_bool(
		 place, json, "default", &domain.is_default, err)) != SANREQ_OK)
		return status;
	/* an organization may accept everything, by "*", which is no name */
	if (strcmp(domain.domain, "*") != 0 &&
	    (status = read_normal(
		 place, "domain", domain.domain, &name, err)) != SANREQ_OK)
		return status;
	domain.type = (enum domain_type)type;
	return placed(place, inventory_add_domain(r->inv, &domain, err), err);
}

/* What the document says of a name must be what is known of it. */
static enum sanreq_status
check_word(const struct json_place *place, const json_t *json, const char *key,
    const char *want, struct error *err)
{
	enum sanreq_status status;
	const char *said = NULL;

	if ((status = json_get_text(place, json, key, &said, err)) != SANREQ_OK)
		return status;
	if (strcmp(said, want) != 0)
		return json_wrong(place, key, err,
		    "is \"%s\", but the name is \"%s\"", QUOTES(said), want);
	return SANREQ_OK;
}

static enum sanreq_status
read_uses(const struct reader *r, const struct json_place *place,
    const json_t *json, const struct name *name)
{
	struct json_place list = {place, "uses", 0}, item = {&list, NULL, 0};
	const json_t *uses = NULL;
	enum sanreq_status status;
	struct use use;

	if ((status = json_get_array(place, json, "uses", &uses, r->err)) !=
	    SANREQ_OK)
		return status;
	if (json_array_size(uses) == 0) /* the name alone, then */
		return placed(place,
		    inventory_pin(r->inv, name, PINNED_NOT, NULL, NULL, r->err),
		    r->err);
	for (; item.index < json_array_size(uses); item.index++) {
		if ((status = read_use_at(&item,
			 json_array_get(uses, item.index), &use, r->err)) !=
		    SANREQ_OK)
			return status;
		if (use.source == NULL)
			use.source = r->source;
		if ((status = inventory_add_use(r->inv, name, &use, r->err)) !=
		    SANREQ_OK)
			return placed(&item, status, r->err);
	}
	return SANREQ_OK;
}

static enum sanreq_status
read_name(
    const struct reader *r, const struct json_place *place, const json_t *json)
{
	enum sanreq_status status;
	struct json_place at = {place, "dns", 0};
	const char *text = NULL;
	const json_t *dns;
	struct name name;

	if ((status = json_get_object(place, json, name_keys, r->err)) !=
		SANREQ_OK ||
	    (status = json_get_text(place, json, "name", &text, r->err)) !=
		SANREQ_OK ||
	    (status = read_normal(place, "name", text, &name, r->err)) !=
		SANREQ_OK ||
	    (status = check_word(place, json, "kind", name_kind_text(name.kind),
		 r->err)) != SANREQ_OK ||
	    (status = check_word(place, json, "class",
		 name_class_text(name.class), r->err)) != SANREQ_OK)
		return status;
	if ((status = read_uses(r, place, json, &name)) != SANREQ_OK ||
	    (dns = json_object_get(json, "dns")) == NULL)
		return status;
	return dns_facts_read(r->inv, &name, &at, dns, r->err);
}

/* Letters and digits: it is printed and looked up as it is. */
static bool
is_finding_id(const char *s)
{
	size_t n = strlen(s);

	for (size_t i = 0; i < n; i++)
		if (!text_is_alpha(s[i]) && !text_is_digit(s[i]))
			return false;
	return n > 0 && n <= FINDING_ID_MAX;
}

static enum sanreq_status
read_finding(
    const struct reader *r, const struct json_place *place, const json_t *json)
{
	const char *id = NULL, *message = NULL, *dn = NULL;
	struct error *err = r->err;
	enum sanreq_status status;
	int severity = 0;

	if ((status = json_get_object(place, json, finding_keys, err)) !=
		SANREQ_OK ||
	    (status = json_get_text(place, json, "id", &id, err)) !=
		SANREQ_OK ||
	    (status = json_get_word(place, json, "severity", severity_words(),
		 &severity, err)) != SANREQ_OK ||
	    (status = json_get_text(place, json, "message", &message, err)) !=
		SANREQ_OK ||
	    (status = json_get_optional(place, json, "dn", &dn, err)) !=
		SANREQ_OK)
		return status;
	if (!is_finding_id(id))
		return json_wrong(place, "id", err,
		    "\"%s\" is no identifier of a finding", QUOTES(id));
	if (!json_text_is_printable(message))
		return json_wrong(place, "message", err,
		    "holds control characters: \"%s\"", QUOTES(message));
	return placed(place,
	    inventory_add_finding(
		r->inv, id, (enum severity)severity, dn, err, "%s", message),
	    err);
}

static enum sanreq_status
read_head(const json_t *root, struct error *err)
{
	enum sanreq_status status;
	const char *kind = NULL;
	uint64_t version = 0;

	if ((status = json_get_object(NULL, root, document_keys, err)) !=
		SANREQ_OK ||
	    (status = json_get_count(NULL, root, "sanreq", &version, err)) !=
		SANREQ_OK ||
	    (status = json_get_text(NULL, root, "kind", &kind, err)) !=
		SANREQ_OK)
		return status;
	if (version != 1)
		return json_wrong(NULL, "sanreq", err,
		    "version %" JSON_INTEGER_FORMAT
		    " of the format is unknown; this program reads 1",
		    (json_int_t)version);
	if (strcmp(kind, "inventory") != 0)
		return json_wrong(NULL, "kind", err,
		    "is \"%s\", not \"inventory\"", QUOTES(kind));
	return SANREQ_OK;
}

static enum sanreq_status
read_organization(const struct reader *r, const json_t *root)
{
	const json_t *json = json_object_get(root, "organization");
	enum sanreq_status status;
	const char *name = NULL;

	if (json == NULL)
		return json_wrong(
		    NULL, NULL, r->err, "\"organization\" is missing");
	if (json_is_null(json))
		return SANREQ_OK;
	if ((status = json_as_text(
		 NULL, "organization", json, &name, r->err)) != SANREQ_OK)
		return status;
	return inventory_set_organization(r->inv, name, r->err);
}

enum sanreq_status
inventory_read_json(struct inventory *inv, const json_t *root,
    const char *source, struct error *err)
{
	const struct reader r = {inv, source, err};
	enum sanreq_status status;

	if ((status = read_head(root, err)) != SANREQ_OK ||
	    (status = each_item(&r, NULL, root, "sources", read_source)) !=
		SANREQ_OK ||
	    (status = read_organization(&r, root)) != SANREQ_OK ||
	    (status = each_item(&r, NULL, root, "servers", read_server)) !=
		SANREQ_OK ||
	    (status = each_item(
		 &r, NULL, root, "accepted_domains", read_domain)) != SANREQ_OK)
		return status;
	if ((status = each_item(&r, NULL, root, "names", read_name)) !=
	    SANREQ_OK)
		return status;
	return each_item(&r, NULL, root, "findings", read_finding);
}
