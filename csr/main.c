/*
 * SPDX-License-Identifier: ISC
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "cli.h"

const struct verb verbs[] = {
    {"discover", "the inventory: every name, who uses it", VERB_DISCOVER,
	discover_run, help_discover},
    {"plan", "which names go in, which stay out, and why", VERB_PLAN, plan_run,
	help_plan},
    {"request", "the main job: key and request", VERB_REQUEST, request_run,
	help_request},
    {"check", "is every use covered by this certificate?", VERB_CHECK,
	check_run, help_check},
    {"repair", "Exchange Management Shell commands that mend it", VERB_REPAIR,
	repair_run, help_repair},
    {"lint", "a request or certificate against the rule catalogue", VERB_LINT,
	lint_run, help_lint},
    {"collect", "the script that exports all this on an Exchange server",
	VERB_COLLECT, collect_run, help_collect},
    {"profile", "list, show or check profiles", VERB_PROFILE, profile_run,
	help_profile},
    {NULL, NULL, 0, NULL, NULL},
};

static const struct verb *
verb_find(const char *name)
{
	for (const struct verb *verb = verbs; verb->name != NULL; verb++)
		if (strcmp(verb->name, name) == 0)
			return verb;
	return NULL;
}

enum exit_status
exit_status_of(enum sanreq_status status)
{
	switch (status) {
	case SANREQ_OK: return EXIT_DONE;
	case SANREQ_USAGE: return EXIT_USAGE;
	case SANREQ_PROFILE:
	case SANREQ_INPUT:
	case SANREQ_NAME:
	case SANREQ_LIMIT: return EXIT_INPUT;
	case SANREQ_NETWORK:
	case SANREQ_DIRECTORY:
	case SANREQ_CREDENTIALS: return EXIT_SERVER;
	case SANREQ_OUTPUT: return EXIT_OUTPUT;
	case SANREQ_POLICY: return EXIT_POLICY;
	case SANREQ_CRYPTO:
	case SANREQ_NO_MEMORY:
	case SANREQ_INTERNAL: break;
	}
	return EXIT_DEFECT;
}

static enum sanreq_status
unknown_verb(const char *word, struct error *err)
{
	const char *names[16];
	const char *near;
	size_t n = 0;

	for (const struct verb *verb = verbs; verb->name != NULL; verb++)
		names[n++] = verb->name;
	names[n] = NULL;
	near = text_nearest(word, names);
	if (word[0] == '-')
		return error_set(err, SANREQ_USAGE,
		    "\"%s\": a command comes first; sanreq --help lists them",
		    QUOTES(word));
	return error_set(err, SANREQ_USAGE, "unknown command \"%s\"%s%s%s",
	    QUOTES(word), near != NULL ? ": did you mean " : "",
	    near != NULL ? near : "",
	    near != NULL ? "?" : "; sanreq --help lists them");
}

static enum exit_status
run_verb(int argc, char **argv, struct error *err)
{
	enum exit_status exit_status = EXIT_DONE;
	struct cli cli = {0};

	if ((cli.verb = verb_find(argv[1])) == NULL) {
		unknown_verb(argv[1], err);
		return EXIT_USAGE;
	}
	if (cli_parse(&cli, argc - 1, argv + 1, err) == SANREQ_OK) {
		if (cli.help)
			cli.verb->help(stdout);
		else if (cli.version)
			printf("sanreq %s\n", SANREQ_VERSION);
		else
			exit_status = cli.verb->run(&cli, err);
	}
	cli_release(&cli);
	return exit_status;
}

static enum exit_status
run(int argc, char **argv, struct error *err)
{
	const char *word = argc > 1 ? argv[1] : "";

	if (strcmp(word, "-h") == 0 || strcmp(word, "--help") == 0 ||
	    (strcmp(word, "help") == 0 && argc == 2)) {
		help_main(stdout);
	} else if (strcmp(word, "help") == 0 && verb_find(argv[2]) != NULL) {
		verb_find(argv[2])->help(stdout);
	} else if (strcmp(word, "-V") == 0 || strcmp(word, "--version") == 0) {
		printf("sanreq %s\n", SANREQ_VERSION);
	} else if (argc < 2) {
		help_main(stderr);
		return EXIT_USAGE;
	} else {
		return run_verb(argc, argv, err);
	}
	return EXIT_DONE;
}

/*
 * A file opened while a standard descriptor is closed would take its number,
 * and a message or a request meant for the standard output would end up in
 * it. What is put there can be neither read nor written as it was meant to
 * be, so that using it still fails.
 */
static bool
keep_standard_descriptors(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		int flags = fd == STDIN_FILENO ? O_WRONLY : O_RDONLY;

		if (fcntl(fd, F_GETFD) == -1 && open("/dev/null", flags) != fd)
			return false;
	}
	return true;
}

int
main(int argc, char **argv)
{
	enum exit_status exit_status;
	struct error err = {0};

	if (!keep_standard_descriptors())
		return EXIT_DEFECT;
	exit_status = run(argc, argv, &err);
	if (err.status != SANREQ_OK) {
		fprintf(stderr, "sanreq: %s\n", err.text);
		exit_status = exit_status_of(err.status);
	}
	if (fflush(stdout) != 0 && err.status == SANREQ_OK) {
		fprintf(stderr, "sanreq: standard output: cannot be written\n");
		exit_status = EXIT_OUTPUT;
	}
	return (int)exit_status;
}
