/*
 * SPDX-License-Identifier: ISC
 *
 * empty: an empty inventory, for the unit tests; cmocka.h comes before it.
 *
 * Does not: fill it.
 */
#ifndef UNIT_EMPTY_H
#define UNIT_EMPTY_H

#include "name/inventory.h"

/* The caller frees it. */
static struct inventory *
begin(void)
{
	struct inventory *inv = NULL;
	struct error err = {0};

	assert_int_equal(inventory_new(&inv, &err), SANREQ_OK);
	return inv;
}

#endif
