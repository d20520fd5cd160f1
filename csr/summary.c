/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "base/text.h"
#include "findings.h"
#include "summary.h"

#define SHOWN_NAMES 200

static void
print_files(const struct output *output, const struct cli *cli,
    const struct manifest *manifest, bool encrypted)
{
	const char *done = cli->dry_run ? "Would write" : "Wrote";
	FILE *file = output->file;

	if (manifest->key_reused)
		fprintf(file, "Used   %s: private key%s%s\n",
		    QUOTES(manifest->key_path), cli->dry_run ? "" : ", ",
		    cli->dry_run ? "" : manifest->key_description);
	else
		fprintf(file, "%s  %s: private key, %s%s\n", done,
		    QUOTES(manifest->key_path), manifest->key_description,
		    encrypted ? ", encrypted" : "");
	if (manifest->request_path != NULL)
		fprintf(file, "%s  %s: certification request\n", done,
		    QUOTES(manifest->request_path));
	if (cli->manifest != NULL)
		fprintf(
		    file, "%s  %s: manifest\n", done, QUOTES(cli->manifest));
}

static void
print_names(const struct output *output, const struct plan *plan)
{
	size_t shown = 0;

	fprintf(output->file, "\n%zu name%s, common name %s\n", plan->ntaken,
	    plan->ntaken == 1 ? "" : "s",
	    plan->common_name != NULL ? plan->common_name : "none");
	for (size_t i = 0; i < plan->nverdicts; i++) {
		if (!plan->verdicts[i].take)
			continue;
		if (shown++ == SHOWN_NAMES) {
			fprintf(output->file, "  and %zu more\n",
			    plan->ntaken - SHOWN_NAMES);
			break;
		}
		fputs("  ", output->file);
		print_painted(
		    output, PAINT_GREEN, plan->verdicts[i].name->text);
		fputc('\n', output->file);
	}
}

/* Names that clients use and that are not in the request. */
static void
print_losses(const struct output *output, const struct plan *plan)
{
	size_t n = 0;

	for (size_t i = 0; i < plan->nverdicts; i++) {
		if (!verdict_is_loss(&plan->verdicts[i]))
			continue;
		if (n++ == 0)
			fputs("\nStays out, though clients use it (sanreq "
			      "plan says more):\n",
			    output->file);
		if (n <= SHOWN_NAMES) {
			fputs("  ", output->file);
			print_painted(
			    output, PAINT_YELLOW, plan->verdicts[i].name->text);
			fputc('\n', output->file);
		}
	}
	if (n > SHOWN_NAMES)
		fprintf(output->file, "  and %zu more\n", n - SHOWN_NAMES);
}

void
summary_print(const struct output *output, const struct cli *cli,
    const struct manifest *manifest, bool encrypted)
{
	print_files(output, cli, manifest, encrypted);
	print_names(output, manifest->plan);
	print_losses(output, manifest->plan);
	incomplete_print(output, manifest->plan->inventory);
	if (!cli->quiet)
		findings_print(output, manifest->plan->inventory,
		    manifest->plan, cli->verbose);
}
