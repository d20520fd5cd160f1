/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "base/text.h"
#include "check/coverage.h"
#include "check/inside.h"
#include "pkcs10/request.h"

/* What Let's Encrypt takes. */
#define COMMON_LABELS_MAX 10

static bool
is_in(const char *word, const char *const *list)
{
	for (; *list != NULL; list++)
		if (**list == *word && strcmp(word, *list) == 0)
			return true;
	return false;
}

static enum sanreq_status
nam01(struct judge *j, struct error *err)
{
	if (j->ngiven > 0)
		return SANREQ_OK;
	return judge_breach(j, NULL, err,
	    "%s has no name at all: take or add at least one", judge_noun(j));
}
const struct rule_check rule_nam01 = {.whole = nam01};

static enum sanreq_status
nam02(struct judge *j, const struct judged_name *n, struct error *err)
{
	/* single labels are NAM03's, .onion is NAM32's */
	if (n->nlabels < 2 || n->delegated || n->host == n->tld ||
	    strcmp(n->tld, "onion") == 0)
		return SANREQ_OK;
	return judge_breach(j, n->text, err,
	    "\"%s\" is an internal name (the TLD .%s is not delegated): %s",
	    n->text, n->tld,
	    judge_is_public(j)
		? "public CAs must refuse it; leave it out and give the "
		  "service a public name"
		: "only a CA of your own can issue it");
}
const struct rule_check rule_nam02 = {.name = nam02};

static enum sanreq_status
nam03(struct judge *j, const struct judged_name *n, struct error *err)
{
	if (n->nlabels != 1)
		return SANREQ_OK;
	return judge_breach(j, n->text, err,
	    "\"%s\" is a single label (NetBIOS or short name): %s", n->text,
	    judge_is_public(j)
		? "public CAs must refuse it; leave it out and use a full name"
		: "it means another host in every other network");
}
const struct rule_check rule_nam03 = {.name = nam03};

static enum sanreq_status
nam04(struct judge *j, const struct judged_name *n, struct error *err)
{
	if (n->nlabels < 2 || n->kind == NAME_WILDCARD || n->base != NULL ||
	    !n->delegated || name_suffix(n->text) != SUFFIX_ICANN)
		return SANREQ_OK;
	return judge_breach(j, n->text, err,
	    "\"%s\" is a public suffix, under which others register names: "
	    "give a name below your own domain",
	    n->text);
}
const struct rule_check rule_nam04 = {.name = nam04};

static enum sanreq_status
nam05(struct judge *j, const struct judged_name *n, struct error *err)
{
	static const struct {
		const char *domain;
		const char *rfc;
	} table[] = {
	    {"example.com", "RFC 6761"},
	    {"example.net", "RFC 6761"},
	    {"example.org", "RFC 6761"},
	    {"home.arpa", "RFC 8375"},
	    {"service.arpa", "RFC 9665"},
	    {"resolver.arpa", "RFC 9462"},
	    {"eap.arpa", "IANA"},
	    {"ipv4only.arpa", "RFC 8880"},
	};
	size_t i;

	if (n->nlabels < 2 ||
	    (strcmp(n->tld, "arpa") != 0 &&
		(n->base == NULL || strncmp(n->base, "example.", 8) != 0)))
		return SANREQ_OK;
	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (!name_text_is_below(n->text, table[i].domain))
			continue;
		return judge_breach_as(j,
		    judge_is_public(j) && strcmp(n->tld, "arpa") == 0
			? SEVERITY_ERROR
			: SEVERITY_WARNING,
		    n->text, err,
		    "\"%s\": %s is reserved by %s, nobody can prove control "
		    "of it",
		    n->text, table[i].domain, table[i].rfc);
	}
	return SANREQ_OK;
}
const struct rule_check rule_nam05 = {.name = nam05};

static enum sanreq_status
nam06(struct judge *j, const struct judged_name *n, struct error *err)
{
	if (n->nlabels < 2 || strcmp(n->tld, "arpa") != 0 ||
	    (!name_text_is_below(n->text, "in-addr.arpa") &&
		!name_text_is_below(n->text, "ip6.arpa")))
		return SANREQ_OK;
	return judge_breach(j, n->text, err,
	    "\"%s\" is a name of the reverse zone, forbidden since 2026-03-15",
	    n->text);
}
const struct rule_check rule_nam06 = {.name = nam06};

/* Delegated top-level domains that directories use as if they were not. */
static const char *const looks_internal[] = {"ad", "int", "prod", "office",
    "exchange", "network", "company", "group", "global", "cloud", "host",
    "site", "zone", "systems", "services", "box", "dev", "app", "inc", "ltd",
    "llc", "law", "med", "bank", "school", "church", "hotel", "win", "foo",
    "zip", "mov", "ms", NULL};

/* The name or a domain above it is one that the organization accepts mail
 * for. */
static bool
is_accepted(const struct inventory *inv, const char *host)
{
	char star[NAME_TEXT_MAX + 2] = "*.";

	for (; inv != NULL && host != NULL; host = strchr(host, '.')) {
		if (*host == '.')
			host++;
		if (strlen(host) >= NAME_TEXT_MAX)
			continue;
		memcpy(star + 2, host, strlen(host) + 1);
		if (inventory_find_domain(inv, host) != NULL ||
		    inventory_find_domain(inv, star) != NULL)
			return true;
	}
	return false;
}

static enum sanreq_status
nam07(struct judge *j, const struct judged_name *n, struct error *err)
{
	if (n->nlabels < 2 || !is_in(n->tld, looks_internal) ||
	    is_accepted(j->subject->inventory, n->host))
		return SANREQ_OK;
	return judge_breach(j, n->text, err,
	    "\"%s\": .%s is a real top-level domain; be sure that your "
	    "organization registered \"%s\"",
	    n->text, n->tld, n->base != NULL ? n->base : n->host);
}
const struct rule_check rule_nam07 = {.name = nam07};

static enum sanreq_status
nam08(struct judge *j, const struct judged_name *n, struct error *err)
{
	if (n->nlabels == 0 || strchr(n->text, '_') == NULL)
		return SANREQ_OK;
	return judge_breach(j, n->text, err,
	    "\"%s\" has an underscore, which host names may not have: %s",
	    n->text,
	    judge_is_public(j)
		? "public CAs have refused it since 2019-04-01"
		: "clients may refuse it; rename the host or leave it out");
}
const struct rule_check rule_nam08 = {.name = nam08};

static enum sanreq_status
nam15(struct judge *j, const struct judged_name *n, struct error *err)
{
	const struct profile *p = j->subject->profile;

	if (p != NULL && p->limit_labels > 0) {
		if (n->nlabels <= p->limit_labels)
			return SANREQ_OK;
		return judge_breach_as(j, SEVERITY_ERROR, n->text, err,
		    "\"%s\" has %zu labels, the profile's limit is %u", n->text,
		    n->nlabels, p->limit_labels);
	}
	if (!judge_is_public(j) || n->nlabels <= COMMON_LABELS_MAX)
		return SANREQ_OK;
	if (judge_terms(j, TERMS_LETS_ENCRYPT))
		return judge_breach(j, n->text, err,
		    "\"%s\" has %zu labels, Let's Encrypt takes at most %d",
		    n->text, n->nlabels, COMMON_LABELS_MAX);
	return judge_breach(j, n->text, err,
	    "\"%s\" has %zu labels, some public CAs take at most %d", n->text,
	    n->nlabels, COMMON_LABELS_MAX);
}
const struct rule_check rule_nam15 = {.name = nam15};

static enum sanreq_status
nam16(struct judge *j, const struct judged_name *n, struct error *err)
{
	const char *p = n->nlabels > 0 ? n->text : NULL;

	for (; p != NULL; p = strchr(p, '.')) {
		if (*p == '.')
			p++;
		if (strlen(p) < 4 || strncmp(p + 2, "--", 2) != 0 ||
		    strncmp(p, "xn", 2) == 0 || memchr(p, '.', 2) != NULL)
			continue;
		return judge_breach(j, n->text, err,
		    "\"%s\" has the reserved label \"%.*s\" (\"--\" after two "
		    "characters, and not xn--)",
		    n->text, (int)strcspn(p, "."), p);
	}
	return SANREQ_OK;
}
const struct rule_check rule_nam16 = {.name = nam16};

static enum sanreq_status
nam28(struct judge *j, const struct judged_name *n, struct error *err)
{
	const char *block = NULL, *rfc = NULL;

	if (n->kind != NAME_IP || !name_ip_is_reserved(n->text, &block, &rfc))
		return SANREQ_OK;
	return judge_breach(j, n->text, err,
	    "\"%s\" is a reserved address (%s, %s): %s", n->text,
	    block != NULL ? block : "special purpose",
	    rfc != NULL ? rfc : "IANA registry",
	    judge_is_public(j) ? "public CAs must refuse it"
			       : "only a CA of your own can issue it");
}
const struct rule_check rule_nam28 = {.name = nam28};

static enum sanreq_status
nam29(struct judge *j, const struct judged_name *n, struct error *err)
{
	if (n->kind != NAME_IP)
		return SANREQ_OK;
	return judge_breach(j, n->text, err,
	    "\"%s\" is an IP address: %s, and Exchange clients use names",
	    n->text,
	    judge_terms(j, TERMS_LETS_ENCRYPT)
		? "Let's Encrypt puts one into short-lived certificates alone"
		: "few public CAs put one into a certificate");
}
const struct rule_check rule_nam29 = {.name = nam29};

static const char *
general_name_text(enum general_name_type type)
{
	switch (type) {
	case GN_OTHER: return "an otherName (such as a UPN)";
	case GN_RFC822: return "a mail address";
	case GN_X400: return "an X.400 address";
	case GN_DIRECTORY: return "a directory name";
	case GN_EDI: return "an EDI party name";
	case GN_URI: return "a URI";
	case GN_RID: return "a registered ID";
	default: return "a name of an unknown kind";
	}
}

static enum sanreq_status
nam30(struct judge *j, struct error *err)
{
	const struct decoded *d = j->subject->decoded;
	enum sanreq_status st = SANREQ_OK;
	size_t i;

	for (i = 0; i < d->nnames && st == SANREQ_OK; i++) {
		const struct general_name *n = &d->names[i];
		bool text = n->type == GN_RFC822 || n->type == GN_URI;

		if (n->type == GN_DNS || n->type == GN_IP)
			continue;
		st = judge_breach(j, NULL, err,
		    "the subjectAltName has %s%s%s%s: public CAs take DNS "
		    "names and addresses alone; leave it out",
		    general_name_text(n->type), text ? " \"" : "",
		    text ? QUOTE((const char *)n->value.p, n->value.n) : "",
		    text ? "\"" : "");
	}
	return st;
}
const struct rule_check rule_nam30 = {.whole = nam30};

#define ONION_CHARACTERS 56
#define ONION_OCTETS     35
#define ONION_VERSION    3

/* Base32 (RFC 4648) of 35 octets, which need no padding. */
static bool
onion_octets(const char *label, size_t n, unsigned char octets[ONION_OCTETS])
{
	static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";
	unsigned bits = 0, nbits = 0;
	const char *digit;
	size_t i, o = 0;

	if (n != ONION_CHARACTERS)
		return false;
	for (i = 0; i < n; i++) {
		if ((digit = strchr(digits, label[i])) == NULL)
			return false;
		bits = (bits << 5 | (unsigned)(digit - digits)) & 0xfff;
		nbits += 5;
		if (nbits >= 8) {
			nbits -= 8;
			octets[o++] = (unsigned char)(bits >> nbits & 0xff);
		}
	}
	return true;
}

/* RFC 7686 and the Tor rendezvous specification, version 3: public key,
 * checksum, version; what is wrong, or NULL. */
static enum sanreq_status
onion_fault(const char *label, size_t n, const char **fault, struct error *err)
{
	static const char prefix[] = ".onion checksum";
	unsigned char octets[ONION_OCTETS], md[32];
	unsigned char text[sizeof(prefix) - 1 + 32 + 1];

	*fault = "is not below a version 3 onion address";
	if (!onion_octets(label, n, octets) || octets[34] != ONION_VERSION)
		return SANREQ_OK;
	memcpy(text, prefix, sizeof(prefix) - 1);
	memcpy(text + sizeof(prefix) - 1, octets, 32);
	text[sizeof(text) - 1] = ONION_VERSION;
	if (digest_sha3_256(text, sizeof(text), md, err) != SANREQ_OK)
		return err->status;
	*fault = memcmp(md, octets + 32, 2) == 0
		     ? NULL
		     : "has an onion address with a wrong checksum: a "
		       "character is mistyped";
	return SANREQ_OK;
}

static enum sanreq_status
nam32(struct judge *j, const struct judged_name *n, struct error *err)
{
	const char *label, *fault;
	size_t len;

	if (n->nlabels < 2 || strcmp(n->tld, "onion") != 0)
		return SANREQ_OK;
	label = n->tld - 1;
	while (label > n->text && label[-1] != '.')
		label--;
	len = (size_t)(n->tld - 1 - label);
	if (onion_fault(label, len, &fault, err) != SANREQ_OK || fault == NULL)
		return err->status;
	return judge_breach(j, n->text, err, "\"%s\" %s", n->text, fault);
}
const struct rule_check rule_nam32 = {.name = nam32};

static enum sanreq_status
nam34(struct judge *j, const struct judged_name *n, struct error *err)
{
	static const struct {
		const char *tld;
		const char *year;
	} retired[] = {{"an", "2015"}, {"tp", "2015"}, {"um", "2007"},
	    {"yu", "2010"}, {"zr", "2004"}};
	size_t i;

	for (i = 0; n->nlabels > 1 && i < sizeof(retired) / sizeof(retired[0]);
	     i++) {
		if (strcmp(n->tld, retired[i].tld) != 0)
			continue;
		return judge_breach(j, n->text, err,
		    "\"%s\": .%s was removed from the root zone in %s", n->text,
		    n->tld, retired[i].year);
	}
	return SANREQ_OK;
}
const struct rule_check rule_nam34 = {.name = nam34};

/* What administrators call machines, with a number behind it or not. */
static const char *const host_words[] = {"dc", "ad", "pdc", "bdc", "sql", "db",
    "srv", "server", "file", "fs", "backup", "bkp", "hyperv", "esx", "esxi",
    "vcenter", "exch", "ex", "exchange", "cas", "mbx", "hub", "dag", "print",
    "jump", "test", "dev", "staging", "intranet", NULL};

/* "sql", "dc01", "srv-mail": but not "exchange" alone, which organizations do
 * call their public service, nor "ad", which is a domain. */
static bool
looks_like_machine(const char *name)
{
	size_t len = strcspn(name, "."), end = strcspn(name, "-_.0123456789");
	char word[16];

	if (end == 0 || end >= sizeof(word))
		return false;
	memcpy(word, name, end);
	word[end] = '\0';
	return is_in(word, host_words) &&
	       (end < len ||
		   (strncmp(word, "ex", 2) != 0 && strcmp(word, "ad") != 0));
}

/* A server's own name, as the directory has it. */
static bool
is_server(const struct inventory *inv, const char *text)
{
	const struct inventory_name *name =
	    inv == NULL ? NULL : inventory_find_name(inv, text);

	for (size_t i = 0; name != NULL && i < name->nuses; i++)
		if (name->uses[i].service == SERVICE_SERVER)
			return true;
	return false;
}

/* Names that strangers are to know. */
static bool
is_meant_for_all(const char *name)
{
	return strncmp(name, "autodiscover.", 13) == 0 ||
	       strncmp(name, "mail.", 5) == 0;
}

/* Of clients, do POP3 and IMAP4 alone use it, as setup leaves them? */
static bool
is_mail_default(const struct inventory *inv, const char *text)
{
	const struct inventory_name *name =
	    inv == NULL ? NULL : inventory_find_name(inv, text);
	bool found = false;

	for (size_t i = 0; name != NULL && i < name->nuses; i++) {
		if (name->uses[i].audience != AUDIENCE_CLIENT)
			continue;
		if (!coverage_is_mail_default(inv, name, &name->uses[i]))
			return false;
		found = true;
	}
	return found;
}

static enum sanreq_status
nam35(struct judge *j, const struct judged_name *n, struct error *err)
{
	/* the registrable domain itself is no host */
	if (n->base == NULL || n->base == n->text || n->kind == NAME_WILDCARD ||
	    is_meant_for_all(n->text) ||
	    (!is_server(j->subject->inventory, n->text) &&
		!looks_like_machine(n->text)))
		return SANREQ_OK;
	return judge_breach(j, n->text, err,
	    "\"%s\" looks like the name of a machine: public CAs log every "
	    "name for all to read, for ever%s%s",
	    n->text,
	    is_mail_default(j->subject->inventory, n->text)
		? "; POP3 and IMAP4 alone use it, under the name that setup "
		  "gave them: if nobody started them, "
		: "",
	    !is_mail_default(j->subject->inventory, n->text) ? ""
	    : j->kind & JUDGES_PLAN                          ? "--drop it"
							     : "leave it out");
}
const struct rule_check rule_nam35 = {.name = nam35};
