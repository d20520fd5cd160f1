/*
 * SPDX-License-Identifier: ISC
 */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "store/keylike.h"
#include "store/replace.h"

static bool
is_ours(const struct temp *temp, int folder)
{
	struct stat st, named;

	return fstat(temp->fd, &st) == 0 &&
	       fstatat(folder, temp->name, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
	       st.st_dev == named.st_dev && st.st_ino == named.st_ino;
}

/* What came out goes back. It is never removed, even where it cannot. */
static void
put_back(struct temp *temp, const struct target *target, struct error *err)
{
	const int folder = target->folder;

	if (temp_rename(folder, temp->name, target->name, TEMP_EXCHANGE) == 0) {
		if (is_ours(temp, folder))
			return;
	} else if (temp_rename(
		       folder, temp->name, target->name, TEMP_NOREPLACE) == 0) {
		temp->name[0] = '\0';
		return;
	}
	(void)error_prefix(err, "kept as %s", temp->name);
	temp->name[0] = '\0';
}

/* Where the file system cannot exchange, the gap is at least a short one. */
static enum sanreq_status
look_and_rename(struct temp *temp, const struct target *target, bool *gone,
    struct error *err)
{
	struct stat st;

	*gone = fstatat(target->folder, target->name, &st,
		    AT_SYMLINK_NOFOLLOW) == -1 &&
		errno == ENOENT;
	if (*gone)
		return SANREQ_OK;
	if (keylike_refuse(target, target->name, err) != SANREQ_OK)
		return err->status;
	if (temp_rename(target->folder, temp->name, target->name, 0) == -1)
		return temp_misplaced(target, err);
	temp->name[0] = '\0';
	return SANREQ_OK;
}

enum sanreq_status
replace_file(struct temp *temp, const struct target *target, bool *gone,
    struct error *err)
{
	*gone = false;
	if (temp_rename(target->folder, temp->name, target->name,
		TEMP_EXCHANGE) == -1) {
		if (errno == EINVAL || errno == ENOSYS || errno == ENOTSUP)
			return look_and_rename(temp, target, gone, err);
		*gone = errno == ENOENT;
		return *gone ? SANREQ_OK : temp_misplaced(target, err);
	}
	if (keylike_refuse(target, temp->name, err) != SANREQ_OK)
		put_back(temp, target, err);
	else if (unlinkat(target->folder, temp->name, 0) == 0)
		temp->name[0] = '\0';
	return err->status;
}
