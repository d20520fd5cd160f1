#!/usr/bin/python3
# SPDX-License-Identifier: ISC
#
# mockmail.py CERT KEY: servers that do what no server should, one a mode,
# each on a free port of 127.0.0.1 and, the two for several addresses, of
# 127.0.0.2 too. Prints "MODE PORT" lines, then "ready"; ends with its input.
#
# dns-both answers every A question with 127.0.0.1 and 127.0.0.2, dns-many
# with 20 addresses, of which the first serves.
import socket
import ssl
import struct
import sys
import threading
import time

CERT, KEY = sys.argv[1:3]


def lines(*answers, wait=True, end=False):
    """Says the answers in turn, each but the first after something is read;
    then reads on, for ever unless end."""

    def serve(c):
        for i, a in enumerate(answers):
            if i and wait:
                c.recv(4096)
            c.sendall(a)
        while not end and c.recv(4096):
            pass

    return serve


def drip(data, pause):
    def serve(c):
        for b in data:
            c.sendall(bytes([b]))
            time.sleep(pause)

    return serve


def tls(starttls=()):
    """A server that is as it should be, after the words given."""

    def serve(c):
        for i, a in enumerate(starttls):
            if i:
                c.recv(4096)
            c.sendall(a)
        if starttls:
            c.recv(4096, socket.MSG_PEEK)
        ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        ctx.load_cert_chain(CERT, KEY)
        s = ctx.wrap_socket(c, server_side=True)
        data = s.recv(100)
        if data:  # nothing is to be sent behind the handshake
            print("LEAK", data, flush=True)

    return serve


def stall_after_hello(c):
    c.recv(4096)
    while c.recv(4096):
        pass


def close_after_hello(c):
    c.recv(4096)


HELLO = b"220 mx.contoso.com ESMTP\r\n"
OFFER = b"250-mx.contoso.com\r\n250-SIZE 1000\r\n250 STARTTLS\r\n"
GO = b"220 2.0.0 go ahead\r\n"
IHELLO = b"* OK IMAP4rev1 ready\r\n"
IOFFER = b"* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\na1 OK done\r\n"
PHELLO = b"+OK ready\r\n"

MODES = {
    "silent": lines(b""),
    "close": lines(b"", end=True),
    "http": lines(b"", b"HTTP/1.0 400 Bad Request\r\n\r\n", end=True),
    "tls-stall": stall_after_hello,
    "tls-close": close_after_hello,
    "tls-drip": drip(b"\x16\x03\x03\x40\x00" + b"\x02\0\x3f\xf0" * 400, 0.1),
    "smtp-good": tls((HELLO, OFFER, GO)),
    "smtp-lower": tls((HELLO, OFFER.lower(), GO)),
    "smtp-554": lines(b"554 5.7.1 no \x1b[31mservice\r\n"),
    "smtp-no-offer": lines(HELLO, b"250-mx\r\n250 STARTTLSX\r\n"),
    "smtp-name-only": lines(HELLO, b"250 mx STARTTLS\r\n"),
    "smtp-refused": lines(HELLO, OFFER, b"454 4.7.0 not now\r\n"),
    "smtp-ehlo": lines(HELLO, b"502 5.5.1 what?\r\n"),
    "smtp-inject": lines(HELLO, OFFER, GO + b"250 2.0.0 ok\r\n"),
    "smtp-early": lines(HELLO + b"250 STARTTLS\r\n"),
    "smtp-late": lines(HELLO, OFFER + b"220 go\r\n"),
    "smtp-long": lines(b"220 " + b"x" * 100000 + b"\r\n"),
    "smtp-many": lines(HELLO, b"250-x\r\n" * 1000),
    "smtp-nul": lines(b"220\0\r\n"),
    "smtp-mixed": lines(HELLO, b"250-a\r\n221 STARTTLS\r\n"),
    "smtp-half": lines(b"220 mx.cont", end=True),
    "smtp-stall-ehlo": lines(HELLO),
    "smtp-stall-offer": lines(HELLO, b"250-mx\r\n"),
    "smtp-stall-go": lines(HELLO, OFFER),
    "smtp-stall-tls": lines(HELLO, OFFER, GO),
    "smtp-drip": drip(HELLO * 100, 0.1),
    "imap-good": tls((IHELLO, IOFFER, b"a2 OK begin\r\n")),
    "imap-bye": lines(b"* BYE too many\r\n"),
    "imap-preauth": lines(b"* PREAUTH as you like\r\n"),
    "imap-no-offer": lines(IHELLO, b"* CAPABILITY IMAP4rev1\r\na1 OK done\r\n"),
    "imap-no": lines(IHELLO, IOFFER, b"a2 NO not now\r\n"),
    "imap-inject": lines(IHELLO, IOFFER, b"a2 OK begin\r\n* BYE x\r\n"),
    "imap-tag": lines(IHELLO, b"a9 OK STARTTLS\r\n"),
    "imap-endless": lines(IHELLO, b"* CAPABILITY STARTTLS\r\n" * 1000),
    "pop3-good": tls((PHELLO, b"+OK begin\r\n")),
    "pop3-err": lines(PHELLO, b"-ERR unknown command\r\n"),
    "pop3-busy": lines(b"-ERR busy\r\n"),
    "pop3-inject": lines(PHELLO, b"+OK begin\r\n+OK again\r\n"),
    "pop3-okay": lines(b"+OKAY\r\n"),
}


def guarded(serve, c):
    try:
        serve(c)
    except OSError:
        pass  # the other side has gone
    c.close()


def listen(serve, address="127.0.0.1", port=0):
    s = socket.create_server((address, port), backlog=50)

    def accept():
        while True:
            c, _ = s.accept()
            threading.Thread(
                target=guarded, args=(serve, c), daemon=True
            ).start()

    threading.Thread(target=accept, daemon=True).start()
    return s.getsockname()[1]


def dns(addresses):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind(("127.0.0.1", 0))

    def answer():
        while True:
            q, who = s.recvfrom(512)
            end = q.index(b"\0", 12) + 5
            a = q[end - 4 : end - 2] == b"\0\1"
            n = len(addresses) if a else 0
            r = q[:2] + b"\x84\0" + struct.pack(">4H", 1, n, 0, 0) + q[12:end]
            for x in addresses[:n]:
                r += struct.pack(">HHHIH", 0xC00C, 1, 1, 60, 4)
                r += socket.inet_aton(x)
            s.sendto(r, who)

    threading.Thread(target=answer, daemon=True).start()
    return s.getsockname()[1]


for mode, serve in MODES.items():
    print(mode, listen(serve))
both = listen(tls())
print("both", listen(tls(), "127.0.0.2", both))
one = listen(tls())
print("one", one)
print("half", listen(stall_after_hello, "127.0.0.2", listen(tls())))
print("dns-both", dns(["127.0.0.1", "127.0.0.2"]))
print("dns-many", dns(["127.0.0.%d" % i for i in range(1, 21)]))
print("ready", 0, flush=True)
sys.stdin.read()
