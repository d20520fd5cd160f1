#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""compare.py LDIF.json SHELL.json: what one inventory has and the other not.

Sources, objects and attributes differ by nature. What only one side can see is
in the table of services: rows without a cmdlet, and the Shell's own.
"""
import json
import sys

ONLY_LDAP = {'msExchServerBindings', 'msExchSmtpFullyQualifiedDomainName', 'msExchConfigurationXML'}
ONLY_SHELL = {'ExternalDownloadHostName', 'InternalDownloadHostName', 'CertificateDomains'}


def facts(path):
    with open(path, encoding='utf-8') as file:
        inventory = json.load(file)
    out = set()
    for name in inventory['names']:
        for use in name['uses']:
            if use['attribute'] in ONLY_LDAP | ONLY_SHELL:
                continue
            out.add(('use', name['name'], name['kind'], name['class'], use['service'], use['scope'],
                     use['audience'], use.get('server'), use.get('value')))
    for server in inventory['servers']:
        out.add(('server',) + tuple(server.get(k) for k in ('name', 'netbios', 'fqdn', 'product', 'version', 'site')))
    for domain in inventory['accepted_domains']:
        out.add(('domain',) + tuple(sorted(domain.items())))
    out.add(('organization', inventory['organization']))
    return out


def main():
    one, other = facts(sys.argv[1]), facts(sys.argv[2])
    for fact in sorted(one - other, key=str):
        print('-', fact)
    for fact in sorted(other - one, key=str):
        print('+', fact)
    sys.exit(one != other or len(one) < 5)


main()
