/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "base/text.h"
#include "source/incomplete.h"

enum sanreq_status
incomplete_add(struct inventory *inv, size_t index, const char *source,
    const char *what, struct error *err)
{
	enum sanreq_status status = inventory_add_unread(inv, index, what, err);

	if (status != SANREQ_OK)
		return status;
	return inventory_add_finding(inv, INCOMPLETE_ID, SEVERITY_WARNING, NULL,
	    err, "%s was not read whole: %s", QUOTES(source), what);
}
