/*
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/dns_server.h"
#include "base/text.h"
#include "option_codes.h"
#include "profile/plan.h"
#include "source/source.h"

enum sanreq_status
words_add(struct words *words, const char *word, struct error *err)
{
	const char **items;

	if ((words->n & (words->n - 1)) == 0) { /* full at powers of two */
		items = realloc(words->items,
		    ((words->n != 0 ? 2 * words->n : 1) + 1) * sizeof(*items));
		if (items == NULL)
			return error_memory(err);
		words->items = items;
	}
	words->items[words->n++] = word;
	words->items[words->n] = NULL;
	return SANREQ_OK;
}

static enum sanreq_status
parse_choice(const char *option, const char *const *choices, const char *word,
    int *index, struct error *err)
{
	char list[160] = "";

	for (int i = 0; choices[i] != NULL; i++) {
		size_t used = strlen(list);

		if (strcmp(choices[i], word) == 0) {
			*index = i;
			return SANREQ_OK;
		}
		snprintf(list + used, sizeof(list) - used, "%s%s",
		    i == 0 ? "" : ", ", choices[i]);
	}
	return error_set(err, SANREQ_USAGE, "%s: \"%s\" is none of %s", option,
	    QUOTES(word), list);
}

static enum sanreq_status
parse_format(struct cli *cli, const char *word, struct error *err)
{
	static const char *const common[] = {
	    "table", "json", "csv", "names", NULL};
	static const char *const of_check[] = {
	    "table", "json", "csv", "names", "html", NULL};
	static const char *const of_plan[] = {
	    "table", "json", "csv", "names", "yaml", "html", NULL};
	static const char *const of_lint[] = {"table", "json", NULL};
	const char *const *choices = common;
	enum sanreq_status status;
	int i = 0;

	if (cli->verb->bit == VERB_PLAN)
		choices = of_plan;
	else if (cli->verb->bit == VERB_CHECK)
		choices = of_check;
	else if (cli->verb->bit == VERB_LINT)
		choices = of_lint;
	status = parse_choice("--format", choices, word, &i, err);
	if (choices == of_check && i == FORMAT_YAML) /* it has none */
		i = FORMAT_HTML;
	cli->format = (enum format)i;
	return status;
}

static enum sanreq_status
parse_color(struct cli *cli, const char *word, struct error *err)
{
	static const char *const choices[] = {"auto", "always", "never", NULL};
	enum sanreq_status status;
	int i = 0;

	status = parse_choice("--color", choices, word, &i, err);
	cli->color = (enum color)i;
	return status;
}

static enum sanreq_status
parse_form(struct cli *cli, const char *word, struct error *err)
{
	static const char *const choices[] = {"pem", "der", NULL};
	enum sanreq_status status;
	int i = 0;

	status = parse_choice("--form", choices, word, &i, err);
	cli->der = i == 1;
	return status;
}

static enum sanreq_status
parse_timeout(struct cli *cli, const char *word, struct error *err)
{
	unsigned long n = 0;

	for (const char *p = word; *p != '\0' && n <= TIMEOUT_MAX; p++) {
		if (!text_is_digit(*p)) {
			n = 0;
			break;
		}
		n = 10 * n + (unsigned long)(*p - '0');
	}
	if (n == 0 || n > TIMEOUT_MAX)
		return error_set(err, SANREQ_USAGE,
		    "--timeout: \"%s\" is no number of seconds from 1 to %d",
		    QUOTES(word), TIMEOUT_MAX);
	cli->timeout = (unsigned)n;
	return SANREQ_OK;
}

static enum sanreq_status
set_bind_pass(struct cli *cli, const char *source, struct error *err)
{
	if (cli->bind_pass != NULL)
		return error_set(err, SANREQ_USAGE,
		    "more than one of -W, -y and --bind-pass");
	cli->bind_pass = source;
	return SANREQ_OK;
}

/* -y FILE is the file: form of a SECRET; argv outlives the program. */
static enum sanreq_status
set_pass_file(struct cli *cli, const char *path, struct error *err)
{
	static char source[4096];

	if (strlen(path) >= sizeof(source) - 5)
		return error_set(err, SANREQ_USAGE, "-y: path too long");
	snprintf(source, sizeof(source), "file:%s", path);
	return set_bind_pass(cli, source, err);
}

static enum sanreq_status
parse_ca(struct cli *cli, const char *word, struct error *err)
{
	static const char *const choices[] = {
	    "public", "private", "adcs", "lets-encrypt", NULL};
	enum sanreq_status status;
	int i = 0;

	status = parse_choice("--ca", choices, word, &i, err);
	cli->ca = choices[i];
	return status;
}

static enum sanreq_status
parse_exchange(struct cli *cli, const char *word, struct error *err)
{
	static const char *const choices[] = {
	    "2007", "2010", "2013", "2016", "2019", "SE", NULL};
	enum sanreq_status status;
	int i = 0;

	status = parse_choice("--exchange", choices, word, &i, err);
	cli->exchange = choices[i];
	return status;
}

static enum sanreq_status
add_dns_server(struct cli *cli, const char *word, struct error *err)
{
	if (dns_server_check(word, cli->dns_servers.n, err) != SANREQ_OK)
		return error_prefix(err, "--dns-server");
	return words_add(&cli->dns_servers, word, err);
}

static enum sanreq_status
add_ca_domain(struct cli *cli, const char *word, struct error *err)
{
	if (plan_check_ca_domain(word, err) != SANREQ_OK)
		return err->status;
	return words_add(&cli->ca_domains, word, err);
}

/* Of the verbs that look at certificates. */
static enum sanreq_status
apply_other(struct cli *cli, int code, const char *arg, struct error *err)
{
	switch (code) {
	case OPT_DNS_SERVER: return add_dns_server(cli, arg, err);
	case OPT_REQUIRE_COMPLETE: cli->require_complete = true; break;
	case OPT_KEEP_GOING: cli->keep_going = true; break;
	case OPT_CERT_PASS: cli->cert_pass = arg; break;
	case OPT_NAMESPACE: cli->namespace_host = arg; break;
	case OPT_APPLY: cli->apply = true; break;
	case OPT_ROLLBACK: cli->rollback = true; break;
	case OPT_CA: return parse_ca(cli, arg, err);
	case OPT_EXCHANGE: return parse_exchange(cli, arg, err);
	case OPT_LIST: cli->list = true; break;
	case OPT_EXPLAIN: cli->explain = arg; break;
	case OPT_WEAK_KEYS: cli->weak_keys = arg; break;
	case OPT_CA_DOMAIN: return add_ca_domain(cli, arg, err);
	case OPT_PROBE: cli->probe = true; break;
	case OPT_INVENTORY: return words_add(&cli->inventory, arg, err);
	case OPT_PREVIOUS: cli->previous = arg; break;
	case OPT_ENCODING:
		if (encoding_find(arg, &cli->encoding, err) != SANREQ_OK)
			return error_prefix(err, "--encoding");
		break;
	default: return error_set(err, SANREQ_INTERNAL, "option %d", code);
	}
	return SANREQ_OK;
}

static enum sanreq_status
apply_ldap(struct cli *cli, int code, const char *arg, struct error *err)
{
	switch (code) {
	case 'D': cli->bind_dn = arg; break;
	case 'W': return set_bind_pass(cli, "prompt", err);
	case 'y': return set_pass_file(cli, arg, err);
	case OPT_BIND_PASS: return set_bind_pass(cli, arg, err);
	case 'Y': cli->sasl_mech = arg; break;
	case 'Z': cli->starttls++; break;
	case OPT_CA_FILE: cli->ca_file = arg; break;
	case OPT_BASE: cli->base = arg; break;
	case OPT_PLAIN_BIND: cli->insecure_plain_bind = true; break;
	case OPT_NO_VERIFY: cli->insecure_no_verify = true; break;
	case OPT_DOMAIN: cli->domain = arg; break;
	case OPT_SITE: cli->site = arg; break;
	case OPT_CHASE: cli->chase = true; break;
	case OPT_NO_COMPUTERS: cli->no_computers = true; break;
	default: return apply_other(cli, code, arg, err);
	}
	return SANREQ_OK;
}

static enum sanreq_status
apply_request(struct cli *cli, int code, const char *arg, struct error *err)
{
	switch (code) {
	case OPT_CSR: cli->csr = arg; break;
	case OPT_KEY: cli->key = arg; break;
	case 'd': cli->directory = arg; break;
	case OPT_REUSE_KEY: cli->reuse_key = true; break;
	case OPT_KEY_PASS: cli->key_pass = arg; break;
	case OPT_FORM: return parse_form(cli, arg, err);
	case 'n': cli->dry_run = true; break;
	case OPT_FORCE: cli->force = true; break;
	case OPT_MANIFEST: cli->manifest = arg; break;
	default: return apply_ldap(cli, code, arg, err);
	}
	return SANREQ_OK;
}

enum sanreq_status
option_apply(struct cli *cli, int code, const char *arg, struct error *err)
{
	switch (code) {
	case 'p': cli->profile = arg; break;
	case 'f': return parse_format(cli, arg, err);
	case 'o': cli->output = strcmp(arg, "-") == 0 ? NULL : arg; break;
	case OPT_ADD: return words_add(&cli->add, arg, err);
	case OPT_DROP: return words_add(&cli->drop, arg, err);
	case 'q': cli->quiet = true; break;
	case 'v': cli->verbose = true; break;
	case OPT_COLOR: return parse_color(cli, arg, err);
	case OPT_TIMEOUT: return parse_timeout(cli, arg, err);
	case 'h': cli->help = true; break;
	case 'V': cli->version = true; break;
	case OPT_WHY: cli->why = arg; break;
	case OPT_EDIT: cli->edit = true; break;
	default: return apply_request(cli, code, arg, err);
	}
	return SANREQ_OK;
}
