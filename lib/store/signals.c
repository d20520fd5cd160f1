/*
 * SPDX-License-Identifier: ISC
 */
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "store/signals.h"
#include "store/store.h"

#define SLOTS 64

enum {
	SLOT_FREE,
	SLOT_FILLING,
	SLOT_LIVE
};

/*
 * The only writable global of the library: a signal handler is handed nothing
 * but a number, so what it has to remove must stand where it can find it. A
 * slot is claimed by its state alone, so that threads need no lock, which a
 * handler could not take. The process is noted because a child that has not
 * yet become another program runs the same handlers.
 */
static struct {
	_Atomic int state;
	pid_t process;
	int folder;
	char name[TEMP_NAME_SIZE];
} slots[SLOTS];

void
signals_hold(sigset_t *before)
{
	sigset_t all;

	sigfillset(&all);
	(void)pthread_sigmask(SIG_BLOCK, &all, before);
}

void
signals_let(const sigset_t *before)
{
	(void)pthread_sigmask(SIG_SETMASK, before, NULL);
}

int
signals_remember(int folder, const char name[TEMP_NAME_SIZE])
{
	for (int i = 0; i < SLOTS; i++) {
		int expected = SLOT_FREE;

		if (!atomic_compare_exchange_strong(
			&slots[i].state, &expected, SLOT_FILLING))
			continue;
		slots[i].process = getpid();
		slots[i].folder = folder;
		memcpy(slots[i].name, name, TEMP_NAME_SIZE);
		atomic_store(&slots[i].state, SLOT_LIVE);
		return i;
	}
	return -1;
}

void
signals_forget(int slot)
{
	if (slot >= 0 && slot < SLOTS)
		atomic_store(&slots[slot].state, SLOT_FREE);
}

/* Async-signal-safe calls only, and no memory but the table and the stack: the
 * heap may be what is broken. SA_RESETHAND has put the default back: the
 * signal raised here ends the process when this handler returns. */
static void
remove_and_die(int sig)
{
	pid_t self = getpid();

	for (int i = 0; i < SLOTS; i++)
		if (atomic_load(&slots[i].state) == SLOT_LIVE &&
		    slots[i].process == self)
			(void)unlinkat(slots[i].folder, slots[i].name, 0);
	(void)raise(sig);
}

void
store_signals(void)
{
	/* All that people, limits and faults end a process by, but SIGKILL */
	static const int list[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGXFSZ,
	    SIGQUIT, SIGALRM, SIGUSR1, SIGUSR2, SIGXCPU, SIGVTALRM, SIGPROF,
	    SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGSYS, SIGTRAP};
	struct sigaction act = {.sa_handler = remove_and_die}, old;

	act.sa_flags = (int)SA_RESETHAND;
	sigfillset(&act.sa_mask);
	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		/* What was ignored stays so (nohup(1)), and what somebody
		 * handles already is theirs. */
		if (sigaction(list[i], NULL, &old) == 0 &&
		    old.sa_handler == SIG_DFL)
			(void)sigaction(list[i], &act, NULL);
	}
}
