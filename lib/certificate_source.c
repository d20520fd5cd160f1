/*
 * SPDX-License-Identifier: ISC
 */
#include <arpa/inet.h>
#include <string.h>

#include "base/text.h"
#include "certificate_source.h"
#include "source/incomplete.h"

#define NO_HOST  "DSC51"
#define DIFFERS  "DSC52"
#define TOLD_MAX 100 /* findings about one source */
#define OID_CN   "2.5.4.3"

/* Names of one source. */
struct taking {
	struct inventory *inv;
	const char *source;
	size_t ntold; /* names that are no host names */
};

static enum sanreq_status
add_name(struct taking *t, const struct decoded *dec, const char *text,
    const struct name *name, const char *attribute, struct error *err)
{
	const struct use use = {.service = SERVICE_CERTIFICATE,
	    .scope = SCOPE_PRESENTED,
	    .audience = AUDIENCE_CANDIDATE,
	    .value = text,
	    .source = t->source,
	    .dn = dec->subject_text[0] != '\0' ? dec->subject_text : NULL,
	    .attribute = attribute};

	return inventory_add_use(t->inv, name, &use, err);
}

static enum sanreq_status
tell_bad(struct taking *t, const struct decoded *dec, struct octets value,
    const char *why, struct error *err)
{
	if (t->ntold++ >= TOLD_MAX)
		return SANREQ_OK;
	return inventory_add_finding(t->inv, NO_HOST, SEVERITY_WARNING,
	    dec->subject_text[0] != '\0' ? dec->subject_text : NULL, err,
	    "%s: subjectAltName \"%s\" is no host name and was not taken: %s",
	    QUOTES(t->source), QUOTE((const char *)value.p, value.n), why);
}

static enum sanreq_status
take_text(struct taking *t, const struct decoded *dec, const char *p, size_t n,
    struct error *err)
{
	struct error inner = {0};
	struct name name;
	char text[4 * NAME_TEXT_MAX]; /* as UTF-8 before IDNA */

	if (name_parse(p, n, &name, &inner) != SANREQ_OK) {
		if (inner.status != SANREQ_NAME)
			return error_set(err, inner.status, "%s", inner.text);
		return tell_bad(t, dec,
		    (struct octets){(const unsigned char *)p, n}, inner.text,
		    err);
	}
	return add_name(t, dec, text_quote(text, sizeof(text), p, n), &name,
	    "subjectAltName", err);
}

static enum sanreq_status
take_ip(struct taking *t, const struct decoded *dec, struct octets value,
    struct error *err)
{
	char text[INET6_ADDRSTRLEN];

	if (value.n != 4 && value.n != 16)
		return tell_bad(
		    t, dec, value, "an IP address has 4 or 16 octets", err);
	if (inet_ntop(value.n == 4 ? AF_INET : AF_INET6, value.p, text,
		sizeof(text)) == NULL)
		return error_errno(err, SANREQ_INTERNAL, "inet_ntop");
	return take_text(t, dec, text, strlen(text), err);
}

/* A common name need not be a host, and then nobody misses it. */
static enum sanreq_status
take_common_names(
    struct taking *t, const struct decoded *dec, struct error *err)
{
	for (size_t i = 0; i < dec->nsubject; i++) {
		const struct rdn_value *value = &dec->subject[i];
		struct error inner = {0};
		struct name name;

		if (strcmp(value->oid, OID_CN) != 0 || value->utf8 == NULL)
			continue;
		if (name_parse(value->utf8, strlen(value->utf8), &name,
			&inner) == SANREQ_OK) {
			if (add_name(t, dec, value->utf8, &name, "CN", err) !=
			    SANREQ_OK)
				return err->status;
		} else if (inner.status != SANREQ_NAME) {
			return error_set(err, inner.status, "%s", inner.text);
		}
	}
	return SANREQ_OK;
}

static enum sanreq_status
take_names(struct taking *t, const struct decoded *dec, struct error *err)
{
	enum sanreq_status status = take_common_names(t, dec, err);

	for (size_t i = 0; i < dec->nnames && status == SANREQ_OK; i++) {
		const struct general_name *gn = &dec->names[i];

		if (gn->type == GN_DNS)
			status = take_text(t, dec, (const char *)gn->value.p,
			    gn->value.n, err);
		else if (gn->type == GN_IP)
			status = take_ip(t, dec, gn->value, err);
	}
	return status;
}

static enum sanreq_status
tell_more(struct taking *t, struct error *err)
{
	if (t->ntold <= TOLD_MAX)
		return SANREQ_OK;
	return inventory_add_finding(t->inv, NO_HOST, SEVERITY_WARNING, NULL,
	    err, "%s: %zu more names that are no host names", QUOTES(t->source),
	    t->ntold - TOLD_MAX);
}

/* A self-signed certificate of a server may be called a CA's, too: it has
 * hosts. */
static bool
has_hosts(const struct decoded *dec)
{
	for (size_t i = 0; i < dec->nnames; i++)
		if (dec->names[i].type == GN_DNS || dec->names[i].type == GN_IP)
			return true;
	return false;
}

/* Of all that are no issuers, or have hosts; from the wire, and if there is no
 * other, of the leaf. */
static enum sanreq_status
take_bundle(struct inventory *inv, const struct bundle *bundle,
    const char *source, bool leaf_alone, struct error *err)
{
	struct taking t = {.inv = inv, .source = source};

	for (size_t i = 0; i < bundle->nitems; i++)
		if ((i == bundle->leaf ||
			(!leaf_alone &&
			    (!bundle->items[i].issuer ||
				has_hosts(bundle->items[i].decoded)))) &&
		    take_names(&t, bundle->items[i].decoded, err) != SANREQ_OK)
			return err->status;
	return tell_more(&t, err);
}

enum sanreq_status
certificate_source_file(struct inventory *inv, const char *data, size_t n,
    const char *source, uint64_t *nrecords, struct error *err)
{
	struct bundle *bundle;
	const char *type;
	size_t index;

	if (bundle_read(&bundle, data, n, NULL, QUOTES(source), err) !=
	    SANREQ_OK)
		return err->status;
	*nrecords = bundle->nitems;
	type = bundle->items[bundle->leaf].decoded->kind == DECODED_REQUEST
		   ? "request"
		   : "certificate";
	if (inventory_add_source(inv, source, type, &index, err) == SANREQ_OK) {
		inventory_set_records(inv, index, bundle->nitems);
		(void)take_bundle(inv, bundle, source, false, err);
	}
	bundle_free(&bundle);
	return err->status;
}

/* --- endpoints --- */

static const char *
hash_of(const struct presentation *item)
{
	return item->bundle->items[item->bundle->leaf].decoded->sha256;
}

static enum sanreq_status
compare(struct inventory *inv, const struct presented *list, const char *url,
    struct error *err)
{
	for (size_t i = 1; i < list->nitems; i++)
		if (strcmp(hash_of(&list->items[0]),
			hash_of(&list->items[i])) != 0)
			return inventory_add_finding(inv, DIFFERS,
			    SEVERITY_WARNING, NULL, err,
			    "%s presents another certificate at %s than at %s",
			    QUOTES(url), list->items[i].address,
			    list->items[0].address);
	return SANREQ_OK;
}

enum sanreq_status
certificate_source_presented(struct inventory *inv,
    const struct presented *list, const char *url, struct error *err)
{
	size_t index;

	for (size_t i = 0; i < list->nitems; i++) {
		const struct presentation *item = &list->items[i];

		if (inventory_add_source(inv, item->where, item->bundle->type,
			&index, err) != SANREQ_OK)
			return err->status;
		inventory_set_records(inv, index, item->bundle->nitems);
		if (i == 0 && list->unread != NULL &&
		    incomplete_add(inv, index, url, list->unread, err) !=
			SANREQ_OK)
			return err->status;
		if (take_bundle(inv, item->bundle, item->where, true, err) !=
		    SANREQ_OK)
			return err->status;
	}
	return compare(inv, list, url, err);
}

enum sanreq_status
certificate_source_endpoint(struct inventory *inv, const char *url,
    const struct source_options *options, struct error *err)
{
	struct presented *list;

	if (presented_read(&list, url, NULL, options, err) != SANREQ_OK)
		return err->status;
	(void)!certificate_source_presented(inv, list, url, err);
	presented_free(&list);
	return err->status;
}
