/*
 * SPDX-License-Identifier: ISC
 */
#include <stddef.h>
#include <string.h>

#include "base/text.h"
#include "check/meanings.h"

static const struct finding_meaning table[] = {
    {"CHK01", "The certificate has ended, or its dates cannot be read."},
    {"CHK02", "The certificate is not valid yet."},
    {"CHK03", "What is checked is a request: told is what a certificate "
	      "with its names would cover."},
    {"CHK04", "The certificate ends within 30 days."},
    {"CHK05", "The certificate is self-signed: clients that were not told "
	      "to trust it warn."},
    {"CHK06", "A name in the certificate is one that no client matches."},
    {"CHK07", "No name in the certificate is one that a client matches."},
    {"CHK08", "Another address presents another certificate."},
    {"CHK09", "An extension of the certificate is critical, and clients do "
	      "not know it."},
    {"CHK10", "The certificate is not for servers: serverAuth is not among "
	      "its purposes."},
    {"CHK11", "The file has another certificate, which is not in the chain "
	      "and was not checked."},
    {"DSC01", "A URL is broken: no name was taken from it."},
    {"DSC02", "A URL holds script text, control characters or user info: "
	      "an indicator of compromise. No name was taken from it."},
    {"DSC03", "A value is flawed, but its host name could be taken."},
    {"DSC04", "An external URL has a host of one label, which nobody "
	      "outside can resolve and no public CA certifies."},
    {"DSC05", "A replication conflict or a deleted object was passed over."},
    {"DSC06", "A service connection point refers clients to another "
	      "forest, which was not read."},
    {"DSC07", "Objects belong to a server that is not among the records: "
	      "it was removed uncleanly, or the source is not whole."},
    {"DSC08", "A server's version cannot be read."},
    {"DSC09", "The source holds only a range of an attribute's values."},
    {"DSC10", "OWA download host names (Exchange 2016 and later) cannot be "
	      "seen in the directory and may be missing."},
    {"DSC11", "The source holds no object of an Exchange organization."},
    {"DSC12", "A configuration text holds what looks like host names; they "
	      "were not taken."},
    {"DSC13", "A value that should be a host name or a domain is none."},
    {"DSC14", "The sources describe two organizations."},
    {"DSC15", "A connector is disabled; its names are listed all the same."},
    {"DSC16", "An object's DN cannot be read: the object was passed over."},
    {"DSC17", "A source was not read whole: names may be missing."},
    {"DSC18", "OutlookProvider expects another principal name than the "
	      "common name of the certificate."},
    {"DSC19", "A container is closed to the account that looked: names may "
	      "be missing."},
    {"DSC20", "Nothing was seen where something should be, or it cannot be "
	      "told whether a container is empty or closed."},
    {"DSC21", "A server is dead: it has no computer account, or a disabled "
	      "one."},
    {"DSC22", "Whether servers are dead was not checked: the computer "
	      "accounts of their domain were not read."},
    {"DSC31", "Two sources give one service of a server different names."},
    {"DSC32", "A source could not be read, and was passed over."},
    {"DSC33", "An autodiscover host leads to Exchange Online."},
    {"DSC34", "A name of the plan does not resolve."},
    {"DSC35", "CAA records let only some CAs issue."},
    {"DSC36", "CAA records do not let the chosen CA issue."},
    {"DSC37", "DNS answers for any name below a domain, so that its "
	      "answers tell nothing."},
    {"DSC38", "An SRV or MX record names no host, an alias, or another "
	      "port than 443."},
    {"DSC39", "The web servers of mail domains were not asked: --probe "
	      "asks them."},
    {"DSC41", "Shell output has only the name of a type where values "
	      "should be: names may be missing."},
    {"DSC42", "Shell output does not say which cmdlet or which server an "
	      "object is of."},
    {"DSC43", "Shell output is neither UTF-8 nor UTF-16; Windows-1252 was "
	      "assumed."},
    {"DSC44", "A server has a certificate: its services and its end."},
    {"DSC45", "A host name is not ASCII and its code page was assumed: it "
	      "was not taken."},
    {"DSC46", "A list holds an internationalized name; told is the form "
	      "that is sent."},
    {"DSC51", "A name in a certificate or request is no host name."},
    {"DSC52", "The addresses of one endpoint present different "
	      "certificates."},
    {"DSC53", "The plan is of certificates alone, of which nothing is "
	      "taken."},
    {"DSC54", "The common name of the profile or of a plan is not taken, "
	      "where no rule about it speaks."},
};

const struct finding_meaning *
finding_meanings(size_t *n)
{
	*n = sizeof(table) / sizeof(*table);
	return table;
}

const struct finding_meaning *
finding_meaning_find(const char *id)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (text_casecmp(table[i].id, id) == 0)
			return &table[i];
	return NULL;
}
