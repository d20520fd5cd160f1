/*
 * SPDX-License-Identifier: ISC
 */
#include <stdbool.h>
#include <stdint.h>

#include <openssl/asn1t.h>
#include <openssl/evp.h>
#include <openssl/pkcs12.h>
#include <openssl/proverr.h>
#include <openssl/x509.h>

#include "pkcs10/key_sealed.h"
#include "pkcs10/ossl.h"

#define ROUNDS_MAX 10000000

enum sanreq_status
key_needs_password(struct error *err)
{
	return error_set(err, SANREQ_INPUT,
	    "the key is encrypted; give its password with --key-pass");
}

enum sanreq_status
key_wrong_password(struct error *err)
{
	ERR_clear_error();
	return error_set(err, SANREQ_INPUT,
	    "the password does not open the key (--key-pass)");
}

/* The SEQUENCE that is the parameter of an algorithm. */
static void *
parameters(const X509_ALGOR *algorithm, const ASN1_ITEM *item, int *nid)
{
	const ASN1_OBJECT *oid;
	const void *value;
	int type;

	X509_ALGOR_get0(&oid, &type, &value, algorithm);
	*nid = OBJ_obj2nid(oid);
	if (item == NULL || type != V_ASN1_SEQUENCE)
		return NULL;
	return ASN1_item_unpack(value, item);
}

static enum sanreq_status
unknown(const struct sealed_work *work, struct error *err)
{
	return ossl_error(err, SANREQ_INPUT,
	    "%s is damaged, or of a kind that is not known", work->what);
}

enum sanreq_status
sealed_rounds(
    struct sealed_work *work, const ASN1_INTEGER *rounds, struct error *err)
{
	uint64_t n = 1; /* the default of MacData, RFC 7292, 4 */

	if ((rounds == NULL || ASN1_INTEGER_get_uint64(&n, rounds) == 1) &&
	    n >= 1 && n <= ROUNDS_MAX && n <= work->left) {
		work->left -= n;
		return SANREQ_OK;
	}
	ERR_clear_error();
	return error_set(err, SANREQ_INPUT,
	    "%s asks for too much work: more than %d rounds of key derivation, "
	    "or none",
	    work->what, ROUNDS_MAX);
}

/* N * r * p; common files have 2^17 */
static enum sanreq_status
judge_scrypt(
    struct sealed_work *work, const SCRYPT_PARAMS *params, struct error *err)
{
	uint64_t n, r, p;

	if (ASN1_INTEGER_get_uint64(&n, params->costParameter) == 1 &&
	    ASN1_INTEGER_get_uint64(&r, params->blockSize) == 1 &&
	    ASN1_INTEGER_get_uint64(&p, params->parallelizationParameter) ==
		1 &&
	    n != 0 && r != 0 && p != 0 && n <= work->left &&
	    r <= work->left / n && p <= work->left / (n * r)) {
		work->left -= n * r * p;
		return SANREQ_OK;
	}
	ERR_clear_error();
	return error_set(err, SANREQ_INPUT,
	    "%s asks for too much work: scrypt beyond N * r * p = 2^24",
	    work->what);
}

/* RFC 8018, A.4: PBES2, with one of two key derivations. */
static enum sanreq_status
judge_pbes2(
    struct sealed_work *work, const X509_ALGOR *algorithm, struct error *err)
{
	enum sanreq_status status;
	PBKDF2PARAM *pbkdf2 = NULL;
	SCRYPT_PARAMS *scrypt = NULL;
	PBE2PARAM *pbes2;
	int nid, kdf = NID_undef;

	pbes2 = parameters(algorithm, ASN1_ITEM_rptr(PBE2PARAM), &nid);
	if (pbes2 != NULL)
		(void)parameters(pbes2->keyfunc, NULL, &kdf);
	if (kdf == NID_id_pbkdf2 &&
	    (pbkdf2 = parameters(
		 pbes2->keyfunc, ASN1_ITEM_rptr(PBKDF2PARAM), &kdf)) != NULL)
		status = sealed_rounds(work, pbkdf2->iter, err);
	else if (kdf == NID_id_scrypt &&
		 (scrypt = parameters(pbes2->keyfunc,
		      ASN1_ITEM_rptr(SCRYPT_PARAMS), &kdf)) != NULL)
		status = judge_scrypt(work, scrypt, err);
	else
		status = unknown(work, err);
	PBKDF2PARAM_free(pbkdf2);
	SCRYPT_PARAMS_free(scrypt);
	PBE2PARAM_free(pbes2);
	return status;
}

enum sanreq_status
sealed_judge(
    struct sealed_work *work, const X509_ALGOR *algorithm, struct error *err)
{
	enum sanreq_status status;
	PBEPARAM *old;
	int nid;

	(void)parameters(algorithm, NULL, &nid);
	if (nid == NID_pbes2)
		return judge_pbes2(work, algorithm, err);
	/* PBES1 and PKCS#12 share their parameters. */
	old = parameters(algorithm, ASN1_ITEM_rptr(PBEPARAM), &nid);
	if (old == NULL)
		return unknown(work, err);
	status = sealed_rounds(work, old->iter, err);
	PBEPARAM_free(old);
	return status;
}

/* Padding that does not fit, or content that is no key: what a wrong password
 * gives. Everything else is the file's fault. */
bool
sealed_looks_like_password(void)
{
	unsigned long code = ERR_peek_error();

	if (ERR_GET_LIB(code) == ERR_LIB_PROV)
		return ERR_GET_REASON(code) == PROV_R_BAD_DECRYPT;
	if (ERR_GET_LIB(code) == ERR_LIB_EVP)
		return ERR_GET_REASON(code) == EVP_R_BAD_DECRYPT;
	return ERR_GET_LIB(code) == ERR_LIB_ASN1;
}

enum sanreq_status
key_unseal(PKCS8_PRIV_KEY_INFO **plain, const unsigned char *der, size_t n,
    const struct secret *pass, struct error *err)
{
	struct sealed_work work = {"the key's encryption", SEALED_WORK_MAX};
	const unsigned char *p = der;
	const ASN1_OCTET_STRING *content;
	const X509_ALGOR *algorithm;
	X509_SIG *sealed;

	if ((sealed = d2i_X509_SIG(NULL, &p, (long)n)) == NULL)
		return ossl_error(
		    err, SANREQ_INPUT, "the encrypted key is damaged");
	X509_SIG_get0(sealed, &algorithm, &content);
	if (p != der + n)
		(void)error_set(err, SANREQ_INPUT,
		    "%zu bytes follow the encrypted key",
		    n - (size_t)(p - der));
	else if (pass == NULL || pass->data == NULL)
		(void)key_needs_password(err);
	else if (sealed_judge(&work, algorithm, err) == SANREQ_OK &&
		 (*plain = PKCS8_decrypt(sealed, pass->data, (int)pass->len)) ==
		     NULL) {
		if (sealed_looks_like_password())
			(void)key_wrong_password(err);
		else
			(void)ossl_error(
			    err, SANREQ_INPUT, "the key cannot be decrypted");
	}
	X509_SIG_free(sealed);
	return err->status;
}
