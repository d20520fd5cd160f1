#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""A sample organization of tests/data as the forest CORP.TEST holds it.

usage: organization.py same FILE    LDIF for readers: the same with other DNs
       organization.py tree FILE    for ldbadd: without what Samba has by itself
       organization.py joined FILE  the servers' sites and computer accounts
"""
import re
import sys

SUFFIX = 'DC=corp,DC=test'
CONFIGURATION = 'CN=Configuration,' + SUFFIX
mode, path = sys.argv[1:]
text = open(path, encoding='utf-8', newline='').read().replace('\r\n', '\n')
text = re.sub(r'(?m)^#.*\n', '', text).replace('\n ', '')
# of an object that the samples leave out, which Samba does not take
text = re.sub(r'(?m)^homeMTA:.*\n', '', text)
suffix = re.search(r'(?m)^dn: (DC=.*)$', text).group(1)
text = text.replace(',' + suffix, ',' + SUFFIX).replace('dn: ' + suffix, 'dn: ' + SUFFIX)
records = [r.strip('\n') for r in re.split(r'\n\n+', text) if r.strip('\n')]


def values(record, attribute):
    return re.findall(r'(?mi)^%s: (.*)$' % attribute, record)


def joined():
    for site in sorted({s for r in records for s in values(r, 'msExchServerSite')}):
        name = site.split(',')[0][3:]
        if name != 'Default-First-Site-Name':
            print('dn: %s\nobjectClass: site\ncn: %s\n' % (site, name))
    for r in records:
        if 'msExchExchangeServer' not in values(r, 'objectClass') or \
                not re.match(r'CN=[^,]*,CN=Servers,', values(r, 'dn')[0]):
            continue
        hosts = [a[13:] for a in values(r, 'networkAddress') if a.startswith('ncacn_ip_tcp:')]
        name = values(r, 'cn')[0]
        edge = any(int(v) & 64 for v in values(r, 'msExchCurrentServerRoles'))
        if not hosts or edge:  # an Edge server is in no domain
            continue
        print('dn: CN=%s,CN=Computers,%s\nobjectClass: computer\n'
              'sAMAccountName: %s$\nuserAccountControl: 4096\ndNSHostName: %s' %
              (name, SUFFIX, name, hosts[0]))
        for service in 'HOST', 'HTTP', 'SMTPSVC', 'exchangeMDB', 'exchangeRFR':
            print('servicePrincipalName: %s/%s' % (service, hosts[0]))
            print('servicePrincipalName: %s/%s' % (service, name))
        print()


if mode == 'joined':
    joined()
else:
    own = {SUFFIX, CONFIGURATION, 'CN=Services,' + CONFIGURATION}
    for r in records:
        if mode == 'same' or values(r, 'dn')[0] not in own:
            print(r + '\n')
