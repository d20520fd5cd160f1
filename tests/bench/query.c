/*
 * SPDX-License-Identifier: ISC
 *
 * query: what sanreq asks a directory, a word a line: the filter, then the
 * attributes. For ldapsearch, to fetch the same.
 */
#include <stdio.h>

#include "exchange/exchange.h"

int
main(void)
{
	puts(exchange_ldap_filter());
	for (const char *const *a = exchange_ldap_attributes(); *a != NULL; a++)
		puts(*a);
	return 0;
}
