/*
 * SPDX-License-Identifier: ISC
 *
 * shell_source: Shell output of any form as a source: the reader for the
 * form, with the consumer behind it.
 */
#ifndef SOURCE_SHELL_SOURCE_H
#define SOURCE_SHELL_SOURCE_H

#include <jansson.h>

#include "source/recognise.h"
#include "source/source.h"

/* kind: KIND_FORMAT_LIST, KIND_CSV or KIND_XML. encoding: stated for text that
 * does not say its own, or NULL. Errors carry their place. *n counts the
 * objects. */
NODISCARD enum sanreq_status shell_source_read(struct inventory *,
    enum source_kind, int fd, const char *head, size_t nhead,
    const char *source, const struct record_consumer *, const struct encoding *,
    uint64_t *n, struct error *);

/* The same of a JSON document. is_ansi: its code page was assumed. Errors
 * carry no place. */
NODISCARD enum sanreq_status
shell_source_json(struct inventory *, const json_t *root, const char *source,
    const struct record_consumer *, bool is_ansi, struct error *);

#endif
