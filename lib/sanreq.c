/*
 * SPDX-License-Identifier: ISC
 *
 * The public interface: life, errors, options, and the steps up to the plan.
 */
#include <stdlib.h>
#include <string.h>

#include "base/dns_server.h"
#include "base/text.h"
#include "context.h"

#define TIMEOUT 10

enum sanreq_status
context_enter(struct sanreq *s, enum step step)
{
	if (s == NULL)
		return SANREQ_USAGE;
	error_clear(&s->err);
	if (step == STEP_ANY)
		return SANREQ_OK;
	if (s->broken)
		return error_set(&s->err, SANREQ_USAGE,
		    "a source could not be read before: begin anew");
	if (step == STEP_SOURCES && s->sealed)
		return error_set(&s->err, SANREQ_USAGE,
		    "sanreq_discover() has ended the reading of sources");
	if (step >= STEP_DISCOVERED && !s->sealed)
		return error_set(
		    &s->err, SANREQ_USAGE, "sanreq_discover() comes before");
	if (step >= STEP_PLANNED && s->job.plan == NULL)
		return error_set(
		    &s->err, SANREQ_USAGE, "sanreq_plan() comes before");
	return SANREQ_OK;
}

enum sanreq_status
context_need(struct sanreq *s, const char *what, const void *pointer)
{
	if (pointer != NULL)
		return SANREQ_OK;
	return error_set(&s->err, SANREQ_USAGE, "%s is NULL", what);
}

void
context_forget_request(struct sanreq *s)
{
	signing_release(&s->signing);
	s->requested = false;
}

/* Ends the plan too. */
static void
forget_plan(struct sanreq *s)
{
	context_forget_request(s);
	plan_free(&s->job.plan);
}

/* --- life and errors --- */

const char *
sanreq_version(void)
{
	return SANREQ_VERSION;
}

enum sanreq_status
sanreq_new(struct sanreq **out)
{
	struct sanreq *s;

	if (out == NULL)
		return SANREQ_USAGE;
	if ((s = calloc(1, sizeof(*s))) == NULL)
		return SANREQ_NO_MEMORY;
	s->job.options.timeout = TIMEOUT;
	*out = s;
	return SANREQ_OK;
}

static enum sanreq_status
list_add(struct sanreq *s, struct word_list *list, const char *word)
{
	char **items;

	if ((items = realloc(list->items, (list->n + 2) * sizeof(*items))) ==
	    NULL)
		return error_memory(&s->err);
	list->items = items;
	if ((items[list->n] = strdup(word)) == NULL)
		return error_memory(&s->err);
	items[++list->n] = NULL;
	return SANREQ_OK;
}

static void
list_release(struct word_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		free(list->items[i]);
	free(list->items);
	*list = (struct word_list){0};
}

void
sanreq_free(struct sanreq **out)
{
	struct sanreq *s;

	if (out == NULL || (s = *out) == NULL)
		return;
	signing_release(&s->signing);
	job_release(&s->job);
	secret_release(&s->bind_password);
	secret_release(&s->key_password);
	list_release(&s->add);
	list_release(&s->drop);
	list_release(&s->dns_servers);
	list_release(&s->ca_domains);
	free(s->helper);
	free(s->bind_dn);
	free(s->ca_file);
	free(s->base);
	free(s->domain);
	free(s->site);
	free(s);
	*out = NULL;
}

const char *
sanreq_error(const struct sanreq *s)
{
	return s != NULL ? s->err.text : "";
}

const char *
sanreq_error_rule(const struct sanreq *s)
{
	return s != NULL ? s->err.rule : NULL;
}

enum sanreq_status
sanreq_protect_process(struct sanreq *s)
{
	enum sanreq_status status;

	if ((status = context_enter(s, STEP_ANY)) != SANREQ_OK)
		return status;
	s->guard = true;
	return key_library_init(&s->err);
}

/* --- options --- */

/* NULL is a value: unset. */
static enum sanreq_status
set_text(struct sanreq *s, char **text, const char **option, const char *value)
{
	enum sanreq_status status = context_enter(s, STEP_ANY);
	char *copy = NULL;

	if (status != SANREQ_OK)
		return status;
	if (value != NULL && (copy = strdup(value)) == NULL)
		return error_memory(&s->err);
	free(*text);
	*text = copy;
	*option = copy;
	return SANREQ_OK;
}

enum sanreq_status
sanreq_set_timeout(struct sanreq *s, unsigned seconds)
{
	enum sanreq_status status = context_enter(s, STEP_ANY);

	if (status != SANREQ_OK)
		return status;
	if (seconds == 0 || seconds > TIMEOUT_MAX)
		return error_set(&s->err, SANREQ_USAGE,
		    "a timeout of %u seconds (1 to %d)", seconds, TIMEOUT_MAX);
	s->job.options.timeout = seconds;
	return SANREQ_OK;
}

enum sanreq_status
sanreq_set_encoding(struct sanreq *s, const char *name)
{
	enum sanreq_status status = context_enter(s, STEP_ANY);

	if (status != SANREQ_OK)
		return status;
	s->job.options.encoding = NULL;
	return name == NULL
		   ? SANREQ_OK
		   : encoding_find(name, &s->job.options.encoding, &s->err);
}

enum sanreq_status
sanreq_set_helper(struct sanreq *s, const char *path)
{
	return s == NULL ? SANREQ_USAGE
			 : set_text(s, &s->helper,
			       &s->job.options.fetch_program, path);
}

enum sanreq_status
sanreq_set_ca_file(struct sanreq *s, const char *path)
{
	return s == NULL ? SANREQ_USAGE
			 : set_text(s, &s->ca_file,
			       &s->job.options.ldap.ca_file, path);
}

enum sanreq_status
sanreq_set_base(struct sanreq *s, const char *dn)
{
	return s == NULL ? SANREQ_USAGE
			 : set_text(s, &s->base, &s->job.options.ldap.base, dn);
}

enum sanreq_status
sanreq_set_domain(struct sanreq *s, const char *domain)
{
	return s == NULL ? SANREQ_USAGE
			 : set_text(s, &s->domain, &s->job.options.ldap.domain,
			       domain);
}

enum sanreq_status
sanreq_set_site(struct sanreq *s, const char *site)
{
	return s == NULL
		   ? SANREQ_USAGE
		   : set_text(s, &s->site, &s->job.options.ldap.site, site);
}

enum sanreq_status
sanreq_add_dns_server(struct sanreq *s, const char *address)
{
	enum sanreq_status status = context_enter(s, STEP_ANY);

	if (status != SANREQ_OK)
		return status;
	if (address == NULL)
		list_release(&s->dns_servers);
	else if ((status = dns_server_check(
		      address, s->dns_servers.n, &s->err)) == SANREQ_OK)
		status = list_add(s, &s->dns_servers, address);
	s->job.options.dns_servers = (const char *const *)s->dns_servers.items;
	return status;
}

enum sanreq_status
sanreq_set_bind(
    struct sanreq *s, const char *dn, const char *password, size_t n)
{
	struct secret *secret;
	enum sanreq_status status = context_enter(s, STEP_ANY);

	if (status != SANREQ_OK)
		return status;
	if ((dn == NULL) != (password == NULL))
		return error_set(&s->err, SANREQ_USAGE,
		    "a bind needs the DN and the password");
	secret = &s->bind_password;
	if (password == NULL)
		secret_release(secret);
	else if ((status = secret_copy(secret, password, n, &s->err)) !=
		 SANREQ_OK)
		return status;
	s->job.options.ldap.bind_password =
	    secret->data != NULL ? secret : NULL;
	return set_text(s, &s->bind_dn, &s->job.options.ldap.bind_dn, dn);
}

enum sanreq_status
sanreq_set_sasl(struct sanreq *s, const char *mechanism)
{
	static const char *const known[] = {
	    "GSSAPI", "GSS-SPNEGO", "EXTERNAL", NULL};
	enum sanreq_status status = context_enter(s, STEP_ANY);
	size_t i = 0;

	if (status != SANREQ_OK)
		return status;
	while (known[i] != NULL && mechanism != NULL &&
	       strcmp(known[i], mechanism) != 0)
		i++;
	if (known[i] == NULL)
		return error_set(&s->err, SANREQ_USAGE,
		    "\"%s\" is none of GSSAPI, GSS-SPNEGO, EXTERNAL",
		    QUOTES(mechanism));
	s->job.options.ldap.sasl_mech = mechanism != NULL ? known[i] : NULL;
	return SANREQ_OK;
}

enum sanreq_status
sanreq_set_sasl_external(struct sanreq *s, int on)
{
	return sanreq_set_sasl(s, on ? "EXTERNAL" : NULL);
}

/* --- switches --- */

enum sanreq_status
sanreq_set_starttls(struct sanreq *s, int on)
{
	enum sanreq_status status = context_enter(s, STEP_ANY);

	if (status == SANREQ_OK)
		s->job.options.ldap.starttls = on ? 2 : 0;
	return status;
}

#define SWITCH(name, field)                                             \
	enum sanreq_status sanreq_set_##name(struct sanreq *s, int on)  \
	{                                                               \
		enum sanreq_status status = context_enter(s, STEP_ANY); \
                                                                        \
		if (status == SANREQ_OK)                                \
			s->job.field = on != 0;                         \
		return status;                                          \
	}

SWITCH(insecure_plain_bind, options.ldap.insecure_plain_bind)
SWITCH(insecure_no_verify, options.ldap.insecure_no_verify)
SWITCH(chase, options.ldap.chase)
SWITCH(no_computers, options.ldap.no_computers)
SWITCH(keep_going, keep_going)

/* --- profile and inventory --- */

enum sanreq_status
sanreq_load_profile(struct sanreq *s, const char *name)
{
	enum sanreq_status status;

	if ((status = context_enter(s, STEP_ANY)) != SANREQ_OK ||
	    (status = context_need(s, "the profile's name", name)) != SANREQ_OK)
		return status;
	forget_plan(s);
	return job_load_profile(&s->job, name, &s->err);
}

enum sanreq_status
sanreq_load_profile_text(
    struct sanreq *s, const char *name, const char *text, size_t n)
{
	enum sanreq_status status;

	if ((status = context_enter(s, STEP_ANY)) != SANREQ_OK ||
	    (status = context_need(s, "the profile's name", name)) !=
		SANREQ_OK ||
	    (status = context_need(s, "the profile's text", text)) != SANREQ_OK)
		return status;
	forget_plan(s);
	return job_parse_profile(&s->job, name, text, n, &s->err);
}

enum sanreq_status
sanreq_add_source(struct sanreq *s, const char *source)
{
	enum sanreq_status status;

	if ((status = context_enter(s, STEP_SOURCES)) != SANREQ_OK ||
	    (status = context_need(s, "the source", source)) != SANREQ_OK)
		return status;
	status = job_read(&s->job, source, &s->err);
	s->broken = status != SANREQ_OK;
	return status;
}

enum sanreq_status
sanreq_add_source_text(
    struct sanreq *s, const char *name, const char *text, size_t n)
{
	enum sanreq_status status;

	if ((status = context_enter(s, STEP_SOURCES)) != SANREQ_OK ||
	    (status = context_need(s, "the source's name", name)) !=
		SANREQ_OK ||
	    (status = context_need(s, "the source's text", text)) != SANREQ_OK)
		return status;
	status = job_read_text(&s->job, name, text, n, &s->err);
	s->broken = status != SANREQ_OK;
	return status;
}

enum sanreq_status
sanreq_discover(struct sanreq *s)
{
	enum sanreq_status status = context_enter(s, STEP_SOURCES);

	if (status != SANREQ_OK)
		return status;
	if (s->job.inventory == NULL)
		return error_set(
		    &s->err, SANREQ_USAGE, "sanreq_add_source() comes before");
	status = job_look_up(
	    &s->job, (const char *const *)s->add.items, s->add.n, &s->err);
	if (status == SANREQ_OK)
		status = job_seal(&s->job, &s->err);
	s->sealed = status == SANREQ_OK;
	s->broken = !s->sealed;
	return status;
}

/* --- the plan --- */

enum sanreq_status
sanreq_add_name(struct sanreq *s, const char *name)
{
	enum sanreq_status status;
	struct name parsed;

	if ((status = context_enter(s, STEP_ANY)) != SANREQ_OK ||
	    (status = context_need(s, "the name", name)) != SANREQ_OK)
		return status;
	if ((status = name_parse(name, strlen(name), &parsed, &s->err)) !=
	    SANREQ_OK)
		return error_prefix(&s->err, "%s", QUOTES(name));
	forget_plan(s);
	return list_add(s, &s->add, name);
}

enum sanreq_status
sanreq_drop_name(struct sanreq *s, const char *name)
{
	enum sanreq_status status;

	if ((status = context_enter(s, STEP_ANY)) != SANREQ_OK ||
	    (status = context_need(s, "the name", name)) != SANREQ_OK)
		return status;
	forget_plan(s);
	return list_add(s, &s->drop, name);
}

enum sanreq_status
sanreq_add_ca_domain(struct sanreq *s, const char *domain)
{
	enum sanreq_status status = context_enter(s, STEP_ANY);

	if (status != SANREQ_OK)
		return status;
	if (domain != NULL &&
	    (status = plan_check_ca_domain(domain, &s->err)) != SANREQ_OK)
		return status;
	forget_plan(s);
	if (domain == NULL)
		list_release(&s->ca_domains);
	else
		status = list_add(s, &s->ca_domains, domain);
	s->job.ca_domains = (const char *const *)s->ca_domains.items;
	s->job.nca_domains = s->ca_domains.n;
	return status;
}

enum sanreq_status
sanreq_forget_names(struct sanreq *s)
{
	enum sanreq_status status = context_enter(s, STEP_ANY);

	if (status != SANREQ_OK)
		return status;
	list_release(&s->add);
	list_release(&s->drop);
	forget_plan(s);
	return SANREQ_OK;
}

enum sanreq_status
sanreq_plan(struct sanreq *s)
{
	enum sanreq_status status = context_enter(s, STEP_DISCOVERED);

	if (status != SANREQ_OK)
		return status;
	forget_plan(s);
	return job_plan(&s->job, (const char *const *)s->add.items, s->add.n,
	    (const char *const *)s->drop.items, s->drop.n, &s->err);
}
