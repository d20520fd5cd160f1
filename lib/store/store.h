/*
 * SPDX-License-Identifier: ISC
 *
 * store: files that appear whole or not at all, and the key-and-request pair.
 *
 * store_pair(): after any failure, kill or power cut there is nothing, or the
 * key, or the key and its request; never a request without its key, never a
 * part of a file under its final name, never another key in place of an
 * existing one. Temporaries (.sanreq-XXXXXXXXXXXX) are created O_EXCL,
 * O_NOFOLLOW, 0600 in the folder of the target, written, fsynced, published
 * (linkat; for a request with replace that was there at the beginning: an
 * exchange of names, taken back when a private key comes out), and the folder
 * fsynced; the request gets its mode, 0644 less umask, once it is in place.
 * Signals that end the process remove temporaries (store_signals()); SIGKILL
 * and a power cut may leave one.
 *
 * Calling sequence (design, section 7): store_pair_begin() checks folders and
 * existing files and creates the key's temporary before the key is made;
 * store_pair_publish() writes and publishes; store_pair_abandon() in any case
 * at the end.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* Installs handlers for the signals that people, limits and faults end a
 * process by, where none is installed and they are not ignored: they unlink
 * temporaries and end the process by the same signal. */
void store_signals(void);

struct store_pair;

struct store_pair_options {
	const char *key_path;     /* NULL: no key is written (--reuse-key) */
	const char *request_path; /* NULL: no request is written */
	bool replace_request;     /* --force */
};

/* SANREQ_OUTPUT when a file exists, a folder is missing or unwritable. */
NODISCARD enum sanreq_status store_pair_begin(
    struct store_pair **, const struct store_pair_options *, struct error *);
NODISCARD enum sanreq_status
store_pair_publish(struct store_pair *, const void *key, size_t nkey,
    const void *request, size_t nrequest, struct error *);
/* Removes what was not published, frees. */
void store_pair_abandon(struct store_pair **);

/* One file, with mode less umask (without bits for others: 0600),
 * atomically; replaces only when told. With replace a symbolic link is
 * followed, and a device or pipe is written to as it is. */
NODISCARD enum sanreq_status store_file(const char *path, const void *, size_t,
    unsigned mode, bool replace, struct error *);

/* Whether store_file() would take the path, asked before the work is done:
 * SANREQ_OUTPUT where the folder is missing or takes no file, where a file
 * exists (without replace), and for folders and private keys. Leaves nothing
 * behind. */
NODISCARD enum sanreq_status
store_writable_target(const char *path, bool replace, struct error *);

/* Both lead to one file: the same name in the same folder, whether it exists
 * or not, or one existing file by two names or links. Terminals and the like
 * (/dev/null) are shared without harm, and never the same. */
bool store_same_target(const char *a, const char *b);

/* A whole file or pipe into memory, at most max bytes; *data is to be freed,
 * and wiped before when it is secret; a NUL that does not count follows it.
 * SANREQ_INPUT. private: refuse when group or others may use it. */
NODISCARD enum sanreq_status store_read(const char *path, size_t max,
    bool private, char **data, size_t *n, struct error *);

#endif
