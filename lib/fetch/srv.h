/*
 * SPDX-License-Identifier: ISC
 *
 * srv: the order in which to try the targets of SRV records (RFC 2782).
 */
#ifndef FETCH_SRV_H
#define FETCH_SRV_H

#include "fetch/dns.h"

/* A number from 0 to most, each as likely. */
typedef uint32_t (*srv_random_fn)(void *arg, uint32_t most);

/* Puts the lowest priority first; within one, a target is drawn before the
 * others in proportion to its weight. n at most 65535. */
void srv_order(struct dns_record *, size_t n, srv_random_fn, void *arg);

/* Chance for srv_order(); arg is not used. */
uint32_t srv_random(void *arg, uint32_t most);

#endif
