/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "base/buf.h"
#include "check/judge.h"
#include "pkcs10/request.h"

/* More than any public CA is known to take. */
#define COMMON_NAMES_MAX 250

/* Base domains that are named; the others are counted. */
#define BASES_NAMED 10

static enum sanreq_status
cnt01(struct judge *j, struct error *err)
{
	const struct rule_subject *s = j->subject;

	if (s->profile != NULL && s->profile->limit_names > 0) {
		if (s->nnames <= s->profile->limit_names)
			return SANREQ_OK;
		return judge_breach(j, NULL, err,
		    "%zu names, the profile's limit is %u: leave some out, "
		    "collapse them to wildcards or split the request",
		    s->nnames, s->profile->limit_names);
	}
	if (s->ca != CA_PUBLIC || s->nnames <= COMMON_NAMES_MAX)
		return SANREQ_OK;
	return judge_breach_as(j, SEVERITY_WARNING, NULL, err,
	    "%zu names, most public CAs take at most %d: ask yours, and state "
	    "its limit in the profile (limits: names)",
	    s->nnames, COMMON_NAMES_MAX);
}
const struct rule_check rule_cnt01 = {.whole = cnt01};

static enum sanreq_status
cnt02(struct judge *j, struct error *err)
{
	const struct rule_subject *s = j->subject;
	size_t size;

	if (s->profile == NULL || s->profile->limit_san_bytes == 0)
		return SANREQ_OK;
	size = request_san_size(s->names, s->kinds, s->nnames);
	if (size <= s->profile->limit_san_bytes)
		return SANREQ_OK;
	return judge_breach(j, NULL, err,
	    "the subjectAltName takes %zu bytes, the profile's limit is %u: "
	    "leave names out, collapse them to wildcards or split the request",
	    size, s->profile->limit_san_bytes);
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
