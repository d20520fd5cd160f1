/*
 * SPDX-License-Identifier: ISC
 */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "option_codes.h"

#define SOURCES \
	(VERB_DISCOVER | VERB_PLAN | VERB_REQUEST | VERB_CHECK | VERB_REPAIR)
#define PLANNED (VERB_PLAN | VERB_REQUEST)
#define READERS (SOURCES | VERB_LINT) /* lint: those of --inventory */
#define ALL     (READERS | VERB_PROFILE | VERB_COLLECT)

static const struct option long_options[] = {
    {"profile", required_argument, NULL, 'p'},
    {"format", required_argument, NULL, 'f'},
    {"output", required_argument, NULL, 'o'},
    {"add", required_argument, NULL, OPT_ADD},
    {"drop", required_argument, NULL, OPT_DROP},
    {"quiet", no_argument, NULL, 'q'},
    {"verbose", no_argument, NULL, 'v'},
    {"color", required_argument, NULL, OPT_COLOR},
    {"timeout", required_argument, NULL, OPT_TIMEOUT},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},
    {"bind-pass", required_argument, NULL, OPT_BIND_PASS},
    {"ca-file", required_argument, NULL, OPT_CA_FILE},
    {"base", required_argument, NULL, OPT_BASE},
    {"insecure-plain-bind", no_argument, NULL, OPT_PLAIN_BIND},
    {"insecure-no-verify", no_argument, NULL, OPT_NO_VERIFY},
    {"why", required_argument, NULL, OPT_WHY},
    {"edit", no_argument, NULL, OPT_EDIT},
    {"csr", required_argument, NULL, OPT_CSR},
    {"key", required_argument, NULL, OPT_KEY},
    {"directory", required_argument, NULL, 'd'},
    {"reuse-key", no_argument, NULL, OPT_REUSE_KEY},
    {"key-pass", required_argument, NULL, OPT_KEY_PASS},
    {"form", required_argument, NULL, OPT_FORM},
    {"dry-run", no_argument, NULL, 'n'},
    {"force", no_argument, NULL, OPT_FORCE},
    {"manifest", required_argument, NULL, OPT_MANIFEST},
    {"dns-server", required_argument, NULL, OPT_DNS_SERVER},
    {"domain", required_argument, NULL, OPT_DOMAIN},
    {"site", required_argument, NULL, OPT_SITE},
    {"chase", no_argument, NULL, OPT_CHASE},
    {"no-computers", no_argument, NULL, OPT_NO_COMPUTERS},
    {"require-complete", no_argument, NULL, OPT_REQUIRE_COMPLETE},
    {"keep-going", no_argument, NULL, OPT_KEEP_GOING},
    {"cert-pass", required_argument, NULL, OPT_CERT_PASS},
    {"namespace", required_argument, NULL, OPT_NAMESPACE},
    {"apply", no_argument, NULL, OPT_APPLY},
    {"rollback", no_argument, NULL, OPT_ROLLBACK},
    {"ca", required_argument, NULL, OPT_CA},
    {"exchange", required_argument, NULL, OPT_EXCHANGE},
    {"list", no_argument, NULL, OPT_LIST},
    {"explain", required_argument, NULL, OPT_EXPLAIN},
    {"weak-keys", required_argument, NULL, OPT_WEAK_KEYS},
    {"ca-domain", required_argument, NULL, OPT_CA_DOMAIN},
    {"probe", no_argument, NULL, OPT_PROBE},
    {"inventory", required_argument, NULL, OPT_INVENTORY},
    {"previous", required_argument, NULL, OPT_PREVIOUS},
    {"encoding", required_argument, NULL, OPT_ENCODING},
    {NULL, 0, NULL, 0},
};

/* Which verbs an option belongs to, and how it is written in messages. */
static const struct {
	int code;
	unsigned verbs;
	const char *text;
} option_verbs[] = {
    {'p', READERS, "--profile"},
    {'f', READERS, "--format"},
    {'o', ALL, "--output"},
    {OPT_ADD, SOURCES, "--add"},
    {OPT_DROP, SOURCES, "--drop"},
    {'q', ALL, "--quiet"},
    {'v', ALL, "--verbose"},
    {OPT_COLOR, ALL, "--color"},
    {OPT_TIMEOUT, ALL, "--timeout"},
    {'h', ALL, "--help"},
    {'V', ALL, "--version"},
    {'D', READERS, "-D"},
    {'W', READERS, "-W"},
    {'y', READERS, "-y"},
    {OPT_BIND_PASS, READERS, "--bind-pass"},
    {'Y', READERS, "-Y"},
    {'Z', READERS, "-Z"},
    {OPT_CA_FILE, READERS, "--ca-file"},
    {OPT_BASE, READERS, "--base"},
    {OPT_PLAIN_BIND, READERS, "--insecure-plain-bind"},
    {OPT_NO_VERIFY, READERS, "--insecure-no-verify"},
    {OPT_WHY, VERB_PLAN, "--why"},
    {OPT_EDIT, VERB_PLAN, "--edit"},
    {OPT_CSR, VERB_REQUEST, "--csr"},
    {OPT_KEY, VERB_REQUEST | VERB_LINT, "--key"},
    {'d', VERB_REQUEST, "--directory"},
    {OPT_REUSE_KEY, VERB_REQUEST, "--reuse-key"},
    {OPT_KEY_PASS, VERB_REQUEST | VERB_LINT, "--key-pass"},
    {OPT_FORM, VERB_REQUEST, "--form"},
    {'n', VERB_REQUEST, "--dry-run"},
    {OPT_FORCE, VERB_REQUEST, "--force"},
    {OPT_MANIFEST, VERB_REQUEST, "--manifest"},
    {OPT_DNS_SERVER, READERS, "--dns-server"},
    {OPT_DOMAIN, READERS, "--domain"},
    {OPT_SITE, READERS, "--site"},
    {OPT_CHASE, READERS, "--chase"},
    {OPT_NO_COMPUTERS, READERS, "--no-computers"},
    {OPT_REQUIRE_COMPLETE, READERS, "--require-complete"},
    {OPT_KEEP_GOING, READERS, "--keep-going"},
    {OPT_CERT_PASS, VERB_CHECK | VERB_REPAIR | VERB_LINT, "--cert-pass"},
    {OPT_NAMESPACE, VERB_REPAIR, "--namespace"},
    {OPT_APPLY, VERB_REPAIR, "--apply"},
    {OPT_ROLLBACK, VERB_REPAIR, "--rollback"},
    {OPT_CA, VERB_LINT, "--ca"},
    {OPT_EXCHANGE, VERB_LINT, "--exchange"},
    {OPT_LIST, VERB_LINT, "--list"},
    {OPT_EXPLAIN, VERB_LINT, "--explain"},
    {OPT_WEAK_KEYS, VERB_LINT, "--weak-keys"},
    {OPT_CA_DOMAIN, PLANNED, "--ca-domain"},
    {OPT_PROBE, VERB_PLAN, "--probe"},
    {OPT_INVENTORY, VERB_LINT, "--inventory"},
    {OPT_PREVIOUS, VERB_LINT, "--previous"},
    {OPT_ENCODING, SOURCES | VERB_LINT, "--encoding"},
};

static enum sanreq_status
unknown_option(const char *word, struct error *err)
{
	const char *names[sizeof(long_options) / sizeof(long_options[0])];
	const char *near;
	char bare[80];
	size_t i;

	for (i = 0; long_options[i].name != NULL; i++)
		names[i] = long_options[i].name;
	names[i] = NULL;
	snprintf(bare, sizeof(bare), "%.*s",
	    (int)strcspn(word + strspn(word, "-"), "="),
	    word + strspn(word, "-"));
	near = text_nearest(bare, names);
	if (optopt != 0 && strchr(word, '=') != NULL)
		return error_set(err, SANREQ_USAGE,
		    "option \"--%s\" takes no value", QUOTES(bare));
	if (strncmp(bare, "key-uri", 8) == 0)
		return error_set(err, SANREQ_USAGE,
		    "--key-uri: keys in PKCS#11 tokens are not supported by "
		    "this version");
	return error_set(err, SANREQ_USAGE, "unknown option \"%s\"%s%s%s",
	    QUOTES(word), near != NULL ? ": did you mean --" : "",
	    near != NULL ? near : "",
	    near != NULL ? "?" : "; sanreq --help lists them");
}

static enum sanreq_status
check_verb(const struct cli *cli, int code, struct error *err)
{
	for (size_t i = 0; i < sizeof(option_verbs) / sizeof(*option_verbs);
	     i++)
		if (option_verbs[i].code == code &&
		    (option_verbs[i].verbs & cli->verb->bit) == 0)
			return error_set(err, SANREQ_USAGE,
			    "%s is no option of \"sanreq %s\"",
			    option_verbs[i].text, cli->verb->name);
	return SANREQ_OK;
}

static enum sanreq_status
parse_options(struct cli *cli, int argc, char **argv, struct error *err)
{
	static const char letters[] = ":p:f:o:qvhVD:Wy:Y:Zd:n";
	enum sanreq_status status = SANREQ_OK;
	int code;

	opterr = 0;
	while (status == SANREQ_OK) {
		const char *word = argv[optind];

		code = getopt_long(argc, argv, letters, long_options, NULL);
		if (code == -1)
			break;
		if (code == ':')
			return error_set(err, SANREQ_USAGE,
			    "option \"%s\" needs a value", QUOTES(word));
		if (code == '?')
			return unknown_option(word != NULL ? word : "", err);
		if ((status = check_verb(cli, code, err)) == SANREQ_OK)
			status = option_apply(cli, code, optarg, err);
	}
	for (int i = optind; status == SANREQ_OK && i < argc; i++)
		status = words_add(&cli->operands, argv[i], err);
	return status;
}

/* The form alone; whether it can be read shows when it is. */
static enum sanreq_status
check_secret(const char *option, const char *secret, struct error *err)
{
	size_t n = secret != NULL ? strlen(secret) : 0;

	if (secret == NULL || strcmp(secret, "stdin") == 0 ||
	    strcmp(secret, "prompt") == 0 || strncmp(secret, "fd:", 3) == 0 ||
	    strncmp(secret, "env:", 4) == 0 ||
	    (strncmp(secret, "file:", 5) == 0 && n > 5))
		return SANREQ_OK;
	return error_set(err, SANREQ_USAGE,
	    "%s: not a source of passwords: file:PATH, fd:N, env:VAR, stdin "
	    "or prompt (never the password itself: others can see a command "
	    "line)",
	    option);
}

static bool
reads_stdin(const char *secret)
{
	return secret != NULL && strcmp(secret, "stdin") == 0;
}

/* What the options of one verb say together. */
static enum sanreq_status
check_outputs(const struct cli *cli, struct error *err)
{
	if (cli->why != NULL && (cli->format != FORMAT_TABLE || cli->edit))
		return error_set(err, SANREQ_USAGE,
		    "--why goes with neither --format nor --edit");
	if (cli->key != NULL && strcmp(cli->key, "-") == 0)
		return error_set(err, SANREQ_USAGE,
		    "--key -: a private key is never written to standard "
		    "output: name a file");
	if (cli->manifest != NULL && strcmp(cli->manifest, "-") == 0)
		return error_set(err, SANREQ_USAGE,
		    "--manifest -: name a file, or take --format json, which "
		    "prints it");
	if (cli->verb->bit == VERB_REPAIR && cli->format != FORMAT_TABLE)
		return error_set(err, SANREQ_USAGE,
		    "--format: repair prints a script, in one form");
	if (cli->directory[0] == '\0')
		return error_set(err, SANREQ_USAGE,
		    "--directory: the name is empty (an unset variable?)");
	if ((cli->verb->bit & PLANNED) == 0 && cli->drop.n != 0)
		return error_set(err, SANREQ_USAGE,
		    "--drop: %s leaves nothing out: it is for plan and "
		    "request",
		    cli->verb->name);
	return SANREQ_OK;
}

static const struct words *
sources_of(const struct cli *cli)
{
	return cli->verb->bit == VERB_LINT ? &cli->inventory : &cli->operands;
}

/* Of lint: how sources are read, where there are none. */
static enum sanreq_status
check_inventory(const struct cli *cli, struct error *err)
{
	bool reads = cli->bind_dn != NULL || cli->bind_pass != NULL ||
		     cli->sasl_mech != NULL || cli->starttls != 0 ||
		     cli->base != NULL || cli->ca_file != NULL ||
		     cli->insecure_plain_bind || cli->insecure_no_verify ||
		     cli->chase || cli->no_computers || cli->keep_going ||
		     cli->require_complete || cli->dns_servers.n != 0;

	if (cli->verb->bit != VERB_LINT || !reads || cli->inventory.n != 0)
		return SANREQ_OK;
	return error_set(err, SANREQ_USAGE,
	    "options for reading sources (-D, -Z, --keep-going ...) without "
	    "one: give --inventory SOURCE");
}

/* An LDAP URL, and what stands behind its "://", else NULL. */
static const char *
ldap_host(const char *source)
{
	static const char *const schemes[] = {"ldap://", "ldaps://"};

	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (text_starts(source, strlen(source), schemes[i]))
			return source + strlen(schemes[i]);
	return NULL;
}

/* Where to find domain controllers: of use to LDAP URLs alone, a domain only
 * to those that name no host. */
static enum sanreq_status
check_locate(const struct cli *cli, struct error *err)
{
	const struct words *sources = sources_of(cli);
	bool ldap = false, hostless = false;
	const char *host;

	for (size_t i = 0; i < sources->n; i++) {
		if ((host = ldap_host(sources->items[i])) == NULL)
			continue;
		ldap = true;
		if (host[0] == '\0' || strchr("/:?", host[0]) != NULL)
			hostless = true;
	}
	if (cli->domain != NULL && !hostless)
		return error_set(err, SANREQ_USAGE,
		    "--domain: for the source ldap:/// or ldaps:///, which "
		    "names no host: it finds a domain controller of the "
		    "domain");
	if (cli->site != NULL && !ldap)
		return error_set(err, SANREQ_USAGE,
		    "--site: for a source ldap:// or ldaps://: it prefers the "
		    "domain controllers of the site");
	return SANREQ_OK;
}

/* What the options say together. */
static enum sanreq_status
check_together(const struct cli *cli, struct error *err)
{
	enum sanreq_status status;
	int stdins = reads_stdin(cli->bind_pass) + reads_stdin(cli->key_pass) +
		     reads_stdin(cli->cert_pass);

	for (size_t i = 0; i < cli->operands.n; i++)
		stdins += strcmp(cli->operands.items[i], "-") == 0;
	for (size_t i = 0; i < cli->inventory.n; i++)
		stdins += strcmp(cli->inventory.items[i], "-") == 0;
	stdins += cli->previous != NULL && strcmp(cli->previous, "-") == 0;
	if (stdins > 1)
		return error_set(err, SANREQ_USAGE,
		    "standard input is asked for more than once");
	if (cli->quiet && cli->verbose)
		return error_set(
		    err, SANREQ_USAGE, "--quiet and --verbose together");
	if (cli->sasl_mech != NULL &&
	    (cli->bind_pass != NULL || cli->bind_dn != NULL))
		return error_set(err, SANREQ_USAGE,
		    "-Y takes no -D and no password: run kinit USER@REALM, or "
		    "name a keytab in KRB5_CLIENT_KTNAME");
	if (cli->bind_pass != NULL && cli->bind_dn == NULL)
		return error_set(err, SANREQ_USAGE,
		    "a bind password without a bind DN: give -D DN");
	if ((status = check_secret("--bind-pass", cli->bind_pass, err)) !=
		SANREQ_OK ||
	    (status = check_secret("--key-pass", cli->key_pass, err)) !=
		SANREQ_OK ||
	    (status = check_secret("--cert-pass", cli->cert_pass, err)) !=
		SANREQ_OK)
		return status;
	if ((status = check_inventory(cli, err)) != SANREQ_OK ||
	    (status = check_locate(cli, err)) != SANREQ_OK)
		return status;
	return check_outputs(cli, err);
}

enum sanreq_status
cli_parse(struct cli *cli, int argc, char **argv, struct error *err)
{
	enum sanreq_status status;

	cli->directory = ".";
	cli->timeout = 10;
	optind = 1;
	if ((status = parse_options(cli, argc, argv, err)) != SANREQ_OK ||
	    cli->help || cli->version)
		return status;
	return check_together(cli, err);
}

void
cli_release(struct cli *cli)
{
	free(cli->add.items);
	free(cli->drop.items);
	free(cli->operands.items);
	free(cli->dns_servers.items);
	free(cli->ca_domains.items);
	free(cli->inventory.items);
}
