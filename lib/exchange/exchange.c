/*
 * SPDX-License-Identifier: ISC
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "exchange/state.h"

#define SCRATCH_MAX 65536 /* bytes of a printed DN or value */

static void
rows_init(struct exchange *x)
{
	size_t n;
	const struct service_row *rows = exchange_rows(&n);

	for (size_t i = n; i-- > 0;) {
		x->rows[rows[i].class].rows = &rows[i];
		x->rows[rows[i].class].n++;
	}
}

enum sanreq_status
exchange_new(struct exchange **out, struct inventory *inv, const char *source,
    struct error *err)
{
	size_t nsources;
	struct exchange *x = calloc(1, sizeof(*x));
	size_t n;
	const char *const *classes = exchange_classes(&n);
	enum sanreq_status status;

	if (x == NULL)
		return error_memory(err);
	x->inventory = inv;
	pool_init(&x->pool, EXCHANGE_MEMORY);
	buf_init(&x->text, SCRATCH_MAX);
	lookup_init(&x->classes, classes, n);
	lookup_init(&x->attributes, exchange_attribute_names(), ATTR_COUNT);
	rows_init(x);
	keyset_init(&x->computers.names, x->pool.seed, false);
	keyset_init(&x->computers.asked, x->pool.seed, false);
	keyset_init(&x->computers.witnessed, x->pool.seed, false);
	keyset_init(&x->computers.whole, x->pool.seed, false);
	(void)inventory_sources(inv, &nsources);
	x->has_source = nsources != 0;
	x->source_index = nsources - 1;
	if ((status = dn_memory_init(&x->dn, err)) != SANREQ_OK ||
	    (status = inventory_keep(
		 inv, source, strlen(source), &x->source, err)) != SANREQ_OK) {
		exchange_free(&x);
		return status;
	}
	*out = x;
	return SANREQ_OK;
}

void
exchange_free(struct exchange **xp)
{
	struct exchange *x = *xp;

	if (x == NULL)
		return;
	free(x->facts);
	free(x->servers);
	free(x->index);
	computers_release(&x->computers);
	free(x->shell);
	dn_memory_release(&x->dn);
	buf_release(&x->text);
	pool_release(&x->pool);
	free(x);
	*xp = NULL;
}

const char *
row_attribute(const struct exchange *x, const struct service_row *row)
{
	return x->object.is_shell && row->property != NULL
		   ? row->property
		   : exchange_attribute_name(row->attribute);
}

enum sanreq_status
exchange_find(struct exchange *x, enum discovery_id id, struct error *err,
    const char *fmt, ...)
{
	size_t n;
	const struct discovery_finding *f = &discovery_findings(&n)[id];
	char text[ERROR_TEXT_MAX];
	va_list ap;

	if (x->found[id]++ >= FINDINGS_MAX)
		return SANREQ_OK;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return inventory_add_finding(
	    x->inventory, f->id, f->severity, x->object.dn, err, "%s", text);
}

/* Values that name hosts, by the table. */
enum sanreq_status
rows_read(struct exchange *x, struct error *err)
{
	const struct class_rows *rows = &x->rows[x->object.class];

	for (size_t i = 0; i < x->object.nfacts; i++) {
		const struct fact *f = &x->object.facts[i];

		for (size_t k = 0; k < rows->n; k++)
			if (rows->rows[k].attribute == f->attribute &&
			    value_read(x, &rows->rows[k], f->value, err) !=
				SANREQ_OK)
				return err->status;
	}
	return SANREQ_OK;
}

/* Of the back end: web site 2, or named so; exchange.md 1.1. */
static bool
is_back_end(const struct exchange *x)
{
	static const char site[] = "/W3SVC/", name[] = "(Exchange Back End)";
	struct bytes path = fact_value(x, ATTR_METABASE_PATH);
	struct bytes cn =
	    x->object.name.n != 0 ? x->object.name : x->dn.dn.parts[0].value;
	size_t n = strlen(site), i = 0;

	while (i + n < path.n) {
		const char *p = path.p + i, *next;

		if (p[n] == '2' && text_same(p, n, site, n) &&
		    (i + n + 1 == path.n || p[n + 1] == '/'))
			return true;
		if ((next = memchr(p + 1, '/', path.n - i - 1)) == NULL)
			break;
		i += (size_t)(next - p);
	}
	return text_ends(cn.p, cn.n, name);
}

static enum sanreq_status
directory_read(struct exchange *x, struct error *err)
{
	x->object.back_end = is_back_end(x);
	if (x->object.class == CLASS_OWA_VDIR && !x->object.back_end &&
	    x->object.server != NULL && !x->object.has_download)
		x->last->has_owa = true;
	return rows_read(x, err);
}

/* Exchange's own service connection points; exchange.md 1.3. */
enum scp_kind {
	SCP_FOREIGN,
	SCP_URL,
	SCP_POINTER,
	SCP_OTHER
};

static enum scp_kind
scp_kind(const struct exchange *x)
{
	static const struct {
		const char *guid;
		enum scp_kind kind;
	} guids[] = {{"77378F46-2C66-4aa9-A6A6-3E7A48B19596", SCP_URL},
	    {"67661d7F-8FC4-4fa7-BFAC-E1D7794C1F68", SCP_POINTER},
	    {"D3614C7C-D214-4F1F-BD4C-00D91C67F93F", SCP_OTHER},
	    {"E1AA5F5E-2341-4FCB-8560-E3AB6F081468", SCP_OTHER}};

	for (size_t i = 0; i < x->object.nfacts; i++) {
		struct bytes v = x->object.facts[i].value;

		if (x->object.facts[i].attribute != ATTR_KEYWORDS)
			continue;
		for (size_t k = 0; k < sizeof(guids) / sizeof(guids[0]); k++)
			if (text_same(v.p, v.n, guids[k].guid, 36))
				return guids[k].kind;
	}
	return SCP_FOREIGN;
}

/* "LDAP://forest.example", with the command that reads that forest. */
static enum sanreq_status
pointer_tell(struct exchange *x, struct bytes v, struct error *err)
{
	static const char scheme[] = "ldap://";
	size_t from = text_starts(v.p, v.n, scheme) ? strlen(scheme) : 0, n;
	struct error why = {0};
	struct name name;

	for (n = from; n < v.n && v.p[n] != '/'; n++)
		continue;
	if (from == 0 ||
	    name_parse(v.p + from, n - from, &name, &why) != SANREQ_OK ||
	    name.kind != NAME_FQDN)
		return exchange_find(x, DSC06, err,
		    "points clients to %s, which was not read: name it as a "
		    "source of its own if it is yours",
		    QUOTE(v.p, v.n));
	return exchange_find(x, DSC06, err,
	    "points clients to %s, which was not read; if that forest is "
	    "yours: sanreq discover -ZZ -D user@%s -W ldap://%s",
	    QUOTE(v.p, v.n), name.text, name.text);
}

static enum sanreq_status
scp_read(struct exchange *x, enum scp_kind kind, struct error *err)
{
	struct bytes v = fact_value(x, ATTR_SCP_BINDING);

	if (kind == SCP_URL)
		return rows_read(x, err);
	if (kind == SCP_POINTER && v.n != 0)
		return pointer_tell(x, v, err);
	return SANREQ_OK;
}

static enum sanreq_status
connector_read(
    struct exchange *x, enum exchange_attribute enabled, struct error *err)
{
	struct bytes v = fact_value(x, enabled);

	if ((text_same(v.p, v.n, "FALSE", 5) || text_same(v.p, v.n, "0", 1)) &&
	    exchange_find(x, DSC15, err,
		"the connector is disabled; its names are listed all the "
		"same") != SANREQ_OK)
		return err->status;
	return rows_read(x, err);
}

static enum sanreq_status
organization_read(struct exchange *x, struct error *err)
{
	char text[DN_VALUE_MAX], name[4 * DN_VALUE_MAX];
	size_t n = dn_value(&x->dn.dn.parts[0], text);

	return inventory_set_organization(
	    x->inventory, text_quote(name, sizeof(name), text, n), err);
}

enum sanreq_status
object_read(struct exchange *x, bool is_server, struct error *err)
{
	switch (x->object.class) {
	case CLASS_SERVER:
		if (!is_server)
			return SANREQ_OK;
		if (rows_read(x, err) != SANREQ_OK)
			return err->status;
		return server_read(x, err);
	case CLASS_TRANSPORT_SERVER: return SANREQ_OK;
	case CLASS_ORGANIZATION: return organization_read(x, err);
	case CLASS_ACCEPTED_DOMAIN: return accepted_domain_read(x, err);
	case CLASS_DAG: return dag_read(x, err);
	case CLASS_OUTLOOK_PROVIDER:
		x->object.internal = dn_is(&x->dn.dn, 0, "CN", "EXCH");
		return rows_read(x, err);
	case CLASS_RECEIVE_CONNECTOR:
		return connector_read(x, ATTR_RECEIVE_ENABLED, err);
	case CLASS_SEND_CONNECTOR:
		return connector_read(x, ATTR_SEND_ENABLED, err);
	default: return directory_read(x, err);
	}
}

/* Sets the object's server and what is known of it. */
static enum sanreq_status
object_place(struct exchange *x, bool *is_server, struct error *err)
{
	size_t part = x->dn.server;
	struct known_server *server = NULL;

	*is_server = part == 0;
	if (part == x->dn.dn.n ||
	    (part == 0 && x->object.class != CLASS_SERVER))
		return SANREQ_OK;
	if (server_know(x, part, &server, err) != SANREQ_OK)
		return err->status;
	server->objects += part != 0;
	x->object.server = server->name;
	return SANREQ_OK;
}

/* Reads the DN. *skip: the object is passed over, with a finding. */
static enum sanreq_status
object_name(
    struct exchange *x, const struct record *rec, bool *skip, struct error *err)
{
	struct error why = {0};

	*skip = true;
	if (dn_memory_read(&x->dn, rec->dn.p, rec->dn.n, &why) != SANREQ_OK) {
		if (is_own_fault(why.status))
			return error_set(err, why.status, "%s", why.text);
		return exchange_find(x, DSC16, err, "%s: %s",
		    QUOTE(rec->dn.p, rec->dn.n), why.text);
	}
	x->object.dn = x->dn.text;
	x->object.ndn = x->dn.ntext;
	x->object.has_dn = true;
	if (dn_is_conflict(&x->dn.dn))
		return exchange_find(x, DSC05, err,
		    "a replication conflict or deleted object, passed over");
	*skip = false;
	return SANREQ_OK;
}

enum sanreq_status
exchange_record(struct exchange *x, const struct record *rec, struct error *err)
{
	bool is_ours, is_partial, is_server, is_computer, skip;
	enum scp_kind kind = SCP_URL;

	if (object_collect(x, rec, &is_ours, &is_partial, err) != SANREQ_OK)
		return err->status;
	if (is_ours && x->object.class == CLASS_SCP)
		kind = scp_kind(x);
	if (!is_ours || kind == SCP_FOREIGN)
		return SANREQ_OK;
	is_computer = x->object.class == CLASS_COMPUTER;
	x->objects += !is_computer;
	if (object_name(x, rec, &skip, err) != SANREQ_OK || skip)
		return err->status;
	if (is_computer)
		return computer_read(x, err);
	x->of_class[x->object.class]++;
	if (object_place(x, &is_server, err) != SANREQ_OK)
		return err->status;
	if (is_partial && exchange_find(x, DSC09, err,
			      "holds only a range of an attribute's values: "
			      "names may be missing") != SANREQ_OK)
		return err->status;
	if (x->object.class == CLASS_SCP)
		return scp_read(x, kind, err);
	return object_read(x, is_server, err);
}

/* Says how many findings were left out. */
static enum sanreq_status
overflow_finish(struct exchange *x, struct error *err)
{
	size_t n;
	const struct discovery_finding *f = discovery_findings(&n);

	for (size_t i = 0; i < n; i++)
		if (x->found[i] > FINDINGS_MAX &&
		    inventory_add_finding(x->inventory, f[i].id, f[i].severity,
			NULL, err,
			"%s: %llu more findings of this kind are not listed",
			QUOTES(x->source),
			(unsigned long long)(x->found[i] - FINDINGS_MAX)) !=
			SANREQ_OK)
			return err->status;
	return SANREQ_OK;
}

enum sanreq_status
exchange_finish(struct exchange *x, struct error *err)
{
	x->object.dn = NULL;
	if (x->objects == 0 && x->shell != NULL)
		return exchange_find(x, DSC11, err,
		    "%s: no object of an Exchange cmdlet that names hosts; "
		    "'sanreq collect' prints a script that exports all",
		    QUOTES(x->source));
	if (x->objects == 0 &&
	    exchange_find(x, DSC11, err,
		"%s: no object of an Exchange organization in it; the "
		"base may be wrong, or the account may not read it",
		QUOTES(x->source)) != SANREQ_OK)
		return err->status;
	if (servers_finish(x, err) != SANREQ_OK)
		return err->status;
	/* who exports one cmdlet's output does not mean the rest */
	if (x->shell == NULL && (containers_finish(x, err) != SANREQ_OK ||
				    computers_finish(x, err) != SANREQ_OK))
		return err->status;
	return overflow_finish(x, err);
}
