/*
 * SPDX-License-Identifier: ISC
 *
 * state: what the files of exchange/ share while records come in. Private to
 * this folder.
 *
 * One record at a time is the object: its DN, its most derived class, and its
 * facts, the values of attributes that matter. All of that is lent until the
 * next record.
 */
#ifndef EXCHANGE_STATE_H
#define EXCHANGE_STATE_H

#include "base/buf.h"
#include "base/pool.h"
#include "exchange/dn_memory.h"
#include "exchange/exchange.h"
#include "exchange/findings.h"
#include "exchange/services.h"
#include "name/keyset.h"
#include "name/url.h"

#define FINDINGS_MAX    1000         /* of one id and source */
#define FACT_VALUE_MAX  4096         /* bytes of a value that may be a name */
#define EXCHANGE_MEMORY (256u << 20) /* bytes for servers */
#define LOOKUP_SLOTS    512          /* power of two, over twice the names */

/* Names in any case to their number. */
struct lookup {
	const char *const *names;
	unsigned char slots[LOOKUP_SLOTS]; /* number + 1; 0: free */
	unsigned char lens[256];
};

struct fact {
	enum exchange_attribute attribute;
	struct bytes value;
};

struct class_rows {
	const struct service_row *rows;
	size_t n;
};

struct object {
	enum exchange_class class;
	const char *dn; /* as dn_print() writes it; of Shell output without
	                     * a DN: its Identity */
	size_t ndn;
	const char *kept;   /* the inventory's copy of it, once one was made */
	const char *server; /* its server's name, or NULL */
	bool back_end;      /* of the back end's web site */
	bool internal;      /* what its class calls external is not */
	bool is_shell;      /* of Shell output */
	bool has_download;  /* its download host names can be seen */
	bool has_dn;        /* its DN is the directory's, not made up */
	/* the value of the first part of its DN, where that is not in
	 * exchange.dn: all other parts are the ones of the object before */
	struct bytes name;
	const struct fact *facts;
	size_t nfacts;
};

/* A server that some record spoke of. */
struct known_server {
	const char *key;  /* lower case, interned */
	const char *name; /* as first seen, safe to print; the inventory's */
	const char *dn;
	const char *fqdn; /* lower case, or NULL */
	uint64_t objects; /* below it */
	bool has_account; /* by its roles: an Edge server has none */
	bool has_objects; /* by its roles: directories, connectors */
	bool in_group;    /* of all Exchange servers: 2007 or later */
	bool is_seen;     /* its own record came */
	bool is_modern;   /* 2016 or later */
	bool has_owa;     /* a front-end OWA directory whose download host
	                   * names were not to be seen */
};

#define KNOWN_URLS 256 /* power of two */

/* A URL that gives a name, read already: all directories of a server, and all
 * servers behind one name, have the same ones. */
struct known_url {
	const char *value; /* the inventory's copy, or NULL: none */
	size_t n;
	const char *host; /* the name in it, the inventory's */
	uint32_t number;  /* of the name */
	enum name_kind kind;
	enum url_scheme scheme;
	unsigned fixed, port, flaws;
	bool is_microsoft;
};

/* computers.c: the computer accounts that were read. */
struct account {
	const char *domain; /* that its object stands in */
	bool disabled;
};
struct computers {
	struct keyset names;      /* "host.domain", once per account and name */
	struct account *accounts; /* by number of the name */
	size_t cap;
	struct keyset whole; /* domains: a domain controller was seen there */
	bool has_servers;    /* the account of one was seen */
	/* the directory was searched: only for these, in lower case */
	bool searched;
	struct keyset asked;
	struct keyset
	    witnessed; /* domains: a server's account was seen there */
};

/* containers.c: what one probe told. */
#define CONTAINER_NAMES 3
struct container {
	uint64_t n; /* how often */
	const char *dn;
	const char *servers[CONTAINER_NAMES];
	size_t nservers;
};
enum outcome {
	OUTCOME_CLOSED,
	OUTCOME_UNKNOWN,
	OUTCOME_SKIPPED,
	OUTCOME_COUNT
};
#define CONTAINER_COUNT 14

#define LAST_IDS 32

#define SHELL_SCRATCH 16384 /* bytes of values made of an object's */
#define SHELL_COLUMNS 64
#define SHELL_TOLD    128 /* more than there are rows */

/* What a column of a script's CSV means, remembered from row to row. */
struct shell_column {
	char name[64];
	size_t n;
	const struct service_row *row; /* or NULL: nothing of ours */
};

struct shell_kind;

struct shell_state {
	char scratch[SHELL_SCRATCH];
	size_t used;
	size_t source;    /* of the inventory */
	bool has_servers; /* Get-ExchangeServer was among it */
	bool told_ansi;
	bool is_guess; /* the object was read by an assumed code page */
	const struct service_row *told[SHELL_TOLD]; /* whose values were lost */
	size_t ntold;
	char type[120]; /* of the object before, and what it told */
	size_t ntype;
	const struct shell_kind *kind;
	/* whose DN was made up last, or NULL, and below which server */
	const struct shell_kind *placed;
	char server[64];
	size_t nserver;
	struct shell_column columns[SHELL_COLUMNS];
};

struct exchange {
	struct inventory *inventory;
	const char *source; /* the inventory's copy */
	struct lookup classes, attributes;
	int last_ids[LAST_IDS]; /* of the last record's attributes, or -1 */
	struct class_rows rows[CLASS_TOTAL];
	struct fact *facts; /* room, kept from record to record */
	size_t nfacts, facts_cap;
	struct dn_memory dn; /* the object's */
	struct dn site;      /* scratch */
	struct buf text;
	struct object object;
	struct known_url urls[KNOWN_URLS];
	const struct known_url *beside[SCOPE_COUNT]; /* the one read last */
	struct pool pool;
	struct known_server *servers;
	size_t nservers, servers_cap;
	uint32_t *index; /* by key: position + 1; 0: free */
	size_t nindex;   /* power of two, or 0 */
	struct known_server *last;
	uint64_t objects; /* of ours */
	uint64_t of_class[CLASS_COUNT];
	struct container containers[CONTAINER_COUNT][OUTCOME_COUNT];
	struct computers computers;
	bool probed; /* the directory was asked for what is closed */
	bool has_source;
	size_t source_index;       /* of the inventory, when it has one */
	struct shell_state *shell; /* NULL until Shell output comes */
	uint64_t found[DISCOVERY_COUNT];
};

/* exchange.c: reads the object that is placed and whose facts are known. */
NODISCARD enum sanreq_status
object_read(struct exchange *, bool is_server, struct error *);
/* The values of its facts that name hosts, by the table. */
NODISCARD enum sanreq_status rows_read(struct exchange *, struct error *);

/* What the row's value is called in the source. */
const char *row_attribute(const struct exchange *, const struct service_row *);

/* facts.c */
void lookup_init(struct lookup *, const char *const *names, size_t n);
/* Collects facts and class of a record; *is_ours false: none of ours. */
NODISCARD enum sanreq_status object_collect(struct exchange *,
    const struct record *, bool *is_ours, bool *is_partial, struct error *);
NODISCARD enum sanreq_status fact_add(struct exchange *,
    enum exchange_attribute, struct bytes value, struct error *);
/* First value of the attribute, {NULL, 0} when absent. */
struct bytes fact_value(const struct exchange *, enum exchange_attribute);

/* exchange.c: a finding about the object; past FINDINGS_MAX it only counts. */
NODISCARD enum sanreq_status exchange_find(struct exchange *, enum discovery_id,
    struct error *, const char *fmt, ...) FORMAT(4, 5);

/* Finding DSC03 for a name that name_parse() mended. */
NODISCARD enum sanreq_status
host_told(struct exchange *, const struct service_row *, const struct name *,
    struct bytes raw, struct error *);

/* Does the name, by its fixed, depend on the code page that was assumed? Then
 * it is not taken: finding DSC45. why: it is none anyhow, or NULL. */
bool host_is_guess(const struct exchange *, unsigned fixed);
NODISCARD enum sanreq_status
host_guessed(struct exchange *, const struct service_row *, struct bytes raw,
    const char *why, struct error *);
/* May the value be broken because of it? */
bool value_is_guess(const struct exchange *, struct bytes);

/* forms.c: the names in one value, each with its use. */
NODISCARD enum sanreq_status value_read(struct exchange *,
    const struct service_row *, struct bytes, struct error *);
/* A use of a name; the row says whose. raw: what the directory said. */
NODISCARD enum sanreq_status
use_add(struct exchange *, const struct service_row *, const struct name *,
    enum use_audience, struct bytes raw, struct error *);
/* The same of a name by its number in the inventory, and a value that is the
 * inventory's; is_peer: it is somebody else's name. */
NODISCARD enum sanreq_status
use_add_kept(struct exchange *, const struct service_row *, uint32_t number,
    bool is_peer, enum use_audience, const char *value, struct error *);
/* Parses a host and adds its use; a broken one becomes a finding. */
NODISCARD enum sanreq_status
host_add(struct exchange *, const struct service_row *, struct bytes host,
    enum use_audience, struct bytes raw, struct error *);
/* urls.c: the form FORM_URL. */
NODISCARD enum sanreq_status url_value_read(struct exchange *,
    const struct service_row *, struct bytes, struct error *);
/* A trouble of a parser that is not the value's: out of memory. */
bool is_own_fault(enum sanreq_status);

/* domains.c */
NODISCARD enum sanreq_status
accepted_domain_read(struct exchange *, struct error *);
/* Candidates of a domain: itself, and autodiscover.<domain>. */
NODISCARD enum sanreq_status
domain_candidates(struct exchange *, const struct service_row *,
    const struct name *, bool autodiscover, struct bytes raw, struct error *);
/* onmicrosoft.com, outlook.com and the like, and what is below them. */
bool is_microsoft(const char *name);

/* servers.c */
NODISCARD enum sanreq_status server_read(struct exchange *, struct error *);
/* Finds or enters the server that the DN's part names. */
NODISCARD enum sanreq_status server_know(
    struct exchange *, size_t part, struct known_server **, struct error *);
NODISCARD enum sanreq_status servers_finish(struct exchange *, struct error *);
/* A DN part's value, safe to print, in dst. */
void part_text(const struct dn_part *, char *dst, size_t size);
/* An integer as LDAP writes it. */
bool integer_read(struct bytes, long long *);

/* dag.c */
NODISCARD enum sanreq_status dag_read(struct exchange *, struct error *);

/* computers.c */
NODISCARD enum sanreq_status computer_read(struct exchange *, struct error *);
/* done: the search for the accounts that it names went well. */
NODISCARD enum sanreq_status computers_report(
    struct exchange *, const struct record *, bool done, struct error *);
NODISCARD enum sanreq_status
computers_finish(struct exchange *, struct error *);
void computers_release(struct computers *);

/* containers.c */
/* The first few names in order, whatever order they come in; *n counts all. */
void note_least(const char *list[CONTAINER_NAMES], size_t *n, const char *);
NODISCARD enum sanreq_status
containers_finish(struct exchange *, struct error *);

#endif
