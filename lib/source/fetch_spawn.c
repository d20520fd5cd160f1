/*
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/pool.h"
#include "base/text.h"
#include "source/fetch_spawn.h"

#define PASSWORD_FD  3
#define SPAWN_MEMORY (1u << 20)
#define SAFE_FD      10 /* above every descriptor that the child is given */
#define REAP_STEP_NS 5000000L
#define REAP_STEPS   400

extern char **environ;

/* What the helper may know of our environment. */
static const char *const keep[] = {
    "PATH=",
    "LANG=",
    "LC_ALL=",
    "KRB5", /* every variable that begins so */
    "SSL_CERT_FILE=",
#ifdef SANREQ_SANITIZED
    "ASAN_OPTIONS=",
    "LSAN_OPTIONS=",
    "UBSAN_OPTIONS=",
#endif
};

static bool
is_kept(const char *var)
{
	size_t i;

	for (i = 0; i < sizeof(keep) / sizeof(keep[0]); i++) {
		if (strncmp(var, keep[i], strlen(keep[i])) == 0)
			return true;
	}
	return false;
}

static char **
make_environment(struct pool *pool, struct error *err)
{
	char noinit[] = "LDAPNOINIT=1", **env;
	size_t n = 0, i;

	for (i = 0; environ != NULL && environ[i] != NULL; i++)
		n += is_kept(environ[i]);
	if ((env = pool_alloc(pool, (n + 2) * sizeof(*env), err)) == NULL)
		return NULL;
	for (i = 0, n = 0; environ != NULL && environ[i] != NULL; i++) {
		if (is_kept(environ[i]))
			env[n++] = environ[i];
	}
	env[n] = pool_copy(pool, noinit, strlen(noinit), err);
	return env[n] != NULL ? env : NULL;
}

struct arguments {
	struct pool *pool;
	char **list;
	size_t n;
	size_t max;
};

static void
add(struct arguments *a, const char *text, struct error *err)
{
	if (err->status != SANREQ_OK || a->n + 1 >= a->max)
		return;
	a->list[a->n] = pool_copy(a->pool, text, strlen(text), err);
	a->n++;
}

static void
add_pair(struct arguments *a, const char *option, const char *value,
    struct error *err)
{
	if (value == NULL)
		return;
	add(a, option, err);
	add(a, value, err);
}

static void
add_ldap(
    struct arguments *a, const struct ldap_options *ldap, struct error *err)
{
	char number[16];

	snprintf(number, sizeof(number), "%d", PASSWORD_FD);
	add_pair(a, "-D", ldap->bind_dn, err);
	add_pair(a, "-Y", ldap->sasl_mech, err);
	add_pair(a, "--password-fd",
	    ldap->bind_password != NULL ? number : NULL, err);
	if (ldap->starttls != 0)
		add(a, ldap->starttls == 1 ? "-Z" : "-ZZ", err);
	add_pair(a, "--ca-file", ldap->ca_file, err);
	add_pair(a, "--base", ldap->base, err);
	if (ldap->insecure_plain_bind)
		add(a, "--insecure-plain-bind", err);
	if (ldap->insecure_no_verify)
		add(a, "--insecure-no-verify", err);
	add_pair(a, "--domain", ldap->domain, err);
	add_pair(a, "--site", ldap->site, err);
	if (ldap->chase)
		add(a, "--chase", err);
}

static size_t
count(const char *const *list)
{
	size_t n = 0;

	while (list != NULL && list[n] != NULL)
		n++;
	return n;
}

static void
add_list(struct arguments *a, const char *option, const char *const *list,
    struct error *err)
{
	for (; list != NULL && *list != NULL; list++)
		add_pair(a, option, *list, err);
}

static void
add_accounts(
    struct arguments *a, const struct fetch_call *call, struct error *err)
{
	if (call->accounts == NULL)
		return;
	add_pair(a, "--accounts", call->accounts, err);
	add_list(a, "--account-attribute", call->account_attributes, err);
}

static char **
make_arguments(struct pool *pool, const struct fetch_call *call,
    const struct source_options *options, struct error *err)
{
	struct arguments a = {.pool = pool, .max = 48};
	char number[16];

	a.max += 2 * (count(call->attributes) + count(options->dns_servers) +
			 count(call->probes) + count(call->account_attributes) +
			 count(call->names));
	if ((a.list = pool_alloc(pool, a.max * sizeof(*a.list), err)) == NULL)
		return NULL;
	snprintf(number, sizeof(number), "%u", options->timeout);
	add(&a, options->fetch_program, err);
	add(&a, call->command, err);
	add_pair(&a, "--timeout", number, err);
	add_list(&a, "--dns-server", options->dns_servers, err);
	if (strcmp(call->command, "ldap") == 0)
		add_ldap(&a, &options->ldap, err);
	add_pair(&a, "--filter", call->filter, err);
	add_list(&a, "--attribute", call->attributes, err);
	add_list(&a, "--name", call->names, err);
	add_list(&a, "--probe", call->probes, err);
	if (!options->ldap.no_computers)
		add_accounts(&a, call, err);
	add(&a, "--", err);
	add(&a, call->operand, err);
	return err->status == SANREQ_OK ? a.list : NULL;
}

/* Moves a descriptor out of the way of those the child is given. */
static int
move_up(int fd)
{
	int high = fcntl(fd, F_DUPFD_CLOEXEC, SAFE_FD);

	(void)close(fd);
	return high;
}

/* The read end of a pipe that holds the password; it always fits. */
static int
password_pipe(const struct secret *password, struct error *err)
{
	int ends[2] = {-1, -1}, fd = -1;

	if (pipe(ends) == 0 && (fd = move_up(ends[0])) >= 0) {
		(void)fcntl(ends[1], F_SETFD, FD_CLOEXEC);
		if (write(ends[1], password->data, password->len) !=
			(ssize_t)password->len ||
		    write(ends[1], "\n", 1) != 1) {
			(void)close(fd);
			fd = -1;
		}
	}
	if (ends[1] >= 0)
		(void)close(ends[1]);
	if (fd < 0)
		error_errno(err, SANREQ_INTERNAL, "pipe");
	return fd;
}

/* A socket pair rather than a pipe: its reads can time out. */
static enum sanreq_status
output_pair(int ends[2], unsigned silence, struct error *err)
{
	struct timeval tv = {.tv_sec = (time_t)silence};

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
		return error_errno(err, SANREQ_INTERNAL, "socketpair");
	(void)shutdown(ends[0], SHUT_WR);
	ends[1] = move_up(ends[1]);
	if (ends[1] < 0 ||
	    setsockopt(ends[0], SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv)) != 0)
		return error_errno(err, SANREQ_INTERNAL, "socketpair");
	return SANREQ_OK;
}

static int
spawn(const char *program, char **argv, char **env, int out, int password,
    pid_t *pid)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	sigset_t none, pipe_only;
	int rc;

	(void)sigemptyset(&none);
	(void)sigemptyset(&pipe_only);
	(void)sigaddset(&pipe_only, SIGPIPE);
	if ((rc = posix_spawn_file_actions_init(&files)) != 0)
		return rc;
	if ((rc = posix_spawnattr_init(&attr)) != 0) {
		(void)posix_spawn_file_actions_destroy(&files);
		return rc;
	}
	if ((rc = posix_spawn_file_actions_addopen(
		 &files, 0, "/dev/null", O_RDONLY, 0)) == 0 &&
	    (rc = posix_spawn_file_actions_adddup2(&files, out, 1)) == 0 &&
	    (password < 0 || (rc = posix_spawn_file_actions_adddup2(
				  &files, password, PASSWORD_FD)) == 0) &&
	    (rc = posix_spawnattr_setflags(
		 &attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF)) == 0 &&
	    (rc = posix_spawnattr_setsigmask(&attr, &none)) == 0 &&
	    (rc = posix_spawnattr_setsigdefault(&attr, &pipe_only)) == 0)
		rc = posix_spawn(pid, program, &files, &attr, argv, env);
	(void)posix_spawnattr_destroy(&attr);
	(void)posix_spawn_file_actions_destroy(&files);
	return rc;
}

enum sanreq_status
fetch_spawn(struct fetch_child *child, const struct fetch_call *call,
    const struct source_options *options, unsigned silence, struct error *err)
{
	const struct secret *password = options->ldap.bind_password;
	int ends[2] = {-1, -1}, in = -1, rc;
	char **argv, **env = NULL;
	struct pool pool;

	child->pid = 0;
	child->fd = -1;
	pool_init(&pool, SPAWN_MEMORY);
	argv = make_arguments(&pool, call, options, err);
	if (argv == NULL || (env = make_environment(&pool, err)) == NULL ||
	    output_pair(ends, silence, err) != SANREQ_OK ||
	    (password != NULL && (in = password_pipe(password, err)) < 0))
		goto out;
	rc = spawn(options->fetch_program, argv, env, ends[1], in, &child->pid);
	if (rc != 0) {
		child->pid = 0;
		errno = rc;
		error_errno(err, SANREQ_INTERNAL,
		    "%s: the helper cannot be started (is sanreq installed "
		    "whole?)",
		    QUOTES(options->fetch_program));
		goto out;
	}
	child->fd = ends[0];
	ends[0] = -1;
out:
	if (ends[0] >= 0)
		(void)close(ends[0]);
	if (ends[1] >= 0)
		(void)close(ends[1]);
	if (in >= 0)
		(void)close(in);
	pool_release(&pool);
	return err->status;
}

int
fetch_reap(struct fetch_child *child, bool kill_it)
{
	struct timespec step = {0, REAP_STEP_NS};
	int status = -1, i;
	pid_t got = 0;

	if (child->fd >= 0)
		(void)close(child->fd);
	child->fd = -1;
	if (child->pid == 0)
		return -1;
	for (i = 0; !kill_it && got == 0 && i < REAP_STEPS; i++) {
		got = waitpid(child->pid, &status, WNOHANG);
		if (got == 0)
			(void)nanosleep(&step, NULL);
	}
	if (got == 0) {
		(void)kill(child->pid, SIGKILL);
		do
			got = waitpid(child->pid, &status, 0);
		while (got < 0 && errno == EINTR);
	}
	child->pid = 0;
	return got > 0 ? status : -1;
}
