/*
 * SPDX-License-Identifier: ISC
 *
 * killat: ends or fails a program at its N-th change of the file system, to
 * prove that no moment leaves half a file or a request without its key.
 *
 *	cc -shared -fPIC -o killat.so killat.c
 *	KILLAT=N KILLMODE=MODE LD_PRELOAD=./killat.so PROGRAM...
 *
 * Counted are, from 1: write, pwrite, fsync and fdatasync on regular files
 * and folders, fchmod, link, linkat, rename, renameat, renameat2, unlink,
 * unlinkat, and open and openat with O_CREAT. MODE is
 *
 *	before  SIGKILL instead of the call (default)
 *	after   SIGKILL once it is done
 *	torn    SIGKILL after half of a write is done; else as before
 *	term    SIGTERM before the call, which is then made: handlers run
 *	fail    the call fails: KILLERRNO=ENOSPC (default), EIO, EPERM, EDQUOT
 *
 * With KILLAT unset or 0 nothing happens but the counting. When the process
 * ends by itself the count is written to the file KILLCOUNT names, so a test
 * knows how far N has to go.
 */
#define _GNU_SOURCE
#include <sys/stat.h>
#include <sys/syscall.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum what {
	PASS,
	FAIL,
	THEN_KILL,
	TORN
};

static long count;

static void
die(void)
{
	syscall(SYS_kill, getpid(), SIGKILL);
}

static int
chosen_errno(void)
{
	const char *name = getenv("KILLERRNO");

	if (name == NULL || strcmp(name, "ENOSPC") == 0)
		return ENOSPC;
	if (strcmp(name, "EIO") == 0)
		return EIO;
	return strcmp(name, "EPERM") == 0 ? EPERM : EDQUOT;
}

/* Counts one call and says what becomes of it. */
static enum what
step(void)
{
	const char *at = getenv("KILLAT"), *mode = getenv("KILLMODE");

	count++;
	if (at == NULL || strtol(at, NULL, 10) != count)
		return PASS;
	if (mode == NULL || strcmp(mode, "before") == 0)
		die();
	if (mode != NULL && strcmp(mode, "after") == 0)
		return THEN_KILL;
	if (mode != NULL && strcmp(mode, "torn") == 0)
		return TORN;
	if (mode != NULL && strcmp(mode, "term") == 0) {
		syscall(SYS_kill, getpid(), SIGTERM);
		return PASS;
	}
	errno = chosen_errno();
	return FAIL;
}

/* Every call but write: made or not, then perhaps the end. */
#define STEP(type, call)                 \
	do {                             \
		enum what what = step(); \
		type result;             \
                                         \
		if (what == FAIL)        \
			return -1;       \
		if (what == TORN)        \
			die();           \
		result = (type)(call);   \
		if (what == THEN_KILL)   \
			die();           \
		return result;           \
	} while (0)

static int
is_on_disk(int fd)
{
	struct stat st;
	int saved = errno, yes;

	yes =
	    fstat(fd, &st) == 0 && (S_ISREG(st.st_mode) || S_ISDIR(st.st_mode));
	errno = saved;
	return yes;
}

ssize_t
write(int fd, const void *data, size_t n)
{
	enum what what = is_on_disk(fd) ? step() : PASS;
	ssize_t put;

	if (what == FAIL)
		return -1;
	put = syscall(SYS_write, fd, data, what == TORN ? n / 2 : n);
	if (what == TORN || what == THEN_KILL)
		die();
	return put;
}

ssize_t
pwrite(int fd, const void *data, size_t n, off_t at)
{
	if (!is_on_disk(fd))
		return syscall(SYS_pwrite64, fd, data, n, at);
	STEP(ssize_t, syscall(SYS_pwrite64, fd, data, n, at));
}

int
fsync(int fd)
{
	STEP(int, syscall(SYS_fsync, fd));
}

int
fdatasync(int fd)
{
	STEP(int, syscall(SYS_fdatasync, fd));
}

int
fchmod(int fd, mode_t mode)
{
	STEP(int, syscall(SYS_fchmod, fd, mode));
}

int
linkat(int from, const char *old, int to, const char *new, int flags)
{
	STEP(int, syscall(SYS_linkat, from, old, to, new, flags));
}

int
link(const char *old, const char *new)
{
	return linkat(AT_FDCWD, old, AT_FDCWD, new, 0);
}

int
renameat2(int from, const char *old, int to, const char *new, unsigned flags)
{
	STEP(int, syscall(SYS_renameat2, from, old, to, new, flags));
}

int
renameat(int from, const char *old, int to, const char *new)
{
	return renameat2(from, old, to, new, 0);
}

int
rename(const char *old, const char *new)
{
	return renameat2(AT_FDCWD, old, AT_FDCWD, new, 0);
}

int
unlinkat(int folder, const char *name, int flags)
{
	STEP(int, syscall(SYS_unlinkat, folder, name, flags));
}

int
unlink(const char *name)
{
	return unlinkat(AT_FDCWD, name, 0);
}

static int
open_step(int folder, const char *name, int flags, mode_t mode)
{
	if ((flags & O_CREAT) == 0)
		return (int)syscall(SYS_openat, folder, name, flags, mode);
	STEP(int, syscall(SYS_openat, folder, name, flags, mode));
}

#define MODE(flags, mode)                            \
	do {                                         \
		va_list ap;                          \
                                                     \
		va_start(ap, flags);                 \
		if (((flags)&O_CREAT) != 0)          \
			(mode) = va_arg(ap, mode_t); \
		va_end(ap);                          \
	} while (0)

int
openat(int folder, const char *name, int flags, ...)
{
	mode_t mode = 0;

	MODE(flags, mode);
	return open_step(folder, name, flags, mode);
}

int
openat64(int folder, const char *name, int flags, ...)
{
	mode_t mode = 0;

	MODE(flags, mode);
	return open_step(folder, name, flags, mode);
}

int
open(const char *name, int flags, ...)
{
	mode_t mode = 0;

	MODE(flags, mode);
	return open_step(AT_FDCWD, name, flags, mode);
}

int
open64(const char *name, int flags, ...)
{
	mode_t mode = 0;

	MODE(flags, mode);
	return open_step(AT_FDCWD, name, flags, mode);
}

__attribute__((destructor)) static void
tell_count(void)
{
	const char *path = getenv("KILLCOUNT");
	char text[32];
	int fd, n;

	if (path == NULL)
		return;
	n = snprintf(text, sizeof(text), "%ld\n", count);
	fd = (int)syscall(
	    SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	if (fd != -1 && n > 0)
		(void)!syscall(SYS_write, fd, text, (size_t)n);
}
