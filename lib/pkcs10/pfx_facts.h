/*
 * SPDX-License-Identifier: ISC
 *
 * pfx_facts: how a PKCS#12 file (RFC 7292) is made, as far as can be told
 * without its password: what Windows looks at before it asks for one.
 *
 * Does not: decrypt, check the password (bundle_read() does).
 */
#ifndef PKCS10_PFX_FACTS_H
#define PKCS10_PFX_FACTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct pfx_facts {
	/* PBES2 somewhere, or a MAC of another hash than SHA-1: Windows before
	 * Server 2019 cannot open it */
	bool modern;
	char encryption[40];  /* of the key: "PBES2", "PBE-SHA1-3DES", "none" */
	char mac[24];         /* "SHA256"; "" without a MAC */
	bool has_key;         /* a key could be seen */
	char csp[128];        /* of the key, in printable ASCII; "": none */
	size_t friendly_name; /* characters of the longest that was seen */
};

/* SANREQ_INPUT when it is no PKCS#12 file. */
NODISCARD enum sanreq_status
pfx_examine(struct pfx_facts *, const void *, size_t, struct error *);

#endif
