/*
 * SPDX-License-Identifier: ISC
 *
 * What the containers that matter look like to the account: read, empty, or
 * closed. Reference: exchange.md 1.0 and 3.4.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "exchange/state.h"

#define ORG    "CN=Microsoft Exchange/*msExchOrganizationContainer"
#define GROUP  ORG "/CN=Administrative Groups/*"
#define SERVER GROUP "/CN=Servers/*"

/* X(where, what it holds) */
#define CONTAINERS(X)                                                          \
	X(ORG, "the organization")                                             \
	X("CN=Microsoft Exchange Autodiscover",                                \
	    "the forest's service connection points")                          \
	X(ORG "/CN=Transport Settings/CN=Accepted Domains",                    \
	    "accepted domains")                                                \
	X(ORG "/CN=Client Access/CN=AutoDiscover/CN=Outlook",                  \
	    "Outlook providers")                                               \
	X(ORG "/CN=Hybrid Configuration", "hybrid configuration")              \
	X(SERVER, "servers")                                                   \
	X(GROUP "/CN=Arrays", "client access arrays")                          \
	X(GROUP "/CN=Routing Groups/*/CN=Connections", "send connectors")      \
	X(SERVER "/CN=Protocols/CN=Autodiscover", "service connection points") \
	X(SERVER "/CN=Protocols/CN=HTTP", "virtual directories")               \
	X(SERVER "/CN=Protocols/CN=POP3", "POP3 settings")                     \
	X(SERVER "/CN=Protocols/CN=IMAP4", "IMAP4 settings")                   \
	X(SERVER "/CN=Protocols/CN=SMTP Receive Connectors",                   \
	    "receive connectors")                                              \
	X(GROUP "/CN=Database Availability Groups",                            \
	    "database availability groups, whose names no client uses")

#define PROBE_(probe, words) probe,
#define WORDS_(probe, words) words,
static const char *const probes[] = {CONTAINERS(PROBE_) NULL};
static const char *const words[] = {CONTAINERS(WORDS_)};
static_assert(
    sizeof(words) / sizeof(words[0]) == CONTAINER_COUNT, "containers");

static const struct {
	const char *words;
	enum discovery_id finding;
} outcomes[] = {
    [OUTCOME_CLOSED] = {"closed to this account", DSC19},
    [OUTCOME_UNKNOWN] = {"none seen; either there is none or it is closed to "
			 "this account",
	DSC20},
    [OUTCOME_SKIPPED] = {"not looked at everywhere: there are too many places",
	DSC20},
};

static const char reader[] =
    "look with an account that is a member of \"View-Only Organization "
    "Management\"";

const char *const *
exchange_ldap_probes(void)
{
	return probes;
}

const char *
exchange_ldap_servers(void)
{
	return SERVER;
}

static bool
is_word(struct bytes v, const char *word)
{
	return v.n == strlen(word) && memcmp(v.p, word, v.n) == 0;
}

static bool
outcome_read(const struct record *r, long long *probe, enum outcome *outcome)
{
	struct bytes v = record_value(r, "x-sanreq-outcome");

	if (is_word(v, "closed"))
		*outcome = OUTCOME_CLOSED;
	else if (is_word(v, "unknown"))
		*outcome = OUTCOME_UNKNOWN;
	else if (is_word(v, "skipped"))
		*outcome = OUTCOME_SKIPPED;
	else
		return false;
	return integer_read(record_value(r, "x-sanreq-probe"), probe) &&
	       *probe >= 0 && *probe < CONTAINER_COUNT;
}

void
note_least(const char *list[CONTAINER_NAMES], size_t *n, const char *name)
{
	size_t i = *n < CONTAINER_NAMES ? *n : CONTAINER_NAMES;

	(*n)++;
	if (i == CONTAINER_NAMES && strcmp(list[--i], name) <= 0)
		return;
	for (; i > 0 && strcmp(list[i - 1], name) > 0; i--)
		list[i] = list[i - 1];
	list[i] = name;
}

/* The server whose container it is, when the DN has one. */
static enum sanreq_status
server_note(struct exchange *x, struct container *c, struct error *err)
{
	char text[TEXT_QUOTE_MAX];
	const char *name;

	if (x->dn.server == x->dn.dn.n)
		return SANREQ_OK;
	part_text(&x->dn.dn.parts[x->dn.server], text, sizeof(text));
	name = pool_intern(&x->pool, text, strlen(text), err);
	if (name == NULL)
		return err->status;
	note_least(c->servers, &c->nservers, name);
	return SANREQ_OK;
}

static enum sanreq_status
probe_read(struct exchange *x, const struct record *r, struct error *err)
{
	struct container *c;
	struct error why = {0};
	enum outcome outcome;
	long long probe;

	if (!outcome_read(r, &probe, &outcome))
		return error_set(err, SANREQ_INTERNAL,
		    "a report on no container that is known");
	c = &x->containers[probe][outcome];
	c->n++;
	if (dn_memory_read(&x->dn, r->dn.p, r->dn.n, &why) != SANREQ_OK)
		return is_own_fault(why.status)
			   ? error_set(err, why.status, "%s", why.text)
			   : SANREQ_OK;
	if ((c->dn == NULL || strcmp(x->dn.text, c->dn) < 0) &&
	    (c->dn = pool_copy(&x->pool, x->dn.text, x->dn.ntext, err)) == NULL)
		return err->status;
	return server_note(x, c, err);
}

enum sanreq_status
exchange_report(struct exchange *x, const struct record *r, struct error *err)
{
	struct bytes what = record_value(r, "x-sanreq-report");

	if (is_word(what, "probe"))
		return probe_read(x, r, err);
	if (is_word(what, "accounts") || is_word(what, "accounts-failed"))
		return computers_report(x, r, is_word(what, "accounts"), err);
	if (is_word(what, "probed"))
		x->probed = true;
	return SANREQ_OK;
}

/* "virtual directories of EX01, EX02 and 3 more servers" */
static enum sanreq_status
subject_print(struct exchange *x, const char *what, const struct container *c,
    struct error *err)
{
	size_t shown =
	    c->nservers < CONTAINER_NAMES ? c->nservers : CONTAINER_NAMES;

	buf_clear(&x->text);
	if (buf_adds(&x->text, what, err) != SANREQ_OK)
		return err->status;
	for (size_t i = 0; i < shown; i++)
		if (buf_addf(&x->text, err, "%s%s", i == 0 ? " of " : ", ",
			c->servers[i]) != SANREQ_OK)
			return err->status;
	if (c->nservers > shown)
		return buf_addf(&x->text, err, " and %zu more servers",
		    c->nservers - shown);
	return SANREQ_OK;
}

/* Told twice, as source/incomplete.h does. */
static enum sanreq_status
incomplete_tell(struct exchange *x, enum discovery_id id, const char *why,
    const char *way_out, struct error *err)
{
	char what[ERROR_TEXT_MAX];

	snprintf(what, sizeof(what), "%s: %s", buf_text(&x->text), why);
	if (x->has_source && inventory_add_unread(x->inventory, x->source_index,
				 what, err) != SANREQ_OK)
		return err->status;
	return exchange_find(x, id, err, "%s%s%s", what,
	    way_out[0] != '\0' ? "; " : "", way_out);
}

/* What records alone tell: an organization always has an accepted domain, and
 * some server has objects of its roles. */
static enum sanreq_status
records_judge(struct exchange *x, struct error *err)
{
	static const char why[] =
	    "none among the records: these are a part, or were closed to the "
	    "account that read them";
	struct container bare = {0};

	x->object.dn = NULL;
	if (x->of_class[CLASS_ORGANIZATION] != 0 && x->nservers != 0 &&
	    x->of_class[CLASS_ACCEPTED_DOMAIN] == 0 &&
	    (subject_print(x, "accepted domains", &bare, err) != SANREQ_OK ||
		incomplete_tell(x, DSC20, why, "", err) != SANREQ_OK))
		return err->status;
	for (size_t i = 0; i < x->nservers; i++) {
		const struct known_server *s = &x->servers[i];

		if (!s->is_seen || !s->has_objects)
			continue;
		if (s->objects != 0)
			return SANREQ_OK;
		note_least(bare.servers, &bare.nservers, s->name);
	}
	if (bare.nservers == 0)
		return SANREQ_OK;
	if (subject_print(x, "virtual directories and connectors", &bare,
		err) != SANREQ_OK)
		return err->status;
	return incomplete_tell(x, DSC20, why, "", err);
}

enum sanreq_status
containers_finish(struct exchange *x, struct error *err)
{
	for (size_t i = 0; i < CONTAINER_COUNT; i++)
		for (size_t k = 0; k < OUTCOME_COUNT; k++) {
			const struct container *c = &x->containers[i][k];

			if (c->n == 0)
				continue;
			x->object.dn = c->dn;
			if (subject_print(x, words[i], c, err) != SANREQ_OK ||
			    incomplete_tell(x, outcomes[k].finding,
				outcomes[k].words,
				k == OUTCOME_SKIPPED ? "give a longer --timeout"
						     : reader,
				err) != SANREQ_OK)
				return err->status;
		}
	x->object.dn = NULL;
	return x->probed ? SANREQ_OK : records_judge(x, err);
}
