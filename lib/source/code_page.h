/*
 * SPDX-License-Identifier: ISC
 *
 * code_page: text of a Windows or console code page as UTF-8, by the iconv of
 * the C library.
 *
 * Text without a byte order mark does not say what it is. Lines that are UTF-8
 * stay as they are; the others are of the encoding that the user stated, or of
 * Windows-1252, which is an assumption: code_page_line() says so.
 *
 *	struct code_page p;
 *	code_page_init(&p, encoding, head, nhead);
 *	for each line: code_page_line(&p, &line, &is_guess, &err);
 *	code_page_release(&p);
 *
 * What the assumed page does not define becomes U+FFFD, which no host name may
 * have; under a stated one it is refused. A source under a stated page is
 * UTF-8 or of that page, not both: two bytes of a Chinese or Korean page may
 * look like UTF-8.
 *
 * Does not: find out which page it is, find line ends.
 */
#ifndef SOURCE_CODE_PAGE_H
#define SOURCE_CODE_PAGE_H

#include <iconv.h>

#include "base/buf.h"
#include "source/record.h"

enum encoding_form {
	ENCODING_UTF8,
	ENCODING_UTF16LE,
	ENCODING_UTF16BE,
	ENCODING_PAGE
};

/* What a user may state. */
struct encoding {
	const char *name; /* "windows-1251" */
	enum encoding_form form;
};

/* By name, in any case: "windows-1251", "cp1251", "1251". SANREQ_USAGE when
 * there is none, or the C library cannot convert it. */
NODISCARD enum sanreq_status
encoding_find(const char *name, const struct encoding **, struct error *);

/* Bytes of a line that is not UTF-8. */
#define CODE_PAGE_LINE_MAX ((size_t)1 << 20)

struct code_page {
	const struct encoding *encoding; /* stated, or NULL */
	iconv_t converter;
	bool is_open;
	bool is_utf8; /* beyond ASCII there was UTF-8 */
	bool is_page; /* stated: there was text that is none */
	struct buf text;
};

/* encoding: as stated, or NULL. head: the first nhead bytes of the source. */
void code_page_init(struct code_page *, const struct encoding *,
    const char *head, size_t nhead);
void code_page_release(struct code_page *);

/* Was a line converted from a page that was assumed? */
bool code_page_is_assumed(const struct code_page *);

/* Makes the line UTF-8; lent until the next call. *is_guess: the page was
 * assumed. SANREQ_INPUT. */
NODISCARD enum sanreq_status code_page_line(
    struct code_page *, struct bytes *line, bool *is_guess, struct error *);

/* The same of a text of many lines, into dst. */
NODISCARD enum sanreq_status code_page_text(struct code_page *, struct bytes,
    struct buf *dst, bool *is_guess, struct error *);

#endif
