/*
 * SPDX-License-Identifier: ISC
 *
 * profile: which names a certificate takes, and what its request looks like,
 * read from YAML and checked as a whole before anything is contacted.
 *
 * Every mistake is SANREQ_PROFILE with "file:line:column: what"; an unknown
 * key names the one that was probably meant. The language is described in
 * sanreq.1 and, for editors, in profiles/profile.schema.json.
 *
 *	sanreq-profile: 1            format version; required, first
 *	extends: public-ca           shipped name, or file relative to this one
 *	description: TEXT
 *	ca: public|private|none      whose rules bind
 *	rules:                       in order; the first that matches decides;
 *	                             those of the extended profile come after
 *	  - take: {CONDITIONS}       or leave: {CONDITIONS}
 *	    reason: TEXT
 *	names: [NAME...]             added, whatever was discovered
 *	common-name: most-used | none | NAME
 *	wildcard: {collapse: never|always, min-names: N}
 *	subject: {country: .., state: .., locality: .., street: ..,
 *	    postal-code: .., organization: .., organizational-unit: ..}
 *	key: {type: rsa-2048, allow: [..]}
 *	extensions: {key-usage: [..], extended-key-usage: [..],
 *	    basic-constraints: true|false, template: NAME,
 *	    template-oid: OID, must-staple: true|false}
 *	limits: {names: N, san-bytes: N, labels: N}
 *	severity: {RULE: error|warning|info|ignore}
 *
 * CONDITIONS (all must hold, for the name and for one of its uses; a list
 * means any of): kind, class, audience, service, scope, server (glob), site
 * (glob), product, role, server-state, domain-type, name (glob). {} matches
 * every name. "server-state: dead" holds for a name that only dead servers use.
 * A name that no rule matches is left.
 *
 * Bounds: 1 MiB of UTF-8, 16 levels of nesting, 10 000 values with at most
 * 100 aliases expanded, 8 levels of extends. A second document, tags, merge
 * keys and duplicate keys are refused. true and false are the only booleans,
 * and only where a boolean is asked for: "country: NO" is Norway.
 */
#ifndef PROFILE_PROFILE_H
#define PROFILE_PROFILE_H

#include "name/inventory.h"

enum ca_kind {
	CA_PUBLIC,
	CA_PRIVATE,
	CA_NONE
};

enum key_type {
	KEY_RSA_2048,
	KEY_RSA_3072,
	KEY_RSA_4096,
	KEY_P256,
	KEY_P384,
	KEY_P521,
	KEY_ED25519,
	KEY_TYPE_COUNT
};

enum common_name_choice {
	COMMON_NAME_MOST_USED,
	COMMON_NAME_NONE,
	COMMON_NAME_GIVEN
};

/* extensions, as bits of RFC 5280 4.2.1.3 (named by us) */
enum {
	USAGE_DIGITAL_SIGNATURE = 1,
	USAGE_KEY_ENCIPHERMENT = 2,
	USAGE_NON_REPUDIATION = 4,
	USAGE_DATA_ENCIPHERMENT = 8,
	USAGE_KEY_AGREEMENT = 16,
	USAGE_BY_KEY = 1 << 30 /* default: RSA both, EC and Ed25519 signature */
};
enum {
	PURPOSE_SERVER_AUTH = 1,
	PURPOSE_CLIENT_AUTH = 2
};

/* Subject attributes in the order of the BRs (rules.md 1.2, 5); CN is not
 * among them: the plan chooses it. */
enum subject_attribute {
	SUBJECT_COUNTRY,
	SUBJECT_STATE,
	SUBJECT_LOCALITY,
	SUBJECT_POSTAL_CODE,
	SUBJECT_STREET,
	SUBJECT_ORGANIZATION,
	SUBJECT_ORGANIZATIONAL_UNIT,
	SUBJECT_COUNT
};

const char *ca_kind_text(enum ca_kind);
const char *key_type_text(enum key_type); /* "rsa-2048", "p-256", "ed25519" */
const char *subject_attribute_text(enum subject_attribute); /* "country" */

/* Override of a rule's severity. */
enum severity_override {
	OVERRIDE_INFO,
	OVERRIDE_WARNING,
	OVERRIDE_ERROR,
	OVERRIDE_IGNORE
};

struct profile_severity {
	const char *rule;
	enum severity_override severity;
};

struct profile_rule; /* profile/plan.c matches it */

struct profile {
	const char *name;        /* "public-ca" or the file's path as given */
	const char *description; /* or NULL */
	enum ca_kind ca;
	const struct profile_rule *rules;
	size_t nrules;
	const struct name *names; /* added */
	const char **names_at;    /* "file:line" of each */
	size_t nnames;
	enum common_name_choice common_name;
	struct name common_name_given;
	const char *common_name_at; /* "file:line", or NULL */
	bool wildcard_collapse;
	unsigned wildcard_min_names;        /* at least 2 */
	const char *wildcard_at;            /* "file:line", or NULL */
	const char *subject[SUBJECT_COUNT]; /* UTF-8, or NULL */
	enum key_type key;
	unsigned keys_allowed; /* bit 1 << enum key_type */
	const char *keys_at;   /* "file:line" that says so, or NULL */
	unsigned key_usage;
	unsigned purposes;
	bool basic_constraints;
	const char *template_name; /* or NULL */
	const char *template_oid;  /* or NULL; dotted */
	bool must_staple;
	unsigned limit_names;     /* 0: none */
	unsigned limit_san_bytes; /* DER of the SAN extension value; 0: none */
	unsigned limit_labels;    /* 0: none */
	const struct profile_severity *severities;
	size_t nseverities;
	struct pool pool; /* everything above lives here */
};

/*
 * Loads a shipped profile by name ("public-ca") or a file (a name with '/' or
 * '.', or an existing file). known_rules: ids that severity: may name,
 * NULL-terminated.
 */
NODISCARD enum sanreq_status profile_load(struct profile **, const char *name,
    const char *const *known_rules, struct error *);
NODISCARD enum sanreq_status profile_parse(struct profile **, const char *name,
    const char *text, size_t n, const char *const *known_rules, struct error *);
void profile_free(struct profile **);

/* The shipped profiles, compiled in: name, first comment line, YAML text. */
struct shipped_profile {
	const char *name;
	const char *summary;
	const char *text;
};
const struct shipped_profile *profile_shipped(size_t *n);
const struct shipped_profile *
profile_find_shipped(const char *name); /* or NULL */

#endif
