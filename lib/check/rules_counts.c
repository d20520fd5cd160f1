/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "base/buf.h"
#include "check/inside.h"
#include "pkcs10/request.h"

/* More than any public CA is known to take. */
#define COMMON_NAMES_MAX 250

/* LE profiles, "classic" */
#define LETS_ENCRYPT_NAMES_MAX 100

/* What AD CS stores of an extension (KB 5017242). */
#define ADCS_EXTENSION_MAX 4096

/* Base domains that are named; the others are counted. */
#define BASES_NAMED 10

static enum sanreq_status
cnt01(struct judge *j, struct error *err)
{
	const struct rule_subject *s = j->subject;

	if (s->profile != NULL && s->profile->limit_names > 0) {
		if (s->nnames <= s->profile->limit_names)
			return SANREQ_OK;
		return judge_breach_as(j, SEVERITY_ERROR, NULL, err,
		    "%zu names, the profile's limit is %u: leave some out, "
		    "collapse them to wildcards or split the request",
		    s->nnames, s->profile->limit_names);
	}
	if (judge_terms(j, TERMS_LETS_ENCRYPT)) {
		if (s->nnames <= LETS_ENCRYPT_NAMES_MAX)
			return SANREQ_OK;
		return judge_breach(j, NULL, err,
		    "%zu names, Let's Encrypt takes at most %d: leave some out "
		    "or split the request",
		    s->nnames, LETS_ENCRYPT_NAMES_MAX);
	}
	if (s->ca != CA_PUBLIC || s->nnames <= COMMON_NAMES_MAX)
		return SANREQ_OK;
	return judge_breach(j, NULL, err,
	    "%zu names, most public CAs take at most %d: ask yours, and state "
	    "its limit in the profile (limits: names)",
	    s->nnames, COMMON_NAMES_MAX);
}
const struct rule_check rule_cnt01 = {.whole = cnt01};

static size_t
san_size(const struct rule_subject *s)
{
	const struct decoded_extension *san;

	if (s->decoded == NULL)
		return request_san_size(s->names, s->kinds, s->nnames);
	san = decoded_extension(s->decoded, OID_SUBJECT_ALT_NAME);
	return san != NULL ? san->value.n : 0;
}

static enum sanreq_status
cnt02(struct judge *j, struct error *err)
{
	const struct rule_subject *s = j->subject;
	bool stated = s->profile != NULL && s->profile->limit_san_bytes != 0;
	size_t size, max;

	if (!stated && s->ca != CA_PRIVATE)
		return SANREQ_OK;
	max = stated ? s->profile->limit_san_bytes : ADCS_EXTENSION_MAX;
	if ((size = san_size(s)) <= max)
		return SANREQ_OK;
	return judge_breach_as(j,
	    stated || judge_terms(j, TERMS_ADCS) ? SEVERITY_ERROR
						 : SEVERITY_WARNING,
	    NULL, err,
	    "the subjectAltName takes %zu bytes, %s %zu: leave names out, "
	    "collapse them to wildcards or split the request",
	    size, stated ? "the profile's limit is" : "AD CS stores at most",
	    max);
}
const struct rule_check rule_cnt02 = {.whole = cnt02};

static enum sanreq_status
cnt03(struct judge *j, struct error *err)
{
	struct buf list;
	enum sanreq_status st = SANREQ_OK;
	size_t i, n = 0;

	buf_init(&list, BASES_NAMED * (NAME_TEXT_MAX + 2));
	for (i = 0; i < j->nbases && st == SANREQ_OK; i++) {
		if (i > 0 && strcmp(j->bases[i - 1], j->bases[i]) == 0)
			continue;
		if (n++ < BASES_NAMED)
			st = buf_addf(
			    &list, err, "%s%s", n > 1 ? ", " : "", j->bases[i]);
	}
	if (st == SANREQ_OK && n > BASES_NAMED)
		st = judge_breach(j, NULL, err,
		    "%zu base domains must be validated: %.800s and %zu more",
		    n, buf_text(&list), n - BASES_NAMED);
	else if (st == SANREQ_OK && n > 0)
		st = judge_breach(j, NULL, err,
		    "%zu base domain%s must be validated: %.800s", n,
		    n > 1 ? "s" : "", buf_text(&list));
	buf_release(&list);
	return st;
}
const struct rule_check rule_cnt03 = {.whole = cnt03};

static enum sanreq_status
cnt04(struct judge *j, struct error *err)
{
	if (j->nwildcards == 0)
		return SANREQ_OK;
	return judge_breach(j, NULL, err,
	    "\"*.%s\"%s cannot be validated over HTTP: use DNS%s",
	    j->wildcards[0], j->nwildcards > 1 ? " and other wildcards" : "",
	    judge_terms(j, TERMS_LETS_ENCRYPT)
		? " (dns-01 in your ACME client), or take the single names"
		: ", or mail until 2028-03-15");
}
const struct rule_check rule_cnt04 = {.whole = cnt04};
