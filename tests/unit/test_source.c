/*
 * SPDX-License-Identifier: ISC
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/text.h"
#include "source/recognise.h"
#include "source/source.h"
#include "source/utf16.h"

#define N(table) (sizeof(table) / sizeof(*(table)))
#define T(s)     s, sizeof(s) - 1

static char dir[] = "/tmp/sanreq-source.XXXXXX";

/* --- recognise ------------------------------------------------------- */

static void
test_recognise(void **state)
{
	static const struct {
		const char *text;
		size_t n;
		enum source_kind want;
	} cases[] = {
	    {T("dn: CN=a\n"), KIND_LDIF},
	    {T("DN:: Q049YQ==\n"), KIND_LDIF},
	    {T("\r\n\r\ndn: CN=a\r\n"), KIND_LDIF},
	    {T("version: 1\n\ndn: CN=a\n"), KIND_LDIF},
	    {T("# a comment\n# another\ndn: CN=a\n"), KIND_LDIF},
	    {T("# extended LDIF\n#\n# LDAPv3\n"), KIND_LDIF},
	    {T("# record 1\n"), KIND_LDIF},
	    {T("# returned 0 records\n"), KIND_LDIF},
	    {T("search: 2\nresult: 0 Success\n"), KIND_LDIF},
	    {T("include: file:///etc/passwd\n"), KIND_LDIF},
	    {T("\xef\xbb\xbf"
	       "dn: CN=a\n"),
		KIND_LDIF},
	    {T("\xff\xfe"
	       "d\0n\0:\0 \0a\0\n\0"),
		KIND_LDIF},
	    {T("\xfe\xff\0d\0n\0:\0 \0a\0\n"), KIND_LDIF},
	    {T("dn: a\nx: -----BEGIN CERTIFICATE-----\n"), KIND_LDIF},
	    {T("{\"sanreq\": 1}"), KIND_JSON},
	    {T("\xef\xbb\xbf \n [1]"), KIND_JSON},
	    {T("\xff\xfe{\0}\0"), KIND_JSON},
	    {T("sanreq: 1\nkind: plan\n"), KIND_YAML},
	    {T("# a plan\n---\nsanreq: 1\n"), KIND_YAML},
	    {T("mail.contoso.com\n"), KIND_NAMES},
	    {T("# names\n\n  mail.contoso.com # web\n"), KIND_NAMES},
	    {T("mail"), KIND_NAMES},
	    {T("\xff\xfem\0\n\0"), KIND_NAMES},
	    {T("# nothing yet\n"), KIND_NAMES},
	    {T("https://mail.contoso.com/owa\n"), KIND_NAMES},
	    {T("0.contoso.com\n"), KIND_NAMES},
	    {T("BZhost\n"), KIND_NAMES},
	    {T("2001:db8::1\n"), KIND_NAMES},
	    /* known, not read */
	    {T(""), KIND_EMPTY},
	    {T("\xef\xbb\xbf\r\n \n"), KIND_EMPTY},
	    {T("\xff\xfe"), KIND_EMPTY},
	    {T("-----BEGIN CERTIFICATE-----\nMII"), KIND_PEM_CERTIFICATE},
	    {T("Certificate:\n    Data:\n-----BEGIN CERTIFICATE-----\n"),
		KIND_PEM_CERTIFICATE},
	    {T("-----BEGIN TRUSTED CERTIFICATE-----\n"), KIND_PEM_CERTIFICATE},
	    {T("-----BEGIN CERTIFICATE REQUEST-----\n"), KIND_PEM_REQUEST},
	    {T("-----BEGIN NEW CERTIFICATE REQUEST-----\n"), KIND_PEM_REQUEST},
	    {T("-----BEGIN PRIVATE KEY-----\n"), KIND_KEY},
	    {T("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"), KIND_KEY},
	    {T("-----BEGIN RSA PRIVATE KEY-----\n"), KIND_KEY},
	    {T("Bag Attributes\n    localKeyID: 01\n-----BEGIN "
	       "CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\n"),
		KIND_KEY},
	    {T("-----BEGIN PKCS7-----\n"), KIND_PEM_OTHER},
	    {T("\x30\x82\x04\x00\x30\x82\x02\xe8\xa0\x03"), KIND_DER},
	    {T("\x30\x82\x09\x00\x02\x01\x03\x30\x82"), KIND_PKCS12},
	    {T("\x30\x80\x02\x01\x03\x30\x80\x06\x09"), KIND_PKCS12},
	    {T("\x30\x81\x87\x02\x01\x00\x30\x13\x06"), KIND_KEY},
	    {T("\x30\x77\x02\x01\x01\x04\x20"), KIND_KEY},
	    {T("\x30\x82\x04\xa3\x02\x01\x00\x02\x82"), KIND_KEY},
	    {T("\x30\x81\xec\x30\x57\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x05"
	       "\x0d"),
		KIND_KEY},
	    {T("\x30\x81\xd5\x30\x7d\x02\x01\x00\x30"), KIND_DER},
	    {T("\r\n\r\nName        : owa (Default Web Site)\r\n"),
		KIND_FORMAT_LIST},
	    {T("\xff\xfe"
	       "N\0a\0 \0:\0 \0x\0"),
		KIND_FORMAT_LIST},
	    {T("#TYPE Selected.System.String\n\"Name\",\"Url\"\n"), KIND_CSV},
	    {T("Name,InternalUrl\nowa,x\n"), KIND_CSV},
	    {T("\"Name\"\n\"owa\"\n"), KIND_CSV},
	    {T("Name;Url\n"), KIND_CSV},
	    {T("<Objs Version=\"1.1.0.1\">"), KIND_XML},
	    {T("\xff\xfe<\0O\0"), KIND_XML},
	    {T("<\0O\0b\0"), KIND_XML},
	    {T("\0<\0O\0b"), KIND_XML},
	    {T("N\0,\0U\0\n\0"), KIND_CSV},
	    {T("{\0\"\0a\0"), KIND_JSON},
	    {T("N\0 \0:\0 \0x\0"), KIND_FORMAT_LIST},
	    {T("m\0a\0i\0l\0"), KIND_NAMES},
	    {T("[PS] C:\\>Get-X | fl\n"), KIND_FORMAT_LIST},
	    {T("[ex01]: PS C:\\>Get-X\n"), KIND_FORMAT_LIST},
	    {T("PS C:\\> Get-X\n"), KIND_FORMAT_LIST},
	    {T("  Welcome, all\n\n[PS] C:\\>Get-X\n"), KIND_FORMAT_LIST},
	    {T("# sanreq collect 1\r\n"), KIND_FORMAT_LIST},
	    {T("WARNING: deprecated\n\nA : 1\n"), KIND_FORMAT_LIST},
	    {T("Name  Url\n----  ---\n"), KIND_FORMAT_TABLE},
	    {T("\r\nName\r\n----\r\nx\r\n"), KIND_FORMAT_TABLE},
	    {T("mail\nweb-1\n"), KIND_NAMES},
	    {T("\x1f\x8b\x08\0"), KIND_PACKED},
	    {T("PK\x03\x04"), KIND_PACKED},
	    {T("BZh91AY&SY"), KIND_PACKED},
	    {T("\xfd\x37zXZ\0"), KIND_PACKED},
	    {T("\x28\xb5\x2f\xfd"), KIND_PACKED},
	    {T("\x7f"
	       "ELF\x02\x01\0\0"),
		KIND_BINARY},
	    {T("a,b\0"), KIND_BINARY},
	};

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		enum source_kind kind =
		    source_recognise(cases[i].text, cases[i].n);

		if (kind != cases[i].want)
			fail_msg("%zu '%s': %d", i,
			    QUOTE(cases[i].text, cases[i].n), kind);
	}
}

/* No cut of any head may be read beyond its end (the sanitizer looks). */
static void
test_recognise_cut(void **state)
{
	static const char *const heads[] = {"\x30\x82\x04\x00\x02\x01\x03\x30",
	    "# extended LDIF", "\xef\xbb\xbfversion:", "#TYPE x", "BZh91AY&SY",
	    "-----BEGIN PRIVATE KEY-----"};

	(void)state;
	for (size_t i = 0; i < N(heads); i++) {
		for (size_t n = 1; n <= strlen(heads[i]); n++) {
			char *cut = malloc(n);

			assert_non_null(cut);
			memcpy(cut, heads[i], n);
			assert_true(source_recognise(cut, n) <= KIND_BINARY);
			free(cut);
		}
	}
}

/* --- UTF-16 ---------------------------------------------------------- */

static void
test_utf16(void **state)
{
	static const struct {
		const char *src;
		size_t n;
		bool big;
		const char *want; /* NULL: refused */
	} cases[] = {
	    {T("a\0"), false, "a"},
	    {T("\0a"), true, "a"},
	    {T("\xe4\0\xac\x20"), false, "\xc3\xa4\xe2\x82\xac"},
	    {T("\x3d\xd8\x11\xdd"), false, "\xf0\x9f\x94\x91"},
	    {T("\xdb\xff\xdf\xff"), true, "\xf4\x8f\xbf\xbf"},
	    {T("\x7f\0\x80\0\xff\x07\0\x08\xff\xff"), false,
		"\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf"},
	    {T(""), false, ""},
	    {T("a"), false, NULL},
	    {T("\0a\0"), true, NULL},
	    {T("\x3d\xd8"), false, NULL},
	    {T("\x3d\xd8"
	       "a\0"),
		false, NULL},
	    {T("\x3d\xd8\x3d\xd8"), false, NULL},
	    {T("\x11\xdd"), false, NULL},
	    {T("\x11\xdd\x3d\xd8"), false, NULL},
	    {T("\x3d\xd8\x11\xdd\x11\xdd"), false, NULL},
	};

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		struct utf16 u = {.big = cases[i].big};
		struct error err = {0};
		size_t used = 0, total = 0, step, len;
		char dst[64];
		enum sanreq_status status = SANREQ_OK;

		/* room for one character at a time */
		do {
			status = utf16_convert(&u,
			    (const unsigned char *)cases[i].src + used,
			    cases[i].n - used, &step, dst + total, 4, &len,
			    &err);
			used += step;
			total += len;
		} while (status == SANREQ_OK && step != 0);
		if (status == SANREQ_OK)
			status = utf16_finish(&u, cases[i].n - used, &err);
		if (cases[i].want == NULL) {
			assert_int_equal(status, SANREQ_INPUT);
			continue;
		}
		assert_int_equal(status, SANREQ_OK);
		assert_int_equal(total, strlen(cases[i].want));
		assert_memory_equal(dst, cases[i].want, total);
	}
}

/* --- source_read ----------------------------------------------------- */

/* A consumer that counts its calls. */
struct calls {
	unsigned begin, record, finish, release, plan;
	char plan_text[256];
};

static struct calls calls;

static enum sanreq_status
on_begin(
    void **state, struct inventory *inv, const char *source, struct error *err)
{
	(void)inv;
	(void)err;
	assert_non_null(source);
	calls.begin++;
	*state = &calls;
	return SANREQ_OK;
}

static enum sanreq_status
on_record(void *state, const struct record *rec, struct error *err)
{
	struct calls *c = state;

	c->record++;
	if (record_value(rec, "fail").p != NULL)
		return error_set(err, SANREQ_LIMIT, "failed");
	return SANREQ_OK;
}

static enum sanreq_status
on_finish(void *state, struct error *err)
{
	struct calls *c = state;

	(void)err;
	c->finish++;
	return SANREQ_OK;
}

static void
on_release(void **state)
{
	calls.release++;
	*state = NULL;
}

static enum sanreq_status
on_plan(void *arg, struct inventory *inv, const char *text, size_t n,
    const char *source, struct error *err)
{
	struct calls *c = arg;

	(void)inv;
	(void)source;
	c->plan++;
	snprintf(c->plan_text, sizeof(c->plan_text), "%.*s", (int)n, text);
	if (strstr(text, "refuse") != NULL)
		return error_set(err, SANREQ_INPUT, "refused");
	return SANREQ_OK;
}

static const char *const classes[] = {"server"};
static const struct record_consumer consumer = {.filter = {classes, 1},
    .begin = on_begin,
    .record = on_record,
    .finish = on_finish,
    .release = on_release,
    .plan = on_plan,
    .plan_arg = &calls};
static const struct source_options options = {.timeout = 1};

static char path[sizeof(dir) + 16];

static const char *
put_file(const char *text, size_t n)
{
	FILE *f;

	snprintf(path, sizeof(path), "%s/file", dir);
	f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
	return path;
}

/* Reads the text as a file into a new inventory, sealed when it was read. */
static enum sanreq_status
read_file(const char *text, size_t n, struct inventory **inv, struct error *err)
{
	enum sanreq_status status;

	memset(&calls, 0, sizeof(calls));
	memset(err, 0, sizeof(*err));
	*inv = NULL;
	assert_int_equal(inventory_new(inv, err), SANREQ_OK);
	status = source_read(*inv, put_file(text, n), &consumer, &options, err);
	if (status == SANREQ_OK)
		assert_int_equal(inventory_seal(*inv, err), SANREQ_OK);
	return status;
}

static void
check_source(const struct inventory *inv, const char *type, uint64_t records,
    size_t nunread)
{
	const struct source_info *sources;
	size_t n;

	sources = inventory_sources(inv, &n);
	assert_int_equal(n, 1);
	assert_string_equal(sources[0].type, type);
	assert_int_equal(sources[0].records, records);
	assert_int_equal(sources[0].nunread, nunread);
}

static void
test_ldif(void **state)
{
	struct inventory *inv;
	struct error err;

	(void)state;
	assert_int_equal(read_file(T("dn: a\nobjectClass: server\n\n"
				     "dn: b\nobjectClass: user\n\n"
				     "search: 2\nresult: 4 Size limit "
				     "exceeded\n"),
			     &inv, &err),
	    SANREQ_OK);
	check_source(inv, "ldif", 2, 1);
	assert_int_equal(calls.begin, 1);
	assert_int_equal(calls.record, 1);
	assert_int_equal(calls.finish, 1);
	assert_int_equal(calls.release, 1);
	inventory_free(&inv);
}

static void
test_ldif_failed(void **state)
{
	struct inventory *inv;
	struct error err;

	(void)state;
	assert_int_equal(
	    read_file(T("dn: a\nobjectClass: server\nfail: x\n"), &inv, &err),
	    SANREQ_LIMIT);
	assert_non_null(strstr(err.text, "/file:1: failed"));
	assert_int_equal(calls.finish, 0);
	assert_int_equal(calls.release, 1);
	inventory_free(&inv);
}

static void
test_names(void **state)
{
	static const struct {
		const char *text;
		size_t n;
	} cases[] = {
	    {T("mail.contoso.com\nEX1\n")},
	    {T("mail.contoso.com\r\nEX1")},
	    {T("# names\n\n  mail.contoso.com # web\n\tEX1\t\n#x\n")},
	    {T("\xef\xbb\xbfmail.contoso.com\nEX1\nEX1\n")},
	    {T("\xff\xfem\0a\0i\0l\0.\0c\0o\0n\0t\0o\0s\0o\0.\0c\0o\0m\0\n\0"
	       "E\0X\0"
	       "1\0\r\0\n\0")},
	};

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		const struct inventory_name *names;
		struct inventory *inv;
		struct error err;
		size_t n;

		if (read_file(cases[i].text, cases[i].n, &inv, &err) !=
		    SANREQ_OK)
			fail_msg("%zu: %s", i, err.text);
		check_source(inv, "names", i == 3 ? 3 : 2, 0);
		names = inventory_names(inv, &n);
		assert_int_equal(n, 2);
		assert_string_equal(names[0].text, "ex1");
		assert_string_equal(names[1].text, "mail.contoso.com");
		assert_int_equal(names[0].nuses, 1);
		assert_int_equal(names[0].uses->service, SERVICE_MANUAL);
		assert_int_equal(names[0].uses->scope, SCOPE_MANUAL);
		assert_int_equal(names[0].uses->audience, AUDIENCE_CLIENT);
		assert_string_equal(names[0].uses->value, "EX1");
		assert_string_equal(names[0].uses->source, path);
		assert_null(names[0].uses->attribute);
		inventory_free(&inv);
	}
}

static void
test_inventory(void **state)
{
	static const char text[] =
	    "{\"sanreq\": 1, \"kind\": \"inventory\",\n"
	    "\"sources\": [{\"source\": \"a.ldif\", \"type\": \"ldif\", "
	    "\"records\": 7, \"unread\": []}],\n\"organization\": null, "
	    "\"servers\": [], "
	    "\"accepted_domains\": [], \"names\": [], \"findings\": []}\n";
	const struct source_info *sources;
	struct inventory *inv;
	struct error err;
	size_t n;

	(void)state;
	if (read_file(text, strlen(text), &inv, &err) != SANREQ_OK)
		fail_msg("%s", err.text);
	check_source(inv, "ldif", 7, 0);
	sources = inventory_sources(inv, &n);
	assert_string_equal(sources[0].source, "a.ldif");
	inventory_free(&inv);
}

static void
test_plan(void **state)
{
	static const char *const texts[] = {
	    "{\"sanreq\": 1, \"kind\": \"plan\", \"names\": []}",
	    "# plan\nsanreq: 1\nkind: plan\n"};
	struct inventory *inv;
	struct error err;

	(void)state;
	for (size_t i = 0; i < N(texts); i++) {
		assert_int_equal(
		    read_file(texts[i], strlen(texts[i]), &inv, &err),
		    SANREQ_OK);
		check_source(inv, "plan", 1, 0);
		assert_int_equal(calls.plan, 1);
		assert_string_equal(calls.plan_text, texts[i]);
		inventory_free(&inv);
	}
}

static void
test_refuses(void **state)
{
	static const struct {
		const char *text;
		size_t n;
		const char *want; /* after the path */
	} cases[] = {
	    {T(""), ": is empty"},
	    {T("\n\n"), ": is empty"},
	    {T("-----BEGIN PRIVATE KEY-----\n"),
		": this is a private key: keep it safe"},
	    {T("-----BEGIN CERTIFICATE-----\n"), ": a certificate (PEM) is not "
						 "read as a source"},
	    {T("-----BEGIN CERTIFICATE REQUEST-----\n"),
		": a certification request (PEM)"},
	    {T("-----BEGIN PKCS7-----\n"), ": a PEM file"},
	    {T("\x30\x82\x04\x00\x30\x82\x02\xe8\xa0\x03"),
		": a certificate or request (DER)"},
	    {T("\x30\x82\x09\x00\x02\x01\x03\x30\x82"), ": a PKCS#12 (PFX)"},
	    /* its consumer takes none of them */
	    {T("Name : owa\n"), ": Exchange Management Shell output is not"},
	    {T("Name,Url\n"), ": Exchange Management Shell output is not"},
	    {T("<Objs/>"), ": Exchange Management Shell output is not"},
	    {T("Name  Url\n----  ---\nowa   x\n"), ": a table (Format-Table)"},
	    {T("\x1f\x8b\x08"), ": is packed"},
	    {T("a\0b"), ": has NUL bytes"},
	    {T("dn: a\nx\n"), ":2: 'x' has no colon"},
	    {T("mail.contoso.com\n\na b.contoso.com\n"), ":3: NAM09: "},
	    {T("mail.contoso.com\nweb#1.contoso.com\n"), ":2: NAM09: "},
	    {T("mail.contoso.com\nhttps://mail.contoso.com/owa\n"),
		":2: NAM27: "},
	    {T("mail.contoso.com\n\xe4.contoso.com\n"), ":2: "},
	    {T("mail.contoso.com\nb\0\n"), ": has NUL bytes"},
	    {T("\xff\xfe"
	       "a\0\n\0\x3d\xd8"),
		":2: half of a UTF-16 surrogate pair"},
	    {T("{\"sanreq\": 1,\n  \"sanreq\": 1}"), ":2:"},
	    {T("{\"a\": 1"), ":1:"},
	    {T("[]"), ": JSON, but neither an inventory nor a plan"},
	    {T("{\"Name\": \"owa\"}"),
		": JSON, but neither an inventory nor a plan"},
	    {T("{\"sanreq\": 1, \"kind\": \"check\"}"),
		": a document of kind 'check' is no source"},
	    {T("{\"sanreq\": 1, \"kind\": \"inventory\", \"names\": 1}"), ": "},
	    {T("{\"sanreq\": 2, \"kind\": \"inventory\"}"), ": "},
	    {T("sanreq: 1\nrefuse: 1\n"), ": refused"},
	};

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		struct inventory *inv;
		struct error err;
		enum sanreq_status status =
		    read_file(cases[i].text, cases[i].n, &inv, &err);
		size_t n = strlen(path);

		if (status != SANREQ_INPUT || strncmp(err.text, path, n) != 0 ||
		    strncmp(err.text + n, cases[i].want,
			strlen(cases[i].want)) != 0 ||
		    strncmp(err.text + n + 1, path, n) == 0)
			fail_msg("%zu: %d '%s'", i, status, err.text);
		assert_int_equal(calls.begin, calls.release);
		inventory_free(&inv);
	}
}

static void
test_refuses_places(void **state)
{
	static const struct {
		const char *source;
		enum sanreq_status want_status;
		const char *want;
	} cases[] = {
	    {"", SANREQ_USAGE, "a source with an empty name"},
	    {"/nonexistent/a.ldif", SANREQ_INPUT,
		"/nonexistent/a.ldif: cannot be opened: No such file"},
	    {"/", SANREQ_INPUT, "/: is a directory"},
	    {"/nonexistent/\x1b", SANREQ_INPUT,
		"/nonexistent/\\x1b: cannot be opened"},
	    {"tls://mail.contoso.com", SANREQ_USAGE,
		"tls://mail.contoso.com: not a source"},
	    {"SMTP://mail.contoso.com", SANREQ_USAGE,
		"SMTP://mail.contoso.com: not a source"},
	    {"imap://a", SANREQ_USAGE, "imap://a: not a source"},
	    {"pop3://a", SANREQ_USAGE, "pop3://a: not a source"},
	    {"https://mail.contoso.com/", SANREQ_USAGE,
		"https://mail.contoso.com/: not a source"},
	};

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		struct inventory *inv = NULL;
		struct error err = {0};

		assert_int_equal(inventory_new(&inv, &err), SANREQ_OK);
		assert_int_equal(source_read(inv, cases[i].source, &consumer,
				     &options, &err),
		    cases[i].want_status);
		if (strncmp(err.text, cases[i].want, strlen(cases[i].want)) !=
		    0)
			fail_msg("%zu: '%s'", i, err.text);
		inventory_free(&inv);
	}
}

/* Standard input is named "-", and may be a pipe that ends early. */
static void
test_stdin(void **state)
{
	const struct source_info *sources;
	struct inventory *inv = NULL;
	struct error err = {0};
	int fds[2], saved;
	size_t n;

	(void)state;
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(write(fds[1], "mail.contoso.com", 16), 16);
	close(fds[1]);
	saved = dup(STDIN_FILENO);
	assert_int_equal(dup2(fds[0], STDIN_FILENO), STDIN_FILENO);
	close(fds[0]);
	assert_int_equal(inventory_new(&inv, &err), SANREQ_OK);
	assert_int_equal(
	    source_read(inv, "-", &consumer, &options, &err), SANREQ_OK);
	/* it is the caller's, and stays open */
	assert_int_not_equal(fcntl(STDIN_FILENO, F_GETFD), -1);
	if (saved >= 0)
		assert_int_equal(dup2(saved, STDIN_FILENO), STDIN_FILENO);
	close(saved);
	assert_int_equal(inventory_seal(inv, &err), SANREQ_OK);
	sources = inventory_sources(inv, &n);
	assert_int_equal(n, 1);
	assert_string_equal(sources[0].source, "-");
	inventory_free(&inv);
}

static void
test_long_line(void **state)
{
	const size_t n = (64u << 10) + 100;
	struct inventory *inv;
	struct error err;
	char *text = malloc(n);

	(void)state;
	assert_non_null(text);
	memset(text, 'a', n);
	text[1] = '\n';
	assert_int_equal(read_file(text, n, &inv, &err), SANREQ_INPUT);
	assert_non_null(strstr(err.text, "a line longer than 65536 bytes"));
	inventory_free(&inv);
	free(text);
}

static int
set_up(void **state)
{
	(void)state;
	return mkdtemp(dir) == NULL;
}

static int
tear_down(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(dir);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_recognise),
	    cmocka_unit_test(test_recognise_cut),
	    cmocka_unit_test(test_utf16),
	    cmocka_unit_test(test_ldif),
	    cmocka_unit_test(test_ldif_failed),
	    cmocka_unit_test(test_names),
	    cmocka_unit_test(test_inventory),
	    cmocka_unit_test(test_plan),
	    cmocka_unit_test(test_refuses),
	    cmocka_unit_test(test_refuses_places),
	    cmocka_unit_test(test_stdin),
	    cmocka_unit_test(test_long_line),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
