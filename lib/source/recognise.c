/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "base/text.h"
#include "source/input.h"
#include "source/record.h"
#include "source/recognise.h"
#include "source/shell_command.h"
#include "source/shell_paste.h"

/* UTF-16 is converted to this many bytes of text to look at. */
#define UTF16_TEXT 2560

static const char *const refusals[] = {
    [KIND_EMPTY] = "is empty",
    [KIND_KEY] =
	"this is a private key: keep it safe; it is not a source of names",
    [KIND_PEM_CERTIFICATE] = "a certificate (PEM) is not read as a source here",
    [KIND_PEM_REQUEST] =
	"a certification request (PEM) is not read as a source here",
    [KIND_PEM_OTHER] = "a PEM file is not read as a source here",
    [KIND_DER] = "a certificate or request (DER) is not read as a source here",
    [KIND_PKCS12] =
	"a PKCS#12 (PFX) file is not read as a source: give the certificate "
	"alone, without its key (.cer or .p7b)",
    [KIND_FORMAT_TABLE] =
	"a table (Format-Table), which leaves out what does not fit: write "
	"'| Format-List' at the end of the command",
    [KIND_PACKED] = "is packed (gzip, zip or the like): unpack it first",
    [KIND_BINARY] = "has NUL bytes: is neither text nor anything else that is "
		    "known as a source",
};

const char *
source_kind_refusal(enum source_kind kind)
{
	return refusals[kind];
}

static bool
begins(struct bytes s, const char *magic, size_t n)
{
	return s.n >= n && memcmp(s.p, magic, n) == 0;
}

static bool
contains(struct bytes s, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i + n <= s.n; i++)
		if (memcmp(s.p + i, word, n) == 0)
			return true;
	return false;
}

static bool
is_packed(struct bytes s)
{
	static const struct bytes magics[] = {{"\x1f\x8b", 2},
	    {"PK\x03\x04", 4}, {"\xfd\x37zXZ\0", 6}, {"\x28\xb5\x2f\xfd", 4},
	    {"7z\xbc\xaf\x27\x1c", 6}};

	for (size_t i = 0; i < sizeof(magics) / sizeof(*magics); i++)
		if (begins(s, magics[i].p, magics[i].n))
			return true;
	return s.n >= 10 && begins(s, "BZh", 3) &&
	       memcmp(s.p + 4, "1AY&SY", 6) == 0;
}

/* What stands in the SEQUENCE that s begins with, or nothing. */
static struct bytes
sequence(struct bytes s)
{
	unsigned length = s.n >= 2 ? (unsigned char)s.p[1] : 0;
	size_t skip = length < 0x80 ? 2 : 2 + (length & 0x7f);

	if (s.n <= skip || s.p[0] != '\x30' || length > 0x84)
		return (struct bytes){s.p, 0};
	return (struct bytes){s.p + skip, s.n - skip};
}

/* A SEQUENCE whose version is an INTEGER (3 in PKCS#12, else a key), or that
 * begins with the identifier of an encryption, or with a SEQUENCE. */
static bool
is_der(struct bytes s, enum source_kind *kind)
{
	struct bytes inner = sequence(s);

	if (begins(inner, "\x02\x01", 2) && inner.n > 2)
		*kind = inner.p[2] == 3 ? KIND_PKCS12 : KIND_KEY;
	else if (begins(sequence(inner),
		     "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x05", 10) ||
		 begins(sequence(inner),
		     "\x06\x0a\x2a\x86\x48\x86\xf7\x0d\x01\x0c", 10))
		*kind = KIND_KEY;
	else if (begins(inner, "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07", 10))
		*kind = KIND_DER; /* PKCS#7 */
	else if (begins(inner, "\x30", 1) && (unsigned char)s.p[1] >= 0x80)
		*kind = KIND_DER;
	else
		return false;
	return true;
}

static enum source_kind
pem_kind(struct bytes s)
{
	if (contains(s, "PRIVATE KEY-----"))
		return KIND_KEY;
	if (contains(s, "CERTIFICATE REQUEST-----"))
		return KIND_PEM_REQUEST;
	if (contains(s, "CERTIFICATE-----"))
		return KIND_PEM_CERTIFICATE;
	return KIND_PEM_OTHER;
}

/* Cuts the next line off the text, without white space around it. */
static bool
cut_line(struct bytes *text, struct bytes *line)
{
	if (!text_cut_line(&text->p, &text->n, &line->p, &line->n))
		return false;
	text_trim(&line->p, &line->n);
	return true;
}

static bool
is_ldif_line(struct bytes line)
{
	static const char *const starts[] = {"dn:", "version:", "include:",
	    "search:", "result:", "ref:", "control:", "changetype:"};

	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++)
		if (text_starts(line.p, line.n, starts[i]))
			return true;
	return false;
}

/* A space, a tab, or the last byte of a no-break space in any encoding. */
static bool
is_padding(char c)
{
	return c == ' ' || c == '\t' || c == '\xa0';
}

/* "Name      : value": what Format-List writes has a space on both sides. Who
 * copies it may have a tab on one. */
static bool
is_format_list(struct bytes line)
{
	size_t i = 0;

	(void)paste_unquote(&line, PASTE_QUOTES_MAX);
	while (i < line.n && line.p[i] != ':')
		i++;
	if (i == 0 || i == line.n)
		return false;
	if (i + 1 < line.n && line.p[i + 1] == '\t')
		return memchr(line.p, ' ', i) == NULL || line.p[i - 1] == ' ';
	return is_padding(line.p[i - 1]) &&
	       (i + 1 == line.n || is_padding(line.p[i + 1]) ||
		   line.p[i + 1] == '\xc2');
}

static bool
is_csv(struct bytes line)
{
	return line.p[0] == '"' || memchr(line.p, ',', line.n) != NULL ||
	       memchr(line.p, '\t', line.n) != NULL ||
	       memchr(line.p, ';', line.n) != NULL;
}

/* A prompt or an error, which a mail may quote. */
static bool
is_console(struct bytes line)
{
	if (!shell_is_prompt(line))
		(void)paste_unquote(&line, PASTE_QUOTES_MAX);
	return shell_is_prompt(line) || shell_trouble_of(line) != TROUBLE_NONE;
}

/* The kind by the first line that is neither empty nor a comment. */
static enum source_kind
line_kind(struct bytes line)
{
	if (is_console(line))
		return KIND_FORMAT_LIST;
	if (line.p[0] == '{' || line.p[0] == '[')
		return KIND_JSON;
	if (line.p[0] == '<')
		return KIND_XML;
	if (text_starts(line.p, line.n, "sanreq:"))
		return KIND_YAML;
	if (is_ldif_line(line))
		return KIND_LDIF;
	if (is_format_list(line))
		return KIND_FORMAT_LIST;
	if (is_csv(line))
		return KIND_CSV;
	return KIND_NAMES;
}

/* Comments that programs write above their LDIF, or above their CSV. */
static bool
comment_kind(struct bytes line, enum source_kind *kind)
{
	if (text_starts(line.p, line.n, "# extended LDIF") ||
	    text_starts(line.p, line.n, "# LDAPv3") ||
	    text_starts(line.p, line.n, "# record ") ||
	    text_starts(line.p, line.n, "# returned ")) {
		*kind = KIND_LDIF;
		return true;
	}
	if (text_starts(line.p, line.n, "#TYPE ")) {
		*kind = KIND_CSV;
		return true;
	}
	if (text_starts(line.p, line.n, "# sanreq collect")) {
		*kind = KIND_FORMAT_LIST;
		return true;
	}
	return false;
}

/* Does the text go on with what LDIF takes for the rest of the line? */
static bool
is_folded(struct bytes rest)
{
	return rest.n > 1 && rest.p[0] == ' ';
}

/* The line with its folds undone, as much of it as tells the kind. */
static struct bytes
unfold(struct bytes line, struct bytes rest, char *dst, size_t size)
{
	struct bytes next;
	size_t n = 0;

	do {
		size_t room = size - n < line.n ? size - n : line.n;

		memcpy(dst + n, line.p, room);
		n += room;
		if (!is_folded(rest))
			break;
		next = (struct bytes){rest.p + 1, rest.n - 1};
		if (!cut_line(&next, &line))
			break;
		rest = next;
	} while (n < size);
	return (struct bytes){dst, n};
}

/* A copied console: a prompt somewhere, or a table's rule below its heads. */
static enum source_kind
console_kind(struct bytes line, struct bytes rest, enum source_kind kind)
{
	if (shell_is_prompt(line))
		return KIND_FORMAT_LIST;
	for (bool below = true; cut_line(&rest, &line); below = false) {
		if (below && shell_is_table_rule(line))
			return KIND_FORMAT_TABLE;
		if (shell_is_prompt(line))
			return KIND_FORMAT_LIST;
	}
	return kind;
}

static enum source_kind
first_line_kind(struct bytes text, struct bytes line, struct bytes rest)
{
	char whole[256];
	enum source_kind kind =
	    line_kind(unfold(line, rest, whole, sizeof(whole)));

	if (kind == KIND_NAMES || kind == KIND_CSV)
		kind = console_kind(line, rest, kind);
	/* openssl writes words above a PEM block */
	if ((kind == KIND_NAMES || kind == KIND_FORMAT_LIST ||
		kind == KIND_CSV) &&
	    contains(text, "-----BEGIN "))
		return pem_kind(text);
	return kind;
}

/* part: the file goes on behind the text. */
static enum source_kind
text_kind(struct bytes text, bool part)
{
	enum source_kind kind, found = KIND_EMPTY;
	bool comment = false;
	struct bytes rest = text, line;

	while (rest.n != 0) {
		bool goes_on = comment && is_folded(rest);

		if (!cut_line(&rest, &line))
			break;
		if (goes_on)
			continue;
		comment = line.n != 0 && line.p[0] == '#';
		if (line.n == 0 || (line.n == 3 && begins(line, "---", 3)) ||
		    (line.n == 1 && line.p[0] == '>'))
			continue;
		if (!comment)
			return first_line_kind(text, line, rest);
		if (comment_kind(line, &kind))
			return kind;
		found = KIND_NAMES; /* comments alone are a list */
	}
	/* nobody writes that much above a list */
	return part ? KIND_LDIF : found;
}

static enum source_kind
utf16_kind(const char *head, size_t n)
{
	struct error err = {0};
	struct input in;
	char text[UTF16_TEXT];
	size_t len = 0, more;

	input_init(&in, -1, head, n);
	in.guess = true;
	/* what is broken is for the reader to say, with its line */
	do {
		(void)!input_read(
		    &in, text + len, sizeof(text) - len, &more, &err);
		len += more;
	} while (err.status == SANREQ_OK && more != 0 &&
		 sizeof(text) - len >= INPUT_ROOM_MIN);
	input_release(&in);
	return text_kind((struct bytes){text, len}, n >= RECOGNISE_MAX);
}

/* Kinds whose readers do without the mark. */
static bool
is_shell(enum source_kind kind)
{
	return kind == KIND_FORMAT_LIST || kind == KIND_CSV ||
	       kind == KIND_NAMES || kind == KIND_XML || kind == KIND_JSON ||
	       kind == KIND_FORMAT_TABLE;
}

enum source_kind
source_recognise(const char *head, size_t n)
{
	struct bytes s = {head, n};
	enum source_kind kind;
	bool big;

	/* as the Exchange Management Shell saves a request: no mark */
	if (begins(s, "-\0-\0-\0-\0-\0B\0", 12))
		return KIND_PEM_REQUEST;
	if (begins(s, "\xff\xfe", 2) || begins(s, "\xfe\xff", 2))
		return utf16_kind(head, n);
	if (input_looks_wide(head, n, &big)) {
		kind = utf16_kind(head, n);
		return is_shell(kind) ? kind : KIND_BINARY;
	}
	if (begins(s, "\xef\xbb\xbf", 3)) {
		s.p += 3;
		s.n -= 3;
	}
	if (is_packed(s))
		return KIND_PACKED;
	if (is_der(s, &kind))
		return kind;
	kind = text_kind(s, n >= RECOGNISE_MAX);
	if ((kind == KIND_NAMES || kind == KIND_CSV ||
		kind == KIND_FORMAT_LIST) &&
	    memchr(s.p, '\0', s.n) != NULL)
		return KIND_BINARY;
	return kind;
}
