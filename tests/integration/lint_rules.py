#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Each rule of the catalogue, broken alone and kept, by sanreq lint.

Requests and certificates are built octet by octet, since no tool makes most
of them, and signed (RSA here, the other kinds by openssl). A row names the
rule, what keeps it and what breaks it. What the second draws beyond the first
must be the rule, and what it cannot be broken without ("also"). A rule of
sanreq lint --list without a row fails. Prints TAP.

    SANREQ=path/to/sanreq lint_rules.py FOLDER      (to work in)
"""
import hashlib
import json
import os
import random
import subprocess
import sys
import time

SANREQ = os.environ['SANREQ']
os.chdir(sys.argv[1])
rng = random.Random(1)

# --- DER ---------------------------------------------------------------------


def tlv(tag, *parts):
    body = b''.join(parts)
    n = len(body)
    if n < 128:
        head = bytes([n])
    else:
        octets = n.to_bytes((n.bit_length() + 7) // 8, 'big')
        head = bytes([0x80 | len(octets)]) + octets
    return bytes([tag]) + head + body


def seq(*p):
    return tlv(0x30, *p)


def setof(*p):
    return tlv(0x31, *p)


def integer(n):
    return tlv(2, n.to_bytes(n.bit_length() // 8 + 1, 'big'))


def oid(dotted):
    first, second, *rest = [int(x) for x in dotted.split('.')]
    out = b''
    for n in [40 * first + second] + rest:
        part = bytes([n & 0x7f])
        while n > 0x7f:
            n >>= 7
            part = bytes([0x80 | n & 0x7f]) + part
        out += part
    return tlv(6, out)


def bits(data):
    return tlv(3, b'\0', data)


def utf8(s):
    return tlv(12, s.encode())


def printable(s):
    return tlv(19, s.encode())


def ia5(s):
    return tlv(22, s.encode())


def bmp(s):
    return tlv(30, s.encode('utf-16-be'))


NULL = b'\x05\x00'
TRUE = b'\x01\x01\xff'


def run(*args, data=None):
    return subprocess.run(args, input=data, check=True,
                          stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL).stdout


# --- keys ----------------------------------------------------------------------

RSA = '1.2.840.113549.1.1.1'
SMALL = [p for p in range(2, 752) if all(p % q for q in range(2, p))]


def is_prime(n):
    if any(n % p == 0 for p in SMALL):
        return n in SMALL
    r, d = 0, n - 1
    while d % 2 == 0:
        r, d = r + 1, d // 2
    for _ in range(8):
        x = pow(rng.randrange(2, n - 1), d, n)
        if x in (1, n - 1):
            continue
        for _ in range(r - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True


def prime(length):
    return int(run('openssl', 'prime', '-generate', '-bits', str(length),
                   '-hex'), 16)


class Rsa:
    """A key of given primes, whatever they are worth."""
    kind = 'rsa'

    def __init__(self, p, q, e=65537):
        self.n, self.e = p * q, e
        phi = (p - 1) * (q - 1)
        try:
            self.d = pow(e, -1, phi)
        except ValueError:
            self.d = 1  # no signature of such a key verifies
        self.algorithm = seq(oid(RSA), NULL)

    def public(self):
        return seq(integer(self.n), integer(self.e))

    def spki(self):
        return seq(self.algorithm, bits(self.public()))

    def sign(self, data, name='sha256'):
        names = {'md5': '1.2.840.113549.2.5',
                 'sha3-256': '2.16.840.1.101.3.4.2.8',
                 'sha256': '2.16.840.1.101.3.4.2.1', 'sha1': '1.3.14.3.2.26',
                 'sha224': '2.16.840.1.101.3.4.2.4'}
        if name not in names:
            name = 'sha256'  # no signature of this kind
        md = hashlib.new(name.replace('-', '_'), data)
        digest = seq(seq(oid(names[name]), NULL), tlv(4, md.digest()))
        k = (self.n.bit_length() + 7) // 8
        em = b'\0\1' + b'\xff' * (k - 3 - len(digest)) + b'\0' + digest
        s = pow(int.from_bytes(em, 'big'), self.d, self.n)
        return s.to_bytes(k, 'big')


PSS_SHA1 = seq(oid('1.2.840.113549.1.1.10'), seq())
PSS_MD5 = seq(oid('1.2.840.113549.1.1.10'), seq(
    tlv(0xa0, seq(oid('1.2.840.113549.2.5'), NULL))))
SIGNATURES = {'pss-sha1': PSS_SHA1, 'pss-md5': PSS_MD5,
              'md5': seq(oid('1.3.14.3.2.3'), NULL),
              'sha3-256': seq(oid('2.16.840.1.101.3.4.3.14'), NULL),
              'unknown': seq(oid('1.2.3.4'), NULL),
              'sha256': seq(oid('1.2.840.113549.1.1.11'), NULL),
              'sha1': seq(oid('1.2.840.113549.1.1.5'), NULL),
              'sha224': seq(oid('1.2.840.113549.1.1.14'), NULL)}
SHA256 = seq(oid('2.16.840.1.101.3.4.2.1'), NULL)
PSS = seq(oid('1.2.840.113549.1.1.10'), seq(
    tlv(0xa0, SHA256),
    tlv(0xa1, seq(oid('1.2.840.113549.1.1.8'), SHA256)),
    tlv(0xa2, integer(32))))


class Tool:
    """A key that openssl has."""
    kind = 'ec'

    def __init__(self, name, *genpkey):
        self.file = name + '.key'
        run('openssl', 'genpkey', '-out', self.file, *genpkey)
        self.der = run('openssl', 'pkey', '-in', self.file, '-pubout',
                       '-outform', 'DER')

    def spki(self):
        return self.der

    def sign(self, data, _):
        return run('openssl', 'dgst', '-sha256', '-sign', self.file, data=data)


def curve(name, *more):
    return Tool(name, '-algorithm', 'EC', '-pkeyopt',
                'ec_paramgen_curve:' + name, *more)


P, Q = prime(1024), prime(1024)
BASE = Rsa(P, Q)
OTHER = Rsa(P, prime(1024))
P256 = curve('P-256')


def bits_of(length):
    """A modulus of exactly this length."""
    # openssl sets the two highest bits of a prime
    return Rsa(prime(length // 2), prime(length - length // 2))


def close_primes():
    q = P + 2
    while not is_prime(q):
        q += 2
    return Rsa(P, q)


def roca():
    """As the broken library: k * M + 65537^a mod M; 2048 bits."""
    product, count, p = 1, 0, 2
    while count < 126:
        if all(p % q for q in range(2, int(p ** 0.5) + 1)):
            product, count = product * p, count + 1
        p += 1

    def one():
        while True:
            k = rng.getrandbits(1024 - product.bit_length() + 1)
            n = k * product + pow(65537, rng.getrandbits(200), product)
            if n.bit_length() == 1024 and is_prime(n):
                return n
    while True:
        key = Rsa(one(), one())
        if key.n.bit_length() in (2047, 2048) and key.n.bit_length() % 8 == 0:
            return key


def with_factor():
    return Rsa(751, prime(2038))  # 2048 bits


def exponent(e):
    while True:
        key = Rsa(prime(1024), prime(1024), e)
        if e % 2 == 0 or key.d != 1 or e == 1:
            return key


def marked(key, algorithm, public=None):
    out = Rsa(P, Q)
    out.algorithm = algorithm
    if public is not None:
        out.public = lambda: public
    return out


# --- requests and certificates ---------------------------------------------------

CN, C, ST, L, O, OU = ('2.5.4.3', '2.5.4.6', '2.5.4.8', '2.5.4.7',
                       '2.5.4.10', '2.5.4.11')
EMAIL = '1.2.840.113549.1.9.1'
SERIAL, CATEGORY = '2.5.4.5', '2.5.4.15'
JL, JST, JC = ('1.3.6.1.4.1.311.60.2.1.%d' % i for i in (1, 2, 3))
MAIL, AUTO = 'mail.contoso.com', 'autodiscover.contoso.com'
REQUEST = '1.2.840.113549.1.9.14'


def dns(s):
    return tlv(0x82, s if isinstance(s, bytes) else s.encode())


def ip(*octets):
    return tlv(0x87, bytes(octets))


def san(*names, critical=False):
    return ('2.5.29.17', critical, seq(*names))


def usage(*numbers):
    value = 0
    for n in numbers:
        value |= 0x80 >> n
    return ('2.5.29.15', True, tlv(3, bytes([0, value])))


def purposes(*last):
    return ('2.5.29.37', False,
            seq(*[oid('1.3.6.1.5.5.7.3.%d' % n) for n in last]))


DE, CNAME = (C, printable('DE')), (CN, utf8(MAIL))
SUBJECT = [DE, CNAME]
NAMES = san(dns(MAIL), dns(AUTO))
KU, EKU = usage(0, 2), purposes(1)


def name(subject):
    return seq(*[setof(seq(oid(t), v)) for t, v in subject])


def extension(e):
    return seq(oid(e[0]), TRUE if e[1] else b'', tlv(4, e[2]))


def extensions(exts):
    return seq(*[extension(e) for e in exts])


def attribute(t, *values):
    return seq(oid(t), setof(*values))


def signed(tbs, key, sig, damage=False):
    if key.kind == 'rsa':
        algorithm = SIGNATURES[sig]
    else:
        algorithm = seq(oid('1.2.840.10045.4.3.2'))
    value = key.sign(tbs, sig)
    if damage:
        value = value[:-1] + bytes([value[-1] ^ 1])
    return seq(tbs, algorithm, bits(value))


def request(subject=SUBJECT, names=NAMES, exts=None, more=(), attrs=None,
            key=None, version=0, sig='sha256', damage=False, rdns=None):
    """A PKCS#10 in DER. names: the SAN extension or None; more: extensions
    beside the usual; attrs: all attributes."""
    key = key or BASE
    if exts is None:
        exts = [e for e in (KU if key.kind == 'rsa' else usage(0), EKU,
                            names) if e] + list(more)
    if attrs is None:
        attrs = [attribute(REQUEST, extensions(exts))]
    elif callable(attrs):
        attrs = attrs(exts)
    tbs = seq(integer(version), rdns or name(subject), key.spki(),
              tlv(0xa0, *attrs))
    return signed(tbs, key, sig, damage)


def utc(when):
    return tlv(23, time.strftime('%y%m%d%H%M%SZ', time.gmtime(when)).encode())


def certificate(subject=SUBJECT, exts=(KU, EKU, NAMES), key=None, days=90,
                version=2, start=None):
    key = key or BASE
    start = start if start is not None else time.time() - 3600
    algorithm = SIGNATURES['sha256']
    tbs = seq(tlv(0xa0, integer(version)), integer(77), algorithm,
              name([(CN, utf8('Contoso Test CA'))]),
              seq(utc(start), utc(start + 86400 * days - 1)), name(subject),
              key.spki(), tlv(0xa3, extensions(exts)))
    return seq(tbs, algorithm, bits(OTHER.sign(tbs)))


def pem(label, der, width=64):
    import base64
    text = base64.b64encode(der).decode()
    lines = [text[i:i + width] for i in range(0, len(text), width)]
    return ('-----BEGIN %s-----\n%s\n-----END %s-----\n' % (
        label, '\n'.join(lines), label)).encode()


# --- the table ----------------------------------------------------------------------

class Row:
    def __init__(self, rule, caption, keeps, breaks, also=(), severity=None,
                 args=(), keep_args=None, suffix='bin'):
        self.rule, self.caption = rule, caption
        self.keeps, self.breaks = keeps, breaks
        self.also, self.severity = set(also), severity
        self.args = list(args)
        self.keep_args = list(args if keep_args is None else keep_args)
        self.suffix = suffix


rows = []


def row(*a, **k):
    rows.append(Row(*a, **k))


def names_row(rule, caption, keep, breaks, also=(), **k):
    """Names alone; the common name is that of the base."""
    def make(extra):
        return request(names=san(dns(MAIL), *[
            e if isinstance(e, bytes) and e[:1] in b'\x80\x81\x82\x84\x86'
            b'\x87\x88\xa0\xa4' else dns(e) for e in extra]))
    row(rule, caption, make(keep), make(breaks), also, **k)


GOOD = request()
E, W, I = 'error', 'warning', 'info'
PRIVATE = ['--ca', 'private']
LE = ['--ca', 'lets-encrypt']
ADCS = ['--ca', 'adcs']


def counts():
    def many(n):
        return request(names=san(*[dns('h%d.contoso.com' % i)
                                   for i in range(n - 1)], dns(MAIL)))
    template = ('1.3.6.1.4.1.311.20.2', False, bmp('WebServer'))
    row('CNT01', '101 names for Let\'s Encrypt', many(100), many(101),
        severity=E, args=LE)
    row('CNT01', '251 names', many(250), many(251), severity=W)

    def large(n):
        return request(names=san(*[dns('h%04d.contoso.com' % i)
                                   for i in range(n)], dns(MAIL)),
                       more=[template])
    row('CNT02', 'more than 4 KiB for AD CS', large(200), large(260),
        severity=E, args=ADCS)
    row('CNT02', 'more than 4 KiB for a CA that may be AD CS', large(200),
        large(260), severity=W, args=PRIVATE)
    row('CNT03', 'a base domain', request(
        names=san(dns('mail.contoso.local')),
        subject=[DE, (CN, utf8('mail.contoso.local'))]), GOOD)
    names_row('CNT04', 'wildcard', ['fabrikam.com'], ['*.fabrikam.com'],
              severity=W, args=LE)


def subjects():
    def s(*values, names=NAMES):
        return request(subject=list(values), names=names)
    row('DN01', 'another name', GOOD, s(DE, (CN, utf8('www.contoso.com'))),
        severity=E)
    row('DN01', 'case', GOOD, s(DE, (CN, utf8('Mail.contoso.com'))))
    long = 'a' * 53 + '.contoso.com'
    row('DN02', '65 characters',
        s(DE, (CN, utf8(long[1:])), names=san(dns(long[1:]))),
        s(DE, (CN, utf8(long)), names=san(dns(long))), severity=E)
    row('DN03', 'present', s(DE), GOOD, severity=I)
    row('DN04', 'empty subject', GOOD,
        s(names=san(dns(MAIL), dns(AUTO), critical=True)), severity=W)
    row('DN05', 'critical with a subject', GOOD,
        s(DE, CNAME, names=san(dns(MAIL), dns(AUTO), critical=True)),
        severity=E)
    row('DN05', 'not critical without', s(
        names=san(dns(MAIL), critical=True)), s(names=san(dns(MAIL))))
    row('DN06', 'two common names', GOOD, s(DE, CNAME, (CN, utf8(AUTO))),
        severity=E)
    row('DN07', 'unit', GOOD, s(DE, (OU, utf8('IT')), CNAME), severity=E)
    row('DN07', 'unit, own CA', GOOD, s(DE, (OU, utf8('IT')), CNAME),
        severity=I, args=PRIVATE)
    policies = [('2.5.29.32', False, seq(seq(oid('2.23.140.1.2.%d' % n))))
                for n in (1, 2)]
    ov = [DE, (ST, utf8('Hessen')), (O, utf8('Contoso')), CNAME]
    row('DN08', 'policy of a certificate',
        certificate(subject=ov, exts=(KU, EKU, NAMES, policies[1])),
        certificate(subject=ov, exts=(KU, EKU, NAMES, policies[0])),
        severity=W)
    row('DN08', 'state', GOOD, s(DE, (ST, utf8('Hessen')), CNAME), severity=W)
    row('DN09', 'no place',
        s(DE, (L, utf8('Bonn')), (O, utf8('Contoso')), CNAME),
        s(DE, (O, utf8('Contoso')), CNAME), severity=E)
    ev = [(JC, printable('DE')), (CATEGORY, utf8('Private Organization')),
          (SERIAL, printable('HRB 1')), DE, (L, utf8('Bonn')),
          (O, utf8('Contoso')), CNAME]
    row('DN10', 'no registration number', s(*ev),
        s(*[v for v in ev if v[0] != SERIAL]), severity=E)
    row('DN10', 'another phrase', s(*ev),
        s(*[(CATEGORY, utf8('Corporation')) if v[0] == CATEGORY else v
            for v in ev]))
    row('DN10', 'locality without state',
        s((JL, utf8('Bonn')), (JST, utf8('NRW')), *ev),
        s((JL, utf8('Bonn')), *ev))
    row('DN11', 'UK', s((C, printable('GB')), CNAME),
        s((C, printable('UK')), CNAME), severity=E)
    row('DN11', 'country of the jurisdiction', s(*ev),
        s((JC, printable('UK')), *ev[1:]), severity=E)
    org = [DE, (L, utf8('Bonn'))]
    row('DN12', '65 characters', s(*org, (O, utf8('\u00e4' * 64)), CNAME),
        s(*org, (O, utf8('\u00e4' * 65)), CNAME), severity=E)
    row('DN12', 'serial number', s(DE, (SERIAL, printable('1' * 64)), CNAME),
        s(DE, (SERIAL, printable('1' * 65)), CNAME))
    row('DN13', 'T61String', GOOD, s(DE, (CN, tlv(20, MAIL.encode()))),
        severity=E)
    row('DN13', 'BMPString', GOOD, s(DE, (CN, bmp(MAIL))))
    row('DN13', 'country as UTF8String', GOOD, s((C, utf8('DE')), CNAME))
    row('DN13', 'alphabet of PrintableString',
        s(*org, (O, printable('Contoso AG')), CNAME),
        s(*org, (O, printable('Contoso @G')), CNAME))
    row('DN13', 'NUL', s(DE),
        s(DE, (CN, tlv(12, b'mail.contoso.com\0.fabrikam.com'))))
    row('DN14', 'default of a tool', s(DE, (ST, utf8('Hessen')), CNAME),
        s(DE, (ST, utf8('Some-State')), CNAME), severity=W)
    row('DN15', 'space at the end', s(*org, (O, utf8('Contoso')), CNAME),
        s(*org, (O, utf8('Contoso ')), CNAME), severity=W)
    row('DN16', 'order', GOOD, s(CNAME, DE), severity=W)
    row('DN16', 'two in one part', GOOD, request(rdns=seq(setof(
        seq(oid(C), printable('DE')), seq(oid(CN), utf8(MAIL))))))
    row('DN16', 'twice', s(DE, (L, utf8('Bonn')), CNAME),
        s(DE, (L, utf8('Bonn')), (L, utf8('Bonn')), CNAME))
    row('DN17', 'mail address', GOOD,
        s(DE, CNAME, (EMAIL, ia5('admin@contoso.com'))), severity=W)
    both = san(dns(MAIL), ip(9, 9, 9, 9))
    row('DN18', 'address', s(DE, CNAME, names=both),
        s(DE, (CN, utf8('9.9.9.9')), names=both), severity=E)


def names():
    row('NAM01', 'none', GOOD, request(names=None, subject=[DE]), severity=E)
    names_row('NAM02', '.local', [AUTO], ['mail.contoso.local'], severity=E)
    names_row('NAM02', '.local, own CA', [AUTO], ['mail.contoso.local'],
              severity=I, args=PRIVATE)
    names_row('NAM03', 'NetBIOS', [AUTO], ['utena'], severity=E)
    names_row('NAM03', 'NetBIOS, own CA', [AUTO], ['utena'], severity=W,
              args=PRIVATE)
    names_row('NAM04', 'suffix', ['contoso.co.uk'], ['co.uk'], severity=E)
    names_row('NAM05', 'example.com', [AUTO], ['mail.example.com'], severity=W)
    names_row('NAM06', 'reverse zone', [AUTO], ['2.1.in-addr.arpa'],
              severity=E)
    names_row('NAM07', 'real top-level domain', [AUTO],
              ['mail.contoso.exchange'], severity=W)
    names_row('NAM08', 'underscore', ['a-b.contoso.com'],
              ['a_b.contoso.com'], severity=E)
    names_row('NAM09', 'space inside', ['a-b.contoso.com'],
              ['a b.contoso.com'], severity=E)
    names_row('NAM09', 'space around', [AUTO], [AUTO + ' '])
    names_row('NAM09', 'NUL', [AUTO], [b'mail.contoso.com\0.fabrikam.com'])
    names_row('NAM09', 'bad UTF-8', [AUTO], [b'm\xc3\x28il.contoso.com'])
    names_row('NAM10', 'hyphen first', ['a-b.contoso.com'],
              ['-ab.contoso.com'], severity=E)
    names_row('NAM11', 'two dots', [AUTO], ['a..contoso.com'], severity=E)
    names_row('NAM12', 'root dot', ['owa.contoso.com'], ['owa.contoso.com.'],
              severity=E)
    names_row('NAM13', '64 octets', ['a' * 63 + '.contoso.com'],
              ['a' * 64 + '.contoso.com'], severity=E)
    label = 'a' * 60
    names_row('NAM14', '254 octets',
              [('%s.%s.%s.%s' % (label, label, label, 'contoso.com'))],
              ['.'.join([label] * 4) + '.aaaaaaaaaa'], severity=E)
    names_row('NAM15', '11 labels', ['1.2.3.4.5.6.7.8.contoso.com'],
              ['1.2.3.4.5.6.7.8.9.contoso.com'], severity=W)
    names_row('NAM15', '11 labels for Let\'s Encrypt', [AUTO],
              ['1.2.3.4.5.6.7.8.9.contoso.com'], severity=E, args=LE)
    names_row('NAM16', 'reserved label', ['b--q.contoso.com'],
              ['bq--x.contoso.com'], severity=E)
    names_row('NAM17', 'no Punycode', ['xn--mnchen-3ya.contoso.com'],
              ['xn--a.contoso.com'], severity=E)
    names_row('NAM18', 'U-label', ['xn--mnchen-3ya.contoso.com'],
              ['m\u00fcnchen.contoso.com'], severity=E)
    names_row('NAM19', 'two scripts', ['xn--mnchen-3ya.contoso.com'],
              ['xn--pypal-4ve.contoso.com'], severity=W)
    names_row('NAM20', 'star in a label', ['*.contoso.com'],
              ['mail*.contoso.com'], severity=E)
    names_row('NAM21', 'over a suffix', ['*.contoso.co.uk'], ['*.co.uk'],
              severity=E)
    names_row('NAM22', 'over a shared suffix', ['*.owa.contoso.com'],
              ['*.azurewebsites.net'], severity=W)
    names_row('NAM23', 'covered', ['*.fabrikam.com', 'fabrikam.com'],
              ['*.fabrikam.com', 'owa.fabrikam.com'], severity=I)
    names_row('NAM25', 'twice', [AUTO], [MAIL], severity=I)
    names_row('NAM26', 'upper case', ['owa.contoso.com'],
              ['OWA.contoso.com'], severity=I)
    names_row('NAM26', 'upper case for Let\'s Encrypt', ['owa.contoso.com'],
              ['OWA.contoso.com'], severity=I, args=LE)
    names_row('NAM27', 'URL', [AUTO], ['https://contoso.com/owa'], severity=E)
    names_row('NAM27', 'address as DNS name', [ip(9, 9, 9, 9)], ['9.9.9.9'])
    names_row('NAM28', 'private address', [ip(9, 9, 9, 9)], [ip(10, 0, 0, 1)],
              severity=E)
    names_row('NAM28', 'IPv6, own CA', [AUTO], [ip(*[0xfe, 0x80] + [0] * 13
                                                   + [1])],
              severity=W, args=PRIVATE)
    names_row('NAM29', 'address', [AUTO], [ip(9, 9, 9, 9)], severity=W)
    names_row('NAM29', 'address for Let\'s Encrypt', [AUTO],
              [ip(9, 9, 9, 9)], severity=W, args=LE)
    for caption, value in (
            ('mail address', tlv(0x81, b'admin@contoso.com')),
            ('URI', tlv(0x86, b'https://contoso.com/')),
            ('registered ID', tlv(0x88, b'\x2a\x03')),
            ('directory name', tlv(0xa4, name(SUBJECT))),
            ('user principal name', tlv(
                0xa0, oid('1.3.6.1.4.1.311.20.2.3'),
                tlv(0xa0, utf8('admin@contoso.com'))))):
        names_row('NAM30', caption, [AUTO], [value], severity=E)
    ev = [(JC, printable('DE')), (CATEGORY, utf8('Private Organization')),
          (SERIAL, printable('HRB 1')), DE, (L, utf8('Bonn')),
          (O, utf8('Contoso')), CNAME]
    row('NAM31', 'EV', request(names=san(dns(MAIL), dns('*.contoso.com'))),
        request(subject=ev, names=san(dns(MAIL), dns('*.contoso.com'))),
        severity=E)
    onion = 'aaaqeayeaudaocajbifqydiob4ibceqtcqkrmfyydenbwha5dyp3kead.onion'
    names_row('NAM32', 'checksum', [onion], ['aaab' + onion[4:]], severity=E)
    names_row('NAM33', 'digits', [AUTO], ['mail.contoso.123'], severity=E)
    names_row('NAM34', 'retired', [AUTO], ['mail.contoso.yu'], also=['NAM02'],
              severity=W)
    names_row('NAM35', 'machine', ['exchange.contoso.com'],
              ['dc01.contoso.com'], severity=I)


def keys():
    row('KEY01', '1024 bits', GOOD, request(key=bits_of(1024)), severity=E)
    row('KEY02', '2050 bits', GOOD, request(key=bits_of(2050)), severity=E)
    row('KEY03', '2560 bits', GOOD, request(key=bits_of(2560)), severity=W)
    row('KEY04', 'exponent 1', GOOD, request(key=exponent(1)), severity=E)
    row('KEY04', 'even exponent', GOOD, request(key=exponent(65536)),
        also=['SIG01'], severity=E)
    row('KEY04', 'exponent 3', GOOD, request(key=exponent(3)), severity=W)
    row('KEY04', 'exponent 65539 for Let\'s Encrypt', GOOD,
        request(key=exponent(65539)), severity=E, args=LE)
    row('KEY04', 'exponent 65539', request(key=exponent(65539)),
        request(key=exponent(2 ** 256 + 1)), severity=W)
    row('KEY05', 'close primes', GOOD, request(key=close_primes()),
        severity=E)
    row('KEY06', 'ROCA', GOOD, request(key=roca()), severity=E)
    row('KEY07', 'divided by 751', GOOD, request(key=with_factor()),
        severity=E)
    spki = hashlib.sha256(BASE.spki()).hexdigest()
    mark = hashlib.sha1(b'Modulus=%X\n' % BASE.n).hexdigest()[20:]
    for caption, line in (('SHA-256 of the key', spki), ('Debian', mark)):
        with open('weak-' + caption.split()[0], 'w') as f:
            f.write('# a list\n\n%s\n%s\n' % ('0' * len(line), line.upper()))
        row('KEY08', caption, request(key=OTHER), GOOD, severity=E,
            args=['--weak-keys', 'weak-' + caption.split()[0]])
    for name_, caption in (('P-224', 'P-224'), ('secp256k1', 'secp256k1')):
        k = curve(name_)
        row('KEY09', caption, request(key=P256), request(key=k), severity=E)
        row('KEY09', caption + ', own CA', request(key=P256), request(key=k),
            severity=W, args=PRIVATE)
    p521 = curve('P-521')
    row('KEY09', 'P-521 for Let\'s Encrypt', request(key=P256),
        request(key=p521), severity=E, args=LE)
    row('KEY10', 'no NULL', GOOD,
        request(key=marked(BASE, seq(oid(RSA)))), severity=E)
    row('KEY10', 'explicit parameters', request(key=P256), request(
        key=Tool('explicit', '-algorithm', 'EC', '-pkeyopt',
                 'ec_paramgen_curve:P-256', '-pkeyopt',
                 'ec_param_enc:explicit')), severity=E)
    row('KEY10', 'for PSS alone', certificate(), certificate(
        key=marked(BASE, seq(oid('1.2.840.113549.1.1.10')))),
        severity=E)
    row('KEY10', 'point at infinity', certificate(key=P256),
        certificate(key=marked(BASE, seq(
            oid('1.2.840.10045.2.1'), oid('1.2.840.10045.3.1.7')),
            public=b'\0')), also=['EXT05'], severity=E)
    row('KEY10', 'negative exponent', certificate(), certificate(
        key=marked(BASE, BASE.algorithm, public=seq(
            integer(BASE.n), tlv(2, b'\xff\x01')))), severity=E)
    row('KEY11', 'Exchange SE', GOOD, request(key=P256), severity=W,
        args=['--exchange', 'SE'])
    row('KEY11', 'Exchange 2013', GOOD, request(key=P256), severity=E,
        args=['--exchange', '2013'])
    row('KEY11', 'Exchange 2016', GOOD, request(key=P256), severity=W,
        args=['--exchange', '2016'])
    run('openssl', 'genrsa', '-out', 'private.key', '2048')
    run('openssl', 'pkey', '-in', 'private.key', '-aes256', '-passout',
        'pass:secret', '-out', 'sealed.key')
    run('openssl', 'pkey', '-in', 'private.key', '-out', 'open.key')
    run('openssl', 'req', '-new', '-key', 'private.key', '-subj',
        '/C=DE/CN=' + MAIL, '-addext', 'subjectAltName=DNS:' + MAIL,
        '-outform', 'DER', '-out', 'own.csr')
    with open('pass', 'w') as f:
        f.write('secret\n')
    os.chmod('pass', 0o600)
    os.chmod('sealed.key', 0o600)
    os.chmod('open.key', 0o644)
    with open('own.csr', 'rb') as f:
        own = f.read()
    row('KEY12', 'others can read it', own, own, severity=W,
        args=['--key', 'open.key'],
        keep_args=['--key', 'sealed.key', '--key-pass', 'file:pass'])
    run('openssl', 'pkey', '-in', 'private.key', '-out', 'plain.key')
    os.chmod('plain.key', 0o600)
    row('KEY12', 'not encrypted', own, own, severity=W,
        args=['--key', 'plain.key'],
        keep_args=['--key', 'sealed.key', '--key-pass', 'file:pass'])
    row('KEY13', 'another key', own, request(), severity=E,
        args=['--key', 'sealed.key', '--key-pass', 'file:pass'])
    with open('previous.der', 'wb') as f:
        f.write(certificate(key=BASE))
    row('KEY14', 'key used again', request(key=OTHER), GOOD, severity=W,
        args=['--previous', 'previous.der'])
    row('SIG01', 'damaged', GOOD, request(damage=True), severity=E)
    row('SIG02', 'SHA-1', GOOD, request(sig='sha1'), severity=E)
    # SHA-1 is what RSA-PSS means when it names no hash
    for sig in ('pss-sha1', 'pss-md5'):
        row('SIG02', sig, GOOD, request(sig=sig), also=['SIG01'], severity=E,
            args=PRIVATE)
    row('SIG02', 'an older mark of MD5', GOOD, request(sig='md5'), severity=E)
    row('SIG03', 'SHA-3', GOOD, request(sig='sha3-256'), severity=W)
    row('SIG03', 'what nobody knows, for Let\'s Encrypt', GOOD,
        request(sig='unknown'), severity=E, args=LE)
    row('SIG03', 'SHA-224', GOOD, request(sig='sha224'), severity=W)
    run('openssl', 'req', '-new', '-key', 'private.key', '-subj',
        '/C=DE/CN=' + MAIL, '-addext', 'subjectAltName=DNS:' + MAIL,
        '-sigopt', 'rsa_padding_mode:pss', '-outform', 'DER', '-out',
        'pss.csr')
    with open('pss.csr', 'rb') as f:
        row('SIG03', 'RSA-PSS for Let\'s Encrypt', own, f.read(), severity=E,
            args=LE)


def encodings():
    row('ENC01', 'version 1', GOOD, request(version=1), severity=E)
    row('ENC01', 'octets behind it', GOOD, GOOD + b'\0\0')
    row('ENC01', 'certificate of version 2', certificate(),
        certificate(version=1))
    row('ENC01', 'no attributes', request(names=None, attrs=[]), signed(
        seq(integer(0), name(SUBJECT), BASE.spki()), BASE, 'sha256'))
    row('ENC01', 'address of 5 octets', GOOD,
        request(names=san(dns(MAIL), dns(AUTO), ip(1, 2, 3, 4, 5))))
    row('ENC01', 'subjectAltName cut off', GOOD, request(
        names=('2.5.29.17', False, NAMES[2] + b'\x30')))
    for caption, more in (
            ('key usage', ('2.5.29.15', True, tlv(3))),
            ('purposes', ('2.5.29.37', False, NULL)),
            ('constraints', ('2.5.29.19', True, b'\x30\x03\x01'))):
        row('ENC01', caption + ' that cannot be read', request(
            exts=[NAMES]), request(exts=[NAMES, more]), severity=E)
    plain = pem('CERTIFICATE REQUEST', GOOD)
    row('ENC02', 'UTF-16 of the Exchange Management Shell', plain,
        plain.decode().encode('utf-16-le'), severity=W)
    row('ENC02', 'byte order mark', plain, b'\xef\xbb\xbf' + plain)
    row('ENC02', 'NEW', plain, pem('NEW CERTIFICATE REQUEST', GOOD))
    row('ENC02', 'long lines', plain, pem('CERTIFICATE REQUEST', GOOD, 76))
    row('ENC02', 'text before', plain, b'Certificate Request:\n' + plain,
        severity=W)
    row('ENC02', 'CR LF', plain, plain.replace(b'\n', b'\r\n'), severity=I)
    row('ENC03', 'old attribute alone', GOOD, request(attrs=lambda x: [
        attribute('1.3.6.1.4.1.311.2.1.14', extensions(x))]), severity=W)
    row('ENC04', 'labeled as request', pem('CERTIFICATE', certificate()),
        pem('CERTIFICATE REQUEST', certificate()), severity=E)
    row('ENC04', 'named as request', GOOD, certificate(), suffix='csr',
        severity=E)
    row('ENC04', 'named as request, labeled as certificate', GOOD,
        pem('CERTIFICATE', certificate()), suffix='csr', severity=E)
    run('openssl', 'genrsa', '-out', 'loose.pem', '2048')
    with open('loose.pem', 'rb') as f:
        loose = f.read()
    row('ENC04', 'private key beside it', plain, plain + loose)
    row('ENC04', 'private key in its place', GOOD, loose, also=['KEY12'])


def extension_rows():
    def x(*more, key=None):
        return request(exts=[KU if key is None else usage(0), EKU, NAMES]
                       + list(more), key=key)
    row('EXT01', 'subjectAltName twice', GOOD, x(san(dns(MAIL))),
        severity=E, also=['NAM25'])
    row('EXT01', 'two lists', GOOD, request(attrs=lambda e: [
        attribute(REQUEST, extensions(e)), attribute(
            REQUEST, extensions([('2.5.29.19', True, seq())]))]))
    row('EXT02', 'clientAuth', GOOD,
        request(exts=[KU, purposes(1, 2), NAMES]), severity=W)
    row('EXT03', 'no serverAuth', GOOD,
        request(exts=[KU, purposes(17), NAMES]), severity=E)
    row('EXT03', 'code signing', GOOD,
        request(exts=[KU, purposes(1, 3), NAMES]))
    row('EXT03', 'any', GOOD, request(exts=[KU, (
        '2.5.29.37', False, seq(oid('2.5.29.37.0'),
                                oid('1.3.6.1.5.5.7.3.1'))), NAMES]))
    row('EXT04', 'CA', x(('2.5.29.19', True, seq())),
        x(('2.5.29.19', True, seq(TRUE))), severity=E)
    row('EXT04', 'keyCertSign', GOOD,
        request(exts=[usage(0, 2, 5), EKU, NAMES]))
    ec = request(key=P256)
    row('EXT05', 'keyEncipherment', ec,
        request(key=P256, exts=[usage(0, 2), EKU, NAMES]), severity=E)
    row('EXT05', 'no digitalSignature', ec,
        request(key=P256, exts=[usage(4), EKU, NAMES]))
    row('EXT06', 'no keyEncipherment', GOOD,
        request(exts=[usage(0), EKU, NAMES]), severity=I)
    row('EXT06', 'dataEncipherment', GOOD,
        request(exts=[usage(0, 2, 3), EKU, NAMES]))
    row('EXT07', 'must-staple', GOOD,
        x(('1.3.6.1.5.5.7.1.24', False, seq(integer(5)))), severity=W)
    template = ('1.3.6.1.4.1.311.20.2', False, bmp('WebServer'))
    row('EXT08', 'no template', x(template), GOOD, severity=W, args=ADCS)
    pair = '1.3.6.1.4.1.311.13.2.1'
    row('EXT08', 'template in an attribute', request(attrs=lambda e: [
        attribute(REQUEST, extensions(e)), attribute(pair, seq(
            bmp('CertificateTemplate'), bmp('WebServer')))]), GOOD, args=ADCS)
    row('EXT09', 'template', GOOD, x(template), severity=W)
    row('EXT09', 'client info', GOOD, request(attrs=lambda e: [
        attribute('1.3.6.1.4.1.311.21.20', seq(
            integer(9), utf8('utena.corp.contoso.local'),
            utf8('CORP\\admin'), utf8('certreq.exe'))),
        attribute(REQUEST, extensions(e))]))
    row('EXT10', 'challenge password', GOOD, request(attrs=lambda e: [
        attribute('1.2.840.113549.1.9.7', utf8('correct horse')),
        attribute(REQUEST, extensions(e))]), severity=W)
    row('EXT11', 'key identifier', GOOD,
        x(('2.5.29.14', False, tlv(4, b'1' * 20))), severity=W)
    row('EXT12', 'names in an attribute', request(attrs=lambda e: [
        attribute(REQUEST, extensions(e)),
        attribute(pair, seq(bmp('Other'), bmp('x')))]),
        request(attrs=lambda e: [
            attribute(REQUEST, extensions(e)), attribute(pair, seq(
                bmp('SAN'), bmp('dns=admin.contoso.com')))]),
        severity=W, args=PRIVATE)


# --- what clients use ------------------------------------------------------------------

def use(service, scope, audience='client', server='UTENA', value=None,
        source='contoso.ldif', dn='CN=x', attribute='a'):
    made = {'service': service, 'scope': scope, 'audience': audience,
            'server': server, 'value': value or 'x', 'source': source,
            'dn': dn, 'attribute': attribute}
    if server is None:
        del made['server']
    return made


def host(text, *uses):
    kind = 'fqdn' if '.' in text else 'netbios'
    internal = kind == 'netbios' or text.endswith('.local')
    return {'name': text, 'kind': kind,
            'class': 'internal' if internal else 'public',
            'uses': list(uses)}


def inventory(file, *hosts, servers=(), domains=(), sources=()):
    document = {
        'sanreq': 1, 'kind': 'inventory',
        'sources': [{'source': s, 'type': 'ldif', 'records': 1, 'unread': []}
                    for s in ('contoso.ldif',) + tuple(sources)],
        'organization': 'Contoso',
        'servers': [dict({'name': 'UTENA', 'netbios': 'UTENA',
                          'fqdn': 'utena.contoso.com', 'product': '2016',
                          'version': '15.1.1', 'roles': ['mailbox'],
                          'site': 'S'}, **s) for s in servers],
        'accepted_domains': [{'domain': d, 'type': 'authoritative',
                              'default': True} for d in domains],
        'names': sorted(hosts, key=lambda h: h['name']), 'findings': []}
    with open(file, 'w') as f:
        json.dump(document, f)
    return ['--inventory', file]


def exchange_rows():
    base = host(MAIL, use('ews', 'external'))
    wild = request(names=san(dns(MAIL), dns('*.contoso.com')))
    exact = request(names=san(dns(MAIL), dns('*.contoso.com'),
                              dns('pop.contoso.com')))

    def r(rule, caption, keeps, breaks, hosts, also=(), severity=W,
          ca=(), **k):
        row(rule, caption, keeps, breaks, also, severity, args=list(
            ca) + inventory('%s-%d.json' % (rule, len(rows)), base, *hosts,
                            **k))
    owa = host('owa.contoso.com', use('owa', 'internal'))
    r('EXC01', 'a name that clients use',
      request(names=san(dns(MAIL), dns('owa.contoso.com'))), GOOD, [owa])
    r('EXC01', 'covered by a wildcard', wild, GOOD, [owa])
    r('EXC02', 'autodiscover', GOOD, request(names=san(dns(MAIL))),
      [host(AUTO, use('autodiscover-domain', 'domain', 'candidate'))],
      domains=['contoso.com'])
    server = host('utena.contoso.com', use('server', 'server', 'server'))
    r('EXC03', "a server's own name", GOOD,
      request(names=san(dns(MAIL), dns('utena.contoso.com'))), [server],
      severity=I, servers=[{}], also=['NAM35'])
    r('EXC03', "its NetBIOS name, own CA", GOOD,
      request(names=san(dns(MAIL), dns('utena'))), [server],
      severity=I, servers=[{}], also=['NAM03'], ca=PRIVATE)
    short = host('utena', use('ews', 'internal'))
    row('EXC04', 'an internal name that clients use', GOOD, GOOD, severity=W,
        args=inventory('exc04.json', base, short),
        keep_args=inventory('exc04-keeps.json', base))
    smtp = host('smtp.contoso.com', use('hybrid', 'connector', 'server'))
    r('EXC05', 'hybrid host', request(names=san(dns(MAIL),
                                                dns('smtp.contoso.com'))),
      GOOD, [smtp])
    row('EXC05', 'own CA', request(names=san(dns(MAIL),
                                             dns('smtp.contoso.com'))),
        request(names=san(dns(MAIL), dns('smtp.contoso.com'))), severity=W,
        args=PRIVATE + inventory('exc05.json', base, smtp),
        keep_args=PRIVATE + inventory('exc05-keeps.json', base))
    r('EXC06', 'common name of a UM server',
      request(names=san(dns('utena.contoso.com'), dns(MAIL)),
              subject=[DE, (CN, utf8('utena.contoso.com'))]), request(
                  names=san(dns('utena.contoso.com'), dns(MAIL))),
      [host('utena.contoso.com', use('um', 'internal'))],
      servers=[{'product': '2010', 'roles': ['um', 'mailbox']}])
    r('EXC07', 'POP3 by a wildcard', exact, wild,
      [host('pop.contoso.com', use('pop3', 'external'))])
    r('EXC08', 'SMTP connector', request(
        names=san(dns(MAIL), dns('relay.contoso.com'))), GOOD,
      [host('relay.contoso.com', use('smtp', 'connector', 'server'))])
    array = host('outlook.contoso.com',
                 use('cas-array', 'internal', 'server'))
    r('EXC11', 'client access array', GOOD, request(
        names=san(dns(MAIL), dns(AUTO), dns('outlook.contoso.com'))), [array],
      severity=I)
    transport_rows(r)
    shown = 'tls://contoso.com'
    row('EXC12', 'another certificate at https://contoso.com', GOOD, GOOD,
        severity=W, args=inventory(
            'exc12.json', base, host('www.fabrikam.com', use(
                'certificate', 'presented', 'peer', 'contoso.com', source=shown)),
            domains=['contoso.com'], sources=[shown]),
        keep_args=inventory(
            'exc12-keeps.json', base, host('contoso.com', use(
                'certificate', 'presented', 'peer', 'contoso.com', source=shown)),
            domains=['contoso.com'], sources=[shown]))
    shown = 'tls://contoso.com (192.0.2.1)'

    def web(file, *seen):
        return inventory(file, base, *[host(name, use(
            'certificate', 'presented', 'candidate', value=name,
            source=shown, attribute=attribute)) for name, attribute in seen],
            domains=['contoso.com'], sources=[shown])
    row('EXC12', 'by address, the common name alone', GOOD, GOOD, severity=W,
        args=web('exc12-cn.json', ('contoso.com', 'CN')),
        keep_args=web('exc12-san.json', ('contoso.com', 'subjectAltName')))
    row('EXC13', '400 days', certificate(), certificate(days=400), severity=I)
    row('EXC13', '200 days, now', certificate(days=200, start=1780000000),
        certificate(days=201, start=1780000000))
    row('EXC13', 'a request', certificate(), GOOD)
    r('NAM24', 'below the wildcard', request(
        names=san(dns(MAIL), dns('*.contoso.com'), dns('a.b.contoso.com'))),
      wild, [host('a.b.contoso.com', use('owa', 'external'))],
      also=['EXC01'])


def transport_rows(r):
    """EXC11: availability groups, and servers among themselves."""
    def asks(*names):
        return request(names=san(dns(MAIL), dns(AUTO), *map(dns, names)))

    def dag(*more, attribute='msExchMDBAvailabilityGroupName'):
        return use('server', 'server', 'server', None, 'DAG1',
                   attribute=attribute), *more

    def smtp(connector, attribute='msExchSMTPReceiveConnectorFQDN'):
        return use('smtp', 'connector', 'server', attribute=attribute,
                   dn='CN=%s,CN=SMTP Receive Connectors,CN=Protocols' %
                   connector if '\\' not in connector else connector)

    full, cluster = 'utena.contoso.com', 'dag1.contoso.com'
    own = use('server', 'server', 'server')
    old = {'servers': [{'product': '2010'}], 'severity': I}
    r('EXC11', 'availability group', GOOD, asks(cluster),
      [host(cluster, *dag())], severity=I, also=['NAM35'])
    r('EXC11', 'its short name, by the Shell', GOOD, asks('dag1'),
      [host('dag1', *dag(attribute='Name'))], severity=I, also=['NAM03'],
      ca=PRIVATE)
    r('EXC11', 'its full name in the domain of a server', asks(
        'dag1.fabrikam.com'), asks(cluster), [host('dag1', *dag())],
      also=['CNT03'], servers=[{}], severity=I)
    r('EXC11', 'a server, internal transport', GOOD, asks(full), [
        host(full, own, smtp('Default UTENA'))], also=['NAM35'], **old)
    r('EXC11', 'by the Shell', GOOD, asks(full), [
        host(full, own, smtp('UTENA\\Default UTENA', 'Fqdn'))],
      also=['NAM35'], **old)
    r('EXC11', 'a server that is nothing else', GOOD, asks(full),
      [host(full, own)], also=['NAM35'], **old)
    base = host(MAIL, use('ews', 'external'))
    default, edge = smtp('Default UTENA'), dict(product='2010', roles=['edge'])
    for n, (why, more, server) in enumerate((
            ('clients use it', use('owa', 'internal'), {}),
            ('mail clients may', smtp('Client UTENA'), {}),
            ('a connector of somebody', smtp('Internet'), {}),
            ("another server's", smtp('Default ANTHY'), {}),
            ('TlsCertificateName',
             smtp('Default UTENA', 'TlsCertificateName'), {}),
            ('a send connector', use('smtp', 'connector', 'server', None,
                                     attribute='Fqdn'), {}),
            ('hybrid', use('hybrid', 'connector', 'server', None), {}),
            ('DNS leads there', use('dns', 'external', 'candidate'), {}),
            ('unified messaging', use('um', 'external', 'server'), {}),
            ('an Edge server', default, edge),
            ('a server of another name', default,
             {'product': '2010', 'fqdn': 'anthy.contoso.com'}))):
        old = [dict({'product': '2010'}, **server)]
        row('EXC11', why, asks(full), asks(full), severity=I, args=inventory(
            'exc11-%d.json' % n, base, host(full, own, default),
            servers=[{'product': '2010'}]),
            keep_args=inventory('exc11-%d-keeps.json' % n, base, host(
                full, own, default, more), servers=old))
        if not server:
            row('EXC11', 'a group, ' + why, asks(cluster), asks(cluster),
                severity=I, args=inventory(
                    'exc11-g%d.json' % n, base, host(cluster, *dag())),
                keep_args=inventory('exc11-g%d-keeps.json' % n, base,
                                    host(cluster, *dag(more))))
    row('EXC11', 'own CA', asks(full), asks(full), severity=I,
        args=inventory('exc11-ca.json', base, host(full, own, default),
                       servers=[{'product': '2010'}]),
        keep_args=PRIVATE + inventory(
            'exc11-ca-keeps.json', base, host(full, own, default),
            servers=[{'product': '2010'}]), also=['CNT03', 'DN03', 'EXC13', 'NAM35'])
    # what needs no certificate changes nothing
    other = (use('powershell', 'internal', 'http-only'),
             use('ews', 'bypass', 'back-end'),
             use('certificate', 'presented', 'candidate'))
    r('EXC11', 'where no certificate is shown', GOOD, asks(full), [
        host(full, own, default, *other)], also=['NAM35'], severity=I,
      servers=[{'product': '2010'}])
    r('EXC11', 'a group that certificates name', GOOD, asks(cluster),
      [host(cluster, *dag(*other))], severity=I, also=['NAM35'])


def pfx_rows():
    old = ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES',
           '-macalg', 'sha1']
    csp = ['-CSP', 'Microsoft RSA SChannel Cryptographic Provider']
    run('openssl', 'req', '-x509', '-key', 'private.key', '-days', '90',
        '-subj', '/C=DE/CN=' + MAIL, '-addext',
        'subjectAltName=DNS:' + MAIL, '-out', 'own.pem')

    def pfx(*more):
        return run('openssl', 'pkcs12', '-export', '-inkey', 'private.key',
                   '-in', 'own.pem', '-passout', 'pass:secret', *more)
    opened = ['--cert-pass', 'file:pass', '--exchange', '2016']
    good = pfx(*old, *csp)
    row('EXC09', 'AES for 2016', good, pfx(*csp), severity=W, args=opened)
    row('EXC09', 'AES for 2019', pfx(*csp), pfx(), severity=W,
        args=['--cert-pass', 'file:pass', '--exchange', '2019'])
    row('EXC09', 'AES for the oldest server, 2016', good, pfx(*csp),
        severity=W, args=['--cert-pass', 'file:pass'] + inventory(
            'exc09.json', host(MAIL, use('ews', 'external')), servers=[{}]))
    row('EXC09', 'no provider', good, pfx(*old), args=opened)
    row('EXC10', '64 characters', pfx(*old, *csp, '-name', 'x' * 63),
        pfx(*old, *csp, '-name', 'x' * 64), severity=I, args=opened)


# --- judging --------------------------------------------------------------------------

tests = failed = 0


def tell(good, text, why=''):
    global tests, failed
    tests += 1
    print('%s %d - %s' % ('ok' if good else 'not ok', tests, text),
          flush=True)
    if not good:
        failed += 1
        print('# ' + why.replace('\n', '\n# '), flush=True)


def lint(data, args, suffix):
    file = 'subject.' + suffix
    with open(file, 'wb') as f:
        f.write(data)
    os.chmod(file, 0o600)
    p = subprocess.run([SANREQ, 'lint', '-f', 'json'] + args + [file],
                       stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if p.returncode not in (0, 1) or p.stderr:
        return None, 'status %d: %s' % (p.returncode, p.stderr.decode())
    reports = json.loads(p.stdout)['files']
    if len(reports) != 1:
        return None, '%d reports' % len(reports)
    found = reports[0]['findings']
    wanted = int(any(f['severity'] == E for f in found))
    if p.returncode != wanted:
        return None, 'status %d, not %d' % (p.returncode, wanted)
    return {f['id']: f for f in found}, ''


def judge(r, catalogue):
    text = '%s: %s' % (r.rule, r.caption)
    keeps, why = lint(r.keeps, r.keep_args, r.suffix)
    if keeps is None:
        return tell(False, text, 'what keeps it: ' + why)
    breaks, why = lint(r.breaks, r.args, r.suffix)
    if breaks is None:
        return tell(False, text, 'what breaks it: ' + why)
    new = set(breaks) - set(keeps)
    if r.rule in keeps:
        # the same rule for a lesser reason
        if keeps[r.rule]['severity'] == breaks.get(
                r.rule, keeps[r.rule])['severity']:
            return tell(False, text, 'what keeps it breaks it: '
                        + keeps[r.rule]['message'])
        new.add(r.rule)
    if r.rule not in breaks:
        return tell(False, text, 'not broken; %s' % sorted(breaks))
    if new - {r.rule} - r.also:
        return tell(False, text, 'breaks %s too' % sorted(
            new - {r.rule} - r.also))
    found = breaks[r.rule]
    if r.severity and found['severity'] != r.severity:
        return tell(False, text, 'severity %s' % found['severity'])
    if found['source'] != catalogue[r.rule]['source'] or \
            len(found['message']) < 20:
        return tell(False, text, str(found))
    return tell(True, text)


def openssl_agrees(r):
    """What openssl says of the signature; None where it cannot read it."""
    with open('subject.der', 'wb') as f:
        f.write(r.breaks)
    p = subprocess.run(['openssl', 'req', '-in', 'subject.der', '-inform',
                        'DER', '-noout', '-verify'], stdout=subprocess.PIPE,
                       stderr=subprocess.STDOUT)
    if b'verify OK' in p.stdout:
        return True
    return False if b'verify fail' in p.stdout else None


def ask_openssl(rows):
    """openssl reads these requests, and finds the same signatures good."""
    asked, differ = 0, []
    for r in rows:
        if r.breaks[:1] != b'0' or r.rule in ('ENC01', 'KEY10') or r.args:
            continue
        theirs = openssl_agrees(r)
        if theirs is None:
            continue
        ours, _ = lint(r.breaks, [], 'bin')
        asked += 1
        if ours is None or theirs != ('SIG01' not in ours):
            differ.append('%s: %s' % (r.rule, r.caption))
    tell(asked > 80 and not differ,
         'openssl verifies the same of %d requests' % asked, str(differ))


catalogue = {r['id']: r for r in json.loads(
    run(SANREQ, 'lint', '--list', '-f', 'json'))['rules']}
for make in (counts, subjects, names, keys, encodings, extension_rows,
             exchange_rows, pfx_rows):
    make()
for r in rows:
    judge(r, catalogue)
tell(len(catalogue) == 103, 'the catalogue has 103 rules', str(len(catalogue)))
without = sorted(set(catalogue) - {r.rule for r in rows})
tell(not without, 'every rule is tested', ' '.join(without))
ask_openssl(rows)
clean, why = lint(GOOD, [], 'csr')
tell(clean is not None and {f['severity'] for f in clean.values()} == {I},
     'a good request draws nothing but information', str(clean))
for ca in ('private', 'adcs', 'lets-encrypt'):
    found, why = lint(GOOD, ['--ca', ca], 'csr')
    tell(found is not None and E not in {f['severity']
                                         for f in found.values()},
         'nor an error with --ca ' + ca, str(found))
print('1..%d' % tests)
sys.exit(failed != 0)
