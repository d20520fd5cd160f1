/*
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "fetch/deadline.h"
#include "fetch/entry.h"
#include "fetch/result.h"
#include "fetch/session.h"

#define PAGE_SIZE       1000 /* MaxPageSize of Active Directory */
#define EMPTY_PAGES_MAX 100
#define ENTRIES_MAX     5000000
/* A directory may be set to smaller pages, and give less when it is busy; but
 * beyond the first PAGES_FREE, pages hold PAGE_LEAST entries on average. */
#define PAGES_FREE 1000
#define PAGE_LEAST 10
#define FLUSH_MS   1000 /* the reader must see that we are alive */
#define BASE_MAX   4096

struct search {
	struct session *s;
	const char *base;
	const char *what; /* "search below "BASE"", for messages */
	bool paged;
	struct berval cookie;
	uint64_t before;  /* entries before this page */
	unsigned empty;   /* empty pages in a row */
	char *first;      /* DN of the page's first entry, or NULL */
	char *last_first; /* of the page before */
	int64_t flushed;  /* deadline_now() */
};

static enum sanreq_status
send_request(struct search *q, int *msgid, struct error *err)
{
	struct session *s = q->s;
	LDAPControl *page = NULL, *ctrls[2] = {NULL, NULL};
	char *everything[] = {NULL};
	char **attrs;
	int rc;

	deadline_arm();
	attrs = s->opt->attributes[0] != NULL
		    ? (char **)(uintptr_t)s->opt->attributes
		    : everything;
	if (q->paged && ldap_create_page_control(s->ld, PAGE_SIZE,
			    q->cookie.bv_len != 0 ? &q->cookie : NULL, 1,
			    &page) != LDAP_SUCCESS)
		return error_memory(err);
	ctrls[0] = page;
	rc = ldap_search_ext(s->ld, q->base, LDAP_SCOPE_SUBTREE, s->opt->filter,
	    attrs, 0, q->paged ? ctrls : NULL, NULL, NULL, 0, msgid);
	if (page != NULL)
		ldap_control_free(page);
	if (rc == LDAP_FILTER_ERROR)
		return error_set(err, SANREQ_USAGE,
		    "%s: \"%s\" is no LDAP filter", s->where,
		    QUOTES(s->opt->filter));
	if (rc != LDAP_SUCCESS)
		return session_lost(s, q->what, err);
	s->requests++;
	s->pages++;
	q->before = s->entries;
	return SANREQ_OK;
}

static enum sanreq_status
check_progress(struct search *q, struct error *err)
{
	struct session *s = q->s;
	int64_t now = deadline_now();

	if (s->entries > ENTRIES_MAX)
		return error_set(err, SANREQ_LIMIT, "%s: more than %d entries",
		    s->where, ENTRIES_MAX);
	if (now - q->flushed > FLUSH_MS) {
		q->flushed = now;
		(void)out_flush(s->out);
	}
	if (out_failed(s->out))
		return error_set(
		    err, SANREQ_OUTPUT, "standard output was closed");
	return SANREQ_OK;
}

/* Continuation references are not followed: the reader is told of them. */
static enum sanreq_status
take_reference(struct search *q, LDAPMessage *msg, struct error *err)
{
	enum sanreq_status status = SANREQ_OK;
	char **refs = NULL;

	if (ldap_parse_reference(q->s->ld, msg, &refs, NULL, 0) ==
		LDAP_SUCCESS &&
	    refs != NULL && refs[0] != NULL && q->s->references == 0)
		status = buf_addf(&q->s->unread, err,
		    "a part of the directory is on another server: \"%s\"",
		    QUOTES(refs[0]));
	q->s->references++;
	ldap_memvfree((void **)refs);
	return status;
}

static void
remember_first(struct search *q, LDAPMessage *entry)
{
	if (q->first == NULL)
		q->first = ldap_get_dn(q->s->ld, entry);
}

/* Takes the messages of one page up to its result, which the caller owns. */
static enum sanreq_status
drain_page(struct search *q, int msgid, LDAPMessage **result, struct error *err)
{
	enum sanreq_status status = SANREQ_OK;
	LDAPMessage *msg = NULL;
	int type;

	for (;;) {
		if (session_wait(q->s, msgid, LDAP_MSG_ONE, q->what, &msg,
			err) != SANREQ_OK)
			return err->status;
		type = ldap_msgtype(msg);
		if (type == LDAP_RES_SEARCH_RESULT) {
			*result = msg;
			return SANREQ_OK;
		}
		if (type == LDAP_RES_SEARCH_ENTRY) {
			remember_first(q, msg);
			status = entry_write(q->s, msg, err);
		} else if (type == LDAP_RES_SEARCH_REFERENCE) {
			status = take_reference(q, msg, err);
		}
		ldap_msgfree(msg);
		msg = NULL;
		if (status != SANREQ_OK || check_progress(q, err) != SANREQ_OK)
			return err->status;
	}
}

/* The cookie for the next page, of length 0 when this was the last. */
static enum sanreq_status
take_cookie(struct search *q, LDAPControl **ctrls, struct berval *cookie,
    struct error *err)
{
	LDAPControl *c =
	    ldap_control_find(LDAP_CONTROL_PAGEDRESULTS, ctrls, NULL);
	ber_int_t estimate = 0;

	cookie->bv_val = NULL;
	cookie->bv_len = 0;
	if (c == NULL)
		return SANREQ_OK;
	if (ldap_parse_pageresponse_control(q->s->ld, c, &estimate, cookie) !=
	    LDAP_SUCCESS)
		return error_set(err, SANREQ_DIRECTORY,
		    "%s: %s: a broken paged results control", q->s->where,
		    q->what);
	return SANREQ_OK;
}

/* Is the server giving the same page again and again? */
static enum sanreq_status
check_cookie(struct search *q, const struct berval *cookie, struct error *err)
{
	bool none = q->s->entries == q->before, again;

	q->empty = none ? q->empty + 1 : 0;
	again = cookie->bv_len == q->cookie.bv_len &&
		memcmp(cookie->bv_val, q->cookie.bv_val, cookie->bv_len) == 0 &&
		(none || (q->first != NULL && q->last_first != NULL &&
			     strcmp(q->first, q->last_first) == 0));
	if (again || q->empty > EMPTY_PAGES_MAX ||
	    q->s->pages > PAGES_FREE + q->s->entries / PAGE_LEAST)
		return error_set(err, SANREQ_DIRECTORY,
		    "%s: %s: the server pages in a loop (page %" PRIu64
		    ", %" PRIu64 " entries)",
		    q->s->where, q->what, q->s->pages, q->s->entries);
	return SANREQ_OK;
}

static void
turn_page(struct search *q, struct berval *cookie)
{
	ber_memfree(q->cookie.bv_val);
	q->cookie = *cookie;
	ldap_memfree(q->last_first);
	q->last_first = q->first;
	q->first = NULL;
	cookie->bv_val = NULL;
	cookie->bv_len = 0;
}

/* One page; *msgid becomes that of the next, or -1 after the last. */
static enum sanreq_status
one_page(struct search *q, int *msgid, struct error *err)
{
	LDAPMessage *result = NULL;
	LDAPControl **ctrls = NULL;
	struct berval cookie = {0, NULL};
	int code;

	if (drain_page(q, *msgid, &result, err) != SANREQ_OK)
		return err->status;
	*msgid = -1;
	if (result_check(q->s, result, q->what, &ctrls, &code, err) !=
	    SANREQ_OK) {
		/* a server without paging: once more, in one piece */
		if (code == LDAP_UNAVAILABLE_CRITICAL_EXTENSION && q->paged &&
		    q->s->pages == 1) {
			error_clear(err);
			q->paged = false;
			(void)send_request(q, msgid, err);
		}
		goto out;
	}
	if (!q->paged || take_cookie(q, ctrls, &cookie, err) != SANREQ_OK ||
	    cookie.bv_len == 0 || check_cookie(q, &cookie, err) != SANREQ_OK)
		goto out;
	turn_page(q, &cookie);
	(void)send_request(q, msgid, err);
out:
	ldap_controls_free(ctrls);
	ber_memfree(cookie.bv_val);
	return err->status;
}

/* configurationNamingContext of the rootDSE, as "CN=Services,<it>". */
static enum sanreq_status
take_base(
    struct session *s, LDAPMessage *msg, struct buf *base, struct error *err)
{
	LDAPMessage *entry = ldap_first_entry(s->ld, msg);
	enum sanreq_status status = SANREQ_OK;
	struct berval **values = NULL;

	if (entry != NULL)
		values = ldap_get_values_len(
		    s->ld, entry, "configurationNamingContext");
	if (values == NULL || values[0] == NULL || values[0]->bv_len == 0 ||
	    memchr(values[0]->bv_val, '\0', values[0]->bv_len) != NULL)
		error_set(err, SANREQ_DIRECTORY,
		    "%s: the rootDSE has no configurationNamingContext, so "
		    "this is no Active Directory: give --base DN",
		    s->where);
	else if (buf_adds(base, "CN=Services,", err) == SANREQ_OK)
		status =
		    buf_add(base, values[0]->bv_val, values[0]->bv_len, err);
	ldap_value_free_len(values);
	return status != SANREQ_OK ? status : err->status;
}

static enum sanreq_status
find_base(struct session *s, struct buf *base, struct error *err)
{
	char attr[] = "configurationNamingContext", *attrs[] = {attr, NULL};
	LDAPMessage *msg = NULL;
	int msgid, code;

	if (s->opt->base != NULL)
		return buf_adds(base, s->opt->base, err);
	if (s->url->lud_dn != NULL && s->url->lud_dn[0] != '\0')
		return buf_adds(base, s->url->lud_dn, err);
	if (s->context.len != 0)
		return buf_addf(
		    base, err, "CN=Services,%s", buf_text(&s->context));
	deadline_arm();
	if (ldap_search_ext(s->ld, "", LDAP_SCOPE_BASE, "(objectClass=*)",
		attrs, 0, NULL, NULL, NULL, 1, &msgid) != LDAP_SUCCESS)
		return session_lost(s, "rootDSE", err);
	s->requests++;
	if (session_wait(s, msgid, LDAP_MSG_ALL, "rootDSE", &msg, err) !=
	    SANREQ_OK)
		return err->status;
	if (take_base(s, msg, base, err) != SANREQ_OK) {
		/* the server's own words go first */
		struct error own = {0};

		if (result_check(s, msg, "rootDSE", NULL, &code, &own) !=
		    SANREQ_OK)
			*err = own;
		return err->status;
	}
	return result_check(s, msg, "rootDSE", NULL, &code, err);
}

enum sanreq_status
search_run(struct session *s, struct error *err)
{
	struct search q = {.s = s, .paged = true};
	struct buf base, what;
	int msgid = -1;

	buf_init(&base, BASE_MAX);
	buf_init(&what, BASE_MAX);
	if (find_base(s, &base, err) != SANREQ_OK ||
	    buf_addf(&what, err, "search below \"%s\"",
		QUOTE(base.data, base.len)) != SANREQ_OK)
		goto out;
	q.base = buf_text(&base);
	q.what = buf_text(&what);
	q.flushed = deadline_now();
	if (send_request(&q, &msgid, err) != SANREQ_OK)
		goto out;
	while (msgid != -1 && one_page(&q, &msgid, err) == SANREQ_OK)
		;
out:
	ber_memfree(q.cookie.bv_val);
	ldap_memfree(q.first);
	ldap_memfree(q.last_first);
	buf_release(&base);
	buf_release(&what);
	return err->status;
}
