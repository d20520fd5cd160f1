/*
 * SPDX-License-Identifier: ISC
 */
#include <openssl/objects.h>

#include "pkcs10/ossl.h"

static int
curve_of(enum key_type type)
{
	switch (type) {
	case KEY_P256: return NID_X9_62_prime256v1;
	case KEY_P384: return NID_secp384r1;
	case KEY_P521: return NID_secp521r1;
	default: return NID_undef;
	}
}

/* RFC 5480, 2.1.1 (the curve by name) and RFC 8410, 3 (no parameters). */
bool
spki_set(X509_PUBKEY *spki, const struct key *key)
{
	int type = key_type(key);
	int curve = curve_of((enum key_type)type), algorithm;
	unsigned char *octets = NULL;
	size_t n;

	if (curve == NID_undef && type != KEY_ED25519)
		return false;
	algorithm = curve != NID_undef ? NID_X9_62_id_ecPublicKey : NID_ED25519;
	if ((n = EVP_PKEY_get1_encoded_public_key(key->pkey, &octets)) == 0)
		return false;
	if (X509_PUBKEY_set0_param(spki, OBJ_nid2obj(algorithm),
		curve != NID_undef ? V_ASN1_OBJECT : V_ASN1_UNDEF,
		curve != NID_undef ? OBJ_nid2obj(curve) : NULL, octets,
		(int)n) == 1)
		return true; /* octets belong to spki */
	OPENSSL_free(octets);
	return false;
}

int
spki_encode(const struct key *key, unsigned char **der)
{
	X509_PUBKEY *spki = X509_PUBKEY_new();
	int n;

	if (spki != NULL && spki_set(spki, key))
		n = i2d_X509_PUBKEY(spki, der);
	else
		n = i2d_PUBKEY(key->pkey, der);
	X509_PUBKEY_free(spki);
	return n;
}
