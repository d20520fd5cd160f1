/*
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "pkcs10/ossl.h"
#include "pkcs10/request.h"

#define CHUNK 32768

enum sanreq_status
digest_sha256(const void *data, size_t n, char hex[65], struct error *err)
{
	unsigned char md[32];

	ERR_clear_error();
	if (EVP_Q_digest(NULL, "SHA256", NULL, data, n, md, NULL) != 1)
		return ossl_error(err, SANREQ_CRYPTO, "SHA-256");
	text_hex(hex, md, sizeof(md));
	return SANREQ_OK;
}

enum sanreq_status
digest_sha3_256(
    const void *data, size_t n, unsigned char md[32], struct error *err)
{
	ERR_clear_error();
	if (EVP_Q_digest(NULL, "SHA3-256", NULL, data, n, md, NULL) != 1)
		return ossl_error(err, SANREQ_CRYPTO, "SHA3-256");
	return SANREQ_OK;
}

static enum sanreq_status
digest_stream(int fd, EVP_MD_CTX *ctx, struct error *err)
{
	unsigned char *chunk;
	ssize_t got;

	if ((chunk = OPENSSL_malloc(CHUNK)) == NULL)
		return error_memory(err);
	while ((got = read(fd, chunk, CHUNK)) != 0) {
		if (got == -1 && errno != EINTR) {
			(void)error_errno(err, SANREQ_INPUT, "cannot be read");
			break;
		}
		if (got > 0 && EVP_DigestUpdate(ctx, chunk, (size_t)got) != 1) {
			(void)ossl_error(err, SANREQ_CRYPTO, "SHA-256");
			break;
		}
	}
	OPENSSL_free(chunk);
	return err->status;
}

static enum sanreq_status
digest_open(const char *path, int *fd, struct error *err)
{
	struct stat st;

	/* Not blocking: a FIFO must not hold us up before it is refused. */
	*fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (*fd == -1 || fstat(*fd, &st) == -1)
		return error_errno(err, SANREQ_INPUT, "cannot be read");
	if (!S_ISREG(st.st_mode))
		return error_set(err, SANREQ_INPUT, "not a regular file");
	return SANREQ_OK;
}

enum sanreq_status
digest_file(const char *path, char hex[65], struct error *err)
{
	EVP_MD_CTX *ctx = NULL;
	unsigned char md[32];
	int fd = -1;

	ERR_clear_error();
	if (digest_open(path, &fd, err) != SANREQ_OK)
		goto out;
	if ((ctx = EVP_MD_CTX_new()) == NULL ||
	    EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) != 1) {
		(void)ossl_error(err, SANREQ_CRYPTO, "SHA-256");
		goto out;
	}
	if (digest_stream(fd, ctx, err) != SANREQ_OK)
		goto out;
	if (EVP_DigestFinal_ex(ctx, md, NULL) != 1)
		(void)ossl_error(err, SANREQ_CRYPTO, "SHA-256");
	else
		text_hex(hex, md, sizeof(md));
out:
	EVP_MD_CTX_free(ctx);
	if (fd != -1)
		(void)close(fd);
	if (err->status != SANREQ_OK)
		return error_prefix(err, "%s", QUOTES(path));
	return SANREQ_OK;
}
