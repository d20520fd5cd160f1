/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "base/text.h"
#include "check/cure.h"
#include "exchange/repair.h"

static const struct {
	enum cover_cure cure;
	const char *text;
} whys[WHY_COUNT] = {
    [WHY_NONE] = {CURE_NONE, "nothing lacks it"},
    [WHY_INTERNAL] = {CURE_URL, "no public CA takes it"},
    [WHY_GIVEN] = {CURE_NAME, "it was named as one in use, and stands in no "
			      "URL"},
    [WHY_APART] = {CURE_NAME, "it must be another host than the namespace"},
    [WHY_NOWHERE] = {CURE_URL, "DNS has no address for it"},
    [WHY_SERVER] = {CURE_URL, "it is a server's own name, as setup puts it "
			      "into URLs"},
    [WHY_SIBLING] = {CURE_NAME, "it is a server's own name, and the "
				"certificate has those of others"},
    [WHY_AUTODISCOVER] = {CURE_NAME, "Outlook and phones ask for it by "
				     "themselves"},
    [WHY_SHARED] = {CURE_NAME, "several servers share it"},
    [WHY_MOST] = {CURE_NAME, "most URLs of its server have it"},
    [WHY_ODD] = {CURE_URL, "most URLs of its server have a name of the "
			   "certificate"},
    [WHY_OPEN] = {CURE_EITHER, "nothing tells which of the two"},
};

enum cover_cure
cover_why_cure(enum cover_why why)
{
	return whys[why].cure;
}

const char *
cover_why_text(enum cover_why why)
{
	return whys[why].text;
}

bool
cover_why_leaves_choice(enum cover_why why)
{
	return why != WHY_GIVEN && why != WHY_APART;
}

/* What the missing uses of one name show. */
struct evidence {
	size_t nuses; /* distinct */
	size_t nservers;
	uint32_t server; /* the last of them */
	unsigned services;
	bool given; /* all of them, by hand */
	bool apart; /* all of them, by settings that must have another host */
	bool own;   /* some, of the server whose name it is */
	bool external; /* some */
};

struct cure {
	const struct inventory *inventory;
	const struct coverage *coverage;
	struct tally *tally;
	struct keyset own;  /* names of the servers, in any form */
	bool names_servers; /* the certificate does, by entries of their own */
};

/* --- whose name --- */

static bool
is_named(const char *server_name, const char *text)
{
	return server_name != NULL && text_casecmp(server_name, text) == 0;
}

bool
cure_is_own(
    const struct inventory *inventory, const char *server, const char *name)
{
	const struct server *known;
	bool starts;

	if (server == NULL)
		return false;
	starts = text_starts(name, strlen(name), server);
	if (starts && name[strlen(server)] == '\0')
		return true;
	known = inventory_find_server(inventory, server);
	if (known == NULL || known->fqdn == NULL)
		return (starts && name[strlen(server)] == '.') ||
		       (known != NULL && is_named(known->netbios, name));
	return is_named(known->fqdn, name) || is_named(known->netbios, name);
}

static enum sanreq_status
add_own(struct cure *cure, const char *name, struct error *err)
{
	uint32_t number;

	return name != NULL ? keyset_add(&cure->own, name, &number, err)
			    : SANREQ_OK;
}

/* A name of the certificate is a server's own, and nothing but that: clients
 * outside, for whom somebody would have chosen it, have no use for it. */
static bool
is_of_server(const struct cure *cure, const char *text)
{
	const struct inventory_name *name =
	    inventory_find_name(cure->inventory, text);
	bool own = keyset_find(&cure->own, text) != KEYSET_NONE;

	for (size_t i = 0; name != NULL && i < name->nuses; i++) {
		const struct use *use = &name->uses[i];

		if (use->scope == SCOPE_EXTERNAL)
			return false;
		own |= use->server != NULL &&
		       text_starts(text, strlen(text), use->server) &&
		       cure_is_own(cure->inventory, use->server, text);
	}
	return own;
}

static enum sanreq_status
list_servers(struct cure *cure, struct error *err)
{
	enum sanreq_status status = SANREQ_OK;
	size_t n, nnames;
	const struct server *servers = inventory_servers(cure->inventory, &n);
	const struct covering_name *names =
	    coverage_names(cure->coverage, &nnames);

	for (size_t i = 0; status == SANREQ_OK && i < n; i++)
		if ((status = add_own(cure, servers[i].name, err)) ==
			SANREQ_OK &&
		    (status = add_own(cure, servers[i].netbios, err)) ==
			SANREQ_OK)
			status = add_own(cure, servers[i].fqdn, err);
	for (size_t i = 0; !cure->names_servers && i < nnames; i++)
		cure->names_servers =
		    names[i].fault == NULL && is_of_server(cure, names[i].text);
	return status;
}

/* Setup knows no external URLs: there somebody chose it. */
static bool
is_servers_own(const struct cure *cure, const struct inventory_name *name,
    const struct evidence *e)
{
	return !e->external &&
	       (e->own || keyset_find(&cure->own, name->text) != KEYSET_NONE);
}

static bool
is_autodiscover(const struct cure *cure, const struct inventory_name *name)
{
	static const char label[] = "autodiscover.";

	return text_starts(name->text, strlen(name->text), label) &&
	       inventory_find_domain(
		   cure->inventory, name->text + strlen(label)) != NULL;
}

/* --- who uses it --- */

static enum sanreq_status
look_at(struct cure *cure, const struct inventory_name *name,
    struct evidence *e, struct error *err)
{
	*e = (struct evidence){.given = true, .apart = true};
	tally_name(cure->tally);
	for (size_t i = 0; i < name->nuses; i++) {
		const struct use *use = &name->uses[i];
		uint32_t number;

		if (tally_use(cure->tally, use, &number, err) != SANREQ_OK)
			return err->status;
		if (coverage_verdict(cure->coverage, name, use) !=
			COVER_MISSING ||
		    !tally_first(cure->tally, number, COVER_MISSING))
			continue;
		e->nuses++;
		e->services |= 1u << use->service;
		e->given &= use->service == SERVICE_MANUAL ||
			    use->scope == SCOPE_PRESENTED;
		e->external |= use->scope == SCOPE_EXTERNAL;
		e->apart = e->apart && repair_is_apart(use);
		e->own = e->own ||
			 cure_is_own(cure->inventory, use->server, name->text);
		if (number == 0 || !tally_first_of_name(cure->tally, number))
			continue;
		e->nservers++;
		e->server = number;
	}
	return SANREQ_OK;
}

static enum cover_why
judge(const struct cure *cure, const struct inventory_name *name,
    const struct evidence *e)
{
	size_t covered;

	if (coverage_is_beyond_cas(cure->coverage, name))
		return WHY_INTERNAL;
	if (e->given)
		return WHY_GIVEN;
	if (e->apart)
		return WHY_APART;
	if (coverage_leads_nowhere(name))
		return WHY_NOWHERE;
	if (is_servers_own(cure, name, e))
		return cure->names_servers ? WHY_SIBLING : WHY_SERVER;
	if (is_autodiscover(cure, name))
		return WHY_AUTODISCOVER;
	if (e->nservers > 1)
		return WHY_SHARED;
	if (e->nservers == 0)
		return WHY_OPEN;
	covered = cure->tally->servers[e->server].covered;
	/* outside, a service may well have a name of its own */
	if (e->nuses < covered)
		return e->external ? WHY_OPEN : WHY_ODD;
	/* of one service alone, it may be mistyped throughout */
	return e->nuses > covered && (e->services & (e->services - 1)) != 0
		   ? WHY_MOST
		   : WHY_OPEN;
}

enum sanreq_status
cure_find(const struct inventory *inventory, const struct coverage *coverage,
    struct tally *tally, uint8_t why[], struct error *err)
{
	struct cure cure = {
	    .inventory = inventory, .coverage = coverage, .tally = tally};
	size_t n;
	const struct inventory_name *names = inventory_names(inventory, &n);
	struct evidence evidence;
	enum sanreq_status status;

	keyset_init(&cure.own, tally->keys.seed, true);
	status = list_servers(&cure, err);
	for (size_t i = 0; status == SANREQ_OK && i < n; i++) {
		if (!coverage_has(coverage, &names[i], COVER_MISSING))
			continue;
		status = look_at(&cure, &names[i], &evidence, err);
		if (status == SANREQ_OK)
			why[i] = (uint8_t)judge(&cure, &names[i], &evidence);
	}
	keyset_release(&cure.own);
	return status;
}
