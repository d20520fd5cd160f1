/*
 * SPDX-License-Identifier: ISC
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/bn.h>

#include "base/buf.h"
#include "base/text.h"
#include "pkcs10/ossl.h"
#include "pkcs10/rsa_faults.h"

/* --- small numbers -------------------------------------------------------- */

static const uint16_t primes[] = {2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37,
    41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109, 113,
    127, 131, 137, 139, 149, 151, 157, 163, 167, 173, 179, 181, 191, 193, 197,
    199, 211, 223, 227, 229, 233, 239, 241, 251, 257, 263, 269, 271, 277, 281,
    283, 293, 307, 311, 313, 317, 331, 337, 347, 349, 353, 359, 367, 373, 379,
    383, 389, 397, 401, 409, 419, 421, 431, 433, 439, 443, 449, 457, 461, 463,
    467, 479, 487, 491, 499, 503, 509, 521, 523, 541, 547, 557, 563, 569, 571,
    577, 587, 593, 599, 601, 607, 613, 617, 619, 631, 641, 643, 647, 653, 659,
    661, 673, 677, 683, 691, 701, 709, 719, 727, 733, 739, 743, 751};

#define NPRIMES     (sizeof(primes) / sizeof(primes[0]))
#define ROCA_PRIMES 39  /* up to 167 */
#define ORDER_MAX   168 /* of 65537 modulo one of these */

/* The number modulo each of the primes: by products of them that fit 32 bits,
 * so that the long number is walked through a few dozen times. */
static void
residues(struct octets n, uint16_t out[NPRIMES])
{
	size_t from, to, i;

	for (from = 0; from < NPRIMES; from = to) {
		uint64_t m = 1, r = 0;

		for (to = from; to < NPRIMES && m * primes[to] <= UINT32_MAX;
		     to++)
			m *= primes[to];
		for (i = 0; i < n.n % 3; i++)
			r = r << 8 | n.p[i];
		for (; i < n.n; i += 3)
			r = (r << 24 | (uint64_t)n.p[i] << 16 |
				(uint64_t)n.p[i + 1] << 8 | n.p[i + 2]) %
			    m;
		for (i = from; i < to; i++)
			out[i] = (uint16_t)(r % primes[i]);
	}
}

static unsigned
small_factor(const uint16_t r[NPRIMES])
{
	size_t i;

	for (i = 0; i < NPRIMES; i++)
		if (r[i] == 0)
			return primes[i];
	return 0;
}

/* --- ROCA ----------------------------------------------------------------- */

/* c with 65537^c = r modulo p, and the order of 65537; false when there is no
 * such c. */
static bool
logarithm(unsigned p, unsigned r, unsigned *c, unsigned *order)
{
	unsigned g = 65537 % p, power = 1 % p, at = 0;
	bool found = false;

	do {
		if (power == r && !found) {
			*c = at;
			found = true;
		}
		power = power * g % p;
		at++;
	} while (power != 1 % p);
	*order = at;
	return found;
}

/* What is known of c modulo the powers of each prime. */
struct congruences {
	unsigned modulus[ORDER_MAX]; /* by prime: its power; 0: none */
	unsigned residue[ORDER_MAX];
};

/* c modulo order, prime power by prime power: must agree with what is known. */
static bool
agrees(struct congruences *known, unsigned c, unsigned order)
{
	unsigned p, power, least;

	for (p = 2; order > 1; p++) {
		for (power = 1; order % p == 0; order /= p)
			power *= p;
		if (power == 1)
			continue;
		least = known->modulus[p] == 0 || power < known->modulus[p]
			    ? power
			    : known->modulus[p];
		if (known->modulus[p] != 0 &&
		    c % least != known->residue[p] % least)
			return false;
		if (power > known->modulus[p]) {
			known->modulus[p] = power;
			known->residue[p] = c % power;
		}
	}
	return true;
}

static void
examine_roca(const uint16_t r[NPRIMES], struct rsa_faults *faults)
{
	struct congruences known;
	unsigned c = 0, order = 0;
	size_t i;

	memset(&known, 0, sizeof(known));
	for (i = 0; i < ROCA_PRIMES; i++) {
		if (!logarithm(primes[i], r[i], &c, &order) ||
		    !agrees(&known, c, order))
			break;
	}
	faults->roca = i == ROCA_PRIMES;
	faults->roca_primes = (unsigned)i;
}

/* --- Fermat's method ------------------------------------------------------ */

struct fermat {
	BN_CTX *ctx;
	BIGNUM *n;    /* the modulus */
	BIGNUM *a;    /* from the square root of n upwards */
	BIGNUM *b;    /* a * a - n, when it may be a square */
	BIGNUM *root; /* scratch */
	BIGNUM *work;
};

/* floor(sqrt(x)), for x below 2^62 */
static uint64_t
word_root(uint64_t x)
{
	uint64_t root = 0, bit;

	for (bit = (uint64_t)1 << 30; bit != 0; bit >>= 1)
		if ((root | bit) * (root | bit) <= x)
			root |= bit;
	return root;
}

/* root = floor(sqrt(n)): Newton's iteration from above, begun with the root of
 * the highest bits, which gives 30 bits; each step doubles them. */
static bool
square_root(struct fermat *f, BIGNUM *root, const BIGNUM *n)
{
	int bits = BN_num_bits(n), shift = bits > 62 ? (bits - 61) & ~1 : 0;

	if (BN_is_zero(n)) {
		BN_zero(root);
		return true;
	}
	if (!BN_rshift(f->work, n, shift) ||
	    !BN_set_word(root, word_root(BN_get_word(f->work)) + 1) ||
	    !BN_lshift(root, root, shift / 2))
		return false;
	for (;;) {
		/* (root + n / root) / 2, until it grows no smaller */
		if (!BN_div(f->work, NULL, n, root, f->ctx) ||
		    !BN_add(f->work, f->work, root) ||
		    !BN_rshift1(f->work, f->work))
			return false;
		if (BN_cmp(f->work, root) >= 0)
			return true;
		if (BN_copy(root, f->work) == NULL)
			return false;
	}
}

static bool
is_square(struct fermat *f, const BIGNUM *n, bool *is)
{
	if (!square_root(f, f->root, n) || !BN_sqr(f->work, f->root, f->ctx))
		return false;
	*is = BN_cmp(f->work, n) == 0;
	return true;
}

/* Moduli to which squares are rare: together one number in 12 000 passes. */
static const uint16_t sieve[] = {
    64, 63, 65, 11, 17, 19, 23, 29, 31, 37, 41, 43};

#define SIEVES (sizeof(sieve) / sizeof(sieve[0]))

struct sieves {
	uint64_t squares[SIEVES][2]; /* bits of the squares modulo each */
	uint32_t n[SIEVES], a[SIEVES];
};

static bool
sieves_begin(struct sieves *s, const struct fermat *f)
{
	size_t i;
	uint32_t k;
	BN_ULONG n, a;

	memset(s, 0, sizeof(*s));
	for (i = 0; i < SIEVES; i++) {
		n = BN_mod_word(f->n, sieve[i]);
		a = BN_mod_word(f->a, sieve[i]);
		if (n == (BN_ULONG)-1 || a == (BN_ULONG)-1)
			return false;
		s->n[i] = (uint32_t)n;
		s->a[i] = (uint32_t)a;
		for (k = 0; k < sieve[i]; k++) {
			uint32_t q = k * k % sieve[i];

			s->squares[i][q / 64] |= (uint64_t)1 << q % 64;
		}
	}
	return true;
}

/* May (a + round)^2 - n be a square? */
static bool
sieves_pass(const struct sieves *s, uint32_t round)
{
	size_t i;

	for (i = 0; i < SIEVES; i++) {
		uint32_t m = sieve[i], a = (s->a[i] + round) % m;
		uint32_t q = (a * a + m - s->n[i]) % m;

		if (!(s->squares[i][q / 64] >> q % 64 & 1))
			return false;
	}
	return true;
}

static bool
fermat(struct fermat *f, bool *found)
{
	struct sieves sieves;
	uint32_t round;

	if (!square_root(f, f->a, f->n) || !BN_sqr(f->b, f->a, f->ctx))
		return false;
	if (BN_cmp(f->b, f->n) == 0) {
		*found = true; /* a square of one prime */
		return true;
	}
	if (!BN_add_word(f->a, 1) || !sieves_begin(&sieves, f))
		return false;
	for (round = 0; round < RSA_FERMAT_ROUNDS && !*found; round++) {
		if (!sieves_pass(&sieves, round))
			continue;
		if (BN_copy(f->b, f->a) == NULL || !BN_add_word(f->b, round) ||
		    !BN_sqr(f->b, f->b, f->ctx) || !BN_sub(f->b, f->b, f->n) ||
		    !is_square(f, f->b, found))
			return false;
	}
	return true;
}

static bool
examine_fermat(struct octets modulus, struct rsa_faults *faults)
{
	struct fermat f = {.ctx = BN_CTX_new()};
	bool good = false;

	if (f.ctx == NULL)
		return false;
	BN_CTX_start(f.ctx);
	f.n = BN_CTX_get(f.ctx);
	f.a = BN_CTX_get(f.ctx);
	f.b = BN_CTX_get(f.ctx);
	f.root = BN_CTX_get(f.ctx);
	f.work = BN_CTX_get(f.ctx);
	if (f.work != NULL && BN_bin2bn(modulus.p, (int)modulus.n, f.n) != NULL)
		good = fermat(&f, &faults->close_primes);
	BN_CTX_end(f.ctx);
	BN_CTX_free(f.ctx);
	return good;
}

/* --- public --------------------------------------------------------------- */

enum sanreq_status
rsa_examine(struct octets modulus, struct rsa_faults *faults, struct error *err)
{
	uint16_t r[NPRIMES];

	*faults = (struct rsa_faults){0};
	if (modulus.n == 0 || modulus.n > RSA_EXAMINED_BITS / 8)
		return SANREQ_OK;
	residues(modulus, r);
	faults->factor = small_factor(r);
	examine_roca(r, faults);
	/* close primes are odd */
	if (faults->factor == 0 && !examine_fermat(modulus, faults)) {
		ERR_clear_error();
		return error_memory(err);
	}
	return SANREQ_OK;
}

enum sanreq_status
rsa_debian_mark(struct octets modulus, char hex[21], struct error *err)
{
	static const char digits[] = "0123456789ABCDEF";
	unsigned char md[20];
	struct buf text;
	size_t i;

	buf_init(&text, RSA_EXAMINED_BITS / 4 + 16);
	hex[0] = '\0';
	if (modulus.n > RSA_EXAMINED_BITS / 8)
		return SANREQ_OK;
	(void)!buf_adds(&text, "Modulus=", err);
	for (i = 0; i < modulus.n && err->status == SANREQ_OK; i++) {
		char two[2] = {
		    digits[modulus.p[i] >> 4], digits[modulus.p[i] & 15]};

		/* libcrypto writes no leading zero */
		if (i == 0 && two[0] == '0')
			(void)!buf_add(&text, two + 1, 1, err);
		else
			(void)!buf_add(&text, two, 2, err);
	}
	(void)!buf_adds(&text, "\n", err);
	if (err->status == SANREQ_OK &&
	    EVP_Q_digest(
		NULL, "SHA1", NULL, buf_text(&text), text.len, md, NULL) != 1)
		(void)ossl_error(err, SANREQ_CRYPTO, "SHA-1 is not to be had");
	buf_release(&text);
	for (i = 0; i < 10 && err->status == SANREQ_OK; i++) {
		hex[2 * i] = text_lower(digits[md[10 + i] >> 4]);
		hex[2 * i + 1] = text_lower(digits[md[10 + i] & 15]);
		hex[20] = '\0';
	}
	return err->status;
}
