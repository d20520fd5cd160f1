/*
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "pkcs10/bundle_private.h"
#include "source/utf16.h"

#define OID_BASIC_CONSTRAINTS "2.5.29.19"

enum sanreq_status
bundle_refuse_key(struct error *err)
{
	return error_set(err, SANREQ_INPUT,
	    "this is a private key: a certificate or a request is wanted; "
	    "never send it to anybody");
}

enum sanreq_status
bundle_add(struct bundle *bundle, const void *der, size_t n,
    const struct bundle_form *form, uint64_t line, struct error *err)
{
	struct bundle_item *items = bundle->items;
	size_t have = bundle->nitems;

	if (have == BUNDLE_ITEMS_MAX)
		return error_set(err, SANREQ_LIMIT,
		    "more than %d certificates and requests", BUNDLE_ITEMS_MAX);
	if ((have & (have - 1)) == 0) { /* full at each power of two */
		items =
		    realloc(items, (have != 0 ? 2 * have : 1) * sizeof(*items));
		if (items == NULL)
			return error_memory(err);
		bundle->items = items;
	}
	items[have] = (struct bundle_item){.form = *form, .line = line};
	if (decode(&items[have].decoded, der, n, err) != SANREQ_OK)
		return err->status;
	bundle->nitems++;
	return SANREQ_OK;
}

/* --- what the file is --- */

/* A byte order mark; or every second octet of the first few is NUL, as in the
 * UTF-16 that is written without one. */
static bool
is_utf16(const unsigned char *p, size_t n, bool *bom, bool *big)
{
	*bom = n >= 2 && ((p[0] == 0xff && p[1] == 0xfe) ||
			     (p[0] == 0xfe && p[1] == 0xff));
	*big = *bom ? p[0] == 0xfe : n >= 1 && p[0] == 0;
	if (*bom)
		return true;
	if (n < 4)
		return false;
	return *big ? p[1] != 0 && p[2] == 0 && p[3] != 0
		    : p[0] != 0 && p[1] == 0 && p[2] != 0 && p[3] == 0;
}

static enum sanreq_status
from_utf16(const unsigned char *p, size_t n, bool big, struct buf *text,
    struct error *err)
{
	struct utf16 u = {.big = big};
	char piece[1024];
	size_t used, len;

	while (n >= 2) {
		if (utf16_convert(&u, p, n, &used, piece, sizeof(piece), &len,
			err) != SANREQ_OK ||
		    buf_add(text, piece, len, err) != SANREQ_OK)
			return err->status;
		p += used;
		n -= used;
	}
	return utf16_finish(&u, n, err);
}

static enum sanreq_status
read_text(struct bundle *bundle, const unsigned char *p, size_t n,
    const char *where, struct error *err)
{
	struct buf text;
	bool bom, big, wide = is_utf16(p, n, &bom, &big);

	buf_init(&text, 2 * (size_t)BUNDLE_MAX);
	if (wide) {
		if (from_utf16(p + 2 * bom, n - 2 * bom, big, &text, err) !=
		    SANREQ_OK)
			goto out;
		p = (const unsigned char *)buf_text(&text);
		n = text.len;
	} else if (n >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0) {
		bom = true;
		p += 3;
		n -= 3;
	}
	bundle->type = "pem";
	if (bundle_pem(bundle, (const char *)p, n, where, err) != SANREQ_OK)
		goto out;
	for (size_t i = 0; i < bundle->nitems; i++) {
		bundle->items[i].form.utf16 = wide;
		bundle->items[i].form.bom = bom;
	}
out:
	buf_release(&text);
	return err->status;
}

/* What two containers begin with; all else is for decode() to judge. */
static const char *
der_type(struct octets in)
{
	struct der d = der_of(in, 0), inner;
	struct der_value whole, first, second;

	if (!der_next(&d, &whole) ||
	    !der_is(&whole, DER_UNIVERSAL, DER_SEQUENCE))
		return "der";
	inner = der_inside(&whole);
	if (!der_next(&inner, &first))
		return "der";
	if (der_is(&first, DER_UNIVERSAL, DER_OID))
		return "pkcs7";
	if (!der_is(&first, DER_UNIVERSAL, DER_INTEGER) ||
	    der_long(first.content) != 3 || !der_next(&inner, &second) ||
	    !der_is(&second, DER_UNIVERSAL, DER_SEQUENCE))
		return "der";
	inner = der_inside(&second); /* an authenticated safe is ContentInfo */
	return der_next(&inner, &first) &&
		       der_is(&first, DER_UNIVERSAL, DER_OID) &&
		       der_next(&inner, &first) &&
		       der_is(&first, DER_CONTEXT, 0)
		   ? "pkcs12"
		   : "der";
}

static enum sanreq_status
read_der(struct bundle *bundle, struct octets in, const struct secret *pass,
    struct error *err)
{
	const struct bundle_form form = {0};

	bundle->type = der_type(in);
	if (strcmp(bundle->type, "pkcs7") == 0)
		return bundle_pkcs7(bundle, in, &form, 0, err);
	if (strcmp(bundle->type, "pkcs12") == 0)
		return bundle_pfx(bundle, in, pass, err);
	return bundle_add(bundle, in.p, in.n, &form, 0, err);
}

/* --- the leaf --- */

static int
compare_octets(const void *a, const void *b)
{
	const struct octets *x = a, *y = b;
	int order;

	if (x->n != y->n)
		return x->n < y->n ? -1 : 1;
	order = x->n != 0 ? memcmp(x->p, y->p, x->n) : 0;
	return order;
}

static bool
is_ca(const struct decoded *dec)
{
	const struct decoded_extension *extension =
	    decoded_extension(dec, OID_BASIC_CONSTRAINTS);
	struct der in, inner;
	struct der_value v;

	if (extension == NULL)
		return false;
	in = der_of(extension->value, 0);
	if (!der_take(&in, DER_UNIVERSAL, DER_SEQUENCE, &v))
		return false;
	inner = der_inside(&v);
	return der_take(&inner, DER_UNIVERSAL, DER_BOOLEAN, &v) &&
	       v.content.n == 1 && v.content.p[0] != 0;
}

/* Better is higher: a request; no issuer of another, and no CA; no issuer of
 * another. */
static int
rank(const struct decoded *dec, const struct octets *issuers, size_t n)
{
	if (dec->kind == DECODED_REQUEST)
		return 3;
	if (n != 0 && bsearch(&dec->subject_der, issuers, n, sizeof(*issuers),
			  compare_octets) != NULL)
		return 0;
	return is_ca(dec) ? 1 : 2;
}

static enum sanreq_status
choose_leaf(struct bundle *bundle, struct error *err)
{
	struct octets *issuers = calloc(bundle->nitems, sizeof(*issuers));
	size_t n = 0;
	int best = -1;

	if (issuers == NULL)
		return error_memory(err);
	for (size_t i = 0; i < bundle->nitems; i++) {
		const struct decoded *dec = bundle->items[i].decoded;

		if (dec->kind == DECODED_CERTIFICATE && !dec->self_issued)
			issuers[n++] = dec->issuer_der;
	}
	qsort(issuers, n, sizeof(*issuers), compare_octets);
	for (size_t i = 0; i < bundle->nitems; i++) {
		int got = rank(bundle->items[i].decoded, issuers, n);

		bundle->items[i].issuer = got < 2;
		if (got > best) {
			best = got;
			if (!bundle->has_key) /* it has told already */
				bundle->leaf = i;
		}
	}
	free(issuers);
	return SANREQ_OK;
}

/* --- public --- */

enum sanreq_status
bundle_read(struct bundle **out, const void *data, size_t n,
    const struct secret *pass, const char *where, struct error *err)
{
	const unsigned char *p = data;
	struct bundle *bundle;
	enum sanreq_status status;

	*out = NULL;
	if (n == 0)
		return error_set(err, SANREQ_INPUT,
		    "%s: empty, where a certificate or a request is needed",
		    where);
	if (n > BUNDLE_MAX)
		return error_set(err, SANREQ_LIMIT,
		    "%s: %zu bytes; a certificate file has at most %u", where,
		    n, BUNDLE_MAX);
	if ((bundle = calloc(1, sizeof(*bundle))) == NULL)
		return error_memory(err);
	if (p[0] == 0x30 && !(n > 1 && p[1] == 0)) {
		status = read_der(bundle, (struct octets){p, n}, pass, err);
		if (status != SANREQ_OK)
			(void)error_prefix(err, "%s", where);
	} else {
		status = read_text(bundle, p, n, where, err);
	}
	if (status == SANREQ_OK)
		status = choose_leaf(bundle, err);
	if (status != SANREQ_OK)
		bundle_free(&bundle);
	*out = bundle;
	return status;
}

enum sanreq_status
bundle_of(struct bundle **out, const struct octets *certificates, size_t n,
    const char *type, struct error *err)
{
	const struct bundle_form form = {0};
	struct bundle *bundle;

	*out = NULL;
	if (n == 0)
		return error_set(err, SANREQ_INPUT, "no certificate");
	if ((bundle = calloc(1, sizeof(*bundle))) == NULL)
		return error_memory(err);
	bundle->type = type;
	for (size_t i = 0; i < n; i++) {
		if (bundle_add(bundle, certificates[i].p, certificates[i].n,
			&form, 0, err) != SANREQ_OK) {
			bundle_free(&bundle);
			return error_prefix(err, "certificate %zu", i + 1);
		}
	}
	*out = bundle;
	return SANREQ_OK;
}

void
bundle_free(struct bundle **bundle)
{
	if (*bundle == NULL)
		return;
	for (size_t i = 0; i < (*bundle)->nitems; i++)
		decoded_free(&(*bundle)->items[i].decoded);
	free((*bundle)->items);
	free((*bundle)->key_sha256);
	free(*bundle);
	*bundle = NULL;
}
