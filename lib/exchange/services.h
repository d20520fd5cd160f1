/*
 * SPDX-License-Identifier: ISC
 *
 * services: the table of which attribute of which class names a host, for
 * which service, scope and audience, in which form, and how the same is
 * called in the Exchange Management Shell. Reference: exchange.md, 1.2.
 *
 * A reader of Shell output finds its rows by noun and property. Rows without
 * a noun are the directory's alone; rows of SHELL_ATTRIBUTES the Shell's, for
 * nobody knows where the directory has them.
 *
 * Does not: hold what one value alone cannot tell (http URLs, back ends,
 * names of Microsoft's): exchange/forms.c changes the audience then.
 */
#ifndef EXCHANGE_SERVICES_H
#define EXCHANGE_SERVICES_H

#include "name/inventory.h"

/* X(identifier, objectClass in lower case), sorted by the latter, and behind
 * "computer", which stands in domains, not among Exchange's objects. */
#define EXCHANGE_CLASSES(X)                                                   \
	X(ACCEPTED_DOMAIN, "msexchaccepteddomain")                            \
	X(OUTLOOK_PROVIDER, "msexchautodiscoverconfig")                       \
	X(AUTODISCOVER_VDIR, "msexchautodiscovervirtualdirectory")            \
	X(AVAILABILITY, "msexchavailabilityaddressspace")                     \
	X(FOREIGN_VDIR, "msexchavailabilityforeignconnectorvirtualdirectory") \
	X(CAS_ARRAY, "msexchclientaccessarray")                               \
	X(CAS_ARRAY_LEGACY, "msexchclientaccessarraylegacy")                  \
	X(HYBRID, "msexchcoexistencerelationship")                            \
	X(REMOTE_DOMAIN, "msexchdomaincontentconfig")                         \
	X(ECP_VDIR, "msexchecpvirtualdirectory")                              \
	X(ENCRYPTION_VDIR, "msexchencryptionvirtualdirectory")                \
	X(SERVER, "msexchexchangeserver")                                     \
	X(TRANSPORT_SERVER, "msexchexchangetransportserver")                  \
	X(FEDERATED, "msexchfedsharingrelationship")                          \
	X(INTRA_ORG, "msexchintraorganizationconnector")                      \
	X(MAPI_VDIR, "msexchmapivirtualdirectory")                            \
	X(DAG, "msexchmdbavailabilitygroup")                                  \
	X(MOBILE_VDIR, "msexchmobilevirtualdirectory")                        \
	X(OAB_VDIR, "msexchoabvirtualdirectory")                              \
	X(ORGANIZATION, "msexchorganizationcontainer")                        \
	X(OWA_VDIR, "msexchowavirtualdirectory")                              \
	X(POWERSHELL_VDIR, "msexchpowershellvirtualdirectory")                \
	X(HTTP_2003_VDIR, "msexchprotocolcfghttpvirtualdirectory")            \
	X(CALL_ROUTER, "msexchprotocolcfgsipfeserver")                        \
	X(PUSH_VDIR, "msexchpushnotificationsvirtualdirectory")               \
	X(SEND_CONNECTOR, "msexchroutingsmtpconnector")                       \
	X(RPC_VDIR, "msexchrpchttpvirtualdirectory")                          \
	X(RECEIVE_CONNECTOR, "msexchsmtpreceiveconnector")                    \
	X(UM_GATEWAY, "msexchumipgateway")                                    \
	X(UM_VDIR, "msexchumvirtualdirectory")                                \
	X(VDIR, "msexchvirtualdirectory")                                     \
	X(EWS_VDIR, "msexchwebservicesvirtualdirectory")                      \
	X(HTTP_2003, "protocolcfghttpserver")                                 \
	X(IMAP, "protocolcfgimapserver")                                      \
	X(POP, "protocolcfgpopserver")                                        \
	X(SMTP_2003, "protocolcfgsmtpserver")                                 \
	X(SCP, "serviceconnectionpoint")

/* Of computer accounts. */
#define EXCHANGE_COMPUTER_ATTRIBUTES(X)   \
	X(ACCOUNT_NAME, "sAMAccountName") \
	X(DNS_HOST_NAME, "dNSHostName")   \
	X(ACCOUNT_CONTROL, "userAccountControl")

/* X(identifier, attribute), as Active Directory spells it. */
#define EXCHANGE_ATTRIBUTES(X)                                            \
	X(OBJECT_CLASS, "objectClass")                                    \
	X(INTERNAL_URL, "msExchInternalHostName")                         \
	X(EXTERNAL_URL, "msExchExternalHostName")                         \
	X(BYPASS_URL, "msExchInternalNLBBypassHostName")                  \
	X(METABASE_PATH, "msExchMetabasePath")                            \
	X(URL_2003, "msExch2003Url")                                      \
	X(FAILBACK_URL, "msExchOWAFailbackURL")                           \
	X(IM_SERVER, "msExchOWAIMServerName")                             \
	X(XROP_URL, "url")                                                \
	X(CONFIGURATION_XML, "msExchConfigurationXML")                    \
	X(SCP_BINDING, "serviceBindingInformation")                       \
	X(KEYWORDS, "keywords")                                           \
	X(NETWORK_ADDRESS, "networkAddress")                              \
	X(SERIAL_NUMBER, "serialNumber")                                  \
	X(VERSION_NUMBER, "versionNumber")                                \
	X(SERVER_ROLES, "msExchCurrentServerRoles")                       \
	X(SERVER_SITE, "msExchServerSite")                                \
	X(UM_REDIRECT, "msExchUMRedirectTarget")                          \
	X(UM_BALANCER, "msExchUMLoadBalancerFqdn")                        \
	X(SIP_ACCESS, "msExchSIPAccessService")                           \
	X(SHADOW_INFO, "msExchShadowInfo")                                \
	X(UM_GATEWAY_ADDRESS, "msExchUMIPGatewayAddress")                 \
	X(INTERNAL_SETTINGS, "msExchPOPIMAPInternalConnectionSettings")   \
	X(EXTERNAL_SETTINGS, "msExchPOPIMAPExternalConnectionSettings")   \
	X(X509_NAME, "msExchPopImapX509CertificateName")                  \
	X(OWA_SERVER, "oWAServer")                                        \
	X(RECEIVE_FQDN, "msExchSMTPReceiveConnectorFQDN")                 \
	X(ADVERTISED_DOMAIN, "msExchSmtpReceiveAdvertisedDomain")         \
	X(RECEIVE_CAPABILITIES, "msExchSmtpReceiveTlsDomainCapabilities") \
	X(RECEIVE_ENABLED, "msExchSmtpReceiveEnabled")                    \
	X(SEND_FQDN, "msExchSMTPSendConnectorFQDN")                       \
	X(SEND_TLS_DOMAIN, "msExchSmtpSendTlsDomain")                     \
	X(SEND_ENABLED, "msExchSmtpSendEnabled")                          \
	X(SMART_HOST, "msExchSmtpSmartHost")                              \
	X(TLS_CERTIFICATE, "msExchSmtpTLSCertificate")                    \
	X(SMTP_FQDN, "msExchSmtpFullyQualifiedDomainName")                \
	X(SERVER_BINDINGS, "msExchServerBindings")                        \
	X(DOMAIN_NAME, "msExchAcceptedDomainName")                        \
	X(DOMAIN_FLAGS, "msExchAcceptedDomainFlags")                      \
	X(PROVIDER_SERVER, "msExchAutoDiscoverServer")                    \
	X(PROVIDER_PRINCIPAL, "msExchAutoDiscoverCertPrincipalName")      \
	X(HYBRID_SMART_HOST, "msExchCoexistenceOnPremisesSmartHost")      \
	X(HYBRID_CERTIFICATE,                                             \
	    "msExchCoexistenceSecureMailCertificateThumbprint")           \
	X(HYBRID_DOMAINS, "msExchCoexistenceDomains")                     \
	X(FED_AUTODISCOVER, "msExchFedTargetAutodiscoverEPR")             \
	X(FED_SHARING, "msExchFedTargetSharingEPR")                       \
	X(FED_OWA, "msExchFedTargetOwaURL")                               \
	X(FED_DOMAINS, "msExchFedDomainNames")                            \
	X(FOREST_NAME, "msExchAvailabilityForestName")                    \
	X(PROXY_URL, "wWWHomePage")                                       \
	X(REMOTE_DOMAIN_NAME, "domainName")                               \
	X(DAG_NAME, "msExchMDBAvailabilityGroupName")                     \
	X(DAG_STARTED, "msExchStartedMailboxServers")                     \
	X(DAG_STOPPED, "msExchStoppedMailboxServers")                     \
	X(DAG_ADDRESSES, "msExchMDBAvailabilityGroupIPv4Addresses")

/* X(identifier, property) that no known attribute holds. */
#define SHELL_ATTRIBUTES(X)                              \
	X(INTERNAL_DOWNLOAD, "InternalDownloadHostName") \
	X(EXTERNAL_DOWNLOAD, "ExternalDownloadHostName") \
	X(CERTIFICATE_DOMAINS, "CertificateDomains")

#define CLASS_ID_(id, name)     CLASS_##id,
#define ATTRIBUTE_ID_(id, name) ATTR_##id,
enum exchange_class {
	CLASS_COMPUTER,
	EXCHANGE_CLASSES(CLASS_ID_) CLASS_COUNT,
	CLASS_CERTIFICATE = CLASS_COUNT, /* no object of the directory */
	CLASS_TOTAL
};
enum exchange_attribute {
	EXCHANGE_ATTRIBUTES(ATTRIBUTE_ID_)
	EXCHANGE_COMPUTER_ATTRIBUTES(ATTRIBUTE_ID_) ATTR_COUNT,
	SHELL_ATTRIBUTES(ATTRIBUTE_ID_) ATTR_TOTAL
};
#undef CLASS_ID_
#undef ATTRIBUTE_ID_

enum value_form {
	FORM_URL,         /* a URL, or by hand a bare host */
	FORM_HOST,        /* a host name */
	FORM_HOST_LIST,   /* "a, [192.0.2.1];b" */
	FORM_SETTINGS,    /* "host:993:SSL" */
	FORM_HOST_REST,   /* "host:whatever" */
	FORM_CERTIFICATE, /* "<I>issuer<S>subject", or a thumbprint */
	FORM_MSSTD,       /* "msstd:host", "none" */
	FORM_RPC_ADDRESS, /* "ncacn_ip_tcp:host" among others */
	FORM_BINDING,     /* "address:port:host header" */
	FORM_DOMAIN,      /* a mail domain */
	FORM_XML          /* only looked at */
};

struct service_row {
	enum exchange_class class;
	enum exchange_attribute attribute;
	enum use_service service;
	enum use_scope scope;
	enum use_audience audience;
	enum value_form form;
	const char *noun;     /* Get-NOUN, Set-NOUN; NULL: no cmdlet */
	const char *property; /* of what Get-NOUN gives, parameter of Set- */
};

/* Sorted by class. */
const struct service_row *exchange_rows(size_t *n);

/* By id, of the Shell's own too. */
const char *exchange_attribute_name(enum exchange_attribute);
/* All of them by id, ATTR_COUNT, then NULL. */
const char *const *exchange_attribute_names(void);

#endif
