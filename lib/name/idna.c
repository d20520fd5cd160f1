/*
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include <idn2.h>

#include "name/parts.h"

/* Symbols, emoji and the like are not for host names (IDNA2008), although
 * UTS 46 alone would let them pass. */
#define IDNA_FLAGS (IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT)

static void
idna_fault(struct fault *fault, int rc)
{
	fault->kind = FAULT_IDNA;
	fault->at = 0;
	fault->len = 0;
	fault->why = idn2_strerror(rc);
	if (rc == IDN2_MALLOC)
		fault->kind = FAULT_MEMORY;
	else if (rc == IDN2_TOO_BIG_DOMAIN)
		fault->kind = FAULT_LONG;
	else if (rc == IDN2_TOO_BIG_LABEL || rc == IDN2_PUNYCODE_BIG_OUTPUT)
		fault->kind = FAULT_LABEL;
}

bool
idna_to_ascii(
    const char *s, size_t n, char dst[IDNA_OUTPUT_MAX], struct fault *fault)
{
	unsigned char in[IDNA_INPUT_MAX + 1], *out = NULL;
	bool ok = false;
	int rc;

	if (n > IDNA_INPUT_MAX) {
		idna_fault(fault, IDN2_TOO_BIG_DOMAIN);
		return false;
	}
	memcpy(in, s, n);
	in[n] = '\0';
	if ((rc = idn2_lookup_u8(in, &out, IDNA_FLAGS)) != IDN2_OK) {
		idna_fault(fault, rc);
		goto out;
	}
	n = strlen((const char *)out);
	if (n >= IDNA_OUTPUT_MAX) {
		idna_fault(fault, IDN2_TOO_BIG_DOMAIN);
		goto out;
	}
	memcpy(dst, out, n + 1);
	ok = true;
out:
	idn2_free(out);
	return ok;
}

bool
idna_label_is_sound(const char *label, size_t n, struct fault *fault)
{
	char back[IDNA_OUTPUT_MAX];

	if (!idna_to_ascii(label, n, back, fault))
		return false;
	if (strlen(back) == n && memcmp(back, label, n) == 0)
		return true;
	idna_fault(fault, IDN2_ALABEL_ROUNDTRIP_FAILED);
	return false;
}
