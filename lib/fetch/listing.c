/*
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "fetch/deadline.h"
#include "fetch/listing.h"
#include "fetch/probe.h"
#include "fetch/search.h"

#define SD_FLAGS_OID "1.2.840.113556.1.4.801" /* MS-ADTS 3.1.1.3.4.1.11 */

struct taking {
	struct listings *all;
	struct listing *listing;
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

static enum sanreq_status
room(struct listing *l, struct error *err)
{
	size_t cap = l->cap != 0 ? 2 * l->cap : 16;
	struct child *more;

	if (l->n < l->cap)
		return SANREQ_OK;
	if ((more = realloc(l->children, cap * sizeof(*more))) == NULL)
		return error_memory(err);
	l->children = more;
	l->cap = cap;
	return SANREQ_OK;
}

static enum sanreq_status
take_child(struct session *s, LDAPMessage *entry, void *arg, struct error *err)
{
	struct taking *t = arg;
	struct listing *l = t->listing;
	struct berval **classes;
	struct child *child;

	if (t->all->children == PROBE_CHILDREN_MAX) {
		l->cut = true;
		return SANREQ_OK;
	}
	if (room(l, err) != SANREQ_OK)
		return err->status;
	child = &l->children[l->n];
	if ((child->dn = ldap_get_dn(s->ld, entry)) == NULL)
		return error_set(err, SANREQ_DIRECTORY,
		    "%s: an entry without a DN", s->where);
	classes = ldap_get_values_len(s->ld, entry, "objectClass");
	child->readable = classes != NULL && classes[0] != NULL;
	child->wanted = !child->readable || l->class[0] == '\0' ||
			has_class(classes, l->class);
	l->unreadable += !child->readable;
	ldap_value_free_len(classes);
	l->n++;
	t->all->children++;
	return SANREQ_OK;
}

/* A resultCode is an answer here; anything else stays an error. */
static enum sanreq_status
settle(enum listing_result *result, int code, struct error *err)
{
	if (err->status == SANREQ_OK)
		*result = LISTING_DONE;
	else if (code == LDAP_NO_SUCH_OBJECT)
		*result = LISTING_MISSING;
	else if (code == LDAP_INSUFFICIENT_ACCESS)
		*result = LISTING_REFUSED;
	else
		*result = LISTING_FAILED;
	if (code >= 0)
		error_clear(err);
	return err->status;
}

static enum sanreq_status
list(struct listings *all, struct listing *l, struct error *err)
{
	char class[] = "objectClass", *attrs[] = {class, NULL};
	struct taking t = {all, l};
	const struct search_spec spec = {.base = l->dn,
	    .scope = LDAP_SCOPE_ONELEVEL,
	    .filter = "(objectClass=*)",
	    .attributes = attrs,
	    .references_expected = true,
	    .entry = take_child,
	    .arg = &t};
	int code;

	/* who waits for records sees that something goes on */
	out_comment(all->s->out, "listing");
	(void)!search_do(all->s, &spec, &code, err);
	return settle(&l->result, code, err);
}

static enum sanreq_status
add(struct listings *all, const char *dn, const char *class, struct error *err)
{
	size_t cap = all->cap != 0 ? 2 * all->cap : 64;
	struct listing *more, *l;

	if (all->n == all->cap) {
		more = realloc(all->list, cap * sizeof(*more));
		if (more == NULL)
			return error_memory(err);
		all->list = more;
		all->cap = cap;
	}
	l = &all->list[all->n];
	memset(l, 0, sizeof(*l));
	snprintf(l->class, sizeof(l->class), "%s", class);
	if ((l->dn = strdup(dn)) == NULL)
		return error_memory(err);
	all->n++;
	return list(all, l, err);
}

enum sanreq_status
listing_get(struct listings *all, const char *dn, const char *class,
    struct listing **out, struct error *err)
{
	*out = NULL;
	for (size_t i = 0; i < all->n; i++)
		if (strcmp(all->list[i].class, class) == 0 &&
		    strcmp(all->list[i].dn, dn) == 0) {
			*out = &all->list[i];
			return SANREQ_OK;
		}
	if (all->left == 0 || deadline_now() > all->until)
		return SANREQ_OK;
	all->left--;
	if (add(all, dn, class, err) == SANREQ_OK)
		*out = &all->list[all->n - 1];
	return err->status;
}

struct looking {
	const struct rootdse *root;
	bool readable;
	enum access access;
};

static enum sanreq_status
take_self(struct session *s, LDAPMessage *entry, void *arg, struct error *err)
{
	struct looking *look = arg;
	struct berval **v = ldap_get_values_len(s->ld, entry, "objectClass");

	(void)err;
	look->readable = v != NULL && v[0] != NULL;
	ldap_value_free_len(v);
	v = ldap_get_values_len(s->ld, entry, "nTSecurityDescriptor");
	if (v != NULL && v[0] != NULL)
		look->access = access_list_contents(v[0], look->root->sids);
	ldap_value_free_len(v);
	if (look->access != ACCESS_UNKNOWN)
		return SANREQ_OK;
	/* there are some, and none is shown; or there are none */
	v = ldap_get_values_len(s->ld, entry, "hasSubordinates");
	if (v != NULL && v[0] != NULL)
		look->access = text_same(v[0]->bv_val, v[0]->bv_len, "FALSE", 5)
				   ? ACCESS_GRANTED
				   : ACCESS_DENIED;
	ldap_value_free_len(v);
	return SANREQ_OK;
}

enum sanreq_status
listing_access(struct listings *all, struct listing *l, struct error *err)
{
	char class[] = "objectClass", sd[] = "nTSecurityDescriptor",
	     sub[] = "hasSubordinates", *attrs[] = {class, sd, sub, NULL};
	/* SEQUENCE { INTEGER 4 }: the discretionary ACL alone */
	char oid[] = SD_FLAGS_OID, value[] = {0x30, 3, 2, 1, 4};
	LDAPControl control = {oid, {sizeof(value), value}, 0};
	struct looking look = {.root = all->root};
	const struct search_spec spec = {.base = l->dn,
	    .scope = LDAP_SCOPE_BASE,
	    .filter = "(objectClass=*)",
	    .attributes = attrs,
	    .control = &control,
	    .references_expected = true,
	    .entry = take_self,
	    .arg = &look};
	enum listing_result result;
	int code;

	if (l->judged)
		return SANREQ_OK;
	l->judged = true;
	l->access = ACCESS_UNKNOWN;
	if (all->left == 0 || deadline_now() > all->until)
		return SANREQ_OK;
	all->left--;
	/* who waits for records sees that something goes on */
	out_comment(all->s->out, "listing");
	(void)!search_do(all->s, &spec, &code, err);
	if (settle(&result, code, err) != SANREQ_OK || result != LISTING_DONE)
		return err->status;
	l->access = look.readable ? look.access : ACCESS_DENIED;
	return SANREQ_OK;
}

void
listings_release(struct listings *all)
{
	for (size_t i = 0; i < all->n; i++) {
		for (size_t k = 0; k < all->list[i].n; k++)
			ldap_memfree(all->list[i].children[k].dn);
		free(all->list[i].children);
		free(all->list[i].dn);
	}
	free(all->list);
	all->list = NULL;
	all->n = all->cap = 0;
}
