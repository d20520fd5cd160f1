/*
 * SPDX-License-Identifier: ISC
 *
 * csv: rows as RFC 4180 has them, for spreadsheets and scripts.
 *
 * A field that a spreadsheet would take for a formula ('=', '+', '-', '@'
 * first) is preceded by an apostrophe: values come from a directory that
 * others write. Control characters are escaped as in tables.
 */
#ifndef CSR_CSV_H
#define CSR_CSV_H

#include <stdio.h>

/* n fields, NULL for an empty one, and the line end. */
void csv_row(FILE *, const char *const *fields, size_t n);

#endif
