/*
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/text.h"
#include "certificate_source.h"
#include "check/rules.h"
#include "exchange/exchange.h"
#include "job_inner.h"
#include "source/dns_source.h"

#define DEFAULT_PROFILE "public-ca"
#define PLANS_MAX       ((size_t)1 << 20) /* names of plans, joined */

/* --- records mean what exchange/ says --- */

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
consumer_report(void *state, const struct record *record, struct error *err)
{
	return exchange_report(state, record, err);
}

static enum sanreq_status
consumer_shell(
    void *state, const struct shell_object *object, struct error *err)
{
	return exchange_shell(state, object, err);
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

/* "a.json, b.json" */
static enum sanreq_status
note_plan(struct job *job, struct inventory *inventory, const char *source,
    struct error *err)
{
	struct buf list;

	buf_init(&list, PLANS_MAX);
	if (buf_addf(&list, err, "%s%s%s", job->plans == NULL ? "" : job->plans,
		job->plans == NULL ? "" : ", ", source) == SANREQ_OK)
		job->plans = pool_copy(
		    inventory_pool(inventory), list.data, list.len, err);
	buf_release(&list);
	return err->status;
}

static enum sanreq_status
consumer_plan(void *arg, struct inventory *inventory, const char *text,
    size_t n, const char *source, struct error *err)
{
	struct job *job = arg;
	/* judged anew, they need not agree */
	struct plan_origin origin = {
	    .before = job->profile_given ? NULL : job->plans};

	if (plan_read(inventory, text, n, source, &origin, err) != SANREQ_OK)
		return err->status;
	if (job->origin.profile == NULL)
		job->origin = origin;
	return note_plan(job, inventory, source, err);
}

static struct record_consumer
consumer_of(struct job *job)
{
	struct record_consumer consumer = {
	    .ldap_filter = exchange_ldap_filter(),
	    .ldap_attributes = exchange_ldap_attributes(),
	    .ldap_probes = exchange_ldap_probes(),
	    .ldap_accounts = exchange_ldap_servers(),
	    .ldap_account_attributes = exchange_account_attributes(),
	    .begin = consumer_begin,
	    .record = consumer_record,
	    .report = consumer_report,
	    .shell = consumer_shell,
	    .finish = consumer_finish,
	    .release = consumer_release,
	    .plan = consumer_plan,
	    .plan_arg = job,
	    .certificate = certificate_source_file,
	    .endpoint = certificate_source_endpoint,
	};

	consumer.filter.classes = exchange_classes(&consumer.filter.nclasses);
	return consumer;
}

/* --- the steps --- */

enum sanreq_status
job_load_profile(struct job *job, const char *name, struct error *err)
{
	plan_free(&job->plan);
	profile_free(&job->profile);
	job->profile_given = true;
	return profile_load(&job->profile, name, rules_ids(), err);
}

enum sanreq_status
job_parse_profile(struct job *job, const char *name, const char *text, size_t n,
    struct error *err)
{
	plan_free(&job->plan);
	profile_free(&job->profile);
	job->profile_given = true;
	return profile_parse(&job->profile, name, text, n, rules_ids(), err);
}

enum sanreq_status
job_begin(struct job *job, struct error *err)
{
	return job->inventory != NULL ? SANREQ_OK
				      : inventory_new(&job->inventory, err);
}

static enum sanreq_status
begin_source(struct job *job, const char *source, struct error *err)
{
	if (job_begin(job, err) != SANREQ_OK ||
	    inventory_begin_reading(job->inventory, source, err) != SANREQ_OK)
		return err->status;
	if (job->first_source == NULL)
		job->first_source = pool_copy(inventory_pool(job->inventory),
		    source, strlen(source), err);
	return err->status;
}

/* --- going on without a source that fails --- */

/* Is it the source's fault, or the server's behind it? */
static bool
is_passed_over(enum sanreq_status status)
{
	switch (status) {
	case SANREQ_INPUT:
	case SANREQ_NAME:
	case SANREQ_LIMIT:
	case SANREQ_NETWORK:
	case SANREQ_DIRECTORY:
	case SANREQ_CREDENTIALS: return true;
	default: return false;
	}
}

/* What an error says behind the source's name, which stands before it. */
static const char *
behind_name(const char *text, const char *source)
{
	const char *name = QUOTES(source);
	size_t n = strlen(name);

	return strncmp(text, name, n) == 0 && strncmp(text + n, ": ", 2) == 0
		   ? text + n + 2
		   : text;
}

static enum sanreq_status
pass_over(struct job *job, const char *source, struct error *err)
{
	struct error why = *err;
	const char *reason = behind_name(why.text, source);
	size_t index;

	if (job->nfailed++ == 0)
		job->failure = why;
	if (job->options.log != NULL)
		fprintf(job->options.log, "sanreq: %s: going on without it\n",
		    why.text);
	error_clear(err);
	if (inventory_add_source(
		job->inventory, source, "failed", &index, err) != SANREQ_OK ||
	    inventory_add_unread(job->inventory, index, reason, err) !=
		SANREQ_OK)
		return err->status;
	return inventory_add_finding(job->inventory, "DSC32", SEVERITY_WARNING,
	    NULL, err, "%s could not be read: %s", QUOTES(source), reason);
}

/* The inventory that the next source is read into. */
static struct inventory *
set_apart(struct job *job, struct error *err)
{
	struct inventory **apart =
	    realloc(job->apart, (job->napart + 1) * sizeof(*apart));

	if (apart == NULL) {
		error_memory(err);
		return NULL;
	}
	job->apart = apart;
	if (inventory_new(&apart[job->napart], err) != SANREQ_OK)
		return NULL;
	return apart[job->napart++];
}

static enum sanreq_status
read_apart(struct job *job, const char *source,
    const struct record_consumer *consumer,
    const struct source_options *options, struct error *err)
{
	struct inventory *apart = set_apart(job, err);
	enum sanreq_status status;

	if (apart == NULL)
		return err->status;
	status =
	    source_is_dns(source)
		? dns_source_read(apart, job->inventory, source, options, err)
		: source_read(apart, source, consumer, options, err);
	if (status == SANREQ_OK)
		return inventory_merge(job->inventory, apart, err);
	inventory_free(&job->apart[--job->napart]);
	return is_passed_over(err->status) ? pass_over(job, source, err)
					   : err->status;
}

enum sanreq_status
job_read_now(struct job *job, const char *source, struct error *err)
{
	const struct record_consumer consumer = consumer_of(job);
	enum sanreq_status status;

	if ((status = begin_source(job, source, err)) != SANREQ_OK)
		return status;
	if (job->keep_going)
		return read_apart(job, source, &consumer, &job->options, err);
	return source_read(
	    job->inventory, source, &consumer, &job->options, err);
}

enum sanreq_status
job_read(struct job *job, const char *source, struct error *err)
{
	return source_is_dns(source) ? job_keep_dns(job, source, err)
				     : job_read_now(job, source, err);
}

enum sanreq_status
job_read_text(struct job *job, const char *source, const char *text, size_t n,
    struct error *err)
{
	const struct record_consumer consumer = consumer_of(job);
	enum sanreq_status status;

	if ((status = begin_source(job, source, err)) != SANREQ_OK)
		return status;
	return source_read_text(
	    job->inventory, source, text, n, &consumer, &job->options, err);
}

/* Nothing was found, but it is known what was not read: by whose fault? */
static enum sanreq_status
all_unread(const struct source_info *source, struct error *err)
{
	bool closed = false;

	for (size_t i = 0; i < source->nunread; i++)
		closed = closed || strstr(source->unread[i], "closed") != NULL;
	return error_set(err, closed ? SANREQ_DIRECTORY : SANREQ_INPUT,
	    "%s: no name of an Exchange organization could be read: %s%s",
	    QUOTES(source->source), QUOTES(source->unread[0]),
	    source->nunread > 1 ? ", and more" : "");
}

/* Shell output has names, but does not say whose (DSC42), or only the types of
 * their values (DSC41). */
static enum sanreq_status
unknown_object(const struct job *job, struct error *err)
{
	size_t n;
	const struct finding *f = inventory_findings(job->inventory, &n);

	for (size_t i = 0; i < n; i++)
		if (strcmp(f[i].id, "DSC42") == 0)
			return error_set(err, SANREQ_INPUT, "%s", f[i].message);
		else if (strcmp(f[i].id, "DSC41") == 0)
			return error_set(err, SANREQ_INPUT, "%s: %s",
			    QUOTES(job->first_source), f[i].message);
	return SANREQ_OK;
}

static bool
is_directory(const char *type)
{
	static const char *const types[] = {
	    "ldif", "ldap", "format-list", "csv", "json", "clixml"};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(type, types[i]) == 0)
			return true;
	return false;
}

/* An inventory without a single name is no answer to anything. */
static enum sanreq_status
check_found(const struct job *job, struct error *err)
{
	uint64_t records = 0;
	bool directory = false;
	size_t nnames, nsources;
	const struct source_info *sources;

	inventory_names(job->inventory, &nnames);
	if (nnames != 0)
		return SANREQ_OK;
	if (unknown_object(job, err) != SANREQ_OK)
		return err->status;
	sources = inventory_sources(job->inventory, &nsources);
	for (size_t i = 0; i < nsources; i++) {
		records += sources[i].records;
		if (strcmp(sources[i].type, "ldap") == 0 &&
		    sources[i].nunread != 0)
			return all_unread(&sources[i], err);
		directory = directory || is_directory(sources[i].type);
	}
	return error_set(err, SANREQ_INPUT,
	    "%s%s: no name of an Exchange organization found in %" PRIu64
	    " record%s%s",
	    QUOTES(job->first_source), nsources > 1 ? " and others" : "",
	    records, records == 1 ? "" : "s",
	    directory ? ": is it an export of CN=Services,CN=Configuration, or "
			"of what 'sanreq collect' asks for?"
		      : "");
}

enum sanreq_status
job_seal(struct job *job, struct error *err)
{
	const struct source_info *sources;
	enum sanreq_status status;
	size_t n;

	if (job->inventory == NULL)
		return error_set(err, SANREQ_USAGE, "no source was read");
	sources = inventory_sources(job->inventory, &n);
	if (job->nfailed == n && sources != NULL) {
		*err = job->failure;
		return err->status;
	}
	status = inventory_find_conflicts(job->inventory, err);
	if (status == SANREQ_OK)
		status = inventory_seal(job->inventory, err);
	return status == SANREQ_OK ? check_found(job, err) : status;
}

/* A file that a plan names without holding what it said may say anything by
 * now: that rules of the CA do not count, too. */
static enum sanreq_status
refuse_path(const char *name, struct error *err)
{
	if (strpbrk(name, "/.") == NULL && access(name, F_OK) != 0)
		return SANREQ_OK;
	return error_set(err, SANREQ_INPUT,
	    "the plan names the profile \"%s\", a file, and holds no settings "
	    "of it: give -p FILE to use one",
	    QUOTES(name));
}

static enum sanreq_status
plan_profile(struct job *job, struct error *err)
{
	const struct plan_origin *origin = &job->origin;
	enum sanreq_status status;

	if (origin->settings == NULL &&
	    profile_find_shipped(origin->profile) == NULL &&
	    refuse_path(origin->profile, err) != SANREQ_OK)
		return err->status;
	if (origin->settings != NULL)
		status = profile_parse(&job->profile, origin->profile,
		    origin->settings, strlen(origin->settings), rules_ids(),
		    err);
	else if (strpbrk(origin->profile, "./") != NULL)
		/* a document must not choose a file that lifts the rules */
		status = error_set(err, SANREQ_INPUT,
		    "\"%s\" is a file that the plan names, not one that you "
		    "gave",
		    QUOTES(origin->profile));
	else
		status = profile_load(
		    &job->profile, origin->profile, rules_ids(), err);
	if (status != SANREQ_OK)
		return error_prefix(
		    err, "the plan's profile (give -p to use another)");
	return SANREQ_OK;
}

/* None was given: a plan's own, else the default. */
static enum sanreq_status
choose_profile(struct job *job, struct error *err)
{
	if (job->profile != NULL)
		return SANREQ_OK;
	if (job->profile_given)
		return error_set(
		    err, SANREQ_USAGE, "the profile could not be loaded");
	if (job->origin.profile != NULL)
		return plan_profile(job, err);
	return profile_load(&job->profile, DEFAULT_PROFILE, rules_ids(), err);
}

enum sanreq_status
job_plan(struct job *job, const char *const *add, size_t nadd,
    const char *const *drop, size_t ndrop, struct error *err)
{
	const struct plan_options options = {
	    .add = add,
	    .nadd = nadd,
	    .drop = drop,
	    .ndrop = ndrop,
	    .ca_domains = job->ca_domains,
	    .nca_domains = job->nca_domains,
	    .probed = job->probed,
	    .nadd_edited = job->nadd_edited,
	    .ndrop_edited = job->ndrop_edited,
	    .ignore_pinned = job->profile_given,
	    .pinned_common_name =
		job->profile_given ? NULL : job->origin.common_name,
	};
	enum severity worst;
	enum sanreq_status status;

	plan_free(&job->plan);
	if ((status = choose_profile(job, err)) != SANREQ_OK ||
	    (status = plan_make(&job->plan, job->profile, job->inventory,
		 &options, err)) != SANREQ_OK ||
	    (status = rules_apply_plan(job->plan, &worst, err)) != SANREQ_OK)
		plan_free(&job->plan);
	return status;
}

void
job_release(struct job *job)
{
	plan_free(&job->plan);
	profile_free(&job->profile);
	inventory_free(&job->inventory);
	inventory_free(&job->probed);
	while (job->napart > 0)
		inventory_free(&job->apart[--job->napart]);
	free(job->apart);
	job->apart = NULL;
	job->first_source = NULL;
	job->dns = NULL;
	job->plans = NULL;
	job->origin = (struct plan_origin){0};
}
