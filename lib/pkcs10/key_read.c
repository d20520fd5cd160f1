/*
 * SPDX-License-Identifier: ISC
 */
#include <limits.h>
#include <stdbool.h>
#include <string.h>

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "pkcs10/key_form.h"
#include "pkcs10/key_sealed.h"
#include "pkcs10/ossl.h"

/* A bundle of key and chain fits; larger is no key. */
#define KEY_FILE_MAX (1U << 20)
/* Beyond this one signature takes minutes. */
#define KEY_BITS_MAX 16384
/* Blocks of a bundle. */
#define PEM_BLOCKS_MAX 256

static EVP_PKEY *
open_pkcs8(const unsigned char *der, size_t n, const unsigned char **p)
{
	PKCS8_PRIV_KEY_INFO *plain = d2i_PKCS8_PRIV_KEY_INFO(NULL, p, (long)n);
	EVP_PKEY *pkey = NULL;

	if (plain != NULL && *p == der + n)
		pkey = EVP_PKCS82PKEY(plain);
	PKCS8_PRIV_KEY_INFO_free(plain);
	return pkey;
}

static enum sanreq_status
read_plain(enum key_form form, const unsigned char *der, size_t n,
    EVP_PKEY **pkey, struct error *err)
{
	const unsigned char *p = der;

	if (form == FORM_PKCS8)
		*pkey = open_pkcs8(der, n, &p);
	else
		*pkey = d2i_PrivateKey(
		    form == FORM_RSA ? EVP_PKEY_RSA : EVP_PKEY_EC, NULL, &p,
		    (long)n);
	if (p > der && p < der + n) {
		EVP_PKEY_free(*pkey);
		*pkey = NULL;
		ERR_clear_error();
		return error_set(err, SANREQ_INPUT, "%zu bytes follow the key",
		    n - (size_t)(p - der));
	}
	if (*pkey == NULL)
		return ossl_error(err, SANREQ_INPUT,
		    "the private key is damaged, or of a kind that is not "
		    "known");
	return SANREQ_OK;
}

static enum sanreq_status
read_sealed(const unsigned char *der, size_t n, const struct secret *pass,
    EVP_PKEY **pkey, struct error *err)
{
	PKCS8_PRIV_KEY_INFO *plain = NULL;
	enum sanreq_status status;

	if ((status = key_unseal(&plain, der, n, pass, err)) != SANREQ_OK)
		return status;
	*pkey = EVP_PKCS82PKEY(plain);
	PKCS8_PRIV_KEY_INFO_free(plain);
	if (*pkey == NULL)
		return ossl_error(err, SANREQ_INPUT,
		    "the private key is damaged, or of a kind that is not "
		    "known");
	return SANREQ_OK;
}

static enum sanreq_status
read_form(enum key_form form, const unsigned char *der, size_t n,
    const struct secret *pass, EVP_PKEY **pkey, struct error *err)
{
	switch (form) {
	case FORM_PKCS8:
	case FORM_RSA:
	case FORM_EC: return read_plain(form, der, n, pkey, err);
	case FORM_SEALED: return read_sealed(der, n, pass, pkey, err);
	default: return key_form_refuse(form, err);
	}
}

/* --- PEM --- */

/* name, header and data come from the secure heap (PEM_FLAG_SECURE). */
struct block {
	char *name;
	char *header;
	unsigned char *data;
	long len;
};

static void
block_release(struct block *block)
{
	OPENSSL_secure_free(block->name);
	OPENSSL_secure_free(block->header);
	OPENSSL_secure_clear_free(block->data, (size_t)block->len);
	memset(block, 0, sizeof(*block));
}

static int
give_password(char *buf, int size, int writing, void *arg)
{
	const struct secret *pass = arg;

	(void)writing;
	if (pass->len > (size_t)size)
		return -1;
	memcpy(buf, pass->data, pass->len);
	return (int)pass->len;
}

/* RFC 1421 encryption of traditional keys, in place. */
static enum sanreq_status
open_header(struct block *block, const struct secret *pass, struct error *err)
{
	EVP_CIPHER_INFO cipher;
	struct secret lent;

	if (PEM_get_EVP_CIPHER_INFO(block->header, &cipher) != 1)
		return ossl_error(err, SANREQ_INPUT,
		    "the key's encryption is damaged, or of a kind that is "
		    "not known");
	if (cipher.cipher == NULL)
		return SANREQ_OK;
	if (pass == NULL || pass->data == NULL)
		return key_needs_password(err);
	lent = *pass;
	if (PEM_do_header(
		&cipher, block->data, &block->len, give_password, &lent) != 1)
		return key_wrong_password(err);
	return SANREQ_OK;
}

static enum sanreq_status
read_block(struct block *block, enum key_form form, const struct secret *pass,
    EVP_PKEY **pkey, struct error *err)
{
	bool opened = block->header[0] != '\0';
	enum sanreq_status status;
	struct error inner = {0};

	if (opened && (status = open_header(block, pass, err)) != SANREQ_OK)
		return status;
	status = read_form(
	    form, block->data, (size_t)block->len, pass, pkey, &inner);
	if (status == SANREQ_OK)
		return status;
	/* One wrong password in 256 leaves fitting padding. */
	if (opened && status == SANREQ_INPUT)
		return key_wrong_password(err);
	return error_set(err, inner.status, "%s", inner.text);
}

static bool
is_private(enum key_form form)
{
	return form == FORM_PKCS8 || form == FORM_SEALED || form == FORM_RSA ||
	       form == FORM_EC;
}

/* The first private key of a file that may hold certificates beside it; a
 * second would make it a guess which one is meant. */
static enum sanreq_status
read_blocks(
    BIO *bio, const struct secret *pass, EVP_PKEY **pkey, struct error *err)
{
	enum key_form other = FORM_UNKNOWN;

	for (int i = 0; i < PEM_BLOCKS_MAX; i++) {
		struct block block = {0};
		enum key_form form;

		if (PEM_read_bio_ex(bio, &block.name, &block.header,
			&block.data, &block.len, PEM_FLAG_SECURE) != 1)
			break;
		form = key_form_of_label(block.name);
		if (!is_private(form))
			other = other == FORM_UNKNOWN ? form : other;
		else if (*pkey != NULL)
			(void)error_set(err, SANREQ_INPUT,
			    "more than one private key in the file");
		else
			(void)read_block(&block, form, pass, pkey, err);
		block_release(&block);
		if (err->status != SANREQ_OK)
			return err->status;
	}
	if (*pkey == NULL && other != FORM_UNKNOWN)
		return key_form_refuse(other, err);
	if (ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE)
		return ossl_error(err, SANREQ_INPUT, "the PEM text is damaged");
	if (*pkey == NULL)
		return key_form_refuse(other, err);
	return SANREQ_OK;
}

static enum sanreq_status
read_pem(const void *data, size_t n, const struct secret *pass, EVP_PKEY **pkey,
    struct error *err)
{
	enum sanreq_status status;
	BIO *bio;

	if ((bio = BIO_new_mem_buf(data, (int)n)) == NULL)
		return error_memory(err);
	status = read_blocks(bio, pass, pkey, err);
	BIO_free(bio);
	return status;
}

static bool
is_pem(const char *data, size_t n)
{
	static const char begin[] = "-----BEGIN ";
	const char *end = data + n, *p = data;

	while ((p = memchr(p, '-', (size_t)(end - p))) != NULL) {
		if ((size_t)(end - p) >= sizeof(begin) - 1 &&
		    memcmp(p, begin, sizeof(begin) - 1) == 0)
			return true;
		p++;
	}
	return false;
}

/* --- after reading --- */

/* Explicit parameters of a known curve, or a compressed point, would go into
 * the request as they are, and no CA takes them (KEY10). */
static void
normalize_ec(EVP_PKEY *pkey)
{
	char group[64];
	size_t len;

	if (!EVP_PKEY_is_a(pkey, "EC") ||
	    EVP_PKEY_get_group_name(pkey, group, sizeof(group), &len) != 1)
		return;
	(void)EVP_PKEY_set_utf8_string_param(
	    pkey, OSSL_PKEY_PARAM_EC_ENCODING, "named_curve");
	(void)EVP_PKEY_set_utf8_string_param(
	    pkey, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT, "uncompressed");
}

static enum sanreq_status
judge(EVP_PKEY *pkey, struct error *err)
{
	if (EVP_PKEY_get_bits(pkey) > KEY_BITS_MAX)
		return error_set(err, SANREQ_INPUT,
		    "a key of %d bits; at most %d can be worked with",
		    EVP_PKEY_get_bits(pkey), KEY_BITS_MAX);
	normalize_ec(pkey);
	return SANREQ_OK;
}

static enum sanreq_status
read_any(const void *data, size_t n, const struct secret *pass, EVP_PKEY **pkey,
    struct error *err)
{
	if (n == 0)
		return error_set(
		    err, SANREQ_INPUT, "empty, where a private key is needed");
	if (n > KEY_FILE_MAX)
		return error_set(err, SANREQ_INPUT,
		    "%zu bytes, which is no private key (at most %u)", n,
		    KEY_FILE_MAX);
	if (is_pem(data, n))
		return read_pem(data, n, pass, pkey, err);
	return read_form(key_form_of_der(data, n), data, n, pass, pkey, err);
}

enum sanreq_status
key_read(struct key **out, const void *data, size_t n,
    const struct secret *pass, const char *where, struct error *err)
{
	EVP_PKEY *pkey = NULL;

	ERR_clear_error();
	if (read_any(data, n, pass, &pkey, err) == SANREQ_OK)
		(void)judge(pkey, err);
	ERR_clear_error();
	if (err->status != SANREQ_OK) {
		EVP_PKEY_free(pkey);
		return error_prefix(err, "%s", where);
	}
	return key_wrap(out, pkey, err);
}
