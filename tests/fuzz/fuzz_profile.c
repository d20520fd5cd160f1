/*
 * SPDX-License-Identifier: ISC
 *
 * Any bytes as a profile: read or refused in bounded time, and a refusal is
 * one line with a place.
 */
#define _GNU_SOURCE /* memmem */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "profile/profile.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const char *const rules[] = {"NAM15", "EXC04", NULL};
	struct profile *p = NULL;
	struct error err = {0};
	enum sanreq_status status;

	/* extends would read files that are not the fuzzer's */
	if (memmem(data, n, "extends", 7) != NULL &&
	    memmem(data, n, "extends: public-ca\n", 19) == NULL)
		return 0;
	status =
	    profile_parse(&p, "f.yaml", (const char *)data, n, rules, &err);
	if ((status == SANREQ_OK) != (p != NULL))
		abort();
	if (status != SANREQ_OK && (strncmp(err.text, "f.yaml:", 7) != 0 ||
				       strpbrk(err.text, "\n\r\x1b") != NULL))
		abort();
	profile_free(&p);
	return 0;
}
