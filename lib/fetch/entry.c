/*
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "fetch/entry.h"
#include "fetch/range.h"

enum sanreq_status
entry_values(struct session *s, const char *name, size_t n,
    const struct berval *values, struct error *err)
{
	for (; values != NULL && values->bv_val != NULL; values++) {
		s->entry_values++;
		/* as much as base64 takes, and ":: " and the line end */
		s->entry_bytes += n + values->bv_len / 3 * 4 + 8;
		if (s->entry_values > ENTRY_VALUES_MAX ||
		    s->entry_bytes > ENTRY_BYTES_MAX)
			return error_set(err, SANREQ_DIRECTORY,
			    "%s: an entry of more than %u values or %u bytes",
			    s->where, ENTRY_VALUES_MAX, ENTRY_BYTES_MAX);
		out_value(s->out, name, n, values->bv_val, values->bv_len);
	}
	return SANREQ_OK;
}

static enum sanreq_status
write_attribute(struct session *s, const struct berval *name,
    const struct berval *values, struct range *ranges, struct error *err)
{
	size_t shown = name->bv_len, plain;
	uint64_t low, last;

	if (!out_name_ok(name->bv_val, name->bv_len))
		return error_set(err, SANREQ_DIRECTORY,
		    "%s: \"%s\" is no attribute name", s->where,
		    QUOTE(name->bv_val, name->bv_len));
	if (out_name_taken(name->bv_val, name->bv_len))
		return error_set(err, SANREQ_DIRECTORY,
		    "%s: the server sent an attribute named \"%s\", a word "
		    "of LDIF: no directory has it",
		    s->where, QUOTE(name->bv_val, name->bv_len));
	if (range_parse(name->bv_val, name->bv_len, &plain, &low, &last)) {
		shown = plain;
		if (range_seen(ranges, name->bv_val, plain, last, err) !=
		    SANREQ_OK)
			return error_prefix(err, "%s", s->where);
	}
	return entry_values(s, name->bv_val, shown, values, err);
}

static enum sanreq_status
write_attributes(struct session *s, LDAPMessage *entry, BerElement *ber,
    struct range *ranges, struct error *err)
{
	struct berval name = {0, NULL}, *values = NULL;
	int rc = LDAP_SUCCESS;

	/* the values are ours: no step without looking at err first */
	while (err->status == SANREQ_OK &&
	       (rc = ldap_get_attribute_ber(
		    s->ld, entry, ber, &name, &values)) == LDAP_SUCCESS &&
	       name.bv_val != NULL) {
		(void)write_attribute(s, &name, values, ranges, err);
		ber_memfree(values);
		values = NULL;
	}
	if (rc != LDAP_SUCCESS)
		return error_set(err, SANREQ_DIRECTORY,
		    "%s: an entry that is no LDAP: %s", s->where,
		    ldap_err2string(rc));
	return err->status;
}

static enum sanreq_status
finish_ranges(struct session *s, const struct berval *dn, struct range *ranges,
    struct error *err)
{
	enum sanreq_status status;
	char *text;

	if (ranges->n == 0)
		return SANREQ_OK;
	if ((text = strndup(dn->bv_val, dn->bv_len)) == NULL)
		return error_memory(err);
	status = range_finish(ranges, s, text, err);
	free(text);
	return status;
}

enum sanreq_status
entry_write(struct session *s, LDAPMessage *entry, struct error *err)
{
	struct range ranges = {.n = 0};
	BerElement *ber = NULL;
	struct berval dn;

	if (ldap_get_dn_ber(s->ld, entry, &ber, &dn) != LDAP_SUCCESS)
		return error_set(err, SANREQ_DIRECTORY,
		    "%s: an entry without a DN", s->where);
	if (text_same(dn.bv_val, dn.bv_len, LAST_RECORD_DN,
		sizeof(LAST_RECORD_DN) - 1)) {
		error_set(err, SANREQ_DIRECTORY,
		    "%s: an entry is called \"" LAST_RECORD_DN "\"", s->where);
		goto out;
	}
	s->entry_values = 0;
	s->entry_bytes = dn.bv_len / 3 * 4 + 8;
	out_dn(s->out, dn.bv_val, dn.bv_len);
	if (write_attributes(s, entry, ber, &ranges, err) == SANREQ_OK)
		(void)finish_ranges(s, &dn, &ranges, err);
	out_end(s->out);
	s->entries++;
out:
	range_clear(&ranges);
	ber_free(ber, 0);
	return err->status;
}
