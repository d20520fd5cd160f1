/*
 * SPDX-License-Identifier: ISC
 *
 * fetch: the helper's work from its command line to its last record.
 *
 * Writes to fd 1: the records, comments at each stage (signs of life), and
 * always one last record "dn: cn=sanreq-fetch" with
 *	status	 0, or the number of the sanreq status
 *	message	 what went wrong, with the URL in front
 *	note	 what the user should know though all went well
 *	detail	 what he may want to know, a line each: for -v
 *	unread	 what the records leave out though all went well
 *	entries, requests, pages, bytes, ms, references
 *
 * Does not: exit (but fetch/deadline may).
 */
#ifndef FETCH_FETCH_H
#define FETCH_FETCH_H

#include <stdbool.h>

/* true: the last record says status 0 and was written. */
bool fetch_main(int argc, char **argv);

#endif
