/*
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "presented.h"
#include "probe.h"

#define PROBE_ID "EXC12"

/* What was asked already, and what is left. */
struct probing {
	struct inventory *inv;
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
	return probe(p->inv, name.text, p->options, err);
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

enum sanreq_status
probe_domains(struct inventory *inv, const struct source_options *options,
    struct error *err)
{
	struct probing *p = calloc(1, sizeof(*p)); /* large for a frame */
	enum sanreq_status status;

	if (p == NULL)
		return error_memory(err);
	p->inv = inv;
	p->options = options;
	status = probe_all(p, err);
	if (status == SANREQ_OK && p->nleft != 0)
		status = inventory_add_finding(inv, PROBE_ID, SEVERITY_INFO,
		    NULL, err,
		    "%zu mail domains were not asked for a web server: at most "
		    "%d are",
		    p->nleft, PROBE_DOMAINS_MAX);
	free(p);
	return status;
}
