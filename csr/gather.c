/*
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "exchange/exchange.h"
#include "gather.h"
#include "source/source.h"

#define HELPER    "sanreq-fetch"
#define PATH_SIZE 1024

/* The helper beside this program (the build tree), or in the libexec folder of
 * the prefix that this program lies in, wherever that was moved; else where
 * the build said. */
static void
find_helper(char *path, size_t size)
{
	static const char *const places[] = {
	    HELPER, "../libexec/sanreq/" HELPER, NULL};
	char self[PATH_SIZE];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	char *slash = NULL;

	if (n > 0) {
		self[n] = '\0';
		slash = strrchr(self, '/');
	}
	for (size_t i = 0; slash != NULL && places[i] != NULL; i++) {
		snprintf(path, size, "%.*s/%s", (int)(slash - self), self,
		    places[i]);
		if (access(path, X_OK) == 0)
			return;
	}
	snprintf(path, size, "%s/%s", SANREQ_LIBEXECDIR, HELPER);
}

static enum sanreq_status
consumer_begin(void **state, struct inventory *inventory, const char *source,
    struct error *err)
{
	struct exchange *exchange = NULL;
	enum sanreq_status status;

	status = exchange_new(&exchange, inventory, source, err);
	*state = exchange;
	return status;
}

static enum sanreq_status
consumer_record(void *state, const struct record *record, struct error *err)
{
	return exchange_record(state, record, err);
}

static enum sanreq_status
consumer_finish(void *state, struct error *err)
{
	return exchange_finish(state, err);
}

static void
consumer_release(void **state)
{
	struct exchange *exchange = *state;

	exchange_free(&exchange);
	*state = NULL;
}

static enum sanreq_status
consumer_plan(void *arg, struct inventory *inventory, const char *text,
    size_t n, const char *source, struct error *err)
{
	struct gathered *gathered = arg;
	const char *profile = NULL;
	enum sanreq_status status;

	status = plan_read(inventory, text, n, source, &profile, err);
	if (status == SANREQ_OK && gathered->plan_profile == NULL)
		gathered->plan_profile = profile;
	return status;
}

static struct source_options
source_options(
    const struct cli *cli, const struct secret *password, const char *helper)
{
	struct source_options options = {
	    .timeout = cli->timeout,
	    .fetch_program = helper,
	    .verbose = cli->verbose,
	    .log = cli->quiet ? NULL : stderr,
	    .ldap =
		{
		    .bind_dn = cli->bind_dn,
		    .bind_password = password->data != NULL ? password : NULL,
		    .sasl_mech = cli->sasl_mech,
		    .starttls = cli->starttls,
		    .ca_file = cli->ca_file,
		    .base = cli->base,
		    .insecure_plain_bind = cli->insecure_plain_bind,
		    .insecure_no_verify = cli->insecure_no_verify,
		},
	};

	return options;
}

static enum sanreq_status
read_sources(struct gathered *gathered, const struct cli *cli,
    const struct secret *password, struct error *err)
{
	enum sanreq_status status = SANREQ_OK;
	struct source_options options;
	char helper[PATH_SIZE + 32];
	struct record_consumer consumer = {
	    .ldap_filter = exchange_ldap_filter(),
	    .ldap_attributes = exchange_ldap_attributes(),
	    .begin = consumer_begin,
	    .record = consumer_record,
	    .finish = consumer_finish,
	    .release = consumer_release,
	    .plan = consumer_plan,
	    .plan_arg = gathered,
	};

	find_helper(helper, sizeof(helper));
	options = source_options(cli, password, helper);
	consumer.filter.classes = exchange_classes(&consumer.filter.nclasses);
	for (size_t i = 0; status == SANREQ_OK && i < cli->operands.n; i++)
		status = source_read(gathered->inventory,
		    cli->operands.items[i], &consumer, &options, err);
	return status;
}

/* An inventory without a single name is no answer to anything. */
static enum sanreq_status
check_found(
    const struct gathered *gathered, const struct cli *cli, struct error *err)
{
	uint64_t records = 0;
	size_t nnames, nsources;
	const struct source_info *sources;

	inventory_names(gathered->inventory, &nnames);
	sources = inventory_sources(gathered->inventory, &nsources);
	for (size_t i = 0; i < nsources; i++)
		records += sources[i].records;
	if (nnames == 0)
		return error_set(err, SANREQ_INPUT,
		    "%s%s: no Exchange organization and no name found in %llu "
		    "record%s: is it an export of CN=Services,"
		    "CN=Configuration?",
		    QUOTES(cli->operands.items[0]),
		    cli->operands.n > 1 ? " and others" : "",
		    (unsigned long long)records, records == 1 ? "" : "s");
	return SANREQ_OK;
}

/* A list of names has no place to say that it is not whole. */
static void
warn_incomplete(const struct gathered *gathered, const struct cli *cli)
{
	size_t n;
	const struct source_info *sources =
	    inventory_sources(gathered->inventory, &n);

	if (cli->quiet ||
	    (cli->format != FORMAT_NAMES && cli->format != FORMAT_CSV))
		return;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < sources[i].nunread; k++)
			fprintf(stderr, "sanreq: %s: incomplete: %s\n",
			    QUOTES(sources[i].source),
			    QUOTES(sources[i].unread[k]));
}

enum sanreq_status
gather_inventory(
    struct gathered *gathered, const struct cli *cli, struct error *err)
{
	struct secret password = {0};
	enum sanreq_status status;

	if (cli->operands.n == 0)
		return error_set(err, SANREQ_USAGE,
		    "no SOURCE given: a file, an ldap:// URL, or - for "
		    "standard input (sanreq %s --help)",
		    cli->verb->name);
	if (cli->bind_pass != NULL &&
	    (status = secret_read(cli->bind_pass, "Bind password: ", &password,
		 err)) != SANREQ_OK)
		return status;
	if ((status = inventory_new(&gathered->inventory, err)) == SANREQ_OK &&
	    (status = read_sources(gathered, cli, &password, err)) ==
		SANREQ_OK &&
	    (status = inventory_seal(gathered->inventory, err)) == SANREQ_OK)
		status = check_found(gathered, cli, err);
	if (status == SANREQ_OK)
		warn_incomplete(gathered, cli);
	secret_release(&password);
	return status;
}

enum sanreq_status
gather_replan(struct gathered *gathered, const struct cli *cli,
    const struct words *add, const struct words *drop, struct error *err)
{
	const struct plan_options options = {
	    .add = add->items,
	    .nadd = add->n,
	    .drop = drop->items,
	    .ndrop = drop->n,
	    .ignore_pinned = cli->profile_given,
	};
	enum sanreq_status status;

	plan_free(&gathered->plan);
	status = plan_make(&gathered->plan, gathered->profile,
	    gathered->inventory, &options, err);
	if (status != SANREQ_OK)
		return status;
	return rules_apply_plan(gathered->plan, &gathered->worst, err);
}

enum sanreq_status
gather_plan(struct gathered *gathered, const struct cli *cli, struct error *err)
{
	enum sanreq_status status;

	status =
	    profile_load(&gathered->profile, cli->profile, rules_ids(), err);
	if (status != SANREQ_OK ||
	    (status = gather_inventory(gathered, cli, err)) != SANREQ_OK)
		return status;
	if (gathered->plan_profile != NULL && !cli->profile_given) {
		profile_free(&gathered->profile);
		status = profile_load(&gathered->profile,
		    gathered->plan_profile, rules_ids(), err);
		if (status != SANREQ_OK)
			return error_prefix(
			    err, "the plan's profile (give -p to use another)");
	}
	return gather_replan(gathered, cli, &cli->add, &cli->drop, err);
}

void
gathered_release(struct gathered *gathered)
{
	plan_free(&gathered->plan);
	profile_free(&gathered->profile);
	inventory_free(&gathered->inventory);
}
