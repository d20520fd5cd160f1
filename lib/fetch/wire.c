/*
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "fetch/deadline.h"
#include "fetch/wire.h"

enum sanreq_status
wire_wait(
    const struct wire *w, short events, const char *what, struct error *err)
{
	struct pollfd p = {.fd = w->fd, .events = events};
	int64_t left;
	int rc;

	do {
		left = w->until - deadline_now();
		if (left <= 0)
			return error_set(err, SANREQ_NETWORK,
			    "%s: no answer, or none to its end, within %u s",
			    what, w->timeout);
		rc = poll(&p, 1, (int)left);
	} while (rc == 0 || (rc < 0 && errno == EINTR));
	return rc > 0 ? SANREQ_OK
		      : error_errno(err, SANREQ_NETWORK, "%s", what);
}

enum sanreq_status
wire_send(struct wire *w, const char *text, struct error *err)
{
	size_t n = strlen(text);
	ssize_t done;

	while (n > 0) {
		done = send(w->fd, text, n, MSG_NOSIGNAL);
		if (done >= 0) {
			text += done;
			n -= (size_t)done;
		} else if (errno == EAGAIN) {
			if (wire_wait(w, POLLOUT, "sending", err) != SANREQ_OK)
				return err->status;
		} else if (errno != EINTR) {
			return error_errno(err, SANREQ_NETWORK, "sending");
		}
	}
	return SANREQ_OK;
}

static enum sanreq_status
fill(struct wire *w, const char *what, struct error *err)
{
	ssize_t got;

	if (wire_wait(w, POLLIN, what, err) != SANREQ_OK)
		return err->status;
	got = recv(w->fd, w->data + w->have, sizeof(w->data) - w->have, 0);
	if (got == 0)
		return error_set(err, SANREQ_NETWORK,
		    "%s: the server closed the connection", what);
	if (got < 0 && errno != EAGAIN && errno != EINTR)
		return error_errno(err, SANREQ_NETWORK, "%s", what);
	w->have += got > 0 ? (size_t)got : 0;
	return SANREQ_OK;
}

enum sanreq_status
wire_line(
    struct wire *w, char *line, size_t *n, const char *what, struct error *err)
{
	char *nl;
	size_t len;

	while ((nl = memchr(w->data, '\n', w->have)) == NULL) {
		if (w->have == sizeof(w->data))
			return error_set(err, SANREQ_NETWORK,
			    "%s: a line of more than %d bytes", what,
			    WIRE_LINE_MAX);
		if (fill(w, what, err) != SANREQ_OK)
			return err->status;
	}
	len = (size_t)(nl - w->data);
	memcpy(line, w->data, len);
	w->have -= len + 1;
	memmove(w->data, nl + 1, w->have);
	if (len != 0 && line[len - 1] == '\r')
		len--;
	line[len] = '\0'; /* over the line end, at most */
	*n = len;
	return SANREQ_OK;
}

bool
wire_has_more(const struct wire *w)
{
	return w->have != 0;
}
