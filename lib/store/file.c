/*
 * SPDX-License-Identifier: ISC
 */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "store/keylike.h"
#include "store/store.h"
#include "store/temp.h"

/* Where a single file goes. */
struct place {
	bool device; /* or pipe, terminal: nothing to replace, only to write */
	struct target target; /* else */
};

static enum sanreq_status
place_open(
    struct place *place, const char *path, bool replace, struct error *err)
{
	enum sanreq_status status;
	struct stat st, link;
	char *real = NULL;

	*place = (struct place){.target = TARGET_NONE};
	if (replace && stat(path, &st) == 0) {
		place->device = !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode);
		if (place->device)
			return SANREQ_OK;
		/* The link stays, and what it leads to is replaced. */
		if (lstat(path, &link) == 0 && S_ISLNK(link.st_mode) &&
		    (real = realpath(path, NULL)) == NULL)
			return error_errno(
			    err, SANREQ_OUTPUT, "%s", QUOTES(path));
	}
	status =
	    target_open(&place->target, real != NULL ? real : path, "", err);
	free(real);
	if (status == SANREQ_OK)
		status = target_judge(&place->target, replace, err);
	if (status == SANREQ_OK && replace)
		status =
		    keylike_refuse(&place->target, place->target.name, err);
	return status;
}

static enum sanreq_status
write_beside(const struct target *target, const void *data, size_t n,
    mode_t mode, bool replace, struct error *err)
{
	struct temp temp = TEMP_NONE;
	enum sanreq_status status;

	if ((status = temp_create(&temp, target, err)) == SANREQ_OK) {
		if ((mode & 077) != 0)
			temp_share(&temp, mode);
		status = temp_write(&temp, target, data, n, err);
	}
	if (status == SANREQ_OK &&
	    (status = temp_publish(&temp, target, replace, err)) == SANREQ_OK)
		status = target_sync(target, err);
	temp_remove(&temp, target);
	return status;
}

static enum sanreq_status
write_into(const char *path, const char *data, size_t n, struct error *err)
{
	ssize_t put;
	int fd;

	fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	while (fd != -1 && n != 0) {
		put = write(fd, data, n);
		if (put == -1 && errno == EINTR)
			continue;
		if (put <= 0)
			break;
		data += put;
		n -= (size_t)put;
	}
	if (fd == -1 || n != 0)
		(void)error_errno(
		    err, SANREQ_OUTPUT, "%s: cannot be written", QUOTES(path));
	if (fd != -1)
		(void)close(fd);
	return err->status;
}

enum sanreq_status
store_file(const char *path, const void *data, size_t n, unsigned mode,
    bool replace, struct error *err)
{
	struct place place;
	enum sanreq_status status;

	status = place_open(&place, path, replace, err);
	if (status == SANREQ_OK)
		status = place.device ? write_into(path, data, n, err)
				      : write_beside(&place.target, data, n,
					    mode, replace, err);
	target_close(&place.target);
	return status;
}

enum sanreq_status
store_writable_target(const char *path, bool replace, struct error *err)
{
	struct temp temp = TEMP_NONE;
	struct place place;
	enum sanreq_status status;

	status = place_open(&place, path, replace, err);
	if (status == SANREQ_OK && !place.device) {
		/* Modes alone do not tell: a read-only or full file system */
		status = temp_create(&temp, &place.target, err);
		temp_remove(&temp, &place.target);
	} else if (status == SANREQ_OK &&
		   faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) == -1)
		status = error_errno(
		    err, SANREQ_OUTPUT, "%s: cannot be written", QUOTES(path));
	target_close(&place.target);
	return status;
}

bool
store_same_target(const char *a, const char *b)
{
	struct target x = TARGET_NONE, y = TARGET_NONE;
	struct error ignored = {0};
	struct stat st, other;
	bool same;

	if (stat(a, &st) == 0 && stat(b, &other) == 0)
		return st.st_dev == other.st_dev && st.st_ino == other.st_ino &&
		       !S_ISCHR(st.st_mode);
	same = target_open(&x, a, "", &ignored) == SANREQ_OK &&
	       target_open(&y, b, "", &ignored) == SANREQ_OK &&
	       target_is_same(&x, &y);
	target_close(&x);
	target_close(&y);
	return same;
}
