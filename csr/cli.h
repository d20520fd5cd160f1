/*
 * SPDX-License-Identifier: ISC
 *
 * cli: the command line of sanreq as its verbs see it.
 *
 * cli_parse() checks what can be checked without reading a file. The fields
 * point into argv; nothing is copied, nothing opened.
 *
 * Does not: read secrets (csr/gather.c does, just before they are needed).
 */
#ifndef CSR_CLI_H
#define CSR_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/error.h"

struct encoding; /* source/code_page.h */

enum exit_status {
	EXIT_DONE = 0,
	EXIT_NO = 1,
	EXIT_USAGE = 2,
	EXIT_INPUT = 3,
	EXIT_SERVER = 4,
	EXIT_OUTPUT = 5,
	EXIT_POLICY = 6,
	EXIT_DEFECT = 70
};

enum format {
	FORMAT_TABLE,
	FORMAT_JSON,
	FORMAT_CSV,
	FORMAT_NAMES,
	FORMAT_YAML,
	FORMAT_HTML
};

enum color {
	COLOR_AUTO,
	COLOR_ALWAYS,
	COLOR_NEVER
};

/* A list of option values, in the order given; NULL behind the last, when
 * there is one. */
struct words {
	const char **items;
	size_t n;
};

/* Lends the word. */
NODISCARD enum sanreq_status
words_add(struct words *, const char *word, struct error *);

struct cli {
	const struct verb *verb;
	bool help;
	bool version;

	const char *profile; /* NULL: the default */
	enum format format;
	const char *output; /* NULL: standard output */
	struct words add;
	struct words drop;
	bool quiet;
	bool verbose;
	enum color color;
	unsigned timeout; /* seconds */

	const char *bind_dn;
	const char *bind_pass; /* SECRET source, or NULL */
	const char *sasl_mech;
	int starttls;
	const char *ca_file;
	const char *base;
	bool insecure_plain_bind;
	bool insecure_no_verify;
	const char *domain;       /* to find a domain controller of, or NULL */
	const char *site;         /* its Active Directory site, or NULL */
	bool chase;               /* continuation references */
	bool no_computers;        /* do not look for dead servers */
	struct words dns_servers; /* ADDRESS[:PORT]; none: the system's */
	bool require_complete;    /* an incomplete inventory is an error */
	bool keep_going;          /* past a source that fails */
	const struct encoding *encoding; /* of text sources, or NULL */

	const char *cert_pass; /* SECRET source, or NULL */
	const char *namespace_host;
	bool apply;
	bool rollback;
	const char *ca;       /* "public" ..., or NULL */
	const char *exchange; /* "2016" ..., or NULL */
	bool list;
	const char *explain;
	const char *weak_keys;
	const char *previous;   /* certificate, or NULL */
	struct words inventory; /* sources for lint */
	struct words ca_domains;
	bool probe;

	const char *why;
	bool edit;

	const char *csr;
	const char *key;
	const char *directory; /* never NULL */
	bool reuse_key;
	const char *key_pass; /* SECRET source, or NULL */
	bool der;
	bool dry_run;
	bool force;
	const char *manifest;

	struct words operands; /* sources, or the words of `profile` */
};

struct verb {
	const char *name;
	const char *summary;
	unsigned bit; /* which options it takes: see options.c */
	/* Does the work; its return value is the exit status of the program
	 * unless the error is set. */
	enum exit_status (*run)(const struct cli *, struct error *);
	void (*help)(FILE *);
};

enum {
	VERB_DISCOVER = 1,
	VERB_PLAN = 2,
	VERB_REQUEST = 4,
	VERB_PROFILE = 8,
	VERB_CHECK = 16,
	VERB_REPAIR = 32,
	VERB_LINT = 64,
	VERB_COLLECT = 128
};

/* NULL name ends the table. */
extern const struct verb verbs[];

/* argv as main() got it. SANREQ_USAGE, with the option that was probably
 * meant. */
NODISCARD enum sanreq_status
cli_parse(struct cli *, int argc, char **argv, struct error *);
void cli_release(struct cli *);

/* Contract, "Exit status". */
enum exit_status exit_status_of(enum sanreq_status);

void help_main(FILE *);
void help_discover(FILE *);
void help_plan(FILE *);
void help_request(FILE *);
void help_check(FILE *);
void help_repair(FILE *);
void help_profile(FILE *);
void help_lint(FILE *);
void help_collect(FILE *);

enum exit_status discover_run(const struct cli *, struct error *);
enum exit_status plan_run(const struct cli *, struct error *);
enum exit_status request_run(const struct cli *, struct error *);
enum exit_status check_run(const struct cli *, struct error *);
enum exit_status repair_run(const struct cli *, struct error *);
enum exit_status profile_run(const struct cli *, struct error *);
enum exit_status lint_run(const struct cli *, struct error *);
enum exit_status collect_run(const struct cli *, struct error *);

#endif
