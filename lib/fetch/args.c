/*
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "fetch/args.h"

enum {
	OPT_ACCOUNT_ATTRIBUTE = 256,
	OPT_ACCOUNTS,
	OPT_ATTRIBUTE,
	OPT_BASE,
	OPT_CA_FILE,
	OPT_CHASE,
	OPT_DNS_SERVER,
	OPT_DOMAIN,
	OPT_FILTER,
	OPT_NAME,
	OPT_NO_VERIFY,
	OPT_PASSWORD_FD,
	OPT_PLAIN_BIND,
	OPT_PROBE,
	OPT_SITE,
	OPT_TIMEOUT
};

static const char *const mechanisms[] = {
    ARGS_SASL_LOCAL, "GSSAPI", "GSS-SPNEGO", NULL};
static const char *const commands[] = {
    "ldap", "dns", "tls", "smtp", "imap", "pop3", NULL};

static const struct option longopts[] = {
    {"account-attribute", required_argument, NULL, OPT_ACCOUNT_ATTRIBUTE},
    {"accounts", required_argument, NULL, OPT_ACCOUNTS},
    {"attribute", required_argument, NULL, OPT_ATTRIBUTE},
    {"base", required_argument, NULL, OPT_BASE},
    {"ca-file", required_argument, NULL, OPT_CA_FILE},
    {"chase", no_argument, NULL, OPT_CHASE},
    {"dns-server", required_argument, NULL, OPT_DNS_SERVER},
    {"domain", required_argument, NULL, OPT_DOMAIN},
    {"filter", required_argument, NULL, OPT_FILTER},
    {"insecure-no-verify", no_argument, NULL, OPT_NO_VERIFY},
    {"insecure-plain-bind", no_argument, NULL, OPT_PLAIN_BIND},
    {"name", required_argument, NULL, OPT_NAME},
    {"password-fd", required_argument, NULL, OPT_PASSWORD_FD},
    {"probe", required_argument, NULL, OPT_PROBE},
    {"site", required_argument, NULL, OPT_SITE},
    {"timeout", required_argument, NULL, OPT_TIMEOUT},
    {NULL, 0, NULL, 0},
};

static enum sanreq_status
parse_number(const char *text, const char *option, unsigned max,
    unsigned *number, struct error *err)
{
	char *end = NULL;
	unsigned long v;

	errno = 0;
	v = strtoul(text, &end, 10);
	if (!text_is_digit(text[0]) || *end != '\0' || errno != 0 || v > max)
		return error_set(err, SANREQ_USAGE,
		    "%s: \"%s\" is not a number from 0 to %u", option,
		    QUOTES(text), max);
	*number = (unsigned)v;
	return SANREQ_OK;
}

/* Into a list with room for max texts and a NULL. */
static enum sanreq_status
add(const char **list, size_t max, const char *text, const char *what,
    struct error *err)
{
	size_t n = 0;

	while (list[n] != NULL)
		n++;
	if (n == max)
		return error_set(
		    err, SANREQ_USAGE, "more than %zu %s", max, what);
	list[n] = text;
	return SANREQ_OK;
}

static enum sanreq_status
add_to_list(struct fetch_options *o, int c, struct error *err)
{
	if (c == OPT_ATTRIBUTE)
		return add(o->attributes, ARGS_ATTRIBUTES_MAX, optarg,
		    "attributes", err);
	if (c == OPT_ACCOUNT_ATTRIBUTE)
		return add(o->account_attributes, ARGS_PROBES_MAX, optarg,
		    "attributes", err);
	if (c == OPT_NAME)
		return add(o->names, ARGS_NAMES_MAX, optarg, "names", err);
	if (c == OPT_PROBE)
		return add(o->probes, ARGS_PROBES_MAX, optarg, "probes", err);
	return add(o->dns_servers, DNS_SERVERS_MAX, optarg, "DNS servers", err);
}

static enum sanreq_status
set_mechanism(struct fetch_options *o, const char *word, struct error *err)
{
	for (size_t i = 0; mechanisms[i] != NULL; i++)
		if (text_casecmp(word, mechanisms[i]) == 0) {
			o->sasl_mech = mechanisms[i];
			return SANREQ_OK;
		}
	return error_set(err, SANREQ_USAGE,
	    "-Y \"%s\": not supported; GSSAPI, GSS-SPNEGO and EXTERNAL are",
	    QUOTES(word));
}

static enum sanreq_status
apply(struct fetch_options *o, int c, struct error *err)
{
	unsigned n = 0;

	switch (c) {
	case 'D': o->bind_dn = optarg; break;
	case 'O': o->sasl_props = optarg; break;
	case 'Y': return set_mechanism(o, optarg, err);
	case 'Z': o->starttls = o->starttls == 0 ? 1 : 2; break;
	case OPT_ACCOUNT_ATTRIBUTE:
	case OPT_ATTRIBUTE:
	case OPT_DNS_SERVER:
	case OPT_NAME:
	case OPT_PROBE: return add_to_list(o, c, err);
	case OPT_ACCOUNTS: o->accounts = optarg; break;
	case OPT_BASE: o->base = optarg; break;
	case OPT_CA_FILE: o->ca_file = optarg; break;
	case OPT_CHASE: o->chase = true; break;
	case OPT_DOMAIN: o->domain = optarg; break;
	case OPT_SITE: o->site = optarg; break;
	case OPT_FILTER: o->filter = optarg; break;
	case OPT_NO_VERIFY: o->insecure_no_verify = true; break;
	case OPT_PLAIN_BIND: o->insecure_plain_bind = true; break;
	case OPT_PASSWORD_FD:
		if (parse_number(optarg, "--password-fd", 3, &n, err) ==
		    SANREQ_OK)
			o->password_fd = (int)n;
		break;
	case OPT_TIMEOUT:
		if (parse_number(optarg, "--timeout", ARGS_TIMEOUT_MAX,
			&o->timeout, err) == SANREQ_OK &&
		    o->timeout == 0)
			error_set(err, SANREQ_USAGE,
			    "--timeout: at least one second");
		break;
	default:
		return error_set(err, SANREQ_USAGE,
		    "sanreq-fetch: unknown option, or one without its value");
	}
	return err->status;
}

static enum sanreq_status
check_bind(const struct fetch_options *o, struct error *err)
{
	if (o->sasl_mech != NULL && (o->bind_dn != NULL || o->password_fd >= 0))
		return error_set(err, SANREQ_USAGE,
		    "-Y %s takes no -D and no password%s", o->sasl_mech,
		    strcmp(o->sasl_mech, ARGS_SASL_LOCAL) != 0
			? ": run kinit USER@REALM, or name a keytab in "
			  "KRB5_CLIENT_KTNAME"
			: "");
	if (o->sasl_mech == NULL && o->bind_dn != NULL && o->password_fd < 0)
		return error_set(err, SANREQ_USAGE,
		    "-D \"%s\" needs a password: -W, -y FILE or --bind-pass "
		    "SECRET",
		    QUOTES(o->bind_dn));
	if (o->password_fd >= 0 &&
	    (o->bind_dn == NULL || o->bind_dn[0] == '\0'))
		return error_set(err, SANREQ_USAGE,
		    "a password without a bind DN: give -D DN");
	return SANREQ_OK;
}

enum sanreq_status
args_parse(struct fetch_options *o, int argc, char **argv, struct error *err)
{
	int c;

	memset(o, 0, sizeof(*o));
	o->timeout = 10;
	o->password_fd = -1;
	o->filter = "(objectClass=*)";
	for (size_t i = 0; argc > 1 && commands[i] != NULL; i++)
		if (strcmp(argv[1], commands[i]) == 0)
			o->command = commands[i];
	if (o->command == NULL)
		return error_set(err, SANREQ_USAGE,
		    "usage: sanreq-fetch COMMAND [options] OPERAND");
	opterr = 0;
	optind = 1;
	while ((c = getopt_long(
		    argc - 1, argv + 1, "+D:O:Y:Z", longopts, NULL)) != -1) {
		if (apply(o, c, err) != SANREQ_OK)
			return err->status;
	}
	if (optind != argc - 2)
		return error_set(
		    err, SANREQ_USAGE, "sanreq-fetch: exactly one operand");
	o->url = argv[argc - 1];
	return check_bind(o, err);
}
