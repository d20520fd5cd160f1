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
#include "fetch/endpoint.h"
#include "fetch/entry.h"
#include "fetch/failover.h"
#include "fetch/fetch.h"
#include "fetch/lookup.h"
#include "fetch/session.h"

#define DNS_GRACE 3 /* seconds */
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
details(struct out *o, const struct session *s)
{
	const char *line = buf_text(&s->detail), *end;

	for (; (end = strchr(line, '\n')) != NULL; line = end + 1)
		out_value(o, "detail", 6, line, (size_t)(end - line));
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
	details(o, s);
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

static enum sanreq_status
read_directory(
    struct session *s, const struct secret *password, struct error *err)
{
	struct locate *found = calloc(1, sizeof(*found)); /* large */

	if (found == NULL)
		return error_memory(err);
	if (failover_read(s, found, password, err) == SANREQ_OK)
		(void)!chase_run(s, password, err);
	s->peer.host = ""; /* it may be one that was found */
	s->peer.addresses = NULL;
	locate_release(found);
	free(found);
	return err->status;
}

static void
fetch_dns(struct session *s, struct error *err)
{
	struct lookup_counts counts = {0};

	buf_init(&s->unread, ERROR_TEXT_MAX);
	/* look-ups keep their own time; this is for what could still hang */
	if (deadline_init(s->opt->timeout + DNS_GRACE, s->late, err) !=
		SANREQ_OK ||
	    lookup_run(s->opt, s->out, &counts, &s->unread, err) != SANREQ_OK)
		return;
	s->entries = counts.entries;
	s->requests = counts.requests;
}

static void
fetch_endpoint(struct session *s, struct error *err)
{
	struct endpoint_counts counts = {0};

	buf_init(&s->unread, ENDPOINT_TEXT_MAX);
	/* as above */
	if (deadline_init(s->opt->timeout + DNS_GRACE, s->late, err) !=
		SANREQ_OK ||
	    endpoint_run(s->opt, s->out, &counts, &s->unread, err) != SANREQ_OK)
		return;
	s->entries = counts.entries;
	s->requests = counts.requests;
}

static void
fetch_ldap(struct session *s, struct error *err)
{
	struct secret password = {0};

	if (deadline_init(s->opt->timeout, s->late, err) != SANREQ_OK)
		return;
	if (s->opt->password_fd >= 0) {
		if (secret_read_fd(s->opt->password_fd, "password", &password,
			err) != SANREQ_OK)
			goto out;
		(void)close(s->opt->password_fd);
	}
	if (session_begin(s, err) == SANREQ_OK &&
	    read_directory(s, &password, err) == SANREQ_OK)
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
		if (strcmp(opt->command, "dns") == 0)
			fetch_dns(&s, &err);
		else if (endpoint_is(opt->command))
			fetch_endpoint(&s, &err);
		else
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
