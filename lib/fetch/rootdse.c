/*
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "fetch/deadline.h"
#include "fetch/result.h"
#include "fetch/rootdse.h"

static enum sanreq_status
take_text(struct session *s, LDAPMessage *entry, const char *name, char **text,
    struct error *err)
{
	struct berval **values = ldap_get_values_len(s->ld, entry, name);

	if (values != NULL && values[0] != NULL && values[0]->bv_len != 0 &&
	    memchr(values[0]->bv_val, '\0', values[0]->bv_len) == NULL &&
	    (*text = strndup(values[0]->bv_val, values[0]->bv_len)) == NULL)
		(void)error_memory(err);
	ldap_value_free_len(values);
	return err->status;
}

static enum sanreq_status
take_entry(
    struct session *s, LDAPMessage *msg, struct rootdse *r, struct error *err)
{
	LDAPMessage *entry = ldap_first_entry(s->ld, msg);
	char *ready = NULL;

	if (entry == NULL ||
	    take_text(s, entry, "configurationNamingContext", &r->config,
		err) != SANREQ_OK ||
	    take_text(s, entry, "defaultNamingContext", &r->domain, err) !=
		SANREQ_OK ||
	    take_text(s, entry, "rootDomainNamingContext", &r->forest, err) !=
		SANREQ_OK ||
	    take_text(s, entry, "serverName", &r->server, err) != SANREQ_OK)
		return err->status;
	if (take_text(s, entry, "isGlobalCatalogReady", &ready, err) !=
	    SANREQ_OK)
		return err->status;
	r->catalog = ready != NULL && text_casecmp(ready, "TRUE") == 0;
	free(ready);
	r->sids = ldap_get_values_len(s->ld, entry, "tokenGroups");
	if (ldap_count_values_len(r->sids) > ROOTDSE_SIDS_MAX) {
		ldap_value_free_len(r->sids);
		r->sids = NULL;
	}
	return SANREQ_OK;
}

enum sanreq_status
rootdse_read(struct session *s, struct rootdse *r, struct error *err)
{
	char config[] = "configurationNamingContext",
	     domain[] = "defaultNamingContext",
	     forest[] = "rootDomainNamingContext", server[] = "serverName",
	     ready[] = "isGlobalCatalogReady", sids[] = "tokenGroups";
	char *attrs[] = {config, domain, forest, server, ready, sids, NULL};
	LDAPMessage *msg = NULL;
	int msgid, code;

	deadline_arm();
	if (ldap_search_ext(s->ld, "", LDAP_SCOPE_BASE, "(objectClass=*)",
		attrs, 0, NULL, NULL, NULL, 1, &msgid) != LDAP_SUCCESS)
		return session_lost(s, "rootDSE", err);
	s->requests++;
	if (session_wait(s, msgid, LDAP_MSG_ALL, "rootDSE", &msg, err) !=
	    SANREQ_OK)
		return err->status;
	if (take_entry(s, msg, r, err) != SANREQ_OK) {
		ldap_msgfree(msg);
		return err->status;
	}
	return result_check(s, msg, "rootDSE", NULL, &code, err);
}

void
rootdse_release(struct rootdse *r)
{
	free(r->config);
	free(r->domain);
	free(r->forest);
	free(r->server);
	ldap_value_free_len(r->sids);
	*r = (struct rootdse){0};
}
