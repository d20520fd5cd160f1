/*
 * SPDX-License-Identifier: ISC
 *
 * A decoded request or certificate as coverage.h wants its names.
 */
#include <stdlib.h>
#include <string.h>

#include "check/inside.h"

bool
inside_is_self_signed(const struct decoded *d)
{
	return d->kind == DECODED_CERTIFICATE && d->self_issued &&
	       d->signature_verifies != 0;
}

const char *
inside_common_name(const struct decoded *d)
{
	const char *name = NULL;

	for (size_t i = 0; i < d->nsubject; i++)
		if (strcmp(d->subject[i].oid, "2.5.4.3") == 0)
			name = d->subject[i].utf8;
	return name;
}

static enum san_kind
kind_of(enum general_name_type type)
{
	if (type == GN_DNS)
		return SAN_DNS;
	return type == GN_IP ? SAN_IP : SAN_OTHER;
}

enum sanreq_status
inside_cover(struct coverage **coverage, const struct inventory *inventory,
    const struct decoded *d, bool own_ca, struct error *err)
{
	struct san_entry *entries = calloc(d->nnames + 1, sizeof(*entries));
	const struct certificate_names names = {.entries = entries,
	    .nentries = d->nnames,
	    .common_name = inside_common_name(d),
	    .self_signed = inside_is_self_signed(d),
	    .own_ca = own_ca};
	enum sanreq_status status;

	if (entries == NULL)
		return error_memory(err);
	for (size_t i = 0; i < d->nnames; i++)
		entries[i] = (struct san_entry){kind_of(d->names[i].type),
		    d->names[i].value.p, d->names[i].value.n};
	status = coverage_new(coverage, inventory, &names, err);
	free(entries);
	return status;
}
