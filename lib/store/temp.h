/*
 * SPDX-License-Identifier: ISC
 *
 * temp: a final name in an opened folder, and the temporary beside it that
 * becomes the file.
 *
 * Calling sequence: target_open(), target_judge(), temp_create(),
 * temp_write(), temp_publish(), target_sync(); temp_remove() and
 * target_close() in any case. Everything is relative to the folder's
 * descriptor: a folder moved or replaced meanwhile changes nothing.
 */
#ifndef STORE_TEMP_H
#define STORE_TEMP_H

#include <sys/types.h>

#include <stdbool.h>

#include "base/error.h"
#include "store/signals.h"

struct target {
	int folder;          /* descriptor, or -1 */
	char *path;          /* as the user gave it */
	const char *name;    /* the last part, within path */
	const char *instead; /* way out when the file exists; static */
	bool there;          /* existed when it was judged */
};

struct temp {
	int fd;                    /* -1: none */
	int slot;                  /* in the table of signals.h */
	char name[TEMP_NAME_SIZE]; /* "": nothing to remove */
};

#define TARGET_NONE ((struct target){.folder = -1})
#define TEMP_NONE   ((struct temp){.fd = -1, .slot = -1})

NODISCARD enum sanreq_status target_open(
    struct target *, const char *path, const char *instead, struct error *);
void target_close(struct target *);

/* SANREQ_OUTPUT when something of that name exists, unless it is a regular
 * file and replace is set. */
NODISCARD enum sanreq_status
target_judge(struct target *, bool replace, struct error *);

/* Both lead to one file. */
bool target_is_same(const struct target *, const struct target *);

/* What was renamed or linked is on disk afterwards. */
NODISCARD enum sanreq_status target_sync(const struct target *, struct error *);

/* Mode 0600. */
NODISCARD enum sanreq_status
temp_create(struct temp *, const struct target *, struct error *);
/* Gives it mode less umask; best effort. */
void temp_share(struct temp *, mode_t mode);
/* Writes all and fsyncs. */
NODISCARD enum sanreq_status temp_write(
    struct temp *, const struct target *, const void *, size_t, struct error *);
/* Under the final name, in one step. SANREQ_OUTPUT for an existing file, unless
 * replace is set, the file was there when it was judged and is no key. */
NODISCARD enum sanreq_status temp_publish(
    struct temp *, const struct target *, bool replace, struct error *);
/* Closes, and removes what was not published. */
void temp_remove(struct temp *, const struct target *);

/* renameat2(2) in one folder, which the C library declares for GNU sources
 * alone. */
#define TEMP_NOREPLACE 1U
#define TEMP_EXCHANGE  2U
int temp_rename(int folder, const char *from, const char *to, unsigned flags);
/* By errno. */
enum sanreq_status temp_misplaced(const struct target *, struct error *);

#endif
