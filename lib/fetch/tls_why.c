/*
 * SPDX-License-Identifier: ISC
 */
#include <arpa/inet.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "base/buf.h"
#include "base/text.h"
#include "fetch/deadline.h"
#include "fetch/tls_why.h"

#define NAMES_SHOWN 3
#define NAMES_MAX   (2u << 10)

/* ExtendedRequest 1.3.6.1.4.1.1466.20037, message 1 (RFC 4511 4.14) */
static const unsigned char starttls_request[] =
    "\x30\x1d\x02\x01\x01\x77\x18\x80\x16"
    "1.3.6.1.4.1.1466.20037";

static bool
send_starttls(int fd)
{
	unsigned char answer[512];
	size_t n = sizeof(starttls_request) - 1;

	if (send(fd, starttls_request, n, MSG_NOSIGNAL) != (ssize_t)n)
		return false;
	/* what it says is settled already; the handshake shows the rest */
	return recv(fd, answer, sizeof(answer), 0) > 0;
}

/* Adds to a text that is only told: what does not fit is left out. */
static void FORMAT(2, 3) buf_note(struct buf *buf, const char *fmt, ...)
{
	struct error ignored = {0};
	char text[NAMES_MAX / 4];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (buf_adds(buf, text, &ignored) != SANREQ_OK)
		return;
}

static void
name_text(struct buf *buf, X509_NAME *name)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *p = NULL;
	long n;

	if (bio != NULL && name != NULL &&
	    X509_NAME_print_ex(bio, name, 0,
		XN_FLAG_RFC2253 & ~(unsigned long)ASN1_STRFLGS_ESC_MSB) >= 0 &&
	    (n = BIO_get_mem_data(bio, &p)) > 0)
		buf_note(buf, "\"%s\"", QUOTE(p, (size_t)n));
	BIO_free(bio);
}

static void
date_text(struct buf *buf, const ASN1_TIME *when)
{
	struct tm tm = {0};

	if (ASN1_TIME_to_tm(when, &tm) == 1)
		buf_note(buf, "%04d-%02d-%02d", tm.tm_year + 1900,
		    tm.tm_mon + 1, tm.tm_mday);
}

/* One name that clients compare, a dNSName or an iPAddress. */
static bool
name_add(struct buf *buf, const GENERAL_NAME *name, const char *before)
{
	char ip[INET6_ADDRSTRLEN];
	int type;
	const ASN1_STRING *s = GENERAL_NAME_get0_value(name, &type);
	const unsigned char *p;
	int n;

	if (type != GEN_DNS && type != GEN_IPADD)
		return false;
	p = ASN1_STRING_get0_data(s);
	n = ASN1_STRING_length(s);
	if (type == GEN_DNS)
		buf_note(
		    buf, "%s\"%s\"", before, QUOTE((const char *)p, (size_t)n));
	else if ((n == 4 || n == 16) && inet_ntop(n == 4 ? AF_INET : AF_INET6,
					    p, ip, sizeof(ip)) != NULL)
		buf_note(buf, "%s\"%s\"", before, ip);
	else
		return false;
	return true;
}

/* The names in the certificate: the first few it has, else the subject. */
static void
cert_names(struct buf *buf, X509 *cert)
{
	GENERAL_NAMES *names =
	    X509_get_ext_d2i(cert, NID_subject_alt_name, NULL, NULL);
	struct buf rest;
	int i, seen = 0;

	buf_init(&rest, NAMES_MAX);
	for (i = 0; i < sk_GENERAL_NAME_num(names); i++)
		if (name_add(seen < NAMES_SHOWN ? buf : &rest,
			sk_GENERAL_NAME_value(names, i), seen == 0 ? "" : ", "))
			seen++;
	if (seen > NAMES_SHOWN)
		buf_note(buf, " and %d more", seen - NAMES_SHOWN);
	if (seen == 0)
		name_text(buf, X509_get_subject_name(cert));
	buf_release(&rest);
	GENERAL_NAMES_free(names);
}

/* The first thing that was wrong, and with which certificate. */
struct verdict {
	int error; /* X509_V_ERR_... */
	int depth; /* 0: the server's own */
	X509 *cert;
};

static int
on_verify(int ok, X509_STORE_CTX *ctx)
{
	SSL *ssl = X509_STORE_CTX_get_ex_data(
	    ctx, SSL_get_ex_data_X509_STORE_CTX_idx());
	struct verdict *v = SSL_get_app_data(ssl);
	X509 *cert = X509_STORE_CTX_get_current_cert(ctx);

	if (ok == 0 && v->error == X509_V_OK && cert != NULL &&
	    X509_up_ref(cert) == 1) {
		v->error = X509_STORE_CTX_get_error(ctx);
		v->depth = X509_STORE_CTX_get_error_depth(ctx);
		v->cert = cert;
	}
	return 1; /* go on: this connection carries nothing */
}

/* "the server's certificate (for NAMES)", or which one above it. */
static void
cert_text(struct buf *buf, const struct verdict *v)
{
	if (v->depth == 0) {
		buf_note(buf, "the server's certificate (for ");
		cert_names(buf, v->cert);
		buf_note(buf, ")");
	} else {
		buf_note(buf, "the CA certificate ");
		name_text(buf, X509_get_subject_name(v->cert));
		buf_note(buf, " above the server's");
	}
}

static enum sanreq_status
say_issuer(const struct verdict *v, const char *which, const char *ca_file,
    const char *where, struct error *err)
{
	struct buf issuer;
	bool own = X509_self_signed(v->cert, 0) == 1;

	buf_init(&issuer, NAMES_MAX);
	name_text(&issuer, X509_get_issuer_name(v->cert));
	if (own && v->depth == 0)
		error_set(err, SANREQ_NETWORK,
		    "%s: %s is self-signed and not in %s: give it as --ca-file "
		    "if it is the right one",
		    where, which, QUOTES(ca_file));
	else if (own)
		error_set(err, SANREQ_NETWORK,
		    "%s: the server's certificate %s %s, which is not in %s: "
		    "give --ca-file",
		    where, v->depth == 1 ? "was issued by" : "goes back to",
		    buf_text(&issuer), QUOTES(ca_file));
	else
		error_set(err, SANREQ_NETWORK,
		    "%s: %s was issued by %s, which is not in %s, and which "
		    "the server does not send: give --ca-file",
		    where, which, buf_text(&issuer), QUOTES(ca_file));
	buf_release(&issuer);
	return err->status;
}

static enum sanreq_status
say_good(const char *host, const char *where, struct error *err)
{
	return error_set(err, SANREQ_NETWORK,
	    "%s: TLS failed, though the certificate is good%s", where,
	    text_casecmp(host, "localhost") == 0
		? ": name the server, or 127.0.0.1 (libldap takes "
		  "\"localhost\" for this machine's name)"
		: "");
}

static enum sanreq_status
say_verdict(const struct verdict *v, const struct net_peer *peer,
    const char *ca_file, const char *where, struct error *err)
{
	struct buf which, text;

	if (v->error == X509_V_OK)
		return say_good(peer->host, where, err);
	buf_init(&which, NAMES_MAX);
	buf_init(&text, NAMES_MAX);
	cert_text(&which, v);
	switch (v->error) {
	case X509_V_ERR_HOSTNAME_MISMATCH:
	case X509_V_ERR_IP_ADDRESS_MISMATCH:
		cert_names(&text, v->cert);
		error_set(err, SANREQ_NETWORK,
		    "%s: the server's certificate is for %s, not \"%s\"", where,
		    buf_text(&text), QUOTES(peer->host));
		break;
	case X509_V_ERR_CERT_HAS_EXPIRED:
		date_text(&text, X509_get0_notAfter(v->cert));
		error_set(err, SANREQ_NETWORK, "%s: %s expired on %s", where,
		    buf_text(&which), buf_text(&text));
		break;
	case X509_V_ERR_CERT_NOT_YET_VALID:
		date_text(&text, X509_get0_notBefore(v->cert));
		error_set(err, SANREQ_NETWORK, "%s: %s is not valid before %s",
		    where, buf_text(&which), buf_text(&text));
		break;
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
	case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
	case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
	case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
		(void)say_issuer(v, buf_text(&which), ca_file, where, err);
		break;
	default:
		error_set(err, SANREQ_NETWORK, "%s: %s is refused: %s", where,
		    buf_text(&which), X509_verify_cert_error_string(v->error));
		break;
	}
	buf_release(&which);
	buf_release(&text);
	return err->status;
}

static bool
prepare(SSL_CTX *ctx, SSL *ssl, const struct net_peer *peer,
    const char *ca_file, int fd)
{
	X509_VERIFY_PARAM *param = SSL_get0_param(ssl);
	char name[256];

	snprintf(name, sizeof(name), "%s", peer->host);
	if (ca_file != NULL && SSL_CTX_load_verify_file(ctx, ca_file) != 1)
		return false;
	if (X509_VERIFY_PARAM_set1_ip_asc(param, peer->host) != 1 &&
	    (SSL_set1_host(ssl, peer->host) != 1 ||
		/* the macro of this name casts const away */
		SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME,
		    TLSEXT_NAMETYPE_host_name, name) != 1))
		return false;
	ERR_clear_error();
	return SSL_set_fd(ssl, fd) == 1;
}

static enum sanreq_status
look(SSL_CTX *ctx, SSL *ssl, const struct net_peer *peer, int fd,
    const char *ca_file, unsigned timeout, const char *where, struct error *err)
{
	struct verdict verdict = {0};
	const char *reason;

	SSL_set_app_data(ssl, &verdict);
	SSL_set_verify(ssl, SSL_VERIFY_PEER, on_verify);
	if (!prepare(ctx, ssl, peer, ca_file, fd))
		return error_set(err, SANREQ_INPUT,
		    "%s: no CA certificates in PEM form in it",
		    QUOTES(ca_file != NULL ? ca_file : where));
	if (SSL_connect(ssl) == 1) {
		(void)say_verdict(&verdict, peer,
		    ca_file != NULL ? ca_file : "any file", where, err);
		X509_free(verdict.cert);
		return err->status;
	}
	X509_free(verdict.cert);
	if (deadline_expired())
		return error_set(err, SANREQ_NETWORK,
		    "%s: TLS handshake: no answer within %u s", where, timeout);
	reason = ERR_reason_error_string(ERR_peek_error());
	return error_set(err, SANREQ_NETWORK, "%s: TLS handshake failed: %s",
	    where,
	    reason != NULL ? reason : "the server closed the connection");
}

enum sanreq_status
tls_why(const struct net_peer *peer, bool starttls, const char *ca_file,
    unsigned timeout, const char *where, struct error *err)
{
	SSL_CTX *ctx = NULL;
	SSL *ssl = NULL;
	int fd = -1;

	if (net_connect(peer, timeout, &fd, err) != SANREQ_OK) {
		error_prefix(err, "%s: TLS failed", where);
		goto out;
	}
	deadline_watch(fd);
	deadline_arm();
	if ((ctx = SSL_CTX_new(TLS_client_method())) == NULL ||
	    (ssl = SSL_new(ctx)) == NULL) {
		error_memory(err);
		goto out;
	}
	if (starttls && !send_starttls(fd))
		error_set(err, SANREQ_NETWORK, "%s: TLS failed", where);
	else
		(void)look(ctx, ssl, peer, fd, ca_file, timeout, where, err);
out:
	deadline_disarm();
	deadline_watch(-1);
	SSL_free(ssl);
	SSL_CTX_free(ctx);
	if (fd >= 0)
		(void)close(fd);
	return err->status;
}
