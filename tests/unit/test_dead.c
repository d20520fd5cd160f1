/*
 * SPDX-License-Identifier: ISC
 *
 * Which servers are called dead, and what is called closed: of records and
 * reports as an export or the helper gives them.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/buf.h"
#include "exchange/exchange.h"

#define ORG     "CN=Contoso,CN=Microsoft Exchange,CN=Services"
#define GROUP   "CN=AG,CN=Administrative Groups," ORG
#define SERVERS ",CN=Servers," GROUP
#define SERVER(name, fqdn, roles)                                    \
	"dn=CN=" name SERVERS "\nobjectClass=msExchExchangeServer\n" \
	"networkAddress=ncacn_ip_tcp:" fqdn "\n"                     \
	"serialNumber=Version 15.2 (Build 31118.7)\n"                \
	"msExchCurrentServerRoles=" roles "\n\n"
#define EX1       SERVER("EX1", "ex1.corp.test", "2")
#define EX2       SERVER("EX2", "EX2.Corp.test", "2")
#define PC(name)  "dn=CN=" name ",CN=Computers,DC=Corp,DC=test\n" PC_(name)
#define PC_(name) "objectClass=computer\nsAMAccountName=" name "$\n"
#define ON        "userAccountControl=4096\n\n"
#define OFF       "userAccountControl=4098\n\n"
#define DC(domain)                                   \
	"dn=CN=DC1,OU=Domain Controllers,DC=" domain \
	"\n" PC_("DC1") "userAccountControl=532480\n\n"
#define WHOLE      DC("corp,DC=Test")
#define HOST(name) "dNSHostName=" name "\n"
#define ASKED      "dn=DC=corp,DC=test\nx-sanreq-report=accounts\n"
#define NAME(name) "x-sanreq-asked=" name "\n"
#define FAILED     "dn=DC=corp,DC=test\nx-sanreq-report=accounts-failed\n"
#define PROBE(dn, number, outcome)                                      \
	"dn=" dn "\nx-sanreq-report=probe\nx-sanreq-probe=" number "\n" \
	"x-sanreq-outcome=" outcome "\n\n"
#define PROBED "dn=CN=Services\nx-sanreq-report=probed\n\n"

struct run {
	struct inventory *inv;
	struct exchange *x;
	struct error err;
};

static void
run_open(struct run *r)
{
	size_t index;

	memset(r, 0, sizeof(*r));
	assert_int_equal(inventory_new(&r->inv, &r->err), SANREQ_OK);
	assert_int_equal(
	    inventory_add_source(r->inv, "test", "ldap", &index, &r->err),
	    SANREQ_OK);
	assert_int_equal(
	    exchange_new(&r->x, r->inv, "test", &r->err), SANREQ_OK);
}

static void
run_close(struct run *r)
{
	exchange_free(&r->x);
	inventory_free(&r->inv);
}

/* One record up to the empty line; returns what is behind it. */
static const char *
feed_one(struct run *r, const char *text, enum sanreq_status *status)
{
	struct attribute attrs[16];
	struct record rec = {.attributes = attrs};
	bool is_report = false;

	memset(attrs, 0, sizeof(attrs));
	while (*text != '\n' && *text != '\0') {
		const char *eq = strchr(text, '='), *end = strchr(text, '\n');
		struct bytes value = {eq + 1, (size_t)(end - eq - 1)};

		if (strncmp(text, "dn=", 3) == 0) {
			rec.dn = value;
		} else {
			attrs[rec.nattributes].name =
			    (struct bytes){text, (size_t)(eq - text)};
			attrs[rec.nattributes++].value = value;
		}
		is_report = is_report || strncmp(text, "x-sanreq", 8) == 0;
		text = end + 1;
	}
	*status = is_report ? exchange_report(r->x, &rec, &r->err)
			    : exchange_record(r->x, &rec, &r->err);
	return *text == '\n' ? text + 1 : text;
}

static void
feed(struct run *r, const char *text)
{
	enum sanreq_status status;

	while (*text != '\0') {
		text = feed_one(r, text, &status);
		assert_int_equal(status, SANREQ_OK);
	}
	assert_int_equal(exchange_finish(r->x, &r->err), SANREQ_OK);
	assert_int_equal(inventory_seal(r->inv, &r->err), SANREQ_OK);
}

/* Names of the servers that are dead. */
static const char *
dead_of(const struct run *r, char *dst, size_t size)
{
	size_t n;
	const struct server *servers = inventory_servers(r->inv, &n);

	dst[0] = '\0';
	for (size_t i = 0; i < n; i++)
		if (servers[i].state == SERVER_DEAD) {
			strncat(dst, servers[i].name, size - strlen(dst) - 1);
			strncat(dst, " ", size - strlen(dst) - 1);
		}
	return dst;
}

static size_t
count(const struct run *r, const char *id)
{
	size_t n, found = 0;
	const struct finding *f = inventory_findings(r->inv, &n);

	for (size_t i = 0; i < n; i++)
		found += strcmp(f[i].id, id) == 0;
	return found;
}

static void
servers_are_judged_by_their_accounts(void **state)
{
	static const struct {
		const char *what, *records, *dead;
		size_t not_checked;
	} t[] = {
	    {"no accounts at all", EX1 EX2, "", 0},
	    {"both are there", EX1 EX2 PC("EX1") ON PC("ex2") ON, "", 0},
	    {"accounts before servers", PC("EX1") ON PC("EX2") ON EX1 EX2, "",
		0},
	    {"one is gone", EX1 EX2 PC("EX1") ON WHOLE, "EX2 ", 0},
	    {"one is gone, whose domain has another name in DNS",
		SERVER("EX1", "ex1.example.com", "2")
		    SERVER("EX2", "ex2.example.com", "2") PC("EX1")
			HOST("ex1.example.com") ON WHOLE,
		"EX2 ", 0},
	    {"one is not in an export that may be of a folder",
		EX1 EX2 PC("EX1") ON, "", 1},
	    {"nor in one that is of another domain beside",
		EX1 EX2 PC("EX1") ON DC("lyon,DC=corp,DC=test"), "", 1},
	    {"all of them in an export of a folder",
		EX1 EX2 PC("EX1") ON PC("EX2") ON, "", 0},
	    {"one in a domain that the export has not",
		EX1 SERVER("EX9", "ex9.sub.corp.test", "2") PC("EX1") ON WHOLE,
		"", 1},
	    {"another computer of the domain, but no server's",
		EX1 PC("PC9") ON, "", 0},
	    {"one is disabled", EX1 EX2 PC("EX1") ON PC("EX2") OFF, "EX2 ", 0},
	    {"control cannot be read", EX1 PC("EX1") "\n", "", 0},
	    {"control that is no number",
		EX1 PC("EX1") "userAccountControl=x2\n\n", "", 0},
	    {"by its DNS name", EX1 PC("OTHER") HOST("EX1.corp.test") ON, "",
		0},
	    {"by its DNS name, disabled",
		EX1 PC("OTHER") HOST("ex1.corp.test") OFF, "EX1 ", 0},
	    {"one works, one of the same name does not",
		EX1 PC("EX1") OFF PC("X") HOST("ex1.corp.test") ON, "", 0},
	    {"another domain",
		SERVER("EX9", "ex9.sub.corp.test", "2") PC("EX1") ON, "", 0},
	    {"no domain", SERVER("EX9", "ex9", "2") PC("EX1") ON, "", 0},
	    {"no name", SERVER("EX9", "", "2") PC("EX1") ON, "", 0},
	    {"Edge", SERVER("EDGE", "edge.corp.test", "64") PC("EX1") ON, "",
		0},
	    {"a conflict object is none",
		EX1 EX2 PC("EX2") ON WHOLE
		"dn=CN=EX1\\0ACNF:1,DC=corp,DC=test\n" PC_("EX1") ON,
		"EX1 ", 0},
	    {"a user is no computer",
		EX1 "dn=CN=u,DC=corp,DC=test\nobjectClass=user\n"
		    "sAMAccountName=EX9$\n\n",
		"", 0},
	    {"no dollar",
		EX1 EX2 PC("EX2") ON WHOLE "dn=CN=e,DC=corp,DC=test\n"
					   "objectClass=computer\n"
					   "sAMAccountName=EX1\n\n",
		"EX1 ", 0},
	    {"searched, one is gone",
		EX1 EX2 PC("EX1") ON ASKED NAME("EX1") NAME("EX2") "\n", "EX2 ",
		0},
	    {"searched, one of 2003 is in no group",
		EX1 SERVER("EX3", "ex3.corp.test", "0") PC("EX1")
		    ON ASKED NAME("EX1") NAME("EX3") "\n",
		"", 1},
	    {"searched, one of 2003 is disabled",
		EX1 SERVER("EX3", "ex3.corp.test", "0") PC("EX1") ON PC("EX3")
		    OFF ASKED NAME("EX1") NAME("EX3") "\n",
		"EX3 ", 0},
	    {"searched, in any case",
		EX1 EX2 PC("ex1") ON ASKED NAME("ex1") NAME("eX2") "\n", "EX2 ",
		0},
	    {"searched, none was seen: none may be read",
		EX1 EX2 ASKED NAME("EX1") NAME("EX2") "\n", "", 1},
	    {"searched, but not for this one",
		EX1 EX2 PC("EX1") ON ASKED NAME("EX1") "\n", "", 1},
	    {"the search failed",
		EX1 EX2 PC("EX1") ON FAILED NAME("EX1") NAME("EX2") "\n", "",
		1},
	    {"a part of the search failed",
		EX1 EX2 PC("EX1")
		    ON ASKED NAME("EX1") "\n" FAILED NAME("EX2") "\n",
		"", 1},
	    {"searched, others of the domain do not count",
		EX1 PC("PC9") ON ASKED NAME("EX1") "\n", "", 1},
	};
	char dead[64];

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct run r;

		print_message("# %s\n", t[i].what);
		run_open(&r);
		feed(&r, t[i].records);
		assert_string_equal(dead_of(&r, dead, sizeof(dead)), t[i].dead);
		assert_int_equal(count(&r, "DSC21"), t[i].dead[0] != '\0');
		assert_int_equal(count(&r, "DSC22"), t[i].not_checked);
		run_close(&r);
	}
}

#define ACCEPTED  "CN=Accepted Domains,CN=Transport Settings," ORG
#define POP(name) "CN=POP3,CN=Protocols,CN=" name SERVERS

static void
what_is_closed_is_told(void **state)
{
	static const char none[] = "none seen; either there is none or it is "
				   "closed to this account";
	static const struct {
		const char *what, *records, *id, *unread[3];
	} t[] = {
	    {"nothing", PROBED, "DSC19", {NULL}},
	    {"closed", PROBE(ACCEPTED, "2", "closed") PROBED, "DSC19",
		{"accepted domains: closed to this account"}},
	    {"cannot be told", PROBE(ACCEPTED, "2", "unknown") PROBED, "DSC20",
		{"accepted domains: %"}},
	    {"too many", PROBE("CN=Servers," GROUP, "9", "skipped") PROBED,
		"DSC20",
		{"virtual directories: not looked at everywhere: there are "
		 "too many places"}},
	    {"of servers, in any order",
		PROBE(POP("EX2"), "10", "closed")
		    PROBE(POP("EX1"), "10", "closed") PROBED,
		"DSC19", {"POP3 settings of EX1, EX2: closed to this account"}},
	    {"of many servers",
		PROBE(POP("EX5"), "10", "closed") PROBE(POP("EX1"), "10",
		    "closed") PROBE(POP("EX4"), "10", "closed")
		    PROBE(POP("EX3"), "10", "closed")
			PROBE(POP("EX2"), "10", "closed") PROBED,
		"DSC19",
		{"POP3 settings of EX1, EX2, EX3 and 2 more servers: closed "
		 "to this account"}},
	    {"a server", PROBE("CN=EX2" SERVERS, "5", "closed") PROBED, "DSC19",
		{"servers of EX2: closed to this account"}},
	    {"what no client needs",
		PROBE("CN=Database Availability Groups," GROUP, "13", "closed")
		    PROBED,
		"DSC19",
		{"database availability groups, whose names no client uses: "
		 "closed to this account"}},
	    {"an odd DN", PROBE("x", "2", "closed") PROBED, "DSC19",
		{"accepted domains: closed to this account"}},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		const struct source_info *s;
		struct run r;
		size_t n;

		print_message("# %s\n", t[i].what);
		run_open(&r);
		feed(&r, t[i].records);
		s = inventory_sources(r.inv, &n);
		assert_int_equal(s->nunread, t[i].unread[0] != NULL);
		assert_int_equal(count(&r, t[i].id), s->nunread);
		if (s->nunread == 1 && strchr(t[i].unread[0], '%') != NULL)
			assert_non_null(strstr(s->unread[0], none));
		else if (s->nunread == 1)
			assert_string_equal(s->unread[0], t[i].unread[0]);
		run_close(&r);
	}
}

/* The helper is ours: what it cannot say is a defect. */
static void
reports_that_make_no_sense_are_refused(void **state)
{
	static const char *const t[] = {PROBE(ACCEPTED, "14", "closed"),
	    PROBE(ACCEPTED, "-1", "closed"), PROBE(ACCEPTED, "x", "closed"),
	    PROBE(ACCEPTED, "", "closed"), PROBE(ACCEPTED, "2", "shut"),
	    PROBE(ACCEPTED, "2", "")};

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		enum sanreq_status status;
		struct run r;

		run_open(&r);
		(void)feed_one(&r, t[i], &status);
		assert_int_equal(status, SANREQ_INTERNAL);
		run_close(&r);
	}
}

/* What can be known of records alone, such as an export's. */
static void
records_alone_tell_what_is_missing(void **state)
{
	static const struct {
		const char *what, *records;
		size_t unread;
	} t[] = {
#define ORGANIZATION "dn=" ORG "\nobjectClass=msExchOrganizationContainer\n\n"
#define DOMAIN                                                     \
	"dn=CN=d," ACCEPTED "\nobjectClass=msExchAcceptedDomain\n" \
	"msExchAcceptedDomainName=contoso.com\n\n"
#define CAS(n) SERVER("EX" n, "ex" n ".corp.test", "16439")
#define VDIR                                                 \
	"dn=CN=owa,CN=HTTP,CN=Protocols,CN=EX1" SERVERS "\n" \
	"objectClass=msExchOWAVirtualDirectory\n\n"
	    {"whole", ORGANIZATION DOMAIN CAS("1") VDIR, 0},
	    {"one server has nothing",
		ORGANIZATION DOMAIN CAS("1") CAS("2") VDIR, 0},
	    {"no server has anything", ORGANIZATION DOMAIN CAS("1") CAS("2"),
		1},
	    {"mailbox servers need nothing", ORGANIZATION DOMAIN EX1, 0},
	    {"no accepted domain", ORGANIZATION CAS("1") VDIR, 1},
	    {"neither", ORGANIZATION CAS("1"), 2},
	    {"no organization", CAS("1") VDIR, 0},
	    {"the directory knows better", ORGANIZATION CAS("1") PROBED, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct run r;
		size_t n;

		print_message("# %s\n", t[i].what);
		run_open(&r);
		feed(&r, t[i].records);
		assert_int_equal(
		    inventory_sources(r.inv, &n)->nunread, t[i].unread);
		assert_int_equal(count(&r, "DSC20"), t[i].unread);
		run_close(&r);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(servers_are_judged_by_their_accounts),
	    cmocka_unit_test(what_is_closed_is_told),
	    cmocka_unit_test(reports_that_make_no_sense_are_refused),
	    cmocka_unit_test(records_alone_tell_what_is_missing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
