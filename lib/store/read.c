/*
 * SPDX-License-Identifier: ISC
 */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "store/store.h"

#define CHUNK 16384

struct content {
	char *data;
	size_t len;
	size_t cap; /* without the NUL */
};

static void
content_release(struct content *content)
{
	if (content->data != NULL)
		explicit_bzero(content->data, content->cap + 1);
	free(content->data);
	memset(content, 0, sizeof(*content));
}

/* Not realloc(): it would leave copies of a key behind. */
static enum sanreq_status
content_grow(struct content *content, size_t cap, struct error *err)
{
	char *data;

	if ((data = malloc(cap + 1)) == NULL)
		return error_memory(err);
	if (content->len != 0)
		memcpy(data, content->data, content->len);
	if (content->data != NULL)
		explicit_bzero(content->data, content->cap + 1);
	free(content->data);
	content->data = data;
	content->cap = cap;
	return SANREQ_OK;
}

static ssize_t
read_some(int fd, char *data, size_t n)
{
	struct pollfd pfd = {.fd = fd, .events = POLLIN};
	ssize_t got;

	for (;;) {
		if ((got = read(fd, data, n)) >= 0)
			return got;
		if (errno == EAGAIN || errno == EWOULDBLOCK)
			(void)poll(&pfd, 1, -1);
		else if (errno != EINTR)
			return -1;
	}
}

static enum sanreq_status
read_all(
    int fd, size_t hint, size_t max, struct content *content, struct error *err)
{
	size_t cap = hint < max ? hint + 1 : max + 1;
	ssize_t got;

	do {
		if (content->len == content->cap) {
			if (content_grow(content, cap, err) != SANREQ_OK)
				return err->status;
			cap = cap < max / 2 ? 2 * cap + CHUNK : max + 1;
		}
		got = read_some(fd, content->data + content->len,
		    content->cap - content->len);
		if (got == -1)
			return error_errno(err, SANREQ_INPUT, "cannot be read");
		content->len += (size_t)got;
		if (content->len > max)
			return error_set(err, SANREQ_INPUT,
			    "larger than the %zu bytes that are read", max);
	} while (got != 0);
	content->data[content->len] = '\0';
	return SANREQ_OK;
}

static enum sanreq_status
judge(const struct stat *st, size_t max, bool private, struct error *err)
{
	if (S_ISDIR(st->st_mode))
		return error_set(err, SANREQ_INPUT, "a folder, not a file");
	if (!S_ISREG(st->st_mode) && !S_ISFIFO(st->st_mode))
		return error_set(
		    err, SANREQ_INPUT, "neither a regular file nor a pipe");
	if (private && (st->st_mode & 077) != 0)
		return error_set(err, SANREQ_INPUT,
		    "others may use this file (mode %04o); chmod 600 it",
		    (unsigned)(st->st_mode & 07777));
	if (S_ISREG(st->st_mode) && st->st_size > 0 &&
	    (unsigned long long)st->st_size > max)
		return error_set(err, SANREQ_INPUT,
		    "larger than the %zu bytes that are read", max);
	return SANREQ_OK;
}

enum sanreq_status
store_read(const char *path, size_t max, bool private, char **data, size_t *n,
    struct error *err)
{
	struct content content = {NULL, 0, 0};
	struct stat st;
	int fd;

	if (max > SIZE_MAX / 4) /* room to double it */
		max = SIZE_MAX / 4;
	/* Not blocking: a FIFO that nobody writes to is empty. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd == -1 || fstat(fd, &st) == -1)
		(void)error_errno(err, SANREQ_INPUT, "cannot be read");
	else if (judge(&st, max, private, err) == SANREQ_OK &&
		 read_all(fd, S_ISREG(st.st_mode) ? (size_t)st.st_size : 0, max,
		     &content, err) == SANREQ_OK) {
		*data = content.data;
		*n = content.len;
		content.data = NULL; /* the caller's now */
	}
	if (fd != -1)
		(void)close(fd);
	content_release(&content);
	if (err->status != SANREQ_OK)
		return error_prefix(err, "%s", QUOTES(path));
	return SANREQ_OK;
}
