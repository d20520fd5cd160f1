/*
 * SPDX-License-Identifier: ISC
 *
 * make_ldif ENTRIES SERVERS VDIRS: an organisation as LDIF on standard
 * output. SERVERS Exchange servers with VDIRS virtual directories each, one
 * accepted domain for every ten servers, and user entries up to ENTRIES in
 * all, of 590 bytes on average. The same arguments give the same bytes.
 */
#include <stdio.h>
#include <stdlib.h>

#define ROOT "CN=Configuration,DC=corp,DC=contoso,DC=local"
#define ORG  "CN=Contoso,CN=Microsoft Exchange,CN=Services," ROOT
#define GROUP                                  \
	"CN=Exchange Administrative Group "    \
	"(FYDIBOHF23SPDLT),CN=Administrative " \
	"Groups," ORG

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

static void
put_org(void)
{
	fputs("version: 1\n\n"
	      "dn: " ORG "\n"
	      "objectClass: top\n"
	      "objectClass: container\n"
	      "objectClass: msExchOrganizationContainer\n"
	      "cn: Contoso\n\n",
	    stdout);
}

static void
put_domain(unsigned long i)
{
	printf("dn: CN=brand%lu.contoso.com,CN=Accepted Domains,CN=Transport "
	       "Settings," ORG "\n"
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
	       "\n\n",
	    i, i, i, i, i);
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
put_user(unsigned long i)
{
	printf("dn: CN=User %07lu,OU=Department %03lu,OU=Staff of the "
	       "Region,OU=Organisation,DC=corp,DC=contoso,DC=local\n"
	       "objectClass: top\n"
	       "objectClass: organizationalPerson\n"
	       "objectClass: user\n"
	       "description:: QmVuw7x0emVyIG1pdCBVbWxhdXRlbiBpbSBOYW1lbg==\n"
	       "distinguishedName: CN=User %07lu,OU=Department %03lu,OU="
	       "Staff of the Region,OU=Organisa\n"
	       " tion,DC=corp,DC=contoso,DC=local\n"
	       "mail: user%07lu@brand%lu.contoso.com\n"
	       "homeMDB: CN=DB%04lu,CN=Databases,CN=Exchange Administrative "
	       "Group (FYDIBOHF23SPDLT),\n"
	       " CN=Administrative Groups," ORG "\n\n",
	    i, i % 500, i, i % 500, i, i % 10, i % 2000);
}

int
main(int argc, char **argv)
{
	unsigned long entries, servers, each, done = 1;

	if (argc != 4) {
		fputs("usage: make_ldif ENTRIES SERVERS VDIRS\n", stderr);
		return 2;
	}
	entries = strtoul(argv[1], NULL, 10);
	servers = strtoul(argv[2], NULL, 10);
	each = strtoul(argv[3], NULL, 10);
	put_org();
	for (unsigned long s = 0; s < servers; s++) {
		if (s % 10 == 0) {
			put_domain(s / 10);
			done++;
		}
		put_server(s);
		for (unsigned long v = 0; v < each; v++)
			put_vdir(s, v);
		done += 1 + each;
	}
	for (; done < entries; done++)
		put_user(done);
	return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 5;
}
