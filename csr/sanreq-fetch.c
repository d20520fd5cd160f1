/*
 * SPDX-License-Identifier: ISC
 *
 * sanreq-fetch: the one program of the project that speaks to networks. It is
 * started by sanreq, and writes what it found as LDIF to standard output.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "fetch/fetch.h"

int
main(int argc, char **argv)
{
	struct rlimit none = {0, 0};

	/* It holds a password: no core dump; and nobody waits for it when
	 * its parent is gone. */
	(void)setrlimit(RLIMIT_CORE, &none);
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
#ifdef __GLIBC__
	closefrom(4); /* 3 may be the password; the rest is not for us */
#endif
	(void)signal(SIGPIPE, SIG_IGN);
	/* before the first libldap call: no ldap.conf, no ./ldaprc */
	if (setenv("LDAPNOINIT", "1", 1) != 0) {
		perror("sanreq-fetch");
		return EXIT_FAILURE;
	}
	return fetch_main(argc, argv) ? EXIT_SUCCESS : EXIT_FAILURE;
}
