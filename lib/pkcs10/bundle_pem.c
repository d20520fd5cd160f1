/*
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "pkcs10/bundle_private.h"
#include "source/ldif_base64.h"

#define LINE_COLUMNS 64 /* RFC 7468, section 2 */
#define BEGIN        "-----BEGIN "
#define END          "-----END "
#define DASHES       "-----"

/* Labels that are read (RFC 7468, 4); static for bundle_form. */
static const struct {
	const char *label;
	bool pkcs7;
} labels[] = {
    {"CERTIFICATE", false},
    {"X509 CERTIFICATE", false},
    {"TRUSTED CERTIFICATE", false},
    {"CERTIFICATE REQUEST", false},
    {"NEW CERTIFICATE REQUEST", false},
    {"PKCS7", true},
    {"PKCS #7 SIGNED DATA", true},
    {"CMS", true},
};

#define LABELS (sizeof(labels) / sizeof(labels[0]))

struct line {
	const char *p; /* without white space around it */
	size_t n;
	bool crlf;
};

struct pem {
	struct bundle *bundle;
	const char *p;
	size_t n;
	uint64_t line; /* the one read last, from 1 */
	const char *where;
	/* the block that is open */
	bool open;
	uint64_t begin;
	struct line label;
	size_t known; /* index in labels, LABELS: passed over */
	struct bundle_form form;
	struct buf body; /* base64 */
	/* the file */
	bool text;        /* something stands before the first block */
	struct line skip; /* the first label that was passed over */
	uint64_t skip_line;
};

static bool
cut_line(struct pem *pem, struct line *line)
{
	if (!text_cut_line(&pem->p, &pem->n, &line->p, &line->n))
		return false;
	line->crlf = line->n != 0 && line->p[line->n - 1] == '\r';
	text_trim(&line->p, &line->n);
	pem->line++;
	return true;
}

static bool
is_boundary(struct line line, const char *start, struct line *label)
{
	size_t head = strlen(start), tail = sizeof(DASHES) - 1;

	if (line.n < head + tail || memcmp(line.p, start, head) != 0 ||
	    memcmp(line.p + line.n - tail, DASHES, tail) != 0)
		return false;
	label->p = line.p + head;
	label->n = line.n - head - tail;
	return true;
}

static enum sanreq_status
at_line(const struct pem *pem, uint64_t line, struct error *err)
{
	return error_prefix(err, "%s:%" PRIu64, pem->where, line);
}

static void
open_block(struct pem *pem, struct line label, bool crlf)
{
	size_t i;

	for (i = 0; i < LABELS; i++)
		if (strlen(labels[i].label) == label.n &&
		    memcmp(labels[i].label, label.p, label.n) == 0)
			break;
	pem->open = true;
	pem->begin = pem->line;
	pem->label = label;
	pem->known = i;
	pem->form = (struct bundle_form){.pem = true,
	    .crlf = crlf,
	    .text_before = pem->text,
	    .label = i < LABELS ? labels[i].label : NULL};
	buf_clear(&pem->body);
	if (text_ends(label.p, label.n, "PRIVATE KEY"))
		pem->bundle->holds_key = true;
	else if (i == LABELS && pem->skip_line == 0) {
		pem->skip = label;
		pem->skip_line = pem->line;
	}
}

static enum sanreq_status
close_block(struct pem *pem, struct error *err)
{
	struct buf *body = &pem->body;
	enum sanreq_status status;
	size_t bad, n;

	pem->open = false;
	if (pem->known == LABELS)
		return SANREQ_OK;
	if (body->len == 0) {
		(void)error_set(err, SANREQ_INPUT, "an empty PEM block");
		return at_line(pem, pem->begin, err);
	}
	if (!base64_check(body->data, body->len, &bad)) {
		(void)error_set(err, SANREQ_INPUT,
		    bad < body->len ? "the PEM text is damaged: a character "
				      "that base64 does not have"
				    : "the PEM text is damaged: base64 that "
				      "ends too early");
		return at_line(pem, pem->begin, err);
	}
	n = base64_decode(body->data, body->data, body->len);
	if (labels[pem->known].pkcs7)
		status = bundle_pkcs7(pem->bundle,
		    (struct octets){(const unsigned char *)body->data, n},
		    &pem->form, pem->begin, err);
	else
		status = bundle_add(
		    pem->bundle, body->data, n, &pem->form, pem->begin, err);
	if (labels[pem->known].pkcs7)
		pem->bundle->type = "pkcs7";
	return status == SANREQ_OK ? status : at_line(pem, pem->begin, err);
}

/* One line of an open block. */
static enum sanreq_status
body_line(struct pem *pem, struct line line, struct error *err)
{
	struct line label;

	if (is_boundary(line, END, &label)) {
		if (label.n == pem->label.n &&
		    memcmp(label.p, pem->label.p, label.n) == 0)
			return close_block(pem, err);
		(void)error_set(err, SANREQ_INPUT,
		    "the END line is of another kind than the BEGIN line in "
		    "line %" PRIu64,
		    pem->begin);
		return at_line(pem, pem->line, err);
	}
	if (is_boundary(line, BEGIN, &label)) {
		(void)error_set(err, SANREQ_INPUT,
		    "a PEM block begins before the one in line %" PRIu64
		    " has its END line",
		    pem->begin);
		return at_line(pem, pem->line, err);
	}
	/* RFC 1421 headers; the content of keys is nobody's business */
	if (pem->known == LABELS || memchr(line.p, ':', line.n) != NULL)
		return SANREQ_OK;
	pem->form.long_lines |= line.n > LINE_COLUMNS;
	return buf_add(&pem->body, line.p, line.n, err);
}

static enum sanreq_status
read_lines(struct pem *pem, struct error *err)
{
	enum sanreq_status status = SANREQ_OK;
	struct line line, label;

	while (status == SANREQ_OK && cut_line(pem, &line)) {
		if (pem->open)
			status = body_line(pem, line, err);
		else if (is_boundary(line, BEGIN, &label))
			open_block(pem, label, line.crlf);
		else if (line.n != 0 && pem->bundle->nitems == 0)
			pem->text = true;
	}
	if (status == SANREQ_OK && pem->open) {
		(void)error_set(err, SANREQ_INPUT,
		    "the PEM block has no END line: it is cut off");
		return at_line(pem, pem->begin, err);
	}
	return status;
}

static enum sanreq_status
nothing_found(const struct pem *pem, struct error *err)
{
	if (pem->bundle->holds_key)
		(void)bundle_refuse_key(err);
	else if (pem->skip_line != 0)
		(void)error_set(err, SANREQ_INPUT,
		    "\"%s\" in line %" PRIu64
		    ": neither a certificate nor a request",
		    QUOTE(pem->skip.p, pem->skip.n), pem->skip_line);
	else
		(void)error_set(err, SANREQ_INPUT,
		    "neither a certificate nor a request: no DER, and no line "
		    "\"-----BEGIN CERTIFICATE-----\"");
	return error_prefix(err, "%s", pem->where);
}

enum sanreq_status
bundle_pem(struct bundle *bundle, const char *text, size_t n, const char *where,
    struct error *err)
{
	struct pem *pem = calloc(1, sizeof(*pem));
	enum sanreq_status status;

	if (pem == NULL)
		return error_memory(err);
	*pem =
	    (struct pem){.bundle = bundle, .p = text, .n = n, .where = where};
	buf_init(&pem->body, BUNDLE_MAX);
	status = read_lines(pem, err);
	if (status == SANREQ_OK && bundle->nitems == 0)
		status = nothing_found(pem, err);
	buf_release(&pem->body);
	free(pem);
	return status;
}
