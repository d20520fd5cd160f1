/*
 * SPDX-License-Identifier: ISC
 *
 * manifest: what was asked for, from where, under which profile, as JSON:
 * sources with their SHA-256, verdicts, hashes of request and public key.
 */
#ifndef CSR_MANIFEST_H
#define CSR_MANIFEST_H

#include "base/buf.h"
#include "profile/plan.h"

struct manifest {
	const struct plan *plan;
	const char *key_path;
	const char *request_path;
	bool key_reused;
	const char *key_description;
	const char *key_hash;     /* of the subjectPublicKeyInfo */
	const char *request_hash; /* of the file as written */
	const char *form;         /* "pem" or "der" */
};

NODISCARD enum sanreq_status
manifest_write(const struct manifest *, FILE *, struct error *);

#endif
