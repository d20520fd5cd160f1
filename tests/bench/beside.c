/*
 * SPDX-License-Identifier: ISC
 *
 * beside SOURCE: reads a source as "sanreq discover" does, and prints
 * "PEAK INVENTORY USES": the most KiB that were resident, those of the sealed
 * inventory, and its uses. What goes back to the system when the inventory is
 * freed is its own; all other memory of the peak was needed beside it.
 */
#include <malloc.h>
#include <stdio.h>
#include <string.h>

#include "job.h"

/* KiB of a line of /proc/self/status. */
static long
status_of(const char *key)
{
	FILE *file = fopen("/proc/self/status", "r");
	char line[200];
	long kib = -1;

	while (file != NULL && fgets(line, sizeof(line), file) != NULL)
		if (strncmp(line, key, strlen(key)) == 0)
			sscanf(line + strlen(key), "%ld", &kib);
	if (file != NULL)
		fclose(file);
	return kib;
}

int
main(int argc, char **argv)
{
	struct job job = {.options = {.timeout = 10}};
	struct error err = {0};
	size_t n, uses = 0;
	const struct inventory_name *names;
	long peak, before;

	if (argc != 2)
		return 2;
	if (job_read(&job, argv[1], &err) != SANREQ_OK ||
	    job_seal(&job, &err) != SANREQ_OK) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	names = inventory_names(job.inventory, &n);
	for (size_t i = 0; i < n; i++)
		uses += names[i].nuses;
	malloc_trim(0);
	peak = status_of("VmHWM:");
	before = status_of("VmRSS:");
	job_release(&job);
	malloc_trim(0);
	printf("%ld %ld %zu\n", peak, before - status_of("VmRSS:"), uses);
	return 0;
}
