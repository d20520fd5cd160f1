/*
 * SPDX-License-Identifier: ISC
 *
 * subjectAltName entries of any octets: a byte for the kind, one for the
 * length, the octets; and so on. What covers a name does so by RFC 9525, what
 * covers nothing has a reason, and both can be printed.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "check/coverage.h"

#define ENTRIES_MAX 64

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
add(struct inventory *inventory, const char *text)
{
	const struct use use = {.service = SERVICE_OWA, .source = "fuzz"};
	struct error err = {0};
	struct name name;

	must(name_parse(text, strlen(text), &name, &err) == SANREQ_OK &&
	     inventory_add_use(inventory, &name, &use, &err) == SANREQ_OK);
}

static void
check_names(const struct coverage *coverage)
{
	size_t n;
	const struct covering_name *names = coverage_names(coverage, &n);

	for (size_t i = 0; i < n; i++) {
		must(names[i].text != NULL &&
		     text_is_utf8(names[i].text, strlen(names[i].text)));
		for (const char *p = names[i].text; *p != '\0'; p++)
			must((unsigned char)*p >= 0x20 && *p != 0x7f);
		if (names[i].fault != NULL)
			must(names[i].fault[0] != '\0' && names[i].nuses == 0);
	}
}

static void
check_uses(const struct coverage *coverage, const struct inventory *inventory)
{
	size_t n, covered = 0;
	const struct inventory_name *names = inventory_names(inventory, &n);

	for (size_t i = 0; i < n; i++) {
		const struct covering_name *by =
		    coverage_by(coverage, &names[i]);

		must((by != NULL) == (coverage_verdict(coverage, &names[i],
					  &names[i].uses[0]) == COVER_COVERED));
		if (by == NULL)
			continue;
		must(by->fault == NULL && name_covers(by->text, names[i].text));
		covered++;
	}
	must(coverage_uses(coverage, COVER_COVERED) == covered);
	must(coverage_uses(coverage, COVER_MISSING) == n - covered);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct san_entry entries[ENTRIES_MAX];
	struct certificate_names certificate = {.entries = entries};
	struct inventory *inventory = NULL;
	struct coverage *coverage = NULL;
	struct error err = {0};

	while (n >= 2 && certificate.nentries < ENTRIES_MAX) {
		size_t len = data[1] < n - 2 ? data[1] : n - 2;

		entries[certificate.nentries++] = (struct san_entry){
		    (enum san_kind)(data[0] % 3), data + 2, len};
		data += 2 + len;
		n -= 2 + len;
	}
	must(inventory_new(&inventory, &err) == SANREQ_OK);
	add(inventory, "mail.contoso.com");
	add(inventory, "contoso.com");
	add(inventory, "a.b.contoso.com");
	add(inventory, "xn--bcher-kva.example");
	add(inventory, "ex01");
	add(inventory, "192.0.2.1");
	add(inventory, "2001:db8::1");
	must(inventory_seal(inventory, &err) == SANREQ_OK &&
	     coverage_new(&coverage, inventory, &certificate, &err) ==
		 SANREQ_OK);
	check_names(coverage);
	check_uses(coverage, inventory);
	coverage_free(&coverage);
	inventory_free(&inventory);
	return 0;
}
