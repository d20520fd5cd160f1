/*
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "fetch/chase.h"
#include "fetch/failover.h"

#define URL_MAX 8192

struct reference {
	char *url;
	unsigned hops;
};

struct chase {
	struct reference list[CHASE_MAX];
	size_t n;
	bool cut;
	char *forest; /* "contoso.com", or NULL */
};

static enum sanreq_status
unread_add(
    struct session *s, const char *url, const char *why, struct error *err)
{
	return buf_addf(&s->unread, err,
	    "%sa part of the directory is on another server: \"%s\"%s%s",
	    s->unread.len != 0 ? "; " : "", QUOTES(url),
	    why[0] != '\0' ? ": " : "", why);
}

static bool
is_listed(const struct chase *c, const char *url)
{
	for (size_t i = 0; i < c->n; i++)
		if (strcmp(c->list[i].url, url) == 0)
			return true;
	return false;
}

static enum sanreq_status
enter(struct session *s, const char *url, unsigned hops, struct error *err)
{
	struct chase *c = s->chase;

	if (is_listed(c, url))
		return SANREQ_OK;
	if (hops > CHASE_HOPS)
		return unread_add(s, url, "references in a row", err);
	if (c->n == CHASE_MAX) {
		if (c->cut)
			return SANREQ_OK;
		c->cut = true;
		return unread_add(s, url, "too many references", err);
	}
	if ((c->list[c->n].url = strdup(url)) == NULL)
		return error_memory(err);
	c->list[c->n++].hops = hops;
	return SANREQ_OK;
}

static struct chase *
get(struct session *s, struct error *err)
{
	if (s->chase == NULL &&
	    (s->chase = calloc(1, sizeof(*s->chase))) == NULL)
		(void)error_memory(err);
	return s->chase;
}

/* Below every configuration naming context hangs the schema, which holds
 * nothing but classes and attributes. */
static bool
is_schema(const char *url)
{
	LDAPURLDesc *u = NULL;
	bool is = ldap_url_parse(url, &u) == LDAP_URL_SUCCESS &&
		  u->lud_dn != NULL &&
		  text_starts(u->lud_dn, strlen(u->lud_dn),
		      "CN=Schema,CN=Configuration,");

	ldap_free_urldesc(u);
	return is;
}

enum sanreq_status
chase_note(struct session *s, char *const *urls, struct error *err)
{
	if (urls == NULL || urls[0] == NULL || is_schema(urls[0]))
		return SANREQ_OK;
	if (s->opt->chase)
		return get(s, err) != NULL ? enter(s, urls[0], 1, err)
					   : err->status;
	if (s->references != 0)
		return SANREQ_OK;
	return unread_add(s, urls[0], "--chase follows", err);
}

enum sanreq_status
chase_forest(struct session *s, const char *dn, struct error *err)
{
	struct chase *c;
	char **labels;
	struct buf name;

	if (dn == NULL || !s->opt->chase)
		return SANREQ_OK;
	buf_init(&name, URL_MAX);
	labels = ldap_explode_dn(dn, 1);
	for (size_t i = 0; labels != NULL && labels[i] != NULL; i++)
		if (buf_addf(&name, err, "%s%s", i != 0 ? "." : "",
			labels[i]) != SANREQ_OK)
			break;
	ldap_memvfree((void **)labels);
	if (err->status == SANREQ_OK && name.len != 0 &&
	    (c = get(s, err)) != NULL && c->forest == NULL &&
	    (c->forest = strdup(buf_text(&name))) == NULL)
		(void)error_memory(err);
	buf_release(&name);
	return err->status;
}

/* Would our credentials be safe with it? NULL: yes; else why not. */
static const char *
objection(const struct session *s, const LDAPURLDesc *u)
{
	const struct fetch_options *o = s->opt;
	const char *host = u->lud_host, *forest = s->chase->forest;
	size_t n = strlen(host), m = forest != NULL ? strlen(forest) : 0;

	if (o->bind_dn == NULL && o->sasl_mech == NULL)
		return NULL;
	if (o->password_fd >= 0 && !s->tls)
		return "the password is not sent there in the clear";
	if (o->insecure_no_verify)
		return "no credentials are sent where the certificate is not "
		       "verified";
	if (s->peer.host != NULL && text_casecmp(host, s->peer.host) == 0)
		return NULL;
	if (m != 0 && text_ends(host, n, forest) &&
	    (n == m || host[n - m - 1] == '.'))
		return NULL;
	return "the host is not of this forest: name it as a source of its own";
}

/* The URL to read instead: our scheme, its host and base. */
static const char *
rewrite(const struct session *s, const LDAPURLDesc *u, struct buf *url,
    struct error *err)
{
	bool ldaps = strcmp(s->url->lud_scheme, "ldaps") == 0;
	bool theirs = strcmp(u->lud_scheme, "ldaps") == 0;
	LDAPURLDesc plain = {0};
	char scheme[2][8] = {"ldap", "ldaps"};
	const char *why = NULL;
	char *text;

	if (!theirs && strcmp(u->lud_scheme, "ldap") != 0)
		return "not an ldap:// or ldaps:// URL";
	if (u->lud_host == NULL || u->lud_host[0] == '\0')
		return "no host in it";
	if (u->lud_filter != NULL || u->lud_crit_exts != 0)
		return "it asks for another search";
	if (theirs && s->opt->starttls != 0)
		return "StartTLS was asked for";
	if (ldaps && !theirs && u->lud_port != 0 && u->lud_port != LDAP_PORT)
		return "its port is one without TLS";
	plain.lud_scheme = scheme[ldaps || theirs];
	plain.lud_host = u->lud_host;
	plain.lud_port = ldaps && !theirs ? LDAPS_PORT : u->lud_port;
	plain.lud_dn = u->lud_dn;
	plain.lud_scope = LDAP_SCOPE_DEFAULT;
	if ((text = ldap_url_desc2str(&plain)) == NULL ||
	    buf_adds(url, text, err) != SANREQ_OK)
		why = "it cannot be written";
	ldap_memfree(text);
	return why;
}

static void
merge_details(struct session *s, struct session *c)
{
	char *line = c->detail.len != 0 ? c->detail.data : NULL, *end;

	for (; line != NULL && (end = strchr(line, '\n')) != NULL;
	     line = end + 1) {
		*end = '\0';
		session_detail(s, "%s: %s", c->where, line);
	}
}

/* What the other session has to tell becomes ours. */
static enum sanreq_status
merge(struct session *s, struct session *c, unsigned hops, struct error *err)
{
	s->requests += c->requests;
	s->entries += c->entries;
	s->pages += c->pages;
	s->references += c->references;
	s->waited += c->waited;
	merge_details(s, c);
	if (c->note.len != 0)
		(void)!buf_addf(&s->note, err, "%s%s: %s",
		    s->note.len != 0 ? "; " : "", c->where, buf_text(&c->note));
	if (err->status == SANREQ_OK && c->unread.len != 0)
		(void)!buf_addf(&s->unread, err, "%s%s",
		    s->unread.len != 0 ? "; " : "", buf_text(&c->unread));
	for (size_t i = 0; c->chase != NULL && i < c->chase->n; i++)
		if (enter(s, c->chase->list[i].url, hops + 1, err) != SANREQ_OK)
			break;
	return err->status;
}

static enum sanreq_status
read_there(struct session *s, const struct secret *password, const char *url,
    unsigned hops, struct error *err)
{
	struct fetch_options *o = malloc(sizeof(*o));
	struct locate *found = calloc(1, sizeof(*found)); /* large */
	struct session c = {.opt = o,
	    .out = s->out,
	    .late = s->late,
	    .late_kerberos = s->late_kerberos};
	char where[TEXT_QUOTE_MAX];
	struct error why = {0};

	if (o == NULL || found == NULL) {
		free(found);
		free(o);
		return error_memory(err);
	}
	*o = *s->opt;
	o->url = url;
	o->base = NULL;
	o->probes[0] = NULL;
	o->accounts = NULL;
	c.where = text_quote(where, sizeof(where), url, strlen(url));
	if (session_begin(&c, &why) == SANREQ_OK)
		(void)!failover_read(&c, found, password, &why);
	if (merge(s, &c, hops, err) == SANREQ_OK && why.status != SANREQ_OK) {
		if (why.status == SANREQ_OUTPUT ||
		    why.status == SANREQ_NO_MEMORY ||
		    why.status == SANREQ_INTERNAL)
			*err = why;
		else
			(void)!unread_add(
			    s, url, session_without_where(&c, why.text), err);
	}
	chase_release(&c);
	session_close(&c);
	locate_release(found);
	free(found);
	free(o);
	return err->status;
}

static enum sanreq_status
follow(struct session *s, const struct secret *password,
    const struct reference *r, struct error *err)
{
	LDAPURLDesc *u = NULL;
	const char *why = "not a valid LDAP URL";
	struct buf url;

	buf_init(&url, URL_MAX);
	if (ldap_url_parse(r->url, &u) == LDAP_URL_SUCCESS &&
	    (why = rewrite(s, u, &url, err)) == NULL)
		why = objection(s, u);
	if (err->status == SANREQ_OK && why != NULL)
		(void)!unread_add(s, r->url, why, err);
	else if (err->status == SANREQ_OK)
		(void)!read_there(s, password, buf_text(&url), r->hops, err);
	ldap_free_urldesc(u);
	buf_release(&url);
	return err->status;
}

enum sanreq_status
chase_run(struct session *s, const struct secret *password, struct error *err)
{
	/* what is followed may name more */
	for (size_t i = 0; s->chase != NULL && i < s->chase->n; i++)
		if (follow(s, password, &s->chase->list[i], err) != SANREQ_OK)
			return err->status;
	return SANREQ_OK;
}

void
chase_release(struct session *s)
{
	if (s->chase == NULL)
		return;
	while (s->chase->n > 0)
		free(s->chase->list[--s->chase->n].url);
	free(s->chase->forest);
	free(s->chase);
	s->chase = NULL;
}
