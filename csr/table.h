/*
 * SPDX-License-Identifier: ISC
 *
 * table: columns of text for people, the last column wrapped to the width.
 *
 * Cells are text that was made safe already (names in normal form, quoted
 * values). Widths count UTF-8 characters. A first cell too wide for its
 * column stands on a line of its own.
 */
#ifndef CSR_TABLE_H
#define CSR_TABLE_H

#include "output.h"

#define TABLE_COLUMNS_MAX 6

struct table {
	const struct output *output;
	size_t ncolumns;
	unsigned widths[TABLE_COLUMNS_MAX]; /* the last takes what is left */
};

enum paint {
	PAINT_PLAIN,
	PAINT_BOLD,
	PAINT_GREEN,
	PAINT_YELLOW,
	PAINT_RED,
	PAINT_DIM
};

void table_begin(struct table *, const struct output *, size_t ncolumns,
    const unsigned *widths);

/* One row; lines of the last cell are parted by '\n'. paint goes to the first
 * cell. */
void table_row(const struct table *, enum paint, const char *const *cells);

/* Text wrapped to the width, each line after the first indented. */
void print_wrapped(const struct output *, unsigned indent, const char *text);

/* Text in a color, when colors are on. */
void print_painted(const struct output *, enum paint, const char *text);

/* Columns that text takes. */
unsigned text_columns(const char *);

#endif
