/*
 * SPDX-License-Identifier: ISC
 */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cli.h"

enum {
	OPT_ADD = 256,
	OPT_DROP,
	OPT_COLOR,
	OPT_TIMEOUT,
	OPT_BIND_PASS,
	OPT_CA_FILE,
	OPT_BASE,
	OPT_PLAIN_BIND,
	OPT_NO_VERIFY,
	OPT_WHY,
	OPT_EDIT,
	OPT_CSR,
	OPT_KEY,
	OPT_REUSE_KEY,
	OPT_KEY_PASS,
	OPT_FORM,
	OPT_FORCE,
	OPT_MANIFEST
};

#define ALL     (VERB_DISCOVER | VERB_PLAN | VERB_REQUEST | VERB_PROFILE)
#define SOURCES (VERB_DISCOVER | VERB_PLAN | VERB_REQUEST)
#define PLANNED (VERB_PLAN | VERB_REQUEST)

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
    {NULL, 0, NULL, 0},
};

/* Which verbs an option belongs to, and how it is written in messages. */
static const struct {
	int code;
	unsigned verbs;
	const char *text;
} option_verbs[] = {
    {'p', SOURCES, "--profile"},
    {'f', SOURCES, "--format"},
    {'o', ALL, "--output"},
    {OPT_ADD, SOURCES, "--add"},
    {OPT_DROP, SOURCES, "--drop"},
    {'q', ALL, "--quiet"},
    {'v', ALL, "--verbose"},
    {OPT_COLOR, ALL, "--color"},
    {OPT_TIMEOUT, ALL, "--timeout"},
    {'h', ALL, "--help"},
    {'V', ALL, "--version"},
    {'D', SOURCES, "-D"},
    {'W', SOURCES, "-W"},
    {'y', SOURCES, "-y"},
    {OPT_BIND_PASS, SOURCES, "--bind-pass"},
    {'Y', SOURCES, "-Y"},
    {'Z', SOURCES, "-Z"},
    {OPT_CA_FILE, SOURCES, "--ca-file"},
    {OPT_BASE, SOURCES, "--base"},
    {OPT_PLAIN_BIND, SOURCES, "--insecure-plain-bind"},
    {OPT_NO_VERIFY, SOURCES, "--insecure-no-verify"},
    {OPT_WHY, VERB_PLAN, "--why"},
    {OPT_EDIT, VERB_PLAN, "--edit"},
    {OPT_CSR, VERB_REQUEST, "--csr"},
    {OPT_KEY, VERB_REQUEST, "--key"},
    {'d', VERB_REQUEST, "--directory"},
    {OPT_REUSE_KEY, VERB_REQUEST, "--reuse-key"},
    {OPT_KEY_PASS, VERB_REQUEST, "--key-pass"},
    {OPT_FORM, VERB_REQUEST, "--form"},
    {'n', VERB_REQUEST, "--dry-run"},
    {OPT_FORCE, VERB_REQUEST, "--force"},
    {OPT_MANIFEST, VERB_REQUEST, "--manifest"},
};

enum sanreq_status
words_add(struct words *words, const char *word, struct error *err)
{
	const char **items;

	if ((words->n & (words->n - 1)) == 0) { /* full at powers of two */
		items = realloc(words->items,
		    (words->n != 0 ? 2 * words->n : 1) * sizeof(*items));
		if (items == NULL)
			return error_memory(err);
		words->items = items;
	}
	words->items[words->n++] = word;
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
	static const char *const of_plan[] = {
	    "table", "json", "csv", "names", "yaml", "html", NULL};
	enum sanreq_status status;
	int i = 0;

	status = parse_choice("--format",
	    cli->verb->bit == VERB_PLAN ? of_plan : common, word, &i, err);
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

	for (const char *p = word; *p != '\0' && n <= 86400; p++) {
		if (!text_is_digit(*p)) {
			n = 0;
			break;
		}
		n = 10 * n + (unsigned long)(*p - '0');
	}
	if (n == 0 || n > 86400)
		return error_set(err, SANREQ_USAGE,
		    "--timeout: \"%s\" is no number of seconds from 1 to 86400",
		    QUOTES(word));
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
	default: return error_set(err, SANREQ_INTERNAL, "option %d", code);
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

static enum sanreq_status
apply(struct cli *cli, int code, const char *arg, struct error *err)
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
			status = apply(cli, code, optarg, err);
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
	if (cli->directory[0] == '\0')
		return error_set(err, SANREQ_USAGE,
		    "--directory: the name is empty (an unset variable?)");
	if (cli->verb->bit == VERB_DISCOVER && cli->drop.n != 0)
		return error_set(err, SANREQ_USAGE,
		    "--drop: discover leaves nothing out: it is for plan and "
		    "request");
	return SANREQ_OK;
}

/* What the options say together. */
static enum sanreq_status
check_together(const struct cli *cli, struct error *err)
{
	enum sanreq_status status;
	int stdins = reads_stdin(cli->bind_pass) + reads_stdin(cli->key_pass);

	for (size_t i = 0; i < cli->operands.n; i++)
		stdins += strcmp(cli->operands.items[i], "-") == 0;
	if (stdins > 1)
		return error_set(err, SANREQ_USAGE,
		    "standard input is asked for more than once");
	if (cli->quiet && cli->verbose)
		return error_set(
		    err, SANREQ_USAGE, "--quiet and --verbose together");
	if (cli->bind_pass != NULL && cli->bind_dn == NULL &&
	    cli->sasl_mech == NULL)
		return error_set(err, SANREQ_USAGE,
		    "a bind password without a bind DN: give -D DN");
	if (cli->sasl_mech != NULL &&
	    text_casecmp(cli->sasl_mech, "EXTERNAL") != 0)
		return error_set(err, SANREQ_USAGE,
		    "-Y: \"%s\" is not supported by this version, only "
		    "EXTERNAL is",
		    QUOTES(cli->sasl_mech));
	if ((status = check_secret("--bind-pass", cli->bind_pass, err)) !=
		SANREQ_OK ||
	    (status = check_secret("--key-pass", cli->key_pass, err)) !=
		SANREQ_OK)
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
}
