/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "base/text.h"
#include "fetch/deadline.h"
#include "fetch/result.h"
#include "fetch/sasl.h"
#include "fetch/session.h"

static enum sanreq_status
check_password(
    const struct session *s, const struct secret *password, struct error *err)
{
	/* A server takes an empty password for an anonymous bind and says
	 * success (RFC 4513 5.1.2). */
	if (password->len == 0)
		return error_set(err, SANREQ_USAGE,
		    "-D \"%s\": the password is empty",
		    QUOTES(s->opt->bind_dn));
	if (!s->tls && !s->peer.local && !s->opt->insecure_plain_bind)
		return error_set(err, SANREQ_CREDENTIALS,
		    "%s: %s%sthe password is not sent in the clear: use "
		    "ldaps:// (or --insecure-plain-bind)",
		    s->where, buf_text(&s->note), s->note.len ? ": " : "");
	return SANREQ_OK;
}

static enum sanreq_status
one_step(struct session *s, const struct secret *password, struct error *err)
{
	struct berval cred = {0, NULL};
	char empty[1] = "";
	const char *mech = LDAP_SASL_SIMPLE, *what = "anonymous bind";
	LDAPMessage *msg = NULL;
	int msgid, code;

	cred.bv_val = empty;
	if (s->opt->sasl_mech != NULL) {
		mech = s->opt->sasl_mech;
		what = "EXTERNAL bind";
	} else if (s->opt->bind_dn != NULL) {
		if (check_password(s, password, err) != SANREQ_OK)
			return err->status;
		cred.bv_val = password->data;
		cred.bv_len = (ber_len_t)password->len;
		what = "bind";
	}
	deadline_arm();
	if (ldap_sasl_bind(s->ld, mech == NULL ? s->opt->bind_dn : NULL, mech,
		&cred, NULL, NULL, &msgid) != LDAP_SUCCESS)
		return session_lost(s, what, err);
	s->requests++;
	if (session_wait(s, msgid, LDAP_MSG_ALL, what, &msg, err) !=
		SANREQ_OK ||
	    result_check(s, msg, what, NULL, &code, err) != SANREQ_OK)
		return err->status;
	return SANREQ_OK;
}

enum sanreq_status
session_bind(
    struct session *s, const struct secret *password, struct error *err)
{
	bool kerberos = s->opt->sasl_mech != NULL &&
			strcmp(s->opt->sasl_mech, ARGS_SASL_LOCAL) != 0;

	s->password = password;
	if ((kerberos ? sasl_bind(s, err) : one_step(s, password, err)) ==
	    SANREQ_OK)
		out_comment(s->out, "bound");
	return err->status;
}
