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
