# SPDX-License-Identifier: ISC
"""A directory full of text that wants to be PowerShell.

  shell_attack.py make CLASSIC.ldif >TREE.ldif    adds it to an organization
  shell_attack.py judge SHOWN.json                what a script made of it

Each text is the name of a server, of a web site and, where a URL can hold it,
part of a URL. Those that are SOUND must come back from the script as they
are; the others must not be in any command.
"""
import base64
import json
import sys

SOUND = [
    "'; Remove-Mailbox victim; '", "' -WhatIf:$false; calc #", "''", "'''",
    '$(calc)', '${env:x}', '`n calc', '`', '"; calc; "', '#> calc <#',
    '| calc', '& calc', '@(calc)', "@'", '-InternalUrl', '--%', '%COMSPEC%',
    'a;b{c}d(e)f[g]', '\u2018; calc; \u2018', '\u2019; calc; \u2019',
    '\u201a; calc', '\u201b; calc', '\u201c$(calc)\u201d', '\u201e calc',
    '\u2013WhatIf', '[char]0x27', "' + [char]0x27 + '", 'B\u00fccher',
    '\u4f1a\u8b70', '\U0001f600', 'e\u0301', ' lead', 'trail ', '=', ',+',
    '<>', 'https://x/', '[int]', '$_', '\u00a0', '\u3000', 'x\ufffd',
]
UNSOUND = [
    'a\nRemove-Mailbox victim', 'a\rcalc', 'a\r\ncalc', 'a\tb', '\x1b[2J',
    'a\x00b', '\x7f', '\u0085calc', '\u2028calc', '\u2029calc', '\u202ecalc',
    '\u2066calc', '\u200bcalc', '\ufeffcalc', '\u00adcalc', '*', 'a*b',
    'a\\b', '\u061ccalc', '\U000e0041',
]
# what no URL may hold (RFC 3986), and what name and path would both need
NO_URL = ' "<>\\^`{|}\u00a0\u3000'
KEY = '77378F46-2C66-4aa9-A6A6-3E7A48B19596'


def escaped(text):
    """RFC 4514, every character that could need it as hex pairs."""
    return ''.join(c if c.isascii() and c.isalnum() else
                   ''.join('\\%02X' % o for o in c.encode()) for c in text)


def record(dn, *pairs):
    print('dn: ' + dn)
    for name, content in pairs:
        print('%s:: %s' % (
            name, base64.b64encode(content.encode()).decode()))
    print()


def container(name, above):
    dn = 'CN=%s,%s' % (name, above)
    record(dn, ('objectClass', 'top'), ('objectClass', 'container'),
           ('cn', name))
    return dn


def directory(name, above, url):
    record('CN=%s,%s' % (escaped(name), above), ('objectClass', 'top'),
           ('objectClass', 'msExchVirtualDirectory'),
           ('objectClass', 'msExchWebServicesVirtualDirectory'),
           ('cn', name), ('msExchInternalHostName', url))


def server(name, above, text, url):
    dn = 'CN=%s,%s' % (escaped(name), above)
    record(dn, ('objectClass', 'top'), ('objectClass', 'server'),
           ('objectClass', 'msExchExchangeServer'), ('cn', name),
           ('serialNumber', 'Version 15.1 (Build 32507.6)'))
    protocols = container('Protocols', dn)
    scp = container('Autodiscover', protocols)
    record('CN=%s,%s' % (escaped(name), scp), ('objectClass', 'top'),
           ('objectClass', 'serviceConnectionPoint'), ('cn', name),
           ('keywords', KEY), ('serviceBindingInformation', url))
    directory('EWS (%s)' % text, container('HTTP', protocols), url)


def usable(text):
    return not any(c in NO_URL for c in text)


def servers():
    """(server, web site, URL, is it sound)"""
    for i, text in enumerate(SOUND):
        path = text if usable(text) else ''
        yield 'S%d%s' % (i, text), text, 'https://ex01/%d%s' % (i, path), True
    for i, text in enumerate(UNSOUND):
        if '\0' not in text:
            yield 'U%d%s' % (i, text), text, 'https://ex01/u%d' % i, False


def make(classic):
    with open(classic, encoding='utf-8') as file:
        text = file.read()
    sys.stdout.write(text.rstrip('\n') + '\n\n')
    above = next(row[4:] for row in text.splitlines()
                 if row.startswith('dn: CN=Servers,'))
    for name, site, url, _ in servers():
        server(name, above, site, url)


def judge(path):
    with open(path, encoding='utf-8') as file:
        commands = [json.loads(row) for row in file]
    found = {}
    for command in commands:
        if 'noun' in command:
            settings = command['set']
            key = (command['noun'], settings.pop(
                'Server' if 'Server' in settings else 'Identity')[0])
            assert key not in found, key
            found[key] = settings
    n = 0
    for name, site, url, sound in servers():
        new = [url.replace('ex01', 'mail.contoso.com', 1)]
        want = {('ClientAccessService', name):
                {'AutoDiscoverServiceInternalUri': new},
                ('WebServicesVirtualDirectory', '%s\\EWS (%s)' %
                 (name, site)): {'InternalUrl': new}}
        for key, settings in want.items():
            got = found.pop(key, None)
            if sound and got != settings:
                sys.exit('%r: %r wanted, not %r' % (key, settings, got))
            if not sound and got is not None:
                sys.exit('%r: in a command' % (key,))
            n += sound
    for key in found:
        if key[1] != 'EX01' and not key[1].startswith('EX01\\'):
            sys.exit('%r: whose?' % (key,))
    print(n)


if sys.argv[1] == 'make':
    make(sys.argv[2])
else:
    judge(sys.argv[2])
