/*
 * SPDX-License-Identifier: ISC
 *
 * A plan document is an inventory document with a verdict on each name. So
 * the verdicts are taken out of it, and what remains is read as the inventory
 * that it then is: one reader, one strictness, one set of messages.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "name/inventory_json.h"
#include "profile/plan.h"
#include "profile/yaml_json.h"

#define REASON_MAX 1024 /* bytes of a rule or reason */

static enum sanreq_status
parse(json_t **root, const char *text, size_t n, struct error *err)
{
	size_t start = 0;
	json_error_t why;

	while (start < n && text_is_space(text[start]))
		start++;
	if (start == n || text[start] != '{')
		return yaml_to_json(root, text, n, err);
	*root = json_loadb(text, n, JSON_REJECT_DUPLICATES, &why);
	if (*root != NULL)
		return SANREQ_OK;
	if (json_error_code(&why) == json_error_out_of_memory)
		return error_memory(err);
	return error_set(err, SANREQ_INPUT, "line %d, column %d: not JSON: %s",
	    why.line, why.column, QUOTES(why.text));
}

/* A text field that may be missing: *out is NULL then. It will be shown as it
 * is, so it must be safe to show. path: "names[3]", or "". */
static enum sanreq_status
get_line(const json_t *map, const char *path, const char *key, const char **out,
    struct error *err)
{
	const json_t *value = json_object_get(map, key);
	uint32_t other;
	size_t n;

	*out = NULL;
	if (value == NULL || json_is_null(value))
		return SANREQ_OK;
	if (!json_is_string(value))
		return error_set(
		    err, SANREQ_INPUT, "%s%s: must be a text", path, key);
	*out = json_string_value(value);
	n = json_string_length(value);
	if (n > REASON_MAX)
		return error_set(err, SANREQ_INPUT,
		    "%s%s: has more than %d bytes", path, key, REASON_MAX);
	if (text_printable_run(*out, n, &other) < n)
		return error_set(err, SANREQ_INPUT,
		    "%s%s: control or invisible character U+%04X in \"%s\"",
		    path, key, (unsigned)other, QUOTE(*out, n));
	return SANREQ_OK;
}

static enum sanreq_status
get_verdict(
    const json_t *map, const char *path, enum pinned *out, struct error *err)
{
	const char *text;

	if (get_line(map, path, "verdict", &text, err) != SANREQ_OK)
		return err->status;
	if (text != NULL && strcmp(text, "take") == 0)
		*out = PINNED_TAKE;
	else if (text != NULL && strcmp(text, "leave") == 0)
		*out = PINNED_LEAVE;
	else
		return error_set(err, SANREQ_INPUT,
		    "%sverdict: must be take or leave, not \"%s\"", path,
		    text == NULL ? "" : QUOTES(text));
	return SANREQ_OK;
}

static enum sanreq_status
get_name(
    const json_t *map, const char *path, struct name *name, struct error *err)
{
	const json_t *value = json_object_get(map, "name");
	const char *text = json_string_value(value);

	if (text == NULL)
		return error_set(
		    err, SANREQ_INPUT, "%sname: must be a text", path);
	if (name_parse(text, json_string_length(value), name, err) !=
	    SANREQ_OK) {
		if (err->status == SANREQ_NAME)
			err->status = SANREQ_INPUT;
		return error_prefix(err, "%sname", path);
	}
	if (strcmp(name->text, text) != 0)
		return error_set(err, SANREQ_INPUT,
		    "%sname: \"%s\" is not in normal form; write \"%s\"", path,
		    QUOTES(text), name->text);
	return SANREQ_OK;
}

/* Each name once; seen: where each stands in this document. */
static enum sanreq_status
check_once(json_t *seen, const char *path, const char *name, size_t i,
    struct error *err)
{
	const json_t *first = json_object_get(seen, name);

	if (first != NULL)
		return error_set(err, SANREQ_INPUT,
		    "%sname: \"%s\" stands here again; first in "
		    "names[%" JSON_INTEGER_FORMAT "]",
		    path, name, json_integer_value(first));
	if (json_object_set_new(seen, name, json_integer((json_int_t)i)) != 0)
		return error_memory(err);
	return SANREQ_OK;
}

/* Two plans that say yes and no to a name leave nothing to go by. */
static enum sanreq_status
check_agrees(const struct inventory *inv, const char *path, const char *name,
    enum pinned pinned, const char *before, struct error *err)
{
	const struct inventory_name *known = inventory_find_name(inv, name);

	if (before == NULL || known == NULL || known->pinned == PINNED_NOT ||
	    known->pinned == pinned)
		return SANREQ_OK;
	return error_set(err, SANREQ_INPUT,
	    "%sverdict: \"%s\" is to be %s here, but %s by %s: mend one of "
	    "them, or judge anew with -p",
	    path, name, pinned == PINNED_TAKE ? "taken" : "left",
	    known->pinned == PINNED_TAKE ? "taken" : "left", QUOTES(before));
}

/* What of a plan its names are read with. */
struct verdicts {
	const char *source;
	const char *before; /* as in struct plan_origin */
	json_t *seen;
};

/* Pins the verdict, and leaves what an inventory says of a name. */
static enum sanreq_status
take_verdict(struct inventory *inv, json_t *map, size_t index,
    const struct verdicts *from, struct error *err)
{
	const char *rule = NULL, *reason = NULL, *covered = NULL;
	enum pinned pinned = PINNED_NOT;
	char path[48], origin[TEXT_QUOTE_MAX];
	struct name name;

	snprintf(path, sizeof(path), "names[%zu]", index);
	if (!json_is_object(map))
		return error_set(
		    err, SANREQ_INPUT, "%s: must be an object", path);
	snprintf(path, sizeof(path), "names[%zu].", index);
	if (get_name(map, path, &name, err) != SANREQ_OK ||
	    check_once(from->seen, path, name.text, index, err) != SANREQ_OK ||
	    get_verdict(map, path, &pinned, err) != SANREQ_OK ||
	    check_agrees(inv, path, name.text, pinned, from->before, err) !=
		SANREQ_OK ||
	    get_line(map, path, "rule", &rule, err) != SANREQ_OK ||
	    get_line(map, path, "reason", &reason, err) != SANREQ_OK ||
	    get_line(map, path, "covered_by", &covered, err) != SANREQ_OK)
		return err->status;
	if (rule == NULL)
		rule = text_quote(
		    origin, sizeof(origin), from->source, strlen(from->source));
	if (inventory_pin(inv, &name, pinned, rule, reason, err) != SANREQ_OK)
		return error_prefix(err, "%s", path);
	json_object_del(map, "verdict");
	json_object_del(map, "rule");
	json_object_del(map, "reason");
	json_object_del(map, "covered_by");
	return SANREQ_OK;
}

static enum sanreq_status
take_verdicts(struct inventory *inv, json_t *root, const char *source,
    const char *before, struct error *err)
{
	json_t *names = json_object_get(root, "names"), *name;
	struct verdicts from = {source, before, json_object()};
	size_t i;

	if (from.seen == NULL)
		return error_memory(err);
	json_array_foreach(names, i, name)
	{
		if (take_verdict(inv, name, i, &from, err) != SANREQ_OK)
			break;
	}
	json_decref(from.seen);
	return err->status;
}

/* Findings named as those of discovery that a plan makes anew. */
static bool
is_of_plan(const char *id)
{
	static const char *const ids[] = {
	    "DSC18", "DSC34", "DSC35", "DSC36", "DSC53", "DSC54"};

	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		if (strcmp(id, ids[i]) == 0)
			return true;
	return false;
}

/* The findings of discovery go on; those of the plan are made anew. */
static enum sanreq_status
keep_findings(json_t *root, struct error *err)
{
	json_t *all = json_object_get(root, "findings"), *kept, *finding;
	size_t i;

	if (all != NULL && !json_is_array(all))
		return error_set(
		    err, SANREQ_INPUT, "findings: must be an array");
	if ((kept = json_array()) == NULL)
		return error_memory(err);
	json_array_foreach(all, i, finding)
	{
		const char *id =
		    json_string_value(json_object_get(finding, "id"));

		if (id != NULL &&
		    (strncmp(id, "DSC", 3) != 0 || is_of_plan(id)))
			continue;
		if (json_array_append(kept, finding) != 0)
			error_memory(err);
	}
	if (json_object_set_new(root, "findings", kept) != 0)
		return error_memory(err);
	return err->status;
}

/* A plan that a person wrote has only what counts. */
static enum sanreq_status
add_missing(json_t *root, struct error *err)
{
	static const char *const lists[] = {
	    "sources", "servers", "accepted_domains"};
	size_t i;

	for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		if (json_object_get(root, lists[i]) == NULL &&
		    json_object_set_new(root, lists[i], json_array()) != 0)
			return error_memory(err);
	if (json_object_get(root, "organization") == NULL &&
	    json_object_set_new(root, "organization", json_null()) != 0)
		return error_memory(err);
	return SANREQ_OK;
}

static enum sanreq_status
check_head(const json_t *root, struct error *err)
{
	const json_t *version = json_object_get(root, "sanreq");
	const char *kind = json_string_value(json_object_get(root, "kind"));

	if (!json_is_object(root) || kind == NULL || strcmp(kind, "plan") != 0)
		return error_set(err, SANREQ_INPUT,
		    "kind: not a plan that sanreq wrote (\"kind\": \"plan\")");
	if (!json_is_integer(version) || json_integer_value(version) != 1)
		return error_set(err, SANREQ_INPUT,
		    "sanreq: not version 1, which this program reads");
	if (!json_is_array(json_object_get(root, "names")))
		return error_set(err, SANREQ_INPUT, "names: must be an array");
	return SANREQ_OK;
}

/* JSON is YAML: what profile_parse() will read. */
static enum sanreq_status
take_settings(struct inventory *inv, json_t *root, const char **settings,
    struct error *err)
{
	const json_t *value = json_object_get(root, "settings");
	char *text;

	*settings = NULL;
	if (value == NULL)
		return SANREQ_OK;
	if (!json_is_object(value))
		return error_set(
		    err, SANREQ_INPUT, "settings: must be an object");
	/* a file beside it could say anything by then */
	if (json_object_get(value, "extends") != NULL)
		return error_set(err, SANREQ_INPUT,
		    "settings.extends: settings of a plan are whole, they "
		    "extend nothing");
	if ((text = json_dumps(value, JSON_ENSURE_ASCII)) == NULL)
		return error_memory(err);
	*settings = pool_copy(inventory_pool(inv), text, strlen(text), err);
	free(text);
	json_object_del(root, "settings");
	return err->status;
}

static enum sanreq_status
take_origin(struct inventory *inv, json_t *root, struct plan_origin *origin,
    struct error *err)
{
	struct pool *pool = inventory_pool(inv);
	const char *text, *common_name;

	if (get_line(root, "", "profile", &text, err) != SANREQ_OK ||
	    get_line(root, "", "common_name", &common_name, err) != SANREQ_OK)
		return err->status;
	if (text == NULL || text[0] == '\0')
		return error_set(err, SANREQ_INPUT,
		    "profile: the plan does not say by which it was made");
	origin->profile = pool_intern(pool, text, strlen(text), err);
	origin->common_name =
	    common_name == NULL
		? NULL
		: pool_intern(pool, common_name, strlen(common_name), err);
	json_object_del(root, "profile");
	json_object_del(root, "common_name");
	json_object_del(root, "base_domains"); /* follow from the names */
	if (err->status != SANREQ_OK)
		return err->status;
	return take_settings(inv, root, &origin->settings, err);
}

/* root is a plan, and becomes an inventory on the way. */
static enum sanreq_status
read_root(struct inventory *inv, json_t *root, const char *source,
    struct plan_origin *origin, struct error *err)
{
	if (check_head(root, err) != SANREQ_OK ||
	    take_origin(inv, root, origin, err) != SANREQ_OK ||
	    take_verdicts(inv, root, source, origin->before, err) !=
		SANREQ_OK ||
	    keep_findings(root, err) != SANREQ_OK ||
	    add_missing(root, err) != SANREQ_OK)
		return err->status;
	if (json_object_set_new(root, "kind", json_string("inventory")) != 0)
		return error_memory(err);
	return inventory_read_json(inv, root, source, err);
}

enum sanreq_status
plan_read(struct inventory *inv, const char *text, size_t n, const char *source,
    struct plan_origin *origin, struct error *err)
{
	json_t *root = NULL;

	if (parse(&root, text, n, err) == SANREQ_OK)
		(void)read_root(inv, root, source, origin, err);
	json_decref(root);
	return err->status;
}
