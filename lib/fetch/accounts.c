/*
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "fetch/accounts.h"
#include "fetch/deadline.h"
#include "fetch/entry.h"
#include "fetch/report.h"
#include "fetch/search.h"

#define FILTER_MAX       65536
#define NAME_MAX_BYTES   256
#define MEMBERS_MAX      5000
#define DOMAIN_SCOPE_OID "1.2.840.113556.1.4.1339" /* no references */
/* in the forest's root domain since Exchange 2007 */
#define SERVERS_GROUP "(&(objectClass=group)(sAMAccountName=Exchange Servers))"

enum {
	MISSING,
	FOUND,
	HIDDEN
};

struct batch {
	struct accounts *accounts;
	size_t from, n;
};

static enum sanreq_status
take_name(struct accounts *a, const struct berval *v, struct error *err)
{
	size_t cap = a->cap != 0 ? 2 * a->cap : 64;
	char **more;

	/* none of ours: what no NetBIOS name can be, a conflict's name */
	if (v->bv_len == 0 || v->bv_len > NAME_MAX_BYTES ||
	    memchr(v->bv_val, '\0', v->bv_len) != NULL ||
	    memchr(v->bv_val, '\n', v->bv_len) != NULL)
		return SANREQ_OK;
	if (a->n == a->cap) {
		if ((more = realloc(a->names, cap * sizeof(*more))) == NULL)
			return error_memory(err);
		a->names = more;
		a->cap = cap;
	}
	if ((a->names[a->n] = strndup(v->bv_val, v->bv_len)) == NULL)
		return error_memory(err);
	a->n++;
	return SANREQ_OK;
}

enum sanreq_status
accounts_add(struct accounts *a, const char *dn, struct error *err)
{
	enum sanreq_status status = SANREQ_OK;
	LDAPDN parts = NULL;

	if (ldap_str2dn(dn, &parts, LDAP_DN_FORMAT_LDAPV3) == LDAP_SUCCESS &&
	    parts != NULL && parts[0] != NULL && parts[0][0] != NULL)
		status = take_name(a, &parts[0][0]->la_value, err);
	ldap_dnfree(parts);
	return status;
}

/* "(sAMAccountName=EX01$)" */
static enum sanreq_status
add_term(struct buf *filter, char *name, struct error *err)
{
	struct berval raw = {strlen(name), name}, escaped = {0, NULL};

	if (ldap_bv2escaped_filter_value(&raw, &escaped) != 0)
		return error_memory(err);
	/* it stays empty when nothing was to escape */
	(void)!buf_addf(filter, err, "(sAMAccountName=%s$)",
	    escaped.bv_val != NULL ? escaped.bv_val : name);
	ldap_memfree(escaped.bv_val != name ? escaped.bv_val : NULL);
	return err->status;
}

/* Whose account is it? */
static enum sanreq_status
take_account(
    struct session *s, LDAPMessage *entry, void *arg, struct error *err)
{
	struct batch *b = arg;
	struct berval **v = ldap_get_values_len(s->ld, entry, "sAMAccountName");
	struct accounts *a = b->accounts;

	for (size_t i = b->from;
	     v != NULL && v[0] != NULL && i < b->from + b->n; i++)
		if (v[0]->bv_len == strlen(a->names[i]) + 1 &&
		    text_starts(v[0]->bv_val, v[0]->bv_len, a->names[i]))
			a->states[i] = FOUND;
	ldap_value_free_len(v);
	return entry_write(s, entry, err);
}

/* Those of one state, in one report. */
static void
report_batch(
    const struct batch *b, const char *base, const char *word, bool hidden)
{
	static const char what[] = "x-sanreq-report",
			  asked[] = "x-sanreq-asked";
	const struct accounts *a = b->accounts;
	struct out *o = a->session->out;
	bool begun = false;

	for (size_t i = b->from; i < b->from + b->n; i++) {
		if ((a->states[i] == HIDDEN) != hidden)
			continue;
		if (!begun) {
			out_dn(o, base, strlen(base));
			out_value(
			    o, what, sizeof(what) - 1, word, strlen(word));
			begun = true;
		}
		out_value(o, asked, sizeof(asked) - 1, a->names[i],
		    strlen(a->names[i]));
	}
	if (begun)
		out_end(o);
}

/* *failed: the server would not. */
static enum sanreq_status
run_batch(struct session *s, struct batch *b, const char *base, bool *failed,
    struct error *err)
{
	char oid[] = DOMAIN_SCOPE_OID;
	LDAPControl control = {oid, {0, NULL}, 0};
	struct search_spec spec = {.base = base,
	    .scope = LDAP_SCOPE_SUBTREE,
	    .attributes = (char **)(uintptr_t)s->opt->account_attributes,
	    .control = &control,
	    .references_expected = true,
	    .entry = take_account,
	    .arg = b};
	struct buf filter;
	int code = -1;

	buf_init(&filter, FILTER_MAX);
	if (buf_adds(&filter, "(&(objectClass=computer)(|", err) != SANREQ_OK)
		goto out;
	for (size_t i = b->from; i < b->from + b->n; i++)
		if (add_term(&filter, b->accounts->names[i], err) != SANREQ_OK)
			goto out;
	if (buf_adds(&filter, "))", err) != SANREQ_OK)
		goto out;
	spec.filter = buf_text(&filter);
	if (search_do(s, &spec, &code, err) != SANREQ_OK && code >= 0) {
		*failed = true;
		error_clear(err);
	}
out:
	buf_release(&filter);
	return err->status;
}

static bool
next_batch(const struct accounts *a, struct batch *b)
{
	b->from += b->n;
	b->n =
	    a->n - b->from < ACCOUNTS_BATCH ? a->n - b->from : ACCOUNTS_BATCH;
	return b->n != 0;
}

static enum sanreq_status
look(struct accounts *a, struct session *s, const char *base, bool *failed,
    struct error *err)
{
	struct batch b = {.accounts = a};

	while (!*failed && next_batch(a, &b))
		if (run_batch(s, &b, base, failed, err) != SANREQ_OK)
			return err->status;
	return SANREQ_OK;
}

static bool
is_any(const struct accounts *a, char state)
{
	return memchr(a->states, state, a->n) != NULL;
}

/* A member whose account is not seen is there all the same. */
static enum sanreq_status
take_group(struct session *s, LDAPMessage *entry, void *arg, struct error *err)
{
	struct accounts *a = arg;
	struct accounts members = {.session = s};
	struct berval **v = ldap_get_values_len(s->ld, entry, "member");

	for (size_t i = 0; v != NULL && v[i] != NULL && i < MEMBERS_MAX; i++)
		if (memchr(v[i]->bv_val, '\0', v[i]->bv_len) == NULL &&
		    accounts_add(&members, v[i]->bv_val, err) != SANREQ_OK)
			break;
	a->group_seen = v != NULL;
	ldap_value_free_len(v);
	for (size_t i = 0; i < a->n; i++)
		for (size_t k = 0; a->states[i] == MISSING && k < members.n;
		     k++)
			if (text_casecmp(a->names[i], members.names[k]) == 0)
				a->states[i] = HIDDEN;
	accounts_release(&members);
	return err->status;
}

static enum sanreq_status
look_at_group(
    struct accounts *a, struct session *s, const char *base, struct error *err)
{
	char oid[] = DOMAIN_SCOPE_OID, member[] = "member";
	char *attrs[] = {member, NULL};
	LDAPControl control = {oid, {0, NULL}, 0};
	const struct search_spec spec = {.base = base,
	    .scope = LDAP_SCOPE_SUBTREE,
	    .filter = SERVERS_GROUP,
	    .attributes = attrs,
	    .control = &control,
	    .references_expected = true,
	    .entry = take_group,
	    .arg = a};
	int code = -1;

	if (search_do(s, &spec, &code, err) != SANREQ_OK && code >= 0)
		error_clear(err);
	return err->status;
}

/* In the bound session of the global catalog. A name of ours may be that of
 * another computer in our domain: all are asked for again. */
static enum sanreq_status
run_catalog(struct accounts *a, struct session *c, struct error *err)
{
	bool failed = false;

	if (look(a, c, "", &failed, err) == SANREQ_OK && !failed &&
	    is_any(a, MISSING) && !a->group_seen)
		(void)!look_at_group(a, c, "", err);
	return err->status;
}

/* ldap://HOST:3268, or ldaps://HOST:3269 */
static char *
catalog_url(const struct session *s)
{
	char scheme[2][8] = {"ldap", "ldaps"}, host[DNS_NAME_MAX];
	bool ldaps = strcmp(s->url->lud_scheme, "ldaps") == 0;
	LDAPURLDesc u = {.lud_scheme = scheme[ldaps],
	    .lud_host = host,
	    .lud_port = ldaps ? CATALOG_TLS_PORT : CATALOG_PORT,
	    .lud_scope = LDAP_SCOPE_DEFAULT};

	if ((size_t)snprintf(host, sizeof(host), "%s", s->peer.host) >=
	    sizeof(host))
		return NULL;
	return ldap_url_desc2str(&u);
}

/* Of what cannot be reached or will not answer only the details tell. */
static enum sanreq_status
ask_catalog(struct accounts *a, char *url, struct error *err)
{
	struct session *s = a->session;
	struct fetch_options *o = malloc(sizeof(*o));
	struct session c = {.opt = o,
	    .out = s->out,
	    .late = s->late,
	    .late_kerberos = s->late_kerberos,
	    .where = s->where};
	struct error why = {0};

	if (o == NULL)
		return error_memory(err);
	*o = *s->opt;
	o->url = url;
	o->base = NULL;
	out_comment(s->out, "asking the global catalog");
	if (session_begin(&c, &why) == SANREQ_OK) {
		c.peer.host = s->peer.host;
		c.peer.addresses = s->peer.addresses;
		c.connect_seconds = (o->timeout + 3) / 4; /* nobody waits */
		if (session_connect(&c, &why) == SANREQ_OK &&
		    session_bind(&c, s->password, &why) == SANREQ_OK)
			(void)!run_catalog(a, &c, &why);
	}
	s->requests += c.requests;
	s->entries += c.entries;
	s->pages += c.pages;
	s->waited += c.waited;
	if (why.status == SANREQ_OUTPUT || why.status == SANREQ_NO_MEMORY ||
	    why.status == SANREQ_INTERNAL)
		*err = why;
	else if (why.status != SANREQ_OK)
		session_detail(s, "global catalog, port %u: %s", c.peer.port,
		    session_without_where(s, why.text));
	session_close(&c);
	free(o);
	deadline_renew();
	return err->status;
}

/* Only a certificate or Kerberos tells that the other port is of the same
 * server: else no password goes there. */
static bool
may_ask(const struct session *s)
{
	if (s->peer.local)
		return false;
	return s->opt->password_fd < 0 ||
	       (s->tls && !s->opt->insecure_no_verify);
}

/* For those that our domain has not. */
static enum sanreq_status
look_further(struct accounts *a, const struct rootdse *root, struct error *err)
{
	struct session *s = a->session;
	bool there = session_is_catalog(s);
	char *url;

	if (!is_any(a, MISSING))
		return SANREQ_OK;
	if (look_at_group(a, s, there ? "" : root->domain, err) != SANREQ_OK)
		return err->status;
	if (there || !root->catalog || !may_ask(s) ||
	    (url = catalog_url(s)) == NULL)
		return SANREQ_OK;
	(void)!ask_catalog(a, url, err);
	ldap_memfree(url);
	return err->status;
}

enum sanreq_status
accounts_run(struct accounts *a, const struct rootdse *root, struct error *err)
{
	struct batch b = {.accounts = a};
	bool failed = false;

	if ((a->states = calloc(a->n + 1, 1)) == NULL)
		return error_memory(err);
	if (look(a, a->session,
		session_is_catalog(a->session) ? "" : root->domain, &failed,
		err) != SANREQ_OK ||
	    (!failed && look_further(a, root, err) != SANREQ_OK))
		return err->status;
	while (next_batch(a, &b)) {
		report_batch(&b, root->domain,
		    failed ? "accounts-failed" : "accounts", false);
		report_batch(&b, root->domain, "accounts-failed", true);
	}
	return SANREQ_OK;
}

void
accounts_release(struct accounts *a)
{
	while (a->n > 0)
		free(a->names[--a->n]);
	free(a->names);
	free(a->states);
	a->names = NULL;
	a->states = NULL;
	a->cap = 0;
}
