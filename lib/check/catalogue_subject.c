/*
 * SPDX-License-Identifier: ISC
 */
#include "check/severities.h"

const struct rule catalogue_dn[] = {
    {"DN01", "common name is not among the names", "BR 7.1.4.3",
	"If there is a common name, it must equal one of the names in "
	"subjectAltName character for character. Clients look at "
	"subjectAltName alone. Add it to the names or choose one of them.",
	CA(E, SILENT, SILENT), ANY, NULL, &rule_dn01},
    {"DN02", "common name too long", "BR 7.1.4.2; X.520",
	"A common name has at most 64 characters, while a DNS name may have "
	"253. AD CS answers 0x80094001. Choose a shorter one of the names, or "
	"common-name: none; the long one stays in subjectAltName.",
	CA(E, E, E), ANY, NULL, &rule_dn02},
    {"DN03", "common name present", "BR 7.1.2.7",
	"Public CAs advise against the common name, and some leave it out of "
	"the certificate. Exchange selects certificates by their subject, so "
	"ask for it, and choose a CA profile that keeps it.",
	CA(I, SILENT, SILENT), ANY, NULL, &rule_dn03},
    {"DN04", "subject is empty", "Set-ReceiveConnector, Exchange hybrid",
	"A certificate without subject is valid, but Exchange's "
	"TlsCertificateName is made of issuer and subject, and hybrid mail "
	"flow compares subjects. Choose a common name (common-name: "
	"most-used).",
	CA(W, W, W), ANY, NULL, &rule_dn04},
    {"DN05", "criticality of subjectAltName", "BR 7.1.2.7.12, RFC 5280 4.2.1.6",
	"subjectAltName must be critical when the subject is empty, and "
	"must not be otherwise. sanreq encodes it so; have the program that "
	"made this request do it, or make a new one with sanreq request.",
	CA(E, E, E), ISSUED, NULL, &rule_dn05},
    {"DN06", "more than one common name", "BR 7.1.4.3",
	"Old tools listed all names as common names; there may be one, and "
	"it has no say in what clients match. Keep the one that is your "
	"main name, and put all of them into subjectAltName, as sanreq "
	"request does.",
	CA(E, E, E), ISSUED, NULL, &rule_dn06},
    {"DN07", "organizational unit", "BR 7.1.2.7.3, EVG 7.1.4.2",
	"Nobody can verify an organizational unit, so it has been forbidden in "
	"public certificates since 2022-09-01. Remove organizational-unit from "
	"the profile's subject. A private CA may keep it.",
	CA(E, I, SILENT), ANY, NULL, &rule_dn07},
    {"DN08", "more than country and common name", "BR 7.1.2.7.2",
	"A CA that validates domains only drops organization, state and so "
	"on, or refuses the request. They make sense when it validates the "
	"organization: then set severity: {DN08: ignore} in a profile. "
	"Otherwise remove them from the subject. The rule is silent where a "
	"certificate's policy or the subject itself shows that more than the "
	"domain is validated.",
	CA(W, SILENT, SILENT), ANY, NULL, &rule_dn08},
    {"DN09", "organization without its place", "BR 7.1.2.7.4",
	"A certificate that names the organization must also name the country, "
	"and the state or locality. Complete the profile's subject, or remove "
	"organization if only the domain is validated.",
	CA(E, SILENT, SILENT), ANY, NULL, &rule_dn09},
    {"DN10", "attributes of extended validation", "EVG 7.1.4.2",
	"Extended validation wants organization, business category (one of "
	"four fixed phrases), registration number, jurisdiction (a locality "
	"only with its state), country, and state or locality. The rule "
	"looks at subjects that have a business category or a jurisdiction, "
	"or a certificate policy of extended validation. EV CAs take these "
	"from your account: leave all of them to the CA, or give all.",
	CA(E, SILENT, SILENT), ISSUED, NULL, &rule_dn10},
    {"DN11", "not a country code", "BR 7.1.4.2, ISO 3166-1",
	"The country is two upper-case letters of ISO 3166-1, or XX for none. "
	"Britain is GB, not UK; the United States are US, not USA. The "
	"country of a jurisdiction (extended validation) is judged likewise.",
	CA(E, E, E), ANY, NULL, &rule_dn11},
    {"DN12", "value too long", "BR 7.1.4.2, RFC 5280 A.1",
	"Each attribute has an upper bound in characters: organization and "
	"organizational unit 64, state, locality and street 128, postal code "
	"40. CAs refuse longer values. Abbreviate as your registration does.",
	CA(E, E, E), ANY, NULL, &rule_dn12},
    {"DN13", "string type of a value", "BR 7.1.4.2",
	"Country and serial number are PrintableString, domain components "
	"IA5String, the other attributes UTF8String or PrintableString "
	"(with its own small alphabet); the older types (T61String, "
	"BMPString) are read differently by different programs, and a NUL "
	"hides what follows it. Make the request with a program that "
	"encodes so, as sanreq does.",
	CA(E, E, E), ISSUED, NULL, &rule_dn13},
    {"DN14", "placeholder value", "BR 7.1.2.7",
	"A value such as -, N/A or Some-State, the defaults of other tools, "
	"says nothing and makes CAs refuse. Give the real value or leave the "
	"attribute out.",
	CA(W, W, W), ANY, NULL, &rule_dn14},
    {"DN15", "unclean value", "ZL",
	"The value has white space at an edge, a control character, an HTML "
	"entity, or letters that were encoded twice. The certificate would "
	"show it as it is, and Exchange compare it so. Type it anew.",
	CA(W, W, W), ANY, NULL, &rule_dn15},
    {"DN16", "order of the subject", "BR 7.1.4.1",
	"The attributes of a subject stand in a set order (domain "
	"components, country, state, locality, postal code, street, "
	"organization, surname, given name, unit, common name), one to each "
	"part, and only domain components and street more than once. CAs "
	"reorder the subject or refuse it; Exchange compares it as a whole. "
	"sanreq writes it so.",
	CA(W, W, W), ISSUED, NULL, &rule_dn16},
    {"DN17", "mail address in the subject", "BR 7.1.2.7",
	"A mail address has no place in the subject of a server "
	"certificate; CAs drop it or refuse the request. Leave it out "
	"(openssl req asks for one: press Enter, or give a dot).",
	CA(W, SILENT, SILENT), ISSUED, NULL, &rule_dn17},
    {"DN18", "address as common name", "BLD csr.go",
	"Let's Encrypt refuses an IP address as common name, and other CAs "
	"expect a host name there. Choose one of the DNS names, or "
	"common-name: none.",
	CA(E, SILENT, SILENT), ANY, NULL, &rule_dn18},
};
const size_t catalogue_ndn = COUNT(catalogue_dn);
