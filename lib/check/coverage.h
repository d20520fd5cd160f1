/*
 * SPDX-License-Identifier: ISC
 *
 * coverage: which uses of an inventory a certificate covers, by which of its
 * names; which it leaves uncovered; which it need not cover, and why.
 *
 *	coverage_new(&coverage, inventory, &names, &err);
 *	for each name of the inventory, for each use of it:
 *		coverage_verdict(coverage, name, use), coverage_by()
 *	coverage_free(&coverage);
 *
 * Matching is RFC 9525, 6.3: dNSName and iPAddress entries alone, "*" as the
 * whole left-most label for exactly one label, addresses octet for octet.
 * What old Outlook goes by (the common name) is told apart from it.
 *
 * Whether an uncovered name was forgotten, or its URL is wrong, is told with
 * the reason: see enum cover_why.
 *
 * The work is done once for each name, not for each use: 100 names against
 * 10 000 servers cost next to nothing beside reading them.
 *
 * The inventory is sealed, lent, and must stay as it is meanwhile.
 *
 * Does not: read certificates, look at dates or chains, ask DNS.
 */
#ifndef CHECK_COVERAGE_H
#define CHECK_COVERAGE_H

#include "name/inventory.h"

/* --- the certificate, as plain values --- */

enum san_kind {
	SAN_DNS,  /* dNSName */
	SAN_IP,   /* iPAddress: 4 or 16 octets */
	SAN_OTHER /* all other forms of GeneralName */
};

struct san_entry {
	enum san_kind kind;
	const void *octets; /* anything: NUL, bad UTF-8 */
	size_t n;
};

struct certificate_names {
	const struct san_entry *entries;
	size_t nentries;
	const char *common_name; /* of the subject, UTF-8; or NULL */
	bool self_signed;
	bool own_ca; /* a CA of the organization's own issues it: it takes
		      * internal names */
};

/* --- what became of it --- */

/* One subjectAltName entry, in the certificate's order. */
struct covering_name {
	const char *text;      /* normal form; with a fault: quoted */
	const char *fault;     /* why no client matches it, or NULL */
	enum name_kind kind;   /* without a fault */
	enum name_class class; /* likewise */
	bool duplicate;        /* of one before it */
	size_t nuses;          /* distinct ones that it covers, needed or not;
			       * not those by peers or by other certificates */
};

enum cover_verdict {
	COVER_COVERED,
	COVER_MISSING,   /* clients will warn */
	COVER_DEFAULT,   /* not covered; a default (the server's own name) of
			    * POP3 or IMAP4, which are off unless started */
	COVER_CANDIDATE, /* needed if that name leads here: see coverage_by() */
	COVER_HTTP_ONLY, /* no TLS: no certificate is asked for */
	COVER_BACK_END,  /* IIS site with a certificate of its own */
	COVER_SERVER_ONLY, /* among servers, which do not match this one */
	COVER_PRINCIPAL,   /* OutlookProvider's principal name: old Outlook
			    * compares it with the common name */
	COVER_CERTIFICATE, /* named by another certificate, used by nobody */
	COVER_PEER,        /* somebody else's name */
	COVER_COUNT
};

/* "covered", "missing", "default", "candidate", "http-only", "back-end",
 * "server-only", "principal", "certificate", "peer". Static. */
const char *cover_verdict_text(enum cover_verdict);

/* The verdict is an answer to "covered?" at all: covered or missing. */
static inline bool
cover_is_needed(enum cover_verdict verdict)
{
	return verdict == COVER_COVERED || verdict == COVER_MISSING;
}

/* Why a name that clients use is not in the certificate, as far as the
 * inventory tells: the URL is wrong, or the name was forgotten. In the order in
 * which they are looked for. */
enum cover_why {
	WHY_NONE,         /* no use of it is missing */
	WHY_INTERNAL,     /* no public CA takes it */
	WHY_GIVEN,        /* by hand: it stands in no setting */
	WHY_APART,        /* all in settings that the namespace must not be in:
			   * attachments' host, failback, Exchange 2003 */
	WHY_NOWHERE,      /* DNS was asked: it leads nowhere */
	WHY_SERVER,       /* a server's own name, as setup leaves it in URLs */
	WHY_SIBLING,      /* likewise, and the certificate has others' */
	WHY_AUTODISCOVER, /* autodiscover.<mail domain>: asked for unbidden */
	WHY_SHARED,       /* several servers were given it */
	WHY_MOST,         /* more settings of its server have it than not */
	WHY_ODD,          /* most settings of its server have another, which is
			   * in the certificate */
	WHY_OPEN,         /* nothing tells */
	WHY_COUNT
};

/* What mends an uncovered use. */
enum cover_cure {
	CURE_NONE,  /* nothing to mend */
	CURE_URL,   /* another URL */
	CURE_NAME,  /* the name in the next certificate */
	CURE_EITHER /* cannot be told: one or the other */
};

/* The cure for a reason, and the reason in words about "it": "several servers
 * share it". Static. */
enum cover_cure cover_why_cure(enum cover_why);
const char *cover_why_text(enum cover_why);

/* Another URL would help, too, where the cure is the name. */
bool cover_why_leaves_choice(enum cover_why);

struct coverage;

NODISCARD enum sanreq_status coverage_new(struct coverage **,
    const struct inventory *, const struct certificate_names *, struct error *);
void coverage_free(struct coverage **);

/* Both belong to coverage's inventory. Constant time. */
enum cover_verdict coverage_verdict(
    const struct coverage *, const struct inventory_name *, const struct use *);

/* Some use of the name has this verdict. Constant time. */
bool coverage_has(
    const struct coverage *, const struct inventory_name *, enum cover_verdict);

/* The entry that covers the name, whatever its uses; or NULL. An equal one
 * goes before a wildcard. */
const struct covering_name *
coverage_by(const struct coverage *, const struct inventory_name *);

/* Not covered, but equal to (or matched by) the common name of a certificate
 * without any dNSName: clients from before RFC 6125 take that. */
bool
coverage_by_common_name(const struct coverage *, const struct inventory_name *);

/* The common name is this name: what old Outlook wants of the principal name
 * that OutlookProvider gives. No wildcard matching. */
bool
coverage_is_principal(const struct coverage *, const struct inventory_name *);

/* The one judgement of what was wrong, the URL or the certificate: check,
 * repair and lint ask here. Constant time. */
enum cover_why
coverage_why(const struct coverage *, const struct inventory_name *);
enum cover_cure
coverage_cure(const struct coverage *, const struct inventory_name *);

/* An internal name, and nothing shows that the CA takes such: the certificate
 * is neither self-signed nor of the organization's own CA, and holds none. */
bool
coverage_is_beyond_cas(const struct coverage *, const struct inventory_name *);

/* DNS was asked, and the name leads nowhere: nobody gets as far as to see a
 * certificate. */
bool coverage_leads_nowhere(const struct inventory_name *);

/* Setup gives POP3 and IMAP4 the server's own names (cure_is_own()), though
 * the services are off until somebody starts them, which no directory tells:
 * exchange.md, trap 10. What clients outside are told, somebody chose. */
bool coverage_is_mail_default(const struct inventory *,
    const struct inventory_name *, const struct use *);

/* The host that most distinct covered uses share, public names before internal
 * ones, ties by name: the namespace that repair chooses. NULL: none is. */
const struct inventory_name *coverage_most_used(const struct coverage *);

const struct covering_name *coverage_names(const struct coverage *, size_t *n);

/* The common name in normal form; NULL when there is none or it is no host
 * name. */
const char *coverage_common_name(const struct coverage *);

/* Distinct uses with this verdict (one name, service, scope and server are one
 * use, however many sources and objects tell of it); names with such uses. */
size_t coverage_uses(const struct coverage *, enum cover_verdict);
size_t coverage_nnames(const struct coverage *, enum cover_verdict);

#endif
