/*
 * SPDX-License-Identifier: ISC
 *
 * dns_message: takes a DNS message (RFC 1035 4.1) apart.
 *
 * Every length is checked, compressed names are read by c-ares. Time and
 * memory are bounded by the length of the message.
 *
 * Does not: compare the question with what was asked (c-ares does), look at
 * the additional section, nor at the authority section for more than whether
 * the server leaves the answer to others.
 */
#ifndef FETCH_DNS_MESSAGE_H
#define FETCH_DNS_MESSAGE_H

#include "fetch/dns.h"

#define DNS_MESSAGE_MAX 65535u

/* Fills the outcome (DNS_FOUND, DNS_NO_DATA, DNS_REFERRAL or DNS_NONSENSE; the
 * response code is the caller's affair) and the records of an answer whose
 * name, type and pool are set. SANREQ_NO_MEMORY, SANREQ_LIMIT. */
NODISCARD enum sanreq_status dns_message_read(
    struct dns_answer *, const unsigned char *, size_t n, struct error *);

#endif
