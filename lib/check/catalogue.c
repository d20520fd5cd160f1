/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "check/judge.h"

/* Abbreviations in the sources: BR, the CA/Browser Forum's TLS Baseline
 * Requirements; EVG, its EV Guidelines; CRP, the Chrome root program; LE,
 * Let's Encrypt, and BLD, its CA software; ZL, zlint. */

#define E      SEVERITY_ERROR
#define W      SEVERITY_WARNING
#define I      SEVERITY_INFO
#define SILENT (-1)

static const struct rule catalogue[] = {
    {"CNT01", "too many names", "CA's terms; LE profiles",
	"CAs bound how many names one certificate takes: Let's Encrypt 100 or "
	"25, many others 100 to 250. The limit is the profile's limits: names, "
	"under any CA; when a profile for a public CA has none, more than 250 "
	"draw a warning. Leave names out, use a wildcard, or split the request "
	"by service.",
	{E, E, E}, JUDGES_PLAN, &rule_cnt01},
    {"CNT02", "subjectAltName too large", "KB 5017242",
	"AD CS stores at most 4096 bytes of an extension (16384 after a "
	"registry change that cannot be undone) and fails only at issue time. "
	"The limit is the profile's limits: san-bytes. Leave names out, use a "
	"wildcard, or split the request.",
	{E, E, E}, JUDGES_PLAN, &rule_cnt02},
    {"CNT03", "domains to validate", "BR 1.6.1",
	"A public CA validates each base domain, that is, the registrable "
	"domain that your names are below. All of them must be under your "
	"control, and their DNS or mail reachable, when the request is "
	"submitted.",
	{I, SILENT, SILENT}, JUDGES_PLAN, &rule_cnt03},
    {"CNT04", "wildcard needs DNS validation", "BR 3.2.2.4.18",
	"Validation over HTTP covers one name each and never a wildcard; that "
	"needs DNS, or mail until 2028-03-15. Profiles do not say yet how the "
	"CA validates, so the rule reports nothing for now.",
	{W, SILENT, SILENT}, JUDGES_LATER, NULL},
    {"DN01", "common name is not among the names", "BR 7.1.4.3",
	"If there is a common name, it must equal one of the names in "
	"subjectAltName character for character. Clients look at "
	"subjectAltName alone. Add it to the names or choose one of them.",
	{E, SILENT, SILENT}, JUDGES_PLAN, &rule_dn01},
    {"DN02", "common name too long", "BR 7.1.4.2; X.520",
	"A common name has at most 64 characters, while a DNS name may have "
	"253. AD CS answers 0x80094001. Choose a shorter one of the names, or "
	"common-name: none; the long one stays in subjectAltName.",
	{E, E, E}, JUDGES_PLAN, &rule_dn02},
    {"DN03", "common name present", "BR 7.1.2.7",
	"Public CAs advise against the common name, and some leave it out of "
	"the certificate. Exchange selects certificates by their subject, so "
	"ask for it, and choose a CA profile that keeps it.",
	{I, SILENT, SILENT}, JUDGES_PLAN, &rule_dn03},
    {"DN04", "subject is empty", "Set-ReceiveConnector, Exchange hybrid",
	"A certificate without subject is valid, but Exchange's "
	"TlsCertificateName is made of issuer and subject, and hybrid mail "
	"flow compares subjects. Choose a common name (common-name: "
	"most-used).",
	{W, W, W}, JUDGES_PLAN, &rule_dn04},
    {"DN05", "criticality of subjectAltName", "BR 7.1.2.7.12, RFC 5280 4.2.1.6",
	"subjectAltName must be critical when the subject is empty, and must "
	"not be otherwise. sanreq encodes it so: the rule is about requests "
	"made elsewhere.",
	{E, E, E}, JUDGES_FOREIGN, NULL},
    {"DN06", "more than one common name", "BR 7.1.4.3",
	"Old tools listed all names as common names; there may be one, and it "
	"has no say in what clients match. sanreq writes at most one: the rule "
	"is about requests made elsewhere.",
	{E, E, E}, JUDGES_FOREIGN, NULL},
    {"DN07", "organizational unit", "BR 7.1.2.7.3, EVG 7.1.4.2",
	"Nobody can verify an organizational unit, so it has been forbidden in "
	"public certificates since 2022-09-01. Remove organizational-unit from "
	"the profile's subject. A private CA may keep it.",
	{E, I, SILENT}, JUDGES_PLAN, &rule_dn07},
    {"DN08", "more than country and common name", "BR 7.1.2.7.2",
	"A CA that validates domains only drops organization, state and so on, "
	"or refuses the request. They make sense when it validates the "
	"organization: then set severity: {DN08: ignore}. Otherwise remove "
	"them from the profile's subject.",
	{W, SILENT, SILENT}, JUDGES_PLAN, &rule_dn08},
    {"DN09", "organization without its place", "BR 7.1.2.7.4",
	"A certificate that names the organization must also name the country, "
	"and the state or locality. Complete the profile's subject, or remove "
	"organization if only the domain is validated.",
	{E, SILENT, SILENT}, JUDGES_PLAN, &rule_dn09},
    {"DN10", "attributes of extended validation", "EVG 7.1.4.2",
	"Extended validation wants business category, registration number and "
	"jurisdiction in the subject. Profiles have no place for them and do "
	"not say which validation is meant, so the rule reports nothing for "
	"now; EV CAs take these from your account.",
	{E, SILENT, SILENT}, JUDGES_LATER, NULL},
    {"DN11", "not a country code", "BR 7.1.4.2, ISO 3166-1",
	"The country is two upper-case letters of ISO 3166-1, or XX for none. "
	"Britain is GB, not UK; the United States are US, not USA.",
	{E, E, E}, JUDGES_PLAN, &rule_dn11},
    {"DN12", "value too long", "BR 7.1.4.2, RFC 5280 A.1",
	"Each attribute has an upper bound in characters: organization and "
	"organizational unit 64, state, locality and street 128, postal code "
	"40. CAs refuse longer values. Abbreviate as your registration does.",
	{E, E, E}, JUDGES_PLAN, &rule_dn12},
    {"DN13", "string type of a value", "BR 7.1.4.2",
	"Country is a PrintableString, the other attributes UTF8String or "
	"PrintableString; the older types (T61String, BMPString) are read "
	"differently by different programs. sanreq encodes by these rules: the "
	"rule is about requests made elsewhere.",
	{E, E, E}, JUDGES_FOREIGN, NULL},
    {"DN14", "placeholder value", "BR 7.1.2.7",
	"A value such as -, N/A or Some-State, the defaults of other tools, "
	"says nothing and makes CAs refuse. Give the real value or leave the "
	"attribute out.",
	{W, W, W}, JUDGES_PLAN, &rule_dn14},
    {"DN15", "unclean value", "ZL",
	"The value has white space at an edge, a control character, an HTML "
	"entity, or letters that were encoded twice. The certificate would "
	"show it as it is, and Exchange compare it so. Type it anew in the "
	"profile.",
	{W, W, W}, JUDGES_PLAN, &rule_dn15},
    {"DN16", "order of the subject", "BR 7.1.4.1",
	"The attributes of a subject stand in a set order, one to each part, "
	"none twice. sanreq writes them so: the rule is about requests made "
	"elsewhere.",
	{W, W, W}, JUDGES_FOREIGN, NULL},
    {"DN17", "mail address in the subject", "BR 7.1.2.7",
	"A mail address has no place in the subject of a server certificate; "
	"CAs drop it. sanreq never writes one: the rule is about requests made "
	"elsewhere.",
	{W, SILENT, SILENT}, JUDGES_FOREIGN, NULL},
    {"DN18", "address as common name", "BLD csr.go",
	"Let's Encrypt refuses an IP address as common name, and other CAs "
	"expect a host name there. Choose one of the DNS names, or "
	"common-name: none.",
	{E, SILENT, SILENT}, JUDGES_PLAN, &rule_dn18},
    {"NAM01", "no name at all", "BR 7.1.2.7.12",
	"A certificate speaks for the names in its subjectAltName and for "
	"nothing else; without one no client accepts it. Take at least one "
	"name in the profile, or add one with --add.",
	{E, E, E}, JUDGES_PLAN, &rule_nam01},
    {"NAM02", "internal name", "BR 1.6.1, 4.2.2",
	"The last label is not a top-level domain of the root zone, so nobody "
	"can prove that the name is yours: any network may have the same one. "
	"Public CAs have not issued such names since 2015. Leave it out, give "
	"the service a name below a registered domain (sanreq repair prints "
	"the commands) and let both sides of the firewall use that. A CA of "
	"your own may issue it.",
	{E, I, SILENT}, JUDGES_PLAN, &rule_nam02},
    {"NAM03", "single label", "BR 1.6.1",
	"NetBIOS and other short names mean another host in every network, "
	"even when the word happens to be a top-level domain. No public CA "
	"issues them. Point the clients to a full name instead.",
	{E, W, SILENT}, JUDGES_PLAN, &rule_nam03},
    {"NAM04", "public suffix", "BR 3.2.2.6",
	"The name is one that a registry registers names under (public suffix "
	"list, ICANN section); it cannot belong to one organization. A label "
	"is probably missing on the left.",
	{E, SILENT, SILENT}, JUDGES_PLAN, &rule_nam04},
    {"NAM05", "special-use domain", "RFC 6761, RFC 8375",
	"Some second-level domains are set aside by the IETF: example.com for "
	"documents, home.arpa for homes. They are below real top-level "
	"domains, yet nobody controls them and no CA can validate them. Use a "
	"domain of your own. Under a public CA names below .arpa are an "
	"error, those for documents a warning.",
	{W, W, W}, JUDGES_PLAN, &rule_nam05},
    {"NAM06", "reverse zone", "BR 4.2.2",
	"Names ending in in-addr.arpa or ip6.arpa exist to map addresses back "
	"to names. Since 2026-03-15 public CAs must refuse them. Use the host "
	"name itself.",
	{E, SILENT, SILENT}, JUDGES_PLAN, &rule_nam06},
    {"NAM07", "looks internal but is delegated", "BR 1.6.1, root zone",
	"The last label (ad, exchange, dev, office ...) is often made up for "
	"internal use but is a real top-level domain by now: the name may "
	"belong to somebody else, who can get certificates for it and read "
	"what is sent there. The rule is silent for domains that the "
	"organization accepts mail for. Make sure that yours is registered, or "
	"move away from it.",
	{W, W, W}, JUDGES_PLAN, &rule_nam07},
    {"NAM08", "underscore", "BR 7.1.2.7.12",
	"Host names are made of letters, digits and hyphens. Active Directory "
	"lets underscores pass, certificates for the public have not since "
	"2019-04-01, and some clients refuse them too. Rename the host, or "
	"leave the name out.",
	{E, W, SILENT}, JUDGES_PLAN, &rule_nam08},
    {"NAM09", "bad character", "RFC 5280 4.2.1.6",
	"A host name has letters, digits, hyphens and dots. A space, a NUL or "
	"another character in it is refused, because programs disagree on "
	"where such a name ends, and the wrong one may be certified. Correct "
	"the setting that the name comes from.",
	{E, E, E}, JUDGES_SPELLING, NULL},
    {"NAM10", "hyphen at an edge", "RFC 5890 2.3.1",
	"A label neither begins nor ends with a hyphen. It is mostly a slip of "
	"the pen; correct the name.",
	{E, E, E}, JUDGES_SPELLING, NULL},
    {"NAM11", "empty label", "RFC 1035 2.3.4",
	"Two dots in a row, or a dot in front, leave a label empty; only the "
	"root has an empty label. Remove the dot or fill in what is missing.",
	{E, E, E}, JUDGES_SPELLING, NULL},
    {"NAM12", "root dot", "BR 7.1.2.7.12",
	"A dot at the end means the root in DNS, but has no place in a "
	"certificate. sanreq removes it; nothing is to be done. In a request "
	"made elsewhere it is a mistake that a CA may refuse.",
	{E, E, E}, JUDGES_SPELLING, NULL},
    {"NAM13", "label too long", "RFC 1035 2.3.4",
	"A label of a host name has at most 63 octets; DNS cannot carry more. "
	"The name cannot exist; correct it.",
	{E, E, E}, JUDGES_SPELLING, NULL},
    {"NAM14", "name too long", "RFC 1035 2.3.4",
	"A host name has at most 253 octets in text, as DNS carries no more. "
	"The name cannot exist; correct it.",
	{E, E, E}, JUDGES_SPELLING, NULL},
    {"NAM15", "too many labels", "BLD policy/pa.go",
	"Let's Encrypt refuses names of more than 10 labels, and long chains "
	"of labels are rare elsewhere, so that more draw a warning under a "
	"public CA. Where the profile's limits: labels states a number, that "
	"holds under any CA. Choose a shorter name for the service.",
	{E, E, E}, JUDGES_PLAN, &rule_nam15},
    {"NAM16", "reserved label", "BR 1.6.1",
	"A label with hyphens in third and fourth place is kept for encodings "
	"such as xn--; any other prefix is reserved, and public CAs must "
	"refuse it. Rename the host.",
	{E, SILENT, SILENT}, JUDGES_PLAN, &rule_nam16},
    {"NAM17", "malformed A-label", "RFC 5890 2.3.2.1",
	"A label that begins with xn-- must be the Punycode form of an "
	"internationalised label, and decode and encode to itself. This one "
	"does not, so that two programs may read it differently. Write the "
	"name in its own letters and let sanreq encode it.",
	{E, E, E}, JUDGES_SPELLING, NULL},
    {"NAM18", "U-label", "RFC 9549, UTS 46",
	"A name with letters beyond ASCII stands in a certificate as its "
	"A-label (xn--...). sanreq converts it by IDNA2008 and shows both. A "
	"name that has no A-label is refused as it is read.",
	{I, I, I}, JUDGES_SPELLING, NULL},
    {"NAM19", "look-alike", "UTS 39",
	"One label of the name has letters of two of the scripts Latin, Greek "
	"and Cyrillic, or the whole name reads like another name of the same "
	"request. People cannot tell such names apart, which is what impostors "
	"use. Only the letters that are commonly confused are known to this "
	"rule. Check who registered the name.",
	{W, W, W}, JUDGES_PLAN, &rule_nam19},
    {"NAM20", "misplaced wildcard", "BR 1.6.1, RFC 9525 6.3",
	"The star is a wildcard only as the complete left-most label, and "
	"once: *.contoso.com. Forms such as mail*.contoso.com or "
	"*.*.contoso.com match nothing in today's clients.",
	{E, E, E}, JUDGES_SPELLING, NULL},
    {"NAM21", "wildcard over a suffix", "BR 3.2.2.6",
	"A wildcard directly below a top-level domain or a public suffix would "
	"speak for everybody's names there. Put it below a domain of your own.",
	{E, E, E}, JUDGES_PLAN, &rule_nam21},
    {"NAM22", "wildcard over a shared suffix",
	"public suffix list, private section",
	"The domain is one that a provider gives parts of to its customers. "
	"CAs may treat it like a public suffix and refuse the wildcard, and it "
	"speaks for names of other customers too. Ask for the single names.",
	{W, SILENT, SILENT}, JUDGES_PLAN, &rule_nam22},
    {"NAM23", "covered by a wildcard", "RFC 9525 6.3",
	"A wildcard in the same request covers this name, so it costs a place "
	"and perhaps money for nothing. Some keep it for clients that handle "
	"wildcards badly (POP, IMAP, old phones); otherwise leave it out, or "
	"let wildcard: collapse do so.",
	{I, I, I}, JUDGES_PLAN, &rule_nam23},
    {"NAM24", "gap under a wildcard", "RFC 9525 6.3",
	"*.contoso.com covers exactly one label more: not contoso.com itself "
	"and not a.b.contoso.com. Clients use a name that the wildcard seems "
	"to cover and does not; they will see a certificate warning. Add the "
	"name, or change what the clients use.",
	{W, W, W}, JUDGES_PLAN, &rule_nam24},
    {"NAM25", "duplicate", "RFC 4343",
	"The same name, but for upper and lower case, is there twice. sanreq "
	"writes each once; a request made elsewhere pays for both.",
	{I, I, I}, JUDGES_SPELLING, &rule_nam25},
    {"NAM26", "upper case", "RFC 4343, BLD",
	"DNS does not distinguish case, but some CAs refuse upper case in a "
	"request, and CAs compare the common name letter by letter. sanreq "
	"writes all names in lower case.",
	{I, I, I}, JUDGES_SPELLING, NULL},
    {"NAM27", "not a host name", "RFC 5280 4.2.1.6",
	"What stands there is a URL, an address with a port, a mail address or "
	"a Windows path or account, where a host name belongs. The message "
	"names the host part; use that.",
	{E, E, E}, JUDGES_SPELLING, NULL},
    {"NAM28", "reserved address", "BR 1.6.1, 4.2.2",
	"The address lies in a block of the IANA special-purpose registries "
	"(private, loopback, link-local, documentation ...), which exist in "
	"every network alike. Public CAs must refuse it. Give the service a "
	"name.",
	{E, W, SILENT}, JUDGES_PLAN, &rule_nam28},
    {"NAM29", "address as name", "BLD, EVG 7.1.2.1",
	"Few public CAs put addresses into certificates: Let's Encrypt only "
	"with its short-lived profile, none with extended validation. Exchange "
	"and its clients work with names. Leave the address out unless a "
	"device insists.",
	{W, SILENT, SILENT}, JUDGES_PLAN, &rule_nam29},
    {"NAM30", "other kind of name", "BR 7.1.2.7.12",
	"A public server certificate carries DNS names and addresses only; a "
	"user principal name, mail address, URI or directory name makes a CA "
	"refuse or drop it. sanreq never writes one: the rule is about "
	"requests made elsewhere.",
	{E, SILENT, SILENT}, JUDGES_FOREIGN, NULL},
    {"NAM31", "wildcard with extended validation", "EVG 7.1.2.1",
	"Certificates with extended validation have no wildcards. Profiles do "
	"not say yet which validation is meant, so the rule reports nothing "
	"for now; if yours is to be EV, take the single names.",
	{E, SILENT, SILENT}, JUDGES_LATER, NULL},
    {"NAM32", "bad onion address", "BR appendix B",
	"A name of a Tor service ends in a version 3 address: 56 characters of "
	"base32 that hold the public key, its checksum and the version, all of "
	"which are checked. Copy the address again from the service.",
	{E, SILENT, SILENT}, JUDGES_PLAN, &rule_nam32},
    {"NAM33", "all-numeric last label", "RFC 1123 2.1",
	"A name whose last label is digits alone reads like a damaged IPv4 "
	"address, and there is no such top-level domain. Correct it.",
	{E, E, E}, JUDGES_SPELLING, NULL},
    {"NAM34", "retired top-level domain", "IANA root zone",
	"The top-level domain existed once and was removed from the root zone, "
	"so names below it resolve no more. The rule knows the retired country "
	"codes. Move the service to a living domain and remove the old name "
	"from the settings.",
	{W, W, W}, JUDGES_PLAN, &rule_nam34},
    {"NAM35", "tells about the inside", "CRP 1.3.4, RFC 9162",
	"Public CAs write every certificate to logs that all can read, for "
	"ever. A server's own name, or one such as sql02, tells what machines "
	"there are. Ask for service names, or cover them with a wildcard. "
	"Private CAs do not log; the rule is silent for them.",
	{I, SILENT, SILENT}, JUDGES_PLAN, &rule_nam35},
    {0},
};
_Static_assert(sizeof(catalogue) / sizeof(catalogue[0]) <= RULES_MAX,
    "struct judge has room for fewer rules");

static const char *const ids[] = {"CNT01", "CNT02", "CNT03", "CNT04", "DN01",
    "DN02", "DN03", "DN04", "DN05", "DN06", "DN07", "DN08", "DN09", "DN10",
    "DN11", "DN12", "DN13", "DN14", "DN15", "DN16", "DN17", "DN18",
    /* what a plan finds by itself: profile/plan_losses.c */
    "DSC18", "EXC01", "EXC02", "EXC04", "EXC05", "EXC07", "EXC08", "NAM01",
    "NAM02", "NAM03", "NAM04", "NAM05", "NAM06", "NAM07", "NAM08", "NAM09",
    "NAM10", "NAM11", "NAM12", "NAM13", "NAM14", "NAM15", "NAM16", "NAM17",
    "NAM18", "NAM19", "NAM20", "NAM21", "NAM22", "NAM23", "NAM24", "NAM25",
    "NAM26", "NAM27", "NAM28", "NAM29", "NAM30", "NAM31", "NAM32", "NAM33",
    "NAM34", "NAM35", NULL};

const struct rule *
rules_catalogue(void)
{
	return catalogue;
}

const struct rule *
rules_find(const char *id)
{
	const struct rule *r;

	for (r = catalogue; r->id != NULL; r++)
		if (strcmp(r->id, id) == 0)
			return r;
	return NULL;
}

const char *const *
rules_ids(void)
{
	return ids;
}
