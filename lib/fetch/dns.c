/*
 * SPDX-License-Identifier: ISC
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>

#include <ares.h>

#include "base/buf.h"
#include "base/dns_server.h"
#include "fetch/deadline.h"
#include "fetch/dns.h"
#include "fetch/dns_inner.h"
#include "fetch/dns_message.h"

#define TRIES       3    /* of each server, each twice as long as the last */
#define TRY_PARTS   7    /* 1 + 2 + 4 */
#define TRY_MS      100  /* the first, at least, */
#define TRY_MAX_MS  2000 /* and at most */
#define EDNS_SIZE   1232 /* what no network cuts in pieces */
#define OPTIONAL_MS 1000 /* more for those that can be done without */

/* One question that is being asked. */
struct asking {
	struct dns *dns;
	struct dns_answer *answer;
	struct error *err;
	bool optional;
	bool done;
	bool truncated; /* the answer is too long for UDP: TCP is asked */
	bool unclear;   /* no server had an answer; they may have said why */
	size_t *needed; /* how many that are not optional wait */
	size_t *waiting;
};

/* A name of the resolver's own configuration that is none is passed over. */
static void
take_domains(struct dns *dns)
{
	struct ares_options o = {0};
	struct error no_name;
	int mask = 0;

	if (ares_save_options(dns->channel, &o, &mask) == ARES_SUCCESS)
		for (int i = 0; i < o.ndomains; i++) {
			no_name = (struct error){0};
			if (dns->ndomains == DNS_DOMAINS_MAX ||
			    dns_normal(dns->domain_text[dns->ndomains],
				o.domains[i], &no_name) != SANREQ_OK)
				continue;
			dns->domains[dns->ndomains] =
			    dns->domain_text[dns->ndomains];
			dns->ndomains++;
		}
	ares_destroy_options(&o);
}

static enum sanreq_status
set_servers(struct dns *dns, const char *const *servers, struct error *err)
{
	struct ares_addr_port_node nodes[DNS_SERVERS_MAX] = {0};
	size_t n;

	for (n = 0; servers[n] != NULL; n++) {
		struct dns_server server;

		if (dns_server_check(servers[n], n, err) != SANREQ_OK ||
		    dns_server_parse(&server, servers[n], err) != SANREQ_OK)
			return err->status;
		nodes[n].family = server.v6 ? AF_INET6 : AF_INET;
		memcpy(&nodes[n].addr, server.address, server.v6 ? 16 : 4);
		nodes[n].udp_port = nodes[n].tcp_port = server.port;
		if (n != 0)
			nodes[n - 1].next = &nodes[n];
	}
	if (ares_set_servers_ports(dns->channel, nodes) != ARES_SUCCESS ||
	    ares_set_servers_ports(dns->stream, nodes) != ARES_SUCCESS ||
	    ares_set_servers_ports(dns->blunt, nodes) != ARES_SUCCESS)
		return error_memory(err);
	return SANREQ_OK;
}

/* What the servers are called in messages; how many there are. */
static int
name_servers(struct dns *dns)
{
	struct ares_addr_port_node *list = NULL, *s;
	char address[INET6_ADDRSTRLEN];
	size_t used = 0;
	int n = 0;

	(void)ares_get_servers_ports(dns->channel, &list);
	for (s = list; s != NULL; s = s->next, n++) {
		bool v6 = s->family == AF_INET6;
		char port[16] = "";

		if (s->udp_port != 0 && s->udp_port != DNS_PORT)
			snprintf(port, sizeof(port), ":%d", s->udp_port);
		if (inet_ntop(s->family, &s->addr, address, sizeof(address)) ==
			NULL ||
		    used + sizeof(address) + 16 > sizeof(dns->servers))
			continue;
		used += (size_t)snprintf(dns->servers + used,
		    sizeof(dns->servers) - used, "%s%s%s%s%s",
		    used != 0 ? ", " : "", v6 ? "[" : "", address,
		    v6 ? "]" : "", port);
	}
	ares_free_data(list);
	return n;
}

static int
open_channel(ares_channel *channel, int flags, int try_ms)
{
	struct ares_options o = {
	    .flags = flags | ARES_FLAG_NOALIASES | ARES_FLAG_IGNTC,
	    .timeout = try_ms,
	    .tries = TRIES,
	    .ednspsz = EDNS_SIZE};

	return ares_init_options(channel, &o,
	    ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES |
		ARES_OPT_EDNSPSZ | ARES_OPT_NOROTATE);
}

enum sanreq_status
dns_open(struct dns **result, const char *const *servers, unsigned seconds,
    struct error *err)
{
	struct dns *dns;
	int n = 3 /* as many as resolv.conf may name */, ms, stream_ms;

	if ((dns = calloc(1, sizeof(*dns))) == NULL)
		return error_memory(err);
	dns->seconds = seconds;
	dns->system = servers == NULL || servers[0] == NULL;
	for (size_t i = 0; !dns->system && servers[i] != NULL; i++)
		n = (int)i + 1;
	/* all tries of all servers within the time limit; TCP tries by
	 * itself, and is asked once */
	ms = (int)(seconds > 600 ? 600 : seconds) * 1000 / n;
	stream_ms = ms / 2 < TRY_MS ? TRY_MS : ms / 2;
	ms /= TRY_PARTS;
	ms = ms < TRY_MS ? TRY_MS : ms > TRY_MAX_MS ? TRY_MAX_MS : ms;
	if (ares_library_init(ARES_LIB_INIT_ALL) != ARES_SUCCESS ||
	    open_channel(&dns->channel, ARES_FLAG_EDNS, ms) != ARES_SUCCESS ||
	    open_channel(&dns->stream, ARES_FLAG_EDNS | ARES_FLAG_USEVC,
		stream_ms) != ARES_SUCCESS ||
	    open_channel(&dns->blunt, ARES_FLAG_NOCHECKRESP, ms) !=
		ARES_SUCCESS) {
		error_set(err, SANREQ_INTERNAL, "c-ares cannot be set up");
		goto fail;
	}
	if (!dns->system && set_servers(dns, servers, err) != SANREQ_OK)
		goto fail;
	take_domains(dns);
	(void)name_servers(dns);
	*result = dns;
	return SANREQ_OK;
fail:
	dns_close(&dns);
	return err->status;
}

void
dns_close(struct dns **dns)
{
	if (*dns == NULL)
		return;
	if ((*dns)->channel != NULL)
		ares_destroy((*dns)->channel);
	if ((*dns)->stream != NULL)
		ares_destroy((*dns)->stream);
	if ((*dns)->blunt != NULL)
		ares_destroy((*dns)->blunt);
	ares_library_cleanup();
	free(*dns);
	*dns = NULL;
}

static enum dns_outcome
outcome_of(int status)
{
	switch (status) {
	case ARES_ENODATA: return DNS_NO_DATA;
	case ARES_ENOTFOUND: return DNS_NO_NAME;
	case ARES_EREFUSED: return DNS_REFUSED;
	case ARES_ESERVFAIL: return DNS_FAILED;
	case ARES_ENOTIMP:
	case ARES_EFORMERR: return DNS_UNKNOWN;
	case ARES_ETIMEOUT:
	case ARES_ECANCELLED:
	case ARES_EDESTRUCTION: return DNS_TIMEOUT;
	case ARES_ECONNREFUSED: return DNS_UNREACHABLE;
	default: return DNS_NONSENSE;
	}
}

/* Is the message cut short (RFC 1035 4.1.1, TC)? */
static bool
is_cut(int status, const unsigned char *p, int n)
{
	return p != NULL && n > 2 && (p[2] & 0x02) != 0 &&
	       (status == ARES_SUCCESS || status == ARES_ENODATA ||
		   status == ARES_ENOTFOUND);
}

static void
take_answer(struct asking *q, int status, const unsigned char *p, int n)
{
	struct dns_answer *a = q->answer;

	/* of questions that go together, c-ares asks only one again without
	 * EDNS */
	q->unclear = (status == ARES_ECONNREFUSED || status == ARES_EFORMERR) &&
		     !q->truncated;
	a->outcome = outcome_of(status);
	/* a part of it is none of it */
	if (q->truncated && (p == NULL || is_cut(status, p, n)))
		a->outcome = DNS_TRUNCATED;
	else if (p != NULL && n > 0 &&
		 (status == ARES_SUCCESS || status == ARES_ENODATA ||
		     status == ARES_ENOTFOUND) &&
		 /* NXDOMAIN may stand behind aliases, which are worth
		  * telling */
		 dns_message_read(a, p, (size_t)n, q->err) == SANREQ_OK &&
		 status == ARES_ENOTFOUND)
		a->outcome = DNS_NO_NAME;
}

static void
on_answer(void *arg, int status, int timeouts, unsigned char *p, int n)
{
	struct asking *q = arg;

	(void)timeouts;
	if (!q->truncated && is_cut(status, p, n)) {
		q->truncated = true;
		ares_query(q->dns->stream, q->answer->name, CLASS_IN,
		    (int)q->answer->type, on_answer, q);
		return;
	}
	q->done = true;
	--*q->waiting;
	if (!q->optional)
		--*q->needed;
	if (status == ARES_ENOMEM)
		error_memory(q->err);
	take_answer(q, status, p, n);
}

/* Sends and receives what it can, for at most the time. */
static void
turn(struct dns *dns, ares_channel channel, int64_t ms)
{
	struct timeval most = {.tv_sec = (time_t)(ms / 1000),
	    .tv_usec = (suseconds_t)(ms % 1000) * 1000};
	struct timeval tv[2], *wait;
	fd_set in, out;
	int n, k;

	FD_ZERO(&in);
	FD_ZERO(&out);
	n = ares_fds(channel, &in, &out);
	if ((k = ares_fds(dns->stream, &in, &out)) > n)
		n = k;
	wait = ares_timeout(channel, &most, &tv[0]);
	wait = ares_timeout(dns->stream, wait, &tv[1]);
	if (select(n, &in, &out, NULL, wait) < 0) {
		FD_ZERO(&in);
		FD_ZERO(&out);
	}
	/* TCP first: the other one may begin new connections */
	ares_process(dns->stream, &in, &out);
	ares_process(channel, &in, &out);
}

/* Until nothing that is needed waits, or the time is over. */
static void
run(struct dns *dns, ares_channel channel, int64_t until, const size_t *needed,
    const size_t *waiting)
{
	bool had_needed = *needed != 0;

	while (*waiting != 0) {
		int64_t now = deadline_now();

		if (had_needed && *needed == 0) {
			had_needed = false;
			if (until > now + OPTIONAL_MS)
				until = now + OPTIONAL_MS;
		}
		if (now >= until) {
			ares_cancel(channel);
			ares_cancel(dns->stream);
			break;
		}
		turn(dns, channel, until - now);
	}
}

/* Asks those of the n that are not done. */
static void
ask_channel(struct dns *dns, ares_channel channel, struct asking *asking,
    size_t n, int64_t until)
{
	size_t needed = 0, waiting = 0, i;

	for (i = 0; i < n; i++)
		if (!asking[i].done) {
			waiting++;
			needed += !asking[i].optional;
			asking[i].waiting = &waiting;
			asking[i].needed = &needed;
		}
	for (i = 0; i < n; i++)
		if (!asking[i].done)
			ares_query(channel, asking[i].answer->name, CLASS_IN,
			    (int)asking[i].answer->type, on_answer, &asking[i]);
	run(dns, channel, until, &needed, &waiting);
}

static enum sanreq_status
prepare(struct dns *dns, const struct dns_question *q, struct asking *asking,
    struct dns_answer *answer, struct error *err)
{
	char name[DNS_NAME_MAX];

	if (dns_normal(name, q->name, err) != SANREQ_OK)
		return err->status;
	answer->type = q->type;
	answer->outcome = DNS_TIMEOUT;
	answer->name = pool_intern(&answer->pool, name, strlen(name), err);
	*asking = (struct asking){
	    .dns = dns, .answer = answer, .err = err, .optional = q->optional};
	return err->status;
}

enum sanreq_status
dns_ask(struct dns *dns, const struct dns_question *questions, size_t n,
    unsigned seconds, struct dns_answer *answers, struct error *err)
{
	struct asking *asking = calloc(n + 1, sizeof(*asking));
	int64_t until = deadline_now();
	size_t i;

	for (i = 0; i < n; i++) {
		answers[i] = (struct dns_answer){.outcome = DNS_TIMEOUT};
		pool_init(&answers[i].pool, DNS_MEMORY);
	}
	if (asking == NULL)
		return error_memory(err);
	if (seconds == 0 || seconds > dns->seconds)
		seconds = dns->seconds;
	until += (int64_t)seconds * 1000;
	for (i = 0; i < n; i++)
		if (prepare(dns, &questions[i], &asking[i], &answers[i], err) !=
		    SANREQ_OK)
			goto out;
	ask_channel(dns, dns->channel, asking, n, until);
	/* c-ares goes on from a server that fails, and forgets why */
	for (i = 0; i < n; i++)
		asking[i].done = !asking[i].unclear;
	ask_channel(dns, dns->blunt, asking, n, until);
out:
	free(asking);
	return err->status;
}

void
dns_answer_release(struct dns_answer *answer)
{
	pool_release(&answer->pool);
	*answer = (struct dns_answer){.outcome = DNS_TIMEOUT};
}

const char *const *
dns_domains(const struct dns *dns, size_t *n)
{
	*n = dns->ndomains;
	return dns->domains;
}

const char *
dns_servers(const struct dns *dns)
{
	return dns->servers;
}

/* An outcome in words, "no such name" ... */
static const char *
dns_outcome_text(enum dns_outcome outcome)
{
	switch (outcome) {
	case DNS_FOUND: return "found";
	case DNS_NO_DATA: return "no such record";
	case DNS_NO_NAME: return "no such name";
	case DNS_FAILED: return "the DNS server failed (SERVFAIL)";
	case DNS_UNKNOWN:
		return "the DNS server does not know such a question (NOTIMP "
		       "or FORMERR)";
	case DNS_REFUSED: return "the DNS server refused to answer";
	case DNS_REFERRAL:
		return "the DNS server does not answer for it and is no "
		       "resolver: give one, or the domain's own server, as "
		       "--dns-server";
	case DNS_TRUNCATED:
		return "the answer is too long for UDP, and the DNS server "
		       "gives none over TCP: is TCP to its port let through?";
	case DNS_UNREACHABLE: return "no DNS server can be reached";
	case DNS_TIMEOUT: return "DNS did not answer in time";
	case DNS_NONSENSE: break;
	}
	return "an answer of DNS that makes no sense";
}

const char *
dns_why(
    const struct dns *dns, enum dns_outcome outcome, char *text, size_t size)
{
	bool fault = outcome != DNS_FOUND && outcome != DNS_NO_DATA &&
		     outcome != DNS_NO_NAME;

	snprintf(text, size, "%s%s%s%s", dns_outcome_text(outcome),
	    fault ? " (server " : "", fault ? dns->servers : "",
	    fault ? ")" : "");
	return text;
}

const char *
dns_answer_why(const struct dns *dns, const struct dns_answer *answer,
    char *text, size_t size)
{
	size_t n;

	(void)dns_why(dns, answer->outcome, text, size);
	n = strlen(text);
	if (answer->outcome == DNS_REFERRAL && answer->referral != NULL)
		snprintf(
		    text + n, size - n, "; it refers to %s", answer->referral);
	else if (answer->outcome == DNS_NONSENSE && answer->nrefused != 0)
		snprintf(text + n, size - n, ": %s", answer->refused);
	return text;
}
