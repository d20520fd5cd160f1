/*
 * SPDX-License-Identifier: ISC
 *
 * text: small checks and forms of byte strings that came from outside.
 *
 * All comparing is ASCII and independent of the locale. Outside data is
 * pointer and length; a C string exists only after a check for NUL.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Asked of nearly every byte that comes in, so they are inline. */
static inline char
text_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static inline bool
text_is_alpha(char c)
{
	c = text_lower(c);
	return c >= 'a' && c <= 'z';
}

static inline bool
text_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool
text_is_space(char c) /* space, tab, CR, LF, VT, FF */
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Value of a hexadecimal digit of either case, else -1. */
static inline int
text_hex_digit(char c)
{
	c = text_lower(c);
	if (text_is_digit(c))
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* strcmp() of texts that may be NULL, which comes first. */
static inline int
text_order(const char *a, const char *b)
{
	if (a == b)
		return 0;
	if (a == NULL || b == NULL)
		return a == NULL ? -1 : 1;
	return strcmp(a, b);
}

/* 2 * n lower-case hexadecimal digits and a NUL. */
void text_hex(char *hex, const void *data, size_t n);

/* ASCII case-insensitive equality and order. */
bool text_same(const char *a, size_t an, const char *b, size_t bn);
int text_casecmp(const char *a, const char *b);
bool text_starts(const char *s, size_t n, const char *prefix); /* any case */
bool text_ends(const char *s, size_t n, const char *suffix);   /* any case */

/* Takes white space off both ends. */
void text_trim(const char **s, size_t *n);
/* Cuts the next line off the text, without its LF; false: nothing is left. */
bool
text_cut_line(const char **text, size_t *n, const char **line, size_t *len);

/* Well-formed UTF-8 without NUL (RFC 3629: no surrogates, no overlong). */
bool text_is_utf8(const char *, size_t);

/* How many bytes at the start are ASCII, but for NUL. */
size_t text_ascii_run(const char *, size_t);

/* Length in bytes of the first character, whose code point is stored; 0 when
 * it is not well-formed. The text must not be empty. */
size_t text_utf8_char(const char *, size_t, uint32_t *code_point);

/* Shell-like pattern, any case: '*' any run, '?' one byte. Linear in time
 * but for a factor of the pattern's length. */
bool text_glob(const char *pattern, const char *s);

/*
 * Makes outside text safe to print, in dst of size bytes: C0, C1, DEL,
 * invalid UTF-8, bidirectional and zero-width controls become \xNN (bytes),
 * '\' becomes "\\". Too long a text ends in "...". Always terminates;
 * returns dst.
 */
char *text_quote(char *dst, size_t size, const char *s, size_t n);

/* How many bytes at the start text_quote() would write as they are, or doubled
 * ('\\'). The character that follows them goes to *other: 0 when it is not
 * well-formed, or at the end of the text. */
size_t text_printable_run(const char *, size_t, uint32_t *other);

/* Room that text_quote() is commonly given in messages. */
#define TEXT_QUOTE_MAX 200

/* text_quote() into a buffer of the caller's block. */
#define QUOTE(s, n) text_quote((char[TEXT_QUOTE_MAX]){0}, TEXT_QUOTE_MAX, s, n)
#define QUOTES(s)   QUOTE(s, strlen(s))

/* The candidate nearest to word (optimal string alignment distance of at
 * most 2, and under half of the word's length), or NULL. candidates ends
 * with NULL. For "did you mean". */
const char *text_nearest(const char *word, const char *const *candidates);

#endif
