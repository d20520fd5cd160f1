/*
 * SPDX-License-Identifier: ISC
 *
 * sanreq discover: the inventory.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "csv.h"
#include "findings.h"
#include "gather.h"
#include "name/inventory_json.h"
#include "table.h"
#include "uses.h"

static void
print_heading(
    const struct output *output, const struct inventory *inventory, bool peers)
{
	const char *organization = inventory_organization(inventory);
	size_t nservers, ndomains, n, nnames = 0;
	const struct inventory_name *names = inventory_names(inventory, &n);

	inventory_servers(inventory, &nservers);
	inventory_domains(inventory, &ndomains);
	for (size_t i = 0; i < n; i++)
		nnames += peers || !uses_are_peers(&names[i]);
	if (organization != NULL)
		fprintf(
		    output->file, "Organization %s: ", QUOTES(organization));
	fprintf(output->file,
	    "%zu name%s, %zu server%s, %zu accepted domain%s\n", nnames,
	    nnames == 1 ? "" : "s", nservers, nservers == 1 ? "" : "s",
	    ndomains, ndomains == 1 ? "" : "s");
}

static enum sanreq_status
discover_table(const struct output *output, const struct cli *cli,
    const struct inventory *inventory, struct error *err)
{
	static const char *const titles[] = {
	    "NAME", "KIND", "CLASS", "USED BY"};
	const unsigned widths[] = {name_column(inventory), 8, 8};
	enum sanreq_status status = SANREQ_OK;
	size_t n;
	const struct inventory_name *names = inventory_names(inventory, &n);
	struct table table;
	struct buf uses;

	print_heading(output, inventory, cli->verbose);
	fputc('\n', output->file);
	table_begin(&table, output, 4, widths);
	table_row(&table, PAINT_BOLD, titles);
	buf_init(&uses, 65536);
	for (size_t i = 0; status == SANREQ_OK && i < n; i++) {
		const char *cells[] = {names[i].text,
		    name_kind_text(names[i].kind),
		    name_class_text(names[i].class), ""};

		if (uses_are_peers(&names[i]) && !cli->verbose)
			continue;
		buf_clear(&uses);
		status = uses_describe(&names[i], cli->verbose, &uses, err);
		cells[3] = buf_text(&uses);
		if (status == SANREQ_OK)
			table_row(&table, PAINT_PLAIN, cells);
	}
	buf_release(&uses);
	incomplete_print(output, inventory);
	if (!cli->quiet)
		findings_print(output, inventory, NULL, cli->verbose);
	return status;
}

static void
discover_csv(
    const struct output *output, bool peers, const struct inventory *inventory)
{
	static const char *const titles[] = {"name", "kind", "class", "service",
	    "scope", "audience", "server", "value", "source", "dn",
	    "attribute"};
	size_t n;
	const struct inventory_name *names = inventory_names(inventory, &n);

	csv_row(output->file, titles, 11);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < names[i].nuses; k++) {
			const struct use *use = &names[i].uses[k];
			const char *row[] = {names[i].text,
			    name_kind_text(names[i].kind),
			    name_class_text(names[i].class),
			    use_service_text(use->service),
			    use_scope_text(use->scope),
			    use_audience_text(use->audience), use->server,
			    use->value, use->source, use->dn, use->attribute};

			if (peers || use->audience != AUDIENCE_PEER)
				csv_row(output->file, row, 11);
		}
}

static void
discover_names(
    const struct output *output, bool peers, const struct inventory *inventory)
{
	size_t n;
	const struct inventory_name *names = inventory_names(inventory, &n);

	for (size_t i = 0; i < n; i++)
		if (peers || !uses_are_peers(&names[i])) {
			fputs(names[i].text, output->file);
			fputc('\n', output->file);
		}
}

static enum sanreq_status
discover_write(const struct output *output, const struct cli *cli,
    const struct inventory *inventory, struct error *err)
{
	switch (cli->format) {
	case FORMAT_JSON:
		return inventory_write_json(
		    inventory, cli->verbose, output->file, err);
	case FORMAT_CSV:
		discover_csv(output, cli->verbose, inventory);
		return SANREQ_OK;
	case FORMAT_NAMES:
		discover_names(output, cli->verbose, inventory);
		return SANREQ_OK;
	case FORMAT_TABLE:
	case FORMAT_YAML:
	case FORMAT_HTML: break;
	}
	return discover_table(output, cli, inventory, err);
}

enum exit_status
discover_run(const struct cli *cli, struct error *err)
{
	struct job job = {0};
	struct output output = {0};
	enum sanreq_status status = SANREQ_OK;

	if (cli->profile != NULL) /* nothing depends on it, but it is checked */
		status = job_load_profile(&job, cli->profile, err);
	if (status == SANREQ_OK &&
	    (status = gather_inventory(&job, cli, err)) == SANREQ_OK &&
	    (status = output_open(&output, cli, err)) == SANREQ_OK)
		status = discover_write(&output, cli, job.inventory, err);
	status = output_close(&output, status != SANREQ_OK, err);
	job_release(&job);
	return exit_status_of(status);
}
