/*
 * SPDX-License-Identifier: ISC
 *
 * libsanreq: the host names that an Exchange organisation uses, which of them
 * a certificate should carry, and the request for it.
 */
#ifndef SANREQ_H
#define SANREQ_H

/* Whose fault it is. Negative, so that 0 is success. */
enum sanreq_status {
	SANREQ_OK = 0,
	SANREQ_USAGE = -1,     /* the caller broke the contract */
	SANREQ_PROFILE = -2,   /* the profile is wrong */
	SANREQ_INPUT = -3,     /* a source, certificate or key makes no sense */
	SANREQ_NAME = -4,      /* not a valid host name */
	SANREQ_NETWORK = -5,   /* unreachable, TLS, time limit */
	SANREQ_DIRECTORY = -6, /* resultCode from the server */
	SANREQ_CREDENTIALS = -7, /* bind refused */
	SANREQ_OUTPUT = -8,      /* a file that was to be written */
	SANREQ_POLICY = -9,      /* valid, but profile or CA rules forbid it */
	SANREQ_LIMIT = -10,      /* a ceiling was met */
	SANREQ_CRYPTO = -11,     /* libcrypto refused */
	SANREQ_NO_MEMORY = -12,
	SANREQ_INTERNAL = -13 /* our defect */
};

#endif
