/*
 * SPDX-License-Identifier: ISC
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "base/text.h"
#include "fetch/starttls.h"

struct answer {
	char line[WIRE_LINE_MAX]; /* the last one */
	size_t n;
	bool offered; /* a line says STARTTLS */
};

static enum sanreq_status
refused(const struct answer *a, const char *what, struct error *err)
{
	return error_set(err, SANREQ_NETWORK, "%s: the server answers \"%s\"",
	    what, QUOTE(a->line, a->n));
}

/* Nothing may stand between an answer and the next command. */
static enum sanreq_status
say(struct wire *w, const char *command, const char *what, struct error *err)
{
	if (wire_has_more(w))
		return error_set(err, SANREQ_NETWORK,
		    "%s: the server speaks before it is asked", what);
	return wire_send(w, command, err);
}

static enum sanreq_status
no_offer(struct error *err)
{
	return error_set(
	    err, SANREQ_NETWORK, "the server does not offer STARTTLS");
}

/* Is word among the words of the line? */
static bool
has_word(const char *line, size_t n, const char *word)
{
	size_t len = strlen(word), end;

	for (size_t i = 0; i < n; i = end + 1) {
		for (end = i; end < n && line[end] != ' '; end++)
			;
		if (text_same(line + i, end - i, word, len))
			return true;
	}
	return false;
}

/* --- SMTP --- */

/* Lines "250-WORDS", the last "250 WORDS" (RFC 5321, 4.2.1). */
static enum sanreq_status
smtp_answer(struct wire *w, const char *code, const char *what,
    struct answer *a, struct error *err)
{
	for (int i = 0; i < STARTTLS_LINES; i++) {
		if (wire_line(w, a->line, &a->n, what, err) != SANREQ_OK)
			return err->status;
		if (a->n < 3 || memcmp(a->line, code, 3) != 0 ||
		    (a->n > 3 && a->line[3] != ' ' && a->line[3] != '-'))
			return refused(a, what, err);
		a->offered |= a->n > 4 && i > 0 &&
			      has_word(a->line + 4, a->n - 4, "STARTTLS");
		if (a->n == 3 || a->line[3] == ' ')
			return SANREQ_OK;
	}
	return error_set(err, SANREQ_NETWORK,
	    "%s: an answer of more than %d lines", what, STARTTLS_LINES);
}

/* The address that we are seen with, as RFC 5321, 4.1.3 writes it. */
static void
hello(const struct wire *w, char *text, size_t size)
{
	struct sockaddr_storage sa = {0};
	socklen_t len = sizeof(sa);
	char address[INET6_ADDRSTRLEN] = "";
	const void *from = &((struct sockaddr_in *)&sa)->sin_addr;

	(void)getsockname(w->fd, (struct sockaddr *)&sa, &len);
	if (sa.ss_family == AF_INET6)
		from = &((struct sockaddr_in6 *)&sa)->sin6_addr;
	if (inet_ntop(sa.ss_family, from, address, sizeof(address)) == NULL)
		snprintf(address, sizeof(address), "127.0.0.1");
	snprintf(text, size, "EHLO [%s%s]\r\n",
	    sa.ss_family == AF_INET6 ? "IPv6:" : "", address);
}

static enum sanreq_status
smtp(struct wire *w, struct answer *a, struct error *err)
{
	char text[INET6_ADDRSTRLEN + 32];

	if (smtp_answer(w, "220", "the greeting", a, err) != SANREQ_OK)
		return err->status;
	hello(w, text, sizeof(text));
	a->offered = false;
	if (say(w, text, "EHLO", err) != SANREQ_OK ||
	    smtp_answer(w, "250", "EHLO", a, err) != SANREQ_OK)
		return err->status;
	if (!a->offered)
		return no_offer(err);
	if (say(w, "STARTTLS\r\n", "STARTTLS", err) != SANREQ_OK)
		return err->status;
	return smtp_answer(w, "220", "STARTTLS", a, err);
}

/* --- IMAP --- */

/* Untagged lines, then "TAG OK"; a literal in one of them is no matter for
 * somebody who only looks for a word. */
static enum sanreq_status
imap_answer(struct wire *w, const char *tag, const char *what, struct answer *a,
    struct error *err)
{
	for (int i = 0; i < STARTTLS_LINES; i++) {
		if (wire_line(w, a->line, &a->n, what, err) != SANREQ_OK)
			return err->status;
		if (text_starts(a->line, a->n, tag)) {
			size_t at = strlen(tag);

			return text_starts(a->line + at, a->n - at, "OK") &&
				       (a->n == at + 2 ||
					   a->line[at + 2] == ' ')
				   ? SANREQ_OK
				   : refused(a, what, err);
		}
		if (!text_starts(a->line, a->n, "* ") ||
		    text_starts(a->line, a->n, "* BYE"))
			return refused(a, what, err);
		a->offered |= text_starts(a->line, a->n, "* CAPABILITY ") &&
			      has_word(a->line, a->n, "STARTTLS");
	}
	return error_set(err, SANREQ_NETWORK,
	    "%s: an answer of more than %d lines", what, STARTTLS_LINES);
}

static enum sanreq_status
imap(struct wire *w, struct answer *a, struct error *err)
{
	if (wire_line(w, a->line, &a->n, "the greeting", err) != SANREQ_OK)
		return err->status;
	if (!text_starts(a->line, a->n, "* OK"))
		return refused(a, "the greeting", err);
	if (say(w, "a1 CAPABILITY\r\n", "CAPABILITY", err) != SANREQ_OK ||
	    imap_answer(w, "a1 ", "CAPABILITY", a, err) != SANREQ_OK)
		return err->status;
	if (!a->offered)
		return no_offer(err);
	if (say(w, "a2 STARTTLS\r\n", "STARTTLS", err) != SANREQ_OK)
		return err->status;
	return imap_answer(w, "a2 ", "STARTTLS", a, err);
}

/* --- POP3 --- */

static enum sanreq_status
pop3_answer(
    struct wire *w, const char *what, struct answer *a, struct error *err)
{
	if (wire_line(w, a->line, &a->n, what, err) != SANREQ_OK)
		return err->status;
	return text_starts(a->line, a->n, "+OK") &&
		       (a->n == 3 || a->line[3] == ' ')
		   ? SANREQ_OK
		   : refused(a, what, err);
}

static enum sanreq_status
pop3(struct wire *w, struct answer *a, struct error *err)
{
	if (pop3_answer(w, "the greeting", a, err) != SANREQ_OK ||
	    say(w, "STLS\r\n", "STLS", err) != SANREQ_OK)
		return err->status;
	return pop3_answer(w, "STLS", a, err);
}

enum sanreq_status
starttls_ask(struct wire *w, const char *scheme, struct error *err)
{
	struct answer a = {.n = 0};
	enum sanreq_status status;

	if (strcmp(scheme, "smtp") == 0)
		status = smtp(w, &a, err);
	else if (strcmp(scheme, "imap") == 0)
		status = imap(w, &a, err);
	else
		status = pop3(w, &a, err);
	if (status == SANREQ_OK && wire_has_more(w))
		return error_set(err, SANREQ_NETWORK,
		    "the server, or somebody in between, says more in plain "
		    "text behind its answer to STARTTLS: refused");
	return status;
}
