/*
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <sys/random.h>

#include "fetch/srv.h"

/* By priority; weight 0 first, so that it has a small chance. */
static int
compare(const void *va, const void *vb)
{
	const struct dns_record *a = va, *b = vb;

	if (a->priority != b->priority)
		return a->priority < b->priority ? -1 : 1;
	return (a->weight != 0) - (b->weight != 0);
}

/* Draws one of n records to the front, the others keep their order. */
static void
draw(struct dns_record *r, size_t n, srv_random_fn chance, void *arg)
{
	uint32_t sum = 0, at;
	struct dns_record one;
	size_t i, k;

	for (i = 0; i < n; i++)
		sum += r[i].weight;
	at = chance(arg, sum);
	for (i = 0, sum = r[0].weight; i + 1 < n && sum < at;)
		sum += r[++i].weight;
	one = r[i];
	for (k = i; k > 0; k--)
		r[k] = r[k - 1];
	r[0] = one;
}

void
srv_order(struct dns_record *records, size_t n, srv_random_fn chance, void *arg)
{
	size_t end;

	qsort(records, n, sizeof(*records), compare);
	for (size_t i = 0; i < n; i++) {
		for (end = i + 1;
		     end < n && records[end].priority == records[i].priority;
		     end++)
			;
		draw(records + i, end - i, chance, arg);
	}
}

uint32_t
srv_random(void *arg, uint32_t most)
{
	uint32_t v = 0;

	(void)arg;
	if (getrandom(&v, sizeof(v), 0) != (ssize_t)sizeof(v))
		return 0; /* no chance: the records' own order */
	return most == UINT32_MAX ? v : v % (most + 1);
}
