/*
 * SPDX-License-Identifier: ISC
 *
 * document: an inventory or a plan that sanreq wrote, read whole.
 *
 * Does not: know what is in a plan (the consumer's plan function does).
 */
#ifndef SOURCE_DOCUMENT_H
#define SOURCE_DOCUMENT_H

#include "source/source.h"

#define DOCUMENT_MAX ((size_t)512 << 20) /* bytes, as UTF-8 */

/* Reads fd, after head (read from it already), to its end, as JSON (an
 * inventory or a plan) or YAML (a plan). Errors carry the source, of JSON
 * syntax line and column too. encoding: stated for JSON that is not UTF-8
 * and of somebody else's, as Set-Content of Windows PowerShell writes it; or
 * NULL. */
NODISCARD enum sanreq_status document_read(struct inventory *, int fd,
    const char *head, size_t nhead, bool yaml, const char *source,
    const struct record_consumer *, const struct encoding *, struct error *);

#endif
