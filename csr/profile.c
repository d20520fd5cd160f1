/*
 * SPDX-License-Identifier: ISC
 *
 * sanreq profile: list, show, check.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "check/rules.h"
#include "store/store.h"
#include "table.h"

#define PROFILE_FILE_MAX ((size_t)1 << 20)

static enum sanreq_status
profile_list(const struct output *output)
{
	static const unsigned widths[] = {14};
	struct table table;
	size_t n;
	const struct shipped_profile *shipped = profile_shipped(&n);

	table_begin(&table, output, 2, widths);
	for (size_t i = 0; i < n; i++) {
		const char *cells[] = {shipped[i].name, shipped[i].summary};

		table_row(&table, PAINT_BOLD, cells);
	}
	return SANREQ_OK;
}

static enum sanreq_status
profile_show(const struct output *output, const char *name, struct error *err)
{
	const struct shipped_profile *shipped = profile_find_shipped(name);
	enum sanreq_status status;
	char *text = NULL;
	size_t n = 0;

	if (shipped != NULL) {
		fputs(shipped->text, output->file);
		return SANREQ_OK;
	}
	if (strpbrk(name, "/.") == NULL)
		return error_set(err, SANREQ_PROFILE,
		    "no profile \"%s\": sanreq profile list names them",
		    QUOTES(name));
	status = store_read(name, PROFILE_FILE_MAX, false, &text, &n, err);
	if (status == SANREQ_OK)
		fwrite(text, 1, n, output->file);
	free(text);
	return status;
}

static enum sanreq_status
profile_check(const struct output *output, const struct cli *cli,
    const char *file, struct error *err)
{
	struct profile *profile = NULL;
	enum sanreq_status status;

	status = profile_load(&profile, file, rules_ids(), err);
	if (status == SANREQ_OK && !cli->quiet)
		fprintf(output->file, "%s: valid: %zu rules, CA kind %s\n",
		    QUOTES(file), profile->nrules, ca_kind_text(profile->ca));
	profile_free(&profile);
	return status;
}

static enum sanreq_status
dispatch(const struct output *output, const struct cli *cli, struct error *err)
{
	const struct words *words = &cli->operands;
	const char *action = words->n > 0 ? words->items[0] : "";

	if (strcmp(action, "list") == 0 && words->n == 1)
		return profile_list(output);
	if (strcmp(action, "show") == 0 && words->n == 2)
		return profile_show(output, words->items[1], err);
	if (strcmp(action, "check") == 0 && words->n == 2)
		return profile_check(output, cli, words->items[1], err);
	return error_set(
	    err, SANREQ_USAGE, "profile: say list, show NAME or check FILE");
}

enum exit_status
profile_run(const struct cli *cli, struct error *err)
{
	struct output output = {0};
	enum sanreq_status status;

	if ((status = output_open(&output, cli, err)) == SANREQ_OK)
		status = dispatch(&output, cli, err);
	status = output_close(&output, status != SANREQ_OK, err);
	return exit_status_of(status);
}
