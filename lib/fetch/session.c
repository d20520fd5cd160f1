/*
 * SPDX-License-Identifier: ISC
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <netdb.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <openldap.h>

#include "base/text.h"
#include "fetch/deadline.h"
#include "fetch/result.h"
#include "fetch/session.h"
#include "fetch/tls_why.h"

#define MESSAGE_MAX    (16u << 20) /* bytes of one LDAPMessage */
#define SYSTEM_CA_FILE "/etc/ssl/certs/ca-certificates.crt"
#define LDAPI_DEFAULT  "/var/run/slapd/ldapi"

enum sanreq_status
session_lost(struct session *s, const char *what, struct error *err)
{
	int rc = LDAP_OTHER;

	if (deadline_expired())
		return error_set(err, SANREQ_NETWORK,
		    "%s: %s: no answer within %u s", s->where, what,
		    s->opt->timeout);
	if (s->ld != NULL)
		(void)ldap_get_option(s->ld, LDAP_OPT_RESULT_CODE, &rc);
	if (rc == LDAP_SERVER_DOWN)
		return error_set(err, SANREQ_NETWORK,
		    "%s: %s: the server closed the connection", s->where, what);
	return error_set(err, SANREQ_NETWORK, "%s: %s: %s", s->where, what,
	    ldap_err2string(rc));
}

static enum sanreq_status
check_pace(struct session *s, const char *what, struct error *err)
{
	int64_t most = (int64_t)s->opt->timeout * 1000 * TIMEOUTS_MAX;

	most += (int64_t)(s->entries + s->requests) * ANSWER_MS;
	if (s->waited <= most)
		return SANREQ_OK;
	return error_set(err, SANREQ_NETWORK,
	    "%s: %s: the server answers too slowly: %" PRIu64
	    " entries in %" PRId64 " s; give a longer --timeout",
	    s->where, what, s->entries, s->waited / 1000);
}

enum sanreq_status
session_wait(struct session *s, int msgid, int all, const char *what,
    LDAPMessage **msg, struct error *err)
{
	struct timeval tv = {.tv_sec = (time_t)s->opt->timeout};
	int64_t began = deadline_arm();
	int rc;

	rc = ldap_result(s->ld, msgid, all, &tv, msg);
	deadline_rest(); /* a slow reader of ours is not the server's fault */
	s->waited += deadline_now() - began;
	if (rc > 0 && !deadline_expired() &&
	    check_pace(s, what, err) == SANREQ_OK)
		return SANREQ_OK;
	if (rc > 0) {
		ldap_msgfree(*msg);
		*msg = NULL;
	}
	if (err->status != SANREQ_OK)
		return err->status;
	if (rc == 0)
		return error_set(err, SANREQ_NETWORK,
		    "%s: %s: no answer within %u s", s->where, what,
		    s->opt->timeout);
	return session_lost(s, what, err);
}

static enum sanreq_status
url_refuse(struct session *s, const char *what, struct error *err)
{
	return error_set(err, SANREQ_USAGE, "%s: %s", s->where, what);
}

static enum sanreq_status
url_check(struct session *s, struct error *err)
{
	const LDAPURLDesc *u = s->url;

	if (u->lud_attrs != NULL || u->lud_exts != NULL ||
	    (u->lud_scope != LDAP_SCOPE_DEFAULT &&
		u->lud_scope != LDAP_SCOPE_BASE &&
		u->lud_scope != LDAP_SCOPE_SUBTREE))
		return url_refuse(s,
		    "attributes, scope and extensions in the URL are not "
		    "taken: only scheme, host, port and base",
		    err);
	if (strchr(s->opt->url, '?') != NULL)
		return url_refuse(s,
		    "attributes, scope and filter in the URL are not taken: "
		    "only scheme, host, port and base",
		    err);
	if (u->lud_port < 0 || u->lud_port > 65535)
		return url_refuse(s, "not a port number", err);
	if (u->lud_dn != NULL && u->lud_dn[0] != '\0' && s->opt->base != NULL &&
	    text_casecmp(u->lud_dn, s->opt->base) != 0)
		return url_refuse(
		    s, "another base in the URL than in --base", err);
	return SANREQ_OK;
}

static bool
is_address(const char *host)
{
	unsigned char in[16];

	return inet_pton(AF_INET, host, in) == 1 ||
	       inet_pton(AF_INET6, host, in) == 1;
}

static enum sanreq_status
sasl_check(struct session *s, struct error *err)
{
	bool local = strcmp(s->opt->sasl_mech, ARGS_SASL_LOCAL) == 0;

	if (local != s->peer.local)
		return url_refuse(s,
		    local ? "-Y EXTERNAL needs ldapi://"
			  : "-Y GSSAPI needs ldap:// or ldaps://; for ldapi:// "
			    "there is -Y EXTERNAL",
		    err);
	if (!local && is_address(s->peer.host))
		return url_refuse(s,
		    "Kerberos knows servers by name, not by address: name the "
		    "domain controller, as in ldap://dc1.example.com",
		    err);
	return SANREQ_OK;
}

static enum sanreq_status
bind_check(struct session *s, struct error *err)
{
	const struct fetch_options *o = s->opt;
	bool ldaps = strcmp(s->url->lud_scheme, "ldaps") == 0;

	if (o->starttls != 0 && ldaps)
		return url_refuse(s, "-Z and ldaps:// exclude each other", err);
	if (o->starttls != 0 && s->peer.local)
		return url_refuse(s, "-Z has no use with ldapi://", err);
	if (o->sasl_mech != NULL && sasl_check(s, err) != SANREQ_OK)
		return err->status;
	if (o->password_fd >= 0 && !ldaps && !s->peer.local &&
	    o->starttls == 0 && !o->insecure_plain_bind)
		return url_refuse(s,
		    "a password over plain ldap:// is refused: use -ZZ, "
		    "ldaps:// or -Y GSSAPI (or --insecure-plain-bind)",
		    err);
	return SANREQ_OK;
}

/* libldap tells a port that was not given as the scheme's own. */
static bool
has_port(const char *url)
{
	const char *host = strstr(url, "://"), *end;

	if (host == NULL)
		return false;
	host += strlen("://");
	end = host + strcspn(host, "/?");
	while (end > host && text_is_digit(end[-1]))
		end--;
	return end > host && end[-1] == ':' &&
	       (host[0] != '[' || memchr(host, ']', (size_t)(end - host)));
}

/* No certificate and no ticket is for "dc1.corp.test." */
static void
drop_root_dot(char *host)
{
	char *dot = host != NULL ? strchr(host, '.') : NULL;

	if (dot != NULL && dot[1] != '\0' && host[strlen(host) - 1] == '.')
		host[strlen(host) - 1] = '\0';
}

static enum sanreq_status
url_parse(struct session *s, struct error *err)
{
	LDAPURLDesc *u;
	int rc;

	rc = ldap_url_parse(s->opt->url, &s->url);
	if (rc != LDAP_URL_SUCCESS)
		return url_refuse(s,
		    rc == LDAP_URL_ERR_BADSCHEME
			? "not an ldap://, ldaps:// or ldapi:// URL"
			: "not a valid LDAP URL (RFC 4516)",
		    err);
	u = s->url;
	if (strcmp(u->lud_scheme, "ldap") != 0 &&
	    strcmp(u->lud_scheme, "ldaps") != 0 &&
	    strcmp(u->lud_scheme, "ldapi") != 0)
		return url_refuse(
		    s, "not an ldap://, ldaps:// or ldapi:// URL", err);
	if (url_check(s, err) != SANREQ_OK)
		return err->status;
	s->peer.local = strcmp(u->lud_scheme, "ldapi") == 0;
	s->peer.host = u->lud_host != NULL ? u->lud_host : "";
	if (s->peer.local && (u->lud_host == NULL || u->lud_host[0] == '\0'))
		s->peer.host = LDAPI_DEFAULT;
	if (!s->peer.local)
		drop_root_dot(u->lud_host);
	s->port_given = has_port(s->opt->url);
	s->peer.port = (unsigned)u->lud_port;
	if (s->peer.port == 0)
		s->peer.port = strcmp(u->lud_scheme, "ldaps") == 0 ? LDAPS_PORT
								   : LDAP_PORT;
	return bind_check(s, err);
}

/* libldap must be told everything: with LDAPNOINIT it has no defaults. */
static enum sanreq_status
set_options(struct session *s, struct error *err)
{
	struct timeval tv = {.tv_sec = (time_t)s->opt->timeout};
	int version = LDAP_VERSION3, deref = LDAP_DEREF_NEVER;
	ber_len_t max = MESSAGE_MAX;
	Sockbuf *sb = NULL;
	int fd = -1;

	if (ldap_set_option(s->ld, LDAP_OPT_PROTOCOL_VERSION, &version) != 0 ||
	    ldap_set_option(s->ld, LDAP_OPT_DEREF, &deref) != 0 ||
	    ldap_set_option(s->ld, LDAP_OPT_REFERRALS, LDAP_OPT_OFF) != 0 ||
	    ldap_get_option(s->ld, LDAP_OPT_SOCKBUF, &sb) != 0 || sb == NULL ||
	    ber_sockbuf_ctrl(sb, LBER_SB_OPT_SET_MAX_INCOMING, &max) < 0)
		return error_set(
		    err, SANREQ_INTERNAL, "libldap refuses an option");
	if (ldap_get_option(s->ld, LDAP_OPT_DESC, &fd) == 0 && fd >= 0)
		(void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv));
	return SANREQ_OK;
}

/* Without it libldap reads each message in two pieces, and polls for it. TLS
 * libraries do so by themselves. */
static enum sanreq_status
read_ahead(struct session *s, struct error *err)
{
	Sockbuf *sb = NULL;

	if (s->tls ||
	    (ldap_get_option(s->ld, LDAP_OPT_SOCKBUF, &sb) == 0 && sb != NULL &&
		ber_sockbuf_add_io(sb, &ber_sockbuf_io_readahead,
		    LBER_SBIOD_LEVEL_PROVIDER, NULL) == 0))
		return SANREQ_OK;
	return error_set(err, SANREQ_INTERNAL, "libldap does not read ahead");
}

static enum sanreq_status
check_ca_file(struct session *s, struct error *err)
{
	const char *env = getenv("SSL_CERT_FILE");
	int fd;

	s->ca_file = s->opt->ca_file;
	if (s->ca_file == NULL)
		s->ca_file = env != NULL ? env : SYSTEM_CA_FILE;
	if ((fd = open(s->ca_file, O_RDONLY | O_CLOEXEC)) < 0)
		return error_errno(err, SANREQ_INPUT,
		    "%s: cannot read the CA certificates", QUOTES(s->ca_file));
	(void)close(fd);
	return SANREQ_OK;
}

static enum sanreq_status
tls_options(struct session *s, struct error *err)
{
	int require = s->opt->insecure_no_verify ? LDAP_OPT_X_TLS_NEVER
						 : LDAP_OPT_X_TLS_DEMAND;
	int client = 0;

	if (!s->opt->insecure_no_verify &&
	    (check_ca_file(s, err) != SANREQ_OK ||
		ldap_set_option(s->ld, LDAP_OPT_X_TLS_CACERTFILE, s->ca_file) !=
		    LDAP_OPT_SUCCESS))
		return error_set(
		    err, SANREQ_INTERNAL, "libldap refuses the CA file");
	if (ldap_set_option(s->ld, LDAP_OPT_X_TLS_REQUIRE_CERT, &require) !=
	    LDAP_OPT_SUCCESS)
		return error_set(
		    err, SANREQ_INTERNAL, "libldap refuses to verify");
	if (ldap_set_option(s->ld, LDAP_OPT_X_TLS_NEWCTX, &client) ==
	    LDAP_OPT_SUCCESS)
		return SANREQ_OK;
	if (s->ca_file == NULL)
		return error_set(err, SANREQ_INTERNAL, "TLS cannot be set up");
	return error_set(err, SANREQ_INPUT,
	    "%s: no CA certificates in PEM form in it", QUOTES(s->ca_file));
}

/* libldap says nothing of why a handshake failed: look again, without ever
 * binding. */
static enum sanreq_status
tls_failed(struct session *s, const char *what, struct error *err)
{
	if (deadline_expired())
		return session_lost(s, what, err);
	session_drop(s);
	s->tls_failed = true;
	out_comment(s->out, "looking at the certificate");
	return tls_why(&s->peer, s->opt->starttls != 0, s->ca_file,
	    s->opt->timeout, s->where, err);
}

static enum sanreq_status
start_tls(struct session *s, struct error *err)
{
	LDAPMessage *msg = NULL;
	int msgid, code = -1;

	deadline_arm();
	if (ldap_start_tls(s->ld, NULL, NULL, &msgid) != LDAP_SUCCESS)
		return session_lost(s, "StartTLS", err);
	s->requests++;
	if (session_wait(s, msgid, LDAP_MSG_ALL, "StartTLS", &msg, err) !=
	    SANREQ_OK)
		return err->status;
	if (result_check(s, msg, "StartTLS", NULL, &code, err) != SANREQ_OK) {
		if (s->opt->starttls == 2 || code < 0)
			return err->status;
		error_clear(err); /* -Z goes on; a password is then refused */
		return buf_addf(&s->note, err,
		    "StartTLS was refused with %s (%d): not encrypted",
		    result_name(code), code);
	}
	deadline_arm();
	if (ldap_install_tls(s->ld) != LDAP_SUCCESS)
		return tls_failed(s, "TLS handshake", err);
	s->tls = true;
	return err->status;
}

static enum sanreq_status
tls_begin(struct session *s, struct error *err)
{
	bool ldaps = strcmp(s->url->lud_scheme, "ldaps") == 0;

	if (!ldaps && s->opt->starttls == 0)
		return SANREQ_OK;
	if (tls_options(s, err) != SANREQ_OK)
		return err->status;
	if (!ldaps)
		return start_tls(s, err);
	deadline_arm();
	if (ldap_install_tls(s->ld) != LDAP_SUCCESS)
		return tls_failed(s, "TLS handshake", err);
	s->tls = true;
	return SANREQ_OK;
}

/* The connection is made here and given to libldap, so that the socket is
 * known before the first byte and libldap never connects again by itself. */
static enum sanreq_status
attach(struct session *s, int fd, struct error *err)
{
	LDAPURLDesc plain = {0};
	char *url = NULL, host[NI_MAXHOST];
	int rc;

	/* the name that the certificate and Kerberos are to have */
	snprintf(host, sizeof(host), "%s", s->peer.host);

	plain.lud_scheme = s->url->lud_scheme;
	plain.lud_host = s->peer.local ? s->url->lud_host : host;
	plain.lud_port = s->peer.local ? 0 : (int)s->peer.port;
	plain.lud_scope = LDAP_SCOPE_DEFAULT;
	if ((url = ldap_url_desc2str(&plain)) == NULL) {
		(void)close(fd);
		return error_memory(err);
	}
	rc = ldap_init_fd(
	    fd, s->peer.local ? LDAP_PROTO_IPC : LDAP_PROTO_TCP, url, &s->ld);
	ldap_memfree(url);
	if (rc != LDAP_SUCCESS) {
		(void)close(fd);
		s->ld = NULL;
		return error_set(err, SANREQ_INTERNAL, "%s: libldap: %s",
		    s->where, ldap_err2string(rc));
	}
	return set_options(s, err);
}

enum sanreq_status
session_begin(struct session *s, struct error *err)
{
	buf_init(&s->context, MESSAGE_MAX);
	buf_init(&s->note, ERROR_TEXT_MAX);
	buf_init(&s->detail, DETAIL_MAX);
	buf_init(&s->unread, ERROR_TEXT_MAX);
	s->connect_seconds = s->opt->timeout;
	if (url_parse(s, err) != SANREQ_OK)
		return err->status;
	if (dns_open(&s->dns, s->opt->dns_servers, s->opt->timeout, err) !=
	    SANREQ_OK)
		return error_prefix(err, "%s", s->where);
	s->peer.dns = s->dns;
	return SANREQ_OK;
}

enum sanreq_status
session_connect(struct session *s, struct error *err)
{
	int fd = -1;

	s->code = -1;
	s->tls_failed = false;
	if (net_connect(&s->peer, s->connect_seconds, &fd, err) != SANREQ_OK)
		return error_prefix(err, "%s", s->where);
	deadline_watch(fd);
	out_comment(s->out, "connected");
	if (attach(s, fd, err) != SANREQ_OK || tls_begin(s, err) != SANREQ_OK ||
	    read_ahead(s, err) != SANREQ_OK)
		return err->status;
	out_comment(s->out, s->tls ? "encrypted" : "not encrypted");
	return SANREQ_OK;
}

void
session_drop(struct session *s)
{
	deadline_arm();
	if (s->ld != NULL)
		(void)ldap_unbind_ext(s->ld, NULL, NULL);
	s->ld = NULL;
	s->tls = false;
	deadline_disarm();
	deadline_watch(-1);
}

void
session_close(struct session *s)
{
	session_drop(s);
	dns_close(&s->dns);
	ldap_free_urldesc(s->url);
	s->url = NULL;
	buf_release(&s->context);
	buf_release(&s->note);
	buf_release(&s->detail);
	buf_release(&s->unread);
}

void
session_detail(struct session *s, const char *fmt, ...)
{
	struct error full = {0};
	char line[ERROR_TEXT_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	if (buf_addf(&s->detail, &full, "%s\n", line) != SANREQ_OK)
		s->detail.max = s->detail.len; /* nor anything behind it */
}

const char *
session_without_where(const struct session *s, const char *text)
{
	size_t n = strlen(s->where);

	return strncmp(text, s->where, n) == 0 &&
		       strncmp(text + n, ": ", 2) == 0
		   ? text + n + 2
		   : text;
}

bool
session_is_catalog(const struct session *s)
{
	return !s->peer.local && (s->peer.port == CATALOG_PORT ||
				     s->peer.port == CATALOG_TLS_PORT);
}
