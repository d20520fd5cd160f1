/*
 * SPDX-License-Identifier: ISC
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "name/inventory_private.h"

enum sanreq_status
inventory_new(struct inventory **out, struct error *err)
{
	struct inventory *inv = calloc(1, sizeof(*inv));

	if (inv == NULL)
		return error_memory(err);
	pool_init(&inv->pool, INVENTORY_DATA_MAX);
	keyset_init(&inv->name_keys, inv->pool.seed, true);
	keyset_init(&inv->server_keys, inv->pool.seed, true);
	keyset_init(&inv->domain_keys, inv->pool.seed, true);
	*out = inv;
	return SANREQ_OK;
}

void
inventory_free(struct inventory **out)
{
	struct inventory *inv = *out;

	if (inv == NULL)
		return;
	for (size_t i = 0; i < inv->nsources; i++)
		free(inv->sources[i].unread);
	free(inv->names);
	free(inv->uses);
	free(inv->servers);
	free(inv->domains);
	free(inv->findings);
	free(inv->sources);
	keyset_release(&inv->name_keys);
	keyset_release(&inv->server_keys);
	keyset_release(&inv->domain_keys);
	pool_release(&inv->pool);
	free(inv);
	*out = NULL;
}

/* Charges bytes to the one ceiling. */
static enum sanreq_status
charge(struct inventory *inv, size_t bytes, struct error *err)
{
	if (bytes > inv->pool.max - inv->pool.used)
		return error_set(err, SANREQ_LIMIT, "more than %zu MiB of data",
		    inv->pool.max >> 20);
	inv->pool.used += bytes;
	return SANREQ_OK;
}

/* Makes room for one more element of size bytes after n. */
static enum sanreq_status
room(struct inventory *inv, void *array, size_t *cap, size_t n, size_t size,
    struct error *err)
{
	size_t more = *cap != 0 ? *cap : 16;
	enum sanreq_status status;
	void *old, *grown;

	if (n < *cap)
		return SANREQ_OK;
	if ((status = charge(inv, more * size, err)) != SANREQ_OK)
		return status;
	memcpy(&old, array, sizeof(old));
	if ((grown = realloc(old, (*cap + more) * size)) == NULL) {
		inv->pool.used -= more * size;
		return error_memory(err);
	}
	memcpy(array, &grown, sizeof(grown));
	*cap += more;
	return SANREQ_OK;
}

/* s as a text of the pool; NULL stays NULL. last, when not NULL, is such a
 * text that s may well be equal to. */
static enum sanreq_status
keep(struct inventory *inv, const char *s, const char *last, const char **out,
    struct error *err)
{
	if (s == NULL || s == last || (last != NULL && strcmp(s, last) == 0)) {
		*out = s == NULL ? NULL : last;
		return SANREQ_OK;
	}
	*out = pool_intern(&inv->pool, s, strlen(s), err);
	return *out != NULL ? SANREQ_OK : err->status;
}

enum sanreq_status
inventory_add_source(struct inventory *inv, const char *source,
    const char *type, size_t *index, struct error *err)
{
	struct source_info info = {0};
	enum sanreq_status status;

	if ((status = keep(inv, source, NULL, &info.source, err)) !=
		SANREQ_OK ||
	    (status = keep(inv, type, NULL, &info.type, err)) != SANREQ_OK ||
	    (status = room(inv, &inv->sources, &inv->sources_cap, inv->nsources,
		 sizeof(info), err)) != SANREQ_OK)
		return status;
	inv->sources[inv->nsources] = info;
	*index = inv->nsources++;
	return SANREQ_OK;
}

void
inventory_set_records(struct inventory *inv, size_t index, uint64_t n)
{
	if (index < inv->nsources)
		inv->sources[index].records = n;
}

enum sanreq_status
inventory_add_unread(
    struct inventory *inv, size_t index, const char *what, struct error *err)
{
	struct source_info *info;
	const char *text;
	enum sanreq_status status;
	size_t cap;

	if (index >= inv->nsources)
		return error_set(err, SANREQ_USAGE, "no such source");
	info = &inv->sources[index];
	cap = info->nunread;
	/* there is room for the power of two above: 16, 32 ... */
	if (cap % 16 != 0 || (cap & (cap - 1)) != 0)
		cap++;
	if ((status = keep(inv, what, NULL, &text, err)) != SANREQ_OK ||
	    (status = room(inv, &info->unread, &cap, info->nunread,
		 sizeof(*info->unread), err)) != SANREQ_OK)
		return status;
	info->unread[info->nunread++] = text;
	return SANREQ_OK;
}

enum sanreq_status
inventory_set_organization(
    struct inventory *inv, const char *name, struct error *err)
{
	if (inv->organization == NULL)
		return keep(inv, name, NULL, &inv->organization, err);
	if (strcmp(inv->organization, name) == 0)
		return SANREQ_OK;
	return inventory_add_finding(inv, "DSC14", SEVERITY_WARNING, NULL, err,
	    "the sources are of different organizations: \"%s\", and \"%s\" "
	    "too; make one inventory of each",
	    QUOTES(inv->organization), QUOTES(name));
}

enum sanreq_status
inventory_keep(struct inventory *inv, const char *s, size_t n,
    const char **kept, struct error *err)
{
	const char *text = pool_intern(&inv->pool, s, n, err);

	if (text == NULL)
		return err->status;
	*kept = text;
	return SANREQ_OK;
}

enum sanreq_status
inventory_number(struct inventory *inv, const struct name *name,
    uint32_t *number, struct error *err)
{
	struct inventory_name *entry;
	const char *text;
	enum sanreq_status status;

	if ((*number = keyset_find(&inv->name_keys, name->text)) != KEYSET_NONE)
		return SANREQ_OK;
	/* no other text is like it, or it would have its number */
	text = pool_copy(&inv->pool, name->text, strlen(name->text), err);
	if (text == NULL)
		return err->status;
	if ((status = room(inv, &inv->names, &inv->names_cap, inv->name_keys.n,
		 sizeof(*inv->names), err)) != SANREQ_OK ||
	    (status = keyset_add(&inv->name_keys, text, number, err)) !=
		SANREQ_OK)
		return status;
	entry = &inv->names[*number];
	memset(entry, 0, sizeof(*entry));
	entry->text = text;
	entry->kind = name->kind;
	entry->class = name->class;
	return SANREQ_OK;
}

/* A copy of a use with texts of the pool. */
static enum sanreq_status
keep_use(struct inventory *inv, const struct use *use, struct use *copy,
    struct error *err)
{
	const struct use *last = &inv->last;
	enum sanreq_status status;

	*copy = *use;
	if ((status = keep(inv, use->server, last->server, &copy->server,
		 err)) != SANREQ_OK ||
	    (status = keep(inv, use->value, last->value, &copy->value, err)) !=
		SANREQ_OK ||
	    (status = keep(inv, use->source, last->source, &copy->source,
		 err)) != SANREQ_OK ||
	    (status = keep(inv, use->dn, last->dn, &copy->dn, err)) !=
		SANREQ_OK ||
	    (status = keep(inv, use->attribute, last->attribute,
		 &copy->attribute, err)) != SANREQ_OK)
		return status;
	inv->last = *copy;
	return SANREQ_OK;
}

static enum sanreq_status
room_for_use(struct inventory *inv, struct error *err)
{
	if (inv->nuses == INVENTORY_USES_MAX)
		return error_set(err, SANREQ_LIMIT,
		    "more than %d uses of names", INVENTORY_USES_MAX);
	return room(inv, &inv->uses, &inv->uses_cap, inv->nuses,
	    sizeof(*inv->uses), err);
}

static enum sanreq_status
use_check(const struct use *use, struct error *err)
{
	if ((unsigned)use->service >= SERVICE_COUNT ||
	    (unsigned)use->scope >= SCOPE_COUNT ||
	    (unsigned)use->audience >= AUDIENCE_COUNT)
		return error_set(err, SANREQ_USAGE, "no such kind of use");
	return SANREQ_OK;
}

enum sanreq_status
inventory_add_kept(struct inventory *inv, uint32_t number,
    const struct use *use, struct error *err)
{
	if (use_check(use, err) != SANREQ_OK ||
	    room_for_use(inv, err) != SANREQ_OK)
		return err->status;
	inv->uses[inv->nuses] = *use;
	inv->uses[inv->nuses++].own = number;
	return SANREQ_OK;
}

enum sanreq_status
inventory_add_use(struct inventory *inv, const struct name *name,
    const struct use *use, struct error *err)
{
	enum sanreq_status status;
	struct use copy;
	uint32_t number;

	/* what is refused leaves no name behind */
	if ((status = use_check(use, err)) != SANREQ_OK ||
	    (status = keep_use(inv, use, &copy, err)) != SANREQ_OK ||
	    (status = inventory_number(inv, name, &number, err)) != SANREQ_OK)
		return status;
	return inventory_add_kept(inv, number, &copy, err);
}

enum sanreq_status
inventory_pin(struct inventory *inv, const struct name *name, enum pinned pin,
    const char *rule, const char *reason, struct error *err)
{
	struct inventory_name *entry;
	const char *why_rule, *why;
	enum sanreq_status status;
	uint32_t number;

	if ((status = keep(inv, rule, NULL, &why_rule, err)) != SANREQ_OK ||
	    (status = keep(inv, reason, NULL, &why, err)) != SANREQ_OK ||
	    (status = inventory_number(inv, name, &number, err)) != SANREQ_OK)
		return status;
	entry = &inv->names[number];
	/* of two plans, the one that takes the name: none is lost unseen */
	if (entry->pinned == PINNED_NOT ||
	    (entry->pinned == PINNED_LEAVE && pin == PINNED_TAKE)) {
		entry->pinned = pin;
		entry->pinned_rule = why_rule;
		entry->pinned_reason = why;
	}
	return SANREQ_OK;
}

/* Fills what is unknown. Of two texts the lesser stays, so that the order of
 * the sources does not matter. */
static enum sanreq_status
merge(struct inventory *inv, const char **known, const char *text,
    struct error *err)
{
	if (text == NULL || (*known != NULL && strcmp(*known, text) <= 0))
		return SANREQ_OK;
	return keep(inv, text, NULL, known, err);
}

/* The number of key in keys and array, entered zeroed when it is new. */
static enum sanreq_status
entry_number(struct inventory *inv, struct keyset *keys, void *array,
    size_t *cap, size_t size, const char *key, uint32_t *number,
    struct error *err)
{
	enum sanreq_status status;
	const char *text;
	char *base;

	if ((*number = keyset_find(keys, key)) != KEYSET_NONE)
		return SANREQ_OK;
	if ((status = keep(inv, key, NULL, &text, err)) != SANREQ_OK ||
	    (status = room(inv, array, cap, keys->n, size, err)) != SANREQ_OK ||
	    (status = keyset_add(keys, text, number, err)) != SANREQ_OK)
		return status;
	memcpy(&base, array, sizeof(base));
	memset(base + *number * size, 0, size);
	return SANREQ_OK;
}

enum sanreq_status
inventory_add_server(
    struct inventory *inv, const struct server *server, struct error *err)
{
	struct server *known;
	enum sanreq_status status;
	uint32_t number;

	if ((status = entry_number(inv, &inv->server_keys, &inv->servers,
		 &inv->servers_cap, sizeof(*known), server->name, &number,
		 err)) != SANREQ_OK)
		return status;
	known = &inv->servers[number];
	known->roles |= server->roles;
	if (server->state == SERVER_DEAD)
		known->state = SERVER_DEAD;
	if ((status = merge(inv, &known->name, server->name, err)) !=
		SANREQ_OK ||
	    (status = merge(inv, &known->netbios, server->netbios, err)) !=
		SANREQ_OK ||
	    (status = merge(inv, &known->fqdn, server->fqdn, err)) !=
		SANREQ_OK ||
	    (status = merge(inv, &known->product, server->product, err)) !=
		SANREQ_OK ||
	    (status = merge(inv, &known->version, server->version, err)) !=
		SANREQ_OK)
		return status;
	return merge(inv, &known->site, server->site, err);
}

enum sanreq_status
inventory_add_domain(struct inventory *inv,
    const struct accepted_domain *domain, struct error *err)
{
	struct accepted_domain *known;
	enum sanreq_status status;
	uint32_t number;
	bool is_new;

	if ((status = entry_number(inv, &inv->domain_keys, &inv->domains,
		 &inv->domains_cap, sizeof(*known), domain->domain, &number,
		 err)) != SANREQ_OK)
		return status;
	known = &inv->domains[number];
	is_new = known->domain == NULL;
	if (is_new || domain->type < known->type)
		known->type = domain->type;
	known->is_default = known->is_default || domain->is_default;
	return merge(inv, &known->domain, domain->domain, err);
}

/* The printed text, in the pool. */
static enum sanreq_status
keep_message(struct inventory *inv, const char *fmt, va_list ap,
    const char **out, struct error *err)
{
	enum sanreq_status status;
	char *text = NULL;
	va_list again;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0)
		return error_set(err, SANREQ_INTERNAL, "bad format");
	if ((text = malloc((size_t)n + 1)) == NULL)
		return error_memory(err);
	vsnprintf(text, (size_t)n + 1, fmt, ap);
	status = keep(inv, text, NULL, out, err);
	free(text);
	return status;
}

enum sanreq_status
inventory_add_finding(struct inventory *inv, const char *id,
    enum severity severity, const char *dn, struct error *err, const char *fmt,
    ...)
{
	struct finding finding = {.severity = severity};
	enum sanreq_status status;
	va_list ap;

	va_start(ap, fmt);
	status = keep_message(inv, fmt, ap, &finding.message, err);
	va_end(ap);
	if (status != SANREQ_OK ||
	    (status = keep(inv, id, NULL, &finding.id, err)) != SANREQ_OK ||
	    (status = keep(inv, dn, NULL, &finding.dn, err)) != SANREQ_OK ||
	    (status = room(inv, &inv->findings, &inv->findings_cap,
		 inv->nfindings, sizeof(finding), err)) != SANREQ_OK)
		return status;
	inv->findings[inv->nfindings++] = finding;
	return SANREQ_OK;
}

const char *
inventory_organization(const struct inventory *inv)
{
	return inv->organization;
}

const struct source_info *
inventory_sources(const struct inventory *inv, size_t *n)
{
	*n = inv->nsources;
	return inv->sources;
}

const struct server *
inventory_servers(const struct inventory *inv, size_t *n)
{
	*n = inv->server_keys.n;
	return inv->servers;
}

const struct accepted_domain *
inventory_domains(const struct inventory *inv, size_t *n)
{
	*n = inv->domain_keys.n;
	return inv->domains;
}

const struct inventory_name *
inventory_names(const struct inventory *inv, size_t *n)
{
	*n = inv->name_keys.n;
	return inv->names;
}

const struct finding *
inventory_findings(const struct inventory *inv, size_t *n)
{
	*n = inv->nfindings;
	return inv->findings;
}

const struct server *
inventory_find_server(const struct inventory *inv, const char *name)
{
	uint32_t i = keyset_find(&inv->server_keys, name);

	return i != KEYSET_NONE ? &inv->servers[i] : NULL;
}

const struct inventory_name *
inventory_find_name(const struct inventory *inv, const char *name)
{
	uint32_t i = keyset_find(&inv->name_keys, name);

	return i != KEYSET_NONE ? &inv->names[i] : NULL;
}

const struct accepted_domain *
inventory_find_domain(const struct inventory *inv, const char *domain)
{
	uint32_t i = keyset_find(&inv->domain_keys, domain);

	return i != KEYSET_NONE ? &inv->domains[i] : NULL;
}

struct pool *
inventory_pool(struct inventory *inv)
{
	return &inv->pool;
}
