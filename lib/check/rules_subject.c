/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "base/text.h"
#include "check/judge.h"
#include "profile/subject_value.h"

static const char *
attribute(const struct judge *j, enum subject_attribute a)
{
	return j->subject->attributes != NULL ? j->subject->attributes[a]
					      : NULL;
}

static enum sanreq_status
dn01(struct judge *j, struct error *err)
{
	const char *cn = j->subject->common_name;

	if (cn == NULL || judge_has_name(j, cn))
		return SANREQ_OK;
	return judge_breach(j, cn, err,
	    "\"%s\" is the common name and not among the names: add it to "
	    "them or choose one of them",
	    QUOTES(cn));
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
	int i;

	if (j->subject->common_name != NULL)
		return SANREQ_OK;
	for (i = 0; i < SUBJECT_COUNT; i++)
		if (attribute(j, (enum subject_attribute)i) != NULL)
			return SANREQ_OK;
	return judge_breach(j, NULL, err,
	    "the subject is empty: Exchange's TlsCertificateName and hybrid "
	    "mail flow name certificates by it; choose a common name");
}
const struct rule_check rule_dn04 = {.whole = dn04};

static enum sanreq_status
dn07(struct judge *j, struct error *err)
{
	const char *ou = attribute(j, SUBJECT_ORGANIZATIONAL_UNIT);

	if (ou == NULL)
		return SANREQ_OK;
	return judge_breach(j, ou, err, "organizational-unit \"%s\": %s",
	    QUOTES(ou),
	    j->subject->ca == CA_PUBLIC
		? "forbidden in public certificates since 2022-09-01; leave "
		  "it out"
		: "public CAs have dropped it, nothing in Exchange needs it");
}
const struct rule_check rule_dn07 = {.whole = dn07};

static enum sanreq_status
dn08(struct judge *j, struct error *err)
{
	enum sanreq_status st;
	const char *v;
	int i;

	for (i = 0; i < SUBJECT_COUNT; i++) {
		/* the organizational unit is DN07's */
		if (i == SUBJECT_COUNTRY || i == SUBJECT_ORGANIZATIONAL_UNIT)
			continue;
		if ((v = attribute(j, (enum subject_attribute)i)) == NULL)
			continue;
		st = judge_breach(j, v, err,
		    "%s \"%s\": a CA that validates domains only drops all but "
		    "country and common name",
		    subject_attribute_text((enum subject_attribute)i),
		    QUOTES(v));
		if (st != SANREQ_OK)
			return st;
	}
	return SANREQ_OK;
}
const struct rule_check rule_dn08 = {.whole = dn08};

static enum sanreq_status
dn09(struct judge *j, struct error *err)
{
	const char *o = attribute(j, SUBJECT_ORGANIZATION);
	bool country, place;

	if (o == NULL)
		return SANREQ_OK;
	country = attribute(j, SUBJECT_COUNTRY) != NULL;
	place = attribute(j, SUBJECT_STATE) != NULL ||
		attribute(j, SUBJECT_LOCALITY) != NULL;
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
	const char *c = attribute(j, SUBJECT_COUNTRY), *meant;
	char upper[3];

	if (c == NULL || country_is_code(c))
		return SANREQ_OK;
	meant = country_meant(c, upper);
	return judge_breach(j, c, err,
	    "country \"%s\" is not a code of ISO 3166-1 (two upper-case "
	    "letters)%s%s%s",
	    QUOTES(c), meant != NULL ? ": did you mean \"" : "",
	    meant != NULL ? meant : "", meant != NULL ? "\"?" : "");
}
const struct rule_check rule_dn11 = {.whole = dn11};

static enum sanreq_status
dn12(struct judge *j, struct error *err)
{
	enum sanreq_status st;
	const char *v;
	size_t max;
	int i;

	for (i = 0; i < SUBJECT_COUNT; i++) {
		v = attribute(j, (enum subject_attribute)i);
		max = subject_value_max((enum subject_attribute)i);
		/* country is DN11's */
		if (v == NULL || i == SUBJECT_COUNTRY ||
		    subject_value_length(v) <= max)
			continue;
		st = judge_breach(j, v, err,
		    "%s \"%s\" has %zu characters, at most %zu are allowed",
		    subject_attribute_text((enum subject_attribute)i),
		    QUOTES(v), subject_value_length(v), max);
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
	enum sanreq_status st;
	const char *v;
	int i;

	for (i = 0; i < SUBJECT_COUNT; i++) {
		v = attribute(j, (enum subject_attribute)i);
		/* NA is a country */
		if (v == NULL || i == SUBJECT_COUNTRY || !is_placeholder(v))
			continue;
		st = judge_breach(j, v, err,
		    "%s \"%s\" is a placeholder: give the real value or leave "
		    "it out",
		    subject_attribute_text((enum subject_attribute)i),
		    QUOTES(v));
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
	enum sanreq_status st;
	const char *v, *what;
	int i;

	for (i = 0; i < SUBJECT_COUNT; i++) {
		v = attribute(j, (enum subject_attribute)i);
		if (v == NULL || (what = uncleanness(v)) == NULL)
			continue;
		st = judge_breach(j, v, err,
		    "%s \"%s\" has %s: clean it in the profile",
		    subject_attribute_text((enum subject_attribute)i),
		    QUOTES(v), what);
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
