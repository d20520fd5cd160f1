/*
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/text.h"
#include "gather.h"
#include "probe.h"
#include "store/store.h"

#define HELPER    "sanreq-fetch"
#define PATH_SIZE (GATHER_PATH_MAX - 64) /* of this program's own path */

/* The helper beside this program (the build tree) or in the tree that it was
 * installed with, wherever that stands; NULL: where the library looks. */
static const char *
find_helper(char *path, size_t size)
{
	static const char *const places[] = {"/", "/../libexec/sanreq/"};
	char self[PATH_SIZE];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	char *slash;

	if (n <= 0)
		return NULL;
	self[n] = '\0';
	if ((slash = strrchr(self, '/')) == NULL)
		return NULL;
	*slash = '\0';
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		snprintf(path, size, "%s%s%s", self, places[i], HELPER);
		if (access(path, X_OK) == 0)
			return path;
	}
	return NULL;
}

struct source_options
gather_options(const struct cli *cli, char helper[GATHER_PATH_MAX])
{
	struct source_options options = {
	    .timeout = cli->timeout,
	    .fetch_program = find_helper(helper, GATHER_PATH_MAX),
	    .encoding = cli->encoding,
	    .verbose = cli->verbose,
	    .log = cli->quiet ? NULL : stderr,
	    .dns_servers =
		cli->dns_servers.n != 0 ? cli->dns_servers.items : NULL,
	    .ldap =
		{
		    .bind_dn = cli->bind_dn,
		    .sasl_mech = cli->sasl_mech,
		    .starttls = cli->starttls,
		    .ca_file = cli->ca_file,
		    .base = cli->base,
		    .insecure_plain_bind = cli->insecure_plain_bind,
		    .insecure_no_verify = cli->insecure_no_verify,
		    .domain = cli->domain,
		    .site = cli->site,
		    .chase = cli->chase,
		    .no_computers = cli->no_computers,
		},
	};

	return options;
}

/* A list of names has no place to say that it is not whole. */
static void
warn_incomplete(const struct job *job, const struct cli *cli)
{
	size_t n;
	const struct source_info *sources =
	    inventory_sources(job->inventory, &n);

	if (cli->quiet ||
	    (cli->format != FORMAT_NAMES && cli->format != FORMAT_CSV))
		return;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < sources[i].nunread; k++)
			fprintf(stderr, "sanreq: %s: incomplete: %s\n",
			    QUOTES(sources[i].source),
			    QUOTES(sources[i].unread[k]));
}

/* --require-complete: nothing is made of what is not whole. */
static enum sanreq_status
check_complete(const struct job *job, const struct cli *cli, struct error *err)
{
	enum sanreq_status status = SANREQ_OK;
	size_t n;
	const struct source_info *sources =
	    inventory_sources(job->inventory, &n);
	struct buf list;

	if (!cli->require_complete)
		return SANREQ_OK;
	while (n > 0 && sources->nunread == 0)
		sources++, n--;
	if (n == 0)
		return SANREQ_OK;
	buf_init(&list, ERROR_TEXT_MAX * 16);
	for (size_t i = 0; status == SANREQ_OK && i < sources->nunread; i++)
		status = buf_addf(&list, err, "%s%s", i != 0 ? "; " : "",
		    QUOTES(sources->unread[i]));
	if (status == SANREQ_OK || status == SANREQ_LIMIT)
		status = error_set(err, SANREQ_DIRECTORY,
		    "%s: not read whole, which --require-complete refuses: %s",
		    QUOTES(sources->source), buf_text(&list));
	buf_release(&list);
	return status;
}

/* A result must not replace what it was made from. */
static enum sanreq_status
check_outputs(const struct cli *cli, struct error *err)
{
	const char *outputs[] = {
	    cli->output, cli->csr, cli->key, cli->manifest};
	const char *path;

	for (size_t i = 0; i < sizeof(outputs) / sizeof(outputs[0]); i++)
		for (size_t k = 0; k < cli->operands.n; k++) {
			path = cli->operands.items[k];
			if (outputs[i] == NULL || strcmp(path, "-") == 0 ||
			    !store_same_target(outputs[i], path))
				continue;
			return error_set(err, SANREQ_USAGE,
			    "%s: is a source, and would be replaced",
			    QUOTES(path));
		}
	return SANREQ_OK;
}

/* What --add names, where no plan is made: a plan takes it by itself. */
static enum sanreq_status
add_names(struct job *job, const struct cli *cli, struct error *err)
{
	struct use use = {.service = SERVICE_MANUAL,
	    .scope = SCOPE_MANUAL,
	    .audience = AUDIENCE_CLIENT,
	    .source = "--add"};
	enum sanreq_status status = SANREQ_OK;
	struct name name;

	for (size_t i = 0; status == SANREQ_OK && i < cli->add.n; i++) {
		use.value = cli->add.items[i];
		status = name_parse(use.value, strlen(use.value), &name, err);
		if (status == SANREQ_NAME)
			err->status = SANREQ_USAGE;
		if (status != SANREQ_OK)
			return error_prefix(err, "--add");
		status = inventory_add_use(job->inventory, &name, &use, err);
	}
	return status;
}

static enum sanreq_status
read_sources(struct job *job, const struct cli *cli, struct error *err)
{
	enum sanreq_status status = SANREQ_OK;

	for (size_t i = 0; status == SANREQ_OK && i < cli->operands.n; i++)
		status = job_read(job, cli->operands.items[i], err);
	if (status == SANREQ_OK)
		status = job_look_up(job, cli->add.items, cli->add.n, err);
	return status;
}

enum sanreq_status
gather_inventory(struct job *job, const struct cli *cli, struct error *err)
{
	char helper[GATHER_PATH_MAX];
	struct secret password = {0};
	enum sanreq_status status = SANREQ_OK;

	if (cli->operands.n == 0 && job->inventory == NULL)
		return error_set(err, SANREQ_USAGE,
		    "no SOURCE given: a file, an ldap:// URL, or - for "
		    "standard input (sanreq %s --help)",
		    cli->verb->name);
	if ((status = check_outputs(cli, err)) != SANREQ_OK)
		return status;
	if (cli->bind_pass != NULL &&
	    (status = secret_read(cli->bind_pass, "Bind password: ", &password,
		 err)) != SANREQ_OK)
		return status;
	job->options = gather_options(cli, helper);
	if (password.data != NULL)
		job->options.ldap.bind_password = &password;
	job->keep_going = cli->keep_going;
	status = read_sources(job, cli, err);
	if (status == SANREQ_OK && cli->probe)
		status = probe_domains(
		    job->inventory, &job->probed, &job->options, err);
	/* what it pointed to ends here */
	job->options = (struct source_options){0};
	secret_release(&password);
	if (status == SANREQ_OK &&
	    (cli->verb->bit & (VERB_PLAN | VERB_REQUEST)) == 0)
		status = add_names(job, cli, err);
	if (status == SANREQ_OK && (status = job_seal(job, err)) == SANREQ_OK &&
	    (status = check_complete(job, cli, err)) == SANREQ_OK)
		warn_incomplete(job, cli);
	return status;
}

enum sanreq_status
gather_plan(struct job *job, const struct cli *cli, struct error *err)
{
	enum sanreq_status status;

	if (cli->profile != NULL &&
	    (status = job_load_profile(job, cli->profile, err)) != SANREQ_OK)
		return status;
	if ((status = gather_inventory(job, cli, err)) != SANREQ_OK)
		return status;
	job->ca_domains = cli->ca_domains.items;
	job->nca_domains = cli->ca_domains.n;
	return job_plan(
	    job, cli->add.items, cli->add.n, cli->drop.items, cli->drop.n, err);
}
