/*
 * SPDX-License-Identifier: ISC
 *
 * May an account list the children of an object: ACLs as Active Directory
 * writes them, and broken ones. And which objects something was found below.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fetch/access.h"
#include "fetch/seen.h"

#define LC 0x4u
#define RP 0x10u

static char me[] = "\1\2\0\0\0\0\0\5\x15\0\0\0\1\0\0\0";
static char everyone[] = "\1\1\0\0\0\0\0\1\0\0\0\0";
static const char other[] = "\1\1\0\0\0\0\0\5\x0b\0\0\0";
static struct berval my_sid = {16, me}, all_sid = {12, everyone};
static struct berval *const sids[] = {&my_sid, &all_sid, NULL};

struct ace {
	unsigned type, flags;
	uint32_t mask;
	const char *sid;
	unsigned object; /* of types 5 and 6: which GUIDs there are */
};

struct descriptor {
	char data[512];
	size_t n;
};

static void
put(struct descriptor *d, uint32_t v, unsigned bytes)
{
	for (; bytes > 0; bytes--, v >>= 8)
		d->data[d->n++] = (char)(v & 0xff);
}

static void
put_ace(struct descriptor *d, const struct ace *a)
{
	size_t nsid = a->sid == me ? 16 : 12, start = d->n, size;
	size_t guids =
	    a->type < 5 ? 0 : 4 + 16 * ((a->object & 1) + (a->object >> 1 & 1));

	size = 8 + guids + nsid;
	put(d, a->type, 1);
	put(d, a->flags, 1);
	put(d, (uint32_t)size, 2);
	put(d, a->mask, 4);
	if (a->type >= 5) {
		put(d, a->object, 4);
		memset(d->data + d->n, 7, guids - 4);
		d->n += guids - 4;
	}
	memcpy(d->data + d->n, a->sid, nsid);
	d->n += nsid;
	assert_int_equal(d->n, start + size);
}

static void
make(struct descriptor *d, const struct ace *aces, unsigned n)
{
	size_t acl;

	memset(d, 0, sizeof(*d));
	put(d, 1, 2);
	put(d, 0x8404, 2);
	put(d, 0, 4);
	put(d, 0, 4);
	put(d, 0, 4);
	put(d, 20, 4);
	acl = d->n;
	put(d, 4, 2);
	put(d, 0, 2);
	put(d, n, 2);
	put(d, 0, 2);
	for (unsigned i = 0; i < n; i++)
		put_ace(d, &aces[i]);
	d->data[acl + 2] = (char)((d->n - acl) & 0xff);
	d->data[acl + 3] = (char)((d->n - acl) >> 8);
}

static enum access
judge(const struct descriptor *d, size_t n, struct berval *const *who)
{
	/* at the end of its memory, so that a sanitizer sees what is beyond */
	char *copy = malloc(n + 1);
	struct berval v = {n, copy};
	enum access access;

	assert_non_null(copy);
	memcpy(copy, d->data, n);
	if ((v.bv_val = realloc(copy, n != 0 ? n : 1)) == NULL)
		abort();
	access = access_list_contents(&v, who);
	free(v.bv_val);
	return access;
}

static void
the_first_entry_decides(void **state)
{
	static const struct {
		const char *what;
		struct ace aces[3];
		unsigned n;
		enum access access;
	} t[] = {
	    {"nobody", {{0}}, 0, ACCESS_DENIED},
	    {"me", {{0, 0, LC, me, 0}}, 1, ACCESS_GRANTED},
	    {"everyone", {{0, 0, LC | RP, everyone, 0}}, 1, ACCESS_GRANTED},
	    {"another", {{0, 0, LC, other, 0}}, 1, ACCESS_DENIED},
	    {"another right", {{0, 0, RP, me, 0}}, 1, ACCESS_DENIED},
	    {"denied first", {{1, 0, LC, me, 0}, {0, 0, LC, everyone, 0}}, 2,
		ACCESS_DENIED},
	    {"denied later", {{0, 0, LC, me, 0}, {1, 0, LC, everyone, 0}}, 2,
		ACCESS_GRANTED},
	    {"denied to another",
		{{1, 0, LC, other, 0}, {0, 0, LC, everyone, 0}}, 2,
		ACCESS_GRANTED},
	    {"denied another right",
		{{1, 0, RP, me, 0}, {0, 0, LC, everyone, 0}}, 2,
		ACCESS_GRANTED},
	    {"only for children", {{0, 8, LC, me, 0}}, 1, ACCESS_DENIED},
	    {"inherited", {{0, 0x10, LC, me, 0}}, 1, ACCESS_GRANTED},
	    {"generic read", {{0, 0, 0x80000000u, me, 0}}, 1, ACCESS_GRANTED},
	    {"generic all", {{0, 0, 0x10000000u, me, 0}}, 1, ACCESS_GRANTED},
	    {"for a kind of child", {{5, 0, LC, me, 1}}, 1, ACCESS_DENIED},
	    {"inherited by this kind", {{5, 0, LC, me, 2}}, 1, ACCESS_GRANTED},
	    {"both", {{5, 0, LC, me, 3}}, 1, ACCESS_DENIED},
	    {"an object's, of no kind", {{5, 0, LC, me, 0}}, 1, ACCESS_GRANTED},
	    {"denied, inherited by this kind",
		{{6, 0, LC, me, 2}, {0, 0, LC, me, 0}}, 2, ACCESS_DENIED},
	    {"an audit", {{2, 0, LC, me, 0}}, 1, ACCESS_DENIED},
	};
	struct descriptor d;

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		print_message("# %s\n", t[i].what);
		make(&d, t[i].aces, t[i].n);
		assert_int_equal(judge(&d, d.n, sids), t[i].access);
		assert_int_equal(judge(&d, d.n, NULL), ACCESS_UNKNOWN);
	}
}

static void
what_is_cut_or_broken_grants_nothing(void **state)
{
	static const struct ace aces[] = {
	    {5, 0, LC, other, 3}, {1, 0, LC, other, 0}, {0, 0, LC, me, 0}};
	static struct berval *const nobody[] = {NULL};
	struct descriptor d, broken;

	(void)state;
	make(&d, aces, 3);
	assert_int_equal(judge(&d, d.n, sids), ACCESS_GRANTED);
	assert_int_equal(judge(&d, d.n, nobody), ACCESS_UNKNOWN);
	for (size_t n = 0; n < d.n; n++)
		assert_int_equal(judge(&d, n, sids), ACCESS_UNKNOWN);
	/* any byte may be anything: it only must end */
	for (size_t at = 0; at < d.n; at++)
		for (unsigned v = 0; v < 256; v++) {
			broken = d;
			broken.data[at] = (char)v;
			(void)judge(&broken, d.n, sids);
		}
	broken = d;
	broken.data[2] = 0; /* no ACL was given */
	assert_int_equal(judge(&broken, d.n, sids), ACCESS_UNKNOWN);
	broken = d;
	broken.data[16] = 0; /* a NULL ACL */
	assert_int_equal(judge(&broken, d.n, sids), ACCESS_GRANTED);
	broken = d;
	broken.data[17] = 1; /* beyond the end */
	assert_int_equal(judge(&broken, d.n, sids), ACCESS_UNKNOWN);
}

static void
parents_are_remembered(void **state)
{
	static const char *const t[] = {"CN=a,CN=X,DC=corp",
	    "CN=b,cn=x,dc=CORP", "CN=x\\,y,CN=Z,DC=corp", "DC=corp", "",
	    "CN=open\\"};
	struct error err = {0};
	struct seen *s = seen_new(&err);
	char dn[64];

	(void)state;
	assert_non_null(s);
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++)
		assert_int_equal(
		    seen_parent(s, t[i], strlen(t[i]), &err), SANREQ_OK);
	assert_true(seen_below(s, "CN=X,DC=corp"));
	assert_true(seen_below(s, "cn=x,dc=corp"));
	assert_true(seen_below(s, "CN=Z,DC=corp"));
	assert_false(seen_below(s, "y,CN=Z,DC=corp"));
	assert_false(seen_below(s, "CN=a,CN=X,DC=corp"));
	assert_false(seen_below(s, "DC=corp"));
	assert_false(seen_below(s, ""));
	for (unsigned i = 0; i < 5000; i++) {
		snprintf(dn, sizeof(dn), "CN=a,CN=%u,DC=corp", i);
		assert_int_equal(
		    seen_parent(s, dn, strlen(dn), &err), SANREQ_OK);
	}
	for (unsigned i = 0; i < 5000; i++) {
		snprintf(dn, sizeof(dn), "CN=%u,DC=corp", i);
		assert_true(seen_below(s, dn));
		snprintf(dn, sizeof(dn), "CN=%u,DC=corp", i + 5000);
		assert_false(seen_below(s, dn));
	}
	seen_free(&s);
	assert_null(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_first_entry_decides),
	    cmocka_unit_test(what_is_cut_or_broken_grants_nothing),
	    cmocka_unit_test(parents_are_remembered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
