/*
 * SPDX-License-Identifier: ISC
 *
 * html_page: what HTML pages have in common: one self-contained file, no
 * script, no outside resource, readable on a phone, on paper and without
 * color.
 *
 * Does not: check whether the writing succeeded (the FILE's error flag).
 */
#ifndef CSR_HTML_PAGE_H
#define CSR_HTML_PAGE_H

#include <stdio.h>

#include "name/inventory.h"

/* Up to and with <body>; and from </body> on. */
void html_begin(FILE *, const char *title);
void html_end(FILE *);

/* Text that is safe to print, escaped; '\n' becomes a line break. */
void html_text(FILE *, const char *);
/* The same, and a line may break behind a slash. */
void html_url(FILE *, const char *);

/* What could not be read of the sources. */
void html_unread(FILE *, const struct inventory *);

/* A section with the findings of an inventory, and n more. */
void html_findings(
    FILE *, const struct inventory *, const struct finding *more, size_t n);

#endif
