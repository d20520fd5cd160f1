/*
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "source/code_page.h"
#include "source/input.h"

#define ASSUMED     "windows-1252"
#define REPLACEMENT "\xef\xbf\xbd"
#define PIECE       512 /* bytes converted at once */

/* Those in which what is ASCII is ASCII. The console pages are called cp, as
 * chcp and iconv know them. */
static const struct encoding encodings[] = {
    {"utf-8", ENCODING_UTF8},
    {"utf-16le", ENCODING_UTF16LE},
    {"utf-16be", ENCODING_UTF16BE},
    {"windows-1250", ENCODING_PAGE},
    {"windows-1251", ENCODING_PAGE},
    {"windows-1252", ENCODING_PAGE},
    {"windows-1253", ENCODING_PAGE},
    {"windows-1254", ENCODING_PAGE},
    {"windows-1255", ENCODING_PAGE},
    {"windows-1256", ENCODING_PAGE},
    {"windows-1257", ENCODING_PAGE},
    {"windows-1258", ENCODING_PAGE},
    {"cp437", ENCODING_PAGE},
    {"cp737", ENCODING_PAGE},
    {"cp775", ENCODING_PAGE},
    {"cp850", ENCODING_PAGE},
    {"cp852", ENCODING_PAGE},
    {"cp855", ENCODING_PAGE},
    {"cp857", ENCODING_PAGE},
    {"cp858", ENCODING_PAGE},
    {"cp860", ENCODING_PAGE},
    {"cp861", ENCODING_PAGE},
    {"cp862", ENCODING_PAGE},
    {"cp863", ENCODING_PAGE},
    {"cp865", ENCODING_PAGE},
    {"cp866", ENCODING_PAGE},
    {"cp869", ENCODING_PAGE},
    {"cp874", ENCODING_PAGE},
    {"cp932", ENCODING_PAGE},
    {"cp936", ENCODING_PAGE},
    {"cp949", ENCODING_PAGE},
    {"cp950", ENCODING_PAGE},
};

#define ENCODINGS (sizeof(encodings) / sizeof(encodings[0]))

/* Behind "windows-", "cp" or nothing stands the number. */
static const char *
number_of(const char *name)
{
	static const char *const prefixes[] = {"windows-", "cp", "ibm"};

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++)
		if (text_starts(name, strlen(name), prefixes[i]))
			return name + strlen(prefixes[i]);
	return name;
}

static enum sanreq_status
converter_open(const char *name, iconv_t *converter, struct error *err)
{
	char page[24] = "CP";

	strncat(page, number_of(name), sizeof(page) - 3);
	*converter = iconv_open("UTF-8", page);
	if (*converter != (iconv_t)-1)
		return SANREQ_OK;
	if (errno == ENOMEM)
		return error_memory(err);
	return error_set(err, SANREQ_USAGE,
	    "\"%s\": the C library of this system cannot convert it: convert "
	    "the file to UTF-8 elsewhere",
	    name);
}

static enum sanreq_status
encoding_check(const struct encoding *encoding, struct error *err)
{
	iconv_t converter;

	if (encoding->form != ENCODING_PAGE)
		return SANREQ_OK;
	if (converter_open(encoding->name, &converter, err) != SANREQ_OK)
		return err->status;
	iconv_close(converter);
	return SANREQ_OK;
}

enum sanreq_status
encoding_find(
    const char *name, const struct encoding **encoding, struct error *err)
{
	for (size_t i = 0; i < ENCODINGS; i++)
		if (text_casecmp(name, encodings[i].name) == 0 ||
		    (encodings[i].form == ENCODING_PAGE &&
			strcmp(number_of(name), number_of(encodings[i].name)) ==
			    0)) {
			*encoding = &encodings[i];
			return encoding_check(*encoding, err);
		}
	return error_set(err, SANREQ_USAGE,
	    "\"%s\" is none of utf-8, utf-16le, utf-16be, windows-1250 to "
	    "-1258, cp437, 737, 775, 850, 852, 855, 857, 858, 860 to 863, 865, "
	    "866, 869, 874, 932, 936, 949, 950",
	    QUOTES(name));
}

/* --- lines ---------------------------------------------------------------- */

static bool
is_text_utf8(struct bytes s)
{
	return text_ascii_run(s.p, s.n) == s.n || text_is_utf8(s.p, s.n);
}

/* A byte order mark: of UTF-8, or UTF-16. */
static bool
has_mark(const char *s, size_t n)
{
	return (n >= 3 && memcmp(s, "\xef\xbb\xbf", 3) == 0) ||
	       (n >= 2 && (memcmp(s, "\xff\xfe", 2) == 0 ||
			      memcmp(s, "\xfe\xff", 2) == 0));
}

void
code_page_init(struct code_page *p, const struct encoding *encoding,
    const char *head, size_t nhead)
{
	bool big;

	memset(p, 0, sizeof(*p));
	p->encoding = encoding;
	buf_init(&p->text, 4 * CODE_PAGE_LINE_MAX);
	if (encoding == NULL || encoding->form != ENCODING_PAGE)
		return;
	if (has_mark(head, nhead) || input_looks_wide(head, nhead, &big))
		return;
	/* the whole lines of what is known of the text */
	while (nhead > 0 && head[nhead - 1] != '\n')
		nhead--;
	p->is_page = !is_text_utf8((struct bytes){head, nhead});
}

void
code_page_release(struct code_page *p)
{
	if (p->is_open)
		iconv_close(p->converter);
	buf_release(&p->text);
	memset(p, 0, sizeof(*p));
}

bool
code_page_is_assumed(const struct code_page *p)
{
	return p->is_open && p->encoding == NULL;
}

/* A line that is not UTF-8, of a source that should be, or of two kinds. */
static enum sanreq_status
page_check(struct code_page *p, struct bytes line, struct error *err)
{
	if (line.n > CODE_PAGE_LINE_MAX)
		return error_set(err, SANREQ_INPUT,
		    "a line longer than %zu bytes that is not UTF-8",
		    CODE_PAGE_LINE_MAX);
	if (p->encoding == NULL)
		return SANREQ_OK;
	if (p->encoding->form != ENCODING_PAGE)
		return error_set(err, SANREQ_INPUT,
		    "\"%s\" is not UTF-8, nor is the source UTF-16: --encoding "
		    "must name its code page",
		    QUOTE(line.p, line.n));
	if (p->is_utf8)
		return error_set(err, SANREQ_INPUT,
		    "\"%s\" is not UTF-8, but lines above it are: a source is "
		    "UTF-8 or %s, not both; give them in files of their own",
		    QUOTE(line.p, line.n), p->encoding->name);
	p->is_page = true;
	return SANREQ_OK;
}

/* One byte that the page does not define, or with which a character begins
 * that does not end. */
static enum sanreq_status
byte_undefined(struct code_page *p, const char *s, struct error *err)
{
	if (p->encoding == NULL)
		return buf_adds(&p->text, REPLACEMENT, err);
	return error_set(err, SANREQ_INPUT,
	    "the byte %02X is no character of %s, nor does one begin with it "
	    "here: is --encoding right?",
	    (unsigned char)*s, p->encoding->name);
}

static enum sanreq_status
convert(struct code_page *p, struct bytes line, struct error *err)
{
	char piece[4 * PIECE], *in = (char *)(uintptr_t)line.p;
	size_t left = line.n;

	while (left != 0 && err->status == SANREQ_OK) {
		char *out = piece;
		size_t room = sizeof(piece);
		bool is_bad = iconv(p->converter, &in, &left, &out, &room) ==
				  (size_t)-1 &&
			      errno != E2BIG;

		if (is_bad) /* what it holds back for an accent */
			(void)iconv(p->converter, NULL, NULL, &out, &room);
		if (buf_add(&p->text, piece, sizeof(piece) - room, err) !=
			SANREQ_OK ||
		    !is_bad)
			continue;
		(void)!byte_undefined(p, in, err);
		in++;
		left--;
	}
	if (err->status == SANREQ_OK) {
		char *out = piece;
		size_t room = sizeof(piece);

		(void)iconv(p->converter, NULL, NULL, &out, &room);
		(void)!buf_add(&p->text, piece, sizeof(piece) - room, err);
	}
	if (err->status == SANREQ_LIMIT)
		err->status = SANREQ_INPUT;
	return err->status;
}

enum sanreq_status
code_page_line(
    struct code_page *p, struct bytes *line, bool *is_guess, struct error *err)
{
	*is_guess = false;
	if (text_ascii_run(line->p, line->n) == line->n)
		return SANREQ_OK;
	if (!p->is_page && text_is_utf8(line->p, line->n)) {
		p->is_utf8 = true;
		return SANREQ_OK;
	}
	if (page_check(p, *line, err) != SANREQ_OK)
		return err->status;
	if (!p->is_open) {
		if (converter_open(
			p->encoding != NULL ? p->encoding->name : ASSUMED,
			&p->converter, err) != SANREQ_OK)
			return err->status;
		p->is_open = true;
	}
	buf_clear(&p->text);
	if (convert(p, *line, err) != SANREQ_OK)
		return err->status;
	*line = (struct bytes){buf_text(&p->text), p->text.len};
	*is_guess = p->encoding == NULL;
	return SANREQ_OK;
}

enum sanreq_status
code_page_text(struct code_page *p, struct bytes text, struct buf *dst,
    bool *is_guess, struct error *err)
{
	*is_guess = false;
	while (text.n != 0) {
		const char *nl = memchr(text.p, '\n', text.n);
		size_t n = nl != NULL ? (size_t)(nl - text.p) + 1 : text.n;
		struct bytes line = {text.p, n};
		bool guess;

		if (code_page_line(p, &line, &guess, err) != SANREQ_OK ||
		    buf_add(dst, line.p, line.n, err) != SANREQ_OK)
			return err->status;
		*is_guess = *is_guess || guess;
		text = (struct bytes){text.p + n, text.n - n};
	}
	return SANREQ_OK;
}
