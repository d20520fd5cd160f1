/*
 * SPDX-License-Identifier: ISC
 *
 * What a DNS message gives is in normal form, of the type and the owner that
 * were asked for, and what was left out can be told. The first octet picks
 * the type.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fetch/dns_message.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
check_name(const char *name)
{
	struct error err = {0};
	char normal[DNS_NAME_MAX];

	must(name != NULL);
	if (strcmp(name, ".") == 0)
		return;
	must(dns_normal(normal, name, &err) == SANREQ_OK);
	must(strcmp(normal, name) == 0);
}

static void
check_record(const struct dns_record *r)
{
	check_name(r->name);
	must((r->target != NULL) ==
	     (r->type == DNS_CNAME || r->type == DNS_SRV || r->type == DNS_MX));
	if (r->target != NULL)
		check_name(r->target);
	must(r->naddress == (r->type == DNS_A         ? 4u
				: r->type == DNS_AAAA ? 16u
						      : 0u));
	if (r->type == DNS_CAA) {
		must(strlen(r->tag) >= 1);
		must(strspn(r->tag, "abcdefghijklmnopqrstuvwxyz0123456789") ==
		     strlen(r->tag));
		must(r->value[r->nvalue] == '\0');
	}
}

/* Each alias leads to the next, the last to the records. */
static void
check_chain(const struct dns_answer *a)
{
	const char *name = a->name;
	size_t i;

	must(a->naliases <= a->n && a->naliases <= DNS_ALIASES_MAX);
	for (i = 0; i < a->n; i++) {
		check_record(&a->records[i]);
		must(strcmp(a->records[i].name, name) == 0);
		if (i < a->naliases) {
			must(a->records[i].type == DNS_CNAME);
			name = a->records[i].target;
		} else {
			must(a->records[i].type == a->type);
		}
	}
	must((a->outcome == DNS_FOUND) == (a->n > a->naliases));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const enum dns_type types[] = {
	    DNS_A, DNS_AAAA, DNS_CNAME, DNS_MX, DNS_SRV, DNS_CAA};
	struct dns_answer a = {.name = "x.test"};
	struct error err = {0};

	if (n == 0)
		return 0;
	a.type = types[data[0] % (sizeof(types) / sizeof(types[0]))];
	pool_init(&a.pool, DNS_MEMORY);
	must(dns_message_read(&a, data + 1, n - 1, &err) == SANREQ_OK);
	check_chain(&a);
	if (a.outcome == DNS_REFERRAL && a.referral != NULL)
		check_name(a.referral);
	must((a.nrefused != 0) == (a.refused[0] != '\0'));
	must(text_is_utf8(a.refused, strlen(a.refused)));
	for (const char *p = a.refused; *p != '\0'; p++)
		must((unsigned char)*p >= 0x20 && *p != 0x7f);
	pool_release(&a.pool);
	return 0;
}
