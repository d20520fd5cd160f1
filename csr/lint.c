/*
 * SPDX-License-Identifier: ISC
 *
 * sanreq lint: requests and certificates against the rule catalogue.
 */
#include <sys/stat.h>

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "gather.h"
#include "lint_view.h"
#include "pkcs10/key.h"
#include "pkcs10/key_form.h"
#include "store/store.h"

#define KEY_FILE_MAX ((size_t)1 << 20)
#define TEXTS_MAX    ((size_t)256 << 20) /* of one report */

/* What the files do not say; lives as long as the run. */
struct facts {
	struct rule_subject known;
	struct profile *profile;
	struct job job;
	struct key_file key;
	char key_hash[65];
	struct bundle *previous;
	struct weak_list *weak;
	struct secret cert_pass;
};

/* --- facts ---------------------------------------------------------------- */

static enum sanreq_status
choose_ca(struct facts *facts, const struct cli *cli, struct error *err)
{
	struct rule_subject *known = &facts->known;
	const char *ca = cli->ca != NULL ? cli->ca : "";

	if (cli->profile != NULL && profile_load(&facts->profile, cli->profile,
					rules_ids(), err) != SANREQ_OK)
		return err->status;
	known->profile = facts->profile;
	known->ca = CA_PUBLIC;
	if (cli->ca == NULL && facts->profile != NULL) {
		known->ca = facts->profile->ca;
		known->terms = rules_terms_of(facts->profile);
	}
	if (strcmp(ca, "private") == 0 || strcmp(ca, "adcs") == 0)
		known->ca = CA_PRIVATE;
	if (strcmp(ca, "adcs") == 0)
		known->terms = TERMS_ADCS;
	if (strcmp(ca, "lets-encrypt") == 0)
		known->terms = TERMS_LETS_ENCRYPT;
	known->exchange = exchange_version_find(cli->exchange);
	known->now = time(NULL);
	return SANREQ_OK;
}

static enum sanreq_status
read_key(struct facts *facts, const struct cli *cli, struct error *err)
{
	struct secret pass = {0};
	struct key *key = NULL;
	struct stat st;
	char *data = NULL;
	size_t n = 0;

	if (cli->key == NULL)
		return SANREQ_OK;
	if (store_read(cli->key, KEY_FILE_MAX, false, &data, &n, err) !=
	    SANREQ_OK)
		return err->status;
	facts->key.path = cli->key;
	if (stat(cli->key, &st) == 0 && S_ISREG(st.st_mode))
		facts->key.mode = (unsigned)st.st_mode & 07777;
	(void)key_form_of_file(data, n, &facts->key.encrypted);
	if (cli->key_pass == NULL ||
	    secret_read(cli->key_pass, "Key password: ", &pass, err) ==
		SANREQ_OK)
		(void)!key_read(&key, data, n, pass.data != NULL ? &pass : NULL,
		    QUOTES(cli->key), err);
	if (err->status == SANREQ_OK &&
	    key_hash(key, facts->key_hash, err) == SANREQ_OK)
		facts->key.sha256 = facts->key_hash;
	key_free(&key);
	secret_release(&pass);
	explicit_bzero(data, n);
	free(data);
	facts->known.key = &facts->key;
	return err->status;
}

/* "-" is the standard input. */
static enum sanreq_status
read_file(const char *path, char **data, size_t *n, struct error *err)
{
	return store_read(strcmp(path, "-") == 0 ? "/dev/stdin" : path,
	    BUNDLE_MAX, false, data, n, err);
}

static enum sanreq_status
read_previous(struct facts *facts, const struct cli *cli, struct error *err)
{
	char *data = NULL;
	size_t n = 0;

	if (cli->previous == NULL)
		return SANREQ_OK;
	if (read_file(cli->previous, &data, &n, err) == SANREQ_OK)
		(void)!bundle_read(&facts->previous, data, n, &facts->cert_pass,
		    QUOTES(cli->previous), err);
	free(data);
	if (err->status == SANREQ_OK)
		facts->known.previous =
		    facts->previous->items[facts->previous->leaf].decoded;
	return err->status;
}

static enum sanreq_status
read_weak(struct facts *facts, const struct cli *cli, struct error *err)
{
	char *data = NULL;
	size_t n = 0;

	if (cli->weak_keys == NULL)
		return SANREQ_OK;
	if (store_read(cli->weak_keys, WEAK_LIST_MAX, false, &data, &n, err) ==
	    SANREQ_OK)
		(void)!weak_list_read(
		    &facts->weak, data, n, QUOTES(cli->weak_keys), err);
	free(data);
	facts->known.weak = facts->weak;
	return err->status;
}

static enum sanreq_status
read_inventory(struct facts *facts, const struct cli *cli, struct error *err)
{
	struct cli sources = *cli;

	if (cli->inventory.n == 0)
		return SANREQ_OK;
	sources.operands = cli->inventory;
	if (gather_inventory(&facts->job, &sources, err) == SANREQ_OK)
		facts->known.inventory = facts->job.inventory;
	return err->status;
}

static enum sanreq_status
gather_facts(struct facts *facts, const struct cli *cli, struct error *err)
{
	if (choose_ca(facts, cli, err) != SANREQ_OK)
		return err->status;
	if (cli->cert_pass != NULL &&
	    secret_read(cli->cert_pass, "PFX password: ", &facts->cert_pass,
		err) != SANREQ_OK)
		return err->status;
	if (read_weak(facts, cli, err) != SANREQ_OK ||
	    read_previous(facts, cli, err) != SANREQ_OK ||
	    read_inventory(facts, cli, err) != SANREQ_OK)
		return err->status;
	return read_key(facts, cli, err);
}

static void
facts_release(struct facts *facts)
{
	job_release(&facts->job);
	bundle_free(&facts->previous);
	weak_list_free(&facts->weak);
	profile_free(&facts->profile);
	secret_release(&facts->cert_pass);
}

/* --- one file ------------------------------------------------------------- */

static enum sanreq_status
take_breach(void *arg, const struct breach *b, struct error *err)
{
	struct lint_report *report = arg;
	size_t n = report->nfindings;
	struct lint_finding *f;

	if ((n & (n - 1)) == 0) { /* full at powers of two */
		f = realloc(report->findings,
		    (n == 0 ? 1 : 2 * n) * sizeof(*report->findings));
		if (f == NULL)
			return error_memory(err);
		report->findings = f;
	}
	f = &report->findings[n];
	*f = (struct lint_finding){
	    .rule = rules_find(b->id), .severity = b->severity};
	f->message =
	    pool_copy(&report->pool, b->message, strlen(b->message), err);
	if (b->place != NULL)
		f->place =
		    pool_copy(&report->pool, b->place, strlen(b->place), err);
	if (b->dn != NULL)
		f->dn = pool_copy(&report->pool, b->dn, strlen(b->dn), err);
	if (err->status == SANREQ_OK)
		report->nfindings++;
	return err->status;
}

static int
compare_findings(const void *va, const void *vb)
{
	const struct lint_finding *a = va, *b = vb;
	int order;

	if (a->severity != b->severity)
		return (int)b->severity - (int)a->severity;
	order = strcmp(a->rule->id, b->rule->id);
	return order != 0 ? order : strcmp(a->message, b->message);
}

static void
show(struct lint_view *view, struct lint_report *report)
{
	if (report->nfindings > 1)
		qsort(report->findings, report->nfindings,
		    sizeof(*report->findings), compare_findings);
	lint_view_report(view, report);
}

static void
report_release(struct lint_report *report)
{
	free(report->findings);
	pool_release(&report->pool);
}

static const char *
type_of(const struct bundle *bundle, const struct decoded *d)
{
	if (strcmp(bundle->type, "pkcs12") == 0)
		return "pfx";
	if (strcmp(bundle->type, "pkcs7") == 0)
		return "pkcs7";
	return d->kind == DECODED_REQUEST ? "request" : "certificate";
}

static enum sanreq_status
lint_item(struct lint_view *view, const struct rule_subject *known,
    const struct bundle *bundle, const struct bundle_item *item,
    struct error *err)
{
	struct rule_subject s = *known;
	struct lint_report report = {.file = known->path,
	    .line = bundle->nitems > 1 ? item->line : 0,
	    .type = type_of(bundle, item->decoded),
	    .decoded = item->decoded};

	s.form = &item->form;
	if (s.pfx != NULL)
		s.pfx_key = bundle->key_sha256;
	else
		s.beside_key = bundle->holds_key;
	pool_init(&report.pool, TEXTS_MAX);
	if (rules_apply_decoded(&s, item->decoded, take_breach, &report, err) ==
	    SANREQ_OK)
		show(view, &report);
	report_release(&report);
	return err->status;
}

/* Every request; of certificates, the one that the others stand behind. */
static enum sanreq_status
lint_bundle(struct lint_view *view, const struct rule_subject *facts,
    const struct bundle *bundle, const char *data, size_t n, struct error *err)
{
	struct rule_subject known = *facts;
	struct pfx_facts pfx;
	size_t i;

	if (strcmp(bundle->type, "pkcs12") == 0) {
		if (pfx_examine(&pfx, data, n, err) != SANREQ_OK)
			return err->status;
		known.pfx = &pfx;
	}
	for (i = 0; i < bundle->nitems && err->status == SANREQ_OK; i++)
		if (i == bundle->leaf ||
		    bundle->items[i].decoded->kind == DECODED_REQUEST)
			(void)!lint_item(
			    view, &known, bundle, &bundle->items[i], err);
	return err->status;
}

/* A private key given in place of a request is a finding, not an error. */
static bool
is_key(const char *path, const char *data, size_t n, struct key_file *key)
{
	struct stat st;

	*key = (struct key_file){.path = path};
	if (!key_form_is_private(key_form_of_file(data, n, &key->encrypted)))
		return false;
	if (stat(path, &st) == 0 && S_ISREG(st.st_mode))
		key->mode = (unsigned)st.st_mode & 07777;
	return true;
}

static enum sanreq_status
lint_key(struct lint_view *view, const struct rule_subject *known,
    const struct key_file *key, struct error *err)
{
	struct lint_report report = {
	    .file = known->path, .type = "private-key"};

	pool_init(&report.pool, TEXTS_MAX);
	if (rules_apply_key(known, key, take_breach, &report, err) == SANREQ_OK)
		show(view, &report);
	report_release(&report);
	return err->status;
}

static enum sanreq_status
lint_file(struct lint_view *view, const struct facts *facts, const char *path,
    struct error *err)
{
	struct rule_subject known = facts->known;
	struct bundle *bundle = NULL;
	struct key_file key;
	char *data = NULL;
	size_t n = 0;

	known.path = path;
	if (read_file(path, &data, &n, err) != SANREQ_OK)
		return err->status;
	if (bundle_read(&bundle, data, n,
		facts->cert_pass.data != NULL ? &facts->cert_pass : NULL,
		QUOTES(path), err) == SANREQ_OK) {
		(void)!lint_bundle(view, &known, bundle, data, n, err);
	} else if (err->status == SANREQ_INPUT && is_key(path, data, n, &key)) {
		error_clear(err);
		(void)!lint_key(view, &known, &key, err);
	}
	/* it may be a private key */
	explicit_bzero(data, n);
	free(data);
	bundle_free(&bundle);
	return err->status;
}

/* --- all ------------------------------------------------------------------ */

static bool
is_input_error(enum sanreq_status status)
{
	return status == SANREQ_INPUT || status == SANREQ_LIMIT;
}

/* One file that cannot be read is no reason to leave out the others: it is
 * told at once, and the last such error is what the run ends with. */
static enum sanreq_status
lint_files(struct lint_view *view, const struct facts *facts,
    const struct words *files, struct error *err)
{
	struct error one;
	size_t i;

	for (i = 0; i < files->n; i++) {
		memset(&one, 0, sizeof(one));
		if (lint_file(view, facts, files->items[i], &one) == SANREQ_OK)
			continue;
		if (err->status != SANREQ_OK)
			fprintf(stderr, "sanreq: %s\n", err->text);
		*err = one;
		if (!is_input_error(one.status))
			break;
	}
	return err->status;
}

static enum sanreq_status
lint_work(struct lint_view *view, const struct cli *cli, struct error *err)
{
	struct facts *facts = calloc(1, sizeof(*facts));
	enum sanreq_status status;

	if (facts == NULL)
		return error_memory(err);
	if ((status = gather_facts(facts, cli, err)) == SANREQ_OK) {
		lint_view_begin(view);
		status = lint_files(view, facts, &cli->operands, err);
		if (lint_view_end(view, status != SANREQ_OK, err) != SANREQ_OK)
			status = err->status;
	}
	facts_release(facts);
	free(facts);
	return status;
}

static enum sanreq_status
check_words(const struct cli *cli, struct error *err)
{
	bool asks = cli->list || cli->explain != NULL;

	if (asks && cli->operands.n != 0)
		return error_set(err, SANREQ_USAGE, "%s looks at no file",
		    cli->list ? "--list" : "--explain");
	if (cli->list && cli->explain != NULL)
		return error_set(
		    err, SANREQ_USAGE, "--list and --explain together");
	if (cli->explain != NULL && cli->format != FORMAT_TABLE)
		return error_set(err, SANREQ_USAGE,
		    "--explain is text; --list -f json has it all");
	if (!asks && cli->operands.n == 0)
		return error_set(err, SANREQ_USAGE,
		    "no FILE given: a request, a certificate, or - for "
		    "standard input (sanreq lint --help)");
	return SANREQ_OK;
}

static enum sanreq_status
run(const struct output *output, const struct cli *cli, size_t *errors,
    struct error *err)
{
	struct lint_view *view;
	enum sanreq_status status;

	if (cli->list)
		return lint_list(output, cli->format == FORMAT_JSON, err);
	if (cli->explain != NULL)
		return lint_explain(output, cli->explain, err);
	if ((view = calloc(1, sizeof(*view))) == NULL) /* large for a frame */
		return error_memory(err);
	view->output = output;
	view->json = cli->format == FORMAT_JSON;
	view->info = cli->verbose;
	view->quiet = cli->quiet;
	status = lint_work(view, cli, err);
	*errors = view->counts[SEVERITY_ERROR];
	free(view);
	return status;
}

enum exit_status
lint_run(const struct cli *cli, struct error *err)
{
	struct output output = {0};
	enum sanreq_status status;
	size_t errors = 0;

	if (check_words(cli, err) != SANREQ_OK ||
	    output_open(&output, cli, err) != SANREQ_OK)
		return exit_status_of(err->status);
	status = run(&output, cli, &errors, err);
	/* what can be said of the other files is said */
	status = output_close(
	    &output, status != SANREQ_OK && !is_input_error(status), err);
	if (err->status != SANREQ_OK)
		return exit_status_of(err->status);
	return errors != 0 ? EXIT_NO : exit_status_of(status);
}
