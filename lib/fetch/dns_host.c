/*
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fetch/deadline.h"
#include "fetch/dns_inner.h"

static void
add(struct dns_addresses *list, const void *sa, socklen_t len)
{
	if (list->n == DNS_ADDRESSES_MAX) {
		list->nleft++;
		return;
	}
	if (len > sizeof(list->list[0].sa))
		return;
	memset(&list->list[list->n].sa, 0, sizeof(list->list[0].sa));
	memcpy(&list->list[list->n].sa, sa, len);
	list->list[list->n].len = len;
	list->n++;
}

static void
add_octets(struct dns_addresses *list, const void *octets, size_t n)
{
	struct sockaddr_in in = {.sin_family = AF_INET};
	struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};

	if (n == 4) {
		memcpy(&in.sin_addr, octets, 4);
		add(list, &in, sizeof(in));
	} else if (n == 16) {
		memcpy(&in6.sin6_addr, octets, 16);
		add(list, &in6, sizeof(in6));
	}
}

/* Has the machine a way there? Nothing is sent. */
static bool
has_route(const struct sockaddr_storage *sa, socklen_t len)
{
	struct sockaddr_storage to = *sa;
	int s = socket(sa->ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool yes;

	if (sa->ss_family == AF_INET)
		((struct sockaddr_in *)&to)->sin_port = htons(9);
	else
		((struct sockaddr_in6 *)&to)->sin6_port = htons(9);
	yes = s >= 0 && connect(s, (struct sockaddr *)&to, len) == 0;
	if (s >= 0)
		(void)close(s);
	return yes;
}

/* IPv6 first (RFC 6724 2.1), what cannot be reached from here last. */
static unsigned
rank(const struct sockaddr_storage *sa, socklen_t len)
{
	return (has_route(sa, len) ? 0u : 2u) +
	       (sa->ss_family == AF_INET ? 1u : 0u);
}

static void
sort(struct dns_addresses *list)
{
	unsigned ranks[DNS_ADDRESSES_MAX];
	size_t i, k;

	for (i = 0; i < list->n; i++) {
		struct dns_address one = list->list[i];
		unsigned own = rank(&one.sa, one.len);

		for (k = i; k > 0 && ranks[k - 1] > own; k--) {
			list->list[k] = list->list[k - 1];
			ranks[k] = ranks[k - 1];
		}
		list->list[k] = one;
		ranks[k] = own;
	}
}

void
dns_gather(
    struct dns_addresses *list, const struct dns_answer *answers, size_t n)
{
	for (size_t k = 0; k < n; k++)
		for (size_t i = answers[k].naliases; i < answers[k].n; i++)
			add_octets(list, answers[k].records[i].address,
			    answers[k].records[i].naddress);
	sort(list);
}

/* By whatever the system asks. */
static int
add_system(struct dns_addresses *list, const char *host, int flags)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = flags};
	struct addrinfo *found = NULL;
	int rc;

	deadline_arm();
	rc = getaddrinfo(host, NULL, &hints, &found);
	deadline_disarm();
	for (struct addrinfo *ai = found; rc == 0 && ai != NULL;
	     ai = ai->ai_next)
		if (ai->ai_family == AF_INET || ai->ai_family == AF_INET6)
			add(list, ai->ai_addr, ai->ai_addrlen);
	if (found != NULL)
		freeaddrinfo(found);
	return rc;
}

static void
add_hosts_file(
    const struct dns *dns, const char *host, struct dns_addresses *list)
{
	static const int families[] = {AF_INET6, AF_INET};
	struct hostent *h;

	for (size_t f = 0; f < 2; f++) {
		h = NULL;
		if (ares_gethostbyname_file(
			dns->channel, host, families[f], &h) != ARES_SUCCESS)
			continue;
		for (char **p = h->h_addr_list; *p != NULL; p++)
			add_octets(list, *p, (size_t)h->h_length);
		ares_free_hostent(h);
	}
	sort(list);
}

bool
dns_local_addresses(
    const struct dns *dns, const char *host, struct dns_addresses *list)
{
	static const unsigned char loopback[4] = {127, 0, 0, 1};
	static const unsigned char loopback6[16] = {[15] = 1};

	list->n = list->nleft = 0;
	if (add_system(list, host, AI_NUMERICHOST) == 0)
		return true;
	if (dns->system)
		add_hosts_file(dns, host, list);
	if (list->n == 0 && text_casecmp(host, "localhost") == 0) {
		/* RFC 6761 6.3 */
		add_octets(list, loopback6, sizeof(loopback6));
		add_octets(list, loopback, sizeof(loopback));
		sort(list);
	}
	return list->n != 0;
}

/* The A and AAAA records of one name; the worse outcome when there are
 * none. */
static enum sanreq_status
ask(struct dns *dns, const char *name, unsigned seconds,
    struct dns_addresses *list, enum dns_outcome *outcome, struct error *err)
{
	struct dns_question q[2] = {
	    {.name = name, .type = DNS_AAAA}, {.name = name, .type = DNS_A}};
	struct dns_answer a[2];

	if (dns_ask(dns, q, 2, seconds, a, err) == SANREQ_OK) {
		dns_gather(list, a, 2);
		*outcome = a[0].outcome;
		if (*outcome == DNS_FOUND || a[1].outcome > *outcome)
			*outcome = a[1].outcome;
		if (list->n != 0)
			*outcome = DNS_FOUND;
	}
	dns_answer_release(&a[0]);
	dns_answer_release(&a[1]);
	return err->status;
}

static bool
is_settled(enum dns_outcome outcome)
{
	return outcome != DNS_NO_NAME && outcome != DNS_NO_DATA;
}

/* A single label is looked up below the search domains, then as it is. */
static enum sanreq_status
ask_all(struct dns *dns, const char *host, unsigned seconds,
    struct dns_addresses *list, enum dns_outcome *outcome, struct error *err)
{
	int64_t until = deadline_now() + (int64_t)seconds * 1000, left;
	size_t n = strchr(host, '.') == NULL ? dns->ndomains : 0;
	char name[2 * DNS_NAME_MAX];

	for (size_t i = 0; i < n && strlen(host) < DNS_NAME_MAX; i++) {
		snprintf(name, sizeof(name), "%s.%s", host, dns->domains[i]);
		if ((left = until - deadline_now()) < 0)
			left = 0;
		if (ask(dns, name, 1 + (unsigned)(left / 1000), list, outcome,
			err) != SANREQ_OK ||
		    is_settled(*outcome))
			return err->status;
	}
	return ask(dns, host, seconds, list, outcome, err);
}

static enum sanreq_status
resolve(struct dns *dns, const char *host, unsigned seconds, bool ask_system,
    struct dns_addresses *list, struct error *err)
{
	enum dns_outcome outcome = DNS_NO_NAME;
	char why[DNS_WHY_MAX];
	int rc = 0;

	if (dns_local_addresses(dns, host, list))
		return SANREQ_OK;
	if (seconds == 0 || seconds > dns->seconds)
		seconds = dns->seconds;
	if (ask_all(dns, host, seconds, list, &outcome, err) != SANREQ_OK) {
		if (err->status == SANREQ_NAME)
			err->status = SANREQ_NETWORK;
		return error_prefix(err, "cannot resolve");
	}
	if (list->n == 0 && ask_system && dns->system &&
	    (!is_settled(outcome) || outcome == DNS_UNREACHABLE) &&
	    (rc = add_system(list, host, AI_ADDRCONFIG)) == 0)
		return SANREQ_OK;
	if (list->n != 0)
		return SANREQ_OK;
	if (outcome == DNS_NO_DATA)
		snprintf(why, sizeof(why), "DNS has no address for it");
	else
		(void)dns_why(dns, outcome, why, sizeof(why));
	return error_set(err, SANREQ_NETWORK, "cannot resolve \"%s\": %s",
	    QUOTES(host), why);
}

enum sanreq_status
dns_addresses(struct dns *dns, const char *host, unsigned seconds,
    struct dns_addresses *list, struct error *err)
{
	return resolve(dns, host, seconds, true, list, err);
}

enum sanreq_status
dns_target_addresses(struct dns *dns, const char *host, unsigned seconds,
    struct dns_addresses *list, struct error *err)
{
	return resolve(dns, host, seconds, false, list, err);
}
