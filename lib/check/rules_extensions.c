/*
 * SPDX-License-Identifier: ISC
 *
 * The extensions and attributes that are asked for, or are there.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "check/inside.h"

/* --- twice ---------------------------------------------------------------- */

static int
compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* An OID that two extensions have, or NULL. */
static enum sanreq_status
find_twice(const struct decoded *d, const char **twice, struct error *err)
{
	const char **oids = calloc(d->nextensions + 1, sizeof(*oids));
	size_t i;

	*twice = NULL;
	if (oids == NULL)
		return error_memory(err);
	for (i = 0; i < d->nextensions; i++)
		oids[i] = d->extensions[i].oid;
	qsort(oids, d->nextensions, sizeof(*oids), compare_texts);
	for (i = 1; i < d->nextensions && *twice == NULL; i++)
		if (strcmp(oids[i - 1], oids[i]) == 0)
			*twice = oids[i];
	free(oids);
	return SANREQ_OK;
}

static enum sanreq_status
ext01(struct judge *j, struct error *err)
{
	const struct decoded *d = j->subject->decoded;
	const struct decoded_attribute *a =
	    inside_attribute(d, OID_EXTENSION_REQUEST, 0);
	const char *twice;

	if (find_twice(d, &twice, err) != SANREQ_OK)
		return err->status;
	if (twice != NULL)
		return judge_breach(j, NULL, err,
		    "extension %s%s is there twice: which one counts differs "
		    "from CA to CA; make %s anew",
		    twice,
		    strcmp(twice, OID_SUBJECT_ALT_NAME) == 0
			? " (subjectAltName)"
			: "",
		    judge_noun(j));
	if (a == NULL ||
	    (a->nvalues < 2 &&
		inside_attribute(d, OID_EXTENSION_REQUEST, 1) == NULL))
		return SANREQ_OK;
	return judge_breach(j, NULL, err,
	    "extensions are asked for in more than one list: CAs look at one "
	    "of them; make the request anew");
}
const struct rule_check rule_ext01 = {.whole = ext01};

/* --- usage ---------------------------------------------------------------- */

static enum sanreq_status
ext02(struct judge *j, struct error *err)
{
	const struct rule_subject *s = j->subject;
	int purposes = s->decoded != NULL ? inside_purposes(s->decoded) : -1;
	bool client = s->decoded != NULL
			  ? purposes > 0 && (purposes & EKU_CLIENT) != 0
			  : s->profile != NULL &&
				(s->profile->purposes & PURPOSE_CLIENT_AUTH);

	if (!client)
		return SANREQ_OK;
	return judge_breach(j, NULL, err,
	    "clientAuth among the purposes: browsers trust no public "
	    "certificate with it from 2027-03-15 on, and Let's Encrypt leaves "
	    "it out; ask for serverAuth alone");
}
const struct rule_check rule_ext02 = {.whole = ext02};

static enum sanreq_status
ext03(struct judge *j, struct error *err)
{
	int purposes = inside_purposes(j->subject->decoded);

	if (purposes == -1 ||
	    ((purposes & EKU_SERVER) != 0 && (purposes & EKU_FOREIGN) == 0))
		return SANREQ_OK;
	return judge_breach(j, NULL, err,
	    purposes & EKU_SERVER
		? "a purpose that no server certificate may have (any, code "
		  "signing, mail, time stamps, OCSP): ask for serverAuth alone"
		: "serverAuth is not among the purposes: no client would "
		  "accept the server; ask for it");
}
const struct rule_check rule_ext03 = {.whole = ext03};

static enum sanreq_status
ext04(struct judge *j, struct error *err)
{
	const struct decoded *d = j->subject->decoded;
	int usage = inside_key_usage(d);
	bool ca = inside_is_ca(d);

	if (!ca && (usage == -1 || (usage & (KU_CERT_SIGN | KU_CRL_SIGN)) == 0))
		return SANREQ_OK;
	return judge_breach(j, NULL, err,
	    "%s: this is for a CA, not for a server; leave it out",
	    ca ? "basicConstraints says CA"
	       : "keyUsage has keyCertSign or cRLSign");
}
const struct rule_check rule_ext04 = {.whole = ext04};

static enum sanreq_status
ext05(struct judge *j, struct error *err)
{
	const struct decoded *d = j->subject->decoded;
	int usage = inside_key_usage(d);

	if (d->key.kind != PUBLIC_EC || usage == -1)
		return SANREQ_OK;
	if (usage & (KU_KEY_ENCIPHERMENT | KU_DATA_ENCIPHERMENT))
		return judge_breach(j, NULL, err,
		    "keyUsage has keyEncipherment or dataEncipherment, which "
		    "an elliptic key cannot do: ask for digitalSignature");
	if (usage & KU_DIGITAL_SIGNATURE)
		return SANREQ_OK;
	return judge_breach(j, NULL, err,
	    "keyUsage lacks digitalSignature, the one thing that an elliptic "
	    "key does in TLS: ask for it");
}
const struct rule_check rule_ext05 = {.whole = ext05};

static enum sanreq_status
ext06(struct judge *j, struct error *err)
{
	const struct decoded *d = j->subject->decoded;
	int usage = inside_key_usage(d);

	if (d->key.kind != PUBLIC_RSA || usage == -1)
		return SANREQ_OK;
	if ((usage & KU_KEY_ENCIPHERMENT) == 0)
		return judge_breach(j, NULL, err,
		    "keyUsage lacks keyEncipherment: devices that know only "
		    "RSA key exchange cannot connect");
	if (usage & KU_DATA_ENCIPHERMENT)
		return judge_breach(j, NULL, err,
		    "keyUsage has dataEncipherment, which TLS does not use");
	return SANREQ_OK;
}
const struct rule_check rule_ext06 = {.whole = ext06};

static enum sanreq_status
ext07(struct judge *j, struct error *err)
{
	const struct rule_subject *s = j->subject;

	if (s->decoded != NULL
		? decoded_extension(s->decoded, OID_TLS_FEATURE) == NULL
		: s->profile == NULL || !s->profile->must_staple)
		return SANREQ_OK;
	return judge_breach(j, NULL, err,
	    "must-staple: when the CA's OCSP server fails, so do you, and most "
	    "CAs have none any more; leave it out");
}
const struct rule_check rule_ext07 = {.whole = ext07};

/* --- Microsoft's ---------------------------------------------------------- */

/* The name-value pair of that name (WCCE 2.2.2.7.10), or NULL. */
static const struct decoded_attribute *
find_pair(const struct decoded *d, const char *wanted)
{
	const struct decoded_attribute *a;
	struct der_value pair, name;
	struct der in;
	char text[64];
	size_t i;

	for (i = 0; i < d->nattributes; i++) {
		a = &d->attributes[i];
		if (strcmp(a->oid, OID_NAME_VALUE) != 0)
			continue;
		in = der_of(a->value, 0);
		if (!der_take(&in, DER_UNIVERSAL, DER_SEQUENCE, &pair))
			continue;
		in = der_inside(&pair);
		if (der_next(&in, &name) &&
		    text_casecmp(
			inside_text(&name, text, sizeof(text)), wanted) == 0)
			return a;
	}
	return NULL;
}

static bool
has_template(const struct rule_subject *s)
{
	if (s->decoded == NULL)
		return s->profile != NULL &&
		       (s->profile->template_name != NULL ||
			   s->profile->template_oid != NULL);
	return decoded_extension(s->decoded, OID_TEMPLATE_NAME) != NULL ||
	       decoded_extension(s->decoded, OID_TEMPLATE) != NULL ||
	       find_pair(s->decoded, "CertificateTemplate") != NULL;
}

static enum sanreq_status
ext08(struct judge *j, struct error *err)
{
	if (has_template(j->subject))
		return SANREQ_OK;
	return judge_breach(j, NULL, err,
	    "no certificate template is named: submit the request with "
	    "certreq -submit -attrib CertificateTemplate:WebServer, or AD CS "
	    "answers 0x80094801");
}
const struct rule_check rule_ext08 = {.whole = ext08};

/* "machine", "user", "program" (WCCE 2.2.2.7.4), as far as they are there. */
static void
describe_client(const struct decoded *d, char *dst, size_t size)
{
	const struct decoded_attribute *a =
	    inside_attribute(d, OID_CLIENT_INFO, 0);
	struct der_value info, v;
	char text[64];
	struct der in;

	dst[0] = '\0';
	if (a == NULL)
		return;
	in = der_of(a->value, 0);
	if (!der_take(&in, DER_UNIVERSAL, DER_SEQUENCE, &info))
		return;
	in = der_inside(&info);
	while (der_next(&in, &v))
		if (!der_is(&v, DER_UNIVERSAL, DER_INTEGER))
			list_add(dst, size,
			    QUOTES(inside_text(&v, text, sizeof(text))));
}

static enum sanreq_status
ext09(struct judge *j, struct error *err)
{
	static const char *const oids[] = {
	    OID_OS_VERSION, OID_CSP, OID_CLIENT_INFO, OID_NAME_VALUE};
	const struct decoded *d = j->subject->decoded;
	bool found = has_template(j->subject);
	char client[240];
	size_t i;

	for (i = 0; d != NULL && i < COUNT_OF(oids); i++)
		found |= inside_attribute(d, oids[i], 0) != NULL;
	if (!found)
		return SANREQ_OK;
	if (d != NULL) {
		describe_client(d, client, sizeof(client));
		if (client[0] != '\0')
			return judge_breach(j, NULL, err,
			    "the request tells the CA who made it: %s; make "
			    "it with sanreq, or mind that",
			    client);
	}
	return judge_breach(j, NULL, err,
	    "the request has Windows' own attributes (template, provider, "
	    "version), which tell a public CA about the inside: leave them "
	    "out");
}
const struct rule_check rule_ext09 = {.whole = ext09};

static enum sanreq_status
ext10(struct judge *j, struct error *err)
{
	if (inside_attribute(j->subject->decoded, "1.2.840.113549.1.9.7", 0) ==
	    NULL)
		return SANREQ_OK;
	return judge_breach(j, NULL, err,
	    "a challenge password stands in the request, for all to read: "
	    "make it without, and do not use that password elsewhere");
}
const struct rule_check rule_ext10 = {.whole = ext10};

static enum sanreq_status
ext11(struct judge *j, struct error *err)
{
	static const struct {
		const char *oid, *word;
	} table[] = {{"1.3.6.1.4.1.11129.2.4.3", "CT poison"},
	    {"1.3.6.1.4.1.11129.2.4.2", "CT timestamps"},
	    {"1.3.6.1.5.5.7.1.1", "authorityInfoAccess"},
	    {"2.5.29.31", "cRLDistributionPoints"},
	    {"2.5.29.32", "certificatePolicies"},
	    {"2.5.29.35", "authorityKeyIdentifier"},
	    {"2.5.29.14", "subjectKeyIdentifier"}};
	char list[160] = "";
	size_t i;

	for (i = 0; i < COUNT_OF(table); i++)
		if (decoded_extension(j->subject->decoded, table[i].oid) !=
		    NULL)
			list_add(list, sizeof(list), table[i].word);
	if (list[0] == '\0')
		return SANREQ_OK;
	return judge_breach(j, NULL, err,
	    "asks for what the CA sets by itself: %s; leave it out", list);
}
const struct rule_check rule_ext11 = {.whole = ext11};

static enum sanreq_status
ext12(struct judge *j, struct error *err)
{
	if (find_pair(j->subject->decoded, "SAN") == NULL)
		return SANREQ_OK;
	return judge_breach(j, NULL, err,
	    "names in a request attribute (SAN=...): a CA that takes them lets "
	    "anybody become anybody (ESC6); put them into subjectAltName");
}
const struct rule_check rule_ext12 = {.whole = ext12};
