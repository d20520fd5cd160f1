/*
 * SPDX-License-Identifier: ISC
 *
 * bare_csv FILE: libcsv over a file, with functions that only count.
 */
#include <csv.h>
#include <stdio.h>

static void
field(void *text, size_t n, void *count)
{
	(void)text;
	(void)n;
	++*(unsigned long *)count;
}

static void
row(int end, void *count)
{
	(void)end;
	(void)count;
}

int
main(int argc, char **argv)
{
	FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
	static char piece[256 << 10];
	struct csv_parser parser;
	unsigned long fields = 0;
	size_t n;

	if (file == NULL || csv_init(&parser, CSV_STRICT) != 0)
		return 1;
	while ((n = fread(piece, 1, sizeof(piece), file)) != 0)
		if (csv_parse(&parser, piece, n, field, row, &fields) != n)
			return 1;
	csv_fini(&parser, field, row, &fields);
	csv_free(&parser);
	fclose(file);
	printf("%lu\n", fields);
	return 0;
}
