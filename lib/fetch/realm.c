/*
 * SPDX-License-Identifier: ISC
 */
#include <krb5.h>

#include "fetch/deadline.h"
#include "fetch/realm.h"

bool
realm_default(char domain[DNS_NAME_MAX])
{
	struct error no_name = {0};
	krb5_context context = NULL;
	char *realm = NULL;
	bool found;

	deadline_arm(); /* it may be set up to ask DNS */
	found = krb5_init_context(&context) == 0 &&
		krb5_get_default_realm(context, &realm) == 0 &&
		dns_normal(domain, realm, &no_name) == SANREQ_OK;
	deadline_disarm();
	if (realm != NULL)
		krb5_free_default_realm(context, realm);
	if (context != NULL)
		krb5_free_context(context);
	return found;
}
