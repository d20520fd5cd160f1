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

/* of userAccountControl, MS-ADTS 2.2.16 */
#define ACCOUNT_DISABLED   2
#define ACCOUNT_CONTROLLER 8192 /* of a domain controller */

void
computers_release(struct computers *c)
{
	keyset_release(&c->names);
	keyset_release(&c->asked);
	keyset_release(&c->witnessed);
	keyset_release(&c->whole);
	free(c->accounts);
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
computer_enter(struct exchange *x, const char *text, size_t n,
    const struct account *account, struct error *err)
{
	struct computers *c = &x->computers;
	const char *key = pool_intern(&x->pool, text, n, err);
	uint32_t number;

	if (key == NULL || keyset_add(&c->names, key, &number, err))
		return err->status;
	if (number >= c->cap) {
		size_t cap = c->cap != 0 ? 2 * c->cap : 64;
		struct account *more =
		    realloc(c->accounts, cap * sizeof(*more));

		if (more == NULL)
			return error_memory(err);
		memset(more + c->cap, 0, (cap - c->cap) * sizeof(*more));
		c->accounts = more;
		c->cap = cap;
	}
	/* of two accounts of one name, one that works is enough */
	if (c->accounts[number].domain == NULL || !account->disabled)
		c->accounts[number] = *account;
	return SANREQ_OK;
}

/* "EX01$" below DC=corp,DC=contoso,DC=local as ex01.corp.contoso.local */
static enum sanreq_status
account_enter(struct exchange *x, struct bytes name,
    const struct account *account, struct error *err)
{
	buf_clear(&x->text);
	if (name.n < 2 || name.n > DN_VALUE_MAX || name.p[name.n - 1] != '$')
		return SANREQ_OK;
	for (size_t i = 0; i + 1 < name.n; i++) {
		char c = text_lower(name.p[i]);

		if (buf_add(&x->text, &c, 1, err) != SANREQ_OK)
			return err->status;
	}
	if (buf_addf(&x->text, err, ".%s", account->domain) != SANREQ_OK)
		return err->status;
	return computer_enter(x, x->text.data, x->text.len, account, err);
}

/* What the record tells beside names. */
static enum sanreq_status
control_read(struct exchange *x, struct account *account, struct error *err)
{
	long long control = 0;
	uint32_t number;

	buf_clear(&x->text);
	if (domain_print(x, &x->text, err) != SANREQ_OK)
		return err->status;
	account->domain =
	    pool_intern(&x->pool, buf_text(&x->text), x->text.len, err);
	if (account->domain == NULL)
		return err->status;
	if (!integer_read(fact_value(x, ATTR_ACCOUNT_CONTROL), &control))
		return SANREQ_OK;
	account->disabled = (control & ACCOUNT_DISABLED) != 0;
	if ((control & ACCOUNT_CONTROLLER) == 0)
		return SANREQ_OK;
	return keyset_add(&x->computers.whole, account->domain, &number, err);
}

enum sanreq_status
computer_read(struct exchange *x, struct error *err)
{
	struct bytes host = fact_value(x, ATTR_DNS_HOST_NAME);
	struct account account = {0};
	struct error why = {0};
	struct name name;

	if (control_read(x, &account, err) != SANREQ_OK ||
	    account_enter(x, fact_value(x, ATTR_ACCOUNT_NAME), &account, err) !=
		SANREQ_OK)
		return err->status;
	if (host.n == 0 || host.n > FACT_VALUE_MAX ||
	    name_parse(host.p, host.n, &name, &why) != SANREQ_OK)
		return SANREQ_OK;
	return computer_enter(x, name.text, strlen(name.text), &account, err);
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

enum judgement {
	ACCOUNT_NOT_CHECKED,
	ACCOUNT_WORKS,
	ACCOUNT_OFF,
	ACCOUNT_GONE
};

/* Was it looked for where it must be? Only then its absence tells. Who may not
 * see computer accounts is not told so: that of another server must be seen.
 * An export may be of some folder of the domain, which one that has a domain
 * controller is not: those have a folder of their own. Of a folder that is
 * closed the group of all Exchange servers told, when it has such servers. */
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
	struct computers *c = &x->computers;
	uint32_t number;

	if (account_number(x, s, &number, err) != SANREQ_OK ||
	    number == KEYSET_NONE)
		return err->status;
	c->has_servers = true;
	if (!c->searched &&
	    keyset_find(&c->whole, c->accounts[number].domain) == KEYSET_NONE)
		return SANREQ_OK;
	return keyset_add(
	    &c->witnessed, strchr(s->fqdn, '.') + 1, &number, err);
}

/* The server's account: by its full name wherever it is (DNS names need not
 * follow the domain's), or by its short one in the domain of its full name. */
static enum sanreq_status
account_find(struct exchange *x, const struct known_server *s,
    enum judgement *found, struct error *err)
{
	const struct computers *c = &x->computers;
	uint32_t by_host, by_account;

	*found = ACCOUNT_NOT_CHECKED;
	if (account_number(x, s, &by_account, err) != SANREQ_OK ||
	    s->fqdn == NULL || strchr(s->fqdn, '.') == NULL)
		return err->status;
	by_host = keyset_find(&c->names, s->fqdn);
	if ((by_host != KEYSET_NONE && !c->accounts[by_host].disabled) ||
	    (by_account != KEYSET_NONE && !c->accounts[by_account].disabled))
		*found = ACCOUNT_WORKS;
	else if (by_host != KEYSET_NONE || by_account != KEYSET_NONE)
		*found = ACCOUNT_OFF;
	else if (is_covered(c, s, strchr(s->fqdn, '.') + 1))
		*found = ACCOUNT_GONE;
	return SANREQ_OK;
}

static enum sanreq_status
dead_tell(struct exchange *x, const struct known_server *s,
    enum judgement found, struct error *err)
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
	if (n == 0 || !(x->computers.searched || x->computers.has_servers))
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
	    "%s: whether %s is still there was not checked: %s",
	    QUOTES(x->source), buf_text(&x->text),
	    x->computers.searched
		? "not all computer accounts of that domain could be read here"
		: "an export that tells it has the computer accounts of the "
		  "whole domain, its domain controllers' too");
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
		enum judgement found;

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
