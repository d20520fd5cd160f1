/*
 * SPDX-License-Identifier: ISC
 *
 * The peer of the LDIF bench: libldap's own LDIF API over a whole file.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ldap.h>
#include <ldif.h>

int
main(int argc, char **argv)
{
	unsigned long line = 0, records = 0, values = 0;
	char *buf = NULL;
	int size = 0;
	LDIFFP *fp;

	if (argc != 2 || (fp = ldif_open(argv[1], "r")) == NULL)
		return 2;
	while (ldif_read_record(fp, &line, &buf, &size) == 1) {
		char *next = buf, *one;

		while ((one = ldif_getline(&next)) != NULL) {
			struct berval type, value;
			int must_free = 0;

			if (*one == '\n' || *one == '#')
				continue;
			if (ldif_parse_line2(one, &type, &value, &must_free) ==
			    0)
				values++;
			if (must_free)
				ber_memfree(value.bv_val);
		}
		records++;
	}
	ldif_close(fp);
	free(buf);
	printf("%lu %lu\n", records, values);
	return 0;
}
