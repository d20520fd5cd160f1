/*
 * SPDX-License-Identifier: ISC
 */
#include "name/use_words.h"

const char *
use_words_service(enum use_service service)
{
	switch (service) {
	case SERVICE_SERVER: return "the server's own name";
	case SERVICE_AUTODISCOVER_DOMAIN:
		return "autodiscover of an accepted domain";
	case SERVICE_ACCEPTED_DOMAIN: return "accepted domain";
	case SERVICE_MANUAL: return "given by hand";
	default: return use_service_text(service);
	}
}

bool
use_words_scope_is_plain(enum use_scope scope)
{
	return scope == SCOPE_DOMAIN || scope == SCOPE_SERVER ||
	       scope == SCOPE_MANUAL || scope == SCOPE_PRESENTED;
}
