/*
 * SPDX-License-Identifier: ISC
 *
 * The public interface: documents, and the request.
 */
#include <stdlib.h>

#include "context.h"
#include "name/inventory_json.h"

/* --- documents --- */

static enum sanreq_status
write_inventory(const struct sanreq *s, FILE *file, struct error *err)
{
	return inventory_write_json(s->job.inventory, false, file, err);
}

static enum sanreq_status
write_plan(const struct sanreq *s, FILE *file, struct error *err)
{
	return plan_write_json(s->job.plan, file, err);
}

static enum sanreq_status
write_text(struct sanreq *s, enum step step,
    enum sanreq_status (*write)(const struct sanreq *, FILE *, struct error *),
    char **out, size_t *n)
{
	enum sanreq_status status;
	char *text = NULL;
	size_t size = 0;
	bool failed;
	FILE *file;

	if ((status = context_enter(s, step)) != SANREQ_OK ||
	    (status = context_need(s, "the place for the text", out)) !=
		SANREQ_OK ||
	    (status = context_need(s, "the place for its size", n)) !=
		SANREQ_OK)
		return status;
	if ((file = open_memstream(&text, &size)) == NULL)
		return error_memory(&s->err);
	status = write(s, file, &s->err);
	failed = ferror(file) != 0;
	failed |= fclose(file) != 0;
	if (status == SANREQ_OK && failed)
		status = error_memory(&s->err);
	if (status != SANREQ_OK) {
		free(text);
		return status;
	}
	*out = text;
	*n = size;
	return SANREQ_OK;
}

enum sanreq_status
sanreq_inventory_json(struct sanreq *s, char **text, size_t *n)
{
	return write_text(s, STEP_DISCOVERED, write_inventory, text, n);
}

enum sanreq_status
sanreq_plan_json(struct sanreq *s, char **text, size_t *n)
{
	return write_text(s, STEP_PLANNED, write_plan, text, n);
}

/* --- the request --- */

enum sanreq_status
sanreq_set_key_password(struct sanreq *s, const char *password, size_t n)
{
	enum sanreq_status status = context_enter(s, STEP_ANY);

	if (status != SANREQ_OK)
		return status;
	if (password != NULL)
		return secret_copy(&s->key_password, password, n, &s->err);
	secret_release(&s->key_password);
	return SANREQ_OK;
}

static enum sanreq_status
check_request(struct sanreq *s, const char *key_path, const char *request_path,
    unsigned flags)
{
	const unsigned known =
	    SANREQ_REUSE_KEY | SANREQ_REPLACE_REQUEST | SANREQ_DER;
	enum sanreq_status status = context_enter(s, STEP_PLANNED);

	if (status != SANREQ_OK)
		return status;
	if ((flags & ~known) != 0)
		return error_set(&s->err, SANREQ_USAGE, "unknown flags 0x%x",
		    flags & ~known);
	if (key_path == NULL && request_path != NULL)
		return error_set(&s->err, SANREQ_USAGE,
		    "a file for the request and none for its key");
	if (key_path == NULL && (flags & SANREQ_REUSE_KEY) != 0)
		return error_set(
		    &s->err, SANREQ_USAGE, "a key to reuse, and no path to it");
	return SANREQ_OK;
}

enum sanreq_status
sanreq_request(struct sanreq *s, const char *key_path, const char *request_path,
    unsigned flags)
{
	struct signing_options options = {
	    .key_path = key_path,
	    .request_path = request_path,
	    .reuse_key = (flags & SANREQ_REUSE_KEY) != 0,
	    .replace_request = (flags & SANREQ_REPLACE_REQUEST) != 0,
	    .der = (flags & SANREQ_DER) != 0,
	};
	enum sanreq_status status =
	    check_request(s, key_path, request_path, flags);

	if (status != SANREQ_OK)
		return status;
	if (s->key_password.data != NULL)
		options.key_pass = &s->key_password;
	options.guard = s->guard;
	context_forget_request(s);
	if ((status = signing_prepare(&s->signing, s->job.plan, &s->err)) !=
		SANREQ_OK ||
	    (status = signing_perform(&s->signing, &options, &s->err)) !=
		SANREQ_OK) {
		context_forget_request(s);
		return status;
	}
	/* nobody asks for it again: it has a file */
	if (key_path != NULL)
		key_text_free(&s->signing.key_text);
	s->requested = true;
	return SANREQ_OK;
}

static const char *
lend(const char *data, size_t len, size_t *n)
{
	if (n != NULL)
		*n = data != NULL ? len : 0;
	return data;
}

const char *
sanreq_request_data(const struct sanreq *s, size_t *n)
{
	if (s == NULL || !s->requested)
		return lend(NULL, 0, n);
	return lend(s->signing.file->data, s->signing.file->len, n);
}

const char *
sanreq_key_data(const struct sanreq *s, size_t *n)
{
	if (s == NULL || !s->requested)
		return lend(NULL, 0, n);
	return lend(s->signing.key_text.data, s->signing.key_text.len, n);
}

const char *
sanreq_request_sha256(const struct sanreq *s)
{
	return s != NULL && s->requested ? s->signing.request_hash : NULL;
}

const char *
sanreq_public_key_sha256(const struct sanreq *s)
{
	return s != NULL && s->requested ? s->signing.key_hash : NULL;
}
