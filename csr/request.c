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
#include "signing.h"
#include "store/store.h"
#include "summary.h"

/* Everything that one run makes; released as a whole. */
struct work {
	struct job job;
	struct secret key_pass;
	struct signing signing;
	char *key_path;
	char *request_path; /* NULL: standard output */
};

static bool
exists(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
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
	const char *name = work->signing.spec.common_name != NULL
			       ? work->signing.spec.common_name
			       : work->signing.spec.names[0];

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

/* The files that a run writes, and what option names each. */
struct target {
	const char *path; /* or NULL */
	const char *option;
};

enum {
	TARGET_KEY,
	TARGET_CSR,
	TARGET_MANIFEST,
	TARGET_OUTPUT,
	TARGETS
};

static void
list_targets(const struct work *work, const struct cli *cli,
    struct target targets[TARGETS])
{
	targets[TARGET_KEY] = (struct target){work->key_path, "--key"};
	targets[TARGET_CSR] = (struct target){work->request_path, "--csr"};
	targets[TARGET_MANIFEST] = (struct target){cli->manifest, "--manifest"};
	targets[TARGET_OUTPUT] = (struct target){cli->output, "--output"};
}

/* One run must not overwrite what it made or read itself. */
static enum sanreq_status
check_clashes(const struct target targets[TARGETS], const struct cli *cli,
    struct error *err)
{
	for (int a = 0; a < TARGETS; a++) {
		const char *path = targets[a].path;

		if (path == NULL)
			continue;
		for (int b = a + 1; b < TARGETS; b++)
			if (targets[b].path != NULL &&
			    store_same_target(path, targets[b].path))
				return error_set(err, SANREQ_USAGE,
				    "%s and %s are the same file: %s",
				    targets[a].option, targets[b].option,
				    QUOTES(path));
		if (cli->profile != NULL &&
		    store_same_target(path, cli->profile))
			return error_set(err, SANREQ_USAGE,
			    "%s would replace the profile: %s",
			    targets[a].option, QUOTES(path));
	}
	return SANREQ_OK;
}

static enum sanreq_status
check_key(const struct work *work, const struct cli *cli, struct error *err)
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
	return cli->reuse_key
		   ? SANREQ_OK
		   : store_writable_target(work->key_path, false, err);
}

/* What would stop us later is said before anything is made. */
static enum sanreq_status
check_targets(const struct work *work, const struct cli *cli, struct error *err)
{
	struct target targets[TARGETS];
	enum sanreq_status status;

	list_targets(work, cli, targets);
	if ((status = check_clashes(targets, cli, err)) != SANREQ_OK ||
	    (status = check_key(work, cli, err)) != SANREQ_OK)
		return status;
	if (work->request_path != NULL && !cli->force &&
	    exists(work->request_path))
		return error_set(err, SANREQ_OUTPUT,
		    "%s: exists already: give --force to replace it, or --csr "
		    "FILE for another",
		    QUOTES(work->request_path));
	for (int i = TARGET_CSR; status == SANREQ_OK && i < TARGETS; i++)
		if (targets[i].path != NULL)
			status = store_writable_target(targets[i].path,
			    cli->force || i == TARGET_OUTPUT, err);
	return status;
}

static enum sanreq_status
make_files(struct work *work, const struct cli *cli, struct error *err)
{
	const struct signing_options options = {
	    .key_path = work->key_path,
	    .request_path = work->request_path,
	    .key_pass = work->key_pass.data != NULL ? &work->key_pass : NULL,
	    .reuse_key = cli->reuse_key,
	    .replace_request = cli->force,
	    .der = cli->der,
	    .guard = true,
	};
	enum sanreq_status status;
	const struct buf *file;

	store_signals();
	status = signing_perform(&work->signing, &options, err);
	file = work->signing.file;
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
	    .plan = work->job.plan,
	    .key_path = work->key_path,
	    .request_path = work->request_path,
	    .key_reused = cli->reuse_key,
	    .key_description = work->signing.key_description,
	    .key_hash = work->signing.key_hash,
	    .request_hash = work->signing.request_hash,
	    .form = cli->der ? "der" : "pem",
	};

	if (cli->dry_run) {
		manifest.key_hash = NULL;
		manifest.request_hash = NULL;
		manifest.key_description =
		    key_type_text(work->job.profile->key);
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
	case FORMAT_CSV: return plan_view_csv(output, work->job.plan, err);
	case FORMAT_NAMES:
		plan_view_names(output, work->job.plan);
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
	    (status = gather_plan(&work->job, cli, err)) != SANREQ_OK ||
	    (status = signing_prepare(&work->signing, work->job.plan, err)) !=
		SANREQ_OK ||
	    (status = choose_paths(work, cli, err)) != SANREQ_OK)
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
	if (cli->key_pass != NULL)
		status = secret_read(
		    cli->key_pass, "Key password: ", &work->key_pass, err);
	if (status == SANREQ_OK && !cli->dry_run) {
		status = make_files(work, cli, err);
		if (status == SANREQ_OK && cli->manifest != NULL)
			status = write_manifest(work, cli, err);
	}
	if (status == SANREQ_OK &&
	    (!cli->quiet || cli->format != FORMAT_TABLE) &&
	    (status = open_report(&output, cli, err)) == SANREQ_OK)
		status = report(&output, work, cli, err);
	return output_close(&output, status != SANREQ_OK, err);
}

static void
work_release(struct work *work)
{
	signing_release(&work->signing);
	secret_release(&work->key_pass);
	free(work->key_path);
	free(work->request_path);
	job_release(&work->job);
}

enum exit_status
request_run(const struct cli *cli, struct error *err)
{
	struct work work = {0};
	enum sanreq_status status = perform(&work, cli, err);

	work_release(&work);
	return exit_status_of(status);
}
