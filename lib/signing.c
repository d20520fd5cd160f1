/*
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "check/rules.h"
#include "signing.h"
#include "store/store.h"

#define KEY_FILE_MAX ((size_t)1 << 20)
#define REQUEST_MAX  ((size_t)256 << 20)

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

static enum sanreq_status
make_spec(struct signing *signing, struct error *err)
{
	const struct plan *plan = signing->plan;
	size_t n = 0;

	signing->names = calloc(plan->ntaken + 1, sizeof(*signing->names));
	signing->kinds = calloc(plan->ntaken + 1, sizeof(*signing->kinds));
	if (signing->names == NULL || signing->kinds == NULL)
		return error_memory(err);
	for (size_t i = 0; i < plan->nverdicts; i++)
		if (plan->verdicts[i].take) {
			signing->names[n] = plan->verdicts[i].name->text;
			signing->kinds[n++] = plan->verdicts[i].name->kind;
		}
	signing->spec.names = signing->names;
	signing->spec.kinds = signing->kinds;
	signing->spec.nnames = n;
	signing->spec.common_name = plan->common_name;
	signing->spec.attributes = plan->profile->subject;
	signing->spec.profile = plan->profile;
	return SANREQ_OK;
}

enum sanreq_status
signing_prepare(
    struct signing *signing, const struct plan *plan, struct error *err)
{
	enum sanreq_status status;

	signing->plan = plan;
	/* whatever else is wrong then follows from it */
	if (plan->ntaken == 0)
		return error_set(err, SANREQ_POLICY,
		    "profile %s takes none of the names: sanreq plan "
		    "says why of each; --add takes one all the same",
		    QUOTES(plan->profile->name));
	if ((status = refuse_errors(plan, err)) != SANREQ_OK)
		return status;
	return make_spec(signing, err);
}

static enum sanreq_status
load_key(struct signing *signing, const struct signing_options *options,
    struct error *err)
{
	enum sanreq_status status;
	char *data = NULL;
	size_t n = 0;

	status =
	    store_read(options->key_path, KEY_FILE_MAX, true, &data, &n, err);
	/* now that the path, which may be below /proc/self, is read */
	if (options->guard)
		key_guard();
	if (status == SANREQ_OK)
		status = key_read(&signing->key, data, n, options->key_pass,
		    QUOTES(options->key_path), err);
	if (data != NULL)
		explicit_bzero(data, n);
	free(data);
	return status;
}

/* The profile's own word, which may be stricter than any CA's. */
static enum sanreq_status
check_allowed(
    const struct signing *signing, const char *key_path, struct error *err)
{
	const struct profile *profile = signing->plan->profile;
	int type = key_type(signing->key);

	if (type != -1 && (profile->keys_allowed & (1u << type)) != 0)
		return SANREQ_OK;
	return error_set(err, SANREQ_POLICY,
	    "%s: a key of this kind (%s) is not among those that %s allows",
	    QUOTES(key_path),
	    key_description(signing->key, (char[64]){0}, sizeof(char[64])),
	    QUOTES(
		profile->keys_at != NULL ? profile->keys_at : profile->name));
}

static enum sanreq_status
make_key(struct signing *signing, const struct signing_options *options,
    struct error *err)
{
	enum sanreq_status status;

	if (options->guard)
		key_guard();
	status = key_generate(&signing->key, signing->plan->profile->key, err);
	if (status != SANREQ_OK)
		return status;
	return key_write(signing->key, options->key_pass, options->der,
	    &signing->key_text, err);
}

static enum sanreq_status
sign(struct signing *signing, bool der, struct error *err)
{
	enum sanreq_status status;

	buf_init(&signing->der, REQUEST_MAX);
	buf_init(&signing->pem, REQUEST_MAX);
	if ((status = request_build(&signing->spec, signing->key, &signing->der,
		 err)) != SANREQ_OK ||
	    (status = request_verify(&signing->spec, signing->key,
		 signing->der.data, signing->der.len, err)) != SANREQ_OK)
		return status;
	if (!der && (status = request_to_pem(signing->der.data,
			 signing->der.len, &signing->pem, err)) != SANREQ_OK)
		return status;
	signing->file = der ? &signing->der : &signing->pem;
	if ((status = digest_sha256(signing->file->data, signing->file->len,
		 signing->request_hash, err)) == SANREQ_OK)
		status = key_hash(signing->key, signing->key_hash, err);
	key_description(signing->key, signing->key_description,
	    sizeof(signing->key_description));
	return status;
}

/* An error of a rule that judges no plan: of the key, mostly. */
static enum sanreq_status
take_breach(void *arg, const struct breach *b, struct error *err)
{
	const struct rule *rule = rules_find(b->id);

	(void)arg;
	if (b->severity != SEVERITY_ERROR ||
	    (rule->judges & (JUDGES_PLAN | JUDGES_SPELLING)) != 0)
		return SANREQ_OK;
	return error_rule(err, SANREQ_POLICY, rule->id, "%s", b->message);
}

/* What only the request itself shows of a key that was made elsewhere: it may
 * be one that everybody can compute. */
static enum sanreq_status
judge(const struct signing *signing, const char *key_path, struct error *err)
{
	const struct profile *profile = signing->plan->profile;
	const struct rule_subject known = {.ca = profile->ca,
	    .terms = rules_terms_of(profile),
	    .profile = profile};
	struct decoded *decoded = NULL;

	if (decode(&decoded, signing->der.data, signing->der.len, err) ==
		SANREQ_OK &&
	    rules_apply_decoded(&known, decoded, take_breach, NULL, err) !=
		SANREQ_OK)
		(void)!error_prefix(err, "%s", QUOTES(key_path));
	decoded_free(&decoded);
	return err->status;
}

enum sanreq_status
signing_perform(struct signing *signing, const struct signing_options *options,
    struct error *err)
{
	const struct store_pair_options files = {
	    .key_path = options->reuse_key ? NULL : options->key_path,
	    .request_path = options->request_path,
	    .replace_request = options->replace_request,
	};
	enum sanreq_status status = SANREQ_OK;

	if (!options->reuse_key)
		status = key_prepare(signing->plan->profile->key, err);
	if (status == SANREQ_OK)
		status = store_pair_begin(&signing->pair, &files, err);
	if (status != SANREQ_OK)
		return status;
	status = options->reuse_key ? load_key(signing, options, err)
				    : make_key(signing, options, err);
	if (status != SANREQ_OK ||
	    (status = sign(signing, options->der, err)) != SANREQ_OK ||
	    (options->reuse_key &&
		((status = judge(signing, options->key_path, err)) !=
			SANREQ_OK ||
		    (status = check_allowed(signing, options->key_path, err)) !=
			SANREQ_OK)))
		return status;
	return store_pair_publish(signing->pair, signing->key_text.data,
	    signing->key_text.len, signing->file->data, signing->file->len,
	    err);
}

void
signing_release(struct signing *signing)
{
	store_pair_abandon(&signing->pair);
	key_text_free(&signing->key_text);
	key_free(&signing->key);
	buf_release(&signing->der);
	buf_release(&signing->pem);
	free(signing->names);
	free(signing->kinds);
	*signing = (struct signing){0};
}
