/*
 * SPDX-License-Identifier: ISC
 *
 * CSV of a script: one row for each server, one column for each service and
 * direction. Scripts agree on no spelling: "EWSInternalURL", "EWS-InternalURL",
 * "External OWA Url", "AutoDiscURI", "OutlookAnywhere-InternalHostName(NoURL)".
 */
#include <string.h>

#include "base/text.h"
#include "exchange/shell_state.h"

struct service_word {
	const char *word, *noun;
};

/* Longer words before those they begin with. */
static const struct service_word services[] = {
    {"microsoftserveractivesync", "ActiveSyncVirtualDirectory"},
    {"exchangeactivesync", "ActiveSyncVirtualDirectory"},
    {"exchangewebservices", "WebServicesVirtualDirectory"},
    {"exchangecontrolpanel", "EcpVirtualDirectory"},
    {"exchangeadmincenter", "EcpVirtualDirectory"},
    {"autodiscoverscp", "ClientAccessServer"},
    {"autodiscover", "AutodiscoverVirtualDirectory"},
    {"autodisco", "AutodiscoverVirtualDirectory"},
    {"autodisc", "AutodiscoverVirtualDirectory"},
    {"activesync", "ActiveSyncVirtualDirectory"},
    {"eas", "ActiveSyncVirtualDirectory"},
    {"webservices", "WebServicesVirtualDirectory"},
    {"ews", "WebServicesVirtualDirectory"},
    {"outlookanywhere", "OutlookAnywhere"},
    {"offlineaddressbook", "OabVirtualDirectory"},
    {"oab", "OabVirtualDirectory"},
    {"outlookwebapp", "OwaVirtualDirectory"},
    {"outlookwebaccess", "OwaVirtualDirectory"},
    {"outlookontheweb", "OwaVirtualDirectory"},
    {"rpchttp", "OutlookAnywhere"},
    {"rpcoverhttp", "OutlookAnywhere"},
    {"rpc", "OutlookAnywhere"},
    {"oa", "OutlookAnywhere"},
    {"owa", "OwaVirtualDirectory"},
    {"ecp", "EcpVirtualDirectory"},
    {"mapihttp", "MapiVirtualDirectory"},
    {"mapioverhttp", "MapiVirtualDirectory"},
    {"mapi", "MapiVirtualDirectory"},
    {"powershell", "PowerShellVirtualDirectory"},
    {"ps", "PowerShellVirtualDirectory"},
    {"unifiedmessaging", "UMVirtualDirectory"},
    {"um", "UMVirtualDirectory"},
    {"scp", "ClientAccessServer"},
};

/* Takes the word off the front of *s. */
static bool
take(const char **s, const char *word)
{
	size_t n = strlen(word);

	if (strncmp(*s, word, n) != 0)
		return false;
	*s += n;
	return true;
}

/* 'i', 'e' or '\0'. */
static char
take_direction(const char **s)
{
	static const struct {
		const char *word;
		char direction;
	} words[] = {{"internal", 'i'}, {"external", 'e'}, {"exernal", 'e'},
	    {"extern", 'e'}, {"intern", 'i'}, {"int", 'i'}, {"ext", 'e'}};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (take(s, words[i].word))
			return words[i].direction;
	return '\0';
}

static const char *
take_service(const char **s)
{
	for (size_t i = 0; i < sizeof(services) / sizeof(*services); i++)
		if (take(s, services[i].word))
			return services[i].noun;
	return NULL;
}

/* What may end the name of a column that holds a URL or a host. */
static bool
is_tail(const char *s)
{
	static const char *const tails[] = {"", "url", "uri", "urls", "host",
	    "hostname", "hostnamenourl", "fqdn", "address"};

	for (size_t i = 0; i < sizeof(tails) / sizeof(*tails); i++)
		if (strcmp(s, tails[i]) == 0)
			return true;
	return false;
}

static const struct service_row *
row_of(const struct exchange *x, const char *noun, enum exchange_attribute id)
{
	const struct shell_kind *kind =
	    shell_kind_find((struct bytes){noun, strlen(noun)});
	const struct class_rows *rows = &x->rows[kind->class];

	for (size_t i = 0; i < rows->n; i++)
		if (rows->rows[i].attribute == id)
			return &rows->rows[i];
	return NULL;
}

void
shell_squeeze(struct bytes name, char dst[SHELL_WORD_MAX])
{
	size_t n = 0;

	for (size_t i = 0; i < name.n && n + 1 < SHELL_WORD_MAX; i++)
		if (text_is_alpha(name.p[i]) || text_is_digit(name.p[i]))
			dst[n++] = text_lower(name.p[i]);
	dst[n] = '\0';
}

char
shell_direction(const char *squeezed)
{
	char direction = take_direction(&squeezed);

	return is_tail(squeezed) ? direction : '\0';
}

const struct service_row *
shell_meaning(const struct exchange *x, struct bytes name, char direction)
{
	char text[SHELL_WORD_MAX];
	const char *s = text, *noun;
	char other;

	shell_squeeze(name, text);
	if ((other = take_direction(&s)) != '\0')
		direction = other;
	if ((noun = take_service(&s)) == NULL)
		return NULL;
	(void)(take(&s, "virtualdirectory") || take(&s, "vdir") ||
	       take(&s, "service"));
	if ((other = take_direction(&s)) != '\0')
		direction = other;
	if (direction == 'i' && strcmp(s, "nlbbypassurl") == 0)
		return row_of(x, noun, ATTR_BYPASS_URL);
	if (!is_tail(s))
		return NULL;
	/* the one of a server that has no direction, or is called a URI */
	if (strcmp(noun, "ClientAccessServer") == 0 ||
	    (strcmp(noun, "AutodiscoverVirtualDirectory") == 0 &&
		(direction == '\0' || strcmp(s, "uri") == 0)))
		return row_of(x, "ClientAccessServer", ATTR_SCP_BINDING);
	return direction == '\0' ? NULL
				 : row_of(x, noun,
				       direction == 'i' ? ATTR_INTERNAL_URL
							: ATTR_EXTERNAL_URL);
}

/* The meaning of column i, looked up once for all rows. */
static const struct service_row *
column_row(struct exchange *x, size_t i, struct bytes name)
{
	struct shell_column *c;

	if (i >= SHELL_COLUMNS || name.n == 0 || name.n > sizeof(c->name))
		return shell_meaning(x, name, '\0');
	c = &x->shell->columns[i];
	if (c->n == name.n && memcmp(c->name, name.p, name.n) == 0)
		return c->row;
	memcpy(c->name, name.p, name.n);
	c->n = name.n;
	c->row = shell_meaning(x, name, '\0');
	return c->row;
}

/* In a column that is called so, however it is spelled. */
static struct bytes
server_column(const struct shell_object *o)
{
	for (size_t i = 0; i < o->nproperties; i++) {
		char word[SHELL_WORD_MAX];

		if (o->properties[i].nvalues == 0)
			continue;
		shell_squeeze(o->properties[i].name, word);
		if (shell_is_server_column(word))
			return o->properties[i].values[0];
	}
	return (struct bytes){NULL, 0};
}

static struct bytes
server_of(const struct shell_object *o)
{
	static const char *const names[] = {
	    "ServerName", "Server", "Name", "Identity", "HostName"};
	struct bytes v = {NULL, 0};
	const char *dot;

	for (size_t i = 0; v.n == 0 && i < sizeof(names) / sizeof(*names);
	     i++) {
		if (i == 2 && (v = server_column(o)).n != 0)
			break;
		v = shell_value(o, names[i]);
	}
	dot = v.n != 0 ? memchr(v.p, '.', v.n) : NULL;
	if (dot != NULL && dot != v.p)
		v.n = (size_t)(dot - v.p);
	return v;
}

enum sanreq_status
shell_server_unknown(
    struct exchange *x, const struct shell_object *o, struct error *err)
{
	char place[SHELL_PLACE_MAX];

	x->object = (struct object){.is_shell = true};
	return exchange_find(x, DSC42, err,
	    "%s: the server is not said: add a column Server",
	    shell_place_text(x, o, place));
}

enum sanreq_status
shell_column_read(struct exchange *x, const struct service_row *row,
    const struct shell_property *p, struct bytes name, struct bytes server,
    struct error *err)
{
	const struct shell_kind *kind =
	    shell_kind_find((struct bytes){row->noun, strlen(row->noun)});

	if (p->loss == SHELL_LOST && shell_lost(x, row, err) != SANREQ_OK)
		return err->status;
	if (shell_place(x, kind, name, server, server, err) != SANREQ_OK)
		return err->status;
	for (size_t i = 0; i < p->nvalues; i++) {
		struct bytes v = shell_convert(x, row, p->values[i], false);

		if (v.n != 0 &&
		    fact_add(x, row->attribute, v, err) != SANREQ_OK)
			return err->status;
	}
	x->object.facts = x->facts;
	x->object.nfacts = x->nfacts;
	x->object.back_end = text_ends(name.p, name.n, "(Exchange Back End)");
	x->object.has_download = true; /* no column is called so */
	return rows_read(x, err);
}

enum sanreq_status
shell_wide_read(struct exchange *x, const struct shell_object *o, bool *is_wide,
    struct error *err)
{
	struct bytes server = server_of(o);

	*is_wide = false;
	for (size_t i = 0; i < o->nproperties; i++) {
		const struct shell_property *p = &o->properties[i];
		const struct service_row *row = column_row(x, i, p->name);

		if (row == NULL)
			continue;
		x->objects += !*is_wide;
		if (!*is_wide && server.n == 0 &&
		    shell_server_unknown(x, o, err) != SANREQ_OK)
			return err->status;
		*is_wide = true;
		if (!shell_is_nothing(p) && shell_column_read(x, row, p, server,
						server, err) != SANREQ_OK)
			return err->status;
	}
	return SANREQ_OK;
}
