/*
 * SPDX-License-Identifier: ISC
 *
 * Database availability groups: clusters of servers, no servers themselves. A
 * group's name is that of a computer account, of one label. Its full name is
 * not in the directory; but all its servers are in one domain, where the
 * cluster registers its name, and a group in datacenter activation mode lists
 * them by their full names. A group without an administrative access point,
 * whose address is 255.255.255.255, has no name in DNS.
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "exchange/state.h"

static const char no_access_point[] = "255.255.255.255";

static bool
has_access_point(const struct exchange *x)
{
	for (size_t i = 0; i < x->object.nfacts; i++) {
		const struct fact *f = &x->object.facts[i];

		if (f->attribute == ATTR_DAG_ADDRESSES &&
		    text_same(f->value.p, f->value.n, no_access_point,
			strlen(no_access_point)))
			return false;
	}
	return true;
}

/* ".contoso.com", that of all its servers. false: none is known, or they do
 * not agree. */
static bool
domain_read(
    const struct exchange *x, char domain[NAME_TEXT_MAX], struct error *ignored)
{
	domain[0] = '\0';
	for (size_t i = 0; i < x->object.nfacts; i++) {
		const struct fact *f = &x->object.facts[i];
		struct name server;
		const char *dot;

		if ((f->attribute != ATTR_DAG_STARTED &&
			f->attribute != ATTR_DAG_STOPPED) ||
		    name_parse(f->value.p, f->value.n, &server, ignored) !=
			SANREQ_OK ||
		    server.kind != NAME_FQDN)
			continue;
		dot = strchr(server.text, '.');
		if (domain[0] != '\0' && strcmp(domain, dot) != 0)
			return false;
		snprintf(domain, NAME_TEXT_MAX, "%s", dot);
	}
	return domain[0] != '\0';
}

/* Its full name, where the object tells it. */
static enum sanreq_status
full_name_read(struct exchange *x, const struct service_row *row,
    struct name *name, struct bytes raw, struct error *err)
{
	char domain[NAME_TEXT_MAX], text[2 * NAME_TEXT_MAX];
	struct error ignored = {0};
	int n;

	if (!has_access_point(x) || !domain_read(x, domain, &ignored))
		return SANREQ_OK;
	n = snprintf(text, sizeof(text), "%s%s", name->text, domain);
	error_clear(&ignored);
	if (name_parse(text, (size_t)n, name, &ignored) != SANREQ_OK)
		return SANREQ_OK; /* too long: nobody can resolve it */
	return use_add(x, row, name, row->audience, raw, err);
}

static enum sanreq_status
name_read(struct exchange *x, const struct service_row *row, struct bytes v,
    struct name *name, struct error *err)
{
	struct error ignored = {0};

	if (v.n > FACT_VALUE_MAX || !text_is_utf8(v.p, v.n) ||
	    name_parse(v.p, v.n, name, &ignored) != SANREQ_OK) {
		name->kind = NAME_IP;
		return value_read(x, row, v, err); /* says what is wrong */
	}
	if (name->kind != NAME_NETBIOS)
		return exchange_find(x, DSC13, err,
		    "%s %s: must be the name of a computer, of one label",
		    row_attribute(x, row), QUOTE(v.p, v.n));
	return value_read(x, row, v, err);
}

enum sanreq_status
dag_read(struct exchange *x, struct error *err)
{
	const struct service_row *row = x->rows[CLASS_DAG].rows;
	struct bytes v = fact_value(x, ATTR_DAG_NAME);
	char cn[DN_VALUE_MAX];
	struct name name;

	if (v.n == 0 && x->object.has_dn) {
		v.n = dn_value(&x->dn.dn.parts[0], cn);
		v.p = cn;
	}
	if (name_read(x, row, v, &name, err) != SANREQ_OK ||
	    name.kind != NAME_NETBIOS)
		return err->status;
	return full_name_read(x, row, &name, v, err);
}
