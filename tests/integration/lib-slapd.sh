# SPDX-License-Identifier: ISC
# shellcheck shell=bash
#
# A private slapd, a throw-away CA and the mock server. Source it after tap.sh,
# in whose folder $T everything lies; servers end with the test.

# shellcheck source=tests/integration/lib-cert.sh
. "$SRC/tests/integration/lib-cert.sh"

export PATH="$PATH:/usr/sbin:/sbin"
SERVERS=()

slapd_cleanup() {
	local p
	for p in "${SERVERS[@]}"; do
		kill -9 "$p" 2>/dev/null
		wait "$p" 2>/dev/null
	done
	rm -rf "$T"
}
trap slapd_cleanup EXIT
trap 'exit 130' INT TERM HUP

# free_ports N: N free ports of the loopback
free_ports() {
	python3 -c 'import socket, sys
s = [socket.socket() for _ in range(int(sys.argv[1]))]
for x in s: x.bind(("127.0.0.1", 0))
print(*[x.getsockname()[1] for x in s])' "$1"
}

# make_ca NAME SUBJECT: $T/NAME.crt, $T/NAME.key
make_ca() {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
	    -keyout "$T/$1.key" -out "$T/$1.crt" -subj "$2" -days 2 \
	    -addext basicConstraints=critical,CA:true 2>/dev/null
}

# make_cert NAME CA SAN [START END]: a server certificate; dates as in
# 20240101000000Z
make_cert() {
	signed_cert "$T" "$@"
}

# slapd_start CERT [CONFIG-LINES [DATABASE-LINES [LDIF [SUFFIX]]]]: sets
# LDAP_PORT, LDAPS_PORT, LDAPI, SLAPD (its pid) and SLAPD_CONF. The CA is
# $T/ca.crt. It listens on the URLs of SLAPD_URLS too.
slapd_start() {
	local d ports i urls suffix=${5:-DC=corp,DC=example,DC=com}
	d=$(mktemp -d "$T/slapd.XXXX")
	SLAPD_CONF=$d/slapd.conf
	mkdir "$d/db"
	cp "$T/ca.crt" "$T/$1.crt" "$T/$1.key" "$d"
	sed "s|@SUFFIX@|$suffix|" \
	    "$SRC/tests/integration/slapd/rootdse.ldif" >"$d/rootdse.ldif"
	sed -e "s|@DIR@|$d|g; s|@SRC@|$SRC|; s|@CERT@|$1|" \
	    -e "s|@EXTRA@|${2-}|; s|@DBEXTRA@|${3-}|; s|@SUFFIX@|$suffix|" \
	    "$SRC/tests/integration/slapd/slapd.conf" >"$SLAPD_CONF"
	slapadd -q -f "$SLAPD_CONF" \
	    -l "${4:-$SRC/tests/integration/slapd/tree.ldif}" || return
	read -r -a ports <<<"$(free_ports 2)"
	LDAP_PORT=${ports[0]} LDAPS_PORT=${ports[1]}
	LDAPI="ldapi://$(printf %s "$d/ldapi" | sed 's|/|%2F|g')"
	urls="ldap://127.0.0.1:$LDAP_PORT/ ldaps://127.0.0.1:$LDAPS_PORT/"
	slapd -d 0 -f "$SLAPD_CONF" -h "$urls $LDAPI/ ${SLAPD_URLS-}" 2>"$d/log" &
	SLAPD=$!
	SERVERS+=("$SLAPD")
	for ((i = 0; i < 250; i++)); do
		(: <"/dev/tcp/127.0.0.1/$LDAPS_PORT") 2>/dev/null && return
		sleep .02
	done
	echo "# slapd does not answer"
	sed 's/^/# /' "$d/log"
	return 1
}

# mock MODE: sets MOCK_PORT
mock() {
	local out
	out=$(mktemp "$T/mock.XXXX")
	python3 "$SRC/tests/integration/mockldap.py" "$1" >"$out" 2>/dev/null &
	SERVERS+=("$!")
	wait_for 10 test -s "$out" || echo "# the mock server does not start: $1"
	# shellcheck disable=SC2034 # the tests look at it
	MOCK_PORT=$(cat "$out")
}
