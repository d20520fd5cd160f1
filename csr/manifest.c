/*
 * SPDX-License-Identifier: ISC
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "manifest.h"
#include "pkcs10/request.h"

/* Outside text may be no UTF-8, which JSON cannot hold. */
static json_t *
safe_text(const char *text)
{
	if (text == NULL)
		return json_null();
	if (text_is_utf8(text, strlen(text)))
		return json_string(text);
	return json_string(QUOTES(text));
}

static json_t *
source_json(const struct source_info *source)
{
	struct error ignored = {0};
	char hash[65];
	json_t *object = json_object();

	json_object_set_new(object, "source", safe_text(source->source));
	json_object_set_new(object, "type", safe_text(source->type));
	json_object_set_new(
	    object, "records", json_integer((json_int_t)source->records));
	/* what came from a server or a pipe has no file to hash */
	if (strcmp(source->type, "ldap") != 0 &&
	    strcmp(source->source, "-") != 0 &&
	    digest_file(source->source, hash, &ignored) == SANREQ_OK)
		json_object_set_new(object, "sha256", json_string(hash));
	else
		json_object_set_new(object, "sha256", json_null());
	return object;
}

static json_t *
sources_json(const struct inventory *inventory)
{
	size_t n;
	const struct source_info *sources = inventory_sources(inventory, &n);
	json_t *array = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(array, source_json(&sources[i]));
	return array;
}

static json_t *
names_json(const struct plan *plan)
{
	json_t *array = json_array();

	for (size_t i = 0; i < plan->nverdicts; i++) {
		const struct verdict *verdict = &plan->verdicts[i];
		json_t *object = json_object();

		json_object_set_new(
		    object, "name", json_string(verdict->name->text));
		json_object_set_new(object, "verdict",
		    json_string(verdict->take ? "take" : "leave"));
		json_object_set_new(object, "rule", safe_text(verdict->rule));
		json_object_set_new(
		    object, "reason", safe_text(verdict->reason));
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *
files_json(const struct manifest *manifest, json_t *root)
{
	json_t *request = json_object(), *key = json_object();

	json_object_set_new(request, "file", safe_text(manifest->request_path));
	json_object_set_new(request, "form", json_string(manifest->form));
	json_object_set_new(
	    request, "sha256", safe_text(manifest->request_hash));
	json_object_set_new(root, "request", request);
	json_object_set_new(key, "file", safe_text(manifest->key_path));
	json_object_set_new(key, "type", safe_text(manifest->key_description));
	json_object_set_new(key, "reused", json_boolean(manifest->key_reused));
	json_object_set_new(
	    key, "public_key_sha256", safe_text(manifest->key_hash));
	json_object_set_new(root, "key", key);
	return root;
}

enum sanreq_status
manifest_write(const struct manifest *manifest, FILE *file, struct error *err)
{
	const struct plan *plan = manifest->plan;
	json_t *root = json_object();
	time_t now = time(NULL);
	struct tm tm;
	char date[32];
	int failed;

	if (root == NULL)
		return error_memory(err);
	gmtime_r(&now, &tm);
	strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%SZ", &tm);
	json_object_set_new(root, "sanreq", json_integer(1));
	json_object_set_new(root, "kind", json_string("manifest"));
	json_object_set_new(root, "version", json_string(SANREQ_VERSION));
	json_object_set_new(root, "created", json_string(date));
	json_object_set_new(root, "sources", sources_json(plan->inventory));
	json_object_set_new(root, "profile", safe_text(plan->profile->name));
	json_object_set_new(root, "common_name", safe_text(plan->common_name));
	json_object_set_new(root, "names", names_json(plan));
	files_json(manifest, root);
	failed = json_dumpf(root, file, JSON_INDENT(2));
	fputc('\n', file);
	json_decref(root);
	return failed != 0 || ferror(file) ? error_set(err, SANREQ_OUTPUT,
						 "manifest: cannot be written")
					   : SANREQ_OK;
}
