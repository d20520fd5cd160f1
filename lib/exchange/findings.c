/*
 * SPDX-License-Identifier: ISC
 */
#include "exchange/findings.h"

static const struct discovery_finding table[DISCOVERY_COUNT] = {
    [DSC01] = {"DSC01", SEVERITY_ERROR,
	"A URL is broken: no name was taken from it."},
    [DSC02] = {"DSC02", SEVERITY_ERROR,
	"A URL holds script text, control characters or user info: an "
	"indicator of compromise. No name was taken from it."},
    [DSC03] = {"DSC03", SEVERITY_WARNING,
	"A value is flawed, but its host name could be taken."},
    [DSC04] = {"DSC04", SEVERITY_WARNING,
	"An external URL has a host of one label, which nobody outside can "
	"resolve and no public CA certifies."},
    [DSC05] = {"DSC05", SEVERITY_WARNING,
	"A replication conflict or a deleted object was passed over."},
    [DSC06] = {"DSC06", SEVERITY_INFO,
	"A service connection point refers clients to another forest, which "
	"was not read."},
    [DSC07] = {"DSC07", SEVERITY_WARNING,
	"Objects belong to a server that is not among the records: it was "
	"removed uncleanly, or the source is not whole."},
    [DSC08] = {"DSC08", SEVERITY_WARNING, "A server's version cannot be read."},
    [DSC09] = {"DSC09", SEVERITY_WARNING,
	"The source holds only a range of an attribute's values."},
    [DSC10] = {"DSC10", SEVERITY_INFO,
	"OWA download host names (Exchange 2016 and later) cannot be seen in "
	"the directory and may be missing."},
    [DSC11] = {"DSC11", SEVERITY_WARNING,
	"The source holds no object of an Exchange organization."},
    [DSC12] = {"DSC12", SEVERITY_INFO,
	"A configuration text holds what looks like host names; they were not "
	"taken."},
    [DSC13] = {"DSC13", SEVERITY_WARNING,
	"A value that should be a host name or a domain is none."},
    [DSC14] = {"DSC14", SEVERITY_WARNING,
	"The sources describe two organizations."},
    [DSC15] = {"DSC15", SEVERITY_INFO,
	"A connector is disabled; its names are listed all the same."},
    [DSC16] = {"DSC16", SEVERITY_WARNING,
	"An object's DN cannot be read: the object was passed over."},
    [DSC19] = {"DSC19", SEVERITY_WARNING,
	"A container is closed to the account that looked: names may be "
	"missing."},
    [DSC20] = {"DSC20", SEVERITY_WARNING,
	"Nothing was seen where something should be, or it cannot be told "
	"whether a container is empty or closed."},
    [DSC21] = {"DSC21", SEVERITY_WARNING,
	"A server is dead: it has no computer account, or a disabled one."},
    [DSC22] = {"DSC22", SEVERITY_INFO,
	"Whether servers are dead was not checked: the computer accounts of "
	"their domain were not read."},
    [DSC41] = {"DSC41", SEVERITY_WARNING,
	"Shell output has only the name of a type where values should be: "
	"names may be missing."},
    [DSC42] = {"DSC42", SEVERITY_WARNING,
	"Shell output does not say which cmdlet or which server an object is "
	"of."},
    [DSC43] = {"DSC43", SEVERITY_INFO,
	"Shell output is neither UTF-8 nor UTF-16; Windows-1252 was assumed."},
    [DSC44] = {"DSC44", SEVERITY_INFO,
	"A server has a certificate: its services and its end."},
    [DSC45] = {"DSC45", SEVERITY_ERROR,
	"A host name is not ASCII and its code page was assumed: it was not "
	"taken."},
};

const struct discovery_finding *
discovery_findings(size_t *n)
{
	*n = DISCOVERY_COUNT;
	return table;
}
