/*
 * SPDX-License-Identifier: ISC
 *
 * deadline: ends any blocking call on the helper's socket in time.
 *
 * libldap and the TLS libraries read until a peer speaks; a peer that stays
 * silent in a handshake or sends half a message would hold them for ever. A
 * timer signal shuts the watched socket down, which ends every read at once.
 * If that does not help (name resolution has no socket to shut), the last
 * words are written and the process ends: only a program of its own can do
 * that, which the helper is.
 *
 * One per process: a signal handler's state can only be static.
 */
#ifndef FETCH_DEADLINE_H
#define FETCH_DEADLINE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

/* words: a whole last record, written to fd 1 when nothing else helps; lent
 * for good. */
NODISCARD enum sanreq_status
deadline_init(unsigned seconds, const char *words, struct error *);

/* Other last words from now on, likewise lent for good. */
void deadline_say(const char *words);

/* The socket to shut down, or -1. */
void deadline_watch(int fd);

/* Gives the next operation its seconds; cheap when called very often. Returns
 * deadline_now(). */
int64_t deadline_arm(void);
/* Not waiting for the server now: its time does not run, though the timer
 * may. Costs nothing; ended by the next deadline_arm(). */
void deadline_rest(void);
void deadline_disarm(void);

bool deadline_expired(void);

/* Forgets that it expired: the server that was waited for is left. */
void deadline_renew(void);

/* Monotonic clock, milliseconds. */
int64_t deadline_now(void);

#endif
