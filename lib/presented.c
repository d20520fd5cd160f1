/*
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/text.h"
#include "presented.h"
#include "source/fetch_pipe.h"
#include "source/input.h"
#include "source/open_file.h"

#define PIECE        (64u << 10)
#define POOL_MAX     ((size_t)256 << 20)
#define ITEMS_MAX    64  /* the helper asks 16 addresses */
#define CHAIN_MAX    128 /* certificates of one address; it takes 100 */
#define PROTOCOL_MAX 16

static const char *const schemes[] = {"tls", "smtp", "imap", "pop3", NULL};

/* The scheme of an endpoint, or NULL. */
static const char *
scheme_of(const char *operand)
{
	for (size_t i = 0; schemes[i] != NULL; i++) {
		size_t n = strlen(schemes[i]);

		if (text_starts(operand, strlen(operand), schemes[i]) &&
		    strncmp(operand + n, "://", 3) == 0)
			return schemes[i];
	}
	return NULL;
}

bool
presented_is_endpoint(const char *operand)
{
	return scheme_of(operand) != NULL;
}

static enum sanreq_status
presented_new(struct presented **out, struct error *err)
{
	if ((*out = calloc(1, sizeof(**out))) == NULL ||
	    ((*out)->items = calloc(ITEMS_MAX, sizeof(*(*out)->items))) ==
		NULL) {
		free(*out);
		*out = NULL;
		return error_memory(err);
	}
	pool_init(&(*out)->pool, POOL_MAX);
	return SANREQ_OK;
}

void
presented_free(struct presented **list)
{
	if (*list == NULL)
		return;
	for (size_t i = 0; i < (*list)->nitems; i++)
		bundle_free(&(*list)->items[i].bundle);
	free((*list)->items);
	pool_release(&(*list)->pool);
	free(*list);
	*list = NULL;
}

/* A copy that is safe to print. */
static const char *
keep(struct presented *list, const char *s, size_t n, struct error *err)
{
	const char *text = QUOTE(s, n);

	return pool_copy(&list->pool, text, strlen(text), err);
}

/* --- files --- */

static enum sanreq_status
read_whole(int fd, struct buf *data, struct error *err)
{
	char *piece = malloc(PIECE);
	enum sanreq_status status;
	size_t n;

	if (piece == NULL)
		return error_memory(err);
	do {
		status = input_read_fd(fd, piece, PIECE, &n, err);
		if (status == SANREQ_OK)
			status = buf_add(data, piece, n, err);
	} while (status == SANREQ_OK && n != 0);
	free(piece);
	return status;
}

static enum sanreq_status
read_file(struct presented *list, const char *path, const struct secret *pass,
    struct error *err)
{
	struct presentation *item = list->items;
	enum sanreq_status status;
	struct buf data;
	int fd = -1;

	if ((item->where = keep(list, path, strlen(path), err)) == NULL)
		return err->status;
	buf_init(&data, BUNDLE_MAX);
	status = open_file(path, true, &fd, err);
	if (status == SANREQ_OK)
		status = read_whole(fd, &data, err);
	if (fd > STDIN_FILENO)
		(void)close(fd);
	if (status != SANREQ_OK)
		(void)error_prefix(err, "%s", item->where);
	else if (bundle_read(&item->bundle, buf_text(&data), data.len, pass,
		     item->where, err) == SANREQ_OK)
		list->nitems = 1;
	if (data.data != NULL) /* it may hold a key */
		explicit_bzero(data.data, data.len);
	buf_release(&data);
	return err->status;
}

/* --- the URL of an endpoint --- */

struct url {
	const char *scheme;
	struct name host;
	char text[NAME_TEXT_MAX + 32]; /* as the helper wants it */
};

static enum sanreq_status
bad_url(const char *url, const char *scheme, const char *why, struct error *err)
{
	return error_set(err, SANREQ_USAGE, "%s: %s: give %s://HOST[:PORT]",
	    QUOTES(url), why, scheme);
}

static enum sanreq_status
parse_host(struct url *u, const char *url, const char *host, size_t n,
    bool bracket, struct error *err)
{
	struct error inner = {0};

	if (name_parse(host, n, &u->host, &inner) != SANREQ_OK)
		return error_set(err,
		    inner.status == SANREQ_NAME ? SANREQ_USAGE : inner.status,
		    "%s: %s", QUOTES(url), inner.text);
	if (u->host.kind == NAME_WILDCARD)
		return bad_url(url, u->scheme, "a wildcard is no host", err);
	if (bracket != (strchr(u->host.text, ':') != NULL))
		return bad_url(url, u->scheme,
		    "only an IPv6 address stands in brackets", err);
	return SANREQ_OK;
}

static enum sanreq_status
parse_url(struct url *u, const char *url, struct error *err)
{
	const char *host = strstr(url, "://") + 3, *end, *port = "";
	bool bracket = *host == '[';
	size_t n, digits = 0;

	if (strchr(host, '@') != NULL) /* what may be a password is not told */
		return error_set(err, SANREQ_USAGE,
		    "%s://...@...: nobody logs in there: give %s://HOST[:PORT]",
		    u->scheme, u->scheme);
	host += bracket;
	n = strcspn(host, bracket ? "]" : ":/?#");
	if (bracket && host[n] != ']')
		return bad_url(url, u->scheme, "a bracket is not closed", err);
	end = host + n + bracket;
	if (!bracket && *end == ':' && strchr(end + 1, ':') != NULL)
		return bad_url(
		    url, u->scheme, "an IPv6 address stands in brackets", err);
	if (n == 0)
		return bad_url(url, u->scheme, "there is no host", err);
	if (*end == ':') {
		port = end + 1;
		digits = strspn(port, "0123456789");
		end = port + digits;
		if (digits == 0 || digits > 5 || strtoul(port, NULL, 10) == 0 ||
		    strtoul(port, NULL, 10) > 65535)
			return bad_url(
			    url, u->scheme, "a port is 1 to 65535", err);
	}
	if (strcmp(end, "") != 0 && strcmp(end, "/") != 0)
		return bad_url(
		    url, u->scheme, "nothing stands behind host and port", err);
	if (parse_host(u, url, host, n, bracket, err) != SANREQ_OK)
		return err->status;
	snprintf(u->text, sizeof(u->text), "%s://%s%s%s%s%.*s", u->scheme,
	    bracket ? "[" : "", u->host.text, bracket ? "]" : "",
	    digits != 0 ? ":" : "", (int)digits, port);
	return SANREQ_OK;
}

/* --- what the helper says --- */

struct collect {
	struct presented *list;
	const char *url; /* safe to print */
	const char *scheme;
	bool named; /* the host is a name */
};

static enum sanreq_status
collect_begin(
    void **state, struct inventory *inv, const char *source, struct error *err)
{
	(void)state; /* is the collect already */
	(void)inv;
	(void)source;
	(void)err;
	return SANREQ_OK;
}

static enum sanreq_status
collect_finish(void *state, struct error *err)
{
	const struct collect *c = state;

	if (c->list->nitems != 0)
		return SANREQ_OK;
	return error_set(err, SANREQ_INTERNAL, "%s: no certificate", c->url);
}

static void
collect_release(void **state)
{
	*state = NULL;
}

static size_t
chain_of(const struct record *r, struct octets *chain)
{
	static const char *const names[] = {"userCertificate", "cACertificate"};
	struct bytes value;
	size_t n = 0;

	for (size_t i = 0; i < 2; i++) {
		size_t cursor = 0;

		while (
		    n < CHAIN_MAX && record_next(r, names[i], &cursor, &value))
			chain[n++] = (struct octets){
			    (const unsigned char *)value.p, value.n};
	}
	return n;
}

static const char *
keep_value(struct presented *list, const struct record *r, const char *name,
    struct error *err)
{
	struct bytes value = record_value(r, name);

	return value.p != NULL ? keep(list, value.p, value.n, err) : NULL;
}

static unsigned
port_of(const struct record *r)
{
	struct bytes value = record_value(r, "port");
	unsigned port = 0;

	for (size_t i = 0;
	     i < value.n && port < 100000 && text_is_digit(value.p[i]); i++)
		port = port * 10 + (unsigned)(value.p[i] - '0');
	return port;
}

static enum sanreq_status
describe(const struct collect *c, struct presentation *item, struct error *err)
{
	struct buf where;

	item->where = c->url;
	if (!c->named || item->address == NULL)
		return err->status;
	buf_init(&where, 2 * TEXT_QUOTE_MAX);
	if (buf_addf(&where, err, "%s (%s)", c->url, item->address) ==
	    SANREQ_OK)
		item->where =
		    pool_copy(&c->list->pool, where.data, where.len, err);
	buf_release(&where);
	return err->status;
}

static enum sanreq_status
collect_record(void *state, const struct record *r, struct error *err)
{
	struct collect *c = state;
	struct octets chain[CHAIN_MAX];
	struct presentation *item = &c->list->items[c->list->nitems];
	size_t n = chain_of(r, chain);

	if (c->list->nitems == ITEMS_MAX)
		return error_set(
		    err, SANREQ_LIMIT, "more than %d addresses", ITEMS_MAX);
	item->address = keep_value(c->list, r, "address", err);
	item->server_name = keep_value(c->list, r, "serverName", err);
	item->protocol = keep_value(c->list, r, "protocol", err);
	item->port = port_of(r);
	if (describe(c, item, err) != SANREQ_OK)
		return err->status;
	if (bundle_of(&item->bundle, chain, n, c->scheme, err) != SANREQ_OK)
		return error_prefix(err, "%s", item->where);
	c->list->nitems++;
	return SANREQ_OK;
}

static enum sanreq_status
keep_unread(struct presented *list, struct inventory *inv, struct error *err)
{
	const struct source_info *sources;
	size_t n;

	if (inventory_seal(inv, err) != SANREQ_OK)
		return err->status;
	sources = inventory_sources(inv, &n);
	if (n != 0 && sources[0].nunread != 0)
		list->unread = pool_copy(&list->pool, sources[0].unread[0],
		    strlen(sources[0].unread[0]), err);
	return err->status;
}

static enum sanreq_status
read_endpoint(struct presented *list, const char *operand,
    const struct source_options *given, struct error *err)
{
	struct url url = {.scheme = scheme_of(operand)};
	struct source_options options = *given;
	struct collect collect = {.list = list, .scheme = url.scheme};
	struct record_consumer consumer = {.context = &collect,
	    .begin = collect_begin,
	    .record = collect_record,
	    .finish = collect_finish,
	    .release = collect_release};
	const struct fetch_call call = {
	    .command = url.scheme, .operand = url.text};
	struct inventory *inv = NULL; /* for what is unread */

	if (parse_url(&url, operand, err) != SANREQ_OK ||
	    (collect.url = keep(list, operand, strlen(operand), err)) == NULL ||
	    inventory_new(&inv, err) != SANREQ_OK)
		return err->status;
	collect.named = url.host.kind != NAME_IP;
	/* the directory's password is none of the endpoint's business */
	options.ldap = (struct ldap_options){0};
	if (fetch_call_read(inv, &call, url.text, url.scheme, &consumer,
		&options, err) == SANREQ_OK)
		(void)keep_unread(list, inv, err);
	inventory_free(&inv);
	list->live = true;
	return err->status;
}

enum sanreq_status
presented_read(struct presented **out, const char *operand,
    const struct secret *pass, const struct source_options *options,
    struct error *err)
{
	if (presented_new(out, err) != SANREQ_OK)
		return err->status;
	if (presented_is_endpoint(operand))
		(void)read_endpoint(*out, operand, options, err);
	else if (strstr(operand, "://") != NULL && access(operand, F_OK) != 0)
		(void)error_set(err, SANREQ_USAGE,
		    "%s: neither a file nor tls://, smtp://, imap:// or "
		    "pop3://",
		    QUOTES(operand));
	else
		(void)read_file(*out, operand, pass, err);
	if (err->status != SANREQ_OK)
		presented_free(out);
	return err->status;
}
