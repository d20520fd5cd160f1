/*
 * SPDX-License-Identifier: ISC
 *
 * CSV of a script: one row for each service of a server, "Server,Service,
 * InternalUrl,ExternalUrl". What the service is called, and what the columns
 * are, goes by the words of the form with a column for each service.
 */
#include <stdio.h>
#include <string.h>

#include "exchange/shell_state.h"

#define URLS_MAX 16 /* columns with URLs */

/* What the columns of an object are. */
struct long_row {
	struct bytes server;
	struct bytes services[4]; /* cells that may name the service */
	size_t nservices;
	bool is_named;  /* a column is called a service, or the like */
	char direction; /* of the row: 'i', 'e' or '\0' */
	const struct shell_property *urls[URLS_MAX];
	size_t nurls;
};

static bool
is_service_column(const char *s, bool *is_named)
{
	static const char *const named[] = {"service", "servicename",
	    "exchangeservice", "virtualdirectory", "virtualdirectoryname",
	    "vdir", "vdirname", "protocol", "component", "application", NULL};
	static const char *const others[] = {
	    "type", "kind", "name", "directory", "directoryname", NULL};

	if (shell_is_any(s, named))
		*is_named = true;
	return shell_is_any(s, named) || shell_is_any(s, others);
}

static bool
is_direction_column(const char *s)
{
	static const char *const words[] = {"direction", "scope", "urltype",
	    "access", "zone", "side", "type", "kind", NULL};

	return shell_is_any(s, words);
}

static bool
is_url_column(const char *s)
{
	static const char *const words[] = {"url", "urls", "uri", "value",
	    "internalnlbbypassurl", "urlinternal", "urlexternal", NULL};

	return shell_is_any(s, words) || shell_direction(s) != '\0';
}

static void
column_take(struct long_row *row, const struct shell_property *p)
{
	struct bytes cell =
	    p->nvalues != 0 ? p->values[0] : (struct bytes){NULL, 0};
	char word[SHELL_WORD_MAX], value[SHELL_WORD_MAX];

	shell_squeeze(p->name, word);
	shell_squeeze(cell, value);
	if (shell_is_server_column(word) && row->server.n == 0)
		row->server = cell;
	if (is_service_column(word, &row->is_named) && row->nservices < 4)
		row->services[row->nservices++] = cell;
	if (is_direction_column(word) && row->direction == '\0')
		row->direction = shell_direction(value);
	if (is_url_column(word) && row->nurls < URLS_MAX)
		row->urls[row->nurls++] = p;
}

/* Only what stands behind "EX01\", and before "(Default Web Site)" unless
 * whole; "Autodiscover (SCP)" is whole. */
static struct bytes
service_word(struct bytes cell, bool whole)
{
	const char *slash = cell.n != 0 ? memchr(cell.p, '\\', cell.n) : NULL;
	const char *paren;

	if (slash != NULL)
		cell = (struct bytes){
		    slash + 1, cell.n - (size_t)(slash + 1 - cell.p)};
	if (text_starts(cell.p, cell.n, "Get-"))
		cell = (struct bytes){cell.p + 4, cell.n - 4};
	paren =
	    cell.n > 1 && !whole ? memchr(cell.p + 1, '(', cell.n - 1) : NULL;
	if (paren != NULL)
		cell.n = (size_t)(paren - cell.p);
	return cell;
}

/* "EWS" in a row and "InternalUrl" above a column are "EWSInternalUrl". */
static const struct service_row *
word_meaning(const struct exchange *x, const struct long_row *row,
    struct bytes cell, const char *column)
{
	char word[SHELL_WORD_MAX], both[2 * SHELL_WORD_MAX];

	shell_squeeze(cell, word);
	snprintf(both, sizeof(both), "%s%s", word, column);
	return shell_meaning(
	    x, (struct bytes){both, strlen(both)}, row->direction);
}

static const struct service_row *
url_meaning(const struct exchange *x, const struct long_row *row,
    struct bytes cell, const struct shell_property *url)
{
	char column[SHELL_WORD_MAX];
	const struct service_row *found;
	char direction;

	shell_squeeze(url->name, column);
	if (text_starts(column, strlen(column), "url"))
		memmove(column, column + 3, strlen(column) - 2);
	else if (strcmp(column, "value") == 0)
		column[0] = '\0';
	found = word_meaning(x, row, service_word(cell, true), column);
	if (found == NULL)
		found = word_meaning(x, row, service_word(cell, false), column);
	direction = shell_direction(column);
	if (direction == '\0')
		direction = row->direction;
	/* nobody outside looks for a service connection point */
	return found != NULL && found->attribute == ATTR_SCP_BINDING &&
		       direction == 'e'
		   ? NULL
		   : found;
}

static enum sanreq_status
row_unknown(struct exchange *x, const struct shell_object *o,
    const struct long_row *row, const struct shell_property *url,
    struct error *err)
{
	struct bytes cell =
	    row->nservices != 0 ? row->services[0] : (struct bytes){NULL, 0};
	struct bytes v =
	    url->nvalues != 0 ? url->values[0] : (struct bytes){NULL, 0};
	char place[SHELL_PLACE_MAX];

	x->object = (struct object){.is_shell = true};
	return exchange_find(x, DSC42, err,
	    "%s: %s \"%s\" was not taken: the service \"%s\" is none that is "
	    "known, or has no such URL, or it is not said whether internal or "
	    "external",
	    shell_place_text(x, o, place), QUOTE(url->name.p, url->name.n),
	    QUOTE(v.p, v.n), QUOTE(cell.p, cell.n));
}

/* One URL of the row. */
static enum sanreq_status
url_read(struct exchange *x, const struct shell_object *o,
    const struct long_row *row, const struct shell_property *url,
    struct error *err)
{
	for (size_t i = 0; i < row->nservices; i++) {
		const struct service_row *found =
		    url_meaning(x, row, row->services[i], url);

		if (found != NULL)
			return shell_column_read(
			    x, found, url, row->services[i], row->server, err);
	}
	return row_unknown(x, o, row, url, err);
}

/* Without a column for it, the server may be what has a name. */
static void
server_find(struct long_row *row, const struct shell_object *o)
{
	static const char *const others[] = {"Name", "HostName", "Host"};
	const char *end;

	for (size_t i = 0; i < row->nservices && row->server.n == 0; i++) {
		struct bytes v = row->services[i];

		end = v.n != 0 ? memchr(v.p, '\\', v.n) : NULL;
		if (end != NULL)
			row->server = (struct bytes){v.p, (size_t)(end - v.p)};
	}
	for (size_t i = 0; row->is_named && i < 3 && row->server.n == 0; i++)
		row->server = shell_value(o, others[i]);
	end = row->server.n != 0 ? memchr(row->server.p, '.', row->server.n)
				 : NULL;
	if (end != NULL && end != row->server.p)
		row->server.n = (size_t)(end - row->server.p);
}

enum sanreq_status
shell_long_read(struct exchange *x, const struct shell_object *o, bool *is_long,
    struct error *err)
{
	struct long_row row = {0};
	bool is_told = false;

	*is_long = false;
	for (size_t i = 0; i < o->nproperties; i++)
		column_take(&row, &o->properties[i]);
	if (row.nurls == 0 || row.nservices == 0 ||
	    (!row.is_named && row.server.n == 0))
		return SANREQ_OK;
	*is_long = true;
	x->objects++;
	server_find(&row, o);
	for (size_t i = 0; i < row.nurls; i++) {
		const struct shell_property *url = row.urls[i];

		if (shell_is_nothing(url))
			continue;
		if (row.server.n == 0 && !is_told &&
		    shell_server_unknown(x, o, err) != SANREQ_OK)
			return err->status;
		is_told = true;
		if (url_read(x, o, &row, url, err) != SANREQ_OK)
			return err->status;
	}
	return SANREQ_OK;
}
