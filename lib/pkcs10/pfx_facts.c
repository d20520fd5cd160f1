/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include <openssl/pkcs12.h>

#include "pkcs10/ossl.h"
#include "pkcs10/pfx_facts.h"

#define SAFES_MAX 64 /* as bundle_read() */

static int
algorithm_nid(const X509_ALGOR *algorithm)
{
	const ASN1_OBJECT *oid = NULL;

	if (algorithm != NULL)
		X509_ALGOR_get0(&oid, NULL, NULL, algorithm);
	return oid != NULL ? OBJ_obj2nid(oid) : NID_undef;
}

static void
copy_name(char *dst, size_t size, int nid)
{
	const char *name = nid != NID_undef ? OBJ_nid2sn(nid) : NULL;

	(void)BIO_snprintf(dst, size, "%s", name != NULL ? name : "unknown");
}

/* A BMPString in printable ASCII; returns its characters. */
static size_t
bmp_text(const ASN1_BMPSTRING *bmp, char *dst, size_t size)
{
	const unsigned char *p = ASN1_STRING_get0_data(bmp);
	size_t n = (size_t)ASN1_STRING_length(bmp) / 2, i;

	for (i = 0; i < n && i + 1 < size; i++)
		dst[i] =
		    p[2 * i] == 0 && p[2 * i + 1] >= 0x20 && p[2 * i + 1] < 0x7f
			? (char)p[2 * i + 1]
			: '?';
	dst[i] = '\0';
	return n;
}

static void
take_attributes(struct pfx_facts *facts, const PKCS12_SAFEBAG *bag, bool key)
{
	const STACK_OF(X509_ATTRIBUTE) *all = PKCS12_SAFEBAG_get0_attrs(bag);
	const ASN1_TYPE *name, *csp;
	char scratch[2];
	size_t n;

	if (all == NULL)
		return;
	name = PKCS12_get_attr_gen(all, NID_friendlyName);
	csp = PKCS12_get_attr_gen(all, NID_ms_csp_name);
	if (name != NULL && name->type == V_ASN1_BMPSTRING) {
		n = bmp_text(name->value.bmpstring, scratch, sizeof(scratch));
		if (n > facts->friendly_name)
			facts->friendly_name = n;
	}
	if (key && csp != NULL && csp->type == V_ASN1_BMPSTRING)
		(void)bmp_text(
		    csp->value.bmpstring, facts->csp, sizeof(facts->csp));
}

static void
take_bags(struct pfx_facts *facts, const STACK_OF(PKCS12_SAFEBAG) * bags)
{
	for (int i = 0; i < sk_PKCS12_SAFEBAG_num(bags); i++) {
		const PKCS12_SAFEBAG *bag = sk_PKCS12_SAFEBAG_value(bags, i);
		int kind = PKCS12_SAFEBAG_get_nid(bag);
		bool sealed = kind == NID_pkcs8ShroudedKeyBag;
		bool key = sealed || kind == NID_keyBag;
		const X509_ALGOR *algorithm = NULL;
		int nid;

		take_attributes(facts, bag, key);
		if (!key)
			continue;
		facts->has_key = true;
		(void)BIO_snprintf(
		    facts->encryption, sizeof(facts->encryption), "none");
		if (!sealed)
			continue;
		X509_SIG_get0(PKCS12_SAFEBAG_get0_pkcs8(bag), &algorithm, NULL);
		nid = algorithm_nid(algorithm);
		facts->modern |= nid == NID_pbes2;
		copy_name(facts->encryption, sizeof(facts->encryption), nid);
	}
}

static void
take_safe(struct pfx_facts *facts, PKCS7 *safe)
{
	STACK_OF(PKCS12_SAFEBAG) * bags;

	if (PKCS7_type_is_encrypted(safe) && safe->d.encrypted != NULL) {
		facts->modern |=
		    algorithm_nid(safe->d.encrypted->enc_data->algorithm) ==
		    NID_pbes2;
		return;
	}
	if (!PKCS7_type_is_data(safe) || safe->d.data == NULL ||
	    (bags = PKCS12_unpack_p7data(safe)) == NULL)
		return;
	take_bags(facts, bags);
	sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
}

enum sanreq_status
pfx_examine(
    struct pfx_facts *facts, const void *data, size_t n, struct error *err)
{
	const unsigned char *p = data;
	const X509_ALGOR *algorithm = NULL;
	STACK_OF(PKCS7) * safes;
	PKCS12 *p12;
	int nid;

	*facts = (struct pfx_facts){0};
	ERR_clear_error();
	if ((p12 = d2i_PKCS12(NULL, &p, (long)n)) == NULL)
		return ossl_error(err, SANREQ_INPUT, "no PKCS#12 (PFX) file");
	if (PKCS12_mac_present(p12)) {
		PKCS12_get0_mac(NULL, &algorithm, NULL, NULL, p12);
		nid = algorithm_nid(algorithm);
		facts->modern |= nid != NID_sha1;
		copy_name(facts->mac, sizeof(facts->mac), nid);
	}
	if ((safes = PKCS12_unpack_authsafes(p12)) != NULL)
		for (int i = 0; i < sk_PKCS7_num(safes) && i < SAFES_MAX; i++)
			take_safe(facts, sk_PKCS7_value(safes, i));
	sk_PKCS7_pop_free(safes, PKCS7_free);
	PKCS12_free(p12);
	ERR_clear_error();
	return SANREQ_OK;
}
