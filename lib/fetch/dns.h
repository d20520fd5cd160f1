/*
 * SPDX-License-Identifier: ISC
 *
 * dns: questions to DNS (RFC 1035), and the addresses of a host.
 *
 * Calling sequence: dns_open(); dns_ask() any number of times, each with as
 * many questions as can go together, each answer given back with
 * dns_answer_release(); or dns_addresses(); dns_close().
 *
 * What an answer holds is checked: names are host names in normal form (lower
 * case, no root dot, only letters, digits, '-' and '_') and safe to print;
 * records of other owners or types, and those with broken data or hostile
 * names, are left out and counted. An answer too long for UDP is asked for
 * again over TCP, and is no answer where that fails. All of a call ends within
 * its time limit, whatever the servers do, and one answer takes at most
 * DNS_MEMORY.
 *
 * Does not: cache, validate DNSSEC, read the hosts file for anything but
 * addresses, follow an alias that the server itself did not follow.
 */
#ifndef FETCH_DNS_H
#define FETCH_DNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "base/dns_server.h"
#include "base/pool.h"
#include "base/text.h"

#define DNS_NAME_MAX      254 /* 253 octets (RFC 1035 2.3.4) and the NUL */
#define DNS_MEMORY        (8u << 20)
#define DNS_ALIASES_MAX   16
#define DNS_ADDRESSES_MAX 16
#define DNS_DOMAINS_MAX   6
#define DNS_WHY_MAX       1024 /* room for dns_answer_why() */

/* Numbers of RFC 1035, 3596, 2782 and 8659. */
enum dns_type {
	DNS_A = 1,
	DNS_CNAME = 5,
	DNS_MX = 15,
	DNS_AAAA = 28,
	DNS_SRV = 33,
	DNS_CAA = 257
};

/* The worse the later. */
enum dns_outcome {
	DNS_FOUND,       /* at least one record of the type asked for */
	DNS_NO_DATA,     /* the name is there, but no such record */
	DNS_NO_NAME,     /* NXDOMAIN */
	DNS_FAILED,      /* SERVFAIL */
	DNS_UNKNOWN,     /* NOTIMP, or FORMERR without EDNS too */
	DNS_REFUSED,     /* REFUSED */
	DNS_REFERRAL,    /* a server that is no resolver names another one
			  * (RFC 2308 2.2), or none */
	DNS_TRUNCATED,   /* too long for UDP (TC), and not to be had by TCP */
	DNS_TIMEOUT,     /* no answer within the time limit */
	DNS_UNREACHABLE, /* no server takes our packets */
	DNS_NONSENSE     /* an answer that is no answer to the question */
};

struct dns_question {
	const char *name; /* a trailing dot is allowed, and means nothing */
	enum dns_type type;
	bool optional; /* once the others are answered, waited for only
			* a moment more (DNS_TIMEOUT then) */
};

struct dns_record {
	enum dns_type type;
	const char *name;   /* whose it is */
	uint16_t priority;  /* SRV; MX: preference */
	uint16_t weight;    /* SRV */
	uint16_t port;      /* SRV */
	const char *target; /* CNAME, SRV, MX; "." is the root: no service
			     * (RFC 2782), no mail (RFC 7505) */
	size_t naddress;    /* 4 (A) or 16 (AAAA), network order */
	unsigned char address[16];
	uint8_t flags;   /* CAA; 128 is critical */
	const char *tag; /* CAA: letters and digits, lower case */
	const char *value;
	size_t nvalue; /* CAA: octets, any */
};

struct dns_answer {
	enum dns_outcome outcome;
	const char *name; /* asked for, in normal form */
	enum dns_type type;
	/* The chain of aliases (CNAME) from the name on, in its order, then
	 * the records asked for in the server's. Aliases are there without
	 * records behind them too (DNS_NO_DATA, DNS_NO_NAME). */
	const struct dns_record *records;
	size_t n;
	size_t naliases;      /* how many of the records are the chain */
	const char *referral; /* DNS_REFERRAL: whom to ask; may be NULL */
	size_t nrefused;      /* records left out, ... */
	char refused[TEXT_QUOTE_MAX]; /* ... and why the first was */
	struct pool pool;
};

struct dns_address {
	struct sockaddr_storage sa; /* port 0 */
	socklen_t len;
};

struct dns_addresses {
	size_t n;
	size_t nleft; /* that there was no room for */
	struct dns_address list[DNS_ADDRESSES_MAX]; /* in the order to try */
};

struct dns;

/* servers: "ADDRESS[:PORT]" or "[V6][:PORT]" each, NULL-terminated; none (or
 * NULL): the system's, and the hosts file is read for addresses. seconds: the
 * time limit of a call, retries included. SANREQ_USAGE for what is no server.
 * *dns is set on success only. */
NODISCARD enum sanreq_status dns_open(struct dns **, const char *const *servers,
    unsigned seconds, struct error *);
void dns_close(struct dns **);

/* Asks n questions at once. seconds: less time than dns_open() gave, or 0.
 * What DNS says is answers[i].outcome and no error; errors are SANREQ_NAME (a
 * question that is no name), SANREQ_NO_MEMORY. The answers are to be released
 * in any case. */
NODISCARD enum sanreq_status dns_ask(struct dns *, const struct dns_question *,
    size_t n, unsigned seconds, struct dns_answer *answers, struct error *);
void dns_answer_release(struct dns_answer *);

/* What a host's addresses are: of an IP address itself; of "localhost"; from
 * the hosts file (unless servers were given); from DNS, a single label with
 * the resolver's search domains; and when DNS does not know the name and
 * no servers were given, from whatever else the system asks (getaddrinfo(3),
 * bounded by fetch/deadline). SANREQ_NETWORK "cannot resolve "HOST": why". */
NODISCARD enum sanreq_status dns_addresses(struct dns *, const char *host,
    unsigned seconds, struct dns_addresses *, struct error *);

/* The same of a name that DNS itself gave, as the target of an SRV record:
 * the hosts file and DNS. */
NODISCARD enum sanreq_status dns_target_addresses(struct dns *,
    const char *host, unsigned seconds, struct dns_addresses *, struct error *);

/* Those of the host's addresses that need no DNS: an IP address, localhost,
 * the hosts file. False: there are none. */
bool dns_local_addresses(
    const struct dns *, const char *host, struct dns_addresses *);

/* The A and AAAA records of answers, in the order to try them. */
void dns_gather(struct dns_addresses *, const struct dns_answer *, size_t n);

/* The resolver's search domains, in normal form; n at most
 * DNS_DOMAINS_MAX. */
const char *const *dns_domains(const struct dns *, size_t *n);

/* The servers asked, "192.0.2.1, [2001:db8::1]:5353", for messages. */
const char *dns_servers(const struct dns *);

/* As the outcome's words, with the servers where they are at fault. */
const char *
dns_why(const struct dns *, enum dns_outcome, char *text, size_t size);

/* The same of an answer, with what is known beside its outcome. */
const char *dns_answer_why(
    const struct dns *, const struct dns_answer *, char *text, size_t size);

/* Makes a name normal: DNS_NAME_MAX bytes at dst. SANREQ_NAME: a label that
 * is empty or longer than 63, a name that is too long, or a character other
 * than letters, digits, '-' and '_'. */
NODISCARD enum sanreq_status
dns_normal(char dst[DNS_NAME_MAX], const char *name, struct error *);

#endif
