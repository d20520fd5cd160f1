/*
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include <openssl/pkcs12.h>
#include <openssl/provider.h>

#include "pkcs10/bundle_private.h"
#include "pkcs10/key_sealed.h"
#include "pkcs10/ossl.h"

#define SAFES_MAX 64
#define KEYS_MAX  64

struct pfx {
	struct bundle *bundle;
	const char *pass;
	int npass;
	struct sealed_work work;
	char keys[KEYS_MAX][65]; /* hashes of the public halves */
	size_t nkeys;
	/* for RC2 */
	OSSL_LIB_CTX *context;
	OSSL_PROVIDER *providers[2];
};

static enum sanreq_status
damaged(struct error *err)
{
	return ossl_error(err, SANREQ_INPUT,
	    "the PKCS#12 (PFX) file is damaged, or of a kind that is not "
	    "known");
}

/* --- password --- */

static enum sanreq_status
wrong_password(const struct secret *pass, struct error *err)
{
	ERR_clear_error();
	if (pass == NULL || pass->data == NULL)
		return error_set(err, SANREQ_INPUT,
		    "a PKCS#12 (PFX) file with a password: give it with "
		    "--cert-pass");
	return error_set(err, SANREQ_INPUT,
	    "the password does not open the PKCS#12 (PFX) file (--cert-pass)");
}

/* An empty password is written in two ways (RFC 7292, B.1): with its NUL, or
 * as nothing at all. */
static enum sanreq_status
check_mac(
    struct pfx *pfx, PKCS12 *p12, const struct secret *pass, struct error *err)
{
	const ASN1_INTEGER *rounds = NULL;
	const X509_ALGOR *algorithm = NULL;
	const ASN1_OBJECT *oid = NULL;

	if (!PKCS12_mac_present(p12))
		return SANREQ_OK;
	PKCS12_get0_mac(NULL, &algorithm, NULL, &rounds, p12);
	if (sealed_rounds(&pfx->work, rounds, err) != SANREQ_OK)
		return err->status;
	X509_ALGOR_get0(&oid, NULL, NULL, algorithm);
	if (EVP_get_digestbyobj(oid) == NULL)
		return error_set(err, SANREQ_INPUT,
		    "the PKCS#12 (PFX) file is sealed in a way that is not "
		    "known here");
	if (PKCS12_verify_mac(p12, pfx->pass, pfx->npass) == 1)
		return SANREQ_OK;
	if (pfx->pass == NULL) {
		pfx->pass = "";
		if (PKCS12_verify_mac(p12, "", 0) == 1)
			return SANREQ_OK;
	}
	return wrong_password(pass, err);
}

/* --- decryption --- */

static bool
is_rc2(int nid)
{
	return nid == NID_pbe_WithSHA1And40BitRC2_CBC ||
	       nid == NID_pbe_WithSHA1And128BitRC2_CBC;
}

/* Algorithms that are old, in a context that this file has for itself. */
static enum sanreq_status
open_legacy(struct pfx *pfx, struct error *err)
{
	if (pfx->context != NULL)
		return SANREQ_OK;
	if ((pfx->context = OSSL_LIB_CTX_new()) == NULL)
		return error_memory(err);
	pfx->providers[0] = OSSL_PROVIDER_load(pfx->context, "default");
	pfx->providers[1] = OSSL_PROVIDER_load(pfx->context, "legacy");
	ERR_clear_error();
	if (pfx->providers[0] != NULL && pfx->providers[1] != NULL)
		return SANREQ_OK;
	return error_set(err, SANREQ_INPUT,
	    "the PKCS#12 (PFX) file is encrypted with RC2, for which OpenSSL's "
	    "legacy provider is needed and not installed: export it anew with "
	    "AES256_SHA256 or TripleDES_SHA1, or as a .p7b");
}

static void
close_legacy(struct pfx *pfx)
{
	for (size_t i = 0; i < 2; i++)
		if (pfx->providers[i] != NULL)
			(void)OSSL_PROVIDER_unload(pfx->providers[i]);
	OSSL_LIB_CTX_free(pfx->context);
}

/* Decrypts what is of the given item; NULL with the error set. */
static void *
unseal(struct pfx *pfx, const X509_ALGOR *algorithm,
    const ASN1_OCTET_STRING *sealed, const ASN1_ITEM *item,
    const struct secret *pass, struct error *err)
{
	const ASN1_OBJECT *oid;
	void *plain;

	if (sealed == NULL ||
	    sealed_judge(&pfx->work, algorithm, err) != SANREQ_OK) {
		(void)damaged(err);
		return NULL;
	}
	X509_ALGOR_get0(&oid, NULL, NULL, algorithm);
	if (is_rc2(OBJ_obj2nid(oid)) && open_legacy(pfx, err) != SANREQ_OK)
		return NULL;
	plain = PKCS12_item_decrypt_d2i_ex(algorithm, item, pfx->pass,
	    pfx->npass, sealed, 1, pfx->context, NULL);
	if (plain == NULL && sealed_looks_like_password())
		(void)wrong_password(pass, err);
	else if (plain == NULL)
		(void)damaged(err);
	return plain;
}

/* --- bags --- */

static enum sanreq_status
take_certificate(struct pfx *pfx, const PKCS12_SAFEBAG *bag, struct error *err)
{
	const struct bundle_form form = {0};
	unsigned char *der = NULL;
	enum sanreq_status status;
	X509 *x509;
	int n;

	if (PKCS12_SAFEBAG_get_bag_nid(bag) != NID_x509Certificate)
		return SANREQ_OK;
	x509 = PKCS12_SAFEBAG_get1_cert(bag);
	n = x509 != NULL ? i2d_X509(x509, &der) : -1;
	X509_free(x509);
	if (n <= 0)
		return damaged(err);
	status = bundle_add(pfx->bundle, der, (size_t)n, &form, 0, err);
	OPENSSL_free(der);
	return status;
}

/* A key of a kind that libcrypto does not know is a key all the same. */
static enum sanreq_status
take_key(struct pfx *pfx, const PKCS8_PRIV_KEY_INFO *plain, struct error *err)
{
	struct key *key = NULL;
	enum sanreq_status status;
	EVP_PKEY *pkey;

	pfx->bundle->holds_key = true;
	if ((pkey = EVP_PKCS82PKEY(plain)) == NULL) {
		ERR_clear_error();
		return SANREQ_OK;
	}
	if (pfx->nkeys == KEYS_MAX) {
		EVP_PKEY_free(pkey);
		return error_set(
		    err, SANREQ_LIMIT, "more than %d private keys", KEYS_MAX);
	}
	if ((status = key_wrap(&key, pkey, err)) == SANREQ_OK)
		status = key_hash(key, pfx->keys[pfx->nkeys], err);
	if (status == SANREQ_OK)
		pfx->nkeys++;
	key_free(&key);
	return status;
}

static enum sanreq_status
take_sealed_key(struct pfx *pfx, const PKCS12_SAFEBAG *bag,
    const struct secret *pass, struct error *err)
{
	const ASN1_OCTET_STRING *sealed;
	const X509_ALGOR *algorithm;
	PKCS8_PRIV_KEY_INFO *plain;

	X509_SIG_get0(PKCS12_SAFEBAG_get0_pkcs8(bag), &algorithm, &sealed);
	plain = unseal(pfx, algorithm, sealed,
	    ASN1_ITEM_rptr(PKCS8_PRIV_KEY_INFO), pass, err);
	if (plain == NULL)
		return err->status;
	(void)take_key(pfx, plain, err);
	PKCS8_PRIV_KEY_INFO_free(plain);
	return err->status;
}

static enum sanreq_status
take_bags(struct pfx *pfx, const STACK_OF(PKCS12_SAFEBAG) * bags,
    const struct secret *pass, struct error *err)
{
	for (int i = 0; i < sk_PKCS12_SAFEBAG_num(bags); i++) {
		const PKCS12_SAFEBAG *bag = sk_PKCS12_SAFEBAG_value(bags, i);
		enum sanreq_status status = SANREQ_OK;

		switch (PKCS12_SAFEBAG_get_nid(bag)) {
		case NID_certBag:
			status = take_certificate(pfx, bag, err);
			break;
		case NID_keyBag:
			status =
			    take_key(pfx, PKCS12_SAFEBAG_get0_p8inf(bag), err);
			break;
		case NID_pkcs8ShroudedKeyBag:
			status = take_sealed_key(pfx, bag, pass, err);
			break;
		default: break;
		}
		if (status != SANREQ_OK)
			return status;
	}
	return SANREQ_OK;
}

/* --- the whole --- */

static enum sanreq_status
take_safe(
    struct pfx *pfx, PKCS7 *safe, const struct secret *pass, struct error *err)
{
	STACK_OF(PKCS12_SAFEBAG) *bags = NULL;
	const PKCS7_ENC_CONTENT *sealed;

	if (PKCS7_type_is_data(safe) && safe->d.data != NULL) {
		if ((bags = PKCS12_unpack_p7data(safe)) == NULL)
			return damaged(err);
	} else if (PKCS7_type_is_encrypted(safe) && safe->d.encrypted != NULL) {
		sealed = safe->d.encrypted->enc_data;
		bags = unseal(pfx, sealed->algorithm, sealed->enc_data,
		    ASN1_ITEM_rptr(PKCS12_SAFEBAGS), pass, err);
		if (bags == NULL)
			return err->status;
	} else {
		return damaged(err);
	}
	(void)take_bags(pfx, bags, pass, err);
	sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
	return err->status;
}

static enum sanreq_status
take_safes(struct pfx *pfx, const PKCS12 *p12, const struct secret *pass,
    struct error *err)
{
	STACK_OF(PKCS7) *safes = PKCS12_unpack_authsafes(p12);

	if (safes == NULL)
		return damaged(err);
	if (sk_PKCS7_num(safes) > SAFES_MAX)
		(void)error_set(err, SANREQ_LIMIT,
		    "more than %d parts in the PKCS#12 (PFX) file", SAFES_MAX);
	for (int i = 0; err->status == SANREQ_OK && i < sk_PKCS7_num(safes);
	     i++)
		(void)take_safe(pfx, sk_PKCS7_value(safes, i), pass, err);
	sk_PKCS7_pop_free(safes, PKCS7_free);
	return err->status;
}

static enum sanreq_status
find_leaf(struct pfx *pfx, struct error *err)
{
	struct bundle *bundle = pfx->bundle;

	if (bundle->nitems == 0)
		return error_set(err, SANREQ_INPUT,
		    bundle->holds_key
			? "a PKCS#12 (PFX) file with a private key and without "
			  "a certificate"
			: "a PKCS#12 (PFX) file without a certificate");
	if (pfx->nkeys == 0)
		return SANREQ_OK;
	if ((bundle->key_sha256 = strdup(pfx->keys[0])) == NULL)
		return error_memory(err);
	for (size_t i = 0; i < bundle->nitems && !bundle->has_key; i++)
		for (size_t k = 0; k < pfx->nkeys && !bundle->has_key; k++)
			if (strcmp(bundle->items[i].decoded->key.sha256,
				pfx->keys[k]) == 0) {
				bundle->has_key = true;
				bundle->leaf = i;
				memcpy(bundle->key_sha256, pfx->keys[k], 65);
			}
	return SANREQ_OK;
}

enum sanreq_status
bundle_pfx(struct bundle *bundle, struct octets in, const struct secret *pass,
    struct error *err)
{
	const unsigned char *p = in.p;
	struct pfx *pfx = calloc(1, sizeof(*pfx)); /* large for a frame */
	PKCS12 *p12;

	if (pfx == NULL)
		return error_memory(err);
	pfx->bundle = bundle;
	pfx->work = (struct sealed_work){
	    "the encryption of the PKCS#12 (PFX) file", SEALED_WORK_MAX};
	if (pass != NULL && pass->data != NULL) {
		pfx->pass = pass->data;
		pfx->npass = (int)pass->len;
	}
	ERR_clear_error();
	p12 = d2i_PKCS12(NULL, &p, (long)in.n);
	if (p12 == NULL)
		(void)damaged(err);
	else if (check_mac(pfx, p12, pass, err) == SANREQ_OK &&
		 take_safes(pfx, p12, pass, err) == SANREQ_OK)
		(void)find_leaf(pfx, err);
	PKCS12_free(p12);
	close_legacy(pfx);
	free(pfx);
	ERR_clear_error();
	return err->status;
}
