/*
 * SPDX-License-Identifier: ISC
 *
 * keylike: does an existing file hold a private key? Asked before a request
 * replaces it: a slip of the user (--csr at a key) must not destroy one.
 *
 * Does not: decode. Marks of PEM and the outermost tags of DER are enough.
 */
#ifndef STORE_KEYLIKE_H
#define STORE_KEYLIKE_H

#include "store/temp.h"

/* The file of that name in the target's folder: SANREQ_OUTPUT when it does,
 * cannot be read, or is no regular file. */
NODISCARD enum sanreq_status
keylike_refuse(const struct target *, const char *name, struct error *);

#endif
