/*
 * SPDX-License-Identifier: ISC
 *
 * Names that nobody looks up in a certificate of a CA, for they are used by
 * servers among themselves alone: client access arrays, database availability
 * groups, internal transport (exchange.md, traps 18 and 22).
 *
 * Internal transport is what the connectors of setup do under the server's own
 * name, with the self-signed certificate of msExchServerInternalTLSCert.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "check/judge.h"
#include "exchange/dn.h"
#include "name/use_words.h"

enum { /* what a name is used for; bits */
	FOR_ARRAY = 1,
	FOR_DAG = 2,
	FOR_OWN = 4,       /* a server's own name */
	FOR_TRANSPORT = 8, /* that a connector of setup announces */
	FOR_OTHERS = 16
};

/* Domains of the servers' full names, found out when a name asks for it. */
struct domains {
	const char **list; /* sorted, or NULL */
	size_t n;
};

/* The name of the object: a DN's first value, or what stands behind the
 * backslash of the Shell's "EX01\\Default EX01". */
static size_t
object_name(const char *dn, char dst[DN_VALUE_MAX])
{
	struct error ignored = {0};
	const char *slash = strchr(dn, '\\');
	struct dn_part part;
	size_t at = 0, n;

	if (text_starts(dn, strlen(dn), "CN="))
		return dn_part_parse(dn, strlen(dn), &at, &part, &ignored) ==
			       SANREQ_OK
			   ? dn_value(&part, dst)
			   : 0;
	if (slash != NULL)
		dn = slash + 1;
	n = strlen(dn);
	if (n > DN_VALUE_MAX)
		return 0;
	memcpy(dst, dn, n);
	return n;
}

/* "Default EX01" and the like; "Client EX01" and "Client Frontend EX01" are
 * there for mail clients, and of others nobody can tell who calls. */
static bool
is_of_setup(const struct use *use)
{
	static const char *const connectors[] = {"Default ",
	    "Default Frontend ", "Client Proxy ", "Outbound Proxy Frontend "};
	char name[DN_VALUE_MAX];
	size_t n = use->dn != NULL ? object_name(use->dn, name) : 0;

	for (size_t i = 0; i < sizeof(connectors) / sizeof(*connectors); i++) {
		size_t k = strlen(connectors[i]);

		if (text_starts(name, n, connectors[i]) &&
		    text_same(
			name + k, n - k, use->server, strlen(use->server)))
			return true;
	}
	return false;
}

/* What the connector announces, not the certificate that it is told to use. */
static bool
is_announced(const struct use *use)
{
	return use->scope == SCOPE_CONNECTOR && use->attribute != NULL &&
	       (text_casecmp(
		    use->attribute, "msExchSMTPReceiveConnectorFQDN") == 0 ||
		   text_casecmp(use->attribute, "Fqdn") == 0);
}

static bool
is_text(const char *a, const char *b)
{
	return a != NULL && text_casecmp(a, b) == 0;
}

/* An Edge server's names are known on the Internet. */
static unsigned
purpose_of_server(
    const struct inventory *inv, const char *name, const struct use *use)
{
	const struct server *server =
	    use->server != NULL ? inventory_find_server(inv, use->server)
				: NULL;

	if (server == NULL || (server->roles & ROLE_EDGE) != 0 ||
	    !(is_text(server->fqdn, name) || is_text(server->netbios, name)))
		return FOR_OTHERS;
	if (use->service == SERVICE_SERVER)
		return FOR_OWN;
	return is_announced(use) && is_of_setup(use) ? FOR_TRANSPORT
						     : FOR_OTHERS;
}

/* 0: nobody looks at a certificate for it. */
static unsigned
purpose(const struct inventory *inv, const char *name, const struct use *use)
{
	if (use->audience == AUDIENCE_PEER ||
	    use->audience == AUDIENCE_BACK_END ||
	    use->service == SERVICE_CERTIFICATE ||
	    (use->audience == AUDIENCE_HTTP_ONLY &&
		use->service == SERVICE_POWERSHELL))
		return 0;
	if (use->audience != AUDIENCE_SERVER)
		return FOR_OTHERS;
	if (use_is_dag(use))
		return FOR_DAG;
	switch (use->service) {
	case SERVICE_CAS_ARRAY: return FOR_ARRAY;
	case SERVICE_SERVER:
	case SERVICE_SMTP: return purpose_of_server(inv, name, use);
	default: return use->scope == SCOPE_BYPASS ? 0 : FOR_OTHERS;
	}
}

static unsigned
purposes(const struct inventory *inv, const struct inventory_name *name)
{
	unsigned all = 0;

	for (size_t i = 0; i < name->nuses && all < FOR_OTHERS; i++)
		all |= purpose(inv, name->text, &name->uses[i]);
	return all;
}

static enum sanreq_status
array_breach(
    struct judge *j, const struct inventory_name *name, struct error *err)
{
	const struct use *use =
	    inventory_name_use(name, SERVICE_CAS_ARRAY, AUDIENCE_SERVER);

	return judge_breach_at(j, name->text, use->dn, err,
	    "\"%s\" is the name of a client access array alone, which RPC "
	    "looks up in no certificate: leave it out",
	    name->text);
}

static enum sanreq_status
dag_breach(struct judge *j, const char *name, const char *dn, struct error *err)
{
	return judge_breach_at(j, name, dn, err,
	    "\"%s\" is the name of a database availability group, a cluster "
	    "that nobody connects to by TLS: leave it out",
	    name);
}

/* Is it said by EXC03 already? */
static bool
is_told(const struct inventory *inv, const struct inventory_name *name)
{
	for (size_t i = 0; i < name->nuses; i++) {
		const struct use *use = &name->uses[i];
		const struct server *server =
		    use->service == SERVICE_SERVER && use->server != NULL
			? inventory_find_server(inv, use->server)
			: NULL;

		if (server != NULL &&
		    exchange_version_find(server->product) >= EXCHANGE_2013)
			return true;
	}
	return false;
}

/* A private CA may certify what it likes, also for internal transport. */
static enum sanreq_status
transport_breach(struct judge *j, const struct inventory_name *name,
    unsigned all, struct error *err)
{
	char uses[512];

	if (!judge_is_public(j) || ((all & FOR_TRANSPORT) == 0 &&
				       is_told(j->subject->inventory, name)))
		return SANREQ_OK;
	plan_uses_text(name, 1u << AUDIENCE_SERVER, uses, sizeof(uses));
	return judge_breach(j, name->text, err,
	    "\"%s\" is used by servers among themselves alone (%s): they "
	    "have self-signed certificates for that, which must stay; leave "
	    "the name out",
	    name->text, uses);
}

/* --- full names of groups, which the directory may not tell --------------- */

static int
domain_order(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static enum sanreq_status
domains_fill(struct domains *d, const struct inventory *inv, struct error *err)
{
	size_t n;
	const struct server *servers = inventory_servers(inv, &n);

	if (d->list != NULL)
		return SANREQ_OK;
	if ((d->list = calloc(n + 1, sizeof(*d->list))) == NULL)
		return error_memory(err);
	for (size_t i = 0; i < n; i++) {
		const char *dot = servers[i].fqdn != NULL
				      ? strchr(servers[i].fqdn, '.')
				      : NULL;

		if (dot != NULL)
			d->list[d->n++] = dot;
	}
	qsort(d->list, d->n, sizeof(*d->list), domain_order);
	return SANREQ_OK;
}

/* "dag1.contoso.com", of a group DAG1, in a domain that has servers. */
static enum sanreq_status
full_name(
    struct judge *j, const char *text, struct domains *d, struct error *err)
{
	const struct inventory *inv = j->subject->inventory;
	const char *dot = strchr(text, '.');
	const struct inventory_name *group;
	char label[NAME_TEXT_MAX];

	if (dot == NULL || (size_t)(dot - text) >= sizeof(label))
		return SANREQ_OK;
	memcpy(label, text, (size_t)(dot - text));
	label[dot - text] = '\0';
	group = inventory_find_name(inv, label);
	for (size_t i = 0; group != NULL && i < group->nuses; i++) {
		if (!use_is_dag(&group->uses[i]))
			continue;
		if (domains_fill(d, inv, err) != SANREQ_OK)
			return err->status;
		return bsearch(&dot, d->list, d->n, sizeof(*d->list),
			   domain_order) != NULL
			   ? dag_breach(j, text, group->uses[i].dn, err)
			   : SANREQ_OK;
	}
	return SANREQ_OK;
}

static enum sanreq_status
needless(
    struct judge *j, const char *text, struct domains *d, struct error *err)
{
	const struct inventory *inv = j->subject->inventory;
	const struct inventory_name *name = inventory_find_name(inv, text);
	unsigned all = name != NULL ? purposes(inv, name) : 0;

	if (all == 0)
		return full_name(j, text, d, err);
	if (all >= FOR_OTHERS)
		return SANREQ_OK;
	if ((all & (FOR_OWN | FOR_TRANSPORT)) != 0)
		return transport_breach(j, name, all, err);
	if ((all & FOR_DAG) != 0)
		return dag_breach(j, text,
		    inventory_name_use(name, SERVICE_SERVER, AUDIENCE_SERVER)
			->dn,
		    err);
	return array_breach(j, name, err);
}

static enum sanreq_status
exc11(struct judge *j, struct error *err)
{
	enum sanreq_status st = SANREQ_OK;
	struct domains domains = {0};

	if (j->subject->inventory == NULL)
		return SANREQ_OK;
	for (size_t i = 0; i < j->nsorted && st == SANREQ_OK; i++)
		if (i == 0 || strcmp(j->sorted[i - 1], j->sorted[i]) != 0)
			st = needless(j, j->sorted[i], &domains, err);
	free(domains.list);
	return st;
}
const struct rule_check rule_exc11 = {.whole = exc11};
