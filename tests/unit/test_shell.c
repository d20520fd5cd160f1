/*
 * SPDX-License-Identifier: ISC
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/text.h"
#include "source/code_page.h"
#include "source/shell.h"
#include "source/shell_json.h"
#include "source/shell_refs.h"

#define N(table) (sizeof(table) / sizeof(*(table)))
#define T(s)     s, sizeof(s) - 1

typedef enum sanreq_status (*read_fn)(int, const char *, size_t, const char *,
    const struct shell_sink *, uint64_t *, struct error *);

/* Objects as text: "noun/type{name=a|b;name=}", lost "?", cut "!", ANSI "~";
 * what is missing "<what>". */
static enum sanreq_status
print_object(void *arg, const struct shell_object *o, struct error *err)
{
	struct buf *out = arg;
	enum sanreq_status status =
	    buf_addf(out, err, "%.*s/%.*s%s{", (int)o->noun.n, o->noun.p,
		(int)o->type.n, o->type.p, o->is_ansi ? "~" : "");

	for (size_t i = 0; i < o->nproperties && status == SANREQ_OK; i++) {
		const struct shell_property *p = &o->properties[i];

		status = buf_addf(out, err, "%s%.*s=", i != 0 ? ";" : "",
		    (int)p->name.n, p->name.p);
		for (size_t k = 0; k < p->nvalues; k++) {
			char text[400];

			status = buf_addf(out, err, "%s%s", k != 0 ? "|" : "",
			    text_quote(text, sizeof(text), p->values[k].p,
				p->values[k].n));
		}
		if (p->loss != SHELL_WHOLE)
			status = buf_adds(
			    out, p->loss == SHELL_CUT ? "!" : "?", err);
	}
	return status == SANREQ_OK ? buf_adds(out, "}", err) : status;
}

static enum sanreq_status
print_missing(void *arg, const char *what, struct error *err)
{
	return buf_addf(arg, err, "<%s>", what);
}

static enum sanreq_status
json_read(int fd, const char *text, size_t n, const char *where,
    const struct shell_sink *sink, uint64_t *count, struct error *err)
{
	json_error_t why;
	json_t *root = json_loadb(text, n, JSON_REJECT_DUPLICATES, &why);
	enum sanreq_status status;

	(void)fd;
	if (root == NULL)
		return error_set(err, SANREQ_INPUT, "%s: %s", where, why.text);
	status = shell_json_read(root, sink, count, err);
	json_decref(root);
	return status;
}

struct shell_case {
	const char *text;
	size_t n;
	const char *want; /* the objects, or a part of the error */
};

/* By its name; NULL: none. */
static const struct encoding *
stated(const char *name)
{
	const struct encoding *encoding = NULL;
	struct error err = {0};

	if (name != NULL)
		assert_int_equal(
		    encoding_find(name, &encoding, &err), SANREQ_OK);
	return encoding;
}

static void
accept(read_fn read, const struct shell_case *c, const char *encoding)
{
	struct error err = {0};
	struct buf out;
	const struct shell_sink sink = {
	    print_object, print_missing, &out, stated(encoding), false};
	uint64_t n;

	buf_init(&out, 1u << 20);
	if (read(-1, c->text, c->n, "f", &sink, &n, &err) != SANREQ_OK)
		fail_msg("%s\nof %s", err.text, c->text);
	assert_string_equal(buf_text(&out), c->want);
	buf_release(&out);
}

static void
refuse(read_fn read, const struct shell_case *c, const char *encoding)
{
	struct error err = {0};
	struct buf out;
	const struct shell_sink sink = {
	    print_object, print_missing, &out, stated(encoding), false};
	uint64_t n;

	buf_init(&out, 1u << 20);
	if (read(-1, c->text, c->n, "f", &sink, &n, &err) == SANREQ_OK)
		fail_msg("taken: %s\nas %s", c->text, buf_text(&out));
	assert_int_equal(err.status, SANREQ_INPUT);
	if (strstr(err.text, c->want) == NULL)
		fail_msg("\"%s\" is not in \"%s\"", c->want, err.text);
	buf_release(&out);
}

/* --- Format-List ---------------------------------------------------------- */

static const struct shell_case list_accepted[] = {
    {T("Name : EW"), "<the last value may be cut: its line has no end>"
		     "/{Name=EW}"},
    {T("Name : EW\n[PS] C:\\>"), "/{Name=EW}"},
    {T("Name : EWS\n"), "/{Name=EWS}"},
    {T("\r\n\r\nName        : EWS\r\nInternalUrl :\r\nA :\r\n"),
	"/{Name=EWS;InternalUrl=;A=}"},
    {T("Name : a\nName : b\n"), "/{Name=a}/{Name=b}"},
    {T("Name : a\nUrl  : b\n\nName : c\nUrl  : d\n"),
	"/{Name=a;Url=b}/{Name=c;Url=d}"},
    /* empty lines between properties; another column; more empty lines */
    {T("A  : 1\n\nBb : 2\n\nCc : 3\n"), "/{A=1;Bb=2;Cc=3}"},
    {T("A : 1\nB : 2\n\nLong : 3\n"), "/{A=1;B=2}/{Long=3}"},
    {T("A : 1\nB : 2\n\nC : 3\n"), "/{A=1;B=2}/{C=3}"},
    {T("A : 1\nB : 2\n\n\nC : 3\n"), "/{A=1;B=2}/{C=3}"},
    {T("A  : 1\n\nBb : 2\n\n\n\nCc : 3\n"), "/{A=1;Bb=2}/{Cc=3}"},
    /* values of several lines, some of them empty, indented or trimmed */
    {T("A  : 1\nBb : x\n     \n     D : 4\nC  : 3\n\nE : 5\n"),
	"/{A=1;Bb=x D : 4;C=3}/{E=5}"},
    {T("A  : 1\nBb : x\n     \n     \nC  : 3\n\nE : 5\n"),
	"/{A=1;Bb=x;C=3}/{E=5}"},
    {T("A  : 1\nBb : x\n\n     y\nC  : 3\n\nE : 5\n"),
	"/{A=1;Bb=xy;C=3}/{E=5}"},
    {T("A  : 1\n\nBb : xx\n\n     y\n\nC  : 3\n"), "/{A=1;Bb=xxy;C=3}"},
    {T("A  : 1\nBb : x\n    \nC  : 3\n"), "/{A=1;Bb=x}/{C=3}"},
    /* trimmed: one empty line between objects that begin differently */
    {T("A : 1\nB : 2\n\nC : 3\nB : 4\n\nD : 5\nB : 6\n"),
	"/{A=1;B=2}/{C=3;B=4}/{D=5;B=6}"},
    {T("A : 1\nB : 2\n\nC : 3\nC : 4\n"), "/{A=1;B=2}/{C=3}/{C=4}"},
    {T("A : 1\n\nB : 2\nA : 3\n"), "/{A=1}/{B=2;A=3}"},
    {T("A : 1\n\nB : 2\n\nA : 3\nB : 4\n"), "/{A=1}/{B=2}/{A=3;B=4}"},
    /* colons set by a longer name: the object goes on behind the empty line,
     * whatever comes first */
    {T("Bb : 1\n\nA  : 2\n\nCc : 3\n\nBb : 4\n"), "/{Bb=1;A=2;Cc=3}/{Bb=4}"},
    {T("A  : 1\n\nBb : 2\n\nA  : 3\n\nBb : 4\n"), "/{A=1;Bb=2}/{A=3;Bb=4}"},
    {T("A  : 1\nB  : 2\n\nCc : 3\n"), "/{A=1;B=2}/{Cc=3}"},
    {T("A  : 1\n\nBb : 2\nC  : 3\n"), "/{A=1}/{Bb=2;C=3}"},
    {T("A  : 1\n\nBb : 2\n\nCc : 3\nD  : 4\n"), "/{A=1;Bb=2}/{Cc=3;D=4}"},
    {T("A : 1\n\nB : 2\n\nC : 3\n\nD : 4\n\nE : 5\n\nF : 6\n\nG : 7\n\n"
       "H : 8\n\nI : 9\n"),
	"/{A=1}/{B=2}/{C=3}/{D=4}/{E=5}/{F=6}/{G=7}/{H=8}/{I=9}"},
    /* tabs */
    {T("A\t: 1\nLongName\t: 2\n\nA\t: 3\nB\t: 4\n"),
	"/{A=1;LongName=2}/{A=3;B=4}"},
    {T("A:\t1\nLongName:\t2\nC:\n\nD:\t3\n"), "/{A=1;LongName=2;C=}/{D=3}"},
    {T("A\t:\t1 2\nB \t : x\n\ty\n"), "/{A=1 2;B=xy}"},
    /* quoted by a mail */
    {T("> A : 1\n> B : 2\n>\n> A : 3\n"), "/{A=1;B=2}/{A=3}"},
    {T(">\n>> A : 1\n> > B : 2\n\n>>\n>> A : 3\n"), "/{A=1;B=2}/{A=3}"},
    {T("> [PS] C:\\>Get-B |\n> >> fl A\n>\n> A : 1\n"), "B/{A=1}"},
    /* spaces of HTML mail, marks of files put together */
    {T("A\xc2\xa0: x\xc2\xa0y\xe2\x80\x8b\nB\xc2\xa0:\xe3\x80\x80z\n"),
	"/{A=x y;B=z}"},
    {T("\xe2\x80\x8b"
       "A : x\xe2\x80\x8by\n"),
	"/{A=x\\xe2\\x80\\x8by}"},
    {T("\xef\xbb\xbf"
       "A : 1\n\xef\xbb\xbf"
       "A : 2\n"),
	"/{A=1}/{A=2}"},
    /* Windows in other languages */
    {T("A : 1\nWARNUNG: x\n\nB : 2\n"), "/{A=1}/{B=2}"},
    {T("A : 1\nAVERTISSEMENT : 1000 x -ResultSize\n\n"),
	"/{A=1}<AVERTISSEMENT : 1000 x -ResultSize>"},
    {T("A : 1\nWARNINGS : x\n"), "/{A=1;WARNINGS=x}"},
    {T("[PS] C:\\>Get-B\nGet-B : Fehler\nIn Zeile:1 Zeichen:1\n+ ~~\n\n"),
	"<Get-B : Fehler>"},
    /* of a remote session */
    {T("PSComputerName : e.b.com\nRunspaceId     : 6f9\nUrl            : "
       "{https://a/}\nMore           : {}\n"),
	"/{PSComputerName=e.b.com;RunspaceId=6f9;Url=https://a/;More=}"},
    /* wrapped: in a word, between words, at a space that was lost */
    {T("Url : https://mail.conto\n      so.com/ews\n"),
	"/{Url=https://mail.contoso.com/ews}"},
    {T("Url : {a.contoso.com, \n      b.contoso.com}\nX   : y\n"),
	"/{Url=a.contoso.com|b.contoso.com;X=y}"},
    {T("Id : 0123456789012345678\n     9012\nNo : EWS (Default Web\n"
       "     Site)\n"),
	"/{Id=01234567890123456789012;No=EWS (Default Web Site)}"},
    {T("Id : 01234567\n     9012\nNo : 56789012\n"),
	"<the last value may be cut: its line is as long as those that go "
	"on in the next>/{Id=012345679012;No=56789012}"},
    {T("Id : 01234567\n     9012\nNo : 56789012\n\n"),
	"/{Id=012345679012;No=56789012}"},
    {T("A : {}\nB : {x}\nC : { y , z }\n"), "/{A=;B=x;C=y|z}"},
    {T("A : {<I>CN=x, O=y<S>CN=z, O=w}\n"), "/{A=<I>CN=x, O=y<S>CN=z, O=w}"},
    /* cut */
    {T("A : {b, c...}\n"), "/{A=b|c!}"},
    {T("A : {b, ...}\n"), "/{A=b!}"},
    {T("A : {b, c\xe2\x80\xa6}\n"), "/{A=b|c!}"},
    {T("A : {b, c\x85}\n"), "/~{A=b|c!}"},
    {T("A : {b, c\n"), "/{A=!}"},
    {T("A : System.Object[]\n"), "/{A=?}"},
    /* a copied console */
    {T("[PS] C:\\>Get-EcpVirtualDirectory | fl\n\n\nA : 1\n\n[PS] C:\\>"),
	"EcpVirtualDirectory/{A=1}"},
    {T("         Welcome\n\nx : y\n[PS] C:\\>get-a | Get-B -x y\nA : 1\n"
       "PS C:\\Users\\x> Get-C; Get-D\n\nA : 2\n"),
	"B/{A=1}/{A=2}"},
    {T("[PS] C:\\>Get-B |\n>> fl A\n>>\n\nA : 1\n"), "B/{A=1}"},
    {T("[PS] C:\\>Get-B | fl\nA,long,wrapped\n\nA : 1\n"), "B/{A=1}"},
    {T("[ex01]: PS C:\\>Get-B\n\nA : 1\n"), "B/{A=1}"},
    {T("[PS] C:\\>Get-B\nGet-B : The operation failed.\nAt line:1\n"
       "    + CategoryInfo          : NotSpecified: (:)\n\nA : 1\n"),
	"<Get-B : The operation failed.>B/{A=1}"},
    {T("A : 1\n\nVERBOSE: Connecting to EX01.\nDEBUG: x\n\nB : 2\n"),
	"/{A=1}/{B=2}"},
    {T("A : 1\n\n    + FullyQualifiedErrorId : x\n\nB : 2\n"),
	"/{A=1}<+ FullyQualifiedErrorId : x>/{B=2}"},
    {T("A : 1\nWARNING: By default, only the first 1000 items\n\n"),
	"/{A=1}<WARNING: By default, only the first 1000 items>"},
    {T("A : 1\nWARNING: x is deprecated\n"), "/{A=1}"},
    {T("WARNING: x is deprecated\nand so on\n\nA : 1\n"), "/{A=1}"},
    {T("# Get-B\n\nA : 1\n\n# Get-C failed: no right\n# x\nA : 2\n"),
	"B/{A=1}<Get-C failed: no right>C/{A=2}"},
    {T("# sanreq collect 1\nA : 1\n# sanreq collect: end\n"), "/{A=1}"},
    {T("# sanreq collect 1\nA : 1\n"),
	"/{A=1}<the file of sanreq collect is cut: its last line is not "
	"there>"},
    /* encodings */
    {T("\xef\xbb\xbf"
       "A : 1\n"),
	"/{A=1}"},
    {T("\xff\xfe"
       "A\0 \0:\0 \0001\0\n\0"),
	"/{A=1}"},
    {T("A\0 \0:\0 \0001\0\n\0"), "/{A=1}"},
    {T("\0A\0 \0:\0 \0001\0\n"), "/{A=1}"},
    {T("A : M\xfcller \x80\n"), "/~{A=M\xc3\xbcller \xe2\x82\xac}"},
    {T("A : <script>alert(1)</script>\n"), "/{A=<script>alert(1)</script>}"},
};

static const struct shell_case list_refused[] = {
    {T("A : 1\n\n\x8f\x90\x85: x\n"), "which --encoding names?"},
    {T("A  : 1\nBb : x\n\n     D : 4\nC  : 3\n"),
	"f:4: \"     D : 4\" stands behind an empty line where values do"},
    {T("A  : 1\n\n           D : 4\n"), "f:3: \"           D : 4\" stands"},
    {T("NAME:\nName : a"), "f:1: neither a property"},
    {T("A : 1\n\nThe x could not be found\n"), "f:3: 'The x could"},
    {T("> A : 1\n> B : x\ny\n"), "f:3: \"y\" does not begin with \">\""},
    {T(">> A : 1\n> B : x\n"), "f:2: \"> B : x\" does not begin"},
    {T("> A : 1\n> > B : x\n"), "f:2: '> B : x' is neither"},
    {T("A : 1\xef\xbb\xbf"
       "A : 2\n"),
	"f:1: \"A : 1\\xef\\xbb\\xbfA : 2\": a byte order mark within"},
    {T("Bb : 1\n\nA  : 2\n\nCc : 3\n\nA  : 4\n"),
	"f:7: 'A' again, while the object begins with 'Bb'"},
    {T("A : 1\n\tb\n"), "f:2: "},
    {T("A:\n"), "f:1: neither"},
    {T("A : 1\nb\n"), "f:2: 'b' is neither a property"},
    {T("A : 1\n\n  more\n"), "f:3: "},
    {T("A : 1\n\"Name\",\"Url\"\n"), "f:2: "},
    {T("A : 1\n<Objs Version=\"1.1.0.1\">\n"), "f:2: "},
    {T("A : 1\n\ndn: CN=x\n"), "f:3: "},
    {T("A : 1\n{\"a\": 1}\n"), "f:2: "},
    {T("A : 1\n\nName  Url\n----  ---\n"), "f:4: a table (Format-Table)"},
    {T("[PS] C:\\>Get-B\n\nName  Url\n----  ---\n"),
	"f:4: a table (Format-Table)"},
    {T("A : 1\n\nName  Url\n\n----  ---\n"), "f:3: 'Name  Url'"},
    {T("A : 1\n\nName  Url"), "f:3: 'Name  Url'"},
    {T("[PS] C:\\>Get-B\nName  Url\n----  ---\n"),
	"f:3: a table (Format-Table)"},
    {T("A : 1\n----\n"), "f:2: a table"},
    {T("[PS] C:\\>Get-B | ConvertTo-Csv\n\n\"Name\",\"Url\"\n"), "f:3: "},
    {T("A : 1\nB : \0\n"), "NUL"},
    {T("\xff\xfe"
       "A\0 \0:\0 \0\x00\xd8\n\0"),
	"surrogate"},
    {T("\xff\xfe"
       "A\0 \0:\0 \0001"),
	"odd number"},
    {T("Welcome\n"), "f:1: neither a property (Name : value) nor a prompt"},
};

/* --- code pages ---------------------------------------------------------- */

struct page_case {
	const char *encoding;
	struct shell_case c;
};

static const struct page_case page_accepted[] = {
    {NULL, {T("A : \xfc\x81\n"), "/~{A=\xc3\xbc\xef\xbf\xbd}"}},
    {NULL, {T("A : \xc3\xbc\nD : 1\n\nB : \xfc\nD : 1\n\nC : x\nD : 1\n"),
	       "/{A=\xc3\xbc;D=1}/~{B=\xc3\xbc;D=1}/{C=x;D=1}"}},
    {"windows-1250", {T("A : \xb3\n"), "/{A=\xc5\x82}"}},
    {"Windows-1251", {T("A : \xef\xee\n"), "/{A=\xd0\xbf\xd0\xbe}"}},
    {"1252", {T("A : \x80\n"), "/{A=\xe2\x82\xac}"}},
    {"CP1253", {T("A : \xe1\n"), "/{A=\xce\xb1}"}},
    {"cp1254", {T("A : \xfd\n"), "/{A=\xc4\xb1}"}},
    {"windows-1255", {T("A : \xe0\xf9\n"), "/{A=\xd7\x90\xd7\xa9}"}},
    {"windows-1256", {T("A : \xc7\n"), "/{A=\xd8\xa7}"}},
    {"windows-1257", {T("A : \xfb\n"), "/{A=\xc5\xab}"}},
    {"windows-1258", {T("A : \xd0\xf0\n"), "/{A=\xc4\x90\xc4\x91}"}},
    {"437", {T("A : \x81\n"), "/{A=\xc3\xbc}"}},
    {"cp850", {T("A : \x81\n"), "/{A=\xc3\xbc}"}},
    {"ibm852", {T("A : \x88\n"), "/{A=\xc5\x82}"}},
    {"cp866", {T("A : \xaf\n"), "/{A=\xd0\xbf}"}},
    {"cp874", {T("A : \xa1\n"), "/{A=\xe0\xb8\x81}"}},
    /* whose second byte is a backslash, a brace, a bar */
    {"cp932",
	{T("A : {\x95\x5c, \x83\x7d}\n"), "/{A=\xe8\xa1\xa8|\xe3\x83\x9e}"}},
    {"cp936", {T("A : \x81\x7d\n"), "/{A=\xe4\xba\x87}"}},
    {"cp949", {T("A : \xb0\xa1\n"), "/{A=\xea\xb0\x80}"}},
    {"cp950", {T("A : \xa4\xa4\n"), "/{A=\xe4\xb8\xad}"}},
    /* what looks like UTF-8, among what does not */
    {"cp936", {T("A : \xc1\xaa\nB : \xcd\xa8\n"),
		  "/{A=\xe8\x81\x94;B=\xe9\x80\x9a}"}},
    {"cp1251", {T("A : \xd0\xbf\n"), "/{A=\xd0\xbf}"}},
    {"utf-8", {T("A : \xd0\xbf\n"), "/{A=\xd0\xbf}"}},
    {"cp932", {T("\xff\xfe"
		 "A\0 \0:\0 \0\x68\x88\n\0"),
		  "/{A=\xe8\xa1\xa8}"}},
};

static const struct page_case page_refused[] = {
    {"cp1252", {T("A : \x81\n"), "f:1: the byte 81 is no character of "}},
    {"cp932", {T("B : 1\nA : \x95\nC : x\n"), "f:2: the byte 95 is no"}},
    {"cp932", {T("A : \x95"), "f:1: the byte 95"}},
    {"cp949", {T("A : \xff\n"), "f:1: the byte FF"}},
    {"utf-8", {T("A : \xfc\n"), "f:1: \"A : \\xfc\" is not UTF-8, nor"}},
    {"utf-16le", {T("A : \xfc\n"), "f:1: \"A : \\xfc\" is not UTF-8, nor"}},
};

/* UTF-8 beyond what is read ahead, then the code page. */
static void
test_page_late(void **state)
{
	const struct shell_case c = {T("A : \xc3\xbc\nB : \xfc"),
	    "f:2: \"B : \\xfc\" is not UTF-8, but"};

	(void)state;
	refuse(shell_list_read, &c, "cp1252");
}

static void
test_page(void **state)
{
	static const char *const unknown[] = {
	    "", "latin1", "cp", "cp1259", "windows-", "864", "utf-32", "1252 "};
	const struct encoding *encoding;

	(void)state;
	for (size_t i = 0; i < N(page_accepted); i++)
		accept(shell_list_read, &page_accepted[i].c,
		    page_accepted[i].encoding);
	for (size_t i = 0; i < N(page_refused); i++)
		refuse(shell_list_read, &page_refused[i].c,
		    page_refused[i].encoding);
	for (size_t i = 0; i < N(unknown); i++) {
		struct error err = {0};

		assert_int_equal(
		    encoding_find(unknown[i], &encoding, &err), SANREQ_USAGE);
	}
}

/* --- CSV ------------------------------------------------------------------ */

static const struct shell_case csv_accepted[] = {
    {T("A,B\n1,\"2\""), "/{A=1;B=2}"},
    /* what Excel puts above the columns, and takes */
    {T("sep=;\r\nA;B\r\na,b,c;d\r\n"), "/{A=a,b,c;B=d}"},
    {T("SEP=,\nA;x;y,B\n1,2\n"), "/{A;x;y=1;B=2}"},
    {T("sep=\t\nA\tB\n1\t2\n"), "/{A=1;B=2}"},
    {T("sep=;\nA\n1,2\n"), "/{A=1,2}"},
    {T("Name,Url\na,b\n"), "/{Name=a;Url=b}"},
    {T("\"Name\",\"Url\"\r\n\"a\",\r\n\r\n\"c\",\"d,\"\"e\"\"\"\r\n"),
	"/{Name=a;Url=}/{Name=c;Url=d,\"e\"}"},
    {T("Name;Url\na;b,c\n"), "/{Name=a;Url=b,c}"},
    {T("Name\tUrl\na\tb c\n"), "/{Name=a;Url=b c}"},
    {T("#TYPE Selected.A.B\n\"N\"\n\"1\"\n"), "/Selected.A.B{N=1}"},
    {T("#TYPE A\n\"N\"\n\"1\"\n#TYPE B\n\"M\",\"O\"\n\"2\",\"3\"\n"),
	"/A{N=1}/B{M=2;O=3}"},
    {T("\"a;b\",c\n1,2\n"), "/{a;b=1;c=2}"},
    {T("N\n\"one\ntwo\"\nx"), "/{N=one\\x0atwo}/{N=x}"
			      "<the last row may be cut: its line has no end>"},
    {T("N,M\nSystem.Object[],Microsoft.Exchange.Data.X`1[System.String]\n"),
	"/{N=?;M=?}"},
    {T("N,M\n@{a=1},system.contoso.com\n"), "/{N=?;M=system.contoso.com}"},
    {T("\xef\xbb\xbfN\nx\n"), "/{N=x}"},
    {T("\xff\xfeN\0\n\0x\0\n\0"), "/{N=x}"},
    {T("N,M\nM\xfcller,\n"), "/~{N=M\xc3\xbcller;M=}"},
    {T("N,M\n"), ""},
    {T("N,M\n1,2\nN,M\n3,4\n\xef\xbb\xbfM,N\n5,6\n"),
	"/{N=1;M=2}/{N=3;M=4}/{M=5;N=6}"},
    {T("N,M\n\"a\n\xfc\",x\nb,c\n"), "/~{N=a\\x0a\xc3\xbc;M=x}/{N=b;M=c}"},
    {T("N,,\n1,2,3\n"), "/{N=1;=2;=3}"},
    {T(",\n1,2\n3,\n"), "/{=1;=2}/{=3;=}"},
    {T("N,U\n1,http://f/<script>\n"), "/{N=1;U=http://f/<script>}"},
};

static const struct shell_case csv_refused[] = {
    {T("sep=|\nA|B\n1|2\n"), "separated by \"|\""},
    {T("Name,Url\na,b\nc\n"), "f:3: a row of 1 fields under 2 columns"},
    {T("Name,Url\na,b,c\n"), "f:2: a row of 3 fields"},
    {T("Name,Url\n\na,\"b\nc,d\n"), "f:3: the quotation mark"},
    {T("Name,Url\n\"a,b\n\"c\",d\n"), "f:2: a quotation mark inside"},
    {T("Name,Url\na\"b,c\n"), "f:2: a quotation mark inside"},
    {T("Name,Url\n\"a\"b,c\n"), "f:2: a quotation mark inside"},
    {T("\"Name"), "f:1: the quotation mark"},
    {T("mail.contoso.com, autodiscover.contoso.com\n"),
	"f:1: \"mail.contoso.com\" is a host"},
    {T("\xe2\x80\x9cName\xe2\x80\x9d,\xe2\x80\x9cUrl\xe2\x80\x9d\na,b\n"),
	"f:1: the columns stand in typographic"},
    {T("\x93Name\x94,\x93Url\x94\na,b\n"),
	"f:1: the columns stand in typographic"},
    {T("Name,Url\na,b\xef\xbb\xbfName,Url\n"), "f:2: \"a,b"},
    {T("Name,name\na,b\n"), "f:1: two columns are named 'name'"},
    {T("Name,Url\na,\0\n"), "f:2: a NUL"},
    {T("Name,Url\na,b\nName        : EWS\n"), "f:3: a row of 1 fields"},
    {T("Name,Url\na,b\n\"Other\"\n\"x\"\n"), "f:3: a row of 1 fields"},
    {T("Name,Url\na,b\n<Objs>\n"), "f:3: a row"},
    {T("Name,Url\na,b\ndn: CN=x,DC=y,DC=z\n"), "f:3: a row of 3"},
    {T("#TYPE A\nName,Url\nfoo\n"), "f:3: a row"},
    {T("Name,Url\n\"a\",\"b\"\n\"c\",\""), "f:3: the quotation mark"},
    {T("Name,Url\n\"a\",\"b\"\n\"c\""), "f:3: a row of 1"},
    {T("\xff\xfeN\0,\0M\0\n\0\x00\xdc"), "surrogate"},
};

/* --- JSON ----------------------------------------------------------------- */

static const struct shell_case json_accepted[] = {
    {T("{\"a\": \"b\", \"c\": null}"), "/{a=b;c=}"},
    {T("[{\"a\": true, \"b\": 1, \"c\": false}, {\"a\": 1.5}]"),
	"/{a=True;b=1;c=False}/{a=1.5}"},
    {T("{\"value\": [{\"a\": 1}, {\"a\": 2}], \"Count\": 2}"), "/{a=1}/{a=2}"},
    {T("{\"a\": {\"value\": [\"x\", \"y\"], \"Count\": 2}}"), "/{a=x|y}"},
    {T("{\"a\": [\"x\", {\"Domain\": \"y\"}, null]}"), "/{a=x|y}"},
    {T("{\"u\": {\"AbsoluteUri\": \"https://a/\", \"OriginalString\": "
       "\"https://A/\"}}"),
	"/{u=https://A/}"},
    {T("{\"u\": {\"AbsoluteUri\": \"https://a/\"}}"), "/{u=https://a/}"},
    {T("{\"h\": {\"HostnameType\": 1, \"HostnameString\": \"a.b\"}}"),
	"/{h=a.b}"},
    {T("{\"s\": [{\"Hostname\": {\"HostnameString\": \"a.b\"}, \"Port\": 995, "
       "\"EncryptionType\": 1}, {\"Hostname\": \"c.d\", \"Port\": 110, "
       "\"EncryptionType\": null}]}"),
	"/{s=a.b:995:SSL|c.d:110}"},
    {T("{\"t\": {\"CertificateIssuer\": \"CN=i\", \"CertificateSubject\": "
       "\"CN=s\"}}"),
	"/{t=<I>CN=i<S>CN=s}"},
    {T("{\"s\": {\"Hostname\": 1, \"Port\": 995}}"), "/{s=?}"},
    {T("{\"n\": {\"value\": \"x\", \"DateTime\": \"1 May\"}}"), "/{n=1 May}"},
    {T("{\"i\": {\"Parent\": 1, \"DistinguishedName\": \"CN=x\"}}"),
	"/{i=CN=x}"},
    {T("{\"v\": {\"Major\": 15, \"Minor\": 2, \"Build\": 1, \"Revision\": "
       "3}}"),
	"/{v=Version 15.2 (Build 1.3)}"},
    {T("{\"a\": \"System.Collections.ArrayList\", \"b\": [[1]]}"),
	"/{a=?;b=?}"},
    {T("{\"a\": {\"b\": {\"c\": 1}}, \"d\": [\"System.Object[]\"]}"),
	"/{a=?;d=?}"},
    {T("{\"a\": \"\\u00fc\\ud83d\\ude00\"}"), "/{a=\xc3\xbc\xf0\x9f\x98\x80}"},
    {T("[null, {\"a\": 1}]"), "/{a=1}"},
    {T("[]"), ""},
    {T("{}"), ""},
};

static const struct shell_case json_refused[] = {
    {T("[1]"), "element 1 is no object"},
    {T("[{\"a\": 1}, \"x\"]"), "element 2 is no object"},
    {T("[[{\"a\": 1}]]"), "element 1 is no object"},
    {T("{\"value\": [true], \"Count\": 1}"), "element 1 is no object"},
    {T("{\"a\": 1, \"a\": 2}"), "duplicate"},
    {T("{\"a\": {\"b\": 1, \"b\": 2}}"), "duplicate"},
    {T("{\"a\": \"\\ud800\"}"), "invalid Unicode"},
    {T("{\"a\": \"\\udc00\"}"), "invalid Unicode"},
    {T("{\"a\": \"\\u0000\"}"), "not allowed"},
    {T("{\"a\\u0000b\": 1}"), "NUL byte"},
    {T("{\"a\": \"x"), "premature end"},
    {T("[{\"a\": 1},"), "expected near end of file"},
    {T("{\"a\": 1}\nName : x"), "end of file expected"},
    {T("{\"a\": \"\xfc\"}"), "decode"},
    {T("{'a': 1}"), "expected"},
};

/* --- Clixml --------------------------------------------------------------- */

#define OBJS(inner)                                                        \
	"<Objs Version=\"1.1.0.1\" "                                       \
	"xmlns=\"http://schemas.microsoft.com/powershell/2004/04\">" inner \
	"</Objs>"
#define OBJ(props) OBJS("<Obj RefId=\"0\"><Props>" props "</Props></Obj>")

static const struct shell_case clixml_accepted[] = {
    {T(OBJS("<Obj RefId=\"0\"><TN RefId=\"0\"><T>A.B</T><T>C</T></TN>"
	    "<ToString>x</ToString><Props><S N=\"a\">1</S><Nil N=\"b\" />"
	    "<URI N=\"u\">https://x/</URI><B N=\"c\">true</B></Props></Obj>")),
	"/A.B{a=1;b=;u=https://x/;c=true}"},
    {T(OBJS("<Obj RefId=\"0\"><TN RefId=\"0\"><T>A</T></TN><Props><S "
	    "N=\"a\">1</S></Props></Obj><Obj RefId=\"1\"><TNRef RefId=\"0\" "
	    "/><MS><S N=\"a\">2</S></MS></Obj>")),
	"/A{a=1}/A{a=2}"},
    {T(OBJ("<S N=\"a\">x_x000A_y_x005F_z_xD83D__xDE00_</S>")),
	"/{a=x\\x0ay_z\xf0\x9f\x98\x80}"},
    {T(OBJ("<S N=\"a\">_x00_ _xD83D_ _xzzzz_ _x000</S>")),
	"/{a=_x00_ _xD83D_ _xzzzz_ _x000}"},
    {T(OBJ("<S N=\"a\">_x0000_</S>")), "/{a=\\x00}"},
    {T(OBJ("<S N=\"a\">&lt;b&gt; &amp; &#65;<![CDATA[<c>]]></S>")),
	"/{a=<b> & A<c>}"},
    {T(OBJ("<Obj N=\"l\" RefId=\"1\"><LST><S>x</S><Nil/><Obj "
	   "RefId=\"2\"><ToString>y</ToString><Props><S "
	   "N=\"q\">z</S></Props></Obj></LST></Obj>")),
	"/{l=x|y}"},
    {T(OBJ("<Obj N=\"l\" RefId=\"1\"><LST /></Obj>")), "/{l=}"},
    {T(OBJ("<Obj N=\"i\" RefId=\"1\"><ToString>EX\\1</ToString><Props><Obj "
	   "N=\"d\" RefId=\"2\"><Props><S N=\"e\">f</S></Props></Obj></Props>"
	   "</Obj><Ref N=\"j\" RefId=\"1\" />")),
	"/{i=EX\\\\1;j=EX\\\\1}"},
    {T(OBJ("<Obj N=\"i\" RefId=\"1\"><Props><S N=\"a\">b</S></Props></Obj>"
	   "<Ref N=\"j\" RefId=\"1\"/>")),
	"/{i=?;j=?}"},
    {T(OBJ("<S N=\"a\">System.Collections.ArrayList</S>")), "/{a=?}"},
    {T(OBJS("<Obj RefId=\"0\"><LST><Obj RefId=\"1\"><Props><S "
	    "N=\"a\">1</S></Props></Obj><Obj RefId=\"2\"><Props><S "
	    "N=\"a\">2</S></Props></Obj></LST></Obj>")),
	"/{a=1}/{a=2}"},
    {T(OBJS("<Obj RefId=\"0\"><DCT><En><S N=\"Key\">k</S><Obj N=\"Value\" "
	    "RefId=\"1\"><Props><S N=\"a\">1</S></Props></Obj></En></DCT>"
	    "</Obj>")),
	"/{a=1}"},
    {T(OBJS("<S>text</S><Nil/>")), ""},
    {T("\xef\xbb\xbf" OBJ("<S N=\"a\">1</S>")), "/{a=1}"},
    {T("<?xml version=\"1.0\" encoding=\"utf-16\"?>" OBJ("<S N=\"a\">1</S>")),
	"/{a=1}"},
};

static const struct shell_case clixml_refused[] = {
    {T("<html></html>"), "f:1:7: XML, but its root is <html>"},
    {T("<Objs>"), "f:1:7: XML: no element found: the file is cut"},
    {T("<Objs><Obj></Objs>"), "mismatched tag"},
    {T(OBJS("") OBJS("")), "junk after document element: give several"},
    {T(OBJS("") "\nName : x\n"), "f:2:1: XML: junk"},
    {T("<!DOCTYPE a [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>"
       "<Objs>&b;</Objs>"),
	"a document type"},
    {T("<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><Objs/>"), "a document type"},
    {T("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><Objs/>"),
	"a document type"},
    {T(OBJ("<S N=\"a\">&x;</S>")), "undefined entity"},
    {T(OBJ("<Ref N=\"a\" RefId=\"0\"/>")), "it loops"},
    {T(OBJ("<Obj N=\"a\" RefId=\"1\"><LST><Ref RefId=\"1\"/></LST></Obj>")),
	"it loops"},
    {T(OBJ("<Ref N=\"a\" RefId=\"7\"/>")), "no object before"},
    {T(OBJ("<Ref N=\"a\"/>")), "a Ref without"},
    {T(OBJ("<Ref N=\"a\" RefId=\"x\"/>")), "RefId \"x\" is no number"},
    {T(OBJ("<Ref N=\"a\" RefId=\"99999999999999999999\"/>")), "no number"},
    {T(OBJ("<Obj N=\"a\" RefId=\"0\"/>")), "two objects have the RefId 0"},
    {T(OBJ("<S N=\"a\">\xfc</S>")), "not well-formed"},
    {T(OBJ("<S N=\"a\">a\0b</S>")), "not well-formed"},
    {T(OBJ("<S N=\"a\">&#0;</S>")), "invalid character number"},
    {T(OBJ("<S N=\"a\" N=\"b\">x</S>")), "duplicate attribute"},
};

static void
run_cases(read_fn read, const struct shell_case *accepted, size_t naccepted,
    const struct shell_case *refused, size_t nrefused)
{
	for (size_t i = 0; i < naccepted; i++)
		accept(read, &accepted[i], NULL);
	for (size_t i = 0; i < nrefused; i++)
		refuse(read, &refused[i], NULL);
}

static void
test_list(void **state)
{
	(void)state;
	run_cases(shell_list_read, list_accepted, N(list_accepted),
	    list_refused, N(list_refused));
}

static void
test_csv(void **state)
{
	(void)state;
	run_cases(shell_csv_read, csv_accepted, N(csv_accepted), csv_refused,
	    N(csv_refused));
}

static void
test_json(void **state)
{
	(void)state;
	run_cases(json_read, json_accepted, N(json_accepted), json_refused,
	    N(json_refused));
}

static void
test_clixml(void **state)
{
	(void)state;
	run_cases(shell_clixml_read, clixml_accepted, N(clixml_accepted),
	    clixml_refused, N(clixml_refused));
}

/* Text that grows without an end is refused before it fills the memory. */
static void
refuse_flood(read_fn read, const char *head, const char *piece, size_t n,
    const char *tail, const char *want)
{
	struct shell_case c = {.want = want};
	struct error err = {0};
	struct buf text;

	buf_init(&text, 64u << 20);
	assert_int_equal(buf_adds(&text, head, &err), SANREQ_OK);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(buf_adds(&text, piece, &err), SANREQ_OK);
	assert_int_equal(buf_adds(&text, tail, &err), SANREQ_OK);
	c.text = text.data;
	c.n = text.len;
	refuse(read, &c, NULL);
	buf_release(&text);
}

static void
test_floods(void **state)
{
	(void)state;
	refuse_flood(
	    shell_list_read, "A : ", "0123456789", 200000, "", "a line longer");
	refuse_flood(shell_list_read, "A : 1\n", "    01234567890123456789\n",
	    100000, "", "longer than");
	refuse_flood(shell_list_read, "A : {", "a,", 70000, "}\n",
	    "more than 65536 values");
	refuse_flood(shell_csv_read, "A,B\n\"", "0123456789\n", 200000, "",
	    "never closed");
	refuse_flood(
	    shell_csv_read, "A", ",", 5000, "\n", "more than 1024 properties");
	refuse_flood(shell_clixml_read, "<Objs>", "<Obj>", 100, "",
	    "nested more than 64 deep");
	refuse_flood(shell_clixml_read, "<Objs><Obj a=\"", "0123456789", 300000,
	    "", "one tag or comment");
	refuse_flood(shell_clixml_read, "<Objs><!--", "0123456789", 300000, "",
	    "one tag or comment");
	refuse_flood(shell_clixml_read, "<Objs><Obj><Props><S N=\"a\">",
	    "0123456789", 200000, "", "longer than");
	refuse_flood(shell_clixml_read, "<Objs><Obj><Props>",
	    "<S N=\"a\">0123456789</S>", 70000, "",
	    "more than 1024 properties");
	refuse_flood(shell_clixml_read, "<Objs><Obj><Props><Obj N=\"a\"><LST>",
	    "<S>x</S>", 70000, "", "more than 65536 values");
	refuse_flood(json_read, "{\"a\": [0", ", 1", 70000, "]}",
	    "more than 65536 values");
	refuse_flood(json_read, "", "[", 5000, "", "maximum parsing depth");
}

/* Every beginning of every sample is read, or refused: with its place. */
static void
sweep(read_fn read, const struct shell_case *cases, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < cases[i].n; k++) {
			struct error err = {0};
			struct buf out;
			const struct shell_sink sink = {
			    print_object, print_missing, &out, NULL, false};
			uint64_t count;
			char *text = malloc(k + 1);

			assert_non_null(text);
			memcpy(text, cases[i].text, k);
			buf_init(&out, 1u << 20);
			if (read(-1, text, k, "f", &sink, &count, &err) !=
			    SANREQ_OK) {
				assert_int_equal(err.status, SANREQ_INPUT);
				assert_memory_equal(err.text, "f:", 2);
			}
			buf_release(&out);
			free(text);
		}
}

static void
test_cut(void **state)
{
	(void)state;
	sweep(shell_list_read, list_accepted, N(list_accepted));
	sweep(shell_csv_read, csv_accepted, N(csv_accepted));
	sweep(shell_clixml_read, clixml_accepted, N(clixml_accepted));
	sweep(shell_clixml_read, clixml_refused, N(clixml_refused));
	sweep(json_read, json_accepted, N(json_accepted));
	sweep(json_read, json_refused, N(json_refused));
}

/* The texts of old objects are forgotten, their numbers are not taken for
 * unknown ones. */
static void
test_refs(void **state)
{
	struct shell_refs refs = {0};
	struct error err = {0};
	struct bytes text;

	(void)state;
	assert_int_equal(refs_init(&refs, &err), SANREQ_OK);
	for (uint64_t i = 1; i <= 2 * REFS_KEPT; i++) {
		assert_int_equal(refs_open(&refs, i, &err), SANREQ_OK);
		refs_set(&refs, i, (struct bytes){"x", 1});
		refs_close(&refs, i);
	}
	assert_int_equal(refs_get(&refs, 1, &text, &err), SANREQ_OK);
	assert_null(text.p);
	assert_int_equal(
	    refs_get(&refs, 2 * REFS_KEPT, &text, &err), SANREQ_OK);
	assert_int_equal(text.n, 1);
	assert_int_equal(
	    refs_get(&refs, 2 * REFS_KEPT + 1, &text, &err), SANREQ_INPUT);
	refs_release(&refs);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_page),
	    cmocka_unit_test(test_page_late),
	    cmocka_unit_test(test_list),
	    cmocka_unit_test(test_csv),
	    cmocka_unit_test(test_json),
	    cmocka_unit_test(test_clixml),
	    cmocka_unit_test(test_floods),
	    cmocka_unit_test(test_cut),
	    cmocka_unit_test(test_refs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
