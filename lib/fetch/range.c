/*
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "fetch/entry.h"
#include "fetch/range.h"
#include "fetch/result.h"

#define RANGE_STEPS_MAX 1000 /* pieces of one attribute */

static bool
parse_index(const char **p, const char *end, uint64_t *v)
{
	const char *start = *p;

	*v = 0;
	while (*p < end && text_is_digit(**p) && *v < UINT32_MAX)
		*v = *v * 10 + (uint64_t)(*(*p)++ - '0');
	return *p > start;
}

bool
range_parse(
    const char *name, size_t n, size_t *plain, uint64_t *low, uint64_t *last)
{
	const char *p = memchr(name, ';', n), *end = name + n;

	/* only as the last option, as the server writes it */
	while (p != NULL && !text_starts(p, (size_t)(end - p), ";range="))
		p = memchr(p + 1, ';', (size_t)(end - p - 1));
	if (p == NULL)
		return false;
	*plain = (size_t)(p - name);
	p += sizeof(";range=") - 1;
	if (!parse_index(&p, end, low) || p == end || *p++ != '-')
		return false;
	if (end - p == 1 && *p == '*') {
		*last = UINT64_MAX;
		return true;
	}
	return parse_index(&p, end, last) && p == end && *last >= *low;
}

enum sanreq_status
range_seen(struct range *r, const char *name, size_t plain, uint64_t last,
    struct error *err)
{
	struct range_open *o;

	if (last == UINT64_MAX)
		return SANREQ_OK;
	if (r->n == RANGE_OPEN_MAX)
		return error_set(err, SANREQ_LIMIT,
		    "more than %d attributes in ranges", RANGE_OPEN_MAX);
	o = &r->open[r->n];
	if ((o->name = strndup(name, plain)) == NULL)
		return error_memory(err);
	o->next = last + 1;
	r->n++;
	return SANREQ_OK;
}

void
range_clear(struct range *r)
{
	while (r->n != 0)
		free(r->open[--r->n].name);
}

/* Writes the piece that entry holds; o->next moves on, UINT64_MAX when this
 * was the last. */
static enum sanreq_status
write_piece(struct session *s, LDAPMessage *entry, struct range_open *o,
    struct error *err)
{
	struct berval dn, name, *values = NULL;
	uint64_t low, last, was = o->next;
	BerElement *ber = NULL;
	size_t plain;

	if (ldap_get_dn_ber(s->ld, entry, &ber, &dn) != LDAP_SUCCESS)
		return error_set(err, SANREQ_DIRECTORY, "entry without DN");
	while (err->status == SANREQ_OK &&
	       ldap_get_attribute_ber(s->ld, entry, ber, &name, &values) ==
		   LDAP_SUCCESS &&
	       name.bv_val != NULL) {
		if (range_parse(
			name.bv_val, name.bv_len, &plain, &low, &last) &&
		    text_same(name.bv_val, plain, o->name, strlen(o->name)) &&
		    low == was &&
		    entry_values(s, o->name, plain, values, err) == SANREQ_OK)
			o->next = last == UINT64_MAX ? last : last + 1;
		ber_memfree(values);
		values = NULL;
	}
	ber_free(ber, 0);
	return err->status;
}

static enum sanreq_status
ask_piece(struct session *s, const char *dn, struct range_open *o, int *msgid,
    struct error *err)
{
	char filter[] = "(objectClass=*)", *attrs[2] = {NULL, NULL};
	struct buf name;
	int rc;

	buf_init(&name, 1024);
	if (buf_addf(&name, err, "%s;range=%" PRIu64 "-*", o->name, o->next) !=
	    SANREQ_OK)
		return err->status;
	attrs[0] = name.data;
	rc = ldap_search_ext(s->ld, dn, LDAP_SCOPE_BASE, filter, attrs, 0, NULL,
	    NULL, NULL, 0, msgid);
	buf_release(&name);
	s->requests++;
	return rc == LDAP_SUCCESS ? SANREQ_OK : session_lost(s, "range", err);
}

static enum sanreq_status
next_piece(
    struct session *s, const char *dn, struct range_open *o, struct error *err)
{
	LDAPMessage *msg = NULL, *entry;
	uint64_t was = o->next;
	int msgid = -1, code;

	if (ask_piece(s, dn, o, &msgid, err) != SANREQ_OK ||
	    session_wait(s, msgid, LDAP_MSG_ALL, "range", &msg, err) !=
		SANREQ_OK)
		return err->status;
	entry = ldap_first_entry(s->ld, msg);
	if (entry != NULL)
		(void)write_piece(s, entry, o, err);
	if (result_check(s, msg, "range", NULL, &code, err) != SANREQ_OK)
		return err->status;
	if (o->next == was)
		return error_set(err, SANREQ_DIRECTORY,
		    "%s: \"%s\": the values of \"%s\" from number %" PRIu64
		    " on were not given",
		    s->where, QUOTES(dn), QUOTES(o->name), was);
	return SANREQ_OK;
}

enum sanreq_status
range_finish(
    struct range *r, struct session *s, const char *dn, struct error *err)
{
	struct range_open *o;
	size_t i, steps;

	for (i = 0; i < r->n; i++) {
		o = &r->open[i];
		for (steps = 0; o->next != UINT64_MAX; steps++) {
			if (steps == RANGE_STEPS_MAX)
				return error_set(err, SANREQ_LIMIT,
				    "%s: \"%s\": \"%s\" in more than %d pieces",
				    s->where, QUOTES(dn), QUOTES(o->name),
				    RANGE_STEPS_MAX);
			if (next_piece(s, dn, o, err) != SANREQ_OK)
				return err->status;
		}
	}
	return SANREQ_OK;
}
