#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""A DNS server that does what no real one should: for the tests of sanreq-fetch.

usage: mockdns.py MODE [PORT]

Answers on a free port of 127.0.0.1, UDP and TCP, prints the port and serves
until killed. PORT is what honest SRV records name; their target is
dc1.corp.test, which has the address 127.0.0.1 in every mode.

  good       one honest SRV record
  silent     never answers                  tcpsilent  "ask over TCP", and silence there
  srvsilent  answers all but SRV questions  late       answers SRV after 1.5 s
  servfail refused notimp formerr nxdomain  the response code of that name
  empty      no error and no record
  wrongtype  an address for an answer       othername  records of another name
  question   the answer to another question  id        the answer to another query
  garbage    random octets                  short      half a message
  pointer    a name that points nowhere      count      more records than there are
  rdata      an SRV record of 3 octets
  loop       aliases in a loop              chain      30 aliases
  hostile    targets with spaces, control characters, NUL, dots and UTF-8
  root       the target "."                 port0      port 0
  many       2500 records, over TCP         mixed      nonsense beside an honest record
  nowhere    20 targets whose addresses never come
"""
import os
import socket
import struct
import sys
import threading
import time

MODE = sys.argv[1]
PORT = int(sys.argv[2]) if len(sys.argv) > 2 else 389
RCODES = {'formerr': 1, 'servfail': 2, 'nxdomain': 3, 'notimp': 4, 'refused': 5}
A, CNAME, AAAA, SRV = 1, 5, 28, 33
HONEST = ['dc1', 'corp', 'test']


def name(labels):
    octets = [x if isinstance(x, bytes) else x.encode() for x in labels]
    return b''.join(bytes([len(x)]) + x for x in octets) + b'\0'


def record(kind, data, owner=b'\xc0\x0c'):
    return owner + struct.pack('>HHIH', kind, 1, 60, len(data)) + data


def srv(target, port=PORT, priority=0):
    return record(SRV, struct.pack('>HHH', priority, 100, port)
                  + (target if isinstance(target, bytes) else name(target)))


def aliases(n, loop):
    out, owner = [], b'\xc0\x0c'
    for k in range(n):
        target = name(['a%d' % (k % 2 if loop else k), 'corp', 'test'])
        out.append(record(CNAME, target, owner))
        owner = target
    return out


def lies(kind):
    """The records of an answer to an SRV question."""
    if MODE == 'wrongtype':
        return [record(A, socket.inet_aton('127.0.0.1'))]
    if MODE == 'othername':
        other = record(SRV, struct.pack('>HHH', 0, 0, PORT) + name(HONEST),
                       name(['_ldap', '_tcp', 'other', 'test']))
        return [other]
    if MODE == 'pointer':
        return [srv(b'\xff\xff')]
    if MODE == 'rdata':
        return [record(SRV, b'\0\0\0')]
    if MODE in ('loop', 'chain'):
        return aliases(30, MODE == 'loop')
    if MODE == 'hostile':
        return [srv([x, 'corp', 'test']) for x in (
            'two words', b'nul\0l', b'esc\x1b[31m', 'a.b', b'line\nend', b'\xc3\xbc',
            '-n', '$(id)')]
    if MODE == 'root':
        return [srv([])]
    if MODE == 'port0':
        return [srv(HONEST, 0)]
    if MODE == 'many':
        return [srv(['d%d' % k]) for k in range(2500)]
    if MODE == 'mixed':
        return [srv(['two words', 'corp', 'test'], PORT), record(A, b'\1\2\3\4'),
                srv(HONEST, PORT, 9)]
    if MODE == 'nowhere':
        return [srv(['n%d' % k, 'nowhere', 'test'], PORT, k) for k in range(20)]
    return [] if MODE in RCODES or MODE == 'empty' else [srv(HONEST)]


def answer(query, tcp):
    """The octets to send, or None."""
    end = 12
    while query[end]:
        end += 1 + query[end]
    question = query[12:end + 5]
    kind = struct.unpack('>H', query[end + 1:end + 3])[0]
    silent = MODE == 'silent' or (MODE == 'srvsilent' and kind == SRV) or (
        MODE == 'nowhere' and b'nowhere' in question)
    if silent or (tcp and MODE == 'tcpsilent'):
        return None
    code, records, truncated = RCODES.get(MODE, 0), [], False
    if kind == SRV:
        if MODE == 'late':
            time.sleep(1.5)
        records = lies(kind)
        truncated = not tcp and MODE in ('many', 'tcpsilent')
    else:
        code = 0 if code == 3 else code
        if kind == A and question.lower().startswith(name(HONEST)):
            records = [record(A, socket.inet_aton('127.0.0.1'))]
    count = len(records) + (5 if MODE == 'count' else 0)
    ident = query[:2]
    if kind == SRV:
        if MODE == 'garbage':
            return ident + os.urandom(200)
        if MODE == 'id':
            ident = bytes(255 - x for x in ident)
        if MODE == 'question':
            question = name(['_ldap', '_tcp', 'other', 'test']) + question[-4:]
    if truncated:
        records, count = [], 0
    whole = ident + struct.pack('>HHHHH', 0x8180 | code | (0x200 if truncated else 0),
                                1, count, 0, 0) + question + b''.join(records)
    return whole[:len(whole) - 9] if MODE == 'short' and kind == SRV else whole


def one_udp(sock, query, peer):
    out = answer(query, False)
    if out is not None:
        sock.sendto(out, peer)


def udp(sock):
    while True:
        query, peer = sock.recvfrom(4096)
        threading.Thread(target=one_udp, args=(sock, query, peer), daemon=True).start()


def tcp(sock):
    held = []
    while True:
        c, _ = sock.accept()
        held.append(c)
        n = struct.unpack('>H', c.recv(2))[0]
        out = answer(c.recv(n), True)
        if out is not None:
            c.sendall(struct.pack('>H', len(out)) + out)


def main():
    while True:
        u, t = socket.socket(socket.AF_INET, socket.SOCK_DGRAM), socket.socket()
        u.bind(('127.0.0.1', 0))
        try:
            t.bind(u.getsockname())
        except OSError:
            continue
        break
    t.listen(16)
    threading.Thread(target=udp, args=(u,), daemon=True).start()
    threading.Thread(target=tcp, args=(t,), daemon=True).start()
    print(u.getsockname()[1], flush=True)
    time.sleep(600)


main()
