/*
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "certificate_source.h"
#include "probe.h"

#define NOT_ASKED "DSC39"

/* What was asked already, and what is left. */
struct probing {
	struct inventory *inv;
	struct inventory *seen;
	const struct source_options *options;
	char asked[PROBE_DOMAINS_MAX][NAME_TEXT_MAX];
	size_t nasked;
	size_t nleft;
};

/* The domain in normal form; false: it is not asked. */
static bool
is_probed(const struct probing *p, const char *domain, struct name *name)
{
	struct error ignored = {0};

	if (name_parse(domain, strlen(domain), name, &ignored) != SANREQ_OK ||
	    name->kind != NAME_FQDN || name->class != NAME_PUBLIC)
		return false;
	for (size_t i = 0; i < p->nasked; i++)
		if (strcmp(p->asked[i], name->text) == 0)
			return false;
	return true;
}

static enum sanreq_status
probe(struct probing *p, const char *domain, struct error *err)
{
	char url[NAME_TEXT_MAX + 16];
	enum sanreq_status status;
	struct error why;

	snprintf(url, sizeof(url), "tls://%s", domain);
	status = certificate_source_endpoint(p->seen, url, p->options, err);
	if (status == SANREQ_OK || status == SANREQ_NO_MEMORY ||
	    status == SANREQ_INTERNAL)
		return status;
	/* where nobody answers nobody warns; but it may be DNS that did not */
	why = *err;
	error_clear(err);
	return inventory_add_finding(p->inv, NOT_ASKED, SEVERITY_INFO, NULL,
	    err, "no certificate was seen at https://%s (--probe): %s", domain,
	    strncmp(why.text, url, strlen(url)) == 0 &&
		    strncmp(why.text + strlen(url), ": ", 2) == 0
		? why.text + strlen(url) + 2
		: why.text);
}

static enum sanreq_status
probe_once(struct probing *p, const char *domain, struct error *err)
{
	struct name name;

	if (!is_probed(p, domain, &name))
		return SANREQ_OK;
	if (p->nasked == PROBE_DOMAINS_MAX) {
		p->nleft++;
		return SANREQ_OK;
	}
	snprintf(p->asked[p->nasked++], NAME_TEXT_MAX, "%s", name.text);
	return probe(p, name.text, err);
}

static enum sanreq_status
probe_all(struct probing *p, struct error *err)
{
	size_t n, nsources;
	const struct accepted_domain *domains = inventory_domains(p->inv, &n);
	const struct source_info *sources =
	    inventory_sources(p->inv, &nsources);

	for (size_t i = 0; i < n; i++)
		if (domains[i].type == DOMAIN_AUTHORITATIVE &&
		    probe_once(p, domains[i].domain, err) != SANREQ_OK)
			return err->status;
	/* who asks DNS about a domain means it */
	for (size_t i = 0; i < nsources; i++)
		if (strcmp(sources[i].type, "dns") == 0 &&
		    source_is_dns(sources[i].source) &&
		    probe_once(p, strchr(sources[i].source, ':') + 1, err) !=
			SANREQ_OK)
			return err->status;
	return SANREQ_OK;
}

static enum sanreq_status
probe_sealed(struct probing *p, struct error *err)
{
	enum sanreq_status status = probe_all(p, err);

	if (status == SANREQ_OK && p->nleft != 0)
		status = inventory_add_finding(p->inv, NOT_ASKED, SEVERITY_INFO,
		    NULL, err,
		    "%zu mail domains were not asked for a web server: at most "
		    "%d are",
		    p->nleft, PROBE_DOMAINS_MAX);
	return status == SANREQ_OK ? inventory_seal(p->seen, err) : status;
}

enum sanreq_status
probe_domains(struct inventory *inv, struct inventory **seen,
    const struct source_options *options, struct error *err)
{
	struct probing *p = calloc(1, sizeof(*p)); /* large for a frame */

	if (p == NULL)
		return error_memory(err);
	p->inv = inv;
	p->options = options;
	if (inventory_new(&p->seen, err) == SANREQ_OK &&
	    probe_sealed(p, err) == SANREQ_OK)
		*seen = p->seen;
	else
		inventory_free(&p->seen);
	free(p);
	return err->status;
}
