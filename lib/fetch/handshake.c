/*
 * SPDX-License-Identifier: ISC
 */
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "base/text.h"
#include "fetch/endpoint.h"
#include "fetch/handshake.h"

#define WHAT "TLS handshake"

/* Called with the server's Certificate message, and whatever it holds is
 * fine: it is only looked at. */
static int
keep_chain(X509_STORE_CTX *store, void *arg)
{
	struct handshake *h = arg;

	if (h->chain == NULL)
		h->chain =
		    X509_chain_up_ref(X509_STORE_CTX_get0_untrusted(store));
	return 1;
}

static SSL_CTX *
make_context(struct handshake *h)
{
	SSL_CTX *ctx;

	/* no configuration file: it may forbid what is to be looked at */
	if (OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, NULL) != 1 ||
	    (ctx = SSL_CTX_new(TLS_client_method())) == NULL)
		return NULL;
	SSL_CTX_set_security_level(ctx, 0);
	SSL_CTX_set_options(ctx, SSL_OP_LEGACY_SERVER_CONNECT);
	SSL_CTX_set_cert_verify_callback(ctx, keep_chain, h);
	SSL_CTX_set_max_cert_list(ctx, ENDPOINT_CHAIN_MAX);
	if (SSL_CTX_set_min_proto_version(ctx, TLS1_VERSION) == 1 &&
	    SSL_CTX_set_cipher_list(ctx, "ALL:!aNULL:!PSK:!SRP") == 1)
		return ctx;
	SSL_CTX_free(ctx);
	return NULL;
}

static bool
prepare(SSL *ssl, int fd, const char *server_name)
{
	char name[256];

	if (SSL_set_fd(ssl, fd) != 1)
		return false;
	if (server_name == NULL)
		return true;
	snprintf(name, sizeof(name), "%s", server_name);
	/* the macro of this name casts const away */
	return SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME,
		   TLSEXT_NAMETYPE_host_name, name) == 1;
}

static enum sanreq_status
failed(struct error *err)
{
	unsigned long code = ERR_peek_error();
	const char *reason = ERR_reason_error_string(code);

	switch (ERR_GET_LIB(code) == ERR_LIB_SSL ? ERR_GET_REASON(code) : 0) {
	case SSL_R_WRONG_VERSION_NUMBER:
	case SSL_R_HTTP_REQUEST:
		return error_set(err, SANREQ_NETWORK,
		    WHAT ": what answers there speaks no TLS, or not at once");
	case SSL_R_EXCESSIVE_MESSAGE_SIZE:
	case SSL_R_BAD_LENGTH:
		return error_set(err, SANREQ_NETWORK,
		    WHAT ": the server sends more than %u KiB of certificates",
		    ENDPOINT_CHAIN_MAX >> 10);
	case SSL_R_UNEXPECTED_EOF_WHILE_READING: reason = NULL; break;
	default: break;
	}
	return error_set(err, SANREQ_NETWORK, WHAT ": %s",
	    reason != NULL ? reason : "the server closed the connection");
}

static enum sanreq_status
shake(SSL *ssl, struct wire *w, struct error *err)
{
	enum sanreq_status status = SANREQ_OK;
	int rc;

	while (status == SANREQ_OK && (rc = SSL_connect(ssl)) != 1) {
		switch (SSL_get_error(ssl, rc)) {
		case SSL_ERROR_WANT_READ:
			status = wire_wait(w, POLLIN, WHAT, err);
			break;
		case SSL_ERROR_WANT_WRITE:
			status = wire_wait(w, POLLOUT, WHAT, err);
			break;
		default: status = failed(err); break;
		}
	}
	return status;
}

enum sanreq_status
handshake_run(struct handshake *h, struct wire *w, const char *server_name,
    struct error *err)
{
	SSL_CTX *ctx = make_context(h);
	SSL *ssl = ctx != NULL ? SSL_new(ctx) : NULL;
	struct error broken = {0};

	if (ssl == NULL || !prepare(ssl, w->fd, server_name)) {
		(void)error_set(err, SANREQ_INTERNAL, "libssl");
		goto out;
	}
	ERR_clear_error();
	if (shake(ssl, w, &broken) == SANREQ_OK)
		(void)SSL_shutdown(ssl);
	if (sk_X509_num(h->chain) > ENDPOINT_CERTIFICATES_MAX)
		(void)error_set(err, SANREQ_NETWORK,
		    "the server sends %d certificates; at most %d are read",
		    sk_X509_num(h->chain), ENDPOINT_CERTIFICATES_MAX);
	else if (sk_X509_num(h->chain) > 0)
		h->protocol = SSL_get_version(ssl);
	else if (broken.status != SANREQ_OK)
		(void)error_set(err, broken.status, "%s", broken.text);
	else
		(void)error_set(err, SANREQ_NETWORK,
		    WHAT ": the server presents no certificate");
out:
	SSL_free(ssl);
	SSL_CTX_free(ctx);
	ERR_clear_error();
	return err->status;
}

void
handshake_release(struct handshake *h)
{
	sk_X509_pop_free(h->chain, X509_free);
	memset(h, 0, sizeof(*h));
}
