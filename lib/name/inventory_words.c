/*
 * SPDX-License-Identifier: ISC
 *
 * The words of the contract for the enums of the inventory.
 */
#include <string.h>

#include "name/inventory.h"

static const char *const services[] = {
    [SERVICE_AUTODISCOVER] = "autodiscover",
    [SERVICE_EWS] = "ews",
    [SERVICE_OAB] = "oab",
    [SERVICE_UM] = "um",
    [SERVICE_OWA] = "owa",
    [SERVICE_ECP] = "ecp",
    [SERVICE_ACTIVESYNC] = "activesync",
    [SERVICE_OUTLOOK_ANYWHERE] = "outlook-anywhere",
    [SERVICE_MAPI] = "mapi",
    [SERVICE_POWERSHELL] = "powershell",
    [SERVICE_POP3] = "pop3",
    [SERVICE_IMAP4] = "imap4",
    [SERVICE_SMTP] = "smtp",
    [SERVICE_SERVER] = "server",
    [SERVICE_CAS_ARRAY] = "cas-array",
    [SERVICE_OUTLOOK_PROVIDER] = "outlook-provider",
    [SERVICE_HYBRID] = "hybrid",
    [SERVICE_AUTODISCOVER_DOMAIN] = "autodiscover-domain",
    [SERVICE_ACCEPTED_DOMAIN] = "accepted-domain",
    [SERVICE_CERTIFICATE] = "certificate",
    [SERVICE_DNS] = "dns",
    [SERVICE_MANUAL] = "manual",
    NULL,
};
static const char *const scopes[] = {
    [SCOPE_INTERNAL] = "internal",
    [SCOPE_EXTERNAL] = "external",
    [SCOPE_SCP] = "scp",
    [SCOPE_BYPASS] = "bypass",
    [SCOPE_DOMAIN] = "domain",
    [SCOPE_SERVER] = "server",
    [SCOPE_CONNECTOR] = "connector",
    [SCOPE_PRESENTED] = "presented",
    [SCOPE_MANUAL] = "manual",
    NULL,
};
static const char *const audiences[] = {
    [AUDIENCE_CLIENT] = "client",
    [AUDIENCE_SERVER] = "server",
    [AUDIENCE_HTTP_ONLY] = "http-only",
    [AUDIENCE_BACK_END] = "back-end",
    [AUDIENCE_CANDIDATE] = "candidate",
    [AUDIENCE_PEER] = "peer",
    NULL,
};
static const char *const severities[] = {
    [SEVERITY_INFO] = "info",
    [SEVERITY_WARNING] = "warning",
    [SEVERITY_ERROR] = "error",
    NULL,
};
static const char *const domain_types[] = {
    [DOMAIN_AUTHORITATIVE] = "authoritative",
    [DOMAIN_EXTERNAL_RELAY] = "external-relay",
    [DOMAIN_INTERNAL_RELAY] = "internal-relay",
    NULL,
};
/* In the order of the contract's example, not of the bits. */
static const char *const roles[] = {
    "mailbox",
    "client-access",
    "hub-transport",
    "um",
    "edge",
    "cafe",
    "frontend-transport",
    NULL,
};
static const enum server_role role_bits[] = {
    ROLE_MAILBOX,
    ROLE_CLIENT_ACCESS,
    ROLE_HUB_TRANSPORT,
    ROLE_UM,
    ROLE_EDGE,
    ROLE_CAFE,
    ROLE_FRONTEND_TRANSPORT,
};

const char *
use_service_text(enum use_service service)
{
	return services[service];
}

const char *
use_scope_text(enum use_scope scope)
{
	return scopes[scope];
}

const char *
use_audience_text(enum use_audience audience)
{
	return audiences[audience];
}

const char *
severity_text(enum severity severity)
{
	return severities[severity];
}

const char *
domain_type_text(enum domain_type type)
{
	return domain_types[type];
}

unsigned
server_role_find(const char *word)
{
	for (size_t i = 0; roles[i] != NULL; i++)
		if (strcmp(roles[i], word) == 0)
			return (unsigned)role_bits[i];
	return 0;
}

const char *const *
use_service_words(void)
{
	return services;
}

const char *const *
use_scope_words(void)
{
	return scopes;
}

const char *const *
use_audience_words(void)
{
	return audiences;
}

const char *const *
severity_words(void)
{
	return severities;
}

const char *const *
domain_type_words(void)
{
	return domain_types;
}

const char *const *
server_role_words(void)
{
	return roles;
}

const char *
server_state_text(enum server_state state)
{
	return state == SERVER_DEAD ? "dead" : NULL;
}

enum server_state
server_state_find(const char *word)
{
	return strcmp(word, "dead") == 0 ? SERVER_DEAD : SERVER_NOT_KNOWN;
}
