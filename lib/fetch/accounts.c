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
#include "fetch/group.h"
#include "fetch/report.h"
#include "fetch/window.h"

#define NAME_MAX_BYTES 256
/* of a batch whose names are of nothing but what is escaped, "\2a" */
#define FILTER_MAX \
	(64 + ACCOUNTS_BATCH * (NAME_MAX_BYTES * 3 + sizeof(TERM("")) - 1))
#define TERM(name) "(sAMAccountName=" name "$)"

/* What is known of a name: flags. */
enum {
	FOUND = 1,
	LISTED = 2,    /* in the group */
	UNANSWERED = 4 /* the server would not tell */
};

struct batch {
	struct accounts *accounts;
	size_t from, n;
};

/* Searches that are under way together. */
struct looking {
	struct session *session;
	const char *base;
	char oid[sizeof(DOMAIN_SCOPE_OID)];
	LDAPControl control;
	int64_t until;
	struct batch batches[WINDOW_SIZE];
	struct buf filters[WINDOW_SIZE];
	struct window_search searches[WINDOW_SIZE];
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
	(void)!buf_addf(filter, err, TERM("%s"),
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
			a->states[i] |= FOUND;
	ldap_value_free_len(v);
	return entry_write(s, entry, err);
}

/* Would it have been seen, or in the group, if it were there? Of one that was
 * found this says nothing: that may be another computer of the name. */
static bool
is_told(const struct accounts *a, size_t i)
{
	return a->group_seen && (a->states[i] & (LISTED | UNANSWERED)) == 0;
}

/* Those that are told, or the others, in one report. */
static void
report_batch(
    const struct batch *b, const char *base, const char *word, bool told)
{
	static const char what[] = "x-sanreq-report",
			  asked[] = "x-sanreq-asked";
	const struct accounts *a = b->accounts;
	struct out *o = a->session->out;
	bool begun = false;

	for (size_t i = b->from; i < b->from + b->n; i++) {
		if (is_told(a, i) != told)
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

/* The filter of the batch, for its search. */
static enum sanreq_status
prepare(struct looking *l, struct window_search *search, struct batch *b,
    struct buf *filter, struct error *err)
{
	buf_init(filter, FILTER_MAX);
	if (buf_adds(filter, "(&(objectClass=computer)(|", err) != SANREQ_OK)
		return err->status;
	for (size_t i = b->from; i < b->from + b->n; i++)
		if (add_term(filter, b->accounts->names[i], err) != SANREQ_OK)
			return err->status;
	if (buf_adds(filter, "))", err) != SANREQ_OK)
		return err->status;
	search->spec = (struct search_spec){.base = l->base,
	    .scope = LDAP_SCOPE_SUBTREE,
	    .filter = buf_text(filter),
	    .attributes =
		(char **)(uintptr_t)l->session->opt->account_attributes,
	    .control = &l->control,
	    .references_expected = true,
	    .entry = take_account,
	    .arg = b};
	return SANREQ_OK;
}

static bool
next_batch(const struct accounts *a, struct batch *b)
{
	b->from += b->n;
	b->n =
	    a->n - b->from < ACCOUNTS_BATCH ? a->n - b->from : ACCOUNTS_BATCH;
	return b->n != 0;
}

/* Of what the server would not tell nothing is known. */
static void
settle(struct accounts *a, const struct window_search *search)
{
	const struct batch *b = search->spec.arg;

	for (size_t i = b->from;
	     search->code != LDAP_SUCCESS && i < b->from + b->n; i++)
		a->states[i] |= UNANSWERED;
}

/* As many batches as can be under way together, from *at on. */
static enum sanreq_status
look_at_some(
    struct looking *l, struct accounts *a, struct batch *at, struct error *err)
{
	size_t n = 0;

	for (; n < WINDOW_SIZE && next_batch(a, at); n++) {
		l->batches[n] = *at;
		if (prepare(l, &l->searches[n], &l->batches[n], &l->filters[n],
			err) != SANREQ_OK) {
			n++;
			goto out;
		}
	}
	if (window_run(l->session, l->searches, n,
		"search for computer accounts", l->until, err) != SANREQ_OK)
		goto out;
	for (size_t i = 0; i < n; i++)
		settle(a, &l->searches[i]);
out:
	for (size_t i = 0; i < n; i++)
		buf_release(&l->filters[i]);
	return err->status;
}

static enum sanreq_status
look(struct accounts *a, struct session *s, const char *base, struct error *err)
{
	struct looking *l = calloc(1, sizeof(*l)); /* large */
	struct batch at = {.accounts = a};

	if (l == NULL)
		return error_memory(err);
	l->session = s;
	l->base = base;
	memcpy(l->oid, DOMAIN_SCOPE_OID, sizeof(l->oid));
	l->control.ldctl_oid = l->oid;
	l->until = deadline_now() + ACCOUNTS_MS(s->opt->timeout);
	while (
	    at.from + at.n < a->n && look_at_some(l, a, &at, err) == SANREQ_OK)
		;
	free(l);
	return err->status;
}

static bool
is_any_missing(const struct accounts *a)
{
	for (size_t i = 0; i < a->n; i++)
		if ((a->states[i] & FOUND) == 0)
			return true;
	return false;
}

static int
order_names(const void *a, const void *b)
{
	return text_casecmp(*(char *const *)a, *(char *const *)b);
}

/* A member whose account is not seen is there all the same. */
static void
compare(struct accounts *a, struct accounts *members, bool whole)
{
	if (members->n == 0)
		return;
	qsort(members->names, members->n, sizeof(*members->names), order_names);
	for (size_t i = 0; i < a->n; i++) {
		if (bsearch(&a->names[i], members->names, members->n,
			sizeof(*members->names), order_names) == NULL)
			continue;
		if (whole && (a->states[i] & FOUND) != 0)
			a->group_seen = true;
		a->states[i] |= LISTED;
	}
}

static enum sanreq_status
look_at_group(
    struct accounts *a, struct session *s, const char *base, struct error *err)
{
	struct accounts members = {.session = s};
	bool whole;

	if (group_read(s, base, &members, &whole, err) == SANREQ_OK)
		compare(a, &members, whole);
	accounts_release(&members);
	return err->status;
}

/* In the bound session of the global catalog. A name of ours may be that of
 * another computer in our domain: all are asked for again. */
static enum sanreq_status
run_catalog(struct accounts *a, struct session *c, struct error *err)
{
	if (look(a, c, "", err) == SANREQ_OK && !a->group_seen)
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

	if (!there && !is_any_missing(a))
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

	if ((a->states = calloc(a->n + 1, 1)) == NULL)
		return error_memory(err);
	if (look(a, a->session,
		session_is_catalog(a->session) ? "" : root->domain,
		err) != SANREQ_OK ||
	    look_further(a, root, err) != SANREQ_OK)
		return err->status;
	while (next_batch(a, &b)) {
		report_batch(&b, root->domain, "accounts", true);
		report_batch(&b, root->domain, "accounts-failed", false);
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
