/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "base/text.h"
#include "name/use_words.h"

bool
use_is_dag(const struct use *use)
{
	static const char ldap[] = "msExchMDBAvailabilityGroupName";

	return use->service == SERVICE_SERVER && use->server == NULL &&
	       use->attribute != NULL &&
	       (text_casecmp(use->attribute, ldap) == 0 ||
		   text_casecmp(use->attribute, "Name") == 0); /* Shell's */
}

const char *
use_words_service(const struct use *use)
{
	switch (use->service) {
	case SERVICE_SERVER:
		return use_is_dag(use) ? "availability group's name"
				       : "the server's own name";
	case SERVICE_AUTODISCOVER_DOMAIN:
		return "autodiscover of an accepted domain";
	case SERVICE_ACCEPTED_DOMAIN: return "accepted domain";
	case SERVICE_MANUAL: return "given by hand";
	default: return use_service_text(use->service);
	}
}

bool
use_words_scope_is_plain(enum use_scope scope)
{
	return scope == SCOPE_DOMAIN || scope == SCOPE_SERVER ||
	       scope == SCOPE_MANUAL || scope == SCOPE_PRESENTED;
}
