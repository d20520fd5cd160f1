/*
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "fetch/accounts.h"
#include "fetch/chase.h"
#include "fetch/deadline.h"
#include "fetch/entry.h"
#include "fetch/probe.h"
#include "fetch/result.h"
#include "fetch/rootdse.h"
#include "fetch/search.h"
#include "fetch/seen.h"

#define PAGE_SIZE       1000 /* MaxPageSize of Active Directory */
#define EMPTY_PAGES_MAX 100
#define ENTRIES_MAX     5000000
/* A directory may be set to smaller pages, and give less when it is busy; but
 * beyond the first PAGES_FREE, pages hold PAGE_LEAST entries on average. */
#define PAGES_FREE 1000
#define PAGE_LEAST 10
#define FLUSH_MS   1000 /* the reader must see that we are alive */
#define BASE_MAX   4096

/* MS-ADTS 3.1.1.3.1.10: attributes of its partial set alone, of which the URLs
 * of virtual directories are none */
#define CATALOG_SAYS                                                        \
	"a global catalog shows only some attributes of each object: give " \
	"the "                                                              \
	"URL without its port"

struct search {
	struct session *s;
	const struct search_spec *spec;
	const char *what; /* "search below "BASE"", for messages */
	bool paged;
	struct berval cookie;
	uint64_t entries;
	uint64_t pages;
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
	LDAPControl *page = NULL, *ctrls[3] = {NULL, NULL, NULL};
	const struct search_spec *spec = q->spec;
	int rc;

	deadline_arm();
	if (q->paged && ldap_create_page_control(s->ld, PAGE_SIZE,
			    q->cookie.bv_len != 0 ? &q->cookie : NULL, 1,
			    &page) != LDAP_SUCCESS)
		return error_memory(err);
	ctrls[0] = page != NULL ? page : spec->control;
	ctrls[1] = page != NULL ? spec->control : NULL;
	rc = ldap_search_ext(s->ld, spec->base, spec->scope, spec->filter,
	    spec->attributes, 0, ctrls[0] != NULL ? ctrls : NULL, NULL, NULL, 0,
	    msgid);
	if (page != NULL)
		ldap_control_free(page);
	if (rc == LDAP_FILTER_ERROR)
		return error_set(err, SANREQ_USAGE,
		    "%s: \"%s\" is no LDAP filter", s->where,
		    QUOTES(spec->filter));
	if (rc != LDAP_SUCCESS)
		return session_lost(s, q->what, err);
	s->requests++;
	s->pages++;
	q->pages++;
	q->before = q->entries;
	return SANREQ_OK;
}

static enum sanreq_status
check_progress(struct search *q, struct error *err)
{
	struct session *s = q->s;
	int64_t now = deadline_now();

	if (q->entries > ENTRIES_MAX)
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

static enum sanreq_status
take_reference(struct search *q, LDAPMessage *msg, struct error *err)
{
	char **refs = NULL;

	if (q->spec->references_expected)
		return SANREQ_OK;
	if (ldap_parse_reference(q->s->ld, msg, &refs, NULL, 0) == LDAP_SUCCESS)
		(void)!chase_note(q->s, refs, err);
	q->s->references++;
	ldap_memvfree((void **)refs);
	return err->status;
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
			q->entries++;
			status = q->spec->entry(q->s, msg, q->spec->arg, err);
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
	bool none = q->entries == q->before, again;

	q->empty = none ? q->empty + 1 : 0;
	again = cookie->bv_len == q->cookie.bv_len &&
		memcmp(cookie->bv_val, q->cookie.bv_val, cookie->bv_len) == 0 &&
		(none || (q->first != NULL && q->last_first != NULL &&
			     strcmp(q->first, q->last_first) == 0));
	if (again || q->empty > EMPTY_PAGES_MAX ||
	    q->pages > PAGES_FREE + q->entries / PAGE_LEAST)
		return error_set(err, SANREQ_DIRECTORY,
		    "%s: %s: the server pages in a loop (page %" PRIu64
		    ", %" PRIu64 " entries)",
		    q->s->where, q->what, q->pages, q->entries);
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
one_page(struct search *q, int *msgid, int *code, struct error *err)
{
	LDAPMessage *result = NULL;
	LDAPControl **ctrls = NULL;
	struct berval cookie = {0, NULL};

	if (drain_page(q, *msgid, &result, err) != SANREQ_OK)
		return err->status;
	*msgid = -1;
	if (result_check(q->s, result, q->what, &ctrls, code, err) !=
	    SANREQ_OK) {
		/* a server without paging: once more, in one piece */
		if (*code == LDAP_UNAVAILABLE_CRITICAL_EXTENSION && q->paged &&
		    q->pages == 1) {
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

enum sanreq_status
search_do(struct session *s, const struct search_spec *spec, int *code,
    struct error *err)
{
	struct search q = {.s = s,
	    .spec = spec,
	    .paged = spec->scope != LDAP_SCOPE_BASE,
	    .flushed = deadline_now()};
	int msgid = -1, rc = -1;
	struct buf what;

	buf_init(&what, BASE_MAX);
	*code = -1;
	if (buf_addf(&what, err, "search below \"%s\"", QUOTES(spec->base)) !=
	    SANREQ_OK)
		goto out;
	q.what = buf_text(&what);
	if (send_request(&q, &msgid, err) != SANREQ_OK)
		goto out;
	while (msgid != -1 && one_page(&q, &msgid, &rc, err) == SANREQ_OK)
		rc = -1;
	*code = err->status != SANREQ_OK ? rc : -1;
out:
	ber_memfree(q.cookie.bv_val);
	ldap_memfree(q.first);
	ldap_memfree(q.last_first);
	buf_release(&what);
	return err->status;
}

static enum sanreq_status
find_base(struct session *s, const struct rootdse *root, struct buf *base,
    struct error *err)
{
	if (s->opt->base != NULL)
		return buf_adds(base, s->opt->base, err);
	if (s->url->lud_dn != NULL && s->url->lud_dn[0] != '\0')
		return buf_adds(base, s->url->lud_dn, err);
	if (s->context.len != 0)
		return buf_addf(base, err, "%s,%s", SEARCH_CONTAINER,
		    buf_text(&s->context));
	if (root->config == NULL)
		return error_set(err, SANREQ_DIRECTORY,
		    "%s: the rootDSE has no configurationNamingContext, so "
		    "this is no Active Directory: give --base DN",
		    s->where);
	return buf_addf(base, err, SEARCH_CONTAINER ",%s", root->config);
}

/* With a base of the user's the rootDSE is welcome, but not needed. */
static enum sanreq_status
learn_root(struct session *s, struct rootdse *root, struct error *err)
{
	const struct fetch_options *o = s->opt;
	bool needed = o->base == NULL && s->context.len == 0 &&
		      (s->url->lud_dn == NULL || s->url->lud_dn[0] == '\0');

	if (!needed && o->probes[0] == NULL && !o->chase)
		return SANREQ_OK;
	if (rootdse_read(s, root, err) != SANREQ_OK && !needed &&
	    err->status != SANREQ_NETWORK && err->status != SANREQ_NO_MEMORY)
		error_clear(err);
	return err->status;
}

static enum sanreq_status
take_entry(struct session *s, LDAPMessage *entry, void *arg, struct error *err)
{
	struct seen *seen = arg;
	struct berval dn;
	BerElement *ber = NULL;

	if (entry_write(s, entry, err) != SANREQ_OK || seen == NULL ||
	    ldap_get_dn_ber(s->ld, entry, &ber, &dn) != LDAP_SUCCESS)
		return err->status;
	(void)!seen_parent(seen, dn.bv_val, dn.bv_len, err);
	ber_free(ber, 0);
	return err->status;
}

/* The main search. A referral instead of an answer is chased like others. */
static enum sanreq_status
main_search(
    struct session *s, const char *base, struct seen *seen, struct error *err)
{
	char *everything[] = {NULL};
	struct search_spec spec = {.base = base,
	    .scope = LDAP_SCOPE_SUBTREE,
	    .filter = s->opt->filter,
	    .attributes = everything,
	    .entry = take_entry,
	    .arg = seen};
	int code;

	if (s->opt->attributes[0] != NULL)
		spec.attributes = (char **)(uintptr_t)s->opt->attributes;
	if (search_do(s, &spec, &code, err) == SANREQ_OK &&
	    session_is_catalog(s))
		return buf_addf(&s->unread, err, "%s" CATALOG_SAYS,
		    s->unread.len != 0 ? "; " : "");
	if (err->status == SANREQ_OK || code != LDAP_REFERRAL ||
	    !s->opt->chase || s->chase == NULL)
		return err->status;
	error_clear(err);
	return SANREQ_OK;
}

enum sanreq_status
search_run(struct session *s, struct error *err)
{
	struct rootdse root = {0};
	struct seen *seen = NULL;
	struct buf base;

	buf_init(&base, BASE_MAX);
	if ((s->opt->probes[0] != NULL && (seen = seen_new(err)) == NULL) ||
	    learn_root(s, &root, err) != SANREQ_OK ||
	    chase_forest(s, root.forest, err) != SANREQ_OK ||
	    find_base(s, &root, &base, err) != SANREQ_OK ||
	    main_search(s, buf_text(&base), seen, err) != SANREQ_OK)
		goto out;
	if (seen != NULL)
		(void)!probe_run(s, &root, buf_text(&base), seen, err);
out:
	seen_free(&seen);
	rootdse_release(&root);
	buf_release(&base);
	return err->status;
}
