/*
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/text.h"
#include "fetch/deadline.h"
#include "fetch/net.h"

/* Waits for a connect() in progress; 0 or an errno. */
static int
await_connect(int fd, int64_t until)
{
	struct pollfd p = {.fd = fd, .events = POLLOUT};
	socklen_t len = sizeof(int);
	int64_t left;
	int rc, failed = 0;

	do {
		left = until - deadline_now();
		if (left <= 0)
			return ETIMEDOUT;
		rc = poll(&p, 1, (int)left);
	} while (rc < 0 && errno == EINTR);
	if (rc == 0)
		return ETIMEDOUT;
	if (rc < 0 || getsockopt(fd, SOL_SOCKET, SO_ERROR, &failed, &len) != 0)
		return errno;
	return failed;
}

static int
connect_one(const struct sockaddr *sa, socklen_t len, int64_t until, int *fd)
{
	int s, failed = 0, on = 1;

	if ((s = socket(sa->sa_family,
		 SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) < 0)
		return errno;
	if (connect(s, sa, len) != 0) {
		failed = errno;
		if (failed == EINPROGRESS)
			failed = await_connect(s, until);
		/* a local socket whose queue is full */
		else if (failed == EAGAIN)
			failed = ETIMEDOUT;
	}
	if (failed == 0 && fcntl(s, F_SETFL, 0) != 0)
		failed = errno;
	if (failed != 0) {
		(void)close(s);
		return failed;
	}
	if (sa->sa_family != AF_UNIX)
		(void)setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	*fd = s;
	return 0;
}

static enum sanreq_status
fail(int failed, unsigned timeout, struct error *err)
{
	if (failed == ETIMEDOUT)
		return error_set(
		    err, SANREQ_NETWORK, "no connection within %u s", timeout);
	errno = failed;
	return error_errno(err, SANREQ_NETWORK, "cannot connect");
}

static enum sanreq_status
connect_local(const char *path, unsigned timeout, int *fd, struct error *err)
{
	struct sockaddr_un sun = {.sun_family = AF_UNIX};
	int failed;

	if (strlen(path) >= sizeof(sun.sun_path))
		return error_set(err, SANREQ_USAGE,
		    "socket path longer than %zu bytes",
		    sizeof(sun.sun_path) - 1);
	memcpy(sun.sun_path, path, strlen(path));
	failed = connect_one((const struct sockaddr *)&sun, sizeof(sun),
	    deadline_now() + (int64_t)timeout * 1000, fd);
	return failed == 0 ? SANREQ_OK : fail(failed, timeout, err);
}

static int
connect_address(
    const struct dns_address *address, unsigned port, int64_t until, int *fd)
{
	struct sockaddr_storage sa = address->sa;

	if (sa.ss_family == AF_INET6)
		((struct sockaddr_in6 *)&sa)->sin6_port = htons((uint16_t)port);
	else
		((struct sockaddr_in *)&sa)->sin_port = htons((uint16_t)port);
	return connect_one(
	    (const struct sockaddr *)&sa, address->len, until, fd);
}

enum sanreq_status
net_connect(
    const struct net_peer *peer, unsigned timeout, int *fd, struct error *err)
{
	const struct dns_addresses *list = peer->addresses;
	struct dns_addresses own = {0};
	int64_t now, until;
	int failed = ENOENT;

	if (peer->local)
		return connect_local(peer->host, timeout, fd, err);
	if (list == NULL) {
		list = &own;
		if (dns_addresses(peer->dns, peer->host, timeout, &own, err) !=
		    SANREQ_OK)
			return err->status;
	}
	until = deadline_now() + (int64_t)timeout * 1000;
	for (size_t i = 0; failed != 0 && i < list->n; i++) {
		now = deadline_now();
		failed = connect_address(&list->list[i], peer->port,
		    now + (until - now) / (int64_t)(list->n - i), fd);
	}
	return failed == 0 ? SANREQ_OK : fail(failed, timeout, err);
}
