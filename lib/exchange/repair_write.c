/*
 * SPDX-License-Identifier: ISC
 *
 * The script: head, commands, what comes after them, the way back.
 */
#include <string.h>

#include "exchange/powershell.h"
#include "exchange/repair_private.h"

#define RULER                                                             \
	"# -------------------------------------------------------------" \
	"----------\n"

#define LISTED_NAMES 100

static void
put_remark(FILE *file, const char *before, const char *text)
{
	fputs(before, file);
	powershell_remark(file, text, strlen(text));
}

static void
put_string(FILE *file, const char *text)
{
	powershell_string(file, text, strlen(text));
}

/* --- one command --- */

static const char *
addressing_text(enum addressing addressing)
{
	return addressing == BY_SERVER_OF ? "-Server" : "-Identity";
}

/* Values that the command must be given and that stay as they are: the script
 * reads them when it runs. */
static void
put_kept(FILE *file, const struct repair_object *object, const char *parameter,
    const char *property)
{
	fprintf(file, " -%s (Get-%s -Identity ", parameter, object->noun);
	put_string(file, object->identity);
	fprintf(file, ").%s", property);
}

/* The URL that the directory holds says whether TLS is required; the Shell's
 * own output does not. */
static void
put_ssl(FILE *file, const struct repair_object *object,
    const struct repair_change *change, const char *parameter)
{
	if (strncmp(change->was[0], "https://", strlen("https://")) == 0)
		fprintf(file, " -%s $true", parameter);
	else
		put_kept(file, object, parameter, parameter);
}

static void
put_companion(FILE *file, const struct repair_object *object,
    const struct repair_change *change)
{
	switch (change->parameter->companion) {
	case COMPANION_RPC_INTERNAL:
		put_ssl(file, object, change, "InternalClientsRequireSsl");
		put_kept(file, object, "InternalClientAuthenticationMethod",
		    "InternalClientAuthenticationMethod");
		break;
	case COMPANION_RPC_EXTERNAL:
		if (object->product < PRODUCT_2013)
			break;
		put_ssl(file, object, change, "ExternalClientsRequireSsl");
		put_kept(file, object, "ExternalClientAuthenticationMethod",
		    "ExternalClientAuthenticationMethod");
		break;
	case COMPANION_MAPI: /* once for both URLs: at the end */
	case COMPANION_NONE: break;
	}
}

static void
put_values(FILE *file, const struct repair_change *change, bool rollback)
{
	const char *const *values =
	    (const char *const *)(rollback ? change->back : change->now);
	size_t n = rollback ? change->nback : change->nnow;

	fprintf(file, " -%s ", change->parameter->property);
	for (size_t i = 0; i < n; i++) {
		fputs(i == 0 ? "" : ",", file);
		put_string(file, values[i]);
	}
}

static void
put_command(FILE *file, const struct repair_object *object,
    const struct repair_form *form)
{
	const struct repair_change *set = NULL;

	for (size_t i = 0; i < object->nchanges; i++) {
		const struct repair_change *change = &object->changes[i];

		if (change->left != NULL)
			continue;
		if (set == NULL) {
			fprintf(file, "Set-%s %s ", object->noun,
			    addressing_text(change->parameter->addressing));
			put_string(file, object->identity);
		}
		set = change;
		put_values(file, change, form->rollback);
		put_companion(file, object, change);
	}
	if (set->parameter->companion == COMPANION_MAPI)
		put_kept(file, object, "IISAuthenticationMethods",
		    "IISAuthenticationMethods");
	fputs(form->apply ? "\n" : " -WhatIf\n", file);
}

static void
put_old_values(FILE *file, const struct repair_object *object)
{
	for (size_t i = 0; i < object->nchanges; i++) {
		const struct repair_change *change = &object->changes[i];

		if (change->left != NULL)
			continue;
		fprintf(file, "# %s was", change->parameter->property);
		for (size_t k = 0; k < change->nwas; k++)
			put_remark(file, k == 0 ? " " : ", ", change->was[k]);
		if (change->port != 0)
			fprintf(file, " (port %u is kept)", change->port);
		fputc('\n', file);
	}
}

/* --- all commands --- */

static void
put_group(
    FILE *file, const struct repair *repair, const struct repair_object *object)
{
	const char *text = repair_product_text(object->product), *host;
	size_t nuses;

	fputs("\n" RULER, file);
	if (object->server == NULL) {
		fputs("# The whole organization\n", file);
		return;
	}
	put_remark(file, "# ", object->server);
	fprintf(file,
	    text != NULL ? " (Exchange %s)\n" : " (version not known)\n", text);
	host = repair_server_host(repair, object->server, &nuses);
	if (host == NULL || strcmp(host, repair->namespace_host) == 0)
		return;
	put_remark(file, "# Its covered URLs mostly name ", host);
	fprintf(file, " (%zu of them).\n", nuses);
	put_remark(file,
	    "# If that is this server's own name, run the commands of another "
	    "script instead:\n# sanreq repair --namespace ",
	    host);
	fputc('\n', file);
}

static bool
is_new_group(
    const struct repair_object *object, const struct repair_object *last)
{
	if (last == NULL || object->product != last->product ||
	    (object->server == NULL) != (last->server == NULL))
		return true;
	return object->server != NULL &&
	       strcmp(object->server, last->server) != 0;
}

static void
put_commands(
    FILE *file, const struct repair *repair, const struct repair_form *form)
{
	const struct repair_object *last = NULL;

	for (size_t i = 0; i < repair->nobjects; i++) {
		const struct repair_object *object = &repair->objects[i];

		if (object->nset == 0)
			continue;
		if (is_new_group(object, last))
			put_group(file, repair, object);
		last = object;
		fputc('\n', file);
		if (!form->rollback)
			put_old_values(file, object);
		put_command(file, object, form);
	}
}

/* --- the head --- */

static void
put_what(FILE *file, const struct repair *repair, bool rollback)
{
	fputs(rollback
		  ? "# Sets back what the repair script of the same "
		    "sources changes: the values below\n# are those that "
		    "the sources held when this was written.\n"
		  : "# Points the URLs that the certificate does not cover "
		    "to a name that it has, as\n# KB 940726 does by "
		    "hand.\n",
	    file);
	put_remark(file, "#\n# Certificate  ", repair->in.certificate);
	put_remark(file, "\n# Namespace    ", repair->namespace_host);
	if (repair->in.namespace_host != NULL)
		fputs(", as given", file);
	else if (repair->namespace_uses != 0)
		fprintf(file, ": %zu covered use%s by clients share%s it",
		    repair->namespace_uses,
		    repair->namespace_uses == 1 ? "" : "s",
		    repair->namespace_uses == 1 ? "s" : "");
	else
		fputs(": the certificate has no other", file);
	fprintf(file, "\n# Commands     %zu, for ", repair->ncommands);
	if (repair->nservers == 0 && repair->ncommands != 0)
		fputs("the whole organization\n", file);
	else
		fprintf(file, "%zu server%s\n", repair->nservers,
		    repair->nservers == 1 ? "" : "s");
	if (repair->nleft != 0 && !rollback)
		fprintf(file, "# Left alone   %zu: see below\n", repair->nleft);
}

static void
put_dns(FILE *file, const struct repair *repair)
{
	switch (repair_namespace_dns(repair)) {
	case REPAIR_DNS_NONE:
		fputs("# WARNING: DNS has no address for the namespace: "
		      "clients would not find it.\n",
		    file);
		break;
	case REPAIR_DNS_FOUND:
		fputs("# DNS has an address for the namespace. Look that it "
		      "leads to these servers,\n# inside too.\n",
		    file);
		break;
	case REPAIR_DNS_UNKNOWN:
		fputs("# DNS was not asked (dns: source), or did not answer: "
		      "look that clients, inside\n# too, find these servers by "
		      "that name.\n",
		    file);
		break;
	}
}

static void
put_forgotten(FILE *file, const struct repair *repair)
{
	if (repair->nforgotten == 0)
		return;
	fputs("#\n# Names that the certificate lacks, though they may be "
	      "right. Either the URL is\n# wrong: then these commands mend "
	      "it. Or the name was forgotten in the\n# certificate: then "
	      "leave its commands out, and get a certificate that has it.\n",
	    file);
	for (size_t i = 0; i < repair->nforgotten && i < LISTED_NAMES; i++) {
		const struct repair_forgotten *f = &repair->forgotten[i];

		fprintf(file, "#   %s (%zu use%s)%s%s\n", f->name, f->nuses,
		    f->nuses == 1 ? "" : "s",
		    f->likely ? ": probably forgotten,\n#     since " : "",
		    f->likely ? f->why : "");
	}
	if (repair->nforgotten > LISTED_NAMES)
		fprintf(file, "#   and %zu more\n",
		    repair->nforgotten - LISTED_NAMES);
}

static void
put_use(FILE *file, const struct repair *repair, const struct repair_form *form)
{
	fputs("#\n# Paste it into the Exchange Management Shell, or save it "
	      "as a .ps1 file and run\n# it there.",
	    file);
	if (repair->nshells > 1)
		fputs(" Each version has a Shell of its own: run the commands "
		      "for a server in\n# that of its version.",
		    file);
	fputs(form->apply
		  ? "\n# The commands change the directory.\n"
		  : "\n# The commands only say what they would do (-WhatIf); "
		    "sanreq repair --apply\n# prints them without it.\n",
	    file);
	if (!form->rollback)
		fputs("# Keep this text: afterwards the old values stand "
		      "nowhere else. The way back is\n# at its end; sanreq "
		      "repair --rollback prints it ready to run, from "
		      "sources that\n# were read before.\n",
		    file);
}

static void
put_never(FILE *file)
{
	fputs("#\n# Never touched, on purpose:\n"
	      "# - receive connectors such as \"Default SERVER\": Exchange "
	      "servers know one\n#   another by that FQDN, and with another "
	      "one the mail between them stops;\n"
	      "# - the internal transport certificate, for the same reason: "
	      "when\n#   Enable-ExchangeCertificate asks to overwrite it, "
	      "answer No;\n"
	      "# - InternalNLBBypassUrl: servers reach this one server by "
	      "it, past the load\n#   balancer;\n"
	      "# - what setup wrote for POP3 and IMAP4, which are off unless "
	      "somebody started\n#   them;\n"
	      "# - http:// URLs, which ask for no certificate, and values "
	      "that are empty.\n",
	    file);
}

/* --- the whole --- */

/* The way back as comments: nobody runs it by pasting the whole. */
static void
put_way_back(
    FILE *file, const struct repair *repair, const struct repair_form *form)
{
	struct repair_form back = {.apply = form->apply, .rollback = true};

	fputs(
	    "\n" RULER "# The way back, each command behind \"# \"\n#\n", file);
	for (size_t i = 0; i < repair->nobjects; i++)
		if (repair->objects[i].nset != 0) {
			fputs("# ", file);
			put_command(file, &repair->objects[i], &back);
		}
}

void
repair_write(
    const struct repair *repair, const struct repair_form *form, FILE *file)
{
	fputs("# Exchange Management Shell script, written by "
	      "sanreq " SANREQ_VERSION "\n#\n",
	    file);
	if (repair->nobjects == 0) {
		put_remark(file,
		    "# Nothing to do: clients get by with the certificate ",
		    repair->in.certificate);
		fputc('\n', file);
		return;
	}
	put_what(file, repair, form->rollback);
	if (!form->rollback) {
		put_dns(file, repair);
		put_forgotten(file, repair);
	}
	if (repair->ncommands != 0)
		put_use(file, repair, form);
	if (!form->rollback)
		put_never(file);
	put_commands(file, repair, form);
	repair_write_after(repair, form, file);
	if (form->rollback)
		return;
	repair_write_left(repair, file);
	if (repair->ncommands != 0)
		put_way_back(file, repair, form);
}
