/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "base/text.h"
#include "fetch/chase.h"
#include "fetch/result.h"

static const struct {
	int code;
	const char *name;
} names[] = {
    {0, "success"},
    {1, "operationsError"},
    {2, "protocolError"},
    {3, "timeLimitExceeded"},
    {4, "sizeLimitExceeded"},
    {7, "authMethodNotSupported"},
    {8, "strongerAuthRequired"},
    {10, "referral"},
    {11, "adminLimitExceeded"},
    {12, "unavailableCriticalExtension"},
    {13, "confidentialityRequired"},
    {14, "saslBindInProgress"},
    {32, "noSuchObject"},
    {34, "invalidDNSyntax"},
    {48, "inappropriateAuthentication"},
    {49, "invalidCredentials"},
    {50, "insufficientAccessRights"},
    {51, "busy"},
    {52, "unavailable"},
    {53, "unwillingToPerform"},
    {80, "other"},
};

/* What Active Directory means by the "data" of an invalidCredentials */
static const struct {
	const char *data;
	const char *words;
} ad_reasons[] = {
    {"data 525,", "no such account"},
    {"data 52e,", "wrong name or password"},
    {"data 530,", "not allowed at this time"},
    {"data 531,", "not allowed at this computer"},
    {"data 532,", "password expired"},
    {"data 533,", "account disabled"},
    {"data 701,", "account expired"},
    {"data 773,", "password must be changed"},
    {"data 775,", "account locked"},
    {"data 80090346,",
	"the server requires channel binding, which this machine's SASL "
	"library did not send: use ldap:// without -Z"},
};

const char *
result_name(int code)
{
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (names[i].code == code)
			return names[i].name;
	}
	return "unknown";
}

static const char *
ad_reason(const char *diag)
{
	size_t i;

	for (i = 0; i < sizeof(ad_reasons) / sizeof(ad_reasons[0]); i++) {
		if (strstr(diag, ad_reasons[i].data) != NULL)
			return ad_reasons[i].words;
	}
	return NULL;
}

/* A bind that is not secured in the way the server wants. */
static const char *
hint_security(const struct session *s)
{
	if (s->opt->sasl_mech == NULL && s->opt->bind_dn == NULL)
		return ": the server wants a bind: give -D DN with -W, over "
		       "-ZZ or ldaps://, or -Y GSSAPI";
	if (s->opt->sasl_mech != NULL && s->tls)
		return ": the server takes no SASL bind over TLS: use ldap:// "
		       "without -Z, which is then signed and encrypted by "
		       "Kerberos; or -D with -W";
	if (s->tls)
		return "";
	return ": the server requires signing or TLS: use -ZZ, ldaps:// or -Y "
	       "GSSAPI";
}

static bool
has_base(const struct session *s)
{
	return s->opt->base != NULL ||
	       (s->url->lud_dn != NULL && s->url->lud_dn[0] != '\0');
}

/* A base that is not there. */
static const char *
hint_base(const struct session *s, bool anonymous)
{
	bool given = has_base(s);

	if (!anonymous)
		return given ? ": is the base DN spelled right, and may this "
			       "account see it?"
			     : "";
	return given ? ": is the base DN spelled right? If it is, bind with "
		       "-D DN and -W, or -Y GSSAPI"
		     : ": bind with -D DN and -W, or -Y GSSAPI";
}

/* A bind, or a search, whose DN is none. */
static const char *
hint_syntax(const struct session *s, const char *what)
{
	if (strcmp(what, "bind") == 0)
		return ": the server wants a whole DN as -D";
	return has_base(s) ? ": is the base DN spelled right?" : "";
}

/* A password that does not fit, where the server does not say why. */
static const char *
hint_password(const struct session *s, const char *diag)
{
	if (ad_reason(diag) != NULL)
		return ": ";
	return s->opt->bind_dn != NULL && strstr(diag, "data ") == NULL
		   ? ": the name (-D) or the password is wrong"
		   : "";
}

/* The way out, "" when none is known. */
static const char *
result_hint(
    const struct session *s, int code, const char *diag, const char *what)
{
	bool anonymous = s->opt->bind_dn == NULL && s->opt->sasl_mech == NULL;

	switch (code) {
	case 8: return hint_security(s);
	case 13: return s->tls ? hint_security(s) : ": use -ZZ or ldaps://";
	case 32: return hint_base(s, anonymous);
	case 34: return hint_syntax(s, what);
	case 1:
	case 50:
		return anonymous ? ": bind with -D DN and -W, or -Y GSSAPI"
				 : "";
	case 53:
		if (anonymous)
			return ": bind with -D DN and -W, or -Y GSSAPI";
		return s->opt->sasl_mech != NULL && s->tls
			   ? ": inside TLS the server takes no further signing "
			     "or sealing"
			   : "";
	case 48: return hint_security(s);
	case 3:
	case 4:
	case 11: return ": the answer is not whole, so it is not used";
	case 51:
	case 52: return ": try again later, or another server";
	case 49: return hint_password(s, diag);
	default: return "";
	}
}

/* What is to be told of a name that Active Directory can hardly know. */
static const char *
name_hint(const struct session *s, int code, const char *diag)
{
	const char *dn = s->opt->bind_dn;

	if (code != 49 || dn == NULL || strpbrk(dn, "@\\=") != NULL ||
	    (strstr(diag, "data 52e,") == NULL &&
		strstr(diag, "data 525,") == NULL))
		return "";
	return "; -D takes user@domain, DOMAIN\\user or a DN";
}

static enum sanreq_status
result_status(const struct session *s, int code)
{
	switch (code) {
	case 7:
	case 8:
	case 13:
	case 48:
	case 49:
	case 50: return SANREQ_CREDENTIALS;
	case 1:
	case 53:
		/* what Active Directory and slapd say to the anonymous */
		return s->opt->bind_dn == NULL && s->opt->sasl_mech == NULL
			   ? SANREQ_CREDENTIALS
			   : SANREQ_DIRECTORY;
	default: return SANREQ_DIRECTORY;
	}
}

static enum sanreq_status
result_set(struct session *s, int code, const char *diag, char **refs,
    const char *what, struct error *err)
{
	char quoted[TEXT_QUOTE_MAX];
	const char *tail = "", *sep = "";

	if (diag == NULL)
		diag = "";
	if (code == LDAP_REFERRAL && refs != NULL && refs[0] != NULL) {
		sep = ": to ";
		tail = text_quote(
		    quoted, sizeof(quoted), refs[0], strlen(refs[0]));
	} else if (code == 49 && ad_reason(diag) != NULL) {
		tail = ad_reason(diag);
	}
	return error_set(err, result_status(s, code),
	    "%s: %s: %s (%d)%s%s%s%s%s%s%s", s->where, what, result_name(code),
	    code, diag[0] != '\0' ? " \"" : "", QUOTES(diag),
	    diag[0] != '\0' ? "\"" : "", sep, result_hint(s, code, diag, what),
	    tail, name_hint(s, code, diag));
}

enum sanreq_status
result_refused(struct session *s, int code, const char *diag, const char *what,
    struct error *err)
{
	return result_set(s, code, diag, NULL, what, err);
}

enum sanreq_status
result_check(struct session *s, LDAPMessage *msg, const char *what,
    LDAPControl ***ctrls, int *code, struct error *err)
{
	char *diag = NULL, **refs = NULL;
	int rc;

	*code = -1;
	rc = ldap_parse_result(s->ld, msg, code, NULL, &diag, &refs, ctrls, 1);
	s->code = *code;
	if (rc == LDAP_SUCCESS && *code == LDAP_REFERRAL && s->opt->chase &&
	    chase_note(s, refs, err) != SANREQ_OK)
		rc = LDAP_NO_MEMORY;
	if (rc != LDAP_SUCCESS)
		error_set(err, SANREQ_DIRECTORY,
		    "%s: %s: an answer that is no LDAP: %s", s->where, what,
		    ldap_err2string(rc));
	else if (*code != LDAP_SUCCESS)
		result_set(s, *code, diag, refs, what, err);
	ldap_memfree(diag);
	ldap_memvfree((void **)refs);
	return err->status;
}
