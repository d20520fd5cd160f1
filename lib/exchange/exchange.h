/*
 * SPDX-License-Identifier: ISC
 *
 * exchange: what directory records of an Exchange organization, and objects of
 * its Management Shell, mean: servers, accepted domains, and which object and
 * attribute uses which name, for which service, scope and audience. Reference:
 * exchange.md.
 *
 * Records come in any order, so all that depends on two records (a use's
 * server, a server's product) is settled in exchange_finish().
 *
 * Two things are told beside the records: what a container that seems empty
 * looks like to the account (exchange_report()), and by computer accounts
 * whether a server is still there. A server is called dead when its account is
 * disabled, or is missing although others of its domain were read: of an
 * export any, of a directory one of another server. Edge servers have none.
 *
 * Findings of discovery (DSCnn) are listed in exchange/findings.h.
 *
 * Does not: read files or networks; decide what goes into a certificate.
 */
#ifndef EXCHANGE_EXCHANGE_H
#define EXCHANGE_EXCHANGE_H

#include "name/inventory.h"
#include "source/shell.h"

struct exchange;

/* source: as the user named it; lives in every use. */
NODISCARD enum sanreq_status exchange_new(
    struct exchange **, struct inventory *, const char *source, struct error *);
void exchange_free(struct exchange **);

/* Reads one record; records that are none of ours are passed over. A record
 * that is broken becomes a finding, never an error. */
NODISCARD enum sanreq_status
exchange_record(struct exchange *, const struct record *, struct error *);

/* Reads one report of the helper (fetch/report.h). */
NODISCARD enum sanreq_status
exchange_report(struct exchange *, const struct record *, struct error *);

/* Reads one object of Shell output; objects that are none of ours are passed
 * over. SANREQ_INPUT: a list that names a host was cut by the Shell. */
NODISCARD enum sanreq_status
exchange_shell(struct exchange *, const struct shell_object *, struct error *);

/* Settles what needs all records; call once, after the last. */
NODISCARD enum sanreq_status exchange_finish(struct exchange *, struct error *);

/* objectClass values of interest, lower case, sorted (for ldif_filter). */
const char *const *exchange_classes(size_t *n);

/* LDAP: the filter that finds the same objects, and the attributes that are
 * read from them (NULL-terminated). */
const char *exchange_ldap_filter(void);
const char *const *exchange_ldap_attributes(void);

/* Where the objects stand, as fetch/probe.h writes it, by which the helper
 * finds what is closed to the account (NULL-terminated); which of it are the
 * servers, and what is read of their computer accounts. */
const char *const *exchange_ldap_probes(void);
const char *exchange_ldap_servers(void);
const char *const *exchange_account_attributes(void);

#endif
