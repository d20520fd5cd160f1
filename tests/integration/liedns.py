#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""DNS servers that lie, fail or hide, for the tests of dns: sources.

usage: liedns.py MODE [PORT]

Answers on a free port of 127.0.0.1 and prints it. PORT is that of a real
server, to which the first group relays what comes by UDP:

  closed     no TCP                         silent     TCP that says nothing
  full       TCP that takes no connection   half       half of each TCP answer
  drop       TCP that closes at once

The others answer by themselves, UDP only: contoso.com has MX mail, and
addresses for itself, autodiscover and mail, unless the mode says otherwise:

  id         another id                     question   about another question
  upper      the question in capitals       servfail refused notimp
  referral   an NS of the parent, no more   lame       nothing, by nobody
  badmx      two MX, one of them broken     nulcaa     a CAA value with a NUL
  aaaa       AAAA fails                     aaaaonly   AAAA fails, there is no A
  any        an address for every name      edns       FORMERR to EDNS
  falls      silent after 4 answers
"""
import socket
import struct
import sys
import threading

MODE = sys.argv[1]
REAL = int(sys.argv[2]) if len(sys.argv) > 2 else 0
A, NS, MX, AAAA, CAA = 1, 2, 15, 28, 257
ADDRESS = socket.inet_aton('192.0.2.1')
KNOWN = ('contoso.com', 'autodiscover.contoso.com', 'mail.contoso.com')


def relay(query, kind):
    s = socket.socket(socket.AF_INET, kind)
    s.settimeout(5)
    s.connect(('127.0.0.1', REAL))
    s.sendall(query)
    return s.recv(65535)


def name(text):
    return b''.join(bytes([len(x)]) + x.encode() for x in text.split('.')) + b'\0'


def record(kind, data, owner=b'\xc0\x0c'):
    return owner + struct.pack('>HHIH', kind, 1, 60, len(data)) + data


def records(host, kind):
    """What is said of a name, and the response code."""
    if MODE == 'any' and kind == A:
        return [record(A, ADDRESS)], 0
    if host not in KNOWN:
        return [], 3
    if kind == MX and host == 'contoso.com':
        out = [record(MX, b'\0\x0a' + name('mail.contoso.com'))]
        if MODE == 'badmx':
            out.append(record(MX, b'\0\x14' + name('two words.contoso.com')))
        return out, 0
    if kind == A and MODE != 'aaaaonly':
        return [record(A, ADDRESS)], 0
    if kind == AAAA and MODE in ('aaaa', 'aaaaonly'):
        return [], 2
    if kind == CAA and MODE == 'nulcaa' and host == 'contoso.com':
        return [record(CAA, b'\0\5issueca.example.net\0.evil.example')], 0
    return [], 0


def answer(query):
    end = 12
    labels = []
    while query[end]:
        labels.append(query[end + 1:end + 1 + query[end]].decode('latin1'))
        end += 1 + query[end]
    question = query[12:end + 5]
    kind = struct.unpack('>H', query[end + 1:end + 3])[0]
    host = '.'.join(labels).lower()
    out, code = records(host, kind)
    flags, authority = 0x8180, []
    code = {'servfail': 2, 'notimp': 4, 'refused': 5}.get(MODE, code)
    if MODE == 'edns' and query[10:12] != b'\0\0':
        code, out = 1, []
    if code in (1, 2, 4, 5):
        out = []
    if MODE in ('referral', 'lame'):
        flags, out, code = 0x8100, [], 0
    if MODE == 'referral':
        authority = [record(NS, name('ns1.contoso.com'), name('contoso.com'))]
    ident = query[:2]
    if MODE == 'id':
        ident = bytes(255 - x for x in ident)
    if MODE == 'question':
        question = name('fabrikam.com') + question[-4:]
    if MODE == 'upper':
        question = question[:-4].upper() + question[-4:]
    return (ident + struct.pack('>HHHHH', flags | code, 1, len(out), len(authority), 0)
            + question + b''.join(out) + b''.join(authority))


def udp(sock):
    n = 0
    while True:
        query, peer = sock.recvfrom(4096)
        n += 1
        if MODE == 'falls' and n > 4:
            continue
        sock.sendto(relay(query, socket.SOCK_DGRAM) if REAL else answer(query), peer)


def tcp(sock):
    held = []
    while True:
        c, _ = sock.accept()
        held.append(c)
        if MODE == 'drop':
            c.close()
        elif MODE == 'half':
            query = c.recv(4096)
            whole = relay(query[:2 + struct.unpack('>H', query[:2])[0]],
                          socket.SOCK_STREAM)
            c.sendall(whole[:len(whole) // 2])
            c.close()


def main():
    while True:
        u, t = socket.socket(socket.AF_INET, socket.SOCK_DGRAM), socket.socket()
        u.bind(('127.0.0.1', 0))
        try:
            t.bind(u.getsockname())
        except OSError:
            continue
        break
    if MODE == 'full': # a backlog that others fill: further SYNs are dropped
        t.listen(0)
        others = [socket.socket() for _ in range(4)]
        for o in others:
            o.setblocking(False)
            o.connect_ex(t.getsockname())
    elif MODE in ('silent', 'half', 'drop'):
        t.listen(16)
        threading.Thread(target=tcp, args=(t,), daemon=True).start()
    else:
        t.close()
    print(u.getsockname()[1], flush=True)
    udp(u)


main()
