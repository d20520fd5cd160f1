/*
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "fetch/deadline.h"
#include "fetch/listing.h"
#include "fetch/seen.h"
#include "fetch/window.h"

#define SD_FLAGS_OID "1.2.840.113556.1.4.801" /* MS-ADTS 3.1.1.3.4.1.11 */
#define SLOTS_FIRST  256                      /* a power of two */

/* One search, of children or of the object itself. */
struct asking {
	struct listings *all;
	struct listing *listing;
	bool own;
};

/* What all the searches of a round have in common. */
struct round {
	char class[sizeof("objectClass")];
	char descriptor[sizeof("nTSecurityDescriptor")];
	char subordinates[sizeof("hasSubordinates")];
	char *children[2], *own[4];
	char oid[sizeof(SD_FLAGS_OID)];
	char flags[5];
	LDAPControl control;
	struct asking *askings;
	struct window_search *searches;
	size_t n;
};

static bool
has_class(struct berval **values, const char *class)
{
	for (; *values != NULL; values++)
		if (text_same((*values)->bv_val, (*values)->bv_len, class,
			strlen(class)))
			return true;
	return false;
}

static bool
is_child(const char *dn, const struct listing *l)
{
	const char *parent = seen_parent_of(dn, strlen(dn));

	return parent != NULL && text_casecmp(parent, l->dn) == 0;
}

/* There may be no room for it; it is counted all the same. So is what is no
 * child: it would be met again at the end of other paths. */
static enum sanreq_status
keep_child(struct listings *all, struct listing *l, const struct child *child,
    struct error *err)
{
	size_t bytes = strlen(child->dn) + 1;
	void *items = l->children;

	if (bytes > CHILD_DN_MAX || all->children == CHILDREN_MAX ||
	    bytes > CHILDREN_BYTES - all->bytes || !is_child(child->dn, l)) {
		ldap_memfree(child->dn);
		return SANREQ_OK;
	}
	if (array_grow(&items, &l->cap, sizeof(*l->children), l->kept + 1,
		err) != SANREQ_OK) {
		ldap_memfree(child->dn);
		return err->status;
	}
	l->children = items;
	l->children[l->kept++] = *child;
	all->children++;
	all->bytes += bytes;
	return SANREQ_OK;
}

static enum sanreq_status
take_child(struct session *s, LDAPMessage *entry, void *arg, struct error *err)
{
	struct asking *a = arg;
	struct listing *l = a->listing;
	struct child child = {.dn = ldap_get_dn(s->ld, entry)};
	struct berval **classes;

	if (child.dn == NULL)
		return error_set(err, SANREQ_DIRECTORY,
		    "%s: an entry without a DN", s->where);
	classes = ldap_get_values_len(s->ld, entry, "objectClass");
	child.readable = classes != NULL && classes[0] != NULL;
	child.wanted = !child.readable || l->class[0] == '\0' ||
		       has_class(classes, l->class);
	ldap_value_free_len(classes);
	l->unreadable += !child.readable;
	l->n++;
	return keep_child(a->all, l, &child, err);
}

static void
drop_child(struct listings *all, char *dn)
{
	all->children--;
	all->bytes -= strlen(dn) + 1;
	ldap_memfree(dn);
}

static int
order_children(const void *a, const void *b)
{
	const struct child *x = a, *y = b;

	return text_casecmp(x->dn, y->dn);
}

/* A child that the server gave more than once is one. */
static void
drop_doubles(struct listings *all, struct listing *l)
{
	size_t n = 0;

	if (l->kept < 2)
		return;
	qsort(l->children, l->kept, sizeof(*l->children), order_children);
	for (size_t i = 0; i < l->kept; i++) {
		if (n != 0 &&
		    order_children(&l->children[n - 1], &l->children[i]) == 0) {
			drop_child(all, l->children[i].dn);
			l->n--;
		} else {
			l->children[n++] = l->children[i];
		}
	}
	l->kept = n;
}

/* Makes l as if it were not asked for yet. */
static void
forget_children(struct listings *all, struct listing *l)
{
	while (l->kept > 0)
		drop_child(all, l->children[--l->kept].dn);
	l->n = l->unreadable = 0;
}

static enum sanreq_status
take_own(struct session *s, LDAPMessage *entry, void *arg, struct error *err)
{
	const struct asking *a = arg;
	enum access access = ACCESS_UNKNOWN;
	struct berval **v = ldap_get_values_len(s->ld, entry, "objectClass");
	bool readable = v != NULL && v[0] != NULL;

	(void)err;
	ldap_value_free_len(v);
	v = ldap_get_values_len(s->ld, entry, "nTSecurityDescriptor");
	if (v != NULL && v[0] != NULL)
		access = access_list_contents(v[0], a->all->root->sids);
	ldap_value_free_len(v);
	/* there are some, and none is shown; or there are none */
	v = ldap_get_values_len(s->ld, entry, "hasSubordinates");
	if (access == ACCESS_UNKNOWN && v != NULL && v[0] != NULL)
		access = text_same(v[0]->bv_val, v[0]->bv_len, "FALSE", 5)
			     ? ACCESS_GRANTED
			     : ACCESS_DENIED;
	ldap_value_free_len(v);
	a->listing->access = readable ? access : ACCESS_DENIED;
	return SANREQ_OK;
}

static void
forget(void *arg)
{
	const struct asking *a = arg;

	if (a->own)
		a->listing->access = ACCESS_DENIED;
	else
		forget_children(a->all, a->listing);
}

static bool
is_same(const struct listing *l, const char *dn, const char *class)
{
	return text_casecmp(l->dn, dn) == 0 && strcmp(l->class, class) == 0;
}

static size_t
slot_of(const struct listings *all, const char *dn, const char *class)
{
	size_t i = (size_t)seen_hash(dn, strlen(dn)) >> 1;

	for (i &= all->nslots - 1; all->slots[i] != 0;
	     i = (i + 1) & (all->nslots - 1))
		if (is_same(all->list[all->slots[i] - 1], dn, class))
			break;
	return i;
}

static enum sanreq_status
more_slots(struct listings *all, struct error *err)
{
	size_t n = all->nslots != 0 ? 2 * all->nslots : SLOTS_FIRST;
	uint32_t *slots;

	if (2 * (all->n + 1) <= all->nslots)
		return SANREQ_OK;
	if ((slots = calloc(n, sizeof(*slots))) == NULL)
		return error_memory(err);
	free(all->slots);
	all->slots = slots;
	all->nslots = n;
	for (size_t i = 0; i < all->n; i++)
		slots[slot_of(all, all->list[i]->dn, all->list[i]->class)] =
		    (uint32_t)i + 1;
	return SANREQ_OK;
}

/* Is there time for one more search? Then it is counted. */
static enum listing_result
ask(struct listings *all)
{
	if (all->searches == LISTINGS_MAX || deadline_now() > all->until)
		return LISTING_SKIPPED;
	all->searches++;
	all->asked++;
	return LISTING_ASKED;
}

enum sanreq_status
listing_get(struct listings *all, const char *dn, const char *class,
    struct listing **out, struct error *err)
{
	struct listing *l;
	void *items = all->list;
	size_t i;

	if (more_slots(all, err) != SANREQ_OK)
		return err->status;
	i = slot_of(all, dn, class);
	if (all->slots[i] != 0) {
		*out = all->list[all->slots[i] - 1];
		return SANREQ_OK;
	}
	if (array_grow(&items, &all->cap, sizeof(struct listing *), all->n + 1,
		err) != SANREQ_OK)
		return err->status;
	all->list = items;
	if ((l = calloc(1, sizeof(*l))) == NULL ||
	    (l->dn = strdup(dn)) == NULL) {
		free(l);
		return error_memory(err);
	}
	snprintf(l->class, sizeof(l->class), "%s", class);
	l->result = ask(all);
	all->list[all->n] = *out = l;
	all->slots[i] = (uint32_t)++all->n;
	return SANREQ_OK;
}

void
listing_access(struct listings *all, struct listing *l)
{
	if (l->judged)
		return;
	l->judged = true;
	l->access = ACCESS_DENIED; /* an object that is not shown itself */
	l->own = ask(all);
}

const struct child *
listing_child(const struct listing *l, const char *rdn, size_t n)
{
	for (size_t i = 0; i < l->kept; i++) {
		const char *dn = l->children[i].dn;

		if (strncasecmp(dn, rdn, n) == 0 && dn[n] == ',')
			return &l->children[i];
	}
	return NULL;
}

static void
add_search(struct round *r, struct listings *all, struct listing *l, bool own)
{
	struct asking *a = &r->askings[r->n];

	*a = (struct asking){all, l, own};
	r->searches[r->n++] = (struct window_search){
	    .spec = {.base = l->dn,
		.scope = own ? LDAP_SCOPE_BASE : LDAP_SCOPE_ONELEVEL,
		.filter = "(objectClass=*)",
		.attributes = own ? r->own : r->children,
		.control = own ? &r->control : NULL,
		.references_expected = true,
		.entry = own ? take_own : take_child,
		.arg = a},
	    .forget = forget};
}

/* A resultCode is an answer here. */
static enum listing_result
settle(int code)
{
	switch (code) {
	case -1: return LISTING_SKIPPED;
	case LDAP_SUCCESS: return LISTING_DONE;
	case LDAP_NO_SUCH_OBJECT: return LISTING_MISSING;
	case LDAP_INSUFFICIENT_ACCESS: return LISTING_REFUSED;
	default: return LISTING_FAILED;
	}
}

static enum sanreq_status
make_round(struct round *r, struct listings *all, struct error *err)
{
	for (size_t i = 0; i < all->n && r->n < all->asked; i++) {
		struct listing *l = all->list[i];

		if (l->result == LISTING_ASKED)
			add_search(r, all, l, false);
		if (l->judged && l->own == LISTING_ASKED)
			add_search(r, all, l, true);
	}
	if (window_run(all->s, r->searches, r->n, "search below containers",
		all->until, err) != SANREQ_OK)
		return err->status;
	for (size_t i = 0; i < r->n; i++) {
		struct asking *a = &r->askings[i];

		if (a->own)
			a->listing->own = settle(r->searches[i].code);
		else
			a->listing->result = settle(r->searches[i].code);
		if (!a->own)
			drop_doubles(all, a->listing);
	}
	return SANREQ_OK;
}

enum sanreq_status
listings_ask(struct listings *all, struct error *err)
{
	struct round r = {.class = "objectClass",
	    .descriptor = "nTSecurityDescriptor",
	    .subordinates = "hasSubordinates",
	    .children = {r.class, NULL},
	    .own = {r.class, r.descriptor, r.subordinates, NULL},
	    .oid = SD_FLAGS_OID,
	    /* SEQUENCE { INTEGER 4 }: the discretionary ACL alone */
	    .flags = {0x30, 3, 2, 1, 4},
	    .control = {r.oid, {sizeof(r.flags), r.flags}, 0}};

	/* who waits for records sees that something goes on */
	out_comment(all->s->out, "listing");
	r.askings = calloc(all->asked, sizeof(*r.askings));
	r.searches = calloc(all->asked, sizeof(*r.searches));
	if (r.askings == NULL || r.searches == NULL)
		(void)error_memory(err);
	else
		(void)!make_round(&r, all, err);
	all->asked = 0;
	free(r.askings);
	free(r.searches);
	return err->status;
}

void
listings_release(struct listings *all)
{
	for (size_t i = 0; i < all->n; i++) {
		forget_children(all, all->list[i]);
		free(all->list[i]->children);
		free(all->list[i]->dn);
		free(all->list[i]);
	}
	free(all->list);
	free(all->slots);
	all->list = NULL;
	all->slots = NULL;
	all->n = all->cap = all->nslots = 0;
}
