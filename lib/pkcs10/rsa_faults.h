/*
 * SPDX-License-Identifier: ISC
 *
 * rsa_faults: what is known to break RSA keys, asked of a public key.
 *
 * Does not: try to factor sound keys; that the answer is "none" proves
 * nothing but that these faults are not there.
 */
#ifndef PKCS10_RSA_FAULTS_H
#define PKCS10_RSA_FAULTS_H

#include "base/error.h"
#include "pkcs10/der.h"

/* Rounds of Fermat's method (BR 6.1.1.3). */
#define RSA_FERMAT_ROUNDS 100

/* Moduli beyond it are not examined; no program makes such keys. */
#define RSA_EXAMINED_BITS 16384

struct rsa_faults {
	/* the least prime below 752 that divides the modulus (BR 6.1.6), 2
	 * included; 0: none */
	unsigned factor;
	/* Fermat's method finds the primes within RSA_FERMAT_ROUNDS */
	bool close_primes;
	/*
	 * The fingerprint of keys by Infineon's RSALib, CVE-2017-15361: their
	 * primes are k * M + (65537^a mod M), M the product of the first
	 * primes, so that the modulus is a power of 65537 modulo M. (Nemec,
	 * Sys, Svenda, Klinec, Matyas: The Return of Coppersmith's Attack, CCS
	 * 2017, section 3.) The discrete logarithm is taken modulo each of the
	 * first 39 primes, and all of them must agree: 2^-154 of sound moduli
	 * pass.
	 */
	bool roca;
	unsigned roca_primes; /* that were asked before the answer was no */
};

/* modulus: big-endian, without leading zeros, as decode() gives it. */
NODISCARD enum sanreq_status
rsa_examine(struct octets modulus, struct rsa_faults *, struct error *);

/*
 * The mark of a key in Debian's lists of weak keys (openssl-blacklist): the
 * last 20 hexadecimal digits of the SHA-1 of what "openssl rsa -noout
 * -modulus" prints, its line end included.
 */
NODISCARD enum sanreq_status
rsa_debian_mark(struct octets modulus, char hex[21], struct error *);

#endif
