/*
 * SPDX-License-Identifier: ISC
 *
 * option_codes: the long options that have no letter, and what takes the
 * value of each. Between options.c (which options there are, which verb they
 * belong to) and option_values.c.
 */
#ifndef CSR_OPTION_CODES_H
#define CSR_OPTION_CODES_H

#include "cli.h"

enum option_code {
	OPT_ADD = 256,
	OPT_DROP,
	OPT_COLOR,
	OPT_TIMEOUT,
	OPT_BIND_PASS,
	OPT_CA_FILE,
	OPT_BASE,
	OPT_PLAIN_BIND,
	OPT_NO_VERIFY,
	OPT_WHY,
	OPT_EDIT,
	OPT_CSR,
	OPT_KEY,
	OPT_REUSE_KEY,
	OPT_KEY_PASS,
	OPT_FORM,
	OPT_FORCE,
	OPT_MANIFEST,
	OPT_DNS_SERVER,
	OPT_DOMAIN,
	OPT_SITE,
	OPT_CHASE,
	OPT_NO_COMPUTERS,
	OPT_REQUIRE_COMPLETE,
	OPT_KEEP_GOING,
	OPT_CERT_PASS,
	OPT_NAMESPACE,
	OPT_APPLY,
	OPT_ROLLBACK,
	OPT_CA,
	OPT_EXCHANGE,
	OPT_LIST,
	OPT_EXPLAIN,
	OPT_WEAK_KEYS,
	OPT_CA_DOMAIN,
	OPT_PROBE,
	OPT_INVENTORY,
	OPT_PREVIOUS,
	OPT_ENCODING
};

/* Puts one option's value into the cli. */
NODISCARD enum sanreq_status
option_apply(struct cli *, int code, const char *value, struct error *);

#endif
