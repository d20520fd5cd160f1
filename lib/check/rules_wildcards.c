/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "check/inside.h"

static enum sanreq_status
nam21(struct judge *j, const struct judged_name *n, struct error *err)
{
	if (n->kind != NAME_WILDCARD || n->base != NULL)
		return SANREQ_OK;
	if (n->host != n->tld && name_suffix(n->text) != SUFFIX_ICANN)
		return SANREQ_OK;
	return judge_breach(j, n->text, err,
	    "\"%s\" covers everything below a %s: put the wildcard below your "
	    "own domain",
	    n->text, n->host == n->tld ? "top-level domain" : "public suffix");
}
const struct rule_check rule_nam21 = {.name = nam21};

static enum sanreq_status
nam22(struct judge *j, const struct judged_name *n, struct error *err)
{
	if (n->kind != NAME_WILDCARD || name_suffix(n->text) != SUFFIX_PRIVATE)
		return SANREQ_OK;
	return judge_breach(j, n->text, err,
	    "\"%s\": customers share %s (public suffix list, private "
	    "section), a CA may refuse the wildcard",
	    n->text, n->host);
}
const struct rule_check rule_nam22 = {.name = nam22};

static enum sanreq_status
nam23(struct judge *j, const struct judged_name *n, struct error *err)
{
	const char *parent;

	if (j->nwildcards == 0 || n->kind == NAME_WILDCARD || n->nlabels < 2)
		return SANREQ_OK;
	parent = strchr(n->text, '.') + 1;
	if (!judge_has_wildcard(j, parent))
		return SANREQ_OK;
	return judge_breach(j, n->text, err,
	    "\"%s\" is covered by \"*.%s\" already", n->text, parent);
}
const struct rule_check rule_nam23 = {.name = nam23};

static bool
has_client_use(const struct inventory_name *n)
{
	size_t i;

	for (i = 0; i < n->nuses; i++)
		if (n->uses[i].audience == AUDIENCE_CLIENT)
			return true;
	return false;
}

/* The domain of the wildcard that stands over the name but does not cover it:
 * the name itself or an ancestor beyond its parent. */
static const char *
near_wildcard(const struct judge *j, const char *name)
{
	const char *p = strchr(name, '.');

	if (judge_has_wildcard(j, name))
		return name;
	if (p == NULL || judge_has_wildcard(j, p + 1))
		return NULL;
	while ((p = strchr(p + 1, '.')) != NULL)
		if (judge_has_wildcard(j, p + 1))
			return p + 1;
	return NULL;
}

static enum sanreq_status
nam24(struct judge *j, struct error *err)
{
	const struct inventory_name *names;
	const char *domain;
	enum sanreq_status st;
	size_t i, n;

	if (j->nwildcards == 0 || j->subject->inventory == NULL)
		return SANREQ_OK;
	names = inventory_names(j->subject->inventory, &n);
	for (i = 0; i < n; i++) {
		if (names[i].kind != NAME_FQDN || !has_client_use(&names[i]) ||
		    judge_has_name(j, names[i].text))
			continue;
		if ((domain = near_wildcard(j, names[i].text)) == NULL)
			continue;
		st = judge_breach(j, names[i].text, err,
		    "\"%s\" is in use and not in the request: \"*.%s\" covers "
		    "one label more than %s, no fewer and no further",
		    names[i].text, domain, domain);
		if (st != SANREQ_OK)
			return st;
	}
	return SANREQ_OK;
}
const struct rule_check rule_nam24 = {.whole = nam24};

static enum sanreq_status
nam25(struct judge *j, struct error *err)
{
	enum sanreq_status st;
	size_t i;

	for (i = 1; i < j->nsorted; i++) {
		if (strcmp(j->sorted[i - 1], j->sorted[i]) != 0)
			continue;
		st = judge_breach(j, j->sorted[i], err,
		    "\"%s\" is there more than once", j->sorted[i]);
		if (st != SANREQ_OK)
			return st;
	}
	return SANREQ_OK;
}
const struct rule_check rule_nam25 = {.whole = nam25};

static enum sanreq_status
nam31(struct judge *j, const struct judged_name *n, struct error *err)
{
	if (n->kind != NAME_WILDCARD || !inside_is_ev(j->subject->decoded))
		return SANREQ_OK;
	return judge_breach(j, n->text, err,
	    "\"%s\" in a request for extended validation, which has no "
	    "wildcards: take the single names",
	    n->text);
}
const struct rule_check rule_nam31 = {.name = nam31};
