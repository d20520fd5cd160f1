/*
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "exchange/shell_state.h"

/* The digits as a number; false: others are among them, or too many. */
static bool
number_of(struct bytes v, long long *n)
{
	*n = 0;
	if (v.n == 0 || v.n >= 16)
		return false;
	for (size_t i = 0; i < v.n; i++) {
		if (!text_is_digit(v.p[i]))
			return false;
		*n = 10 * *n + (v.p[i] - '0');
	}
	return true;
}

struct bytes
shell_services(struct bytes v, char words[SHELL_WORDS_MAX])
{
	/* AllowedServices, from bit 0 on */
	static const char *const names[] = {
	    "IMAP", "POP", "UM", "IIS", "SMTP", "Federation", "UMCallRouter"};
	const size_t most = sizeof(names) / sizeof(*names);
	long long bits;
	size_t n = 0;

	if (v.n > 3 || !number_of(v, &bits) || bits >= 1 << most)
		return v;
	snprintf(words, SHELL_WORDS_MAX, "None");
	for (size_t i = 0; i < most; i++)
		if ((bits >> i & 1) != 0)
			n += (size_t)snprintf(words + n, SHELL_WORDS_MAX - n,
			    "%s%s", n != 0 ? ", " : "", names[i]);
	return (struct bytes){words, strlen(words)};
}

struct bytes
shell_date(struct bytes v, char words[SHELL_WORDS_MAX])
{
	static const char head[] = "/Date(", tail[] = ")/";
	const size_t ends = sizeof(head) + sizeof(tail) - 2;
	struct bytes digits;
	long long ms;
	time_t seconds;
	struct tm tm;

	if (v.n <= ends || !text_starts(v.p, v.n, head) ||
	    !text_ends(v.p, v.n, tail))
		return v;
	digits = (struct bytes){v.p + sizeof(head) - 1, v.n - ends};
	if (!number_of(digits, &ms))
		return v;
	seconds = (time_t)(ms / 1000);
	if (gmtime_r(&seconds, &tm) == NULL ||
	    strftime(words, SHELL_WORDS_MAX, "%Y-%m-%d %H:%M UTC", &tm) == 0)
		return v;
	return (struct bytes){words, strlen(words)};
}

bool
shell_is_any(const char *s, const char *const *words)
{
	for (; *words != NULL; words++)
		if (strcmp(s, *words) == 0)
			return true;
	return false;
}

bool
shell_is_server_column(const char *s)
{
	static const char *const words[] = {"server", "servername",
	    "exchangeserver", "computer", "computername", "machine",
	    "machinename", "cas", "casserver", "clientaccessserver",
	    "pscomputername", NULL};

	return shell_is_any(s, words);
}

/* What scripts write where there is no value. */
static bool
is_nothing(struct bytes v)
{
	static const char *const words[] = {"-", "--", "n/a", "n.a.", "none",
	    "null", "$null", "empty", "blank", "not set", "notset",
	    "not configured", "notconfigured", "not applicable",
	    "not available"};

	if (v.n > 2 && (v.p[0] == '(' || v.p[0] == '<') &&
	    (v.p[v.n - 1] == ')' || v.p[v.n - 1] == '>'))
		v = (struct bytes){v.p + 1, v.n - 2};
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (text_same(v.p, v.n, words[i], strlen(words[i])))
			return true;
	return false;
}

bool
shell_is_nothing(const struct shell_property *p)
{
	for (size_t i = 0; i < p->nvalues; i++)
		if (!is_nothing(p->values[i]))
			return false;
	return p->loss == SHELL_WHOLE;
}
