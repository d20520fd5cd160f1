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

static enum sanreq_status
write_beside(const char *path, const void *data, size_t n, mode_t mode,
    bool replace, struct error *err)
{
	struct target target = TARGET_NONE;
	struct temp temp = TEMP_NONE;
	enum sanreq_status status;

	if ((status = target_open(&target, path, "", err)) != SANREQ_OK ||
	    (status = target_judge(&target, replace, err)) != SANREQ_OK ||
	    (replace && (status = keylike_refuse(&target, err)) != SANREQ_OK) ||
	    (status = temp_create(&temp, &target, err)) != SANREQ_OK)
		goto out;
	if ((mode & 077) != 0)
		temp_share(&temp, mode);
	if ((status = temp_write(&temp, &target, data, n, err)) == SANREQ_OK &&
	    (status = temp_publish(&temp, &target, replace, err)) == SANREQ_OK)
		status = target_sync(&target, err);
out:
	temp_remove(&temp, &target);
	target_close(&target);
	return status;
}

/* A device, a pipe or a terminal: nothing to replace, only to write to. */
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
	enum sanreq_status status;
	struct stat st, link;
	char *real = NULL;

	if (!replace || stat(path, &st) == -1)
		return write_beside(path, data, n, mode, replace, err);
	if (!S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode))
		return write_into(path, data, n, err);
	/* The link stays, and what it leads to is replaced. */
	if (lstat(path, &link) == 0 && S_ISLNK(link.st_mode) &&
	    (real = realpath(path, NULL)) == NULL)
		return error_errno(err, SANREQ_OUTPUT, "%s", QUOTES(path));
	status = write_beside(
	    real != NULL ? real : path, data, n, mode, replace, err);
	free(real);
	return status;
}
