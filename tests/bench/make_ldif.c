/*
 * SPDX-License-Identifier: ISC
 *
 * make_ldif ENTRIES SERVERS VDIRS: an organization as LDIF on standard
 * output, every entry behind its parent, so that a server can load it.
 * SERVERS Exchange servers with VDIRS virtual directories each, one accepted
 * domain for every ten servers, and user entries up to ENTRIES in all, of 600
 * bytes on average. The same arguments give the same bytes.
 */
#include <stdio.h>
#include <stdlib.h>

#define DOMAIN   "DC=corp,DC=example,DC=com"
#define ROOT     "CN=Configuration," DOMAIN
#define SERVICES "CN=Services," ROOT
#define EXCHANGE "CN=Microsoft Exchange," SERVICES
#define ORG      "CN=Contoso," EXCHANGE
#define GROUPS   "CN=Administrative Groups," ORG
#define GROUP    "CN=Exchange Administrative Group (FYDIBOHF23SPDLT)," GROUPS
#define SETTINGS "CN=Transport Settings," ORG
#define STAFF    "OU=Staff of the Region,OU=Organization," DOMAIN

#define DEPARTMENTS 500

struct vdir {
	const char *cn, *class, *path;
};

static const struct vdir vdirs[] = {
    {"owa", "msExchOwaVirtualDirectory", "owa"},
    {"ecp", "msExchEcpVirtualDirectory", "ecp"},
    {"EWS", "msExchWebServicesVirtualDirectory", "EWS/Exchange.asmx"},
    {"OAB", "msExchOabVirtualDirectory", "OAB"},
    {"Microsoft-Server-ActiveSync", "msExchMobileVirtualDirectory",
	"Microsoft-Server-ActiveSync"},
    {"Autodiscover", "msExchAutodiscoverVirtualDirectory",
	"Autodiscover/Autodiscover.xml"},
    {"mapi", "msExchMapiVirtualDirectory", "mapi"},
    {"PowerShell", "msExchPowerShellVirtualDirectory", "powershell"},
};

/* The containers; each line is a DN, its class and its naming attribute. */
static unsigned long
put_containers(void)
{
	static const struct {
		const char *dn, *class, *name;
	} rows[] = {
	    {DOMAIN, "domainDNS", "dc: corp"},
	    {ROOT, "configuration", "cn: Configuration"},
	    {SERVICES, "container", "cn: Services"},
	    {EXCHANGE, "container", "cn: Microsoft Exchange"},
	    {ORG, "msExchOrganizationContainer", "cn: Contoso"},
	    {GROUPS, "container", "cn: Administrative Groups"},
	    {GROUP, "container",
		"cn: Exchange Administrative Group (FYDIBOHF23SPDLT)"},
	    {"CN=Servers," GROUP, "container", "cn: Servers"},
	    {SETTINGS, "container", "cn: Transport Settings"},
	    {"CN=Accepted Domains," SETTINGS, "container",
		"cn: Accepted Domains"},
	    {"OU=Organization," DOMAIN, "organizationalUnit",
		"ou: Organization"},
	    {STAFF, "organizationalUnit", "ou: Staff of the Region"},
	};
	unsigned long n = sizeof(rows) / sizeof(*rows);

	for (unsigned long i = 0; i < n; i++)
		printf("dn: %s\nobjectClass: top\nobjectClass: %s\n%s\n\n",
		    rows[i].dn, rows[i].class, rows[i].name);
	return n;
}

static void
put_domain(unsigned long i)
{
	printf("dn: CN=brand%lu.contoso.com,CN=Accepted Domains," SETTINGS "\n"
	       "objectClass: top\n"
	       "objectClass: msExchAcceptedDomain\n"
	       "cn: brand%lu.contoso.com\n"
	       "msExchAcceptedDomainName: brand%lu.contoso.com\n"
	       "msExchAcceptedDomainFlags: %d\n\n",
	    i, i, i, i == 0 ? 4 : 0);
}

static void
put_server(unsigned long i)
{
	printf("dn: CN=EX%05lu,CN=Servers," GROUP "\n"
	       "objectClass: top\n"
	       "objectClass: server\n"
	       "objectClass: msExchExchangeServer\n"
	       "cn: EX%05lu\n"
	       "serialNumber: Version 15.2 (Build 31118.7)\n"
	       "versionNumber: 1942061070\n"
	       "msExchCurrentServerRoles: 16439\n"
	       "networkAddress: ncacn_vns_spp:EX%05lu\n"
	       "networkAddress: netbios:EX%05lu\n"
	       "networkAddress: ncacn_ip_tcp:EX%05lu.corp.contoso.local\n"
	       "msExchServerSite: CN=Default-First-Site-Name,CN=Sites," ROOT
	       "\n\n"
	       "dn: CN=Protocols,CN=EX%05lu,CN=Servers," GROUP "\n"
	       "objectClass: top\n"
	       "objectClass: container\n"
	       "cn: Protocols\n\n"
	       "dn: CN=HTTP,CN=Protocols,CN=EX%05lu,CN=Servers," GROUP "\n"
	       "objectClass: top\n"
	       "objectClass: container\n"
	       "cn: HTTP\n\n",
	    i, i, i, i, i, i, i);
}

static void
put_vdir(unsigned long server, unsigned long i)
{
	unsigned long n = sizeof(vdirs) / sizeof(*vdirs);
	const struct vdir *v = &vdirs[i % n];

	printf("dn: CN=%s (Site %lu),CN=HTTP,CN=Protocols,CN=EX%05lu,CN=Servers"
	       "," GROUP "\n"
	       "objectClass: top\n"
	       "objectClass: msExchVirtualDirectory\n"
	       "objectClass: %s\n"
	       "cn: %s (Site %lu)\n"
	       "msExchInternalHostName: https://ex%05lu.corp.contoso.local/%s\n"
	       "msExchExternalHostName: https://mail%lu.contoso.com/%s\n"
	       "msExchMetabasePath: IIS://EX%05lu.corp.contoso.local/W3SVC/1/"
	       "ROOT/%s\n\n",
	    v->cn, i / n, server, v->class, v->cn, i / n, server, v->path,
	    server % 1000, v->path, server, v->cn);
}

static void
put_department(unsigned long i)
{
	printf("dn: OU=Department %03lu," STAFF "\n"
	       "objectClass: top\n"
	       "objectClass: organizationalUnit\n"
	       "ou: Department %03lu\n\n",
	    i, i);
}

static void
put_user(unsigned long i)
{
	printf("dn: CN=User %07lu,OU=Department %03lu," STAFF "\n"
	       "objectClass: top\n"
	       "objectClass: user\n"
	       "cn: User %07lu\n"
	       "description:: QmVuw7x0emVyIG1pdCBVbWxhdXRlbiBpbSBOYW1lbg==\n"
	       "seeAlso: CN=User %07lu,OU=Department %03lu,OU="
	       "Staff of the Region,OU=Organisati\n"
	       " on," DOMAIN "\n"
	       "mail: user%07lu@brand%lu.contoso.com\n"
	       "proxyAddresses: SMTP:user%07lu@brand%lu.contoso.com\n"
	       "homeMDB: CN=DB%04lu,CN=Databases,CN=Exchange Administrative "
	       "Group (FYDIBOHF23SPDLT),\n"
	       " CN=Administrative Groups," ORG "\n\n",
	    i, i % DEPARTMENTS, i, i / 2, i / 2 % DEPARTMENTS, i, i % 10, i,
	    i % 10, i % 2000);
}

/* A server, what is in it, and every tenth time a domain; how many entries. */
static unsigned long
put_servers(unsigned long servers, unsigned long each)
{
	unsigned long done = 0;

	for (unsigned long s = 0; s < servers; s++) {
		if (s % 10 == 0) {
			put_domain(s / 10);
			done++;
		}
		put_server(s);
		for (unsigned long v = 0; v < each; v++)
			put_vdir(s, v);
		done += 3 + each;
	}
	return done;
}

int
main(int argc, char **argv)
{
	unsigned long entries, done, users = 0;

	if (argc != 4) {
		fputs("usage: make_ldif ENTRIES SERVERS VDIRS\n", stderr);
		return 2;
	}
	entries = strtoul(argv[1], NULL, 10);
	done = put_containers();
	done +=
	    put_servers(strtoul(argv[2], NULL, 10), strtoul(argv[3], NULL, 10));
	for (; done < entries; done++, users++) {
		if (users < DEPARTMENTS && done + 1 < entries) {
			put_department(users);
			done++;
		}
		put_user(users);
	}
	return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 5;
}
