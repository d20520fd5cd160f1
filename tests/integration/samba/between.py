#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""Stands between a client and dc1's LDAP, and fails it at a chosen moment.

usage: between.py PORT stall|close LEAST

Listens on 10.77.0.10:PORT. From the first packet of LEAST bytes or more that
the server sends, only half goes through; then there is silence, or the end.
"""
import selectors
import socket
import sys
import time

port, how, least = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
listener = socket.create_server(('10.77.0.10', port))
print('ready', flush=True)
while True:
    client, _ = listener.accept()
    server = socket.create_connection(('10.77.0.10', 389))
    both = selectors.DefaultSelector()
    both.register(client, selectors.EVENT_READ, server)
    both.register(server, selectors.EVENT_READ, client)
    going = True
    while going:
        for key, _ in both.select():
            data = key.fileobj.recv(1 << 20)
            if not data:
                going = False
            elif key.fileobj is server and len(data) >= least:
                client.sendall(data[:len(data) // 2])
                if how == 'stall':
                    time.sleep(600)
                going = False
            else:
                key.data.sendall(data)
    client.close()
    server.close()
