/*
 * SPDX-License-Identifier: ISC
 *
 * realm: the machine's Kerberos realm.
 */
#ifndef FETCH_REALM_H
#define FETCH_REALM_H

#include "fetch/dns.h"

/* The default realm of KRB5_CONFIG or krb5.conf, as libkrb5 reads it, as a
 * domain name. False: none is set, or it is none. */
bool realm_default(char domain[DNS_NAME_MAX]);

#endif
