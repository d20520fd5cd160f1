/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "base/text.h"
#include "source/ldif_class.h"

static unsigned
class_hash(const char *s, size_t n)
{
	unsigned first = (unsigned char)text_lower(s[0]);
	unsigned last = (unsigned char)text_lower(s[n - 1]);

	return ((unsigned)n * 37 + first * 5 + last * 11) & 255;
}

void
class_set_init(struct class_set *set, const struct ldif_filter *filter)
{
	memset(set, 0, sizeof(*set));
	if (filter == NULL || filter->classes == NULL)
		return;
	set->filter = filter;
	for (size_t i = 0; i < filter->nclasses; i++) {
		const char *class = filter->classes[i];
		unsigned h;

		if (*class == '\0')
			continue;
		h = class_hash(class, strlen(class));
		set->bits[h >> 6] |= (uint64_t)1 << (h & 63);
	}
}

/* Order of a lower-case C string and n bytes of any case. */
static int
class_order(const char *class, const char *s, size_t n)
{
	size_t i = 0;

	for (; i < n && class[i] != '\0'; i++) {
		unsigned char a = (unsigned char)class[i];
		unsigned char b = (unsigned char)text_lower(s[i]);

		if (a != b)
			return a < b ? -1 : 1;
	}
	return i < n ? -1 : class[i] != '\0';
}

bool
class_set_has(struct class_set *set, const char *s, size_t n)
{
	size_t low = 0, high;
	unsigned h;

	if (set->filter == NULL)
		return true;
	if (n == 0)
		return false;
	h = class_hash(s, n);
	if ((set->bits[h >> 6] >> (h & 63) & 1) == 0)
		return false;
	/* directories of one class after the other, or many of one class */
	if (n == set->nlast && text_same(set->last, n, s, n))
		return true;
	for (high = set->filter->nclasses; low < high;) {
		size_t mid = low + (high - low) / 2;
		int order = class_order(set->filter->classes[mid], s, n);

		if (order == 0) {
			set->last = set->filter->classes[mid];
			set->nlast = n;
			return true;
		}
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return false;
}
