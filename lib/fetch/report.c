/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "fetch/report.h"

static void
put(struct session *s, const char *name, const char *value)
{
	out_value(s->out, name, strlen(name), value, strlen(value));
}

void
report_write(struct session *s, const char *dn, const char *what)
{
	out_dn(s->out, dn, strlen(dn));
	put(s, "x-sanreq-report", what);
	out_end(s->out);
}

void
report_probe(
    struct session *s, const char *dn, size_t probe, const char *outcome)
{
	out_dn(s->out, dn, strlen(dn));
	put(s, "x-sanreq-report", "probe");
	out_number(s->out, "x-sanreq-probe", (int64_t)probe);
	put(s, "x-sanreq-outcome", outcome);
	out_end(s->out);
}
