/*
 * SPDX-License-Identifier: ISC
 *
 * ldif_spec: one attrval-spec of RFC 2849, "name;options: value", as offsets
 * into its line, and the faults that it may have.
 *
 * Does not: decode base64 (ldif.c does, for records that are handed on).
 */
#ifndef SOURCE_LDIF_SPEC_H
#define SOURCE_LDIF_SPEC_H

#include "source/record.h"

/* 32 bits hold any offset in a record (LDIF_RECORD_MAX). */
struct spec {
	uint32_t name, nname;
	uint32_t noptions; /* behind the name and a ';' */
	uint32_t value, nvalue;
	bool is_base64;
};

/* Splits a line and checks it, base64 too. offset is added to the offsets.
 * SANREQ_INPUT: no colon, a character that no attribute has, "attr:< url",
 * bad base64. */
NODISCARD enum sanreq_status
spec_parse(struct spec *, struct bytes line, size_t offset, struct error *);

#endif
