/*
 * SPDX-License-Identifier: ISC
 */
#include "check/severities.h"

const struct rule catalogue_cnt[] = {
    {"CNT01", "too many names", "CA's terms; LE profiles",
	"CAs bound how many names one certificate takes: Let's Encrypt 100 "
	"(25 in its tlsserver and shortlived profiles), many others 100 to "
	"250. The limit is the profile's limits: names, under any CA; "
	"without one, Let's Encrypt's 100 where that is the CA, and under "
	"another public CA more than 250 draw a warning. Leave names out, "
	"use a wildcard, or split the request by service.",
	CAS(W, E, E, E, E), ANY, NULL, &rule_cnt01},
    {"CNT02", "subjectAltName too large", "KB 5017242",
	"AD CS stores at most 4096 bytes of an extension (16384 after a "
	"registry change that cannot be undone) and fails only at issue "
	"time. The limit is the profile's limits: san-bytes; without one, "
	"4096 where the CA is AD CS, and a warning above that where it is "
	"private and may be. Leave names out, use a wildcard, or "
	"split the request.",
	CAS(E, W, E, E, E), ANY, NULL, &rule_cnt02},
    {"CNT03", "domains to validate", "BR 1.6.1",
	"A public CA validates each base domain, that is, the registrable "
	"domain that your names are below. All of them must be under your "
	"control, and their DNS or mail reachable, when the request is "
	"submitted.",
	CA(I, SILENT, SILENT), ANY, NULL, &rule_cnt03},
    {"CNT04", "wildcard needs DNS validation", "BR 3.2.2.4.18",
	"Validation over HTTP covers one name each and never a wildcard; "
	"that needs DNS, or mail until 2028-03-15. Let's Encrypt validates "
	"over HTTP unless told otherwise: have your ACME client use dns-01, "
	"or take the single names. How another CA validates is not known, "
	"so there it is information.",
	CAS(I, SILENT, SILENT, SILENT, W), ANY, NULL, &rule_cnt04},
};
const size_t catalogue_ncnt = COUNT(catalogue_cnt);

const struct rule catalogue_nam[] = {
    {"NAM01", "no name at all", "BR 7.1.2.7.12",
	"A certificate speaks for the names in its subjectAltName and for "
	"nothing else; without one no client accepts it. Take at least one "
	"name in the profile, or add one with --add.",
	CA(E, E, E), ANY, NULL, &rule_nam01},
    {"NAM02", "internal name", "BR 1.6.1, 4.2.2",
	"The last label is not a top-level domain of the root zone, so nobody "
	"can prove that the name is yours: any network may have the same one. "
	"Public CAs have not issued such names since 2015. Leave it out, give "
	"the service a name below a registered domain (sanreq repair prints "
	"the commands) and let both sides of the firewall use that. A CA of "
	"your own may issue it.",
	CA(E, I, SILENT), ANY, NULL, &rule_nam02},
    {"NAM03", "single label", "BR 1.6.1",
	"NetBIOS and other short names mean another host in every network, "
	"even when the word happens to be a top-level domain. No public CA "
	"issues them. Point the clients to a full name instead.",
	CA(E, W, SILENT), ANY, NULL, &rule_nam03},
    {"NAM04", "public suffix", "BR 3.2.2.6",
	"The name is one that a registry registers names under (public suffix "
	"list, ICANN section); it cannot belong to one organization. A label "
	"is probably missing on the left.",
	CA(E, SILENT, SILENT), ANY, NULL, &rule_nam04},
    {"NAM05", "special-use domain", "RFC 6761, RFC 8375",
	"Some second-level domains are set aside by the IETF: example.com for "
	"documents, home.arpa for homes. They are below real top-level "
	"domains, yet nobody controls them and no CA can validate them. Use a "
	"domain of your own. Under a public CA names below .arpa are an "
	"error, those for documents a warning.",
	CA(W, W, W), ANY, NULL, &rule_nam05},
    {"NAM06", "reverse zone", "BR 4.2.2",
	"Names ending in in-addr.arpa or ip6.arpa exist to map addresses back "
	"to names. Since 2026-03-15 public CAs must refuse them. Use the host "
	"name itself.",
	CA(E, SILENT, SILENT), ANY, NULL, &rule_nam06},
    {"NAM07", "looks internal but is delegated", "BR 1.6.1, root zone",
	"The last label (ad, exchange, dev, office ...) is often made up for "
	"internal use but is a real top-level domain by now: the name may "
	"belong to somebody else, who can get certificates for it and read "
	"what is sent there. The rule is silent for domains that the "
	"organization accepts mail for. Make sure that yours is registered, or "
	"move away from it.",
	CA(W, W, W), ANY, NULL, &rule_nam07},
    {"NAM08", "underscore", "BR 7.1.2.7.12",
	"Host names are made of letters, digits and hyphens. Active Directory "
	"lets underscores pass, certificates for the public have not since "
	"2019-04-01, and some clients refuse them too. Rename the host, or "
	"leave the name out.",
	CA(E, W, SILENT), ANY, NULL, &rule_nam08},
    {"NAM09", "bad character", "RFC 5280 4.2.1.6",
	"A host name has letters, digits, hyphens and dots. A space, a NUL or "
	"another character in it is refused, because programs disagree on "
	"where such a name ends, and the wrong one may be certified. Correct "
	"the setting that the name comes from.",
	CA(E, E, E), NAMES, NULL, NULL},
    {"NAM10", "hyphen at an edge", "RFC 5890 2.3.1",
	"A label neither begins nor ends with a hyphen. It is mostly a slip of "
	"the pen; correct the name.",
	CA(E, E, E), NAMES, NULL, NULL},
    {"NAM11", "empty label", "RFC 1035 2.3.4",
	"Two dots in a row, or a dot in front, leave a label empty; only the "
	"root has an empty label. Remove the dot or fill in what is missing.",
	CA(E, E, E), NAMES, NULL, NULL},
    {"NAM12", "root dot", "BR 7.1.2.7.12",
	"A dot at the end means the root in DNS, but has no place in a "
	"certificate. sanreq removes it; nothing is to be done. In a request "
	"made elsewhere it is a mistake that a CA may refuse.",
	CA(E, E, E), NAMES, NULL, NULL},
    {"NAM13", "label too long", "RFC 1035 2.3.4",
	"A label of a host name has at most 63 octets; DNS cannot carry more. "
	"The name cannot exist; correct it.",
	CA(E, E, E), NAMES, NULL, NULL},
    {"NAM14", "name too long", "RFC 1035 2.3.4",
	"A host name has at most 253 octets in text, as DNS carries no more. "
	"The name cannot exist; correct it.",
	CA(E, E, E), NAMES, NULL, NULL},
    {"NAM15", "too many labels", "BLD policy/pa.go",
	"Let's Encrypt refuses names of more than 10 labels, and long chains "
	"of labels are rare elsewhere, so that more draw a warning under a "
	"public CA. Where the profile's limits: labels states a number, that "
	"holds under any CA. Choose a shorter name for the service.",
	CAS(W, E, E, E, E), ANY, NULL, &rule_nam15},
    {"NAM16", "reserved label", "BR 1.6.1",
	"A label with hyphens in third and fourth place is kept for encodings "
	"such as xn--; any other prefix is reserved, and public CAs must "
	"refuse it. Rename the host.",
	CA(E, SILENT, SILENT), ANY, NULL, &rule_nam16},
    {"NAM17", "malformed A-label", "RFC 5890 2.3.2.1",
	"A label that begins with xn-- must be the Punycode form of an "
	"internationalized label, and decode and encode to itself. This one "
	"does not, so that two programs may read it differently. Write the "
	"name in its own letters and let sanreq encode it.",
	CA(E, E, E), NAMES, NULL, NULL},
    {"NAM18", "U-label", "RFC 9549, UTS 46",
	"A name with letters beyond ASCII stands in a certificate as its "
	"A-label (xn--...). sanreq converts what it reads by IDNA2008 and "
	"shows both. A name that has no A-label is refused, and so is a "
	"request or certificate that has the letters themselves: make it "
	"anew with the A-label that the message shows.",
	CA(I, I, I), NAMES, NULL, NULL},
    {"NAM19", "look-alike", "UTS 39",
	"One label of the name has letters of two of the scripts Latin, Greek "
	"and Cyrillic, or the whole name reads like another name of the same "
	"request. People cannot tell such names apart, which is what impostors "
	"use. Only the letters that are commonly confused are known to this "
	"rule. Check who registered the name.",
	CA(W, W, W), ANY, NULL, &rule_nam19},
    {"NAM20", "misplaced wildcard", "BR 1.6.1, RFC 9525 6.3",
	"The star is a wildcard only as the complete left-most label, and "
	"once: *.contoso.com. Forms such as mail*.contoso.com or "
	"*.*.contoso.com match nothing in today's clients.",
	CA(E, E, E), NAMES, NULL, NULL},
    {"NAM21", "wildcard over a suffix", "BR 3.2.2.6",
	"A wildcard directly below a top-level domain or a public suffix would "
	"speak for everybody's names there. Put it below a domain of your own.",
	CA(E, E, E), ANY, NULL, &rule_nam21},
    {"NAM22", "wildcard over a shared suffix",
	"public suffix list, private section",
	"The domain is one that a provider gives parts of to its customers. "
	"CAs may treat it like a public suffix and refuse the wildcard, and it "
	"speaks for names of other customers too. Ask for the single names.",
	CA(W, SILENT, SILENT), ANY, NULL, &rule_nam22},
    {"NAM23", "covered by a wildcard", "RFC 9525 6.3",
	"A wildcard in the same request covers this name, so it costs a place "
	"and perhaps money for nothing. Some keep it for clients that handle "
	"wildcards badly (POP, IMAP, old phones); otherwise leave it out, or "
	"let wildcard: collapse do so.",
	CA(I, I, I), ANY, NULL, &rule_nam23},
    {"NAM24", "gap under a wildcard", "RFC 9525 6.3",
	"*.contoso.com covers exactly one label more: not contoso.com itself "
	"and not a.b.contoso.com. Clients use a name that the wildcard seems "
	"to cover and does not; they will see a certificate warning. Add the "
	"name, or change what the clients use.",
	CA(W, W, W), ANY, "--inventory", &rule_nam24},
    {"NAM25", "duplicate", "RFC 4343",
	"The same name, but for upper and lower case, is there twice. "
	"sanreq writes each once; a request made elsewhere pays for both.",
	CA(I, I, I), NAMES, NULL, &rule_nam25},
    {"NAM26", "upper case", "RFC 4343, BLD",
	"DNS does not distinguish case, but some CAs refuse upper case in a "
	"request, and CAs compare the common name letter by letter. sanreq "
	"writes all names in lower case.",
	CA(I, I, I), NAMES, NULL, NULL},
    {"NAM27", "not a host name", "RFC 5280 4.2.1.6",
	"What stands there is a URL, an address with a port, a mail address "
	"or a Windows path or account, where a host name belongs; or an IP "
	"address that stands as a DNS name. The message names the host "
	"part; use that. An address belongs into an iPAddress of four or "
	"sixteen octets.",
	CA(E, E, E), NAMES, NULL, NULL},
    {"NAM28", "reserved address", "BR 1.6.1, 4.2.2",
	"The address lies in a block of the IANA special-purpose registries "
	"(private, loopback, link-local, documentation ...), which exist in "
	"every network alike. Public CAs must refuse it. Give the service a "
	"name.",
	CA(E, W, SILENT), ANY, NULL, &rule_nam28},
    {"NAM29", "address as name", "BLD, EVG 7.1.2.1",
	"Few public CAs put addresses into certificates: Let's Encrypt only "
	"with its short-lived profile, none with extended validation. "
	"Exchange and its clients work with names. Leave the address out "
	"unless a device insists.",
	CA(W, SILENT, SILENT), ANY, NULL, &rule_nam29},
    {"NAM30", "other kind of name", "BR 7.1.2.7.12",
	"A public server certificate carries DNS names and addresses only; "
	"a user principal name, mail address, URI or directory name makes a "
	"CA refuse or drop it. Leave it out; sanreq never writes one.",
	CA(E, SILENT, SILENT), ISSUED, NULL, &rule_nam30},
    {"NAM31", "wildcard with extended validation", "EVG 7.1.2.1",
	"Certificates with extended validation have no wildcards. The rule "
	"looks at subjects that have a business category or a jurisdiction, "
	"or a certificate policy of extended validation. Take the single "
	"names.",
	CA(E, SILENT, SILENT), ISSUED, NULL, &rule_nam31},
    {"NAM32", "bad onion address", "BR appendix B",
	"A name of a Tor service ends in a version 3 address: 56 characters of "
	"base32 that hold the public key, its checksum and the version, all of "
	"which are checked. Copy the address again from the service.",
	CA(E, SILENT, SILENT), ANY, NULL, &rule_nam32},
    {"NAM33", "all-numeric last label", "RFC 1123 2.1",
	"A name whose last label is digits alone reads like a damaged IPv4 "
	"address, and there is no such top-level domain. Correct it.",
	CA(E, E, E), NAMES, NULL, NULL},
    {"NAM34", "retired top-level domain", "IANA root zone",
	"The top-level domain existed once and was removed from the root zone, "
	"so names below it resolve no more. The rule knows the retired country "
	"codes. Move the service to a living domain and remove the old name "
	"from the settings.",
	CA(W, W, W), ANY, NULL, &rule_nam34},
    {"NAM35", "tells about the inside", "CRP 1.3.4, RFC 9162",
	"Public CAs write every certificate to logs that all can read, for "
	"ever. A server's own name, or one such as sql02, tells what machines "
	"there are. Ask for service names, or cover them with a wildcard. "
	"Private CAs do not log; the rule is silent for them.",
	CA(I, SILENT, SILENT), ANY, NULL, &rule_nam35},
};
const size_t catalogue_nnam = COUNT(catalogue_nam);
