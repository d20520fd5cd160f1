/*
 * SPDX-License-Identifier: ISC
 */
#include <stdint.h>
#include <string.h>

#include "fetch/access.h"

/* MS-DTYP 2.4.6, 2.4.5, 2.4.4.1; MS-ADTS 5.1.3.2 */
enum {
	DESCRIPTOR_SIZE = 20,
	CONTROL_DACL_PRESENT = 0x0004,
	ACL_SIZE = 8,
	ACE_HEADER = 8, /* with the mask */
	ACE_ALLOWED = 0,
	ACE_DENIED = 1,
	ACE_ALLOWED_OBJECT = 5,
	ACE_DENIED_OBJECT = 6,
	OBJECT_TYPE_PRESENT = 1,
	INHERITED_TYPE_PRESENT = 2,
	ACE_INHERIT_ONLY = 0x08,
	RIGHT_LIST_CONTENTS = 0x00000004,
	RIGHT_GENERIC_ALL = 0x10000000,
	SID_MIN = 8
};
#define RIGHT_GENERIC_READ 0x80000000u

static uint32_t
number(const unsigned char *p, unsigned n)
{
	uint32_t v = 0;

	while (n-- > 0)
		v = v << 8 | p[n];
	return v;
}

static bool
is_ours(const unsigned char *sid, size_t n, struct berval *const *sids)
{
	size_t len;

	if (n < SID_MIN || (len = SID_MIN + 4 * (size_t)sid[1]) > n)
		return false;
	for (; *sids != NULL; sids++)
		if ((*sids)->bv_len == len &&
		    memcmp((*sids)->bv_val, sid, len) == 0)
			return true;
	return false;
}

/* Where the SID of an entry of size bytes stands, 0: it gives or takes nothing
 * here. One for a kind of attribute or child (types 5 and 6 with an object
 * type) does not concern this right. */
static size_t
sid_offset(const unsigned char *p, size_t size)
{
	uint32_t flags;

	if ((p[1] & ACE_INHERIT_ONLY) != 0)
		return 0;
	if (p[0] == ACE_ALLOWED || p[0] == ACE_DENIED)
		return ACE_HEADER;
	if ((p[0] != ACE_ALLOWED_OBJECT && p[0] != ACE_DENIED_OBJECT) ||
	    size < ACE_HEADER + 4)
		return 0;
	flags = number(p + ACE_HEADER, 4);
	if ((flags & OBJECT_TYPE_PRESENT) != 0)
		return 0;
	return ACE_HEADER + 4 +
	       ((flags & INHERITED_TYPE_PRESENT) != 0 ? 16 : 0);
}

/* The first entry that speaks of the right to one of our SIDs decides. */
static enum access
acl_walk(const unsigned char *p, size_t n, unsigned count,
    struct berval *const *sids)
{
	const uint32_t right =
	    RIGHT_LIST_CONTENTS | RIGHT_GENERIC_READ | RIGHT_GENERIC_ALL;

	for (; count > 0; count--) {
		size_t size, sid;

		if (n < ACE_HEADER || (size = number(p + 2, 2)) < ACE_HEADER ||
		    size > n)
			return ACCESS_UNKNOWN;
		sid = sid_offset(p, size);
		if (sid != 0 && sid < size && (number(p + 4, 4) & right) != 0 &&
		    is_ours(p + sid, size - sid, sids))
			return p[0] == ACE_ALLOWED || p[0] == ACE_ALLOWED_OBJECT
				   ? ACCESS_GRANTED
				   : ACCESS_DENIED;
		p += size;
		n -= size;
	}
	return ACCESS_DENIED;
}

enum access
access_list_contents(
    const struct berval *descriptor, struct berval *const *sids)
{
	const unsigned char *p = (const unsigned char *)descriptor->bv_val;
	size_t n = descriptor->bv_len, at, size;

	if (sids == NULL || *sids == NULL || n < DESCRIPTOR_SIZE || p[0] != 1)
		return ACCESS_UNKNOWN;
	at = number(p + 16, 4);
	if ((number(p + 2, 2) & CONTROL_DACL_PRESENT) == 0)
		return ACCESS_UNKNOWN; /* it was not given */
	if (at == 0)
		return ACCESS_GRANTED; /* a NULL ACL lets everybody */
	if (at > n || n - at < ACL_SIZE ||
	    (size = number(p + at + 2, 2)) < ACL_SIZE || size > n - at)
		return ACCESS_UNKNOWN;
	return acl_walk(
	    p + at + ACL_SIZE, size - ACL_SIZE, number(p + at + 4, 2), sids);
}
