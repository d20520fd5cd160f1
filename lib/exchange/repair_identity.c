/*
 * SPDX-License-Identifier: ISC
 *
 * How the Shell calls an object that the directory calls by its DN.
 */
#include <string.h>

#include "base/text.h"
#include "exchange/powershell.h"
#include "exchange/repair_private.h"

static const char unsound[] = "its name has characters that no command should "
			      "be given: look who wrote it";

/* The unescaped value of a part of the DN, in pool. */
static const char *
part_text(struct repair *repair, const struct dn_part *part, size_t *n,
    struct error *err)
{
	char text[DN_VALUE_MAX];

	*n = dn_value(part, text);
	return pool_copy(&repair->pool, text, *n, err);
}

/* Shell output names the object as the Shell does: SERVER\NAME, or NAME
 * alone. */
static bool
is_identity(const char *dn)
{
	return strchr(dn, '=') == NULL;
}

/* A '*' or '\' in a name would make the identity mean another object, or
 * several. */
static bool
is_sound_name(const char *s, size_t n)
{
	return n != 0 && memchr(s, '*', n) == NULL &&
	       memchr(s, '\\', n) == NULL && memchr(s, '\0', n) == NULL &&
	       powershell_takes(s, n);
}

static enum sanreq_status
identify_by_dn(struct repair *repair, struct repair_item *item,
    enum addressing addressing, struct error *err)
{
	const char *own, *server = NULL;
	size_t part, nown, nserver = 0;
	struct error why = {0};
	struct dn *dn = &repair->dn;

	if (dn_parse(item->use->dn, strlen(item->use->dn), dn, &why) !=
	    SANREQ_OK) {
		item->cannot = "its DN cannot be read";
		return SANREQ_OK;
	}
	own = part_text(repair, &dn->parts[0], &nown, err);
	part = dn_server(dn);
	if (own != NULL && part < dn->n)
		server = part_text(repair, &dn->parts[part], &nserver, err);
	if (err->status != SANREQ_OK)
		return err->status;
	if (addressing != BY_NAME && server == NULL)
		item->cannot = "it belongs to no server";
	else if (!is_sound_name(own, nown) ||
		 (server != NULL && !is_sound_name(server, nserver)))
		item->cannot = unsound;
	else if (addressing == BY_SERVER && text_casecmp(own, server) != 0)
		item->cannot = "the Shell sets only the connection point "
			       "that is called like its server";
	if (item->cannot != NULL)
		return SANREQ_OK;
	if (addressing == BY_DIRECTORY) {
		char *text = pool_alloc(&repair->pool, nserver + nown + 2, err);

		if (text == NULL)
			return err->status;
		memcpy(text, server, nserver);
		text[nserver] = '\\';
		memcpy(text + nserver + 1, own, nown);
		item->identity = text;
	} else {
		item->identity = addressing == BY_NAME ? own : server;
	}
	return SANREQ_OK;
}

static enum sanreq_status
identify_by_name(struct repair *repair, struct repair_item *item,
    enum addressing addressing, struct error *err)
{
	const char *slash = strchr(item->use->dn, '\\'), *name = item->use->dn;
	size_t nserver = strlen(item->use->dn);

	if (slash != NULL) {
		nserver = (size_t)(slash - item->use->dn);
		name = slash + 1;
	}
	if (!is_sound_name(item->use->dn, nserver) ||
	    !is_sound_name(name, strlen(name)))
		item->cannot = unsound;
	else if (addressing == BY_NAME)
		item->identity = name;
	else if (addressing == BY_DIRECTORY)
		item->identity = slash != NULL ? item->use->dn : NULL;
	else
		item->identity =
		    pool_copy(&repair->pool, item->use->dn, nserver, err);
	if (item->identity == NULL && item->cannot == NULL)
		item->cannot = "the source does not say whose it is";
	return err->status;
}

enum sanreq_status
repair_identify(
    struct repair *repair, struct repair_item *item, struct error *err)
{
	enum addressing addressing;

	if (item->parameter == NULL)
		return SANREQ_OK;
	addressing = item->parameter->addressing;
	if (item->use->dn == NULL) {
		item->cannot = "the source does not say which object it is";
		return SANREQ_OK;
	}
	if (is_identity(item->use->dn))
		return identify_by_name(repair, item, addressing, err);
	return identify_by_dn(repair, item, addressing, err);
}
