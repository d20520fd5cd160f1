/*
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "fetch/deadline.h"
#include "fetch/locate.h"
#include "fetch/realm.h"
#include "fetch/srv.h"

#define LOCATE_MEMORY (1u << 20)
#define SRV_NAME_MAX  400 /* a label, a name, and 40 */

#define WAY_OUT "name the server, as in ldap://dc1.example.com"

/* One question for SRV records, and what came of it. */
struct asked {
	char name[SRV_NAME_MAX];
	enum dns_outcome outcome;
	bool none; /* the domain says that the service is not there */
};

static bool
is_ldaps(const struct session *s)
{
	return strcmp(s->url->lud_scheme, "ldaps") == 0;
}

static bool
is_known(const struct locate *found, const struct controller *c)
{
	for (size_t i = 0; i < found->n; i++)
		if (found->list[i].port == c->port &&
		    strcmp(found->list[i].host, c->host) == 0)
			return true;
	return false;
}

/* An answer of DNS can be forged, and every host can have a certificate of its
 * own name: what TLS is to protect goes to no other names than those that were
 * asked for. (Kerberos knows by itself whose ticket it gives.) */
static bool
may_trust(const struct session *s, const char *domain, const char *host)
{
	size_t n = strlen(host), m = strlen(domain);

	if (s->opt->sasl_mech != NULL || s->opt->insecure_no_verify ||
	    (!is_ldaps(s) && s->opt->starttls == 0))
		return true;
	return text_ends(host, n, domain) && (n == m || host[n - m - 1] == '.');
}

static enum sanreq_status
add_controller(struct locate *found, const struct session *s,
    const struct dns_record *r, struct error *err)
{
	struct controller c = {.host = r->target, .port = r->port};

	if (!may_trust(s, found->domain, r->target)) {
		if (found->nforeign++ == 0)
			snprintf(found->foreign, sizeof(found->foreign), "%s",
			    r->target);
		return SANREQ_OK;
	}
	if (s->port_given || is_ldaps(s))
		c.port = s->peer.port;
	if (found->n == CONTROLLERS_MAX || is_known(found, &c))
		return SANREQ_OK;
	c.host = pool_intern(&found->pool, c.host, strlen(c.host), err);
	if (c.host != NULL)
		found->list[found->n++] = c;
	return err->status;
}

/* The targets of an answer, in the order to try them, behind those that are
 * there. */
static enum sanreq_status
take_targets(struct locate *found, struct session *s,
    const struct dns_answer *a, struct asked *asked, struct error *err)
{
	size_t n = a->n - a->naliases;
	struct dns_record *records;

	asked->outcome = a->outcome;
	if (a->nrefused != 0)
		session_detail(s, "%s: %zu record%s of DNS left out: %s",
		    asked->name, a->nrefused, a->nrefused == 1 ? "" : "s",
		    a->refused);
	if (found->list == NULL)
		found->list = pool_alloc(
		    &found->pool, CONTROLLERS_MAX * sizeof(*found->list), err);
	if (n == 0 || found->list == NULL)
		return err->status;
	asked->none = true;
	if ((records = pool_alloc(&found->pool, n * sizeof(*records), err)) ==
	    NULL)
		return err->status;
	memcpy(records, a->records + a->naliases, n * sizeof(*records));
	srv_order(records, n, srv_random, NULL);
	for (size_t i = 0; err->status == SANREQ_OK && i < n; i++) {
		if (strcmp(records[i].target, ".") == 0)
			continue;
		asked->none = false;
		if (records[i].port == 0)
			session_detail(s, "%s: port 0 of %s left out",
			    asked->name, records[i].target);
		else
			(void)add_controller(found, s, &records[i], err);
	}
	return err->status;
}

/* Questions for the SRV records; q[0] and asked[0] are those of the site. */
static size_t
make_questions(struct asked asked[2], struct dns_question q[4],
    const char *domain, const char *site, bool optional)
{
	size_t n = 0;

	if (site != NULL)
		snprintf(asked[n++].name, SRV_NAME_MAX,
		    "_ldap._tcp.%s._sites.dc._msdcs.%s", site, domain);
	snprintf(
	    asked[n++].name, SRV_NAME_MAX, "_ldap._tcp.dc._msdcs.%s", domain);
	for (size_t i = 0; i < n; i++) {
		asked[i].outcome = DNS_TIMEOUT;
		asked[i].none = false;
		q[i] = (struct dns_question){.name = asked[i].name,
		    .type = DNS_SRV,
		    .optional = optional};
	}
	return n;
}

static bool
is_definite(enum dns_outcome outcome)
{
	return outcome == DNS_FOUND || outcome == DNS_NO_DATA ||
	       outcome == DNS_NO_NAME;
}

/* A site that cannot serve is never passed over in silence. */
static enum sanreq_status
say_site(struct session *s, const struct asked *asked, size_t of_site,
    struct error *err)
{
	char why[400];

	if (of_site != 0)
		return SANREQ_OK;
	if (s->note.len != 0 && buf_adds(&s->note, "; ", err) != SANREQ_OK)
		return err->status;
	if (asked->outcome == DNS_FOUND)
		snprintf(why, sizeof(why), "none that can be used");
	else if (is_definite(asked->outcome))
		snprintf(why, sizeof(why), "none in DNS");
	else
		(void)dns_why(s->dns, asked->outcome, why, sizeof(why));
	return buf_addf(&s->note, err,
	    "domain controllers of the site \"%s\": %s; those of the whole "
	    "domain are used",
	    QUOTES(s->opt->site), why);
}

static enum sanreq_status
say_foreign(struct session *s, const struct locate *found, struct error *err)
{
	char more[40] = "";

	if (found->nforeign == 0)
		return SANREQ_OK;
	if (found->nforeign > 1)
		snprintf(
		    more, sizeof(more), " and %zu more", found->nforeign - 1);
	return buf_addf(&s->note, err,
	    "%sdomain controllers of \"%s\" left out: \"%s\"%s %s not "
	    "below that name, which a forged answer of DNS could say; if it "
	    "is one of yours, name it: %s://%s",
	    s->note.len != 0 ? "; " : "", found->domain, found->foreign, more,
	    found->nforeign > 1 ? "are" : "is", s->url->lud_scheme,
	    found->foreign);
}

/* Takes the answers to make_questions(). */
static enum sanreq_status
take_answers(struct locate *found, struct session *s, struct asked *asked,
    const struct dns_answer *answers, size_t n, struct error *err)
{
	size_t of_site = 0;

	for (size_t i = 0; i < n; i++) {
		if (take_targets(found, s, &answers[i], &asked[i], err) !=
		    SANREQ_OK)
			return err->status;
		if (i + 1 < n)
			of_site = found->n;
	}
	if (say_foreign(s, found, err) != SANREQ_OK || found->n == 0)
		return err->status;
	session_detail(s, "domain %s: %zu domain controller%s in DNS",
	    found->domain, found->n, found->n == 1 ? "" : "s");
	return n == 2 ? say_site(s, &asked[0], of_site, err) : SANREQ_OK;
}

/* SANREQ_USAGE: what the user gave is no part of a DNS name. */
static enum sanreq_status
bad_name(struct session *s, const char *option, struct error *err)
{
	if (err->status == SANREQ_NAME)
		err->status = SANREQ_USAGE;
	error_prefix(err, "%s", option);
	return error_prefix(err, "%s", s->where);
}

static enum sanreq_status
check_site(struct session *s, struct error *err)
{
	char site[DNS_NAME_MAX];

	if (s->opt->site == NULL)
		return SANREQ_OK;
	if (dns_normal(site, s->opt->site, err) != SANREQ_OK)
		return bad_name(s, "--site", err);
	if (strchr(site, '.') != NULL)
		return error_set(err, SANREQ_USAGE,
		    "%s: --site: \"%s\": a site's name has no dot", s->where,
		    QUOTES(s->opt->site));
	return SANREQ_OK;
}

/* The domain controllers of one domain; last: how DNS answered when there
 * are none. */
static enum sanreq_status
find_domain(struct locate *found, struct session *s, const char *domain,
    struct asked *last, struct error *err)
{
	struct dns_answer answers[2] = {{.n = 0}, {.n = 0}};
	struct dns_question q[4];
	struct asked asked[2];
	size_t n;

	n = make_questions(asked, q, domain, s->opt->site, false);
	found->nforeign = 0;
	snprintf(found->domain, sizeof(found->domain), "%s", domain);
	if (dns_ask(s->dns, q, n, 0, answers, err) != SANREQ_OK)
		(void)bad_name(s, "--domain", err);
	else
		(void)take_answers(found, s, asked, answers, n, err);
	*last = asked[n - 1];
	for (size_t i = 0; i < n; i++)
		dns_answer_release(&answers[i]);
	out_comment(s->out, "asked DNS");
	return err->status;
}

static enum sanreq_status
none_found(const struct session *s, const struct locate *found,
    const struct asked *asked, const char *whence, struct error *err)
{
	char why[400];

	if (asked->none)
		snprintf(
		    why, sizeof(why), "DNS says that the service is not there");
	else if (found->nforeign != 0)
		return error_set(err, SANREQ_NETWORK, "%s: %s", s->where,
		    buf_text(&s->note));
	else if (asked->outcome == DNS_FOUND)
		snprintf(why, sizeof(why), "no record can be used");
	else
		(void)dns_why(s->dns, asked->outcome, why, sizeof(why));
	return error_set(err, SANREQ_NETWORK,
	    "%s: no domain controller of \"%s\" (%s) found: %s: %s; %s, "
	    "or " WAY_OUT,
	    s->where, found->domain, whence, asked->name, why,
	    is_definite(asked->outcome)
		? "give the right --domain, or a --dns-server that knows it"
		: "give a --dns-server");
}

/* Of the resolver's search domains the first that has any. */
static enum sanreq_status
find_searched(struct locate *found, struct session *s, struct error *err)
{
	struct asked asked = {.outcome = DNS_NO_NAME};
	const char *const *domains;
	size_t n;

	domains = dns_domains(s->dns, &n);
	for (size_t i = 0; found->n == 0 && i < n; i++) {
		session_detail(s, "domain %s: a search domain of the resolver",
		    domains[i]);
		if (find_domain(found, s, domains[i], &asked, err) != SANREQ_OK)
			return err->status;
		if (!is_definite(asked.outcome))
			break;
	}
	if (n == 0)
		return error_set(err, SANREQ_USAGE,
		    "%s: a domain controller of which domain? This machine "
		    "has no Kerberos realm and no search domain: give --domain "
		    "NAME, or " WAY_OUT,
		    s->where);
	if (found->n == 0)
		return none_found(
		    s, found, &asked, "search domain of the resolver", err);
	return SANREQ_OK;
}

/* A URL without a host. */
static enum sanreq_status
find_own(struct locate *found, struct session *s, struct error *err)
{
	const char *whence = "--domain";
	char domain[DNS_NAME_MAX];
	struct asked asked;

	if (s->opt->domain != NULL) {
		if (dns_normal(domain, s->opt->domain, err) != SANREQ_OK)
			return bad_name(s, "--domain", err);
	} else if (realm_default(domain)) {
		whence = "the Kerberos realm of this machine";
		session_detail(s, "domain %s: %s", domain, whence);
	} else {
		return find_searched(found, s, err);
	}
	if (find_domain(found, s, domain, &asked, err) != SANREQ_OK)
		return err->status;
	return found->n != 0 ? SANREQ_OK
			     : none_found(s, found, &asked, whence, err);
}

/* What there is to the host when it is no domain. */
static enum sanreq_status
take_host(struct locate *found, struct session *s,
    const struct dns_answer *addresses, const struct asked *asked,
    struct error *err)
{
	enum dns_outcome outcome = addresses[0].outcome;
	char why[400];

	dns_gather(&found->addresses, addresses, 2);
	if (found->addresses.n != 0) {
		s->peer.addresses = &found->addresses;
		if (!is_definite(asked->outcome))
			session_detail(s,
			    "%s: %s: taken for a server, not a domain",
			    asked->name,
			    dns_why(s->dns, asked->outcome, why, sizeof(why)));
		return SANREQ_OK;
	}
	if (outcome < addresses[1].outcome)
		outcome = addresses[1].outcome;
	/* what DNS does not know, the system may: net_connect() asks it */
	if (is_definite(outcome) || outcome == DNS_UNREACHABLE)
		return SANREQ_OK;
	return error_set(err, SANREQ_NETWORK, "%s: cannot resolve \"%s\": %s",
	    s->where, QUOTES(s->peer.host),
	    dns_why(s->dns, outcome, why, sizeof(why)));
}

/* A host that may be a domain: its addresses are asked for too. */
static enum sanreq_status
find_host(struct locate *found, struct session *s, struct error *err)
{
	struct dns_answer answers[4] = {{.n = 0}};
	struct dns_question q[4];
	struct asked asked[2];
	size_t n;

	n = make_questions(asked, q, found->domain, s->opt->site, true);
	q[n] = (struct dns_question){.name = found->domain, .type = DNS_AAAA};
	q[n + 1] = (struct dns_question){.name = found->domain, .type = DNS_A};
	if (dns_ask(s->dns, q, n + 2, 0, answers, err) != SANREQ_OK) {
		if (err->status == SANREQ_NAME) /* too long for a domain */
			error_clear(err);
	} else if (take_answers(found, s, asked, answers, n, err) ==
		   SANREQ_OK) {
		if (found->n == 0)
			(void)take_host(
			    found, s, answers + n, &asked[n - 1], err);
	}
	for (size_t i = 0; i < n + 2; i++)
		dns_answer_release(&answers[i]);
	out_comment(s->out, "asked DNS");
	return err->status;
}

enum sanreq_status
locate_find(struct locate *found, struct session *s, struct error *err)
{
	struct error no_name = {0};

	memset(found, 0, sizeof(*found));
	pool_init(&found->pool, LOCATE_MEMORY);
	if (s->peer.local || check_site(s, err) != SANREQ_OK)
		return err->status;
	if (s->peer.host[0] == '\0')
		return find_own(found, s, err);
	if (dns_local_addresses(s->dns, s->peer.host, &found->addresses)) {
		s->peer.addresses = &found->addresses;
		return SANREQ_OK;
	}
	if (strchr(s->peer.host, '.') == NULL ||
	    dns_normal(found->domain, s->peer.host, &no_name) != SANREQ_OK)
		return SANREQ_OK;
	return find_host(found, s, err);
}

void
locate_release(struct locate *found)
{
	pool_release(&found->pool);
	found->list = NULL;
	found->n = 0;
}
