# SPDX-License-Identifier: ISC
# shellcheck shell=bash
#
# A private knotd, small servers of the test's own, and what a document d.json
# says of DNS. Source it after tap.sh; servers end with the test.

PATH=$PATH:/usr/sbin
servers=()
# shellcheck disable=SC2317 # the trap calls it
stop() {
	local pid
	for pid in "${servers[@]}"; do
		kill "$pid" 2>/dev/null
		wait "$pid" 2>/dev/null
	done
	rm -rf "$T"
}
trap stop EXIT

free_port() {
	/usr/bin/python3 -c '
import socket
while True: # both of UDP and TCP
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as u:
        u.bind(("127.0.0.1", 0))
        port = u.getsockname()[1]
        with socket.socket() as t:
            try:
                t.bind(("127.0.0.1", port))
            except OSError:
                continue
            print(port)
            break'
}

# knot DOMAIN...: serves the files DOMAIN.zone; sets $port, and $dns for
# --dns-server. knot.conf is the configuration.
knot() {
	local domain i
	port=$(free_port)
	# shellcheck disable=SC2034 # for the test
	dns=127.0.0.1:$port
	mkdir knot
	cat >knot.conf <<-END
	server:
	  listen: 127.0.0.1@$port
	  rundir: $T/knot
	database:
	  storage: $T/knot
	  journal-db-max-size: 16M
	  kasp-db-max-size: 16M
	  timer-db-max-size: 16M
	mod-stats:
	  - id: default
	    request-protocol: on
	template:
	  - id: default
	    global-module: mod-stats
	zone:
	END
	for domain; do
		printf '  - domain: %s\n    file: %s/%s.zone\n' \
			"$domain" "$T" "$domain"
	done >>knot.conf
	knotd -c knot.conf >knot.log 2>&1 &
	servers+=($!)
	for ((i = 0; i < 100; i++)); do
		dig +short +time=1 +tries=1 -p "$port" @127.0.0.1 "$1" SOA \
			2>/dev/null | grep -q . && break
		sleep 0.1
	done
}

# How many questions knotd got by tcp4 or udp4.
questions() { # questions PROTOCOL
	knotc -c knot.conf stats mod-stats.request-protocol 2>/dev/null |
		sed -n "s/.*\[$1\] = //p" | grep . || echo 0
}

# serve NAME PROGRAM ARGUMENT...: a server in Python that prints its port,
# which goes to $NAME
serve() {
	local name=$1 i
	shift
	rm -f "$name.port"
	/usr/bin/python3 "$@" >"$name.port" 2>"$name.err" &
	servers+=($!)
	for ((i = 0; i < 100; i++)); do
		[ -s "$name.port" ] && break
		sleep 0.1
	done
	printf -v "$name" '127.0.0.1:%s' "$(cat "$name.port")"
}

# uses NAME: what the document d.json says of the uses that DNS gave NAME
uses() {
	/usr/bin/python3 -c '
import json, sys
for n in json.load(open("d.json"))["names"]:
    for u in n["uses"]:
        if n["name"] == sys.argv[1] and u["service"] == "dns":
            print(u["scope"], u["audience"], u["attribute"], u["value"])' "$1"
}
facts() { # facts NAME
	/usr/bin/python3 -c '
import json, sys
for n in json.load(open("d.json"))["names"]:
    if n["name"] == sys.argv[1] and "dns" in n:
        d = n["dns"]
        print(d["outcome"], *d["aliases"], *d["addresses"],
              d.get("caa_domain"), len(d["caa"]))' "$1"
}
findings() { # findings ID
	/usr/bin/python3 -c '
import json, sys
for f in json.load(open("d.json"))["findings"]:
    if f["id"] == sys.argv[1]:
        print(f["severity"], f["message"])' "$1"
}
