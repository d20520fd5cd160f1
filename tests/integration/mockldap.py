#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""An LDAP server that does what no real one may: for the tests of sanreq-fetch.

usage: mockldap.py MODE [PORT]

Listens on PORT or a free port of 127.0.0.1, prints the port and serves until killed.
Every mode answers binds and the rootDSE, unless its name says otherwise.

  blackhole   never takes a connection      silent      never answers anything
  stallbind   silent on bind                stalltls    StartTLS: yes, then silence
  stall       silent on search              midpage     half a message, then silence
  close       closes in the middle of a page
  range       1500 values at a time         rangestuck  the same range again
  garbage     a length of 4 GiB             sizelimit   1000 entries, then result 4
  busy timelimit adminlimit unavailable     the result of that name
  loopcookie  the same page for ever        emptyloop   empty pages for ever
  nopaging    refuses the paging control    referral    a continuation reference
  forgedattr  an attribute name with a line end
  forgeddn    an entry called as the helper's last record
  hostile     values that must be base64    slow        an entry each 0.4 s
  drip        an entry each 0.4 s, five a page  tinypages   an entry a page
  named:NAME  an attribute called NAME      manyvalues  100 000 values
  rangehuge   17 attributes in ranges       notices     unsolicited messages
  nocontext   rootDSE without configurationNamingContext
  unready     rootDSE with isSynchronized FALSE  busyroot  busy from the rootDSE on
  busybind    busy on bind                  busyfirst unavailablefirst  without an entry
  taken:FILE  makes FILE when it is connected to, and closes
  lowered     40 entries in pages of 3      refer:URL   a reference to URL
  late:RESULT the result of that name after two whole pages
  moved:URL   result referral to URL
  refuse:DATA every bind, in the words of Active Directory
  unsigned    binds without signing or TLS, in its words too
  forest:N[:MS[:QUIRK]]  an organization of N servers in an Active Directory whose
              answers take MS milliseconds each, however many are under way; of
              every eighth server the account is in a closed folder, of the last
              it is gone. QUIRK, of the searches beside the main one: mute, one is
              not answered; stray, messages for none come with each; wrong, one
              is answered as no search is; endless, one has no end; busy, each is
              first answered so; huge, servers with DNs of a megabyte; doubled, each
              child is given a thousand times; elsewhere, children of other objects;
              stars, servers with names to be escaped in filters; close, the
              connection ends
"""
import queue
import re
import socket
import socketserver
import sys
import threading
import time

BASE = 'CN=Configuration,DC=corp,DC=example,DC=com'
PAGED = '1.2.840.113556.1.4.319'
VALUES = ['ncacn_ip_tcp:h%d.corp.example.com' % k for k in range(3200)]
STEP = 1500
RESULTS = {'busy': 51, 'timelimit': 3, 'adminlimit': 11, 'unavailable': 52}
LATE = {**RESULTS, 'sizelimit': 4}
MODE = sys.argv[1]


def tlv(tag, body):
    n = len(body)
    if n < 128:
        return bytes([tag, n]) + body
    size = n.to_bytes((n.bit_length() + 7) // 8, 'big')
    return bytes([tag, 0x80 | len(size)]) + size + body


def integer(n, tag=2):
    return tlv(tag, n.to_bytes(max(1, (n.bit_length() + 8) // 8), 'big', signed=True))


def string(s, tag=4):
    return tlv(tag, s if isinstance(s, bytes) else s.encode())


def parse(b):
    out, p = [], 0
    while p < len(b):
        tag, n, p = b[p], b[p + 1], p + 2
        if n & 0x80:
            k = n & 0x7f
            n, p = int.from_bytes(b[p:p + k], 'big'), p + k
        out.append((tag, b[p:p + n]))
        p += n
    return out


def message(mid, body, controls=b''):
    return tlv(0x30, integer(mid) + body + controls)


def result(mid, op, code, text='', controls=b''):
    return message(mid, tlv(op, integer(code, 10) + string('') + string(text)), controls)


def entry(mid, dn, attrs):
    body = b''.join(tlv(0x30, string(k) + tlv(0x31, b''.join(string(v) for v in vs)))
                    for k, vs in attrs)
    return message(mid, tlv(0x64, string(dn) + tlv(0x30, body)))


def cookie(text):
    return tlv(0xA0, tlv(0x30, string(PAGED)
                         + string(tlv(0x30, integer(0) + string(text)))))


def ranged(mid, attrs):
    low = 0
    for a in attrs:
        if a.lower().startswith('networkaddress;range='):
            low = int(a.split('=')[1].split('-')[0])
    if MODE == 'rangestuck':
        low = 0
    high = min(low + STEP, len(VALUES)) - 1
    last = '*' if high == len(VALUES) - 1 else high
    got = [('networkAddress;range=%d-%s' % (low, last), VALUES[low:high + 1])]
    if low == 0:  # Active Directory gives the bare name too, empty
        got.insert(0, ('networkAddress', []))
    return entry(mid, 'CN=EX1,' + BASE, [('cn', ['EX1'])] + got)


class Forest:
    """The organization of the mode forest, and a line that takes its time."""
    SVC = 'CN=Services,' + BASE
    ORG = 'CN=Contoso,CN=Microsoft Exchange,' + SVC
    GROUP = 'CN=Group,CN=Administrative Groups,' + ORG
    SERVERS = 'CN=Servers,' + GROUP
    DOMAIN = BASE.partition(',')[2]

    def __init__(self, send, n, ms='0', quirk=''):
        self.n, self.delay, self.quirk, self.send = int(n), int(ms) / 1000, quirk, send
        self.count, self.refused, self.lock = 0, set(), threading.Lock()
        stars = '*' * 240 if quirk == 'stars' else ''
        self.tree = {
            'CN=Microsoft Exchange,' + self.SVC: [self.ORG],
            self.SVC: ['CN=Microsoft Exchange,' + self.SVC],
            'CN=Administrative Groups,' + self.ORG: [self.GROUP],
            self.ORG: ['CN=Administrative Groups,' + self.ORG],
            self.GROUP: [self.SERVERS],
            self.SERVERS: ['CN=EX%d%s,%s' % (i, stars, self.SERVERS) for i in range(self.n)]}
        self.line = queue.Queue()
        threading.Thread(target=self.carry, daemon=True).start()

    def carry(self):
        while True:
            due, data = self.line.get()
            time.sleep(max(0, due - time.monotonic()))
            try:
                with self.lock:
                    self.send(data)
            except OSError:
                return

    def answer(self, mid, entries, code=0, controls=b''):
        self.line.put((time.monotonic() + self.delay,
                       b''.join(entry(mid, dn, attrs) for dn, attrs in entries)
                       + result(mid, 0x65, code, '', controls)))

    def main(self):
        out = [(self.ORG, [('objectClass', ['msExchOrganizationContainer'])])]
        for i in range(self.n):
            dn = 'CN=EX%d,%s' % (i, self.SERVERS)
            out.append((dn, [
                ('objectClass', ['msExchExchangeServer']), ('cn', ['EX%d' % i]),
                ('networkAddress', ['ncacn_ip_tcp:ex%d.corp.example.com' % i]),
                ('serialNumber', ['Version 15.2 (Build 31118.7)']),
                ('msExchCurrentServerRoles', ['16439'])]))
            out.append(('CN=owa (Default Web Site),CN=HTTP,CN=Protocols,' + dn, [
                ('objectClass', ['msExchVirtualDirectory', 'msExchOWAVirtualDirectory']),
                ('msExchExternalHostName', ['https://mail.contoso.com/owa'])]))
        return out

    def children(self, base):
        if base.startswith('CN=Protocols,'):
            return ['CN=HTTP,' + base] + ['CN=POP3,' + base] * ('7,CN=Servers' in base)
        return self.tree.get(base)

    def accounts(self, raw):
        names = [int(x) for x in re.findall(rb'EX(\d+)\$', raw)]
        return [('CN=EX%d,CN=Computers,%s' % (i, self.DOMAIN), [
            ('objectClass', ['computer']), ('sAMAccountName', ['EX%d$' % i]),
            ('userAccountControl', ['4096']),
            ('dNSHostName', ['ex%d.corp.example.com' % i])])
            for i in names if i % 8 != 7 and i != self.n - 1]

    def members(self, low):
        last = self.n - 2
        high = min(low + STEP - 1, last)
        name = 'member;range=%d-%s' % (low, '*' if high == last else high)
        return [('CN=Exchange Servers,' + self.DOMAIN, [('member', [])][:low == 0] + [
            (name, ['CN=EX%d,OU=Closed,%s' % (i, self.DOMAIN)
                    for i in range(low, high + 1)])])]

    def odd(self, mid, base):
        """Whether the quirk has answered."""
        self.count += 1
        if self.quirk == 'mute':
            return self.count == 40
        if self.quirk == 'busy' and base not in self.refused:
            self.refused.add(base)
            self.answer(mid, [], 51)
            return True
        if self.quirk == 'endless' and self.count == 40:
            e = entry(mid, 'CN=X,' + self.SERVERS, [('objectClass', ['container'])])
            with self.lock:
                while True:
                    self.send(e * 100)
        if self.quirk == 'stray':
            self.line.put((0, entry(mid + 9000, 'CN=X', [('cn', ['x'])])
                           + result(mid + 9000, 0x65, 0) + result(0, 0x65, 0)))
        if self.quirk == 'wrong' and self.count == 40:
            self.line.put((0, result(mid, 0x61, 0)))
        if self.quirk == 'huge' and base == self.SERVERS:
            self.answer(mid, [('CN=%d%s,%s' % (i, 'x' * 1000000, base),
                               [('objectClass', ['container'])]) for i in range(2)])
            return True
        return False

    def search(self, mid, q, raw, attrs):
        base, scope = q[0][1].decode(), q[1][1][0]
        ranged_ = [a for a in attrs if a.startswith('member;range=')]
        if base == '':
            self.answer(mid, [('', [
                ('configurationNamingContext', [BASE]),
                ('defaultNamingContext', [self.DOMAIN]),
                ('serverName', ['CN=DC1,CN=Sites,' + BASE])])])
        elif ranged_:
            self.answer(mid, self.members(int(re.search(r'=(\d+)', ranged_[0]).group(1))))
        elif b'Exchange Servers' in raw:
            self.answer(mid, self.members(0))
        elif base == self.SVC and scope == 2:
            self.answer(mid, self.main())
        elif self.quirk == 'close' and self.count == 40:
            return False
        elif base == self.DOMAIN:
            self.answer(mid, self.accounts(raw))
        elif self.odd(mid, base):
            pass
        elif scope == 0:
            self.answer(mid, [(base, [('objectClass', ['container']),
                                      ('hasSubordinates', ['FALSE'])])])
        else:
            found = self.children(base)
            if found and self.quirk == 'doubled':
                found = found * 1000
            if found and self.quirk == 'elsewhere':
                found = [dn.partition(',')[0] + ',' + self.SERVERS for dn in found] * 1000
            if found is None and base.startswith('CN=POP3,'):
                found = []
            self.answer(mid, [(dn, [('objectClass', [
                'msExchOrganizationContainer' if dn == self.ORG else 'container'])])
                for dn in found or []], 32 if found is None else 0)
        return True


class Handler(socketserver.BaseRequestHandler):
    def search(self, mid, body):
        send = self.request.sendall
        q = parse(body)
        attrs = [v.decode() for _, v in parse(q[7][1])]
        if MODE.startswith('forest:'):
            if not hasattr(self, 'forest'):
                self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self.forest = Forest(send, *MODE.split(':')[1:])
            return self.forest.search(mid, q, self.raw, attrs)
        one = entry(mid, 'CN=EX1,' + BASE, [('cn', ['EX1'])])
        done = result(mid, 0x65, 0, '', cookie(''))
        if q[0][1] == b'':
            ctx = [] if MODE == 'nocontext' else [('configurationNamingContext', [BASE])]
            if MODE == 'unready':
                ctx.append(('isSynchronized', ['FALSE']))
            send(result(mid, 0x65, 51) if MODE == 'busyroot' else
                 entry(mid, '', ctx) + result(mid, 0x65, 0))
        elif q[1][1] == b'\1':  # nothing below anything
            send(result(mid, 0x65, 32))
        elif MODE in RESULTS:
            send(one + result(mid, 0x65, RESULTS[MODE], '00002024: LdapErr: DSID-0C060000'))
        elif MODE.endswith('first'):
            send(result(mid, 0x65, RESULTS[MODE[:-5]]))
        elif MODE == 'stall':
            time.sleep(600)
        elif MODE == 'midpage':
            send(one + one[:len(one) // 2])
            time.sleep(600)
        elif MODE == 'close':
            send(one)
            return False
        elif MODE == 'garbage':
            send(b'\x30\x84\xff\xff\xff\xff\x02\x01')
            time.sleep(600)
        elif MODE == 'sizelimit':
            for k in range(1000):
                send(entry(mid, 'CN=E%d,%s' % (k, BASE), [('cn', ['E%d' % k])]))
            send(result(mid, 0x65, 4))
        elif MODE == 'loopcookie':
            send(one + result(mid, 0x65, 0, '', cookie('same')))
        elif MODE == 'emptyloop':
            self.turn = getattr(self, 'turn', 0) + 1
            send(result(mid, 0x65, 0, '', cookie('c%d' % self.turn)))
        elif MODE == 'nopaging':
            send(result(mid, 0x65, 12, 'no paging') if PAGED.encode() in self.raw
                 else one + result(mid, 0x65, 0))
        elif MODE == 'referral':
            send(one + message(mid, tlv(0x73, string('ldap://child.example.com/DC=x')))
                 + done)
        elif MODE == 'forgedattr':
            send(entry(mid, 'CN=EX1,' + BASE,
                       [('cn: x\n\ndn: CN=forged', ['EX1'])]) + done)
        elif MODE == 'forgeddn':
            send(entry(mid, 'CN=Sanreq-Fetch', [('status', ['0'])]) + done)
        elif MODE == 'hostile':
            send(entry(mid, 'CN=a\nb,' + BASE, [
                ('cn', [b'x\ndn: CN=forged', b' lead', b'trail ', b':colon', b'<url',
                        b'\x00nul', b'\xff\xfe', b'', b'\x1b[31m', b'a\rb'])]) + done)
        elif MODE in ('drip', 'tinypages'):
            self.turn = getattr(self, 'turn', 0) + 1
            some = [entry(mid, 'CN=E%d-%d,%s' % (self.turn, k, BASE), [('cn', ['E'])])
                    for k in range(5)]
            for e in some[:4] if MODE == 'drip' else []:
                send(e)
                time.sleep(.4)
            send(some[4] + result(mid, 0x65, 0, '', cookie('c%d' % self.turn)))
        elif MODE.startswith('named:'):
            send(entry(mid, 'CN=EX1,' + BASE, [('cn', ['EX1']), (MODE[6:], ['1']),
                                               ('sn', ['x'])]) + done)
        elif MODE == 'manyvalues':
            send(entry(mid, 'CN=EX1,' + BASE, [('cn', ['x'] * 100000)]) + done)
        elif MODE == 'rangehuge':
            send(entry(mid, 'CN=EX1,' + BASE, [('a%d;range=0-1' % k, ['x', 'y'])
                                               for k in range(20)]) + done)
        elif MODE == 'notices':
            send(b''.join(message(0, tlv(0x78, integer(0, 10) + string('') + string('')
                                         + string('1.3.6.1.4.1.1.1', 0x8A)))
                          for _ in range(5)) + one + done)
        elif MODE == 'lowered' or MODE.startswith('late:'):
            self.turn = getattr(self, 'turn', 0) + 1
            n = range(3 * self.turn - 3, min(3 * self.turn, 40))
            send(b''.join(entry(mid, 'CN=E%d,%s' % (k, BASE), [('cn', ['E%d' % k])])
                          for k in n))
            if MODE != 'lowered' and self.turn == 3:
                send(result(mid, 0x65, LATE[MODE[5:]], 'in the middle'))
            else:
                send(result(mid, 0x65, 0, '', cookie('c%d' % self.turn if n[-1] < 39 else '')))
        elif MODE.startswith('refer:'):
            send(one + message(mid, tlv(0x73, string(MODE[6:]))) + done)
        elif MODE.startswith('moved:'):
            send(message(mid, tlv(0x65, integer(10, 10) + string('') + string('')
                                  + tlv(0xA3, string(MODE[6:])))))
        elif MODE == 'slow':
            for _ in range(4):
                time.sleep(.4)
                send(one)
            send(done)
        else:
            send(ranged(mid, attrs) + done)
        return True

    def bound(self, mid):
        if MODE.startswith('refuse:'):
            return result(mid, 0x61, 49, '80090308: LdapErr: DSID-0C090446, comment: '
                          'AcceptSecurityContext error, data %s, v4563\0' % MODE[7:])
        if MODE == 'unsigned':
            return result(mid, 0x61, 8, '00002028: LdapErr: DSID-0C090256, comment: The '
                          'server requires binds to turn on integrity checking if SSL\\TLS '
                          'are not already active on the connection, data 0, v4563\0')
        return result(mid, 0x61, 0)

    def request_of(self, f):
        head = f.read(2)
        if len(head) < 2:
            return None
        n = head[1]
        if n & 0x80:
            n = int.from_bytes(f.read(n & 0x7f), 'big')
        self.raw = f.read(n)
        return parse(self.raw)

    def handle(self):
        if MODE == 'silent':
            while self.request.recv(4096):
                pass
            return
        if MODE.startswith('taken:'):
            open(MODE[6:], 'w').close()
            return
        f = self.request.makefile('rb')
        while True:
            m = self.request_of(f)
            if m is None:
                return
            mid, (op, body) = int.from_bytes(m[0][1], 'big'), m[1]
            if op == 0x60:
                if MODE == 'stallbind':
                    time.sleep(600)
                self.request.sendall(
                    result(mid, 0x61, 51) if MODE == 'busybind' else self.bound(mid))
            elif op == 0x77:
                self.request.sendall(result(mid, 0x78, 0 if MODE == 'stalltls' else 2))
                if MODE == 'stalltls':
                    time.sleep(600)
            elif op == 0x63:
                if not self.search(mid, body):
                    return
            elif op == 0x42:
                return


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


def blackhole():
    s = socket.socket()
    s.bind(('127.0.0.1', 0))
    s.listen(0)
    full = [socket.socket() for _ in range(4)]
    for c in full:
        c.setblocking(False)
        c.connect_ex(s.getsockname())
    print(s.getsockname()[1], flush=True)
    time.sleep(600)


def main():
    if MODE == 'blackhole':
        return blackhole()
    port = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    with Server(('127.0.0.1', port), Handler) as server:
        print(server.server_address[1], flush=True)
        server.serve_forever()


main()
