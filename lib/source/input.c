/*
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "source/input.h"

#define RAW_SIZE (64u << 10)
#define LOOK_MAX 1024 /* bytes that tell UTF-16 from other text */

void
input_init(struct input *in, int fd, const char *head, size_t nhead)
{
	memset(in, 0, sizeof(*in));
	in->fd = fd;
	in->head = head;
	in->nhead = nhead;
}

void
input_release(struct input *in)
{
	free(in->raw);
	in->raw = NULL;
}

enum sanreq_status
input_read_fd(int fd, void *dst, size_t room, size_t *n, struct error *err)
{
	ssize_t got;

	*n = 0;
	if (room > SSIZE_MAX)
		room = SSIZE_MAX;
	do {
		got = read(fd, dst, room);
	} while (got == -1 && errno == EINTR);
	if (got == -1)
		return error_errno(err, SANREQ_INPUT, "cannot be read");
	*n = (size_t)got;
	return SANREQ_OK;
}

/* The next bytes as they stand in the file. */
static enum sanreq_status
bytes_read(
    struct input *in, void *dst, size_t room, size_t *n, struct error *err)
{
	*n = 0;
	if (in->lead_at < in->lead_end) {
		*n = in->lead_end - in->lead_at;
		if (*n > room)
			*n = room;
		memcpy(dst, in->lead + in->lead_at, *n);
		in->lead_at += *n;
		return SANREQ_OK;
	}
	if (in->nhead != 0) {
		*n = in->nhead < room ? in->nhead : room;
		memcpy(dst, in->head, *n);
		in->head += *n;
		in->nhead -= *n;
		return SANREQ_OK;
	}
	if (in->fd < 0)
		return SANREQ_OK;
	return input_read_fd(in->fd, dst, room, n, err);
}

bool
input_looks_wide(const char *head, size_t n, bool *big)
{
	size_t zeros[2] = {0, 0}, units;

	if (n > LOOK_MAX)
		n = LOOK_MAX;
	units = n / 2;
	for (size_t i = 0; i < 2 * units; i++)
		zeros[i % 2] += head[i] == '\0';
	*big = zeros[0] != 0;
	return units >= 2 && zeros[*big ? 1 : 0] == 0 &&
	       2 * zeros[*big ? 0 : 1] > units;
}

/* Takes the byte order mark off, and learns the encoding from it. */
static enum sanreq_status
input_start(struct input *in, struct error *err)
{
	enum sanreq_status status;
	unsigned char lead[4];
	size_t have = 0, n;

	in->looks_wide = input_looks_wide(in->head, in->nhead, &in->looks_big);
	do {
		status =
		    bytes_read(in, lead + have, sizeof(lead) - have, &n, err);
		if (status != SANREQ_OK)
			return status;
		have += n;
	} while (n != 0 && have < sizeof(lead));
	memcpy(in->lead, lead, have);
	in->lead_end = have;
	if (have >= 3 && memcmp(lead, "\xef\xbb\xbf", 3) == 0) {
		in->lead_at = 3;
	} else if (have >= 2 && memcmp(lead, "\xff\xfe", 2) == 0) {
		in->is_utf16 = true;
		in->lead_at = 2;
	} else if (have >= 2 && memcmp(lead, "\xfe\xff", 2) == 0) {
		in->is_utf16 = true;
		in->utf16.big = true;
		in->lead_at = 2;
	} else if (in->guess) {
		in->is_utf16 = in->looks_wide;
		in->utf16.big = in->looks_big;
	}
	if (in->is_utf16 && (in->raw = malloc(RAW_SIZE)) == NULL)
		return error_memory(err);
	in->started = true;
	return SANREQ_OK;
}

static enum sanreq_status
raw_fill(struct input *in, size_t *n, struct error *err)
{
	enum sanreq_status status;
	size_t rest = in->raw_end - in->raw_at;

	memmove(in->raw, in->raw + in->raw_at, rest);
	in->raw_at = 0;
	in->raw_end = rest;
	status = bytes_read(in, in->raw + rest, RAW_SIZE - rest, n, err);
	if (status == SANREQ_OK)
		in->raw_end += *n;
	return status;
}

static enum sanreq_status
utf16_read(
    struct input *in, char *dst, size_t room, size_t *n, struct error *err)
{
	enum sanreq_status status;
	size_t used, got;

	do {
		if (in->raw_end - in->raw_at < 2) {
			status = raw_fill(in, &got, err);
			if (status != SANREQ_OK)
				return status;
			if (got == 0)
				return utf16_finish(
				    &in->utf16, in->raw_end, err);
		}
		status = utf16_convert(&in->utf16, in->raw + in->raw_at,
		    in->raw_end - in->raw_at, &used, dst, room, n, err);
		in->raw_at += used;
	} while (status == SANREQ_OK && *n == 0);
	return status;
}

enum sanreq_status
input_read(
    struct input *in, char *dst, size_t room, size_t *n, struct error *err)
{
	enum sanreq_status status;

	*n = 0;
	if (!in->started && (status = input_start(in, err)) != SANREQ_OK)
		return status;
	return in->is_utf16 ? utf16_read(in, dst, room, n, err)
			    : bytes_read(in, dst, room, n, err);
}
