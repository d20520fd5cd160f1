/*
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "exchange/state.h"

/* msExchAcceptedDomainFlags, exchange.md 1.8 */
enum {
	FLAG_TYPE = 3,
	FLAG_DEFAULT = 4,
	FLAG_X400 = 16,
	FLAG_PENDING_REMOVAL = 64
};

bool
is_microsoft(const char *name)
{
	static const char *const theirs[] = {"onmicrosoft.com", "outlook.com",
	    "office365.com", "office.com", "office365.us", "outlook.de",
	    "partner.outlook.cn"};
	size_t n = strlen(name);

	for (size_t i = 0; i < sizeof(theirs) / sizeof(theirs[0]); i++) {
		size_t len = strlen(theirs[i]);

		if (n >= len && strcmp(name + n - len, theirs[i]) == 0 &&
		    (n == len || name[n - len - 1] == '.'))
			return true;
	}
	return false;
}

enum sanreq_status
domain_candidates(struct exchange *x, const struct service_row *row,
    const struct name *domain, bool autodiscover, struct bytes raw,
    struct error *err)
{
	struct service_row derived = *row;
	char text[sizeof("autodiscover.") + NAME_TEXT_MAX];
	int n;

	if (is_microsoft(domain->text) || domain->kind == NAME_WILDCARD)
		return SANREQ_OK;
	if (host_is_guess(x, domain->fixed))
		return host_guessed(x, row, raw, NULL, err);
	if (host_told(x, row, domain, raw, err) != SANREQ_OK)
		return err->status;
	if (use_add(x, row, domain, AUDIENCE_CANDIDATE, raw, err) !=
		SANREQ_OK ||
	    !autodiscover)
		return err->status;
	if (row->service == SERVICE_ACCEPTED_DOMAIN)
		derived.service = SERVICE_AUTODISCOVER_DOMAIN;
	n = snprintf(text, sizeof(text), "autodiscover.%s", domain->text);
	return host_add(x, &derived, (struct bytes){text, (size_t)n},
	    AUDIENCE_CANDIDATE, raw, err);
}

static long
flags_read(const struct exchange *x)
{
	struct bytes v = fact_value(x, ATTR_DOMAIN_FLAGS);
	char text[24] = "";

	if (v.n < sizeof(text) && v.n != 0)
		memcpy(text, v.p, v.n);
	return strtol(text, NULL, 10);
}

static enum sanreq_status
domain_enter(
    struct exchange *x, const char *text, long flags, struct error *err)
{
	/* 0, 1 and 2 in the order of enum domain_type; 3 is not given out */
	long type = flags & FLAG_TYPE;
	struct accepted_domain domain = {.domain = text,
	    .type = type == 3 ? DOMAIN_AUTHORITATIVE : (enum domain_type)type,
	    .is_default = (flags & FLAG_DEFAULT) != 0};

	return inventory_add_domain(x->inventory, &domain, err);
}

enum sanreq_status
accepted_domain_read(struct exchange *x, struct error *err)
{
	struct bytes v = fact_value(x, ATTR_DOMAIN_NAME);
	long flags = flags_read(x);
	struct error why = {0};
	struct name name;

	if (v.n == 0 || (flags & (FLAG_X400 | FLAG_PENDING_REMOVAL)) != 0)
		return SANREQ_OK;
	if (v.n == 1 && v.p[0] == '*')
		return domain_enter(x, "*", flags, err);
	if (v.n > FACT_VALUE_MAX)
		(void)error_set(&why, SANREQ_NAME, "too long");
	if (why.status != SANREQ_OK ||
	    name_parse(v.p, v.n, &name, &why) != SANREQ_OK) {
		if (is_own_fault(why.status))
			return error_set(err, why.status, "%s", why.text);
		return exchange_find(x, DSC13, err, "%s %s: %s",
		    row_attribute(x, x->rows[CLASS_ACCEPTED_DOMAIN].rows),
		    QUOTE(v.p, v.n), why.text);
	}
	if (host_is_guess(x, name.fixed))
		return host_guessed(
		    x, x->rows[CLASS_ACCEPTED_DOMAIN].rows, v, NULL, err);
	if (domain_enter(x, name.text, flags, err) != SANREQ_OK)
		return err->status;
	if ((flags & FLAG_TYPE) == DOMAIN_EXTERNAL_RELAY)
		return SANREQ_OK;
	return domain_candidates(
	    x, x->rows[CLASS_ACCEPTED_DOMAIN].rows, &name, true, v, err);
}
