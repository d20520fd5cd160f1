#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""Writes an organization, kept as LDIF, as the Exchange Management Shell would.

make.py LDIF DIRECTORY SCRIPT [--no-dn]

SCRIPT is what sanreq collect prints: collected.txt has the properties that it
asks for, as that script would write them.

Windows PowerShell 5.1 writes Clixml and redirected text as UTF-16LE, CSV as
ASCII with #TYPE and everything quoted, JSON two levels deep with a Uri as an
object; PowerShell 7 writes UTF-8 without a byte order mark, no #TYPE, and a
Uri as a string. --no-dn leaves DistinguishedName out, as who selects a few
properties does.
"""
import base64
import json
import os
import sys
from xml.sax.saxutils import escape

BUILD_OFFSET = 30000
VDIRS = {
    'msexchwebservicesvirtualdirectory': ('WebServicesVirtualDirectory', 'ADWebServicesVirtualDirectory'),
    'msexchoabvirtualdirectory': ('OabVirtualDirectory', 'ADOabVirtualDirectory'),
    'msexchumvirtualdirectory': ('UMVirtualDirectory', 'ADUMVirtualDirectory'),
    'msexchowavirtualdirectory': ('OwaVirtualDirectory', 'ADOwaVirtualDirectory'),
    'msexchecpvirtualdirectory': ('EcpVirtualDirectory', 'ADEcpVirtualDirectory'),
    'msexchmobilevirtualdirectory': ('ActiveSyncVirtualDirectory', 'ADMobileVirtualDirectory'),
    'msexchmapivirtualdirectory': ('MapiVirtualDirectory', 'ADMapiVirtualDirectory'),
    'msexchpowershellvirtualdirectory': ('PowerShellVirtualDirectory', 'ADPowerShellVirtualDirectory'),
    'msexchautodiscovervirtualdirectory': ('AutodiscoverVirtualDirectory', 'ADAutodiscoverVirtualDirectory'),
}
TASKS = 'Microsoft.Exchange.Management.SystemConfigurationTasks.'
CONFIG = 'Microsoft.Exchange.Data.Directory.SystemConfiguration.'
MANAGEMENT = 'Microsoft.Exchange.Data.Directory.Management.'


class Uri(str):
    """A value that PowerShell has as System.Uri."""


class Value(str):
    """A value of a type of Exchange's, known by what it prints."""


class Address(Value):
    """What is System.Net.IPAddress."""


class Version:
    """What AdminDisplayVersion is."""

    def __init__(self, text):
        self.text = text

    def __str__(self):
        return self.text


class Object:
    """What one cmdlet gives once."""

    def __init__(self, noun, type_name, dn, identity, name):
        self.noun = noun
        self.type = type_name
        self.properties = {'RunspaceId': '6f9619ff-8b86-d011-b42d-00c04fc964ff',
                           'Name': name, 'Identity': Value(identity)}
        if dn is not None:
            self.properties['DistinguishedName'] = dn
        self.properties['IsValid'] = True

    def __setitem__(self, key, value):
        self.properties[key] = value


def read_ldif(path):
    """[(dn, {attribute in lower case: [values]})]"""
    lines = []
    with open(path, encoding='utf-8') as file:
        for line in file.read().split('\n'):
            if line.startswith(' ') and lines:
                lines[-1] += line[1:]
            else:
                lines.append(line)
    records, record = [], None
    for line in lines:
        if not line or line.startswith('#'):
            if not line:
                record = None
            continue
        name, value = line.split(':', 1)
        if value.startswith(':'):
            value = base64.b64decode(value[1:].strip()).decode('utf-8')
        value = value.strip()
        if name.lower() == 'dn':
            record = {}
            records.append((value, record))
        else:
            record.setdefault(name.lower(), []).append(value)
    return records


def rdns(dn):
    parts, part, quoted = [], '', False
    for char in dn:
        if char == ',' and not quoted:
            parts.append(part)
            part = ''
            continue
        quoted = char == '\\' and not quoted
        part += char
    parts.append(part)
    return [p.split('=', 1)[1].replace('\\', '') for p in parts]


def server_of(parts):
    at = parts.index('Servers') if 'Servers' in parts else 0
    return parts[at - 1] if at > 0 else None


class Reader:
    """Objects of an organization, in the order of sanreq collect."""

    def __init__(self, records, with_dn):
        self.objects = []
        self.with_dn = with_dn
        for dn, attributes in records:
            self.take(dn, attributes)

    def add(self, noun, type_name, dn, identity, name):
        made = Object(noun, type_name, dn if self.with_dn else None, identity, name)
        self.objects.append(made)
        return made

    def take(self, dn, attributes):
        before = len(self.objects)
        self.take_classes(dn, attributes)
        for made in self.objects[before:]:
            if 'Server' not in made.noun:
                made['ObjectClass'] = attributes['objectclass']

    def take_classes(self, dn, attributes):
        classes = [c.lower() for c in attributes.get('objectclass', [])]
        parts = rdns(dn)
        server = server_of(parts)

        def one(name):
            return attributes.get(name.lower(), [None])[0]

        def many(name):
            return attributes.get(name.lower(), [])

        for name in classes:
            if name in VDIRS:
                noun, type_name = VDIRS[name]
                made = self.add(noun, TASKS + type_name, dn, server + '\\' + parts[0], parts[0])
                self.directory(made, server, one, noun)
        if 'msexchrpchttpvirtualdirectory' in classes:
            self.outlook_anywhere(dn, server, parts, one)
        elif 'serviceconnectionpoint' in classes and server:
            made = self.add('ClientAccessServer', MANAGEMENT + 'ClientAccessServer',
                            ','.join(dn.split(',')[3:]), server, server)
            made['AutoDiscoverServiceInternalUri'] = Uri(one('serviceBindingInformation'))
            made['AutoDiscoverSiteScope'] = [k[5:] for k in many('keywords') if k.startswith('Site=')]
        elif 'msexchexchangeserver' in classes:
            self.server(dn, parts, one, many)
        elif 'protocolcfgpopserver' in classes or 'protocolcfgimapserver' in classes:
            pop = 'protocolcfgpopserver' in classes
            made = self.add('PopSettings' if pop else 'ImapSettings',
                            CONFIG + ('Pop3' if pop else 'Imap4') + 'AdConfiguration',
                            dn, server + '\\1', '1')
            made['ProtocolName'] = 'POP3' if pop else 'IMAP4'
            made['Server'] = server
            made['InternalConnectionSettings'] = [Value(v) for v in many('msExchPOPIMAPInternalConnectionSettings')]
            made['ExternalConnectionSettings'] = [Value(v) for v in many('msExchPOPIMAPExternalConnectionSettings')]
            made['X509CertificateName'] = one('msExchPopImapX509CertificateName')
            made['UnencryptedOrTLSBindings'] = [Value('[::]:110'), Value('0.0.0.0:110')]
        elif 'msexchsmtpreceiveconnector' in classes:
            made = self.add('ReceiveConnector', CONFIG + 'ReceiveConnector', dn,
                            server + '\\' + parts[0], parts[0])
            made['Bindings'] = [Value('[::]:25'), Value('0.0.0.0:25')]
            made['Enabled'] = one('msExchSmtpReceiveEnabled') != 'FALSE'
            made['Fqdn'] = Value(one('msExchSMTPReceiveConnectorFQDN') or '')
            made['ServiceDiscoveryFqdn'] = one('msExchSmtpReceiveAdvertisedDomain')
            made['TlsCertificateName'] = one('msExchSmtpTLSCertificate')
            made['TlsDomainCapabilities'] = [Value(v) for v in many('msExchSmtpReceiveTlsDomainCapabilities')]
            made['Server'] = Value(server)
        elif 'msexchroutingsmtpconnector' in classes:
            made = self.add('SendConnector', CONFIG + 'SmtpSendConnectorConfig', dn, parts[0], parts[0])
            made['Enabled'] = one('msExchSmtpSendEnabled') != 'FALSE'
            made['Fqdn'] = Value(one('msExchSMTPSendConnectorFQDN') or '')
            hosts = one('msExchSmtpSmartHost')
            made['SmartHosts'] = [Value(v) for v in hosts.split(',')] if hosts else []
            made['TlsDomain'] = one('msExchSmtpSendTlsDomain')
            made['TlsCertificateName'] = one('msExchSmtpTLSCertificate')
            made['HomeMtaServerId'] = 'EX99'
        elif 'msexchaccepteddomain' in classes:
            flags = int(one('msExchAcceptedDomainFlags') or 0)
            made = self.add('AcceptedDomain', CONFIG + 'AcceptedDomain', dn, parts[0], parts[0])
            made['DomainName'] = Value(one('msExchAcceptedDomainName'))
            made['DomainType'] = Value(('Authoritative', 'ExternalRelay', 'InternalRelay')[flags & 3])
            made['Default'] = flags & 4 != 0
            made['X400AddressType'] = flags & 16 != 0
            made['PendingRemoval'] = flags & 64 != 0
        elif 'msexchclientaccessarray' in classes or 'msexchclientaccessarraylegacy' in classes:
            made = self.add('ClientAccessArray', CONFIG + 'ClientAccessArray', dn, parts[0], parts[0])
            made['Fqdn'] = one('networkAddress').split(':', 1)[1]
            made['Members'] = ['CAS10A', 'CAS10B']
        elif 'msexchmdbavailabilitygroup' in classes:
            made = self.add('DatabaseAvailabilityGroup', CONFIG + 'DatabaseAvailabilityGroup', dn, parts[0], parts[0])
            made['Name'] = one('msExchMDBAvailabilityGroupName')
            made['Servers'] = [Value('EX19B'), Value('EX19A')]
            for side in 'Started', 'Stopped':
                made[side + 'MailboxServers'] = many('msExch%sMailboxServers' % side)
            made['WitnessServer'] = Value(one('msExchFileShareWitness'))
            addresses = [Address(v) for v in many('msExchMDBAvailabilityGroupIPv4Addresses')]
            made['DatabaseAvailabilityGroupIpv4Addresses'] = addresses
            made['DatabaseAvailabilityGroupIpAddresses'] = addresses
        elif 'msexchautodiscoverconfig' in classes:
            made = self.add('OutlookProvider', CONFIG + 'OutlookProvider', dn, parts[0], parts[0])
            made['CertPrincipalName'] = one('msExchAutoDiscoverCertPrincipalName')
            made['Server'] = one('msExchAutoDiscoverServer')
            made['TTL'] = 1
        elif 'msexchcoexistencerelationship' in classes:
            made = self.add('HybridConfiguration', MANAGEMENT + 'HybridConfiguration', dn, parts[0], parts[0])
            made['OnPremisesSmartHost'] = Value(one('msExchCoexistenceOnPremisesSmartHost'))
            made['TlsCertificateName'] = Value(one('msExchCoexistenceSecureMailCertificateThumbprint'))
            made['Domains'] = [Value(v) for v in many('msExchCoexistenceDomains')]
        elif 'msexchorganizationcontainer' in classes:
            self.add('OrganizationConfig', MANAGEMENT + 'OrganizationConfig', dn, parts[0], parts[0])
        elif 'msexchdomaincontentconfig' in classes:
            made = self.add('RemoteDomain', CONFIG + 'DomainContentConfig', dn, parts[0], parts[0])
            made['DomainName'] = Value(one('domainName'))
        elif 'msexchfedsharingrelationship' in classes:
            made = self.add('OrganizationRelationship', CONFIG + 'OrganizationRelationship', dn, parts[0], parts[0])
            made['DomainNames'] = [Value(v) for v in many('msExchFedDomainNames')]
            made['TargetAutodiscoverEpr'] = Uri(one('msExchFedTargetAutodiscoverEPR'))
            made['TargetSharingEpr'] = None
            made['TargetOwaURL'] = Uri(one('msExchFedTargetOwaURL'))
        elif 'msexchavailabilityaddressspace' in classes:
            made = self.add('AvailabilityAddressSpace', CONFIG + 'AvailabilityAddressSpace', dn, parts[0], parts[0])
            made['ForestName'] = one('msExchAvailabilityForestName')
            made['ProxyUrl'] = None
        elif 'msexchumipgateway' in classes:
            made = self.add('UMIPGateway', MANAGEMENT + 'UMIPGateway', dn, parts[0], parts[0])
            made['Address'] = Value(one('msExchUMIPGatewayAddress'))
        elif 'msexchprotocolcfgsipfeserver' in classes:
            made = self.add('UMCallRouterSettings', CONFIG + 'SIPFEServerConfiguration', dn, server, server)
            made['ExternalServiceFqdn'] = one('msExchUMLoadBalancerFqdn')
            made['ExternalHostFqdn'] = one('msExchShadowInfo')

    @staticmethod
    def directory(made, server, one, noun):
        made['Server'] = Value(server)
        made['MetabasePath'] = one('msExchMetabasePath')
        made['InternalAuthenticationMethods'] = [Value('Ntlm'), Value('WindowsIntegrated')]
        made['ExternalUrl'] = Uri(one('msExchExternalHostName')) if one('msExchExternalHostName') else None
        made['InternalUrl'] = Uri(one('msExchInternalHostName')) if one('msExchInternalHostName') else None
        if noun == 'WebServicesVirtualDirectory':
            bypass = one('msExchInternalNLBBypassHostName')
            made['InternalNLBBypassUrl'] = Uri(bypass) if bypass else None
        if noun == 'OwaVirtualDirectory':
            for name, attribute in (('Exchange2003Url', 'msExch2003Url'), ('FailbackUrl', 'msExchOWAFailbackURL')):
                made[name] = Uri(one(attribute)) if one(attribute) else None
            made['InstantMessagingServerName'] = one('msExchOWAIMServerName') or ''
            made['Url'] = []
            made['ExternalDownloadHostName'] = ''
            made['InternalDownloadHostName'] = None

    def outlook_anywhere(self, dn, server, parts, one):
        made = self.add('OutlookAnywhere', TASKS + 'ADRpcHttpVirtualDirectory', dn,
                        server + '\\' + parts[0], parts[0])
        made['ServerName'] = server
        made['MetabasePath'] = one('msExchMetabasePath')
        for side in 'Internal', 'External':
            url = one('msExch%sHostName' % side)
            made[side + 'Hostname'] = Value(url.split('/')[2]) if url else None
            made[side + 'ClientsRequireSsl'] = bool(url) and url.startswith('https')
        made['XropUrl'] = []

    def server(self, dn, parts, one, many):
        if parts[1] != 'Servers':
            return
        made = self.add('ExchangeServer', MANAGEMENT + 'ExchangeServer', dn, parts[0], parts[0])
        serial = one('serialNumber')
        head, build = serial.split('(Build ')
        number, rest = build.split('.', 1)
        if int(number) >= BUILD_OFFSET:
            number = str(int(number) - BUILD_OFFSET)
        made['AdminDisplayVersion'] = Version('%s(Build %s.%s' % (head, number, rest))
        made['ExchangeVersion'] = Value('0.1 (8.0.535.0)')
        made['NetworkAddress'] = [Value(v) for v in many('networkAddress')]
        made['Fqdn'] = [v for v in many('networkAddress') if v.startswith('ncacn_ip_tcp:')][0].split(':')[1]
        roles = int(one('msExchCurrentServerRoles') or 0)
        words = [w for bit, w in ((2, 'Mailbox'), (4, 'ClientAccess'), (16, 'UnifiedMessaging'),
                                  (32, 'HubTransport'), (64, 'Edge')) if roles & bit]
        made['ServerRole'] = Value(', '.join(words) or 'None')
        site = one('msExchServerSite')
        made['Site'] = Value('corp.example.com/Configuration/Sites/' + rdns(site)[0]) if site else None


def certificates():
    made = Object('ExchangeCertificate', TASKS + 'ExchangeCertificate', None,
                  'ex19a.ad.contoso.com\\5113ae0233a72fccb75b1d0198628675333d010e', None)
    del made.properties['Name']
    made['Thumbprint'] = '5113AE0233A72FCCB75B1D0198628675333D010E'
    made['Subject'] = 'CN=mail.contoso.com, O=Contoso, C=FR'
    made['CertificateDomains'] = [
        Value(v + '.contoso.com') for v in ('mail', 'autodiscover', 'pop', 'imap', 'hybrid')]
    made['Services'] = Value('IMAP, POP, IIS, SMTP')
    made['NotAfter'] = Value('12/31/2026 11:59:59 PM')
    made['Status'] = Value('Valid')
    return made


# --- Format-List -----------------------------------------------------------


def text_of(value, cut=None):
    if value is None:
        return ''
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, list):
        shown = [text_of(v) for v in value]
        if cut is not None and len(shown) > 4:
            shown = shown[:4] + [cut]
            return '{' + ', '.join(shown[:4]) + shown[4] + '}'
        return '{' + ', '.join(shown) + '}'
    return str(value)


def wrap(text, width):
    """As PowerShell 5.1: between words, and a long word at the width."""
    lines, line = [], ''
    words = [w + ' ' for w in text.split(' ')]
    words[-1] = words[-1][:-1]
    for word in words:
        if line and len((line + word).rstrip(' ')) > width:
            lines.append(line)
            line = ''
        line += word
        while len(line.rstrip(' ')) > width:
            lines.append(line[:width])
            line = line[width:]
    return lines + [line]


def format_list(made, width, gap=0, cut=None):
    column = max(len(k) for k in made.properties)
    out = []
    for key, value in made.properties.items():
        lines = wrap(text_of(value, cut), width - column - 3)
        out.append(key.ljust(column) + ' : ' + lines[0])
        out += [' ' * (column + 3) + line.rstrip(' ') for line in lines[1:]]
        out += [''] * gap
    return out


def groups(objects):
    nouns = {}
    for made in objects:
        nouns.setdefault(made.noun, []).append(made)
    return nouns.items()


def console(objects, width, **options):
    out = ['         Welcome to the Exchange Management Shell!', '',
           'Full list of cmdlets: Get-Command', '']
    for noun, several in groups(objects):
        out += ['[PS] C:\\Windows\\system32>Get-%s | Format-List' % noun, '', '']
        for made in several:
            out += format_list(made, width, **options) + ['']
        out += ['', '']
    return out + ['[PS] C:\\Windows\\system32>']


def asked(script):
    """{noun: [properties]} of the lines Export-Name Get-NOUN PROPERTIES"""
    with open(script, encoding='ascii') as file:
        text = file.read().replace('`\n', ' ')
    found = {}
    for line in text.split('\n'):
        words = line.split()
        if words[:1] == ['Export-Name']:
            found[words[1][len('Get-'):]] = ''.join(words[2:]).split('$')[0].split(',')
    return found


def collected(objects, script):
    out = ['# sanreq collect 1']
    wanted = asked(script)
    for noun, several in groups(objects):
        out += ['# Get-' + noun, '', '']
        for made in several:
            short = Object(noun, None, None, '', None)
            short.properties = {k: made.properties[k] for k in wanted[noun] if k in made.properties}
            out += format_list(short, 4096) + ['']
        out += ['', '']
    return out + ['# sanreq collect: end']


# --- CSV ---------------------------------------------------------------------


def csv_value(value, joined):
    if isinstance(value, list):
        if joined is None:
            return 'Microsoft.Exchange.Data.MultiValuedProperty`1[System.String]'
        return joined.join(text_of(v) for v in value)
    return text_of(value)


def csv(several, separator, type_line, joined):
    keys = list(several[0].properties)
    out = ['#TYPE ' + several[0].type] if type_line else []
    for row in [keys] + [[csv_value(m.properties[k], joined) for k in keys] for m in several]:
        out.append(separator.join('"%s"' % v.replace('"', '""') for v in row))
    return out


# --- JSON --------------------------------------------------------------------


def uri_object(text):
    host = text.split('/')[2]
    return {'AbsolutePath': text.split(host, 1)[1], 'AbsoluteUri': text, 'LocalPath': '/',
            'Authority': host, 'HostNameType': 2, 'IsDefaultPort': True, 'IsFile': False,
            'Port': 443, 'Segments': ['/'], 'IsUnc': False, 'Host': host,
            'OriginalString': text, 'Scheme': text.split(':')[0]}


def version_object(text):
    major, rest = text[len('Version '):].split('.', 1)
    minor, rest = rest.split(' (Build ')
    build, rest = rest.rstrip(')').split('.', 1)
    return {'Major': int(major), 'Minor': int(minor), 'Build': int(build),
            'Revision': int(rest.split(':')[0]), 'FilePatchLevelDescription': None}


def json_value(value, old):
    if old and isinstance(value, Address):
        return {'Address': 318767296, 'AddressFamily': 2, 'ScopeId': None, 'IPAddressToString': str(value)}
    if isinstance(value, Uri):
        return uri_object(value) if old else str(value)
    if isinstance(value, Version):
        return version_object(value.text)
    if isinstance(value, list):
        inner = [json_value(v, old) for v in value]
        return {'value': inner, 'Count': len(inner)} if old and len(inner) == 1 else inner
    return value


def json_object(made, old):
    out = {}
    for key, value in made.properties.items():
        if key == 'DomainType':
            value = ('Authoritative', 'ExternalRelay', 'InternalRelay').index(value)
        elif key in ('DomainName',) and old:
            value = {'Domain': str(value), 'Address': str(value), 'IncludeSubDomains': False}
        elif key == 'Fqdn' and old and isinstance(value, Value):
            value = {'Domain': str(value)} if value else None
        else:
            value = json_value(value, old)
        out[key] = value
    return out


# --- Clixml --------------------------------------------------------------------


class Clixml:
    def __init__(self):
        self.out = ['<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">']
        self.ref = 0
        self.types = {}
        self.written = {}

    def id(self):
        self.ref += 1
        return self.ref - 1

    @staticmethod
    def text(value):
        return escape(str(value)).replace('\r', '_x000D_').replace('\n', '_x000A_')

    def type(self, names):
        if names[0] in self.types:
            return '<TNRef RefId="%d" />' % self.types[names[0]]
        self.types[names[0]] = len(self.types)
        inner = ''.join('<T>%s</T>' % self.text(n) for n in names)
        return '<TN RefId="%d">%s</TN>' % (self.types[names[0]], inner)

    def property(self, key, value):
        name = ' N="%s"' % escape(key) if key else ''
        if value is None:
            return '<Nil%s />' % name
        if isinstance(value, bool):
            return '<B%s>%s</B>' % (name, str(value).lower())
        if isinstance(value, int):
            return '<I32%s>%d</I32>' % (name, value)
        if isinstance(value, Uri):
            return '<URI%s>%s</URI>' % (name, self.text(value))
        if isinstance(value, list):
            ref = self.id()
            inner = ''.join(self.property(None, v) for v in value)
            return '<Obj%s RefId="%d">%s<LST>%s</LST></Obj>' % (
                name, ref, self.type(['Microsoft.Exchange.Data.MultiValuedProperty`1', 'System.Object']), inner)
        if isinstance(value, (Value, Version)):
            if str(value) in self.written:  # referred to the second time
                return '<Ref%s RefId="%d" />' % (name, self.written.pop(str(value)))
            ref = self.id()
            self.written[str(value)] = ref
            return '<Obj%s RefId="%d">%s<ToString>%s</ToString><Props><S N="Domain">deeper.example</S></Props></Obj>' % (
                name, ref, self.type(['Microsoft.Exchange.Data.Value', 'System.Object']), self.text(value))
        return '<S%s>%s</S>' % (name, self.text(value))

    def add(self, made):
        ref = self.id()
        inner = self.type([made.type, 'Microsoft.Exchange.Data.ConfigurableObject', 'System.Object'])
        items = list(made.properties.items())
        props = [self.property(k, v) for k, v in items[1:]]
        self.out.append('  <Obj RefId="%d">\n    %s\n    <ToString>%s</ToString>\n    <Props>\n%s\n    </Props>\n    <MS>%s</MS>\n  </Obj>' % (
            ref, inner, self.text(made.properties['Identity']),
            '\n'.join('      ' + p for p in props),
            self.property(*items[0])))

    def lines(self):
        return '\n'.join(self.out + ['</Objs>']).split('\n')


# --- files -----------------------------------------------------------------------


def write(directory, name, lines, encoding, end='\r\n'):
    marks = {'utf-16-le': b'\xff\xfe', 'utf-16-be': b'\xfe\xff', 'utf-8-sig': b''}
    with open(os.path.join(directory, name), 'wb') as file:
        file.write(marks.get(encoding, b''))
        file.write((end.join(lines) + end).encode(encoding))


def write_all(objects, directory, script):
    for noun, several in groups(objects):
        os.makedirs(os.path.join(directory, 'csv51'), exist_ok=True)
        os.makedirs(os.path.join(directory, 'csv7'), exist_ok=True)
        os.makedirs(os.path.join(directory, 'json51'), exist_ok=True)
        write(directory, 'csv51/%s.csv' % noun, csv(several, ',', True, '; '), 'ascii')
        write(directory, 'csv7/%s.csv' % noun, csv(several, ';', False, ','), 'utf-8')
        made = [json_object(m, True) for m in several]
        write(directory, 'json51/%s.json' % noun,
              json.dumps(made if len(made) > 1 else made[0], indent=4).split('\n'), 'utf-16-le')
    write(directory, 'lost.csv', csv([m for m in objects if m.noun == 'PopSettings'] or
                                     [m for m in objects if m.noun == 'ImapSettings'], ',', True, None), 'ascii')
    write(directory, 'json7.json', json.dumps([json_object(m, False) for m in objects], indent=2).split('\n'), 'utf-8', '\n')
    clixml = Clixml()
    for made in objects:
        clixml.add(made)
    write(directory, 'clixml51.xml', clixml.lines(), 'utf-16-le')
    write(directory, 'clixml7.xml', clixml.lines(), 'utf-8', '\n')
    write(directory, 'console80.txt', console(objects, 80), 'cp1252')
    write(directory, 'console120.txt', console(objects, 120), 'utf-16-le')
    write(directory, 'spaced.txt', console(objects, 100, gap=1), 'utf-16-be')
    write(directory, 'cut.txt', console(objects, 120, cut='...'), 'utf-8')
    write(directory, 'collected.txt', collected(objects, script), 'utf-16-le')
    with open(os.path.join(directory, 'bare.txt'), 'wb') as file:
        file.write('\r\n'.join(collected(objects, script)).encode('utf-16-le'))


def main():
    records = read_ldif(sys.argv[1])
    objects = Reader(records, '--no-dn' not in sys.argv).objects
    if any(m.noun == 'HybridConfiguration' for m in objects):
        objects.append(certificates())
        for made in objects:
            if made.noun == 'OwaVirtualDirectory':
                made['ExternalDownloadHostName'] = 'download.contoso.com'
    os.makedirs(sys.argv[2], exist_ok=True)
    write_all(objects, sys.argv[2], sys.argv[3])


main()
