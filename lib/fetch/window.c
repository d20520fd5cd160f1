/*
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>

#include "fetch/deadline.h"
#include "fetch/window.h"

#define ALIVE_MS 1000 /* who reads must see that something goes on */

struct slot {
	int msgid;
	struct window_search *search;
};

struct window {
	struct session *s;
	const char *what;
	struct slot slots[WINDOW_SIZE];
	size_t n; /* under way */
	int64_t until;
	int64_t alive; /* deadline_now() when the reader last saw something */
};

static enum sanreq_status
send_one(struct window *w, struct window_search *search, struct error *err)
{
	const struct search_spec *spec = &search->spec;
	LDAPControl *ctrls[] = {spec->control, NULL};
	struct session *s = w->s;
	int msgid;

	deadline_arm();
	if (ldap_search_ext(s->ld, spec->base, spec->scope, spec->filter,
		spec->attributes, 0, spec->control != NULL ? ctrls : NULL, NULL,
		NULL, 0, &msgid) != LDAP_SUCCESS)
		return session_lost(s, w->what, err);
	s->requests++;
	s->pages++;
	w->slots[w->n++] = (struct slot){msgid, search};
	return SANREQ_OK;
}

static struct slot *
slot_of(struct window *w, int msgid)
{
	for (size_t i = 0; i < w->n; i++)
		if (w->slots[i].msgid == msgid)
			return &w->slots[i];
	return NULL;
}

static enum sanreq_status
take_result(
    struct window *w, struct slot *slot, LDAPMessage *msg, struct error *err)
{
	int rc = ldap_parse_result(
	    w->s->ld, msg, &slot->search->code, NULL, NULL, NULL, NULL, 0);

	if (rc != LDAP_SUCCESS)
		return error_set(err, SANREQ_DIRECTORY,
		    "%s: %s: an answer that is no LDAP: %s", w->s->where,
		    w->what, ldap_err2string(rc));
	*slot = w->slots[--w->n];
	return SANREQ_OK;
}

static enum sanreq_status
take_message(
    struct window *w, struct slot *slot, LDAPMessage *msg, struct error *err)
{
	const struct search_spec *spec = &slot->search->spec;
	int type = ldap_msgtype(msg);

	if (type == LDAP_RES_SEARCH_ENTRY)
		return spec->entry(w->s, msg, spec->arg, err);
	if (type == LDAP_RES_SEARCH_RESULT)
		return take_result(w, slot, msg, err);
	if (type == LDAP_RES_SEARCH_REFERENCE || type == LDAP_RES_INTERMEDIATE)
		return SANREQ_OK;
	return error_set(err, SANREQ_DIRECTORY,
	    "%s: %s: an answer to something else (type 0x%x)", w->s->where,
	    w->what, (unsigned)type);
}

/* The next message, of whichever it is; of none when it was not asked for. */
static enum sanreq_status
take_one(struct window *w, struct error *err)
{
	LDAPMessage *msg = NULL;
	struct slot *slot;

	if (session_wait(w->s, LDAP_RES_ANY, LDAP_MSG_ONE, w->what, &msg,
		err) != SANREQ_OK)
		return err->status;
	if ((slot = slot_of(w, ldap_msgid(msg))) != NULL)
		(void)!take_message(w, slot, msg, err);
	ldap_msgfree(msg);
	return err->status;
}

static enum sanreq_status
show_life(struct window *w, int64_t now, struct error *err)
{
	if (now - w->alive < ALIVE_MS)
		return SANREQ_OK;
	w->alive = now;
	out_comment(w->s->out, w->what);
	if (!out_failed(w->s->out))
		return SANREQ_OK;
	return error_set(err, SANREQ_OUTPUT, "standard output was closed");
}

static void
abandon_all(struct window *w)
{
	while (w->n > 0)
		(void)ldap_abandon_ext(
		    w->s->ld, w->slots[--w->n].msgid, NULL, NULL);
}

static bool
tells_nothing(int code)
{
	return code >= 0 && code != LDAP_SUCCESS &&
	       code != LDAP_NO_SUCH_OBJECT && code != LDAP_INSUFFICIENT_ACCESS;
}

static enum sanreq_status
again(struct window *w, struct window_search *search, struct error *err)
{
	int code = -1;

	if (search->forget != NULL)
		search->forget(search->spec.arg);
	if (search_do(w->s, &search->spec, &code, err) == SANREQ_OK)
		code = LDAP_SUCCESS;
	else if (code >= 0)
		error_clear(err);
	search->code = code;
	return err->status;
}

enum sanreq_status
window_run(struct session *s, struct window_search *list, size_t n,
    const char *what, int64_t until, struct error *err)
{
	int64_t now = deadline_now();
	struct window w = {.s = s, .what = what, .until = until, .alive = now};
	size_t sent = 0;

	for (size_t i = 0; i < n; i++)
		list[i].code = -1;
	while ((sent < n || w.n > 0) && now <= until) {
		if (sent < n && w.n < WINDOW_SIZE)
			(void)!send_one(&w, &list[sent++], err);
		else
			(void)!take_one(&w, err);
		now = deadline_now();
		if (err->status != SANREQ_OK ||
		    show_life(&w, now, err) != SANREQ_OK)
			break;
	}
	abandon_all(&w);
	for (size_t i = 0; i < sent && err->status == SANREQ_OK; i++)
		if (tells_nothing(list[i].code) && deadline_now() <= until &&
		    again(&w, &list[i], err) == SANREQ_OK)
			(void)!show_life(&w, deadline_now(), err);
	return err->status;
}
