/*
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "exchange/repair_private.h"

#define LISTED_NAMES 20

static bool
is_host(const char *name)
{
	struct error ignored = {0};
	struct name parsed;

	return name_parse(name, strlen(name), &parsed, &ignored) == SANREQ_OK &&
	       (parsed.kind == NAME_FQDN || parsed.kind == NAME_NETBIOS);
}

static bool
is_covered(const struct repair *repair, const char *host)
{
	for (size_t i = 0; i < repair->in.nnames; i++)
		if (name_covers(repair->in.names[i], host))
			return true;
	return false;
}

/* "mail.contoso.com, *.contoso.com, ..." */
static enum sanreq_status
list_names(const struct repair *repair, struct buf *list, struct error *err)
{
	size_t n = repair->in.nnames;
	enum sanreq_status status = SANREQ_OK;

	if (n == 0)
		return buf_adds(list, "no host name at all", err);
	for (size_t i = 0; status == SANREQ_OK && i < n && i < LISTED_NAMES;
	     i++)
		status = buf_addf(
		    list, err, "%s%s", i == 0 ? "" : ", ", repair->in.names[i]);
	if (status == SANREQ_OK && n > LISTED_NAMES)
		status = buf_addf(list, err, " and %zu more", n - LISTED_NAMES);
	return status;
}

/* Refuses, with what the certificate has. */
static enum sanreq_status
refuse(const struct repair *repair, const char *what, const char *way_out,
    struct error *err)
{
	struct buf list;
	enum sanreq_status status;

	buf_init(&list, 8192);
	status = list_names(repair, &list, err);
	if (status == SANREQ_OK)
		status = error_set(err, SANREQ_POLICY, "%s: %s; it has %s%s",
		    QUOTES(repair->in.certificate), what, buf_text(&list),
		    way_out);
	buf_release(&list);
	return status;
}

static enum sanreq_status
take_given(struct repair *repair, struct error *err)
{
	const char *given = repair->in.namespace_host;
	char what[NAME_TEXT_MAX + 64];
	struct name name;

	if (name_parse(given, strlen(given), &name, err) != SANREQ_OK) {
		if (err->status == SANREQ_NAME)
			err->status = SANREQ_USAGE;
		return error_prefix(err, "--namespace");
	}
	if (name.kind == NAME_WILDCARD || name.kind == NAME_IP)
		return error_set(err, SANREQ_USAGE,
		    "--namespace: \"%s\" is no single host name: URLs need one",
		    name.text);
	if (!is_covered(repair, name.text)) {
		snprintf(what, sizeof(what), "does not cover the namespace %s",
		    name.text);
		return refuse(repair, what, "", err);
	}
	repair->namespace_class = name.class;
	repair->namespace_host =
	    pool_copy(&repair->pool, name.text, strlen(name.text), err);
	return err->status;
}

/* --- the host that most covered uses share --- */

static int
by_name(const void *a, const void *b)
{
	const struct covered_use *x = a, *y = b;

	return strcmp(x->name->text, y->name->text);
}

static int
by_server(const void *a, const void *b)
{
	const struct covered_use *x = a, *y = b;
	int order;

	if (x->server == NULL || y->server == NULL)
		order = (x->server != NULL) - (y->server != NULL);
	else
		order = strcmp(x->server, y->server);
	return order != 0 ? order : by_name(a, b);
}

/* A public name serves inside and outside, an internal one does not. */
static bool
is_better(const struct inventory_name *name, size_t n,
    const struct inventory_name *best, size_t nbest)
{
	if (best == NULL || name->class != best->class)
		return best == NULL || name->class == NAME_PUBLIC;
	return n > nbest;
}

/* Of uses with those of one name beside each other. */
static const struct inventory_name *
most_used(const struct covered_use *uses, size_t n, size_t *nuses)
{
	const struct inventory_name *best = NULL;

	*nuses = 0;
	for (size_t i = 0, end; i < n; i = end) {
		const struct inventory_name *name = uses[i].name;

		for (end = i + 1; end < n && uses[end].name == name;)
			end++;
		if ((name->kind == NAME_FQDN || name->kind == NAME_NETBIOS) &&
		    is_better(name, end - i, best, *nuses)) {
			best = name;
			*nuses = end - i;
		}
	}
	return best;
}

const char *
repair_server_host(
    const struct repair *repair, const char *server, size_t *nuses)
{
	size_t lo = 0, hi = repair->ncovered, end;
	const struct inventory_name *best;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		const char *text = repair->covered[mid].server;

		if (text == NULL || strcmp(text, server) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (end = lo; end < repair->ncovered &&
		       strcmp(repair->covered[end].server, server) == 0;)
		end++;
	best = most_used(repair->covered + lo, end - lo, nuses);
	return best != NULL ? best->text : NULL;
}

/* No use tells: the only host name that the certificate has, other than those
 * for Autodiscover. */
static enum sanreq_status
take_only(struct repair *repair, struct error *err)
{
	const char *only = NULL;
	size_t n = 0;

	for (size_t pass = 0; n == 0 && pass < 2; pass++)
		for (size_t i = 0; i < repair->in.nnames; i++) {
			const char *name = repair->in.names[i];

			if (!is_host(name) ||
			    (pass == 0 && text_starts(name, strlen(name),
					      "autodiscover.")) ||
			    (only != NULL && strcmp(only, name) == 0))
				continue;
			only = name;
			n++;
		}
	if (n != 1)
		return refuse(repair,
		    "no client uses a name that it covers, so none can be "
		    "chosen",
		    repair->in.nnames != 0
			? ": say which with --namespace HOST"
			: ": request a certificate that has the names in use "
			  "(sanreq request)",
		    err);
	repair->namespace_host = only;
	repair->namespace_class =
	    name_tld_is_delegated(only) ? NAME_PUBLIC : NAME_INTERNAL;
	return SANREQ_OK;
}

enum sanreq_status
repair_choose_namespace(struct repair *repair, struct error *err)
{
	const struct inventory_name *best;
	size_t n;

	if (repair->ncovered != 0)
		qsort(repair->covered, repair->ncovered,
		    sizeof(*repair->covered), by_name);
	best = most_used(repair->covered, repair->ncovered, &n);
	if (repair->in.namespace_host != NULL) {
		if (take_given(repair, err) != SANREQ_OK)
			return err->status;
	} else if (best != NULL) {
		repair->namespace_host = best->text;
		repair->namespace_class = best->class;
		repair->namespace_uses = n;
	} else if (take_only(repair, err) != SANREQ_OK) {
		return err->status;
	}
	if (repair->ncovered != 0)
		qsort(repair->covered, repair->ncovered,
		    sizeof(*repair->covered), by_server);
	return SANREQ_OK;
}
