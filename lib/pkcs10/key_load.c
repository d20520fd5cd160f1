/*
 * SPDX-License-Identifier: ISC
 *
 * Decoded public keys in libcrypto's hands. d2i_PUBKEY() searches all of its
 * decoders for each key, which takes longer than to verify a signature; so
 * the common kinds are handed over as the numbers that they are.
 */
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/param_build.h>

#include "pkcs10/decode.h"
#include "pkcs10/ossl.h"

/* AlgorithmIdentifiers of the common kinds (BR 7.1.3.1). */
static const struct common {
	const char *group; /* NULL: RSA */
	unsigned char n;
	unsigned char der[21];
} commons[] = {
    {NULL, 15,
	{0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01,
	    0x01, 0x05, 0x00}},
    {"P-256", 21,
	{0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06,
	    0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07}},
    {"P-384", 18,
	{0x30, 0x10, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06,
	    0x05, 0x2b, 0x81, 0x04, 0x00, 0x22}},
    {"P-521", 18,
	{0x30, 0x10, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06,
	    0x05, 0x2b, 0x81, 0x04, 0x00, 0x23}},
};

static const struct common *
find_common(struct octets algorithm)
{
	size_t i;

	for (i = 0; i < sizeof(commons) / sizeof(commons[0]); i++)
		if (octets_same(algorithm,
			(struct octets){commons[i].der, commons[i].n}))
			return &commons[i];
	return NULL;
}

static bool
push_rsa(
    OSSL_PARAM_BLD *build, BIGNUM **n, BIGNUM **e, const struct public_key *key)
{
	*n = BN_bin2bn(key->modulus.p, (int)key->modulus.n, NULL);
	*e = BN_bin2bn(key->exponent.p, (int)key->exponent.n, NULL);
	return *n != NULL && *e != NULL &&
	       OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, *n) == 1 &&
	       OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, *e) == 1;
}

static EVP_PKEY *
make(const char *kind, OSSL_PARAM *params)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, kind, NULL);
	EVP_PKEY *pkey = NULL;

	if (ctx != NULL && EVP_PKEY_fromdata_init(ctx) == 1)
		(void)EVP_PKEY_fromdata(
		    ctx, &pkey, EVP_PKEY_PUBLIC_KEY, params);
	EVP_PKEY_CTX_free(ctx);
	return pkey;
}

static EVP_PKEY *
load_common(const struct public_key *key, const struct common *common)
{
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	BIGNUM *n = NULL, *e = NULL;
	OSSL_PARAM *params = NULL;
	EVP_PKEY *pkey = NULL;
	bool good = build != NULL;

	if (good && common->group == NULL)
		good = push_rsa(build, &n, &e, key);
	else if (good)
		good = OSSL_PARAM_BLD_push_utf8_string(build,
			   OSSL_PKEY_PARAM_GROUP_NAME, common->group, 0) == 1 &&
		       OSSL_PARAM_BLD_push_octet_string(build,
			   OSSL_PKEY_PARAM_PUB_KEY, key->point.p,
			   key->point.n) == 1;
	if (good && (params = OSSL_PARAM_BLD_to_param(build)) != NULL)
		pkey = make(common->group == NULL ? "RSA" : "EC", params);
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(build);
	BN_free(n);
	BN_free(e);
	return pkey;
}

EVP_PKEY *
key_load(const struct public_key *key)
{
	const struct common *common = find_common(key->algorithm);
	const unsigned char *p = key->spki.p;
	EVP_PKEY *pkey = NULL;

	if (key->kind == PUBLIC_OTHER || key->bits > KEY_LOADED_BITS_MAX)
		return NULL;
	if (common != NULL &&
	    (common->group == NULL ? key->plain : key->point.n != 0))
		pkey = load_common(key, common);
	if (pkey == NULL)
		pkey = d2i_PUBKEY(NULL, &p, (long)key->spki.n);
	ERR_clear_error();
	return pkey;
}
