/*
 * SPDX-License-Identifier: ISC
 */
#include "check/severities.h"

const struct rule catalogue_key[] = {
    {"KEY01", "RSA key too small", "BR 6.1.5; HC",
	"An RSA key of less than 2048 bits can be broken by those who pay "
	"for it; no CA takes it, Windows refuses such certificates, and "
	"Exchange's HealthChecker marks them red. Make a new key: rsa-2048, "
	"the default of sanreq, is enough.",
	CA(E, E, E), ISSUED, NULL, &rule_key01},
    {"KEY02", "RSA size not divisible by eight", "BR 6.1.5",
	"The length of an RSA modulus in bits must divide by eight. A key "
	"of another length was made by an odd program, or with an odd "
	"setting. Make a new key of 2048, 3072 or 4096 bits.",
	CA(E, SILENT, SILENT), ISSUED, NULL, &rule_key02},
    {"KEY03", "unusual RSA size", "BLD goodkey; LE",
	"Let's Encrypt takes RSA keys of 2048, 3072 and 4096 bits alone, "
	"other CAs and New-ExchangeCertificate hardly more; above 8192 bits "
	"each handshake takes a second, and many clients give up. Make a "
	"new key of one of the three sizes.",
	CAS(W, SILENT, SILENT, SILENT, E), ISSUED, NULL, &rule_key03},
    {"KEY04", "RSA public exponent", "BR 6.1.6; BLD goodkey",
	"The public exponent must be odd and at least 3 (else the key is no "
	"RSA key at all), and should be from 65537 to 2^256-1; Let's "
	"Encrypt takes 65537 alone. Small exponents have helped in attacks "
	"on careless software. Make a new key; all common programs choose "
	"65537.",
	CA(E, E, E), ISSUED, NULL, &rule_key04},
    {"KEY05", "RSA primes too close", "BR 6.1.1.3",
	"Fermat's method finds the two primes within 100 rounds, which "
	"means that they differ by next to nothing: a broken random "
	"generator made the key, and everybody can compute the private one. "
	"Make a new key with another program, and replace all that the old "
	"one made.",
	CA(E, E, E), ISSUED, NULL, &rule_key05},
    {"KEY06", "ROCA: key of a broken library", "BR 6.1.1.3; CVE-2017-15361",
	"The modulus has the fingerprint of keys that Infineon's library "
	"made until 2017 in TPMs and smart cards: it is a power of 65537 "
	"modulo each small prime, as no other key is but by a chance of "
	"2^-154. Such private keys can be computed. Make a new key outside "
	"that chip, or update its firmware first.",
	CA(E, E, E), ISSUED, NULL, &rule_key06},
    {"KEY07", "RSA modulus has a small factor", "BR 6.1.6",
	"The modulus can be divided by a prime below 752: it is damaged, or "
	"was never an RSA key, and the private key can be computed. Make a "
	"new key.",
	CA(E, E, E), ISSUED, NULL, &rule_key07},
    {"KEY08", "known weak key", "BR 6.1.1.3",
	"The key is on the list of weak keys that was given with "
	"--weak-keys: one that is known to others, such as those that "
	"Debian's OpenSSL made from 2006 to 2008. CAs must refuse it and "
	"revoke what it certifies. Make a new key.",
	CA(E, E, E), ISSUED, "--weak-keys", &rule_key08},
    {"KEY09", "kind of key", "BR 6.1.5; LE",
	"Public certificates have RSA keys, or elliptic ones on P-256, "
	"P-384 or P-521 (Let's Encrypt: not P-521); nothing else is "
	"permitted, neither Ed25519 nor DSA nor ML-DSA. A private CA may "
	"issue others, but Windows and Exchange cannot use them for TLS. "
	"Make a key of type rsa-2048.",
	CAS(E, W, W, W, E), ISSUED, NULL, &rule_key09},
    {"KEY10", "encoding of the public key", "BR 7.1.3.1; MRSP 5.1",
	"An elliptic key must name its curve instead of spelling out its "
	"parameters, and an RSA key must be marked rsaEncryption with NULL "
	"parameters, not as a key for RSA-PSS alone. CAs compare these "
	"octets, and Windows cannot read the other forms. Make the request "
	"with a program that encodes so, as sanreq does.",
	CA(E, E, E), ISSUED, NULL, &rule_key10},
    {"KEY11", "elliptic key with Exchange", "HC; KB 5037224",
	"Exchange 2016 and 2019 take elliptic keys from the April 2024 "
	"hotfix update on, and SE, once EnableEccCertificateSupport is set in "
	"the "
	"registry, and not for OAuth, federation or AD FS claims; 2013 and "
	"older cannot use them. Take type rsa-2048 unless all of that is in "
	"place. Without --exchange the oldest server of --inventory counts.",
	CA(E, E, E), ANY, "--exchange", &rule_key11},
    {"KEY12", "private key not protected", "common practice",
	"Whoever can read the private key can be your server. Its file "
	"should be readable by its owner alone (chmod 600), on a disk that "
	"is not shared, and encrypted where it is carried about (sanreq "
	"request --key-pass).",
	CA(W, W, W), ISSUED | JUDGES_KEY_FILE, "--key", &rule_key12},
    {"KEY13", "key of another certificate", "arithmetic",
	"The private key and the request or certificate have different "
	"public keys: they do not belong together, and no server can use "
	"the pair. Look for the key that was made with this request; on a "
	"server, certutil -repairstore finds it. If it is lost, make a new "
	"request.",
	CA(E, E, E), ISSUED | JUDGES_PFX, "--key", &rule_key13},
    {"KEY14", "key used again", "BR 4.9.12; common practice",
	"The key is that of the previous certificate. What was stolen or "
	"guessed in the meantime stays useful to the thief. Make a new key "
	"with each request, as sanreq request does without --reuse-key.",
	CA(W, W, W), ISSUED, "--previous", &rule_key14},
};
const size_t catalogue_nkey = COUNT(catalogue_key);

const struct rule catalogue_sig[] = {
    {"SIG01", "signature does not verify", "RFC 2986 4.2",
	"A request is signed with its own key, which proves that the key is "
	"there. This signature fits neither: the file was damaged or edited "
	"after signing. Make the request anew. A certificate is only looked "
	"at when it is signed by itself.",
	CA(E, E, E), ISSUED, NULL, &rule_sig01},
    {"SIG02", "signature with an old hash", "BLD csr.go; BR 7.1.3.2",
	"The signature is made with MD2, MD4, MD5 or SHA-1 (by RSA-PSS "
	"too, where that is what no hash means), which can be forged. CAs "
	"refuse such requests, clients such certificates. Use "
	"SHA-256 or better: openssl req -sha256, or sanreq request, which "
	"takes the hash that fits the key.",
	CA(E, E, E), ISSUED, NULL, &rule_sig02},
    {"SIG03", "unusual signature", "BLD csr.go",
	"The request is signed by RSA-PSS, Ed25519 or Ed448, with SHA-224 or "
	"SHA-3, or in a way that is not known. Let's Encrypt and others take "
	"RSA (PKCS#1) and ECDSA with SHA-256, 384 or 512 alone. Sign with the "
	"common form; the certificate does "
	"not depend on it.",
	CAS(W, SILENT, SILENT, SILENT, E), JUDGES_REQUEST, NULL, &rule_sig03},
};
const size_t catalogue_nsig = COUNT(catalogue_sig);
