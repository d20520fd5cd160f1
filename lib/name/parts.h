/*
 * SPDX-License-Identifier: ISC
 *
 * parts: what name.c is made of, between the files of this folder.
 *
 * name_scan() reads a text and tells the fault without a word; name_refuse()
 * finds the words. They are apart so that a suggestion in a message ("use
 * the host part") can be tried before it is made.
 *
 * Does not: appear outside name/.
 */
#ifndef NAME_PARTS_H
#define NAME_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "name/name.h"

#define NAME_LABEL_MAX  63
#define NAME_OCTETS_MAX (NAME_TEXT_MAX - 1)
/* A name of 253 octets has at most that many characters of 4 bytes. */
#define IDNA_INPUT_MAX  1024
#define IDNA_OUTPUT_MAX 512

enum fault_kind {
	FAULT_NONE,
	FAULT_CHARACTER, /* at: its offset */
	FAULT_UTF8,      /* at: offset of the byte */
	FAULT_EMPTY,     /* at: offset of the empty label */
	FAULT_HYPHEN,    /* at: offset of the label */
	FAULT_LABEL,     /* longer than 63; at: offset of the label */
	FAULT_LONG,      /* longer than 253 */
	FAULT_STAR,      /* at: offset of the "*" */
	FAULT_BARE_STAR,
	FAULT_NUMBER, /* last label of digits; at: its offset */
	FAULT_ALABEL, /* at: offset of the label */
	FAULT_IDNA,
	FAULT_MEMORY
};

struct fault {
	enum fault_kind kind;
	size_t at;
	size_t len;                   /* of the label in question */
	const char *why;              /* static, or NULL */
	size_t nmapped;               /* 0: at counts in what was given */
	char mapped[IDNA_OUTPUT_MAX]; /* else in what IDNA made of it */
};

/* Reads a name without white space around it. true: *name is filled. */
bool name_scan(const char *, size_t, struct name *, struct fault *);

/* Sets the error for the fault and returns its status. */
enum sanreq_status
name_refuse(const char *, size_t, const struct fault *, struct error *);

/* UTF-8 (without NUL, checked) to A-labels, UTS 46 nontransitional. */
bool
idna_to_ascii(const char *, size_t, char dst[IDNA_OUTPUT_MAX], struct fault *);

/* Decodes, is in NFC and comes back the same. label is lower case. */
bool idna_label_is_sound(const char *label, size_t, struct fault *);

/* Into RFC 5952 or dotted form; false when it is not an address. */
bool
ip_from_text(const char *, size_t, char dst[NAME_TEXT_MAX], bool *canonical);

/* The text, in normal form, is of kind NAME_IP. */
bool name_text_is_ip(const char *);

/* psl.c: the class of a name that is not an address. */
enum name_class psl_class(const char *text, size_t labels);

#endif
