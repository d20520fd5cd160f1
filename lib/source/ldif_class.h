/*
 * SPDX-License-Identifier: ISC
 *
 * ldif_class: is an objectClass value one of those looked for? Asked some
 * four times a record, so most values are turned away by one bit.
 *
 * Does not: copy the filter, which must outlive the set.
 */
#ifndef SOURCE_LDIF_CLASS_H
#define SOURCE_LDIF_CLASS_H

#include "source/ldif.h"

struct class_set {
	const struct ldif_filter *filter; /* NULL: all classes */
	uint64_t bits[4];                 /* of the hash of each class */
	const char *last;                 /* the class found last */
	size_t nlast;                     /* 0: none */
};

void class_set_init(struct class_set *, const struct ldif_filter *);
bool class_set_has(struct class_set *, const char *, size_t);

#endif
