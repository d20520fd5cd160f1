/*
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "source/shell_json.h"
#include "source/shell_maker.h"

/* What an object that stands for one value is called in it, the best first.
 * Windows PowerShell writes a Uri, a domain, an identity with all that they
 * have. */
static const char *const value_keys[] = {"OriginalString", "AbsoluteUri",
    "DistinguishedName", "Address", "IPAddressToString", "Domain", "DomainName",
    "HostName", "HostnameString", "DateTime", "Name", NULL};

static bool
is_wrapper(const json_t *v)
{
	return json_is_array(json_object_get(v, "value")) &&
	       json_object_get(v, "Count") != NULL && json_object_size(v) == 2;
}

static struct bytes
string_of(const json_t *v)
{
	return (struct bytes){json_string_value(v), json_string_length(v)};
}

/* A connection setting: {"Hostname": ..., "Port": 995, "EncryptionType": 1},
 * where the host is a string or, deeper, an object. */
static bool
setting_of(const json_t *v, struct buf *dst, struct error *err)
{
	const json_t *host = json_object_get(v, "Hostname"),
		     *port = json_object_get(v, "Port"),
		     *kind = json_object_get(v, "EncryptionType");

	if (json_is_object(host))
		host = json_object_get(host, "HostnameString");
	return json_is_string(host) && json_is_integer(port) &&
	       buf_addf(dst, err, "%s:%lld%s", json_string_value(host),
		   (long long)json_integer_value(port),
		   kind == NULL || json_is_null(kind) ? "" : ":SSL") ==
		   SANREQ_OK;
}

/* The name of a certificate, of a connector: issuer and subject. */
static bool
certificate_of(const json_t *v, struct buf *dst, struct error *err)
{
	const json_t *issuer = json_object_get(v, "CertificateIssuer"),
		     *subject = json_object_get(v, "CertificateSubject");

	return json_is_string(issuer) && json_is_string(subject) &&
	       buf_addf(dst, err, "<I>%s<S>%s", json_string_value(issuer),
		   json_string_value(subject)) == SANREQ_OK;
}

/* {"Major": 15, "Minor": 2, "Build": 1748, "Revision": 10} */
static bool
version_of(const json_t *v, struct buf *dst, struct error *err)
{
	static const char *const keys[] = {
	    "Major", "Minor", "Build", "Revision"};
	long long n[4];

	for (size_t i = 0; i < 4; i++) {
		const json_t *part = json_object_get(v, keys[i]);

		if (!json_is_integer(part))
			return false;
		n[i] = json_integer_value(part);
	}
	return buf_addf(dst, err, "Version %lld.%lld (Build %lld.%lld)", n[0],
		   n[1], n[2], n[3]) == SANREQ_OK;
}

static enum sanreq_status
object_value(struct shell_maker *m, const json_t *v, struct error *err)
{
	struct buf text;

	for (const char *const *key = value_keys; *key != NULL; key++) {
		const json_t *inner = json_object_get(v, *key);

		if (json_is_string(inner))
			return maker_value(m, string_of(inner), err);
	}
	buf_init(&text, SHELL_OBJECT_MAX);
	if (version_of(v, &text, err) || setting_of(v, &text, err) ||
	    certificate_of(v, &text, err))
		(void)!maker_value(
		    m, (struct bytes){buf_text(&text), text.len}, err);
	else
		maker_loss(m, SHELL_LOST);
	buf_release(&text);
	return err->status;
}

/* One value that is no list. */
static enum sanreq_status
scalar_value(struct shell_maker *m, const json_t *v, struct error *err)
{
	char text[40];

	switch (json_typeof(v)) {
	case JSON_STRING: return maker_value(m, string_of(v), err);
	case JSON_OBJECT: return object_value(m, v, err);
	case JSON_NULL: return SANREQ_OK;
	case JSON_TRUE: return maker_value(m, (struct bytes){"True", 4}, err);
	case JSON_FALSE: return maker_value(m, (struct bytes){"False", 5}, err);
	case JSON_INTEGER:
		snprintf(text, sizeof(text), "%lld",
		    (long long)json_integer_value(v));
		break;
	case JSON_REAL:
		snprintf(text, sizeof(text), "%.17g", json_real_value(v));
		break;
	case JSON_ARRAY:
	default:
		/* a list in a list, which no property of ours has */
		maker_loss(m, SHELL_LOST);
		return SANREQ_OK;
	}
	return maker_value(m, (struct bytes){text, strlen(text)}, err);
}

static enum sanreq_status
list_value(struct shell_maker *m, const json_t *list, struct error *err)
{
	for (size_t i = 0; i < json_array_size(list); i++)
		if (scalar_value(m, json_array_get(list, i), err) != SANREQ_OK)
			return err->status;
	return SANREQ_OK;
}

static enum sanreq_status
take_object(struct shell_maker *m, const json_t *object, struct error *err)
{
	const char *key;
	json_t *v;

	maker_begin(m, 0);
	m->is_ansi = m->sink->is_ansi;
	json_object_foreach((json_t *)(uintptr_t)object, key, v)
	{
		const json_t *list =
		    is_wrapper(v) ? json_object_get(v, "value") : v;

		if (maker_property(m, (struct bytes){key, strlen(key)}, err) !=
		    SANREQ_OK)
			return err->status;
		if (json_is_array(list) ? list_value(m, list, err) != SANREQ_OK
					: scalar_value(m, v, err) != SANREQ_OK)
			return err->status;
	}
	return maker_hand(m, err);
}

static enum sanreq_status
take_array(struct shell_maker *m, const json_t *array, struct error *err)
{
	for (size_t i = 0; i < json_array_size(array); i++) {
		const json_t *v = json_array_get(array, i);

		/* what a cmdlet that gave nothing comes to */
		if (json_is_null(v))
			continue;
		if (!json_is_object(v))
			return error_set(err, SANREQ_INPUT,
			    "element %zu is no object: neither an inventory "
			    "nor a plan that sanreq wrote, nor the output of "
			    "ConvertTo-Json",
			    i + 1);
		if (take_object(m, v, err) == SANREQ_OK)
			continue;
		return error_prefix(err, "element %zu", i + 1);
	}
	return SANREQ_OK;
}

enum sanreq_status
shell_json_read(const json_t *root, const struct shell_sink *sink, uint64_t *n,
    struct error *err)
{
	struct shell_maker m;

	maker_init(&m, sink);
	if (is_wrapper(root))
		root = json_object_get(root, "value");
	if (json_is_array(root))
		(void)!take_array(&m, root, err);
	else
		(void)!take_object(&m, root, err);
	*n = m.nobjects;
	maker_release(&m);
	return err->status;
}
