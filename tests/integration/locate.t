#!/bin/bash
# SPDX-License-Identifier: ISC
#
# Finding a domain controller by DNS, and leaving those that cannot serve:
# with knotd for DNS and slapd for domain controllers, and with servers that
# lie. In a network of its own, where port 53 and 636 are free and
# /etc/resolv.conf and /etc/hosts are the test's.
if [ "${LOCATE_NETWORK-}" = '' ]; then
	LOCATE_NETWORK=own exec unshare -Urnm bash "$0" "$@"
fi
# shellcheck source=tests/integration/tap.sh
. "${0%/*}/tap.sh"
# shellcheck source=tests/integration/lib-slapd.sh
. "$SRC/tests/integration/lib-slapd.sh"
FETCH=$BUILD/sanreq-fetch
MANAGER=CN=Manager,DC=corp,DC=example,DC=com
SVC=CN=Services,CN=Configuration,DC=corp,DC=example,DC=com
ip link set lo up || exit 1

fetch() {
	began=$(date +%s%3N)
	out=$("$FETCH" ldap "$@" 3</dev/null 2>&1)
	rc=$?
}

fetch_pw() { # PASSWORD ARG...
	began=$(date +%s%3N)
	out=$("$FETCH" ldap --password-fd 3 "${@:2}" \
	    3< <(printf '%s\n' "$1") 2>&1)
	rc=$?
}

refused() { # STATUS PATTERN CAPTION
	like "$out" "^status: -$1\$" "$3: status"
	like "$out" "^message: $2" "$3: message"
	is "$rc" 1 "$3: exit status"
}

whole() {
	like "$out" '^status: 0$' "$1"
	like "$out" '^entries: 5$' "$1: entries"
}

# served by HOST:PORT
served() { # HOST:PORT CAPTION
	whole "$2"
	like "$out" "^detail: $1 was read\$" "$2: by whom"
}

within() { # MILLISECONDS CAPTION; generous, for sanitizers and busy machines
	local took=$(($(date +%s%3N) - began))
	[ "$took" -lt "$1" ]
	result $? "$2: ended in time" "took $took ms, at most $1"
}

# dns MODE [PORT]: sets DNS, the server's address
dns() {
	local out port
	out=$(mktemp "$T/dns.XXXX")
	python3 "$SRC/tests/integration/mockdns.py" "$@" >"$out" 2>"$out.err" &
	SERVERS+=("$!")
	until port=$(cat "$out") && [ -n "$port" ]; do
		sleep .02
	done
	DNS=127.0.0.1:$port
}

# --- the domain controllers ---------------------------------------------------

make_ca ca '/CN=Example Test CA'
make_cert good ca DNS:dc2.starttls.test,DNS:dc1.pw.test,DNS:dc1.foreign.test,DNS:dc1.corp.test
make_cert wrongname ca DNS:other.corp.test
CA=(--ca-file "$T/ca.crt")
read -r V6 <<<"$(free_ports 1)"
SLAPD_URLS="ldap://[::1]:$V6/ ldaps://127.0.0.2:636/" slapd_start good || exit 1
GOOD=$LDAP_PORT
SLAPD_URLS="ldaps://127.0.0.3:636/" slapd_start wrongname || exit 1
WRONG=$LDAP_PORT
slapd_start good || exit 1
SECOND=$LDAP_PORT
read -r DEADPORT <<<"$(free_ports 1)"
for mode in blackhole busy busyfirst busyroot busybind unavailablefirst unready silent close; do
	mock "$mode"
	declare "${mode^^}=$MOCK_PORT"
done
mock "taken:$T/taken"
TAKEN=$MOCK_PORT

# --- DNS ----------------------------------------------------------------------

mkdir "$T/knot" "$T/knot/run" "$T/knot/db"
cat >"$T/knot/knot.conf" <<EOF
server:
    rundir: "$T/knot/run"
    listen: [ 127.0.0.1@53, ::1@53 ]
    udp-workers: 1
    tcp-workers: 1
    background-workers: 1
database:
    storage: "$T/knot/db"
    journal-db-max-size: 8M
    kasp-db-max-size: 8M
    timer-db-max-size: 2M
    catalog-db-max-size: 5M
log:
  - target: stderr
    any: warning
zone:
  - domain: test
    storage: "$T/knot"
    file: zone
    zonefile-sync: -1
    journal-content: none
EOF
{
	cat <<-EOF
	\$ORIGIN test.
	\$TTL 60
	@ SOA ns.test. hostmaster.test. 1 3600 600 86400 60
	@ NS ns.test.
	ns A 127.0.0.1
	corp A 127.0.0.1
	dc1.corp A 127.0.0.1
	dc2.corp A 127.0.0.1
	dc6.corp AAAA ::1
	tls1.tls A 127.0.0.3
	tls2.tls A 127.0.0.2
	tls1.badtls A 127.0.0.3
	dc1.starttls A 127.0.0.1
	dc2.starttls A 127.0.0.1
	dc1.pw A 127.0.0.1
	dc2.pw A 127.0.0.1
	dc1.foreign A 127.0.0.1
	two.corp A 127.0.0.9
	two.corp A 127.0.0.1
	two.corp AAAA 2001:db8::1
	la.corp CNAME lb.corp
	lb.corp CNAME la.corp
	text.corp TXT "no address"
	plain.corp A 127.0.0.1
	forged.corp A 127.0.0.1
	*._sites.dc._msdcs.wild SRV 0 0 $GOOD dc1.corp
	EOF
	while read -r owner records; do
		for r in $records; do
			IFS=, read -r priority port target <<<"$r"
			echo "_ldap._tcp.$owner SRV $priority 100 $port $target"
		done
	done <<-EOF
	dc._msdcs.corp 0,$GOOD,DC1.Corp 10,$SECOND,dc2.corp
	Berlin._sites.dc._msdcs.corp 0,$SECOND,dc2.corp
	Dead._sites.dc._msdcs.corp 0,$DEADPORT,dc2.corp
	dc._msdcs.dead 0,$DEADPORT,dc2.corp 10,$GOOD,dc1.corp
	dc._msdcs.hole 0,$BLACKHOLE,dc2.corp 10,$GOOD,dc1.corp
	dc._msdcs.busy 0,$BUSY,dc2.corp 10,$GOOD,dc1.corp
	dc._msdcs.busyfirst 0,$BUSYFIRST,dc2.corp 10,$GOOD,dc1.corp
	dc._msdcs.busyroot 0,$BUSYROOT,dc2.corp 10,$GOOD,dc1.corp
	dc._msdcs.busybind 0,$BUSYBIND,dc2.corp 10,$GOOD,dc1.corp
	dc._msdcs.unavailable 0,$UNAVAILABLEFIRST,dc2.corp 10,$GOOD,dc1.corp
	dc._msdcs.unready 0,$UNREADY,dc2.corp 10,$GOOD,dc1.corp
	dc._msdcs.silent 0,$SILENT,dc2.corp 10,$GOOD,dc1.corp
	dc._msdcs.close 0,$CLOSE,dc2.corp 10,$GOOD,dc1.corp
	dc._msdcs.all 0,$DEADPORT,dc1.corp 1,$BUSYROOT,dc1.corp 2,$UNREADY,dc2.corp 3,$DEADPORT,gone.corp
	dc._msdcs.holes 0,$BLACKHOLE,dc1.corp 1,$BLACKHOLE,dc2.corp 2,$SILENT,dc1.corp 3,$SILENT,dc2.corp 4,$SILENT,two.corp 5,$GOOD,dc1.corp
	dc._msdcs.noaddress 0,389,gone.corp 1,389,text.corp 2,389,la.corp 3,$GOOD,dc1.corp
	dc._msdcs.none 0,0,.
	dc._msdcs.six 0,$V6,dc6.corp
	dc._msdcs.two 0,$GOOD,two.corp
	dc._msdcs.tls 0,389,tls1.tls 10,389,tls2.tls
	dc._msdcs.starttls 0,$WRONG,dc1.starttls 10,$GOOD,dc2.starttls
	dc._msdcs.badtls 0,389,tls1.badtls
	dc._msdcs.pw 0,$GOOD,dc1.pw 10,$TAKEN,dc2.pw
	dc._msdcs.evil 0,$GOOD,dc1.corp
	dc._msdcs.fake.evil 0,$GOOD,dc1.notfake.evil
	dc._msdcs.foreign 0,$GOOD,dc1.corp 1,$GOOD,dc2.corp 10,$GOOD,dc1.foreign
	dc._msdcs.forged.corp 0,$GOOD,dc1.corp
	dc._msdcs.host 0,$GOOD,dc1.corp
	EOF
	for ((i = 1; i < 60; i++)); do
		echo "_ldap._tcp.dc._msdcs.many SRV 0 100 $DEADPORT" \
		    "host-with-a-long-name-$i.corp"
		echo "host-with-a-long-name-$i.corp A 127.0.0.1"
	done
	echo "_ldap._tcp.dc._msdcs.many SRV 9 0 $GOOD dc1.corp"
} >"$T/knot/zone"
knotd -c "$T/knot/knot.conf" 2>"$T/knot/log" &
SERVERS+=("$!")
for ((i = 0; i < 250; i++)); do
	dig +short +tries=1 +time=1 @127.0.0.1 ns.test 2>/dev/null |
	    grep -q 127 && break
	sleep .02
done
sed 's/^/# /' "$T/knot/log"
printf 'nameserver 127.0.0.1\nsearch nowhere.test corp.test\n' >"$T/resolv.conf"
printf '127.0.0.1 localhost pinned.test\n127.0.0.1 corp.hosts.test\n' >"$T/hosts"
mount --bind "$T/resolv.conf" /etc/resolv.conf &&
    mount --bind "$T/hosts" /etc/hosts || exit 1
export KRB5_CONFIG=$T/none.conf

# --- whose domain controller ------------------------------------------------

fetch --domain corp.test ldap:///
served "dc1.corp.test:$GOOD" 'by --domain'
like "$out" '^detail: domain corp.test: 2 domain controllers in DNS' 'they are counted'
fetch --domain CORP.Test. "ldap:///$SVC"
served "dc1.corp.test:$GOOD" 'another case, a trailing dot, a base'
printf '[libdefaults]\n\tdefault_realm = CORP.TEST\n' >"$T/krb5.conf"
KRB5_CONFIG=$T/krb5.conf fetch ldap:///
served "dc1.corp.test:$GOOD" 'by the Kerberos realm'
like "$out" '^detail: domain corp.test: the Kerberos realm of this machine$' 'it is told'
mkdir "$T/krb5.d"
mv "$T/krb5.conf" "$T/krb5.d/realm.conf"
printf 'includedir %s\n' "$T/krb5.d" >"$T/krb5.conf"
KRB5_CONFIG=$T/krb5.conf fetch ldap:///
served "dc1.corp.test:$GOOD" 'by the Kerberos realm of an included file'
KRB5_CONFIG=$T/krb5.conf fetch --domain dead.test ldap:///
like "$out" '^detail: domain dead.test: ' '--domain beats the realm'
fetch ldap:///
served "dc1.corp.test:$GOOD" 'by the search domains'
like "$out" '^detail: domain nowhere.test: a search domain' 'the first has none'
like "$out" '^detail: domain corp.test: a search domain' 'the second has'
fetch ldap://corp.test
served "dc1.corp.test:$GOOD" 'a host that is a domain'
fetch --site Berlin ldap://corp.test
served "dc2.corp.test:$SECOND" 'a host that is a domain, and a site'
fetch --domain wild.test --site Any ldap:///
served "dc1.corp.test:$GOOD" 'a wildcard in DNS'

fetch --domain corp.test --site berlin ldap:///
served "dc2.corp.test:$SECOND" 'the site comes first'
unlike "$out" '^note:' 'the site: no note'
fetch --domain corp.test --site Paris ldap:///
served "dc1.corp.test:$GOOD" 'a site without domain controllers'
like "$out" '^note: domain controllers of the site "Paris": none in DNS; those of the whole domain are used' \
    'a site without domain controllers is told'
fetch --domain corp.test --site Dead ldap:///
served "dc1.corp.test:$GOOD" 'a site whose domain controllers are dead'
like "$out" "^detail: dc2.corp.test:$DEADPORT: cannot connect: Connection refused" \
    'a site whose domain controllers are dead: it is told'

# --- plain hosts ----------------------------------------------------------------

fetch "ldap://plain.corp.test:$GOOD"
whole 'a host that is no domain'
unlike "$out" '^detail: domain' 'a host that is no domain: none is told'
fetch "ldap://dc1:$GOOD"
whole 'a single label below a search domain'
fetch "ldap://pinned.test:$GOOD"
whole 'a host of the hosts file'
fetch --dns-server 127.0.0.1 "ldap://pinned.test:$GOOD"
refused 5 '.*cannot resolve "pinned.test": no such name' \
    'the hosts file is not read with --dns-server'
fetch --dns-server '[::1]:53' --domain corp.test ldap:///
served "dc1.corp.test:$GOOD" 'a DNS server by IPv6'
fetch --domain corp.hosts.test ldap:///
refused 5 '.*no domain controller of "corp.hosts.test" \(--domain\) found: _ldap._tcp.dc._msdcs.corp.hosts.test: no such name; give the right --domain' \
    'the hosts file is not read for SRV records'
dns silent
fetch --dns-server "$DNS" --timeout 1 "ldap://127.0.0.1:$GOOD"
whole 'an IP address asks nothing'
fetch --dns-server "$DNS" --timeout 1 "ldap://localhost:$GOOD"
whole 'localhost asks nothing'
within 900 'localhost asks nothing'
fetch --dns-server "$DNS" --timeout 1 "ldap://[::1]:$V6"
whole 'an IPv6 address asks nothing'
dns srvsilent
fetch --dns-server "$DNS" --timeout 8 "ldap://dc1.corp.test:$GOOD"
whole 'a DNS server that drops questions for SRV'
within 5000 'a DNS server that drops questions for SRV'
like "$out" '^detail: .*did not answer in time.*taken for a server' \
    'a DNS server that drops questions for SRV: it is told'
fetch "ldap://two.corp.test:$GOOD" --timeout 4
refused 1 '.*exactly one operand' 'options behind the URL'
fetch --timeout 4 "ldap://two.corp.test:$GOOD"
whole 'two addresses, of which one is dead'

# --- ports ------------------------------------------------------------------------

fetch --domain tls.test "${CA[@]}" --insecure-no-verify ldaps:///
served 'tls1.tls.test:636' 'ldaps: port 636, whatever the record says'
fetch --domain dead.test "ldap://:$SECOND/"
whole 'the port of the URL'
like "$out" ":$SECOND was read" 'the port of the URL: not that of the record'
fetch "ldap://dead.test:$SECOND"
like "$out" ":$SECOND was read" 'the port of the URL of a domain'

# --- those that cannot serve -----------------------------------------------------

left() { # DOMAIN PATTERN
	fetch --timeout 2 --domain "$1.test" ldap:///
	served "dc1.corp.test:$GOOD" "$1"
	like "$out" "^detail: dc2.corp.test:[0-9]+: $2" "$1: it is told"
	unlike "$out" '^note:' "$1: not always"
	within 12000 "$1"
}
left dead 'cannot connect: Connection refused$'
left hole 'no connection within 1 s$'
left busyfirst 'search below .*: busy \(51\)'
left busyroot 'rootDSE: busy \(51\)'
left busybind 'anonymous bind: busy \(51\)'
left unavailable 'search below .*: unavailable \(52\)'
left unready 'not ready: .*isSynchronized is FALSE'
left silent 'rootDSE: no answer within 2 s'

fetch --timeout 3 --domain close.test ldap:///
refused 5 '.*dc2.corp.test:[0-9]+: search below .*closed the connection' \
    'one that breaks off within its answer is not replaced'
fetch --domain busy.test ldap:///
refused 6 '.*dc2.corp.test:[0-9]+: search below .*busy \(51\)' \
    'one that is busy in the middle of its answer is not replaced'

fetch --domain all.test ldap:///
refused 5 "ldap:///: no domain controller of \"all.test\" can serve: dc1.corp.test:$DEADPORT: cannot connect: Connection refused; dc1.corp.test:[0-9]+: rootDSE: busy \(51\).*; dc2.corp.test:[0-9]+: not ready.*; gone.corp.test:[0-9]+: cannot resolve \"gone.corp.test\": no such name\$" \
    'none can serve'
fetch --timeout 1 --domain holes.test ldap:///
refused 5 '.*can serve: .*no connection within 1 s.*more were not tried within 3 s' \
    'one black hole after the other'
within 9000 'one black hole after the other'

fetch --domain many.test ldap:///
served "dc1.corp.test:$GOOD" '60 records over TCP, 59 of them dead'
like "$out" '^detail: domain many.test: 60 domain controllers' '60 records: all are there'
within 8000 '60 records'
fetch --dns-server 127.0.0.1 --domain many.test ldap:///
like "$out" '^detail: domain many.test: 60 domain controllers' '60 records by --dns-server'

fetch --domain noaddress.test ldap:///
served "dc1.corp.test:$GOOD" 'targets without an address'
like "$out" '^detail: gone.corp.test:389: cannot resolve .*no such name' 'a target that is not there'
like "$out" '^detail: text.corp.test:389: cannot resolve .*DNS has no address' \
    'a target without an address'
like "$out" '^detail: la.corp.test:389: cannot resolve .*(no sense|failed)' \
    'a target that is an alias of itself'
fetch --domain none.test ldap:///
refused 5 '.*DNS says that the service is not there' 'the target "."'
fetch --domain six.test ldap:///
served "dc6.corp.test:$V6" 'IPv6 alone'
fetch --timeout 4 --domain two.test ldap:///
served "two.corp.test:$GOOD" 'three addresses, of which one serves'

# --- TLS ------------------------------------------------------------------------------

make_cert tls2 ca DNS:tls2.tls.test
SLAPD_URLS='ldaps://127.0.0.4:636/' slapd_start tls2 || exit 1
sed -i 's/^tls2.tls A .*/tls2.tls A 127.0.0.4/; s/test. 1 3600/test. 2 3600/' "$T/knot/zone"
kill -HUP "${SERVERS[-2]}" 2>/dev/null
knot_pid=$(cat "$T/knot/run/knot.pid" 2>/dev/null) && kill -HUP "$knot_pid"
for ((i = 0; i < 100; i++)); do
	dig +short @127.0.0.1 tls2.tls.test | grep -q 127.0.0.4 && break
	sleep .05
done
fetch "${CA[@]}" --domain tls.test ldaps:///
served 'tls2.tls.test:636' 'a wrong certificate: the next is taken'
like "$out" '^note: tls1.tls.test:636: the server.s certificate is for "other.corp.test", not "tls1.tls.test"; another domain controller was tried$' \
    'a wrong certificate is always told'
fetch_pw correct-horse -D "$MANAGER" "${CA[@]}" -ZZ --domain starttls.test ldap:///
served "dc2.starttls.test:$GOOD" 'a wrong certificate over StartTLS: the next is taken'
like "$out" '^note: dc1.starttls.test:[0-9]+: the server.s certificate is for' \
    'a wrong certificate over StartTLS is always told'
fetch "${CA[@]}" --domain badtls.test ldaps:///
refused 5 '.*can serve: tls1.badtls.test:636: the server.s certificate is for' \
    'wrong certificates alone'
fetch --domain corp.test --ca-file "$T/nothing" -ZZ ldap:///
refused 3 '.*No such file' 'a CA file that is not there is no reason to go on'
unlike "$out" 'trying the next' 'a CA file that is not there: no other is tried'

# --- forged answers ------------------------------------------------------------------

# the certificate of dc1.corp.test is a good one, but not of who was asked for
FORGED="domain controllers of \"evil.test\" left out: \"dc1.corp.test\" is not below that name, which a forged answer of DNS could say; if it is one of yours, name it: ldap://dc1.corp.test"
fetch_pw correct-horse -D "$MANAGER" "${CA[@]}" -ZZ --domain evil.test ldap:///
refused 5 "ldap:///: $FORGED\$" 'a domain controller of another name'
unlike "$out" '^# connected' 'a domain controller of another name: nothing is sent to it'
fetch "${CA[@]}" -ZZ --domain evil.test ldap:///
refused 5 "ldap:///: $FORGED\$" 'without a password neither'
fetch_pw correct-horse -D "$MANAGER" "${CA[@]}" -ZZ --domain fake.evil.test ldap:///
refused 5 '.*"dc1.notfake.evil.test" is not below that name' 'a name that only ends alike'
fetch_pw correct-horse -D "$MANAGER" "${CA[@]}" -ZZ --domain foreign.test ldap:///
served "dc1.foreign.test:$GOOD" 'one of its own among others'
like "$out" '^note: domain controllers of "foreign.test" left out: "dc1.corp.test" and 1 more are not below' \
    'one of its own among others: they are told'
fetch_pw correct-horse -D "$MANAGER" "${CA[@]}" -ZZ "ldap://forged.corp.test:$GOOD"
refused 5 '.*the server.s certificate is for .* not "forged.corp.test"' \
    'a host with forged domain controllers is asked itself'
fetch --domain evil.test ldap:///
served "dc1.corp.test:$GOOD" 'nothing to protect: any name'

# --- passwords ------------------------------------------------------------------------

fetch_pw correct-horse -D "$MANAGER" "${CA[@]}" -ZZ --domain pw.test ldap:///
served "dc1.pw.test:$GOOD" 'a password'
fetch_pw wrong -D "$MANAGER" "${CA[@]}" -ZZ --domain pw.test ldap:///
refused 7 "ldap:///: dc1.pw.test:$GOOD: bind: invalidCredentials \\(49\\)" 'a wrong password'
[ ! -e "$T/taken" ]
result $? 'a wrong password goes to no other domain controller'
fetch --domain all.test "ldap://:$TAKEN/" --timeout 2
fetch --timeout 2 --domain all.test "ldap://:$TAKEN/"
[ -e "$T/taken" ]
result $? '... which would be noticed'
fetch_pw x -D "$MANAGER" --domain pw.test ldap:///
refused 1 '.*password over plain ldap:// is refused' 'a password in the clear'

# --- DNS that fails -------------------------------------------------------------------

asked() { # MODE STATUS PATTERN [OPTION...]
	dns "$1" "$GOOD"
	fetch --timeout 2 --dns-server "$DNS" --domain corp.test "${@:4}" ldap:///
	if [ "$2" = 0 ]; then
		served "dc1.corp.test:$GOOD" "DNS: $1"
	else
		refused "$2" ".*$3" "DNS: $1"
	fi
	within 9000 "DNS: $1"
}
F='no domain controller of "corp.test" \(--domain\) found: _ldap._tcp.dc._msdcs.corp.test:'
asked good 0 ''
asked late 0 ''
asked silent 5 "$F DNS did not answer in time \(server 127.0.0.1:[0-9]+\); give a --dns-server"
within 3500 'DNS: silent, no longer than the time limit'
asked tcpsilent 5 "$F the answer is too long for UDP, and .* none over TCP"
asked servfail 5 "$F the DNS server failed \(SERVFAIL\)"
asked notimp 5 "$F the DNS server does not know such a question"
asked formerr 5 "$F the DNS server does not know such a question"
asked refused 5 "$F the DNS server refused to answer"
asked nxdomain 5 "$F no such name; give the right --domain"
asked empty 5 "$F no such record"
asked wrongtype 5 "$F an answer of DNS that makes no sense"
asked othername 5 "$F an answer of DNS that makes no sense"
asked question 5 "$F (DNS did not answer in time|an answer of DNS that makes no sense)"
asked id 5 "$F DNS did not answer in time"
asked garbage 5 "$F "
asked short 5 "$F (an answer of DNS that makes no sense|DNS did not answer)"
asked pointer 5 "$F an answer of DNS that makes no sense"
asked count 5 "$F an answer of DNS that makes no sense"
asked rdata 5 "$F an answer of DNS that makes no sense"
asked loop 5 "$F an answer of DNS that makes no sense"
like "$out" '^detail: .*aliases in a loop' 'DNS: loop: it is told'
asked chain 5 "$F an answer of DNS that makes no sense"
asked root 5 "$F DNS says that the service is not there"
asked port0 5 "$F no record can be used"
asked hostile 5 ''
like "$out" '^detail: .*7 records of DNS left out: no host name: "two words.corp.test"$' \
    'DNS: hostile: what was left out is quoted'
unlike "$out" "$(printf '\033')" 'DNS: hostile: no control character comes through'
asked mixed 0 ''
like "$out" '^detail: .*2 records of DNS left out' 'DNS: mixed: what was left out is told'
asked many 5 'no domain controller of "corp.test" can serve: .*cannot resolve'
asked nowhere 5 'can serve: .*did not answer in time.*more were not tried within 3 s' \
    --timeout 1
read -r port <<<"$(free_ports 1)"
fetch --dns-server "127.0.0.1:$port" --domain corp.test ldap:///
refused 5 '.*no DNS server can be reached \(server 127.0.0.1:[0-9]+\)' 'DNS: a closed port'
dns silent
fetch --timeout 4 --dns-server "$DNS" --dns-server 127.0.0.1 --domain corp.test ldap:///
served "dc1.corp.test:$GOOD" 'DNS: the second server answers'
dns refused
fetch --dns-server "$DNS" --dns-server 127.0.0.1 --domain corp.test ldap:///
served "dc1.corp.test:$GOOD" 'DNS: the second server does not refuse'
dns silent
fetch --timeout 2 --dns-server "$DNS" ldap://dc1.corp.test
refused 5 '.*cannot resolve "dc1.corp.test": DNS did not answer in time' 'a host, and DNS is silent'
within 3500 'a host, and DNS is silent'
dns edns 0 127.0.0.66
printf 'nameserver 127.0.0.66\n' >"$T/resolv.conf"
fetch --timeout 1 ldap://gone.corp.test
refused 5 'ldap://gone.corp.test: no answer in time; the host.s name may not be resolvable' \
    'what DNS does not know, and the system is slow to tell'
within 5000 'what DNS does not know, and the system is slow to tell'
printf 'nameserver 127.0.0.77\noptions timeout:30\n' >"$T/resolv.conf"
fetch --timeout 2 ldap://dc1.corp.test
refused 5 '.*cannot resolve "dc1.corp.test": no DNS server can be reached \(server 127.0.0.77\)' \
    'a host, and the system has no DNS'
within 9000 'a host, and the system has no DNS'
fetch ldap://pinned.test:"$GOOD"
whole 'a host of the hosts file needs no DNS'
: >"$T/resolv.conf"
fetch ldap:///
refused '[15]' '.*(of which domain|no domain controller of)' 'no domain at all'

# --- what was given ------------------------------------------------------------------

printf 'nameserver 127.0.0.1\n' >"$T/resolv.conf"
while IFS='|' read -r option value pattern; do
	fetch "$option" "$value" ldap:///
	refused 1 ".*$pattern" "$option \"$value\""
done <<'EOF'
--domain||is no DNS name
--domain|.|is no DNS name
--domain|corp..test|a label is empty
--domain|corp test|" " is in it
--domain|$(id).test|is in it
--domain|aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg.test|longer than 63
--dns-server|dns.corp.test|not ADDRESS
--dns-server|127.0.0.1:0|not ADDRESS
--dns-server|127.0.0.1:65536|not ADDRESS
--dns-server|127.0.0.1:53x|not ADDRESS
--dns-server|127.0.0.1:|not ADDRESS
--dns-server|[127.0.0.1]:53|not ADDRESS
--dns-server|[::1|not ADDRESS
--dns-server|[::1]53|not ADDRESS
--dns-server|::1::2|not ADDRESS
--dns-server||not ADDRESS
EOF
for site in 'a.b' '' 'a b' '../x'; do
	fetch --domain corp.test --site "$site" ldap:///
	refused 1 '.*--site' "--site \"$site\""
done

# --- the command ----------------------------------------------------------------------

run sanreq discover -v --domain dead.test ldap:///
status 0 'sanreq discover ldap:///'
like "$err" "^ldap:///: dc2.corp.test:$DEADPORT: cannot connect: Connection refused\$" \
    '-v tells which were left'
like "$err" "^ldap:///: dc1.corp.test:$GOOD was read\$" '-v tells which served'
run sanreq discover --domain dead.test ldap:///
unlike "$err" 'dc[12].corp.test:' 'without -v nobody is told'
run sanreq discover "${CA[@]}" --domain tls.test ldaps:///
like "$err" '^ldaps:///: tls1.tls.test:636: the server.s certificate is for "other.corp.test"' \
    'a wrong certificate is told without -v'
run sanreq discover --domain all.test -v ldap:///
complains_last() {
	like "$(tail -n 1 <<<"$err")" "$1" "$2"
}
status 4 'none can serve: status'
complains_last '^sanreq: ldap:///: no domain controller of "all.test" can serve' \
    'none can serve: message'
like "$err" '^ldap:///: domain all.test: 4 domain controllers in DNS$' 'none can serve: -v'
run sanreq discover --domain münchen.test ldap:///
complains 2 'xn--' 'a domain in Unicode'
small_org org.ldif
run sanreq discover --domain corp.test "ldap://dc1.corp.test:$GOOD"
complains 2 '--domain: for the source ldap:///' '--domain beside a host'
run sanreq discover --domain corp.test org.ldif
complains 2 '--domain: for the source ldap:///' '--domain without LDAP'
run sanreq discover --site Berlin org.ldif
complains 2 '--site: for a source ldap://' '--site without LDAP'
run sanreq discover --site Berlin -v LDAP://corp.test
status 0 '--site with a domain in the URL'
like "$err" ": dc2.corp.test:$SECOND was read" '--site with a domain in the URL is used'
run sanreq discover --domain corp.test ldap:/// "ldap://plain.corp.test:$SECOND"
status 0 '--domain, and another source with a host'

done_testing
