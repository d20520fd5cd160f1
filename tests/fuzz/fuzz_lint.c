/*
 * SPDX-License-Identifier: ISC
 *
 * A file as lint reads it, by every rule and on the terms of every CA.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "check/rules.h"

static enum sanreq_status
take(void *arg, const struct breach *b, struct error *err)
{
	(void)arg;
	(void)err;
	if (rules_find(b->id) == NULL || strlen(b->message) == 0)
		abort();
	return SANREQ_OK;
}

static void
judge(const struct bundle_item *item, enum ca_kind ca, enum ca_terms terms)
{
	const struct rule_subject known = {.ca = ca,
	    .terms = terms,
	    .form = &item->form,
	    .exchange = EXCHANGE_2013,
	    .path = "x.csr"};
	struct error err = {0};

	if (rules_apply_decoded(&known, item->decoded, take, NULL, &err) !=
		SANREQ_OK &&
	    err.status != SANREQ_LIMIT)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct bundle *bundle = NULL;
	struct error err = {0};

	if (bundle_read(&bundle, data, n, NULL, "x", &err) != SANREQ_OK)
		return 0;
	for (size_t i = 0; i < bundle->nitems && i < 4; i++) {
		judge(&bundle->items[i], CA_PUBLIC, TERMS_LETS_ENCRYPT);
		judge(&bundle->items[i], CA_PRIVATE, TERMS_ADCS);
	}
	bundle_free(&bundle);
	return 0;
}
