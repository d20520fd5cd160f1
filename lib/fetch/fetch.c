/*
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "fetch/chase.h"
#include "fetch/deadline.h"
#include "fetch/entry.h"
#include "fetch/fetch.h"
#include "fetch/search.h"

#define WORDS_MAX (TEXT_QUOTE_MAX + 200)

/* What is left to say when the process must end inside a library call; the
 * first line end closes a comment or record that was begun. */
static void
last_words(char words[WORDS_MAX], const char *where, const char *why)
{
	size_t i;

	for (i = 0; where[i] != '\0' && (unsigned char)where[i] < 0x80; i++)
		;
	snprintf(words, WORDS_MAX,
	    "\ndn: " LAST_RECORD_DN "\nstatus: %d\n"
	    "message: %s: no answer in time; %s\n\n",
	    SANREQ_NETWORK, where[i] == '\0' ? where : "ldap", why);
}

static void
last_record(struct out *o, const struct session *s, const struct error *err,
    int64_t started)
{
	out_dn(o, LAST_RECORD_DN, sizeof(LAST_RECORD_DN) - 1);
	out_number(o, "status", err->status);
	if (err->status != SANREQ_OK)
		out_value(o, "message", 7, err->text, strlen(err->text));
	if (s->note.len != 0)
		out_value(o, "note", 4, s->note.data, s->note.len);
	if (s->unread.len != 0)
		out_value(o, "unread", 6, s->unread.data, s->unread.len);
	out_number(o, "entries", (int64_t)s->entries);
	out_number(o, "requests", (int64_t)s->requests);
	out_number(o, "pages", (int64_t)s->pages);
	out_number(o, "references", (int64_t)s->references);
	out_number(o, "bytes", (int64_t)out_bytes(o));
	out_number(o, "ms", deadline_now() - started);
	out_end(o);
}

/* Further commands of the helper get a branch in fetch_main(). */
static void
fetch_ldap(struct session *s, struct error *err)
{
	struct secret password = {0};
	enum sanreq_status status;

	if (deadline_init(s->opt->timeout, s->late, err) != SANREQ_OK)
		return;
	if (s->opt->password_fd >= 0) {
		if (secret_read_fd(s->opt->password_fd, "password", &password,
			err) != SANREQ_OK)
			goto out;
		(void)close(s->opt->password_fd);
	}
	status = session_open(s, err);
	if (status == SANREQ_OK)
		status = session_bind(s, &password, err);
	if (status == SANREQ_OK)
		status = search_run(s, err);
	if (status == SANREQ_OK && chase_run(s, &password, err) == SANREQ_OK)
		out_comment(s->out, "done");
out:
	secret_release(&password);
}

bool
fetch_main(int argc, char **argv)
{
	struct fetch_options *opt = NULL;
	struct session s = {0};
	struct error err = {0};
	struct out *o = NULL;
	int64_t started = deadline_now();
	char where[TEXT_QUOTE_MAX], words[WORDS_MAX], krb[WORDS_MAX];
	bool ok = false;

	if ((opt = calloc(1, sizeof(*opt))) == NULL ||
	    (o = out_new(STDOUT_FILENO)) == NULL)
		goto out;
	s.out = o;
	s.opt = opt;
	if (args_parse(opt, argc, argv, &err) == SANREQ_OK) {
		s.where = text_quote(
		    where, sizeof(where), opt->url, strlen(opt->url));
		last_words(
		    words, where, "the host's name may not be resolvable");
		last_words(krb, where,
		    "a Kerberos server (KDC) of the realm may not be "
		    "reachable");
		s.late = words;
		s.late_kerberos = krb;
		fetch_ldap(&s, &err);
	}
	last_record(o, &s, &err, started);
	ok = out_flush(o) && err.status == SANREQ_OK;
	chase_release(&s);
	session_close(&s);
out:
	out_free(&o);
	free(opt);
	return ok;
}
