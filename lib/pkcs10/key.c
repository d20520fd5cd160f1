/*
 * SPDX-License-Identifier: ISC
 */
#include <sys/prctl.h>
#include <sys/resource.h>

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rand.h>
#include <openssl/x509.h>

#include "pkcs10/ossl.h"
#include "pkcs10/request.h"

/* Room for some dozens of RSA 4096 keys and their text. Pages are locked when
 * they are first used, so what is not needed costs nothing. */
#define SECURE_HEAP (1U << 20)
#define SECURE_MIN  32U

#define PBKDF2_ROUNDS 600000
#define PBKDF2_SALT   16

static const struct {
	const char *algorithm;
	size_t bits;       /* RSA */
	const char *curve; /* EC: the name in libcrypto */
	const char *description;
} kinds[KEY_TYPE_COUNT] = {
    [KEY_RSA_2048] = {"RSA", 2048, NULL, "RSA 2048"},
    [KEY_RSA_3072] = {"RSA", 3072, NULL, "RSA 3072"},
    [KEY_RSA_4096] = {"RSA", 4096, NULL, "RSA 4096"},
    [KEY_P256] = {"EC", 0, "prime256v1", "EC P-256"},
    [KEY_P384] = {"EC", 0, "secp384r1", "EC P-384"},
    [KEY_P521] = {"EC", 0, "secp521r1", "EC P-521"},
    [KEY_ED25519] = {"ED25519", 0, NULL, "Ed25519"},
};

/* A limit of one byte, not of none: the kernel holds core_pattern programs
 * off with it too, and a file of one byte is none. */
static void
forbid_core(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_CORE, &limit) == -1)
		return;
	limit.rlim_max = limit.rlim_max < 1 ? limit.rlim_max : 1;
	limit.rlim_cur = limit.rlim_max;
	(void)setrlimit(RLIMIT_CORE, &limit);
}

void
key_guard(void)
{
#ifndef SANREQ_SANITIZED /* the leak check traces its own process */
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

enum sanreq_status
key_library_init(struct error *err)
{
	forbid_core();
	/* Nothing of libcrypto before: this wish is only heard first and alone.
	 * No clean-up at exit: the kernel is faster, and secrets are wiped
	 * where they are freed. */
#ifndef SANREQ_SANITIZED /* the leak check does not look into the secure heap */
	(void)OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, NULL);
#endif
	/* No configuration file: it costs time, and it could load any code. */
	if (OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL) != 1)
		return ossl_error(err, SANREQ_CRYPTO, "libcrypto");
	ERR_clear_error();
	/* 2 is success without locked memory, where a limit forbids it. */
	if (!CRYPTO_secure_malloc_initialized() &&
	    CRYPTO_secure_malloc_init(SECURE_HEAP, SECURE_MIN) == 0)
		return ossl_error(err, SANREQ_CRYPTO, "secure heap");
	return SANREQ_OK;
}

enum sanreq_status
key_wrap(struct key **out, EVP_PKEY *pkey, struct error *err)
{
	struct key *key;

	if ((key = OPENSSL_zalloc(sizeof(*key))) == NULL) {
		EVP_PKEY_free(pkey);
		return error_memory(err);
	}
	key->pkey = pkey;
	*out = key;
	return SANREQ_OK;
}

enum sanreq_status
key_prepare(enum key_type type, struct error *err)
{
	EVP_PKEY_CTX *ctx;
	bool ready;

	ERR_clear_error();
	if ((unsigned)type >= KEY_TYPE_COUNT)
		return error_set(err, SANREQ_INTERNAL, "no such type of key");
	ctx = EVP_PKEY_CTX_new_from_name(NULL, kinds[type].algorithm, NULL);
	ready = ctx != NULL && EVP_PKEY_keygen_init(ctx) == 1 &&
		RAND_get0_public(NULL) != NULL &&
		RAND_get0_private(NULL) != NULL;
	EVP_PKEY_CTX_free(ctx);
	if (!ready)
		return ossl_error(err, SANREQ_CRYPTO, "the key cannot be made");
	return SANREQ_OK;
}

enum sanreq_status
key_generate(struct key **out, enum key_type type, struct error *err)
{
	EVP_PKEY *pkey;

	ERR_clear_error();
	if ((unsigned)type >= KEY_TYPE_COUNT)
		return error_set(err, SANREQ_INTERNAL, "no such type of key");
	if (kinds[type].bits != 0)
		pkey = EVP_PKEY_Q_keygen(
		    NULL, NULL, kinds[type].algorithm, kinds[type].bits);
	else if (kinds[type].curve != NULL)
		pkey = EVP_PKEY_Q_keygen(
		    NULL, NULL, kinds[type].algorithm, kinds[type].curve);
	else
		pkey = EVP_PKEY_Q_keygen(NULL, NULL, kinds[type].algorithm);
	if (pkey == NULL)
		return ossl_error(err, SANREQ_CRYPTO, "the key cannot be made");
	return key_wrap(out, pkey, err);
}

void
key_free(struct key **key)
{
	if (key == NULL || *key == NULL)
		return;
	EVP_PKEY_free((*key)->pkey);
	OPENSSL_free(*key);
	*key = NULL;
}

int
key_type(const struct key *key)
{
	char group[32] = "";
	int bits = EVP_PKEY_get_bits(key->pkey);
	size_t len;

	(void)EVP_PKEY_get_group_name(key->pkey, group, sizeof(group), &len);
	ERR_clear_error();
	for (int i = 0; i < KEY_TYPE_COUNT; i++) {
		if (!EVP_PKEY_is_a(key->pkey, kinds[i].algorithm))
			continue;
		if (kinds[i].bits != 0 ? kinds[i].bits == (size_t)bits
		    : kinds[i].curve != NULL
			? strcmp(kinds[i].curve, group) == 0
			: true)
			return i;
	}
	return -1;
}

const char *
key_description(const struct key *key, char *dst, size_t size)
{
	const char *name = EVP_PKEY_get0_type_name(key->pkey);
	int type = key_type(key);
	char group[64] = "";
	size_t len;

	if (type >= 0)
		snprintf(dst, size, "%s", kinds[type].description);
	else if (EVP_PKEY_get_group_name(
		     key->pkey, group, sizeof(group), &len) == 1)
		snprintf(dst, size, "%s %s", name, group);
	else
		snprintf(dst, size, "%s %d", name != NULL ? name : "unknown",
		    EVP_PKEY_get_bits(key->pkey));
	ERR_clear_error();
	return dst;
}

const EVP_MD *
key_digest(const struct key *key)
{
	switch (key_type(key)) {
	case KEY_P384: return EVP_sha384();
	case KEY_P521: return EVP_sha512();
	case KEY_ED25519: return NULL;
	default: return EVP_sha256();
	}
}

/* --- writing --- */

static X509_SIG *
encrypt(PKCS8_PRIV_KEY_INFO *plain, const struct secret *pass)
{
	X509_ALGOR *how;
	X509_SIG *sealed;

	how = PKCS5_pbe2_set_iv_ex(EVP_aes_256_cbc(), PBKDF2_ROUNDS, NULL,
	    PBKDF2_SALT, NULL, NID_hmacWithSHA256, NULL);
	if (how == NULL)
		return NULL;
	sealed = PKCS8_set0_pbe(pass->data, (int)pass->len, plain, how);
	if (sealed == NULL)
		X509_ALGOR_free(how); /* else it belongs to sealed */
	return sealed;
}

static int
write_form(
    BIO *bio, PKCS8_PRIV_KEY_INFO *plain, const X509_SIG *sealed, bool der)
{
	if (sealed != NULL)
		return der ? i2d_PKCS8_bio(bio, sealed)
			   : PEM_write_bio_PKCS8(bio, sealed);
	return der ? i2d_PKCS8_PRIV_KEY_INFO_bio(bio, plain)
		   : PEM_write_bio_PKCS8_PRIV_KEY_INFO(bio, plain);
}

static enum sanreq_status
copy_text(BIO *bio, struct key_text *text, struct error *err)
{
	char *from, *data;
	long len = BIO_get_mem_data(bio, &from);

	if (len <= 0 || (data = OPENSSL_secure_malloc((size_t)len)) == NULL)
		return error_memory(err);
	memcpy(data, from, (size_t)len);
	text->data = data;
	text->len = (size_t)len;
	return SANREQ_OK;
}

enum sanreq_status
key_write(const struct key *key, const struct secret *pass, bool der,
    struct key_text *text, struct error *err)
{
	PKCS8_PRIV_KEY_INFO *plain = NULL;
	X509_SIG *sealed = NULL;
	BIO *bio = NULL;
	enum sanreq_status status;

	ERR_clear_error();
	if ((bio = BIO_new(BIO_s_secmem())) == NULL ||
	    (plain = EVP_PKEY2PKCS8(key->pkey)) == NULL ||
	    (pass != NULL && pass->data != NULL &&
		(sealed = encrypt(plain, pass)) == NULL) ||
	    write_form(bio, plain, sealed, der) != 1)
		status =
		    ossl_error(err, SANREQ_CRYPTO, "the key cannot be encoded");
	else
		status = copy_text(bio, text, err);
	BIO_free(bio);
	X509_SIG_free(sealed);
	PKCS8_PRIV_KEY_INFO_free(plain);
	return status;
}

void
key_text_free(struct key_text *text)
{
	OPENSSL_secure_clear_free(text->data, text->len);
	text->data = NULL;
	text->len = 0;
}

enum sanreq_status
key_hash(const struct key *key, char hex[65], struct error *err)
{
	unsigned char *der = NULL;
	enum sanreq_status status;
	int n;

	ERR_clear_error();
	if ((n = spki_encode(key, &der)) <= 0)
		return ossl_error(
		    err, SANREQ_CRYPTO, "the public key cannot be encoded");
	status = digest_sha256(der, (size_t)n, hex, err);
	OPENSSL_free(der);
	return status;
}
