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

#define LOOK_MAX (1U << 20)

static bool
has_mark(const char *data, size_t n)
{
	static const char mark[] = "PRIVATE KEY-----";
	const char *p = data, *end = data + n;

	while ((p = memchr(p, 'P', (size_t)(end - p))) != NULL) {
		if ((size_t)(end - p) >= sizeof(mark) - 1 &&
		    memcmp(p, mark, sizeof(mark) - 1) == 0)
			return true;
		p++;
	}
	return false;
}

/* Steps into the SEQUENCE at *at. */
static bool
enter(const unsigned char *der, size_t n, size_t *at)
{
	if (*at + 2 > n || der[*at] != 0x30)
		return false;
	*at += 2 + (der[*at + 1] > 0x80 ? der[*at + 1] & 0x7fU : 0);
	return *at < n;
}

/* Keys and PFX begin with an INTEGER, encrypted keys with an algorithm;
 * requests and certificates with neither. */
static bool
is_der_key(const unsigned char *der, size_t n)
{
	size_t at = 0;

	if (!enter(der, n, &at))
		return false;
	if (der[at] == 0x02)
		return true;
	return enter(der, n, &at) && der[at] == 0x06;
}

static ssize_t
read_up_to(int fd, char *data, size_t max)
{
	size_t n = 0;
	ssize_t got = 1;

	while (n < max && got != 0) {
		got = read(fd, data + n, max - n);
		if (got == -1 && errno != EINTR)
			return -1;
		n += got > 0 ? (size_t)got : 0;
	}
	return (ssize_t)n;
}

/* Only regular files are read: others may block, or never end. */
static ssize_t
read_regular(int fd, char *data, size_t max)
{
	struct stat st;

	if (fd == -1 || fstat(fd, &st) == -1)
		return -1;
	errno = S_ISDIR(st.st_mode) ? EISDIR : ESPIPE;
	return S_ISREG(st.st_mode) ? read_up_to(fd, data, max) : -1;
}

enum sanreq_status
keylike_refuse(const struct target *target, const char *name, struct error *err)
{
	char *data;
	ssize_t n = -1;
	int fd;

	fd = openat(target->folder, name,
	    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	if (fd == -1 && errno == ENOENT)
		return SANREQ_OK;
	if ((data = malloc(LOOK_MAX)) == NULL)
		(void)error_memory(err);
	else if ((n = read_regular(fd, data, LOOK_MAX)) == -1)
		(void)error_errno(err, SANREQ_OUTPUT,
		    "%s: cannot be read, and may hold a key",
		    QUOTES(target->path));
	else if (has_mark(data, (size_t)n) ||
		 is_der_key((const unsigned char *)data, (size_t)n))
		(void)error_set(err, SANREQ_OUTPUT,
		    "%s: holds a private key, which is never replaced",
		    QUOTES(target->path));
	if (n > 0)
		explicit_bzero(data, (size_t)n);
	free(data);
	if (fd != -1)
		(void)close(fd);
	return err->status;
}
