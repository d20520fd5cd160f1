/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "base/text.h"
#include "check/judge.h"

static const struct part {
	const struct rule *rules;
	const size_t *n;
} parts[] = {
    {catalogue_cnt, &catalogue_ncnt},
    {catalogue_dn, &catalogue_ndn},
    {catalogue_enc, &catalogue_nenc},
    {catalogue_exc, &catalogue_nexc},
    {catalogue_ext, &catalogue_next},
    {catalogue_key, &catalogue_nkey},
    {catalogue_nam, &catalogue_nnam},
    {catalogue_sig, &catalogue_nsig},
};

/* DSC18 is what a plan finds by itself: profile/plan_losses.c */
static const char *const ids[] = {"CNT01", "CNT02", "CNT03", "CNT04", "DN01",
    "DN02", "DN03", "DN04", "DN05", "DN06", "DN07", "DN08", "DN09", "DN10",
    "DN11", "DN12", "DN13", "DN14", "DN15", "DN16", "DN17", "DN18", "DSC18",
    "ENC01", "ENC02", "ENC03", "ENC04", "EXC01", "EXC02", "EXC03", "EXC04",
    "EXC05", "EXC06", "EXC07", "EXC08", "EXC09", "EXC10", "EXC11", "EXC12",
    "EXC13", "EXT01", "EXT02", "EXT03", "EXT04", "EXT05", "EXT06", "EXT07",
    "EXT08", "EXT09", "EXT10", "EXT11", "EXT12", "KEY01", "KEY02", "KEY03",
    "KEY04", "KEY05", "KEY06", "KEY07", "KEY08", "KEY09", "KEY10", "KEY11",
    "KEY12", "KEY13", "KEY14", "NAM01", "NAM02", "NAM03", "NAM04", "NAM05",
    "NAM06", "NAM07", "NAM08", "NAM09", "NAM10", "NAM11", "NAM12", "NAM13",
    "NAM14", "NAM15", "NAM16", "NAM17", "NAM18", "NAM19", "NAM20", "NAM21",
    "NAM22", "NAM23", "NAM24", "NAM25", "NAM26", "NAM27", "NAM28", "NAM29",
    "NAM30", "NAM31", "NAM32", "NAM33", "NAM34", "NAM35", "SIG01", "SIG02",
    "SIG03", NULL};

const struct rule *
rules_at(size_t at)
{
	size_t i;

	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (at < *parts[i].n)
			return &parts[i].rules[at];
		at -= *parts[i].n;
	}
	return NULL;
}

const struct rule *
rules_find(const char *id)
{
	const struct rule *r;
	size_t i;

	for (i = 0; (r = rules_at(i)) != NULL; i++)
		if (text_casecmp(r->id, id) == 0)
			return r;
	return NULL;
}

const char *const *
rules_ids(void)
{
	return ids;
}

static const char *const versions[] = {
    [EXCHANGE_UNKNOWN] = "unknown",
    [EXCHANGE_2007] = "2007",
    [EXCHANGE_2010] = "2010",
    [EXCHANGE_2013] = "2013",
    [EXCHANGE_2016] = "2016",
    [EXCHANGE_2019] = "2019",
    [EXCHANGE_SE] = "SE",
};

enum exchange_version
exchange_version_find(const char *word)
{
	int i;

	for (i = EXCHANGE_2007; word != NULL && i <= EXCHANGE_SE; i++)
		if (strcmp(versions[i], word) == 0)
			return (enum exchange_version)i;
	return EXCHANGE_UNKNOWN;
}

const char *
exchange_version_text(enum exchange_version version)
{
	return versions[version];
}

enum ca_terms
rules_terms_of(const struct profile *p)
{
	if (p->ca == CA_PRIVATE &&
	    (p->template_name != NULL || p->template_oid != NULL ||
		p->limit_san_bytes != 0))
		return TERMS_ADCS;
	return TERMS_COMMON;
}
