/*
 * SPDX-License-Identifier: ISC
 *
 * judge: what the functions of the rules share while one subject is judged.
 * Private to check/.
 *
 * Calling sequence: rules_apply() fills a struct judge, looks at each name
 * once and gives it to all rules about single names; then the rules about the
 * whole are called. A rule tells a breach by judge_breach().
 *
 * Does not: decide severities, which belong to the catalogue and the profile.
 */
#ifndef CHECK_JUDGE_H
#define CHECK_JUDGE_H

#include "check/rules.h"
#include "pkcs10/rsa_faults.h"

#define RULES_MAX 128 /* more than the catalogue has */

/* What several rules want to know of one name, found out once. */
struct judged_name {
	const char *text;
	enum name_kind kind;
	const char *host; /* without the "*." of a wildcard */
	const char *tld;  /* last label; NULL for addresses */
	const char
	    *base;      /* base domain; NULL for internal names and suffixes */
	size_t nlabels; /* 0 for addresses */
	bool delegated; /* the last label is a delegated TLD */
};

#define VALUE_MAIL         "emailAddress"
#define VALUE_JURISDICTION "jurisdictionCountry"

/* One value of the subject, but for common names. */
struct judged_value {
	int attribute;    /* enum subject_attribute, or -1 for the others */
	const char *word; /* "organization"; the others: "emailAddress" */
	const char *text; /* UTF-8; never NULL */
};

struct judge {
	const struct rule_subject *given;   /* as rules_apply() got it */
	const struct rule_subject *subject; /* names in normal form */
	/* of the inventory by the subject's names: what clients will find;
	 * NULL without an inventory */
	const struct coverage *coverage;
	const struct rule *rule; /* at work */
	size_t at;               /* its index */
	unsigned kind;           /* of the subject, JUDGES_* */
	size_t ngiven;           /* names, those that are none included */
	/* names in strcmp() order, duplicates kept; and what stands behind
	 * the "*." of the wildcards, likewise */
	const char **sorted;
	size_t nsorted;
	const char **wildcards;
	size_t nwildcards;
	const char **bases; /* base domain of each name that has one */
	size_t nbases;
	struct judged_value *values;
	size_t nvalues;
	struct rsa_faults rsa;
	bool rsa_known;
	int severity[RULES_MAX]; /* -1: silent */
	bool overridden[RULES_MAX];
	size_t breaches[RULES_MAX];
	breach_fn fn;
	void *arg;
};

struct rule_check {
	/* one of the two */
	enum sanreq_status (*name)(
	    struct judge *, const struct judged_name *, struct error *);
	enum sanreq_status (*whole)(struct judge *, struct error *);
	bool all; /* RULE_BREACHES_MAX does not count */
};

/* Tells a breach of the rule at work. Arguments of the format that come from
 * outside are quoted already (names in normal form need no quoting); the place
 * is not. */
NODISCARD enum sanreq_status judge_breach(struct judge *, const char *place,
    struct error *, const char *fmt, ...) FORMAT(4, 5);

/* As judge_breach(), with a severity other than the catalogue's; the
 * profile's word still beats it. */
NODISCARD enum sanreq_status judge_breach_as(struct judge *, enum severity,
    const char *place, struct error *, const char *fmt, ...) FORMAT(5, 6);

/* As judge_breach(), about an object of the directory, or NULL. */
NODISCARD enum sanreq_status judge_breach_at(struct judge *, const char *place,
    const char *dn, struct error *, const char *fmt, ...) FORMAT(5, 6);

/* There are breaches enough of the rule: this one is counted, not told, and
 * needs no words. Those above ask it by themselves. */
bool judge_passes_over(struct judge *);

/* Exact, logarithmic. */
bool judge_has_name(const struct judge *, const char *text);
bool judge_has_wildcard(const struct judge *, const char *domain);
/* A wildcard alone covers the name. */
bool judge_covers(const struct judge *, const char *text);

/* "the request", "the certificate" */
const char *judge_noun(const struct judge *);

/* Let's Encrypt, AD CS */
bool judge_terms(const struct judge *, enum ca_terms);
bool judge_is_public(const struct judge *);

/* The first value of the attribute, or NULL. */
const char *judge_attribute(const struct judge *, enum subject_attribute);

/* "organization", "emailAddress"; what nobody knows as its OID. */
const char *judge_value_word(const struct rdn_value *);

/* Names that did not pass name_parse(), in the form that did. */
struct raw_names {
	struct pool pool;
	const char **names;
	enum name_kind *kinds;
	struct rule_subject subject; /* of those that name_parse() takes */
};

/* Puts the subject's raw names through name_parse(), tells what it refuses
 * and mends, and sets j->subject to one of what is left. */
NODISCARD enum sanreq_status
judge_spelling(struct judge *, struct raw_names *, struct error *);
void raw_names_release(struct raw_names *);

/* Fills j->values. */
NODISCARD enum sanreq_status judge_values(struct judge *, struct error *);

/* The parts of the catalogue, each sorted by id. */
extern const struct rule catalogue_cnt[], catalogue_dn[], catalogue_enc[],
    catalogue_exc[], catalogue_ext[], catalogue_key[], catalogue_nam[],
    catalogue_sig[];
extern const size_t catalogue_ncnt, catalogue_ndn, catalogue_nenc,
    catalogue_nexc, catalogue_next, catalogue_nkey, catalogue_nnam,
    catalogue_nsig;

/* The rules, in the files rules_*.c. */
extern const struct rule_check rule_nam01, rule_nam02, rule_nam03, rule_nam04,
    rule_nam05, rule_nam06, rule_nam07, rule_nam08, rule_nam15, rule_nam16,
    rule_nam19, rule_nam21, rule_nam22, rule_nam23, rule_nam24, rule_nam25,
    rule_nam28, rule_nam29, rule_nam30, rule_nam31, rule_nam32, rule_nam34,
    rule_nam35;
extern const struct rule_check rule_cnt01, rule_cnt02, rule_cnt03, rule_cnt04;
extern const struct rule_check rule_dn01, rule_dn02, rule_dn03, rule_dn04,
    rule_dn05, rule_dn06, rule_dn07, rule_dn08, rule_dn09, rule_dn10, rule_dn11,
    rule_dn12, rule_dn13, rule_dn14, rule_dn15, rule_dn16, rule_dn17, rule_dn18;
extern const struct rule_check rule_key01, rule_key02, rule_key03, rule_key04,
    rule_key05, rule_key06, rule_key07, rule_key08, rule_key09, rule_key10,
    rule_key11, rule_key12, rule_key13, rule_key14;
extern const struct rule_check rule_sig01, rule_sig02, rule_sig03;
extern const struct rule_check rule_ext01, rule_ext02, rule_ext03, rule_ext04,
    rule_ext05, rule_ext06, rule_ext07, rule_ext08, rule_ext09, rule_ext10,
    rule_ext11, rule_ext12;
extern const struct rule_check rule_enc01, rule_enc02, rule_enc03, rule_enc04;
extern const struct rule_check rule_exc01, rule_exc02, rule_exc03, rule_exc04,
    rule_exc05, rule_exc06, rule_exc07, rule_exc08, rule_exc09, rule_exc10,
    rule_exc11, rule_exc12, rule_exc13;

#endif
