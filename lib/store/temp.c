/*
 * SPDX-License-Identifier: ISC
 */
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "store/replace.h"
#include "store/temp.h"

#define TEMP_PREFIX ".sanreq-"
#define TEMP_RANDOM 12
#define TEMP_TRIES  100

/* --- the final name --- */

static int
open_folder(char *path, char *name)
{
	const int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
	char kept;
	int fd;

	if (name == path)
		return open(".", flags);
	/* "/x" is in "/", "a/x" in "a/": the slash may stay */
	kept = *name;
	*name = '\0';
	fd = open(path, flags);
	*name = kept;
	return fd;
}

enum sanreq_status
target_open(struct target *target, const char *path, const char *instead,
    struct error *err)
{
	char *name;

	if ((target->path = strdup(path)) == NULL)
		return error_memory(err);
	target->instead = instead;
	name = strrchr(target->path, '/');
	name = name != NULL ? name + 1 : target->path;
	target->name = name;
	if (*name == '\0' || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return error_set(err, SANREQ_OUTPUT,
		    "\"%s\": not the name of a file", QUOTES(path));
	if ((target->folder = open_folder(target->path, name)) == -1)
		return error_errno(
		    err, SANREQ_OUTPUT, "%s: the folder", QUOTES(path));
	return SANREQ_OK;
}

void
target_close(struct target *target)
{
	if (target->folder != -1)
		(void)close(target->folder);
	free(target->path);
	*target = TARGET_NONE;
}

static enum sanreq_status
exists(const struct target *target, struct error *err)
{
	return error_set(err, SANREQ_OUTPUT, "%s: exists already%s",
	    QUOTES(target->path), target->instead);
}

enum sanreq_status
target_judge(struct target *target, bool replace, struct error *err)
{
	struct stat st;

	if (fstatat(target->folder, target->name, &st, AT_SYMLINK_NOFOLLOW) ==
	    -1) {
		if (errno == ENOENT)
			return SANREQ_OK;
		return error_errno(
		    err, SANREQ_OUTPUT, "%s", QUOTES(target->path));
	}
	if (!S_ISREG(st.st_mode))
		return error_set(err, SANREQ_OUTPUT,
		    "%s: exists already, and is %s", QUOTES(target->path),
		    S_ISDIR(st.st_mode)   ? "a folder"
		    : S_ISLNK(st.st_mode) ? "a symbolic link"
					  : "no regular file");
	target->there = true;
	return replace ? SANREQ_OK : exists(target, err);
}

bool
target_is_same(const struct target *a, const struct target *b)
{
	struct stat x, y;

	return strcmp(a->name, b->name) == 0 && fstat(a->folder, &x) == 0 &&
	       fstat(b->folder, &y) == 0 && x.st_dev == y.st_dev &&
	       x.st_ino == y.st_ino;
}

enum sanreq_status
target_sync(const struct target *target, struct error *err)
{
	/* Some file systems have nothing to sync in a folder, and say so. */
	if (fsync(target->folder) == 0 || errno == EINVAL || errno == ENOTSUP)
		return SANREQ_OK;
	return error_errno(err, SANREQ_OUTPUT,
	    "%s: written, but its folder cannot be synced",
	    QUOTES(target->path));
}

/* --- the temporary --- */

static int
draw_name(char name[TEMP_NAME_SIZE])
{
	static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";
	unsigned char random[TEMP_RANDOM];
	size_t n = sizeof(TEMP_PREFIX) - 1;

	if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random))
		return -1;
	memset(name, 0, TEMP_NAME_SIZE);
	memcpy(name, TEMP_PREFIX, n);
	for (size_t i = 0; i < sizeof(random); i++)
		name[n + i] = digits[random[i] & 31];
	return 0;
}

static int
create_once(struct temp *temp, int folder)
{
	sigset_t before;
	int fd;

	if (draw_name(temp->name) == -1)
		return -1;
	signals_hold(&before);
	fd = openat(folder, temp->name,
	    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd != -1)
		temp->slot = signals_remember(folder, temp->name);
	else
		temp->name[0] = '\0';
	signals_let(&before);
	return fd;
}

enum sanreq_status
temp_create(struct temp *temp, const struct target *target, struct error *err)
{
	for (int i = 0; i < TEMP_TRIES && temp->fd == -1; i++) {
		temp->fd = create_once(temp, target->folder);
		if (temp->fd == -1 && errno != EEXIST)
			break;
	}
	/* The umask may have taken the owner's own bits. */
	if (temp->fd == -1 || fchmod(temp->fd, 0600) == -1)
		return error_errno(err, SANREQ_OUTPUT,
		    "%s: no file can be created in the folder",
		    QUOTES(target->path));
	return SANREQ_OK;
}

/*
 * There is no call that only asks for the umask, and setting it to ask would
 * change it under the feet of other threads, for good when two do it at once.
 * Where the kernel does not tell, what is made stays private.
 */
static mode_t
umask_ask(void)
{
	static const char key[] = "\nUmask:";
	int fd = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
	char text[512], *at;
	ssize_t n;

	if (fd == -1)
		return 077;
	n = read(fd, text, sizeof(text) - 1);
	(void)close(fd);
	text[n > 0 ? n : 0] = '\0';
	if ((at = strstr(text, key)) == NULL)
		return 077;
	return (mode_t)strtoul(at + strlen(key), NULL, 8) & 0777;
}

void
temp_share(struct temp *temp, mode_t mode)
{
	/* A file system without modes is no reason to fail. */
	(void)fchmod(temp->fd, mode & ~umask_ask());
}

static int
write_all(int fd, const char *data, size_t n)
{
	while (n != 0) {
		ssize_t put = write(fd, data, n);

		if (put == -1 && errno == EINTR)
			continue;
		if (put <= 0)
			return -1;
		data += put;
		n -= (size_t)put;
	}
	return 0;
}

enum sanreq_status
temp_write(struct temp *temp, const struct target *target, const void *data,
    size_t n, struct error *err)
{
	if (write_all(temp->fd, data, n) == 0 && fsync(temp->fd) == 0)
		return SANREQ_OK;
	return error_errno(
	    err, SANREQ_OUTPUT, "%s: cannot be written", QUOTES(target->path));
}

int
temp_rename(int folder, const char *from, const char *to, unsigned flags)
{
	return (int)syscall(SYS_renameat2, folder, from, folder, to, flags);
}

enum sanreq_status
temp_misplaced(const struct target *target, struct error *err)
{
	return error_errno(err, SANREQ_OUTPUT, "%s: cannot be put in place",
	    QUOTES(target->path));
}

/* link(2) fails where rename(2) would replace: that is the point. Without
 * hard links there is a rename that fails too. */
static int
publish_new(struct temp *temp, const struct target *target)
{
	const int folder = target->folder;

	if (linkat(folder, temp->name, folder, target->name, 0) == 0) {
		/* The second name goes; if it cannot now, temp_remove() tries
		 * again. */
		if (unlinkat(folder, temp->name, 0) == 0)
			temp->name[0] = '\0';
		return 0;
	}
	if (errno != EPERM && errno != ENOTSUP && errno != EOPNOTSUPP &&
	    errno != ENOSYS && errno != EMLINK)
		return -1;
	if (temp_rename(folder, temp->name, target->name, TEMP_NOREPLACE) == -1)
		return -1;
	temp->name[0] = '\0';
	return 0;
}

static enum sanreq_status
publish(struct temp *temp, const struct target *target, bool replace,
    struct error *err)
{
	bool gone = true;

	if (replace && target->there &&
	    replace_file(temp, target, &gone, err) != SANREQ_OK)
		return err->status;
	if (!gone || publish_new(temp, target) == 0)
		return SANREQ_OK;
	if (errno != EEXIST)
		return temp_misplaced(target, err);
	if (replace)
		return error_set(err, SANREQ_OUTPUT,
		    "%s: has appeared meanwhile, and is not replaced",
		    QUOTES(target->path));
	return exists(target, err);
}

static void
temp_forget(struct temp *temp)
{
	signals_forget(temp->slot);
	temp->slot = -1;
}

enum sanreq_status
temp_publish(struct temp *temp, const struct target *target, bool replace,
    struct error *err)
{
	enum sanreq_status status;
	sigset_t before;

	signals_hold(&before);
	/* While an old file may stand under the temporary's name, no handler
	 * may remove it, in whatever thread. */
	if (replace && target->there)
		temp_forget(temp);
	status = publish(temp, target, replace, err);
	if (temp->name[0] == '\0')
		temp_forget(temp);
	else if (temp->slot == -1)
		temp->slot = signals_remember(target->folder, temp->name);
	signals_let(&before);
	return status;
}

void
temp_remove(struct temp *temp, const struct target *target)
{
	if (temp->fd != -1)
		(void)close(temp->fd);
	if (temp->name[0] != '\0')
		(void)unlinkat(target->folder, temp->name, 0);
	signals_forget(temp->slot);
	*temp = TEMP_NONE;
}
