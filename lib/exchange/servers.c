/*
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "exchange/state.h"

#define BUILD_OFFSET 30000 /* exchange.md 1.9: added since Exchange 2007 */

struct version {
	unsigned major, minor, build;
};

/* Reads a number of at most 6 digits; *at is left behind it. */
static bool
number_read(struct bytes v, size_t *at, unsigned *value)
{
	size_t from = *at;

	*value = 0;
	while (*at < v.n && *at < from + 6 && text_is_digit(v.p[*at]))
		*value = *value * 10 + (unsigned)(v.p[(*at)++] - '0');
	return *at > from;
}

static bool
word_read(struct bytes v, size_t *at, const char *word)
{
	if (*at > v.n || !text_starts(v.p + *at, v.n - *at, word))
		return false;
	*at += strlen(word);
	return true;
}

/* "Version 15.1 (Build 31531.3)" */
static bool
serial_read(struct bytes v, struct version *out)
{
	size_t at = 0;

	if (!word_read(v, &at, "Version ") ||
	    !number_read(v, &at, &out->major) || !word_read(v, &at, ".") ||
	    !number_read(v, &at, &out->minor) ||
	    !word_read(v, &at, " (Build ") ||
	    !number_read(v, &at, &out->build) ||
	    !(word_read(v, &at, ".") || word_read(v, &at, ")")))
		return false;
	if (out->build >= BUILD_OFFSET)
		out->build -= BUILD_OFFSET;
	return true;
}

bool
integer_read(struct bytes v, long long *out)
{
	char text[24], *end = NULL;

	if (v.n == 0 || v.n >= sizeof(text))
		return false;
	memcpy(text, v.p, v.n);
	text[v.n] = '\0';
	*out = strtoll(text, &end, 10);
	return end == text + v.n;
}

/* versionNumber: packed since 2007, a plain build before. */
static bool
packed_read(struct bytes v, struct version *out)
{
	long long n;

	if (!integer_read(v, &n) || n <= 0 || n > INT32_MAX)
		return false;
	if (n < 65536)
		*out = (struct version){6, 5, (unsigned)n};
	else
		*out = (struct version){(unsigned)(n >> 22) & 63,
		    (unsigned)(n >> 16) & 63, (unsigned)n & 32767};
	return true;
}

static bool
version_read(const struct exchange *x, struct version *out)
{
	for (size_t i = 0; i < x->object.nfacts; i++)
		if (x->object.facts[i].attribute == ATTR_SERIAL_NUMBER &&
		    serial_read(x->object.facts[i].value, out))
			return true;
	return packed_read(fact_value(x, ATTR_VERSION_NUMBER), out);
}

/* SE is 15.2 like 2019 and told from it by the build. */
static const char *
version_product(const struct version *v)
{
	static const struct {
		unsigned major, minor, build;
		const char *product;
	} least[] = {{15, 3, 0, NULL}, {15, 2, 2562, "SE"}, {15, 2, 0, "2019"},
	    {15, 1, 0, "2016"}, {15, 0, 0, "2013"}, {14, 0, 0, "2010"},
	    {9, 0, 0, NULL}, {8, 0, 0, "2007"}, {7, 0, 0, NULL},
	    {6, 5, 0, "2003"}};

	for (size_t i = 0; i < sizeof(least) / sizeof(least[0]); i++) {
		if (v->major != least[i].major   ? v->major < least[i].major
		    : v->minor != least[i].minor ? v->minor < least[i].minor
						 : v->build < least[i].build)
			continue;
		return least[i].product;
	}
	return NULL;
}

static bool
version_is_modern(const struct version *v)
{
	return v->major > 15 || (v->major == 15 && v->minor >= 1);
}

void
part_text(const struct dn_part *part, char *dst, size_t size)
{
	char text[DN_VALUE_MAX];

	(void)text_quote(dst, size, text, dn_value(part, text));
}

static size_t
key_hash(const char *key)
{
	return (size_t)(((uint64_t)(uintptr_t)key >> 3) *
			    UINT64_C(0x9e3779b97f4a7c15) >>
			32);
}

static enum sanreq_status
index_grow(struct exchange *x, struct error *err)
{
	size_t n = x->nindex != 0 ? 2 * x->nindex : 64;
	uint32_t *index = calloc(n, sizeof(*index));

	if (index == NULL)
		return error_memory(err);
	for (size_t i = 0; i < x->nservers; i++) {
		size_t h = key_hash(x->servers[i].key) & (n - 1);

		while (index[h] != 0)
			h = (h + 1) & (n - 1);
		index[h] = (uint32_t)(i + 1);
	}
	free(x->index);
	x->index = index;
	x->nindex = n;
	return SANREQ_OK;
}

static enum sanreq_status
servers_reserve(struct exchange *x, struct error *err)
{
	if (x->nservers == x->servers_cap) {
		size_t cap = x->servers_cap != 0 ? 2 * x->servers_cap : 32;
		struct known_server *more =
		    realloc(x->servers, cap * sizeof(*more));

		if (more == NULL)
			return error_memory(err);
		x->servers = more;
		x->servers_cap = cap;
		x->last = NULL;
	}
	if (2 * (x->nservers + 1) > x->nindex)
		return index_grow(x, err);
	return SANREQ_OK;
}

static enum sanreq_status
server_enter(struct exchange *x, size_t part, const char *key, const char *name,
    size_t slot, struct error *err)
{
	struct known_server *s = &x->servers[x->nservers];

	buf_clear(&x->text);
	if (x->object.has_dn
		? dn_print(&x->dn.dn, part, &x->text, err) != SANREQ_OK
		: buf_adds(&x->text, name, err) != SANREQ_OK)
		return err->status;
	*s = (struct known_server){.key = key};
	s->dn = pool_copy(&x->pool, buf_text(&x->text), x->text.len, err);
	if (s->dn == NULL || inventory_keep(x->inventory, name, strlen(name),
				 &s->name, err) != SANREQ_OK)
		return err->status;
	x->index[slot] = (uint32_t)++x->nservers;
	return SANREQ_OK;
}

static enum sanreq_status
server_find(struct exchange *x, size_t part, const char *name,
    struct known_server **out, struct error *err)
{
	char lower[TEXT_QUOTE_MAX];
	size_t n = strlen(name), h;
	const char *key;

	for (size_t i = 0; i <= n; i++)
		lower[i] = text_lower(name[i]);
	key = pool_intern(&x->pool, lower, n, err);
	if (key == NULL || servers_reserve(x, err) != SANREQ_OK)
		return err->status;
	h = key_hash(key) & (x->nindex - 1);
	while (x->index[h] != 0 && x->servers[x->index[h] - 1].key != key)
		h = (h + 1) & (x->nindex - 1);
	if (x->index[h] == 0 &&
	    server_enter(x, part, key, name, h, err) != SANREQ_OK)
		return err->status;
	*out = &x->servers[x->index[h] - 1];
	return SANREQ_OK;
}

/* By the same bytes; else it is looked for. */
static bool
is_last_server(const struct exchange *x, const struct dn_part *part)
{
	size_t n = strlen(x->last->name);

	return part->plain && part->value.n == n && part->type.n == 2 &&
	       memcmp(part->value.p, x->last->name, n) == 0 &&
	       text_same(part->type.p, 2, "CN", 2);
}

enum sanreq_status
server_know(struct exchange *x, size_t part, struct known_server **out,
    struct error *err)
{
	char name[TEXT_QUOTE_MAX];

	/* objects of one server mostly come one after the other */
	if (x->last == NULL || !is_last_server(x, &x->dn.dn.parts[part])) {
		part_text(&x->dn.dn.parts[part], name, sizeof(name));
		if (server_find(x, part, name, &x->last, err) != SANREQ_OK)
			return err->status;
	}
	*out = x->last;
	return SANREQ_OK;
}

/* What stands behind the prefix of a networkAddress, in normal form. */
static bool
address_read(const struct exchange *x, const char *prefix, struct name *name)
{
	size_t n = strlen(prefix);

	for (size_t i = 0; i < x->object.nfacts; i++) {
		const struct fact *f = &x->object.facts[i];
		struct error why = {0};

		if (f->attribute == ATTR_NETWORK_ADDRESS &&
		    text_starts(f->value.p, f->value.n, prefix) &&
		    name_parse(f->value.p + n, f->value.n - n, name, &why) ==
			SANREQ_OK)
			return true;
	}
	return false;
}

/* An Edge server has no netbios: address; its CN is that name. */
static enum sanreq_status
netbios_from_cn(struct exchange *x, struct name *name, struct error *err)
{
	static const struct service_row row = {CLASS_SERVER,
	    ATTR_NETWORK_ADDRESS, SERVICE_SERVER, SCOPE_SERVER, AUDIENCE_SERVER,
	    FORM_RPC_ADDRESS, "ExchangeServer", "Name"};
	const char *cn = x->object.server;
	struct error why = {0};
	struct bytes raw = {cn, strlen(cn)};

	if (name_parse(cn, raw.n, name, &why) != SANREQ_OK) {
		name->text[0] = '\0';
		return is_own_fault(why.status)
			   ? error_set(err, why.status, "%s", why.text)
			   : exchange_find(x, DSC13, err, "server name %s: %s",
				 QUOTE(cn, raw.n), why.text);
	}
	return use_add(x, &row, name, AUDIENCE_SERVER, raw, err);
}

static void
site_read(struct exchange *x, char *dst, size_t size)
{
	struct dn *dn = &x->site;
	struct bytes v = fact_value(x, ATTR_SERVER_SITE);
	struct error why = {0};

	dst[0] = '\0';
	if (v.n != 0 && dn_parse(v.p, v.n, dn, &why) == SANREQ_OK)
		part_text(&dn->parts[0], dst, size);
}

/* Fills what the version tells. text: room for "15.2.2562". */
static enum sanreq_status
server_version(struct exchange *x, struct server *server, bool *is_modern,
    char *text, size_t size, struct error *err)
{
	struct bytes serial = fact_value(x, ATTR_SERIAL_NUMBER);
	struct version v;

	/* who asked the Shell for names need not have asked for it */
	if (serial.n == 0 && x->object.is_shell)
		return SANREQ_OK;
	if (!version_read(x, &v))
		return exchange_find(x, DSC08, err,
		    "serialNumber %s: not \"Version M.N (Build B.R)\", and "
		    "versionNumber does not help",
		    QUOTE(serial.p, serial.n));
	snprintf(text, size, "%u.%u.%u", v.major, v.minor, v.build);
	server->version = text;
	server->product = version_product(&v);
	if (server->product == NULL &&
	    exchange_find(x, DSC08, err,
		"serialNumber %s: no Exchange version that is known",
		QUOTE(serial.p, serial.n)) != SANREQ_OK)
		return err->status;
	*is_modern = version_is_modern(&v);
	return SANREQ_OK;
}

/* What is needed to find its computer account. */
static enum sanreq_status
account_note(struct exchange *x, const struct server *s, struct error *err)
{
	x->last->has_account = (s->roles & ROLE_EDGE) == 0;
	x->last->in_group = s->roles != 0; /* 2003 has no roles */
	x->last->has_objects =
	    (s->roles & (ROLE_CAFE | ROLE_CLIENT_ACCESS | ROLE_HUB_TRANSPORT |
			    ROLE_FRONTEND_TRANSPORT)) != 0;
	if (s->fqdn != NULL && (x->last->fqdn = pool_copy(&x->pool, s->fqdn,
				    strlen(s->fqdn), err)) == NULL)
		return err->status;
	return SANREQ_OK;
}

/* Adds the server. */
static enum sanreq_status
server_add(struct exchange *x, bool *is_modern, struct error *err)
{
	char version[40], site[TEXT_QUOTE_MAX];
	struct name fqdn = {0}, netbios = {0};
	struct server server = {.name = x->object.server};
	long long roles = 0;

	if (server_version(x, &server, is_modern, version, sizeof(version),
		err) != SANREQ_OK)
		return err->status;
	if (address_read(x, "ncacn_ip_tcp:", &fqdn))
		server.fqdn = fqdn.text;
	if (!address_read(x, "netbios:", &netbios) &&
	    netbios_from_cn(x, &netbios, err) != SANREQ_OK)
		return err->status;
	if (netbios.text[0] != '\0') /* in the directory's spelling */
		server.netbios = text_casecmp(netbios.text, server.name) == 0
				     ? server.name
				     : netbios.text;
	if (integer_read(fact_value(x, ATTR_SERVER_ROLES), &roles))
		server.roles = (unsigned)roles;
	site_read(x, site, sizeof(site));
	if (site[0] != '\0')
		server.site = site;
	if (account_note(x, &server, err) != SANREQ_OK)
		return err->status;
	return inventory_add_server(x->inventory, &server, err);
}

enum sanreq_status
server_read(struct exchange *x, struct error *err)
{
	bool is_modern = false;

	if (server_add(x, &is_modern, err) != SANREQ_OK)
		return err->status;
	x->last->is_seen = true;
	x->last->is_modern = is_modern;
	return SANREQ_OK;
}

enum sanreq_status
servers_finish(struct exchange *x, struct error *err)
{
	bool has_downloads = false;

	for (size_t i = 0; i < x->nservers; i++) {
		const struct known_server *s = &x->servers[i];

		has_downloads = has_downloads || (s->is_modern && s->has_owa);
		x->object.dn = s->dn;
		if (!s->is_seen &&
		    (x->shell == NULL || x->shell->has_servers) &&
		    exchange_find(x, DSC07, err,
			"server %s is not among the records; objects of "
			"it that are: %llu",
			s->name, (unsigned long long)s->objects) != SANREQ_OK)
			return err->status;
	}
	x->object.dn = NULL;
	if (!has_downloads)
		return SANREQ_OK;
	if (x->shell != NULL)
		return exchange_find(x, DSC10, err,
		    "ExternalDownloadHostName and InternalDownloadHostName of "
		    "Get-OwaVirtualDirectory were not exported");
	return exchange_find(x, DSC10, err,
	    "OWA download host names cannot be read from the directory: see "
	    "Get-OwaVirtualDirectory | fl *DownloadHostName, and give them "
	    "with --add");
}
