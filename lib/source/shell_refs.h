/*
 * SPDX-License-Identifier: ISC
 *
 * shell_refs: what Clixml refers back to: objects by RefId, whose text is
 * kept, and the names of types.
 *
 * Numbers are RefId + 1; 0 is none. Only the last REFS_KEPT objects are kept:
 * an older one is known, but its text is lost. refs_open() and refs_close()
 * stand around the object's element, so that a reference from inside of it is
 * seen to loop.
 *
 * Does not: expand anything but one text.
 */
#ifndef SOURCE_SHELL_REFS_H
#define SOURCE_SHELL_REFS_H

#include "source/record.h"

#define REFS_KEPT  8192u /* power of two */
#define TYPES_KEPT 1024u
#define REF_MAX    512u /* bytes of a text that is kept */

struct shell_ref {
	uint64_t ref;
	bool open;
	unsigned n; /* 0: no text */
	char *text;
};

struct shell_refs {
	struct shell_ref *refs;  /* by number modulo REFS_KEPT */
	struct shell_ref *types; /* by number modulo TYPES_KEPT */
	uint64_t last;           /* highest number of an object so far */
};

NODISCARD enum sanreq_status refs_init(struct shell_refs *, struct error *);
void refs_release(struct shell_refs *);

/* SANREQ_INPUT when the number was given already. */
NODISCARD enum sanreq_status
refs_open(struct shell_refs *, uint64_t ref, struct error *);
void refs_close(struct shell_refs *, uint64_t ref);
void refs_set(struct shell_refs *, uint64_t ref, struct bytes text);
/* text->p is NULL when it is not known any more, or had none. SANREQ_INPUT
 * when there is no such object, or the reference stands inside of it. */
NODISCARD enum sanreq_status
refs_get(struct shell_refs *, uint64_t ref, struct bytes *text, struct error *);

NODISCARD enum sanreq_status refs_set_type(
    struct shell_refs *, uint64_t ref, struct bytes text, struct error *);
/* text is empty when it is not known any more. */
NODISCARD enum sanreq_status refs_type(
    struct shell_refs *, uint64_t ref, struct bytes *text, struct error *);

#endif
