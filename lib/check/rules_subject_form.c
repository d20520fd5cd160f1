/*
 * SPDX-License-Identifier: ISC
 *
 * What the encoding of a subject breaks; sanreq's own cannot.
 */
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "check/inside.h"

#define OID_CN           "2.5.4.3"
#define OID_DC           "0.9.2342.19200300.100.1.25"
#define OID_MAIL         "1.2.840.113549.1.9.1"
#define OID_SERIAL       "2.5.4.5"
#define OID_CATEGORY     "2.5.4.15"
#define OID_JURISDICTION "1.3.6.1.4.1.311.60.2.1."

static const struct rdn_value *
find_value(const struct decoded *d, const char *oid)
{
	size_t i;

	for (i = 0; i < d->nsubject; i++)
		if (strcmp(d->subject[i].oid, oid) == 0)
			return &d->subject[i];
	return NULL;
}

/* Quoted, in the caller's block. */
#define TEXT_OF(v) ((v)->utf8 != NULL ? QUOTES((v)->utf8) : "")

static enum sanreq_status
dn05(struct judge *j, struct error *err)
{
	const struct decoded *d = j->subject->decoded;
	const struct decoded_extension *san =
	    decoded_extension(d, OID_SUBJECT_ALT_NAME);

	if (san == NULL || san->critical == (d->nsubject == 0))
		return SANREQ_OK;
	return judge_breach(j, NULL, err,
	    san->critical
		? "subjectAltName is critical, which it may only be when the "
		  "subject is empty: make %s anew"
		: "the subject is empty, and subjectAltName is not critical: "
		  "make %s anew, with a common name",
	    judge_noun(j));
}
const struct rule_check rule_dn05 = {.whole = dn05};

static enum sanreq_status
dn06(struct judge *j, struct error *err)
{
	const struct decoded *d = j->subject->decoded;
	size_t i, n = 0;

	for (i = 0; i < d->nsubject; i++)
		n += strcmp(d->subject[i].oid, OID_CN) == 0;
	if (n < 2)
		return SANREQ_OK;
	return judge_breach(j, NULL, err,
	    "%zu common names: keep one, and put all names into "
	    "subjectAltName",
	    n);
}
const struct rule_check rule_dn06 = {.whole = dn06};

/* --- extended validation -------------------------------------------------- */

/* The policy of that encoding is there. */
static bool
has_policy(const struct decoded *d, const unsigned char *p, size_t n)
{
	const struct decoded_extension *policies =
	    decoded_extension(d, "2.5.29.32");
	struct der_value list, policy, oid;
	struct der in, inner;

	if (policies == NULL)
		return false;
	in = der_of(policies->value, 0);
	if (!der_take(&in, DER_UNIVERSAL, DER_SEQUENCE, &list))
		return false;
	in = der_inside(&list);
	while (der_next(&in, &policy)) {
		inner = der_inside(&policy);
		if (der_take(&inner, DER_UNIVERSAL, DER_OID, &oid) &&
		    octets_same(oid.content, (struct octets){p, n}))
			return true;
	}
	return false;
}

bool
inside_is_ev(const struct decoded *d)
{
	/* 2.23.140.1.1 */
	static const unsigned char ev[] = {0x67, 0x81, 0x0c, 0x01, 0x01};
	size_t i;

	for (i = 0; i < d->nsubject; i++)
		if (strcmp(d->subject[i].oid, OID_CATEGORY) == 0 ||
		    strncmp(d->subject[i].oid, OID_JURISDICTION,
			strlen(OID_JURISDICTION)) == 0)
			return true;
	return has_policy(d, ev, sizeof(ev));
}

bool
inside_is_validated(const struct decoded *d)
{
	/* 2.23.140.1.2.2 and .3 */
	static const unsigned char ov[] = {0x67, 0x81, 0x0c, 0x01, 0x02, 0x02};
	static const unsigned char iv[] = {0x67, 0x81, 0x0c, 0x01, 0x02, 0x03};

	return inside_is_ev(d) || has_policy(d, ov, sizeof(ov)) ||
	       has_policy(d, iv, sizeof(iv));
}

static bool
is_category(const struct rdn_value *v)
{
	static const char *const phrases[] = {"Private Organization",
	    "Government Entity", "Business Entity", "Non-Commercial Entity"};
	size_t i;

	for (i = 0; v->utf8 != NULL && i < COUNT_OF(phrases); i++)
		if (strcmp(v->utf8, phrases[i]) == 0)
			return true;
	return false;
}

static enum sanreq_status
dn10(struct judge *j, struct error *err)
{
	static const struct {
		const char *oid, *word;
	} wanted[] = {{"2.5.4.10", "organization"},
	    {OID_CATEGORY, "businessCategory"},
	    {OID_JURISDICTION "3", "jurisdiction country"},
	    {OID_SERIAL, "serialNumber"}, {"2.5.4.6", "country"}};
	const struct decoded *d = j->subject->decoded;
	const struct rdn_value *category = find_value(d, OID_CATEGORY);
	char list[160] = "";
	size_t i;

	if (!inside_is_ev(d))
		return SANREQ_OK;
	for (i = 0; i < COUNT_OF(wanted); i++)
		if (find_value(d, wanted[i].oid) == NULL)
			list_add(list, sizeof(list), wanted[i].word);
	if (find_value(d, "2.5.4.7") == NULL &&
	    find_value(d, "2.5.4.8") == NULL)
		list_add(list, sizeof(list), "state or locality");
	if (find_value(d, OID_JURISDICTION "1") != NULL &&
	    find_value(d, OID_JURISDICTION "2") == NULL)
		list_add(list, sizeof(list), "jurisdiction state");
	if (list[0] != '\0')
		return judge_breach(j, NULL, err,
		    "the subject is one of extended validation and lacks %s: "
		    "give all of it, or leave it to the CA",
		    list);
	if (category == NULL || is_category(category))
		return SANREQ_OK;
	return judge_breach(j, category->utf8, err,
	    "businessCategory \"%s\" is none of the four phrases of extended "
	    "validation (\"Private Organization\" ...)",
	    TEXT_OF(category));
}
const struct rule_check rule_dn10 = {.whole = dn10};

/* --- string types --------------------------------------------------------- */

static bool
is_printable(struct octets o)
{
	static const char signs[] = " '()+,-./:=?";
	size_t i;

	for (i = 0; i < o.n; i++) {
		char c = (char)o.p[i];

		if (!text_is_alpha(c) && !text_is_digit(c) &&
		    (c == '\0' || strchr(signs, c) == NULL))
			return false;
	}
	return true;
}

static const char *
tag_name(int tag)
{
	switch (tag) {
	case DER_TELETEX_STRING: return "T61String";
	case DER_BMP_STRING: return "BMPString";
	case DER_UNIVERSAL_STRING: return "UniversalString";
	case DER_UTF8_STRING: return "UTF8String";
	case DER_PRINTABLE_STRING: return "PrintableString";
	case DER_IA5_STRING: return "IA5String";
	default: return "another type";
	}
}

/* What the type should be, or NULL when it is right. */
static const char *
wanted_type(const struct rdn_value *v)
{
	if (strcmp(v->oid, "2.5.4.6") == 0 || strcmp(v->oid, OID_SERIAL) == 0 ||
	    strcmp(v->oid, OID_JURISDICTION "3") == 0)
		return v->tag == DER_PRINTABLE_STRING ? NULL
						      : "PrintableString";
	if (strcmp(v->oid, OID_DC) == 0 || strcmp(v->oid, OID_MAIL) == 0)
		return v->tag == DER_IA5_STRING ? NULL : "IA5String";
	return v->tag == DER_UTF8_STRING || v->tag == DER_PRINTABLE_STRING
		   ? NULL
		   : "UTF8String";
}

static enum sanreq_status
judge_type(struct judge *j, const struct rdn_value *v, struct error *err)
{
	const char *wanted = wanted_type(v);

	if (wanted != NULL)
		return judge_breach(j, v->utf8, err,
		    "%s \"%s\" is encoded as %s: it must be a %s",
		    judge_value_word(v),
		    QUOTE((const char *)v->raw.p, v->raw.n), tag_name(v->tag),
		    wanted);
	if (v->tag == DER_PRINTABLE_STRING && !is_printable(v->raw))
		return judge_breach(j, v->utf8, err,
		    "%s \"%s\" has a character that a PrintableString may not "
		    "have: encode it as UTF8String",
		    judge_value_word(v),
		    QUOTE((const char *)v->raw.p, v->raw.n));
	if (v->utf8 == NULL)
		return judge_breach(j, NULL, err,
		    "%s \"%s\" is not what its type says, or has a NUL: make "
		    "%s anew",
		    judge_value_word(v),
		    QUOTE((const char *)v->raw.p, v->raw.n), judge_noun(j));
	return SANREQ_OK;
}

static enum sanreq_status
dn13(struct judge *j, struct error *err)
{
	const struct decoded *d = j->subject->decoded;
	enum sanreq_status st = SANREQ_OK;
	size_t i;

	for (i = 0; i < d->nsubject && st == SANREQ_OK; i++)
		st = judge_type(j, &d->subject[i], err);
	return st;
}
const struct rule_check rule_dn13 = {.whole = dn13};

/* --- order ---------------------------------------------------------------- */

/* BR 7.1.4.2 */
static int
rank(const struct rdn_value *v)
{
	static const char *const order[] = {OID_DC, "2.5.4.6", "2.5.4.8",
	    "2.5.4.7", "2.5.4.17", "2.5.4.9", "2.5.4.10", "2.5.4.4", "2.5.4.42",
	    "2.5.4.11", OID_CN};
	size_t i;

	for (i = 0; i < COUNT_OF(order); i++)
		if (strcmp(v->oid, order[i]) == 0)
			return (int)i;
	return -1;
}

static bool
may_repeat(const struct rdn_value *v)
{
	/* common names are DN06's */
	return strcmp(v->oid, OID_DC) == 0 || strcmp(v->oid, "2.5.4.9") == 0 ||
	       strcmp(v->oid, OID_CN) == 0;
}

#define LOOK_BACK 64 /* values before one that may be of its type */

static bool
is_repeated(const struct decoded *d, size_t at)
{
	size_t i = at > LOOK_BACK ? at - LOOK_BACK : 0;

	if (may_repeat(&d->subject[at]))
		return false;
	for (; i < at; i++)
		if (strcmp(d->subject[i].oid, d->subject[at].oid) == 0)
			return true;
	return false;
}

static enum sanreq_status
dn16(struct judge *j, struct error *err)
{
	const struct decoded *d = j->subject->decoded;
	const char *fault = NULL;
	int last = -1, r;
	size_t i;

	for (i = 0; i < d->nsubject && fault == NULL; i++) {
		r = rank(&d->subject[i]);
		if (i > 0 && d->subject[i].rdn == d->subject[i - 1].rdn)
			fault = "shares its part of the subject with another "
				"attribute";
		else if (is_repeated(d, i))
			fault = "is there twice";
		else if (r != -1 && r < last)
			fault = "comes too late";
		if (r != -1)
			last = r;
	}
	if (fault == NULL)
		return SANREQ_OK;
	return judge_breach(j, NULL, err,
	    "the subject is not in order: %s \"%s\" %s (C, ST, L, ..., O, OU, "
	    "CN, one each)",
	    judge_value_word(&d->subject[i - 1]), TEXT_OF(&d->subject[i - 1]),
	    fault);
}
const struct rule_check rule_dn16 = {.whole = dn16};

static enum sanreq_status
dn17(struct judge *j, struct error *err)
{
	const struct rdn_value *mail =
	    find_value(j->subject->decoded, OID_MAIL);

	if (mail == NULL)
		return SANREQ_OK;
	return judge_breach(j, mail->utf8, err,
	    "mail address \"%s\" in the subject: leave it out", TEXT_OF(mail));
}
const struct rule_check rule_dn17 = {.whole = dn17};
