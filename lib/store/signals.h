/*
 * SPDX-License-Identifier: ISC
 *
 * signals: the temporaries that exist at this moment, for the handlers that
 * store_signals() installs.
 *
 * Calling sequence: signals_hold(), create the file, signals_remember(),
 * signals_let(): between creation and record no signal may end the process.
 * signals_forget() before the folder's descriptor is closed.
 *
 * Does not: fail. A temporary for which the table has no room (slot -1) is
 * merely not removed by a signal.
 */
#ifndef STORE_SIGNALS_H
#define STORE_SIGNALS_H

#include <signal.h>

#define TEMP_NAME_SIZE 24

void signals_hold(sigset_t *before);
void signals_let(const sigset_t *before);

int signals_remember(int folder, const char name[TEMP_NAME_SIZE]);
void signals_forget(int slot);

#endif
