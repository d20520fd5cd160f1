/*
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "check/clients.h"

#define SERVICE(s) (1u << SERVICE_##s)
#define SCOPE(s)   (1u << SCOPE_##s)
#define ANY        (~0u)

/* What Autodiscover tells Outlook, and what it opens a browser for. */
#define HANDED_OUT                                                  \
	(SERVICE(EWS) | SERVICE(OAB) | SERVICE(UM) | SERVICE(ECP) | \
	    SERVICE(OUTLOOK_ANYWHERE) | SERVICE(MAPI))

enum {
	WITHOUT_SCP = 1, /* only where no connection point answers */
	ASIDE = 2        /* mostly answered elsewhere: no word on this client */
};

/* One step: which uses it meets. */
struct step_row {
	enum client client;
	unsigned flags;
	unsigned services;
	unsigned scopes;
	const char *title;
	const char *note;
};

#define DOMAIN_HOST       "https://MAIL-DOMAIN"
#define AUTODISCOVER_HOST "https://autodiscover.MAIL-DOMAIN"

static const char domain_note[] =
    "a web server with a certificate of its own mostly answers there: see "
    "that it is valid, or that nothing answers https";
static const char autodiscover_note[] =
    "it warns if that name leads to this server: add the name to the "
    "certificate, or publish the SRV record _autodiscover._tcp instead";
static const char mail_note[] = "it warns if the service was started";

static const struct step_row rows[] = {
    {CLIENT_OUTLOOK_INSIDE, 0, SERVICE(AUTODISCOVER), SCOPE(SCP),
	"connection point of the directory (SCP)", NULL},
    {CLIENT_OUTLOOK_INSIDE, WITHOUT_SCP | ASIDE, SERVICE(ACCEPTED_DOMAIN), ANY,
	DOMAIN_HOST, domain_note},
    {CLIENT_OUTLOOK_INSIDE, WITHOUT_SCP,
	SERVICE(AUTODISCOVER_DOMAIN) | SERVICE(DNS), ANY, AUTODISCOVER_HOST,
	autodiscover_note},
    {CLIENT_OUTLOOK_INSIDE, 0, HANDED_OUT | SERVICE(AUTODISCOVER),
	SCOPE(INTERNAL), "the internal URLs that it is given", NULL},
    {CLIENT_OUTLOOK_OUTSIDE, ASIDE, SERVICE(ACCEPTED_DOMAIN), ANY, DOMAIN_HOST,
	domain_note},
    {CLIENT_OUTLOOK_OUTSIDE, 0, SERVICE(AUTODISCOVER_DOMAIN) | SERVICE(DNS),
	ANY, AUTODISCOVER_HOST, autodiscover_note},
    {CLIENT_OUTLOOK_OUTSIDE, 0,
	HANDED_OUT | SERVICE(AUTODISCOVER) | SERVICE(OUTLOOK_PROVIDER),
	SCOPE(EXTERNAL), "the external URLs that it is given", NULL},
    {CLIENT_PHONE, 0, SERVICE(AUTODISCOVER_DOMAIN) | SERVICE(DNS), ANY,
	AUTODISCOVER_HOST, autodiscover_note},
    {CLIENT_PHONE, 0, SERVICE(ACTIVESYNC), ANY, "ActiveSync", NULL},
    {CLIENT_BROWSER, 0, SERVICE(OWA), ANY, "Outlook on the web (OWA)", NULL},
    {CLIENT_BROWSER, 0, SERVICE(ECP), ANY, "the control panel (ECP)", NULL},
    {CLIENT_MAIL, 0, SERVICE(POP3), ANY, "POP3", mail_note},
    {CLIENT_MAIL, 0, SERVICE(IMAP4), ANY, "IMAP4", mail_note},
    {CLIENT_OTHER, 0, SERVICE(POWERSHELL), ANY, "remote PowerShell", NULL},
    {CLIENT_OTHER, 0, SERVICE(MANUAL), ANY, "names given by hand", NULL},
    /* nothing that a client uses is left untold: what no row above meets */
    {CLIENT_OTHER, 0, 0, 0, "other settings", NULL},
};

#define NROWS (sizeof(rows) / sizeof(rows[0]))

static const char *const titles[CLIENT_COUNT] = {
    "Outlook on a computer of the domain", "Outlook anywhere else",
    "Phones and tablets (ActiveSync)", "Browsers", "POP3 and IMAP4 clients",
    "Others"};

struct clients {
	struct client_story stories[CLIENT_COUNT];
	struct client_step *steps[NROWS]; /* of each row, in the stories */
	size_t npointed[NROWS];
	const struct cover_group **pointers; /* all steps' groups */
};

const char *
client_outcome_text(enum client_outcome outcome)
{
	static const char *const texts[] = {
	    "nothing", "skipped", "fine", "depends", "warns"};

	return texts[outcome];
}

static bool
is_met(const struct step_row *row, const struct cover_group *group)
{
	return (row->services & 1u << group->service) != 0 &&
	       (row->scopes & 1u << group->scope) != 0;
}

static enum client_outcome
outcome_of(const struct cover_group *group)
{
	switch (group->verdict) {
	case COVER_COVERED: return OUTCOME_FINE;
	case COVER_MISSING: return OUTCOME_WARNS;
	case COVER_CANDIDATE:
		if (group->by != NULL)
			return OUTCOME_FINE;
		/* an internal domain is in nobody's address */
		if (group->name->class == NAME_INTERNAL ||
		    coverage_leads_nowhere(group->name))
			return OUTCOME_NOTHING;
		return OUTCOME_DEPENDS;
	case COVER_DEFAULT: return OUTCOME_DEPENDS;
	default: return OUTCOME_NOTHING;
	}
}

/* The verdicts that a client meets, the worst first. */
static const enum cover_verdict met[] = {
    COVER_MISSING, COVER_DEFAULT, COVER_CANDIDATE, COVER_COVERED};

typedef void (*meet_fn)(
    struct clients *, size_t row, const struct cover_group *);

static void
meet_rows(
    struct clients *clients, const struct cover_group *group, meet_fn meet)
{
	size_t n = 0;

	for (size_t r = 0; r + 1 < NROWS; r++)
		if (is_met(&rows[r], group)) {
			meet(clients, r, group);
			n++;
		}
	/* other candidates, such as hybrid domains, are among the above */
	if (n == 0 && group->verdict != COVER_CANDIDATE)
		meet(clients, NROWS - 1, group);
}

static void
for_each(struct clients *clients, const struct groups *groups, meet_fn meet)
{
	for (size_t m = 0; m < sizeof(met) / sizeof(met[0]); m++) {
		size_t n;
		const struct cover_group *group = groups_of(groups, met[m], &n);

		for (; n > 0; n--, group++)
			meet_rows(clients, group, meet);
	}
}

static void
count(struct clients *clients, size_t r, const struct cover_group *group)
{
	struct client_step *step = clients->steps[r];
	enum client_outcome outcome = outcome_of(group);

	if (outcome > step->outcome)
		step->outcome = outcome;
	if (outcome == OUTCOME_FINE)
		step->nfine += group->nuses;
	else if (outcome != OUTCOME_NOTHING && (rows[r].flags & ASIDE) == 0)
		step->ngroups++;
}

static void
point(struct clients *clients, size_t r, const struct cover_group *group)
{
	if (outcome_of(group) > OUTCOME_FINE && (rows[r].flags & ASIDE) == 0)
		clients->steps[r]->groups[clients->npointed[r]++] = group;
}

/* A connection point answers, whether with a warning or without. */
static bool
has_connection_point(const struct clients *clients)
{
	for (size_t r = 0; r < NROWS; r++)
		if (rows[r].services == SERVICE(AUTODISCOVER) &&
		    rows[r].scopes == SCOPE(SCP))
			return clients->steps[r]->outcome != OUTCOME_NOTHING;
	return false;
}

static void
judge(struct clients *clients)
{
	bool scp = has_connection_point(clients);

	for (size_t r = 0; r < NROWS; r++) {
		struct client_story *story = &clients->stories[rows[r].client];
		struct client_step *step = clients->steps[r];

		if ((rows[r].flags & WITHOUT_SCP) != 0 && scp &&
		    step->outcome != OUTCOME_NOTHING)
			step->outcome = OUTCOME_SKIPPED;
		if (step->outcome > story->outcome &&
		    (rows[r].flags & ASIDE) == 0)
			story->outcome = step->outcome;
	}
}

static void
lay_out(struct clients *clients)
{
	for (int i = 0; i < CLIENT_COUNT; i++)
		clients->stories[i].title = titles[i];
	for (size_t r = 0; r < NROWS; r++) {
		struct client_story *story = &clients->stories[rows[r].client];
		struct client_step *step = &story->steps[story->nsteps++];

		step->title = rows[r].title;
		step->note = rows[r].note;
		clients->steps[r] = step;
	}
}

enum sanreq_status
clients_new(
    struct clients **out, const struct groups *groups, struct error *err)
{
	struct clients *clients = calloc(1, sizeof(*clients));
	size_t n = 0;

	if ((*out = clients) == NULL)
		return error_memory(err);
	lay_out(clients);
	for_each(clients, groups, count);
	for (size_t r = 0; r < NROWS; r++)
		n += clients->steps[r]->ngroups;
	clients->pointers = calloc(n + 1, sizeof(*clients->pointers));
	if (clients->pointers == NULL) {
		clients_free(out);
		return error_memory(err);
	}
	n = 0;
	for (size_t r = 0; r < NROWS; r++) {
		clients->steps[r]->groups = clients->pointers + n;
		n += clients->steps[r]->ngroups;
	}
	for_each(clients, groups, point);
	judge(clients);
	return SANREQ_OK;
}

void
clients_free(struct clients **clients)
{
	if (*clients != NULL)
		free((*clients)->pointers);
	free(*clients);
	*clients = NULL;
}

const struct client_story *
clients_story(const struct clients *clients, enum client client)
{
	return &clients->stories[client];
}
