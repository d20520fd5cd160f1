/*
 * SPDX-License-Identifier: ISC
 *
 * What name_parse() lets pass is in normal form, and what it refuses has a
 * rule and a message that can be printed.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "name/name.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
check_refused(const struct error *err)
{
	must(err->rule != NULL);
	must(strncmp(err->text, err->rule, strlen(err->rule)) == 0);
	must(text_is_utf8(err->text, strlen(err->text)));
	for (const char *p = err->text; *p != '\0'; p++)
		must((unsigned char)*p >= 0x20 && *p != 0x7f);
}

static void
check_text(const struct name *name)
{
	size_t n = strlen(name->text);

	must(n >= 1 && n < NAME_TEXT_MAX);
	must(strspn(name->text, "abcdefghijklmnopqrstuvwxyz0123456789-_.*:") ==
	     n);
	must((strchr(name->text, ':') == NULL) || name->kind == NAME_IP);
	must((name->text[0] == '*') == (name->kind == NAME_WILDCARD));
	must(strrchr(name->text, '*') == NULL ||
	     (strrchr(name->text, '*') == name->text && name->text[1] == '.'));
	must((name->kind == NAME_NETBIOS) ==
	     (strpbrk(name->text, ".:") == NULL));
	must(strstr(name->text, "..") == NULL && name->text[n - 1] != '.');
	must(name_covers(name->text, name->text));
}

static void
check_class(const struct name *name)
{
	const char *base = name_base_domain(name->text);

	if (name->kind == NAME_IP) {
		must((name->class == NAME_INTERNAL) ==
		     name_ip_is_reserved(name->text, NULL, NULL));
		must(base == NULL && !name_tld_is_delegated(name->text));
		return;
	}
	if (name->kind == NAME_NETBIOS)
		must(name->class == NAME_INTERNAL && base == NULL);
	if (base != NULL) {
		must(name->class == NAME_PUBLIC);
		must(base >= name->text &&
		     base < name->text + strlen(name->text));
		must(name_suffix(base) != SUFFIX_ICANN);
	}
	if (name_suffix(name->text) == SUFFIX_ICANN)
		must(base == NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct error err = {0};
	struct name name, again;

	if (name_parse((const char *)data, n, &name, &err) != SANREQ_OK) {
		check_refused(&err);
		return 0;
	}
	must(err.status == SANREQ_OK);
	check_text(&name);
	check_class(&name);
	must(name_parse(name.text, strlen(name.text), &again, &err) ==
	     SANREQ_OK);
	must(strcmp(name.text, again.text) == 0 && name.kind == again.kind &&
	     name.class == again.class && again.fixed == 0);
	return 0;
}
