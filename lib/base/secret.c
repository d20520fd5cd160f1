/*
 * SPDX-License-Identifier: ISC
 */
#include <sys/mman.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/secret.h"
#include "base/text.h"

/* One page or more; the kernel rounds it up alike for mmap and munmap. */
#define ROOM (SECRET_MAX + 2)

/* How often a prompt looks for a signal that waits. */
#define PROMPT_TICK_MS 100

static enum sanreq_status
secret_new(struct secret *secret, struct error *err)
{
	char *room;

	room = mmap(NULL, ROOM, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (room == MAP_FAILED)
		return error_memory(err);
	/* Best effort: a limit on locked memory must not stop the work. */
	(void)mlock(room, ROOM);
#ifdef MADV_DONTDUMP
	(void)madvise(room, ROOM, MADV_DONTDUMP);
#endif
	secret->data = room;
	secret->len = 0;
	return SANREQ_OK;
}

void
secret_release(struct secret *secret)
{
	if (secret->data != NULL) {
		explicit_bzero(secret->data, ROOM);
		(void)munmap(secret->data, ROOM);
	}
	secret->data = NULL;
	secret->len = 0;
}

enum sanreq_status
secret_copy(
    struct secret *secret, const char *data, size_t n, struct error *err)
{
	struct secret fresh = {NULL, 0};

	if (n == 0 || n > SECRET_MAX)
		return error_set(err, SANREQ_USAGE,
		    "a password of %zu bytes (1 to %d)", n, SECRET_MAX);
	if (memchr(data, '\0', n) != NULL || memchr(data, '\n', n) != NULL ||
	    memchr(data, '\r', n) != NULL)
		return error_set(err, SANREQ_USAGE,
		    "the password holds a line end or a NUL byte");
	if (secret_new(&fresh, err) != SANREQ_OK)
		return err->status;
	memcpy(fresh.data, data, n);
	fresh.len = n; /* the NUL is there: the pages are zero */
	secret_release(secret);
	*secret = fresh;
	return SANREQ_OK;
}

/* Cuts the line end and judges what is left. */
static enum sanreq_status
secret_finish(struct secret *secret, struct error *err)
{
	if (secret->len != 0 && secret->data[secret->len - 1] == '\r')
		secret->len--;
	secret->data[secret->len] = '\0';
	if (secret->len == 0)
		return error_set(err, SANREQ_INPUT, "the password is empty");
	if (secret->len > SECRET_MAX)
		return error_set(err, SANREQ_INPUT,
		    "the password is longer than %d bytes", SECRET_MAX);
	if (memchr(secret->data, '\0', secret->len) != NULL)
		return error_set(
		    err, SANREQ_INPUT, "the password holds a NUL byte");
	return SANREQ_OK;
}

/* One byte; 0 at the end, -1 with errno. Waits for descriptors that somebody
 * else made non-blocking. */
static ssize_t
read_byte(int fd, char *c)
{
	struct pollfd pfd = {.fd = fd, .events = POLLIN};
	ssize_t got;

	for (;;) {
		if ((got = read(fd, c, 1)) >= 0)
			return got;
		if (errno == EAGAIN || errno == EWOULDBLOCK)
			(void)poll(&pfd, 1, -1);
		else if (errno != EINTR)
			return -1;
	}
}

/* Byte by byte, so that what follows the line stays for others to read. */
static enum sanreq_status
read_line(int fd, struct secret *secret, struct error *err)
{
	ssize_t got = 0;
	char c = '\0';

	while (secret->len <= SECRET_MAX) {
		if ((got = read_byte(fd, &c)) <= 0 || c == '\n')
			break;
		secret->data[secret->len++] = c;
	}
	explicit_bzero(&c, sizeof(c));
	if (got < 0)
		return error_errno(
		    err, SANREQ_INPUT, "the password cannot be read");
	return secret_finish(secret, err);
}

enum sanreq_status
secret_read_fd(
    int fd, const char *where, struct secret *secret, struct error *err)
{
	struct secret fresh = {NULL, 0};
	enum sanreq_status status;

	if ((status = secret_new(&fresh, err)) == SANREQ_OK)
		status = read_line(fd, &fresh, err);
	if (status != SANREQ_OK) {
		secret_release(&fresh);
		return error_prefix(err, "%s", where);
	}
	*secret = fresh;
	return SANREQ_OK;
}

static enum sanreq_status
read_file(const char *path, struct secret *secret, struct error *err)
{
	enum sanreq_status status;
	struct stat st;
	int fd;

	/* Not blocking: a FIFO that nobody writes to is empty. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd == -1)
		return error_errno(err, SANREQ_INPUT, "%s", QUOTES(path));
	if (fstat(fd, &st) == -1)
		status = error_errno(err, SANREQ_INPUT, "%s", QUOTES(path));
	else if ((st.st_mode & 077) != 0)
		status = error_set(err, SANREQ_INPUT,
		    "%s: a password file that others may use (mode %04o); "
		    "chmod 600 it",
		    QUOTES(path), (unsigned)(st.st_mode & 07777));
	else
		status = secret_read_fd(fd, QUOTES(path), secret, err);
	(void)close(fd);
	return status;
}

static enum sanreq_status
read_number(const char *digits, struct secret *secret, struct error *err)
{
	char where[16];
	int fd = 0;

	for (const char *p = digits; *p != '\0'; p++) {
		if (!text_is_digit(*p) || fd > 100000)
			return error_set(err, SANREQ_USAGE,
			    "fd: takes the number of an open descriptor");
		fd = fd * 10 + (*p - '0');
	}
	if (digits[0] == '\0')
		return error_set(err, SANREQ_USAGE,
		    "fd: takes the number of an open descriptor");
	snprintf(where, sizeof(where), "fd:%d", fd);
	return secret_read_fd(fd, where, secret, err);
}

/* The variable goes, and its bytes with it: children and /proc would show
 * them. */
static enum sanreq_status
read_variable(const char *name, struct secret *secret, struct error *err)
{
	struct secret fresh = {NULL, 0};
	enum sanreq_status status;
	char *value;
	size_t len;

	if (name[0] == '\0' || (value = getenv(name)) == NULL)
		return error_set(err, SANREQ_INPUT,
		    "env:%s: there is no such variable", QUOTES(name));
	if ((status = secret_new(&fresh, err)) == SANREQ_OK) {
		len = strcspn(value, "\n");
		fresh.len = len <= SECRET_MAX ? len : SECRET_MAX + 1;
		memcpy(fresh.data, value, fresh.len);
		status = secret_finish(&fresh, err);
	}
	explicit_bzero(value, strlen(value));
	(void)unsetenv(name);
	if (status != SANREQ_OK) {
		secret_release(&fresh);
		return error_prefix(err, "env:%s", QUOTES(name));
	}
	*secret = fresh;
	return SANREQ_OK;
}

/* --- asking on the terminal --- */

static void
prompt_signals(sigset_t *set)
{
	static const int list[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP,
	    SIGALRM, SIGPIPE, SIGUSR1, SIGUSR2};

	sigemptyset(set);
	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++)
		sigaddset(set, list[i]);
}

/* Does a signal wait that is held back while the echo is off? */
static bool
signal_waits(const sigset_t *held)
{
	sigset_t pending;

	if (sigpending(&pending) == -1)
		return false;
	for (int sig = 1; sig < NSIG; sig++)
		if (sigismember(held, sig) == 1 &&
		    sigismember(&pending, sig) == 1)
			return true;
	return false;
}

static void
say(int tty, const char *text)
{
	/* A terminal that takes no prompt may still give an answer. */
	if (write(tty, text, strlen(text)) == -1)
		errno = 0;
}

/* A signal that comes while the echo is off waits until it is on again, then
 * does what it would have done. No handler, hence no global state. */
static enum sanreq_status
ask(int tty, const char *prompt, struct secret *secret, struct error *err)
{
	struct pollfd pfd = {.fd = tty, .events = POLLIN};
	struct termios shown, hidden;
	sigset_t held, before;
	int ready = 0;

	if (tcgetattr(tty, &shown) == -1)
		return error_errno(err, SANREQ_USAGE, "the terminal");
	hidden = shown;
	hidden.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
	hidden.c_lflag |= ICANON | ISIG;
	prompt_signals(&held);
	while (ready == 0) {
		(void)pthread_sigmask(SIG_BLOCK, &held, &before);
		(void)tcsetattr(tty, TCSAFLUSH, &hidden);
		say(tty, prompt);
		while (!signal_waits(&held) &&
		       (ready = poll(&pfd, 1, PROMPT_TICK_MS)) == 0)
			continue;
		if (ready != 0)
			(void)read_line(tty, secret, err);
		(void)tcsetattr(tty, TCSAFLUSH, &shown);
		say(tty, "\n");
		(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	}
	return err->status;
}

static enum sanreq_status
read_terminal(const char *prompt, struct secret *secret, struct error *err)
{
	struct secret fresh = {NULL, 0};
	enum sanreq_status status;
	int tty = -1;

	if (isatty(STDIN_FILENO))
		tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	if (tty == -1)
		return error_set(err, SANREQ_USAGE,
		    "there is no terminal to ask for the password; "
		    "give it with file:, fd:, env: or stdin");
	if ((status = secret_new(&fresh, err)) == SANREQ_OK)
		status = ask(
		    tty, prompt != NULL ? prompt : "Password: ", &fresh, err);
	(void)close(tty);
	if (status != SANREQ_OK) {
		secret_release(&fresh);
		return status;
	}
	*secret = fresh;
	return SANREQ_OK;
}

/* What is no source is not repeated in the message: it may be the password
 * itself. */
enum sanreq_status
secret_read(const char *source, const char *prompt, struct secret *secret,
    struct error *err)
{
	if (strncmp(source, "file:", 5) == 0)
		return read_file(source + 5, secret, err);
	if (strncmp(source, "fd:", 3) == 0)
		return read_number(source + 3, secret, err);
	if (strncmp(source, "env:", 4) == 0)
		return read_variable(source + 4, secret, err);
	if (strcmp(source, "prompt") == 0)
		return read_terminal(prompt, secret, err);
	if (strcmp(source, "stdin") != 0)
		return error_set(err, SANREQ_USAGE,
		    "not a source of passwords: file:PATH, fd:N, env:VAR, "
		    "stdin or prompt (never the password itself: others can "
		    "see a command line)");
	if (isatty(STDIN_FILENO))
		return error_set(err, SANREQ_USAGE,
		    "stdin is a terminal, which would show the password; "
		    "use prompt");
	return secret_read_fd(STDIN_FILENO, "standard input", secret, err);
}
