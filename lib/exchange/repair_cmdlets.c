/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "base/text.h"
#include "exchange/repair_private.h"

#define ALWAYS PRODUCT_2007, PRODUCT_SE

static const char *const product_texts[] = {
    "2003", "2007", "2010", "2013", "2016", "2019", "SE"};

/* exchange.md 1.6 */
static const char download_host[] =
    "attachments come from it because it is not OWA's own host (CVE-2021-1730),"
    " so it cannot be the namespace: the certificate needs this name";

/* Sources: rules.md 4.3; the cmdlets' own pages. */
static const struct repair_parameter parameters[] = {
    {"ClientAccessServer", "AutoDiscoverServiceInternalUri", ALWAYS, BY_SERVER,
	COMPANION_NONE, NULL},
    {"WebServicesVirtualDirectory", "InternalUrl", ALWAYS, BY_DIRECTORY,
	COMPANION_NONE, NULL},
    {"WebServicesVirtualDirectory", "ExternalUrl", ALWAYS, BY_DIRECTORY,
	COMPANION_NONE, NULL},
    {"OabVirtualDirectory", "InternalUrl", ALWAYS, BY_DIRECTORY, COMPANION_NONE,
	NULL},
    {"OabVirtualDirectory", "ExternalUrl", ALWAYS, BY_DIRECTORY, COMPANION_NONE,
	NULL},
    {"UMVirtualDirectory", "InternalUrl", PRODUCT_2007, PRODUCT_2007,
	BY_DIRECTORY, COMPANION_NONE, NULL},
    {"UMVirtualDirectory", "ExternalUrl", PRODUCT_2007, PRODUCT_2007,
	BY_DIRECTORY, COMPANION_NONE, NULL},
    {"OwaVirtualDirectory", "InternalUrl", ALWAYS, BY_DIRECTORY, COMPANION_NONE,
	NULL},
    {"OwaVirtualDirectory", "ExternalUrl", ALWAYS, BY_DIRECTORY, COMPANION_NONE,
	NULL},
    {"OwaVirtualDirectory", "Exchange2003Url", ALWAYS, BY_DIRECTORY,
	COMPANION_NONE,
	"it leads to the Exchange 2003 servers, and would lead in a circle if "
	"it named this organization's namespace: those servers need a name "
	"and a certificate of their own"},
    {"OwaVirtualDirectory", "FailbackUrl", ALWAYS, BY_DIRECTORY, COMPANION_NONE,
	"it must differ from the namespace, to reach one site while the "
	"namespace still leads to the other: the certificate needs this name"},
    {"OwaVirtualDirectory", "InternalDownloadHostName", PRODUCT_2016,
	PRODUCT_SE, BY_DIRECTORY, COMPANION_NONE, download_host},
    {"OwaVirtualDirectory", "ExternalDownloadHostName", PRODUCT_2016,
	PRODUCT_SE, BY_DIRECTORY, COMPANION_NONE, download_host},
    {"OwaVirtualDirectory", "Url", ALWAYS, BY_DIRECTORY, COMPANION_NONE,
	"no command sets it"},
    {"EcpVirtualDirectory", "InternalUrl", PRODUCT_2010, PRODUCT_SE,
	BY_DIRECTORY, COMPANION_NONE, NULL},
    {"EcpVirtualDirectory", "ExternalUrl", PRODUCT_2010, PRODUCT_SE,
	BY_DIRECTORY, COMPANION_NONE, NULL},
    {"ActiveSyncVirtualDirectory", "InternalUrl", ALWAYS, BY_DIRECTORY,
	COMPANION_NONE, NULL},
    {"ActiveSyncVirtualDirectory", "ExternalUrl", ALWAYS, BY_DIRECTORY,
	COMPANION_NONE, NULL},
    {"OutlookAnywhere", "InternalHostname", PRODUCT_2013, PRODUCT_SE,
	BY_DIRECTORY, COMPANION_RPC_INTERNAL, NULL},
    {"OutlookAnywhere", "ExternalHostname", ALWAYS, BY_DIRECTORY,
	COMPANION_RPC_EXTERNAL, NULL},
    {"OutlookAnywhere", "XropUrl", ALWAYS, BY_DIRECTORY, COMPANION_NONE,
	"no command sets it outside of Microsoft's own data centers"},
    {"MapiVirtualDirectory", "InternalUrl", PRODUCT_2013, PRODUCT_SE,
	BY_DIRECTORY, COMPANION_MAPI, NULL},
    {"MapiVirtualDirectory", "ExternalUrl", PRODUCT_2013, PRODUCT_SE,
	BY_DIRECTORY, COMPANION_MAPI, NULL},
    {"AutodiscoverVirtualDirectory", "InternalUrl", PRODUCT_2010, PRODUCT_2010,
	BY_DIRECTORY, COMPANION_NONE, NULL},
    {"AutodiscoverVirtualDirectory", "ExternalUrl", PRODUCT_2010, PRODUCT_2010,
	BY_DIRECTORY, COMPANION_NONE, NULL},
    {"PowerShellVirtualDirectory", "InternalUrl", PRODUCT_2010, PRODUCT_SE,
	BY_DIRECTORY, COMPANION_NONE,
	"the Management Shell itself connects by it, to this very server: set "
	"it back to http://, its default, which asks for no certificate"},
    {"PowerShellVirtualDirectory", "ExternalUrl", PRODUCT_2010, PRODUCT_SE,
	BY_DIRECTORY, COMPANION_NONE, NULL},
    {"PopSettings", "X509CertificateName", ALWAYS, BY_SERVER_OF, COMPANION_NONE,
	NULL},
    {"PopSettings", "InternalConnectionSettings", PRODUCT_2010, PRODUCT_SE,
	BY_SERVER_OF, COMPANION_NONE, NULL},
    {"PopSettings", "ExternalConnectionSettings", PRODUCT_2010, PRODUCT_SE,
	BY_SERVER_OF, COMPANION_NONE, NULL},
    {"PopSettings", "OwaServerUrl", ALWAYS, BY_SERVER_OF, COMPANION_NONE, NULL},
    {"ImapSettings", "X509CertificateName", ALWAYS, BY_SERVER_OF,
	COMPANION_NONE, NULL},
    {"ImapSettings", "InternalConnectionSettings", PRODUCT_2010, PRODUCT_SE,
	BY_SERVER_OF, COMPANION_NONE, NULL},
    {"ImapSettings", "ExternalConnectionSettings", PRODUCT_2010, PRODUCT_SE,
	BY_SERVER_OF, COMPANION_NONE, NULL},
    {"ImapSettings", "OwaServerUrl", ALWAYS, BY_SERVER_OF, COMPANION_NONE,
	NULL},
    {"OutlookProvider", "Server", ALWAYS, BY_NAME, COMPANION_NONE, NULL},
    {"OutlookProvider", "CertPrincipalName", ALWAYS, BY_NAME, COMPANION_NONE,
	NULL},
};

#define NPARAMETERS (sizeof(parameters) / sizeof(parameters[0]))

enum product
repair_product(const char *text)
{
	for (size_t i = 0; text != NULL && i < PRODUCT_UNKNOWN; i++)
		if (strcmp(product_texts[i], text) == 0)
			return (enum product)i;
	return PRODUCT_UNKNOWN;
}

const char *
repair_product_text(enum product product)
{
	return product < PRODUCT_UNKNOWN ? product_texts[product] : NULL;
}

/* --- which row a use came from --- */

/* Directories filed under the service owa that no cmdlet sets URLs of. */
static bool
is_nameless_directory(const char *dn)
{
	static const char *const names[] = {"Encryption", "PushNotifications",
	    "O365SuiteService", "SnackyService", "Provisioning"};
	const char *at = dn;

	if (text_starts(dn, strlen(dn), "CN="))
		at = dn + 3;
	else if (strchr(dn, '\\') != NULL)
		at = strchr(dn, '\\') + 1;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (text_starts(at, strlen(at), names[i]))
			return true;
	return false;
}

/* The URL of OWA that POP3 and IMAP4 give stands with each of them. */
static bool
is_below(const char *dn, enum exchange_class class)
{
	return strstr(dn, class == CLASS_IMAP ? ",CN=IMAP4," : ",CN=POP3,") !=
	       NULL;
}

/* Shell output has properties where the directory has attributes. */
static bool
row_fits(const struct service_row *row, const struct use *use)
{
	if (row->service != use->service || row->noun == NULL ||
	    (text_casecmp(exchange_attribute_name(row->attribute),
		 use->attribute) != 0 &&
		text_casecmp(row->property, use->attribute) != 0))
		return false;
	return (row->class != CLASS_IMAP && row->class != CLASS_POP) ||
	       use->service != SERVICE_OWA || is_below(use->dn, row->class);
}

void
repair_find_parameter(const struct use *use, const struct service_row **row,
    const struct repair_parameter **parameter)
{
	size_t n;
	const struct service_row *rows = exchange_rows(&n);

	*row = NULL;
	*parameter = NULL;
	if (use->attribute == NULL || use->dn == NULL)
		return;
	for (size_t i = 0; *row == NULL && i < n; i++)
		if (row_fits(&rows[i], use))
			*row = &rows[i];
	if (*row == NULL ||
	    ((*row)->class == CLASS_OWA_VDIR && is_nameless_directory(use->dn)))
		return;
	for (size_t i = 0; i < NPARAMETERS; i++)
		if (strcmp(parameters[i].noun, (*row)->noun) == 0 &&
		    strcmp(parameters[i].property, (*row)->property) == 0)
			*parameter = &parameters[i];
}

bool
repair_is_apart(const struct use *use)
{
	static const char *const properties[] = {"Exchange2003Url",
	    "FailbackUrl", "InternalDownloadHostName",
	    "ExternalDownloadHostName"};
	const struct repair_parameter *parameter;
	const struct service_row *row;

	if (use->service != SERVICE_OWA)
		return false;
	repair_find_parameter(use, &row, &parameter);
	for (size_t i = 0; parameter != NULL &&
			   i < sizeof(properties) / sizeof(properties[0]);
	     i++)
		if (strcmp(parameter->property, properties[i]) == 0)
			return true;
	return false;
}

/* --- versions --- */

const char *
repair_noun(const struct repair_parameter *parameter, enum product product)
{
	/* renamed; the old name still works there, with a warning */
	if (strcmp(parameter->noun, "ClientAccessServer") == 0 &&
	    product >= PRODUCT_2016 && product <= PRODUCT_SE)
		return "ClientAccessService";
	return parameter->noun;
}

const char *
repair_unavailable(
    const struct repair_parameter *parameter, enum product product)
{
	if (product == PRODUCT_2003)
		return "Exchange 2003 has no Management Shell: change it in "
		       "Internet Information Services and the System Manager";
	if (product >= PRODUCT_UNKNOWN ||
	    (product >= parameter->from && product <= parameter->to))
		return NULL;
	return "this version's Shell has no parameter for it, and does not "
	       "use the value: clear the attribute by hand (ADSI Edit)";
}

unsigned
repair_order(const struct service_row *row)
{
	static const enum exchange_class order[] = {CLASS_SCP, CLASS_EWS_VDIR,
	    CLASS_OAB_VDIR, CLASS_UM_VDIR, CLASS_OWA_VDIR, CLASS_ECP_VDIR,
	    CLASS_MOBILE_VDIR, CLASS_RPC_VDIR, CLASS_MAPI_VDIR};
	unsigned i = 0;

	while (i < sizeof(order) / sizeof(order[0]) &&
	       (row == NULL || order[i] != row->class))
		i++;
	return i;
}
