/*
 * SPDX-License-Identifier: ISC
 */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "base/dns_server.h"
#include "base/text.h"

static enum sanreq_status
not_a_server(const char *text, struct error *err)
{
	return error_set(err, SANREQ_USAGE,
	    "DNS server \"%s\": not ADDRESS, ADDRESS:PORT or [ADDRESS]:PORT "
	    "of IPv4 or IPv6",
	    QUOTES(text));
}

/* ":53", or nothing. */
static bool
parse_port(const char *text, int *port)
{
	char *end = NULL;
	unsigned long n;

	*port = DNS_PORT;
	if (text[0] == '\0')
		return true;
	if (text[0] != ':' || !text_is_digit(text[1]) || strlen(text) > 6)
		return false;
	n = strtoul(text + 1, &end, 10);
	*port = (int)n;
	return *end == '\0' && n > 0 && n < 65536;
}

enum sanreq_status
dns_server_parse(struct dns_server *server, const char *text, struct error *err)
{
	bool bracket = text[0] == '[';
	char address[INET6_ADDRSTRLEN] = "";
	const char *end, *begin = bracket ? text + 1 : text;

	if (bracket)
		end = strchr(begin, ']');
	else if ((end = strchr(begin, ':')) == NULL ||
		 strchr(end + 1, ':') != NULL) /* IPv6 without port */
		end = begin + strlen(begin);
	if (end == NULL || (size_t)(end - begin) >= sizeof(address))
		return not_a_server(text, err);
	memcpy(address, begin, (size_t)(end - begin));
	if (bracket)
		end++;
	server->v6 = strchr(address, ':') != NULL;
	if ((bracket && !server->v6) ||
	    inet_pton(server->v6 ? AF_INET6 : AF_INET, address,
		server->address) != 1 ||
	    !parse_port(end, &server->port))
		return not_a_server(text, err);
	return SANREQ_OK;
}

enum sanreq_status
dns_server_check(const char *text, size_t n, struct error *err)
{
	struct dns_server server;

	if (n >= DNS_SERVERS_MAX)
		return error_set(err, SANREQ_USAGE,
		    "DNS server \"%s\": more than %d DNS servers", QUOTES(text),
		    DNS_SERVERS_MAX);
	return dns_server_parse(&server, text, err);
}
