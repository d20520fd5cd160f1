/*
 * SPDX-License-Identifier: ISC
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"
#include "fetch/deadline.h"
#include "fetch/dns.h"
#include "fetch/endpoint.h"
#include "fetch/handshake.h"
#include "fetch/starttls.h"

static const struct {
	const char *scheme;
	unsigned port;
} schemes[] = {{"tls", 443}, {"smtp", 25}, {"imap", 143}, {"pop3", 110}};

#define SAME_SHOWN 2 /* addresses named of those with one reason */

#define SCHEMES (sizeof(schemes) / sizeof(schemes[0]))

/* One address that is asked. */
struct asked {
	struct dns_address address;
	char text[INET6_ADDRSTRLEN];
	int fd;    /* -1: no connection */
	bool done; /* connecting came to an end */
	bool told; /* why */
	struct error why;
};

struct endpoint {
	const struct fetch_options *opt;
	struct out *out;
	struct endpoint_counts *counts;
	char host[256]; /* without brackets */
	unsigned port;
	bool named; /* the host is a name */
	size_t n;
	size_t nleft; /* addresses beyond the limit */
	struct asked asked[DNS_ADDRESSES_MAX];
};

bool
endpoint_is(const char *command)
{
	for (size_t i = 0; i < SCHEMES; i++)
		if (strcmp(schemes[i].scheme, command) == 0)
			return true;
	return false;
}

/* --- the operand --- */

static enum sanreq_status
bad_url(const struct endpoint *e, struct error *err)
{
	return error_set(err, SANREQ_USAGE, "%s: not %s://HOST[:PORT]",
	    QUOTES(e->opt->url), e->opt->command);
}

static enum sanreq_status
parse_port(struct endpoint *e, const char *text, struct error *err)
{
	size_t n = strspn(text, "0123456789");

	if (n == 0 || n > 5 || text[n] != '\0')
		return bad_url(e, err);
	e->port = (unsigned)strtoul(text, NULL, 10);
	return e->port == 0 || e->port > 65535 ? bad_url(e, err) : SANREQ_OK;
}

static enum sanreq_status
parse_url(struct endpoint *e, struct error *err)
{
	const char *host = e->opt->url + strlen(e->opt->command) + 3, *end;
	unsigned char address[16];
	bool bracket;
	size_t n;

	if (!text_starts(e->opt->url, strlen(e->opt->url), e->opt->command) ||
	    strncmp(host - 3, "://", 3) != 0)
		return bad_url(e, err);
	bracket = *host == '[';
	host += bracket;
	n = strcspn(host, bracket ? "]" : ":");
	end = host + n;
	if (n == 0 || n >= sizeof(e->host) || (bracket && *end != ']') ||
	    strcspn(host, " /?#@%\\") < n)
		return bad_url(e, err);
	memcpy(e->host, host, n);
	end += bracket;
	for (size_t i = 0; i < SCHEMES; i++)
		if (strcmp(schemes[i].scheme, e->opt->command) == 0)
			e->port = schemes[i].port;
	if (*end == ':' && parse_port(e, end + 1, err) != SANREQ_OK)
		return err->status;
	if (*end != ':' && *end != '\0')
		return bad_url(e, err);
	e->named = inet_pton(AF_INET, e->host, address) != 1 &&
		   inet_pton(AF_INET6, e->host, address) != 1;
	return bracket && e->named ? bad_url(e, err) : SANREQ_OK;
}

/* --- addresses --- */

static void
take_address(struct endpoint *e, const struct dns_address *address)
{
	struct asked *a = &e->asked[e->n++];
	uint16_t port = htons((uint16_t)e->port);
	const void *from;

	a->address = *address;
	a->fd = -1;
	if (address->sa.ss_family == AF_INET6) {
		struct sockaddr_in6 *sa = (struct sockaddr_in6 *)&a->address.sa;

		sa->sin6_port = port;
		from = &sa->sin6_addr;
	} else {
		struct sockaddr_in *sa = (struct sockaddr_in *)&a->address.sa;

		sa->sin_port = port;
		from = &sa->sin_addr;
	}
	(void)inet_ntop(address->sa.ss_family, from, a->text, sizeof(a->text));
}

static enum sanreq_status
resolve(struct endpoint *e, struct error *err)
{
	struct dns_addresses *list = calloc(1, sizeof(*list)); /* large */
	struct dns *dns = NULL;

	if (list == NULL)
		return error_memory(err);
	if (dns_open(&dns, e->opt->dns_servers, e->opt->timeout, err) ==
		SANREQ_OK &&
	    dns_addresses(dns, e->host, 0, list, err) == SANREQ_OK) {
		for (size_t i = 0; i < list->n; i++)
			take_address(e, &list->list[i]);
		e->nleft = list->nleft;
	}
	dns_close(&dns);
	free(list);
	return err->status;
}

/* --- connections --- */

static void
cannot_connect(struct asked *a, int failed)
{
	errno = failed;
	(void)error_errno(&a->why, SANREQ_NETWORK, "cannot connect");
	a->done = true;
	if (a->fd >= 0)
		(void)close(a->fd);
	a->fd = -1;
}

static void
begin_connection(struct asked *a)
{
	a->fd = socket(a->address.sa.ss_family,
	    SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (a->fd < 0)
		cannot_connect(a, errno);
	else if (connect(a->fd, (const struct sockaddr *)&a->address.sa,
		     a->address.len) == 0)
		a->done = true;
	else if (errno != EINPROGRESS)
		cannot_connect(a, errno);
}

static void
settle_connection(struct asked *a)
{
	socklen_t len = sizeof(int);
	int failed = 0;

	if (getsockopt(a->fd, SOL_SOCKET, SO_ERROR, &failed, &len) != 0)
		failed = errno;
	if (failed != 0)
		cannot_connect(a, failed);
	a->done = true;
}

/* Waits once for those that are not settled; false when there is none. */
static bool
await_connections(struct endpoint *e, int64_t until)
{
	struct pollfd polls[DNS_ADDRESSES_MAX];
	struct asked *waits[DNS_ADDRESSES_MAX];
	int64_t left = until - deadline_now();
	nfds_t n = 0;

	for (size_t i = 0; i < e->n; i++) {
		if (e->asked[i].done)
			continue;
		waits[n] = &e->asked[i];
		polls[n++] =
		    (struct pollfd){.fd = e->asked[i].fd, .events = POLLOUT};
	}
	if (n == 0 || left <= 0)
		return false;
	if (poll(polls, n, (int)left) <= 0)
		return true; /* the time will tell */
	for (nfds_t i = 0; i < n; i++)
		if (polls[i].revents != 0)
			settle_connection(waits[i]);
	return true;
}

static void
connect_all(struct endpoint *e)
{
	int64_t until = deadline_now() + (int64_t)e->opt->timeout * 1000;

	for (size_t i = 0; i < e->n; i++)
		begin_connection(&e->asked[i]);
	while (await_connections(e, until))
		;
	for (size_t i = 0; i < e->n; i++) {
		struct asked *a = &e->asked[i];

		if (a->done)
			continue;
		(void)error_set(&a->why, SANREQ_NETWORK,
		    "no connection within %u s", e->opt->timeout);
		(void)close(a->fd);
		a->fd = -1;
	}
}

/* --- what is presented --- */

static enum sanreq_status
write_certificate(struct endpoint *e, X509 *x509, bool own, struct error *err)
{
	const char *name =
	    own ? "userCertificate;binary" : "cACertificate;binary";
	unsigned char *der = NULL;
	int n = i2d_X509(x509, &der);

	if (n <= 0)
		return error_memory(err);
	out_value(e->out, name, strlen(name), (const char *)der, (size_t)n);
	OPENSSL_free(der);
	return SANREQ_OK;
}

static enum sanreq_status
write_record(struct endpoint *e, const struct asked *a,
    const struct handshake *h, struct error *err)
{
	char dn[INET6_ADDRSTRLEN + 64];
	int n = snprintf(
	    dn, sizeof(dn), "cn=[%s]:%u,cn=endpoint", a->text, e->port);

	out_dn(e->out, dn, (size_t)n);
	out_value(e->out, "address", 7, a->text, strlen(a->text));
	out_number(e->out, "port", e->port);
	if (e->named)
		out_value(e->out, "serverName", 10, e->host, strlen(e->host));
	out_value(e->out, "protocol", 8, h->protocol, strlen(h->protocol));
	for (int i = 0; i < sk_X509_num(h->chain); i++)
		if (write_certificate(e, sk_X509_value(h->chain, i), i == 0,
			err) != SANREQ_OK)
			return err->status;
	out_end(e->out);
	e->counts->entries++;
	return SANREQ_OK;
}

static void
ask(struct endpoint *e, struct asked *a)
{
	struct wire w = {.fd = a->fd,
	    .until = deadline_now() + (int64_t)e->opt->timeout * 1000,
	    .timeout = e->opt->timeout};
	struct handshake h = {0};

	if ((strcmp(e->opt->command, "tls") == 0 ||
		starttls_ask(&w, e->opt->command, &a->why) == SANREQ_OK) &&
	    handshake_run(&h, &w, e->named ? e->host : NULL, &a->why) ==
		SANREQ_OK)
		(void)write_record(e, a, &h, &a->why);
	handshake_release(&h);
	out_comment(e->out, a->text);
}

/* --- what is not --- */

/* "192.0.2.1, 192.0.2.2 and 3 more" that failed for the same reason. */
static enum sanreq_status
tell_same(struct endpoint *e, size_t first, struct buf *text, struct error *err)
{
	const char *why = e->asked[first].why.text;
	const struct asked *same[DNS_ADDRESSES_MAX];
	size_t n = 0, shown;

	for (size_t i = first; i < e->n; i++)
		if (strcmp(e->asked[i].why.text, why) == 0) {
			same[n++] = &e->asked[i];
			e->asked[i].told = true;
		}
	shown = n <= SAME_SHOWN + 1 ? n : SAME_SHOWN;
	for (size_t i = 0; i < shown; i++)
		if (buf_addf(text, err, "%s%s",
			i == 0       ? ""
			: i + 1 == n ? " and "
				     : ", ",
			same[i]->text) != SANREQ_OK)
			return err->status;
	if (shown < n &&
	    buf_addf(text, err, " and %zu more", n - shown) != SANREQ_OK)
		return err->status;
	return buf_addf(text, err, ": %s", why);
}

/* "ADDRESSES: why; ADDRESSES: why", as much of it as there is room for. */
static enum sanreq_status
tell_failed(struct endpoint *e, struct buf *text, struct error *err)
{
	for (size_t i = 0; i < e->n; i++) {
		struct asked *a = &e->asked[i];

		if (a->why.status == SANREQ_OK || a->told)
			continue;
		if (text->len != 0 && buf_adds(text, "; ", err) != SANREQ_OK)
			return err->status;
		if (text->len > ENDPOINT_UNREAD_MAX)
			return buf_adds(text, "and others", err);
		if (tell_same(e, i, text, err) != SANREQ_OK)
			return err->status;
	}
	if (e->nleft == 0)
		return SANREQ_OK;
	return buf_addf(text, err, "%s%zu more address%s not asked",
	    text->len != 0 ? "; " : "", e->nleft,
	    e->nleft == 1 ? " was" : "es were");
}

static enum sanreq_status
settle(struct endpoint *e, struct buf *unread, struct error *err)
{
	struct buf text;

	if (e->counts->entries != 0)
		return tell_failed(e, unread, err);
	buf_init(&text, ENDPOINT_TEXT_MAX);
	if (tell_failed(e, &text, err) == SANREQ_OK)
		(void)error_set(err, SANREQ_NETWORK, "%s: %s",
		    QUOTES(e->opt->url), buf_text(&text));
	buf_release(&text);
	return err->status;
}

enum sanreq_status
endpoint_run(const struct fetch_options *opt, struct out *out,
    struct endpoint_counts *counts, struct buf *unread, struct error *err)
{
	struct endpoint *e = calloc(1, sizeof(*e)); /* large for a frame */

	if (e == NULL)
		return error_memory(err);
	e->opt = opt;
	e->out = out;
	e->counts = counts;
	if (parse_url(e, err) != SANREQ_OK)
		goto out;
	if (resolve(e, err) != SANREQ_OK) {
		(void)error_prefix(err, "%s", QUOTES(opt->url));
		goto out;
	}
	out_comment(out, "resolved");
	counts->requests = e->n;
	connect_all(e);
	out_comment(out, "connected");
	for (size_t i = 0; i < e->n; i++)
		if (e->asked[i].fd >= 0)
			ask(e, &e->asked[i]);
	(void)settle(e, unread, err);
out:
	for (size_t i = 0; i < e->n; i++)
		if (e->asked[i].fd >= 0)
			(void)close(e->asked[i].fd);
	free(e);
	return err->status;
}
