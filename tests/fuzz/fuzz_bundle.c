/*
 * SPDX-License-Identifier: ISC
 *
 * Target function: bundle_read, and with it decode. The first byte says
 * whether there is a password. What is read must be read again from its DER.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pkcs10/bundle.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
read_again(const struct decoded *dec)
{
	struct decoded *again;
	struct error err = {0};

	if (decode(&again, dec->der.p, dec->der.n, &err) != SANREQ_OK ||
	    strcmp(again->sha256, dec->sha256) != 0 ||
	    again->nnames != dec->nnames || again->trailing != 0)
		abort();
	decoded_free(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char word[] = "contoso";
	struct secret pass = {word, sizeof(word) - 1};
	struct bundle *bundle;
	struct error err = {0};

	if (n == 0)
		return 0;
	if (bundle_read(&bundle, data + 1, n - 1, data[0] & 1 ? &pass : NULL,
		"x", &err) != SANREQ_OK) {
		if (err.status != SANREQ_INPUT && err.status != SANREQ_LIMIT)
			abort();
		return 0;
	}
	if (bundle->nitems == 0 || bundle->leaf >= bundle->nitems)
		abort();
	for (size_t i = 0; i < bundle->nitems; i++)
		read_again(bundle->items[i].decoded);
	bundle_free(&bundle);
	return 0;
}
