/*
 * SPDX-License-Identifier: ISC
 *
 * output: where a verb's result goes: standard output, or a file that
 * appears whole (--output).
 */
#ifndef CSR_OUTPUT_H
#define CSR_OUTPUT_H

#include "cli.h"

struct output {
	FILE *file;
	const char *path; /* NULL: standard output */
	char *text;       /* of a file that is not published yet */
	size_t size;
	unsigned width; /* columns to fill */
	bool color;
};

NODISCARD enum sanreq_status
output_open(struct output *, const struct cli *, struct error *);

/* Flushes or publishes; SANREQ_OUTPUT when that fails. With failed set it
 * only releases. */
NODISCARD enum sanreq_status
output_close(struct output *, bool failed, struct error *);

#endif
