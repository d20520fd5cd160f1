/*
 * SPDX-License-Identifier: ISC
 *
 * fetch_pipe: reads a server through the helper sanreq-fetch.
 *
 * The helper runs with an environment of its own (PATH, LANG, LC_ALL, KRB5*,
 * SSL_CERT_FILE), gets the password through an inherited descriptor, and is
 * killed when it is silent for longer than its time limits allow, when
 * reading ends early, and when this thread dies.
 *
 * What the helper left out goes to the source's unread; what else the user
 * should know (StartTLS refused after -Z), and with verbose what else it
 * tells and one line of figures, to options->log.
 *
 * Its records are handed to the consumer unfiltered: the directory has
 * filtered them already. They count only when the helper's last record says
 * that the answer is whole.
 *
 * Does not: link or load any network library.
 */
#ifndef SOURCE_FETCH_PIPE_H
#define SOURCE_FETCH_PIPE_H

#include "source/fetch_spawn.h"
#include "source/source.h"

#define FETCH_BYTES_MAX   (4ull << 30) /* of all records */
#define FETCH_ENTRIES_MAX 5000000u
#define FETCH_GRACE       5 /* seconds of silence beyond the timeout */

/* Adds a source of type "ldap", named url. Errors carry the URL or the file
 * at fault; their status is the helper's. A helper that dies without its last
 * record or writes nonsense is SANREQ_INTERNAL, a silent one SANREQ_NETWORK.
 * One that cannot be started is SANREQ_INTERNAL too, with its path: no input,
 * option or server is at fault, but sanreq, which is not installed whole. A
 * URL with user information is SANREQ_USAGE. */
NODISCARD enum sanreq_status
fetch_read(struct inventory *, const char *url, const struct record_consumer *,
    const struct source_options *, struct error *);

/* The same of any call of the helper: source as the user named it, type as
 * in the inventory ("dns"). */
NODISCARD enum sanreq_status
fetch_call_read(struct inventory *, const struct fetch_call *,
    const char *source, const char *type, const struct record_consumer *,
    const struct source_options *, struct error *);

#endif
