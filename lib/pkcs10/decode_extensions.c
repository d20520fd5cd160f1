/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "pkcs10/decode_private.h"

#define OID_SAN               "2.5.29.17"
#define OID_EXTENSION_REQUEST "1.2.840.113549.1.9.14" /* RFC 2985, 5.4.2 */
/* what old Windows programs use instead (MS-WCCE, 2.2.2.7.7) */
#define OID_CERT_EXTENSIONS "1.3.6.1.4.1.311.2.1.14"

/* --- subjectAltName (RFC 5280, 4.2.1.6) --- */

/* X.680, 31: a string is not in parts; the other kinds are. */
static bool
is_general_name(const struct der_value *v)
{
	bool parts = v->tag == GN_OTHER || v->tag == GN_X400 ||
		     v->tag == GN_DIRECTORY || v->tag == GN_EDI;

	return v->class == DER_CONTEXT && v->tag <= GN_RID &&
	       v->constructed == parts;
}

static void
take_names(struct decoded *dec, struct octets value, struct general_name *names,
    size_t *n)
{
	struct der in = der_of(value, 0), inner;
	struct der_value list, v;

	if (!der_take(&in, DER_UNIVERSAL, DER_SEQUENCE, &list)) {
		dec->san_broken = true;
		return;
	}
	inner = der_inside(&list);
	while (der_next(&inner, &v)) {
		if (!is_general_name(&v)) {
			dec->san_broken = true;
			continue;
		}
		if (names != NULL) {
			names[*n].type = (enum general_name_type)v.tag;
			names[*n].value = v.content;
		}
		++*n;
	}
	/* the RFC's SIZE (1..MAX), too */
	dec->san_broken |=
	    inner.fault != NULL || in.n != 0 || list.content.n == 0;
}

/* Of every subjectAltName: a second one is no reason to hide the first. */
static enum sanreq_status
collect_names(struct decoded *dec, struct error *err)
{
	struct general_name *names = NULL;
	size_t n = 0;

	for (int pass = 0; pass < 2; pass++) {
		if (pass == 1 && decode_room(dec, &names, n, sizeof(*names),
				     "names", err) != SANREQ_OK)
			return err->status;
		if (pass == 1 && n == 0)
			break;
		n = 0;
		for (size_t i = 0; i < dec->nextensions; i++)
			if (strcmp(dec->extensions[i].oid, OID_SAN) == 0)
				take_names(
				    dec, dec->extensions[i].value, names, &n);
	}
	dec->names = names;
	dec->nnames = n;
	return SANREQ_OK;
}

/* --- extensions (RFC 5280, 4.1) --- */

static enum sanreq_status
take_extension(struct decoded *dec, struct der *in,
    struct decoded_extension *extension, struct error *err)
{
	struct der_value whole, oid, v;
	struct der inner;

	if (!der_take(in, DER_UNIVERSAL, DER_SEQUENCE, &whole))
		return decode_fault(in, "an extension", err);
	inner = der_inside(&whole);
	if (!der_take(&inner, DER_UNIVERSAL, DER_OID, &oid) ||
	    !der_next(&inner, &v))
		return decode_fault(&inner, "an extension", err);
	if (der_is(&v, DER_UNIVERSAL, DER_BOOLEAN)) {
		extension->critical = v.content.n == 1 && v.content.p[0] != 0;
		if (!der_next(&inner, &v))
			return decode_fault(&inner, "an extension", err);
	}
	if (!der_is(&v, DER_UNIVERSAL, DER_OCTET_STRING) || v.constructed ||
	    inner.n != 0)
		return error_set(err, SANREQ_INPUT,
		    "an extension is damaged at octet %zu: no OCTET STRING, or "
		    "not alone",
		    v.at);
	extension->value = v.content;
	return decode_oid(dec, oid.content, &extension->oid, NULL, err);
}

/* Adds one list to the room that there is; on failure none of it. */
static enum sanreq_status
take_list(struct decoded *dec, const struct der_value *list,
    struct decoded_extension *room, size_t *n, unsigned attribute,
    struct error *err)
{
	struct der in = der_inside(list);
	size_t at = *n;

	while (in.n != 0 || in.fault != NULL) {
		if (take_extension(dec, &in, &room[at], err) != SANREQ_OK)
			return err->status;
		room[at++].attribute = attribute;
	}
	*n = at;
	return SANREQ_OK;
}

enum sanreq_status
decode_extensions(
    struct decoded *dec, const struct der_value *list, struct error *err)
{
	size_t have = dec->nextensions;
	size_t more = der_count(der_inside(list));
	struct decoded_extension *room = NULL;

	/* A second list in a certificate joins the first. */
	if (decode_room(dec, &room, have + more + 1, sizeof(*room),
		"extensions", err) != SANREQ_OK)
		return err->status;
	if (have != 0)
		memcpy(room, dec->extensions, have * sizeof(*room));
	if (take_list(dec, list, room, &have, 0, err) != SANREQ_OK)
		return err->status;
	dec->extensions = room;
	dec->nextensions = have;
	return collect_names(dec, err);
}

/* --- attributes of a request (RFC 2986, 4.1) --- */

static bool
holds_extensions(const char *oid)
{
	return strcmp(oid, OID_EXTENSION_REQUEST) == 0 ||
	       strcmp(oid, OID_CERT_EXTENSIONS) == 0;
}

static enum sanreq_status
take_attribute(struct decoded *dec, const struct der_value *whole,
    struct decoded_attribute *attribute, struct der *values, struct error *err)
{
	struct der in = der_inside(whole), count;
	struct der_value oid, set, first;

	if (!der_take(&in, DER_UNIVERSAL, DER_OID, &oid) ||
	    !der_take(&in, DER_UNIVERSAL, DER_SET, &set) || in.n != 0)
		return decode_fault(&in, "an attribute", err);
	*values = count = der_inside(&set);
	if (der_next(&count, &first)) {
		attribute->value = first.whole;
		attribute->nvalues = 1 + (unsigned)der_count(count);
	}
	return decode_oid(dec, oid.content, &attribute->oid, NULL, err);
}

/* The lists in the values of one attribute; what cannot be decoded of them is
 * a fact about the request. */
static enum sanreq_status
attribute_lists(struct decoded *dec, struct der values, unsigned attribute,
    struct decoded_extension *room, size_t *n, struct error *err)
{
	struct der_value list;

	while (der_next(&values, &list)) {
		struct error inner = {0};

		if (!der_is(&list, DER_UNIVERSAL, DER_SEQUENCE)) {
			dec->extensions_broken = true;
			continue;
		}
		if (take_list(dec, &list, room, n, attribute, &inner) ==
		    SANREQ_OK)
			continue;
		if (inner.status != SANREQ_INPUT)
			return error_set(err, inner.status, "%s", inner.text);
		dec->extensions_broken = true;
	}
	dec->extensions_broken |= values.fault != NULL;
	return SANREQ_OK;
}

/* An upper bound of the extensions in all attributes. */
static size_t
count_extensions(const struct der_value *attributes)
{
	struct der in = der_inside(attributes), inner, values;
	struct der_value attribute, v, list;
	size_t n = 0;

	while (der_next(&in, &attribute)) {
		inner = der_inside(&attribute);
		if (!der_next(&inner, &v) || !der_next(&inner, &v))
			continue;
		values = der_inside(&v);
		while (der_next(&values, &list))
			n += der_count(der_inside(&list)) + 1;
	}
	return n;
}

enum sanreq_status
decode_attributes(
    struct decoded *dec, const struct der_value *attributes, struct error *err)
{
	struct decoded_attribute *list = NULL;
	struct decoded_extension *room = NULL;
	struct der in = der_inside(attributes), values;
	struct der_value v;
	size_t n = der_count(in);

	if (decode_room(dec, &list, n, sizeof(*list), "attributes", err) !=
		SANREQ_OK ||
	    decode_room(dec, &room, count_extensions(attributes), sizeof(*room),
		"extensions", err) != SANREQ_OK)
		return err->status;
	for (unsigned i = 0; in.n != 0 || in.fault != NULL; i++) {
		if (!der_take(&in, DER_UNIVERSAL, DER_SEQUENCE, &v))
			return decode_fault(&in, "an attribute", err);
		if (take_attribute(dec, &v, &list[i], &values, err) !=
		    SANREQ_OK)
			return err->status;
		if (holds_extensions(list[i].oid) &&
		    attribute_lists(dec, values, i, room, &dec->nextensions,
			err) != SANREQ_OK)
			return err->status;
	}
	dec->attributes = list;
	dec->nattributes = n;
	dec->extensions = room;
	return collect_names(dec, err);
}
