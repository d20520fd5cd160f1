/*
 * SPDX-License-Identifier: ISC
 *
 * Any bytes as a plan document. What is read is planned by its verdicts and
 * written as JSON and as YAML; both must be read again, and give the same.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profile/plan.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

typedef enum sanreq_status (*write_fn)(
    const struct plan *, FILE *, struct error *);

static struct inventory *
read_plan(const char *text, size_t n)
{
	struct inventory *inv = NULL;
	struct error err = {0};
	struct plan_origin origin = {0};

	if (inventory_new(&inv, &err) != SANREQ_OK)
		abort();
	if (plan_read(inv, text, n, "f", &origin, &err) == SANREQ_OK &&
	    inventory_seal(inv, &err) == SANREQ_OK)
		return inv;
	if (strpbrk(err.text, "\n\r\x1b") != NULL)
		abort();
	inventory_free(&inv);
	return NULL;
}

static char *
write_plan(struct inventory *inv, const struct profile *p, write_fn fn)
{
	struct plan *plan = NULL;
	struct error err = {0};
	char *text = NULL;
	size_t n;
	FILE *f = open_memstream(&text, &n);

	if (f == NULL || plan_make(&plan, p, inv, NULL, &err) != SANREQ_OK ||
	    fn(plan, f, &err) != SANREQ_OK || fclose(f) != 0)
		abort();
	plan_free(&plan);
	return text;
}

static void
check_round_trip(struct inventory *inv, const struct profile *p, write_fn fn)
{
	char *first = write_plan(inv, p, fn), *second;
	struct inventory *again = read_plan(first, strlen(first));

	if (again == NULL)
		abort();
	second = write_plan(again, p, fn);
	if (strcmp(first, second) != 0)
		abort();
	free(first);
	free(second);
	inventory_free(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct inventory *inv = read_plan((const char *)data, n);
	struct profile *p = NULL;
	struct error err = {0};

	if (inv == NULL)
		return 0;
	if (profile_load(&p, "public-ca", NULL, &err) != SANREQ_OK)
		abort();
	check_round_trip(inv, p, plan_write_json);
	check_round_trip(inv, p, plan_write_yaml);
	profile_free(&p);
	inventory_free(&inv);
	return 0;
}
