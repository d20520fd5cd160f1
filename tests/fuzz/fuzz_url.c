/*
 * SPDX-License-Identifier: ISC
 *
 * A URL gives a host that is a name in normal form and no wildcard, or a
 * message that can be printed and holds no password.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "name/url.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
check_refused(const struct url *url, const struct error *err)
{
	must(err->status == SANREQ_NAME);
	must(url->host.text[0] == '\0');
	/* no rule of the catalogue is about a host that is each machine */
	must(err->rule != NULL ? strstr(err->text, err->rule) != NULL
			       : strstr(err->text, "each machine") != NULL);
	must(text_is_utf8(err->text, strlen(err->text)));
	for (const char *p = err->text; *p != '\0'; p++)
		must((unsigned char)*p >= 0x20 && *p != 0x7f);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct error err = {0};
	struct name again;
	struct url url;
	char text[200];

	if (url_parse((const char *)data, n, &url, &err) != SANREQ_OK) {
		check_refused(&url, &err);
		return 0;
	}
	must(!url.hostile && url.port <= 65535);
	must(memchr(data, '<', n) == NULL && memchr(data, '\0', n) == NULL);
	must(url.host.kind != NAME_WILDCARD);
	must(((url.flaws & URL_FLAW_IP) != 0) == (url.host.kind == NAME_IP));
	must(strcmp(url.host.text, "localhost") != 0);
	must(
	    strncmp(url.host.text, "127.", 4) != 0 || url.host.kind != NAME_IP);
	must(name_parse(url.host.text, strlen(url.host.text), &again, &err) ==
	     SANREQ_OK);
	must(strcmp(again.text, url.host.text) == 0 && again.fixed == 0);
	must(strlen(url_flaws_text(&url, text, sizeof(text))) <
	     sizeof(text) - 1);
	return 0;
}
