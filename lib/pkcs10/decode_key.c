/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/objects.h>

#include "pkcs10/decode_private.h"
#include "pkcs10/ossl.h"
#include "pkcs10/request.h"

static const struct {
	const char *oid;
	enum decoded_key kind;
	const char *name;
} kinds[] = {
    {"1.2.840.113549.1.1.1", PUBLIC_RSA, "RSA"},
    {"1.2.840.113549.1.1.10", PUBLIC_RSA_PSS, "RSA-PSS"},
    {"1.2.840.10045.2.1", PUBLIC_EC, "EC"},
    {"1.3.101.112", PUBLIC_ED25519, "Ed25519"},
    {"1.3.101.113", PUBLIC_ED448, "Ed448"},
    {"1.2.840.10040.4.1", PUBLIC_DSA, "DSA"},
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

static struct octets
without_zeros(struct octets in)
{
	while (in.n != 0 && in.p[0] == 0) {
		in.p++;
		in.n--;
	}
	return in;
}

static unsigned
bits_of(struct octets in)
{
	unsigned bits = (unsigned)in.n * 8;

	for (unsigned char top = in.n != 0 ? in.p[0] : 0x80; top < 0x80;
	     top = (unsigned char)(top << 1))
		bits--;
	return bits;
}

/* A positive INTEGER in as many octets as it needs (X.690, 8.3.2). */
static bool
is_positive(struct octets in)
{
	return in.n != 0 && in.p[0] < 0x80 &&
	       (in.n == 1 || in.p[0] != 0 || in.p[1] >= 0x80);
}

/* RFC 8017, A.1.1: the key inside the BIT STRING. */
static void
rsa_key(struct public_key *key, const struct der_value *bits)
{
	struct der in = der_inside(bits), inner;
	struct der_value seq, n, e;

	key->broken = true;
	if (in.n == 0 || in.p[0] != 0)
		return;
	in = der_of((struct octets){in.p + 1, in.n - 1}, in.at + 1);
	if (!der_take(&in, DER_UNIVERSAL, DER_SEQUENCE, &seq))
		return;
	inner = der_inside(&seq);
	if (!der_take(&inner, DER_UNIVERSAL, DER_INTEGER, &n) ||
	    !der_take(&inner, DER_UNIVERSAL, DER_INTEGER, &e))
		return;
	key->modulus = without_zeros(n.content);
	key->exponent = without_zeros(e.content);
	key->bits = bits_of(key->modulus);
	key->broken = key->bits == 0 || key->exponent.n == 0;
	if (key->broken)
		return;
	/* negative numbers make no key (RFC 8017, 3.1) */
	key->broken = n.content.p[0] >= 0x80 || e.content.p[0] >= 0x80;
	key->plain = !key->broken && in.n == 0 && inner.n == 0 &&
		     is_positive(n.content) && is_positive(e.content);
}

/* RFC 5480, 2.1.1: the curve, by name or in all its parameters. */
static enum sanreq_status
ec_curve(struct decoded *dec, struct der parameters, struct error *err)
{
	struct public_key *key = &dec->key;
	struct der_value v;
	EC_GROUP *group;
	int nid;

	if (!der_next(&parameters, &v))
		return SANREQ_OK; /* none: libcrypto calls it broken */
	key->explicit_curve = der_is(&v, DER_UNIVERSAL, DER_SEQUENCE);
	if (!der_is(&v, DER_UNIVERSAL, DER_OID))
		return SANREQ_OK;
	if (decode_oid(dec, v.content, &key->curve, NULL, err) != SANREQ_OK)
		return err->status;
	if ((nid = OBJ_txt2nid(key->curve)) == NID_undef)
		return SANREQ_OK;
	key->curve = EC_curve_nid2nist(nid) != NULL ? EC_curve_nid2nist(nid)
						    : OBJ_nid2sn(nid);
	if ((group = EC_GROUP_new_by_curve_name(nid)) != NULL)
		key->bits = (unsigned)EC_GROUP_order_bits(group);
	EC_GROUP_free(group);
	return SANREQ_OK;
}

static enum sanreq_status
describe(struct decoded *dec, const char *name, struct error *err)
{
	struct public_key *key = &dec->key;
	char text[128];

	if (key->kind == PUBLIC_EC)
		snprintf(text, sizeof(text), "EC %s",
		    key->explicit_curve  ? "explicit parameters"
		    : key->curve != NULL ? key->curve
					 : "without curve");
	else if (key->kind == PUBLIC_ED25519 || key->kind == PUBLIC_ED448 ||
		 key->kind == PUBLIC_OTHER)
		snprintf(text, sizeof(text), "%s", name);
	else
		snprintf(text, sizeof(text), "%s %u", name, key->bits);
	key->description = pool_copy(&dec->pool, text, strlen(text), err);
	return err->status;
}

static enum sanreq_status
key_kind(struct decoded *dec, const struct der_value *algorithm,
    const struct der_value *bits, struct error *err)
{
	struct public_key *key = &dec->key;
	struct der in = der_inside(algorithm);
	struct der_value oid;
	const char *dotted;
	size_t i;

	if (!der_take(&in, DER_UNIVERSAL, DER_OID, &oid))
		return decode_fault(&in, "the public key", err);
	if (decode_oid(dec, oid.content, &dotted, NULL, err) != SANREQ_OK)
		return err->status;
	for (i = 0; i < KINDS && strcmp(kinds[i].oid, dotted) != 0; i++)
		;
	key->kind = i < KINDS ? kinds[i].kind : PUBLIC_OTHER;
	if (key->kind == PUBLIC_RSA || key->kind == PUBLIC_RSA_PSS)
		rsa_key(key, bits);
	if (key->kind == PUBLIC_EC) {
		if (ec_curve(dec, in, err) != SANREQ_OK)
			return err->status;
		if (bits->content.n > 1 && bits->content.p[0] == 0)
			key->point = (struct octets){
			    bits->content.p + 1, bits->content.n - 1};
		/* the point at infinity (SEC 1, 2.3.3) */
		key->broken |= key->point.n == 1;
	}
	return describe(dec, i < KINDS ? kinds[i].name : dotted, err);
}

enum sanreq_status
decode_key(struct decoded *dec, const struct der_value *spki, struct error *err)
{
	struct der in = der_inside(spki);
	struct der_value algorithm, bits;
	char hex[65];

	if (!der_take(&in, DER_UNIVERSAL, DER_SEQUENCE, &algorithm) ||
	    !der_take(&in, DER_UNIVERSAL, DER_BIT_STRING, &bits) || in.n != 0)
		return decode_fault(&in, "the public key", err);
	dec->key.spki = spki->whole;
	dec->key.algorithm = algorithm.whole;
	if (digest_sha256(spki->whole.p, spki->whole.n, hex, err) !=
		SANREQ_OK ||
	    (dec->key.sha256 = pool_copy(&dec->pool, hex, 64, err)) == NULL)
		return err->status;
	return key_kind(dec, &algorithm, &bits, err);
}

/* --- the signature --- */

/* What only libcrypto can tell. */
static void
judge_key(struct public_key *key, const EVP_PKEY *pkey)
{
	if (pkey == NULL)
		key->broken |= key->kind != PUBLIC_OTHER &&
			       key->bits <= KEY_LOADED_BITS_MAX;
	else if (key->bits == 0)
		key->bits = (unsigned)EVP_PKEY_get_bits(pkey);
}

/* Is it of an algorithm that libcrypto can do? */
static bool
is_known(const char *oid)
{
	int nid = OBJ_txt2nid(oid), digest, key;
	EVP_MD *md;

	if (nid == NID_undef || OBJ_find_sigid_algs(nid, &digest, &key) != 1)
		return false;
	if (digest == NID_undef)
		return true;
	md = EVP_MD_fetch(NULL, OBJ_nid2sn(digest), NULL);
	EVP_MD_free(md);
	return md != NULL;
}

static bool
verify(const struct decoded *dec, EVP_PKEY *pkey,
    const struct der_value *inside, const struct der_value *signature)
{
	const unsigned char *a = dec->signature_algorithm.p;
	const unsigned char *s = signature->whole.p;
	X509_ALGOR *algorithm =
	    d2i_X509_ALGOR(NULL, &a, (long)dec->signature_algorithm.n);
	ASN1_BIT_STRING *bits =
	    d2i_ASN1_BIT_STRING(NULL, &s, (long)signature->whole.n);
	ASN1_STRING *content = ASN1_STRING_type_new(V_ASN1_SEQUENCE);
	/* as it stands: nothing is encoded anew */
	ASN1_TYPE any = {
	    .type = V_ASN1_SEQUENCE, .value = {.sequence = content}};
	bool fits = false;

	if (algorithm != NULL && bits != NULL && content != NULL &&
	    ASN1_STRING_set(content, inside->whole.p, (int)inside->whole.n) ==
		1)
		fits = ASN1_item_verify(ASN1_ITEM_rptr(ASN1_ANY), algorithm,
			   bits, &any, pkey) == 1;
	ASN1_STRING_free(content);
	ASN1_BIT_STRING_free(bits);
	X509_ALGOR_free(algorithm);
	return fits;
}

enum sanreq_status
decode_signature(struct decoded *dec, const struct der_value *inside,
    const struct der_value *algorithm, const struct der_value *signature,
    struct error *err)
{
	struct der in = der_inside(algorithm);
	struct der_value oid;
	EVP_PKEY *pkey;
	int nid;

	if (!der_take(&in, DER_UNIVERSAL, DER_OID, &oid))
		return decode_fault(&in, "the signature's algorithm", err);
	if (decode_oid(dec, oid.content, &dec->signature_oid, NULL, err) !=
	    SANREQ_OK)
		return err->status;
	nid = OBJ_txt2nid(dec->signature_oid);
	dec->signature =
	    nid != NID_undef ? OBJ_nid2ln(nid) : dec->signature_oid;
	dec->signature_algorithm = algorithm->whole;
	dec->signature_verifies = -1;
	pkey = key_load(&dec->key);
	judge_key(&dec->key, pkey);
	if (pkey != NULL && is_known(dec->signature_oid) &&
	    (dec->kind == DECODED_REQUEST || dec->self_issued))
		dec->signature_verifies = verify(dec, pkey, inside, signature);
	EVP_PKEY_free(pkey);
	ERR_clear_error();
	return SANREQ_OK;
}
