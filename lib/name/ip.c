/*
 * SPDX-License-Identifier: ISC
 */
#include <sys/socket.h>

#include <arpa/inet.h>
#include <string.h>

#include "base/text.h"
#include "name/parts.h"

struct block {
	unsigned char octets[16];
	unsigned bits;
	const char *text;
	const char *rfc;
};

/*
 * The IANA IPv4 Special-Purpose Address Registry, every entry, the narrower
 * ones first so that the answer is the most telling; and multicast, which
 * stands in a registry of its own.
 */
static const struct block ipv4_blocks[] = {
    {{0, 0, 0, 0}, 32, "0.0.0.0/32", "RFC 1122"},
    {{192, 0, 0, 8}, 32, "192.0.0.8/32", "RFC 7600"},
    {{192, 0, 0, 9}, 32, "192.0.0.9/32", "RFC 7723"},
    {{192, 0, 0, 10}, 32, "192.0.0.10/32", "RFC 8155"},
    {{192, 0, 0, 170}, 32, "192.0.0.170/32", "RFC 8880"},
    {{192, 0, 0, 171}, 32, "192.0.0.171/32", "RFC 8880"},
    {{192, 88, 99, 2}, 32, "192.88.99.2/32", "RFC 6751"},
    {{255, 255, 255, 255}, 32, "255.255.255.255/32", "RFC 919"},
    {{192, 0, 0, 0}, 29, "192.0.0.0/29", "RFC 7335"},
    {{192, 0, 0, 0}, 24, "192.0.0.0/24", "RFC 6890"},
    {{192, 0, 2, 0}, 24, "192.0.2.0/24", "RFC 5737"},
    {{192, 31, 196, 0}, 24, "192.31.196.0/24", "RFC 7535"},
    {{192, 52, 193, 0}, 24, "192.52.193.0/24", "RFC 7450"},
    {{192, 88, 99, 0}, 24, "192.88.99.0/24", "RFC 7526"},
    {{192, 175, 48, 0}, 24, "192.175.48.0/24", "RFC 7534"},
    {{198, 51, 100, 0}, 24, "198.51.100.0/24", "RFC 5737"},
    {{203, 0, 113, 0}, 24, "203.0.113.0/24", "RFC 5737"},
    {{169, 254, 0, 0}, 16, "169.254.0.0/16", "RFC 3927"},
    {{192, 168, 0, 0}, 16, "192.168.0.0/16", "RFC 1918"},
    {{198, 18, 0, 0}, 15, "198.18.0.0/15", "RFC 2544"},
    {{172, 16, 0, 0}, 12, "172.16.0.0/12", "RFC 1918"},
    {{100, 64, 0, 0}, 10, "100.64.0.0/10", "RFC 6598"},
    {{0, 0, 0, 0}, 8, "0.0.0.0/8", "RFC 791"},
    {{10, 0, 0, 0}, 8, "10.0.0.0/8", "RFC 1918"},
    {{127, 0, 0, 0}, 8, "127.0.0.0/8", "RFC 1122"},
    {{224, 0, 0, 0}, 4, "224.0.0.0/4", "RFC 5771"},
    {{240, 0, 0, 0}, 4, "240.0.0.0/4", "RFC 1112"},
};

/* The IANA IPv6 Special-Purpose Address Registry likewise. */
static const struct block ipv6_blocks[] = {
    {{[15] = 1}, 128, "::1/128", "RFC 4291"},
    {{0}, 128, "::/128", "RFC 4291"},
    {{0x20, 0x01, 0x00, 0x01, [15] = 1}, 128, "2001:1::1/128", "RFC 7723"},
    {{0x20, 0x01, 0x00, 0x01, [15] = 2}, 128, "2001:1::2/128", "RFC 8155"},
    {{0x20, 0x01, 0x00, 0x01, [15] = 3}, 128, "2001:1::3/128", "RFC 9665"},
    {{[10] = 0xff, 0xff}, 96, "::ffff:0:0/96", "RFC 4291"},
    {{0x00, 0x64, 0xff, 0x9b}, 96, "64:ff9b::/96", "RFC 6052"},
    {{0x01, 0x00}, 64, "100::/64", "RFC 6666"},
    {{0x01, 0x00, [7] = 1}, 64, "100:0:0:1::/64", "RFC 9780"},
    {{0x00, 0x64, 0xff, 0x9b, 0x00, 0x01}, 48, "64:ff9b:1::/48", "RFC 8215"},
    {{0x20, 0x01, 0x00, 0x02}, 48, "2001:2::/48", "RFC 5180"},
    {{0x20, 0x01, 0x00, 0x04, 0x01, 0x12}, 48, "2001:4:112::/48", "RFC 7535"},
    {{0x26, 0x20, 0x00, 0x4f, 0x80, 0x00}, 48, "2620:4f:8000::/48", "RFC 7534"},
    {{0x20, 0x01, 0x00, 0x00}, 32, "2001::/32", "RFC 4380"},
    {{0x20, 0x01, 0x00, 0x03}, 32, "2001:3::/32", "RFC 7450"},
    {{0x20, 0x01, 0x0d, 0xb8}, 32, "2001:db8::/32", "RFC 3849"},
    {{0x20, 0x01, 0x00, 0x10}, 28, "2001:10::/28", "RFC 4843"},
    {{0x20, 0x01, 0x00, 0x20}, 28, "2001:20::/28", "RFC 7343"},
    {{0x20, 0x01, 0x00, 0x30}, 28, "2001:30::/28", "RFC 9374"},
    {{0x20, 0x01}, 23, "2001::/23", "RFC 2928"},
    {{0x3f, 0xff}, 20, "3fff::/20", "RFC 9637"},
    {{0x20, 0x02}, 16, "2002::/16", "RFC 3056"},
    {{0x5f, 0x00}, 16, "5f00::/16", "RFC 9602"},
    {{0xfe, 0x80}, 10, "fe80::/10", "RFC 4291"},
    {{0xff}, 8, "ff00::/8", "RFC 4291"},
    {{0xfc}, 7, "fc00::/7", "RFC 4193"},
};

static bool
block_has(const struct block *block, const unsigned char octets[16])
{
	size_t whole = block->bits / 8;
	unsigned rest = block->bits % 8;

	if (memcmp(block->octets, octets, whole) != 0)
		return false;
	if (rest == 0)
		return true;
	return ((block->octets[whole] ^ octets[whole]) >> (8 - rest)) == 0;
}

bool
name_ip_is_reserved(const char *text, const char **block, const char **rfc)
{
	const struct block *blocks = ipv4_blocks;
	size_t n = sizeof(ipv4_blocks) / sizeof(ipv4_blocks[0]);
	unsigned char octets[16];

	switch (name_ip_octets(text, octets)) {
	case 4: break;
	case 16:
		blocks = ipv6_blocks;
		n = sizeof(ipv6_blocks) / sizeof(ipv6_blocks[0]);
		break;
	default: return false;
	}
	for (size_t i = 0; i < n; i++) {
		if (!block_has(&blocks[i], octets))
			continue;
		if (block != NULL)
			*block = blocks[i].text;
		if (rfc != NULL)
			*rfc = blocks[i].rfc;
		return true;
	}
	return false;
}

size_t
name_ip_octets(const char *text, unsigned char octets[16])
{
	memset(octets, 0, 16);
	if (inet_pton(AF_INET, text, octets) == 1)
		return 4;
	if (inet_pton(AF_INET6, text, octets) == 1)
		return 16;
	return 0;
}

bool
ip_from_text(const char *s, size_t n, char dst[NAME_TEXT_MAX], bool *canonical)
{
	char text[INET6_ADDRSTRLEN], form[INET6_ADDRSTRLEN];
	unsigned char octets[16];
	size_t len;

	if (n >= sizeof(text) || memchr(s, '\0', n) != NULL)
		return false;
	memcpy(text, s, n);
	text[n] = '\0';
	if ((len = name_ip_octets(text, octets)) == 0)
		return false;
	if (inet_ntop(len == 4 ? AF_INET : AF_INET6, octets, form,
		sizeof(form)) == NULL)
		return false;
	*canonical = strcmp(text, form) == 0;
	memcpy(dst, form, strlen(form) + 1);
	return true;
}

bool
name_text_is_ip(const char *text)
{
	const char *dot;

	if (strchr(text, ':') != NULL)
		return true;
	if ((dot = strrchr(text, '.')) == NULL || dot[1] == '\0')
		return false;
	while (text_is_digit(*++dot))
		continue;
	return *dot == '\0';
}
