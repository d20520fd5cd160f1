/*
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "presented.h"
#include "probe.h"

#define PROBE_ID "EXC12"

static bool
is_probed(const struct accepted_domain *d)
{
	struct error ignored = {0};
	struct name name;

	return d->type == DOMAIN_AUTHORITATIVE &&
	       name_parse(d->domain, strlen(d->domain), &name, &ignored) ==
		   SANREQ_OK &&
	       name.kind == NAME_FQDN && name.class == NAME_PUBLIC;
}

static bool
has_name(const struct decoded *certificate, const char *domain)
{
	for (size_t i = 0; i < certificate->nnames; i++) {
		const struct general_name *gn = &certificate->names[i];
		struct error ignored = {0};
		struct name name;

		if (gn->type == GN_DNS &&
		    name_parse((const char *)gn->value.p, gn->value.n, &name,
			&ignored) == SANREQ_OK &&
		    name_covers(name.text, domain))
			return true;
	}
	return false;
}

static enum sanreq_status
judge(struct inventory *inv, const char *domain, const struct presented *seen,
    struct error *err)
{
	for (size_t i = 0; i < seen->nitems; i++) {
		const struct bundle *bundle = seen->items[i].bundle;
		const struct decoded *leaf =
		    bundle->items[bundle->leaf].decoded;

		if (has_name(leaf, domain))
			continue;
		return inventory_add_finding(inv, PROBE_ID, SEVERITY_WARNING,
		    NULL, err,
		    "https://%s answers at %s with a certificate of \"%s\", "
		    "which does not have that name: Outlook asks there before "
		    "autodiscover.%s, and warns",
		    domain,
		    seen->items[i].address != NULL ? seen->items[i].address
						   : "an address",
		    QUOTES(leaf->subject_text), domain);
	}
	return SANREQ_OK;
}

static enum sanreq_status
probe(struct inventory *inv, const char *domain,
    const struct source_options *options, struct error *err)
{
	char url[NAME_TEXT_MAX + 16];
	struct presented *seen = NULL;
	enum sanreq_status status;

	snprintf(url, sizeof(url), "tls://%s", domain);
	status = presented_read(&seen, url, NULL, options, err);
	if (status == SANREQ_OK) {
		status = judge(inv, domain, seen, err);
		presented_free(&seen);
		return status;
	}
	if (status == SANREQ_NO_MEMORY || status == SANREQ_INTERNAL)
		return status;
	/* nobody answers there: nobody warns */
	if (options->verbose && options->log != NULL)
		fprintf(options->log, "--probe: %s\n", err->text);
	error_clear(err);
	return SANREQ_OK;
}

enum sanreq_status
probe_domains(struct inventory *inv, const struct source_options *options,
    struct error *err)
{
	enum sanreq_status status = SANREQ_OK;
	size_t n, asked = 0, left = 0;
	const struct accepted_domain *domains = inventory_domains(inv, &n);

	for (size_t i = 0; status == SANREQ_OK && i < n; i++) {
		if (!is_probed(&domains[i]))
			continue;
		if (asked == PROBE_DOMAINS_MAX) {
			left++;
			continue;
		}
		asked++;
		status = probe(inv, domains[i].domain, options, err);
	}
	if (status != SANREQ_OK || left == 0)
		return status;
	return inventory_add_finding(inv, PROBE_ID, SEVERITY_INFO, NULL, err,
	    "%zu accepted domains were not asked for a web server: at most %d "
	    "are",
	    left, PROBE_DOMAINS_MAX);
}
