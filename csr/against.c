/*
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "against.h"
#include "base/text.h"
#include "certificate_source.h"
#include "store/store.h"

/* --- the certificates --- */

static enum sanreq_status
read_one(struct against *a, const char *operand, const struct cli *cli,
    const struct secret *pass, struct error *err)
{
	char helper[GATHER_PATH_MAX];
	struct source_options options = gather_options(cli, helper);

	return presented_read(
	    &a->presented[a->npresented++], operand, pass, &options, err);
}

static enum sanreq_status
read_certificates(struct against *a, const struct cli *cli,
    const struct words *endpoints, struct error *err)
{
	struct secret pass = {0};
	enum sanreq_status status = SANREQ_OK;

	a->presented = calloc(endpoints->n + 1, sizeof(*a->presented));
	if (a->presented == NULL)
		return error_memory(err);
	if (cli->cert_pass != NULL &&
	    (status = secret_read(cli->cert_pass,
		 "Password of the certificate: ", &pass, err)) != SANREQ_OK)
		return status;
	status = read_one(
	    a, a->where, cli, cli->cert_pass != NULL ? &pass : NULL, err);
	secret_release(&pass);
	for (size_t i = 0; status == SANREQ_OK && i < endpoints->n; i++)
		status = read_one(a, endpoints->items[i], cli, NULL, err);
	return status;
}

static const struct decoded *
leaf_of(const struct presentation *presentation)
{
	const struct bundle *bundle = presentation->bundle;

	return bundle->items[bundle->leaf].decoded;
}

/* Several certificates of which none issued another are no chain. */
static void
find_passed_over(struct against *a)
{
	const struct bundle *bundle = a->presented[0]->items[0].bundle;

	for (size_t i = 0; i < bundle->nitems; i++) {
		const struct decoded *other = bundle->items[i].decoded;

		if (bundle->items[i].issuer || other->kind == DECODED_REQUEST ||
		    strcmp(other->sha256, a->certificate->sha256) == 0)
			continue;
		if (a->npassed_over++ == 0)
			a->passed_over = other;
	}
}

static enum sanreq_status
list_places(struct against *a, struct error *err)
{
	size_t n = 0;

	for (size_t i = 0; i < a->npresented; i++)
		n += a->presented[i]->nitems;
	if ((a->places = calloc(n, sizeof(*a->places))) == NULL)
		return error_memory(err);
	for (size_t i = 0; i < a->npresented; i++)
		for (size_t k = 0; k < a->presented[i]->nitems; k++) {
			const struct presentation *item =
			    &a->presented[i]->items[k];

			if (i != 0 || k != 0)
				a->places[a->nplaces++] = (struct report_place){
				    item->where, leaf_of(item)};
		}
	a->certificate = leaf_of(&a->presented[0]->items[0]);
	find_passed_over(a);
	return SANREQ_OK;
}

/* --- the hosts that were asked are names in use --- */

static enum use_service
service_of(const char *url)
{
	if (strncmp(url, "smtp", 4) == 0)
		return SERVICE_SMTP;
	if (strncmp(url, "imap", 4) == 0)
		return SERVICE_IMAP4;
	return strncmp(url, "pop3", 4) == 0 ? SERVICE_POP3 : SERVICE_MANUAL;
}

static enum sanreq_status
add_host(struct inventory *inventory, const struct presented *presented,
    const char *url, struct error *err)
{
	const char *host = presented->items[0].server_name;
	const struct use use = {.service = service_of(url),
	    .scope = SCOPE_PRESENTED,
	    .audience = AUDIENCE_CLIENT,
	    .value = url,
	    .source = url};
	size_t source;
	struct name name;

	if (inventory_add_source(inventory, url, "endpoint", &source, err) !=
	    SANREQ_OK)
		return err->status;
	if (presented->unread != NULL &&
	    inventory_add_unread(inventory, source, presented->unread, err) !=
		SANREQ_OK)
		return err->status;
	if (host == NULL) /* asked by address */
		return SANREQ_OK;
	if (name_parse(host, strlen(host), &name, err) != SANREQ_OK)
		return err->status;
	return inventory_add_use(inventory, &name, &use, err);
}

/* What they present, for the rules about endpoints. */
static enum sanreq_status
note_presented(
    struct against *a, const struct words *endpoints, struct error *err)
{
	struct inventory *seen;
	enum sanreq_status status;

	if ((status = inventory_new(&a->job.probed, err)) != SANREQ_OK)
		return status;
	seen = a->job.probed;
	if (a->presented[0]->live)
		status = certificate_source_presented(
		    seen, a->presented[0], a->where, err);
	for (size_t i = 0; status == SANREQ_OK && i < endpoints->n; i++)
		status = certificate_source_presented(
		    seen, a->presented[i + 1], endpoints->items[i], err);
	return status == SANREQ_OK ? inventory_seal(seen, err) : status;
}

/* So that DNS is asked for it too, whoever uses it so far. */
static enum sanreq_status
add_namespace(struct inventory *inventory, const char *host, struct error *err)
{
	const struct use use = {.service = SERVICE_MANUAL,
	    .scope = SCOPE_MANUAL,
	    .audience = AUDIENCE_CLIENT,
	    .source = "--namespace"};
	struct name name;

	if (name_parse(host, strlen(host), &name, err) != SANREQ_OK) {
		if (err->status == SANREQ_NAME)
			err->status = SANREQ_USAGE;
		return error_prefix(err, "--namespace");
	}
	return inventory_add_use(inventory, &name, &use, err);
}

static enum sanreq_status
add_hosts(struct against *a, const struct words *endpoints, struct error *err)
{
	enum sanreq_status status;

	if ((status = inventory_new(&a->job.inventory, err)) != SANREQ_OK)
		return status;
	if (a->presented[0]->live)
		status =
		    add_host(a->job.inventory, a->presented[0], a->where, err);
	for (size_t i = 0; status == SANREQ_OK && i < endpoints->n; i++)
		status = add_host(a->job.inventory, a->presented[i + 1],
		    endpoints->items[i], err);
	return status;
}

/* --- the whole --- */

static enum sanreq_status
split(const struct cli *cli, struct words *endpoints, struct words *sources,
    struct error *err)
{
	enum sanreq_status status = SANREQ_OK;

	for (size_t i = 1; status == SANREQ_OK && i < cli->operands.n; i++) {
		const char *operand = cli->operands.items[i];

		status = words_add(
		    presented_is_endpoint(operand) ? endpoints : sources,
		    operand, err);
	}
	return status;
}

static enum sanreq_status
check_operands(const struct cli *cli, struct error *err)
{
	const char *certificate;

	if (cli->operands.n == 0)
		return error_set(err, SANREQ_USAGE,
		    "no CERT given: a certificate file, or an endpoint such as "
		    "tls://mail.contoso.com (sanreq %s --help)",
		    cli->verb->name);
	certificate = cli->operands.items[0];
	if (cli->operands.n == 1)
		return error_set(err, SANREQ_USAGE,
		    "%s: no SOURCE given to hold it against: a file, an "
		    "ldap:// URL, or - for standard input (sanreq %s --help)",
		    QUOTES(certificate), cli->verb->name);
	if (cli->output != NULL && strcmp(certificate, "-") != 0 &&
	    store_same_target(cli->output, certificate))
		return error_set(err, SANREQ_USAGE,
		    "%s: is the certificate, and would be replaced",
		    QUOTES(certificate));
	return SANREQ_OK;
}

static enum sanreq_status
read_all(struct against *a, const struct cli *cli,
    const struct words *endpoints, const struct words *sources,
    struct error *err)
{
	struct cli rest = *cli;
	enum sanreq_status status;

	rest.operands = *sources;
	if ((status = read_certificates(a, cli, endpoints, err)) != SANREQ_OK ||
	    (status = list_places(a, err)) != SANREQ_OK ||
	    (status = add_hosts(a, endpoints, err)) != SANREQ_OK ||
	    (status = note_presented(a, endpoints, err)) != SANREQ_OK)
		return status;
	if (cli->namespace_host != NULL &&
	    (status = add_namespace(
		 a->job.inventory, cli->namespace_host, err)) != SANREQ_OK)
		return status;
	return gather_inventory(&a->job, &rest, err);
}

enum sanreq_status
against_read(struct against *a, const struct cli *cli, struct error *err)
{
	struct words endpoints = {0}, sources = {0};
	enum sanreq_status status;

	if ((status = check_operands(cli, err)) == SANREQ_OK &&
	    (status = split(cli, &endpoints, &sources, err)) == SANREQ_OK) {
		a->where = cli->operands.items[0];
		status = read_all(a, cli, &endpoints, &sources, err);
	}
	free(endpoints.items);
	free(sources.items);
	return status;
}

void
against_release(struct against *a)
{
	for (size_t i = 0; i < a->npresented; i++)
		presented_free(&a->presented[i]);
	free(a->presented);
	free(a->places);
	job_release(&a->job);
}
