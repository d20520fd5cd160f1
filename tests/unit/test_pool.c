/*
 * SPDX-License-Identifier: ISC
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdalign.h>
#include <stdio.h>
#include <string.h>

#include "base/pool.h"

#define MIB ((size_t)1 << 20)

static void
test_alloc(void **state)
{
	struct error err = {0};
	struct pool pool;

	(void)state;
	pool_init(&pool, 64 * MIB);
	for (size_t i = 0; i < 5000; i++) {
		size_t n = i * 37 % 3000;
		unsigned char *p = pool_alloc(&pool, n, &err);

		assert_non_null(p);
		assert_int_equal((uintptr_t)p % alignof(max_align_t), 0);
		for (size_t k = 0; k < n; k++)
			assert_int_equal(p[k], 0);
		memset(p, 0xff, n); /* whoever gets it next must not see it */
		assert_non_null(pool_copy(&pool, "odd", 3, &err));
	}
	pool_release(&pool);
	assert_null(pool.blocks);
	assert_int_equal(pool.used, 0);
}

static void
test_large_piece_keeps_head(void **state)
{
	struct error err = {0};
	struct pool pool;
	char *a, *b;

	(void)state;
	pool_init(&pool, 64 * MIB);
	a = pool_copy(&pool, "a", 1, &err);
	assert_non_null(pool_alloc(&pool, MIB, &err));
	b = pool_copy(&pool, "b", 1, &err);
	assert_ptr_equal(a + 2, b);
	assert_string_equal(a, "a");
	pool_release(&pool);
}

static void
test_copies(void **state)
{
	struct error err = {0};
	struct pool pool;
	char *copy;

	(void)state;
	pool_init(&pool, MIB);
	copy = pool_copy(&pool, "a\0b", 3, &err);
	assert_memory_equal(copy, "a\0b", 4);
	copy = pool_copy(&pool, NULL, 0, &err);
	assert_string_equal(copy, "");
	copy = pool_copy(&pool, "abcdef", 3, &err);
	assert_string_equal(copy, "abc");
	pool_release(&pool);
}

static void
test_ceiling(void **state)
{
	static const size_t over[] = {MIB + 1, 2 * MIB, SIZE_MAX / 2,
	    SIZE_MAX - 16, SIZE_MAX - 1, SIZE_MAX};
	struct error err = {0};
	struct pool pool;
	size_t given = 0;

	(void)state;
	pool_init(&pool, MIB);
	for (size_t i = 0; i < sizeof(over) / sizeof(over[0]); i++) {
		assert_null(pool_alloc(&pool, over[i], &err));
		assert_int_equal(err.status, SANREQ_LIMIT);
		error_clear(&err);
		assert_null(pool_copy(&pool, "never read", over[i], &err));
		assert_int_equal(err.status, SANREQ_LIMIT);
		error_clear(&err);
	}
	while (pool_alloc(&pool, 1000, &err) != NULL)
		given += 1000;
	assert_int_equal(err.status, SANREQ_LIMIT);
	assert_true(given <= MIB && given > MIB - MIB / 8);
	assert_true(pool.used <= pool.max);
	pool_release(&pool);
}

static void
test_no_ceiling(void **state)
{
	struct error err = {0};
	struct pool pool;

	(void)state;
	pool_init(&pool, SIZE_MAX);
	assert_null(pool_alloc(&pool, SIZE_MAX - 8, &err));
	assert_int_equal(err.status, SANREQ_LIMIT);
	pool_release(&pool);
}

static void
test_small_ceiling(void **state)
{
	struct error err = {0};
	struct pool pool;

	(void)state;
	pool_init(&pool, 100);
	assert_non_null(pool_alloc(&pool, 48, &err));
	assert_non_null(pool_alloc(&pool, 48, &err));
	assert_null(pool_alloc(&pool, 48, &err));
	assert_int_equal(err.status, SANREQ_LIMIT);
	pool_release(&pool);
}

static void
test_intern(void **state)
{
	static const char *first[20000];
	struct error err = {0};
	struct pool pool;
	char text[40];

	(void)state;
	pool_init(&pool, 64 * MIB);
	for (int round = 0; round < 2; round++) {
		for (size_t i = 0; i < 20000; i++) {
			int n = snprintf(
			    text, sizeof(text), "srv%zu.contoso.com", i);
			const char *p =
			    pool_intern(&pool, text, (size_t)n, &err);

			assert_non_null(p);
			assert_string_equal(p, text);
			if (round == 0)
				first[i] = p;
			assert_ptr_equal(p, first[i]);
		}
		assert_int_equal(pool.ntexts, 20000);
	}
	assert_true(4 * pool.ntexts <= 3 * pool.nslots);
	pool_release(&pool);
	/* it can be used again */
	assert_non_null(pool_intern(&pool, "a", 1, &err));
	pool_release(&pool);
}

static void
test_intern_lengths(void **state)
{
	static const char zeros[32], text[] = "abcdefghijklmnopqrstuvwxyz";
	const char *seen[60];
	struct error err = {0};
	struct pool pool;
	size_t n = 0;

	(void)state;
	pool_init(&pool, MIB);
	for (size_t i = 0; i <= 26; i++) {
		seen[n++] = pool_intern(&pool, text, i, &err);
		if (i != 0) /* NULs count */
			seen[n++] = pool_intern(&pool, zeros, i, &err);
	}
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < i; k++)
			assert_ptr_not_equal(seen[i], seen[k]);
	pool_release(&pool);
}

static void
test_intern_ceiling(void **state)
{
	struct error err = {0};
	struct pool pool;
	char text[40];
	size_t i;

	(void)state;
	pool_init(&pool, MIB / 4);
	for (i = 0; i < 100000; i++) {
		int n = snprintf(text, sizeof(text), "name-%zu", i);

		if (pool_intern(&pool, text, (size_t)n, &err) == NULL)
			break;
	}
	assert_in_range(i, 1000, 99999);
	assert_int_equal(err.status, SANREQ_LIMIT);
	assert_true(pool.used <= pool.max);
	/* what is there can still be found */
	error_clear(&err);
	assert_string_equal(pool_intern(&pool, "name-7", 6, &err), "name-7");
	pool_release(&pool);
}

/* Texts whose differences cancel out in a multiplying hash of 8-byte words,
 * whatever its seed: top bit of one word, bits 63 and 34 of the next. */
static void
test_chosen_texts_do_not_collide(void **state)
{
	struct error err = {0};
	struct pool pool;
	size_t same = 0;

	(void)state;
	pool_init(&pool, MIB);
	for (unsigned pick = 0; pick < 256; pick++) {
		char text[128];

		memset(text, 'a', sizeof(text));
		for (unsigned k = 0; k < 8; k++) {
			if ((pick >> k & 1) == 0)
				continue;
			text[16 * k + 7] = (char)('a' ^ 0x80);
			text[16 * k + 15] = (char)('a' ^ 0x80);
			text[16 * k + 12] = 'a' ^ 0x04;
		}
		assert_non_null(pool_intern(&pool, text, sizeof(text), &err));
	}
	assert_int_equal(pool.ntexts, 256);
	for (size_t i = 0; i < pool.nslots; i++)
		for (size_t k = 0; k < i; k++)
			same += pool.slots[i].text != NULL &&
				pool.slots[k].text != NULL &&
				pool.slots[i].hash == pool.slots[k].hash;
	assert_in_range(same, 0, 2);
	pool_release(&pool);
}

static void
test_seeds_differ(void **state)
{
	struct pool a, b;

	(void)state;
	pool_init(&a, MIB);
	pool_init(&b, MIB);
	assert_true(a.seed != b.seed || a.seed2 != b.seed2);
	assert_true(a.seed != a.seed2);
	pool_release(&a);
	pool_release(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_alloc),
	    cmocka_unit_test(test_large_piece_keeps_head),
	    cmocka_unit_test(test_copies),
	    cmocka_unit_test(test_ceiling),
	    cmocka_unit_test(test_no_ceiling),
	    cmocka_unit_test(test_small_ceiling),
	    cmocka_unit_test(test_intern),
	    cmocka_unit_test(test_intern_lengths),
	    cmocka_unit_test(test_intern_ceiling),
	    cmocka_unit_test(test_chosen_texts_do_not_collide),
	    cmocka_unit_test(test_seeds_differ),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
