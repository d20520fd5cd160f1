/*
 * SPDX-License-Identifier: ISC
 *
 * dn: distinguished names (RFC 4514) as directories and exports spell them.
 *
 * dn_parse() splits without copying; what it points to is the text given.
 * dn_print() writes the one form that sanreq shows: attribute types in upper
 * case, nothing around '=' and ',', values unescaped and escaped again by one
 * rule, so that Active Directory's and OpenLDAP's spelling of a DN come out
 * as the same bytes. Unprintable characters, bidirectional controls too, are
 * hex pairs in it: it is safe to print and still a DN.
 *
 * Does not: allocate (dn_print() but for its buffer), know a schema, compare
 * values by any rule but ASCII case.
 */
#ifndef EXCHANGE_DN_H
#define EXCHANGE_DN_H

#include "base/buf.h"
#include "source/record.h"

#define DN_TEXT_MAX  8192 /* bytes of a DN */
#define DN_PARTS_MAX 64   /* attribute and value pairs of a DN */
#define DN_VALUE_MAX 512  /* bytes of one value, unescaped */
#define DN_PRINT_MAX (4 * DN_TEXT_MAX)

struct dn_part {
	struct bytes type;
	struct bytes value; /* as spelled, escapes and all */
	bool plain;         /* printable ASCII that needs no escape */
	bool joined;        /* stands behind '+': same RDN as the one before */
};

struct dn {
	struct dn_part parts[DN_PARTS_MAX]; /* the object's own RDN first */
	size_t n;
};

/* SANREQ_INPUT: what is wrong with it and at which byte. */
NODISCARD enum sanreq_status
dn_parse(const char *, size_t, struct dn *, struct error *);

/* The unescaped value. Returns its length, at most DN_VALUE_MAX. The octets
 * may hold anything, NUL too. */
size_t dn_value(const struct dn_part *, char dst[DN_VALUE_MAX]);

/* Is the part TYPE=value, in any case? false beyond the end. */
bool dn_is(const struct dn *, size_t part, const char *type, const char *value);

/* Appends the DN from part on. */
NODISCARD enum sanreq_status
dn_print(const struct dn *, size_t part, struct buf *, struct error *);

/* Reads a part at *at, which is left at the ',' or '+' behind it or at the
 * end. Appends a part without what stands before it. */
NODISCARD enum sanreq_status dn_part_parse(
    const char *, size_t, size_t *at, struct dn_part *, struct error *);
NODISCARD enum sanreq_status
dn_part_print(const struct dn_part *, struct buf *, struct error *);

/*
 * The part that names the server an object belongs to, the first below
 * CN=Servers of an administrative group; dn->n when there is none. Part 0:
 * the object is the server itself.
 */
size_t dn_server(const struct dn *);

/* A replication conflict (CNF:) or deleted object (DEL:), or below one. */
bool dn_is_conflict(const struct dn *);

#endif
