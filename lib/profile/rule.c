/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "base/text.h"
#include "profile/rule.h"

const char *const rule_product_words[] = {
    "2003", "2007", "2010", "2013", "2016", "2019", "SE", NULL};

static bool
has_bit(unsigned mask, unsigned value)
{
	return mask == 0 || (mask >> value & 1u) != 0;
}

static bool
any_glob(const char *const *globs, const char *text)
{
	if (globs == NULL)
		return true;
	if (text == NULL)
		return false;
	for (; *globs != NULL; globs++)
		if (text_glob(*globs, text))
			return true;
	return false;
}

static bool
has_product(unsigned mask, const char *product)
{
	unsigned i;

	for (i = 0; product != NULL && i < PRODUCT_COUNT; i++)
		if (text_casecmp(rule_product_words[i], product) == 0)
			return (mask >> i & 1u) != 0;
	return false;
}

static bool
server_matches(const struct profile_rule *rule, const struct inventory *inv,
    const struct use *use)
{
	const struct server *server;

	if (rule->sites == NULL && rule->products == 0 && rule->roles == 0)
		return true;
	if (use->server == NULL)
		return false;
	server = inventory_find_server(inv, use->server);
	return server != NULL && any_glob(rule->sites, server->site) &&
	       (rule->roles == 0 || (rule->roles & server->roles) != 0) &&
	       (rule->products == 0 ||
		   has_product(rule->products, server->product));
}

/* The accepted domain is what the use's value says; a candidate may be
 * written as the host made of it. */
static bool
domain_matches(const struct profile_rule *rule, const struct inventory *inv,
    const struct use *use, const char *name)
{
	const struct accepted_domain *domain = NULL;

	if (rule->domain_types == 0)
		return true;
	if (use->value != NULL)
		domain = inventory_find_domain(inv, use->value);
	if (domain == NULL && text_starts(name, strlen(name), "autodiscover."))
		domain = inventory_find_domain(inv, strchr(name, '.') + 1);
	if (domain == NULL)
		domain = inventory_find_domain(inv, name);
	return domain != NULL && has_bit(rule->domain_types, domain->type);
}

static bool
use_matches(const struct profile_rule *rule, const struct inventory *inv,
    const struct use *use, const char *name)
{
	return has_bit(rule->audiences, use->audience) &&
	       has_bit(rule->services, use->service) &&
	       has_bit(rule->scopes, use->scope) &&
	       (use->audience != AUDIENCE_PEER || !rule->take) &&
	       any_glob(rule->servers, use->server) &&
	       server_matches(rule, inv, use) &&
	       domain_matches(rule, inv, use, name);
}

static bool
asks_of_uses(const struct profile_rule *rule)
{
	return (rule->audiences | rule->services | rule->scopes |
		   rule->domain_types | rule->roles | rule->products) != 0 ||
	       rule->servers != NULL || rule->sites != NULL;
}

/* Would nobody but dead servers miss the name? */
static bool
is_of_the_dead(const struct inventory *inv, const struct inventory_name *name)
{
	const struct server *server;
	size_t i, dead = 0;

	for (i = 0; i < name->nuses; i++) {
		const struct use *use = &name->uses[i];

		if (use->audience == AUDIENCE_PEER)
			continue;
		if (use->server == NULL ||
		    (server = inventory_find_server(inv, use->server)) ==
			NULL ||
		    server->state != SERVER_DEAD)
			return false;
		dead++;
	}
	return dead != 0;
}

bool
rule_matches(const struct profile_rule *rule, const struct inventory *inv,
    const struct inventory_name *name)
{
	size_t i;

	if (!has_bit(rule->kinds, name->kind) ||
	    !has_bit(rule->classes, name->class) ||
	    !any_glob(rule->names, name->text))
		return false;
	if (rule->states != 0 && !is_of_the_dead(inv, name))
		return false;
	if (!asks_of_uses(rule))
		return true;
	for (i = 0; i < name->nuses; i++)
		if (use_matches(rule, inv, &name->uses[i], name->text))
			return true;
	return false;
}
