/*
 * SPDX-License-Identifier: ISC
 *
 * Plain reading of an LDIF file: every record decoded, none understood.
 */
#include <fcntl.h>
#include <stdio.h>

#include "source/ldif.h"

static enum sanreq_status
count(void *arg, const struct record *record, struct error *err)
{
	(void)err;
	*(size_t *)arg += record->nattributes;
	return SANREQ_OK;
}

int
main(int argc, char **argv)
{
	const struct ldif_filter all = {0};
	struct error err = {0};
	uint64_t records = 0;
	size_t values = 0;
	int fd;

	if (argc != 2 || (fd = open(argv[1], O_RDONLY)) == -1)
		return 2;
	if (ldif_read(fd, NULL, 0, argv[1], &all, count, &values, &records,
		&err) != SANREQ_OK) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	printf("%llu %zu\n", (unsigned long long)records, values);
	return 0;
}
