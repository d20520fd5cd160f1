/*
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "store/keylike.h"
#include "store/store.h"
#include "store/temp.h"

#define REQUEST_MODE 0644

#define KEY_INSTEAD \
	"; a key is never replaced (--reuse-key makes a request for it)"
#define REQUEST_INSTEAD "; --force replaces it"

struct store_pair {
	struct target key;     /* folder -1: no key is written */
	struct target request; /* folder -1: no request is written */
	struct temp key_temp;
	struct temp request_temp;
	bool replace_request;
	bool written;
	bool key_published;
	bool request_published;
};

static enum sanreq_status
pair_open(struct store_pair *pair, const struct store_pair_options *options,
    struct error *err)
{
	enum sanreq_status status = SANREQ_OK;

	if (options->key_path != NULL)
		status = target_open(
		    &pair->key, options->key_path, KEY_INSTEAD, err);
	if (status == SANREQ_OK && options->request_path != NULL)
		status = target_open(&pair->request, options->request_path,
		    REQUEST_INSTEAD, err);
	if (status == SANREQ_OK && options->key_path != NULL &&
	    options->request_path != NULL &&
	    target_is_same(&pair->key, &pair->request))
		return error_set(err, SANREQ_OUTPUT,
		    "%s: the same file for the key and for the request",
		    QUOTES(pair->key.path));
	return status;
}

static enum sanreq_status
pair_prepare(struct store_pair *pair, const struct store_pair_options *options,
    struct error *err)
{
	enum sanreq_status status = pair_open(pair, options, err);
	bool with_key = pair->key.folder != -1;
	bool with_request = pair->request.folder != -1;

	if (status != SANREQ_OK ||
	    (with_key &&
		(status = target_judge(&pair->key, false, err)) != SANREQ_OK) ||
	    (with_request && (status = target_judge(&pair->request,
				  options->replace_request, err)) != SANREQ_OK))
		return status;
	if (with_request && options->replace_request &&
	    (status = keylike_refuse(
		 &pair->request, pair->request.name, err)) != SANREQ_OK)
		return status;
	/* Both now, so that a folder that takes no file is known before a key
	 * is made. */
	if (with_key && (status = temp_create(
			     &pair->key_temp, &pair->key, err)) != SANREQ_OK)
		return status;
	if (with_request)
		status = temp_create(&pair->request_temp, &pair->request, err);
	return status;
}

enum sanreq_status
store_pair_begin(struct store_pair **out,
    const struct store_pair_options *options, struct error *err)
{
	struct store_pair *pair;

	if ((pair = calloc(1, sizeof(*pair))) == NULL)
		return error_memory(err);
	pair->key = pair->request = TARGET_NONE;
	pair->key_temp = pair->request_temp = TEMP_NONE;
	pair->replace_request = options->replace_request;
	if (pair_prepare(pair, options, err) != SANREQ_OK) {
		store_pair_abandon(&pair);
		return err->status;
	}
	*out = pair;
	return SANREQ_OK;
}

static enum sanreq_status
publish_key(struct store_pair *pair, struct error *err)
{
	enum sanreq_status status;

	status = temp_publish(&pair->key_temp, &pair->key, false, err);
	if (status != SANREQ_OK)
		return status;
	pair->key_published = true;
	/* On disk before the request is: no power cut may leave the request
	 * alone. */
	return target_sync(&pair->key, err);
}

static enum sanreq_status
publish_both(struct store_pair *pair, bool with_key, struct error *err)
{
	enum sanreq_status status;

	if (with_key && (status = publish_key(pair, err)) != SANREQ_OK)
		return status;
	if (pair->request.folder == -1)
		return SANREQ_OK;
	status = temp_publish(
	    &pair->request_temp, &pair->request, pair->replace_request, err);
	if (status != SANREQ_OK)
		return status;
	pair->request_published = true;
	/* Not before: a temporary of either file is private while it is one. */
	temp_share(&pair->request_temp, REQUEST_MODE);
	return target_sync(&pair->request, err);
}

enum sanreq_status
store_pair_publish(struct store_pair *pair, const void *key, size_t nkey,
    const void *request, size_t nrequest, struct error *err)
{
	bool with_key = pair->key.folder != -1;
	bool with_request = pair->request.folder != -1;
	enum sanreq_status status = SANREQ_OK;

	if (pair->written || (with_key && key == NULL))
		return error_set(
		    err, SANREQ_INTERNAL, "a pair is published once, whole");
	pair->written = true;
	if (with_key)
		status =
		    temp_write(&pair->key_temp, &pair->key, key, nkey, err);
	if (status == SANREQ_OK && with_request)
		status = temp_write(&pair->request_temp, &pair->request,
		    request, nrequest, err);
	if (status == SANREQ_OK)
		status = publish_both(pair, with_key, err);
	if (status != SANREQ_OK && pair->key_published && with_request &&
	    !pair->request_published)
		(void)error_prefix(err,
		    "%s: the key is there, but not its request (--reuse-key "
		    "makes it)",
		    QUOTES(pair->key.path));
	return status;
}

void
store_pair_abandon(struct store_pair **pair)
{
	if (pair == NULL || *pair == NULL)
		return;
	temp_remove(&(*pair)->request_temp, &(*pair)->request);
	temp_remove(&(*pair)->key_temp, &(*pair)->key);
	target_close(&(*pair)->request);
	target_close(&(*pair)->key);
	free(*pair);
	*pair = NULL;
}
