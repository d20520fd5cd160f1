/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "base/text.h"
#include "exchange/state.h"

#define XML_SCAN_MAX  65536
#define XML_HOSTS_MAX 5

bool
is_own_fault(enum sanreq_status status)
{
	return status == SANREQ_NO_MEMORY || status == SANREQ_INTERNAL ||
	       status == SANREQ_LIMIT;
}

static struct bytes
bytes_from(struct bytes b, size_t from)
{
	return (struct bytes){b.p + from, b.n - from};
}

/* Offset of the first (last) c, b.n when there is none. */
static size_t
bytes_chr(struct bytes b, char c)
{
	const char *p = b.n != 0 ? memchr(b.p, c, b.n) : NULL;

	return p != NULL ? (size_t)(p - b.p) : b.n;
}

static size_t
bytes_rchr(struct bytes b, char c)
{
	for (size_t i = b.n; i-- > 0;)
		if (b.p[i] == c)
			return i;
	return b.n;
}

enum sanreq_status
use_add_kept(struct exchange *x, const struct service_row *row, uint32_t number,
    bool is_peer, enum use_audience audience, const char *value,
    struct error *err)
{
	struct object *o = &x->object;
	struct use use = {.service = row->service,
	    .scope = row->scope,
	    .audience = audience,
	    .server = o->server,
	    .value = value,
	    .source = x->source,
	    .attribute = row_attribute(x, row)};

	if (o->internal && use.scope == SCOPE_EXTERNAL)
		use.scope = SCOPE_INTERNAL;
	if (is_peer)
		use.audience = AUDIENCE_PEER;
	else if (o->back_end && audience != AUDIENCE_PEER)
		use.audience = AUDIENCE_BACK_END;
	/* one copy for all uses of the object; others have other DNs */
	if (o->kept == NULL && o->dn != NULL &&
	    (o->kept = pool_copy(
		 inventory_pool(x->inventory), o->dn, o->ndn, err)) == NULL)
		return err->status;
	use.dn = o->kept;
	return inventory_add_kept(x->inventory, number, &use, err);
}

enum sanreq_status
use_add(struct exchange *x, const struct service_row *row,
    const struct name *name, enum use_audience audience, struct bytes raw,
    struct error *err)
{
	const char *value;
	uint32_t number;

	if (host_is_guess(x, name->fixed))
		return host_guessed(x, row, raw, NULL, err);
	if (inventory_keep(x->inventory, raw.p, raw.n, &value, err) !=
		SANREQ_OK ||
	    inventory_number(x->inventory, name, &number, err) != SANREQ_OK)
		return err->status;
	return use_add_kept(
	    x, row, number, is_microsoft(name->text), audience, value, err);
}

static bool
is_localhost(const struct name *name)
{
	const char *text = name->text;

	if (name->kind == NAME_IP)
		return strcmp(text, "::1") == 0 || strcmp(text, "::") == 0 ||
		       strncmp(text, "127.", 4) == 0 ||
		       strcmp(text, "0.0.0.0") == 0;
	return strcmp(text, "localhost") == 0 ||
	       text_ends(text, strlen(text), ".localhost");
}

/* A name that is not quite what the directory says is told. */
enum sanreq_status
host_told(struct exchange *x, const struct service_row *row,
    const struct name *name, struct bytes raw, struct error *err)
{
	if ((name->fixed &
		(NAME_FIXED_DOT | NAME_FIXED_IDN | NAME_FIXED_SPACE)) == 0)
		return SANREQ_OK;
	return exchange_find(x, DSC03, err, "%s %s: taken as %s",
	    row_attribute(x, row), QUOTE(raw.p, raw.n), name->text);
}

bool
host_is_guess(const struct exchange *x, unsigned fixed)
{
	return (fixed & NAME_FIXED_IDN) != 0 && x->object.is_shell &&
	       x->shell != NULL && x->shell->is_guess;
}

bool
value_is_guess(const struct exchange *x, struct bytes v)
{
	return x->object.is_shell && x->shell != NULL && x->shell->is_guess &&
	       text_ascii_run(v.p, v.n) < v.n;
}

enum sanreq_status
host_guessed(struct exchange *x, const struct service_row *row,
    struct bytes raw, const char *why, struct error *err)
{
	return exchange_find(x, DSC45, err,
	    "%s %s: not taken: its code page was only assumed, name it with "
	    "--encoding%s%s",
	    row_attribute(x, row), QUOTE(raw.p, raw.n), why != NULL ? "; " : "",
	    why != NULL ? why : "");
}

enum sanreq_status
host_add(struct exchange *x, const struct service_row *row, struct bytes host,
    enum use_audience audience, struct bytes raw, struct error *err)
{
	struct error why = {0};
	struct name name;

	if (host.n == 0)
		return SANREQ_OK;
	if (name_parse(host.p, host.n, &name, &why) == SANREQ_OK &&
	    is_localhost(&name))
		(void)error_set(&why, SANREQ_NAME,
		    "\"%s\" is each machine itself, and names no server",
		    name.text);
	if (is_own_fault(why.status))
		return error_set(err, why.status, "%s", why.text);
	if (why.status != SANREQ_OK && value_is_guess(x, host))
		return host_guessed(x, row, raw, why.text, err);
	if (why.status != SANREQ_OK)
		return exchange_find(x, DSC13, err, "%s %s: %s",
		    row_attribute(x, row), QUOTE(raw.p, raw.n), why.text);
	if (host_is_guess(x, name.fixed))
		return host_guessed(x, row, raw, NULL, err);
	if (host_told(x, row, &name, raw, err) != SANREQ_OK)
		return err->status;
	return use_add(x, row, &name, audience, raw, err);
}

/* "a.example, [192.0.2.1]; b.example" */
static enum sanreq_status
host_list_read(struct exchange *x, const struct service_row *row,
    struct bytes v, struct error *err)
{
	struct bytes rest = v;

	while (rest.n != 0) {
		size_t comma = bytes_chr(rest, ','),
		       semi = bytes_chr(rest, ';');
		size_t end = comma < semi ? comma : semi;
		struct bytes host = bytes_trim((struct bytes){rest.p, end});

		if (host.n >= 2 && host.p[0] == '[' &&
		    host.p[host.n - 1] == ']')
			host = (struct bytes){host.p + 1, host.n - 2};
		if (host_add(x, row, host, row->audience, v, err) != SANREQ_OK)
			return err->status;
		rest = bytes_from(rest, end < rest.n ? end + 1 : rest.n);
	}
	return SANREQ_OK;
}

/* "host:993:SSL"; a host alone, by hand, is taken too. */
/* The port is a number from 1 to 65535 where there is one, the encryption one
 * of those that Set-PopSettings knows. */
static bool
settings_are_sound(struct bytes port, struct bytes mode)
{
	unsigned long number = 0;

	for (size_t i = 0; i < port.n; i++) {
		if (!text_is_digit(port.p[i]) || i == 5)
			return false;
		number = 10 * number + (unsigned long)(port.p[i] - '0');
	}
	if (port.p != NULL && (number == 0 || number > 65535))
		return false;
	return mode.n == 0 || text_same(mode.p, mode.n, "TLS", 3) ||
	       text_same(mode.p, mode.n, "SSL", 3) ||
	       text_same(mode.p, mode.n, "None", 4);
}

static enum sanreq_status
settings_read(struct exchange *x, const struct service_row *row, struct bytes v,
    struct error *err)
{
	struct bytes mode = {NULL, 0}, host = v, port = {NULL, 0};
	enum use_audience audience = row->audience;
	size_t at = bytes_rchr(v, ':');

	if (at < v.n && !text_is_digit(v.p[v.n - 1])) {
		mode = bytes_from(v, at + 1);
		host.n = at;
		at = bytes_rchr(host, ':');
	}
	if (at < host.n) {
		port = bytes_from(host, at + 1);
		host.n = at;
	}
	if (!settings_are_sound(port, mode))
		return exchange_find(x, DSC13, err,
		    "%s %s: not host:port:TLS, host:port:SSL or host:port",
		    row_attribute(x, row), QUOTE(v.p, v.n));
	port.n = 0;
	if (host.n < v.n && !text_same(mode.p, mode.n, "TLS", 3) &&
	    !text_same(mode.p, mode.n, "SSL", 3))
		audience = AUDIENCE_HTTP_ONLY; /* no encryption at all */
	if (host.n >= 2 && host.p[0] == '[' && host.p[host.n - 1] == ']')
		host = (struct bytes){host.p + 1, host.n - 2};
	return host_add(x, row, host, audience, v, err);
}

/* The common name of "<I>issuer<S>subject"; exchange.md 1.11. */
static struct bytes
certificate_cn(struct bytes v)
{
	size_t at = 0;

	while (at + 3 <= v.n &&
	       (v.p[at] != '<' || !text_same(v.p + at, 3, "<S>", 3)))
		at++;
	if (at + 3 > v.n)
		return (struct bytes){NULL, 0};
	for (v = bytes_from(v, at + 3); v.n != 0;) {
		size_t end = bytes_chr(v, ',');
		struct bytes part = bytes_trim((struct bytes){v.p, end});

		if (text_starts(part.p, part.n, "CN="))
			return bytes_from(part, 3);
		v = bytes_from(v, end < v.n ? end + 1 : v.n);
	}
	return v;
}

static bool
is_thumbprint(struct bytes v)
{
	for (size_t i = 0; i < v.n; i++)
		if (!text_is_digit(v.p[i]) &&
		    (text_lower(v.p[i]) < 'a' || text_lower(v.p[i]) > 'f'))
			return false;
	return v.n == 40;
}

static enum sanreq_status
certificate_read(struct exchange *x, const struct service_row *row,
    struct bytes v, struct error *err)
{
	struct bytes cn = certificate_cn(v);

	if (is_thumbprint(v))
		return SANREQ_OK;
	if (cn.n == 0)
		return exchange_find(x, DSC13, err,
		    "%s %s: no <S> with a common name in it",
		    row_attribute(x, row), QUOTE(v.p, v.n));
	return host_add(x, row, cn, row->audience, v, err);
}

static enum sanreq_status
msstd_read(struct exchange *x, const struct service_row *row, struct bytes v,
    struct error *err)
{
	struct bytes host = v;

	if (text_same(v.p, v.n, "none", 4))
		return SANREQ_OK;
	if (text_starts(v.p, v.n, "msstd:"))
		host = bytes_trim(bytes_from(v, strlen("msstd:")));
	return host_add(x, row, host, row->audience, v, err);
}

/* Servers tell their NetBIOS name this way, arrays only a host. */
static enum sanreq_status
rpc_address_read(struct exchange *x, const struct service_row *row,
    struct bytes v, struct error *err)
{
	static const char tcp[] = "ncacn_ip_tcp:", netbios[] = "netbios:";
	size_t prefix = 0;

	if (text_starts(v.p, v.n, tcp))
		prefix = strlen(tcp);
	else if (row->class == CLASS_SERVER && text_starts(v.p, v.n, netbios))
		prefix = strlen(netbios);
	else
		return SANREQ_OK;
	return host_add(x, row, bytes_from(v, prefix), row->audience, v, err);
}

/* "192.0.2.1:80:mail.contoso.com", of IIS before 7 */
static enum sanreq_status
binding_read(struct exchange *x, const struct service_row *row, struct bytes v,
    struct error *err)
{
	size_t first = bytes_chr(v, ':'), last = bytes_rchr(v, ':');
	enum use_audience audience = row->audience;

	if (last == v.n || last == first)
		return SANREQ_OK;
	if (text_same(v.p + first, last - first, ":80", 3))
		audience = AUDIENCE_HTTP_ONLY;
	return host_add(x, row, bytes_from(v, last + 1), audience, v, err);
}

/* Mail domains of others, or what the hybrid configuration shares. */
static enum sanreq_status
domain_read(struct exchange *x, const struct service_row *row, struct bytes v,
    struct error *err)
{
	static const char mark[] = "autod:";
	bool marked = text_starts(v.p, v.n, mark);
	struct bytes text = bytes_from(v, marked ? strlen(mark) : 0);
	struct error why = {0};
	struct name name;

	if (text.n == 0 || (text.n == 1 && text.p[0] == '*'))
		return SANREQ_OK;
	if (row->audience == AUDIENCE_PEER)
		return host_add(x, row, text, AUDIENCE_PEER, v, err);
	if (name_parse(text.p, text.n, &name, &why) == SANREQ_OK)
		return domain_candidates(x, row, &name, marked, v, err);
	if (is_own_fault(why.status))
		return error_set(err, why.status, "%s", why.text);
	return exchange_find(x, DSC13, err, "%s %s: %s", row_attribute(x, row),
	    QUOTE(v.p, v.n), why.text);
}

static bool
is_host_char(char c)
{
	return text_is_alpha(c) || text_is_digit(c) || c == '-' || c == '.';
}

/* Looks like a public host, and is not the XML schema's. */
static bool
is_host_like(const char *s, size_t n, struct name *name)
{
	struct error why = {0};

	return n > 3 && n < NAME_TEXT_MAX && text_is_alpha(s[n - 1]) &&
	       name_parse(s, n, name, &why) == SANREQ_OK &&
	       name->kind == NAME_FQDN && name->class == NAME_PUBLIC &&
	       !text_ends(s, n, "microsoft.com") && !text_ends(s, n, "w3.org");
}

static enum sanreq_status
xml_read(struct exchange *x, const struct service_row *row, struct bytes v,
    struct error *err)
{
	size_t n = v.n < XML_SCAN_MAX ? v.n : XML_SCAN_MAX, found = 0, end;

	for (size_t i = 0; i < n && found < XML_HOSTS_MAX; i = end + 1) {
		struct name name;

		for (end = i; end < n && is_host_char(v.p[end]); end++)
			continue;
		if (!is_host_like(v.p + i, end - i, &name))
			continue;
		found++;
		if (exchange_find(x, DSC12, err,
			"%s mentions %s: add it by hand if clients use it",
			row_attribute(x, row), name.text) != SANREQ_OK)
			return err->status;
	}
	return SANREQ_OK;
}

typedef enum sanreq_status (*form_fn)(struct exchange *,
    const struct service_row *, struct bytes, struct error *);

static enum sanreq_status
host_read(struct exchange *x, const struct service_row *row, struct bytes v,
    struct error *err)
{
	return host_add(x, row, v, row->audience, v, err);
}

static enum sanreq_status
host_rest_read(struct exchange *x, const struct service_row *row,
    struct bytes v, struct error *err)
{
	struct bytes host = {v.p, bytes_chr(v, ':')};

	if (v.p[0] == '<') {
		host = certificate_cn(v);
		host.n = bytes_chr(host, ':');
	}
	return host_add(x, row, host, row->audience, v, err);
}

enum sanreq_status
value_read(struct exchange *x, const struct service_row *row, struct bytes v,
    struct error *err)
{
	static const form_fn forms[] = {
	    [FORM_URL] = url_value_read,
	    [FORM_HOST] = host_read,
	    [FORM_HOST_LIST] = host_list_read,
	    [FORM_SETTINGS] = settings_read,
	    [FORM_HOST_REST] = host_rest_read,
	    [FORM_CERTIFICATE] = certificate_read,
	    [FORM_MSSTD] = msstd_read,
	    [FORM_RPC_ADDRESS] = rpc_address_read,
	    [FORM_BINDING] = binding_read,
	    [FORM_DOMAIN] = domain_read,
	};

	if (v.n == 0)
		return SANREQ_OK;
	if (row->form == FORM_XML)
		return xml_read(x, row, v, err);
	/* a URL with NUL or control characters is for url_parse() to judge */
	if (v.n <= FACT_VALUE_MAX &&
	    (row->form == FORM_URL || text_is_utf8(v.p, v.n)))
		return forms[row->form](x, row, v, err);
	return exchange_find(x, row->form == FORM_URL ? DSC01 : DSC13, err,
	    "%s %s: must be UTF-8 text without NUL, of at most %d bytes",
	    row_attribute(x, row), QUOTE(v.p, v.n), FACT_VALUE_MAX);
}
