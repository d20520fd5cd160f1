/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include <openssl/asn1.h>
#include <openssl/objects.h>

#include "base/buf.h"
#include "base/text.h"
#include "pkcs10/decode_private.h"
#include "pkcs10/ossl.h"

#define OID_OCTETS_MAX 128
#define OID_TEXT_MAX   512
#define TEXT_MAX       (64u << 20) /* of one Name */

/* What RFC 4514, section 3, calls by a name. */
static const struct {
	const char *oid;
	const char *label;
} labels[] = {
    {"2.5.4.3", "CN"},
    {"2.5.4.6", "C"},
    {"2.5.4.7", "L"},
    {"2.5.4.8", "ST"},
    {"2.5.4.9", "STREET"},
    {"2.5.4.10", "O"},
    {"2.5.4.11", "OU"},
    {"0.9.2342.19200300.100.1.1", "UID"},
    {"0.9.2342.19200300.100.1.25", "DC"},
};

static const char *
label_of(const char *oid)
{
	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++)
		if (strcmp(labels[i].oid, oid) == 0)
			return labels[i].label;
	return oid;
}

static ASN1_OBJECT *
object_of(struct octets content)
{
	unsigned char der[OID_OCTETS_MAX + 3] = {DER_OID, 0x81};
	const unsigned char *p = der;
	size_t head = content.n < 0x80 ? 2 : 3;

	if (content.n == 0 || content.n > OID_OCTETS_MAX)
		return NULL;
	der[head - 1] = (unsigned char)content.n;
	memcpy(der + head, content.p, content.n);
	return d2i_ASN1_OBJECT(NULL, &p, (long)(head + content.n));
}

enum sanreq_status
decode_oid(struct decoded *dec, struct octets content, const char **dotted,
    const char **label, struct error *err)
{
	ASN1_OBJECT *object = object_of(content);
	char text[OID_TEXT_MAX];
	int n = -1;

	if (object != NULL)
		n = OBJ_obj2txt(text, sizeof(text), object, 1);
	ASN1_OBJECT_free(object);
	if (n <= 0 || (size_t)n >= sizeof(text))
		return ossl_error(err, SANREQ_INPUT,
		    "an object identifier of %zu octets cannot be read",
		    content.n);
	*dotted = pool_intern(&dec->pool, text, (size_t)n, err);
	if (*dotted != NULL && label != NULL)
		*label = label_of(*dotted);
	return err->status;
}

static bool
is_ascii(struct octets s)
{
	return text_ascii_run((const char *)s.p, s.n) == s.n;
}

/* The string in UTF-8; NULL for what is none, or holds NUL. */
static enum sanreq_status
convert(struct decoded *dec, struct rdn_value *value, struct error *err)
{
	const char *s = (const char *)value->raw.p;
	unsigned char *utf8 = NULL;
	ASN1_STRING *string;
	int n;

	switch (value->tag) {
	case DER_UTF8_STRING:
		if (text_is_utf8(s, value->raw.n))
			value->utf8 =
			    pool_copy(&dec->pool, s, value->raw.n, err);
		return err->status;
	case DER_PRINTABLE_STRING:
	case DER_IA5_STRING:
	case DER_VISIBLE_STRING:
	case 18: /* NumericString */
		if (is_ascii(value->raw))
			value->utf8 =
			    pool_copy(&dec->pool, s, value->raw.n, err);
		return err->status;
	case DER_TELETEX_STRING: /* read as Latin-1, as everybody does */
	case DER_UNIVERSAL_STRING:
	case DER_BMP_STRING: break;
	default: return SANREQ_OK;
	}
	if ((string = ASN1_STRING_type_new(value->tag)) == NULL ||
	    ASN1_STRING_set(string, value->raw.p, (int)value->raw.n) != 1) {
		ASN1_STRING_free(string);
		return error_memory(err);
	}
	n = ASN1_STRING_to_UTF8(&utf8, string);
	if (n >= 0 && text_is_utf8((char *)utf8, (size_t)n))
		value->utf8 =
		    pool_copy(&dec->pool, (char *)utf8, (size_t)n, err);
	OPENSSL_free(utf8);
	ASN1_STRING_free(string);
	ERR_clear_error();
	return err->status;
}

/* RFC 4514, 2.4; what cannot be printed as its octets. */
static void
add_text(struct buf *b, const char *s, struct error *err)
{
	size_t n = strlen(s), len;
	uint32_t other;

	for (size_t i = 0; i < n && err->status == SANREQ_OK; i += len) {
		bool edge = (i == 0 && (s[i] == '#' || s[i] == ' ')) ||
			    (i + 1 == n && s[i] == ' ');

		len = text_utf8_char(s + i, n - i, &other);
		if (edge || strchr("\"+,;<>\\", s[i]) != NULL)
			(void)!buf_addf(b, err, "\\%c", s[i]);
		else if (text_printable_run(s + i, len, &other) == len)
			(void)!buf_add(b, s + i, len, err);
		else
			for (size_t k = 0; k < len; k++)
				(void)!buf_addf(b, err, "\\%02X",
				    (unsigned)(unsigned char)s[i + k]);
	}
}

static void
add_value(struct buf *b, const struct rdn_value *value, struct octets whole,
    struct error *err)
{
	char hex[3];

	(void)!buf_addf(b, err, "%s=", value->label);
	if (value->utf8 != NULL) {
		add_text(b, value->utf8, err);
		return;
	}
	(void)!buf_adds(b, "#", err);
	for (size_t i = 0; i < whole.n && err->status == SANREQ_OK; i++) {
		text_hex(hex, whole.p + i, 1);
		(void)!buf_add(b, hex, 2, err);
	}
}

static enum sanreq_status
take_value(struct decoded *dec, struct der *in, struct rdn_value *value,
    struct octets *whole, struct error *err)
{
	struct der_value pair, oid, text;
	struct der inner;

	if (!der_take(in, DER_UNIVERSAL, DER_SEQUENCE, &pair))
		return decode_fault(in, "a name", err);
	inner = der_inside(&pair);
	if (!der_take(&inner, DER_UNIVERSAL, DER_OID, &oid) ||
	    !der_next(&inner, &text) || inner.n != 0)
		return decode_fault(&inner, "a name", err);
	value->tag = text.class == DER_UNIVERSAL && !text.constructed
			 ? (int)text.tag
			 : -1;
	value->raw = text.content;
	*whole = text.whole;
	if (decode_oid(dec, oid.content, &value->oid, &value->label, err) !=
	    SANREQ_OK)
		return err->status;
	return convert(dec, value, err);
}

/* How many values there are in all RDNs. */
static enum sanreq_status
count_values(const struct der_value *name, size_t *n, struct error *err)
{
	struct der in = der_inside(name);
	struct der_value rdn;

	*n = 0;
	while (der_next(&in, &rdn))
		*n += der_count(der_inside(&rdn));
	return in.fault == NULL ? SANREQ_OK : decode_fault(&in, "a name", err);
}

struct whole_name {
	struct rdn_value *values;
	struct octets *wholes; /* of the values, as encoded */
	size_t n;
};

static enum sanreq_status
take_values(struct decoded *dec, const struct der_value *name,
    struct whole_name *all, struct error *err)
{
	struct der in = der_inside(name);
	struct der_value rdn;
	size_t i = 0;

	for (unsigned at = 0; in.n != 0; at++) {
		struct der inner;

		if (!der_take(&in, DER_UNIVERSAL, DER_SET, &rdn))
			return decode_fault(&in, "a name", err);
		inner = der_inside(&rdn);
		while (inner.n != 0) {
			if (take_value(dec, &inner, &all->values[i],
				&all->wholes[i], err) != SANREQ_OK)
				return err->status;
			all->values[i++].rdn = at;
		}
	}
	return SANREQ_OK;
}

/* The last RDN comes first (RFC 4514, 2.1). */
static enum sanreq_status
name_text(struct decoded *dec, const struct whole_name *all, const char **text,
    struct error *err)
{
	struct buf b;

	buf_init(&b, TEXT_MAX);
	for (size_t end = all->n, i; end > 0; end = i) {
		for (i = end; i > 0 && all->values[i - 1].rdn ==
					   all->values[end - 1].rdn;
		     i--)
			;
		for (size_t k = i; k < end; k++) {
			if (b.len != 0)
				(void)!buf_adds(&b, k == i ? "," : "+", err);
			add_value(&b, &all->values[k], all->wholes[k], err);
		}
	}
	if (err->status == SANREQ_OK)
		*text = pool_copy(&dec->pool, buf_text(&b), b.len, err);
	buf_release(&b);
	return err->status;
}

enum sanreq_status
decode_name(struct decoded *dec, const struct der_value *name,
    const struct rdn_value **values, size_t *n, const char **text,
    struct error *err)
{
	static const char what[] = "values in a name";
	struct whole_name all = {0};

	/* one more, for the value at which a damaged name ends */
	if (count_values(name, &all.n, err) != SANREQ_OK ||
	    decode_room(dec, &all.values, all.n + 1, sizeof(*all.values), what,
		err) != SANREQ_OK ||
	    decode_room(dec, &all.wholes, all.n + 1, sizeof(*all.wholes), what,
		err) != SANREQ_OK ||
	    take_values(dec, name, &all, err) != SANREQ_OK)
		return err->status;
	if (values != NULL) {
		*values = all.values;
		*n = all.n;
	}
	return name_text(dec, &all, text, err);
}
