/*
 * SPDX-License-Identifier: ISC
 *
 * inventory: every name in use, with all its uses; the servers, accepted
 * domains, sources and findings around them.
 *
 * Calling sequence: inventory_new(); inventory_add_*() in any order, from any
 * number of sources; inventory_seal() sorts and merges; then the getters and
 * inventory_write(). The same facts in any order give the same bytes.
 *
 * Adders copy (but for inventory_add_kept()). Texts that are lent live until
 * the inventory is freed; arrays and elements of them until the next adder or
 * seal. After a failed call the inventory can only be freed.
 *
 * Does not: know LDAP attributes or Exchange classes (exchange/ does).
 */
#ifndef NAME_INVENTORY_H
#define NAME_INVENTORY_H

#include <stdint.h>

#include "base/pool.h"
#include "name/name.h"

enum use_service {
	SERVICE_AUTODISCOVER,
	SERVICE_EWS,
	SERVICE_OAB,
	SERVICE_UM,
	SERVICE_OWA,
	SERVICE_ECP,
	SERVICE_ACTIVESYNC,
	SERVICE_OUTLOOK_ANYWHERE,
	SERVICE_MAPI,
	SERVICE_POWERSHELL,
	SERVICE_POP3,
	SERVICE_IMAP4,
	SERVICE_SMTP,
	SERVICE_SERVER,
	SERVICE_CAS_ARRAY,
	SERVICE_OUTLOOK_PROVIDER,
	SERVICE_HYBRID,
	SERVICE_AUTODISCOVER_DOMAIN,
	SERVICE_ACCEPTED_DOMAIN,
	SERVICE_CERTIFICATE,
	SERVICE_DNS,
	SERVICE_MANUAL,
	SERVICE_COUNT
};

enum use_scope {
	SCOPE_INTERNAL,
	SCOPE_EXTERNAL,
	SCOPE_SCP,
	SCOPE_BYPASS,
	SCOPE_DOMAIN,
	SCOPE_SERVER,
	SCOPE_CONNECTOR,
	SCOPE_PRESENTED,
	SCOPE_MANUAL,
	SCOPE_COUNT
};

/* Who needs the name in a certificate; design, section 5. */
enum use_audience {
	AUDIENCE_CLIENT,
	AUDIENCE_SERVER,
	AUDIENCE_HTTP_ONLY,
	AUDIENCE_BACK_END,
	AUDIENCE_CANDIDATE,
	AUDIENCE_PEER,
	AUDIENCE_COUNT
};

enum severity {
	SEVERITY_INFO,
	SEVERITY_WARNING,
	SEVERITY_ERROR
};

/* The fixed words of the contract ("outlook-anywhere", "scp", "http-only",
 * "warning"). */
const char *use_service_text(enum use_service);
const char *use_scope_text(enum use_scope);
const char *use_audience_text(enum use_audience);
const char *severity_text(enum severity);
/* All the words, NULL-terminated, in the order of the enum: for
 * text_nearest() and for listings. */
const char *const *use_service_words(void);
const char *const *use_scope_words(void);
const char *const *use_audience_words(void);
const char *const *severity_words(void);

struct use {
	enum use_service service : 8; /* an inventory may hold millions */
	enum use_scope scope : 8;
	enum use_audience audience : 8;
	uint32_t own;          /* the inventory's; adders ignore it */
	const char *server;    /* name of the server (its CN), or NULL */
	const char *value;     /* what the directory said, raw; or NULL */
	const char *source;    /* as the user named the source */
	const char *dn;        /* object, or NULL */
	const char *attribute; /* or NULL */
};

/* A verdict that came with a plan used as a source. */
enum pinned {
	PINNED_NOT,
	PINNED_TAKE,
	PINNED_LEAVE
};

struct inventory_name {
	const char *text;
	enum name_kind kind;
	enum name_class class;
	enum pinned pinned;
	const char *pinned_rule;   /* or NULL */
	const char *pinned_reason; /* or NULL */
	const struct use *uses;    /* sorted; valid after seal */
	size_t nuses;
	const struct dns_facts *dns; /* name/dns_facts.h; NULL: not asked */
};

enum server_role { /* msExchCurrentServerRoles, exchange.md 1.9 */
	ROLE_CAFE = 1,
	ROLE_MAILBOX = 2,
	ROLE_CLIENT_ACCESS = 4,
	ROLE_UM = 16,
	ROLE_HUB_TRANSPORT = 32,
	ROLE_EDGE = 64,
	ROLE_FRONTEND_TRANSPORT = 16384
};

enum server_state {
	SERVER_NOT_KNOWN, /* nothing says that it is gone */
	SERVER_DEAD       /* its computer account is gone or disabled */
};

struct server {
	const char *name;    /* CN */
	const char *netbios; /* or NULL */
	const char *fqdn;    /* lower case, or NULL */
	/* "2003" "2007" "2010" "2013" "2016" "2019" "SE", or NULL */
	const char *product;
	const char *version; /* "15.2.2562", or NULL */
	unsigned roles;      /* enum server_role bits */
	const char *site;    /* name of the AD site, or NULL */
	enum server_state state;
};

enum domain_type {
	DOMAIN_AUTHORITATIVE,
	DOMAIN_EXTERNAL_RELAY,
	DOMAIN_INTERNAL_RELAY
};

/* The bit for a word ("client-access"), 0 when unknown; the words,
 * NULL-terminated, in the order in which roles are written. */
unsigned server_role_find(const char *);
const char *const *server_role_words(void);
/* The word of a state ("dead"), NULL for SERVER_NOT_KNOWN. */
const char *server_state_text(enum server_state);
/* SERVER_NOT_KNOWN for an unknown word. */
enum server_state server_state_find(const char *);

struct accepted_domain {
	const char *domain; /* normal form; "*.contoso.com" keeps its star */
	enum domain_type type;
	bool is_default;
};

const char *domain_type_text(enum domain_type); /* "authoritative" ... */
const char *const *domain_type_words(void);

struct finding {
	const char *id; /* "EXC04", "DSC01" */
	enum severity severity;
	const char *message; /* one line, safe to print */
	const char *dn;      /* or NULL */
};

struct source_info {
	const char *source; /* as the user named it */
	const char *type;   /* "ldif", "ldap", "inventory", "plan", "names" */
	uint64_t records;
	const char **unread; /* what could not be read, sorted */
	size_t nunread;
};

struct inventory;

NODISCARD enum sanreq_status inventory_new(struct inventory **, struct error *);
void inventory_free(struct inventory **);

/* Ceilings: 1 GiB of data in all, 10 million uses; SANREQ_LIMIT above. */

/* Begins a source; index for the two calls below. */
NODISCARD enum sanreq_status inventory_add_source(struct inventory *,
    const char *source, const char *type, size_t *index, struct error *);
void inventory_set_records(struct inventory *, size_t index, uint64_t n);
NODISCARD enum sanreq_status inventory_add_unread(
    struct inventory *, size_t index, const char *what, struct error *);

/* First one wins; a second, different one becomes finding DSC14. */
NODISCARD enum sanreq_status
inventory_set_organization(struct inventory *, const char *, struct error *);

/* The same name and the same use (all fields) twice is kept once. */
NODISCARD enum sanreq_status inventory_add_use(struct inventory *,
    const struct name *, const struct use *, struct error *);
/*
 * The same in steps, for who adds hundreds of thousands of uses with few
 * different texts. inventory_keep() gives the inventory's copy of a text, the
 * same pointer for the same text; inventory_number() the number of a name,
 * which is entered when it is new and keeps its number until the next seal.
 * Texts of the use are not copied: they must come from inventory_keep(), from
 * inventory_pool() or be static.
 */
NODISCARD enum sanreq_status inventory_keep(struct inventory *, const char *,
    size_t, const char **kept, struct error *);
NODISCARD enum sanreq_status inventory_number(
    struct inventory *, const struct name *, uint32_t *number, struct error *);
NODISCARD enum sanreq_status inventory_add_kept(
    struct inventory *, uint32_t number, const struct use *, struct error *);
/* Of two verdicts on one name, PINNED_TAKE stays; else the first. */
NODISCARD enum sanreq_status
inventory_pin(struct inventory *, const struct name *, enum pinned,
    const char *rule, const char *reason, struct error *);
/* A server or domain seen again (same name, any case) fills what was unknown;
 * roles add up; who is dead stays so; of two different texts the lesser stays,
 * of two types the earlier, so that the order of the sources does not
 * matter. */
NODISCARD enum sanreq_status
inventory_add_server(struct inventory *, const struct server *, struct error *);
NODISCARD enum sanreq_status inventory_add_domain(
    struct inventory *, const struct accepted_domain *, struct error *);
/* message is quoted text already. */
NODISCARD enum sanreq_status
inventory_add_finding(struct inventory *, const char *id, enum severity,
    const char *dn, struct error *, const char *fmt, ...) FORMAT(6, 7);

/* Adds all that another inventory holds, sealed or not. */
NODISCARD enum sanreq_status inventory_merge(
    struct inventory *, const struct inventory *from, struct error *);

/* What is added from here on comes from this operand, for
 * inventory_find_conflicts(): two inventories may name the same source. */
NODISCARD enum sanreq_status inventory_begin_reading(
    struct inventory *, const char *operand, struct error *);

/* Adds a finding for each service of a server (client, server and http-only
 * uses, scope by scope) for which two sources each have a name that the other
 * has not; before the seal. n log n in the uses. */
#define INVENTORY_CONFLICT "DSC31"
NODISCARD enum sanreq_status
inventory_find_conflicts(struct inventory *, struct error *);

/* Sorts, texts as strcmp() does and NULL first: names by text; uses by the
 * words of (service, scope), by server, dn, attribute, value, source; servers
 * by name; domains by name; findings by (id, dn, message), once each; what a
 * source left unread, once each. Sources stay in the order in which they
 * were begun. Adding after it needs another seal. */
NODISCARD enum sanreq_status inventory_seal(struct inventory *, struct error *);

const char *inventory_organization(const struct inventory *); /* or NULL */
const struct source_info *
inventory_sources(const struct inventory *, size_t *n);
const struct server *inventory_servers(const struct inventory *, size_t *n);
const struct accepted_domain *
inventory_domains(const struct inventory *, size_t *n);
const struct inventory_name *
inventory_names(const struct inventory *, size_t *n);
const struct finding *inventory_findings(const struct inventory *, size_t *n);
/* By name, any case, before the seal too; NULL when unknown. Constant time. */
const struct server *
inventory_find_server(const struct inventory *, const char *);
const struct inventory_name *
inventory_find_name(const struct inventory *, const char *);
const struct accepted_domain *
inventory_find_domain(const struct inventory *, const char *);

/* The first use of this service and audience, or NULL. */
const struct use *inventory_name_use(
    const struct inventory_name *, enum use_service, enum use_audience);

/* The memory that inventory texts live in, for those who build on it. */
struct pool *inventory_pool(struct inventory *);

#endif
