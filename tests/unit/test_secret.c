/*
 * SPDX-License-Identifier: ISC
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/secret.h"

int posix_openpt(int);
int grantpt(int);
int unlockpt(int);
char *ptsname(int);

static char folder[] = "/tmp/test_secret.XXXXXX";

static int
make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) != NULL ? 0 : -1;
}

static int
remove_folder(void **state)
{
	(void)state;
	return rmdir(folder);
}

/* A pipe that holds these bytes and ends. */
static int
pipe_with(const void *bytes, size_t n)
{
	int fds[2];

	assert_int_equal(pipe(fds), 0);
	assert_int_equal(write(fds[1], bytes, n), (ssize_t)n);
	assert_int_equal(close(fds[1]), 0);
	return fds[0];
}

static void
accepts_first_lines(void **state)
{
	static const struct {
		const char *caption;
		const char *bytes;
		const char *want;
	} cases[] = {
	    {"no line end", "pass word", "pass word"},
	    {"a line end", "word\n", "word"},
	    {"CR and LF", "word\r\n", "word"},
	    {"the first line alone", "one\ntwo\n", "one"},
	    {"spaces belong to it", "  word ", "  word "},
	    {"any byte but NUL", "\xff\x01\xc3\xa4", "\xff\x01\xc3\xa4"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct secret secret = {NULL, 0};
		struct error err = {0};
		int fd = pipe_with(cases[i].bytes, strlen(cases[i].bytes));

		print_message("# %s\n", cases[i].caption);
		assert_int_equal(
		    secret_read_fd(fd, "here", &secret, &err), SANREQ_OK);
		assert_string_equal(secret.data, cases[i].want);
		assert_int_equal(secret.len, strlen(cases[i].want));
		secret_release(&secret);
		assert_null(secret.data);
		assert_int_equal(close(fd), 0);
	}
}

static void
refuses_lines(void **state)
{
	char big[SECRET_MAX + 2];
	const struct {
		const char *caption;
		const char *bytes;
		size_t n;
		const char *want;
	} cases[] = {
	    {"nothing", "", 0, "empty"},
	    {"an empty line", "\nword\n", 6, "empty"},
	    {"CR and LF alone", "\r\n", 2, "empty"},
	    {"NUL in it", "wo\0rd\n", 6, "NUL"},
	    {"NUL alone", "\0", 1, "NUL"},
	    {"one byte too long", big, SECRET_MAX + 1, "longer than 1024"},
	    {"too long, with its line end", big, SECRET_MAX + 2,
		"longer than 1024"},
	};

	(void)state;
	memset(big, 'x', sizeof(big));
	big[SECRET_MAX + 1] = '\n';
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct secret secret = {NULL, 0};
		struct error err = {0};
		int fd = pipe_with(cases[i].bytes, cases[i].n);

		print_message("# %s\n", cases[i].caption);
		assert_int_equal(
		    secret_read_fd(fd, "here", &secret, &err), SANREQ_INPUT);
		assert_null(secret.data);
		assert_non_null(strstr(err.text, cases[i].want));
		assert_non_null(strstr(err.text, "here: "));
		assert_null(strstr(err.text, "xxx"));
		assert_int_equal(close(fd), 0);
	}
}

static void
longest_fits(void **state)
{
	struct secret secret = {NULL, 0};
	struct error err = {0};
	char big[SECRET_MAX + 1];
	int fd;

	(void)state;
	memset(big, 'x', SECRET_MAX);
	big[SECRET_MAX] = '\n';
	fd = pipe_with(big, sizeof(big));
	assert_int_equal(secret_read_fd(fd, "h", &secret, &err), SANREQ_OK);
	assert_int_equal(secret.len, SECRET_MAX);
	secret_release(&secret);
	assert_int_equal(close(fd), 0);
}

/* Two passwords from one descriptor, as openssl(1) reads them. */
static void
leaves_the_second_line(void **state)
{
	struct secret secret = {NULL, 0};
	struct error err = {0};
	int fd = pipe_with("one\ntwo\n", 8);

	(void)state;
	assert_int_equal(secret_read_fd(fd, "h", &secret, &err), SANREQ_OK);
	secret_release(&secret);
	assert_int_equal(secret_read_fd(fd, "h", &secret, &err), SANREQ_OK);
	assert_string_equal(secret.data, "two");
	secret_release(&secret);
	assert_int_equal(close(fd), 0);
}

static void
refuses_sources(void **state)
{
	static const struct {
		const char *source;
		enum sanreq_status want;
		const char *text;
	} cases[] = {
	    {"pass:hunter2", SANREQ_USAGE, "not a source"},
	    {"hunter2", SANREQ_USAGE, "not a source"},
	    {"", SANREQ_USAGE, "not a source"},
	    {"stdin:", SANREQ_USAGE, "not a source"},
	    {"FILE:x", SANREQ_USAGE, "not a source"},
	    {"fd:", SANREQ_USAGE, "number"},
	    {"fd:hunter2", SANREQ_USAGE, "number"},
	    {"fd:-1", SANREQ_USAGE, "number"},
	    {"fd:99999999999999999999", SANREQ_USAGE, "number"},
	    {"fd:987", SANREQ_INPUT, "Bad file descriptor"},
	    {"env:", SANREQ_INPUT, "no such variable"},
	    {"env:SANREQ_TEST_UNSET", SANREQ_INPUT, "SANREQ_TEST_UNSET"},
	    {"file:", SANREQ_INPUT, "No such file"},
	    {"file:/nonexistent/x", SANREQ_INPUT, "No such file"},
	    {"file:/dev/zero", SANREQ_INPUT, "chmod 600"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct secret secret = {NULL, 0};
		struct error err = {0};

		print_message("# %s\n", cases[i].source);
		assert_int_equal(
		    secret_read(cases[i].source, NULL, &secret, &err),
		    cases[i].want);
		assert_null(secret.data);
		assert_non_null(strstr(err.text, cases[i].text));
		assert_null(strstr(err.text, "hunter2"));
	}
}

static void
judges_the_mode_of_files(void **state)
{
	static const struct {
		mode_t mode;
		enum sanreq_status want;
	} cases[] = {{0600, SANREQ_OK}, {0400, SANREQ_OK}, {0700, SANREQ_OK},
	    {0640, SANREQ_INPUT}, {0604, SANREQ_INPUT}, {0620, SANREQ_INPUT},
	    {0666, SANREQ_INPUT}};
	char path[64], source[80];
	int fd;

	(void)state;
	snprintf(path, sizeof(path), "%s/pass", folder);
	snprintf(source, sizeof(source), "file:%s", path);
	fd = open(path, O_WRONLY | O_CREAT, 0600);
	assert_int_equal(write(fd, "word\n", 5), 5);
	assert_int_equal(close(fd), 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct secret secret = {NULL, 0};
		struct error err = {0};

		assert_int_equal(chmod(path, cases[i].mode), 0);
		assert_int_equal(
		    secret_read(source, NULL, &secret, &err), cases[i].want);
		if (cases[i].want == SANREQ_OK)
			assert_string_equal(secret.data, "word");
		else
			assert_non_null(strstr(err.text, "chmod 600"));
		secret_release(&secret);
	}
	assert_int_equal(unlink(path), 0);
}

/* A FIFO without a writer is empty at once; it must not hang. */
static void
does_not_wait_for_a_fifo(void **state)
{
	struct secret secret = {NULL, 0};
	struct error err = {0};
	char path[64], source[80];

	(void)state;
	snprintf(path, sizeof(path), "%s/fifo", folder);
	snprintf(source, sizeof(source), "file:%s", path);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(
	    secret_read(source, NULL, &secret, &err), SANREQ_INPUT);
	assert_non_null(strstr(err.text, "empty"));
	assert_int_equal(unlink(path), 0);
}

static void
variable_is_gone_afterwards(void **state)
{
	struct secret secret = {NULL, 0};
	struct error err = {0};
	char *bytes;

	(void)state;
	assert_int_equal(setenv("SANREQ_TEST_PASS", "word\nx", 1), 0);
	bytes = getenv("SANREQ_TEST_PASS");
	assert_int_equal(
	    secret_read("env:SANREQ_TEST_PASS", NULL, &secret, &err),
	    SANREQ_OK);
	assert_string_equal(secret.data, "word");
	assert_null(getenv("SANREQ_TEST_PASS"));
	assert_int_equal(bytes[0], 0);
	secret_release(&secret);
	assert_int_equal(setenv("SANREQ_TEST_PASS", "", 1), 0);
	assert_int_equal(
	    secret_read("env:SANREQ_TEST_PASS", NULL, &secret, &err),
	    SANREQ_INPUT);
	assert_null(getenv("SANREQ_TEST_PASS"));
}

static void
prompt_needs_a_terminal(void **state)
{
	int status;
	pid_t pid;

	(void)state;
	if ((pid = fork()) == 0) {
		struct secret secret = {NULL, 0};
		struct error err = {0};

		(void)setsid();
		(void)close(0);
		(void)open("/dev/null", O_RDONLY);
		_exit(secret_read("prompt", "? ", &secret, &err) == SANREQ_USAGE
			  ? 0
			  : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

/* The child asks on a terminal of its own; answers by its exit status. */
static pid_t
start_prompt(int master)
{
	pid_t pid = fork();
	int tty;

	if (pid != 0)
		return pid;
	(void)setsid();
	tty = open(ptsname(master), O_RDWR);
	if (tty == -1 || ioctl(tty, TIOCSCTTY, 0) == -1 || dup2(tty, 0) == -1)
		_exit(100);
	struct secret secret = {NULL, 0};
	struct error err = {0};
	if (secret_read("prompt", "word? ", &secret, &err) != SANREQ_OK)
		_exit(101);
	_exit(strcmp(secret.data, "hunter2") == 0 ? 0 : 102);
}

/* Waits for the prompt; returns the terminal's flags while it stands. */
static tcflag_t
flags_at_prompt(int master, char *seen, size_t size)
{
	struct termios t;
	size_t n = 0;
	ssize_t got;

	while (strstr(seen, "word? ") == NULL && n + 1 < size &&
	       (got = read(master, seen + n, size - n - 1)) > 0) {
		n += (size_t)got;
		seen[n] = '\0';
	}
	assert_int_equal(tcgetattr(master, &t), 0);
	return t.c_lflag;
}

static int
open_master(void)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY);

	assert_true(master >= 0);
	assert_int_equal(grantpt(master), 0);
	assert_int_equal(unlockpt(master), 0);
	return master;
}

static void
prompt_hides_the_answer(void **state)
{
	int master = open_master(), status;
	pid_t pid = start_prompt(master);
	char seen[256] = "";
	struct termios t;

	(void)state;
	assert_int_equal(flags_at_prompt(master, seen, 256) & ECHO, 0);
	assert_int_equal(write(master, "hunter2\n", 8), 8);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_int_equal(tcgetattr(master, &t), 0);
	assert_int_not_equal(t.c_lflag & ECHO, 0);
	assert_null(strstr(seen, "hunter2"));
	assert_int_equal(close(master), 0);
}

static void
prompt_shows_again_on_signals(void **state)
{
	int master = open_master(), status;
	int slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	pid_t pid = start_prompt(master);
	char seen[256] = "";
	struct termios t;

	(void)state;
	assert_int_equal(flags_at_prompt(master, seen, 256) & ECHO, 0);
	assert_int_equal(kill(pid, SIGTERM), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGTERM);
	assert_int_equal(tcgetattr(slave, &t), 0);
	assert_int_not_equal(t.c_lflag & ECHO, 0);
	assert_int_equal(close(slave), 0);
	assert_int_equal(close(master), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(accepts_first_lines),
	    cmocka_unit_test(refuses_lines),
	    cmocka_unit_test(longest_fits),
	    cmocka_unit_test(leaves_the_second_line),
	    cmocka_unit_test(refuses_sources),
	    cmocka_unit_test(judges_the_mode_of_files),
	    cmocka_unit_test(does_not_wait_for_a_fifo),
	    cmocka_unit_test(variable_is_gone_afterwards),
	    cmocka_unit_test(prompt_needs_a_terminal),
	    cmocka_unit_test(prompt_hides_the_answer),
	    cmocka_unit_test(prompt_shows_again_on_signals),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
