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

static enum sanreq_status
sig02(struct judge *j, struct error *err)
{
	static const char *const old[] = {"1.2.840.113549.1.1.2", /* MD2 */
	    "1.2.840.113549.1.1.3",                               /* MD4 */
	    "1.2.840.113549.1.1.4",                               /* MD5 */
	    "1.2.840.113549.1.1.5",                               /* SHA-1 */
	    "1.3.14.3.2.29",     /* SHA-1, an older mark */
	    "1.2.840.10040.4.3", /* DSA with SHA-1 */
	    "1.2.840.10045.4.1", /* ECDSA with SHA-1 */
	    NULL};
	const struct decoded *d = j->subject->decoded;

	if (!is_one_of(d->signature_oid, old))
		return SANREQ_OK;
	return judge_breach(j, NULL, err,
	    "signed with %s, whose hash can be forged: sign with SHA-256",
	    QUOTES(d->signature));
}
const struct rule_check rule_sig02 = {.whole = sig02};

static enum sanreq_status
sig03(struct judge *j, struct error *err)
{
	static const char *const unusual[] = {
	    "1.2.840.113549.1.1.10", /* RSA-PSS */
	    "1.2.840.113549.1.1.14", /* RSA with SHA-224 */
	    "1.2.840.10045.4.3.1",   /* ECDSA with SHA-224 */
	    "1.3.101.112", "1.3.101.113", NULL};
	const struct decoded *d = j->subject->decoded;

	if (!is_one_of(d->signature_oid, unusual))
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
	if (d->extensions_broken)
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
	if (list[0] != '\0')
		return judge_breach(j, NULL, err,
		    "the file has %s, which many CAs do not read: save it as "
		    "plain ASCII text, lines of 64 columns between BEGIN and "
		    "END CERTIFICATE%s",
		    list, j->kind & JUDGES_CERTIFICATE ? "" : " REQUEST");
	/* what nearly all read */
	if (form->crlf)
		list_add(list, sizeof(list), "line ends of Windows (CR LF)");
	if (form->text_before)
		list_add(list, sizeof(list), "text before BEGIN");
	if (list[0] == '\0')
		return SANREQ_OK;
	return judge_breach_as(j, SEVERITY_INFO, NULL, err,
	    "the file has %s, which nearly all CAs read", list);
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

/* What the file says that it is: by its label, or by its name. */
static const char *
claims(const struct judge *j, bool *request)
{
	const struct bundle_form *form = j->subject->form;
	const char *path = j->subject->path;
	size_t n = path != NULL ? strlen(path) : 0;

	*request = true;
	if (form != NULL && form->label != NULL &&
	    strstr(form->label, "CERTIFICATE") != NULL) {
		*request = strstr(form->label, "REQUEST") != NULL;
		return form->label;
	}
	if (text_ends(path, n, ".csr") || text_ends(path, n, ".req") ||
	    text_ends(path, n, ".p10"))
		return path;
	return NULL;
}

static enum sanreq_status
enc04(struct judge *j, struct error *err)
{
	bool is_request = (j->kind & JUDGES_REQUEST) != 0, request;
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
	if ((claim = claims(j, &request)) == NULL || request == is_request)
		return SANREQ_OK;
	return judge_breach(j, NULL, err,
	    "\"%s\" promises a %s, but this is a %s: look for the right file",
	    QUOTES(claim), request ? "request" : "certificate",
	    j->kind & JUDGES_PFX ? "PFX with a certificate"
	    : is_request         ? "request"
				 : "certificate");
}
const struct rule_check rule_enc04 = {.whole = enc04};
