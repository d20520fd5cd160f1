# SPDX-License-Identifier: ISC
"""What the Exchange Management Shell would make of a script.

  shell_apply.py show SCRIPT              the commands as JSON, one a line
  shell_apply.py modify SCRIPT TREE.ldif  LDIF that changes the directory so

TREE.ldif is what `ldapsearch -LLL -o ldif-wrap=no` or slapcat wrote. It knows
the cmdlets with the parameters that each version of Exchange has and demands,
from Microsoft's pages and not from sanreq, and takes nothing else: a script
with any other statement, or a command that the version would refuse, fails.
"""
import base64
import json
import re
import sys

from powershell import Broken, tokens

IN, EX = 'msExchInternalHostName', 'msExchExternalHostName'
URLS = {'InternalUrl': IN, 'ExternalUrl': EX}
# noun: class, parameters, versions
DIRECTORIES = {
    'WebServicesVirtualDirectory':
        ('msExchWebServicesVirtualDirectory', URLS, '2007-SE'),
    'OabVirtualDirectory': ('msExchOABVirtualDirectory', URLS, '2007-SE'),
    'UMVirtualDirectory': ('msExchUMVirtualDirectory', URLS, '2007-2007'),
    'OwaVirtualDirectory': ('msExchOWAVirtualDirectory', URLS, '2007-SE'),
    'EcpVirtualDirectory': ('msExchECPVirtualDirectory', URLS, '2010-SE'),
    'ActiveSyncVirtualDirectory':
        ('msExchMobileVirtualDirectory', URLS, '2007-SE'),
    'MapiVirtualDirectory': ('msExchMapiVirtualDirectory', URLS, '2013-SE'),
    'AutodiscoverVirtualDirectory':
        ('msExchAutoDiscoverVirtualDirectory', URLS, '2010-2010'),
    'PowerShellVirtualDirectory':
        ('msExchPowerShellVirtualDirectory', URLS, '2010-SE'),
}
MAIL = {'X509CertificateName': 'msExchPopImapX509CertificateName',
        'InternalConnectionSettings':
            'msExchPOPIMAPInternalConnectionSettings',
        'ExternalConnectionSettings':
            'msExchPOPIMAPExternalConnectionSettings',
        'OwaServerUrl': 'oWAServer'}
PROVIDER = {'Server': 'msExchAutoDiscoverServer',
            'CertPrincipalName': 'msExchAutoDiscoverCertPrincipalName'}
VERSIONS = ['2007', '2010', '2013', '2016', '2019', 'SE']
POOLS = {'MSExchangeAutodiscoverAppPool', 'MSExchangeOWAAppPool',
         'MSExchangeECPAppPool'}
SERVICES = [['MSExchangePop3'], ['MSExchangeImap4'],
            ['MSExchangePop3', 'MSExchangePOP3BE'],
            ['MSExchangeImap4', 'MSExchangeIMAP4BE']]


# --- the script ---

class Line:
    """The tokens of a statement, taken one by one."""

    def __init__(self, items):
        self.items, self.at = items, 0

    def peek(self):
        return self.items[self.at] if self.at < len(self.items) else None

    def take(self, kind, value=None):
        token = self.peek()
        if token is None or token[0] != kind or \
                (value is not None and token[1] != value):
            raise Broken('%s %s wanted, not %r in %r' %
                         (kind, value or '', token, self.items))
        self.at += 1
        return token[1]

    def takes(self, kind, value):
        if self.peek() != (kind, value):
            return False
        self.at += 1
        return True

    def words(self, *list_of):
        for kind, value in list_of:
            self.take(kind, value)


def text(line):
    """'...', or ('...' + [char]0xNNNN + '...')"""
    if line.peek()[0] == 'string':
        return line.take('string')
    line.take('op', '(')
    units = [line.take('string')]
    while line.takes('op', '+'):
        if line.peek()[0] == 'string':
            units.append(line.take('string'))
            continue
        line.take('type', 'char')
        number = line.take('word')
        if not re.fullmatch('0x[0-9A-F]{4}', number):
            raise Broken('no code unit: ' + number)
        units.append(chr(int(number, 16)))
    line.take('op', ')')
    whole = ''.join(units)
    return whole.encode('utf-16-le', 'surrogatepass').decode('utf-16-le')


def value(line):
    """A parameter's value: text, list of texts, bool, or kept property."""
    kind, word = line.peek()
    if kind == 'var':
        line.at += 1
        if word not in ('true', 'false'):
            raise Broken('a variable: $' + word)
        return word == 'true'
    if (kind, word) == ('op', '(') and \
            line.items[line.at + 1][0] == 'word':
        line.take('op', '(')
        cmdlet = line.take('word')
        line.take('name', 'Identity')
        identity = text(line)
        line.words(('op', ')'), ('op', '.'))
        return {'get': cmdlet, 'identity': identity,
                'property': line.take('word')}
    values = [text(line)]
    while line.takes('op', ','):
        values.append(text(line))
    return values


def set_command(line):
    cmdlet = line.take('word')
    if not re.fullmatch('Set-[A-Za-z]+', cmdlet):
        raise Broken('a command: ' + cmdlet)
    command = {'noun': cmdlet[4:], 'whatif': False, 'set': {}}
    while line.peek() is not None:
        name = line.take('name')
        if name == 'WhatIf':
            command['whatif'] = True
        elif name in command['set']:
            raise Broken('-%s twice' % name)
        else:
            command['set'][name] = value(line)
    return command


def block(line):
    """What a recycling command runs."""
    line.take('op', '{')
    if line.takes('op', '&'):
        if line.take('expand') != \
                '$env:windir\\system32\\inetsrv\\appcmd.exe':
            raise Broken('another program')
        line.words(('word', 'recycle'), ('word', 'apppool'))
        pool = line.take('string')
        if not pool.startswith('/apppool.name:'):
            raise Broken(pool)
        result = {'pool': pool[14:], 'whatif': False}
    elif line.peek() == ('word', 'Import-Module'):
        line.words(('word', 'Import-Module'), ('word', 'WebAdministration'),
                   ('op', ';'), ('word', 'Restart-WebAppPool'),
                   ('name', 'Name'))
        result = {'pool': line.take('string'),
                  'whatif': line.takes('name', 'WhatIf')}
    else:
        line.words(('word', 'Get-Service'), ('name', 'Name'))
        names = [line.take('string')]
        while line.takes('op', ','):
            names.append(line.take('string'))
        line.words(('op', '|'), ('word', 'Where-Object'), ('op', '{'),
                   ('var', '_'), ('op', '.'), ('word', 'Status'),
                   ('name', 'eq'), ('string', 'Running'), ('op', '}'),
                   ('op', '|'), ('word', 'Restart-Service'))
        if names not in SERVICES:
            raise Broken('services: %r' % names)
        result = {'services': names, 'whatif': line.takes('name', 'WhatIf')}
    if 'pool' in result and result['pool'] not in POOLS:
        raise Broken('pool: ' + result['pool'])
    line.take('op', '}')
    if line.peek() is not None:
        raise Broken('more behind it: %r' % (line.peek(),))
    return result


def statement(items):
    line = Line(items)
    if line.takes('word', 'Invoke-Command'):
        line.take('name', 'ComputerName')
        computer = text(line)
        line.take('name', 'ScriptBlock')
        return {'on': computer, **block(line)}
    if line.takes('word', 'if'):
        line.words(('op', '('), ('var', 'env:COMPUTERNAME'), ('name', 'eq'))
        computer = text(line)
        line.take('op', ')')
        return {'on': computer, **block(line)}
    return set_command(line)


def read_script(path):
    with open(path, 'rb') as file:
        raw = file.read()
    if re.search(b'[^ -~\n]', raw):
        raise Broken('not printable ASCII')
    return [statement(s) for s in tokens(raw.decode('ascii'))]


# --- the directory ---

def split_dn(dn):
    """[(type, value)], unescaped, for comparing in lower case."""
    parts, at = [], 0
    while at < len(dn):
        equals = dn.index('=', at)
        kind, octets, i = dn[at:equals].strip(), bytearray(), equals + 1
        while i < len(dn) and dn[i] != ',':
            if dn[i] == '\\':
                pair = dn[i + 1:i + 3]
                if re.fullmatch('[0-9A-Fa-f]{2}', pair):
                    octets.append(int(pair, 16))
                    i += 3
                    continue
                i += 1
            octets += dn[i].encode()
            i += 1
        parts.append((kind.lower(), octets.decode().lower()))
        at = i + 1
    return parts


def read_tree(path):
    entries = []
    with open(path, encoding='utf-8') as file:
        unfolded = file.read().replace('\n ', '')
    for record in unfolded.split('\n\n'):
        entry = {}
        for row in record.splitlines():
            if not row or row[0] == '#':
                continue
            name, content = row.split(':', 1)
            if content.startswith(':'):
                content = base64.b64decode(content[1:]).decode()
            else:
                content = content.lstrip(' ')
            entry.setdefault(name.lower(), []).append(content)
        if 'dn' in entry:
            entry['parts'] = split_dn(entry['dn'][0])
            entries.append(entry)
    return entries


def find(tree, *names):
    """The one entry whose DN begins with these common names."""
    want = [('cn', name.lower()) for name in names]
    found = [e for e in tree if e['parts'][:len(want)] == want]
    if len(found) != 1:
        raise Broken('%d objects are called %r' % (len(found), names))
    return found[0]


def version_of(tree, server):
    serial = find(tree, server, 'Servers').get('serialnumber', [''])[0]
    match = re.match(r'Version (\d+)\.(\d+) \(Build (\d+)', serial)
    if match is None:
        return None
    major, minor, build = (int(x) for x in match.groups())
    if (major, minor) == (15, 2):
        return 'SE' if build % 30000 >= 2562 else '2019'
    return {(8, 3): '2007', (14, 3): '2010', (15, 0): '2013',
            (15, 1): '2016'}[major, minor]


def has_class(entry, name):
    return name.lower() in [c.lower() for c in entry['objectclass']]


def check_version(noun, version, versions):
    first, last = (VERSIONS.index(v) for v in versions.split('-'))
    if version is not None and not \
            first <= VERSIONS.index(version) <= last:
        raise Broken('no Set-%s for Exchange %s' % (noun, version))


def kept(given, noun, identity, prop):
    want = {'get': 'Get-' + noun, 'identity': identity, 'property': prop}
    if given != want:
        raise Broken('%r wanted, not %r' % (want, given))


def only(values):
    if not isinstance(values, list) or len(values) != 1:
        raise Broken('one value wanted: %r' % (values,))
    return values


def rpc_changes(settings, identity, modern):
    changes = {}
    for side, attribute in (('Internal', IN), ('External', EX)):
        host = settings.pop(side + 'Hostname', None)
        if host is None:
            continue
        if modern:
            method = side + 'ClientAuthenticationMethod'
            if settings.pop(side + 'ClientsRequireSsl', None) is not True:
                raise Broken('-%sClientsRequireSsl is missing' % side)
            kept(settings.pop(method, None), 'OutlookAnywhere', identity,
                 method)
        elif side == 'Internal':
            raise Broken('no -InternalHostname before Exchange 2013')
        changes[attribute] = ['https://%s/rpc' % only(host)[0]]
    return changes


def plain_changes(settings, table):
    changes = {}
    for name in list(settings):
        if name in table:
            given = settings.pop(name)
            if not name.endswith('ConnectionSettings'):
                only(given)
            changes[table[name]] = given
    return changes


def directory_changes(tree, noun, settings):
    identity = only(settings.pop('Identity'))[0]
    server, name = identity.split('\\')
    entry = find(tree, name, 'HTTP', 'Protocols', server, 'Servers')
    version = version_of(tree, server)
    if noun == 'OutlookAnywhere':
        wanted = 'msExchRpcHttpVirtualDirectory'
        changes = rpc_changes(settings, identity,
                              version not in ('2007', '2010'))
    else:
        wanted, table, versions = DIRECTORIES[noun]
        check_version(noun, version, versions)
        changes = plain_changes(settings, table)
        if noun == 'MapiVirtualDirectory':
            kept(settings.pop('IISAuthenticationMethods', None), noun,
                 identity, 'IISAuthenticationMethods')
    if not has_class(entry, wanted):
        raise Broken('%s is no %s' % (identity, wanted))
    return entry, changes


def changes_of(tree, command):
    """The entry that a command changes, and {attribute: new values}."""
    noun, settings = command['noun'], dict(command['set'])
    if noun in ('ClientAccessServer', 'ClientAccessService'):
        server = only(settings.pop('Identity'))[0]
        version = version_of(tree, server)
        check_version(noun, version, '2016-SE' if noun.endswith('Service')
                      else '2007-2013')
        entry = find(tree, server, 'Autodiscover', 'Protocols', server,
                     'Servers')
        changes = plain_changes(settings, {
            'AutoDiscoverServiceInternalUri': 'serviceBindingInformation'})
    elif noun in ('PopSettings', 'ImapSettings'):
        server = only(settings.pop('Server'))[0]
        if any('Connection' in name for name in settings):
            check_version(noun, version_of(tree, server), '2010-SE')
        protocol = 'POP3' if noun == 'PopSettings' else 'IMAP4'
        entry = find(tree, '1', protocol, 'Protocols', server, 'Servers')
        changes = plain_changes(settings, MAIL)
    elif noun == 'OutlookProvider':
        entry = find(tree, only(settings.pop('Identity'))[0], 'Outlook',
                     'AutoDiscover')
        changes = plain_changes(settings, PROVIDER)
    elif noun == 'OutlookAnywhere' or noun in DIRECTORIES:
        entry, changes = directory_changes(tree, noun, settings)
    else:
        raise Broken('no such command: Set-' + noun)
    if settings or not changes:
        raise Broken('parameters of Set-%s: %r' % (noun, settings))
    for attribute in changes:
        if attribute.lower() not in entry:
            raise Broken('%s was empty' % attribute)
    return entry, changes


def encoded(name, content):
    return '%s:: %s' % (name, base64.b64encode(content.encode()).decode())


def modify(script, tree):
    for command in script:
        if 'noun' not in command:
            continue
        entry, changes = changes_of(tree, command)
        if command['whatif']:
            continue
        print(encoded('dn', entry['dn'][0]))
        print('changetype: modify')
        for attribute, values in changes.items():
            print('replace: ' + attribute)
            for content in values:
                print(encoded(attribute, content))
            print('-')
        print()


def main():
    try:
        script = read_script(sys.argv[2])
        if sys.argv[1] == 'show':
            for command in script:
                print(json.dumps(command, sort_keys=True))
        else:
            modify(script, read_tree(sys.argv[3]))
    except Broken as reason:
        sys.exit('%s: %s' % (sys.argv[2], reason))


main()
