/*
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sasl/sasl.h>

#include "base/text.h"
#include "fetch/deadline.h"
#include "fetch/result.h"
#include "fetch/sasl.h"

#define STEPS_MAX 10

/* What the Kerberos library says, and what to do about it. The text is the
 * untranslated one: the helper sets no locale. */
static const struct {
	const char *text;
	enum sanreq_status status;
	const char *words;
} reasons[] = {
    {"Password has expired", SANREQ_CREDENTIALS,
	"the account's password has expired or must be changed"},
    {"expired", SANREQ_CREDENTIALS,
	"the Kerberos ticket has expired: run kinit again"},
    {"have been revoked", SANREQ_CREDENTIALS,
	"the account is locked, disabled or has expired"},
    {"Preauthentication failed", SANREQ_CREDENTIALS,
	"the keytab's key is not the account's any more: export it anew"},
    {"Clock skew", SANREQ_CREDENTIALS,
	"the clocks of this machine and of the domain controller differ too "
	"much: set the time"},
    {"not yet valid", SANREQ_CREDENTIALS,
	"the Kerberos ticket is not valid yet: set the time"},
    {"Server not found in Kerberos database", SANREQ_CREDENTIALS,
	"Kerberos knows no LDAP service by this name: connect by the domain "
	"controller's full DNS name"},
    {"Client not found in Kerberos database", SANREQ_CREDENTIALS,
	"Kerberos knows no such account"},
    {"Client '", SANREQ_CREDENTIALS, "Kerberos knows no such account"},
    {"Cannot find KDC", SANREQ_NETWORK,
	"neither DNS (SRV _kerberos._udp) nor krb5.conf names a Kerberos "
	"server of this realm"},
    {"Cannot contact any KDC", SANREQ_NETWORK,
	"no Kerberos server of this realm answers"},
    {"Cannot resolve", SANREQ_NETWORK,
	"the name of the realm's Kerberos server cannot be resolved"},
    {"default realm", SANREQ_CREDENTIALS,
	"no realm is known for this machine: set default_realm in krb5.conf"},
    {"encryption type", SANREQ_CREDENTIALS,
	"the domain controller and this machine have no Kerberos encryption "
	"type in common"},
    {"credentials were supplied", SANREQ_CREDENTIALS, NULL},
};

static const char *
no_ticket(void)
{
	return getenv("KRB5_CLIENT_KTNAME") == NULL
		   ? "no Kerberos ticket: run kinit USER@REALM, or name a "
		     "keytab in KRB5_CLIENT_KTNAME"
		   : "no Kerberos ticket, and the keytab that "
		     "KRB5_CLIENT_KTNAME names gives none: can it be read, and "
		     "has it a key?";
}

/* Nothing is ever asked: who we are is in the ticket, and we act as nobody
 * else. */
static int
interact(LDAP *ld, unsigned flags, void *defaults, void *in)
{
	sasl_interact_t *p;

	(void)ld;
	(void)flags;
	(void)defaults;
	for (p = in; p->id != SASL_CB_LIST_END; p++) {
		if (p->id != SASL_CB_USER)
			return LDAP_OTHER;
		p->result = "";
		p->len = 0;
	}
	return LDAP_SUCCESS;
}

static enum sanreq_status
set_options(struct session *s, struct error *err)
{
	int endpoint = LDAP_OPT_X_SASL_CBINDING_TLS_ENDPOINT;
	const char *props = s->opt->sasl_props;

	if (props == NULL)
		props = s->tls ? "noanonymous,noplain,maxssf=0"
			       : "noanonymous,noplain,minssf=1";
	if (ldap_set_option(s->ld, LDAP_OPT_X_SASL_NOCANON, LDAP_OPT_ON) != 0 ||
	    (s->tls && ldap_set_option(
			   s->ld, LDAP_OPT_X_SASL_CBINDING, &endpoint) != 0))
		return error_set(
		    err, SANREQ_INTERNAL, "libldap refuses a SASL option");
	if (ldap_set_option(s->ld, LDAP_OPT_X_SASL_SECPROPS, props) != 0)
		return error_set(err, SANREQ_USAGE,
		    "-O \"%s\": no security properties", QUOTES(props));
	return SANREQ_OK;
}

/* The inmost reason in "GSSAPI Error: ... (Ticket expired)", without its
 * parentheses; all of the text when there is none. */
static struct buf
inmost(const char *diag)
{
	const char *end = strrchr(diag, ')'), *p = strstr(diag, "GSSAPI Error");
	struct error ignored = {0};
	struct buf text;

	buf_init(&text, ERROR_TEXT_MAX);
	if (p != NULL && end != NULL && (p = strstr(p, " (")) != NULL &&
	    p + 2 < end) {
		if (buf_add(&text, p + 2, (size_t)(end - p - 2), &ignored) ==
		    SANREQ_OK)
			return text;
	}
	(void)!buf_adds(&text, diag, &ignored);
	return text;
}

/* The client's side failed: Kerberos, or the SASL library. */
static enum sanreq_status
say_local(struct session *s, int rc, const char *diag, const char *what,
    struct error *err)
{
	struct buf text = inmost(diag);
	size_t i, n = sizeof(reasons) / sizeof(reasons[0]);

	for (i = 0; i < n && strstr(diag, reasons[i].text) == NULL; i++)
		;
	if (rc == LDAP_AUTH_UNKNOWN)
		error_set(err, SANREQ_CREDENTIALS,
		    "%s: %s: this machine's SASL library has no %s that would "
		    "do: install its module (Debian: "
		    "libsasl2-modules-gssapi-mit): \"%s\"",
		    s->where, what, s->opt->sasl_mech,
		    QUOTE(text.data, text.len));
	else if (i < n)
		error_set(err, reasons[i].status, "%s: %s: %s (\"%s\")",
		    s->where, what,
		    reasons[i].words != NULL ? reasons[i].words : no_ticket(),
		    QUOTE(text.data, text.len));
	else
		error_set(err, SANREQ_CREDENTIALS, "%s: %s: %s (\"%s\")",
		    s->where, what, ldap_err2string(rc),
		    QUOTE(text.data, text.len));
	buf_release(&text);
	return err->status;
}

static enum sanreq_status
say_failed(struct session *s, int rc, const char *what, struct error *err)
{
	char *diag = NULL;

	if (rc == LDAP_SERVER_DOWN || deadline_expired())
		return session_lost(s, what, err);
	(void)ldap_get_option(s->ld, LDAP_OPT_DIAGNOSTIC_MESSAGE, &diag);
	if (rc > 0)
		(void)result_refused(s, rc, diag, what, err);
	else
		(void)say_local(s, rc, diag != NULL ? diag : "", what, err);
	ldap_memfree(diag);
	return err->status;
}

enum sanreq_status
sasl_bind(struct session *s, struct error *err)
{
	const char *via = NULL;
	char what[32];
	LDAPMessage *msg = NULL;
	int msgid = 0, rc, steps = 0;

	snprintf(what, sizeof(what), "%s bind", s->opt->sasl_mech);
	if (set_options(s, err) != SANREQ_OK)
		return err->status;
	deadline_say(s->late_kerberos);
	for (;;) {
		deadline_arm();
		rc = ldap_sasl_interactive_bind(s->ld, NULL, s->opt->sasl_mech,
		    NULL, NULL, LDAP_SASL_QUIET, interact, NULL, msg, &via,
		    &msgid);
		ldap_msgfree(msg);
		msg = NULL;
		if (rc != LDAP_SASL_BIND_IN_PROGRESS)
			break;
		s->requests++;
		if (++steps > STEPS_MAX)
			return error_set(err, SANREQ_DIRECTORY,
			    "%s: %s: the server has no end", s->where, what);
		if (session_wait(s, msgid, LDAP_MSG_ALL, what, &msg, err) !=
		    SANREQ_OK)
			return err->status;
	}
	deadline_say(s->late);
	return rc == LDAP_SUCCESS ? SANREQ_OK : say_failed(s, rc, what, err);
}
