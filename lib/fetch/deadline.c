/*
 * SPDX-License-Identifier: ISC
 */
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "fetch/deadline.h"

#define REARM_MS 250 /* how often a timer is really set anew */

static struct {
	volatile sig_atomic_t fd;
	volatile sig_atomic_t ticks;
	volatile sig_atomic_t waiting;
	const char *volatile words;
	unsigned seconds;
	int64_t armed_at; /* 0: not armed */
} deadline = {.fd = -1};

static void
on_alarm(int sig)
{
	ssize_t n;

	(void)sig;
	if (!deadline.waiting)
		return;
	deadline.ticks++;
	if (deadline.fd >= 0 && deadline.ticks < 3) {
		(void)shutdown(deadline.fd, SHUT_RDWR);
		return;
	}
	n = write(STDOUT_FILENO, deadline.words, strlen(deadline.words));
	_exit(n < 0 ? 2 : 1);
}

int64_t
deadline_now(void)
{
	struct timespec ts = {0};

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

enum sanreq_status
deadline_init(unsigned seconds, const char *words, struct error *err)
{
	struct sigaction sa = {.sa_handler = on_alarm};
	sigset_t set;

	deadline.seconds = seconds;
	deadline.words = words;
	(void)sigemptyset(&sa.sa_mask);
	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGALRM);
	if (sigaction(SIGALRM, &sa, NULL) != 0 ||
	    sigprocmask(SIG_UNBLOCK, &set, NULL) != 0)
		return error_errno(err, SANREQ_INTERNAL, "SIGALRM");
	return SANREQ_OK;
}

void
deadline_say(const char *words)
{
	deadline.words = words;
}

void
deadline_watch(int fd)
{
	deadline.fd = fd;
}

static void
set_timer(unsigned seconds)
{
	struct itimerval it = {0};

	it.it_value.tv_sec = seconds;
	it.it_interval.tv_sec = seconds != 0 ? 1 : 0;
	(void)setitimer(ITIMER_REAL, &it, NULL);
}

int64_t
deadline_arm(void)
{
	int64_t now = deadline_now();

	deadline.waiting = 1;
	if (deadline.armed_at != 0 && now - deadline.armed_at < REARM_MS)
		return now;
	deadline.armed_at = now;
	set_timer(deadline.seconds);
	return now;
}

void
deadline_rest(void)
{
	deadline.waiting = 0;
}

void
deadline_disarm(void)
{
	deadline.waiting = 0;
	deadline.armed_at = 0;
	set_timer(0);
}

bool
deadline_expired(void)
{
	return deadline.ticks != 0;
}

void
deadline_renew(void)
{
	deadline_disarm();
	deadline.ticks = 0;
}
