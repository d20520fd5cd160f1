/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "base/text.h"
#include "check/inside.h"
#include "profile/subject_value.h"

/* Letter for letter: what was written counts, not its normal form. */
static bool
is_written(const struct judge *j, const char *cn)
{
	const struct rule_subject *s = j->given;
	size_t i;

	if (!s->raw)
		return judge_has_name(j, cn);
	for (i = 0; i < s->nnames; i++)
		if (strcmp(s->names[i], cn) == 0 &&
		    (s->lengths == NULL || s->lengths[i] == strlen(cn)))
			return true;
	return false;
}

static enum sanreq_status
dn01(struct judge *j, struct error *err)
{
	const char *cn = j->subject->common_name;
	const char *at = j->subject->common_name_at;

	if (cn == NULL || is_written(j, cn))
		return SANREQ_OK;
	return judge_breach(j, cn, err,
	    "\"%s\" is the common name%s%s%s and not among the names: add it "
	    "to them or choose one of them",
	    QUOTES(cn), at != NULL ? " (of " : "", at != NULL ? QUOTES(at) : "",
	    at != NULL ? ")" : "");
}
const struct rule_check rule_dn01 = {.whole = dn01};

static enum sanreq_status
dn02(struct judge *j, struct error *err)
{
	const char *cn = j->subject->common_name;

	if (cn == NULL || subject_value_length(cn) <= 64)
		return SANREQ_OK;
	return judge_breach(j, cn, err,
	    "\"%s\" is too long for the common name (%zu characters, at most "
	    "64): choose a shorter one of the names",
	    QUOTES(cn), subject_value_length(cn));
}
const struct rule_check rule_dn02 = {.whole = dn02};

static enum sanreq_status
dn03(struct judge *j, struct error *err)
{
	const char *cn = j->subject->common_name;

	if (cn == NULL)
		return SANREQ_OK;
	return judge_breach(j, cn, err,
	    "\"%s\" is the common name: public CAs may leave it out, Exchange "
	    "is better off with it",
	    QUOTES(cn));
}
const struct rule_check rule_dn03 = {.whole = dn03};

static enum sanreq_status
dn04(struct judge *j, struct error *err)
{
	const struct decoded *d = j->subject->decoded;

	if (d != NULL ? d->nsubject != 0
		      : j->subject->common_name != NULL || j->nvalues != 0)
		return SANREQ_OK;
	return judge_breach(j, NULL, err,
	    "the subject is empty: Exchange's TlsCertificateName and hybrid "
	    "mail flow name certificates by it; choose a common name");
}
const struct rule_check rule_dn04 = {.whole = dn04};

static enum sanreq_status
dn07(struct judge *j, struct error *err)
{
	const char *ou = judge_attribute(j, SUBJECT_ORGANIZATIONAL_UNIT);

	if (ou == NULL)
		return SANREQ_OK;
	return judge_breach(j, ou, err, "organizational-unit \"%s\": %s",
	    QUOTES(ou),
	    judge_is_public(j)
		? "forbidden in public certificates since 2022-09-01; leave "
		  "it out"
		: "public CAs have dropped it, nothing in Exchange needs it");
}
const struct rule_check rule_dn07 = {.whole = dn07};

static enum sanreq_status
dn08(struct judge *j, struct error *err)
{
	const struct judged_value *v;
	enum sanreq_status st;

	if (j->subject->decoded != NULL &&
	    inside_is_validated(j->subject->decoded))
		return SANREQ_OK;
	for (v = j->values; v < j->values + j->nvalues; v++) {
		/* the organizational unit is DN07's, mail DN17's */
		if (v->attribute == SUBJECT_COUNTRY ||
		    v->attribute == SUBJECT_ORGANIZATIONAL_UNIT ||
		    strcmp(v->word, VALUE_MAIL) == 0)
			continue;
		st = judge_breach(j, v->text, err,
		    "%s \"%s\": a CA that validates domains only drops all but "
		    "country and common name",
		    v->word, QUOTES(v->text));
		if (st != SANREQ_OK)
			return st;
	}
	return SANREQ_OK;
}
const struct rule_check rule_dn08 = {.whole = dn08};

static enum sanreq_status
dn09(struct judge *j, struct error *err)
{
	const char *o = judge_attribute(j, SUBJECT_ORGANIZATION);
	bool country, place;

	if (o == NULL)
		return SANREQ_OK;
	country = judge_attribute(j, SUBJECT_COUNTRY) != NULL;
	place = judge_attribute(j, SUBJECT_STATE) != NULL ||
		judge_attribute(j, SUBJECT_LOCALITY) != NULL;
	if (country && place)
		return SANREQ_OK;
	return judge_breach(j, o, err,
	    "organization \"%s\" needs %s%s%s beside it, or leave it out",
	    QUOTES(o), country ? "" : "country",
	    country || place ? "" : " and ", place ? "" : "state or locality");
}
const struct rule_check rule_dn09 = {.whole = dn09};

static enum sanreq_status
dn11(struct judge *j, struct error *err)
{
	const struct judged_value *v;
	enum sanreq_status st = SANREQ_OK;
	const char *meant;
	char upper[3];

	for (v = j->values; v < j->values + j->nvalues && st == SANREQ_OK;
	     v++) {
		if ((v->attribute != SUBJECT_COUNTRY &&
			strcmp(v->word, VALUE_JURISDICTION) != 0) ||
		    country_is_code(v->text))
			continue;
		meant = country_meant(v->text, upper);
		st = judge_breach(j, v->text, err,
		    "%s \"%s\" is not a code of ISO 3166-1 (two upper-case "
		    "letters)%s%s%s",
		    v->word, QUOTES(v->text),
		    meant != NULL ? ": did you mean \"" : "",
		    meant != NULL ? meant : "", meant != NULL ? "\"?" : "");
	}
	return st;
}
const struct rule_check rule_dn11 = {.whole = dn11};

/* Upper bound in characters (RFC 5280 A.1, BR 7.1.4.2). */
static size_t
longest(const struct judged_value *v)
{
	static const struct {
		const char *word;
		size_t max;
	} others[] = {{"DC", 63}, {"surname", 64}, {"givenName", 64},
	    {"serialNumber", 64}, {"businessCategory", 128}, {VALUE_MAIL, 255}};
	size_t i;

	if (v->attribute >= 0)
		return subject_value_max((enum subject_attribute)v->attribute);
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (strcmp(v->word, others[i].word) == 0)
			return others[i].max;
	return 32768; /* RFC 5280, ub-name */
}

static enum sanreq_status
dn12(struct judge *j, struct error *err)
{
	const struct judged_value *v;
	enum sanreq_status st;
	size_t max;

	for (v = j->values; v < j->values + j->nvalues; v++) {
		max = longest(v);
		/* country is DN11's */
		if (v->attribute == SUBJECT_COUNTRY ||
		    subject_value_length(v->text) <= max)
			continue;
		st = judge_breach(j, v->text, err,
		    "%s \"%s\" has %zu characters, at most %zu are allowed",
		    v->word, QUOTES(v->text), subject_value_length(v->text),
		    max);
		if (st != SANREQ_OK)
			return st;
	}
	return SANREQ_OK;
}
const struct rule_check rule_dn12 = {.whole = dn12};

/* Nothing but signs that stand for nothing. */
static bool
is_blank(const char *v)
{
	return v[strspn(v, " \t\r\n.-_?*/")] == '\0';
}

static bool
is_placeholder(const char *v)
{
	static const char *const table[] = {"N/A", "NA", "n.a.", "none", "null",
	    "unknown", "not applicable", "default", "Some-State",
	    "Internet Widgits Pty Ltd", "Default Company Ltd", "Default City",
	    "Locality", "State", "Organization", "Company", "tbd", "todo",
	    "changeme", NULL};
	size_t i;

	for (i = 0; table[i] != NULL; i++)
		if (text_casecmp(v, table[i]) == 0)
			return true;
	return is_blank(v);
}

static enum sanreq_status
dn14(struct judge *j, struct error *err)
{
	const struct judged_value *v;
	enum sanreq_status st;

	for (v = j->values; v < j->values + j->nvalues; v++) {
		/* NA is a country */
		if (v->attribute == SUBJECT_COUNTRY || !is_placeholder(v->text))
			continue;
		st = judge_breach(j, v->text, err,
		    "%s \"%s\" is a placeholder: give the real value or leave "
		    "it out",
		    v->word, QUOTES(v->text));
		if (st != SANREQ_OK)
			return st;
	}
	return SANREQ_OK;
}
const struct rule_check rule_dn14 = {.whole = dn14};

/* "&amp;", "&#228;" */
static bool
has_entity(const char *v)
{
	size_t n;

	while ((v = strchr(v, '&')) != NULL) {
		v++;
		n = strspn(v, "#0123456789abcdefghijklmnopqrstuvwxyz"
			      "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
		if (n > 1 && n < 12 && v[n] == ';')
			return true;
	}
	return false;
}

/* UTF-8 that was taken for Latin-1 or CP1252 and made UTF-8 again: capital A
 * with tilde or circumflex before a sign, where words have a letter. */
static bool
is_twice_encoded(const char *v)
{
	const unsigned char *p = (const unsigned char *)v;

	for (; *p != '\0'; p++) {
		if (p[0] != 0xc3 || (p[1] != 0x82 && p[1] != 0x83))
			continue;
		if (p[2] == 0xc2 || p[2] == 0xe2 || p[2] == 0xc5 ||
		    p[2] == 0xc6 || p[2] == 0xcb)
			return true;
	}
	return false;
}

static const char *
uncleanness(const char *v)
{
	size_t n = strlen(v);
	uint32_t other;

	if (is_blank(v))
		return NULL; /* DN14's */
	if (text_printable_run(v, n, &other) < n)
		return "a control or invisible character";
	if (text_is_space(v[0]) || text_is_space(v[n - 1]))
		return "white space at its beginning or end";
	if (has_entity(v))
		return "an HTML entity";
	if (is_twice_encoded(v))
		return "UTF-8 that was read as Latin-1";
	return NULL;
}

static enum sanreq_status
dn15(struct judge *j, struct error *err)
{
	const struct judged_value *v;
	enum sanreq_status st;
	const char *what;

	for (v = j->values; v < j->values + j->nvalues; v++) {
		if ((what = uncleanness(v->text)) == NULL)
			continue;
		st = judge_breach(j, v->text, err,
		    "%s \"%s\" has %s: clean it%s", v->word, QUOTES(v->text),
		    what, j->kind & JUDGES_PLAN ? " in the profile" : "");
		if (st != SANREQ_OK)
			return st;
	}
	return SANREQ_OK;
}
const struct rule_check rule_dn15 = {.whole = dn15};

static enum sanreq_status
dn18(struct judge *j, struct error *err)
{
	const char *cn = j->subject->common_name;
	unsigned char octets[16];

	if (cn == NULL || name_ip_octets(cn, octets) == 0)
		return SANREQ_OK;
	return judge_breach(j, cn, err,
	    "\"%s\" is an IP address and the common name: choose a host name",
	    QUOTES(cn));
}
const struct rule_check rule_dn18 = {.whole = dn18};
