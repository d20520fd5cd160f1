/*
 * SPDX-License-Identifier: ISC
 *
 * name: one host name in normal form, with its kind and class.
 *
 * name_parse() is the gate: what passed it is lower case, without root dot,
 * IDN as A-label, free of anything but letters, digits, hyphen, underscore,
 * dot and a left-most "*" label (or is a textual IP address), and is safe to
 * print and to compare with strcmp(). Nobody checks again behind it.
 *
 * Does not: look anything up in DNS; decide whether a CA takes the name
 * (check/ does).
 */
#ifndef NAME_NAME_H
#define NAME_NAME_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

#define NAME_TEXT_MAX 254 /* 253 octets and the NUL */

enum name_kind {
	NAME_NETBIOS,
	NAME_FQDN,
	NAME_WILDCARD,
	NAME_IP
};

/* public: ends in a delegated top-level domain, and is not home.arpa,
 * a reverse zone or a reserved address; or has the form of an onion service,
 * version 3 (NAM32 judges its checksum). Single labels are internal. */
enum name_class {
	NAME_PUBLIC,
	NAME_INTERNAL
};

/* What name_parse() mended on the way. */
enum {
	NAME_FIXED_CASE = 1, /* upper case (NAM26); IPv6 form */
	NAME_FIXED_DOT = 2,  /* root dot removed (NAM12) */
	NAME_FIXED_IDN = 4,  /* U-label made A-label (NAM18) */
	NAME_FIXED_SPACE = 8 /* white space around it */
};

struct name {
	char text[NAME_TEXT_MAX];
	enum name_kind kind;
	enum name_class class;
	unsigned fixed;
};

/*
 * Reads one name, UTF-8. SANREQ_NAME with err->rule set to the rule of the
 * catalogue that it breaks, of those that no CA lets pass: NAM09 (character,
 * the offset and the character are named), NAM10, NAM11, NAM13, NAM14,
 * NAM17, NAM18, NAM20, NAM21 (bare "*"), NAM27 (URL, host:port, e-mail, UNC
 * or DOMAIN\user: the host part is suggested), NAM33. IP addresses are kind
 * NAME_IP in RFC 5952 or dotted form. Underscores and R-LDH labels pass, as
 * do wildcards over a suffix ("*.com"). IDN means IDNA2008 behind UTS 46
 * mapping: symbols are refused, as U-label and as A-label.
 */
NODISCARD enum sanreq_status
name_parse(const char *, size_t, struct name *, struct error *);

/* "netbios", "fqdn", "wildcard", "ip"; "public", "internal". */
const char *name_kind_text(enum name_kind);
const char *name_class_text(enum name_class);

/*
 * Does the presented identifier cover the reference identifier? RFC 9525,
 * 6.3: equal, or "*" as the complete left-most label for exactly one label.
 * An IP address is covered by itself alone. Both in normal form.
 */
bool name_covers(const char *presented, const char *reference);

/* Is text the domain, or a name below it? Both in normal form. */
bool name_text_is_below(const char *text, const char *domain);

/* --- what the public suffix list knows (ICANN section unless said) --- */

enum name_suffix {
	SUFFIX_NONE,   /* a name below a registrable domain, or such a domain */
	SUFFIX_ICANN,  /* is itself a public suffix, ICANN section */
	SUFFIX_PRIVATE /* is itself one of the PRIVATE section only */
};

/* What the name itself (a wildcard: what stands behind "*.") is. */
enum name_suffix name_suffix(const char *text);

/* The Base Domain Name (one label and the public suffix, ICANN section) that
 * a CA validates, a pointer into text; NULL for internal names and suffixes. */
const char *name_base_domain(const char *text);

/* The same, for a name that may have its parent domain in common with one
 * whose base domain is known: the list is asked once instead of thrice. */
const char *name_base_domain_beside(
    const char *text, const char *beside, const char *beside_base);

/* The last label is a delegated top-level domain (single labels: false). */
bool name_tld_is_delegated(const char *text);

/* Reserved: in an entry of the IANA special-purpose registries (any), or
 * multicast. block and rfc, when not NULL, receive static strings. text must
 * be of kind NAME_IP. */
bool
name_ip_is_reserved(const char *text, const char **block, const char **rfc);

/* 4 or 16 octets of a NAME_IP text; returns how many. */
size_t name_ip_octets(const char *text, unsigned char octets[16]);

#endif
