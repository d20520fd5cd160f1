/*
 * SPDX-License-Identifier: ISC
 *
 * Properties become facts, in the form in which the directory has them.
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "exchange/shell_state.h"

/* Appends to the scratch. false: no room. */
static bool
scratch_add(struct exchange *x, struct bytes *out, const char *s, size_t n)
{
	struct shell_state *state = x->shell;

	if (n > SHELL_SCRATCH - state->used)
		return false;
	if (out->p == NULL)
		out->p = state->scratch + state->used;
	memcpy(state->scratch + state->used, s, n);
	state->used += n;
	out->n += n;
	return true;
}

static struct bytes
joined(
    struct exchange *x, const char *before, struct bytes v, const char *behind)
{
	struct bytes out = {NULL, 0};

	if (!scratch_add(x, &out, before, strlen(before)) ||
	    !scratch_add(x, &out, v.p, v.n) ||
	    !scratch_add(x, &out, behind, strlen(behind)))
		return (struct bytes){NULL, 0};
	return out;
}

static bool
has_scheme(struct bytes v)
{
	for (size_t i = 0; i + 3 <= v.n; i++)
		if (memcmp(v.p + i, "://", 3) == 0)
			return true;
	return false;
}

/* Get-OutlookAnywhere shows the host of a URL, Get-ClientAccessArray and
 * Get-ExchangeServer that of an address; exchange.md 1.4 and 1.9. */
struct bytes
shell_convert(struct exchange *x, const struct service_row *row, struct bytes v,
    bool is_http)
{
	if (row->class == CLASS_RPC_VDIR && row->form == FORM_URL &&
	    !has_scheme(v) && v.n <= FACT_VALUE_MAX)
		return joined(x, is_http ? "http://" : "https://", v, "/rpc");
	if (row->form == FORM_RPC_ADDRESS && v.n <= FACT_VALUE_MAX)
		return joined(x, "ncacn_ip_tcp:", v, "");
	return v;
}

/* --- rows -------------------------------------------------------------- */

/* Several in one text, as scripts and ConvertTo-Json join them. */
static bool
is_joined(const struct service_row *row, struct bytes v)
{
	if (row->form != FORM_SETTINGS &&
	    row->attribute != ATTR_CERTIFICATE_DOMAINS &&
	    row->attribute != ATTR_HYBRID_DOMAINS &&
	    row->attribute != ATTR_FED_DOMAINS)
		return false;
	for (size_t i = 0; i < v.n; i++)
		if (v.p[i] == ',' || v.p[i] == ';' || text_is_space(v.p[i]))
			return true;
	return false;
}

static enum sanreq_status
parts_add(struct exchange *x, enum exchange_attribute id, struct bytes v,
    struct error *err)
{
	size_t from = 0;

	for (size_t i = 0; i <= v.n; i++) {
		if (i < v.n && v.p[i] != ',' && v.p[i] != ';' &&
		    !text_is_space(v.p[i]))
			continue;
		if (i > from &&
		    fact_add(x, id, (struct bytes){v.p + from, i - from},
			err) != SANREQ_OK)
			return err->status;
		from = i + 1;
	}
	return SANREQ_OK;
}

/* Smart hosts are one value in the directory. */
static enum sanreq_status
list_add(struct exchange *x, const struct service_row *row,
    const struct shell_property *p, struct error *err)
{
	struct bytes out = {NULL, 0};

	for (size_t i = 0; i < p->nvalues; i++)
		if ((i != 0 && !scratch_add(x, &out, ",", 1)) ||
		    !scratch_add(x, &out, p->values[i].p, p->values[i].n))
			return exchange_find(x, DSC13, err,
			    "%s: longer than %d bytes", row->property,
			    SHELL_SCRATCH);
	return out.n == 0 ? SANREQ_OK : fact_add(x, row->attribute, out, err);
}

/* "ExternalClientsRequireSsl: False" beside ExternalHostname. */
static bool
is_plain_http(const struct shell_object *o, const struct service_row *row)
{
	struct bytes v;

	if (row->class != CLASS_RPC_VDIR)
		return false;
	v = shell_value(o, row->attribute == ATTR_INTERNAL_URL
			       ? "InternalClientsRequireSsl"
			       : "ExternalClientsRequireSsl");
	return text_same(v.p, v.n, "False", 5);
}

static enum sanreq_status
cut_refused(const char *noun, const char *property, struct error *err)
{
	return error_set(err, SANREQ_INPUT,
	    "%s of Get-%s is cut (\"...\"): set $FormatEnumerationLimit = -1 "
	    "in the Shell and export again",
	    property, noun);
}

static enum sanreq_status
row_facts(struct exchange *x, const struct shell_object *o,
    const struct service_row *row, const struct shell_property *p,
    struct error *err)
{
	bool is_http = is_plain_http(o, row);

	if (p->loss == SHELL_CUT)
		return cut_refused(row->noun, row->property, err);
	if (p->loss == SHELL_LOST && shell_lost(x, row, err) != SANREQ_OK)
		return err->status;
	if (row->form == FORM_HOST_LIST)
		return list_add(x, row, p, err);
	for (size_t i = 0; i < p->nvalues; i++) {
		struct bytes v = p->values[i];

		if (is_joined(row, v)) {
			if (parts_add(x, row->attribute, v, err) != SANREQ_OK)
				return err->status;
			continue;
		}
		v = shell_convert(x, row, v, is_http);
		if (v.n == 0)
			return exchange_find(x, DSC13, err,
			    "%s: longer than %d bytes", row->property,
			    SHELL_SCRATCH);
		if (fact_add(x, row->attribute, v, err) != SANREQ_OK)
			return err->status;
	}
	return SANREQ_OK;
}

/* --- what is no row ------------------------------------------------------- */

static enum sanreq_status
number_fact(struct exchange *x, enum exchange_attribute id, unsigned n,
    struct error *err)
{
	char text[16];
	struct bytes out = {NULL, 0};

	snprintf(text, sizeof(text), "%u", n);
	return scratch_add(x, &out, text, strlen(text))
		   ? fact_add(x, id, out, err)
		   : SANREQ_OK;
}

static bool
is_true(const struct shell_object *o, const char *property)
{
	struct bytes v = shell_value(o, property);

	return text_same(v.p, v.n, "True", 4) || text_same(v.p, v.n, "1", 1);
}

/* exchange.md 1.8: the type is a word, or a number of it. */
static enum sanreq_status
domain_facts(
    struct exchange *x, const struct shell_object *o, struct error *err)
{
	static const char *const types[] = {
	    "Authoritative", "ExternalRelay", "InternalRelay"};
	struct bytes v = shell_value(o, "DomainType");
	unsigned flags = 0;

	for (unsigned i = 0; i < 3; i++) {
		char digit = (char)('0' + i);

		if (text_same(v.p, v.n, types[i], strlen(types[i])) ||
		    text_same(v.p, v.n, &digit, 1))
			flags = i;
	}
	if (is_true(o, "Default"))
		flags |= 4;
	if (is_true(o, "X400AddressType"))
		flags |= 16;
	if (is_true(o, "PendingRemoval"))
		flags |= 64;
	return number_fact(x, ATTR_DOMAIN_FLAGS, flags, err);
}

/* "Mailbox, ClientAccess", or the number. */
static enum sanreq_status
role_facts(struct exchange *x, const struct shell_property *p, unsigned *all,
    struct error *err)
{
	static const struct {
		const char *word;
		unsigned role;
	} roles[] = {{"Cafe", ROLE_CAFE}, {"Mailbox", ROLE_MAILBOX},
	    {"ClientAccess", ROLE_CLIENT_ACCESS}, {"UnifiedMessaging", ROLE_UM},
	    {"HubTransport", ROLE_HUB_TRANSPORT}, {"Edge", ROLE_EDGE},
	    {"FrontendTransport", ROLE_FRONTEND_TRANSPORT}};
	unsigned sum = 0;

	for (size_t k = 0; p != NULL && k < p->nvalues; k++) {
		struct bytes v = p->values[k];

		if (v.n != 0 && text_is_digit(v.p[0]))
			return fact_add(x, ATTR_SERVER_ROLES, v, err);
		while (v.n != 0) {
			size_t n = 0;

			while (n < v.n && text_is_alpha(v.p[n]))
				n++;
			for (size_t i = 0; i < sizeof(roles) / sizeof(*roles);
			     i++)
				if (text_same(v.p, n, roles[i].word,
					strlen(roles[i].word)))
					sum |= roles[i].role;
			n += n < v.n;
			v = (struct bytes){v.p + n, v.n - n};
		}
	}
	*all = sum;
	return sum == 0 ? SANREQ_OK
			: number_fact(x, ATTR_SERVER_ROLES, sum, err);
}

/* "corp.contoso.local/Configuration/Sites/Paris" */
static enum sanreq_status
site_fact(struct exchange *x, struct bytes v, struct error *err)
{
	struct bytes out = {NULL, 0};
	size_t at = v.n;

	while (at > 0 && v.p[at - 1] != '/')
		at--;
	if (v.n == 0)
		return SANREQ_OK;
	if (at == 0 && text_starts(v.p, v.n, "CN="))
		return fact_add(x, ATTR_SERVER_SITE, v, err);
	if (!scratch_add(x, &out, "CN=", 3))
		return SANREQ_OK;
	for (size_t i = at; i < v.n; i++) {
		const char *escape =
		    v.p[i] != '\0' && strchr(",+\"\\<>;=#", v.p[i]) != NULL
			? "\\"
			: "";

		if (!scratch_add(x, &out, escape, strlen(escape)) ||
		    !scratch_add(x, &out, &v.p[i], 1))
			return SANREQ_OK;
	}
	return fact_add(x, ATTR_SERVER_SITE, out, err);
}

/* What names a server has in the directory is in NetworkAddress; where that
 * was not exported, Name and Fqdn say as much. */
static enum sanreq_status
address_facts(struct exchange *x, const struct shell_object *o, bool is_edge,
    struct error *err)
{
	const struct shell_property *p = shell_property(o, "NetworkAddress");
	struct bytes v;

	if (p != NULL && p->loss == SHELL_CUT && shell_value(o, "Fqdn").n == 0)
		return cut_refused("ExchangeServer", "NetworkAddress", err);
	for (size_t i = 0; p != NULL && i < p->nvalues; i++)
		if (parts_add(x, ATTR_NETWORK_ADDRESS, p->values[i], err) !=
		    SANREQ_OK)
			return err->status;
	if ((p != NULL && p->nvalues != 0) || is_edge ||
	    x->object.server == NULL)
		return SANREQ_OK;
	v = (struct bytes){x->object.server, strlen(x->object.server)};
	v = joined(x, "netbios:", v, "");
	return v.n == 0 ? SANREQ_OK : fact_add(x, ATTR_NETWORK_ADDRESS, v, err);
}

static enum sanreq_status
server_facts(
    struct exchange *x, const struct shell_object *o, struct error *err)
{
	struct bytes version = shell_value(o, "AdminDisplayVersion");
	unsigned roles = 0;

	if (version.n != 0 &&
	    fact_add(x, ATTR_SERIAL_NUMBER, version, err) != SANREQ_OK)
		return err->status;
	if (role_facts(x, shell_property(o, "ServerRole"), &roles, err) !=
		SANREQ_OK ||
	    site_fact(x, shell_value(o, "Site"), err) != SANREQ_OK)
		return err->status;
	return address_facts(x, o, (roles & ROLE_EDGE) != 0 || roles == 0, err);
}

/* The servers of a database availability group, by which its full name is
 * known, and its addresses. */
static enum sanreq_status
dag_facts(struct exchange *x, const struct shell_object *o, struct error *err)
{
	static const struct {
		const char *property;
		enum exchange_attribute attribute;
	} lists[] = {{"StartedMailboxServers", ATTR_DAG_STARTED},
	    {"StoppedMailboxServers", ATTR_DAG_STOPPED},
	    {"DatabaseAvailabilityGroupIpAddresses", ATTR_DAG_ADDRESSES},
	    {"DatabaseAvailabilityGroupIpv4Addresses", ATTR_DAG_ADDRESSES}};
	struct bytes identity = shell_value(o, "Identity");

	if (shell_value(o, "Name").n == 0 && !x->object.has_dn &&
	    identity.n != 0 &&
	    fact_add(x, ATTR_DAG_NAME, identity, err) != SANREQ_OK)
		return err->status;

	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
		const struct shell_property *p =
		    shell_property(o, lists[i].property);

		/* of a list that was cut, the last value may be */
		if (p == NULL || p->loss == SHELL_LOST)
			continue;
		for (size_t k = 0; k + (p->loss == SHELL_CUT) < p->nvalues; k++)
			if (parts_add(x, lists[i].attribute, p->values[k],
				err) != SANREQ_OK)
				return err->status;
	}
	return SANREQ_OK;
}

/* Attributes that are no names, of the same meaning on both sides. */
static enum sanreq_status
plain_facts(struct exchange *x, const struct shell_object *o, struct error *err)
{
	static const struct {
		enum exchange_class class;
		const char *property;
		enum exchange_attribute attribute;
	} plain[] = {{CLASS_RECEIVE_CONNECTOR, "Enabled", ATTR_RECEIVE_ENABLED},
	    {CLASS_SEND_CONNECTOR, "Enabled", ATTR_SEND_ENABLED},
	    {CLASS_TOTAL, "MetabasePath", ATTR_METABASE_PATH}};

	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++) {
		struct bytes v;

		if (plain[i].class != CLASS_TOTAL &&
		    plain[i].class != x->object.class)
			continue;
		v = shell_value(o, plain[i].property);
		if (v.n != 0 &&
		    fact_add(x, plain[i].attribute, v, err) != SANREQ_OK)
			return err->status;
	}
	return SANREQ_OK;
}

static enum sanreq_status
rows_facts(struct exchange *x, const struct shell_object *o,
    const struct shell_kind *kind, struct error *err)
{
	const struct class_rows *rows = &x->rows[kind->class];

	for (size_t k = 0; k < rows->n; k++) {
		const struct service_row *row = &rows->rows[k];
		const struct shell_property *p;

		if (row->noun == NULL ||
		    (row->noun != kind->noun &&
			strcmp(row->noun, kind->noun) != 0))
			continue;
		p = shell_property(o, row->property);
		if (p == NULL)
			continue;
		if (row->attribute == ATTR_EXTERNAL_DOWNLOAD)
			x->object.has_download = true;
		if (row_facts(x, o, row, p, err) != SANREQ_OK)
			return err->status;
	}
	return SANREQ_OK;
}

bool
shell_is_void(const struct exchange *x, const struct shell_object *o,
    const struct shell_kind *kind)
{
	const struct class_rows *rows = &x->rows[kind->class];

	for (size_t k = 0; k < rows->n; k++) {
		const struct shell_property *p;

		if (rows->rows[k].property == NULL)
			continue;
		p = shell_property(o, rows->rows[k].property);
		if (p != NULL && (p->nvalues != 0 || p->loss != SHELL_WHOLE))
			return false;
	}
	return true;
}

enum sanreq_status
shell_facts(struct exchange *x, const struct shell_object *o,
    const struct shell_kind *kind, struct error *err)
{
	if (rows_facts(x, o, kind, err) != SANREQ_OK ||
	    plain_facts(x, o, err) != SANREQ_OK)
		return err->status;
	if (kind->class == CLASS_ACCEPTED_DOMAIN &&
	    domain_facts(x, o, err) != SANREQ_OK)
		return err->status;
	if (kind->class == CLASS_DAG && dag_facts(x, o, err) != SANREQ_OK)
		return err->status;
	if (kind->class == CLASS_SERVER &&
	    strcmp(kind->noun, "ExchangeServer") == 0 &&
	    server_facts(x, o, err) != SANREQ_OK)
		return err->status;
	x->object.facts = x->facts;
	x->object.nfacts = x->nfacts;
	return SANREQ_OK;
}
