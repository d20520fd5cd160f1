/*
 * SPDX-License-Identifier: ISC
 *
 * Runs a fuzz target over the files named, without libFuzzer, so that the
 * corpora are part of every test run.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define FILE_MAX (16u << 20)

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static int
replay(const char *path)
{
	uint8_t *data = NULL, *exact = NULL;
	FILE *file = NULL;
	size_t n = 0;
	int ok = 0;

	if ((file = fopen(path, "rb")) == NULL ||
	    (data = malloc(FILE_MAX)) == NULL)
		goto out;
	n = fread(data, 1, FILE_MAX, file);
	if (ferror(file) || n == FILE_MAX)
		goto out;
	/* of its own size, so that a sanitizer sees reads behind the end */
	if ((exact = realloc(data, n != 0 ? n : 1)) == NULL)
		goto out;
	data = exact;
	LLVMFuzzerTestOneInput(data, n);
	ok = 1;
out:
	if (!ok)
		perror(path);
	if (file != NULL)
		fclose(file);
	free(data);
	return ok;
}

int
main(int argc, char **argv)
{
	int done = 0;

	for (int i = 1; i < argc; i++)
		done += replay(argv[i]);
	printf("%d files replayed\n", done);
	return done == 0 || done != argc - 1;
}
