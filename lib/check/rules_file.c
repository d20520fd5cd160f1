/*
 * SPDX-License-Identifier: ISC
 *
 * A decoded request or certificate as the subject of the rules.
 */
#include <arpa/inet.h>
#include <sys/socket.h>

#include <stdlib.h>
#include <string.h>

#include "check/inside.h"

/* Bytes of names that may be copied. */
#define NAMES_BYTES_MAX ((size_t)64 << 20)

struct file_names {
	struct pool pool;
	const char **texts;
	enum name_kind *kinds;
	size_t *lengths;
	size_t n;
};

static enum sanreq_status
take_name(
    struct file_names *names, const struct general_name *n, struct error *err)
{
	char address[INET6_ADDRSTRLEN];
	const char *text = (const char *)n->value.p;
	size_t len = n->value.n;

	if (n->type == GN_IP) {
		/* other lengths are ENC01's */
		if (len != 4 && len != 16)
			return SANREQ_OK;
		if (inet_ntop(len == 4 ? AF_INET : AF_INET6, n->value.p,
			address, sizeof(address)) == NULL)
			return error_set(err, SANREQ_INTERNAL, "inet_ntop");
		text = address;
		len = strlen(address);
	}
	names->kinds[names->n] = n->type == GN_IP ? NAME_IP : NAME_FQDN;
	names->lengths[names->n] = len;
	names->texts[names->n] = pool_copy(&names->pool, text, len, err);
	if (names->texts[names->n] == NULL)
		return err->status;
	names->n++;
	return SANREQ_OK;
}

static enum sanreq_status
take_names(struct file_names *names, const struct decoded *d, struct error *err)
{
	enum sanreq_status st = SANREQ_OK;
	size_t i;

	names->texts = calloc(d->nnames + 1, sizeof(*names->texts));
	names->kinds = calloc(d->nnames + 1, sizeof(*names->kinds));
	names->lengths = calloc(d->nnames + 1, sizeof(*names->lengths));
	if (names->texts == NULL || names->kinds == NULL ||
	    names->lengths == NULL)
		return error_memory(err);
	for (i = 0; i < d->nnames && st == SANREQ_OK; i++)
		if (d->names[i].type == GN_DNS || d->names[i].type == GN_IP)
			st = take_name(names, &d->names[i], err);
	return st;
}

enum sanreq_status
rules_apply_decoded(const struct rule_subject *known, const struct decoded *d,
    breach_fn fn, void *arg, struct error *err)
{
	struct rule_subject s = *known;
	struct file_names names = {0};
	enum sanreq_status st;

	pool_init(&names.pool, NAMES_BYTES_MAX);
	if ((st = take_names(&names, d, err)) == SANREQ_OK) {
		s.kind = d->kind == DECODED_REQUEST ? JUDGES_REQUEST
						    : JUDGES_CERTIFICATE;
		if (s.pfx != NULL)
			s.kind |= JUDGES_PFX;
		s.decoded = d;
		s.names = names.texts;
		s.kinds = names.kinds;
		s.lengths = names.lengths;
		s.nnames = names.n;
		s.raw = true;
		s.common_name = inside_common_name(d);
		s.attributes = NULL;
		st = rules_apply(&s, fn, arg, err);
	}
	free(names.texts);
	free(names.kinds);
	free(names.lengths);
	pool_release(&names.pool);
	return st;
}

enum sanreq_status
rules_apply_key(const struct rule_subject *known, const struct key_file *key,
    breach_fn fn, void *arg, struct error *err)
{
	struct rule_subject s = *known;

	s.kind = JUDGES_KEY_FILE;
	s.key = key;
	return rules_apply(&s, fn, arg, err);
}
