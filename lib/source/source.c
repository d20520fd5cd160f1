/*
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/text.h"
#include "source/dns_source.h"
#include "source/document.h"
#include "source/fetch_pipe.h"
#include "source/incomplete.h"
#include "source/input.h"
#include "source/names_list.h"
#include "source/open_file.h"
#include "source/recognise.h"
#include "source/shell_source.h"
#include "source/source.h"

#define WHERE_MAX        512
#define CERTIFICATES_MAX (16u << 20) /* bytes of one file */

/* An open file and what was read ahead of it. */
struct opened {
	int fd; /* -1: there is only the head */
	const char *head;
	size_t nhead;
};

static enum sanreq_status
at_source(const char *source, enum sanreq_status status, struct error *err)
{
	char where[WHERE_MAX];

	text_quote(where, sizeof(where), source, strlen(source));
	error_prefix(err, "%s", where);
	return status;
}

static enum sanreq_status
read_head(struct opened *f, char *head, struct error *err)
{
	enum sanreq_status status;
	size_t n;

	f->head = head;
	do {
		status = input_read_fd(
		    f->fd, head + f->nhead, RECOGNISE_MAX - f->nhead, &n, err);
		f->nhead += n;
	} while (status == SANREQ_OK && n != 0 && f->nhead < RECOGNISE_MAX);
	return status;
}

/* A line for -v about what was read. */
static void
log_read(const struct source_options *options, const char *source,
    const char *what, uint64_t n)
{
	char where[WHERE_MAX];

	if (!options->verbose || options->log == NULL)
		return;
	text_quote(where, sizeof(where), source, strlen(source));
	fprintf(options->log, "%s: %s, %" PRIu64 " read\n", where, what, n);
}

/* What the search that made the LDIF could not give. */
static enum sanreq_status
note_end(struct inventory *inv, size_t index, const char *source,
    const struct ldif_end *ended, struct error *err)
{
	enum sanreq_status status = SANREQ_OK;
	char what[512];

	if (ended->result != 0) {
		snprintf(what, sizeof(what), "the search ended with %s",
		    ended->text);
		status = incomplete_add(inv, index, source, what, err);
	}
	if (status == SANREQ_OK && ended->reference[0] != '\0') {
		snprintf(what, sizeof(what),
		    "a part of the directory is on another server: \"%s\"",
		    ended->reference);
		status = incomplete_add(inv, index, source, what, err);
	}
	return status;
}

/* LDIF: records to a consumer. Its errors carry their place already. */
static enum sanreq_status
read_ldif(struct inventory *inv, const struct opened *f, const char *source,
    const struct record_consumer *consumer,
    const struct source_options *options, struct error *err)
{
	enum sanreq_status status;
	struct ldif_end ended = {0};
	void *state = NULL;
	uint64_t n = 0;
	size_t index;

	status = inventory_add_source(inv, source, "ldif", &index, err);
	if (status != SANREQ_OK)
		return status;
	status = consumer->begin(&state, inv, source, err);
	if (status != SANREQ_OK)
		goto out;
	status = ldif_read_ended(f->fd, f->head, f->nhead, source,
	    &consumer->filter, consumer->record, state, &n, &ended, err);
	if (status != SANREQ_OK)
		goto out;
	inventory_set_records(inv, index, n);
	log_read(options, source, "LDIF records", n);
	if ((status = note_end(inv, index, source, &ended, err)) == SANREQ_OK)
		status = consumer->finish(state, err);
out:
	consumer->release(&state);
	return status;
}

static enum sanreq_status
read_names(struct inventory *inv, const struct opened *f, const char *source,
    const struct source_options *options, struct error *err)
{
	enum sanreq_status status;
	uint64_t n = 0;
	size_t index;

	status = inventory_add_source(inv, source, "names", &index, err);
	if (status == SANREQ_OK)
		status = names_list_read(inv, f->fd, f->head, f->nhead, source,
		    options->encoding, &n, err);
	if (status != SANREQ_OK)
		return status;
	inventory_set_records(inv, index, n);
	log_read(options, source, "list of names", n);
	return SANREQ_OK;
}

/* Certificates: the whole file, as it stands. */
static enum sanreq_status
read_certificates(struct inventory *inv, const struct opened *f,
    const char *source, const struct record_consumer *consumer,
    const struct source_options *options, struct error *err)
{
	char *piece = malloc(RECOGNISE_MAX);
	enum sanreq_status status;
	uint64_t count = 0;
	struct buf data;
	size_t n = 0;

	if (piece == NULL)
		return error_memory(err);
	buf_init(&data, CERTIFICATES_MAX);
	status = buf_add(&data, f->head, f->nhead, err);
	do {
		if (status == SANREQ_OK && f->fd >= 0)
			status =
			    input_read_fd(f->fd, piece, RECOGNISE_MAX, &n, err);
		if (status == SANREQ_OK)
			status = buf_add(&data, piece, n, err);
	} while (status == SANREQ_OK && n != 0);
	free(piece);
	if (status != SANREQ_OK)
		at_source(source, status, err);
	else
		status = consumer->certificate(
		    inv, buf_text(&data), data.len, source, &count, err);
	if (status == SANREQ_OK)
		log_read(options, source, "certificates and requests", count);
	buf_release(&data);
	return status;
}

static enum source_kind
kind_of(const struct opened *f)
{
	return source_recognise(
	    f->head, f->nhead < RECOGNISE_MAX ? f->nhead : RECOGNISE_MAX);
}

static enum sanreq_status
read_kind(struct inventory *inv, enum source_kind kind, const struct opened *f,
    const char *source, const struct record_consumer *consumer,
    const struct source_options *options, struct error *err)
{
	enum sanreq_status status;
	uint64_t n;

	switch (kind) {
	case KIND_LDIF:
		return read_ldif(inv, f, source, consumer, options, err);
	case KIND_NAMES: return read_names(inv, f, source, options, err);
	case KIND_FORMAT_LIST:
	case KIND_CSV:
	case KIND_XML:
		status = shell_source_read(inv, kind, f->fd, f->head, f->nhead,
		    source, consumer, options->encoding, &n, err);
		if (status == SANREQ_OK)
			log_read(options, source, "Shell objects", n);
		return status;
	case KIND_JSON:
	case KIND_YAML:
		return document_read(inv, f->fd, f->head, f->nhead,
		    kind == KIND_YAML, source, consumer, options->encoding,
		    err);
	case KIND_PEM_CERTIFICATE:
	case KIND_PEM_REQUEST:
	case KIND_PEM_OTHER:
	case KIND_DER:
		if (consumer->certificate != NULL)
			return read_certificates(
			    inv, f, source, consumer, options, err);
		break;
	default: break;
	}
	error_set(err, SANREQ_INPUT, "%s", source_kind_refusal(kind));
	return at_source(source, SANREQ_INPUT, err);
}

/* UTF-16 that was stated gets the byte order mark that it lacks. */
static enum sanreq_status
read_marked(struct inventory *inv, const struct opened *f, const char *source,
    const struct record_consumer *consumer,
    const struct source_options *options, struct error *err)
{
	bool big = options->encoding->form == ENCODING_UTF16BE;
	struct opened marked = *f;
	char *head = malloc(f->nhead + 2);

	if (head == NULL)
		return error_memory(err);
	memcpy(head, big ? "\xfe\xff" : "\xff\xfe", 2);
	memcpy(head + 2, f->head, f->nhead);
	marked.head = head;
	marked.nhead += 2;
	(void)!read_kind(
	    inv, kind_of(&marked), &marked, source, consumer, options, err);
	free(head);
	return err->status;
}

static enum sanreq_status
read_opened(struct inventory *inv, const struct opened *f, const char *source,
    const struct record_consumer *consumer,
    const struct source_options *options, struct error *err)
{
	enum source_kind kind = kind_of(f);

	if (kind == KIND_BINARY && options->encoding != NULL &&
	    (options->encoding->form == ENCODING_UTF16LE ||
		options->encoding->form == ENCODING_UTF16BE))
		return read_marked(inv, f, source, consumer, options, err);
	return read_kind(inv, kind, f, source, consumer, options, err);
}

static enum sanreq_status
read_file(struct inventory *inv, const char *source,
    const struct record_consumer *consumer,
    const struct source_options *options, struct error *err)
{
	char *head = malloc(RECOGNISE_MAX);
	struct opened f = {.fd = -1};
	enum sanreq_status status;

	if (head == NULL)
		return error_memory(err);
	status = open_file(source, false, &f.fd, err);
	if (status == SANREQ_OK)
		status = read_head(&f, head, err);
	if (status == SANREQ_OK)
		status = read_opened(inv, &f, source, consumer, options, err);
	else
		at_source(source, status, err);
	if (f.fd > STDIN_FILENO)
		close(f.fd);
	free(head);
	return status;
}

/* Has it the form of a URL, "scheme://"? */
static bool
is_url(const char *source)
{
	const char *mark = strstr(source, "://");

	if (mark == NULL || mark == source)
		return false;
	for (const char *s = source; s < mark; s++)
		if (!text_is_alpha(*s) && !text_is_digit(*s) &&
		    strchr("+-.", *s) == NULL)
			return false;
	return true;
}

static bool
is_one_of(const char *source, const char *const *schemes)
{
	for (; *schemes != NULL; schemes++)
		if (text_starts(source, strlen(source), *schemes))
			return true;
	return false;
}

bool
source_is_dns(const char *source)
{
	return text_starts(source, strlen(source), DNS_SOURCE_PREFIX);
}

enum sanreq_status
source_read(struct inventory *inv, const char *source,
    const struct record_consumer *consumer,
    const struct source_options *options, struct error *err)
{
	static const char *const fetched[] = {
	    "ldap://", "ldaps://", "ldapi://", NULL};
	static const char *const endpoints[] = {
	    "tls://", "smtp://", "imap://", "pop3://", NULL};

	if (*source == '\0')
		return error_set(err, SANREQ_USAGE,
		    "a source with an empty name: name a file, a URL or '-'");
	if (is_one_of(source, fetched))
		return fetch_read(inv, source, consumer, options, err);
	if (source_is_dns(source))
		return dns_source_read(inv, inv, source, options, err);
	if (is_one_of(source, endpoints) && consumer->endpoint != NULL)
		return consumer->endpoint(inv, source, options, err);
	if (is_url(source)) {
		error_set(err, SANREQ_USAGE,
		    "not a source: a URL must be ldap://, ldaps://, ldapi://, "
		    "tls://, smtp://, imap:// or pop3://, or dns:DOMAIN");
		return at_source(source, SANREQ_USAGE, err);
	}
	return read_file(inv, source, consumer, options, err);
}

enum sanreq_status
source_read_text(struct inventory *inv, const char *source, const char *text,
    size_t n, const struct record_consumer *consumer,
    const struct source_options *options, struct error *err)
{
	const struct opened f = {.fd = -1, .head = text, .nhead = n};

	return read_opened(inv, &f, source, consumer, options, err);
}
