/*
 * SPDX-License-Identifier: ISC
 *
 * How a user names a DNS server.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/dns_server.h"

static const struct {
	const char *text;
	bool v6;
	int port;
	unsigned char first, last; /* octets of the address */
} good[] = {
    {"192.0.2.1", false, 53, 192, 1},
    {"192.0.2.1:5353", false, 5353, 192, 1},
    {"192.0.2.1:65535", false, 65535, 192, 1},
    {"2001:db8::1", true, 53, 0x20, 1},
    {"[2001:db8::1]", true, 53, 0x20, 1},
    {"[2001:db8::1]:5353", true, 5353, 0x20, 1},
    {"::1", true, 53, 0, 1},
    {"::ffff:192.0.2.1", true, 53, 0, 1},
};

static const char *const bad[] = {"", " ", "localhost", "dns.contoso.com",
    "192.0.2", "192.0.2.256", "192.0.2.1:", "192.0.2.1:0", "192.0.2.1:65536",
    "192.0.2.1:053535", "192.0.2.1:53 ", " 192.0.2.1", "192.0.2.1:-1",
    "192.0.2.1:0x35", "[192.0.2.1]", "[192.0.2.1]:53", "[", "[]", "[]:53",
    "[::1", "::1]", "::1]:53", "[::1]53", "[::1]:", "[::1]:0", "[[::1]]",
    "fe80::1%eth0", "192.0.2.1\x1b[31m",
    "1111:1111:1111:1111:1111:1111:1111:1111:1111:1111:1111:1111"};

static void
forms(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		struct dns_server s = {0};
		struct error err = {0};

		if (dns_server_parse(&s, good[i].text, &err) != SANREQ_OK ||
		    s.v6 != good[i].v6 || s.port != good[i].port ||
		    s.address[0] != good[i].first ||
		    s.address[s.v6 ? 15 : 3] != good[i].last)
			fail_msg("\"%s\": %s", good[i].text, err.text);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct dns_server s = {0};
		struct error err = {0};

		if (dns_server_parse(&s, bad[i], &err) != SANREQ_USAGE ||
		    strchr(err.text, '\x1b') != NULL)
			fail_msg("\"%s\": %s", bad[i], err.text);
	}
}

static void
too_many(void **state)
{
	struct error err = {0};

	(void)state;
	assert_int_equal(
	    dns_server_check("::1", DNS_SERVERS_MAX - 1, &err), SANREQ_OK);
	assert_int_equal(
	    dns_server_check("::1", DNS_SERVERS_MAX, &err), SANREQ_USAGE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(forms),
	    cmocka_unit_test(too_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
