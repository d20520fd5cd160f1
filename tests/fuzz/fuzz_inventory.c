/*
 * SPDX-License-Identifier: ISC
 *
 * Any JSON as inventory document. What is accepted must be written, read
 * again and written with the same bytes.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "name/inventory_json.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* NULL when the text is refused. */
static struct inventory *
read_text(const char *text, size_t n)
{
	json_t *root = json_loadb(text, n, JSON_REJECT_DUPLICATES, NULL);
	struct inventory *inv = NULL;
	struct error err = {0};

	if (root == NULL)
		return NULL;
	if (inventory_new(&inv, &err) != SANREQ_OK)
		abort();
	if (inventory_read_json(inv, root, "fuzz.json", &err) != SANREQ_OK) {
		if (err.status != SANREQ_INPUT || err.text[0] == '\0')
			abort();
		inventory_free(&inv);
	} else if (inventory_seal(inv, &err) != SANREQ_OK) {
		abort();
	}
	json_decref(root);
	return inv;
}

static char *
write_text(const struct inventory *inv)
{
	struct error err = {0};
	char *text = NULL;
	size_t n = 0;
	FILE *out = open_memstream(&text, &n);

	if (out == NULL ||
	    inventory_write_json(inv, true, out, &err) != SANREQ_OK ||
	    fclose(out) != 0)
		abort();
	return text;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct inventory *inv = read_text((const char *)data, n), *again;
	char *first, *second;

	if (inv == NULL)
		return 0;
	first = write_text(inv);
	if ((again = read_text(first, strlen(first))) == NULL)
		abort();
	second = write_text(again);
	if (strcmp(first, second) != 0)
		abort();
	free(first);
	free(second);
	inventory_free(&inv);
	inventory_free(&again);
	return 0;
}
