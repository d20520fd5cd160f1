/*
 * SPDX-License-Identifier: ISC
 *
 * What follows the commands: web applications that remember old URLs are
 * recycled, services that read their settings at the start are restarted; and
 * what is left alone is named.
 */
#include <string.h>

#include "exchange/powershell.h"
#include "exchange/repair_private.h"

/* What of a server was changed. */
struct touched {
	bool web; /* any URL: Autodiscover hands them all out */
	bool owa, ecp, pop, imap;
};

static void
touch(struct touched *touched, const struct repair_object *object)
{
	for (size_t i = 0; i < object->nchanges; i++) {
		if (object->changes[i].left != NULL)
			continue;
		switch (object->changes[i].row->class) {
		case CLASS_POP: touched->pop = true; break;
		case CLASS_IMAP: touched->imap = true; break;
		case CLASS_OWA_VDIR: touched->web = touched->owa = true; break;
		case CLASS_ECP_VDIR: touched->web = touched->ecp = true; break;
		default: touched->web = true; break;
		}
	}
}

/* Exchange 2007 has no remoting: a command there is one for the machine on
 * which it runs, and asks which that is. appcmd (IIS 7 and later) has no
 * -WhatIf. */
static void
put_2007_pool(FILE *file, const struct repair_object *object,
    const struct repair_form *form, const char *pool)
{
	fputs(form->apply ? "" : "# ", file);
	fputs("if ($env:COMPUTERNAME -eq ", file);
	powershell_string(file, object->server, strlen(object->server));
	fprintf(file,
	    ") { & \"$env:windir\\system32\\inetsrv\\appcmd.exe\" recycle "
	    "apppool '/apppool.name:%s' }\n",
	    pool);
}

static void
put_pool(FILE *file, const struct repair_object *object,
    const struct repair_form *form, const char *pool)
{
	if (object->product == PRODUCT_2007) {
		put_2007_pool(file, object, form, pool);
		return;
	}
	fputs("Invoke-Command -ComputerName ", file);
	powershell_string(file, object->computer, strlen(object->computer));
	fprintf(file,
	    " -ScriptBlock { Import-Module WebAdministration; "
	    "Restart-WebAppPool -Name '%s'%s }\n",
	    pool, form->apply ? "" : " -WhatIf");
}

/* A service that does not run is not started. */
static void
put_service(FILE *file, const struct repair_object *object,
    const struct repair_form *form, const char *front, const char *back)
{
	bool local = object->product == PRODUCT_2007;
	const char *name = local ? object->server : object->computer;

	fputs(local ? "if ($env:COMPUTERNAME -eq "
		    : "Invoke-Command -ComputerName ",
	    file);
	powershell_string(file, name, strlen(name));
	fprintf(file, "%s { Get-Service -Name '%s'",
	    local ? ")" : " -ScriptBlock", front);
	if (object->product >= PRODUCT_2013)
		fprintf(file, ",'%s'", back);
	fprintf(file,
	    " | Where-Object { $_.Status -eq 'Running' } | Restart-Service%s "
	    "}\n",
	    form->apply ? "" : " -WhatIf");
}

static void
put_server(FILE *file, const struct repair_object *object,
    const struct touched *touched, const struct repair_form *form)
{
	if (touched->web)
		put_pool(file, object, form, "MSExchangeAutodiscoverAppPool");
	if (touched->owa)
		put_pool(file, object, form, "MSExchangeOWAAppPool");
	if (touched->ecp)
		put_pool(file, object, form, "MSExchangeECPAppPool");
	if (touched->pop)
		put_service(
		    file, object, form, "MSExchangePop3", "MSExchangePOP3BE");
	if (touched->imap)
		put_service(
		    file, object, form, "MSExchangeImap4", "MSExchangeIMAP4BE");
}

static bool
is_same_server(const struct repair_object *a, const struct repair_object *b)
{
	return a->server != NULL && b->server != NULL &&
	       a->product == b->product && strcmp(a->server, b->server) == 0;
}

/* A server's name is the directory's, and could be anything. */
static bool
is_sayable(const struct repair_object *object)
{
	return object->server != NULL &&
	       powershell_takes(object->server, strlen(object->server)) &&
	       powershell_takes(object->computer, strlen(object->computer));
}

void
repair_write_after(
    const struct repair *repair, const struct repair_form *form, FILE *file)
{
	if (repair->nservers == 0)
		return;
	fputs("\n# Recycle what remembers the old values. Autodiscover on "
	      "other servers of the\n# site follows by itself within some "
	      "minutes. With IIS 6 (Windows Server 2003)\n# recycle the "
	      "pools in IIS Manager.\n",
	    file);
	for (size_t i = 0, end; i < repair->nobjects; i = end) {
		const struct repair_object *object = &repair->objects[i];
		struct touched touched = {0};

		touch(&touched, object);
		for (end = i + 1;
		     end < repair->nobjects &&
		     is_same_server(object, &repair->objects[end]);)
			touch(&touched, &repair->objects[end++]);
		if (is_sayable(object))
			put_server(file, object, &touched, form);
	}
}

static void
put_line(FILE *file, const char *before, const char *text)
{
	fputs(before, file);
	powershell_remark(file, text, strlen(text));
}

static void
put_left(FILE *file, const struct repair_object *object,
    const struct repair_change *change)
{
	const char *text = repair_product_text(object->product);

	put_line(file, "#\n# - ",
	    change->parameter != NULL   ? change->parameter->property
	    : change->attribute != NULL ? change->attribute
					: "a name that clients use");
	if (object->server != NULL)
		put_line(file, " of ", object->server);
	if (object->server != NULL && text != NULL)
		fprintf(file, " (Exchange %s)", text);
	for (size_t i = 0; i < change->nwas; i++)
		put_line(file, i == 0 ? ": " : ", ", change->was[i]);
	if (object->dn != NULL)
		put_line(file, "\n#   at ", object->dn);
	put_line(file, "\n#   ", change->left);
	fputc('\n', file);
}

void
repair_write_left(const struct repair *repair, FILE *file)
{
	if (repair->nleft == 0)
		return;
	fputs("\n# Left alone, though clients will warn:\n", file);
	for (size_t i = 0; i < repair->nobjects; i++)
		for (size_t k = 0; k < repair->objects[i].nchanges; k++)
			if (repair->objects[i].changes[k].left != NULL)
				put_left(file, &repair->objects[i],
				    &repair->objects[i].changes[k]);
}
