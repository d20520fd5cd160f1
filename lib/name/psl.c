/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include <libpsl.h>

#include "base/text.h"
#include "name/parts.h"

#define ONION_LABEL 56 /* base32 of key, checksum and version (v3) */

bool
name_text_is_below(const char *text, const char *domain)
{
	size_t n = strlen(text), len = strlen(domain);

	return n >= len && memcmp(text + n - len, domain, len) == 0 &&
	       (n == len || text[n - len - 1] == '.');
}

static const char *
behind_star(const char *text)
{
	return text[0] == '*' && text[1] == '.' ? text + 2 : text;
}

static const char *
last_label(const char *text)
{
	const char *dot = strrchr(text, '.');

	return dot != NULL ? dot + 1 : text;
}

/* By a rule of the list, not by the "*" that stands for all unknown ones. */
static bool
is_suffix(const char *text, int section)
{
	return psl_is_public_suffix2(
		   psl_builtin(), text, section | PSL_TYPE_NO_STAR_RULE) != 0;
}

/* What most names end in, so that the list is not asked a million times the
 * same question: delegated for good, or never; and no ICANN rule of the list
 * is below one of them. */
static bool
tld_is_common(const char *tld, bool *delegated)
{
	static const char *const yes[] = {"com", "net", "org"};
	static const char *const no[] = {"local", "internal", "lan"};

	for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
		if (strcmp(tld, yes[i]) == 0)
			return *delegated = true;
	for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++)
		if (strcmp(tld, no[i]) == 0) {
			*delegated = false;
			return true;
		}
	return false;
}

/* The list carries onion and home.arpa among the ICANN rules; the one is not
 * in the root zone, the other belongs to nobody (RFC 7686, RFC 8375). */
static bool
is_icann_suffix(const char *text)
{
	bool delegated;

	if (tld_is_common(last_label(text), &delegated))
		return delegated && strchr(text, '.') == NULL;
	if (strcmp(text, "onion") == 0 || strcmp(text, "home.arpa") == 0)
		return false;
	return is_suffix(text, PSL_TYPE_ICANN);
}

/* The address form alone; whether its checksum holds is for the rules. */
static bool
is_onion_service(const char *text)
{
	size_t n = strlen(text) - strlen(".onion");

	if (n < ONION_LABEL ||
	    (n > ONION_LABEL && text[n - ONION_LABEL - 1] != '.'))
		return false;
	text += n - ONION_LABEL;
	for (size_t i = 0; i < ONION_LABEL; i++)
		if (!text_is_alpha(text[i]) && (text[i] < '2' || text[i] > '7'))
			return false;
	return true;
}

static bool
tld_is_delegated(const char *tld)
{
	return is_icann_suffix(tld);
}

enum name_class
psl_class(const char *text, size_t labels)
{
	const char *tld = last_label(text);

	if (labels < 2)
		return NAME_INTERNAL;
	if (strcmp(tld, "onion") == 0)
		return is_onion_service(text) ? NAME_PUBLIC : NAME_INTERNAL;
	if (strcmp(tld, "arpa") == 0 &&
	    (name_text_is_below(text, "home.arpa") ||
		name_text_is_below(text, "in-addr.arpa") ||
		name_text_is_below(text, "ip6.arpa")))
		return NAME_INTERNAL;
	return tld_is_delegated(tld) ? NAME_PUBLIC : NAME_INTERNAL;
}

bool
name_tld_is_delegated(const char *text)
{
	return strchr(text, '.') != NULL && !name_text_is_ip(text) &&
	       tld_is_delegated(last_label(text));
}

enum name_suffix
name_suffix(const char *text)
{
	text = behind_star(text);
	if (name_text_is_ip(text) || name_text_is_below(text, "onion"))
		return SUFFIX_NONE;
	if (is_icann_suffix(text))
		return SUFFIX_ICANN;
	return is_suffix(text, PSL_TYPE_PRIVATE) ? SUFFIX_PRIVATE : SUFFIX_NONE;
}

const char *
name_base_domain(const char *text)
{
	const char *base = NULL, *dot;

	text = behind_star(text);
	if (name_text_is_ip(text) || strchr(text, '.') == NULL ||
	    psl_class(text, 2) == NAME_INTERNAL)
		return NULL;
	/* the longest suffix wins, so go from the left */
	while ((dot = strchr(text, '.')) != NULL) {
		if (is_icann_suffix(text))
			return base;
		base = text;
		text = dot + 1;
	}
	return base;
}

const char *
name_base_domain_beside(
    const char *text, const char *beside, const char *beside_base)
{
	const char *dot = strchr(behind_star(text), '.');
	const char *other = strchr(behind_star(beside), '.');

	/* a base domain within the common parent serves both, unless the text
	 * is a suffix of its own */
	if (dot == NULL || other == NULL || beside_base == NULL ||
	    beside_base <= other || strcmp(dot, other) != 0)
		return name_base_domain(text);
	if (is_icann_suffix(behind_star(text)))
		return NULL;
	return dot + (beside_base - other);
}
