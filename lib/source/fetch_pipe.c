/*
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#include "base/buf.h"
#include "base/text.h"
#include "source/fetch_pipe.h"
#include "source/fetch_spawn.h"
#include "source/incomplete.h"

/* The helper as installed. */
#define FETCH_PROGRAM SANREQ_LIBEXECDIR "/sanreq-fetch"

#define LAST_RECORD_DN    "cn=sanreq-fetch"
#define REPORT_ATTRIBUTE  "x-sanreq-report"
#define FETCH_REPORTS_MAX 100000u
#define DETAILS_MAX       (256u << 10)

struct fetch {
	const struct record_consumer *consumer;
	void *state;
	const char *url;
	uint64_t records;
	uint64_t reports;
	uint64_t bytes;
	time_t heard; /* when the last record came, or the start */
	bool refused; /* the consumer's error, or a limit: not the helper's */
	bool last;    /* the last record was seen */
	int status;   /* of the last record; */
	uint64_t entries;
	char message[ERROR_TEXT_MAX];
	char note[ERROR_TEXT_MAX];
	char unread[ERROR_TEXT_MAX];
	struct buf details;           /* lines for -v */
	char summary[TEXT_QUOTE_MAX]; /* for the verbose line */
};

static time_t
now(void)
{
	struct timespec ts = {0};

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec;
}

/* A decimal number of at most 18 digits. */
static bool
number(struct bytes v, bool negative, int64_t *result)
{
	bool minus = negative && v.n > 1 && v.p[0] == '-';
	size_t i = minus ? 1 : 0;

	if (v.n == i || v.n - i > 18)
		return false;
	for (*result = 0; i < v.n; i++) {
		if (!text_is_digit(v.p[i]))
			return false;
		*result = *result * 10 + (v.p[i] - '0');
	}
	if (minus)
		*result = -*result;
	return true;
}

/* The helper's text is safe to print already; trust that only as far as it
 * can be seen. */
static void
take_text(char *dst, size_t size, struct bytes v)
{
	size_t i;

	for (i = 0; i < v.n; i++) {
		if ((unsigned char)v.p[i] < 0x20 || v.p[i] == 0x7f)
			break;
	}
	if (i == v.n && text_is_utf8(v.p, v.n))
		snprintf(dst, size, "%.*s", (int)v.n, v.p);
	else
		(void)text_quote(dst, size, v.p, v.n);
}

static uint64_t
count(const struct record *r, const char *name)
{
	int64_t v = 0;

	return number(record_value(r, name), false, &v) ? (uint64_t)v : 0;
}

/* What does not fit is left out: the helper has its own, smaller limit. */
static void
take_details(struct fetch *f, const struct record *r)
{
	struct error full = {0};
	char line[ERROR_TEXT_MAX];
	size_t cursor = 0;
	struct bytes v;

	while (record_next(r, "detail", &cursor, &v)) {
		take_text(line, sizeof(line), v);
		if (buf_addf(&f->details, &full, "%s: %s\n", QUOTES(f->url),
			line) != SANREQ_OK)
			return;
	}
}

static enum sanreq_status
take_last(struct fetch *f, const struct record *r, struct error *err)
{
	struct bytes v = record_value(r, "status");
	int64_t status, entries;

	if (!number(v, true, &status) || status > 0 || status < SANREQ_INTERNAL)
		return error_set(err, SANREQ_INTERNAL,
		    "last record: status \"%s\"", QUOTE(v.p, v.n));
	v = record_value(r, "entries");
	if (status == 0 && !number(v, false, &entries))
		return error_set(err, SANREQ_INTERNAL,
		    "last record: entries \"%s\"", QUOTE(v.p, v.n));
	f->last = true;
	f->status = (int)status;
	f->entries = count(r, "entries");
	take_text(f->message, sizeof(f->message), record_value(r, "message"));
	take_text(f->note, sizeof(f->note), record_value(r, "note"));
	take_text(f->unread, sizeof(f->unread), record_value(r, "unread"));
	take_details(f, r);
	snprintf(f->summary, sizeof(f->summary),
	    "%" PRIu64 " entries, %" PRIu64 " requests, %" PRIu64
	    " bytes, %" PRIu64 " ms",
	    f->entries, count(r, "requests"), count(r, "bytes"),
	    count(r, "ms"));
	return SANREQ_OK;
}

static enum sanreq_status
check_size(struct fetch *f, const struct record *r, struct error *err)
{
	size_t i;

	f->bytes += r->dn.n;
	for (i = 0; i < r->nattributes; i++)
		f->bytes += r->attributes[i].name.n + r->attributes[i].value.n;
	f->records++;
	if (f->bytes > FETCH_BYTES_MAX)
		return error_set(err, SANREQ_LIMIT,
		    "more than %llu bytes of records", FETCH_BYTES_MAX);
	if (f->records > FETCH_ENTRIES_MAX)
		return error_set(err, SANREQ_LIMIT, "more than %u entries",
		    FETCH_ENTRIES_MAX);
	return SANREQ_OK;
}

/* The helper's own words, which no entry of a directory can bear. */
static bool
is_report(const struct record *r)
{
	return r->nattributes != 0 &&
	       text_same(r->attributes[0].name.p, r->attributes[0].name.n,
		   REPORT_ATTRIBUTE, sizeof(REPORT_ATTRIBUTE) - 1);
}

static enum sanreq_status
take_report(struct fetch *f, const struct record *r, struct error *err)
{
	enum sanreq_status status;

	if (++f->reports > FETCH_REPORTS_MAX)
		return error_set(err, SANREQ_INTERNAL, "more than %u reports",
		    FETCH_REPORTS_MAX);
	if (f->consumer->report == NULL)
		return SANREQ_OK;
	status = f->consumer->report(f->state, r, err);
	f->refused = status != SANREQ_OK;
	return status;
}

static enum sanreq_status
on_record(void *arg, const struct record *r, struct error *err)
{
	struct fetch *f = arg;
	enum sanreq_status status;

	f->heard = now();
	if (f->last)
		return error_set(
		    err, SANREQ_INTERNAL, "a record after the last one");
	if (text_same(
		r->dn.p, r->dn.n, LAST_RECORD_DN, sizeof(LAST_RECORD_DN) - 1))
		return take_last(f, r, err);
	if (is_report(r))
		return take_report(f, r, err);
	if ((status = check_size(f, r, err)) != SANREQ_OK) {
		f->refused = true;
		return status;
	}
	status = f->consumer->record(f->state, r, err);
	f->refused = status != SANREQ_OK;
	return status;
}

/* Reading failed and nothing waits to be read: did it fail for waiting? */
static bool
was_silent(const struct fetch *f, int fd, unsigned silence)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};

	return now() - f->heard >= (time_t)silence && poll(&p, 1, 0) == 0;
}

static enum sanreq_status
died(const struct fetch *f, const char *program, int how, struct error *err)
{
	error_clear(err);
	if (how != -1 && WIFSIGNALED(how))
		return error_set(err, SANREQ_INTERNAL,
		    "%s: %s was killed by signal %d", QUOTES(f->url),
		    QUOTES(program), WTERMSIG(how));
	if (how != -1 && WIFEXITED(how))
		return error_set(err, SANREQ_INTERNAL,
		    "%s: %s ended with status %d before its last record",
		    QUOTES(f->url), QUOTES(program), WEXITSTATUS(how));
	return error_set(err, SANREQ_INTERNAL,
	    "%s: %s ended before its last record", QUOTES(f->url),
	    QUOTES(program));
}

/* Told of a failure too: they are about how it came to it. */
static void
say_details(const struct fetch *f, const struct source_options *options)
{
	if (options->verbose && options->log != NULL)
		fputs(buf_text(&f->details), options->log);
}

/* Turns how the helper ended into our status. */
static enum sanreq_status
judge(struct fetch *f, const char *program, int how, struct error *err)
{
	if (f->refused)
		return err->status;
	if (!f->last &&
	    (err->status == SANREQ_OK || (how != -1 && WIFSIGNALED(how))))
		return died(f, program, how, err);
	/* what is no LDIF came from our own program, not from the user */
	if (err->status == SANREQ_INPUT)
		err->status = SANREQ_INTERNAL;
	if (err->status != SANREQ_OK)
		return error_prefix(err, "%s", QUOTES(program));
	if (f->status != SANREQ_OK)
		return error_set(err, (enum sanreq_status)f->status, "%s",
		    f->message[0] != '\0' ? f->message : f->url);
	if (f->entries != f->records)
		return error_set(err, SANREQ_INTERNAL,
		    "%s: %" PRIu64 " of %" PRIu64 " entries arrived",
		    QUOTES(f->url), f->records, f->entries);
	return SANREQ_OK;
}

static enum sanreq_status
read_child(struct fetch *f, struct fetch_child *child, const char *program,
    unsigned silence, struct error *err)
{
	enum sanreq_status status;
	uint64_t seen = 0;
	bool silent;
	int how;

	f->heard = now();
	status = ldif_read(
	    child->fd, NULL, 0, f->url, NULL, on_record, f, &seen, err);
	silent = status != SANREQ_OK && !f->refused &&
		 was_silent(f, child->fd, silence);
	if (silent) {
		(void)fetch_reap(child, true);
		error_clear(err);
		return error_set(err, SANREQ_NETWORK,
		    "%s: %s said nothing for %u s and was killed",
		    QUOTES(f->url), QUOTES(program), silence);
	}
	how = fetch_reap(child, f->refused);
	return judge(f, program, how, err);
}

static enum sanreq_status
settle(struct fetch *f, struct inventory *inv, size_t index,
    const struct source_options *options, struct error *err)
{
	inventory_set_records(inv, index, f->records);
	if (f->unread[0] != '\0' &&
	    incomplete_add(inv, index, f->url, f->unread, err) != SANREQ_OK)
		return err->status;
	if (f->note[0] != '\0' && options->log != NULL)
		fprintf(options->log, "%s: %s\n", QUOTES(f->url), f->note);
	if (options->verbose && options->log != NULL)
		fprintf(options->log, "%s: %s\n", QUOTES(f->url), f->summary);
	return f->consumer->finish(f->state, err);
}

/* What stands before an '@' may be a password, which no message repeats, up
 * to the last '@': it may hold '@' and '/' too. An '@' behind a '=' is in the
 * base DN. */
static enum sanreq_status
check_url(const char *url, struct error *err)
{
	const char *host = strstr(url, "://"), *at = strrchr(url, '@');

	if (host == NULL || at == NULL)
		return SANREQ_OK;
	host += sizeof("://") - 1;
	if (memchr(host, '@', strcspn(host, "/?#")) == NULL &&
	    memchr(host, '@', strcspn(host, "=")) == NULL)
		return SANREQ_OK;
	return error_set(err, SANREQ_USAGE,
	    "%s...@%s: no name or password stands in the URL: give -D DN "
	    "with -W",
	    QUOTE(url, (size_t)(host - url)), QUOTES(at + 1));
}

enum sanreq_status
fetch_call_read(struct inventory *inv, const struct fetch_call *call,
    const char *source, const char *type,
    const struct record_consumer *consumer, const struct source_options *given,
    struct error *err)
{
	struct fetch *f = calloc(1, sizeof(*f)); /* large for a frame */
	struct fetch_child child = {.fd = -1};
	struct source_options options = *given;
	unsigned silence = options.timeout + FETCH_GRACE;
	enum sanreq_status status;
	size_t index = 0;

	if (f == NULL)
		return error_memory(err);
	if (options.fetch_program == NULL)
		options.fetch_program = FETCH_PROGRAM;
	f->consumer = consumer;
	f->url = source;
	f->state = consumer->context;
	buf_init(&f->details, DETAILS_MAX);
	if (inventory_add_source(inv, source, type, &index, err) != SANREQ_OK ||
	    (consumer->begin != NULL &&
		consumer->begin(&f->state, inv, source, err) != SANREQ_OK))
		goto out;
	if (fetch_spawn(&child, call, &options, silence, err) != SANREQ_OK)
		goto out;
	status = read_child(f, &child, options.fetch_program, silence, err);
	say_details(f, &options);
	if (status == SANREQ_OK)
		(void)settle(f, inv, index, &options, err);
out:
	if (consumer->begin != NULL)
		consumer->release(&f->state);
	buf_release(&f->details);
	free(f);
	return err->status;
}

enum sanreq_status
fetch_read(struct inventory *inv, const char *url,
    const struct record_consumer *consumer,
    const struct source_options *options, struct error *err)
{
	struct fetch_call call = {.command = "ldap",
	    .operand = url,
	    .filter = consumer->ldap_filter,
	    .attributes = consumer->ldap_attributes,
	    .probes = consumer->report != NULL ? consumer->ldap_probes : NULL,
	    .accounts =
		consumer->report != NULL ? consumer->ldap_accounts : NULL,
	    .account_attributes = consumer->ldap_account_attributes};

	if (check_url(url, err) != SANREQ_OK)
		return err->status;
	return fetch_call_read(inv, &call, url, "ldap", consumer, options, err);
}
