/*
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "check/coverage.h"
#include "check/covering.h"
#include "check/cure.h"
#include "name/dns_facts.h"
#include "name/keyset.h"

#define POOL_MAX ((size_t)256 << 20)

struct coverage {
	const struct inventory *inventory;
	const struct inventory_name *refs; /* its names */
	size_t nrefs;
	struct pool pool;
	struct covering_name *names;
	size_t nnames;
	struct keyset exact;  /* text of a name, ... */
	uint32_t *exact_name; /* ... and which it is */
	struct keyset stars;  /* ".contoso.com" of "*.contoso.com", ... */
	uint32_t *star_name;
	uint32_t *by;   /* of each reference: which name, or KEYSET_NONE */
	uint16_t *seen; /* likewise: its uses' verdicts, 1 << verdict */
	uint8_t *why;   /* likewise: enum cover_why */
	const char *common_name;
	bool has_dns;        /* some dNSName, sound or not */
	bool takes_internal; /* its CA does */
	size_t uses[COVER_COUNT];
	size_t nwith[COVER_COUNT];
	const struct inventory_name *most_used;
	size_t most; /* covered uses of it */
};

static const char *const verdict_texts[COVER_COUNT] = {"covered", "missing",
    "default", "candidate", "http-only", "back-end", "server-only", "principal",
    "certificate", "peer"};

const char *
cover_verdict_text(enum cover_verdict verdict)
{
	return verdict_texts[verdict];
}

/* --- the names of the certificate --- */

static enum sanreq_status
enter_name(struct coverage *c, uint32_t i, struct error *err)
{
	struct covering_name *name = &c->names[i];
	uint32_t known = c->exact.n, number;
	enum sanreq_status status;

	if (name->class == NAME_INTERNAL)
		c->takes_internal = true;
	status = keyset_add(&c->exact, name->text, &number, err);
	if (status != SANREQ_OK)
		return status;
	if (number < known) {
		name->duplicate = true;
		return SANREQ_OK;
	}
	c->exact_name[number] = i;
	if (name->kind != NAME_WILDCARD)
		return SANREQ_OK;
	status = keyset_add(&c->stars, name->text + 1, &number, err);
	if (status == SANREQ_OK)
		c->star_name[number] = i;
	return status;
}

static enum sanreq_status
enter_names(struct coverage *c, const struct certificate_names *certificate,
    struct error *err)
{
	enum sanreq_status status = SANREQ_OK;
	size_t n = certificate->nentries;

	if (n >= KEYSET_MAX)
		return error_set(err, SANREQ_LIMIT,
		    "more than %u names in a certificate", KEYSET_MAX);
	c->names = calloc(n + 1, sizeof(*c->names));
	c->exact_name = calloc(n + 1, sizeof(*c->exact_name));
	c->star_name = calloc(n + 1, sizeof(*c->star_name));
	if (c->names == NULL || c->exact_name == NULL || c->star_name == NULL)
		return error_memory(err);
	c->nnames = n;
	for (size_t i = 0; status == SANREQ_OK && i < n; i++) {
		const struct san_entry *entry = &certificate->entries[i];

		c->has_dns |= entry->kind == SAN_DNS;
		status = covering_read(&c->names[i], entry, &c->pool, err);
		if (status == SANREQ_OK && c->names[i].fault == NULL)
			status = enter_name(c, (uint32_t)i, err);
	}
	return status;
}

static enum sanreq_status
enter_common_name(struct coverage *c, const char *text, struct error *err)
{
	struct error why = {0};
	struct name name;

	if (text == NULL)
		return SANREQ_OK;
	if (name_parse(text, strlen(text), &name, &why) != SANREQ_OK)
		return why.status == SANREQ_NAME
			   ? SANREQ_OK
			   : error_set(err, why.status, "%s", why.text);
	c->common_name = pool_copy(&c->pool, name.text, strlen(name.text), err);
	return err->status;
}

/* --- the uses --- */

static uint32_t
find_covering(const struct coverage *c, const struct inventory_name *ref)
{
	uint32_t number = keyset_find(&c->exact, ref->text);
	const char *dot;

	if (number != KEYSET_NONE)
		return c->exact_name[number];
	if (ref->kind != NAME_FQDN || (dot = strchr(ref->text, '.')) == NULL)
		return KEYSET_NONE;
	number = keyset_find(&c->stars, dot);
	return number != KEYSET_NONE ? c->star_name[number] : KEYSET_NONE;
}

bool
coverage_is_mail_default(const struct inventory *inventory,
    const struct inventory_name *ref, const struct use *use)
{
	return (use->service == SERVICE_POP3 ||
		   use->service == SERVICE_IMAP4) &&
	       use->scope != SCOPE_EXTERNAL &&
	       cure_is_own(inventory, use->server, ref->text);
}

/* The use is OutlookProvider's CertPrincipalName, not its Server. */
static bool
coverage_use_is_principal(const struct use *use)
{
	static const char principal[] = "CertPrincipalName"; /* also of LDAP */

	if (use->service != SERVICE_OUTLOOK_PROVIDER)
		return false;
	if (use->attribute != NULL &&
	    text_ends(use->attribute, strlen(use->attribute), principal))
		return true;
	return use->value != NULL &&
	       text_starts(use->value, strlen(use->value), "msstd:");
}

static enum cover_verdict
verdict_of(const struct coverage *c, const struct inventory_name *ref,
    const struct use *use, bool covered)
{
	if (use->service == SERVICE_CERTIFICATE)
		return COVER_CERTIFICATE;
	switch (use->audience) {
	case AUDIENCE_PEER: return COVER_PEER;
	case AUDIENCE_BACK_END: return COVER_BACK_END;
	case AUDIENCE_HTTP_ONLY: return COVER_HTTP_ONLY;
	case AUDIENCE_SERVER: return COVER_SERVER_ONLY;
	case AUDIENCE_CANDIDATE: return COVER_CANDIDATE;
	case AUDIENCE_CLIENT:
	case AUDIENCE_COUNT: break;
	}
	if (coverage_use_is_principal(use))
		return COVER_PRINCIPAL;
	if (covered)
		return COVER_COVERED;
	return coverage_is_mail_default(c->inventory, ref, use) ? COVER_DEFAULT
								: COVER_MISSING;
}

static void
count_use(struct coverage *c, size_t i, enum cover_verdict verdict)
{
	c->uses[verdict]++;
	if (c->by[i] != KEYSET_NONE && verdict != COVER_PEER &&
	    verdict != COVER_CERTIFICATE)
		c->names[c->by[i]].nuses++;
}

static void
compare_most(struct coverage *c, const struct inventory_name *ref, size_t n)
{
	const struct inventory_name *best = c->most_used;

	if (n == 0 || (ref->kind != NAME_FQDN && ref->kind != NAME_NETBIOS))
		return;
	/* a public name serves inside and outside, an internal one does not */
	if (best != NULL &&
	    (ref->class != best->class ? ref->class != NAME_PUBLIC
				       : n <= c->most))
		return;
	c->most_used = ref;
	c->most = n;
}

static enum sanreq_status
count_uses(struct coverage *c, size_t i, struct tally *tally, struct error *err)
{
	const struct inventory_name *ref = &c->refs[i];
	bool covered = c->by[i] != KEYSET_NONE;
	uint32_t server;
	unsigned seen = 0;
	size_t before = c->uses[COVER_COVERED];

	tally_name(tally);
	for (size_t k = 0; k < ref->nuses; k++) {
		enum cover_verdict verdict =
		    verdict_of(c, ref, &ref->uses[k], covered);

		seen |= 1u << verdict;
		if (tally_use(tally, &ref->uses[k], &server, err) != SANREQ_OK)
			return err->status;
		if (!tally_first(tally, server, verdict))
			continue;
		count_use(c, i, verdict);
		tally->servers[server].covered += verdict == COVER_COVERED;
	}
	compare_most(c, ref, c->uses[COVER_COVERED] - before);
	c->seen[i] = (uint16_t)seen;
	for (int v = 0; v < COVER_COUNT; v++)
		c->nwith[v] += (seen & 1u << v) != 0;
	return SANREQ_OK;
}

static enum sanreq_status
enter_uses(struct coverage *c, struct error *err)
{
	struct tally tally;
	enum sanreq_status status = SANREQ_OK;

	c->refs = inventory_names(c->inventory, &c->nrefs);
	c->by = calloc(c->nrefs + 1, sizeof(*c->by));
	c->seen = calloc(c->nrefs + 1, sizeof(*c->seen));
	c->why = calloc(c->nrefs + 1, sizeof(*c->why));
	if (c->by == NULL || c->seen == NULL || c->why == NULL)
		return error_memory(err);
	tally_init(&tally, c->pool.seed);
	for (size_t i = 0; status == SANREQ_OK && i < c->nrefs; i++) {
		c->by[i] = find_covering(c, &c->refs[i]);
		status = count_uses(c, i, &tally, err);
	}
	if (status == SANREQ_OK && c->uses[COVER_MISSING] != 0)
		status = cure_find(c->inventory, c, &tally, c->why, err);
	tally_release(&tally);
	return status;
}

enum sanreq_status
coverage_new(struct coverage **out, const struct inventory *inventory,
    const struct certificate_names *certificate, struct error *err)
{
	struct coverage *c = calloc(1, sizeof(*c));

	if ((*out = c) == NULL)
		return error_memory(err);
	c->inventory = inventory;
	c->takes_internal = certificate->self_signed || certificate->own_ca;
	pool_init(&c->pool, POOL_MAX);
	keyset_init(&c->exact, c->pool.seed, false);
	keyset_init(&c->stars, c->pool.seed, false);
	if (enter_names(c, certificate, err) != SANREQ_OK ||
	    enter_common_name(c, certificate->common_name, err) != SANREQ_OK ||
	    enter_uses(c, err) != SANREQ_OK)
		coverage_free(out);
	return err->status;
}

void
coverage_free(struct coverage **coverage)
{
	struct coverage *c = *coverage;

	*coverage = NULL;
	if (c == NULL)
		return;
	keyset_release(&c->exact);
	keyset_release(&c->stars);
	pool_release(&c->pool);
	free(c->names);
	free(c->exact_name);
	free(c->star_name);
	free(c->by);
	free(c->seen);
	free(c->why);
	free(c);
}

/* --- the getters --- */

const struct covering_name *
coverage_by(const struct coverage *c, const struct inventory_name *ref)
{
	uint32_t by = c->by[ref - c->refs];

	return by != KEYSET_NONE ? &c->names[by] : NULL;
}

bool
coverage_has(const struct coverage *c, const struct inventory_name *ref,
    enum cover_verdict verdict)
{
	return (c->seen[ref - c->refs] & 1u << verdict) != 0;
}

enum cover_verdict
coverage_verdict(const struct coverage *c, const struct inventory_name *ref,
    const struct use *use)
{
	return verdict_of(c, ref, use, coverage_by(c, ref) != NULL);
}

bool
coverage_by_common_name(
    const struct coverage *c, const struct inventory_name *ref)
{
	return !c->has_dns && c->common_name != NULL &&
	       coverage_by(c, ref) == NULL &&
	       name_covers(c->common_name, ref->text);
}

bool
coverage_is_principal(
    const struct coverage *c, const struct inventory_name *ref)
{
	return c->common_name != NULL && strcmp(c->common_name, ref->text) == 0;
}

enum cover_why
coverage_why(const struct coverage *c, const struct inventory_name *ref)
{
	return (enum cover_why)c->why[ref - c->refs];
}

enum cover_cure
coverage_cure(const struct coverage *c, const struct inventory_name *ref)
{
	return cover_why_cure(coverage_why(c, ref));
}

bool
coverage_is_beyond_cas(
    const struct coverage *c, const struct inventory_name *ref)
{
	return ref->class == NAME_INTERNAL && !c->takes_internal;
}

bool
coverage_leads_nowhere(const struct inventory_name *ref)
{
	return ref->dns != NULL && (ref->dns->resolves == RESOLVES_NOT ||
				       ref->dns->resolves == RESOLVES_NO_NAME);
}

const struct inventory_name *
coverage_most_used(const struct coverage *c)
{
	return c->most_used;
}

const struct covering_name *
coverage_names(const struct coverage *c, size_t *n)
{
	*n = c->nnames;
	return c->names;
}

const char *
coverage_common_name(const struct coverage *c)
{
	return c->common_name;
}

size_t
coverage_uses(const struct coverage *c, enum cover_verdict verdict)
{
	return c->uses[verdict];
}

size_t
coverage_nnames(const struct coverage *c, enum cover_verdict verdict)
{
	return c->nwith[verdict];
}
