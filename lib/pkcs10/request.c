/*
 * SPDX-License-Identifier: ISC
 */
#include <limits.h>

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "pkcs10/extension.h"
#include "pkcs10/ossl.h"
#include "pkcs10/request.h"
#include "pkcs10/subject.h"

static struct extension_in
extension_input(const struct request_spec *spec, const struct key *key)
{
	struct extension_in in = {
	    .spec = spec,
	    .rsa = EVP_PKEY_is_a(key->pkey, "RSA") == 1,
	    .subject_is_empty = subject_is_empty(spec),
	};

	return in;
}

static enum sanreq_status
add_subject(const struct request_spec *spec, X509_REQ *req, struct error *err)
{
	enum sanreq_status status;
	X509_NAME *subject;

	if ((subject = X509_NAME_new()) == NULL)
		return error_memory(err);
	status = subject_build(spec, subject, err);
	if (status == SANREQ_OK && X509_REQ_set_subject_name(req, subject) != 1)
		status = ossl_error(err, SANREQ_CRYPTO, "subject");
	X509_NAME_free(subject);
	return status;
}

static enum sanreq_status
add_extensions(const struct request_spec *spec, const struct key *key,
    X509_REQ *req, struct error *err)
{
	struct extension_in in = extension_input(spec, key);
	STACK_OF(X509_EXTENSION) * list;

	if ((list = extension_build(&in, err)) == NULL)
		return err->status;
	/* RFC 2985, 5.4.2: one attribute, one value */
	if (X509_REQ_add_extensions_nid(req, list, NID_ext_req) != 1)
		(void)ossl_error(err, SANREQ_CRYPTO, "extensionRequest");
	sk_X509_EXTENSION_pop_free(list, X509_EXTENSION_free);
	return err->status;
}

static enum sanreq_status
sign(X509_REQ *req, const struct key *key, struct error *err)
{
	if (X509_REQ_set_version(req, X509_REQ_VERSION_1) != 1 ||
	    (!spki_set(X509_REQ_get_X509_PUBKEY(req), key) &&
		X509_REQ_set_pubkey(req, key->pkey) != 1) ||
	    X509_REQ_sign(req, key->pkey, key_digest(key)) <= 0)
		return ossl_error(
		    err, SANREQ_CRYPTO, "the request cannot be signed");
	return SANREQ_OK;
}

static enum sanreq_status
encode(const X509_REQ *req, struct buf *out, struct error *err)
{
	unsigned char *der = NULL;
	enum sanreq_status status;
	int n;

	if ((n = i2d_X509_REQ(req, &der)) <= 0)
		return ossl_error(
		    err, SANREQ_CRYPTO, "the request cannot be encoded");
	status = buf_add(out, der, (size_t)n, err);
	OPENSSL_free(der);
	return status;
}

enum sanreq_status
request_build(const struct request_spec *spec, const struct key *key,
    struct buf *der, struct error *err)
{
	enum sanreq_status status;
	X509_REQ *req;

	ERR_clear_error();
	if ((req = X509_REQ_new()) == NULL)
		return error_memory(err);
	if ((status = add_subject(spec, req, err)) == SANREQ_OK &&
	    (status = add_extensions(spec, key, req, err)) == SANREQ_OK &&
	    (status = sign(req, key, err)) == SANREQ_OK)
		status = encode(req, der, err);
	X509_REQ_free(req);
	return status;
}

/* --- reading back --- */

static int
signature_nid(const struct key *key)
{
	switch (key_type(key)) {
	case KEY_P256: return NID_ecdsa_with_SHA256;
	case KEY_P384: return NID_ecdsa_with_SHA384;
	case KEY_P521: return NID_ecdsa_with_SHA512;
	case KEY_ED25519: return NID_ED25519;
	case KEY_RSA_2048:
	case KEY_RSA_3072:
	case KEY_RSA_4096: return NID_sha256WithRSAEncryption;
	default: return NID_undef; /* a key of another type: any */
	}
}

static enum sanreq_status
check_signature(X509_REQ *req, const struct key *key, struct error *err)
{
	int want = signature_nid(key), got = X509_REQ_get_signature_nid(req);

	if (want != NID_undef && got != want)
		return error_set(err, SANREQ_CRYPTO,
		    "signed with %s instead of %s", OBJ_nid2sn(got),
		    OBJ_nid2sn(want));
	if (EVP_PKEY_eq(X509_REQ_get0_pubkey(req), key->pkey) != 1)
		return ossl_error(
		    err, SANREQ_CRYPTO, "another public key is in it");
	if (X509_REQ_verify(req, key->pkey) != 1)
		return ossl_error(
		    err, SANREQ_CRYPTO, "the signature does not verify");
	return SANREQ_OK;
}

static enum sanreq_status
check_extensions(const struct request_spec *spec, const struct key *key,
    X509_REQ *req, struct error *err)
{
	struct extension_in in = extension_input(spec, key);
	STACK_OF(X509_EXTENSION) * list;
	X509_ATTRIBUTE *attribute = X509_REQ_get_attr(req, 0);
	enum sanreq_status status;

	if (X509_REQ_get_attr_count(req) != 1 ||
	    X509_ATTRIBUTE_count(attribute) != 1 ||
	    OBJ_obj2nid(X509_ATTRIBUTE_get0_object(attribute)) != NID_ext_req)
		return error_set(err, SANREQ_CRYPTO,
		    "one extensionRequest must be its only attribute");
	if ((list = X509_REQ_get_extensions(req)) == NULL)
		return ossl_error(err, SANREQ_CRYPTO, "extensionRequest");
	status = extension_check(&in, list, err);
	sk_X509_EXTENSION_pop_free(list, X509_EXTENSION_free);
	return status;
}

static enum sanreq_status
check_all(const struct request_spec *spec, const struct key *key, X509_REQ *req,
    struct error *err)
{
	enum sanreq_status status;

	if (X509_REQ_get_version(req) != X509_REQ_VERSION_1)
		return error_set(err, SANREQ_CRYPTO, "another version than 0");
	if ((status = check_signature(req, key, err)) != SANREQ_OK ||
	    (status = subject_check(
		 spec, X509_REQ_get_subject_name(req), err)) != SANREQ_OK)
		return status;
	return check_extensions(spec, key, req, err);
}

enum sanreq_status
request_verify(const struct request_spec *spec, const struct key *key,
    const void *der, size_t n, struct error *err)
{
	const unsigned char *p = der;
	X509_REQ *req = NULL;

	ERR_clear_error();
	if (n <= INT_MAX)
		req = d2i_X509_REQ(NULL, &p, (long)n);
	if (req == NULL)
		(void)ossl_error(err, SANREQ_CRYPTO, "it cannot be read back");
	else if (p != (const unsigned char *)der + n)
		(void)error_set(err, SANREQ_CRYPTO, "%zu bytes follow it",
		    n - (size_t)(p - (const unsigned char *)der));
	else
		(void)check_all(spec, key, req, err);
	X509_REQ_free(req);
	ERR_clear_error();
	if (err->status != SANREQ_OK)
		return error_prefix(err, "the request as written");
	return SANREQ_OK;
}

enum sanreq_status
request_to_pem(const void *der, size_t n, struct buf *pem, struct error *err)
{
	enum sanreq_status status;
	char *text;
	BIO *bio;
	long len;

	ERR_clear_error();
	if (n > INT_MAX / 2)
		return error_set(err, SANREQ_LIMIT, "%zu bytes of DER", n);
	if ((bio = BIO_new(BIO_s_mem())) == NULL ||
	    PEM_write_bio(bio, PEM_STRING_X509_REQ, "", der, (long)n) <= 0)
		status = ossl_error(err, SANREQ_CRYPTO, "PEM");
	else {
		len = BIO_get_mem_data(bio, &text);
		status = buf_add(pem, text, (size_t)len, err);
	}
	BIO_free(bio);
	return status;
}
