/*
 * SPDX-License-Identifier: ISC
 */
#include <arpa/inet.h>

#include <string.h>

#include "base/text.h"
#include "check/covering.h"

#define SHOWN_MAX 512 /* of an entry that no client matches */

static enum sanreq_status
refuse(struct covering_name *out, const struct san_entry *entry,
    const char *fault, struct pool *pool, struct error *err)
{
	char text[SHOWN_MAX];

	out->fault = fault;
	text_quote(
	    text, sizeof(text), entry->n != 0 ? entry->octets : "", entry->n);
	out->text = pool_copy(pool, text, strlen(text), err);
	return err->status;
}

static enum sanreq_status
take(struct covering_name *out, const struct name *name, struct pool *pool,
    struct error *err)
{
	out->kind = name->kind;
	out->class = name->class;
	out->text = pool_copy(pool, name->text, strlen(name->text), err);
	return err->status;
}

/* What name_parse() mended must have been right from the start, but for its
 * case: clients compare octets. */
static const char *
flaw(const struct name *name)
{
	const char *base = name->text + 2;

	if ((name->fixed & NAME_FIXED_SPACE) != 0)
		return "white space around it (RFC 5280, 4.2.1.6)";
	if ((name->fixed & NAME_FIXED_IDN) != 0)
		return "not in ASCII: clients look for the A-label (RFC 9549)";
	if ((name->fixed & NAME_FIXED_DOT) != 0)
		return "ends in a dot: clients compare without it";
	if (name->kind == NAME_IP)
		return "an address as dNSName: clients compare addresses with "
		       "iPAddress entries alone (RFC 9525, 6.4)";
	if (name->kind == NAME_WILDCARD &&
	    (strchr(base, '.') == NULL ||
		name_suffix(name->text) == SUFFIX_ICANN))
		return "a wildcard over a whole public suffix or top-level "
		       "domain: clients refuse it";
	return NULL;
}

static enum sanreq_status
read_dns(struct covering_name *out, const struct san_entry *entry,
    struct pool *pool, struct error *err)
{
	struct error why = {0};
	const char *fault;
	struct name name;

	if (entry->n > NAME_TEXT_MAX)
		return refuse(out, entry,
		    "longer than a host name can be (253 octets)", pool, err);
	if (name_parse(entry->octets, entry->n, &name, &why) == SANREQ_OK) {
		fault = flaw(&name);
	} else if (why.status == SANREQ_NAME) {
		fault = pool_copy(pool, why.text, strlen(why.text), err);
		if (fault == NULL)
			return err->status;
	} else {
		return error_set(err, why.status, "%s", why.text);
	}
	if (fault != NULL)
		return refuse(out, entry, fault, pool, err);
	return take(out, &name, pool, err);
}

static enum sanreq_status
read_ip(struct covering_name *out, const struct san_entry *entry,
    struct pool *pool, struct error *err)
{
	char text[INET6_ADDRSTRLEN];
	struct name name;

	if (entry->n != 4 && entry->n != 16)
		return refuse(out, entry,
		    "an iPAddress must have 4 or 16 octets (RFC 5280, 4.2.1.6)",
		    pool, err);
	if (inet_ntop(entry->n == 4 ? AF_INET : AF_INET6, entry->octets, text,
		sizeof(text)) == NULL)
		return error_set(
		    err, SANREQ_INTERNAL, "an address has no text");
	if (name_parse(text, strlen(text), &name, err) != SANREQ_OK)
		return err->status;
	return take(out, &name, pool, err);
}

enum sanreq_status
covering_read(struct covering_name *out, const struct san_entry *entry,
    struct pool *pool, struct error *err)
{
	memset(out, 0, sizeof(*out));
	switch (entry->kind) {
	case SAN_DNS: return read_dns(out, entry, pool, err);
	case SAN_IP: return read_ip(out, entry, pool, err);
	case SAN_OTHER: break;
	}
	return refuse(out, entry,
	    "neither dNSName nor iPAddress: no name of a server", pool, err);
}
