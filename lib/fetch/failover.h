/*
 * SPDX-License-Identifier: ISC
 *
 * failover: reads the directory from the first domain controller that can
 * serve.
 *
 * One that has no address, cannot be reached, whose TLS fails, that does not
 * answer, is busy (51) or unavailable (52) or has not yet replicated
 * (isSynchronized, MS-ADTS 3.1.1.3.2.8) is left for the next, until it has
 * given its first entry: from there on its answer stands or falls alone. Why
 * each was left is a detail, but a note when its TLS failed: that is either a
 * mistake to mend, or somebody in between.
 *
 * A refused login ends it: tried at each domain controller, one wrong
 * password would lock the account.
 *
 * After LOCATE_TIMEOUTS time limits no other is begun.
 *
 * Calling sequence: failover_read() on a session that was begun.
 */
#ifndef FETCH_FAILOVER_H
#define FETCH_FAILOVER_H

#include "fetch/locate.h"

#define LOCATE_TIMEOUTS 3

/* Finds the server or servers that the session's URL means, connects, binds and
 * searches. When none can serve: SANREQ_NETWORK with what became of each. The
 * session's peer lives in *found, which is to be released in any case. */
NODISCARD enum sanreq_status failover_read(struct session *,
    struct locate *found, const struct secret *password, struct error *);

#endif
