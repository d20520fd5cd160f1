/*
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "profile/plan_build.h"

#define HINT_NAMES_MAX 20000 /* beyond, looking for what was meant is slow */

static int
drop_order(const void *va, const void *vb)
{
	const struct plan_drop *a = va, *b = vb;

	return strcmp(a->text, b->text);
}

/* An added name before the profile's same one. */
static int
extra_order(const void *va, const void *vb)
{
	const struct plan_extra *a = va, *b = vb;
	int order = strcmp(a->name.text, b->name.text);

	if (order == 0)
		order = (int)b->added - (int)a->added;
	return order != 0 ? order : strcmp(a->rule, b->rule);
}

static enum sanreq_status
parse_option(
    const char *option, const char *raw, struct name *name, struct error *err)
{
	if (name_parse(raw, strlen(raw), name, err) == SANREQ_OK)
		return SANREQ_OK;
	if (err->status == SANREQ_NAME)
		err->status = SANREQ_USAGE;
	return error_prefix(err, "%s \"%s\"", option, QUOTES(raw));
}

enum sanreq_status
plan_check_ca_domain(const char *raw, struct error *err)
{
	struct error why = {0};
	struct name name;

	if (name_parse(raw, strlen(raw), &name, &why) == SANREQ_OK &&
	    name.kind == NAME_FQDN && text_casecmp(name.text, raw) == 0)
		return SANREQ_OK;
	if (why.status == SANREQ_NO_MEMORY)
		return error_memory(err);
	return error_set(err, SANREQ_USAGE,
	    "--ca-domain \"%s\" is no domain by which CAA records name a CA: "
	    "give one such as digicert.com",
	    QUOTES(raw));
}

static enum sanreq_status
read_extras(struct plan_build *b, struct error *err)
{
	const struct plan_options *o = b->options;
	const struct profile *p = b->profile;
	size_t n = o->nadd + p->nnames, i;
	struct plan_extra *x;
	bool edited;

	if (n == 0)
		return SANREQ_OK;
	x = pool_alloc(&b->plan->pool, n * sizeof(*x), err);
	if ((b->extras = x) == NULL)
		return err->status;
	for (i = 0; i < o->nadd; i++, x++) {
		x->added = true;
		edited = i >= o->nadd - o->nadd_edited;
		x->rule = edited ? "--edit" : "--add";
		x->reason = edited ? "picked in the editor"
				   : "added on the command line";
		if (parse_option(x->rule, o->add[i], &x->name, err))
			return err->status;
	}
	for (i = 0; i < p->nnames; i++, x++) {
		x->name = p->names[i];
		x->rule = p->names_at[i];
		x->reason = "the profile names it";
	}
	qsort(b->extras, n, sizeof(*x), extra_order);
	for (i = 1, b->nextras = 1; i < n; i++)
		if (strcmp(b->extras[b->nextras - 1].name.text,
			b->extras[i].name.text) != 0)
			b->extras[b->nextras++] = b->extras[i];
	return SANREQ_OK;
}

static const struct plan_extra *
find_extra(const struct plan_build *b, const char *name)
{
	size_t i;

	for (i = 0; i < b->nextras; i++)
		if (strcmp(b->extras[i].name.text, name) == 0)
			return &b->extras[i];
	return NULL;
}

static bool
glob_finds(const struct plan_build *b, const char *glob)
{
	size_t n, i;
	const struct inventory_name *names = inventory_names(b->inventory, &n);

	for (i = 0; i < n; i++)
		if (text_glob(glob, names[i].text))
			return true;
	for (i = 0; i < b->nextras; i++)
		if (text_glob(glob, b->extras[i].name.text))
			return true;
	return false;
}

static enum sanreq_status
fail_drop(const struct plan_build *b, const char *raw, struct error *err)
{
	size_t n, i;
	const struct inventory_name *names = inventory_names(b->inventory, &n);
	const char **texts = NULL, *near = NULL;

	if (n <= HINT_NAMES_MAX)
		texts = calloc(n + 1, sizeof(*texts));
	if (texts != NULL) {
		for (i = 0; i < n; i++)
			texts[i] = names[i].text;
		near = text_nearest(raw, texts);
	}
	error_set(err, SANREQ_USAGE,
	    "--drop \"%s\": no such name in the inventory%s%s%s", QUOTES(raw),
	    near == NULL ? "" : "; did you mean \"", near == NULL ? "" : near,
	    near == NULL ? "" : "\"?");
	free(texts);
	return err->status;
}

static enum sanreq_status
read_drop(struct plan_build *b, const char *raw, bool edited, struct error *err)
{
	const struct plan_extra *extra;
	struct name name;

	if (strpbrk(raw, "*?") != NULL) {
		if (!glob_finds(b, raw))
			return error_set(err, SANREQ_USAGE,
			    "--drop \"%s\": the pattern matches no name",
			    QUOTES(raw));
		b->drop_globs[b->ndrop_globs++] =
		    (struct plan_drop){raw, edited};
		return SANREQ_OK;
	}
	if (parse_option(edited ? "--edit" : "--drop", raw, &name, err) !=
	    SANREQ_OK)
		return err->status;
	extra = find_extra(b, name.text);
	if (extra != NULL && extra->added)
		return error_set(err, SANREQ_USAGE,
		    "\"%s\" is given to both --add and --drop", name.text);
	if (extra == NULL &&
	    inventory_find_name(b->inventory, name.text) == NULL)
		return fail_drop(b, raw, err);
	b->drops[b->ndrops].edited = edited;
	b->drops[b->ndrops++].text =
	    pool_intern(&b->plan->pool, name.text, strlen(name.text), err);
	return err->status;
}

enum sanreq_status
plan_read_options(struct plan_build *b, struct error *err)
{
	const struct plan_options *o = b->options;
	struct pool *pool = &b->plan->pool;
	size_t i;

	if (read_extras(b, err) != SANREQ_OK || o->ndrop == 0)
		return err->status;
	b->drops = pool_alloc(pool, o->ndrop * sizeof(*b->drops), err);
	b->drop_globs = pool_alloc(pool, o->ndrop * sizeof(*b->drops), err);
	if (b->drops == NULL || b->drop_globs == NULL)
		return err->status;
	for (i = 0; i < o->ndrop; i++)
		if (read_drop(b, o->drop[i], i >= o->ndrop - o->ndrop_edited,
			err) != SANREQ_OK)
			return err->status;
	if (b->ndrops > 1)
		qsort(b->drops, b->ndrops, sizeof(*b->drops), drop_order);
	return SANREQ_OK;
}

const struct plan_drop *
plan_drops(const struct plan_build *b, const char *name)
{
	const struct plan_drop key = {.text = name}, *found = NULL;
	size_t i;

	if (b->ndrops > 0)
		found = bsearch(
		    &key, b->drops, b->ndrops, sizeof(*b->drops), drop_order);
	for (i = 0; found == NULL && i < b->ndrop_globs; i++)
		if (text_glob(b->drop_globs[i].text, name))
			found = &b->drop_globs[i];
	return found;
}
