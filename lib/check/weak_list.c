/*
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "check/weak_list.h"

#define HASH_OCTETS 32
#define MARK_OCTETS 10

/* Octets, sorted, without gaps. */
struct set {
	unsigned char *data;
	size_t n;
	size_t width;
};

struct weak_list {
	struct set hashes;
	struct set marks;
};

static bool
octets_of(const char *hex, size_t octets, unsigned char *out)
{
	size_t i;

	for (i = 0; i < octets; i++) {
		int high = text_hex_digit(hex[2 * i]),
		    low = text_hex_digit(hex[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		out[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}

static int
compare_hashes(const void *a, const void *b)
{
	return memcmp(a, b, HASH_OCTETS);
}

static int
compare_marks(const void *a, const void *b)
{
	return memcmp(a, b, MARK_OCTETS);
}

/* False for what is no hash. */
static bool
take_line(struct weak_list *list, const char *line, size_t n)
{
	struct set *set;

	while (n > 0 && text_is_space(line[n - 1]))
		n--;
	if (n == 0 || line[0] == '#')
		return true;
	if (n == (size_t)2 * HASH_OCTETS)
		set = &list->hashes;
	else if (n == (size_t)2 * MARK_OCTETS)
		set = &list->marks;
	else
		return false;
	if (!octets_of(line, set->width, set->data + set->n * set->width))
		return false;
	set->n++;
	return true;
}

static enum sanreq_status
take_lines(struct weak_list *list, const char *text, size_t n,
    const char *where, struct error *err)
{
	size_t line, len;
	const char *s;

	for (line = 1; text_cut_line(&text, &n, &s, &len); line++)
		if (!take_line(list, s, len))
			return error_set(err, SANREQ_INPUT,
			    "%s:%zu: \"%s\" is no weak key: 64 hexadecimal "
			    "digits (SHA-256 of the public key) or 20 "
			    "(Debian's lists) are wanted",
			    where, line, QUOTE(s, len));
	if (list->hashes.n + list->marks.n == 0)
		return error_set(
		    err, SANREQ_INPUT, "%s: no weak key is listed", where);
	return SANREQ_OK;
}

enum sanreq_status
weak_list_read(struct weak_list **out, const char *text, size_t n,
    const char *where, struct error *err)
{
	struct weak_list *list;

	*out = NULL;
	if (n > WEAK_LIST_MAX)
		return error_set(err, SANREQ_LIMIT,
		    "%s: %zu bytes; a list of weak keys has at most %zu", where,
		    n, WEAK_LIST_MAX);
	if ((list = calloc(1, sizeof(*list))) == NULL)
		return error_memory(err);
	list->hashes.width = HASH_OCTETS;
	list->marks.width = MARK_OCTETS;
	/* a line has twice the octets of what it becomes */
	list->hashes.data = malloc(n / 2 + HASH_OCTETS);
	list->marks.data = malloc(n / 2 + MARK_OCTETS);
	if (list->hashes.data == NULL || list->marks.data == NULL)
		(void)error_memory(err);
	else
		(void)take_lines(list, text, n, where, err);
	if (err->status != SANREQ_OK) {
		weak_list_free(&list);
		return err->status;
	}
	qsort(list->hashes.data, list->hashes.n, HASH_OCTETS, compare_hashes);
	qsort(list->marks.data, list->marks.n, MARK_OCTETS, compare_marks);
	*out = list;
	return SANREQ_OK;
}

void
weak_list_free(struct weak_list **list)
{
	if (*list == NULL)
		return;
	free((*list)->hashes.data);
	free((*list)->marks.data);
	free(*list);
	*list = NULL;
}

bool
weak_list_has(const struct weak_list *list, const char *hex)
{
	unsigned char octets[HASH_OCTETS];
	size_t n = strlen(hex) / 2;

	if ((n != HASH_OCTETS && n != MARK_OCTETS) ||
	    !octets_of(hex, n, octets))
		return false;
	if (n == HASH_OCTETS)
		return list->hashes.n != 0 &&
		       bsearch(octets, list->hashes.data, list->hashes.n, n,
			   compare_hashes) != NULL;
	return list->marks.n != 0 &&
	       bsearch(octets, list->marks.data, list->marks.n, n,
		   compare_marks) != NULL;
}

bool
weak_list_has_marks(const struct weak_list *list)
{
	return list->marks.n != 0;
}
