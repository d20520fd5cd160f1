/*
 * SPDX-License-Identifier: ISC
 *
 * sample: a file of tests/data in memory, for the unit tests; cmocka.h comes
 * before it. One file at a time.
 *
 * Does not: read more than there is room for.
 */
#ifndef UNIT_SAMPLE_H
#define UNIT_SAMPLE_H

#include <stdio.h>
#include <stdlib.h>

static char bytes[65536];

/* Reads the file of the folder into bytes; how many there are. */
static size_t
sample(const char *folder, const char *name)
{
	char path[512];
	FILE *f;
	size_t n;

	snprintf(path, sizeof(path), "%s/tests/data/%s/%s", getenv("SRC"),
	    folder, name);
	f = fopen(path, "rb");
	assert_non_null(f);
	n = fread(bytes, 1, sizeof(bytes), f);
	assert_int_equal(fclose(f), 0);
	return n;
}

#endif
