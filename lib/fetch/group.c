/*
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "fetch/group.h"
#include "fetch/range.h"
#include "fetch/search.h"

#define FILTER "(&(objectClass=group)(sAMAccountName=Exchange Servers))"

struct reading {
	struct accounts *members;
	char *dn; /* the group's, libldap's, or NULL */
	uint64_t
	    next; /* number of the member to go on with; UINT64_MAX: none */
};

static enum sanreq_status
take_members(
    struct reading *r, struct berval **v, uint64_t last, struct error *err)
{
	r->next = last == UINT64_MAX ? UINT64_MAX : last + 1;
	for (; v != NULL && *v != NULL; v++) {
		if (r->members->n == GROUP_MEMBERS_MAX) {
			r->next = 0; /* never whole */
			return SANREQ_OK;
		}
		if (memchr((*v)->bv_val, '\0', (*v)->bv_len) == NULL &&
		    accounts_add(r->members, (*v)->bv_val, err) != SANREQ_OK)
			return err->status;
	}
	return SANREQ_OK;
}

/* "member", or a piece of it, "member;range=0-1499"; then Active Directory
 * gives the bare name too, without values. */
static enum sanreq_status
take_group(struct session *s, LDAPMessage *entry, void *arg, struct error *err)
{
	struct reading *r = arg;
	uint64_t from = r->next, low, last;
	BerElement *ber = NULL;
	char *name;

	if (r->dn != NULL && from == 0)
		return SANREQ_OK; /* another group */
	if (r->dn == NULL && (r->dn = ldap_get_dn(s->ld, entry)) == NULL)
		return error_memory(err);
	for (name = ldap_first_attribute(s->ld, entry, &ber);
	     name != NULL && err->status == SANREQ_OK;
	     name = ldap_next_attribute(s->ld, entry, ber)) {
		struct berval **v = ldap_get_values_len(s->ld, entry, name);
		size_t plain;

		if (!range_parse(name, strlen(name), &plain, &low, &last)) {
			low = 0;
			last = UINT64_MAX;
		}
		if (low == from && v != NULL && *v != NULL)
			(void)!take_members(r, v, last, err);
		ldap_value_free_len(v);
		ldap_memfree(name);
	}
	ber_free(ber, 0);
	return err->status;
}

/* *told: it was no resultCode that ended it. */
static enum sanreq_status
read_piece(struct session *s, const struct search_spec *spec, bool *told,
    struct error *err)
{
	int code = -1;

	*told = search_do(s, spec, &code, err) == SANREQ_OK;
	if (!*told && code >= 0)
		error_clear(err);
	return err->status;
}

static enum sanreq_status
read_rest(struct session *s, struct reading *r, struct error *err)
{
	char name[sizeof("member;range=18446744073709551615-*")];
	char *attrs[] = {name, NULL};
	const struct search_spec spec = {.base = r->dn,
	    .scope = LDAP_SCOPE_BASE,
	    .filter = "(objectClass=*)",
	    .attributes = attrs,
	    .references_expected = true,
	    .entry = take_group,
	    .arg = r};
	uint64_t before;
	bool told = true;

	for (unsigned i = 0; told && i < GROUP_STEPS_MAX && r->next != 0 &&
			     r->next != UINT64_MAX;
	     i++) {
		before = r->next;
		snprintf(
		    name, sizeof(name), "member;range=%" PRIu64 "-*", before);
		if (read_piece(s, &spec, &told, err) != SANREQ_OK)
			return err->status;
		if (r->next <= before)
			break; /* it does not go on */
	}
	return SANREQ_OK;
}

enum sanreq_status
group_read(struct session *s, const char *base, struct accounts *members,
    bool *whole, struct error *err)
{
	char oid[] = DOMAIN_SCOPE_OID, member[] = "member";
	char *attrs[] = {member, NULL};
	LDAPControl control = {oid, {0, NULL}, 0};
	struct reading r = {.members = members};
	const struct search_spec spec = {.base = base,
	    .scope = LDAP_SCOPE_SUBTREE,
	    .filter = FILTER,
	    .attributes = attrs,
	    .control = &control,
	    .references_expected = true,
	    .entry = take_group,
	    .arg = &r};
	bool told;

	*whole = false;
	if (read_piece(s, &spec, &told, err) == SANREQ_OK && r.dn != NULL &&
	    read_rest(s, &r, err) == SANREQ_OK)
		*whole = r.next == UINT64_MAX;
	ldap_memfree(r.dn);
	return err->status;
}
