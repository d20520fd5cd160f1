/*
 * SPDX-License-Identifier: ISC
 *
 * Signature, encoding and form of a file.
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "check/inside.h"

static bool
is_one_of(const char *oid, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(oid, *list) == 0)
			return true;
	return false;
}

static enum sanreq_status
sig01(struct judge *j, struct error *err)
{
	if (j->subject->decoded->signature_verifies != 0)
		return SANREQ_OK;
	return judge_breach(j, NULL, err,
	    "the signature does not fit %s: it was damaged or edited; make it "
	    "anew",
	    judge_noun(j));
}
const struct rule_check rule_sig01 = {.whole = sig01};

/* The hash that RSA-PSS parameters name (RFC 8017, A.2.3) is SHA-1, which is
 * what they mean when they name none, or older. */
static bool
has_old_pss_hash(const struct decoded *d)
{
	static const unsigned char md[] = {
	    0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02};
	static const unsigned char sha1[] = {0x2b, 0x0e, 0x03, 0x02, 0x1a};
	struct der in = der_of(d->signature_algorithm, 0);
	struct der_value v;

	if (strcmp(d->signature_oid, "1.2.840.113549.1.1.10") != 0)
		return false;
	if (!der_take(&in, DER_UNIVERSAL, DER_SEQUENCE, &v))
		return false;
	in = der_inside(&v);
	if (!der_next(&in, &v) || !der_next(&in, &v))
		return false; /* nobody could verify that */
	in = der_inside(&v);
	if (!der_next(&in, &v) || !der_is(&v, DER_CONTEXT, 0))
		return true;
	in = der_inside(&v);
	if (!der_take(&in, DER_UNIVERSAL, DER_SEQUENCE, &v))
		return false;
	in = der_inside(&v);
	if (!der_take(&in, DER_UNIVERSAL, DER_OID, &v))
		return false;
	/* MD2, MD4 and MD5 are below 1.2.840.113549.2, SHA-2 is not */
	return octets_same(v.content, (struct octets){sha1, sizeof(sha1)}) ||
	       (v.content.n == sizeof(md) + 1 &&
		   memcmp(v.content.p, md, sizeof(md)) == 0 &&
		   v.content.p[sizeof(md)] <= 5);
}

static bool
is_old_signature(const struct decoded *d)
{
	static const char *const old[] = {"1.2.840.113549.1.1.2", /* MD2 */
	    "1.2.840.113549.1.1.3",                               /* MD4 */
	    "1.2.840.113549.1.1.4",                               /* MD5 */
	    "1.2.840.113549.1.1.5",                               /* SHA-1 */
	    "1.2.840.10040.4.3", /* DSA with SHA-1 */
	    "1.2.840.10045.4.1", /* ECDSA with SHA-1 */
	    /* older marks: of MD4, MD5, SHA, SHA-1 */
	    "1.3.14.3.2.2", "1.3.14.3.2.3", "1.3.14.3.2.4", "1.3.14.3.2.13",
	    "1.3.14.3.2.15", "1.3.14.3.2.27", "1.3.14.3.2.29", NULL};

	return is_one_of(d->signature_oid, old) || has_old_pss_hash(d);
}

static enum sanreq_status
sig02(struct judge *j, struct error *err)
{
	const struct decoded *d = j->subject->decoded;
	bool pss = strcmp(d->signature_oid, "1.2.840.113549.1.1.10") == 0;

	if (!is_old_signature(d))
		return SANREQ_OK;
	return judge_breach(j, NULL, err,
	    "signed with %s%s, whose hash can be forged: sign with SHA-256",
	    QUOTES(d->signature), pss ? " and SHA-1 or older" : "");
}
const struct rule_check rule_sig02 = {.whole = sig02};

static enum sanreq_status
sig03(struct judge *j, struct error *err)
{
	/* RSA and ECDSA with SHA-256, 384 and 512 */
	static const char *const usual[] = {"1.2.840.113549.1.1.11",
	    "1.2.840.113549.1.1.12", "1.2.840.113549.1.1.13",
	    "1.2.840.10045.4.3.2", "1.2.840.10045.4.3.3", "1.2.840.10045.4.3.4",
	    NULL};
	const struct decoded *d = j->subject->decoded;

	if (is_one_of(d->signature_oid, usual) || is_old_signature(d))
		return SANREQ_OK;
	return judge_breach(j, NULL, err,
	    "signed with %s, which Let's Encrypt and others refuse: sign with "
	    "RSA (PKCS#1) or ECDSA and SHA-256",
	    QUOTES(d->signature));
}
const struct rule_check rule_sig03 = {.whole = sig03};

static bool
has_bad_address(const struct decoded *d)
{
	size_t i;

	for (i = 0; i < d->nnames; i++)
		if (d->names[i].type == GN_IP && d->names[i].value.n != 4 &&
		    d->names[i].value.n != 16)
			return true;
	return false;
}

static enum sanreq_status
enc01(struct judge *j, struct error *err)
{
	const struct decoded *d = j->subject->decoded;
	bool request = d->kind == DECODED_REQUEST;
	char list[400] = "", one[80];

	if (d->version != (request ? 0 : 2)) {
		(void)snprintf(one, sizeof(one),
		    "the version is encoded as %ld instead of %d", d->version,
		    request ? 0 : 2);
		list_add(list, sizeof(list), one);
	}
	if (d->trailing != 0) {
		(void)snprintf(one, sizeof(one), "%zu octets trail behind it",
		    d->trailing);
		list_add(list, sizeof(list), one);
	}
	if (d->ber)
		list_add(list, sizeof(list), "a length is not DER's");
	if (d->attributes_missing)
		list_add(
		    list, sizeof(list), "the set of attributes is missing");
	if (d->extensions_broken || inside_is_broken(d))
		list_add(list, sizeof(list), "an extension cannot be decoded");
	if (d->san_broken)
		list_add(list, sizeof(list),
		    "subjectAltName cannot be decoded whole");
	if (has_bad_address(d))
		list_add(list, sizeof(list),
		    "an iPAddress has neither 4 nor 16 octets");
	if (d->validity_broken)
		list_add(list, sizeof(list), "a date is none");
	if (d->signature_differs)
		list_add(
		    list, sizeof(list), "the two signature algorithms differ");
	if (list[0] == '\0')
		return SANREQ_OK;
	return judge_breach(j, NULL, err,
	    "not proper %s: %s; make %s with a current program",
	    request ? "PKCS#10" : "X.509", list, judge_noun(j));
}
const struct rule_check rule_enc01 = {.whole = enc01};

static enum sanreq_status
enc02(struct judge *j, struct error *err)
{
	const struct bundle_form *form = j->subject->form;
	char list[200] = "";

	if (form == NULL || !form->pem)
		return SANREQ_OK;
	if (form->utf16)
		list_add(list, sizeof(list), "UTF-16");
	if (form->bom)
		list_add(list, sizeof(list), "a byte order mark");
	if (form->label != NULL && strncmp(form->label, "NEW ", 4) == 0)
		list_add(list, sizeof(list), "NEW CERTIFICATE REQUEST");
	if (form->long_lines)
		list_add(list, sizeof(list), "lines above 64 columns");
	if (form->text_before)
		list_add(list, sizeof(list), "text before BEGIN");
	if (list[0] != '\0')
		return judge_breach(j, NULL, err,
		    "the file has %s, which many CAs do not read: save it as "
		    "plain ASCII text, lines of 64 columns between BEGIN and "
		    "END CERTIFICATE%s",
		    list, j->kind & JUDGES_CERTIFICATE ? "" : " REQUEST");
	/* RFC 7468, 3, has them as one of three kinds */
	if (!form->crlf)
		return SANREQ_OK;
	return judge_breach_as(j, SEVERITY_INFO, NULL, err,
	    "the file has line ends of Windows (CR LF), which nearly all CAs "
	    "read");
}
const struct rule_check rule_enc02 = {.whole = enc02};

static enum sanreq_status
enc03(struct judge *j, struct error *err)
{
	const struct decoded *d = j->subject->decoded;

	if (inside_attribute(d, OID_OLD_EXTENSIONS, 0) == NULL ||
	    inside_attribute(d, OID_EXTENSION_REQUEST, 0) != NULL)
		return SANREQ_OK;
	return judge_breach(j, NULL, err,
	    "the names stand in Microsoft's old attribute (%s) alone: some CAs "
	    "would not see them; make the request with extensionRequest",
	    OID_OLD_EXTENSIONS);
}
const struct rule_check rule_enc03 = {.whole = enc03};

/* What says of the file that it is another thing than it is: its label, or
 * its name; or NULL. */
static const char *
false_claim(const struct judge *j, bool is_request)
{
	const struct bundle_form *form = j->subject->form;
	const char *path = j->subject->path;
	size_t n = path != NULL ? strlen(path) : 0;

	if (form != NULL && form->label != NULL &&
	    strstr(form->label, "CERTIFICATE") != NULL &&
	    (strstr(form->label, "REQUEST") != NULL) != is_request)
		return form->label;
	if (!is_request &&
	    (text_ends(path, n, ".csr") || text_ends(path, n, ".req") ||
		text_ends(path, n, ".p10")))
		return path;
	return NULL;
}

static enum sanreq_status
enc04(struct judge *j, struct error *err)
{
	bool is_request = (j->kind & JUDGES_REQUEST) != 0;
	const char *claim;

	if (j->kind & JUDGES_KEY_FILE)
		return judge_breach(j, NULL, err,
		    "this is a private key, no request: never send it to "
		    "anybody; a CA needs the request alone");
	if (j->subject->beside_key)
		return judge_breach(j, NULL, err,
		    "a private key stands in the same file: never send it to "
		    "anybody; take %s out into a file of its own",
		    judge_noun(j));
	if ((claim = false_claim(j, is_request)) == NULL)
		return SANREQ_OK;
	return judge_breach(j, NULL, err,
	    "\"%s\" promises a %s, but this is a %s: look for the right file",
	    QUOTES(claim), is_request ? "certificate" : "request",
	    j->kind & JUDGES_PFX ? "PFX with a certificate"
	    : is_request         ? "request"
				 : "certificate");
}
const struct rule_check rule_enc04 = {.whole = enc04};
