/*
 * SPDX-License-Identifier: ISC
 *
 * LDIF of any content. What is accepted must lie within the ceilings, and
 * must be the same with and without a filter that takes everything.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "source/ldif.h"
#include "source/recognise.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

struct tally {
	uint64_t records, values, bytes;
	unsigned char mix;
};

/* Touches every byte that is lent. */
static void
take_bytes(struct tally *t, struct bytes s)
{
	for (size_t i = 0; i < s.n; i++)
		t->mix ^= (unsigned char)s.p[i];
	t->bytes += s.n;
}

static enum sanreq_status
take_record(void *arg, const struct record *rec, struct error *err)
{
	struct tally *t = arg;

	(void)err;
	t->records++;
	t->values += rec->nattributes;
	if (rec->nattributes > LDIF_VALUES_MAX || rec->line == 0)
		abort();
	take_bytes(t, rec->dn);
	for (size_t i = 0; i < rec->nattributes; i++) {
		if (rec->attributes[i].name.n == 0)
			abort();
		take_bytes(t, rec->attributes[i].name);
		take_bytes(t, rec->attributes[i].options);
		take_bytes(t, rec->attributes[i].value);
	}
	return SANREQ_OK;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const char *const classes[] = {"container", "server"};
	static const struct ldif_filter filter = {classes, 2};
	const char *text = (const char *)data;
	struct error all_err = {0}, some_err = {0};
	struct tally all = {0}, some = {0};
	enum sanreq_status all_status, some_status;
	struct ldif_end ended = {0};
	uint64_t nall, nsome;

	all_status = ldif_read_ended(-1, text, n, "fuzz", NULL, take_record,
	    &all, &nall, &ended, &all_err);
	some_status = ldif_read(-1, text, n, "fuzz", &filter, take_record,
	    &some, &nsome, &some_err);
	if (all_status != some_status || nall != nsome || all.records != nall ||
	    some.records > all.records || all.bytes > 2 * n ||
	    some.bytes > all.bytes)
		abort();
	if (all_status != SANREQ_OK && strncmp(all_err.text, "fuzz:", 5) != 0)
		abort();
	(void)source_recognise(text, n < RECOGNISE_MAX ? n : RECOGNISE_MAX);
	return 0;
}
