/*
 * SPDX-License-Identifier: ISC
 *
 * Computer accounts, and which servers have none any more.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "exchange/state.h"

#define ACCOUNT_DISABLED 2 /* of userAccountControl */

void
computers_release(struct computers *c)
{
	keyset_release(&c->names);
	keyset_release(&c->asked);
	keyset_release(&c->witnessed);
	free(c->disabled);
}

/* The domain that the object's DN stands in, "corp.contoso.local". */
static enum sanreq_status
domain_print(struct exchange *x, struct buf *out, struct error *err)
{
	const struct dn *dn = &x->dn.dn;
	char text[DN_VALUE_MAX];

	for (size_t i = 0; i < dn->n; i++) {
		size_t n;

		if (!text_same(
			dn->parts[i].type.p, dn->parts[i].type.n, "DC", 2))
			continue;
		n = dn_value(&dn->parts[i], text);
		for (size_t k = 0; k < n; k++)
			text[k] = text_lower(text[k]);
		if ((out->len != 0 && buf_add(out, ".", 1, err) != SANREQ_OK) ||
		    buf_add(out, text, n, err) != SANREQ_OK)
			return err->status;
	}
	return SANREQ_OK;
}

static enum sanreq_status
computer_enter(struct exchange *x, const char *text, size_t n, bool disabled,
    struct error *err)
{
	struct computers *c = &x->computers;
	const char *key = pool_intern(&x->pool, text, n, err);
	uint32_t number;

	if (key == NULL || keyset_add(&c->names, key, &number, err))
		return err->status;
	if (number >= c->cap) {
		size_t cap = c->cap != 0 ? 2 * c->cap : 64;
		bool *more = realloc(c->disabled, cap * sizeof(*more));

		if (more == NULL)
			return error_memory(err);
		memset(more + c->cap, true, cap - c->cap);
		c->disabled = more;
		c->cap = cap;
	}
	/* of two accounts of one name, one that works is enough */
	c->disabled[number] = c->disabled[number] && disabled;
	return SANREQ_OK;
}

/* "EX01$" below DC=corp,DC=contoso,DC=local as ex01.corp.contoso.local */
static enum sanreq_status
account_enter(struct exchange *x, struct bytes account, const char *domain,
    bool disabled, struct error *err)
{
	buf_clear(&x->text);
	if (account.n < 2 || account.n > DN_VALUE_MAX ||
	    account.p[account.n - 1] != '$')
		return SANREQ_OK;
	for (size_t i = 0; i + 1 < account.n; i++) {
		char c = text_lower(account.p[i]);

		if (buf_add(&x->text, &c, 1, err) != SANREQ_OK)
			return err->status;
	}
	if (buf_addf(&x->text, err, ".%s", domain) != SANREQ_OK)
		return err->status;
	return computer_enter(x, x->text.data, x->text.len, disabled, err);
}

enum sanreq_status
computer_read(struct exchange *x, struct error *err)
{
	struct bytes host = fact_value(x, ATTR_DNS_HOST_NAME);
	struct bytes account = fact_value(x, ATTR_ACCOUNT_NAME);
	long long control = 0;
	struct error why = {0};
	const char *domain;
	struct name name;
	bool disabled;

	buf_clear(&x->text);
	if (domain_print(x, &x->text, err) != SANREQ_OK)
		return err->status;
	domain = pool_intern(&x->pool, buf_text(&x->text), x->text.len, err);
	if (domain == NULL)
		return err->status;
	disabled =
	    integer_read(fact_value(x, ATTR_ACCOUNT_CONTROL), &control) &&
	    (control & ACCOUNT_DISABLED) != 0;
	if (account_enter(x, account, domain, disabled, err) != SANREQ_OK)
		return err->status;
	if (host.n == 0 || host.n > FACT_VALUE_MAX ||
	    name_parse(host.p, host.n, &name, &why) != SANREQ_OK)
		return SANREQ_OK;
	return computer_enter(x, name.text, strlen(name.text), disabled, err);
}

enum sanreq_status
computers_report(
    struct exchange *x, const struct record *r, bool done, struct error *err)
{
	struct bytes v;
	size_t cursor = 0;
	uint32_t number;
	const char *key;

	x->computers.searched = true;
	while (done && record_next(r, "x-sanreq-asked", &cursor, &v)) {
		buf_clear(&x->text);
		for (size_t i = 0; i < v.n; i++) {
			char c = text_lower(v.p[i]);

			if (buf_add(&x->text, &c, 1, err) != SANREQ_OK)
				return err->status;
		}
		key =
		    pool_intern(&x->pool, buf_text(&x->text), x->text.len, err);
		if (key == NULL ||
		    keyset_add(&x->computers.asked, key, &number, err))
			return err->status;
	}
	return SANREQ_OK;
}

enum account {
	ACCOUNT_NOT_CHECKED,
	ACCOUNT_WORKS,
	ACCOUNT_OFF,
	ACCOUNT_GONE
};

/* Was it looked for where it must be? Only then its absence tells. Who may not
 * see computer accounts is not told so, and an export may be of some folder of
 * the domain: that of another server must be seen. Of a folder that is closed
 * the group of all Exchange servers told, when it has such servers. */
static bool
is_covered(
    const struct computers *c, const struct known_server *s, const char *domain)
{
	return keyset_find(&c->witnessed, domain) != KEYSET_NONE &&
	       (!c->searched || (s->in_group && keyset_find(&c->asked,
						    s->key) != KEYSET_NONE));
}

/* "ex01.corp.contoso.local" of its short name and its full name's domain. */
static enum sanreq_status
account_number(struct exchange *x, const struct known_server *s,
    uint32_t *number, struct error *err)
{
	const char *domain = s->fqdn != NULL ? strchr(s->fqdn, '.') : NULL;

	*number = KEYSET_NONE;
	if (domain == NULL)
		return SANREQ_OK;
	buf_clear(&x->text);
	if (buf_addf(&x->text, err, "%s%s", s->key, domain) != SANREQ_OK)
		return err->status;
	*number = keyset_find(&x->computers.names, buf_text(&x->text));
	return SANREQ_OK;
}

static enum sanreq_status
witness(struct exchange *x, const struct known_server *s, struct error *err)
{
	uint32_t number;

	if (account_number(x, s, &number, err) != SANREQ_OK ||
	    number == KEYSET_NONE)
		return err->status;
	return keyset_add(
	    &x->computers.witnessed, strchr(s->fqdn, '.') + 1, &number, err);
}

/* The server's account: by its full name wherever it is (DNS names need not
 * follow the domain's), or by its short one in the domain of its full name. */
static enum sanreq_status
account_find(struct exchange *x, const struct known_server *s,
    enum account *found, struct error *err)
{
	const struct computers *c = &x->computers;
	uint32_t by_host, by_account;

	*found = ACCOUNT_NOT_CHECKED;
	if (account_number(x, s, &by_account, err) != SANREQ_OK ||
	    s->fqdn == NULL || strchr(s->fqdn, '.') == NULL)
		return err->status;
	by_host = keyset_find(&c->names, s->fqdn);
	if ((by_host != KEYSET_NONE && !c->disabled[by_host]) ||
	    (by_account != KEYSET_NONE && !c->disabled[by_account]))
		*found = ACCOUNT_WORKS;
	else if (by_host != KEYSET_NONE || by_account != KEYSET_NONE)
		*found = ACCOUNT_OFF;
	else if (is_covered(c, s, strchr(s->fqdn, '.') + 1))
		*found = ACCOUNT_GONE;
	return SANREQ_OK;
}

static enum sanreq_status
dead_tell(struct exchange *x, const struct known_server *s, enum account found,
    struct error *err)
{
	struct server dead = {.name = s->name, .state = SERVER_DEAD};
	const char *domain = strchr(s->fqdn, '.') + 1;

	x->object.dn = s->dn;
	if (inventory_add_server(x->inventory, &dead, err) != SANREQ_OK)
		return err->status;
	if (found == ACCOUNT_OFF)
		return exchange_find(x, DSC21, err,
		    "server %s is dead: its computer account in %s is disabled",
		    s->name, domain);
	return exchange_find(x, DSC21, err,
	    "server %s is dead: %s has no computer account of it; it was "
	    "removed without its setup",
	    s->name, domain);
}

static enum sanreq_status
not_checked_tell(
    struct exchange *x, const char *const *which, size_t n, struct error *err)
{
	size_t shown = n < CONTAINER_NAMES ? n : CONTAINER_NAMES;

	x->object.dn = NULL;
	if (n == 0 || !x->computers.searched)
		return SANREQ_OK;
	buf_clear(&x->text);
	for (size_t i = 0; i < shown; i++)
		if (buf_addf(&x->text, err, "%s%s", i != 0 ? ", " : "",
			which[i]) != SANREQ_OK)
			return err->status;
	if (n > shown &&
	    buf_addf(&x->text, err, " and %zu more", n - shown) != SANREQ_OK)
		return err->status;
	return exchange_find(x, DSC22, err,
	    "%s: whether %s is still there was not checked: not all computer "
	    "accounts of that domain could be read here",
	    QUOTES(x->source), buf_text(&x->text));
}

enum sanreq_status
computers_finish(struct exchange *x, struct error *err)
{
	const char *unsure[CONTAINER_NAMES] = {NULL};
	size_t n = 0;

	for (size_t i = 0; i < x->nservers; i++)
		if (witness(x, &x->servers[i], err) != SANREQ_OK)
			return err->status;
	for (size_t i = 0; i < x->nservers; i++) {
		const struct known_server *s = &x->servers[i];
		enum account found;

		if (!s->is_seen || !s->has_account)
			continue;
		if (account_find(x, s, &found, err) != SANREQ_OK)
			return err->status;
		if ((found == ACCOUNT_GONE || found == ACCOUNT_OFF) &&
		    dead_tell(x, s, found, err) != SANREQ_OK)
			return err->status;
		if (found == ACCOUNT_NOT_CHECKED)
			note_least(unsure, &n, s->name);
	}
	return not_checked_tell(x, unsure, n, err);
}
