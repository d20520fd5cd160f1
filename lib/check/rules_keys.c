/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "base/text.h"
#include "check/inside.h"

#define UNUSUAL_BITS 8192

static const struct public_key *
key_of(const struct judge *j)
{
	return &j->subject->decoded->key;
}

static bool
is_rsa(const struct public_key *key)
{
	return (key->kind == PUBLIC_RSA || key->kind == PUBLIC_RSA_PSS) &&
	       !key->broken;
}

static bool
is_curve(const struct public_key *key, const char *curve)
{
	return key->curve != NULL && strcmp(key->curve, curve) == 0;
}

static enum sanreq_status
key01(struct judge *j, struct error *err)
{
	const struct public_key *key = key_of(j);

	if (!is_rsa(key) || key->bits >= 2048)
		return SANREQ_OK;
	return judge_breach(j, NULL, err,
	    "the RSA key has %u bits, at least 2048 are needed: make a new key",
	    key->bits);
}
const struct rule_check rule_key01 = {.whole = key01};

static enum sanreq_status
key02(struct judge *j, struct error *err)
{
	const struct public_key *key = key_of(j);

	if (!is_rsa(key) || key->bits % 8 == 0)
		return SANREQ_OK;
	return judge_breach(j, NULL, err,
	    "the RSA key has %u bits, which eight does not divide: make a new "
	    "key of 2048, 3072 or 4096",
	    key->bits);
}
const struct rule_check rule_key02 = {.whole = key02};

static enum sanreq_status
key03(struct judge *j, struct error *err)
{
	const struct public_key *key = key_of(j);

	/* less is KEY01's, odd lengths are KEY02's */
	if (!is_rsa(key) || key->bits < 2048 || key->bits % 8 != 0 ||
	    key->bits == 2048 || key->bits == 3072 || key->bits == 4096)
		return SANREQ_OK;
	return judge_breach(j, NULL, err,
	    "the RSA key has %u bits: Let's Encrypt and others take 2048, 3072 "
	    "or 4096%s",
	    key->bits,
	    key->bits > UNUSUAL_BITS ? ", and clients give up on this one"
				     : "");
}
const struct rule_check rule_key03 = {.whole = key03};

static enum sanreq_status
key04(struct judge *j, struct error *err)
{
	const struct public_key *key = key_of(j);
	struct octets e = key->exponent;
	bool usual = e.n == 3 && e.p[0] == 1 && e.p[1] == 0 && e.p[2] == 1;

	if (!is_rsa(key) || usual)
		return SANREQ_OK;
	if ((e.p[e.n - 1] & 1) == 0 || (e.n == 1 && e.p[0] < 3))
		return judge_breach(j, NULL, err,
		    "the RSA exponent is even or below 3: the key cannot work; "
		    "make a new one");
	if (judge_terms(j, TERMS_LETS_ENCRYPT))
		return judge_breach(j, NULL, err,
		    "the RSA exponent is not 65537, the only one that Let's "
		    "Encrypt takes: make a new key");
	if (e.n >= 3 && e.n <= 32)
		return SANREQ_OK;
	return judge_breach_as(j, SEVERITY_WARNING, NULL, err,
	    "the RSA exponent is %s: take a key with 65537",
	    e.n < 3 ? "below 65537" : "above 2^256");
}
const struct rule_check rule_key04 = {.whole = key04};

/* Once for three rules. */
static enum sanreq_status
examine(struct judge *j, struct error *err)
{
	if (j->rsa_known || !is_rsa(key_of(j)))
		return SANREQ_OK;
	j->rsa_known = true;
	return rsa_examine(key_of(j)->modulus, &j->rsa, err);
}

static enum sanreq_status
key05(struct judge *j, struct error *err)
{
	if (examine(j, err) != SANREQ_OK || !j->rsa.close_primes)
		return err->status;
	return judge_breach(j, NULL, err,
	    "Fermat's method finds the primes of the RSA key at once: the "
	    "private key is known to all; make a new one with another program");
}
const struct rule_check rule_key05 = {.whole = key05};

static enum sanreq_status
key06(struct judge *j, struct error *err)
{
	if (examine(j, err) != SANREQ_OK || !j->rsa.roca)
		return err->status;
	return judge_breach(j, NULL, err,
	    "the RSA key is of Infineon's broken library (ROCA, "
	    "CVE-2017-15361): make a new one outside that chip");
}
const struct rule_check rule_key06 = {.whole = key06};

static enum sanreq_status
key07(struct judge *j, struct error *err)
{
	if (examine(j, err) != SANREQ_OK || j->rsa.factor == 0)
		return err->status;
	return judge_breach(j, NULL, err,
	    "%u divides the RSA modulus: this is no RSA key, or a damaged one; "
	    "make a new one",
	    j->rsa.factor);
}
const struct rule_check rule_key07 = {.whole = key07};

static enum sanreq_status
key08(struct judge *j, struct error *err)
{
	const struct weak_list *weak = j->subject->weak;
	const struct public_key *key = key_of(j);
	char mark[21] = "";
	bool listed;

	if (weak == NULL)
		return SANREQ_OK;
	listed = weak_list_has(weak, key->sha256);
	if (!listed && is_rsa(key) && weak_list_has_marks(weak)) {
		if (rsa_debian_mark(key->modulus, mark, err) != SANREQ_OK)
			return err->status;
		listed = weak_list_has(weak, mark);
	}
	if (!listed)
		return SANREQ_OK;
	return judge_breach(j, NULL, err,
	    "the key is on the list of weak keys (%s): others have it; make a "
	    "new one",
	    mark[0] != '\0' ? mark : key->sha256);
}
const struct rule_check rule_key08 = {.whole = key08};

static enum sanreq_status
key09(struct judge *j, struct error *err)
{
	const struct public_key *key = key_of(j);
	bool le = judge_terms(j, TERMS_LETS_ENCRYPT);

	/* other encodings of these are KEY10's */
	if (key->kind == PUBLIC_RSA || key->kind == PUBLIC_RSA_PSS ||
	    (key->kind == PUBLIC_EC &&
		(key->explicit_curve || is_curve(key, "P-256") ||
		    is_curve(key, "P-384") || (!le && is_curve(key, "P-521")))))
		return SANREQ_OK;
	return judge_breach(j, NULL, err, "a key of kind %s: %s",
	    QUOTES(key->description),
	    le ? "Let's Encrypt takes RSA, P-256 and P-384 alone"
	    : judge_is_public(j)
		? "public CAs may take RSA, P-256, P-384 and P-521 alone"
		: "Windows and Exchange cannot use it for TLS; take RSA 2048");
}
const struct rule_check rule_key09 = {.whole = key09};

static enum sanreq_status
key10(struct judge *j, struct error *err)
{
	/* BR 7.1.3.1.1 */
	static const unsigned char rsa[] = {0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86,
	    0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00};
	const struct octets wanted = {rsa, sizeof(rsa)};
	const struct public_key *key = key_of(j);
	const char *what = NULL;

	if (key->kind == PUBLIC_RSA_PSS)
		what = "is marked as one for RSA-PSS alone (id-RSASSA-PSS)";
	else if (key->explicit_curve)
		what = "spells out the parameters of its curve";
	else if (key->broken)
		what = "is damaged: its numbers make no key";
	else if (key->kind == PUBLIC_RSA &&
		 !octets_same(key->algorithm, wanted))
		what = "is RSA without NULL parameters";
	if (what == NULL)
		return SANREQ_OK;
	return judge_breach(j, NULL, err,
	    "the public key %s: make the key with another program", what);
}
const struct rule_check rule_key10 = {.whole = key10};

/* --- Exchange and elliptic keys ------------------------------------------- */

enum exchange_version
inside_exchange(const struct rule_subject *s)
{
	enum exchange_version oldest = s->exchange, v;
	const struct server *servers;
	size_t i, n;

	if (oldest != EXCHANGE_UNKNOWN || s->inventory == NULL)
		return oldest;
	servers = inventory_servers(s->inventory, &n);
	for (i = 0; i < n; i++) {
		v = exchange_version_find(servers[i].product);
		if (v != EXCHANGE_UNKNOWN &&
		    (oldest == EXCHANGE_UNKNOWN || v < oldest))
			oldest = v;
	}
	return oldest;
}

static bool
is_elliptic(const struct rule_subject *s)
{
	if (s->decoded != NULL)
		return s->decoded->key.kind == PUBLIC_EC;
	return s->profile != NULL &&
	       (s->profile->key == KEY_P256 || s->profile->key == KEY_P384 ||
		   s->profile->key == KEY_P521);
}

static enum sanreq_status
key11(struct judge *j, struct error *err)
{
	enum exchange_version v = inside_exchange(j->subject);

	if (v == EXCHANGE_UNKNOWN || !is_elliptic(j->subject))
		return SANREQ_OK;
	if (v == EXCHANGE_SE)
		return judge_breach_as(j, SEVERITY_WARNING, NULL, err,
		    "an elliptic key: Exchange SE takes it with "
		    "EnableEccCertificateSupport, not for OAuth or federation");
	if (v > EXCHANGE_2013)
		return judge_breach_as(j, SEVERITY_WARNING, NULL, err,
		    "an elliptic key: Exchange %s takes it from the April 2024 "
		    "update on and with EnableEccCertificateSupport, not for "
		    "OAuth or federation",
		    exchange_version_text(v));
	/* a plan may be for the load balancer */
	return judge_breach_as(j,
	    j->kind & JUDGES_PLAN ? SEVERITY_WARNING : SEVERITY_ERROR, NULL,
	    err,
	    "an elliptic key: Exchange %s cannot use it; take type rsa-2048",
	    exchange_version_text(v));
}
const struct rule_check rule_key11 = {.whole = key11};

/* --- the private key's file ----------------------------------------------- */

static enum sanreq_status
key12(struct judge *j, struct error *err)
{
	const struct key_file *key = j->subject->key;

	if (key == NULL)
		return SANREQ_OK;
	if ((key->mode & 077) != 0)
		return judge_breach(j, key->path, err,
		    "others can use the private key's file %s (mode %04o): "
		    "chmod 600 it",
		    QUOTES(key->path), key->mode);
	if (key->encrypted)
		return SANREQ_OK;
	return judge_breach(j, key->path, err,
	    "the private key in %s is not encrypted: let nobody copy the file",
	    QUOTES(key->path));
}
const struct rule_check rule_key12 = {.whole = key12};

static enum sanreq_status
key13(struct judge *j, struct error *err)
{
	const struct rule_subject *s = j->subject;
	const char *sha256 = s->decoded->key.sha256;

	if (s->pfx_key != NULL && strcmp(s->pfx_key, sha256) != 0)
		return judge_breach(j, NULL, err,
		    "the private key in the PFX belongs to another "
		    "certificate: put the right one in");
	if (s->key == NULL || s->key->sha256 == NULL ||
	    strcmp(s->key->sha256, sha256) == 0)
		return SANREQ_OK;
	return judge_breach(j, s->key->path, err,
	    "the private key in %s is not that of %s: look for the other one, "
	    "or make a new request",
	    QUOTES(s->key->path), judge_noun(j));
}
const struct rule_check rule_key13 = {.whole = key13};

static enum sanreq_status
key14(struct judge *j, struct error *err)
{
	const struct rule_subject *s = j->subject;

	/* the certificate itself is not its own predecessor */
	if (s->previous == NULL ||
	    strcmp(s->previous->key.sha256, s->decoded->key.sha256) != 0 ||
	    strcmp(s->previous->sha256, s->decoded->sha256) == 0)
		return SANREQ_OK;
	return judge_breach(j, NULL, err,
	    "the key is the previous certificate's (%s): make a new one",
	    QUOTES(s->previous->subject_text));
}
const struct rule_check rule_key14 = {.whole = key14};
