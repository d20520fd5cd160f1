/*
 * SPDX-License-Identifier: ISC
 *
 * Target functions: key_read, key_write. The first byte says whether there is
 * a password. What is read must be written and read again as the same key.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pkcs10/key.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
round_trip(const struct key *key)
{
	struct key_text text = {NULL, 0};
	struct key *again = NULL;
	struct error err = {0};
	char one[65], two[65];

	if (key_write(key, NULL, true, &text, &err) != SANREQ_OK)
		return; /* a damaged key may be readable and no more */
	if (key_read(&again, text.data, text.len, NULL, "x", &err) ==
		SANREQ_OK &&
	    key_hash(key, one, &err) == SANREQ_OK &&
	    key_hash(again, two, &err) == SANREQ_OK && strcmp(one, two) != 0)
		abort();
	key_text_free(&text);
	key_free(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char word[] = "contoso";
	struct secret pass = {word, sizeof(word) - 1};
	struct key *key = NULL;
	struct error err = {0};

	if (n == 0)
		return 0;
	if (key_read(&key, data + 1, n - 1, data[0] & 1 ? &pass : NULL, "x",
		&err) == SANREQ_OK)
		round_trip(key);
	else if (err.status != SANREQ_INPUT)
		abort();
	key_free(&key);
	return 0;
}
