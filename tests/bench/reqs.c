/*
 * SPDX-License-Identifier: ISC
 *
 * reqs FILE...: what "openssl req -in FILE -noout" does, for all files in one
 * process: read the PEM, decode the request. The peer of sanreq lint, which
 * also verifies the signature and applies the rules.
 */
#include <stdio.h>

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

int
main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		BIO *in = BIO_new_file(argv[i], "rb");
		X509_REQ *req =
		    in == NULL ? NULL
			       : PEM_read_bio_X509_REQ(in, NULL, NULL, NULL);

		if (req == NULL)
			return 1;
		X509_REQ_free(req);
		BIO_free(in);
	}
	return 0;
}
