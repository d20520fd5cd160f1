/*
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "name/name.h"
#include "source/open_file.h"

/* A scheme whose "://" was spelled wrong; of a certificate, the endpoints
 * alone. NULL: none. */
static const char *
meant_scheme(const char *path, bool certificate)
{
	static const char *const schemes[] = {
	    "tls", "smtp", "imap", "pop3", "ldap", "ldaps", "ldapi"};
	size_t n = strcspn(path, ":/");

	if (path[n] == '\0')
		return NULL;
	for (size_t i = 0; i < (certificate ? 4 : 7); i++)
		if (text_same(path, n, schemes[i], strlen(schemes[i])))
			return schemes[i];
	return NULL;
}

/* Nothing of this name is there: what may have been meant? */
static enum sanreq_status
no_file(const char *path, bool certificate, struct error *err)
{
	const char *scheme = meant_scheme(path, certificate);
	const char *why = "cannot be opened: No such file or directory";
	struct error no_name = {0};
	struct name name;

	if (scheme != NULL)
		return error_set(err, SANREQ_INPUT,
		    "%s; a URL is written %s://HOST", why, scheme);
	if (name_parse(path, strlen(path), &name, &no_name) != SANREQ_OK ||
	    (name.kind != NAME_IP &&
		(name.kind != NAME_FQDN || name.class != NAME_PUBLIC)))
		return error_set(err, SANREQ_INPUT, "%s", why);
	if (certificate)
		return error_set(err, SANREQ_INPUT,
		    "%s; what a server presents is tls://HOST", why);
	return error_set(err, SANREQ_INPUT,
	    "%s; a directory server is ldaps://HOST, what a server presents "
	    "tls://HOST, DNS dns:DOMAIN, one more name --add NAME",
	    why);
}

enum sanreq_status
open_file(const char *path, bool certificate, int *fd, struct error *err)
{
	struct stat st;

	*fd = STDIN_FILENO;
	if (strcmp(path, "-") != 0 &&
	    (*fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)) == -1)
		return errno == ENOENT
			   ? no_file(path, certificate, err)
			   : error_errno(err, SANREQ_INPUT, "cannot be opened");
	if (fstat(*fd, &st) == 0 && S_ISDIR(st.st_mode))
		return error_set(err, SANREQ_INPUT,
		    "is a directory: name the %s in it",
		    certificate ? "certificate file" : "files");
	return SANREQ_OK;
}
