/*
 * SPDX-License-Identifier: ISC
 *
 * rules: the catalogue of what a request or certificate must meet. One rule
 * is one function in one place; plan, request and lint share them.
 *
 * Calling sequence: rules_apply_plan() for a plan; rules_apply_decoded() for
 * what stands in a file, with the facts that the file does not say.
 *
 * Does not: pick names, read files, ask anybody. What is not known (a NULL
 * in the subject) breaks no rule.
 */
#ifndef CHECK_RULES_H
#define CHECK_RULES_H

#include <time.h>

#include "check/coverage.h"
#include "check/weak_list.h"
#include "pkcs10/bundle.h"
#include "pkcs10/pfx_facts.h"
#include "profile/plan.h"

/* What a subject is, and which subjects a rule judges; bits. */
enum {
	JUDGES_PLAN = 1,
	JUDGES_REQUEST = 2,
	JUDGES_CERTIFICATE = 4,
	JUDGES_PFX = 8,       /* beside the certificate in it */
	JUDGES_KEY_FILE = 16, /* given in place of a request, or beside one */
	JUDGES_SPELLING = 32, /* names as they were written; name_parse()
				 refuses or mends them on the way to a plan */
	JUDGES_USES = 64      /* what a certificate leaves uses with, as its
				 coverage says, and nothing else of it */
};

/* Whose terms count beside those of the kind of CA. */
enum ca_terms {
	TERMS_COMMON,
	TERMS_ADCS,        /* with CA_PRIVATE */
	TERMS_LETS_ENCRYPT /* with CA_PUBLIC */
};

/* Columns of a rule's severities. */
enum rule_ca {
	RULE_PUBLIC,
	RULE_PRIVATE,
	RULE_NONE,
	RULE_ADCS,
	RULE_LETS_ENCRYPT,
	RULE_CAS
};

/* In the order of their years. */
enum exchange_version {
	EXCHANGE_UNKNOWN,
	EXCHANGE_2007,
	EXCHANGE_2010,
	EXCHANGE_2013,
	EXCHANGE_2016,
	EXCHANGE_2019,
	EXCHANGE_SE
};

/* "2016"; EXCHANGE_UNKNOWN for another word or NULL. */
enum exchange_version exchange_version_find(const char *);
const char *exchange_version_text(enum exchange_version);

/* What a profile for an enterprise CA of AD CS says and others do not: a
 * template, or what its database holds. */
enum ca_terms rules_terms_of(const struct profile *);

/* A private key's file: that which was given in place of a request, or that
 * which belongs to it. */
struct key_file {
	const char *path;
	unsigned mode;      /* permission bits */
	bool encrypted;     /* as far as its form tells */
	const char *sha256; /* of the SPKI, lower-case hex; NULL: not read */
};

struct rule_subject {
	unsigned kind;            /* JUDGES_* bits; 0: a plan */
	const char *const *names; /* normal form, as they will be encoded */
	const enum name_kind *kinds;
	size_t nnames;
	/* The names did not pass name_parse(): their spelling is judged too.
	 * kinds may be NULL, or says NAME_IP for what stood in an iPAddress;
	 * lengths may be NULL, or has the octets of each, NULs included. */
	bool raw;
	const size_t *lengths;
	const char *common_name;       /* or NULL */
	const char *common_name_at;    /* "mine.yaml:3", or NULL: unknown */
	const char *const *attributes; /* SUBJECT_COUNT values, each or NULL */
	enum ca_kind ca;
	enum ca_terms terms;
	const struct profile *profile;     /* limits, severities; or NULL */
	const struct inventory *inventory; /* who uses what; or NULL */
	/* what endpoints present that nobody named as a source; or NULL */
	const struct inventory *probed;
	const struct coverage *coverage; /* of it, or NULL: made of the names */
	enum exchange_version exchange;
	time_t now; /* 0: unknown */
	/* of files; each may be NULL */
	const char *path; /* as the user named it */
	const struct decoded *decoded;
	const struct bundle_form *form;
	bool beside_key;     /* a private key is in the same file */
	const char *pfx_key; /* SHA-256 of the SPKI of a PFX's key, hex */
	const struct pfx_facts *pfx;
	const struct key_file *key; /* --key, or the file itself */
	const struct decoded *previous;
	const struct weak_list *weak;
};

/* id and dn live as long as the catalogue and the inventory. message is safe
 * to print; place is the name or value that it is about,
 * quoted, or NULL; dn the object in the directory, or NULL. */
struct breach {
	const char *id;
	enum severity severity;
	const char *place;
	const char *dn;
	const char *message;
};

/* Takes one breach; its texts are lent for the call. */
typedef enum sanreq_status (*breach_fn)(
    void *arg, const struct breach *, struct error *);

struct rule {
	const char *id;
	const char *title;      /* the condition, in a few words */
	const char *source;     /* "BR 7.1.2.7.12" */
	const char *explain;    /* a paragraph: the rule, why, what to do */
	int severity[RULE_CAS]; /* -1: the rule is silent */
	unsigned judges;        /* JUDGES_* bits */
	const char *needs; /* option of lint that gives the fact, or NULL */
	/* how it judges: private to check/; NULL where name_parse() does */
	const struct rule_check *check;
};

/* Sorted by id; NULL behind the last. */
const struct rule *rules_at(size_t);
const struct rule *rules_find(const char *id); /* any case */
/* The ids alone, NULL-terminated, for profile_load(): DSC18, which plans
 * find by themselves, among them. */
const char *const *rules_ids(void);

/* Breaches of one rule that are told each; the rest are counted in one more
 * breach without a place. Those about names that clients lose are all told. */
#define RULE_BREACHES_MAX 100

/* Applies every rule; severities as the profile overrides them. Time is
 * n log n in the names. */
NODISCARD enum sanreq_status
rules_apply(const struct rule_subject *, breach_fn, void *arg, struct error *);

/* The same for a decoded request or certificate, with what is known beside
 * it: CA, profile, path, form and so on; names, kind and the like are set. */
NODISCARD enum sanreq_status rules_apply_decoded(const struct rule_subject *,
    const struct decoded *, breach_fn, void *arg, struct error *);
/* For a private key's file in place of either: the names count for nothing. */
NODISCARD enum sanreq_status rules_apply_key(const struct rule_subject *,
    const struct key_file *, breach_fn, void *arg, struct error *);

/* Applies the catalogue to a plan: findings are added and sorted. *worst
 * receives the worst severity met (SEVERITY_INFO when none). */
NODISCARD enum sanreq_status
rules_apply_plan(struct plan *, enum severity *worst, struct error *);

#endif
