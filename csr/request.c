/*
 * SPDX-License-Identifier: ISC
 *
 * sanreq request: the key and the certification request for the plan.
 *
 * Order of work (design, section 7): the plan is made with the network
 * closed, what the rules refuse is refused, then the key's file is created,
 * the key made, the request signed, read back and compared, and both are
 * published.
 */
#include <sys/stat.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "gather.h"
#include "manifest.h"
#include "output.h"
#include "plan_view.h"
#include "store/store.h"
#include "summary.h"

#define PATH_SIZE    4096
#define KEY_FILE_MAX ((size_t)1 << 20)
#define REQUEST_MAX  ((size_t)256 << 20)

/* Everything that one run makes; released as a whole. */
struct work {
	struct gathered gathered;
	struct secret key_pass;
	struct request_spec spec;
	const char **names;
	enum name_kind *kinds;
	char *key_path;
	char *request_path; /* NULL: standard output */
	struct store_pair *pair;
	struct key *key;
	struct key_text key_text;
	struct buf der;
	struct buf pem;
	char key_description[64];
	char key_hash[65];
	char request_hash[65];
};

static bool
exists(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

/* The first error of the rules, and how many more there are. */
static enum sanreq_status
refuse_errors(const struct plan *plan, struct error *err)
{
	const struct finding *first = NULL;
	size_t n = 0;

	for (size_t i = 0; i < plan->nfindings; i++)
		if (plan->findings[i].severity == SEVERITY_ERROR) {
			if (first == NULL)
				first = &plan->findings[i];
			n++;
		}
	if (first == NULL)
		return SANREQ_OK;
	if (n == 1)
		return error_set(err, SANREQ_POLICY, "profile %s: %s: %s",
		    QUOTES(plan->profile->name), first->id, first->message);
	return error_set(err, SANREQ_POLICY,
	    "profile %s: %s: %s (and %zu more: sanreq plan shows them)",
	    QUOTES(plan->profile->name), first->id, first->message, n - 1);
}

/* "DIR/NAME.SUFFIX", the star as "_wildcard". */
static char *
default_path(const char *directory, const char *name, const char *suffix)
{
	bool star = name[0] == '*';
	size_t size = strlen(directory) + strlen(name) + 24;
	char *path = malloc(size);

	if (path == NULL)
		return NULL;
	snprintf(path, size, "%s%s%s%s.%s",
	    strcmp(directory, ".") == 0 ? "" : directory,
	    strcmp(directory, ".") == 0 ? "" : "/", star ? "_wildcard" : "",
	    star ? name + 1 : name, suffix);
	return path;
}

static enum sanreq_status
choose_paths(struct work *work, const struct cli *cli, struct error *err)
{
	const char *name = work->spec.common_name != NULL
			       ? work->spec.common_name
			       : work->spec.names[0];

	work->key_path = cli->key != NULL
			     ? strdup(cli->key)
			     : default_path(cli->directory, name, "key");
	if (work->key_path == NULL)
		return error_memory(err);
	if (cli->csr != NULL && strcmp(cli->csr, "-") == 0)
		return SANREQ_OK;
	work->request_path = cli->csr != NULL
				 ? strdup(cli->csr)
				 : default_path(cli->directory, name, "csr");
	return work->request_path != NULL ? SANREQ_OK : error_memory(err);
}

static enum sanreq_status
make_spec(struct work *work, struct error *err)
{
	const struct plan *plan = work->gathered.plan;
	size_t n = 0;

	work->names = calloc(plan->ntaken + 1, sizeof(*work->names));
	work->kinds = calloc(plan->ntaken + 1, sizeof(*work->kinds));
	if (work->names == NULL || work->kinds == NULL)
		return error_memory(err);
	for (size_t i = 0; i < plan->nverdicts; i++)
		if (plan->verdicts[i].take) {
			work->names[n] = plan->verdicts[i].name->text;
			work->kinds[n++] = plan->verdicts[i].name->kind;
		}
	work->spec.names = work->names;
	work->spec.kinds = work->kinds;
	work->spec.nnames = n;
	work->spec.common_name = plan->common_name;
	work->spec.attributes = plan->profile->subject;
	work->spec.profile = plan->profile;
	return SANREQ_OK;
}

/* What would stop us later is said before anything is made. */
static enum sanreq_status
check_targets(const struct work *work, const struct cli *cli, struct error *err)
{
	if (!cli->reuse_key && exists(work->key_path))
		return error_set(err, SANREQ_OUTPUT,
		    "%s: exists already, and a key is never replaced: give "
		    "--reuse-key to use it, or --key FILE for a new one",
		    QUOTES(work->key_path));
	if (cli->reuse_key && !exists(work->key_path))
		return error_set(err, SANREQ_INPUT,
		    "%s: --reuse-key, but there is no such key",
		    QUOTES(work->key_path));
	if (work->request_path != NULL && !cli->force &&
	    exists(work->request_path))
		return error_set(err, SANREQ_OUTPUT,
		    "%s: exists already: give --force to replace it, or --csr "
		    "FILE for another",
		    QUOTES(work->request_path));
	if (cli->manifest != NULL && !cli->force && exists(cli->manifest))
		return error_set(err, SANREQ_OUTPUT,
		    "%s: exists already: give --force to replace it",
		    QUOTES(cli->manifest));
	return SANREQ_OK;
}

static enum sanreq_status
load_key(struct work *work, struct error *err)
{
	const struct profile *profile = work->gathered.profile;
	enum sanreq_status status;
	char *data = NULL;
	size_t n = 0;
	int type;

	status = store_read(work->key_path, KEY_FILE_MAX, true, &data, &n, err);
	if (status == SANREQ_OK)
		status = key_read(&work->key, data, n,
		    work->key_pass.data != NULL ? &work->key_pass : NULL,
		    QUOTES(work->key_path), err);
	if (data != NULL)
		explicit_bzero(data, n);
	free(data);
	if (status != SANREQ_OK)
		return status;
	type = key_type(work->key);
	if (type == -1 || (profile->keys_allowed & (1u << type)) == 0)
		return error_rule(err, SANREQ_POLICY, "KEY09",
		    "%s: profile %s does not allow a key of this kind (%s)",
		    QUOTES(work->key_path), QUOTES(profile->name),
		    key_description(
			work->key, (char[64]){0}, sizeof(char[64])));
	return SANREQ_OK;
}

static enum sanreq_status
sign(struct work *work, const struct cli *cli, struct error *err)
{
	enum sanreq_status status;
	const struct buf *file;

	buf_init(&work->der, REQUEST_MAX);
	buf_init(&work->pem, REQUEST_MAX);
	if ((status = request_build(&work->spec, work->key, &work->der, err)) !=
		SANREQ_OK ||
	    (status = request_verify(&work->spec, work->key, work->der.data,
		 work->der.len, err)) != SANREQ_OK)
		return status;
	if (!cli->der && (status = request_to_pem(work->der.data, work->der.len,
			      &work->pem, err)) != SANREQ_OK)
		return status;
	file = cli->der ? &work->der : &work->pem;
	if ((status = digest_sha256(
		 file->data, file->len, work->request_hash, err)) == SANREQ_OK)
		status = key_hash(work->key, work->key_hash, err);
	key_description(
	    work->key, work->key_description, sizeof(work->key_description));
	return status;
}

/* Makes and publishes; nothing was written before, bar the temporary. */
static enum sanreq_status
make_files(struct work *work, const struct cli *cli, struct error *err)
{
	const struct store_pair_options options = {
	    .key_path = cli->reuse_key ? NULL : work->key_path,
	    .request_path = work->request_path,
	    .replace_request = cli->force,
	};
	const struct secret *pass =
	    work->key_pass.data != NULL ? &work->key_pass : NULL;
	enum sanreq_status status;
	const struct buf *file;

	store_signals();
	if ((status = store_pair_begin(&work->pair, &options, err)) !=
	    SANREQ_OK)
		return status;
	if (cli->reuse_key)
		status = load_key(work, err);
	else if ((status = key_generate(&work->key, work->gathered.profile->key,
		      err)) == SANREQ_OK)
		status =
		    key_write(work->key, pass, cli->der, &work->key_text, err);
	if (status != SANREQ_OK || (status = sign(work, cli, err)) != SANREQ_OK)
		return status;
	file = cli->der ? &work->der : &work->pem;
	status = store_pair_publish(work->pair, work->key_text.data,
	    work->key_text.len, file->data, file->len, err);
	if (status == SANREQ_OK && work->request_path == NULL &&
	    (fwrite(file->data, 1, file->len, stdout) != file->len ||
		fflush(stdout) != 0))
		status = error_errno(err, SANREQ_OUTPUT, "standard output");
	return status;
}

static struct manifest
manifest_of(const struct work *work, const struct cli *cli)
{
	struct manifest manifest = {
	    .plan = work->gathered.plan,
	    .key_path = work->key_path,
	    .request_path = work->request_path,
	    .key_reused = cli->reuse_key,
	    .key_description = work->key_description,
	    .key_hash = work->key_hash,
	    .request_hash = work->request_hash,
	    .form = cli->der ? "der" : "pem",
	};

	if (cli->dry_run) {
		manifest.key_hash = NULL;
		manifest.request_hash = NULL;
		manifest.key_description =
		    key_type_text(work->gathered.profile->key);
	}
	return manifest;
}

static enum sanreq_status
write_manifest(
    const struct work *work, const struct cli *cli, struct error *err)
{
	const struct manifest manifest = manifest_of(work, cli);
	enum sanreq_status status;
	char *text = NULL;
	size_t n = 0;
	FILE *file;

	if ((file = open_memstream(&text, &n)) == NULL)
		return error_memory(err);
	status = manifest_write(&manifest, file, err);
	if (fclose(file) != 0)
		status = error_memory(err);
	if (status == SANREQ_OK)
		status =
		    store_file(cli->manifest, text, n, 0666, cli->force, err);
	free(text);
	return status;
}

static enum sanreq_status
report(const struct output *output, const struct work *work,
    const struct cli *cli, struct error *err)
{
	const struct manifest manifest = manifest_of(work, cli);

	switch (cli->format) {
	case FORMAT_JSON: return manifest_write(&manifest, output->file, err);
	case FORMAT_CSV: return plan_view_csv(output, work->gathered.plan, err);
	case FORMAT_NAMES:
		plan_view_names(output, work->gathered.plan);
		return SANREQ_OK;
	case FORMAT_TABLE:
	case FORMAT_YAML:
	case FORMAT_HTML: break;
	}
	summary_print(output, cli, &manifest, work->key_pass.data != NULL);
	return SANREQ_OK;
}

/* The result of the run on standard output, unless the request is there. */
static enum sanreq_status
open_report(struct output *output, const struct cli *cli, struct error *err)
{
	enum sanreq_status status = output_open(output, cli, err);

	if (status == SANREQ_OK && output->path == NULL && cli->csr != NULL &&
	    strcmp(cli->csr, "-") == 0 && !cli->dry_run)
		output->file = stderr;
	return status;
}

static enum sanreq_status
prepare(struct work *work, const struct cli *cli, struct error *err)
{
	enum sanreq_status status;

	if ((status = key_library_init(err)) != SANREQ_OK ||
	    (status = gather_plan(&work->gathered, cli, err)) != SANREQ_OK ||
	    (status = refuse_errors(work->gathered.plan, err)) != SANREQ_OK ||
	    (status = make_spec(work, err)) != SANREQ_OK)
		return status;
	if (work->spec.nnames == 0)
		return error_rule(err, SANREQ_POLICY, "NAM01",
		    "profile %s takes no name: sanreq plan says why",
		    QUOTES(work->gathered.profile->name));
	if ((status = choose_paths(work, cli, err)) != SANREQ_OK)
		return status;
	return check_targets(work, cli, err);
}

static enum sanreq_status
perform(struct work *work, const struct cli *cli, struct error *err)
{
	enum sanreq_status status;
	struct output output = {0};

	if ((status = prepare(work, cli, err)) != SANREQ_OK)
		return status;
	if (!cli->dry_run) {
		if (cli->key_pass != NULL)
			status = secret_read(cli->key_pass,
			    "Key password: ", &work->key_pass, err);
		if (status == SANREQ_OK)
			status = make_files(work, cli, err);
		if (status == SANREQ_OK && cli->manifest != NULL)
			status = write_manifest(work, cli, err);
	}
	if (status == SANREQ_OK && (!cli->quiet || cli->output != NULL) &&
	    (status = open_report(&output, cli, err)) == SANREQ_OK)
		status = report(&output, work, cli, err);
	return output_close(&output, status != SANREQ_OK, err);
}

static void
work_release(struct work *work)
{
	store_pair_abandon(&work->pair);
	key_text_free(&work->key_text);
	key_free(&work->key);
	secret_release(&work->key_pass);
	buf_release(&work->der);
	buf_release(&work->pem);
	free(work->names);
	free(work->kinds);
	free(work->key_path);
	free(work->request_path);
	gathered_release(&work->gathered);
}

enum exit_status
request_run(const struct cli *cli, struct error *err)
{
	struct work work = {0};
	enum sanreq_status status = perform(&work, cli, err);

	work_release(&work);
	return exit_status_of(status);
}
