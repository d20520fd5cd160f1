/*
 * SPDX-License-Identifier: ISC
 *
 * An object of Shell output becomes what a record of the directory is: an
 * object with a class, a DN and facts; from there on both go one way. A DN
 * that was not exported is made up from the Identity, so that the server is
 * found in it, and is not shown.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "exchange/shell_state.h"
#include "source/incomplete.h"

static enum sanreq_status
state_need(struct exchange *x, struct error *err)
{
	size_t n;

	if (x->shell != NULL)
		return SANREQ_OK;
	if ((x->shell = calloc(1, sizeof(*x->shell))) == NULL)
		return error_memory(err);
	(void)inventory_sources(x->inventory, &n);
	x->shell->source = n - 1;
	return SANREQ_OK;
}

/* The server that the object's DN names. */
static enum sanreq_status
server_take(struct exchange *x, bool is_server, struct error *err)
{
	struct known_server *server = NULL;

	if (x->dn.server == x->dn.dn.n)
		return SANREQ_OK;
	if (server_know(x, x->dn.server, &server, err) != SANREQ_OK)
		return err->status;
	server->objects += !is_server;
	x->object.server = server->name;
	return SANREQ_OK;
}

static enum sanreq_status
dn_take(struct exchange *x, struct bytes dn, bool *taken, struct error *err)
{
	struct error why = {0};

	x->shell->placed = NULL;
	*taken = dn_memory_read(&x->dn, dn.p, dn.n, &why) == SANREQ_OK;
	if (is_own_fault(why.status))
		return error_set(err, why.status, "%s", why.text);
	return SANREQ_OK;
}

/* Safe to print; its backslash, which every Identity has, is not doubled. The
 * first bytes of the scratch are kept for it. */
static const char *
shown_text(struct exchange *x, struct bytes shown)
{
	char *text = x->shell->scratch;
	size_t n = 0;

	while (n < shown.n && shown.p[n] >= ' ' && shown.p[n] <= '~')
		n++;
	if (n == shown.n && n < 2 * TEXT_QUOTE_MAX) { /* mostly */
		if (n != 0)
			memcpy(text, shown.p, n);
		text[n] = '\0';
		x->object.ndn = n;
		return text;
	}
	n = 0;
	text_quote(text, 2 * TEXT_QUOTE_MAX, shown.p, shown.n);
	for (const char *s = text; *s != '\0'; s++) {
		s += s[0] == '\\' && s[1] == '\\';
		text[n++] = *s;
	}
	text[n] = '\0';
	x->object.ndn = n;
	return text;
}

/* Would its DN differ from the one made up last in nothing but its name? */
static bool
is_beside(const struct shell_state *s, const struct shell_kind *kind,
    struct bytes name, struct bytes server)
{
	return s->placed == kind && server.n == s->nserver &&
	       memcmp(server.p, s->server, server.n) == 0 &&
	       shell_dn_takes(name);
}

/* Makes up the DN. *taken false: it can be none. */
static enum sanreq_status
dn_make(struct exchange *x, const struct shell_kind *kind, struct bytes name,
    struct bytes server, bool *taken, struct error *err)
{
	struct shell_state *s = x->shell;

	if (kind->class == CLASS_SERVER)
		name = (struct bytes){NULL, 0};
	if (shell_dn(x, kind->container, name, server, err) != SANREQ_OK ||
	    dn_take(x, (struct bytes){buf_text(&x->text), x->text.len}, taken,
		err) != SANREQ_OK)
		return err->status;
	if (!*taken || kind->place != PLACE_BELOW_SERVER || server.n == 0 ||
	    server.n > sizeof(s->server))
		return SANREQ_OK;
	memcpy(s->server, server.p, server.n);
	s->nserver = server.n;
	s->placed = kind;
	return SANREQ_OK;
}

enum sanreq_status
shell_place(struct exchange *x, const struct shell_kind *kind,
    struct bytes name, struct bytes server, struct bytes shown,
    struct error *err)
{
	bool taken = is_beside(x->shell, kind, name, server);

	x->nfacts = 0;
	x->shell->used = 2 * TEXT_QUOTE_MAX;
	x->object = (struct object){.class = kind->class, .is_shell = true};
	if (taken)
		x->object.name = name;
	else if (dn_make(x, kind, name, server, &taken, err) != SANREQ_OK)
		return err->status;
	x->object.dn = shown_text(x, shown.n != 0 ? shown : name);
	return taken ? server_take(x, kind->class == CLASS_SERVER, err)
		     : SANREQ_OK;
}

/* ConvertTo-Json writes an identity with all that it has: its DN. */
static bool
is_dn(struct bytes v)
{
	return text_starts(v.p, v.n, "CN=");
}

/* By the DN that was exported. *taken false: there is none. */
static enum sanreq_status
place_by_dn(struct exchange *x, const struct shell_object *o,
    const struct shell_kind *kind, bool *taken, struct error *err)
{
	struct bytes dn = shell_value(o, "DistinguishedName");

	*taken = false;
	if (dn.n == 0 && is_dn(shell_value(o, "Identity")))
		dn = shell_value(o, "Identity");
	if (dn.n == 0 || dn_take(x, dn, taken, err) != SANREQ_OK || !*taken)
		return err->status;
	*taken = kind->place == PLACE_ORGANIZATION ||
		 x->dn.server < x->dn.dn.n; /* else it is not whole */
	if (!*taken)
		return SANREQ_OK;
	x->nfacts = 0;
	x->shell->used = 2 * TEXT_QUOTE_MAX;
	x->object = (struct object){.class = kind->class,
	    .is_shell = true,
	    .has_dn = true,
	    .dn = x->dn.text,
	    .ndn = x->dn.ntext};
	return server_take(x, x->dn.server == 0, err);
}

/* What stands before (behind) the backslash of "EX01\EWS (Default Web Site)";
 * empty, and the whole, when there is none. */
static void
identity_split(struct bytes identity, struct bytes *server, struct bytes *name)
{
	const char *slash =
	    identity.n != 0 ? memchr(identity.p, '\\', identity.n) : NULL;
	size_t n = slash != NULL ? (size_t)(slash - identity.p) : 0;

	*server = (struct bytes){identity.p, n};
	*name = identity;
	if (slash != NULL)
		*name = (struct bytes){slash + 1, identity.n - n - 1};
}

static struct bytes
first_of(const struct shell_object *o, const char *const *properties)
{
	struct bytes v = {NULL, 0};

	for (; v.n == 0 && *properties != NULL; properties++)
		v = shell_value(o, *properties);
	return v;
}

/* "ex01.contoso.com": only its first label is the server's name; of a DN, the
 * first value. */
static struct bytes
first_label(struct bytes server)
{
	bool dn = is_dn(server);
	const char *dot;

	if (dn)
		server = (struct bytes){server.p + 3, server.n - 3};
	dot = server.n != 0 ? memchr(server.p, dn ? ',' : '.', server.n) : NULL;

	if (dot != NULL && dot != server.p)
		server.n = (size_t)(dot - server.p);
	return server;
}

/* Identity and Server of one object name one server; else two objects have
 * become one. */
static bool
is_agreed(const struct shell_object *o, struct bytes server)
{
	struct bytes other = first_label(shell_value(o, "Server"));

	return other.n == 0 || text_same(other.p, other.n, server.p, server.n);
}

static enum sanreq_status
place_by_identity(struct exchange *x, const struct shell_object *o,
    const struct shell_kind *kind, struct error *err)
{
	static const char *const servers[] = {
	    "Server", "ServerName", "ComputerName", "MachineName", NULL};
	/* the session's server, which Get-ExchangeCertificate speaks of unless
	 * told otherwise; cmdlets for directories speak of all servers */
	static const char *const certificate_servers[] = {"Server",
	    "ServerName", "ComputerName", "MachineName", "PSComputerName",
	    NULL};
	static const char *const names[] = {
	    "Name", "Identity", "Server", "ServerName", NULL};
	struct bytes identity = shell_value(o, "Identity"), server, name;
	bool below = kind->place == PLACE_BELOW_SERVER;

	identity_split(identity, &server, &name);
	if (name.n == 0)
		name = shell_value(o, "Name");
	if (kind->place == PLACE_SERVER) {
		name = server = first_label(first_of(o, names));
	} else if (below || kind->class == CLASS_CERTIFICATE) {
		if (server.n == 0)
			server =
			    first_of(o, below ? servers : certificate_servers);
		server = first_label(server);
		if (below && !is_agreed(o, server))
			server = (struct bytes){NULL, 0};
	} else {
		server = (struct bytes){NULL, 0};
	}
	if (name.n == 0)
		name = (struct bytes){kind->noun, strlen(kind->noun)};
	return shell_place(x, kind, name, server, identity, err);
}

const char *
shell_place_text(const struct exchange *x, const struct shell_object *o,
    char dst[SHELL_PLACE_MAX])
{
	char where[TEXT_QUOTE_MAX];

	text_quote(where, sizeof(where), x->source, strlen(x->source));
	if (o->line == 0)
		snprintf(dst, SHELL_PLACE_MAX, "%s", where);
	else
		snprintf(dst, SHELL_PLACE_MAX, "%s: line %llu", where,
		    (unsigned long long)o->line);
	return dst;
}

enum sanreq_status
shell_lost(struct exchange *x, const struct service_row *row, struct error *err)
{
	struct shell_state *s = x->shell;
	char what[300];

	for (size_t i = 0; i < s->ntold; i++)
		if (s->told[i] == row)
			return SANREQ_OK;
	if (s->ntold < SHELL_TOLD)
		s->told[s->ntold++] = row;
	x->object.dn = NULL;
	if (exchange_find(x, DSC41, err,
		"Get-%s, %s: only the name of a type was exported, not the "
		"values; Format-List with $FormatEnumerationLimit = -1, or "
		"Export-Clixml, keeps them",
		row->noun, row->property) != SANREQ_OK)
		return err->status;
	snprintf(what, sizeof(what), "the values of %s of Get-%s",
	    row->property, row->noun);
	return incomplete_add(x->inventory, s->source, x->source, what, err);
}

/* Does the property name a host, whatever it is of? */
static bool
names_host(const struct shell_property *p, bool below_server)
{
	size_t n;
	const struct service_row *rows = exchange_rows(&n);

	if (p->nvalues == 0)
		return false;
	if (text_same(p->name.p, p->name.n, "Fqdn", 4))
		return below_server; /* of a connector, it may be */
	if (text_same(p->name.p, p->name.n, "X509CertificateName", 19))
		return true;
	for (size_t k = 0; k < n; k++)
		if ((rows[k].form == FORM_URL ||
			rows[k].form == FORM_SETTINGS ||
			rows[k].form == FORM_CERTIFICATE) &&
		    rows[k].property != NULL &&
		    text_same(p->name.p, p->name.n, rows[k].property,
			strlen(rows[k].property)))
			return true;
	return false;
}

/* Of a script's CSV, whose columns may be called anything. */
static bool
has_url(const struct shell_object *o)
{
	for (size_t i = 0; i < o->nproperties; i++)
		for (size_t k = 0; k < o->properties[i].nvalues; k++) {
			struct bytes v = o->properties[i].values[k];

			if (text_starts(v.p, v.n, "http://") ||
			    text_starts(v.p, v.n, "https://"))
				return true;
		}
	return false;
}

/* Does it have what names a host, so that it should have been known? */
static bool
names_hosts(const struct shell_object *o)
{
	struct bytes server, name;
	bool found = false;

	identity_split(shell_value(o, "Identity"), &server, &name);
	for (size_t i = 0; i < o->nproperties && !found; i++)
		found = names_host(&o->properties[i], server.n != 0);
	return found ||
	       (name.n == 0 && o->type.n == 0 && o->noun.n == 0 && has_url(o));
}

static enum sanreq_status
unknown_read(
    struct exchange *x, const struct shell_object *o, struct error *err)
{
	struct bytes identity = shell_value(o, "Identity");
	char place[SHELL_PLACE_MAX];

	if (!names_hosts(o))
		return SANREQ_OK;
	x->object = (struct object){.is_shell = true};
	return exchange_find(x, DSC42, err,
	    "%s: an object that names a host (Identity \"%s\") of which "
	    "neither the cmdlet nor the service can be told: add Identity and "
	    "ObjectClass to the properties",
	    shell_place_text(x, o, place), QUOTE(identity.p, identity.n));
}

/* The name of a server, and its FQDN: no more is to be had of these. */
static enum sanreq_status
server_note(struct exchange *x, const struct shell_object *o, struct error *err)
{
	struct server server = {.name = x->object.server};
	struct bytes v = shell_value(o, "Fqdn");
	struct error why = {0};
	struct name name;

	if (server.name == NULL)
		return SANREQ_OK;
	if (v.n != 0 && name_parse(v.p, v.n, &name, &why) == SANREQ_OK)
		server.fqdn = name.text;
	if (is_own_fault(why.status))
		return error_set(err, why.status, "%s", why.text);
	return inventory_add_server(x->inventory, &server, err);
}

/* "certificate 5F0C...: services IIS, SMTP, not after ..." */
static enum sanreq_status
certificate_note(
    struct exchange *x, const struct shell_object *o, struct error *err)
{
	struct bytes print = shell_value(o, "Thumbprint"),
		     services = shell_value(o, "Services"),
		     end = shell_value(o, "NotAfter"),
		     subject = shell_value(o, "Subject");
	char words[SHELL_WORDS_MAX], date[SHELL_WORDS_MAX];

	services = shell_services(services, words);
	end = shell_date(end, date);
	return exchange_find(x, DSC44, err,
	    "certificate %s%s%s: services %s, not after %s",
	    QUOTE(print.p, print.n), subject.n != 0 ? ", " : "",
	    QUOTE(subject.p, subject.n),
	    services.n != 0 ? QUOTE(services.p, services.n) : "unknown",
	    end.n != 0 ? QUOTE(end.p, end.n) : "unknown");
}

static enum sanreq_status
kind_read(struct exchange *x, const struct shell_object *o,
    const struct shell_kind *kind, struct error *err)
{
	bool is_server = kind->class == CLASS_SERVER &&
			 strcmp(kind->noun, "ExchangeServer") == 0;

	switch (kind->class) {
	case CLASS_SERVER:
		if (rows_read(x, err) != SANREQ_OK)
			return err->status;
		if (!is_server || x->object.server == NULL)
			return server_note(x, o, err);
		x->shell->has_servers = true;
		return server_read(x, err);
	case CLASS_SCP:
		if (server_note(x, o, err) != SANREQ_OK)
			return err->status;
		return rows_read(x, err);
	case CLASS_CERTIFICATE:
		if (certificate_note(x, o, err) != SANREQ_OK)
			return err->status;
		return rows_read(x, err);
	default: return object_read(x, false, err);
	}
}

/* Whose it is nobody can tell, and some of it names hosts. */
static enum sanreq_status
server_check(struct exchange *x, const struct shell_object *o,
    const struct shell_kind *kind, struct error *err)
{
	char place[SHELL_PLACE_MAX];

	if (kind->place == PLACE_ORGANIZATION || x->object.server != NULL ||
	    x->object.nfacts == 0)
		return SANREQ_OK;
	return exchange_find(x, DSC42, err,
	    "%s: an object of Get-%s whose server is not said, or another in "
	    "Identity than in Server: add Identity to the properties",
	    shell_place_text(x, o, place), kind->noun);
}

static enum sanreq_status
ansi_check(struct exchange *x, const struct shell_object *o, struct error *err)
{
	char place[SHELL_PLACE_MAX];

	x->shell->is_guess = o->is_ansi;
	if (!o->is_ansi || x->shell->told_ansi)
		return SANREQ_OK;
	x->shell->told_ansi = true;
	x->object.dn = NULL;
	return exchange_find(x, DSC43, err,
	    "%s: neither UTF-8 nor UTF-16: Windows code page 1252 was assumed; "
	    "--encoding names another, as windows-1251 or cp850",
	    shell_place_text(x, o, place));
}

/* Objects of one type mostly come one after the other. */
static const struct shell_kind *
kind_of(struct exchange *x, const struct shell_object *o)
{
	struct shell_state *s = x->shell;
	struct bytes type = o->type;

	if (type.n != 0 && s->kind != NULL && type.n == s->ntype &&
	    memcmp(type.p, s->type, type.n) == 0)
		return s->kind;
	s->kind = NULL;
	if (type.n == 0 || type.n > sizeof(s->type))
		return shell_kind_of(o);
	memcpy(s->type, type.p, type.n);
	s->ntype = type.n;
	s->kind = shell_kind_by_type(type);
	return s->kind != NULL ? s->kind : shell_kind_of(o);
}

/* A directory without a URL, of the server that the one before was of: nothing
 * of it is needed but that it is there. */
static bool
is_passed(struct exchange *x, const struct shell_object *o,
    const struct shell_kind *kind)
{
	struct bytes server, name;

	if (kind->directories == NULL || kind->class == CLASS_OWA_VDIR ||
	    x->last == NULL || !shell_is_void(x, o, kind))
		return false;
	identity_split(shell_value(o, "Identity"), &server, &name);
	if (server.n == 0 || !text_same(server.p, server.n, x->last->name,
				 strlen(x->last->name)))
		return false;
	x->last->objects++;
	return true;
}

/* Outlook Anywhere in a table of all services, whose columns are called by
 * what the others have. */
static bool
is_renamed(const struct shell_object *o, const struct shell_kind *kind)
{
	return kind->class == CLASS_RPC_VDIR &&
	       shell_property(o, "InternalHostname") == NULL &&
	       shell_property(o, "ExternalHostname") == NULL;
}

enum sanreq_status
exchange_shell(
    struct exchange *x, const struct shell_object *o, struct error *err)
{
	const struct shell_kind *kind;
	bool taken = false;

	if (state_need(x, err) != SANREQ_OK ||
	    ansi_check(x, o, err) != SANREQ_OK)
		return err->status;
	kind = kind_of(x, o);
	if (kind == NULL || is_renamed(o, kind)) {
		if (shell_wide_read(x, o, &taken, err) != SANREQ_OK || taken)
			return err->status;
		if (shell_long_read(x, o, &taken, err) != SANREQ_OK || taken)
			return err->status;
		if (kind == NULL)
			kind = shell_kind_by_property(o);
	}
	if (kind == NULL)
		return unknown_read(x, o, err);
	x->objects++;
	if (is_passed(x, o, kind))
		return SANREQ_OK;
	if (place_by_dn(x, o, kind, &taken, err) != SANREQ_OK ||
	    (!taken && place_by_identity(x, o, kind, err) != SANREQ_OK))
		return err->status;
	if (x->object.has_dn && dn_is_conflict(&x->dn.dn))
		return exchange_find(x, DSC05, err,
		    "a replication conflict or deleted object, passed over");
	if (shell_facts(x, o, kind, err) != SANREQ_OK ||
	    server_check(x, o, kind, err) != SANREQ_OK)
		return err->status;
	return kind_read(x, o, kind, err);
}
