/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "base/text.h"
#include "source/record.h"

struct bytes
bytes_trim(struct bytes s)
{
	text_trim(&s.p, &s.n);
	return s;
}

bool
record_next(const struct record *rec, const char *name, size_t *cursor,
    struct bytes *value)
{
	size_t n = strlen(name);

	while (*cursor < rec->nattributes) {
		const struct attribute *a = &rec->attributes[(*cursor)++];

		if (text_same(a->name.p, a->name.n, name, n)) {
			*value = a->value;
			return true;
		}
	}
	return false;
}

struct bytes
record_value(const struct record *rec, const char *name)
{
	struct bytes value = {NULL, 0};
	size_t cursor = 0;

	(void)record_next(rec, name, &cursor, &value);
	return value;
}
