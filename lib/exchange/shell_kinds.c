/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "base/text.h"
#include "exchange/exchange.h"
#include "exchange/shell_kinds.h"

#define HTTP "CN=HTTP,CN=Protocols"

static const struct shell_kind kinds[] = {
    {CLASS_EWS_VDIR, PLACE_BELOW_SERVER, "WebServicesVirtualDirectory",
	"ADWebServicesVirtualDirectory", "EWS", HTTP},
    {CLASS_OAB_VDIR, PLACE_BELOW_SERVER, "OabVirtualDirectory",
	"ADOabVirtualDirectory", "OAB", HTTP},
    {CLASS_UM_VDIR, PLACE_BELOW_SERVER, "UMVirtualDirectory",
	"ADUMVirtualDirectory ADE12UMVirtualDirectory", "UnifiedMessaging",
	HTTP},
    {CLASS_OWA_VDIR, PLACE_BELOW_SERVER, "OwaVirtualDirectory",
	"ADOwaVirtualDirectory", "owa Exchange Exchweb Public Exadmin", HTTP},
    {CLASS_ECP_VDIR, PLACE_BELOW_SERVER, "EcpVirtualDirectory",
	"ADEcpVirtualDirectory", "ecp", HTTP},
    {CLASS_MOBILE_VDIR, PLACE_BELOW_SERVER, "ActiveSyncVirtualDirectory",
	"ADMobileVirtualDirectory", "Microsoft-Server-ActiveSync", HTTP},
    {CLASS_MAPI_VDIR, PLACE_BELOW_SERVER, "MapiVirtualDirectory",
	"ADMapiVirtualDirectory", "mapi", HTTP},
    {CLASS_POWERSHELL_VDIR, PLACE_BELOW_SERVER, "PowerShellVirtualDirectory",
	"ADPowerShellVirtualDirectory", "PowerShell", HTTP},
    {CLASS_AUTODISCOVER_VDIR, PLACE_BELOW_SERVER,
	"AutodiscoverVirtualDirectory", "ADAutodiscoverVirtualDirectory",
	"Autodiscover", HTTP},
    {CLASS_RPC_VDIR, PLACE_BELOW_SERVER, "OutlookAnywhere",
	"ADRpcHttpVirtualDirectory RpcHttpVirtualDirectory", "Rpc RpcWithCert",
	HTTP},
    {CLASS_SCP, PLACE_SERVER, "ClientAccessServer", "ClientAccessService", NULL,
	"CN=Autodiscover,CN=Protocols"},
    {CLASS_CAS_ARRAY, PLACE_ORGANIZATION, "ClientAccessArray", NULL, NULL,
	"CN=Arrays"},
    {CLASS_DAG, PLACE_ORGANIZATION, "DatabaseAvailabilityGroup", NULL, NULL,
	"CN=Database Availability Groups"},
    {CLASS_POP, PLACE_BELOW_SERVER, "PopSettings", "Pop3AdConfiguration", NULL,
	"CN=POP3,CN=Protocols"},
    {CLASS_IMAP, PLACE_BELOW_SERVER, "ImapSettings", "Imap4AdConfiguration",
	NULL, "CN=IMAP4,CN=Protocols"},
    {CLASS_RECEIVE_CONNECTOR, PLACE_BELOW_SERVER, "ReceiveConnector", NULL,
	NULL, "CN=SMTP Receive Connectors,CN=Protocols"},
    {CLASS_SEND_CONNECTOR, PLACE_ORGANIZATION, "SendConnector",
	"SmtpSendConnectorConfig", NULL, "CN=Connections"},
    {CLASS_ACCEPTED_DOMAIN, PLACE_ORGANIZATION, "AcceptedDomain", NULL, NULL,
	"CN=Accepted Domains"},
    {CLASS_SERVER, PLACE_SERVER, "ExchangeServer", NULL, NULL, NULL},
    {CLASS_SERVER, PLACE_SERVER, "MailboxServer", NULL, NULL, NULL},
    {CLASS_OUTLOOK_PROVIDER, PLACE_ORGANIZATION, "OutlookProvider", NULL, NULL,
	"CN=Outlook"},
    {CLASS_HYBRID, PLACE_ORGANIZATION, "HybridConfiguration", NULL, NULL, NULL},
    {CLASS_CERTIFICATE, PLACE_ORGANIZATION, "ExchangeCertificate",
	"X509Certificate2", NULL, NULL},
    {CLASS_ORGANIZATION, PLACE_ORGANIZATION, "OrganizationConfig",
	"ADOrganizationConfig", NULL, NULL},
    {CLASS_REMOTE_DOMAIN, PLACE_ORGANIZATION, "RemoteDomain",
	"DomainContentConfig", NULL, NULL},
    {CLASS_FEDERATED, PLACE_ORGANIZATION, "OrganizationRelationship", NULL,
	NULL, NULL},
    {CLASS_AVAILABILITY, PLACE_ORGANIZATION, "AvailabilityAddressSpace", NULL,
	NULL, NULL},
    {CLASS_SERVER, PLACE_SERVER, "UMService", "UMServer", NULL, NULL},
    {CLASS_CALL_ROUTER, PLACE_SERVER, "UMCallRouterSettings",
	"SIPFEServerConfiguration", NULL, "CN=Protocols"},
    {CLASS_UM_GATEWAY, PLACE_ORGANIZATION, "UMIPGateway", NULL, NULL, NULL},
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

/* Is the word one of those in the list, in any case? */
static bool
is_among(struct bytes word, const char *list)
{
	while (list != NULL && *list != '\0') {
		size_t n = strcspn(list, " ");

		if (text_same(word.p, word.n, list, n))
			return true;
		list += n + (list[n] != '\0');
	}
	return false;
}

const struct shell_kind *
shell_kind_find(struct bytes noun)
{
	for (size_t i = 0; noun.n != 0 && i < KINDS; i++)
		if (is_among(noun, kinds[i].noun) ||
		    is_among(noun, kinds[i].others))
			return &kinds[i];
	return NULL;
}

/* "Selected.Microsoft.Exchange...ADOwaVirtualDirectory": what stands behind
 * the last dot. */
static struct bytes
type_word(struct bytes type)
{
	size_t at = type.n;

	while (at > 0 && type.p[at - 1] != '.' && type.p[at - 1] != '#')
		at--;
	return (struct bytes){type.p + at, type.n - at};
}

const struct shell_kind *
shell_kind_by_type(struct bytes type)
{
	return type.n != 0 ? shell_kind_find(type_word(type)) : NULL;
}

/* By the container of a DN, as ConvertTo-Json has it of an identity. */
static const struct shell_kind *
kind_by_container(struct bytes dn)
{
	const char *comma = memchr(dn.p, ',', dn.n);
	struct bytes rest = {comma, 0};

	if (comma == NULL)
		return NULL;
	rest = (struct bytes){comma + 1, dn.n - (size_t)(comma - dn.p) - 1};
	for (size_t i = 0; i < KINDS; i++) {
		size_t n =
		    kinds[i].container != NULL && kinds[i].directories == NULL
			? strlen(kinds[i].container)
			: 0;

		if (n != 0 && rest.n > n && rest.p[n] == ',' &&
		    text_same(rest.p, n, kinds[i].container, n))
			return &kinds[i];
	}
	return NULL;
}

/* "EX01\EWS (Default Web Site)", its DN, or the Name alone. */
static const struct shell_kind *
kind_by_identity(struct bytes identity)
{
	const char *slash, *paren = NULL;
	bool is_dn = text_starts(identity.p, identity.n, "CN=");

	if (identity.n == 0)
		return NULL;
	if (is_dn)
		identity = (struct bytes){identity.p + 3, identity.n - 3};
	slash = is_dn ? NULL : memchr(identity.p, '\\', identity.n);
	if (slash != NULL) {
		size_t skip = (size_t)(slash - identity.p) + 1;

		identity = (struct bytes){identity.p + skip, identity.n - skip};
	}
	for (size_t i = 1; i + 1 < identity.n && paren == NULL; i++)
		if (identity.p[i] == ' ' && identity.p[i + 1] == '(')
			paren = identity.p + i;
	if (is_dn && paren == NULL)
		return kind_by_container(identity);
	if (paren == NULL)
		return NULL;
	identity.n = (size_t)(paren - identity.p);
	for (size_t i = 0; i < KINDS; i++)
		if (is_among(identity, kinds[i].directories))
			return &kinds[i];
	return NULL;
}

/* A server is what several cmdlets give, with the same ObjectClass. */
static const struct shell_kind *
server_kind(const struct shell_object *o, const struct shell_kind *kind)
{
	const struct shell_kind *own =
	    kind->class == CLASS_SERVER ? shell_kind_by_property(o) : NULL;

	return own != NULL && own->place == PLACE_SERVER ? own : kind;
}

/* By ObjectClass, whose last word is the most derived class. */
static const struct shell_kind *
kind_by_class(const struct shell_object *o)
{
	const struct shell_property *p = shell_property(o, "ObjectClass");
	size_t n;
	const char *const *classes = exchange_classes(&n);
	struct bytes word;

	if (p == NULL || p->nvalues == 0)
		return NULL;
	word = p->values[p->nvalues - 1];
	for (size_t i = word.n; i-- > 0;)
		if (!text_is_alpha(word.p[i]) && !text_is_digit(word.p[i])) {
			word = (struct bytes){word.p + i + 1, word.n - i - 1};
			break;
		}
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0;
		     k < KINDS &&
		     text_same(word.p, word.n, classes[i], strlen(classes[i]));
		     k++)
			if (kinds[k].class == (enum exchange_class)i)
				return server_kind(o, &kinds[k]);
	return NULL;
}

const struct shell_kind *
shell_kind_of(const struct shell_object *o)
{
	const struct shell_kind *kind = shell_kind_by_type(o->type);

	if (kind == NULL)
		kind = kind_by_identity(shell_value(o, "Identity"));
	if (kind == NULL)
		kind = kind_by_identity(shell_value(o, "Name"));
	if (kind == NULL)
		kind = shell_kind_find(o->noun);
	return kind != NULL ? kind : kind_by_class(o);
}

/* --- by properties -------------------------------------------------------- */

/* POP3 and IMAP4 have the same properties; the protocol tells, or a port. */
static const struct shell_kind *
kind_by_protocol(const struct shell_object *o)
{
	static const struct {
		const char *text, *noun;
	} signs[] = {{"POP3", "PopSettings"}, {"IMAP4", "ImapSettings"},
	    {":110", "PopSettings"}, {":995", "PopSettings"},
	    {":143", "ImapSettings"}, {":993", "ImapSettings"}};

	for (size_t i = 0; i < o->nproperties; i++)
		for (size_t k = 0; k < o->properties[i].nvalues; k++)
			for (size_t j = 0; j < sizeof(signs) / sizeof(*signs);
			     j++) {
				struct bytes v = o->properties[i].values[k];
				const char *text = signs[j].text;
				size_t n = strlen(text), at = 0;

				while (*text == ':' && at + n < v.n &&
				       memcmp(v.p + at, text, n) != 0)
					at++;
				if (at + n <= v.n &&
				    text_same(v.p + at, n, text, n) &&
				    (*text == ':' || v.n == n))
					return shell_kind_find(
					    (struct bytes){signs[j].noun,
						strlen(signs[j].noun)});
			}
	return NULL;
}

static bool
is_alike(const struct service_row *a, const struct service_row *b)
{
	return a->service == b->service && a->scope == b->scope &&
	       a->audience == b->audience;
}

/* The noun in the table with this property; NULL: none, or several that mean
 * different things. *shared: POP3's and IMAP4's. */
static const char *
noun_of_property(struct bytes name, bool *shared)
{
	static const char common[] =
	    "Name Server Address Url Domains Fqdn DomainName OwaServerUrl";
	size_t n;
	const struct service_row *rows = exchange_rows(&n);
	const struct service_row *found = NULL;

	*shared = false;
	if (is_among(name, common))
		return NULL;
	for (size_t i = 0; i < n; i++) {
		if (rows[i].noun == NULL ||
		    !text_same(name.p, name.n, rows[i].property,
			strlen(rows[i].property)))
			continue;
		if (rows[i].class == CLASS_POP || rows[i].class == CLASS_IMAP)
			*shared = true;
		else if (found != NULL && !is_alike(found, &rows[i]))
			return NULL;
		if (found == NULL)
			found = &rows[i];
	}
	return found != NULL ? found->noun : NULL;
}

const struct shell_kind *
shell_kind_by_property(const struct shell_object *o)
{
	static const struct {
		const char *property, *noun;
	} own[] = {{"DomainType", "AcceptedDomain"},
	    {"ServerRole", "ExchangeServer"},
	    {"NetworkAddress", "ExchangeServer"},
	    {"RemoteIPRanges", "ReceiveConnector"},
	    {"Members", "ClientAccessArray"},
	    {"WitnessServer", "DatabaseAvailabilityGroup"},
	    {"DatabaseAvailabilityGroupIpAddresses",
		"DatabaseAvailabilityGroup"},
	    {"DatabaseAvailabilityGroupIpv4Addresses",
		"DatabaseAvailabilityGroup"}};

	for (size_t i = 0; i < o->nproperties; i++) {
		bool shared;
		const char *noun =
		    noun_of_property(o->properties[i].name, &shared);

		for (size_t k = 0; k < sizeof(own) / sizeof(*own); k++)
			if (text_same(o->properties[i].name.p,
				o->properties[i].name.n, own[k].property,
				strlen(own[k].property)))
				noun = own[k].noun;
		if (shared)
			return kind_by_protocol(o);
		if (noun != NULL)
			return shell_kind_find(
			    (struct bytes){noun, strlen(noun)});
	}
	return NULL;
}
