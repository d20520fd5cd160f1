/*
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "fetch/accounts.h"
#include "fetch/entry.h"
#include "fetch/report.h"
#include "fetch/search.h"

#define FILTER_MAX       65536
#define NAME_MAX_BYTES   256
#define GC_PORT          3268
#define GC_TLS_PORT      3269
#define DOMAIN_SCOPE_OID "1.2.840.113556.1.4.1339" /* no references */

static enum sanreq_status
take_name(struct accounts *a, const struct berval *v, struct error *err)
{
	size_t cap = a->cap != 0 ? 2 * a->cap : 64;
	char **more;

	/* none of ours: what no NetBIOS name can be, a conflict's name */
	if (v->bv_len == 0 || v->bv_len > NAME_MAX_BYTES ||
	    memchr(v->bv_val, '\0', v->bv_len) != NULL ||
	    memchr(v->bv_val, '\n', v->bv_len) != NULL)
		return SANREQ_OK;
	if (a->n == a->cap) {
		if ((more = realloc(a->names, cap * sizeof(*more))) == NULL)
			return error_memory(err);
		a->names = more;
		a->cap = cap;
	}
	if ((a->names[a->n] = strndup(v->bv_val, v->bv_len)) == NULL)
		return error_memory(err);
	a->n++;
	return SANREQ_OK;
}

enum sanreq_status
accounts_add(struct accounts *a, const char *dn, struct error *err)
{
	enum sanreq_status status = SANREQ_OK;
	LDAPDN parts = NULL;

	if (ldap_str2dn(dn, &parts, LDAP_DN_FORMAT_LDAPV3) == LDAP_SUCCESS &&
	    parts != NULL && parts[0] != NULL && parts[0][0] != NULL)
		status = take_name(a, &parts[0][0]->la_value, err);
	ldap_dnfree(parts);
	return status;
}

/* "(sAMAccountName=EX01$)" */
static enum sanreq_status
add_term(struct buf *filter, char *name, struct error *err)
{
	struct berval raw = {strlen(name), name}, escaped = {0, NULL};

	if (ldap_bv2escaped_filter_value(&raw, &escaped) != 0)
		return error_memory(err);
	/* it stays empty when nothing was to escape */
	(void)!buf_addf(filter, err, "(sAMAccountName=%s$)",
	    escaped.bv_val != NULL ? escaped.bv_val : name);
	ldap_memfree(escaped.bv_val != name ? escaped.bv_val : NULL);
	return err->status;
}

static enum sanreq_status
take_account(
    struct session *s, LDAPMessage *entry, void *arg, struct error *err)
{
	(void)arg;
	return entry_write(s, entry, err);
}

static void
report_batch(
    struct accounts *a, size_t from, size_t n, const char *base, bool failed)
{
	static const char what[] = "x-sanreq-report",
			  asked[] = "x-sanreq-asked";
	const char *word = failed ? "accounts-failed" : "accounts";
	struct out *o = a->session->out;

	out_dn(o, base, strlen(base));
	out_value(o, what, sizeof(what) - 1, word, strlen(word));
	for (size_t i = from; i < from + n; i++)
		out_value(o, asked, sizeof(asked) - 1, a->names[i],
		    strlen(a->names[i]));
	out_end(o);
}

/* *failed: the server would not. */
static enum sanreq_status
run_batch(struct accounts *a, size_t from, size_t n, const char *base,
    bool *failed, struct error *err)
{
	char oid[] = DOMAIN_SCOPE_OID;
	LDAPControl control = {oid, {0, NULL}, 0};
	struct search_spec spec = {.base = base,
	    .scope = LDAP_SCOPE_SUBTREE,
	    .attributes =
		(char **)(uintptr_t)a->session->opt->account_attributes,
	    .control = &control,
	    .references_expected = true,
	    .entry = take_account};
	struct buf filter;
	int code = -1;

	buf_init(&filter, FILTER_MAX);
	if (buf_adds(&filter, "(&(objectClass=computer)(|", err) != SANREQ_OK)
		goto out;
	for (size_t i = from; i < from + n; i++)
		if (add_term(&filter, a->names[i], err) != SANREQ_OK)
			goto out;
	if (buf_adds(&filter, "))", err) != SANREQ_OK)
		goto out;
	spec.filter = buf_text(&filter);
	if (search_do(a->session, &spec, &code, err) != SANREQ_OK &&
	    code >= 0) {
		*failed = true;
		error_clear(err);
	}
out:
	buf_release(&filter);
	return err->status;
}

enum sanreq_status
accounts_run(struct accounts *a, const struct rootdse *root, struct error *err)
{
	unsigned port = a->session->peer.port;
	const char *base =
	    port == GC_PORT || port == GC_TLS_PORT ? "" : root->domain;
	bool failed = false;

	for (size_t i = 0, n; i < a->n && !failed; i += n) {
		n = a->n - i < ACCOUNTS_BATCH ? a->n - i : ACCOUNTS_BATCH;
		if (run_batch(a, i, n, base, &failed, err) != SANREQ_OK)
			return err->status;
		report_batch(a, i, n, root->domain, failed);
	}
	return SANREQ_OK;
}

void
accounts_release(struct accounts *a)
{
	while (a->n > 0)
		free(a->names[--a->n]);
	free(a->names);
	a->names = NULL;
	a->cap = 0;
}
