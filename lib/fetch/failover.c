/*
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "fetch/chase.h"
#include "fetch/deadline.h"
#include "fetch/failover.h"
#include "fetch/search.h"
#include "fetch/result.h"

#define SAID_MAX      (ERROR_TEXT_MAX - 400) /* of all, in the error */
#define SAID_ONE      300                    /* of one, there */
#define CONNECT_PARTS 4 /* of the time limit: a connection takes no longer */

struct failover {
	struct session *s;
	const struct locate *found;
	const struct secret *password;
	const char *url; /* session.where without a server */
	char where[TEXT_QUOTE_MAX + DNS_NAME_MAX + 16];
	struct dns_addresses addresses;
	struct buf said;
	size_t unsaid;
	int64_t until;
};

static bool
is_false(LDAP *ld, LDAPMessage *entry, const char *name)
{
	struct berval **values = ldap_get_values_len(ld, entry, name);
	bool yes = values != NULL && values[0] != NULL &&
		   text_same(values[0]->bv_val, values[0]->bv_len, "FALSE", 5);

	ldap_value_free_len(values);
	return yes;
}

static enum sanreq_status
take_context(struct session *s, LDAPMessage *entry, struct error *err)
{
	struct berval **values =
	    ldap_get_values_len(s->ld, entry, "configurationNamingContext");

	buf_clear(&s->context);
	if (values != NULL && values[0] != NULL && values[0]->bv_len != 0 &&
	    memchr(values[0]->bv_val, '\0', values[0]->bv_len) == NULL &&
	    buf_add(&s->context, values[0]->bv_val, values[0]->bv_len, err) !=
		SANREQ_OK)
		error_prefix(err, "%s: rootDSE", s->where);
	ldap_value_free_len(values);
	return err->status;
}

/* Reads the rootDSE before anything is staked on the server. What it does not
 * tell the anonymous is no reason to leave it. */
static enum sanreq_status
check_ready(struct session *s, struct error *err)
{
	char sync[] = "isSynchronized",
	     context[] = "configurationNamingContext";
	char *attrs[] = {sync, context, NULL};
	LDAPMessage *msg = NULL, *entry;
	int msgid, code;

	deadline_arm();
	if (ldap_search_ext(s->ld, "", LDAP_SCOPE_BASE, "(objectClass=*)",
		attrs, 0, NULL, NULL, NULL, 1, &msgid) != LDAP_SUCCESS)
		return session_lost(s, "rootDSE", err);
	s->requests++;
	if (session_wait(s, msgid, LDAP_MSG_ALL, "rootDSE", &msg, err) !=
	    SANREQ_OK)
		return err->status;
	if ((entry = ldap_first_entry(s->ld, msg)) != NULL) {
		if (is_false(s->ld, entry, sync))
			error_set(err, SANREQ_NETWORK,
			    "%s: not ready: it has not replicated yet "
			    "(isSynchronized is FALSE)",
			    s->where);
		else
			(void)take_context(s, entry, err);
	}
	if (err->status != SANREQ_OK) {
		ldap_msgfree(msg);
		return err->status;
	}
	if (result_check(s, msg, "rootDSE", NULL, &code, err) != SANREQ_OK &&
	    code != LDAP_BUSY && code != LDAP_UNAVAILABLE && code >= 0)
		error_clear(err);
	return err->status;
}

static enum sanreq_status
attempt(struct failover *f, const struct controller *c, struct error *err)
{
	struct session *s = f->s;

	if (dns_target_addresses(s->dns, c->host, s->connect_seconds,
		&f->addresses, err) != SANREQ_OK)
		return error_prefix(err, "%s", s->where);
	s->peer.host = c->host;
	s->peer.port = c->port;
	s->peer.addresses = &f->addresses;
	if (session_connect(s, err) != SANREQ_OK ||
	    check_ready(s, err) != SANREQ_OK ||
	    session_bind(s, f->password, err) != SANREQ_OK)
		return err->status;
	return search_run(s, err);
}

static bool
may_go_on(const struct session *s, const struct error *err)
{
	if (s->entries != 0 || out_failed(s->out))
		return false;
	return err->status == SANREQ_NETWORK ||
	       (err->status == SANREQ_DIRECTORY &&
		   (s->code == LDAP_BUSY || s->code == LDAP_UNAVAILABLE));
}

/* Remembers why a server was left. */
static enum sanreq_status
remember(struct failover *f, const char *text, struct error *err)
{
	struct session *s = f->s;
	size_t url = strlen(f->url);

	if (strncmp(text, f->url, url) == 0 && text[url] == ':')
		text += url + 2;
	session_detail(s, "%s", text);
	if (s->tls_failed) {
		struct error full = {0};

		if (buf_addf(&s->note, &full,
			"%s%s; another domain controller "
			"was tried",
			s->note.len != 0 ? "; " : "", text) != SANREQ_OK)
			session_detail(s, "%s", full.text);
	}
	if (f->found->n == 1)
		return buf_addf(&f->said, err, "%.*s", SAID_MAX - 1, text);
	if (f->said.len + SAID_ONE > SAID_MAX) {
		f->unsaid++;
		return SANREQ_OK;
	}
	return buf_addf(&f->said, err, "%s%.*s", f->said.len != 0 ? "; " : "",
	    SAID_ONE - 2, text);
}

/* Leaves the server: its answers so far count for nothing. */
static void
leave(struct session *s, size_t note)
{
	session_drop(s);
	deadline_renew();
	buf_clear(&s->unread);
	buf_clear(&s->context);
	chase_release(s);
	s->references = 0;
	s->pages = 0;
	s->note.len = note;
	if (s->note.data != NULL)
		s->note.data[note] = '\0';
	out_comment(s->out, "trying the next domain controller");
}

static enum sanreq_status
none_served(const struct failover *f, size_t tried, struct error *err)
{
	char rest[100] = "", more[100] = "";

	if (f->unsaid != 0)
		snprintf(
		    more, sizeof(more), "; and %zu more (-v tells)", f->unsaid);
	if (tried < f->found->n)
		snprintf(rest, sizeof(rest),
		    "; %zu more were not tried within %u s",
		    f->found->n - tried, LOCATE_TIMEOUTS * f->s->opt->timeout);
	return error_set(err, SANREQ_NETWORK,
	    "%s: no domain controller of \"%s\" can serve: %s%s%s", f->url,
	    f->found->domain, buf_text(&f->said), more, rest);
}

static enum sanreq_status
run(struct failover *f, struct error *err)
{
	struct session *s = f->s;
	const struct controller *c;
	size_t i, note;

	for (i = 0; i < f->found->n && deadline_now() < f->until; i++) {
		struct error why = {0};

		c = &f->found->list[i];
		snprintf(f->where, sizeof(f->where), "%s: %s:%u", f->url,
		    c->host, c->port);
		note = s->note.len;
		if (attempt(f, c, &why) == SANREQ_OK) {
			session_detail(s, "%s:%u was read", c->host, c->port);
			return SANREQ_OK;
		}
		if (!may_go_on(s, &why)) {
			*err = why;
			return err->status;
		}
		leave(s, note);
		if (remember(f, why.text, err) != SANREQ_OK)
			return err->status;
	}
	return none_served(f, i, err);
}

static enum sanreq_status
run_all(struct session *s, const struct locate *found,
    const struct secret *password, struct error *err)
{
	struct failover *f = calloc(1, sizeof(*f)); /* large for a frame */
	unsigned timeout = s->opt->timeout;

	if (f == NULL)
		return error_memory(err);
	f->s = s;
	f->found = found;
	f->password = password;
	f->url = s->where;
	f->until = deadline_now() + (int64_t)timeout * 1000 * LOCATE_TIMEOUTS;
	buf_init(&f->said, SAID_MAX);
	s->connect_seconds = (timeout + CONNECT_PARTS - 1) / CONNECT_PARTS;
	s->where = f->where;
	(void)run(f, err);
	s->where = f->url;
	s->peer.addresses = NULL; /* they end with f */
	buf_release(&f->said);
	free(f);
	return err->status;
}

enum sanreq_status
failover_read(struct session *s, struct locate *found,
    const struct secret *password, struct error *err)
{
	if (locate_find(found, s, err) != SANREQ_OK)
		return err->status;
	if (found->n != 0)
		return run_all(s, found, password, err);
	if (session_connect(s, err) != SANREQ_OK ||
	    session_bind(s, password, err) != SANREQ_OK)
		return err->status;
	return search_run(s, err);
}
