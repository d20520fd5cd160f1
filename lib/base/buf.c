/*
 * SPDX-License-Identifier: ISC
 */
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

void
buf_init(struct buf *buf, size_t max)
{
	memset(buf, 0, sizeof(*buf));
	buf->max = max;
}

void
buf_release(struct buf *buf)
{
	free(buf->data);
	buf_init(buf, buf->max);
}

void
buf_clear(struct buf *buf)
{
	buf->len = 0;
	if (buf->data != NULL)
		buf->data[0] = '\0';
}

static enum sanreq_status
buf_reserve(struct buf *buf, size_t more, struct error *err)
{
	size_t cap = buf->cap != 0 ? buf->cap : 64;
	char *data;

	if (more > buf->max - buf->len || more >= SIZE_MAX - buf->len)
		return error_set(
		    err, SANREQ_LIMIT, "longer than %zu bytes", buf->max);
	if (buf->len + more < buf->cap)
		return SANREQ_OK;
	while (cap <= buf->len + more)
		cap = cap <= SIZE_MAX / 2 ? 2 * cap : SIZE_MAX;
	if ((data = realloc(buf->data, cap)) == NULL)
		return error_memory(err);
	buf->data = data;
	buf->cap = cap;
	return SANREQ_OK;
}

enum sanreq_status
buf_add(struct buf *buf, const void *p, size_t n, struct error *err)
{
	enum sanreq_status status;

	if ((n > buf->max - buf->len || n >= buf->cap - buf->len) &&
	    (status = buf_reserve(buf, n, err)) != SANREQ_OK)
		return status;
	if (n != 0)
		memcpy(buf->data + buf->len, p, n);
	buf->len += n;
	buf->data[buf->len] = '\0';
	return SANREQ_OK;
}

enum sanreq_status
buf_adds(struct buf *buf, const char *s, struct error *err)
{
	return buf_add(buf, s, strlen(s), err);
}

enum sanreq_status
buf_addf(struct buf *buf, struct error *err, const char *fmt, ...)
{
	enum sanreq_status status;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		return error_set(err, SANREQ_INTERNAL, "bad format");
	if ((status = buf_reserve(buf, (size_t)n, err)) != SANREQ_OK)
		return status;
	va_start(ap, fmt);
	vsnprintf(buf->data + buf->len, (size_t)n + 1, fmt, ap);
	va_end(ap);
	buf->len += (size_t)n;
	return SANREQ_OK;
}

const char *
buf_text(const struct buf *buf)
{
	return buf->data != NULL ? buf->data : "";
}

enum sanreq_status
array_grow(
    void **items, size_t *cap, size_t size, size_t want, struct error *err)
{
	size_t n = *cap != 0 ? *cap : 64;
	void *p;

	while (n < want)
		n *= 2;
	if (n == *cap)
		return SANREQ_OK;
	/* asked here, as some allocators end the program over it */
	if (n > SIZE_MAX / size || (p = reallocarray(*items, n, size)) == NULL)
		return error_memory(err);
	*items = p;
	*cap = n;
	return SANREQ_OK;
}
