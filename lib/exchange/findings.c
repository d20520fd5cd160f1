/*
 * SPDX-License-Identifier: ISC
 */
#include "exchange/findings.h"

static const struct discovery_finding table[DISCOVERY_COUNT] = {
    [DSC01] = {"DSC01", SEVERITY_ERROR},
    [DSC02] = {"DSC02", SEVERITY_ERROR},
    [DSC03] = {"DSC03", SEVERITY_WARNING},
    [DSC04] = {"DSC04", SEVERITY_WARNING},
    [DSC05] = {"DSC05", SEVERITY_WARNING},
    [DSC06] = {"DSC06", SEVERITY_INFO},
    [DSC07] = {"DSC07", SEVERITY_WARNING},
    [DSC08] = {"DSC08", SEVERITY_WARNING},
    [DSC09] = {"DSC09", SEVERITY_WARNING},
    [DSC10] = {"DSC10", SEVERITY_INFO},
    [DSC11] = {"DSC11", SEVERITY_WARNING},
    [DSC12] = {"DSC12", SEVERITY_INFO},
    [DSC13] = {"DSC13", SEVERITY_WARNING},
    [DSC14] = {"DSC14", SEVERITY_WARNING},
    [DSC15] = {"DSC15", SEVERITY_INFO},
    [DSC16] = {"DSC16", SEVERITY_WARNING},
    [DSC19] = {"DSC19", SEVERITY_WARNING},
    [DSC20] = {"DSC20", SEVERITY_WARNING},
    [DSC21] = {"DSC21", SEVERITY_WARNING},
    [DSC22] = {"DSC22", SEVERITY_INFO},
    [DSC41] = {"DSC41", SEVERITY_WARNING},
    [DSC42] = {"DSC42", SEVERITY_WARNING},
    [DSC43] = {"DSC43", SEVERITY_INFO},
    [DSC44] = {"DSC44", SEVERITY_INFO},
    [DSC45] = {"DSC45", SEVERITY_ERROR},
};

const struct discovery_finding *
discovery_findings(size_t *n)
{
	*n = DISCOVERY_COUNT;
	return table;
}
